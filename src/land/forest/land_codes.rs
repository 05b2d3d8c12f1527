//! Systems of land-class codes (地类). Four systems of the forest survey and one of the land survey are in use; they write
//! the same digits for different land, so a layer declares its system.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ForestLand;
use super::code_table::{Coded, RowFacts, rows};
use crate::error::{Error, Result};

/// A system of land-class codes in the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LandCodeSystem {
    /// Three digits, such as 111.
    A3,
    /// Four digits from 0, such as 0111.
    B4,
    /// Four digits from 1 or 2, such as 1111.
    C4,
    /// Six digits, such as 030100.
    D6,
    /// The Third National Land Survey (三调), such as 0301; K after a code marks adjustable arable land.
    Sandiao,
}

impl LandCodeSystem {
    /// All systems.
    pub const ALL: [Self; 5] = [Self::A3, Self::B4, Self::C4, Self::D6, Self::Sandiao];

    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A3 => "a3",
            Self::B4 => "b4",
            Self::C4 => "c4",
            Self::D6 => "d6",
            Self::Sandiao => "sandiao",
        }
    }
}

/// The codes of one system.
#[derive(Debug, Clone, PartialEq)]
pub struct LandCodeTable {
    name: String,
    digits: usize,
    suffix: String,
    ranges: Vec<(String, String, Coded<ForestLand>)>,
}

#[derive(Debug, Deserialize)]
struct SystemRow {
    system: String,
    digits: usize,
    suffix: String,
}

#[derive(Debug, Deserialize)]
struct CodeRow {
    #[serde(default)]
    system: String,
    first: String,
    #[serde(default)]
    last: String,
    role: ForestLand,
    #[serde(flatten)]
    facts: RowFacts,
}

impl LandCodeTable {
    /// The codes of a system in the binary.
    #[must_use]
    pub fn built_in(system: LandCodeSystem) -> Self {
        const VALID: &str = "the tables in the binary are valid: a unit test reads each";
        let systems = include_str!("../../../parameters/forest_codes/land_code_systems.csv");
        let codes = include_str!("../../../parameters/forest_codes/land_codes.csv");
        let found = rows::<SystemRow>("parameters/forest_codes/land_code_systems.csv", systems).expect(VALID);
        let found = found.into_iter().find(|row| row.system == system.name()).expect(VALID);
        let rows = rows::<CodeRow>("parameters/forest_codes/land_codes.csv", codes).expect(VALID);
        let rows = rows.into_iter().filter(|row| row.system == system.name());
        Self::new(found.system, found.digits, found.suffix, rows).expect(VALID)
    }

    /// The codes of a table with the columns `first, last, name_zh, role, source, evidence`; a row without `last` is one
    /// code.
    ///
    /// # Errors
    /// Rows that cannot be read, an empty table, and ranges that are turned around or overlap.
    pub fn from_csv(file: &str, text: &str) -> Result<Self> {
        let rows = rows::<CodeRow>(file, text)?;
        let digits = rows.iter().map(|row| row.first.len()).max().unwrap_or_default();
        if digits == 0 {
            return Err(Error::data(format!("`{file}` has no land-class codes")));
        }
        Self::new(file.to_owned(), digits, String::new(), rows)
    }

    fn new(name: String, digits: usize, suffix: String, rows: impl IntoIterator<Item = CodeRow>) -> Result<Self> {
        let mut table = Self { name, digits, suffix, ranges: Vec::new() };
        for row in rows {
            let last = if row.last.is_empty() { row.first.clone() } else { row.last };
            if last.len() != row.first.len() || last < row.first {
                return Err(Error::data(format!("`{}` gives the codes `{}` to `{last}`", table.name, row.first))
                    .hint("the last code of a range has as many digits as the first and is not below it"));
            }
            let overlaps = |(from, to, _): &&(String, String, Coded<ForestLand>)| {
                from.len() == last.len() && *from <= last && row.first <= *to
            };
            if let Some((from, to, _)) = table.ranges.iter().find(overlaps) {
                return Err(Error::data(format!(
                    "`{}` gives a meaning to `{}`–`{last}` that `{from}`–`{to}` has already",
                    table.name, row.first
                )));
            }
            table.ranges.push((row.first, last, row.facts.coded(row.role)));
        }
        Ok(table)
    }

