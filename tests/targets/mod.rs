/// What is refused, and how that is said.
mod refusals;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::scene::Scene;
use crate::support::{Accounts, Workspace, project, shipped_with_few_draws};

/// The targets of Ningbo, run end to end: the account, and `targets.json`.
fn ningbo(workspace: &Workspace, name: &str) -> (Accounts, Value) {
    let pipeline = project().join("pipelines/ningbo-targets.toml");
    let out = workspace.path(name);
    workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")]);
    let json = std::fs::read(out.join("targets.json")).expect("targets.json");
    (Accounts::read(&out), serde_json::from_slice(&json).expect("JSON"))
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

fn named<'a>(json: &'a Value, list: &str, name: &str) -> &'a Value {
    json[list].as_array().expect("a list").iter().find(|one| one["name"] == name).expect("the target")
}

#[test]
fn the_stock_targets_of_ningbo_need_what_the_yearbook_says() {
    let workspace = Workspace::new();
    let (accounts, json) = ningbo(&workspace, "out");
    // Target, gap m³, m³ a year, % a year.
    for (name, gap, linear, compound) in [
        ("stock_2025", 1_792_800.0, 597_600.0, 2.316_7),
        ("stock_2030", 9_792_800.0, 1_224_100.0, 4.188_1),
        ("stock_2030_after_2025", 8_000_000.0, 1_600_000.0, 5.327_3),
    ] {
        let value = |quantity, unit| {
            accounts.value(&[("category", name), ("quantity", quantity), ("unit", unit), ("zone", "*")])
        };
        close(value("target_gap", "m³"), gap, 0.5);
        close(value("needed_rate", "m³/yr"), linear, 0.5);
        close(value("needed_rate", "%/yr of the value"), compound, 5e-5);
        // Growth is not published and one year is observed: no projection, no probability, no light.
        for quantity in ["projection", "target_probability", "achieved_rate", "years_to_target"] {
            assert!(accounts.values(&[("category", name), ("quantity", quantity)]).is_empty());
        }
        let target = named(&json, "targets", name);
        assert_eq!((&target["probability"], &target["projection"]), (&Value::Null, &Value::Null));
        assert_eq!(target["status"], "unknown");
    }
    let living = &named(&json, "targets", "stock_2025")["alternatives"][0];
    assert_eq!(living["category"], "living");
    close(living["gap"].as_f64().expect("a number"), 822_400.0, 0.5);
}

#[test]
fn forty_eight_percent_is_out_of_reach_on_the_denominator_of_2022() {
    let workspace = Workspace::new();
    let (accounts, json) = ningbo(&workspace, "out");
    let value = |quantity, unit| {
        accounts.value(&[("category", "cover_48"), ("quantity", quantity), ("unit", unit), ("zone", "*")])
    };
    close(value("target_gap", "ha"), 32_648.0, 1.0);
    close(value("target_gap", "percentage points"), 3.33, 0.001);
    close(value("projection", "%"), (437_954.0 + 3.0 * 1_846.07) / 980_421.0 * 100.0, 1e-9);
    assert_eq!(value("years_to_target", "yr"), 18.0);
    let target = named(&json, "targets", "cover_48");
    assert_eq!(target["status"], "red");
    assert_eq!(target["denominator"]["area_ha"], 980_421.0);
    let notes = target["notes"].to_string();
    assert!(notes.contains("48.08 %, is not compared: the forest area of that year is unknown"), "{notes}");
    // Planting is an assumption, and says so.
    let rows = std::fs::read_to_string(workspace.path("out/accounts.csv")).expect("an account");
    let projection = rows.lines().find(|row| row.contains(",projection,")).expect("a projection");
    assert!(projection.contains(",unverified,") && projection.contains("assuming planting_ha 1846.07"));
}

