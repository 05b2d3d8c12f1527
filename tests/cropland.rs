use insta::assert_snapshot;

use crate::support::Accounts;
use crate::support::case::Case;

const SECTION: &str = r#"name = "fields"

[cropland.plain]
source = "a survey"
evidence = "published"
area_unit = "ha"
warming_potentials = "ar6"
"#;

const SOIL: &str = "\n[cropland.plain.soil]\ntable = \"soils.csv\"\nperiod = [2020, 2025]\nedition = \"ipcc2019\"\n";
const MEASURED: &str = "measured = { set = \"chinaxiv-201802.00737\", opening_stock = \"cropland_0_20cm_2011\", \
                        ceiling = \"cropland_0_20cm\", depth_cm = 20 }\n";
const SOILS: &str = "zone,area,climate,soil,land_use,from_year,land_use_before\n\
    a,10,warm_temperate_moist,high_activity_clay,long_term_cultivated_warm_temperate_moist,2018,paddy_rice\n";

const PADDY: &str = "\n[cropland.plain.paddy]\ntable = \"paddy.csv\"\nregion = \"east_asia\"\n";
const FIELDS: &str = "zone,year,area,water_regime,before_season,days,straw\n\
    a,2022,1000,single_drainage,not_flooded_under_180d,112,\na,2022,500,continuously_flooded,flooded_over_30d,90,6\n";

fn soils(pipeline: &str, table: &str) -> Accounts {
    Case::new(&format!("{SECTION}{pipeline}"), &[("soils.csv", table)]).account()
}

fn stock_change(accounts: &Accounts, pool: &str) -> f64 {
    accounts.value(&[("zone", "*"), ("category", "*"), ("quantity", "stock_change"), ("unit", "t C"), ("pool", pool)])
}

#[test]
fn paddy_turned_into_dry_cropland_loses_carbon_for_twenty_years_and_nothing_later() {
    // 64 · 1.35 = 86.4 to 64 · 0.69 = 44.16 t C/ha in 20 years: −2.112 t C/ha/yr; 10 ha for 5 years.
    let accounts = soils(SOIL, SOILS);
    let change = stock_change(&accounts, "soil_organic_carbon_0_30cm");
    assert!((change + 105.6).abs() < 1e-9, "{change}");
    let row = accounts.rows.iter().find(|row| row["quantity"] == "stock_change").expect("a row");
    assert_eq!(
        (row["year"].as_str(), row["year_to"].as_str(), row["evidence"].as_str()),
        ("2020", "2025", "secondary")
    );
    // The nitrogen of 105.6 t C: / 15 · 0.01 · 44/28 = 0.110629 t N2O, · 273 = 30.2016 t CO2e.
    let gas = |unit| accounts.value(&[("zone", "a"), ("category", "*"), ("quantity", "emissions_n2o"), ("unit", unit)]);
    assert!((gas("t N2O") - 105.6 / 15.0 * 0.01 * 44.0 / 28.0).abs() < 1e-12);
    assert!((gas("t CO2e") - gas("t N2O") * 273.0).abs() < 1e-9);
    // Of a change in 2003 three years are left, of one in 2000 none; of one in 2023 two years have passed.
    for (from, years) in [("2003", 3.0), ("2000", 0.0), ("2023", 2.0)] {
        let accounts = soils(SOIL, &SOILS.replace("2018", from));
        let change = stock_change(&accounts, "soil_organic_carbon_0_30cm");
        assert!((change + 21.12 * years).abs() < 1e-9, "{from}: {change}");
    }
}

#[test]
fn the_editions_of_the_guidelines_differ_on_paddy() {
    // 2006: 88 · (0.69 − 1.10) / 20 = −1.804 t C/ha/yr.
    let accounts = soils(&SOIL.replace("ipcc2019", "ipcc2006"), SOILS);
    assert!((stock_change(&accounts, "soil_organic_carbon_0_30cm") + 1.804 * 50.0).abs() < 1e-9);
}

