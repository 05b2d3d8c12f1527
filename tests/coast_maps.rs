use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tanhui::raster::{CellAreas, Grid, RasterFile};

use crate::support::cog::assert_cloud_optimized;
use crate::support::frames::{pixels, text};
use crate::support::rasters::Raster;
use crate::support::{Accounts, Workspace, project};

const ARBOR: u8 = 1;
const BUILT: u8 = 30;
const SALT_MARSH: u8 = 50;
const TIDAL_FLAT: u8 = 51;
const MANGROVE: u8 = 52;
const SEA: u8 = 60;
const NODATA: u8 = 255;

const NET: [&str; 3] =
    ["coast_carbon_change_2015_2020", "coast_carbon_change_2020_2022", "coast_carbon_change_2022_2040"];
const DENSITY: [&str; 4] = [
    "coast_carbon_density_2015",
    "coast_carbon_density_2020",
    "coast_carbon_density_2022",
    "coast_carbon_density_2040",
];

/// The pipeline of the sample's coast, with the rules of the example or InVEST's.
fn sample(workspace: &Workspace, rules: &str) -> String {
    let pipelines = project().join("pipelines");
    let pipeline = std::fs::read_to_string(pipelines.join("ningbo-coast.toml")).expect("an example");
    let samples = format!("\"{}/", text(&project().join("sample-rasters")));
    let tables = format!("\"{}/", text(&pipelines.join("data")));
    let pipeline = pipeline.replace("\"../sample-rasters/", &samples).replace("\"data/", &tables);
    let mut transitions =
        std::fs::read_to_string(pipelines.join("ningbo-coast-transitions.csv")).expect("the table of the example");
    let mut pipeline = pipeline.replace("[coast]\n", &format!("[coast]\nrules = \"{rules}\"\n"));
    if rules == "invest" {
        // To InVEST a date without a change is one too; and a table of pools knows no habitats.
        let coast = ["salt_marsh", "tidal_flat", "mangrove"];
        let header: Vec<String> = transitions.lines().next().expect("a header").split(',').map(str::to_owned).collect();
        let classes = &header[1..];
        transitions = header.join(",") + "\n";
        for from in classes {
            let cell = |to: &String| match (coast.contains(&from.as_str()), coast.contains(&to.as_str())) {
                (_, true) => "accumulate",
                (true, false) => "high_disturbance",
                (false, false) => "no_change",
            };
            let cells: Vec<&str> = classes.iter().map(cell).collect();
            transitions += &[&[from.as_str()], cells.as_slice()].concat().join(",");
            transitions.push('\n');
        }
        let (before, after) = pipeline.split_once("[coast.classes]").expect("habitats");
        let (_, after) = after.split_once("[coast.price]").expect("a price");
        pipeline = format!("{before}[coast.price]{after}").replace("bounds = \"ningbo\"", "table = \"pools.csv\"");
        let pools = coast.map(|class| {
            format!(
                "{class},biomass,6.1,0.7,0.5,0.5,1,15,a book,published\n{class},soil,49.2,0.91,0.3,0.5,0.66,7.5,a book,published\n\
                 {class},litter,1.3,0.21,0,0,0,0,a book,published\n"
            )
        });
        let header = "class,pool,initial,accumulation,low_disturbance,medium_disturbance,high_disturbance,half_life,source,evidence\n";
        std::fs::write(workspace.path("pools.csv"), header.to_owned() + &pools.concat()).expect("writable");
    }
    std::fs::write(workspace.path("ningbo-coast-transitions.csv"), transitions).expect("writable");
    pipeline
}

fn run(workspace: &Workspace, pipeline: &str, out: &str, threads: &str) {
    std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", out, "--threads", threads]);
}

/// What a map holds; none is nodata.
fn values(path: &Path) -> Vec<Option<f64>> {
    let dataset = gdal::Dataset::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let band = dataset.rasterband(1).expect("a band");
    let (nodata, scale) = (band.no_data_value().expect("a nodata value"), band.scale().unwrap_or(1.0));
    pixels(path).into_iter().map(|stored| (stored != nodata).then_some(stored * scale)).collect()
}

/// The hectares of every cell of the sample scene.
fn hectares() -> Vec<f64> {
    let file = RasterFile::inspect(&project().join("sample-rasters/land_class_2022.tif"), 1, None).expect("a raster");
    let grid: Grid = file.grid().expect("north up").clone();
    let areas = CellAreas::ellipsoidal(&grid).expect("a known CRS");
    let cells = (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| (row, column)));
    cells.map(|(row, column)| areas.cell(row, column) / 10_000.0).collect()
}

/// The figure of the whole scene, zones and outside.
fn of_the_scene(accounts: &Accounts, quantity: &str, from: &str, to: &str) -> f64 {
    let of = |zone| {
        let rows = [("zone", zone), ("category", "coast"), ("pool", "*"), ("quantity", quantity)];
        accounts.value(&[&rows[..], &[("year", from), ("year_to", to)]].concat())
    };
    of("*") + of("(outside)")
}

