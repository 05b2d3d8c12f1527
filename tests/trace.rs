use serde_json::Value;

use crate::support::rasters::{EAST, Raster, WEST, rectangle, zones};
use crate::support::scene::Scene;
use crate::support::{Accounts, Outcome};

/// Why two runs differ.
mod difference;

const DENSITIES: &str = "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence,note
ours,arbor_forest,living_biomass,30.0,t C/ha,25,35,normal,\"Survey, \"\"2021\"\"\",4,2021,published,trees
ours,arbor_forest,soil_organic_carbon,90.0,t C/ha,,,,Survey of 2021,5,2021,derived,0-100 cm
ours,bamboo_forest,living_biomass,20.0,t C/ha,10,40,log_normal,Survey of 2021,4,2021,published,
";

/// A zone of a name that is out to harm, and one beside it.
const HOSTILE: &str = r"<script>alert(1)</script>=HYPERLINK(\u0022x\u0022){{ }}\u202e西区\n";

fn scene() -> Scene {
    Scene::new()
        .file("densities.csv", DENSITIES)
        .file("zones.geojson", zones(4490, &[("1", HOSTILE, rectangle(WEST)), ("2", "东区", rectangle(EAST))]))
        .with("table = \"zhejiang-land\"", "table = { path = \"densities.csv\", set = \"ours\" }")
        .append("\n[[uncertainty.assumed]]\nparameters = \"densities.csv: ours, arbor_forest, soil_organic_carbon\"\nhalf_width_percent = 10.0\ndistribution = \"normal\"\nsource = \"a guess\"\n")
}

/// Runs into a directory.
fn run(scene: &Scene, out: &str) -> Outcome {
    let outcome = Outcome::of(
        &scene.command(&["run", "pipeline.toml", "--out", out, "--overwrite"]).output().expect("the program starts"),
    );
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}\n{}", outcome.stdout))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

const TOTAL: [&str; 9] = ["trace", "out", "--zone", "2", "--quantity", "carbon_stock", "--category", "*", "--pool=*"];

