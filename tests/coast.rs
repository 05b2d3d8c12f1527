/// Soil of one's own cores, and its error.
mod cores;
/// The sample scene's coast: closed, and its parts add up.
mod sample;
/// What is worth a second look: tiers from elsewhere, Spartina, mixed products, figures outside their bands.
mod warnings;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::support::rasters::{Raster, rectangle, zones};
use crate::support::{Accounts, Workspace, project};

type Row = HashMap<String, String>;

fn value(row: &Row) -> f64 {
    row["value"].parse().expect("a number")
}

/// The rows of the coast, by zone and category, of one quantity and year (`2015` or `2015–2020`), of all pools together.
fn by_zone_and_category(accounts: &Accounts, quantity: &str, years: &str) -> BTreeMap<(String, String), f64> {
    let (from, to) = years.split_once('–').unwrap_or((years, ""));
    let rows = accounts.rows.iter().filter(|row| {
        row["method"].starts_with("coast, history")
            && row["quantity"] == quantity
            && (row["year"].as_str(), row["year_to"].as_str()) == (from, to)
            && row["pool"] == "*"
    });
    rows.map(|row| ((row["zone"].clone(), row["category"].clone()), value(row))).collect()
}

fn near(got: f64, expected: f64, largest: f64) -> bool {
    (got - expected).abs() <= 1e-9 * largest.abs().max(1e-6)
}

/// Two pixels side by side, each a zone, with one land class per date.
fn two_pixels(dates: &[(i32, [u8; 2])], coast: &str, transitions: &str) -> (Workspace, String) {
    let workspace = Workspace::new();
    let layers: Vec<String> = dates.iter().map(|(year, _)| format!("\"land_{year}\"")).collect();
    let mut text = vec!["name = \"two\"\n[grid]\nfrom_layer = \"land_2000\"".to_owned()];
    for (year, classes) in dates {
        Raster { columns: 2, ..Raster::of(*classes) }.write(&workspace.path(&format!("land_{year}.tif")));
        text.push(format!(
            "[layers.land_{year}]\npath = \"land_{year}.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = {year}"
        ));
    }
    let pixel = |west: f64| rectangle([west, 29.99, west + 0.01, 30.0]);
    let file = zones(4490, &[("1", "west", pixel(121.0)), ("2", "east", pixel(121.01))]);
    std::fs::write(workspace.path("zones.geojson"), file).expect("writable");
    std::fs::write(workspace.path("transitions.csv"), transitions).expect("writable");
    text.push(format!(
        "[zones.pixels]\npath = \"zones.geojson\"\nid = \"id\"\nname = \"name\"\n\
         [coast]\nlayers = [{}]\ntransitions = \"transitions.csv\"\n{coast}",
        layers.join(", ")
    ));
    (workspace, text.join("\n"))
}

fn account(workspace: &Workspace, text: &str) -> Accounts {
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out", "--overwrite"]);
    Accounts::read(&workspace.path("out"))
}

/// What `check` says of a pipeline that it refuses.
fn refused(workspace: &Workspace, text: &str) -> String {
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    let outcome = workspace.run(&["check", "pipeline.toml"]);
    assert_eq!(outcome.code, 65, "{}", outcome.stderr);
    outcome.stderr
}

/// The warnings of a run of the pipeline.
fn said_of(workspace: &Workspace, text: &str) -> String {
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out", "--overwrite"]).stderr
}

const TRANSITIONS: &str = "class,salt_marsh,tidal_flat,mangrove,built,sea\n\
                           salt_marsh,accumulate,low_disturbance,,high_disturbance,low_disturbance\n\
                           tidal_flat,accumulate,,,no_change,no_change\nsea,accumulate,accumulate,,,\n";

const SEA: u8 = 60;
const MARSH: u8 = 50;
const FLAT: u8 = 51;
const MANGROVE: u8 = 52;
const BUILT: u8 = 30;

