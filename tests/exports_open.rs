use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use gdal::Dataset;
use tanhui::strata::read_strata;

use crate::support::cog::assert_cloud_optimized;
use crate::support::frames::{Frame, pixels, tool};
use crate::support::{Accounts, Workspace};

/// The value of a map at a row and column; none is nodata.
type ValueAt<'a> = &'a dyn Fn(usize, usize) -> Option<f64>;

const WEST: f64 = 640_000.0;
const NORTH: f64 = 3_330_000.0;

/// Patches of forest, bamboo and other woodland that move between the dates, and a strip without data.
fn class(row: usize, column: usize, year: usize) -> u8 {
    if column < 9 { 255 } else { [1, 1, 2, 5, 2][(row / 37 + column / 53 + (year - 2_000) / 20 * (row / 90)) % 5] }
}

/// A workspace with the maps of a scene painted, from densities of classes 1, 2 and 5.
fn maps(rows: usize, columns: usize, densities: [&str; 3]) -> (Workspace, PathBuf) {
    let workspace = Workspace::new();
    let frame = Frame::north_up("EPSG:4549", WEST, NORTH, 30.0, rows, columns);
    for year in [2_000, 2_020] {
        let path = workspace.path(&format!("land_{year}.tif"));
        frame.write(&path, Some(255.0), &[], |row, column| class(row, column, year));
    }
    let [one, two, five] = densities;
    std::fs::write(workspace.path("density.csv"), format!("code,above\n1,{one}\n2,{two}\n5,{five}\n"))
        .expect("written");
    let pipeline = r#"name = "exports"
[grid]
from_layer = "land_2000"
[layers.land_2000]
path = "land_2000.tif"
kind = "class"
scheme = "tanhui"
year = 2000
[layers.land_2020]
path = "land_2020.tif"
kind = "class"
scheme = "tanhui"
year = 2020
[methods.land_area]
layers = ["land_2000", "land_2020"]
[methods.carbon_density]
layers = ["land_2000", "land_2020"]
table = { path = "density.csv", class = "code", pools = { above_ground_biomass = "above" }, unit = "t C/ha", source = "made up", evidence = "derived" }
[outputs]
maps = ["land_class", "carbon_density", "carbon_change"]
"#;
    std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("written");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    let maps = workspace.path("out/maps");
    (workspace, maps)
}

/// What `gdalinfo` says of a file.
fn described(path: &Path) -> serde_json::Value {
    let output = Command::new("gdalinfo").arg("-json").arg(path).output().expect("the tests need gdalinfo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn names(maps: &Path) -> Vec<String> {
    let entries = maps.read_dir().expect("maps");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| name.ends_with("tif")).collect();
    names.sort();
    names
}

/// The codes or values of every overview of a map.
fn overview_values(path: &Path) -> Vec<Vec<f64>> {
    let dataset = Dataset::open(path).expect("a raster");
    let band = dataset.rasterband(1).expect("a band");
    (0..usize::try_from(band.overview_count().expect("a count")).expect("positive"))
        .map(|index| {
            let overview = band.overview(index).expect("an overview");
            overview.read_as::<f64>((0, 0), overview.size(), overview.size(), None).expect("readable").data().to_vec()
        })
        .collect()
}

#[test]
fn every_map_is_a_cloud_optimized_geotiff_on_the_grid() {
    for (rows, columns, overviews) in [(700, 1_300, vec![(650, 350), (325, 175)]), (150, 200, vec![])] {
        let (_workspace, maps) = maps(rows, columns, ["28.71", "20.25", "9.12"]);
        assert_eq!(
            names(&maps),
            [
                "carbon_change_2000_2020.tif",
                "carbon_density_2000.tif",
                "carbon_density_2020.tif",
                "land_class_2000.tif",
                "land_class_2020.tif"
            ]
        );
        for name in names(&maps) {
            let path = maps.join(&name);
            assert_eq!(assert_cloud_optimized(&path), overviews, "{name}");
            let map = described(&path);
            assert_eq!(map["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"], "COG", "{name}");
            assert_eq!(map["metadata"][""]["AREA_OR_POINT"], "Area", "{name}");
            assert_eq!(map["geoTransform"], serde_json::json!([WEST, 30.0, 0.0, NORTH, 0.0, -30.0]), "{name}");
            assert_eq!(map["size"], serde_json::json!([columns, rows]), "{name}");
            let wkt = map["coordinateSystem"]["wkt"].as_str().expect("a CRS");
            assert!(wkt.ends_with("ID[\"EPSG\",4549]]"), "{name}: {wkt}");
        }
    }
}