#[test]
fn a_measured_gain_stands_in_place_of_the_factors_and_the_difference_beside() {
    let with = |gain: &str, from: &str, density: &str| {
        let table = format!(
            "zone,area,climate,soil,land_use,from_year,measured_gain,bulk_density\n\
             a,10,warm_temperate_moist,high_activity_clay,paddy_rice,{from},{gain},{density}\n"
        );
        soils(&format!("{SOIL}{MEASURED}"), &table)
    };
    // 0.129 t C/ha/yr · 5 yr · 10 ha = 6.45 t C; the factors see no change of use.
    let accounts = with("cropland_0_20cm", "2020", "");
    assert!((stock_change(&accounts, "soil_organic_carbon_0_20cm") - 6.45).abs() < 1e-9);
    assert_eq!(stock_change(&accounts, "soil_organic_carbon_0_30cm"), 0.0);
    let difference = accounts.value(&[
        ("zone", "a"),
        ("category", "*"),
        ("quantity", "source_difference"),
        ("method", "gain measured"),
    ]);
    assert!((difference - 6.45).abs() < 1e-9);
    // Begun in 2000 the soil is full after 3.095 / 0.129 = 24 years: 3.095 − 20 · 0.129 = 0.515 t C/ha are left.
    let accounts = with("cropland_0_20cm", "2000", "");
    assert!((stock_change(&accounts, "soil_organic_carbon_0_20cm") - 5.15).abs() < 1e-9);
    // 0.22 g C/kg/yr · 1.2 g/cm³ · 20 cm / 10 = 0.528 t C/ha/yr.
    let accounts = with("straw", "2020", "1.2");
    assert!((stock_change(&accounts, "soil_organic_carbon_0_20cm") - 0.528 * 50.0).abs() < 1e-9);
}

#[test]
fn soil_carbon_is_a_stock_at_both_ends_of_the_period_and_closes() {
    // Two of twenty years after 2018 at the start, seven at the end, of 86.4 to 44.16 t C/ha; and land that came in 2022 from
    // grass, 64 to 86.4, and land that left its use in 2023.
    let table = format!(
        "{}a,2,warm_temperate_moist,high_activity_clay,paddy_rice,2022,grassland\n",
        SOILS.replace("land_use_before\n", "land_use_before,to_year\n").replace("paddy_rice\n", "paddy_rice,\n")
    )
    .replace("2022,grassland\n", "2022,grassland,\n")
        + "a,5,warm_temperate_moist,high_activity_clay,paddy_rice,,,2023\n";
    let accounts = soils(SOIL, &table);
    let of = |quantity, year, year_to, category: &str| {
        accounts.value_or_zero(&[
            ("zone", "*"),
            ("sector", "cropland"),
            ("category", category),
            ("quantity", quantity),
            ("year", year),
            ("year_to", year_to),
            ("unit", "t C"),
        ])
    };
    let opening = 10.0 * (86.4 - 42.24 * 0.1) + 5.0 * 86.4;
    let closing = 10.0 * (86.4 - 42.24 * 0.35) + 2.0 * (64.0 + 22.4 * 0.15);
    assert!((of("carbon_stock", "2020", "", "*") - opening).abs() < 1e-9);
    assert!((of("carbon_stock", "2025", "", "*") - closing).abs() < 1e-9);
    for category in ["*", "paddy_rice", "grassland to paddy_rice"] {
        let moved = of("reclassification", "2020", "2025", category);
        let change = of("stock_change", "2020", "2025", category);
        let [before, after] = ["2020", "2025"].map(|year| of("carbon_stock", year, "", category));
        assert!((before + change + moved - after).abs() < 1e-9, "{category}");
    }
    assert!((of("reclassification", "2020", "2025", "grassland to paddy_rice") - 2.0 * 64.0).abs() < 1e-9);
}

#[test]
fn measured_stocks_and_those_of_the_factors_disagree_and_say_by_how_much() {
    // 64 · 1.35 = 86.4 t C/ha to 30 cm against 32.905 to 20 cm, 49.3575 if even to 30 cm.
    let table = "zone,area,climate,soil,land_use,from_year,measured_gain\n\
                 a,10,warm_temperate_moist,high_activity_clay,paddy_rice,2020,cropland_0_20cm\n";
    let accounts = soils(&format!("{SOIL}{MEASURED}"), table);
    let difference = |year, method| {
        accounts.value(&[
            ("zone", "a"),
            ("category", "*"),
            ("quantity", "source_difference"),
            ("year", year),
            ("year_to", ""),
            ("method", method),
        ])
    };
    assert!((difference("2020", "stock measured to 20 cm less") - 10.0 * (32.905 - 86.4)).abs() < 1e-9);
    assert!((difference("2020", "as if even to 30 cm") - 10.0 * (32.905 * 1.5 - 86.4)).abs() < 1e-9);
    assert!((difference("2025", "stock measured to 20 cm less") - 10.0 * (32.905 + 0.645 - 86.4)).abs() < 1e-9);
    let stock = |pool| {
        accounts.value(&[
            ("zone", "a"),
            ("category", "*"),
            ("quantity", "carbon_stock"),
            ("year", "2025"),
            ("pool", pool),
        ])
    };
    assert!((stock("soil_organic_carbon_0_30cm") - 864.0).abs() < 1e-9);
    assert!((stock("soil_organic_carbon_0_20cm") - 335.5).abs() < 1e-9);
}

