//! Pools of classes from a table of one's own.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::parameters::{Evidence, Parameter};

/// The pools of one class, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct TabledClass {
    /// Biomass, soil and litter; one without a row holds nothing.
    pub pools: [Option<TabledPool>; 3],
    /// The sources of its rows.
    pub sources: Vec<String>,
    /// The weakest evidence among them.
    pub evidence: Evidence,
}

/// One pool of a class: what [`PoolCourse`](super::PoolCourse) is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct TabledPool {
    /// The stock, t C/ha.
    pub initial: Parameter,
    /// The rate, t C/ha/yr.
    pub accumulation: Parameter,
    /// What low, medium and high disturbances take, shares of 1.
    pub disturbance: [Parameter; 3],
    /// The half-life of what they take, years.
    pub half_life: Parameter,
}

/// The names of pools in tables.
const POOLS: [&str; 3] = ["biomass", "soil", "litter"];

#[derive(Deserialize)]
struct Row {
    class: String,
    pool: String,
    initial: f64,
    initial_low: Option<f64>,
    initial_high: Option<f64>,
    accumulation: f64,
    accumulation_low: Option<f64>,
    accumulation_high: Option<f64>,
    low_disturbance: f64,
    medium_disturbance: f64,
    high_disturbance: f64,
    half_life: f64,
    source: String,
    evidence: Evidence,
}

/// The pools of classes from CSV text with a row per class and pool (`biomass`, `soil`, `litter`) and the columns `class, pool,
/// initial, accumulation, low_disturbance, medium_disturbance, high_disturbance, half_life, source, evidence`: stocks in t C/ha,
/// rates in t C/ha/yr, shares of 1, years. The limits of 95 % intervals may be given: `initial_low, initial_high,
/// accumulation_low, accumulation_high`. Every number is drawn by the name `FILE: CLASS, POOL, COLUMN`.
///
/// # Errors
/// Rows that do not parse, pools that do not exist or are given twice, rows without a source, and intervals that cannot be, all
/// together.
pub fn class_carbon_from_csv(file: &str, text: &str) -> Result<BTreeMap<String, TabledClass>> {
    let mut classes: BTreeMap<String, TabledClass> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut problems = Vec::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    for row in reader.deserialize() {
        let row: Row = match row {
            Ok(row) => row,
            Err(error) => {
                problems.push(Error::data(format!("cannot read a row of `{file}`")).cause(error));
                continue;
            }
        };
        let pool = row.pool(file);
        if row.source.is_empty() {
            problems.push(Error::data(format!("`{file}` has no source for the {} of {}", row.pool, row.class)));
        }
        if !seen.insert((row.class.clone(), row.pool.clone())) {
            problems.push(Error::data(format!("`{file}` gives the {} of {} twice", row.pool, row.class)));
        }
        let class = classes.entry(row.class.clone()).or_insert_with(|| TabledClass {
            pools: [None, None, None],
            sources: Vec::new(),
            evidence: row.evidence,
        });
        class.evidence = class.evidence.max(row.evidence);
        if !class.sources.contains(&row.source) {
            class.sources.push(row.source.clone());
        }
        for interval in [&pool.initial, &pool.accumulation].into_iter().filter(|interval| !interval.source.is_empty()) {
            problems.extend(interval.check(&interval.unit).err().map(|error| error.note(interval.name.clone())));
        }
        match POOLS.iter().position(|known| *known == row.pool) {
            Some(index) => class.pools[index] = Some(pool),
            None => problems.push(
                Error::data(format!("`{file}` has the pool `{}` of {}", row.pool, row.class))
                    .note("expected `biomass`, `soil` or `litter`"),
            ),
        }
    }
    Error::all(problems)?;
    Ok(classes)
}

impl Row {
    fn pool(&self, file: &str) -> TabledPool {
        let number = |column: &str, value: f64, unit: &str| Parameter {
            name: Parameter::name(file, &[&self.class, &self.pool, column]),
            value,
            unit: unit.to_owned(),
            source: self.source.clone(),
            evidence: self.evidence,
            ..Parameter::default()
        };
        TabledPool {
            initial: Parameter {
                low: self.initial_low,
                high: self.initial_high,
                ..number("initial", self.initial, "t C/ha")
            },
            accumulation: Parameter {
                low: self.accumulation_low,
                high: self.accumulation_high,
                ..number("accumulation", self.accumulation, "t C/ha/yr")
            },
            disturbance: [
                number("low_disturbance", self.low_disturbance, "1"),
                number("medium_disturbance", self.medium_disturbance, "1"),
                number("high_disturbance", self.high_disturbance, "1"),
            ],
            half_life: number("half_life", self.half_life, "yr"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "class,pool,initial,accumulation,low_disturbance,medium_disturbance,high_disturbance,half_life,source,evidence\n";

    #[test]
    fn a_class_has_the_pools_of_its_rows() {
        let text = format!(
            "{HEADER}mangrove,biomass,64,2,0.5,0.5,1,15,a,published\nmangrove,soil,313,5.35,0.3,0.5,0.66,7.5,b,derived\n"
        );
        let classes = class_carbon_from_csv("t.csv", &text).expect("valid");
        let mangrove = &classes["mangrove"];
        let [biomass, soil, litter] = mangrove.pools.each_ref().map(Option::as_ref);
        assert_eq!(biomass.map(|pool| pool.initial.value), Some(64.0));
        assert_eq!(soil.map(|pool| pool.half_life.value), Some(7.5));
        assert_eq!(soil.map(|pool| pool.initial.name.as_str()), Some("t.csv: mangrove, soil, initial"));
        assert_eq!((litter, mangrove.evidence), (None, Evidence::Derived));
        assert_eq!(mangrove.sources, ["a", "b"]);
    }

    #[test]
    fn limits_are_optional_and_hold_their_value() {
        let header = HEADER.replace("accumulation", "accumulation,initial_low,initial_high");
        let row = |high: f64| format!("{header}mangrove,soil,313,5,250,{high},0.3,0.5,0.66,7.5,b,derived\n");
        let classes = class_carbon_from_csv("t.csv", &row(380.0)).expect("valid");
        let soil = classes["mangrove"].pools[1].as_ref().expect("a pool");
        assert_eq!((soil.initial.low, soil.initial.high, soil.accumulation.low), (Some(250.0), Some(380.0), None));
        let message = class_carbon_from_csv("t.csv", &row(300.0)).expect_err("wrong").to_string();
        assert!(message.contains("does not hold the value 313") && message.contains("soil, initial"), "{message}");
    }

    #[test]
    fn rows_that_cannot_be_used_are_named_together() {
        let text = format!(
            "{HEADER}mangrove,wood,1,0,0,0,0,0,a,published\nmangrove,soil,x,0,0,0,0,0,a,published\n\
             mangrove,biomass,1,0,0,0,0,0,,published\nmangrove,biomass,1,0,0,0,0,0,a,published\n"
        );
        let message = class_carbon_from_csv("t.csv", &text).expect_err("wrong").to_string();
        for part in
            ["pool `wood` of mangrove", "cannot read a row", "no source for the biomass", "biomass of mangrove twice"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
}
