use std::process::Command;

use serde_json::Value;

use crate::support::Accounts;
use crate::support::cog::assert_cloud_optimized;
use crate::support::frames::{pixels, text};
use crate::support::rasters::Raster;
use crate::support::scene::Scene;

const HEADER: &str = "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence\n";
/// Both pools of arbor forest have an error, one of bamboo's, the only one of paddy, and none of tidal flat's.
const DENSITIES: &str = "\
    ours,arbor_forest,living_biomass,30,t C/ha,24,36,normal,a survey,1,2021,published\n\
    ours,arbor_forest,soil_organic_carbon,90,t C/ha,60,120,normal,a survey,1,2021,published\n\
    ours,bamboo_forest,living_biomass,20,t C/ha,,,,a survey,1,2021,published\n\
    ours,bamboo_forest,soil_organic_carbon,70,t C/ha,40,130,log_normal,a survey,1,2021,published\n\
    ours,paddy,soil_organic_carbon,40,t C/ha,30,55,triangular,a survey,1,2021,published\n\
    ours,tidal_flat,soil_organic_carbon,48,t C/ha,,,,a survey,1,2021,published\n";
const CLASSES: [(u8, &str); 6] =
    [(1, "arbor_forest"), (2, "bamboo_forest"), (10, "paddy"), (51, "tidal_flat"), (30, "built"), (255, "nodata")];

/// Land of six classes; the errors of the two pools of arbor forest are correlated.
fn scene() -> Scene {
    let classes = CLASSES.map(|(code, _)| code);
    let pixels = (0..16).map(|pixel| classes[pixel % classes.len()]);
    Scene::new()
        .raster("land.tif", &Raster::of(pixels))
        .file("densities.csv", HEADER.to_owned() + DENSITIES)
        .with(
            "table = \"zhejiang-land\"",
            "table = { path = \"densities.csv\", set = \"ours\" }\nexclude = [\"built\"]",
        )
        .append(
            "\n[uncertainty]\nseed = 7\n\
             [[uncertainty.correlations]]\n\
             parameters = [\"densities.csv: ours, paddy, *\", \"densities.csv: ours, arbor_forest, *\"]\n\
             correlation = 0.6\nsource = \"a guess\"\n\
             [outputs]\nmaps = [\"carbon_density\", \"carbon_density_uncertainty\"]\n",
        )
}

/// The values of the map by class, each of which has one value only.
fn painted(scene: &Scene) -> Vec<(&'static str, Option<f64>)> {
    let path = scene.path("out/maps/carbon_density_uncertainty_2020.tif");
    let nodata = gdal::Dataset::open(&path).expect("a map").rasterband(1).expect("a band").no_data_value();
    let values = pixels(&path);
    let of_class = |(place, (_, class)): (usize, (u8, &'static str))| {
        let mut of_class = values.iter().skip(place).step_by(CLASSES.len()).copied();
        let first = of_class.next().expect("a pixel");
        assert!(of_class.all(|value| value == first), "{class}: {values:?}");
        (class, (Some(first) != nodata).then_some(first))
    };
    CLASSES.into_iter().enumerate().map(of_class).collect()
}

/// Half of the interval of a row, percent of its value; none where the account knows no error.
fn of_row(accounts: &Accounts, wanted: &[(&str, &str)]) -> Option<f64> {
    let fits = |row: &&std::collections::HashMap<String, String>| wanted.iter().all(|(key, text)| row[*key] == *text);
    let row = accounts.rows.iter().find(fits)?;
    let [value, low, high] = ["value", "low95", "high95"].map(|key| row[key].parse::<f64>().expect("a number"));
    (high > low).then(|| (high - low) / 2.0 / value * 100.0)
}

#[test]
fn the_map_is_as_sure_as_the_rows_of_the_account() {
    let scene = scene();
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    let mut known = 0;
    for (class, percent) in painted(&scene) {
        for zone in ["*", "1", "2"] {
            let row = [("zone", zone), ("category", class), ("pool", "*"), ("quantity", "carbon_stock")];
            match (percent, of_row(&accounts, &row)) {
                (Some(painted), Some(row)) => {
                    assert!((painted / row - 1.0).abs() < 1e-6, "{class} in {zone}: {painted} against {row}");
                    known += 1;
                }
                (None, None) => {}
                found => panic!("{class} in {zone}: {found:?}"),
            }
        }
    }
    assert_eq!(known, 9, "three classes in three zones have a known error");
    // The correlation of 0.6 widens the sum: √(6² + 30² + 2 · 0.6 · 6 · 30) of 120, within the error of 10,000 draws.
    let arbor = painted(&scene)[0].1.expect("a value");
    assert!((arbor - 28.3).abs() < 0.8, "{arbor}");
}

#[test]
fn a_pixel_is_as_sure_as_its_class_where_every_pixel_has_its_own_error() {
    let of_classes = scene();
    of_classes.succeed();
    let of_pixels = scene().with("exclude = [\"built\"]", "exclude = [\"built\"]\nshared_errors = \"pixel\"");
    of_pixels.succeed();
    let row = [("zone", "*"), ("category", "paddy"), ("pool", "*"), ("quantity", "carbon_stock")];
    let [one, other] = [&of_classes, &of_pixels].map(|scene| {
        let accounts = Accounts::read(&scene.path("out"));
        of_row(&accounts, &row).expect("a known error")
    });
    assert!(other < 0.8 * one, "errors of pixels cancel in sums: {other} against {one}");
    let paddy = |scene| painted(scene)[2].1.expect("a value");
    assert!((paddy(&of_classes) / one - 1.0).abs() < 1e-6);
    assert!((paddy(&of_pixels) / one - 1.0).abs() < 0.03, "{} against {one}", paddy(&of_pixels));
}

#[test]
fn the_map_says_what_it_holds_and_that_nodata_is_no_known_error() {
    let scene = scene().append("gis = [\"stac\", \"qgis_project\"]\n");
    scene.succeed();
    let path = scene.path("out/maps/carbon_density_uncertainty_2020.tif");
    assert_cloud_optimized(&path);
    let output = Command::new("gdalinfo").arg("-json").arg(&path).output().expect("the tests need gdalinfo");
    let map: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let band = &map["bands"][0];
    assert_eq!(band["unit"], "%");
    assert_eq!(
        band["description"],
        "half of the 95 % interval of the carbon density 2020, percent of it; nodata where no error is known"
    );
    let most = painted(&scene).into_iter().filter_map(|(_, percent)| percent).fold(0.0, f64::max);
    let declared: f64 = band["metadata"][""]["STATISTICS_MAXIMUM"].as_str().expect("text").parse().expect("a number");
    assert!((declared - most).abs() < 1e-9 * most, "{declared} against {most}");
    let item =
        std::fs::read_to_string(scene.path("out/gis/stac/carbon_density_uncertainty_2020.json")).expect("an item");
    let item: Value = serde_json::from_str(&item).expect("JSON");
    assert_eq!(item["assets"]["data"]["raster:bands"][0]["unit"], "%");
    let style = std::fs::read_to_string(path.with_extension("qml")).expect("a style");
    assert!(style.contains(" %\""), "{style}");
    let manifest = std::fs::read_to_string(scene.path("out/manifest.json")).expect("a manifest");
    assert!(manifest.contains("maps/carbon_density_uncertainty_2020.tif"));
}

#[test]
fn a_table_without_errors_gives_a_map_without_values_and_a_legend_that_says_so() {
    let plain = DENSITIES.lines().map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        [&cells[..5], &["", "", ""], &cells[8..]].concat().join(",") + "\n"
    });
    let scene = scene()
        .file("densities.csv", HEADER.to_owned() + &plain.collect::<String>())
        .append("[outputs.pictures]\nformats = [\"svg\"]\nlanguage = \"en\"\n");
    scene.succeed();
    assert!(painted(&scene).into_iter().all(|(_, percent)| percent.is_none()));
    let picture = std::fs::read_to_string(scene.path("out/report/maps/carbon_density_uncertainty_2020.svg"));
    let picture = picture.expect("a picture");
    let legend = picture.split_once("id=\"legend\"").expect("a legend").1.split_once("</g>").expect("its end").0;
    assert_eq!(legend.matches("<text").count(), 1, "{legend}");
    assert!(legend.contains("No error known, or not accounted"), "{legend}");
}