#[test]
fn the_two_pixels_of_invest_s_test_give_its_net_sequestration_and_its_value() {
    // tests/test_coastal_blue_carbon.py of InVEST: mangrove and parking lot, price 1.04 every year, discount 4 %, until 2030.
    let coast = "rules = \"invest\"\nproject_to = 2030\ntable = \"pools.csv\"\n[coast.price]\nprice_per_tonne_c = 1.04\n\
                 currency = \"USD\"\ndiscount_rate_percent = 4.0\nsource = \"InVEST's test\"\n";
    let dates = [(2000, [MANGROVE, BUILT]), (2010, [BUILT, MANGROVE]), (2020, [MANGROVE, BUILT])];
    let transitions = "lulc-class,mangrove,built\nmangrove,accum,high-impact-disturb\nbuilt,accum,NCC\n";
    let (workspace, text) = two_pixels(&dates, coast, transitions);
    // The limits are no part of InVEST's test.
    let pools = "class,pool,initial,accumulation,low_disturbance,medium_disturbance,high_disturbance,half_life,source,evidence,\
                 initial_low,initial_high\n\
                 mangrove,biomass,64,2,0.5,0.5,1,15,InVEST's test,published,,\n\
                 mangrove,soil,313,5.35,0.3,0.5,0.66,7.5,InVEST's test,published,250.4,375.6\n\
                 mangrove,litter,3,1,0,0,0,0,InVEST's test,published,,\n";
    std::fs::write(workspace.path("pools.csv"), pools).expect("writable");
    let accounts = account(&workspace, &text);
    let soil = [("zone", "1"), ("quantity", "carbon_stock"), ("year", "2000"), ("pool", "soil_organic_carbon")];
    let [value, low, high] = accounts.interval(&[&soil[..], &[("category", "mangrove")]].concat());
    assert!((low / value - 0.8).abs() < 0.01 && (high / value - 1.2).abs() < 0.01, "{low} to {high} of {value}");
    let expected =
        [("2000", "2010", [83.5, 0.0]), ("2010", "2020", [-176.9792, 73.5]), ("2020", "2030", [73.5, -28.698_004])];
    let per_hectare = |zone: &str, quantity: &str, from: &str, to: &str| {
        let area = accounts.value(&[("zone", zone), ("category", "zone"), ("method", "sum of cells")]);
        let rows = [("zone", zone), ("category", "coast"), ("quantity", quantity), ("year", from), ("year_to", to)];
        accounts.value_or_zero(&rows) / area
    };
    for (from, to, nets) in expected {
        for (zone, net) in ["1", "2"].into_iter().zip(nets) {
            let got = per_hectare(zone, "stock_change", from, to);
            assert!((got - net).abs() <= 1e-5 * net.abs(), "{zone} {from}: {got} against {net}");
        }
    }
    for (zone, worth) in [("1", -373.672_45), ("2", 837.934_45)] {
        let got = per_hectare(zone, "present_value", "2000", "2030");
        assert!((got / worth - 1.0).abs() < 2e-5, "{zone}: {got} against {worth}");
    }
}

#[test]
fn a_date_without_a_change_changes_nothing() {
    let coast = "project_to = 2030\nexisting_stands = \"accumulate\"\n";
    let [first, last] = [[MARSH, SEA], [BUILT, MARSH]];
    let (one, text) = two_pixels(&[(2000, first), (2010, last)], coast, TRANSITIONS);
    let whole = account(&one, &text);
    let (two, text) = two_pixels(&[(2000, first), (2004, first), (2010, last), (2020, last)], coast, TRANSITIONS);
    let split = account(&two, &text);
    for (quantity, from, to) in [
        ("carbon_stock", "2010", ""),
        ("carbon_stock", "2030", ""),
        ("accumulation", "2000", "2030"),
        ("emissions", "2000", "2030"),
        ("stock_change", "2000", "2030"),
    ] {
        for zone in ["*", "1", "2"] {
            let wanted = [
                ("zone", zone),
                ("category", "coast"),
                ("pool", "*"),
                ("quantity", quantity),
                ("year", from),
                ("year_to", to),
            ];
            let [whole, split] = [&whole, &split].map(|accounts| accounts.value_or_zero(&wanted));
            assert!(near(split, whole, whole), "{zone} {quantity} {from}: {split} against {whole}");
        }
    }
    // Salt marsh of no named plant: 49.2 t C/ha of soil, which takes up 0.91 a year for ten years before it is built on.
    let area = whole.value(&[("zone", "1"), ("category", "zone"), ("method", "sum of cells")]);
    let stock = whole.value(&[
        ("zone", "1"),
        ("category", "coast"),
        ("pool", "*"),
        ("quantity", "carbon_stock"),
        ("year", "2010"),
    ]);
    assert!(near(stock, (49.2 + 0.91 * 10.0) * area, stock), "{stock}");
    // All of it is disturbed, and half is given off in 7.5 years: after 20 years 0.5^(20/7.5) is left.
    let left = whole.value(&[
        ("zone", "1"),
        ("category", "coast"),
        ("pool", "*"),
        ("quantity", "carbon_stock"),
        ("year", "2030"),
    ]);
    assert!(near(left, stock * 0.5_f64.powf(20.0 / 7.5), stock), "{left}");
}