#[test]
fn grassland_is_accounted_by_its_own_factors_and_is_no_cropland() {
    // 64 · 1.00 · 0.70 = 44.8, improved 64 · 1.14 = 72.96 t C/ha: 1.408 t C/ha/yr.
    let table = "zone,area,climate,soil,land_use,management,from_year,land_use_before,management_before\n\
        a,10,warm_temperate_moist,high_activity_clay,grassland,grassland_improved_temperate,2020,grassland,grassland_severely_degraded\n";
    let accounts = soils(SOIL, table);
    assert!((stock_change(&accounts, "soil_organic_carbon_0_30cm") - 10.0 * 5.0 * 28.16 / 20.0).abs() < 1e-9);
    assert!(accounts.rows.iter().all(|row| row["sector"] == "other"));
}

#[test]
fn a_season_of_rice_gives_off_methane_by_its_water_and_its_straw() {
    let paddy = format!("{SECTION}{PADDY}amendments = {{ straw_under_30d = \"straw\" }}\n");
    let accounts = Case::new(&paddy, &[("paddy.csv", FIELDS)]).account();
    let methane = |category, unit| {
        accounts.value(&[("zone", "a"), ("category", category), ("quantity", "emissions_ch4"), ("unit", unit)])
    };
    // 1.32 · 0.71 · 112 = 104.966 kg/ha; 1.32 · 2.41 · 90 · (1 + 6 · 1)^0.59 kg/ha.
    let drained = 1000.0 * 0.104_966_4;
    let flooded = 500.0 * 1.32 * 2.41 * 90.0 * 7.0_f64.powf(0.59) / 1000.0;
    assert!((methane("paddy, single_drainage", "t CH4") - drained).abs() < 1e-9);
    assert!((methane("paddy, continuously_flooded", "t CH4") - flooded).abs() < 1e-9);
    assert!((methane("*", "t CH4") - drained - flooded).abs() < 1e-9);
    assert!((methane("*", "t CO2e") - 27.0 * (drained + flooded)).abs() < 1e-9);
}

#[test]
fn the_days_of_the_region_stand_in_where_the_table_has_none() {
    // The world's mean: 1.19 · 113 · 27 = 3630.69 kg CO2e/ha. The area is in mu, of which 15 are a hectare.
    let paddy = format!("{SECTION}{PADDY}").replace("east_asia", "world").replace("\"ha\"", "\"mu\"");
    let table = "zone,year,area,water_regime,before_season\na,2022,15,continuously_flooded,not_flooded_under_180d\n";
    let accounts = Case::new(&paddy, &[("paddy.csv", table)]).account();
    let warming = accounts.value(&[("zone", "a"), ("category", "*"), ("unit", "t CO2e")]);
    assert!((warming - 3.630_69).abs() < 1e-9);
    // Nobody has read East Asia's days in the guidelines, nor the potentials of the fifth report.
    let message = Case::new(&paddy.replace("world", "east_asia"), &[("paddy.csv", table)]).refused();
    assert!(message.contains("cultivation_period") && message.contains("`paddy.csv`, line 2"), "{message}");
    let message = Case::new(&paddy.replace("ar6", "ar5"), &[("paddy.csv", table)]).refused();
    assert!(message.contains("nobody has read ar5, ch4"), "{message}");
}

#[test]
fn urban_trees_have_carbon_and_orchards_only_an_area() {
    let woody = format!("{SECTION}\n[cropland.plain.woody]\ntable = \"woody.csv\"\nset = \"pinghu2024\"\n");
    let table = "zone,year,area,vegetation\na,2022,10,urban_trees\nb,2022,30,urban_trees\na,2022,70,orchard\n";
    let case = Case::new(&woody, &[("woody.csv", table)]);
    let accounts = case.account();
    let of =
        |zone, category, quantity| accounts.values(&[("zone", zone), ("category", category), ("quantity", quantity)]);
    assert_eq!(of("*", "urban_trees", "carbon_stock"), [40.0 * 22.72]);
    // 8.99 t CO2e/ha/yr.
    assert!((of("a", "urban_trees", "removals")[0] * 44.0 / 12.0 - 89.9).abs() < 1e-4);
    assert_eq!(of("a", "orchard", "area"), [70.0]);
    assert!(of("a", "orchard", "carbon_stock").is_empty() && of("a", "orchard", "removals").is_empty());
    std::fs::remove_dir_all(case.workspace.path("out")).expect("an output");
    assert!(case.run().stderr.contains("`pinghu2024` has no carbon of orchard: accounted by area only"));
}

