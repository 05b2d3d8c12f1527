use insta::assert_snapshot;

use crate::support::rasters::{EAST, VectorLayer, WEST, geopackage, rectangle, shapefile, zones};
use crate::support::scene::Scene;
use crate::support::{Accounts, Outcome, rasters::Raster};

fn with_zones(text: &str) -> Scene {
    Scene::new().file("zones.geojson", text)
}

#[test]
fn an_empty_zone_file_is_refused() {
    assert_snapshot!(with_zones(&zones(4490, &[])).refused(65), @r"
    error: zone set `districts` is empty: `zones.geojson` holds no features
      in pipeline.toml, line 13
    ");
}

#[test]
fn repeated_zone_ids_are_refused() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("1", "东区", rectangle(EAST))]);
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: zone set `districts` has the id `1` more than once
      field `id` of `zones.geojson`
      in pipeline.toml, line 13

    hint: choose a field that is unique, or dissolve the features that belong together
    ");
}

#[test]
fn a_null_zone_id_is_refused() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("null", "东区", rectangle(EAST))]);
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: a zone of set `districts` has no id: field `id` is null or empty
      in `zones.geojson`, feature 0
      in pipeline.toml, line 13
    ");
}

#[test]
fn an_absent_zone_id_is_not_zero() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))]);
    assert_snapshot!(with_zones(&text.replace("\"id\":2,", "")).refused(65), @r"
    error: a zone of set `districts` has no id: field `id` is null or empty
      in `zones.geojson`, feature 0
      in pipeline.toml, line 13
    ");
}

#[test]
fn a_zone_id_that_is_a_list_is_refused() {
    let text = zones(4490, &[("[1, 2]", "西区", rectangle(WEST)), ("[3]", "东区", rectangle(EAST))]);
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: field `id` of zone set `districts` holds a list, expected a text or a number
      in `zones.geojson`, feature 0
      in pipeline.toml, line 13

    error: field `id` of zone set `districts` holds a list, expected a text or a number
      in `zones.geojson`, feature 1
      in pipeline.toml, line 13
    ");
}

#[test]
fn an_absent_field_names_the_nearest() {
    let scene = Scene::new().with("name = \"name\"", "name = \"nmae\"");
    assert_snapshot!(scene.refused(65), @r"
    error: zone set `districts` has no field `nmae` (`name`): `zones.geojson` has id, name
      in pipeline.toml, line 13

    hint: did you mean `name`?
    ");
}

#[test]
fn a_polygon_that_crosses_itself_names_zone_and_place() {
    let crossing = "[[[121.0,29.96],[121.02,30.0],[121.02,29.96],[121.0,30.0],[121.0,29.96]]]".to_owned();
    let text = zones(4490, &[("1", "西区", crossing), ("2", "东区", rectangle(EAST))]);
    let scene = with_zones(&text);
    let stderr = scene.run().stderr;
    assert!(stderr.contains("Self-intersection at or near point 121.01"), "{stderr}");
    assert_snapshot!(scene.refused(65), @r"
    error: the polygon of zone `1` of set `districts` is not valid
      in `zones.geojson`, feature 1
      cause: GDAL: […]
      in pipeline.toml, line 13

    hint: repair it, for instance with `ogr2ogr -makevalid`, and look at what changed
    ");
}

#[test]
fn a_point_is_no_zone() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", "[121.03, 29.98]".to_owned())]);
    let point = text.rfind("\"Polygon\"").expect("a polygon");
    let text = format!("{}\"Point\"{}", &text[..point], &text[point + "\"Polygon\"".len()..]);
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: zone `2` of set `districts` is a point, expected a polygon
      in `zones.geojson`, feature 2
      in pipeline.toml, line 13
    ");
}

#[test]
fn a_zone_without_geometry_is_refused() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", "[]".to_owned())]);
    assert_snapshot!(with_zones(&text.replace(r#"{"type":"Polygon","coordinates":[]}"#, "null")).refused(65), @r"
    error: zone `2` of set `districts` has an empty geometry
      in `zones.geojson`, feature 2
      in pipeline.toml, line 13
    ");
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: zone `2` of set `districts` has an empty geometry
      in `zones.geojson`, feature 2
      in pipeline.toml, line 13
    ");
}

#[test]
fn every_defect_of_a_zone_file_is_reported_at_once() {
    let crossing = "[[[121.0,29.96],[121.02,30.0],[121.02,29.96],[121.0,30.0],[121.0,29.96]]]".to_owned();
    let text = zones(4490, &[("1", "a", crossing), ("null", "b", rectangle(EAST)), ("3", "c", "[]".to_owned())]);
    assert_eq!(with_zones(&text).refused(65).matches("error: ").count(), 3);
}

#[test]
fn a_truncated_geojson_is_refused() {
    let text = zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))]);
    assert_snapshot!(with_zones(&text[..text.len() - 60]).refused(65), @r"
    error: cannot open `zones.geojson`
      cause: GDAL: […]
      in pipeline.toml, line 13

    hint: readable formats are GPKG, GeoJSON, ESRI Shapefile, FlatGeobuf, OpenFileGDB; a VRT is not read, whatever its name
    ");
}

