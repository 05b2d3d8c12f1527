use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use gdal::Dataset;
use serde_json::{Value, json};

use super::{ALL, scene};
use crate::support::Accounts;
use crate::support::frames::pixels;
use crate::support::scene::Scene;

/// The rasters in `maps/`.
pub(crate) fn map_names(scene: &Scene) -> BTreeSet<String> {
    let entries = scene.path("out/maps").read_dir().expect("maps").map(|entry| entry.expect("an entry").path());
    let rasters = entries.filter(|path| path.extension().is_some_and(|ending| ending == "tif"));
    rasters.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
}

#[test]
fn a_class_map_has_an_attribute_table_and_styles_beside_it() {
    let scene = scene().append(ALL);
    scene.succeed();
    let maps = scene.path("out/maps");
    let output =
        Command::new("gdalinfo").arg("-json").arg(maps.join("land_class_2022.tif")).output().expect("gdalinfo");
    let described: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let table = &described["rat"];
    let fields: Vec<&str> =
        table["fieldDefn"].as_array().expect("fields").iter().filter_map(|field| field["name"].as_str()).collect();
    let expected = ["Value", "Count", "class_id", "name", "name_zh", "sector", "Red", "Green", "Blue", "area_ha"];
    assert_eq!(fields, expected);
    let accounts = Accounts::read(&scene.path("out"));
    let found = table["row"].as_array().expect("rows");
    let stored = pixels(&maps.join("land_class_2022.tif"));
    assert_eq!(found.len(), 2);
    for (row, (code, id, name, zh, colour)) in found.iter().zip([
        (1, "arbor_forest", "Arbor forest", "乔木林地", [34, 112, 60]),
        (2, "bamboo_forest", "Bamboo forest", "竹林地", [96, 160, 58]),
    ]) {
        let cells = row["f"].as_array().expect("cells");
        let count = stored.iter().filter(|pixel| **pixel == f64::from(code)).count();
        assert_eq!(cells[..6], [json!(code), json!(count as f64), json!(id), json!(name), json!(zh), json!("forest")]);
        assert_eq!(cells[6..9], colour.map(|part| json!(part)));
        let area = accounts.value(&[
            ("zone", "*"),
            ("quantity", "area"),
            ("category", id),
            ("year", "2022"),
            ("method", "land_area"),
        ]);
        assert!((cells[9].as_f64().expect("a number") / area - 1.0).abs() < 1e-6, "{id}: {} against {area}", cells[9]);
    }
    let read = |name: &str| std::fs::read_to_string(maps.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read("land_class_2022.clr"), "1 34 112 60\n2 96 160 58\n");
    assert!(
        read("land_class_2022.qml")
            .contains("<paletteEntry value=\"1\" color=\"#22703c\" label=\"乔木林地 Arbor forest\" alpha=\"255\"/>")
    );
    assert!(read("class_types.clr").starts_with("3 34 92 84\n"));
    assert!(read("carbon_density_2022.qml").contains("color=\"#fde725\""), "not viridis");
    let change = read("carbon_change_2020_2022.qml");
    assert!(change.contains("<item value=\"0\" label=\"0 t C/ha\" color=\"#e4e4e4\" alpha=\"255\"/>"), "{change}");
    assert!(!maps.join("carbon_density_2022.clr").exists());
}

#[test]
fn carbon_by_pool_adds_up_to_the_carbon_of_all_pools() {
    let scene = scene().append(ALL);
    scene.succeed();
    let maps = scene.path("out/maps");
    let values = |name: &str| {
        let path = maps.join(name);
        let dataset = Dataset::open(&path).expect("a map");
        let band = dataset.rasterband(1).expect("a band");
        let (nodata, scale) = (band.no_data_value().expect("declared"), band.scale().unwrap_or(1.0));
        pixels(&path)
            .into_iter()
            .map(move |pixel| if pixel == nodata { 0.0 } else { pixel * scale })
            .collect::<Vec<_>>()
    };
    let pools: Vec<String> = ["living_biomass", "dead_wood", "litter", "soil_organic_carbon"]
        .iter()
        .map(|pool| format!("carbon_density_{pool}_2022.tif"))
        .collect();
    let parts: Vec<Vec<f64>> = pools.iter().map(|name| values(name)).collect();
    for (pixel, all) in values("carbon_density_2022.tif").into_iter().enumerate() {
        let sum: f64 = parts.iter().map(|part| part[pixel]).sum();
        assert!(all > 0.0 && (sum - all).abs() < 1e-4, "pixel {pixel}: {sum} against {all}");
    }
    // No density of dead wood is known for bamboo: that is no data, not zero.
    let dead_wood = pixels(&maps.join("carbon_density_dead_wood_2022.tif"));
    assert_eq!(dead_wood[1], 65_535.0);
}

#[test]
fn the_catalogue_names_every_map_and_where_it_lies() {
    let scene = scene().append(ALL);
    scene.succeed();
    let directory = scene.path("out/gis/stac");
    let read = |path: &Path| -> Value { serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON") };
    let collection = read(&directory.join("collection.json"));
    assert_eq!((&collection["type"], &collection["stac_version"]), (&json!("Collection"), &json!("1.0.0")));
    for key in ["id", "description", "license", "extent", "links"] {
        assert!(!collection[key].is_null(), "{key}");
    }
    let interval = json!([["2020-01-01T00:00:00Z", "2022-12-31T23:59:59Z"]]);
    assert_eq!(collection["extent"]["temporal"]["interval"], interval);
    let mut catalogued = BTreeSet::new();
    for link in collection["links"].as_array().expect("links").iter().filter(|link| link["rel"] == "item") {
        let item = read(&directory.join(link["href"].as_str().expect("a path")));
        assert_eq!((&item["type"], &item["stac_version"]), (&json!("Feature"), &json!("1.0.0")));
        assert_eq!(item["collection"], collection["id"]);
        let properties = &item["properties"];
        assert_eq!(properties["proj:epsg"], 4490);
        assert_eq!(properties["proj:shape"], json!([4, 4]));
        assert_eq!(properties["proj:transform"], json!([0.01, 0.0, 121.0, 0.0, -0.01, 30.0]));
        assert!(properties["datetime"].is_null() && properties["start_datetime"].is_string(), "{properties}");
        for (found, expected) in item["bbox"].as_array().expect("a box").iter().zip([121.0, 29.96, 121.04, 30.0]) {
            assert!((found.as_f64().expect("a number") - expected).abs() < 1e-6, "{}", item["bbox"]);
        }
        let ring = item["geometry"]["coordinates"][0].as_array().expect("a ring");
        assert_eq!(ring.first(), ring.last());
        let data = &item["assets"]["data"];
        let path = directory.join(data["href"].as_str().expect("a path")).canonicalize().expect("a map that is there");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let dataset = Dataset::open(&path).expect("a map");
        let band = dataset.rasterband(1).expect("a band");
        let declared = &data["raster:bands"][0];
        assert_eq!(declared["nodata"].as_f64(), band.no_data_value(), "{name}");
        assert_eq!(declared["data_type"], band.band_type().name().to_lowercase().replace("byte", "uint8"), "{name}");
        assert_eq!(declared["scale"].as_f64(), band.scale().filter(|_| !declared["scale"].is_null()), "{name}");
        assert_eq!(data["classification:classes"].is_array(), name.contains("class"), "{name}");
        catalogued.insert(name);
    }
    assert_eq!(catalogued, map_names(&scene));
}
