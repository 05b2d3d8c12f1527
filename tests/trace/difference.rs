use serde_json::Value;

use super::{DENSITIES, json, number, run, scene};
use crate::support::rasters::{EAST, Raster, WEST, rectangle, zones};
use crate::support::scene::Scene;

/// Two runs, the second after a change, and their headline of carbon.
fn compare(scene: Scene, change: impl FnOnce(Scene) -> Scene) -> (Scene, Value) {
    run(&scene, "a");
    let scene = change(scene);
    run(&scene, "b");
    let found = json(&scene.workspace.succeed(&["diff", "a", "b", "--json"]));
    for row in found["rows"].as_array().expect("rows") {
        let parts = row["contributions"].as_array().expect("contributions");
        let sum: f64 = parts.iter().map(|part| number(&part["change"])).sum();
        let difference = number(&row["difference"]);
        let size = [&row["value_a"], &row["value_b"]].map(|value| value.as_f64().unwrap_or_default().abs());
        assert!((sum - difference).abs() <= 1e-9 * difference.abs().max(1e-6 * size[0].max(size[1])), "{row:#}");
    }
    (scene, found)
}

fn carbon(found: &Value) -> &Value {
    let rows = found["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["quantity"] == "carbon_stock").expect("a row of carbon")
}

/// Causes, the share of the difference, and the names of what changed.
fn contributions(row: &Value) -> Vec<(String, f64, Vec<String>)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let parts = row["contributions"].as_array().expect("contributions").iter();
    parts
        .map(|part| {
            let causes: Vec<String> = part["causes"].as_array().expect("causes").iter().map(text).collect();
            let changed = part["changed"].as_array().expect("names").iter().map(|one| text(&one["name"])).collect();
            (causes.join("+"), number(&part["change"]) / number(&row["difference"]), changed)
        })
        .collect()
}

#[test]
fn a_changed_parameter_is_named() {
    let (scene, found) = compare(scene(), |scene| {
        scene.file("densities.csv", DENSITIES.replace(",30.0,", ",33.0,").replace(",90.0,", ",91.0,"))
    });
    let living = "densities.csv: ours, arbor_forest, living_biomass".to_owned();
    let soil = "densities.csv: ours, arbor_forest, soil_organic_carbon".to_owned();
    let parts = contributions(carbon(&found));
    assert_eq!(parts.len(), 2, "{parts:?}");
    assert_eq!((parts[0].0.as_str(), &parts[0].2), ("parameter", &vec![living]));
    assert_eq!((parts[1].0.as_str(), &parts[1].2), ("parameter", &vec![soil]));
    assert!((parts[0].1 - 0.75).abs() < 1e-9 && (parts[1].1 - 0.25).abs() < 1e-9, "{parts:?}");
    let text = scene.workspace.succeed(&["diff", "a", "b"]).stdout;
    assert!(text.contains("densities.csv: ours, arbor_forest, living_biomass: 30 t C/ha → 33 t C/ha"), "{text}");
    assert!(text.contains("1 of "), "{text}");
    let rows = scene.workspace.succeed(&["diff", "a", "b", "--zone", "2", "--json"]);
    assert!(json(&rows)["rows"].as_array().expect("rows").iter().all(|row| number(&row["difference"]) == 0.0));
}

#[test]
fn a_changed_map_is_input_data() {
    let (_, found) = compare(scene(), |scene| scene.raster("land.tif", &Raster::of([1_u8, 1, 1, 2].repeat(4))));
    let parts = contributions(carbon(&found));
    assert_eq!(parts, [("input_data".to_owned(), 1.0, vec!["layers.land (land.tif)".to_owned()])]);
}

fn moved(scene: Scene, east: f64) -> Scene {
    let name = "西区";
    let west = rectangle([WEST[0], WEST[1], east, WEST[3]]);
    let rest = rectangle([east, EAST[1], EAST[2], EAST[3]]);
    scene.file("zones.geojson", zones(4490, &[("1", name, west), ("2", "东区", rest)]))
}

#[test]
fn a_moved_boundary_moves_its_zones_and_not_their_sum() {
    let (scene, found) = compare(scene(), |scene| moved(scene, 121.025));
    let total = carbon(&found);
    assert!(number(&total["difference"]).abs() < 1e-9 * number(&total["value_a"]), "{total:#}");
    let arguments =
        ["diff", "a", "b", "--zone", "2", "--quantity", "carbon_stock", "--category", "*", "--pool", "*", "--json"];
    let found = json(&scene.workspace.succeed(&arguments));
    let row = carbon(&found);
    assert!(number(&row["difference"]) < 0.0, "{row:#}");
    let parts = contributions(row);
    assert_eq!(parts, [("boundary".to_owned(), 1.0, vec!["zones.districts, outlines of 1, 2".to_owned()])]);
}

