/// Tables and keys that mean nothing.
mod refusals;

use insta::assert_snapshot;

use crate::support::rasters::{EAST, WEST, rectangle, zones as zones_file};
use crate::support::scene::Scene;
use crate::support::{Accounts, Workspace};

const ACTIVITY: &str = include_str!("forest_change/activity.csv");
const STOCKS: &str = include_str!("forest_change/stocks.csv");
const PRODUCTS: &str = include_str!("forest_change/products.csv");

fn example() -> Scene {
    let scene = Scene { workspace: Workspace::new(), pipeline: include_str!("forest_change/pipeline.toml").to_owned() };
    scene.file("activity.csv", ACTIVITY).file("stocks.csv", STOCKS).file("products.csv", PRODUCTS)
}

fn accounts(scene: &Scene) -> Accounts {
    scene.succeed();
    Accounts::read(&scene.path("out"))
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "found {found}, expected {expected}");
}

/// A change of carbon over the period by gains and losses, t C.
fn gain_loss(accounts: &Accounts, zone: &str, category: &str, pool: &str) -> f64 {
    accounts.value(&[
        ("zone", zone),
        ("category", category),
        ("pool", pool),
        ("quantity", "stock_change"),
        ("unit", "t C"),
        ("method", "gain_loss, "),
        ("year", "2019"),
        ("year_to", "2020"),
    ])
}

#[test]
fn gains_and_losses_are_those_of_the_worked_examples() {
    let scene = example();
    let accounts = accounts(&scene);
    let north = |category, pool| gain_loss(&accounts, "north", category, pool);
    close(north("growth: masson_pine", "living_biomass"), 242_520.0);
    close(north("harvest: masson_pine", "living_biomass"), -672.993);
    close(north("disturbance: young_forest", "living_biomass"), -1_455.12);
    // 58.78 to 64.06 Mt C over 20 years.
    close(north("land_to_forest: *", "soil_organic_carbon"), 264_000.0);
    close(north("gains", "living_biomass"), 242_520.0);
    close(north("losses", "living_biomass"), -672.993 - 1_455.12);
    close(north("*", "living_biomass"), 240_391.887);
    close(north("*", "*"), 504_391.887);
    let whole = [("zone", "north"), ("category", "*"), ("pool", "*")];
    let value = |quantity, unit| accounts.value(&[&whole[..], &[("quantity", quantity), ("unit", unit)]].concat());
    close(value("stock_change", "t C/yr"), 504_391.887);
    close(value("removals", "t CO2"), 504_391.887 * 44.0 / 12.0);
}

#[test]
fn increment_fuelwood_and_lost_forest_add_up() {
    let scene = example();
    let accounts = accounts(&scene);
    let south = |category, pool| gain_loss(&accounts, "south", category, pool);
    // 1000 ha · 5 m³/ha/yr · 0.75 t/m³ · 1.29 · 0.47; pines of 20 to 40 m³/ha (Table 4.5).
    close(south("growth: masson_pine", "living_biomass"), 2_273.625);
    close(south("fuelwood: young_forest", "living_biomass"), -672.993);
    close(south("fuelwood_parts: young_forest", "living_biomass"), -47.0);
    // 1000 ha · (10 − 80) t/ha · 0.47 at once; 1000 ha · (40 − 60) t C/ha / 20 yr.
    close(south("land_from_forest: *", "living_biomass"), -32_900.0);
    close(south("land_from_forest: *", "soil_organic_carbon"), -1_000.0);
    close(south("*", "*"), south("gains", "living_biomass") + south("losses", "living_biomass") - 1_000.0);
}

#[test]
fn gases_are_kept_apart_and_weighed_by_a_named_report() {
    let scene = example();
    let accounts = accounts(&scene);
    let gas = |category, quantity, unit| {
        accounts.value(&[("zone", "south"), ("category", category), ("quantity", quantity), ("unit", unit)])
    };
    // 100 ha · 60 t/ha · 0.45 = 2700 t; 4.7 and 0.26 g/kg.
    close(gas("fire: young_forest", "emissions_ch4", "t CH4"), 12.69);
    close(gas("fire: young_forest", "emissions_n2o", "t N2O"), 0.702);
    // 1000 t C / 15 · 0.01 · 44/28.
    let soil = 1_000.0 / 15.0 * 0.01 * 44.0 / 28.0;
    close(gas("land_from_forest: *", "emissions_n2o", "t N2O"), soil);
    close(gas("*", "emissions_n2o", "t N2O"), 0.702 + soil);
    close(gas("*", "emissions_ch4", "t CO2e"), 12.69 * 27.0);
    close(gas("*", "emissions_n2o", "t CO2e"), (0.702 + soil) * 273.0);
    let equivalents = [("zone", "south"), ("unit", "t CO2e"), ("method", "global warming potential ar6")];
    assert_eq!(accounts.values(&equivalents).len(), 5);
    assert!(accounts.values(&[("zone", "north"), ("quantity", "emissions_n2o")]).is_empty());
}

