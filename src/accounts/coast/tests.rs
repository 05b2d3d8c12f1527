//! What must hold of the account of any coast.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::accounts::uncertainty::{AssumedError, NamePattern, Uncertainty, UncertaintySettings};
use crate::accounts::{Measure, Quantity, ZoneFacts, ZoneSetFacts};
use crate::land::{ClassScheme, Habitat};
use crate::parameters::coast::CoastParameters;
use crate::strata::{Dimension, StrataTable, Stratum, ZoneNames};

const YEARS: [i32; 3] = [2000, 2010, 2020];
const TABLE: &str = "class,salt_marsh,tidal_flat,built,sea\n\
                     salt_marsh,accumulate,low_disturbance,high_disturbance,medium_disturbance\n\
                     tidal_flat,accumulate,accumulate,no_change,no_change\nbuilt,accumulate,accumulate,,\n\
                     sea,accumulate,accumulate,,\n";
const ZONES: u32 = 4;

/// A place: its zone, its classes at the dates and its area, m².
type Place = (u32, [Option<i32>; 3], f64);

fn places() -> impl Strategy<Value = Vec<Place>> {
    // Marsh, flat, built land, sea, a code of no class, no data.
    let code =
        || prop_oneof![Just(Some(50)), Just(Some(51)), Just(Some(30)), Just(Some(60)), Just(Some(99)), Just(None)];
    prop::collection::vec((0..=ZONES, [code(), code(), code()], 1.0..1e7), 1..40)
}

fn table(places: &[Place], zone_of: impl Fn(u32) -> u32, zones: u32) -> StrataTable {
    let mut areas: BTreeMap<(u32, [Option<i32>; 3]), f64> = BTreeMap::new();
    for (zone, codes, area) in places {
        *areas.entry((zone_of(*zone), *codes)).or_default() += area;
    }
    let stratum = |((zone, codes), area): ((u32, [Option<i32>; 3]), f64)| Stratum {
        zone_set: 0,
        zone,
        codes: codes.into(),
        pixels: 1,
        coverage: 1.0,
        area,
        quantities: Vec::new(),
    };
    StrataTable {
        zone_sets: vec![ZoneNames { set: "set".to_owned(), ids: (0..zones).map(|zone| zone.to_string()).collect() }],
        dimensions: YEARS.map(|year| Dimension { layer: format!("land_{year}"), year: Some(year) }).into(),
        quantities: Vec::new(),
        strata: areas.into_iter().map(stratum).collect(),
    }
}

/// What `work` makes of the account of some strata.
fn with_section<T>(table: &StrataTable, rules: HistoryRules, work: impl FnOnce(&Section<'_>) -> T) -> T {
    let parameters = CoastParameters::built_in().expect("valid");
    let choice = |habitat| HabitatChoice {
        habitat,
        living_biomass: None,
        soil: None,
        measured_soil: None,
        dead_matter: None,
        accumulation: None,
    };
    let choices = [("salt_marsh", Habitat::Reed), ("tidal_flat", Habitat::TidalFlat)];
    let choices = choices.map(|(id, habitat)| (id.to_owned(), choice(habitat))).into();
    let classes = CoastClasses::from_habitats(&parameters, &choices, None).expect("figures");
    let zone = |id: &String| ZoneFacts { name: id.clone(), geodesic_area: None, official_area: None };
    let zones = table.zone_sets[0].ids.iter().map(zone).collect();
    let scheme = ClassScheme::built_in("tanhui").expect("a scheme");
    let ledger = Ledger {
        strata: table,
        zone_sets: &[ZoneSetFacts { zones, official: None, overlaps: Vec::new() }],
        schemes: &vec![scheme; YEARS.len()],
        measure: Measure::Ellipsoidal,
    };
    let account = CoastAccount {
        dimensions: &[0, 1, 2],
        classes: &classes,
        transitions: &TransitionTable::from_csv("table", TABLE).expect("a table"),
        rules,
        existing_stands: ExistingStands::Accumulate,
        project_to: Some(2035),
        methane: None,
        price: None,
        precedence: &Precedence::built_in().expect("valid"),
        spartina_cleared: parameters
            .wetland_management
            .get(["national-plan-2022", "cleared_by", "spartina"])
            .expect("a row"),
    };
    let histories = Histories::new(&ledger, &account).expect("histories");
    work(&Section::new(&ledger, &account, &histories).expect("figures"))
}

fn rows(table: &StrataTable, rules: HistoryRules) -> Vec<AccountRow> {
    with_section(table, rules, |section| {
        coast_rows(section.ledger, section.account, &mut Vec::new()).expect("an account that closes")
    })
}

/// The values of a zone by everything else that a row says, but how.
fn of_zone(rows: &[AccountRow], zone: &str) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    for row in rows.iter().filter(|row| row.zone == zone) {
        let AccountRow { year, year_to, category, pool, quantity, unit, sector, .. } = row;
        *found.entry(format!("{year:?} {year_to:?} {sector:?} {category} {pool} {quantity:?} {unit}")).or_default() +=
            row.value;
    }
    found
}

