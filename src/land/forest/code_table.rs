//! Tables of codes: what a code means, and whether anybody has seen that it does.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{AgeGroup, ForestPurpose, Origin, SpeciesGroup};
use crate::error::{Error, Result};

/// What a code means.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded<T> {
    /// The meaning.
    pub meaning: T,
    /// The name in the survey's own words.
    pub name: String,
    /// Where the code was seen.
    pub source: String,
    /// Whether nobody has seen the code with this meaning in a text.
    pub is_unverified: bool,
}

/// Codes of one kind and what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeTable<T>(BTreeMap<String, Coded<T>>);

/// A row of a table; `code` and the columns of the meaning are beside these.
#[derive(Debug, Deserialize)]
pub(super) struct RowFacts {
    #[serde(rename = "name_zh", default)]
    name: String,
    #[serde(default)]
    source: String,
    evidence: Evidence,
}

/// The words of `parameters::Evidence`, of which only one matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Evidence {
    Published,
    Secondary,
    Derived,
    Unverified,
}

impl RowFacts {
    pub(super) fn coded<T>(self, meaning: T) -> Coded<T> {
        let is_unverified = self.evidence == Evidence::Unverified;
        Coded { meaning, name: self.name, source: self.source, is_unverified }
    }
}

/// The rows of a table, all that cannot be read together.
pub(super) fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| Error::data(format!("cannot read `{file}`")).cause(error))?.clone();
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for record in reader.records() {
        match record.and_then(|record| record.deserialize(Some(&header))) {
            Ok(row) => rows.push(row),
            Err(error) => problems.push(Error::data(format!("cannot read a row of `{file}`")).cause(error)),
        }
    }
    Error::all(problems)?;
    Ok(rows)
}

impl<T> CodeTable<T> {
    /// What a code means.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Coded<T>> {
        self.0.get(code)
    }

    /// All codes.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The rows of `other` put over these.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// What the codes of a table can mean.
pub trait Meaning: Sized {
    /// The file in the binary and its text.
    const BUILT_IN: (&str, &str);
    /// The columns that say it.
    type Columns: DeserializeOwned + Into<Self>;
}

#[derive(Debug, Deserialize)]
struct Row<Columns> {
    code: String,
    #[serde(flatten)]
    meaning: Columns,
    #[serde(flatten)]
    facts: RowFacts,
}

impl<T: Meaning> CodeTable<T> {
    /// Codes of a table with the columns of the one in the binary.
    ///
    /// # Errors
    /// Rows that cannot be read, and codes given twice.
    pub fn from_csv(file: &str, text: &str) -> Result<Self> {
        let mut table = BTreeMap::new();
        for row in rows::<Row<T::Columns>>(file, text)? {
            if table.insert(row.code.clone(), row.facts.coded(row.meaning.into())).is_some() {
                return Err(Error::data(format!("`{file}` gives the code `{}` twice", row.code)));
            }
        }
        Ok(Self(table))
    }

    /// The table in the binary.
    #[must_use]
    pub fn built_in() -> Self {
        let (file, text) = T::BUILT_IN;
        Self::from_csv(file, text).expect("the tables in the binary are valid: a unit test reads each")
    }
}

macro_rules! meanings {
    ($($meaning:ident, $columns:ident, $column:ident, $file:literal;)*) => {$(
        #[doc(hidden)]
        #[derive(Debug, Deserialize)]
        pub struct $columns {
            $column: $meaning,
        }
        impl From<$columns> for $meaning {
            fn from(columns: $columns) -> Self {
                columns.$column
            }
        }
        impl Meaning for $meaning {
            const BUILT_IN: (&str, &str) = ($file, include_str!(concat!("../../../", $file)));
            type Columns = $columns;
        }
    )*};
}

meanings! {
    SpeciesGroup, SpeciesColumns, group, "parameters/forest_codes/tree_species.csv";
    Origin, OriginColumns, origin, "parameters/forest_codes/origins.csv";
    AgeGroup, AgeGroupColumns, age_group, "parameters/forest_codes/age_groups.csv";
}

impl Meaning for ForestPurpose {
    const BUILT_IN: (&str, &str) = (
        "parameters/forest_codes/forest_purposes.csv",
        include_str!("../../../parameters/forest_codes/forest_purposes.csv"),
    );
    type Columns = Self;
}

#[cfg(test)]
mod tests {
    use super::super::ForestCategory;
    use super::*;

    #[test]
    fn every_table_in_the_binary_can_be_read() {
        assert_eq!(CodeTable::<AgeGroup>::built_in().codes().count(), 5);
        assert_eq!(CodeTable::<Origin>::built_in().get("21").expect("a code").meaning, Origin::Planted);
        let purposes = CodeTable::<ForestPurpose>::built_in();
        assert_eq!(purposes.get("111").expect("a code").meaning.category, ForestCategory::PublicBenefit);
        assert!(
            purposes.get("111").expect("a code").is_unverified && !purposes.get("113").expect("a code").is_unverified
        );
    }

    #[test]
    fn a_species_code_gives_its_group() {
        let species = CodeTable::<SpeciesGroup>::built_in();
        assert_eq!(species.get("220").expect("马尾松").meaning.id(), "masson_pine");
        assert_eq!(species.get("465").expect("刺槐").meaning, species.get("495000").expect("刺槐").meaning);
        assert!(species.get("660").expect("毛竹").is_unverified);
    }

    #[test]
    fn a_code_given_twice_is_refused() {
        let text = "code,group,evidence\n101,masson_pine,published\n101,oak,published\n";
        let message = CodeTable::<SpeciesGroup>::from_csv("own.csv", text).expect_err("twice").to_string();
        assert_eq!(message, "`own.csv` gives the code `101` twice");
    }

    #[test]
    fn misspelt_evidence_is_not_taken_for_sure() {
        let text = "code,group,evidence\n101,masson_pine,unverifed\n";
        let message = CodeTable::<SpeciesGroup>::from_csv("own.csv", text).expect_err("misspelt").to_string();
        assert!(message.contains("unknown variant `unverifed`"), "{message}");
    }
}
