use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use gdal::Dataset;
use gdal::vector::sql::Dialect;
use gdal::vector::{FieldValue, LayerAccess};
use serde_json::{Value, json};

use crate::support::frames::{pixels, tool};
use crate::support::scene::Scene;
use crate::support::{Accounts, project};

const ALL: &str = r#"
[outputs]
maps = ["land_class", "class_layers", "carbon_density", "carbon_density_by_pool", "carbon_change"]
gis = ["geopackage", "shapefile", "shapefile_gbk", "flatgeobuf", "qgis_project", "stac"]
"#;

/// Two dates of land, a forest type, and two districts.
fn scene() -> Scene {
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
        (2, "bamboo_forest", "Bamboo forest", "竹林地", [110, 170, 70]),
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
    assert_eq!(read("land_class_2022.clr"), "1 34 112 60\n2 110 170 70\n");
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

/// The rasters in `maps/`.
fn map_names(scene: &Scene) -> BTreeSet<String> {
    let entries = scene.path("out/maps").read_dir().expect("maps").map(|entry| entry.expect("an entry").path());
    let rasters = entries.filter(|path| path.extension().is_some_and(|ending| ending == "tif"));
    rasters.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
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
    let area: Vec<Option<f64>> = zones.iter().map(|zone| number(zone, "area_2020_forest")).collect();
    assert_eq!(area, [Some(12.5), None]);
    let short = rows(&scene.path("out/gis/zones_districts.shp"), None);
    assert_eq!(short.iter().map(|zone| number(zone, "ar20")).collect::<Vec<_>>(), [Some(12.5), None]);
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

/// A Python that has QGIS's bindings.
fn python_with_qgis() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        let output = Command::new(python).args(["-c", "import qgis.core"]).output();
        output.is_ok_and(|output| output.status.success())
    })
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn qgis_opens_the_project_with_all_layers_styled() {
    let Some(python) = python_with_qgis() else {
        eprintln!("skipped: no QGIS for Python (python3-qgis)");
        return;
    };
    let scene = scene().append(ALL);
    scene.succeed();
    let output = Command::new(python)
        .arg(project().join("tests/gis/open_project.py"))
        .args([scene.path("out/gis/account.qgz"), scene.path("shown.png")])
        .output()
        .expect("Python starts");
    let said = String::from_utf8_lossy(&output.stderr);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{said}"));
    assert_eq!(
        (&found["opened"], &found["title"], &found["crs"]),
        (&json!(true), &json!("scene"), &json!("EPSG:4490"))
    );
    let layers = found["layers"].as_array().expect("layers");
    // Outlines, the main figure, the account and the columns beside the maps.
    assert_eq!(layers.len(), map_names(&scene).len() + 4, "{layers:#?}");
    for layer in layers {
        assert_eq!(layer["valid"], true, "{layer}");
        let id = layer["id"].as_str().expect("an id");
        let renderer = match id.split('_').nth(1) {
            Some("outline") => "QgsSingleSymbolRenderer",
            Some("figures") => "QgsGraduatedSymbolRenderer",
            _ => continue,
        };
        assert_eq!((&layer["renderer"], &layer["features"]), (&json!(renderer), &json!(2)), "{layer}");
        let aliases = layer["aliases"].as_array().expect("aliases");
        assert!(aliases.contains(&json!("2022年碳储量（t C） Carbon stock 2022 (t C)")), "{layer}");
    }
    assert_eq!(found["style"], "QgsGraduatedSymbolRenderer", "the style in the GeoPackage");
    for (name, renderer) in found["rasters"].as_object().expect("maps") {
        let expected =
            if name.contains("class") { "QgsPalettedRasterRenderer" } else { "QgsSingleBandPseudoColorRenderer" };
        assert_eq!(renderer, expected, "the style beside {name}");
    }
    assert_eq!(found["shown"].as_array().expect("layers").len(), 2, "{}", found["shown"]);
    assert!(found["colours"].as_u64().expect("a number") >= 3, "QGIS shows next to nothing: {}", found["colours"]);
}