#[test]
fn several_layers_need_a_name() {
    let scene = Scene::new();
    let one = |name| VectorLayer { name, crs: Some("EPSG:4490"), zones: &[("1", "区", WEST)] };
    geopackage(&scene.path("zones.gpkg"), &[one("county"), one("town")]);
    let scene = scene.with("zones.geojson", "zones.gpkg");
    assert_snapshot!(scene.refused(65), @r"
    error: `zones.gpkg` holds 2 layers: county, town
      in pipeline.toml, line 13

    hint: name one with `layer` in zone set `districts`
    ");
    let scene = scene.in_table("zones.districts", "layer = \"conty\"");
    assert_snapshot!(scene.refused(65), @r"
    error: `zones.gpkg` has no layer `conty`: it has county, town
      in pipeline.toml, line 14
    ");
    scene.with("conty", "county").succeed();
}

#[test]
fn a_geopackage_cut_short_does_not_lose_zones_silently() {
    let scene = Scene::new();
    let west: Vec<(String, [f64; 4])> = (0..3_000)
        .map(|index| {
            let left = 121.0 + 1e-5 * f64::from(index);
            (index.to_string(), [left, 29.96, left + 1e-5, 30.0])
        })
        .collect();
    let zones: Vec<(&str, &str, [f64; 4])> = west.iter().map(|(id, extent)| (id.as_str(), "区", *extent)).collect();
    geopackage(&scene.path("zones.gpkg"), &[VectorLayer { name: "county", crs: Some("EPSG:4490"), zones: &zones }]);
    let scene = scene.with("zones.geojson", "zones.gpkg");
    scene.succeed();
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
    let bytes = std::fs::read(scene.path("zones.gpkg")).expect("the file");
    for part in [4, 2] {
        scene.file_at("zones.gpkg", &bytes[..bytes.len() / 4096 * part / 5 * 4096]);
        scene.refused(65);
    }
}

#[test]
fn a_shapefile_cut_short_does_not_lose_zones_silently() {
    let scene = Scene::new().with("zones.geojson", "zones.shp");
    shapefile(&scene.path("zones.shp"), "UTF-8", &[("1", "西区", WEST), ("2", "东区", EAST)]);
    scene.succeed();
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
    for extension in ["shp", "shx", "dbf"] {
        let name = format!("zones.{extension}");
        let bytes = std::fs::read(scene.path(&name)).expect("the file");
        scene.file_at(&name, &bytes[..bytes.len() - 30]);
        scene.refused(65);
        scene.file_at(&name, &bytes);
    }
}

#[test]
fn zones_without_a_crs_are_refused() {
    let scene = Scene::new();
    geopackage(&scene.path("zones.gpkg"), &[VectorLayer { name: "county", crs: None, zones: &[("1", "区", WEST)] }]);
    assert_snapshot!(scene.with("zones.geojson", "zones.gpkg").refused(65), @r#"
    error: zone set `districts` has the CRS `Undefined geographic SRS` without a known datum
      in `zones.gpkg`
      in pipeline.toml, line 13

    hint: name the CRS with `assume_crs`, for instance `assume_crs = "EPSG:4490"`
    "#);
}

#[test]
fn swapped_axes_are_named() {
    let swapped = |[west, south, east, north]: [f64; 4]| rectangle([south, west, north, east]);
    let text = zones(4490, &[("1", "西区", swapped(WEST)), ("2", "东区", swapped(EAST))]);
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: zone set `districts` reaches from (29.96, 121) to (30, 121.04), expected longitude and latitude in degrees
      in `zones.geojson`, CRS `EPSG:4490`
      in pipeline.toml, line 13

    hint: the axes are swapped: write longitude first, latitude second
    ");
}

#[test]
fn projected_coordinates_under_a_geographic_label_are_named() {
    let text = zones(4326, &[("1", "西区", rectangle([500_000.0, 3_315_000.0, 502_000.0, 3_320_000.0]))]);
    assert_snapshot!(with_zones(&text).refused(65), @r"
    error: zone set `districts` reaches from (500000, 3315000) to (502000, 3320000), expected longitude and latitude in degrees
      in `zones.geojson`, CRS `EPSG:4326`
      in pipeline.toml, line 13

    hint: the coordinates are projected: name their CRS with `assume_crs`
    ");
}

#[test]
fn beijing_1954_and_xian_1980_are_not_shifted_by_nothing() {
    let both = [("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))];
    assert_snapshot!(with_zones(&zones(4214, &both)).refused(65), @r"
    error: no published transformation between `EPSG:4214` and `EPSG:4490`: a shift of tens of metres would be taken as zero
      in pipeline.toml, line 13

    hint: convert the Beijing 1954 data to CGCS2000 with the survey's own parameters first
    ");
    assert_snapshot!(with_zones(&zones(4610, &both)).refused(65), @r"
    error: no published transformation between `EPSG:4610` and `EPSG:4490`: a shift of tens of metres would be taken as zero
      in pipeline.toml, line 13

    hint: convert the Xian 1980 data to CGCS2000 with the survey's own parameters first
    ");
}

#[test]
fn a_beijing_1954_layer_is_not_shifted_by_nothing() {
    let raster = Raster { crs: Some("EPSG:4214"), ..Raster::of([1_u8; 16]) };
    let scene = Scene::new().raster("second.tif", &raster).append(
        "\n[layers.second]\npath = \"second.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nresampling = \"nearest\"\n",
    );
    assert_snapshot!(scene.refused(65), @r"
    error: no published transformation between `EPSG:4214` and `EPSG:4490`: a shift of tens of metres would be taken as zero
      in pipeline.toml, line 25

    hint: convert the Beijing 1954 data to CGCS2000 with the survey's own parameters first
    ");
}

#[test]
fn gbk_stated_to_be_utf_8_is_refused() {
    let scene = Scene::new().with("zones.geojson", "zones.shp").in_table("zones.districts", "encoding = \"utf-8\"");
    shapefile(&scene.path("zones.shp"), "GBK", &[("1", "西区", WEST), ("2", "东区", EAST)]);
    assert_snapshot!(scene.refused(65), @r"
    error: `zones.dbf` is not in UTF-8, the `encoding` stated
      field `name` of feature 0 holds the bytes `ce f7 c7 f8`
      the bytes of the table fit GBK, Big5
      in pipeline.toml, line 14

    hint: leave `encoding` out, or state one that fits
    ");
    scene.with("encoding = \"utf-8\"", "encoding = \"gbk\"").succeed();
}

#[test]
fn gbk_read_as_latin_1_in_a_geopackage_is_recognised() {
    let scene = Scene::new();
    let zones = [("1", "º¼ÖÝÊÐ", WEST)];
    geopackage(&scene.path("zones.gpkg"), &[VectorLayer { name: "county", crs: Some("EPSG:4490"), zones: &zones }]);
    assert_snapshot!(scene.with("zones.geojson", "zones.gpkg").refused(65), @r#"
    error: field `name`, in `zones.gpkg`, feature 1 is garbled: `º¼ÖÝÊÐ`
      this is `杭州市` in GBK, read as Latin-1
      in pipeline.toml, line 13

    hint: for a Shapefile, set `encoding = "gbk"` beside its `path`; the choices are `utf-8`, `gbk`, `gb18030` and `big5`
    hint: text of other formats is UTF-8 by definition: if it is garbled there, export the file again from its source
    "#);
}

#[test]
fn a_boundary_of_a_web_map_is_suspected_to_be_shifted() {
    let text = zones(4326, &[("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))]);
    let warnings = |scene: Scene| {
        let outcome = Outcome::of(&scene.command(&["check", "pipeline.toml"]).output().expect("the program starts"));
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stderr
    };
    assert!(!warnings(with_zones(&text)).contains("GCJ-02"));
    let warned = warnings(with_zones(&text.replace("\"id\"", "\"adcode\"")).with("id = \"id\"", "id = \"adcode\""));
    assert!(warned.contains("warning: zone set `districts` looks like a web-map boundary"), "{warned}");
    let named = Scene::new().file("zones_gcj02.geojson", &text).with("zones.geojson", "zones_gcj02.geojson");
    assert!(warnings(named).contains("GCJ-02"));
}

/// The west zone reaches a column of pixels into the east zone.
fn overlapping() -> Scene {
    let wide = [121.0, 29.96, 121.03, 30.0];
    with_zones(&zones(4490, &[("1", "西区", rectangle(wide)), ("2", "东区", rectangle(EAST))]))
}

#[test]
fn overlapping_zones_are_refused_with_pairs_and_hectares() {
    assert_snapshot!(overlapping().refused(65), @r#"
    error: zones of set `districts` overlap: 1 pair, 427.9352 ha in all
      西区 and 东区: 427.9352 ha
      in pipeline.toml, line 12

    hint: repair the boundaries, or set `overlaps = "allow"` in `[zones.districts]`: each zone then counts all of its area, and the total counts the overlap once
    "#);
}

#[test]
fn overlaps_are_reported_beside_other_problems() {
    let message = overlapping().with("\"zhejiang-land\"", "\"zhejiang\"").refused(65);
    assert!(message.contains("districts` overlap: 1 pair") && message.contains("no set `zhejiang`"), "{message}");
}

#[test]
fn an_allowed_overlap_counts_in_each_zone_and_once_in_the_total() {
    let scene = overlapping().in_table("zones.districts", "overlaps = \"allow\"");
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    let area = |zone| {
        accounts.value(&[("zone", zone), ("quantity", "area"), ("category", "zone"), ("method", "sum of cells")])
    };
    // All columns of the grid have the same area: 3 and 2 of 4 columns, 1 of them in both.
    let column = area("2") / 2.0;
    let close = |one: f64, other: f64| assert!((one / other - 1.0).abs() < 1e-9, "{one} against {other}");
    close(area("1"), 3.0 * column);
    close(area("*"), 4.0 * column);
    // The area of an overlap is that of pixels in the middle of the grid.
    assert!((accounts.value(&[("category", "overlap of 1 and 2")]) / column - 1.0).abs() < 1e-3);
    let stock =
        |zone| accounts.value(&[("zone", zone), ("quantity", "carbon_stock"), ("category", "*"), ("pool", "*")]);
    // Densities of `zhejiang-land`: the two western columns are arbor forest, the two eastern ones bamboo.
    let (arbor, bamboo) = (28.717 + 1.38 + 2.636 + 94.737, 24.72 + 0.63 + 71.63);
    close(stock("1"), 2.0 * column * arbor + column * bamboo);
    close(stock("2"), 2.0 * column * bamboo);
    close(stock("*"), 2.0 * column * arbor + 2.0 * column * bamboo);
}

#[test]
fn a_zone_beside_the_grid_is_warned_about() {
    let far = [100.0, 20.0, 101.0, 21.0];
    let scene = with_zones(&zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "远区", rectangle(far))]));
    let outcome = scene.succeed();
    assert_snapshot!(scene.filtered(&outcome.stderr), @"warning: zone set `districts`: 1 of 2 zones lie beside the grid and have no row in the account: 远区");
}

#[test]
fn an_island_that_changes_its_district_is_counted_anew() {
    let parts = [[121.0, 29.96, 121.01, 30.0], [121.015, 29.96, 121.025, 30.0], [121.03, 29.96, 121.04, 30.0]];
    let text = |west: &[[f64; 4]], east: &[[f64; 4]]| {
        let multi = |parts: &[[f64; 4]]| {
            format!("[{}]", parts.iter().map(|part| rectangle(*part)).collect::<Vec<_>>().join(","))
        };
        zones(4490, &[("1", "西区", multi(west)), ("2", "东区", multi(east))])
            .replace("\"Polygon\"", "\"MultiPolygon\"")
    };
    let area = |scene: &Scene| {
        scene.succeed();
        let accounts = Accounts::read(&scene.path("out"));
        std::fs::remove_dir_all(scene.path("out")).expect("the output");
        accounts.value(&[("zone", "1"), ("quantity", "area"), ("category", "zone"), ("method", "sum of cells")])
    };
    let scene = with_zones(&text(&parts[..1], &parts[1..]));
    let before = area(&scene);
    let after = area(&scene.file("zones.geojson", text(&parts[..2], &parts[2..])));
    assert!((after / before - 2.0).abs() < 1e-9, "{before} and {after}");
}
