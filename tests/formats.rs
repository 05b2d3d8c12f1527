use std::path::Path;

use crate::support::frames::{Frame, TestZone, pixels, rectangle, text, tool, write_zones};
use crate::support::{Accounts, Outcome, Workspace, real_data};

/// 60 × 40 pixels of 100 m in the zone of 120°E, CGCS2000.
const ROWS: usize = 40;
const COLUMNS: usize = 60;
const WEST: f64 = 640_000.0;
const NORTH: f64 = 3_330_000.0;

fn frame() -> Frame {
    Frame::north_up("EPSG:4549", WEST, NORTH, 100.0, ROWS, COLUMNS)
}

/// Arbor forest in the west half, then bamboo, then other woodland; no data in a corner of 4 × 5 pixels.
fn class(row: usize, column: usize) -> u8 {
    match (row, column) {
        (..4, ..5) => 255,
        (_, ..30) => 1,
        (_, 30..45) => 2,
        _ => 5,
    }
}

/// Quarters of a cubic metre per hectare, which every format holds exactly; no data in one column.
fn stock(row: usize, column: usize) -> f32 {
    if column == 17 { -9999.0 } else { f32::from(u8::try_from((row * 13 + column * 5) % 250).expect("small")) * 0.25 }
}

fn zones() -> Vec<TestZone<'static>> {
    // Offsets from the north-west corner in m; quarters of a pixel, so that shares of pixels are exact in binary.
    let ring = |west: f64, south: f64, east: f64, north: f64| {
        rectangle(WEST + west, NORTH - south, WEST + east, NORTH - north)
    };
    let hole = |west, south, east, north| ring(west, south, east, north).into_iter().rev().collect();
    vec![
        TestZone {
            id: "330282",
            name: "慈溪市",
            polygons: vec![vec![ring(25.0, 2_050.0, 2_975.0, 75.0), hole(500.0, 1_500.0, 1_525.0, 550.0)]],
        },
        TestZone { id: "330281", name: "余姚市", polygons: vec![vec![ring(25.0, 3_925.0, 5_950.0, 2_050.0)]] },
        // A triangle that no pixel edge meets in a round number: formats turn rings around, figures must not notice.
        TestZone {
            id: "330205",
            name: "江北区",
            polygons: vec![vec![
                [[3_011.3, 1_103.7], [3_507.77, 1_991.3], [4_403.9, 1_207.1], [3_011.3, 1_103.7]]
                    .map(|[east, south]: [f64; 2]| [WEST + east, NORTH - south])
                    .to_vec(),
            ]],
        },
        TestZone {
            id: "330203",
            name: "海曙区",
            polygons: vec![vec![ring(2_975.0, 1_050.0, 4_025.0, 75.0)], vec![ring(4_525.0, 2_000.0, 5_950.0, 1_025.0)]],
        },
    ]
}

/// The pipeline of the scene, which differs only in the files it names.
fn pipeline(land: &str, stock: &str, zones: &str) -> String {
    format!(
        r#"name = "formats"
[grid]
from_layer = "land"
[layers.land]
path = "{land}"
kind = "class"
scheme = "tanhui"
year = 2020
[layers.stock]
path = "{stock}"
kind = "quantity"
unit = "m³/ha"
year = 2020
[zones.counties]
path = "{zones}"
id = "id"
name = "name"
[methods.land_area]
layers = ["land"]
[methods.carbon_density]
layers = ["land"]
table = {{ path = "density.csv", class = "code", pools = {{ above_ground_biomass = "above" }}, unit = "t C/ha", source = "made up", evidence = "derived" }}
[methods.growing_stock]
layer = "stock"
land = "land"
classes = ["arbor_forest", "bamboo_forest"]
"#
    )
}

/// The scene as GeoTIFF and GeoJSON, with its densities.
fn scene() -> Workspace {
    let workspace = Workspace::new();
    frame().write(&workspace.path("land.tif"), Some(255.0), &[], class);
    frame().write(&workspace.path("stock.tif"), Some(-9999.0), &[], stock);
    write_zones(&workspace.path("zones.geojson"), 4549, &zones());
    std::fs::write(workspace.path("density.csv"), "code,above\n1,28.5\n2,20.25\n5,9.125\n").expect("writable");
    workspace
}

