use insta::assert_snapshot;

use crate::support::rasters::{EAST, WEST, rectangle, zones};
use crate::support::scene::Scene;

const OFFICIAL: &str = r#"
[zones.districts.official_area]
table = "areas.csv"
key = "name"
field = "area"
unit = "ha"
source = "yearbook"
year = 2020
"#;

fn official(table: &str) -> Scene {
    Scene::new().append(OFFICIAL).file("areas.csv", table)
}

#[test]
fn an_official_area_that_is_missing_names_the_zone() {
    official("name,area\n西区,800\n东区,900\n").succeed();
    assert_snapshot!(official("name,area\n西区,800\n东区,\n").refused(65), @r"
    error: zone set `districts`: no official area for 1 of 2 zones: 东区
      in pipeline.toml, line 24

    hint: zones are matched by id or name; an official area is a positive number
    ");
}

#[test]
fn an_official_area_is_a_positive_number() {
    for area in ["-1", "0", "nan", "inf", "1e999"] {
        let message = official(&format!("name,area\n西区,800\n东区,{area}\n")).refused(65);
        assert!(message.contains("no official area for 1 of 2 zones: 东区"), "{area}: {message}");
    }
    assert_snapshot!(official("name,area\n西区,800\n东区,9 00\n").refused(65), @r"
    error: cannot read `areas.csv`
      cause: `9 00` in column `area` is no number
      in pipeline.toml, line 24
    ");
}

#[test]
fn an_official_area_in_a_field_of_text_is_a_number_or_refused() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))])
        .replace("\"id\":1", "\"id\":1,\"area\":\"900\"")
        .replace("\"id\":2", "\"id\":2,\"area\":\"8公顷\"");
    let scene = Scene::new()
        .file("zones.geojson", &text)
        .append(&OFFICIAL.replace("table = \"areas.csv\"\nkey = \"name\"\n", ""));
    assert_snapshot!(scene.refused(65), @r"
    error: zone `2` of set `districts` has `8公顷` in field `area`, expected a number
      in `zones.geojson`, feature 2
      in pipeline.toml, line 13
    ");
    Scene::new()
        .file("zones.geojson", text.replace("公顷", "00"))
        .append(&OFFICIAL.replace("table = \"areas.csv\"\nkey = \"name\"\n", ""))
        .succeed();
}

#[test]
fn an_official_area_given_twice_is_refused() {
    assert_snapshot!(official("name,area\n西区,800\n西区,900\n").refused(65), @r"
    error: cannot read `areas.csv`
      cause: `西区` occurs more than once
      in pipeline.toml, line 24
    ");
}