#[test]
fn standing_marsh_buries_and_new_marsh_accumulates() {
    let (workspace, text) =
        two_pixels(&[(2000, [MARSH, SEA]), (2010, [MARSH, MARSH])], "project_to = 2020\n", TRANSITIONS);
    let accounts = account(&workspace, &text);
    let of = |zone: &str, quantity: &str, from: &str, to: &str| {
        let area = accounts.value(&[("zone", zone), ("category", "zone"), ("method", "sum of cells")]);
        let category = if quantity == "burial_estimate" { "salt_marsh" } else { "coast" };
        let rows = [("zone", zone), ("category", category), ("quantity", quantity), ("year", from), ("year_to", to)];
        accounts.value_or_zero(&rows) / area
    };
    assert!(near(of("1", "burial_estimate", "2010", ""), 0.91, 1.0) && of("1", "accumulation", "2010", "2020") == 0.0);
    assert!(near(of("2", "accumulation", "2010", "2020"), 9.1, 10.0) && of("2", "burial_estimate", "2010", "") == 0.0);
}

#[test]
fn a_zone_with_water_on_both_sides_of_a_step_has_methane_for_each() {
    let coast = "salinity = \"salt\"\nwarming_potentials = \"ar6\"\n";
    let (workspace, text) = two_pixels(&[(2000, [MARSH, MARSH])], coast, TRANSITIONS);
    let text = text.replace(
        "[zones.pixels]",
        "[layers.salt]\npath = \"salt.tif\"\nkind = \"quantity\"\nunit = \"ppt\"\nyear = 2000\n\n[zones.pixels]",
    );
    Raster { columns: 2, ..Raster::of([5.0_f32, 25.0]) }.write(&workspace.path("salt.tif"));
    let accounts = account(&workspace, &text);
    let area = |zone| accounts.value(&[("zone", zone), ("category", "zone"), ("method", "sum of cells")]);
    let methane = |accounts: &Accounts, zone, unit| {
        accounts.value(&[("zone", zone), ("category", "salt_marsh"), ("quantity", "emissions_ch4"), ("unit", unit)])
    };
    let (west, east) = (area("1"), area("2"));
    assert!(near(methane(&accounts, "1", "t CH4"), west * 0.1937, west) && methane(&accounts, "2", "t CH4") == 0.0);

    // One zone of both pixels: a mean of 15 ppt would give off methane everywhere.
    let both = zones(4490, &[("1", "both", rectangle([121.0, 29.99, 121.02, 30.0]))]);
    let apart = std::fs::read_to_string(workspace.path("zones.geojson")).expect("UTF-8");
    std::fs::write(workspace.path("zones.geojson"), both).expect("writable");
    let outcome = workspace.succeed(&["run", "pipeline.toml", "--out", "out", "--overwrite"]);
    let accounts = Accounts::read(&workspace.path("out"));
    assert!(near(methane(&accounts, "1", "t CH4"), west * 0.1937, west));
    assert!(near(methane(&accounts, "1", "t CO2e"), west * 0.1937 * 27.0, west));
    // 107 ha: 5.23 t CO2e/ha of methane against 0.91 · 44/12 = 3.34 of soil, on the fresh half.
    let sentence = format!("both {:.1} against {:.1}", west * 0.1937 * 27.0, west * 0.91 * 44.0 / 12.0);
    assert!(outcome.stderr.contains(&sentence), "{sentence}: {}", outcome.stderr);

    // VM0033 has no factor up to 18 ppt, where 18 belongs to what has none, and one of 11 kg above.
    std::fs::write(workspace.path("zones.geojson"), apart).expect("writable");
    let vm0033 = text.replace("salinity = \"salt\"", "salinity = \"salt\"\nsalinity_set = \"vm0033\"");
    Raster { columns: 2, ..Raster::of([18.0_f32, 18.5]) }.write(&workspace.path("salt.tif"));
    let accounts = account(&workspace, &vm0033);
    let none =
        accounts.value(&[("zone", "1"), ("category", "salt_marsh with a salinity that no published factor holds for")]);
    assert!(near(none, west, west) && near(methane(&accounts, "2", "t CH4"), east * 0.011, east));

    let message = refused(&workspace, &text.replace("warming_potentials = \"ar6\"\n", ""));
    assert!(message.contains("no warming potentials are chosen"), "{message}");
    let message = refused(&workspace, &text.replace("[layers.salt]", "[layers.salt_class]\npath = \"salt.tif\"\nkind = \"quantity\"\nunit = \"ppt\"\nyear = 2000\n\n[layers.salt]").replace("kind = \"quantity\"\nunit = \"ppt\"\nyear = 2000\n\n[layers.salt]", "kind = \"class\"\nscheme = \"tanhui\"\nyear = 2000\n\n[layers.salt]"));
    assert!(message.contains("the column `salt_class`") && message.contains("the cut of layer `salt`"), "{message}");
}