#[test]
fn the_maps_of_the_sample_coast_hold_the_carbon_of_the_account() {
    let hectares = hectares();
    let layers =
        ["2015", "2020", "2022"].map(|year| pixels(&project().join(format!("sample-rasters/land_class_{year}.tif"))));
    let is_coast = |pixel: usize| {
        let classes = layers.each_ref().map(|layer| layer[pixel]);
        let coast = [SALT_MARSH, TIDAL_FLAT, MANGROVE].map(f64::from);
        !classes.contains(&f64::from(NODATA)) && classes.iter().any(|class| coast.contains(class))
    };
    for rules in ["correct", "invest"] {
        let workspace = Workspace::new();
        run(&workspace, &sample(&workspace, rules), "out", "2");
        let accounts = Accounts::read(&workspace.path("out"));
        let maps: BTreeMap<&str, Vec<Option<f64>>> = DENSITY
            .iter()
            .chain(&NET)
            .map(|name| (*name, values(&workspace.path(&format!("out/maps/{name}.tif")))))
            .collect();
        for (name, map) in &maps {
            for (pixel, value) in map.iter().enumerate() {
                assert_eq!(value.is_some(), is_coast(pixel), "{rules}, {name}, pixel {pixel}");
            }
            let painted: f64 = map.iter().zip(&hectares).filter_map(|(value, area)| Some((*value)? * area)).sum();
            let years: Vec<&str> = name.split('_').filter(|word| word.starts_with("20")).collect();
            let expected = match years.as_slice() {
                [year] => of_the_scene(&accounts, "carbon_stock", year, ""),
                [from, to] => of_the_scene(&accounts, "stock_change", from, to),
                _ => panic!("{name}"),
            };
            let largest = of_the_scene(&accounts, "carbon_stock", "2015", "");
            assert!((painted - expected).abs() < 1e-6 * largest, "{rules}, {name}: {painted} against {expected}");
            // What stands since the first date changes by InVEST's rules only.
            let is_still = rules == "correct" && *name == NET[0];
            assert_eq!(expected == 0.0, is_still, "{rules}, {name}");
        }
        if rules == "correct" {
            // A later density less an earlier one is the change, everywhere.
            for (net, pair) in NET.iter().zip(DENSITY.windows(2)) {
                for pixel in (0..hectares.len()).filter(|pixel| is_coast(*pixel)) {
                    let [opening, closing, net] =
                        [pair[0], pair[1], net].map(|name| maps[name][pixel].expect("a value"));
                    assert!((closing - opening - net).abs() < 1e-4, "{net}, pixel {pixel}");
                }
            }
        }
    }
}

#[test]
fn maps_of_the_coast_say_what_they_hold_and_are_the_same_for_any_threads() {
    let workspace = Workspace::new();
    let pipeline = sample(&workspace, "correct");
    for threads in ["1", "3"] {
        run(&workspace, &pipeline, threads, threads);
    }
    let manifest = std::fs::read_to_string(workspace.path("1/manifest.json")).expect("a manifest");
    for name in DENSITY.iter().chain(&NET) {
        let file = format!("maps/{name}.tif");
        let [one, three] = ["1", "3"].map(|out| workspace.path(&format!("{out}/{file}")));
        assert!(manifest.contains(&file), "{name} is not in the manifest");
        assert!(std::fs::read(&one).expect("a map") == std::fs::read(three).expect("a map"), "{name} differs");
        assert_eq!(assert_cloud_optimized(&one), [(380, 467)], "{name}");
        let output = Command::new("gdalinfo").arg("-json").arg(&one).output().expect("the tests need gdalinfo");
        let map: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let band = &map["bands"][0];
        let years = name.replace("coast_carbon_density_", "").replace("coast_carbon_change_", "").replace('_', "–");
        let what = if name.contains("density") { "carbon density" } else { "net carbon gain" };
        let title = format!("{what} of the coast {years}, all pools");
        assert_eq!((&band["description"], &band["unit"]), (&title.into(), &"t C/ha".into()));
        let stored: Vec<f64> = pixels(&one).into_iter().filter(|value| band["noDataValue"] != *value).collect();
        let mean: f64 =
            band["metadata"][""]["STATISTICS_MEAN"].as_str().expect("statistics").parse().expect("a number");
        let expected = stored.iter().sum::<f64>() / stored.len() as f64;
        assert!((mean - expected).abs() < 1e-9 * expected.abs().max(1.0), "{name}: {mean} against {expected}");
    }
}

