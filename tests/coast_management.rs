use std::collections::HashMap;

use crate::support::case::Case;
use crate::support::{Accounts, Workspace, real_data};

const SECTION: &str = r#"name = "works"

[coast_management.works]
source = "a marine office"
evidence = "published"
period = [2018, 2035]
warming_potentials = "ar6"

[coast_management.works.activities]
table = "activities.csv"
area_unit = "ha"
"#;

/// The first row whose columns hold what is given.
fn row<'a>(accounts: &'a Accounts, wanted: &[(&str, &str)]) -> &'a HashMap<String, String> {
    let fits = |row: &&HashMap<String, String>| wanted.iter().all(|(column, value)| row[*column] == *value);
    accounts.rows.iter().find(fits).unwrap_or_else(|| panic!("no row of {wanted:?}"))
}

const HEADER: &str = "zone,kind,habitat,area,year,until,cover,before,opening_stock,natural_stock,salinity\n";

fn account(rows: &str) -> Accounts {
    Case::new(SECTION, &[("activities.csv", &format!("{HEADER}{rows}"))]).account()
}

fn of(accounts: &Accounts, category: &str, quantity: &str, unit: &str, year: &str) -> f64 {
    accounts.value_or_zero(&[
        ("zone", "north"),
        ("category", category),
        ("quantity", quantity),
        ("unit", unit),
        ("year", year),
    ])
}

#[test]
fn a_planted_marsh_removes_carbon_until_its_soil_is_natural_and_what_came_by_itself_does_not() {
    let accounts = account("north,planting,reed,100,2020,,0.6,tidal_flat,,,20\n");
    // From the flat's 48.4 to the reed's 57.7: 9.3 t C/ha, ten years of 0.91 and 0.2 in the eleventh, on 100 ha.
    let removal = |year: i32| of(&accounts, "planting of reed", "stock_change", "t C", &year.to_string());
    assert_eq!(removal(2019), 0.0);
    assert!((2020..2030).all(|year| (removal(year) - 91.0).abs() < 1e-9));
    assert!((removal(2030) - 20.0).abs() < 1e-9 && removal(2031) == 0.0);
    let removed = of(&accounts, "planting of reed", "removals", "t CO2", "2025");
    assert!((removed - 91.0 * 44.0 / 12.0).abs() < 1e-9, "{removed}");
    // At 20 ppt no methane by the IPCC.
    let methane =
        accounts.values(&[("zone", "north"), ("quantity", "emissions_ch4"), ("unit", "t CH4"), ("year", "2025")]);
    assert_eq!(methane, [0.0]);
    let method = row(&accounts, &[("zone", "north"), ("quantity", "removals"), ("year", "2025")])["method"].clone();
    assert!(method.contains("57.7 t C/ha of reed, tier zhejiang_yangtze, chongming"), "{method}");

    let accounts = account("north,natural_recolonisation,reed,100,2020,,,,,,\nnorth,existing,scirpus,50,2000,,,,,,\n");
    for category in ["natural_recolonisation of reed", "existing of scirpus"] {
        let rows =
            accounts.values(&[("zone", "north"), ("category", category), ("quantity", "removals"), ("year", "2025")]);
        assert_eq!(rows, [0.0], "{category}");
    }
    assert!((of(&accounts, "existing of scirpus", "burial_estimate", "t C/yr", "2025") - 50.0 * 0.91).abs() < 1e-9);
}