/// Runs the pipeline with some of its files replaced.
fn run(workspace: &Workspace, land: &str, stock: &str, zones: &str) -> Outcome {
    std::fs::write(workspace.path("pipeline.toml"), pipeline(land, stock, zones)).expect("writable");
    let mut command = workspace.command(&["run", "pipeline.toml", "--out", "out", "--overwrite"]);
    // No strata from a run over other files.
    let outcome =
        Outcome::of(&command.env("TANHUI_CACHE", workspace.path(&land.replace('/', "_"))).output().expect("it starts"));
    assert_eq!(outcome.code, 0, "{land}, {stock}, {zones}\n{}\n{}", outcome.stdout, outcome.stderr);
    outcome
}

fn account(workspace: &Workspace, land: &str, stock: &str, zones: &str) -> String {
    run(workspace, land, stock, zones);
    std::fs::read_to_string(workspace.path("out/accounts.csv")).expect("an account")
}

/// Shows the first line that differs rather than two whole accounts.
fn assert_same(one: &str, other: &str, what: &str) {
    for (one, other) in one.lines().zip(other.lines()) {
        assert_eq!(one, other, "{what}");
    }
    assert_eq!(one.lines().count(), other.lines().count(), "{what}");
}

#[test]
fn the_scene_has_the_counts_it_was_made_with() {
    let workspace = scene();
    let text = pipeline("land.tif", "stock.tif", "zones.geojson").replace("[grid]", "[grid]\narea = \"planar\"");
    // Growing stock is made with ellipsoidal areas only.
    let text = text.split("[methods.growing_stock]").next().expect("the part before");
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    let accounts = Accounts::read(&workspace.path("out"));
    let area = |zone, category| {
        let wanted = [("zone", zone), ("category", category), ("year", "2020"), ("quantity", "area")];
        let method = ("method", "land_area, planar area");
        accounts.value_or_zero(&[wanted[0], wanted[1], wanted[2], wanted[3], method])
    };
    let both = |category| area("*", category) + area("(outside)", category);
    // A pixel of 100 m is 1 ha; fractions of pixels are summed to 1e-12.
    let close = |got: f64, expected: f64| assert!((got - expected).abs() < 1e-9, "{got} ha, expected {expected} ha");
    close(both("arbor_forest"), 30.0 * 40.0 - 4.0 * 5.0);
    close(both("bamboo_forest"), 15.0 * 40.0);
    close(both("other_woodland"), 15.0 * 40.0);
    close(both("nodata"), 4.0 * 5.0);
    close(area("330203", "bamboo_forest"), (40.25 - 30.0) * (10.5 - 0.75));
    close(area("330203", "arbor_forest"), (30.0 - 29.75) * (10.5 - 0.75));
    close(area("330203", "other_woodland"), (59.5 - 45.25) * (20.0 - 10.25));
    let nodata = (5.0 - 0.25) * (4.0 - 0.75);
    let hole = (15.25 - 5.0) * (15.0 - 5.5);
    close(area("330282", "nodata"), nodata);
    close(area("330282", "arbor_forest"), (29.75 - 0.25) * (20.5 - 0.75) - nodata - hole);
}

#[test]
fn every_raster_format_gives_the_same_account() {
    let workspace = scene();
    let expected = account(&workspace, "land.tif", "stock.tif", "zones.geojson");
    for (driver, extension, options) in [
        ("GTiff", "compressed.tif", vec!["-co", "TILED=YES", "-co", "COMPRESS=DEFLATE", "-co", "ZLEVEL=9"]),
        ("GTiff", "big.tif", vec!["-co", "BIGTIFF=YES", "-co", "ENDIANNESS=BIG"]),
        ("COG", "cog.tif", vec![]),
        ("HFA", "img", vec![]),
        ("HFA", "compressed.img", vec!["-co", "COMPRESSED=YES"]),
        ("AAIGrid", "asc", vec![]),
    ] {
        let (land, stock) = (format!("land.{extension}"), format!("stock.{extension}"));
        let arguments = [vec!["-q", "-of", driver], options].concat();
        for (from, to) in [("land.tif", &land), ("stock.tif", &stock)] {
            tool("gdal_translate", &arguments, &[&workspace.path(from), &workspace.path(to)]);
        }
        assert_same(&account(&workspace, &land, &stock, "zones.geojson"), &expected, extension);
    }
}