#[test]
fn bad_input_is_refused_with_what_to_do() {
    let dates = [(2000, [MARSH, FLAT]), (2010, [SEA, MARSH])];
    let (workspace, text) =
        two_pixels(&dates, "", &TRANSITIONS.replace("tidal_flat,accumulate", "tidal_flt,accumulate"));
    let message = refused(&workspace, &text);
    assert!(message.contains("no class of scheme `tanhui` `tidal_flt`"), "{message}");
    assert!(message.contains("did you mean `tidal_flat`?") && message.contains("pipeline.toml, line"), "{message}");

    let (workspace, text) = two_pixels(&dates, "", TRANSITIONS);
    let message = refused(&workspace, &text.replace("transitions = \"transitions.csv\"\n", ""));
    assert!(message.contains("needs a table of `transitions`") && message.contains("high_disturbance"), "{message}");
    let message = refused(&workspace, &text.replace("scheme = \"tanhui\"\nyear = 2010", "scheme = \"tanhui\""));
    assert!(message.contains("layer `land_2010` has no year"), "{message}");
    let message = refused(&workspace, &text.replace("\"land_2000\", \"land_2010\"", "\"land_2010\", \"land_2000\""));
    assert!(message.contains("do not rise: 2010, 2000"), "{message}");
    let message = refused(&workspace, &format!("{text}project_to = 2010\n"));
    assert!(message.contains("`project_to` is 2010, expected 2011 to 2510"), "{message}");

    let class = |keys: &str| format!("{text}[coast.classes]\nsalt_marsh = {{ {keys} }}\n");
    let message = refused(&workspace, &class("soil = \"zhejiang\""));
    assert!(message.contains("zhejiang_yangtze"), "{message}");
    let message = refused(&workspace, &class("habitat = \"reed\", soil = \"world\""));
    assert!(message.contains("no published soil_organic_carbon_0_100cm of reed in world"), "{message}");
    let message = refused(&workspace, &class("habitat = \"reed\"").replace("salt_marsh = {", "saltmarsh = {"));
    assert!(message.contains("no class of the coast `saltmarsh`"), "{message}");

    let disturbed = TRANSITIONS.replace("tidal_flat,accumulate,,,no_change", "tidal_flat,accumulate,,,low_disturbance");
    let (workspace, text) = two_pixels(&dates, "", &disturbed);
    let message = refused(&workspace, &text);
    assert!(message.contains("disturbs tidal_flat, but no share") && message.contains("`no_change`"), "{message}");
}