#[test]
fn a_class_map_has_its_codes_names_and_colours_and_no_other_code_in_its_overviews() {
    let (_workspace, maps) = maps(700, 1_300, ["28.71", "20.25", "9.12"]);
    for year in [2_000, 2_020] {
        let path = maps.join(format!("land_class_{year}.tif"));
        let band = &described(&path)["bands"][0];
        assert_eq!(band["type"], "Byte");
        assert_eq!(band["noDataValue"], 255.0);
        assert_eq!(band["description"], format!("land class {year}"));
        assert_eq!(band["colorInterpretation"], "Palette");
        // The colour of arbor forest in the scheme `tanhui`.
        assert_eq!(band["colorTable"]["entries"][1], serde_json::json!([34, 112, 60, 255]));
        let output = Command::new("gdalinfo").arg(&path).output().expect("the tests need gdalinfo");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for name in ["Arbor forest 乔木林地", "Bamboo forest 竹林地", "Other woodland 其他林地"] {
            assert!(text.contains(name), "no class name {name} in\n{text}");
        }
        let expected: Vec<f64> =
            (0..700).flat_map(|row| (0..1_300).map(move |column| f64::from(class(row, column, year)))).collect();
        assert!(pixels(&path) == expected, "the codes of {year} differ from those of the layer");
        for overview in overview_values(&path) {
            let codes: BTreeSet<String> = overview.iter().map(f64::to_string).collect();
            assert_eq!(codes, ["1", "2", "255", "5"].map(str::to_owned).into());
        }
    }
}

