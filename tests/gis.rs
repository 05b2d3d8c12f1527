/// The QGIS project, opened by QGIS itself where it is installed.
mod qgis;
/// Maps for GIS programs: attribute tables, styles, pools, and the catalogue.
mod rasters;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::vector::sql::Dialect;
use gdal::vector::{FieldValue, LayerAccess};
use serde_json::{Value, json};

use crate::support::Accounts;
use crate::support::frames::tool;
use crate::support::scene::Scene;

pub(crate) const ALL: &str = r#"
[outputs]
maps = ["land_class", "class_layers", "carbon_density", "carbon_density_by_pool", "carbon_change"]
gis = ["geopackage", "shapefile", "shapefile_gbk", "flatgeobuf", "qgis_project", "stac"]
"#;

/// Two dates of land, a forest type, and two districts.
pub(crate) fn scene() -> Scene {
    let later = crate::support::rasters::Raster::of([1_u8, 2, 2, 2].repeat(4));
    let types = crate::support::rasters::Raster::of([3_u8, 3, 6, 13].repeat(4));
    Scene::new()
        .raster("land_2022.tif", &later)
        .raster("types.tif", &types)
        .with(r#"layers = ["land"]"#, r#"layers = ["land", "land_2022"]"#)
        .with(r#"layers = ["land"]"#, r#"layers = ["land", "land_2022"]"#)
        .append(
            r#"
[layers.land_2022]
path = "land_2022.tif"
kind = "class"
scheme = "tanhui"
year = 2022
[layers.types]
path = "types.tif"
kind = "class"
scheme = "forest_type"
year = 2022
"#,
        )
}

/// A zone file whose names are what a test wants.
fn zone_file(names: &[&str]) -> String {
    let features: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let (west, east) = (121.0 + 0.01 * index as f64, 121.01 + 0.01 * index as f64);
            let ring = [[west, 29.96], [east, 29.96], [east, 30.0], [west, 30.0], [west, 29.96]];
            json!({ "type": "Feature", "properties": { "id": format!("{index}<&\"'>"), "name": name },
                "geometry": { "type": "Polygon", "coordinates": [ring] } })
        })
        .collect();
    let crs = json!({ "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::4490" } });
    json!({ "type": "FeatureCollection", "crs": crs, "features": features }).to_string()
}

/// The rows of a layer, by field.
fn rows(path: &Path, layer: Option<&str>) -> Vec<BTreeMap<String, Option<FieldValue>>> {
    if path.extension().is_some_and(|ending| ending == "fgb") {
        // What FlatGeobuf leaves out, the crate takes for zero.
        let copy = path.with_extension("copy.gpkg");
        tool("ogr2ogr", &["-q", "-f", "GPKG"], &[&copy, path]);
        return rows(&copy, None);
    }
    let dataset = Dataset::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let layer = layer.map_or_else(|| dataset.layer(0), |name| dataset.layer_by_name(name));
    let mut layer = layer.expect("the layer");
    layer.features().map(|feature| feature.fields().collect()).collect()
}

fn text(row: &BTreeMap<String, Option<FieldValue>>, field: &str) -> String {
    match row.get(field).unwrap_or_else(|| panic!("no field {field}")) {
        Some(FieldValue::StringValue(text)) => text.clone(),
        Some(FieldValue::IntegerValue(number)) => number.to_string(),
        None => String::new(),
        other => panic!("{field} holds {other:?}"),
    }
}

fn number(row: &BTreeMap<String, Option<FieldValue>>, field: &str) -> Option<f64> {
    match row.get(field).unwrap_or_else(|| panic!("no field {field}")) {
        Some(FieldValue::RealValue(number)) => Some(*number),
        None => None,
        other => panic!("{field} holds {other:?}"),
    }
}

/// West, south, east, north of a layer as stored.
fn extent(path: &Path) -> [f64; 4] {
    let dataset = Dataset::open(path).expect("a vector file");
    let envelope = dataset.layer(0).expect("a layer").get_extent().expect("an extent");
    [envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY]
}