fn near(one: f64, other: f64, largest: f64) -> bool {
    (one - other).abs() <= 1e-9 * largest.max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn totals_do_not_depend_on_how_zones_are_split(places in places()) {
        // What lies outside stays outside.
        let split = rows(&table(&places, |zone| zone, ZONES), HistoryRules::Correct);
        let whole = rows(&table(&places, |zone| u32::from(zone == ZONES), 1), HistoryRules::Correct);
        for zone in ["*", "(outside)"] {
            let (split, whole) = (of_zone(&split, zone), of_zone(&whole, zone));
            prop_assert_eq!(split.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
            for (key, value) in &whole {
                prop_assert!(near(split[key], *value, value.abs()), "{key}: {} against {value}", split[key]);
            }
        }
    }

    #[test]
    fn later_less_earlier_is_the_change_and_no_stock_is_negative(places in places()) {
        let rows = rows(&table(&places, |zone| zone, ZONES), HistoryRules::Correct);
        let carbon = |zone: &str, quantity, from: i32, to: Option<i32>| -> f64 {
            rows.iter()
                .filter(|row| (row.zone.as_str(), row.quantity, row.pool.as_str()) == (zone, quantity, "*"))
                .filter(|row| row.category == ALL && row.year == Some(from) && row.year_to == to)
                .map(|row| row.value)
                .sum()
        };
        let zones = (0..ZONES).map(|zone| zone.to_string()).chain(["*".to_owned(), "(outside)".to_owned()]);
        for zone in zones {
            for (from, to) in [(2000, 2010), (2010, 2020), (2020, 2035), (2000, 2035)] {
                let [before, after] = [from, to].map(|year| carbon(&zone, Quantity::CarbonStock, year, None));
                let change = carbon(&zone, Quantity::StockChange, from, Some(to));
                prop_assert!(near(after - before, change, before.max(after)), "{zone} {from}–{to}: {change}");
            }
        }
        prop_assert!(rows.iter().all(|row| row.quantity != Quantity::CarbonStock || row.value >= 0.0));
    }
}

#[test]
fn an_account_that_does_not_close_names_the_first_row() {
    let places =
        [(0, [Some(50); 3], 1e6), (1, [Some(60), Some(50), Some(30)], 2e6), (2, [Some(50), Some(30), Some(30)], 3e6)];
    with_section(&table(&places, |zone| zone, ZONES), HistoryRules::Correct, |section| {
        let [mut accumulation, emissions] = [
            section.by_category(1, |factors| factors.flows[1].accumulation.clone()),
            section.by_category(1, |factors| factors.flows[1].emissions.clone()),
        ];
        let moved = section.reclassification(1);
        section.check(1, &accumulation, &emissions, &moved).expect("closed");
        for ((_, zone, category), figure) in &mut accumulation {
            if *zone == ZoneKey::Zone(1) && category == "salt_marsh" {
                *figure = figure.times(1.000_001);
            }
        }
        let message = section.check(1, &accumulation, &emissions, &moved).expect_err("a gap").to_string();
        assert!(message.contains("salt_marsh in zone 1 of set, 2010–2020 does not close"), "{message}");
    });
}

const STOCKS: [&str; 2] = ["pools.csv*", "soil_accumulation.csv*"];
const DISTURBANCES: [&str; 2] = [
    "disturbance.csv: invest-guide, salt_marsh, soil, low_disturbance",
    "disturbance.csv: invest-guide, salt_marsh, soil, half_life",
];

/// Errors of some parameters of the coast.
fn assumed(patterns: &[&str]) -> UncertaintySettings {
    let assumption = |pattern: &&str| AssumedError {
        parameters: NamePattern(format!("parameters/coast/{pattern}")),
        half_width: 0.2,
        distribution: "normal".to_owned(),
        source: "a guess".to_owned(),
    };
    UncertaintySettings {
        draws: 1_000,
        assumed: patterns.iter().map(assumption).collect(),
        ..UncertaintySettings::default()
    }
}

#[test]
fn every_draw_closes_and_what_stays_as_it_is_has_no_error() {
    // Marsh that is disturbed and comes back, twice; marsh that stays; new marsh.
    let histories = [[50, 51, 50], [50, 30, 50], [50, 50, 50], [60, 50, 50]];
    let places: Vec<Place> =
        (0..).zip(histories).map(|(zone, codes)| (zone, codes.map(Some), 1e6 * f64::from(zone + 1))).collect();
    let table = table(&places, |zone| zone, ZONES);
    // Without errors of shares and half-lives a history is a sum of its parameters, with them it is drawn as a formula.
    for patterns in [&STOCKS[..], &[&STOCKS[..], &DISTURBANCES].concat()] {
        let settings = assumed(patterns);
        let rows = rows(&table, HistoryRules::Correct);
        let uncertainty = Uncertainty::of(&rows, &settings).expect("draws");
        let draws = |zone: &str, quantity, pool: &str, years: (i32, Option<i32>)| {
            let fits = |row: &AccountRow| {
                (row.zone.as_str(), row.category.as_str(), row.pool.as_str()) == (zone, ALL, pool)
                    && (row.quantity, row.year, row.year_to) == (quantity, Some(years.0), years.1)
            };
            // What never was of the coast before has no row.
            let row = rows.iter().position(fits);
            row.map_or_else(|| vec![0.0; settings.draws], |row| uncertainty.draws(row))
        };
        for zone in ["0", "1", "2", "3", "*"] {
            for (from, to) in [(2000, 2010), (2010, 2020), (2020, 2035)] {
                let [before, after] = [from, to].map(|year| draws(zone, Quantity::CarbonStock, "*", (year, None)));
                let change = draws(zone, Quantity::StockChange, "*", (from, Some(to)));
                for ((before, after), change) in before.iter().zip(after).zip(change) {
                    assert!(near(after - before, change, after.abs()), "{zone} {from}–{to}: {before} {after} {change}");
                }
            }
        }
        // The marsh that stays accumulates by its rate, whatever its stock is.
        let change = draws("2", Quantity::StockChange, "*", (2000, Some(2010)));
        let accumulated = draws("2", Quantity::Accumulation, "*", (2000, Some(2010)));
        assert_eq!(change, accumulated);
    }
}

#[test]
fn histories_by_the_rules_of_invest_are_drawn() {
    let places = [(0, [Some(50), Some(51), Some(50)], 1e6), (1, [Some(50), Some(50), Some(50)], 2e6)];
    let rows = rows(&table(&places, |zone| zone, ZONES), HistoryRules::Invest);
    let settings = assumed(&[&STOCKS[..], &DISTURBANCES].concat());
    let uncertainty = Uncertainty::of(&rows, &settings).expect("draws");
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.quantity == Quantity::CarbonStock) {
        let spread = uncertainty.spread(index);
        assert!(row.value == 0.0 || spread.is_some_and(|spread| spread.sd > 0.0), "{row:?}: {spread:?}");
    }
}