/// Two pixels of the coast with one history each, and one of built land, at two dates.
#[test]
fn the_coast_is_as_sure_as_its_account() {
    let coast = |name: &str, classes: [u8; 3]| {
        let raster = Raster { columns: 3, ..Raster::of(classes) };
        (name.to_owned(), raster)
    };
    let scene = Scene::new();
    for (name, raster) in [coast("a.tif", [51, 50, 30]), coast("b.tif", [51, 30, 30])] {
        raster.write(&scene.path(&name));
    }
    scene.file_at(
        "transitions.csv",
        b"class,tidal_flat,salt_marsh,built\ntidal_flat,accumulate,accumulate,no_change\n\
          salt_marsh,no_change,accumulate,high_disturbance\nbuilt,no_change,no_change,no_change\n",
    );
    let layer = |name: &str, year: i32| {
        format!("[layers.{name}]\npath = \"{name}.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = {year}\n")
    };
    let pipeline = format!(
        "name = \"coast\"\n[grid]\nfrom_layer = \"a\"\n{}{}[coast]\nlayers = [\"a\", \"b\"]\nproject_to = 2030\n\
         transitions = \"transitions.csv\"\nallow_unverified = true\n{}\
         [outputs]\nmaps = [\"coast_carbon_density_uncertainty\", \"coast_carbon_density\"]\n",
        layer("a", 2010),
        layer("b", 2020),
        "[[uncertainty.assumed]]\nparameters = \"parameters/coast/pools.csv: *\"\nhalf_width_percent = 20.0\nsource = \"a guess\"\n",
    );
    let scene = Scene { pipeline, ..scene };
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    for (year, marsh) in
        [("2010", "salt_marsh"), ("2020", "formerly coastal, now other"), ("2030", "formerly coastal, now other")]
    {
        let path = scene.path(&format!("out/maps/coast_carbon_density_uncertainty_{year}.tif"));
        let found = pixels(&path);
        for (painted, class) in found.iter().zip(["tidal_flat", marsh]) {
            let wanted = [("category", class), ("pool", "*"), ("quantity", "carbon_stock"), ("year", year)];
            let row = of_row(&accounts, &wanted).unwrap_or_else(|| panic!("{year}, {class}: no error known"));
            assert!((painted / row - 1.0).abs() < 1e-6, "{} {year}, {class}: {painted} against {row}", text(&path));
        }
        assert_eq!(found[2], -9_999.0, "{year}: never of the coast");
    }
}