#[test]
fn a_figure_is_traced_to_its_parameters_its_ground_and_its_files() {
    let scene = scene();
    run(&scene, "out");
    // Nothing but the output is needed.
    for file in ["land.tif", "zones.geojson", "densities.csv", "pipeline.toml"] {
        std::fs::remove_file(scene.path(file)).expect("a file");
    }
    let traced = json(&scene.workspace.succeed(&[&TOTAL[..], &["--json"]].concat()));
    let figure = &traced["figures"][0];
    let parts = figure["parts"].as_array().expect("parts");
    let sum: f64 = parts.iter().map(|part| number(&part["amount"]) * number(&part["factor"])).sum();
    let value = Accounts::read(&scene.path("out")).value(&[
        ("zone", "2"),
        ("quantity", "carbon_stock"),
        ("category", "*"),
        ("pool", "*"),
    ]);
    assert_eq!((number(&figure["value"]), number(&figure["observed"])), (value, 0.0));
    assert!((sum - value).abs() < 1e-9 * value, "{sum} {value}");
    // The east of the scene is bamboo only.
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0]["equation"], "[densities.csv: ours, bamboo_forest, living_biomass]");
    let parameters = figure["used_parameters"].as_array().expect("parameters");
    assert_eq!(parameters.len(), 1);
    let parameter = &parameters[0];
    assert_eq!((number(&parameter["value"]), &parameter["unit"]), (20.0, &Value::from("t C/ha")));
    assert_eq!((number(&parameter["low"]), number(&parameter["high"])), (10.0, 40.0));
    assert_eq!((&parameter["table"], &parameter["evidence"]), (&Value::from("4"), &Value::from("published")));
    assert!(parameter["distribution"].as_str().expect("a text").starts_with("log-normal"), "{parameter}");
    let ground = &figure["ground"];
    assert_eq!((&ground["layers"][0], &ground["classes"][0]["codes"][0]), (&Value::from("land"), &Value::from(2)));
    assert_eq!(ground["classes"][0]["pixels"], 8);
    assert_eq!(number(&ground["classes"][0]["area_ha"]), number(&parts[0]["amount"]));
    let roles: Vec<&str> =
        traced["inputs"].as_array().expect("inputs").iter().filter_map(|input| input["role"].as_str()).collect();
    assert_eq!(roles, ["layers.land", "methods.carbon_density.table.path", "zones.districts"]);
    assert!(traced["inputs"].as_array().expect("inputs").iter().all(|input| input["blake3"].as_str().is_some()));
    assert_eq!(traced["made_by"]["gdal"].as_str().map(str::is_empty), Some(false));

    let text = scene.workspace.succeed(&TOTAL).stdout;
    for said in [
        "carbon_stock of districts 2 (东区), 2020, sector land, category *, pool *",
        "densities.csv: ours, bamboo_forest, living_biomass",
        "95 % interval 10 to 40; drawn: log-normal",
        "Survey of 2021, table 4, 2021; evidence: published",
        "ground: strata.parquet, by the codes of land",
        "layers.land",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn the_tables_of_a_run_hold_every_parameter_and_assumed_errors() {
    let scene = scene();
    run(&scene, "out");
    let mut reader = csv::Reader::from_path(scene.path("out/parameters.csv")).expect("parameters");
    let rows: Vec<std::collections::HashMap<String, String>> =
        reader.deserialize().collect::<Result<_, _>>().expect("rows");
    let names: Vec<&str> = rows.iter().map(|row| row["name"].as_str()).collect();
    let [living, soil, bamboo] = [
        "densities.csv: ours, arbor_forest, living_biomass",
        "densities.csv: ours, arbor_forest, soil_organic_carbon",
        "densities.csv: ours, bamboo_forest, living_biomass",
    ];
    assert_eq!(names, [living, soil, bamboo]);
    assert_eq!((rows[0]["source"].as_str(), rows[0]["interval_assumed_by"].as_str()), ("Survey, \"2021\"", ""));
    let [low, high] = ["low", "high"].map(|limit| rows[1][limit].parse::<f64>().expect("a number"));
    assert!((low - 81.0).abs() < 1e-9 && (high - 99.0).abs() < 1e-9, "{low} {high}");
    assert_eq!(rows[1]["interval_assumed_by"], "a guess");
    assert!(rows[1]["distribution"].starts_with("normal, mean 90"), "{}", rows[1]["distribution"]);
    // By class and pool, by class, by pool, and all; of a zone and of all zones.
    assert_eq!(rows.iter().map(|row| row["rows"].as_str()).collect::<Vec<_>>(), ["8", "8", "8"]);
}

#[test]
fn traces_are_the_same_bytes_for_any_number_of_threads() {
    let scene = scene();
    for (out, threads) in [("one", "1"), ("two", "2")] {
        let arguments = ["run", "pipeline.toml", "--out", out, "--threads", threads];
        assert!(scene.command(&arguments).status().expect("the program starts").success());
    }
    for file in ["figures.parquet", "parameters.csv"] {
        let [one, two] = ["one", "two"].map(|out| std::fs::read(scene.path(out).join(file)).expect("an output"));
        assert_eq!(one, two, "{file}");
    }
}

#[test]
fn hostile_names_stay_text() {
    let scene = scene();
    run(&scene, "out");
    let name = "<script>alert(1)</script>=HYPERLINK(\"x\"){{ }}\u{202e}西区\n";
    let arguments = ["trace", "out", "--quantity", "carbon_stock", "--category", "*", "--pool", "*", "--zone", name];
    let text = scene.workspace.succeed(&arguments).stdout;
    assert!(
        text.contains("districts 1 (<script>alert(1)</script>=HYPERLINK(\"x\"){{ }}\u{fffd}西区\u{fffd}), 2020"),
        "{text}"
    );
    assert!(!text.contains('\u{202e}'));
    let traced = json(&scene.workspace.succeed(&[&arguments[..], &["--json"]].concat()));
    assert_eq!(traced["figures"][0]["zone_name"], name);
}

#[test]
fn rows_that_are_many_or_none_are_named() {
    let scene = scene();
    run(&scene, "out");
    let many = scene.workspace.run(&["trace", "out", "--zone", "2", "--quantity", "carbon_stock"]);
    assert_eq!((many.code, many.stdout.as_str()), (64, ""));
    for said in [
        "error: 4 rows are what is asked for, expected one",
        "category `bamboo_forest`, pool `living_biomass`: ",
        "hint: say which with `--category`, `--pool`, or trace each with `--all`",
    ] {
        assert!(many.stderr.contains(said), "{said}\n{}", many.stderr);
    }
    let all = ["trace", "out", "--zone", "2", "--quantity", "carbon_stock", "--all", "--json"];
    assert_eq!(json(&scene.workspace.succeed(&all))["figures"].as_array().map(Vec::len), Some(4));
    let none = scene.workspace.run(&["trace", "out", "--zone", "东"]);
    assert_eq!(none.code, 64);
    for said in
        ["error: no row has the zone `东` beside what else is asked", "`*`, `1`, `2`", "hint: did you mean `东区`?"]
    {
        assert!(none.stderr.contains(said), "{said}\n{}", none.stderr);
    }
    let none = scene.workspace.run(&["trace", "out", "--zone", "2", "--quantity", "carbon_stocks"]);
    assert!(none.stderr.contains("did you mean `carbon_stock`?"), "{}", none.stderr);
}

#[test]
fn an_output_that_is_unfinished_or_was_changed_is_refused_by_name() {
    let scene = scene();
    run(&scene, "out");
    let accounts = scene.path("out/accounts.csv");
    let text = std::fs::read_to_string(&accounts).expect("an account");
    std::fs::write(&accounts, text.replacen("carbon_stock", "carbon_stocK", 1)).expect("writable");
    let changed = scene.workspace.run(&TOTAL);
    assert_eq!(changed.code, 65);
    let said = "`out/accounts.csv` was changed after the run: its hash is not that of the manifest";
    assert!(changed.stderr.contains(said), "{}", changed.stderr);
    let differ = scene.workspace.run(&["diff", "out", "out"]);
    assert!(differ.code == 65 && differ.stderr.contains(said), "{}", differ.stderr);
    std::fs::write(&accounts, text).expect("writable");
    // What figures are not traced with is only warned of.
    std::fs::write(scene.path("out/uncertainty.csv"), "other").expect("writable");
    let warned = scene.workspace.succeed(&TOTAL);
    assert!(warned.stderr.contains("warning: `out/uncertainty.csv` was changed after the run"), "{}", warned.stderr);
    std::fs::remove_file(scene.path("out/figures.parquet")).expect("a file");
    let missing = scene.workspace.run(&TOTAL);
    assert!(missing.code == 65 && missing.stderr.contains("`out/figures.parquet` is missing"), "{}", missing.stderr);
    std::fs::remove_file(scene.path("out/manifest.json")).expect("a file");
    let unfinished = scene.workspace.run(&TOTAL);
    assert_eq!(unfinished.code, 66);
    assert!(unfinished.stderr.contains("`out` holds no finished result: there is no `manifest.json`"));
}

#[test]
fn a_change_is_traced_to_the_classes_at_both_dates() {
    let scene = scene()
        .raster("later.tif", &Raster::of([1_u8, 2, 2, 1].repeat(4)))
        .with("[zones.districts]", "[layers.later]\npath = \"later.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = 2022\n\n[zones.districts]")
        .with("[methods.carbon_density]\nlayers = [\"land\"]", "[methods.carbon_density]\nlayers = [\"land\", \"later\"]");
    run(&scene, "out");
    let arguments = ["trace", "out", "--zone", "*", "--quantity", "stock_change", "--pool", "*", "--json"];
    let traced = json(&scene.workspace.succeed(&arguments));
    let figure = &traced["figures"][0];
    assert_eq!(figure["ground"]["layers"], serde_json::json!(["land", "later"]));
    let classes = figure["ground"]["classes"].as_array().expect("classes");
    let whats: Vec<&str> = classes.iter().filter_map(|share| share["what"].as_str()).collect();
    assert_eq!(whats.len(), 2);
    assert!(whats.contains(&"arbor_forest > bamboo_forest") && whats.contains(&"bamboo_forest > arbor_forest"));
    let part = figure["parts"].as_array().expect("parts").iter().find(|part| {
        part["parameters"].as_array().is_some_and(|names| names.len() == 2)
            && part["what"] == "arbor_forest > bamboo_forest"
    });
    assert_eq!(
        part.expect("living biomass")["equation"],
        "−[densities.csv: ours, arbor_forest, living_biomass] + [densities.csv: ours, bamboo_forest, living_biomass]"
    );
}