#[test]
fn every_vector_format_gives_the_same_account() {
    let workspace = scene();
    let expected = account(&workspace, "land.tif", "stock.tif", "zones.geojson");
    for (driver, name, options) in [
        ("GPKG", "zones.gpkg", vec![]),
        ("GeoJSON", "copy.geojson", vec![]),
        ("FlatGeobuf", "zones.fgb", vec![]),
        ("OpenFileGDB", "zones.gdb", vec![]),
        ("ESRI Shapefile", "utf8.shp", vec!["-lco", "ENCODING=UTF-8"]),
        ("ESRI Shapefile", "gbk.shp", vec!["-lco", "ENCODING=GBK"]),
        ("ESRI Shapefile", "bare.shp", vec!["-lco", "ENCODING=GBK"]),
    ] {
        let mut arguments = vec!["-f", driver, "-nln", "counties"];
        if driver == "ESRI Shapefile" {
            arguments.truncate(2);
        }
        arguments.extend(options);
        tool("ogr2ogr", &arguments, &[&workspace.path(name), &workspace.path("zones.geojson")]);
        if name == "bare.shp" {
            forget_encoding(&workspace.path(name));
        }
        let found = account(&workspace, "land.tif", "stock.tif", name);
        if driver == "OpenFileGDB" {
            assert_close(&found, &expected, 1e-8);
        } else {
            assert_same(&found, &expected, name);
        }
    }
}

#[test]
fn heights_and_measures_of_zones_change_nothing() {
    let workspace = scene();
    let expected = account(&workspace, "land.tif", "stock.tif", "zones.geojson");
    for dimension in ["XYZ", "XYM", "XYZM"] {
        for (driver, extension) in [("GPKG", "gpkg"), ("ESRI Shapefile", "shp")] {
            let name = format!("{}.{extension}", dimension.to_lowercase());
            let options: &[&str] = if extension == "shp" { &["-lco", "ENCODING=UTF-8"] } else { &[] };
            let arguments = [&["-f", driver, "-dim", dimension][..], options].concat();
            tool("ogr2ogr", &arguments, &[&workspace.path(&name), &workspace.path("zones.geojson")]);
            assert_same(&account(&workspace, "land.tif", "stock.tif", &name), &expected, &name);
        }
    }
}

#[test]
fn every_curved_zone_is_named_once() {
    let workspace = scene();
    let curve =
        "\"CURVEPOLYGON(CIRCULARSTRING(641000 3329000,641500 3329500,642000 3329000,641500 3328500,641000 3329000))\"";
    std::fs::write(workspace.path("curves.csv"), format!("id,name,WKT\na,甲,{curve}\nb,乙,{curve}\n"))
        .expect("writable");
    let arguments = ["-f", "GPKG", "-a_srs", "EPSG:4549", "-nlt", "CURVEPOLYGON"];
    tool("ogr2ogr", &arguments, &[&workspace.path("curves.gpkg"), &workspace.path("curves.csv")]);
    std::fs::write(workspace.path("curves.toml"), pipeline("land.tif", "stock.tif", "curves.gpkg")).expect("writable");
    let refused = workspace.run(&["run", "curves.toml", "--out", "curves"]);
    assert_eq!(refused.code, 65, "{}", refused.stderr);
    assert_eq!(refused.stderr.matches("error: zone").count(), 2, "{}", refused.stderr);
    assert_eq!(refused.stderr.matches("CONVERT_TO_LINEAR").count(), 2, "{}", refused.stderr);
}

