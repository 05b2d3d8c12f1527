use std::path::Path;

use insta::assert_snapshot;

use super::super::Document;

fn problems(text: &str) -> String {
    let document = Document::from_text(Path::new("pipelines/x.toml"), text).expect("valid TOML");
    document.pipeline().expect_err("problems").to_string()
}

const START: &str = "name = \"x\"\n[grid]\nfrom_layer = \"land\"\n";

#[test]
fn all_problems_are_reported_at_once_in_the_order_of_lines() {
    assert_snapshot!(problems(
        r#"
title = 3
[zones.county]
path = "county.shp"
coverage = "exakt"
[layers.land]
path = ["land.tif"]
kind = "class"
yeer = 2022
band = "1"
[layers.height]
path = "height.tif"
[grid]
resolution = 30
extent = [1, 2.5, "3"]
"#
    ), @r#"
    missing key `name` at the top level
      in pipelines/x.toml

    hint: add `name`, the name of the account; the output directory defaults to `out/<name>`

    error: `title`: found an integer, expected a string
      in pipelines/x.toml, line 2

    hint: write it in quotes: `"3"`

    error: missing key `id` in `zones.county`
      in pipelines/x.toml, line 3

    hint: add `id`, the field of zone ids: unique, never null

    error: `zones.county.coverage`: found `exakt`, expected `exact` or `center`
      in pipelines/x.toml, line 5

    hint: did you mean `exact`?

    error: `layers.land.path`: found an array, expected a string
      in pipelines/x.toml, line 7

    error: unknown key `yeer` in `layers.land`
      in pipelines/x.toml, line 9

    hint: did you mean `year`?

    error: `layers.land.band`: found a string, expected an integer
      in pipelines/x.toml, line 10

    hint: write `1` without quotes

    error: missing key `kind` in `layers.height`
      in pipelines/x.toml, line 11

    hint: add `kind`, what the values are: `class` or `quantity`

    error: `grid.extent`: found 3 items, expected 4
      in pipelines/x.toml, line 15

    error: `grid.extent[2]`: found a string, expected a number
      in pipelines/x.toml, line 15

    hint: write `3` without quotes
    "#);
}

#[test]
fn an_unknown_key_brings_the_nearest_name() {
    assert_snapshot!(problems("name = \"x\"\n[grid]\nresolutoin = 30.0\n"), @r#"
    unknown key `resolutoin` in `grid`
      in pipelines/x.toml, line 3

    hint: did you mean `resolution`?
    "#);
}

#[test]
fn an_unknown_key_without_a_near_name_brings_all_names() {
    assert_snapshot!(problems(&format!("{START}[methods.land_area]\nlayers = [\"a\"]\ncarrots = 1\n[outputs]\nx=1")), @r#"
    unknown key `carrots` in `methods.land_area`, expected `layers`
      in pipelines/x.toml, line 6

    error: unknown key `x` in `outputs`, expected `charts`, `gis`, `gis_crs`, `language`, `maps`, `page`, `pictures`, `report`, `tables` or `templates`
      in pipelines/x.toml, line 8
    "#);
}

#[test]
fn a_top_level_key_below_a_table_is_sent_back_up() {
    assert_snapshot!(problems(&format!("{START}title = \"x\"\n")), @r#"
    unknown key `title` in `grid`
      in pipelines/x.toml, line 4

    hint: `title` belongs to the top level: write it above the first `[table]`
    "#);
}

#[test]
fn a_missing_key_is_explained_in_its_table() {
    assert_snapshot!(problems(&format!("{START}[layers.\"two words\"]\n[zones]\ncounty = {{ path = \"c.shp\" }}\n")), @r#"
    missing key `path` in `layers."two words"`
      in pipelines/x.toml, line 4

    hint: add `path`, the file

    error: missing key `kind` in `layers."two words"`
      in pipelines/x.toml, line 4

    hint: add `kind`, what the values are: `class` or `quantity`

    error: missing key `id` in `zones.county`
      in pipelines/x.toml, line 6

    hint: add `id`, the field of zone ids: unique, never null
    "#);
}

#[test]
fn a_misspelt_required_key_is_one_problem() {
    assert_snapshot!(problems(&format!("{START}[zones.county]\npath = \"c.shp\"\nId = \"code\"\n")), @r#"
    unknown key `Id` in `zones.county`
      in pipelines/x.toml, line 6

    hint: did you mean `id`?
    "#);
}

#[test]
fn a_missing_top_level_key_is_missing_from_the_file() {
    assert_snapshot!(problems(""), @r#"
    missing key `name` at the top level
      in pipelines/x.toml

    hint: add `name`, the name of the account; the output directory defaults to `out/<name>`
    "#);
}

#[test]
fn a_wrong_type_says_what_was_found_and_expected() {
    assert_snapshot!(problems(&format!(r#"{START}resolution = "30"
[layers.land]
path = 2022
kind = 1
year = 2022-01-01
band = 1.5
nodata = true
scheme = ["tanhui"]
[methods.land_area]
layers = "land"
[outputs]
maps = {{}}
"#)), @r#"
    `grid.resolution`: found a string, expected a number
      in pipelines/x.toml, line 4

    hint: write `30` without quotes

    error: `layers.land.path`: found an integer, expected a string
      in pipelines/x.toml, line 6

    hint: write it in quotes: `"2022"`

    error: `layers.land.kind`: found an integer, expected `class` or `quantity`
      in pipelines/x.toml, line 7

    error: `layers.land.year`: found a date or time, expected an integer
      in pipelines/x.toml, line 8

    error: `layers.land.band`: found a decimal number, expected an integer
      in pipelines/x.toml, line 9

    error: `layers.land.nodata`: found a boolean, expected a number
      in pipelines/x.toml, line 10

    error: `layers.land.scheme`: found an array, expected a string or a table
      in pipelines/x.toml, line 11

    error: `methods.land_area.layers`: found a string, expected an array
      in pipelines/x.toml, line 13

    hint: write it in brackets: `["land"]`

    error: `outputs.maps`: found a table, expected an array
      in pipelines/x.toml, line 15
    "#);
}

#[test]
fn a_number_that_is_not_finite_or_not_in_range_is_refused() {
    assert_snapshot!(problems(&format!(r#"{START}resolution = inf
[layers.land]
path = "land.tif"
kind = "class"
band = -1
year = 3_000_000_000
nodata = -inf
"#)), @r#"
    `grid.resolution`: found `inf`, expected a finite number
      in pipelines/x.toml, line 4

    error: `layers.land.band`: found `-1`, expected at least 1
      in pipelines/x.toml, line 8

    error: `layers.land.year`: found `3000000000`, expected 1 to 9999
      in pipelines/x.toml, line 9

    error: `layers.land.nodata`: found `-inf`, expected a finite number
      in pipelines/x.toml, line 10
    "#);
}

#[test]
fn a_value_outside_its_list_brings_the_list_and_the_nearest() {
    assert_snapshot!(problems(&format!(r#"{START}area = "flat"
[zones.county]
path = "c.shp"
id = "code"
encoding = "GBK"
[outputs]
maps = ["land_class", "carbon_densty"]
"#)), @r#"
    `grid.area`: found `flat`, expected `ellipsoidal` or `planar`
      in pipelines/x.toml, line 4

    error: `zones.county.encoding`: found `GBK`, expected `auto`, `utf-8`, `gbk`, `gb18030` or `big5`
      in pipelines/x.toml, line 8

    hint: did you mean `gbk`?

    error: `outputs.maps[1]`: found `carbon_densty`, expected `land_class`, `land_history`, `carbon_density`, `carbon_density_uncertainty`, `carbon_density_by_pool`, `class_layers`, `carbon_change`, `coast_history`, `coast_carbon_density`, `coast_carbon_density_uncertainty` or `coast_carbon_change`
      in pipelines/x.toml, line 10

    hint: did you mean `carbon_density`?
    "#);
}

#[test]
fn a_table_with_several_forms_is_checked_as_the_form_whose_keys_it_uses() {
    assert_snapshot!(problems(&format!(r#"{START}[methods.carbon_density]
layers = ["land"]
table = {{ path = "density.csv", sett = "liu" }}
"#)), @r#"
    unknown key `sett` in `methods.carbon_density.table`
      in pipelines/x.toml, line 6

    hint: did you mean `set`?
    "#);
    assert_snapshot!(problems(&format!(r#"{START}[methods.carbon_density]
layers = ["land"]
[methods.carbon_density.table]
path = "density.csv"
class = "code"
unit = "t/ha"
source = "here"
[methods.carbon_density.table.pools]
soil = "soil"
above_ground_biomas = "agb"
litter = 3
"#)), @r#"
    missing key `evidence` in `methods.carbon_density.table`
      in pipelines/x.toml, line 6

    hint: add `evidence`, how sure it is that the source says so: `published`, `secondary`, `derived` or `unverified`

    error: `methods.carbon_density.table.unit`: found `t/ha`, expected `t C/ha`
      in pipelines/x.toml, line 9

    hint: did you mean `t C/ha`?

    error: unknown key `soil` in `methods.carbon_density.table.pools`, expected `above_ground_biomass`, `below_ground_biomass`, `living_biomass`, `dead_wood`, `litter`, `dead_organic_matter` or `soil_organic_carbon`
      in pipelines/x.toml, line 12

    error: unknown key `above_ground_biomas` in `methods.carbon_density.table.pools`
      in pipelines/x.toml, line 13

    hint: did you mean `above_ground_biomass`?

    error: `methods.carbon_density.table.pools.litter`: found an integer, expected a string
      in pipelines/x.toml, line 14

    hint: write it in quotes: `"3"`
    "#);
}