/// A row of pixels with one land class per date, and no zones.
fn row_of_pixels(dates: &[(i32, &[u8])], coast: &str, transitions: &str) -> (Workspace, String) {
    let workspace = Workspace::new();
    let layers: Vec<String> = dates.iter().map(|(year, _)| format!("\"land_{year}\"")).collect();
    let mut lines = vec!["name = \"row\"\n[grid]\nfrom_layer = \"land_2000\"".to_owned()];
    for (year, classes) in dates {
        let raster = Raster { columns: classes.len(), ..Raster::of(classes.iter().copied()) };
        raster.write(&workspace.path(&format!("land_{year}.tif")));
        lines.push(format!(
            "[layers.land_{year}]\npath = \"land_{year}.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = {year}"
        ));
    }
    std::fs::write(workspace.path("transitions.csv"), transitions).expect("writable");
    lines.push(format!("[coast]\nlayers = [{}]\ntransitions = \"transitions.csv\"\n{coast}", layers.join(", ")));
    lines.push("[outputs]\nmaps = [\"coast_carbon_density\", \"coast_carbon_change\"]\n".to_owned());
    (workspace, lines.join("\n"))
}

#[test]
fn the_two_pixels_of_invest_s_test_are_painted_with_its_net_sequestration() {
    // tests/test_coastal_blue_carbon.py of InVEST; then ground never of the coast, without data at a date, and of an unknown class.
    let [one, two, three]: [&[u8]; 3] = [
        &[MANGROVE, BUILT, BUILT, MANGROVE, MANGROVE],
        &[BUILT, MANGROVE, BUILT, NODATA, BUILT],
        &[MANGROVE, BUILT, ARBOR, MANGROVE, 200],
    ];
    let (workspace, pipeline) = row_of_pixels(
        &[(2000, one), (2010, two), (2020, three)],
        "rules = \"invest\"\nproject_to = 2030\ntable = \"pools.csv\"\n",
        "lulc-class,mangrove,built\nmangrove,accum,high-impact-disturb\nbuilt,accum,NCC\n",
    );
    let pools = "class,pool,initial,accumulation,low_disturbance,medium_disturbance,high_disturbance,half_life,source,evidence\n\
                 mangrove,biomass,64,2,0.5,0.5,1,15,InVEST's test,published\n\
                 mangrove,soil,313,5.35,0.3,0.5,0.66,7.5,InVEST's test,published\n\
                 mangrove,litter,3,1,0,0,0,0,InVEST's test,published\n";
    std::fs::write(workspace.path("pools.csv"), pools).expect("writable");
    run(&workspace, &pipeline, "out", "2");
    for (years, net) in
        [("2000_2010", [83.5, 0.0]), ("2010_2020", [-176.9792, 73.5]), ("2020_2030", [73.5, -28.698_004])]
    {
        let painted = values(&workspace.path(&format!("out/maps/coast_carbon_change_{years}.tif")));
        for (painted, net) in painted.iter().zip(net) {
            let painted = painted.expect("a value");
            assert!((painted - net).abs() <= 1e-5 * f64::abs(net), "{years}: {painted} against {net}");
        }
        assert_eq!(painted[2..], [None; 3], "{years}");
    }
    // Litter is its yearly accumulation; the other pixel holds nothing yet.
    let first = values(&workspace.path("out/maps/coast_carbon_density_2000.tif"));
    assert_eq!(first, [Some(64.0 + 313.0 + 1.0), Some(0.0), None, None, None]);
}

#[test]
fn maps_of_the_coast_without_its_section_or_a_second_year_are_refused() {
    let classes: &[u8] = &[SALT_MARSH, SEA];
    let transitions = "class,salt_marsh,sea\nsalt_marsh,accumulate,high_disturbance\nsea,accumulate,no_change\n";
    let (workspace, pipeline) = row_of_pixels(&[(2000, classes)], "", transitions);
    let refused = |pipeline: &str| {
        std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("writable");
        let outcome = workspace.run(&["check", "pipeline.toml"]);
        assert_eq!(outcome.code, 65, "{}", outcome.stderr);
        outcome.stderr
    };
    let message = refused(&pipeline);
    assert!(message.contains("this map needs `[coast]` with two dates or more, or with `project_to`"), "{message}");
    assert!(message.contains("pipeline.toml, line"), "{message}");
    let (before, after) = pipeline.split_once("[coast]").expect("a section");
    let outputs = after.split_once("[outputs]").expect("maps").1;
    let message = refused(&format!("{before}[methods.land_area]\nlayers = [\"land_2000\"]\n[outputs]{outputs}"));
    assert!(message.contains("this map needs `[coast]`\n"), "{message}");

    // One date and a projection have a change; what is asked for is counted before a run.
    let planned = pipeline.replace("transitions =", "project_to = 2030\ntransitions =");
    std::fs::write(workspace.path("pipeline.toml"), planned).expect("writable");
    let outcome = workspace.succeed(&["run", "pipeline.toml", "--dry-run"]);
    assert!(outcome.stdout.contains(", 3 maps"), "{}", outcome.stdout);
}