/// The same rows with values that agree to a share: a File Geodatabase keeps coordinates as integers of a tenth of a
/// millimetre, so a figure moves in its tenth digit.
fn assert_close(one: &str, other: &str, share: f64) {
    const VALUE: usize = 10;
    const LIMITS: [usize; 2] = [11, 12];
    let records = |text: &str| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(|record| record.expect("a row")).collect::<Vec<_>>()
    };
    let (one, other) = (records(one), records(other));
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        let without_value = |record: &csv::StringRecord| {
            record
                .iter()
                .enumerate()
                .filter(|(column, _)| *column != VALUE && !LIMITS.contains(column))
                .map(|(_, cell)| cell.to_owned())
                .collect()
        };
        let (keys, other_keys): (Vec<_>, Vec<_>) = (without_value(one), without_value(other));
        assert_eq!(keys, other_keys);
        let value = |record: &csv::StringRecord| record[VALUE].parse::<f64>().expect("a number");
        let (one, other) = (value(one), value(other));
        // Differences of areas are near zero; a thousandth of a square metre is 1e-7 ha.
        assert!((one - other).abs() <= share * other.abs() + 1e-6, "{keys:?}: {one}, expected {other}");
    }
}

/// Removes what says how the attribute table is encoded: the .cpg file and the language byte.
fn forget_encoding(path: &Path) {
    std::fs::remove_file(path.with_extension("cpg")).expect("GDAL writes a .cpg file");
    let table = path.with_extension("dbf");
    let mut bytes = std::fs::read(&table).expect("GDAL writes a table");
    bytes[29] = 0;
    std::fs::write(&table, bytes).expect("writable");
}

#[test]
fn every_pixel_type_of_classes_gives_the_same_account() {
    let workspace = scene();
    let expected = account(&workspace, "land.tif", "stock.tif", "zones.geojson");
    let none = f64::from(f32::MIN);
    for (name, pixel_type, nodata) in [
        ("u16.tif", "UInt16", 65_535.0),
        ("i16.tif", "Int16", -32_768.0),
        ("i32.tif", "Int32", -2_147_483_648.0),
        ("f32.tif", "Float32", -9_999.0),
        ("lowest.tif", "Float32", none),
        ("fraction.tif", "Float32", 0.5),
        ("infinite.tif", "Float32", f64::NEG_INFINITY),
        ("nan.tif", "Float32", f64::NAN),
        ("f64.tif", "Float64", -1e300),
    ] {
        let path = workspace.path(name);
        let wide = |row, column| Some(class(row, column)).filter(|code| *code != 255);
        match pixel_type {
            "UInt16" => frame().write(&path, Some(nodata), &[], |r, c| wide(r, c).map_or(u16::MAX, u16::from)),
            "Int16" => frame().write(&path, Some(nodata), &[], |r, c| wide(r, c).map_or(i16::MIN, i16::from)),
            "Int32" => frame().write(&path, Some(nodata), &[], |r, c| wide(r, c).map_or(i32::MIN, i32::from)),
            #[expect(clippy::cast_possible_truncation, reason = "these nodata values are single precision")]
            "Float32" => frame().write(&path, Some(nodata), &[], |r, c| wide(r, c).map_or(nodata as f32, f32::from)),
            _ => frame().write(&path, Some(nodata), &[], |r, c| wide(r, c).map_or(nodata, f64::from)),
        }
        assert_same(&account(&workspace, name, "stock.tif", "zones.geojson"), &expected, name);
    }
}

#[test]
fn a_nodata_value_that_single_precision_rounds_is_still_nodata() {
    let workspace = scene();
    let expected = account(&workspace, "land.tif", "stock.tif", "zones.geojson");
    // ArcGIS's -3.4e38 is -3.3999999521443642e38 as f32.
    let nodata = |row, column| if column == 17 { -3.4e38 } else { stock(row, column) };
    frame().write(&workspace.path("arcgis.tif"), Some(-3.4e38), &[], nodata);
    assert_same(&account(&workspace, "land.tif", "arcgis.tif", "zones.geojson"), &expected, "declared");
    frame().write(&workspace.path("undeclared.tif"), None, &[], nodata);
    let text = pipeline("land.tif", "undeclared.tif", "zones.geojson");
    let text = text.replace("kind = \"quantity\"", "kind = \"quantity\"\nnodata = -3.4e38");
    std::fs::write(workspace.path("stated.toml"), text).expect("writable");
    workspace.succeed(&["run", "stated.toml", "--out", "stated"]);
    let stated = std::fs::read_to_string(workspace.path("stated/accounts.csv")).expect("an account");
    assert_same(&stated, &expected, "stated");
}

