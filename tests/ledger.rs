use std::collections::BTreeMap;

use crate::support::rasters::{Raster, rectangle, zones};
use crate::support::{Accounts, Workspace, shipped_with_few_draws};

fn account(workspace: &Workspace, text: &str) -> Accounts {
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out", "--overwrite"]);
    Accounts::read(&workspace.path("out"))
}

fn ningbo_all() -> (Workspace, Accounts) {
    let workspace = Workspace::new();
    std::fs::write(workspace.path("pipeline.toml"), shipped_with_few_draws("ningbo-all")).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    let accounts = Accounts::read(&workspace.path("out"));
    (workspace, accounts)
}

fn value(row: &std::collections::HashMap<String, String>) -> f64 {
    row["value"].parse().expect("a number")
}

/// All that tells a figure from another but for one column.
fn but(row: &std::collections::HashMap<String, String>, column: &str) -> String {
    let columns = ["zone_set", "zone", "year", "year_to", "sector", "category", "pool", "quantity", "unit", "method"];
    columns.into_iter().filter(|name| *name != column).map(|name| row[name].as_str()).collect::<Vec<_>>().join("|")
}

#[test]
fn every_hectare_of_every_zone_is_in_one_sector_at_every_date() {
    let (workspace, accounts) = ningbo_all();
    let mut sums: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    let mut sectors: BTreeMap<String, f64> = BTreeMap::new();
    for row in &accounts.rows {
        let is_sector = row["category"] == "sector" || row["category"] == "no sector: no class";
        if row["quantity"] == "area" && row["method"].starts_with("ledger, sector") {
            assert!(is_sector, "{row:?}");
            *sums.entry((row["zone_set"].clone(), row["zone"].clone(), row["year"].clone())).or_default() += value(row);
            *sectors.entry(row["sector"].clone()).or_default() += value(row);
        }
    }
    assert_eq!(sectors.keys().collect::<Vec<_>>(), ["coast", "cropland", "forest", "other", "sea", "wetland"]);
    let zones =
        accounts.rows.iter().filter(|row| row["category"] == "zone" && row["method"].starts_with("sum of cells"));
    let mut compared = 0;
    for zone in zones {
        for year in ["2015", "2020", "2022"] {
            let sum = sums[&(zone["zone_set"].clone(), zone["zone"].clone(), year.to_owned())];
            assert!((sum / value(zone) - 1.0).abs() < 1e-9, "{} {year}: {sum} of {}", zone["zone"], zone["value"]);
            compared += 1;
        }
    }
    // Ten counties and three parts of the sea, each with all and outside.
    assert_eq!(compared, 17 * 3);

    // The marsh of Hangzhou Bay lies seaward of the outlines of land: a zone of its own, never dropped.
    let coast = |zone: &str| {
        accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("year", "2022"),
            ("sector", "coast"),
            ("category", "sector"),
            ("quantity", "area"),
        ])
    };
    assert!(coast("(outside)") > 10_000.0 && coast("(outside)") > coast("*"), "{} ha", coast("(outside)"));

    // Who goes first is printed in the account, in a file beside it and by the command.
    let paddy = "paddy, claimed by cropland before wetland";
    assert!(
        accounts.value(&[("zone_set", "counties"), ("zone", "*"), ("year", "2022"), ("category", paddy)]) > 10_000.0
    );
    let printed = std::fs::read_to_string(workspace.path("out/precedence.csv")).expect("a table");
    assert!(printed.contains("3,coast,mangrove,") && printed.contains("4,forest,mangrove,"), "{printed}");
    let listed = workspace.succeed(&["parameters", "--key", "mangrove"]).stdout;
    assert!(listed.contains("land_classes/precedence,mangrove,coast,3,rank,"), "{listed}");
}

#[test]
fn tables_are_compared_with_the_map_and_never_added_to_it() {
    let (_, accounts) = ningbo_all();
    let difference = |zone: &str, category: &str| {
        accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("quantity", "area_difference"),
            ("category", category),
        ])
    };
    let sector = |zone: &str, sector: &str| {
        accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("year", "2022"),
            ("sector", sector),
            ("category", "sector"),
            ("quantity", "area"),
        ])
    };
    let soils = difference("330281", "cropland soils of `fields` minus map: sector cropland");
    assert!((soils - (21_000.0 - sector("330281", "cropland"))).abs() < 1e-6, "{soils}");
    let forest = difference("*", "forest land of `sub_compartments` minus map: sector forest");
    assert!(forest.abs() < 0.5 * sector("*", "forest"), "{forest}");
    for category in
        ["paddy harvested of `fields` minus map: class paddy", "orchard of `fields` minus map: class orchard"]
    {
        assert!(!accounts.values(&[("quantity", "area_difference"), ("category", category)]).is_empty(), "{category}");
    }
    // A table of some counties is not compared with all of them.
    let all = [("zone", "*"), ("category", "cropland soils of `fields` minus map: sector cropland")];
    assert!(accounts.values(&all).is_empty());
}

