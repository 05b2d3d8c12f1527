//! What errors of parameters make of rows: of a row that is linear in one normal parameter the interval is known.

use crate::support::Accounts;
use crate::support::case::Case;

/// Whether the limits are the value times two shares. The Monte Carlo error of a limit of 10,000 normal draws is 2.7 % of their
/// standard deviation.
fn assert_limits(found: [f64; 3], shares: [f64; 2]) {
    let [value, low, high] = found;
    let allowed = 4.0 * 0.027 * (shares[1] - shares[0]) * value.abs() / 3.92;
    let mut expected = shares.map(|share| share * value);
    expected.sort_by(f64::total_cmp);
    assert!(
        (low - expected[0]).abs() < allowed && (high - expected[1]).abs() < allowed,
        "{found:?}, expected {expected:?} ± {allowed}"
    );
}

/// Whether the row of all zones is as wide as its zones together, which share their parameters.
fn assert_widths_add_up(accounts: &Accounts, zones: &[&str], wanted: &[(&str, &str)]) {
    let width = |zone| {
        let [_, low, high] = accounts.interval(&[&[("zone", zone)], wanted].concat());
        high - low
    };
    let (sum, all) = (zones.iter().map(|zone| width(zone)).sum::<f64>(), width("*"));
    assert!(all > 0.0 && (all / sum - 1.0).abs() < 1e-9, "{all}, zones together {sum}");
}

const ASSUMED: &str = "\n[[uncertainty.assumed]]\nhalf_width_percent = 10.0\nsource = \"a guess\"\n";

#[test]
fn the_carbon_of_kelp_is_as_sure_as_its_content() {
    let pipeline = format!(
        "name = \"sea\"\n[mariculture.bay]\ntable = \"harvests.csv\"\nunit = \"t\"\nsource = \"a yearbook\"\n\
         evidence = \"published\"\nshell_accounting = \"net\"\nallow_unverified = true\n{ASSUMED}\
         parameters = \"parameters/coast/mariculture.csv: sun2020, kelp, carbon\"\n{ASSUMED}\
         parameters = \"parameters/coast/mariculture.csv: sun2020, oyster, dry_share\"\n"
    );
    let harvests = "zone,species,year,production,state\nnorth,kelp,2022,10,wet\nsouth,kelp,2022,30,wet\n\
                    north,oyster,2022,40,wet\nsouth,oyster,2022,4,wet\n";
    let accounts = Case::new(&pipeline, &[("harvests.csv", harvests)]).account();
    for (species, pool) in [("kelp", "thallus"), ("oyster", "soft_tissue"), ("oyster", "shell"), ("oyster", "*")] {
        let wanted = [("category", species), ("pool", pool), ("quantity", "mariculture_sink"), ("unit", "t CO2")];
        assert_limits(accounts.interval(&[&[("zone", "south")], &wanted[..]].concat()), [0.9, 1.1]);
        assert_widths_add_up(&accounts, &["north", "south"], &wanted);
    }
    // What was weighed has no error.
    let [value, low, high] = accounts.interval(&[("zone", "north"), ("category", "kelp"), ("quantity", "production")]);
    assert_eq!([low, high], [value, value]);
}

#[test]
fn soils_of_cropland_are_as_sure_as_their_reference_and_stay_what_they_are() {
    let pipeline = "name = \"fields\"\n[cropland.plain]\nsource = \"a survey\"\nevidence = \"published\"\n\
                    area_unit = \"ha\"\nwarming_potentials = \"ar6\"\n\
                    [cropland.plain.soil]\ntable = \"soils.csv\"\nperiod = [2020, 2025]\nedition = \"ipcc2019\"\n\
                    [uncertainty]\n";
    let orchard = "warm_temperate_moist,high_activity_clay,perennial_crop_temperate";
    let soils = format!(
        "zone,area,climate,soil,land_use,from_year,land_use_before\na,10,{orchard},,\nb,20,{orchard},,\n\
         c,5,{orchard},2018,paddy_rice\n"
    );
    let accounts = Case::new(pipeline, &[("soils.csv", &soils)]).account();
    // The reference of 64 t C/ha has the limits 60.8 and 67.2.
    let stock = [("category", "perennial_crop_temperate"), ("quantity", "carbon_stock"), ("year", "2025")];
    assert_limits(accounts.interval(&[&[("zone", "a")], &stock[..]].concat()), [0.95, 1.05]);
    assert_widths_add_up(&accounts, &["a", "b"], &stock);
    // What did not change has no error, however unsure the stock is.
    let change = [("zone", "a"), ("category", "*"), ("quantity", "stock_change")];
    assert_eq!(accounts.interval(&change), [0.0; 3]);
    let [change, low, high] = accounts.interval(&[("zone", "c"), ("category", "*"), ("quantity", "stock_change")]);
    assert!(low < change && change < high && high < 0.0, "{change}, {low} to {high}");
    let gas = [("zone", "c"), ("category", "*"), ("quantity", "emissions_n2o"), ("unit", "t CO2e")];
    let [_, least, most] = accounts.interval(&gas);
    assert!((least / most - high / low).abs() < 1e-9, "nitrous oxide goes with the loss");
}

