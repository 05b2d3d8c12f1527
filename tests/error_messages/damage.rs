//! Files damaged at random, always in the same way. `TANHUI_DAMAGE_ROUNDS` asks for more rounds than the few of every day.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::Outcome;
use crate::support::rasters::{EAST, Raster, VectorLayer, WEST, geopackage, shapefile};
use crate::support::scene::Scene;

/// A small generator of the same numbers on every machine (Steele and others 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).expect("small")
    }
}

/// Changes, takes out, doubles or cuts off a few bytes.
fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => drop(bytes.drain(at..(at + 1 + random.below(8)).min(bytes.len()))),
            1 => {
                let copied = bytes[at..(at + 1 + random.below(8)).min(bytes.len())].to_vec();
                drop(bytes.splice(at..at, copied));
            }
            2 if random.below(4) == 0 => bytes.truncate(at),
            3 => bytes[at] = [0, 1, 0x7F, 0x80, 0xFF, b'9', b'-', b'"'][random.below(8)],
            _ => bytes[at] ^= 1 << random.below(8),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Runs and waits, but not for ever.
fn run(scene: &Scene) -> Outcome {
    let mut command = scene.command(&["run", "pipeline.toml", "--out", "out", "--threads", "1"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let start = Instant::now();
    while child.try_wait().expect("a status").is_none() {
        if start.elapsed() > Duration::from_secs(30) {
            child.kill().expect("it can be stopped");
            panic!("the run hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Outcome::of(&child.wait_with_output().expect("an end"))
}

/// What must hold whatever the input was.
fn assert_well_behaved(scene: &Scene, outcome: &Outcome, round: &str) {
    assert!([0, 65, 66].contains(&outcome.code), "{round}: exit code {}\n{}", outcome.code, outcome.stderr);
    for line in outcome.stderr.lines() {
        let own = ["error: ", "warning: ", "hint: ", "  ", "stratify: ", "paint "];
        let own = line.is_empty() || own.iter().any(|start| line.starts_with(start));
        assert!(own, "{round}: another program speaks: {line}\n{}", outcome.stderr);
    }
    if outcome.code != 0 {
        assert!(outcome.stderr.contains("error: "), "{round}: no message");
        return scene.assert_nothing_left();
    }
    let accounts = std::fs::read_to_string(scene.path("out/accounts.csv")).expect("an account");
    let mut reader = csv::Reader::from_reader(accounts.as_bytes());
    let value = reader.headers().expect("a header").iter().position(|name| name == "value").expect("a column");
    for record in reader.records() {
        let record = record.expect("a row");
        assert!(record[value].parse::<f64>().is_ok_and(f64::is_finite), "{round}: {record:?}");
    }
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
}

fn rounds() -> u64 {
    std::env::var("TANHUI_DAMAGE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(30)
}

/// Damages files of the scene, one a round.
fn damage(scene: &Scene, names: &[&str]) {
    scene.succeed();
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
    let sound: Vec<Vec<u8>> = names.iter().map(|name| std::fs::read(scene.path(name)).expect("a file")).collect();
    for seed in 0..rounds() {
        let mut random = Random(seed);
        let file = random.below(names.len());
        scene.file_at(names[file], &damaged(&sound[file], &mut random));
        let outcome = run(scene);
        assert_well_behaved(scene, &outcome, &format!("{} damaged with seed {seed}", names[file]));
        scene.file_at(names[file], &sound[file]);
    }
}

#[test]
fn a_damaged_pipeline_is_refused_or_run() {
    let mut scene = Scene::new()
        .append("\n[outputs]\nmaps = [\"land_class\"]\n")
        .in_table("grid", "extent = [121.0, 29.96, 121.04, 30.0]");
    scene.succeed();
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
    let text = std::fs::read(scene.path("pipeline.toml")).expect("the pipeline");
    for seed in 0..2 * rounds() {
        // A lost byte of UTF-8 is one message only; what matters is damage to the text.
        let Ok(text) = String::from_utf8(damaged(&text, &mut Random(seed))) else { continue };
        scene.pipeline = text;
        let outcome = run(&scene);
        assert_well_behaved(&scene, &outcome, &format!("the pipeline damaged with seed {seed}"));
    }
}

#[test]
fn a_damaged_raster_is_refused_or_run() {
    let scene = Scene::new().append("\n[outputs]\nmaps = [\"land_class\"]\n");
    damage(&scene, &["land.tif"]);
}

#[test]
fn a_damaged_raster_of_floating_point_is_refused_or_run() {
    let options: &[&str] = &["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"];
    let raster = Raster { options, nodata: Some(-1.0), ..Raster::of([50.0_f32; 16]) };
    let scene = Scene::new().raster("volume.tif", &raster).append(
        "\n[layers.volume]\npath = \"volume.tif\"\nkind = \"quantity\"\nunit = \"m³/ha\"\nyear = 2020\nresampling = \"average\"\n\
         [methods.growing_stock]\nlayer = \"volume\"\nland = \"land\"\nclasses = [\"arbor_forest\"]\n",
    );
    damage(&scene, &["volume.tif"]);
}

#[test]
fn damaged_zones_are_refused_or_run() {
    damage(&Scene::new(), &["zones.geojson"]);
}

#[test]
fn a_damaged_geopackage_is_refused_or_run() {
    let scene = Scene::new().with("zones.geojson", "zones.gpkg");
    let zones = [("1", "西区", WEST), ("2", "东区", EAST)];
    geopackage(&scene.path("zones.gpkg"), &[VectorLayer { name: "county", crs: Some("EPSG:4490"), zones: &zones }]);
    damage(&scene, &["zones.gpkg"]);
}

#[test]
fn a_damaged_shapefile_is_refused_or_run() {
    let scene = Scene::new().with("zones.geojson", "zones.shp");
    shapefile(&scene.path("zones.shp"), "GBK", &[("1", "西区", WEST), ("2", "东区", EAST)]);
    damage(&scene, &["zones.shp", "zones.shx", "zones.dbf", "zones.prj"]);
}

#[test]
fn damaged_tables_are_refused_or_run() {
    let scene = Scene::new()
        .with("scheme = \"tanhui\"", "scheme = { path = \"scheme.csv\", id = \"id\" }")
        .file("scheme.csv", "code,id\n1,arbor_forest\n2,bamboo_forest\n")
        .with("table = \"zhejiang-land\"", "table = { path = \"densities.csv\", set = \"own\" }")
        .file(
            "densities.csv",
            "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence\n\
             own,arbor_forest,litter,2.6,t C/ha,2,3,normal,a book,1,2010,published\n\
             own,bamboo_forest,litter,0.6,t C/ha,,,,a book,,,published\n",
        )
        .append(
            "\n[zones.districts.official_area]\ntable = \"areas.csv\"\nkey = \"name\"\nfield = \"area\"\nunit = \"mu\"\n\
             source = \"yearbook\"\nyear = 2020\n\n[methods.cover_rate]\nland = \"land\"\nclasses = [\"arbor_forest\"]\n\
             basis = \"nfi\"\n",
        )
        .file("areas.csv", "name,area\n西区,12000\n东区,13000.5\n");
    damage(&scene, &["scheme.csv", "densities.csv", "areas.csv"]);
}