#[test]
fn draining_digging_out_and_letting_fresh_water_in_give_off_what_the_factors_say() {
    let accounts = account(
        "north,drainage,salt_marsh,10,2019,2024,,,,,\nnorth,excavation,mangrove,10,2020,,,,,,\n\
         north,rewetting,reed,10,2024,,,,20,57.7,5\nnorth,planting,mangrove,1,2020,,,tidal_flat,,,30\n",
    );
    let drained = |year| -of(&accounts, "drainage of salt_marsh", "stock_change", "t C", year);
    assert_eq!((drained("2018"), drained("2019"), drained("2023"), drained("2024")), (0.0, 79.0, 79.0, 0.0));
    // (66.297 + 10.7 + 0.7 + the 56.1 of Maoyan) · 10 ha, in the year alone.
    let dug = |year| -of(&accounts, "excavation of mangrove", "stock_change", "t C", year);
    assert!((dug("2020") - 1337.97).abs() < 1e-9 && dug("2021") == 0.0, "{}", dug("2020"));
    // 193.7 kg/ha below 18 ppt, 27 times as warming as carbon dioxide.
    let methane = |unit| of(&accounts, "rewetting of reed", "emissions_ch4", unit, "2024");
    assert!((methane("t CH4") - 1.937).abs() < 1e-9 && (methane("t CO2e") - 1.937 * 27.0).abs() < 1e-9);
    assert!((of(&accounts, "rewetting of reed", "stock_change", "t C", "2024") - 9.1).abs() < 1e-9);
    // Growth of 18.1 · 1.96 · 0.451 a year until 66.297, soil from 48.4 to 56.1 at 1.62.
    let grown = |pool, year: &str| {
        let rows =
            [("category", "planting of mangrove"), ("zone", "north"), ("quantity", "stock_change"), ("year", year)];
        accounts.value_or_zero(&[rows[0], rows[1], rows[2], rows[3], ("pool", pool)])
    };
    assert!((grown("living_biomass", "2020") - 18.1 * 1.96 * 0.451).abs() < 1e-9);
    let all: f64 = (2020..=2035).map(|year| grown("living_biomass", &year.to_string())).sum();
    assert!((all - 66.297).abs() < 1e-9, "{all}");
    let soil: f64 = (2020..=2035).map(|year| grown("soil_organic_carbon", &year.to_string())).sum();
    assert!((soil - 7.7).abs() < 1e-9, "{soil}");
}

#[test]
fn the_fish_of_ponds_give_off_nitrous_oxide() {
    let section = SECTION.split("[coast_management.works.activities]").next().expect("a head").to_owned()
        + "[coast_management.works.ponds]\ntable = \"ponds.csv\"\ncolumns = { fish = \"tonnes\" }\n";
    let accounts = Case::new(&section, &[("ponds.csv", "zone,year,tonnes\nnorth,2020,3300\n")]).account();
    let gas = |unit| of(&accounts, "pond", "emissions_n2o", unit, "2020");
    let mass = 3300.0 * 0.00169 * 44.0 / 28.0;
    assert!((gas("t N2O") - mass).abs() < 1e-9 && (gas("t CO2e") - mass * 273.0).abs() < 1e-9);
}