#[test]
fn no_total_mixes_quantities_that_are_different_things() {
    let (_, accounts) = ningbo_all();
    // What is in the account at all, so that the test can fail.
    let quantities = ["burial_estimate", "mariculture_sink", "production", "removals", "carbon_stock", "emissions_ch4"];
    for quantity in quantities {
        assert!(!accounts.values(&[("quantity", quantity)]).is_empty(), "{quantity}");
    }
    // Every total over zones, categories and pools is the sum of parts of its own quantity, unit and section.
    let sections = ["fields", "bays", "inland"];
    let activity: Vec<_> = accounts.rows.iter().filter(|row| sections.contains(&row["zone_set"].as_str())).collect();
    let mut zones = BTreeMap::new();
    for row in accounts.rows.iter().filter(|row| !["*", "(outside)"].contains(&row["zone"].as_str())) {
        *zones.entry(but(row, "zone")).or_insert(0.0) += value(row);
    }
    let mut compared = 0;
    for total in activity.iter().filter(|row| row["zone"] == "*") {
        let sum = zones[&but(total, "zone")];
        assert!((sum - value(total)).abs() <= 1e-9 * sum.abs().max(1.0), "{total:?}: {sum}");
        compared += 1;
    }
    assert!(compared > 50);
    for column in ["category", "pool"] {
        let key = |row: &std::collections::HashMap<String, String>| {
            // The method of a total over categories is not that of each.
            let mut row = row.clone();
            row.insert("method".to_owned(), String::new());
            but(&row, column)
        };
        let mut parts: BTreeMap<String, f64> = BTreeMap::new();
        for row in activity.iter().filter(|row| row[column] != "*") {
            *parts.entry(key(row)).or_default() += value(row);
        }
        let of_flows = ["production", "burial_estimate", "mariculture_sink", "harvested_carbon", "emissions_co2"];
        let totals = activity.iter().filter(|row| row[column] == "*" && of_flows.contains(&row["quantity"].as_str()));
        let mut compared = 0;
        for total in totals {
            let Some(sum) = parts.get(&key(total)) else { continue };
            assert!((sum - value(total)).abs() <= 1e-9 * sum.abs().max(1.0), "{total:?}: {sum}");
            compared += 1;
        }
        assert!(compared > 5, "{column}: {compared}");
    }
    // A quantity of one kind has one sector that may have it, and none of these has a total over sectors.
    for row in &accounts.rows {
        let sector = match row["quantity"].as_str() {
            "mariculture_sink" | "harvested_carbon" | "production" => "sea",
            "accumulation" | "emissions" => "coast",
            _ => continue,
        };
        assert_eq!(row["sector"], sector, "{row:?}");
    }
    assert!(
        !accounts
            .rows
            .iter()
            .any(|row| row["sector"] == "land" && row["quantity"] != "area" && row["quantity"] != "area_difference")
    );
}

const LAND: &str = "name = \"one\"\n[grid]\nfrom_layer = \"land_2020\"\n\
    [layers.land_2020]\npath = \"land_2020.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = 2020\n\
    [layers.stock]\npath = \"stock.tif\"\nkind = \"quantity\"\nunit = \"m³/ha\"\nyear = 2020\n\
    [zones.pixels]\npath = \"zones.geojson\"\nid = \"id\"\nname = \"name\"\n[ledger]\nlayers = [\"land_2020\"]\n";

/// A pixel of arbor forest and one of mangrove, with a growing stock of 100 m³/ha each.
fn two_pixels() -> Workspace {
    let workspace = Workspace::new();
    Raster { columns: 2, ..Raster::of([1_u8, 52]) }.write(&workspace.path("land_2020.tif"));
    Raster { columns: 2, nodata: Some(-9999.0), ..Raster::of([100.0_f32, 100.0]) }.write(&workspace.path("stock.tif"));
    Raster { columns: 2, ..Raster::of([1_u8, 1]) }.write(&workspace.path("type.tif"));
    let file = zones(4490, &[("1", "both", rectangle([121.0, 29.99, 121.02, 30.0]))]);
    std::fs::write(workspace.path("zones.geojson"), file).expect("writable");
    std::fs::write(workspace.path("transitions.csv"), "class,mangrove,arbor_forest\nmangrove,accumulate,no_change\n")
        .expect("writable");
    workspace
}