#[test]
fn a_renamed_zone_is_no_other_boundary_and_both_changes_are_told_together() {
    let west = [WEST[0], WEST[1], 121.02, WEST[3]];
    let (scene, found) = compare(scene(), |scene| {
        scene
            .file("zones.geojson", zones(4490, &[("1", "新名", rectangle(west)), ("2", "东区", rectangle(EAST))]))
            .raster("land.tif", &Raster::of([1_u8, 1, 1, 2].repeat(4)))
    });
    assert_eq!(contributions(carbon(&found))[0].0, "input_data");
    let (_, found) =
        compare(scene, |scene| moved(scene, 121.025).raster("land.tif", &Raster::of([1_u8, 1, 1, 1].repeat(4))));
    let parts = contributions(carbon(&found));
    assert_eq!(parts.len(), 1, "{parts:?}");
    assert_eq!(parts[0].0, "input_data+boundary");
}

#[test]
fn an_excluded_class_is_a_definition() {
    let (scene, found) =
        compare(scene(), |scene| scene.in_table("methods.carbon_density", "exclude = [\"bamboo_forest\"]"));
    let parts = contributions(carbon(&found));
    assert_eq!(parts, [("definition".to_owned(), 1.0, vec!["methods.carbon_density.exclude".to_owned()])]);
    // Rows on one side only are listed, with what put them there.
    let arguments =
        ["diff", "a", "b", "--zone", "*", "--category", "bamboo_forest", "--quantity", "carbon_stock", "--json"];
    let found = json(&scene.workspace.succeed(&arguments));
    let rows = found["rows"].as_array().expect("rows");
    assert!(!rows.is_empty() && rows.iter().all(|row| row["value_b"].is_null()), "{rows:#?}");
    assert_eq!(contributions(&rows[0])[0].0, "definition");
    let text = scene.workspace.succeed(&["diff", "a", "b"]).stdout;
    assert!(text.contains("→ with bamboo_forest"), "{text}");
}

#[test]
fn the_table_that_is_handed_in_adds_up() {
    let (scene, _) = compare(scene(), |scene| {
        scene
            .raster("land.tif", &Raster::of([1_u8, 1, 1, 2].repeat(4)))
            .file("densities.csv", DENSITIES.replace(",30.0,", ",33.0,"))
    });
    scene.workspace.succeed(&["diff", "a", "b", "--quantity", "carbon_stock", "--csv", "difference.csv"]);
    let mut reader = csv::Reader::from_path(scene.path("difference.csv")).expect("a table");
    let rows: Vec<std::collections::HashMap<String, String>> =
        reader.deserialize().collect::<Result<_, _>>().expect("rows");
    assert!(rows.len() > 8, "{}", rows.len());
    let mut moved = [0.0; 2];
    for row in &rows {
        let value = |column: &str| row[column].parse::<f64>().unwrap_or_default();
        let causes = ["input_data", "boundary", "parameter", "method", "definition", "not_separable"];
        let sum: f64 = causes.into_iter().map(value).sum();
        assert!((sum - value("difference")).abs() <= 1e-9 * value("value_b").abs(), "{row:?}");
        assert!((value("value_b") - value("value_a") - value("difference")).abs() <= 1e-9 * value("value_b").abs());
        moved[0] += value("input_data").abs();
        moved[1] += value("parameter").abs();
    }
    assert!(moved.iter().all(|moved| *moved > 0.0), "{moved:?}");
    let hostile = rows.iter().find(|row| row["zone"] == "1").expect("the zone");
    assert!(hostile["zone_name"].contains("=HYPERLINK(\"x\")"), "{hostile:?}");
}

#[test]
fn a_layer_that_is_new_moves_no_figure_of_the_others() {
    let (_, found) = compare(scene(), |scene| {
        scene
            .raster("land.tif", &Raster::of([1_u8, 1, 1, 2].repeat(4)))
            .raster("later.tif", &Raster::of([1_u8, 2, 2, 1].repeat(4)))
            .with(
                "[zones.districts]",
                "[layers.later]\npath = \"later.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = 2022\n\n[zones.districts]",
            )
            .with("[methods.carbon_density]\nlayers = [\"land\"]", "[methods.carbon_density]\nlayers = [\"land\", \"later\"]")
    });
    let parts = contributions(carbon(&found));
    assert_eq!(parts, [("input_data".to_owned(), 1.0, vec!["layers.land (land.tif)".to_owned()])]);
    // The rows of the new date are there because of it.
    let rows = found["rows"].as_array().expect("rows");
    let new = rows.iter().find(|row| row["year"] == 2022 && row["value_a"].is_null()).expect("a row of the new date");
    assert!(new["contributions"][0]["changed"].to_string().contains("layers.later (later.tif)"), "{new:#}");
}