#[test]
fn everything_wrong_with_the_tables_is_told_at_once_with_its_row() {
    let soils = "zone,area,climate,soil,land_use,from_year,to_year,land_use_before,input,input_before,measured_gain\n\
        a,10,warm_temperate_moist,high_activity_clay,paddy_rise,2020,,,,,\n\
        a,-1,warm_temperate_moist,high_activity_clay,paddy_rice,2020,2019,,,,\n\
        a,10,warm_temperate_moist,peat,paddy_rice,,,,,,\n\
        a,10,warm_temperate_moist,sandy,paddy_rice,,,set_aside,,,\n\
        a,10,warm_temperate_moist,sandy,paddy_rice,2020,,,high_with_manure_warm_temperate_moist,,\n\
        a,10,warm_temperate_moist,sandy,paddy_rice,2020,,,,,straw\n\
        a,10,warm_temperate_moist,sandy,paddy_rice,2020,,,,,cropland_0_30cm\n";
    let fields = "zone,year,area,water_regime,before_season,days\na,2022,1,drained,not_flooded_under_180d,112\n\
        a,2022,1,single_drainage,not_flooded_under_180d,400\n";
    let case = Case::new(&format!("{SECTION}{SOIL}{MEASURED}{PADDY}"), &[("soils.csv", soils), ("paddy.csv", fields)]);
    assert_snapshot!(case.refused(), @r"
    error: `ipcc2019` has no land_use factor of `paddy_rise`: it has paddy_rice, perennial_crop_temperate, long_term_cultivated_warm_temperate_moist, set_aside, long_term_cultivated_warm_temperate_dry, long_term_cultivated_cool_temperate_dry, grassland
      in `soils.csv`, line 2
      in pipeline.toml, line 3

    hint: did you mean `paddy_rice`?

    error: found `-1` in column `area`, expected a number, 0 or more
      in `soils.csv`, line 3
      in pipeline.toml, line 3

    hint: write numbers without thousands separators and units

    error: the use began in 2020 and ended in 2019, expected a later year
      in `soils.csv`, line 3
      in pipeline.toml, line 3

    error: `parameters/forest/soil_reference.csv` has no soil `peat` under ipcc2019, warm_temperate_moist: it has high_activity_clay, low_activity_clay, sandy, spodic, volcanic, wetland
      in `soils.csv`, line 4
      in pipeline.toml, line 3

    hint: add the row to a table of your own, with its source

    error: the soil had another use before, but not since when it has this one
      in `soils.csv`, line 5
      in pipeline.toml, line 3

    hint: fill the year in which the use began

    error: nobody has read ipcc, input, high_with_manure_warm_temperate_moist of `parameters/forest/soil_factors.csv` in its source: 1.44 1
      its source is IPCC 2006 Guidelines and 2019 Refinement, vol. 4, ch. 5
      in `soils.csv`, line 6
      in pipeline.toml, line 3

    hint: choose another row, or set `allow_unverified = true`: every figure then says so

    error: the gain of `straw` was measured as a content, which needs a bulk density
      in `soils.csv`, line 7
      in pipeline.toml, line 3

    hint: fill the bulk density of the soil, g/cm³

    error: `cropland_0_30cm` is not of the depth of 20 cm
      in `soils.csv`, line 8
      in pipeline.toml, line 3

    hint: take gain, stock and ceiling of one depth

    error: `parameters/coast/paddy_methane.csv` has no class `drained` under ipcc2019, water_regime: it has continuously_flooded, deep_water, multiple_drainage, rainfed_drought_prone, rainfed_regular, single_drainage
      in `paddy.csv`, line 2
      in pipeline.toml, line 3

    hint: add the row to a table of your own, with its source

    error: found 400 days of cultivation, expected 1 to 366
      in `paddy.csv`, line 3
      in pipeline.toml, line 3
    ");
}

#[test]
fn a_section_must_have_something_to_account_under_a_name_of_its_own() {
    let message = Case::new(SECTION, &[]).refused();
    assert!(message.contains("has nothing to account") && message.contains("in pipeline.toml, line 3"), "{message}");
    let message = Case::new("name = \"nothing\"\n", &[]).refused();
    assert!(message.contains("the pipeline accounts nothing"), "{message}");
    let twice = format!("{SECTION}{PADDY}\n[series.plain]\ntable = \"x.csv\"\n");
    let message = Case::new(&twice, &[("paddy.csv", FIELDS)]).run().stderr;
    assert!(message.contains("`plain` is the name of a section of cropland and of a series"), "{message}");
    let backwards = format!("{SECTION}{SOIL}").replace("[2020, 2025]", "[2025, 2020]");
    let message = Case::new(&backwards, &[("soils.csv", SOILS)]).refused();
    assert!(message.contains("found the period 2025 to 2020"), "{message}");
    let amended = format!("{SECTION}{PADDY}amendments = {{ compost = \"manure\" }}\n");
    let message = Case::new(&amended, &[("paddy.csv", FIELDS)]).refused();
    assert!(message.contains("no column `manure`, which `amendments` names"), "{message}");
}