#[test]
fn activities_that_cannot_be_accounted_are_refused_with_their_lines() {
    let rows = "north,plantng,reed,1,2020,,,,,,\nnorth,planting,reed,1,2020,,,,,,\nnorth,planting,spartina,1,2020,,,tidal_flat,,,\n\
                north,drainage,tidal_flat,1,2020,,,,,,\nnorth,planting,reed,1,2020,2019,3,tidal_flat,,,\nnorth,planting,seagrass,1,2020,,,tidal_flat,,,\n";
    let message = Case::new(SECTION, &[("activities.csv", &format!("{HEADER}{rows}"))]).refused();
    for part in [
        "no activity `plantng`",
        "did you mean `planting`?",
        "what the soil held at the beginning is not known",
        "`spartina` is invasive",
        "it began in 2020 and ended in 2019",
        "canopy cover",
        "activities.csv`, line 5",
        "allow_unverified",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    let section = SECTION.replace("\"ar6\"", "\"ar5\"");
    let message = Case::new(&section, &[("activities.csv", HEADER)]).refused();
    assert!(message.contains("has no rows") && message.contains("ar5"), "{message}");
}

const CORES: &str = r#"name = "cores"

[soil_cores.shore]
table = "cores.csv"
source = "a survey of cores"
evidence = "published"
year = 2015
depth_cm = 40.0
habitats = { marsh = "salt_marsh" }
"#;

const SLICES: &str = "study_id,site_id,core_id,habitat,depth_min,depth_max,dry_bulk_density,fraction_carbon\n\
                      S,Bay,1,marsh,0,20,0.6,0.01\nS,Bay,1,marsh,20,40,0.6,0.02\nS,Bay,2,marsh,0,20,0.9,0.01\n\
                      S,Bay,3,marsh,0,40,,0.01\nS,Cape,1,seagrass,0,40,1.0,0.005\n";

#[test]
fn cores_give_a_mean_with_limits_and_those_without_bulk_density_none() {
    // 100 · 20 · 0.6 · (0.01 + 0.02) = 36; core 2 ends at 20 cm: 18 and, if it goes on alike, 36.
    let case = Case::new(CORES, &[("cores.csv", SLICES)]);
    let accounts = case.account();
    let mean = |zone, habitat| {
        row(&accounts, &[("zone", zone), ("category", habitat), ("quantity", "carbon_stock_per_hectare")]).clone()
    };
    assert_eq!((mean("*", "salt_marsh")["value"].as_str(), mean("Bay", "salt_marsh")["low95"].as_str()), ("36.0", ""));
    assert_eq!(mean("Cape", "seagrass")["value"], "20.0");
    assert_eq!(mean("*", "salt_marsh")["pool"], "soil_organic_carbon_0_40cm");

    let longer = CORES.replace("year = 2015", "below = \"last_slice\"\ncompaction = \"lengths.csv\"");
    let lengths = "study_id,site_id,core_id,core_cm,driven_cm\nS,Bay,1,40,80\n";
    let accounts = Case::new(&longer, &[("cores.csv", SLICES), ("lengths.csv", lengths)]).account();
    let row =
        row(&accounts, &[("zone", "*"), ("category", "salt_marsh"), ("quantity", "carbon_stock_per_hectare")]).clone();
    // Core 1 was pressed to half its length: the upper 20 cm of it, 12, lie in 40 cm of soil. Mean of 12 and 36, s = 16.97.
    assert!((row["value"].parse::<f64>().expect("a mean") - 24.0).abs() < 1e-9);
    let half = 12.706_204_736 * 16.970_562_748 / 2.0_f64.sqrt();
    let [low, high] = ["low95", "high95"].map(|limit| row[limit].parse::<f64>().expect("a limit"));
    assert!((low - (24.0 - half)).abs() < 1e-4 && (high - (24.0 + half)).abs() < 1e-4, "{low} {high}");
}

#[test]
fn the_cores_of_ningbo_are_named_and_in_no_figure() {
    let Some(folder) = real_data("soil_cores") else { return };
    let workspace = Workspace::new();
    std::fs::copy(folder.join("zhejiang_shanghai_cores.csv"), workspace.path("cores.csv")).expect("copied");
    let text = CORES.replace("year = 2015", "exclude = [\"SX Hengsha Island 1\"]");
    std::fs::write(workspace.path("pipeline.toml"), &text).expect("writable");
    let outcome = workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    assert!(
        outcome.stderr.contains("17 of 30 are in no figure") && outcome.stderr.contains("has no bulk density"),
        "{}",
        outcome.stderr
    );
    let accounts = Accounts::read(&workspace.path("out"));
    assert!(accounts.rows.iter().all(|row| !row["zone"].contains("Hangzhou")));

    std::fs::write(workspace.path("pipeline.toml"), text.replace("SX Hengsha Island 1", "Hengsha")).expect("writable");
    let outcome = workspace.run(&["check", "pipeline.toml"]);
    assert!(outcome.code == 65 && outcome.stderr.contains("`Hengsha`, which is no study"), "{}", outcome.stderr);
}

#[test]
fn cores_that_mean_nothing_are_refused() {
    let refused = |section: &str, slices: &str| Case::new(section, &[("cores.csv", slices)]).refused();
    let message = refused(&CORES.replace("habitats = { marsh = \"salt_marsh\" }\n", ""), SLICES);
    assert!(message.contains("cores of the habitat `marsh`") && message.contains("`habitats`"), "{message}");
    let none = SLICES.lines().filter(|line| !line.contains("0.")).collect::<Vec<_>>().join("\n")
        + "\nS,Bay,3,marsh,0,40,,0.01\n";
    let message = refused(CORES, &none);
    assert!(message.contains("none of the cores of `shore` gives a stock"), "{message}");
    let message = refused(&CORES.replace("40.0", "0.0"), SLICES);
    assert!(message.contains("a depth of 0 cm"), "{message}");
}