    /// The system's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A code that was stored as a number, with its leading zeros.
    #[must_use]
    pub fn code_of_number(&self, number: i64) -> String {
        format!("{number:0width$}", width = self.digits)
    }

    /// What a code means; a suffix that does not change the cover is passed over.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Coded<ForestLand>> {
        // Codes of one width sort as their numbers do.
        let find = |code: &str| {
            self.ranges.iter().find(|(first, last, _)| first.len() == code.len() && **first <= *code && *code <= **last)
        };
        let bare = if self.suffix.is_empty() { None } else { code.strip_suffix(&*self.suffix) };
        find(code).or_else(|| find(bare?)).map(|(_, _, coded)| coded)
    }

    /// How many features have codes of each system in the binary, the best first; `codes` are texts as written, or numbers
    /// whose leading zeros may be lost.
    #[must_use]
    pub fn fits(codes: &BTreeMap<&str, u64>, are_numbers: bool) -> Vec<(LandCodeSystem, u64)> {
        let mut fits: Vec<(LandCodeSystem, u64)> = LandCodeSystem::ALL
            .into_iter()
            .map(|system| {
                let table = Self::built_in(system);
                let is_known = |code: &str| match code.parse() {
                    Ok(number) if are_numbers => table.get(&table.code_of_number(number)).is_some(),
                    _ => table.get(code).is_some(),
                };
                (system, codes.iter().filter(|(code, _)| is_known(code)).map(|(_, features)| features).sum())
            })
            .collect();
        fits.sort_by_key(|(_, features)| std::cmp::Reverse(*features));
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(system: LandCodeSystem, code: &str) -> Option<ForestLand> {
        LandCodeTable::built_in(system).get(code).map(|coded| coded.meaning)
    }

    #[test]
    fn every_system_in_the_binary_can_be_read() {
        for system in LandCodeSystem::ALL {
            assert!(LandCodeTable::built_in(system).ranges.len() > 2, "{}", system.name());
        }
    }

    #[test]
    fn the_same_digits_mean_other_land_in_other_systems() {
        use LandCodeSystem::{A3, B4, C4, Sandiao};
        assert_eq!(role(C4, "1111"), Some(ForestLand::Arbor));
        assert_eq!(role(Sandiao, "1111"), None);
        assert_eq!(role(C4, "1109"), None);
        assert_eq!(role(Sandiao, "1109"), Some(ForestLand::NonForest));
        assert_eq!(role(A3, "111"), Some(ForestLand::Forest));
        assert_eq!(role(B4, "0111"), Some(ForestLand::Arbor));
    }

    #[test]
    fn adjustable_arable_land_keeps_its_cover() {
        assert_eq!(role(LandCodeSystem::Sandiao, "0301K"), Some(ForestLand::Arbor));
        assert_eq!(role(LandCodeSystem::Sandiao, "0201K"), Some(ForestLand::NonForest));
        assert_eq!(role(LandCodeSystem::C4, "1111K"), None);
    }

    #[test]
    fn a_code_stored_as_a_number_gets_its_zeros_back() {
        let table = LandCodeTable::built_in(LandCodeSystem::B4);
        assert_eq!(table.get(&table.code_of_number(111)).expect("known").meaning, ForestLand::Arbor);
    }

    #[test]
    fn ranges_that_overlap_are_refused() {
        let text = "first,last,role,evidence\n100,199,arbor,published\n150,,bamboo,published\n";
        let message = LandCodeTable::from_csv("own.csv", text).expect_err("overlap").to_string();
        assert_eq!(message, "`own.csv` gives a meaning to `150`–`150` that `100`–`199` has already");
    }

    #[test]
    fn the_system_that_knows_most_features_is_first() {
        let codes = BTreeMap::from([("1111", 7), ("1130", 2), ("2100", 4)]);
        assert_eq!(LandCodeTable::fits(&codes, false)[0], (LandCodeSystem::C4, 13));
        let codes = BTreeMap::from([("301", 7), ("1109", 2)]);
        assert_eq!(LandCodeTable::fits(&codes, true)[0], (LandCodeSystem::Sandiao, 9));
    }
}
