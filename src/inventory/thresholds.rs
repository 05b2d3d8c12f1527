//! Numbers that decide what is a finding: the definition of forest, tolerances, and age limits.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::land::forest::{AgeGroup, Origin, SpeciesGroup};
use crate::parameters::{Evidence, Parameter};

const VALID: &str = "the tables in the binary are valid: a unit test reads each";

/// The definition of forest, and the tolerances of its survey: parameters by item.
#[derive(Debug, Clone)]
pub struct ForestDefinition(BTreeMap<String, Parameter>);

#[derive(Debug, Deserialize)]
struct Row {
    item: String,
    value: f64,
    unit: String,
    low: Option<f64>,
    high: Option<f64>,
    source: String,
    table: String,
    year: Option<i32>,
    evidence: Evidence,
}

impl ForestDefinition {
    /// The tables in the binary.
    #[must_use]
    pub fn built_in() -> Self {
        let definition = include_str!("../../parameters/forest_codes/forest_definition.csv");
        let tolerances = include_str!("../../parameters/forest_codes/tolerances.csv");
        let rows = read::<Row>(definition).chain(read(tolerances)).map(|row| {
            let Row { item, value, unit, low, high, source, table, year, evidence } = row;
            (item, Parameter { value, unit, low, high, source, table, year, evidence, ..Parameter::default() })
        });
        Self(rows.collect())
    }

    /// The parameter of an item.
    ///
    /// # Errors
    /// An item that the tables do not have.
    pub fn get(&self, item: &str) -> Result<&Parameter> {
        self.0.get(item).ok_or_else(|| Error::internal(format!("no item `{item}` in the definition of forest")))
    }

    /// All items.
    pub fn items(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.0.iter().map(|(item, parameter)| (item.as_str(), parameter))
    }
}

/// The ages at which age groups of a species end.
#[derive(Debug, Clone)]
pub struct AgeLimits(Vec<AgeLimitRow>);

#[derive(Debug, Clone, Deserialize)]
struct AgeLimitRow {
    group: SpeciesGroup,
    origin: Origin,
    young_max: f64,
    middle_aged_max: f64,
    near_mature_max: f64,
    mature_max: f64,
    source: String,
    evidence: Evidence,
}

impl AgeLimits {
    /// The table in the binary.
    #[must_use]
    pub fn built_in() -> Self {
        Self(read(include_str!("../../parameters/forest_codes/age_limits.csv")).collect())
    }

    /// The age group that an age (a) belongs to; none for species and origins without limits.
    #[must_use]
    pub fn age_group(&self, species: &SpeciesGroup, origin: Origin, age: f64) -> Option<AgeGroup> {
        let row = self.0.iter().find(|row| row.group == *species && row.origin == origin)?;
        let ends = [row.young_max, row.middle_aged_max, row.near_mature_max, row.mature_max];
        Some(AgeGroup::ALL[ends.iter().filter(|end| age > **end).count()])
    }

    /// Where the limits come from and how sure that is.
    pub fn sources(&self) -> impl Iterator<Item = (&str, Evidence)> {
        self.0.iter().map(|row| (row.source.as_str(), row.evidence))
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> impl Iterator<Item = T> {
    let reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.into_deserialize().map(|row| row.expect(VALID)).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_in_the_binary_can_be_read_and_names_its_sources() {
        let definition = ForestDefinition::built_in();
        for (item, parameter) in definition.items() {
            assert!(!parameter.source.is_empty() && !parameter.unit.is_empty(), "{item}");
        }
        // 亩, a fifteenth of a hectare, to four places.
        assert_eq!(definition.get("min_area").expect("an item").value, 0.0667);
        assert_eq!(definition.get("canopy_closure_min").expect("an item").value, 0.2);
        assert!(AgeLimits::built_in().sources().all(|(_, evidence)| evidence == Evidence::Unverified));
    }

    #[test]
    fn the_last_year_of_a_group_belongs_to_it() {
        let limits = AgeLimits::built_in();
        let fir = |age| limits.age_group(&SpeciesGroup::new("chinese_fir"), Origin::Planted, age);
        assert_eq!(fir(10.0), Some(AgeGroup::Young));
        assert_eq!(fir(11.0), Some(AgeGroup::MiddleAged));
        assert_eq!(fir(36.0), Some(AgeGroup::OverMature));
        assert_eq!(limits.age_group(&SpeciesGroup::new("moso"), Origin::Planted, 3.0), None);
    }
}