#[test]
fn two_inventories_stand_beside_gains_and_losses() {
    let scene = example();
    let accounts = accounts(&scene);
    let stock = |category, method| {
        accounts.value(&[
            ("zone", "north"),
            ("category", category),
            ("quantity", "stock_change"),
            ("unit", "t C"),
            ("method", method),
        ])
    };
    // 0.4652 · 10,000 · 0.47, without the intercept.
    let fir = 2_186.44;
    close(stock("chinese_fir", "stock_difference: a · ΔV on constant area (line li2016-zhejiang, chinese_fir"), fir);
    // The pine without a line of its own: (0.5168 · 10,000 + 33.238 · 100) · 0.47.
    let pine = (0.5168 * 10_000.0 + 33.238 * 100.0) * 0.47;
    close(stock("slash_pine", "B2 − B1 of a · V + b · A, as the area changes (line li2016-zhejiang, other_pine"), pine);
    close(stock("*", "stock_difference: "), fir + pine);
    let difference = stock("difference of methods", "stock_difference − gain_loss: living biomass");
    close(difference, fir + pine - 240_391.887);
    // No inventory was made in the south.
    assert!(accounts.values(&[("zone", "south"), ("category", "difference of methods")]).is_empty());
}

#[test]
fn products_decay_from_the_year_they_are_made() {
    let scene = example();
    let accounts = accounts(&scene);
    for (product, rate, kept, inflow_factor) in [
        ("sawnwood", 0.019_804_21, 0.980_390_61, 0.990_162_94),
        ("panels", 0.027_725_89, 0.972_654_95, 0.986_264_29),
        ("paper", 0.346_573_59, std::f64::consts::FRAC_1_SQRT_2, 0.845_111_19),
    ] {
        let stock = |year| {
            let wanted = [("quantity", "carbon_stock"), ("pool", "harvested_wood_products"), ("unit", "t C")];
            accounts.value(&[&wanted[..], &[("zone", "*"), ("category", product), ("year", year)]].concat())
        };
        let change = |from, to| {
            let wanted = [("category", product), ("quantity", "stock_change"), ("unit", "t C")];
            accounts.value(&[&wanted[..], &[("year", from), ("year_to", to)]].concat())
        };
        assert!((stock("2015") / 1000.0 - inflow_factor).abs() < 1e-8, "{product}");
        assert!((stock("2016") / stock("2015") - kept).abs() < 1e-8, "{product}");
        assert!(((stock("2015") / stock("2020")).ln() / 5.0 - rate).abs() < 1e-8, "{product}");
        close(change("2015", "2020"), stock("2020") - stock("2015"));
        close(change("2018", "2019"), stock("2019") - stock("2018"));
    }
    let all = [("zone", "*"), ("category", "*"), ("year_to", "2020"), ("year", "2015"), ("quantity", "removals")];
    assert_eq!(accounts.values(&all).len(), 2);
}