#[test]
fn a_quantity_packed_into_integers_is_unpacked_and_packed_classes_are_refused() {
    let workspace = scene();
    let expected = account(&workspace, "land.tif", "stock.tif", "zones.geojson");
    // value = stored × 0.25 − 5.25, so that a stored 21 is 0.
    let stored = |row, column| {
        let value = stock(row, column);
        if value < 0.0 { 20_i16 } else { i16::try_from((row * 13 + column * 5) % 250).expect("small") + 21 }
    };
    frame().write(&workspace.path("stored.tif"), Some(20.0), &[], stored);
    let packed = ["-q", "-a_scale", "0.25", "-a_offset", "-5.25"];
    tool("gdal_translate", &packed, &[&workspace.path("stored.tif"), &workspace.path("packed.tif")]);
    assert_same(&account(&workspace, "land.tif", "packed.tif", "zones.geojson"), &expected, "packed");

    let twice = ["-q", "-a_scale", "2", "-a_offset", "0"];
    tool("gdal_translate", &twice, &[&workspace.path("land.tif"), &workspace.path("twice.tif")]);
    let text = pipeline("twice.tif", "stock.tif", "zones.geojson");
    std::fs::write(workspace.path("twice.toml"), text).expect("writable");
    let refused = workspace.run(&["run", "twice.toml", "--out", "twice"]);
    assert_eq!(refused.code, 65, "{}", refused.stderr);
    assert!(refused.stderr.contains("is of classes, but its values are stored × 2 + 0"), "{}", refused.stderr);
}

#[test]
fn a_real_arcinfo_grid_gives_the_account_of_its_geotiff() {
    let Some(data) = real_data("willamette") else { return };
    let workspace = Workspace::new();
    let grid = data.join("lulc_samp_cur");
    tool("gdal_translate", &["-q", "-of", "GTiff"], &[&grid, &workspace.path("copy.tif")]);
    let scheme = data.join("input/carbon_pools_samp.csv");
    let account = |name: &str, path: &Path| {
        let pipeline = format!(
            r#"name = "{name}"
[grid]
from_layer = "land"
extent = [460000.0, 4920000.0, 466000.0, 4927000.0]
[layers.land]
path = "{}"
kind = "class"
year = 2000
scheme = {{ path = "{}", code = "LULC" }}
[methods.land_area]
layers = ["land"]
"#,
            text(path),
            text(&scheme)
        );
        std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("writable");
        workspace.succeed(&["run", "pipeline.toml", "--out", name]);
        std::fs::read_to_string(workspace.path(name).join("accounts.csv")).expect("an account")
    };
    let of_grid = account("grid", &grid);
    assert_same(&of_grid, &account("copy", &workspace.path("copy.tif")), "ArcInfo grid");
    assert!(of_grid.lines().count() > 10, "{of_grid}");
}

#[test]
fn a_layer_whose_name_is_a_column_of_every_stratum_table_is_refused() {
    let workspace = scene();
    let text = pipeline("land.tif", "stock.tif", "zones.geojson");
    for (layer, owner) in [("Zone", "every stratum table"), ("stock_Sum", "layer `stock`")] {
        let text =
            text.replace("layers.land]", &format!("layers.{layer}]")).replace("\"land\"", &format!("\"{layer}\""));
        std::fs::write(workspace.path("named.toml"), text).expect("writable");
        let refused = workspace.run(&["run", "named.toml", "--out", "named"]);
        assert_eq!(refused.code, 65, "{}", refused.stderr);
        assert!(refused.stderr.contains("would give `strata.parquet` the column"), "{}", refused.stderr);
        assert!(refused.stderr.contains(owner), "{}", refused.stderr);
    }
}

#[test]
fn the_pixels_of_a_copy_are_those_of_the_original() {
    // The other tests say nothing if GDAL's own copies differ.
    let workspace = scene();
    tool("gdal_translate", &["-q", "-of", "HFA"], &[&workspace.path("land.tif"), &workspace.path("land.img")]);
    assert_eq!(pixels(&workspace.path("land.img")), pixels(&workspace.path("land.tif")));
}