#[test]
fn seasons_of_paddy_are_drawn_through_their_formula() {
    let pipeline = "name = \"fields\"\n[cropland.plain]\nsource = \"a survey\"\nevidence = \"published\"\n\
                    area_unit = \"ha\"\nwarming_potentials = \"ar6\"\n\
                    [cropland.plain.paddy]\ntable = \"paddy.csv\"\nregion = \"east_asia\"\n[uncertainty]\n";
    let fields = "zone,year,area,water_regime,before_season,days\na,2022,10,single_drainage,not_flooded_under_180d,112\n\
                  b,2022,30,single_drainage,not_flooded_under_180d,112\n\
                  b,2022,5,continuously_flooded,not_flooded_under_180d,112\n";
    let accounts = Case::new(pipeline, &[("paddy.csv", fields)]).account();
    let drained = [("category", "paddy, single_drainage"), ("quantity", "emissions_ch4"), ("unit", "t CH4")];
    let [value, low, high] = accounts.interval(&[&[("zone", "a")], &drained[..]].concat());
    // The factor of 0.71 has the limits 0.53 and 0.94: log-normal, with its arithmetic mean kept.
    let spread = (0.94_f64 / 0.53).ln();
    assert!(((high / low).ln() / spread - 1.0).abs() < 0.05 && low < value && value < high, "{low} to {high}");
    assert_widths_add_up(&accounts, &["a", "b"], &drained);
    let flooded = [("zone", "b"), ("category", "paddy, continuously_flooded"), ("unit", "t CH4")];
    let [value, low, high] = accounts.interval(&flooded);
    assert_eq!([low, high], [value, value]);
}

#[test]
fn peat_gives_off_what_its_factor_says_and_is_as_unsure() {
    let pipeline = "name = \"inland\"\n[wetland.lakes]\nsource = \"a survey\"\nevidence = \"published\"\n\
                    area_unit = \"ha\"\nwarming_potentials = \"ar6\"\n\
                    [wetland.lakes.organic_soils]\ntable = \"peat.csv\"\n[uncertainty]\n";
    let peat = "zone,year,area,state,land\na,2022,100,drained,temperate_grassland_poor\n\
                b,2022,10,drained,temperate_grassland_poor\n";
    let accounts = Case::new(pipeline, &[("peat.csv", peat)]).account();
    let soil = [("category", "drained organic soil, temperate_grassland_poor"), ("pool", "soil_organic_carbon")];
    let found = accounts.interval(&[&[("zone", "a"), ("quantity", "emissions_co2")], &soil[..]].concat());
    assert_limits(found, [3.7 / 5.3, 6.9 / 5.3]);
    assert_widths_add_up(&accounts, &["a", "b"], &soil);
}

#[test]
fn activities_on_the_coast_are_drawn_with_what_they_share() {
    let pipeline = format!(
        "name = \"works\"\n[coast_management.works]\nsource = \"a marine office\"\nevidence = \"published\"\n\
         period = [2020, 2020]\nwarming_potentials = \"ar6\"\n\
         [coast_management.works.activities]\ntable = \"activities.csv\"\narea_unit = \"ha\"\n{ASSUMED}\
         parameters = \"parameters/coast/soil_accumulation.csv: *\"\n"
    );
    let activities = "zone,kind,habitat,area,year,before,salinity\nnorth,existing,scirpus,50,2000,,\n\
                      south,existing,scirpus,150,2000,,\nsouth,planting,mangrove,10,2019,tidal_flat,10\n";
    let accounts = Case::new(&pipeline, &[("activities.csv", activities)]).account();
    let burial = [("category", "existing of scirpus"), ("quantity", "burial_estimate")];
    assert_limits(accounts.interval(&[&[("zone", "south")], &burial[..]].concat()), [0.9, 1.1]);
    assert_widths_add_up(&accounts, &["north", "south"], &burial);
    // Biomass grows at 18.1 t d.m./ha with roots of 0.96 and a carbon fraction of 0.451: 17.1 to 19.1 and the others' errors.
    let growth = [
        ("zone", "south"),
        ("pool", "living_biomass"),
        ("quantity", "stock_change"),
        ("category", "planting of mangrove"),
    ];
    let [value, low, high] = accounts.interval(&growth);
    assert!((0.90..0.95).contains(&(low / value)) && (1.05..1.1).contains(&(high / value)), "{low} to {high}");
    let methane = [("zone", "south"), ("quantity", "emissions_ch4"), ("unit", "t CO2e")];
    let [_, low, high] = accounts.interval(&methane);
    assert!(((high / low) / (358.0 / 99.8) - 1.0).abs() < 0.1, "{low} to {high}");
}