#[test]
fn a_change_that_the_table_does_not_know_is_named_with_its_area() {
    let (workspace, text) = two_pixels(&[(2000, [MARSH, FLAT]), (2010, [MANGROVE, FLAT])], "", TRANSITIONS);
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    let outcome = workspace.run(&["run", "pipeline.toml", "--out", "out"]);
    assert_eq!(outcome.code, 65, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("salt_marsh to mangrove, 107.") && !workspace.path("out").exists(),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_class_of_the_coast_without_figures_is_not_left_out() {
    let (workspace, text) = two_pixels(&[(2000, [MARSH, MANGROVE])], "table = \"pools.csv\"\n", TRANSITIONS);
    let pools = "class,pool,initial,accumulation,low_disturbance,medium_disturbance,high_disturbance,half_life,source,evidence\n\
                 mangrove,soil,313,5.35,0.3,0.5,0.66,7.5,a book,published\n";
    std::fs::write(workspace.path("pools.csv"), pools).expect("writable");
    std::fs::write(workspace.path("pipeline.toml"), &text).expect("writable");
    let outcome = workspace.run(&["run", "pipeline.toml", "--out", "out"]);
    assert_eq!(outcome.code, 65, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("have no figures\n  salt_marsh, 107."), "{}", outcome.stderr);

    std::fs::write(workspace.path("pools.csv"), pools.replace("mangrove,soil", "sea,soil")).expect("writable");
    let message = refused(&workspace, &text);
    assert!(message.contains("no class of the coast `sea`"), "{message}");
}

#[test]
fn ground_without_data_at_a_date_is_no_change_but_an_area_of_its_own() {
    const NODATA: u8 = 255;
    // West: marsh, lost to nodata, marsh again. East: flat, marsh, marsh.
    let dates = [(2000, [MARSH, FLAT]), (2010, [NODATA, MARSH]), (2020, [MARSH, MARSH])];
    let (workspace, text) = two_pixels(&dates, "", TRANSITIONS);
    let text = text.replace("scheme = \"tanhui\"", "scheme = \"tanhui\"\nnodata = 255");
    let accounts = account(&workspace, &text);
    let area = |zone| accounts.value(&[("zone", zone), ("category", "zone"), ("method", "sum of cells")]);
    let of = |zone, quantity, category, from, to| {
        let rows = [("zone", zone), ("quantity", quantity), ("category", category), ("year", from), ("year_to", to)];
        accounts.value_or_zero(&rows)
    };
    let lost = |zone: &str, date: &str, from: &str, to: &str| {
        let category = format!("not compared, no data at the {date} date: salt_marsh");
        accounts.value_or_zero(&[("zone", zone), ("category", &category), ("year", from), ("year_to", to)])
    };
    assert!(near(lost("1", "last", "2000", "2010"), area("1"), area("1")));
    assert!(near(lost("1", "first", "2010", "2020"), area("1"), area("1")));
    assert_eq!((lost("1", "last", "2000", "2020"), lost("2", "last", "2000", "2010")), (0.0, 0.0));
    let moved = |zone, from, to, change| of(zone, "area_transition", change, from, to);
    assert!(near(moved("2", "2000", "2010", "tidal_flat > salt_marsh"), area("2"), area("2")));
    assert!(near(moved("1", "2000", "2020", "salt_marsh > salt_marsh"), area("1"), area("1")));
    assert_eq!(moved("1", "2000", "2010", "salt_marsh > salt_marsh"), 0.0);
    // Without a history there is no carbon at any date: later less earlier is the change.
    let east = accounts.value(&[
        ("zone", "2"),
        ("quantity", "carbon_stock"),
        ("category", "coast"),
        ("year", "2010"),
        ("pool", "*"),
    ]);
    let all = |quantity: &str, years: &str| {
        by_zone_and_category(&accounts, quantity, years)[&("*".to_owned(), "coast".to_owned())]
    };
    assert!(near(all("carbon_stock", "2010"), east, east));
    assert!(near(all("carbon_stock", "2020") - all("carbon_stock", "2000"), all("stock_change", "2000–2020"), east));
    assert!(near(of("1", "area", "no history: no data at another date", "2020", ""), area("1"), area("1")));
}

#[test]
fn plants_of_a_marsh_and_seagrass_are_classes_with_figures_of_their_own_tiers() {
    const REED: u8 = 53;
    const SEAGRASS: u8 = 57;
    let (workspace, text) = two_pixels(&[(2000, [REED, SEAGRASS])], "", TRANSITIONS);
    let stock = |accounts: &Accounts, zone: &str, pool: &str| {
        let area = accounts.value(&[("zone", zone), ("category", "zone"), ("method", "sum of cells")]);
        let rows = [("zone", zone), ("category", "coast"), ("quantity", "carbon_stock"), ("pool", pool)];
        accounts.value_or_zero(&rows) / area
    };
    let said = said_of(&workspace, &text);
    let accounts = Accounts::read(&workspace.path("out"));
    // 17.06 above and below ground at Hangzhou Bay, 57.7 of soil at Chongming.
    assert!(near(stock(&accounts, "1", "living_biomass"), 17.06, 17.0));
    assert!(near(stock(&accounts, "1", "soil_organic_carbon"), 57.7, 57.0));
    let row = accounts.rows.iter().find(|row| row["category"] == "reed" && row["pool"] == "living_biomass");
    assert!(row.expect("a row")["method"].contains("tier site, hangzhou_bay"), "{row:?}");
    // Only the IPCC has soil of seagrass, which nobody has read there; nobody has its biomass.
    assert!(said.contains("class `seagrass` as seagrass: no published living_biomass, soil_organic"), "{said}");
    assert!(!said.contains("suaeda") && stock(&accounts, "2", "*") == 0.0, "{said}");
    let accounts = account(&workspace, &text.replace("[coast]\n", "[coast]\nallow_unverified = true\n"));
    assert!(near(stock(&accounts, "2", "soil_organic_carbon"), 108.0, 108.0));
}