#[test]
fn value_maps_hold_the_density_of_the_class_with_unit_scale_and_statistics() {
    let (_workspace, maps) = maps(700, 1_300, ["28.71", "20.25", "9.12"]);
    let density = |code| match code {
        1 => Some(28.71),
        2 => Some(20.25),
        5 => Some(9.12),
        _ => None,
    };
    let of_year = |year| move |row, column| density(class(row, column, year));
    let change = |row, column| Some(of_year(2_020)(row, column)? - of_year(2_000)(row, column)?);
    let cases: [(&str, &str, &str, f64, ValueAt<'_>); 3] = [
        ("carbon_density_2000.tif", "carbon density 2000, all pools", "UInt16", 65_535.0, &of_year(2_000)),
        ("carbon_density_2020.tif", "carbon density 2020, all pools", "UInt16", 65_535.0, &of_year(2_020)),
        ("carbon_change_2000_2020.tif", "carbon density change 2000–2020", "Int16", -32_768.0, &change),
    ];
    for (name, description, pixel_type, nodata, value) in cases {
        let path = maps.join(name);
        let band = &described(&path)["bands"][0];
        assert_eq!(band["type"], pixel_type, "{name}");
        assert_eq!(band["noDataValue"], nodata, "{name}");
        assert_eq!(band["description"], description, "{name}");
        assert_eq!(band["unit"], "t C/ha", "{name}");
        assert_eq!((&band["scale"], &band["offset"]), (&0.01.into(), &0.0.into()), "{name}");
        let stored = pixels(&path);
        let mut valid = Vec::new();
        for (index, stored) in stored.iter().enumerate() {
            match value(index / 1_300, index % 1_300) {
                Some(value) => {
                    assert!((stored * 0.01 - value).abs() < 1e-9, "{name}, pixel {index}: {stored}, expected {value}");
                    valid.push(*stored);
                }
                None => assert_eq!(*stored, nodata, "{name}, pixel {index}"),
            }
        }
        let statistic = |key: &str| -> f64 {
            let text = &band["metadata"][""][format!("STATISTICS_{key}")];
            text.as_str().unwrap_or_else(|| panic!("{name} has no {key}")).parse().expect("a number")
        };
        // Of the values as stored, which is what GDAL keeps.
        let mean = valid.iter().sum::<f64>() / valid.len() as f64;
        assert!((statistic("MEAN") - mean).abs() < 1e-9 * mean.abs().max(1.0), "{name}");
        assert_eq!(statistic("MINIMUM"), valid.iter().copied().fold(f64::INFINITY, f64::min), "{name}");
        assert_eq!(statistic("MAXIMUM"), valid.iter().copied().fold(f64::NEG_INFINITY, f64::max), "{name}");
        let variance = valid.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / valid.len() as f64;
        assert!((statistic("STDDEV") / variance.sqrt() - 1.0).abs() < 1e-9, "{name}");

        let (low, high) = (statistic("MINIMUM"), statistic("MAXIMUM"));
        for overview in overview_values(&path) {
            let outside = overview.iter().filter(|value| **value != nodata && !(low..=high).contains(*value)).count();
            assert_eq!(outside, 0, "{name}: overviews mix nodata into means");
        }
    }
}

#[test]
fn overviews_hold_what_those_of_gdal_hold() {
    // 28.717 is kept in floating point; an odd number of rows or columns has no pixel half as large.
    for (densities, rows, columns) in
        [(["28.71", "20.25", "9.12"], 701, 1_303), (["28.717", "20.25", "9.12"], 1_205, 900)]
    {
        let (workspace, maps) = maps(rows, columns, densities);
        for name in names(&maps) {
            let (is_class, theirs) = (name.starts_with("land_class"), workspace.path("theirs.tif"));
            let resampling = format!("OVERVIEW_RESAMPLING={}", if is_class { "NEAREST" } else { "AVERAGE" });
            let options = ["-q", "-of", "COG", "-co", "OVERVIEWS=IGNORE_EXISTING", "-co", &resampling];
            tool("gdal_translate", &options, &[&maps.join(&name), &theirs]);
            let (ours, theirs) = (overview_values(&maps.join(&name)), overview_values(&theirs));
            assert_eq!(ours.len(), 2, "{name}");
            for (level, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                assert_eq!(ours.len(), theirs.len(), "{name}, overview {level}");
                let rounding = if is_class {
                    0.0
                } else if densities[0] == "28.717" {
                    1e-5
                } else {
                    1.0
                };
                let differ = ours.iter().zip(theirs).filter(|(one, other)| (*one - *other).abs() > rounding).count();
                assert_eq!(differ, 0, "{name}, overview {level} of {} pixels", ours.len());
            }
        }
    }
}

#[test]
fn a_value_that_two_decimals_do_not_hold_is_kept_in_floating_point() {
    let (_workspace, maps) = maps(150, 200, ["28.717", "20.25", "9.12"]);
    let path = maps.join("carbon_density_2000.tif");
    let band = &described(&path)["bands"][0];
    assert_eq!((&band["type"], &band["noDataValue"]), (&"Float32".into(), &(-9_999.0).into()));
    assert_eq!(band["unit"], "t C/ha");
    assert!(band["scale"].is_null(), "{band}");
    let stored = pixels(&path);
    assert_eq!(class(0, 10, 2_000), 1);
    assert_eq!(stored[10], f64::from(28.717_f32));
    assert_eq!(stored[0], -9_999.0);
}

#[test]
#[should_panic(expected = "the ghost area lacks")]
fn a_geotiff_with_overviews_added_later_is_not_taken_for_a_cloud_optimized_one() {
    let workspace = Workspace::new();
    let path = workspace.path("later.tif");
    let frame = Frame::north_up("EPSG:4549", WEST, NORTH, 30.0, 600, 700);
    let tiles = ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512"];
    frame.write(&path, Some(255.0), &tiles, |row, column| class(row, column, 2_000));
    tool("gdaladdo", &["-q"], &[&path]);
    assert_cloud_optimized(&path);
}

#[test]
fn a_carbon_map_read_back_as_a_layer_sums_to_the_carbon_of_the_account() {
    let (workspace, _) = maps(150, 200, ["28.71", "20.25", "9.12"]);
    let pipeline = r#"name = "again"
[grid]
from_layer = "land"
[layers.land]
path = "land_2000.tif"
kind = "class"
scheme = "tanhui"
year = 2000
[layers.density]
path = "out/maps/carbon_density_2000.tif"
kind = "quantity"
unit = "t C/ha"
year = 2000
[methods.land_area]
layers = ["land"]
"#;
    std::fs::write(workspace.path("again.toml"), pipeline).expect("written");
    workspace.succeed(&["run", "again.toml", "--out", "again"]);
    let bytes = std::fs::read(workspace.path("again/strata.parquet")).expect("strata");
    let strata = read_strata(bytes).expect("what the program wrote").0.strata;
    // Σ m² · t C/ha, and 10,000 m² per ha.
    let found = strata.iter().map(|stratum| stratum.quantities[0].sum).sum::<f64>() / 10_000.0;
    let wanted = [("zone", "*"), ("year", "2000"), ("category", "*"), ("pool", "*"), ("quantity", "carbon_stock")];
    let expected = Accounts::read(&workspace.path("out")).value(&wanted);
    assert!((found / expected - 1.0).abs() < 1e-12, "{found} t C, the account has {expected}");
}