#[test]
fn mangrove_is_the_coast_s_where_the_coast_is_accounted_and_the_forest_s_alone_otherwise() {
    let workspace = two_pixels();
    let forest = "[layers.type]\npath = \"type.tif\"\nkind = \"class\"\nscheme = \"forest_type\"\nyear = 2020\n\
        [forest]\ncover = [\"regulation\"]\n[forest.rasters]\nland = \"land_2020\"\nforest_type = \"type\"\ngrowing_stock = \"stock\"\n\
        [forest.carbon]\ntrees = { expansion = { low_volume = \"as_published\" } }\n";
    let coast = "[coast]\nlayers = [\"land_2020\"]\ntransitions = \"transitions.csv\"\n";
    let trees = |accounts: &Accounts| {
        accounts.value(&[("zone", "1"), ("sector", "forest"), ("quantity", "carbon_stock"), ("category", "trees")])
    };
    let alone = account(&workspace, &format!("{LAND}{forest}"));
    let beside = account(&workspace, &format!("{LAND}{forest}{coast}"));
    assert!((trees(&alone) / trees(&beside) - 2.0).abs() < 1e-3, "{} and {}", trees(&alone), trees(&beside));
    // Mangrove is forest by area and in cover rates whoever accounts its carbon.
    let area = [("zone", "1"), ("quantity", "area"), ("category", "land:mangrove")];
    assert_eq!(alone.value(&area), beside.value(&area));
    let elsewhere = [("zone", "1"), ("category", "no carbon here: mangrove, accounted by coast")];
    assert_eq!(beside.value(&elsewhere), beside.value(&area));
    assert!(alone.values(&elsewhere).is_empty());
    let mangrove =
        [("zone", "1"), ("sector", "coast"), ("quantity", "carbon_stock"), ("category", "mangrove"), ("pool", "*")];
    assert!(beside.value(&mangrove) > 0.0);
    for accounts in [&alone, &beside] {
        let coast = [("zone", "1"), ("sector", "coast"), ("category", "sector"), ("quantity", "area")];
        assert_eq!(accounts.value(&coast), accounts.value(&area), "one sector, whatever is accounted");
    }
}

#[test]
fn two_sections_with_the_carbon_of_a_class_are_refused() {
    let workspace = two_pixels();
    std::fs::write(
        workspace.path("densities.csv"),
        "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence,note\n\
         ours,mangrove,living_biomass,60,t C/ha,,,,a survey,,2020,published,\n\
         ours,arbor_forest,living_biomass,30,t C/ha,,,,a survey,,2020,published,\n",
    )
    .expect("writable");
    let methods =
        "[methods.carbon_density]\nlayers = [\"land_2020\"]\ntable = { path = \"densities.csv\", set = \"ours\" }\n";
    let coast = "[coast]\nlayers = [\"land_2020\"]\ntransitions = \"transitions.csv\"\n";
    std::fs::write(workspace.path("pipeline.toml"), format!("{LAND}{methods}{coast}")).expect("writable");
    let refused = workspace.run(&["check", "pipeline.toml"]);
    assert_eq!(refused.code, 65, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("`[methods.carbon_density]` and `[coast]` both account the carbon of `mangrove`"),
        "{}",
        refused.stderr
    );
    let excluded = format!("{LAND}{methods}exclude = [\"mangrove\"]\n{coast}");
    let accounts = account(&workspace, &excluded);
    assert!(!accounts.values(&[("sector", "coast"), ("quantity", "carbon_stock")]).is_empty());
}

#[test]
fn a_ledger_without_maps_or_with_classes_that_nobody_claims_is_refused() {
    let workspace = two_pixels();
    let refused = |text: &str| {
        std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
        let outcome = workspace.run(&["check", "pipeline.toml"]);
        assert_eq!(outcome.code, 65, "{}", outcome.stderr);
        outcome.stderr
    };
    let message = refused("name = \"none\"\n[ledger]\nlayers = [\"land\"]\n");
    assert!(message.contains("maps need a grid"), "{message}");
    let message = refused(&LAND.replace("[ledger]\nlayers = [\"land_2020\"]", "[ledger]\nlayers = [\"land_2002\"]"));
    assert!(message.contains("did you mean `land_2020`?"), "{message}");
    std::fs::write(workspace.path("classes.csv"), "code,id,name\n1,arbor_forest,Forest\n52,moon,Moon\n")
        .expect("writable");
    let message = refused(
        &LAND.replace("scheme = \"tanhui\"", "scheme = { path = \"classes.csv\", id = \"id\", name = \"name\" }"),
    );
    assert!(message.contains("no sector claims the class `moon`"), "{message}");
}
