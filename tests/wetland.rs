use insta::assert_snapshot;

use crate::support::Accounts;
use crate::support::case::Case;
use crate::support::rasters::{Raster, rectangle, zones};

const SECTION: &str = r#"name = "inland"

[wetland.lakes]
source = "a survey"
evidence = "published"
area_unit = "ha"
warming_potentials = "ar6"
"#;

const RESERVOIRS: &str =
    "\n[wetland.lakes.reservoirs]\ntable = \"reservoirs.csv\"\nclimate = \"warm_temperate_moist\"\n";
const PEAT: &str = "\n[wetland.lakes.organic_soils]\ntable = \"peat.csv\"\n";
const FIELDS: &str = "\n[wetland.lakes.mineral_soils]\ntable = \"fields.csv\"\nclimate = \"warm_temperate_moist\"\n\
                      methane_climate = \"temperate\"\n";

fn of(accounts: &Accounts, category: &str, quantity: &str, unit: &str, pool: &str) -> f64 {
    accounts.value(&[("zone", "*"), ("category", category), ("quantity", quantity), ("unit", unit), ("pool", pool)])
}

fn near(got: f64, expected: f64) -> bool {
    (got - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

#[test]
fn a_young_reservoir_gives_off_two_gases_and_an_old_one_methane_alone() {
    let table = "zone,year,area,flooded_year,trophic_state\na,2022,100,2005,mesotrophic\nb,2022,40,1970,mesotrophic\n";
    let accounts = Case::new(&format!("{SECTION}{RESERVOIRS}"), &[("reservoirs.csv", table)]).account();
    let category = "reservoir, mesotrophic";
    // 17 years: 127.5 · 3 kg/ha; 52 years: 80.3 · 3 kg/ha; below the dam 9 % of it; 1.46 t C/ha of the young one only.
    let surface = (100.0 * 127.5 + 40.0 * 80.3) * 3.0 / 1000.0;
    assert!(near(of(&accounts, category, "emissions_ch4", "t CH4", "water_surface"), surface));
    assert!(near(of(&accounts, category, "emissions_ch4", "t CH4", "downstream"), surface * 0.09));
    assert!(near(of(&accounts, "*", "emissions_ch4", "t CH4", "*"), surface * 1.09));
    assert!(near(of(&accounts, "*", "emissions_ch4", "t CO2e", "*"), surface * 1.09 * 27.0));
    assert!(near(of(&accounts, "*", "emissions_co2", "t CO2", "*"), 146.0 * 44.0 / 12.0));
    assert!(accounts.values(&[("zone", "b"), ("quantity", "emissions_co2")]).iter().all(|value| *value == 0.0));
    for row in &accounts.rows {
        assert_eq!(row["sector"], "wetland");
        assert!(row["quantity"] != "emissions_ch4" || row["evidence"] == "secondary", "{row:?}");
    }
    // Tier 1 takes the state as unknown, which nobody has read in its source.
    let unknown = table.replace("mesotrophic", "");
    let message = Case::new(&format!("{SECTION}{RESERVOIRS}"), &[("reservoirs.csv", &unknown)]).refused();
    assert!(message.contains("trophic_adjustment") && message.contains("`reservoirs.csv`, line 2"), "{message}");
}

#[test]
fn drained_and_rewetted_peat_keep_the_masses_of_three_gases() {
    let table = "zone,year,area,state,land\na,2022,100,drained,temperate_cropland\na,2022,10,rewetted,temperate_poor\n";
    let accounts = Case::new(&format!("{SECTION}{PEAT}"), &[("peat.csv", table)]).account();
    let drained =
        |quantity, unit, pool| of(&accounts, "drained organic soil, temperate_cropland", quantity, unit, pool);
    let rewetted = |quantity, unit, pool| of(&accounts, "rewetted organic soil, temperate_poor", quantity, unit, pool);
    // 7.90 and 0.31 t C/ha; 0.05 · 1165 kg CH4/ha; 13 · 44/28 kg N2O/ha.
    assert!(near(drained("emissions_co2", "t CO2", "soil_organic_carbon"), 790.0 * 44.0 / 12.0));
    assert!(near(drained("emissions_co2", "t CO2", "*"), (790.0 + 31.0) * 44.0 / 12.0));
    assert!(near(drained("emissions_ch4", "t CH4", "*"), 5.825));
    assert!(near(drained("emissions_n2o", "t N2O", "*"), 1.3 * 44.0 / 28.0));
    assert!(near(drained("emissions_n2o", "t CO2e", "*"), 1.3 * 44.0 / 28.0 * 273.0));
    // −0.23 t C/ha: taken up; 92 · 16/12 kg CH4/ha; no N2O.
    assert!(near(rewetted("emissions_co2", "t CO2", "soil_organic_carbon"), -2.3 * 44.0 / 12.0));
    assert!(near(rewetted("emissions_ch4", "t CH4", "*"), 0.92 * 16.0 / 12.0));
    assert_eq!(rewetted("emissions_n2o", "t N2O", "*"), 0.0);
    assert!(near(of(&accounts, "*", "emissions_ch4", "t CH4", "*"), 5.825 + 0.92 * 16.0 / 12.0));
}

#[test]
fn a_rewetted_field_gains_soil_carbon_and_gives_off_more_methane_than_that_is_worth() {
    let table = "zone,year,area,rewetted_year\na,2022,10,2012\na,2060,10,2012\n";
    let accounts = Case::new(&format!("{SECTION}{FIELDS}"), &[("fields.csv", table)]).account();
    let at = |year, quantity, unit| {
        accounts.value(&[
            ("zone", "a"),
            ("year", year),
            ("category", "*"),
            ("quantity", quantity),
            ("unit", unit),
            ("pool", "*"),
        ])
    };
    // 135 · 0.09 / 20 t C/ha/yr until 2032, nothing from 2052 on; 235 kg CH4/ha/yr all the time.
    assert!(near(at("2022", "emissions_co2", "t CO2"), -6.075 * 44.0 / 12.0));
    assert!(near(at("2060", "emissions_co2", "t CO2"), 0.0));
    assert!(near(at("2022", "emissions_ch4", "t CO2e"), 2.35 * 27.0));
    assert!(at("2022", "emissions_ch4", "t CO2e") > -at("2022", "emissions_co2", "t CO2"));
    let stock = [("year", "2022"), ("zone", "a"), ("category", "*"), ("quantity", "carbon_stock")];
    assert!(near(accounts.value(&stock), 1019.25));
}

#[test]
fn everything_wrong_with_the_tables_is_told_at_once() {
    let reservoirs = "zone,year,area,flooded_year,trophic_state\na,2000,100,2005,mesotrophic\na,2022,-1,2005,clear\n";
    let peat = "zone,year,area,state,land\na,2022,10,draind,temperate_cropland\na,2022,10,drained,tropical_forest\n";
    let files = [("reservoirs.csv", reservoirs), ("peat.csv", peat)];
    assert_snapshot!(Case::new(&format!("{SECTION}{RESERVOIRS}{PEAT}"), &files).refused(), @"
    error: the reservoir was flooded in 2005, after the year 2000
      in `reservoirs.csv`, line 2
      in pipeline.toml, line 3

    error: found `-1` in column `area`, expected a number, 0 or more
      in `reservoirs.csv`, line 3
      in pipeline.toml, line 3

    hint: write numbers without thousands separators and units

    error: found the state `draind`, expected `drained` or `rewetted`
      in `peat.csv`, line 2
      in pipeline.toml, line 3

    hint: did you mean `drained`?

    error: `parameters/coast/organic_soils.csv` has no quantity `n2o` under ipcc2013, drained, tropical_forest: it has co2
      in `peat.csv`, line 3
      in pipeline.toml, line 3

    hint: did you mean `co2`?
    ");
    let nothing = Case::new(SECTION, &[]).refused();
    assert!(nothing.contains("has nothing to account"), "{nothing}");
    let nowhere = RESERVOIRS.replace("table = \"reservoirs.csv\"", "standing_since = 1990");
    let message = Case::new(&format!("{SECTION}{nowhere}"), &[]).refused();
    assert!(message.contains("a table, or maps"), "{message}");
}

#[test]
fn reservoirs_of_maps_are_flooded_when_a_map_first_shows_them() {
    const WATER: u8 = 41;
    const PADDY: u8 = 10;
    let pipeline = SECTION.replace("evidence = \"published\"", "evidence = \"published\"\nallow_unverified = true")
        + "reservoirs = { layers = [\"land_2010\", \"land_2020\"], standing_since = 1980, climate = \"warm_temperate_moist\" }\n\
           burial = { layers = [\"land_2020\"], set = \"duan2008\", classes = { reservoir = \"lake_eastern_plain\" } }\n\
           [grid]\nfrom_layer = \"land_2010\"\n\
           [layers.land_2010]\npath = \"land_2010.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = 2010\n\
           [layers.land_2020]\npath = \"land_2020.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = 2020\n\
           [zones.counties]\npath = \"zones.geojson\"\nid = \"id\"\nname = \"name\"\n";
    let outline = zones(4490, &[("1", "west", rectangle([121.0, 29.99, 121.02, 30.0]))]);
    let case = Case::new(&pipeline, &[("zones.geojson", &outline)]);
    // An old reservoir, one flooded between the maps, and one that no county covers.
    for (year, classes) in [(2010, [WATER, PADDY, WATER]), (2020, [WATER, WATER, WATER])] {
        Raster { columns: 3, ..Raster::of(classes) }.write(&case.workspace.path(&format!("land_{year}.tif")));
    }
    let check = |text: &str| {
        std::fs::write(case.workspace.path("spoilt.toml"), text).expect("writable");
        let outcome = case.workspace.run(&["check", "spoilt.toml"]);
        assert_eq!(outcome.code, 65, "{}", outcome.stderr);
        outcome.stderr
    };
    let message = check(&pipeline.replace("standing_since = 1980", "standing_since = 2015"));
    assert!(message.contains("stand since 2015, but the first map that shows them is of 2010"), "{message}");
    let message = check(&pipeline.replace("warm_temperate_moist", "temperate"));
    assert!(message.contains("temperate") && message.contains("hint: did you mean"), "{message}");
    let accounts = case.account();
    let area = |zone| {
        accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("year", "2020"),
            ("category", "*"),
            ("quantity", "area"),
        ])
    };
    let gas = |zone, quantity, unit| {
        accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("year", "2020"),
            ("category", "*"),
            ("quantity", quantity),
            ("unit", unit),
        ])
    };
    let pixel = area("(outside)");
    assert!((area("1") / pixel - 2.0).abs() < 1e-6 && near(area("*"), area("1")));
    assert!(
        (gas("1", "emissions_co2", "t CO2") / (pixel * 1.46 * 44.0 / 12.0) - 1.0).abs() < 1e-6,
        "of the young one alone"
    );
    let methane = pixel * (127.5 + 80.3) * 1.09 / 1000.0;
    assert!((gas("*", "emissions_ch4", "t CH4") / methane - 1.0).abs() < 1e-6);
    let burial = [("zone", "1"), ("category", "reservoir"), ("quantity", "burial_estimate")];
    assert!((accounts.value(&burial) / (area("1") * 0.5667) - 1.0).abs() < 1e-9);
}
