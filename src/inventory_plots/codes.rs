//! What the codes of an inventory mean.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::error::{Error, Result, nearest};
use crate::parameters::Evidence;

const BUILT_IN: &str = include_str!("../../parameters/plots/codes.csv");

/// What a code does in an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A plot that was measured.
    Sampled,
    /// A plot, or a part of one, that was not measured: it is no zero.
    NotSampled,
    /// Land that counts as forest.
    Forest,
    /// Land or water that does not.
    Other,
    /// A tree that counts.
    Live,
    /// A tree that does not.
    NotCounted,
}

/// One code of one field.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PlotCode {
    set: String,
    field: String,
    code: String,
    /// The identifier used in accounts.
    pub id: String,
    /// What it does in an estimate.
    pub role: Role,
    source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
}

/// The codes of one inventory, in one period: the same code can mean something else in another.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotCodes {
    set: String,
    codes: BTreeMap<(String, String), PlotCode>,
}

impl PlotCodes {
    /// A set of the table in the binary: `fia` or `china-three-digit`.
    ///
    /// # Errors
    /// A set that it does not have.
    pub fn built_in(set: &str) -> Result<Self> {
        Self::from_csv("parameters/plots/codes.csv", BUILT_IN, set)
    }

    /// A set of a table with the columns `set, field, code, id, role, source, evidence`.
    ///
    /// # Errors
    /// All rows that cannot be used, together, or a set that the table does not have.
    pub fn from_csv(file: &str, text: &str, set: &str) -> Result<Self> {
        let mut codes = BTreeMap::new();
        let mut sets: Vec<String> = Vec::new();
        let mut problems = Vec::new();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        for row in reader.deserialize::<PlotCode>() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    problems.push(Error::data(format!("cannot read a row of codes in `{file}`")).cause(error));
                    continue;
                }
            };
            if !sets.contains(&row.set) {
                sets.push(row.set.clone());
            }
            if row.set == set {
                if row.source.is_empty() {
                    let error = format!("code `{}` of `{}` in `{file}` has no source", row.code, row.field);
                    problems.push(Error::data(error).hint("fill the `source` column: who published the code"));
                }
                let key = (row.field.clone(), row.code.clone());
                if let Some(first) = codes.insert(key, row) {
                    let error = format!("code `{}` of `{}` stands twice in set `{set}`", first.code, first.field);
                    problems.push(Error::data(error).note(format!("in `{file}`")));
                }
            }
        }
        Error::all(problems)?;
        if codes.is_empty() {
            let error = Error::data(format!("`{file}` has no set `{set}`: it has {}", sets.join(", ")));
            return Err(match nearest(set, sets.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
        Ok(Self { set: set.to_owned(), codes })
    }

    /// What a code of a field means.
    ///
    /// # Errors
    /// A code without a row.
    pub fn get(&self, field: &str, code: &str) -> Result<&PlotCode> {
        self.codes.get(&(field.to_owned(), code.to_owned())).ok_or_else(|| {
            let known: Vec<&str> =
                self.codes.keys().filter(|(known, _)| known == field).map(|(_, code)| code.as_str()).collect();
            Error::data(format!("`{code}` is no `{field}` of the codes `{}`, which are {}", self.set, known.join(", ")))
        })
    }

    /// The identifiers of land that counts as forest.
    pub fn forest(&self) -> impl Iterator<Item = &str> {
        self.codes.values().filter(|code| code.role == Role::Forest).map(|code| code.id.as_str())
    }

    /// The weakest evidence among all codes of the set.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        self.codes.values().map(|code| code.evidence).max()
    }

    /// Who published the codes.
    #[must_use]
    pub fn sources(&self) -> String {
        let sources: BTreeSet<&str> = self.codes.values().map(|code| code.source.as_str()).collect();
        sources.into_iter().collect::<Vec<_>>().join("; ")
    }

    /// The name of the set.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_in_the_binary_can_be_read() {
        for set in ["fia", "china-three-digit"] {
            assert!(PlotCodes::built_in(set).expect(set).evidence() <= Some(Evidence::Secondary), "{set}");
        }
    }

    #[test]
    fn a_code_without_a_row_and_a_set_that_is_not_there_are_named() {
        let codes = PlotCodes::built_in("fia").expect("codes");
        assert_eq!(codes.get("condition_status", "5").expect("a code").role, Role::NotSampled);
        let message = codes.get("condition_status", "9").expect_err("unknown").to_string();
        assert!(message.contains("`9` is no `condition_status`") && message.contains("1, 2, 3, 4, 5"), "{message}");
        let message = PlotCodes::built_in("fi").expect_err("unknown").to_string();
        assert!(message.contains("did you mean `fia`?"), "{message}");
    }
}
