//! Pools of classes from a table of one's own.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ClassCarbon, PoolCourse};
use crate::error::{Error, Result};
use crate::parameters::Evidence;

/// The pools of one class, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct TabledClass {
    /// The pools; one without a row holds nothing.
    pub carbon: ClassCarbon,
    /// The sources of its rows.
    pub sources: Vec<String>,
    /// The weakest evidence among them.
    pub evidence: Evidence,
}

#[derive(Deserialize)]
struct Row {
    class: String,
    pool: String,
    initial: f64,
    accumulation: f64,
    low_disturbance: f64,
    medium_disturbance: f64,
    high_disturbance: f64,
    half_life: f64,
    source: String,
    evidence: Evidence,
}

/// The pools of classes from CSV text with a row per class and pool (`biomass`, `soil`, `litter`) and the columns `class, pool,
/// initial, accumulation, low_disturbance, medium_disturbance, high_disturbance, half_life, source, evidence`: stocks in t C/ha,
/// rates in t C/ha/yr, shares of 1, years.
///
/// # Errors
/// Rows that do not parse, pools that do not exist or are given twice, and rows without a source, all together.
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
        let course = PoolCourse {
            initial: row.initial,
            accumulation: row.accumulation,
            disturbance: [row.low_disturbance, row.medium_disturbance, row.high_disturbance],
            half_life: row.half_life,
        };
        if row.source.is_empty() {
            problems.push(Error::data(format!("`{file}` has no source for the {} of {}", row.pool, row.class)));
        }
        if !seen.insert((row.class.clone(), row.pool.clone())) {
            problems.push(Error::data(format!("`{file}` gives the {} of {} twice", row.pool, row.class)));
        }
        let class = classes.entry(row.class.clone()).or_insert_with(|| TabledClass {
            carbon: ClassCarbon::default(),
            sources: Vec::new(),
            evidence: row.evidence,
        });
        class.evidence = class.evidence.max(row.evidence);
        if !class.sources.contains(&row.source) {
            class.sources.push(row.source);
        }
        match row.pool.as_str() {
            "biomass" => class.carbon.biomass = course,
            "soil" => class.carbon.soil = course,
            "litter" => class.carbon.litter = course,
            other => problems.push(
                Error::data(format!("`{file}` has the pool `{other}` of {}", row.class))
                    .note("expected `biomass`, `soil` or `litter`"),
            ),
        }
    }
    Error::all(problems)?;
    Ok(classes)
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
        assert_eq!((mangrove.carbon.biomass.initial, mangrove.carbon.soil.half_life), (64.0, 7.5));
        assert_eq!((mangrove.carbon.litter.initial, mangrove.evidence), (0.0, Evidence::Derived));
        assert_eq!(mangrove.sources, ["a", "b"]);
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