/// Every value of a file of zones is that of the one account row that the table of columns names, and none is left out.
fn assert_account(path: &Path, zones: &[BTreeMap<String, Option<FieldValue>>], name: &str, out: &Path) {
    let accounts = Accounts::read(out);
    let columns = rows(&out.join("gis/account.gpkg"), Some("columns"));
    assert!(columns.len() > 20, "{} columns", columns.len());
    let mut compared = 0;
    for column in &columns {
        for zone in zones {
            let id = text(zone, "id");
            let keys = ["unit", "quantity", "sector", "category", "pool", "year", "year_to"];
            let cells: Vec<String> = keys.iter().map(|key| text(column, key)).collect();
            let mut wanted: Vec<(&str, &str)> = keys.iter().copied().zip(cells.iter().map(String::as_str)).collect();
            wanted.extend([("zone_set", "districts"), ("zone", &id)]);
            let methods: BTreeSet<&str> = columns
                .iter()
                .filter(|other| keys.iter().all(|key| text(other, key) == text(column, key)))
                .filter_map(|other| match &other["method"] {
                    Some(FieldValue::StringValue(text)) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            let method = text(column, "method");
            if methods.len() > 1 {
                wanted.push(("method", &method));
            }
            let expected = accounts.values(&wanted);
            match number(zone, &text(column, name)) {
                None => assert!(expected.is_empty(), "{}: {wanted:?} is left out", path.display()),
                Some(found) => {
                    assert_eq!(expected.len(), 1, "{}: {wanted:?}", path.display());
                    let off = (found - expected[0]).abs() / expected[0].abs().max(1.0);
                    let allowed = if path.extension().is_some_and(|ending| ending == "shp") { 1e-14 } else { 0.0 };
                    assert!(off <= allowed, "{}: {wanted:?}: {found}, expected {}", path.display(), expected[0]);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 40, "{compared} values compared");
}

#[test]
fn every_vector_file_holds_the_figures_of_the_account() {
    let scene = scene().append(ALL);
    scene.succeed();
    let out = scene.path("out");
    for (file, layer, name) in [
        ("account.gpkg", Some("zones_districts"), "name"),
        ("zones_districts.fgb", None, "name"),
        ("zones_districts.shp", None, "short_name"),
        ("zones_districts_gbk.shp", None, "short_name"),
    ] {
        let path = out.join("gis").join(file);
        let zones = rows(&path, layer);
        let names: BTreeSet<String> = zones.iter().map(|zone| text(zone, "name")).collect();
        assert_eq!(names, BTreeSet::from(["东区".to_owned(), "西区".to_owned()]), "{file}");
        assert_account(&path, &zones, name, &out);
    }
    for (file, page) in [("zones_districts.cpg", "UTF-8"), ("zones_districts_gbk.cpg", "GBK")] {
        assert_eq!(std::fs::read_to_string(out.join("gis").join(file)).expect("a code page").trim(), page);
    }
    let listed = csv::Reader::from_path(out.join("gis/columns.csv")).expect("a table").records().count();
    assert_eq!(listed, rows(&out.join("gis/account.gpkg"), Some("columns")).len());
}

#[test]
fn the_geopackage_holds_the_account_itself_and_names_in_both_languages() {
    let scene = scene().append(ALL);
    scene.succeed();
    let package = scene.path("out/gis/account.gpkg");
    let accounts = Accounts::read(&scene.path("out"));
    let found = rows(&package, Some("accounts"));
    assert_eq!(found.len(), accounts.rows.len());
    for (found, expected) in found.iter().zip(&accounts.rows) {
        let texts =
            ["zone_set", "zone", "zone_name", "year", "year_to", "sector", "category", "pool", "quantity", "unit"];
        for field in texts.into_iter().chain(["method", "evidence", "sources"]) {
            assert_eq!(text(found, field), expected[field], "{field}");
        }
        assert_eq!(number(found, "value"), expected["value"].parse().ok());
    }
    let columns = rows(&package, Some("columns"));
    let stock = columns.iter().find(|column| text(column, "name") == "carbon_stock_2022").expect("a column");
    assert_eq!(text(stock, "alias_en"), "Carbon stock 2022 (t C)");
    assert_eq!(text(stock, "alias_zh"), "2022年碳储量（t C）");
    let forest = columns.iter().find(|column| text(column, "name") == "area_2022_arbor_forest").expect("a column");
    assert_eq!(text(forest, "alias_zh"), "2022年面积，乔木林地（ha）");

    let dataset = Dataset::open(&package).expect("a GeoPackage");
    let query =
        "SELECT name FROM gpkg_data_columns WHERE table_name = 'zones_districts' AND column_name = 'carbon_stock_2022'";
    let mut titles = dataset.execute_sql(query, None, Dialect::DEFAULT).expect("valid").expect("a row");
    let title = titles.features().next().expect("a row").field_as_string(0).expect("a field");
    assert_eq!(title.as_deref(), Some("2022年碳储量（t C） Carbon stock 2022 (t C)"));

    let styles = rows(&package, Some("layer_styles"));
    let defaults: Vec<_> = styles.iter().filter(|style| text(style, "useAsDefault") == "1").collect();
    assert_eq!((styles.len(), defaults.len()), (2, 1));
    assert_eq!(text(defaults[0], "f_table_name"), "zones_districts");
    assert_eq!(text(defaults[0], "f_geometry_column"), "geom");
    assert!(text(defaults[0], "styleQML").contains("attr=\"carbon_stock_2022\""), "{}", text(defaults[0], "styleQML"));
}

#[test]
fn coordinates_are_stored_east_then_north_in_the_crs_that_is_asked_for() {
    for (crs, [west, south, east, north]) in [
        ("EPSG:4490", [121.0, 29.96, 121.04, 30.0]),
        // By gdaltransform. Ningbo lies about 100 km east of 120°E; zone 40 puts its number before the easting.
        ("EPSG:4549", [596_488.7, 3_316_100.0, 600_388.7, 3_320_568.8]),
        ("EPSG:4528", [40_596_488.7, 3_316_100.0, 40_600_388.7, 3_320_568.8]),
    ] {
        let outputs = ALL.replace("gis = ", &format!("gis_crs = \"{crs}\"\ngis = "));
        let scene = scene().append(&outputs);
        scene.succeed();
        for file in ["account.gpkg", "zones_districts.fgb", "zones_districts.shp"] {
            let path = scene.path("out/gis").join(file);
            let found = extent(&path);
            let slack = if crs == "EPSG:4490" { 1e-9 } else { 0.1 };
            for (found, expected) in found.iter().zip([west, south, east, north]) {
                assert!((found - expected).abs() < slack, "{crs}, {file}: {found}, expected about {expected}");
            }
            let dataset = Dataset::open(&path).expect("a vector file");
            let reference = dataset.layer(0).expect("a layer").spatial_ref().expect("a CRS");
            let mut reference = reference;
            let _ = reference.auto_identify_epsg();
            assert_eq!(reference.authority().expect("a known CRS"), crs, "{file}");
        }
    }
}

#[test]
fn hostile_names_stay_text_in_every_file() {
    let long = "长".repeat(300);
    let hostile = ["<script>alert(1)</script>", "=HYPERLINK(\"http://x\")\n{{ }} ' \" ]]> & \u{202E}abc", &long];
    let message = Scene::new()
        .file("zones.geojson", zone_file(&hostile))
        .append("\n[outputs]\ngis = [\"shapefile_gbk\"]\n")
        .refused(65);
    assert!(message.contains("1 ids or names of zone set `districts` hold characters that GBK lacks"), "{message}");

    let outputs = ALL.replace("\"shapefile_gbk\", ", "");
    let scene = scene()
        .file("zones.geojson", zone_file(&hostile))
        .append(&outputs)
        .with("name = \"scene\"\n", "name = \"scene\"\ntitle = \"<b>&\\\"'</title> \\u0001 {{ 7 }}\"\n");
    let outcome = scene.succeed();
    assert!(outcome.stderr.contains("leaves out the ends of 1 texts"), "{}", outcome.stderr);
    let out = scene.path("out");
    for (file, layer) in [("account.gpkg", Some("zones_districts")), ("zones_districts.fgb", None)] {
        let zones = rows(&out.join("gis").join(file), layer);
        let names: BTreeSet<String> = zones.iter().map(|zone| text(zone, "name")).collect();
        assert_eq!(names, hostile.iter().map(|name| (*name).to_owned()).collect(), "{file}");
        assert!(zones.iter().any(|zone| text(zone, "id") == "0<&\"'>"), "{file}");
    }
    let zones = rows(&out.join("gis/zones_districts.shp"), None);
    let names: BTreeSet<String> = zones.iter().map(|zone| text(zone, "name")).collect();
    assert!(names.contains(hostile[0]) && names.contains(hostile[1]), "{names:?}");
    assert!(names.contains(&"长".repeat(254 / 3)), "{names:?}");
    let project = project_text(&out.join("gis/account.qgz"));
    assert!(project.contains("<title>&lt;b&gt;&amp;") && !project.contains('\u{1}'), "{project}");
    let collection: Value =
        serde_json::from_slice(&std::fs::read(out.join("gis/stac/collection.json")).expect("a file")).expect("JSON");
    assert_eq!(collection["title"], "<b>&\"'</title> \u{1} {{ 7 }}");
}

/// The project in a `.qgz`, which is the only file there.
fn project_text(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("a project")).expect("a zip file");
    assert_eq!(archive.len(), 1);
    let mut text = String::new();
    archive.by_name("account.qgs").expect("the project").read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn the_same_account_gives_the_same_files_for_gis_programs() {
    let scene = scene().append(ALL);
    let hashes = |threads: &str| {
        let run = ["run", "pipeline.toml", "--out", "out", "--overwrite", "--threads", threads];
        let output = scene.command(&run).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut files: BTreeMap<PathBuf, blake3::Hash> = BTreeMap::new();
        for directory in ["out/gis", "out/gis/stac", "out/maps"] {
            for entry in scene.path(directory).read_dir().expect("a directory") {
                let path = entry.expect("an entry").path();
                if path.is_file() {
                    files.insert(path.clone(), blake3::hash(&std::fs::read(&path).expect("readable")));
                }
            }
        }
        files
    };
    let (one, two) = (hashes("1"), hashes("2"));
    assert!(one.len() > 30, "{} files", one.len());
    for (path, hash) in &one {
        assert_eq!(Some(hash), two.get(path), "{}", path.display());
    }
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is() {
    for (outputs, complaint) in [
        ("gis_crs = \"EPSG:4490\"", "`gis_crs` is the CRS of files that are not asked for"),
        ("gis = [\"stac\"]", "a STAC catalogue is of maps, and none are asked for"),
        ("gis = [\"geopackage\"]\ngis_crs = \"EPSG:1\"", "`EPSG:1` is not a coordinate reference system"),
        ("gis = [\"geopackage\"]\ngis_crs = \"EPSG:2422\"", "no published transformation"),
        ("gis = [\"gpkg\"]", "geopackage"),
    ] {
        let message = Scene::new().append(&format!("\n[outputs]\n{outputs}\n")).refused(65);
        assert!(message.contains(complaint), "{message}");
    }
}

#[test]
fn a_pipeline_without_rasters_has_its_zones_and_one_without_zones_its_grid() {
    let series = "name = \"series\"\n[zones.districts]\npath = \"zones.geojson\"\nid = \"id\"\nname = \"name\"\n\
        [series.yearbook]\nzones = \"districts\"\n[[series.yearbook.rows]]\nzone = \"1\"\nyear = 2020\nquantity = \"area\"\n\
        category = \"forest\"\nvalue = 12.5\nunit = \"ha\"\nsource = \"yearbook\"\nevidence = \"published\"\n\
        [outputs]\ngis = [\"qgis_project\", \"shapefile\"]\n";
    let mut scene = Scene::new();
    series.clone_into(&mut scene.pipeline);
    scene.succeed();
    let zones = rows(&scene.path("out/gis/account.gpkg"), Some("zones_districts"));
    // A series is no figure of the zones: it stands in the table of the account, under its own name.
    assert_eq!(zones.iter().map(|zone| text(zone, "id")).collect::<Vec<_>>(), ["1", "2"]);
    assert!(zones.iter().all(|zone| zone.keys().all(|field| !field.contains("area"))), "{zones:?}");
    let account = rows(&scene.path("out/gis/account.gpkg"), Some("accounts"));
    assert_eq!(account.iter().map(|row| number(row, "value")).collect::<Vec<_>>(), [Some(12.5)]);
    assert_eq!(rows(&scene.path("out/gis/zones_districts.shp"), None).len(), 2);
    assert!(!project_text(&scene.path("out/gis/account.qgz")).contains("type=\"raster\""));

    let outputs = "\n[outputs]\ngis = [\"qgis_project\"]\ngis_crs = \"EPSG:4549\"\n";
    let mut scene = Scene::new().append(outputs);
    let (start, end) = ("[zones.districts]", "[methods.land_area]");
    let (from, to) = (scene.pipeline.find(start).expect("zones"), scene.pipeline.find(end).expect("methods"));
    scene.pipeline.replace_range(from..to, "");
    scene.succeed();
    let package = scene.path("out/gis/account.gpkg");
    assert_eq!(rows(&package, Some("zones_grid")).len(), 1);
    let [west, south, east, north] = extent(&package);
    assert!((596_400.0..596_600.0).contains(&west) && (600_300.0..600_500.0).contains(&east), "{west} to {east}");
    assert!((3_316_000.0..3_316_200.0).contains(&south) && (3_320_500.0..3_320_700.0).contains(&north));
}