#[test]
fn the_change_of_the_cover_rate_is_explained_as_far_as_it_is_known() {
    let workspace = Workspace::new();
    let (accounts, json) = ningbo(&workspace, "out");
    let part = |name: &str, part: &str| {
        let category = format!("{name}: {part}");
        accounts.value(&[("category", &category), ("quantity", "cover_rate_change"), ("unit", "percentage points")])
    };
    close(part("ninghai", "all"), 58.11 - 64.14, 1e-9);
    close(part("ninghai", "forest"), 0.364_7, 5e-5);
    close(part("ninghai", "denominator"), -6.394_7, 5e-5);
    assert_eq!(part("ninghai", "definition"), 0.0);
    let parts = ["forest", "denominator", "definition"].map(|name| part("ninghai", name));
    close(parts.iter().sum(), part("ninghai", "all"), 1e-9);
    let city = named(&json, "cover_rate_changes", "city");
    assert_eq!((&city["rates"][0]["forest_ha"], &city["definition"]), (&Value::Null, &Value::Null));
    assert!(city["assumptions"].to_string().contains("assumption: the forest area of 2021, which is unknown"));
    close(part("city", "all"), 44.67 - 48.08, 1e-9);
    close(part("city", "denominator"), part("city", "all"), 1e-9);
}

#[test]
fn without_the_assumption_the_parts_of_the_city_are_unknown() {
    let text = std::fs::read_to_string(project().join("pipelines/ningbo-targets.toml")).expect("the pipeline");
    let mut scene = Scene::new();
    scene.pipeline = text
        .replace("assume_same_forest = true", "")
        .replace("../parameters/", &format!("{}/parameters/", project().display()));
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    assert_eq!(accounts.values(&[("category", "city: all")]).len(), 1);
    for part in ["city: forest", "city: forest and definition", "city: denominator", "city: definition"] {
        assert!(accounts.values(&[("category", part)]).is_empty(), "{part}");
    }
}

#[test]
fn the_shipped_series_is_that_of_the_yearbook() {
    let workspace = Workspace::new();
    let (accounts, _) = ningbo(&workspace, "out");
    let path = project().join("parameters/ningbo/yearbook_2022.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).expect("the yearbook");
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|found| found == name).expect("a column");
    let mut sums = [0.0; 2];
    for record in reader.records().map(|record| record.expect("a row")).filter(|record| &record[0] != "市区") {
        for (index, (quantity, category, field, factor)) in [
            ("growing_stock", "forest", "forest_stock_wan_m3", 1e4),
            ("area", "forest", "forest_ha", 1.0),
            ("growing_stock", "living", "living_wan_m3", 1e4),
            ("cover_rate", "forest", "cover_pct", 1.0),
        ]
        .into_iter()
        .enumerate()
        {
            let found = accounts.value(&[
                ("zone_name", &record[0]),
                ("quantity", quantity),
                ("category", category),
                ("year", "2022"),
                ("year_to", ""),
            ]);
            let expected: f64 = record[column(field)].parse().expect("a number");
            close(found, expected * factor, expected * factor * 1e-12);
            if index < 2 && &record[0] != "宁波市" {
                sums[index] += found;
            }
        }
    }
    // The counties add up to the city, and their shares to all of it.
    close(sums[0], 25_207_200.0, 1.0);
    close(sums[1], 437_954.0, 1e-6);
    let shares = accounts.values(&[("quantity", "contribution"), ("category", "stock_2025"), ("unit", "%")]);
    assert_eq!(shares.len(), 10);
    close(shares.iter().sum(), 100.0, 1e-9);
}