#[test]
fn every_row_names_its_sources_and_its_weakest_evidence() {
    let scene = example();
    scene.succeed();
    let text = std::fs::read_to_string(scene.path("out/accounts.csv")).expect("an account");
    // Without the interval.
    let row = |wanted: &str| {
        let row = text.lines().find(|row| row.contains(wanted)).expect(wanted);
        let mut cells = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
        let cells = cells.records().next().expect("a row").expect("CSV");
        let kept = cells.iter().enumerate().filter(|(column, _)| ![11, 12].contains(column)).map(|(_, cell)| cell);
        kept.collect::<Vec<_>>().join("|")
    };
    assert_snapshot!(row("harvest: masson_pine"), @"forest|north|north|2019|2020|forest|harvest: masson_pine|living_biomass|stock_change|t C|-672.993|gain_loss, IPCC 2006 vol. 4: Eq. 2.12, carbon fraction 0.47|secondary|IPCC 2006 Guidelines, vol. 4, Table 4.3, in a public transcription; IPCC 2006 Guidelines, vol. 4, Table 4.4, in a public transcription; IPCC 2006 Guidelines, vol. 4, Table 4.5, in a public transcription; worked examples of IPCC 2006 Guidelines, vol. 4, ch. 2, in a public transcription");
    assert_snapshot!(row("fuelwood_parts: young_forest"), @"forest|south|south|2019|2020|forest|fuelwood_parts: young_forest|living_biomass|stock_change|t C|-47.0|gain_loss, IPCC 2006 vol. 4: Eq. 2.13, carbon fraction 0.47|derived|IPCC 2006 Guidelines, vol. 4, Table 4.3, in a public transcription; an invented survey; worked examples of IPCC 2006 Guidelines, vol. 4, ch. 2, in a public transcription");
    assert_snapshot!(row("difference of methods"), @"forest|north|north|2019|2020|forest|difference of methods|living_biomass|stock_change|t C|-234214.30099999998|stock_difference − gain_loss: living biomass of all species groups|derived|IPCC 2006 Guidelines, vol. 4, Table 4.3, in a public transcription; IPCC 2006 Guidelines, vol. 4, Table 4.4, in a public transcription; IPCC 2006 Guidelines, vol. 4, Table 4.5, in a public transcription; the worked example of Eq. 2.14; two invented inventories; worked examples of IPCC 2006 Guidelines, vol. 4, ch. 2, in a public transcription; 李银 等 2016 浙江省森林生态系统碳储量及其分布特征 植物生态学报 40(4) doi:10.17521/cjpe.2015.0193, table 1");
    let manifest = std::fs::read_to_string(scene.path("out/manifest.json")).expect("a manifest");
    assert!(["activity.csv", "stocks.csv", "products.csv"].iter().all(|table| manifest.contains(table)));
}

#[test]
fn zones_are_those_of_a_zone_set() {
    let zones = "\n[zones.districts]\npath = \"zones.geojson\"\nid = \"id\"\nname = \"name\"\n";
    let named = |table: &str| table.replace("north", "西区").replace("south", "市");
    let scene = || {
        example()
            .file("zones.geojson", zones_file(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))]))
            .file("activity.csv", named(ACTIVITY))
            .file("stocks.csv", named(STOCKS))
            .with("[2019, 2020]", "[2019, 2020]\nzones = \"districts\"\nwhole = \"市\"")
            .append(zones)
    };
    let accounts = accounts(&scene());
    close(gain_loss(&accounts, "1", "*", "*"), 504_391.887);
    assert!(gain_loss(&accounts, "*", "*", "*") < 0.0);
    let message = scene().with("whole = \"市\"", "").refused(65);
    assert!(message.contains("no zone in set `districts` with the id or name `市`"), "{message}");
}

#[test]
fn an_amount_for_a_period_is_the_same_as_a_yearly_one() {
    let of_period = |amount: &str| {
        let table = format!("zone,species_group,kind,amount,unit\nnorth,young_forest,harvest,{amount}\n");
        let scene = example().file("activity.csv", table).with("[2019, 2020]", "[2015, 2020]");
        let scene = scene.file("stocks.csv", STOCKS.replace("2019", "2015"));
        let said = scene.succeed().stdout;
        assert!(said.contains("forest, change 2015–2020") && said.contains("−3,365"));
        let value = |unit| {
            Accounts::read(&scene.path("out")).value(&[
                ("category", "*"),
                ("unit", unit),
                ("method", "gain_loss"),
                ("pool", "*"),
                ("quantity", "stock_change"),
            ])
        };
        close(value("t C/yr") * 5.0, value("t C"));
        value("t C")
    };
    close(of_period("1000,m3/yr"), -5.0 * 672.993);
    close(of_period("5000,m3"), -5.0 * 672.993);
}

#[test]
fn declared_biomass_and_carbon_need_no_line() {
    let stock = |column: &str, fraction: &str| {
        let table =
            format!("zone,species_group,year,area_ha,{column}\nnorth,oak,2019,10,1000\nnorth,oak,2020,10,1100\n");
        let scene = example().file("stocks.csv", table);
        let key = "evidence = \"derived\"\ncarbon_fraction = \"ipcc2006\"\n";
        accounts(&scene.with(key, &format!("evidence = \"derived\"\n{fraction}\n")))
            .value(&[("category", "oak"), ("unit", "t C")])
    };
    close(stock("living_biomass_t_dm", "carbon_fraction = \"china\""), 50.0);
    close(stock("living_biomass_t_c", ""), 100.0);
}

#[test]
fn a_gain_outside_the_published_band_is_a_warning_with_its_source() {
    let whole = "whole = \"north\"\nplausibility = \"ningbo\"\nperiod";
    let mut scene = example();
    scene.pipeline = scene.pipeline.replacen("period", whole, 1);
    let outcome = scene.succeed();
    assert!(outcome.stderr.contains("above 280000 t C/yr, the end of the band"), "{}", outcome.stderr);
}