#[test]
fn a_run_without_rasters_leaves_no_strata_and_the_same_bytes_every_time() {
    let workspace = Workspace::new();
    ningbo(&workspace, "first");
    ningbo(&workspace, "second");
    for file in ["accounts.csv", "targets.json", "report/targets.svg"] {
        let read = |run: &str| std::fs::read(workspace.path(run).join(file)).expect("an output");
        assert_eq!(read("first"), read("second"), "{file}");
    }
    assert!(!workspace.path("first/strata.parquet").exists() && !workspace.path("first/maps").exists());
    let manifest = std::fs::read(workspace.path("first/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["run"]["strata_key"], Value::Null);
    assert!(manifest["run"]["inputs"][0]["path"].as_str().expect("a path").ends_with("series.csv"));
    assert_eq!(manifest["run"]["outputs"].as_array().expect("outputs").len(), 5);
}

#[test]
fn the_targets_command_prints_what_a_run_finds() {
    let workspace = Workspace::new();
    let (_, json) = ningbo(&workspace, "out");
    let pipeline = project().join("pipelines/ningbo-targets.toml");
    let pipeline = pipeline.to_str().expect("UTF-8");
    let printed = workspace.succeed(&["targets", pipeline, "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&printed.stdout).expect("JSON"), json);
    let text = workspace.succeed(&["targets", pipeline]).stdout;
    for said in [
        "stock_2025             2025  27.000 Mm³  25.207  2022  1.793      0.598  2.32",
        "if category `living` is meant, 26.178 Mm³, the gap is 0.822 Mm³",
        "needs 32,648 ha more forest, 10,883 ha a year",
        "reached after 18 years, in 2040",
        "there is no projection: neither assumptions nor two observed years are given",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

/// A pipeline of one invented series and one target of it.
const INVENTED: &str = r#"name = "invented"

[[series.survey.rows]]
zone = "*"
year = 2020
quantity = "growing_stock"
category = "forest"
value = 100.0
unit = "m3"
source = "an example"
evidence = "derived"

[[series.survey.rows]]
zone = "*"
year = 2022
quantity = "growing_stock"
category = "forest"
value = 110.0
unit = "m3"
source = "an example"
evidence = "derived"

[[series.survey.rows]]
zone = "north"
year = 2020
quantity = "growing_stock"
category = "forest"
value = 60.0
unit = "m3"
source = "an example"
evidence = "derived"

[[series.survey.rows]]
zone = "north"
year = 2022
quantity = "growing_stock"
category = "forest"
value = 66.0
unit = "m3"
source = "an example"
evidence = "derived"

[targets.stock]
quantity = "growing_stock"
category = "forest"
value = 130.0
unit = "m3"
year = 2026
"#;

fn invented() -> Scene {
    let mut scene = Scene::new();
    INVENTED.clone_into(&mut scene.pipeline);
    scene
}

fn target(scene: &Scene) -> Value {
    scene.succeed();
    let json = std::fs::read(scene.path("out/targets.json")).expect("targets.json");
    serde_json::from_slice::<Value>(&json).expect("JSON")["targets"][0].clone()
}

#[test]
fn every_published_figure_stands_beside_its_definition() {
    let workspace = Workspace::new();
    let pipeline = shipped_with_few_draws("ningbo-targets") + "\n[outputs]\ntables = [\"csv\"]\nlanguage = \"en\"\n";
    std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("written");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    let table = std::fs::read_to_string(workspace.path("out/report/tables/published.csv")).expect("a table");
    let rates: Vec<&str> = table.lines().filter(|line| line.starts_with("宁波市,Forest cover rate,")).collect();
    let expected = [
        r#"宁波市,Forest cover rate,Forest,2021,"not stated, denominator unknown",%,48.08"#,
        "宁波市,Forest cover rate,Forest,2022,forest cover rate,%,44.67",
    ];
    assert_eq!(rates, expected, "{table}");
}

#[test]
fn two_observed_years_give_a_rate_a_projection_and_shares_of_the_change() {
    let target = target(&invented());
    // 100 in 2020, 110 in 2022: 5 a year; 130 in 2026, just the target.
    assert_eq!(target["achieved"]["per_year"], 5.0);
    assert_eq!(
        (&target["projection"]["basis"], &target["projection"]["value"]),
        (&"recent_rate".into(), &130.0.into())
    );
    assert_eq!((&target["status"], &target["projection"]["years_to_target"]), (&"green".into(), &4.into()));
    assert_eq!(target["probability"], Value::Null);
    let north = &target["contributions"][0];
    assert_eq!((&north["zone"], &north["share_percent"]), (&"north".into(), &60.0.into()));
    close(north["change_share_percent"].as_f64().expect("a number"), 60.0, 1e-9);
}

#[test]
fn intervals_of_assumptions_give_a_probability_and_sensitivities() {
    let scene = invented().append(
        r#"
[targets.stock.assumptions]
gross_growth_percent = { value = 6.0, low = 5.0, high = 7.0, source = "an example" }
harvest_m3 = { value = 2.0, low = 1.0, high = 3.0, source = "an example" }

[outputs]
report = ["html"]
charts = ["sensitivity", "uncertainty"]
language = "en"
"#,
    );
    let scene = scene.with("[targets.stock]\n", "[targets.stock]\ntitle = \"130 m3 in 2026\"\n");
    let target = target(&scene);
    // 110 · 1.06⁴ − 2 · (1.06⁴ − 1) / 0.06.
    close(target["projection"]["value"].as_f64().expect("a number"), 110.0 * 1.262_476_96 - 2.0 * 4.374_616, 1e-4);
    let effects: Vec<f64> = target["sensitivity"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            one["projections"][1].as_f64().expect("a number") - one["projections"][0].as_f64().expect("a number")
        })
        .collect();
    assert_eq!(effects.len(), 2);
    assert!(effects[0] > 0.0);
    close(effects[1], -2.0 * 4.374_616, 1e-4);
    let deviation = effects.iter().map(|effect| (effect / 3.919_927_97).powi(2)).sum::<f64>().sqrt();
    let high = target["projection"]["interval"][1].as_f64().expect("a number");
    close(high - target["projection"]["value"].as_f64().expect("a number"), 1.959_964 * deviation, 1e-5);
    // z = (130.123 − 130) / 2.78: about even.
    let probability = target["probability"].as_f64().expect("known");
    assert!((0.5..0.55).contains(&probability), "{probability}");
    let report = std::fs::read_to_string(scene.path("out/report/report.html")).expect("a report");
    assert!(report.contains(&format!("<dt>Probability, %</dt><dd>{:.0}</dd>", probability * 100.0)));
    // Charts have the language of the report, and titles in place of keys; one without figures is missed aloud.
    let chart = std::fs::read_to_string(scene.path("out/report/charts/sensitivity_stock.svg")).expect("a chart");
    assert!(chart.contains("130 m3 in 2026: what the projection of 2026 depends on"));
    let manifest = std::fs::read_to_string(scene.path("out/manifest.json")).expect("a manifest");
    assert!(manifest.contains("no figures for the chart `uncertainty`: it is not drawn"), "{manifest}");
    assert_eq!(target["status"], "amber");
    assert!(target["status_rule"].as_str().expect("a rule").contains("66 %"));
}

#[test]
fn a_target_can_be_about_what_rasters_account() {
    let scene = Scene::new().append(
        r#"
[targets.forest]
quantity = "area"
category = "arbor_forest"
zone = "西区"
value = 5000.0
unit = "ha"
year = 2030
"#,
    );
    let target = target(&scene);
    assert_eq!((&target["zone_set"], &target["zone"]), (&"districts".into(), &"1".into()));
    close(target["start"]["value"].as_f64().expect("a number"), 855.8, 0.1);
    assert!(scene.path("out/strata.parquet").exists());
    let other = Scene::new().append(
        "\n[targets.x]\nquantity = \"area\"\ncategory = \"mangroves\"\nvalue = 1.0\nunit = \"ha\"\nyear = 2030\n",
    );
    assert_snapshot!(other.refused(65), @r"
    error: no figure of `area` in category `mangroves`: there is arbor_forest, bamboo_forest, density unknown: bamboo_forest
      in pipeline.toml, line 24
    ");
}

#[test]
fn hostile_names_do_no_harm_to_the_chart() {
    let scene = invented()
        .with("[targets.stock]", "[targets.\"</text><script>x</script>\"]")
        .with("zone = \"*\"", "zone = \"*\"");
    scene.succeed();
    let svg = std::fs::read_to_string(scene.path("out/report/targets.svg")).expect("a chart");
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"));
}
