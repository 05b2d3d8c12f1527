//! Where a number comes from.

use std::collections::BTreeSet;

use crate::parameters::{Evidence, Parameter};

/// The weakest evidence and the sources of what a figure was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    evidence: Option<Evidence>,
    sources: BTreeSet<String>,
}

impl Provenance {
    /// That of one source.
    #[must_use]
    pub fn new(source: &str, evidence: Evidence) -> Self {
        Self { evidence: Some(evidence), sources: BTreeSet::from([source.to_owned()]) }
    }

    /// How a source with a table is named.
    #[must_use]
    pub fn named(source: &str, table: &str) -> String {
        if table.is_empty() || source.contains(&format!("Table {table}")) {
            return source.to_owned();
        }
        format!("{source}, table {table}")
    }

    /// The weakest evidence; none of nothing.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        self.evidence
    }

    /// Every source once.
    #[must_use]
    pub fn sources(&self) -> String {
        self.sources.iter().map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    /// That of a figure made from this and others.
    pub(super) fn with<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut joined = self.clone();
        others.into_iter().for_each(|other| joined.join(other));
        joined
    }

    /// That of a figure made from this and rows of parameters.
    pub(super) fn with_rows<'a>(&self, rows: impl IntoIterator<Item = &'a Parameter>) -> Self {
        let mut joined = self.clone();
        joined.add(rows);
        joined
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.evidence = self.evidence.max(other.evidence);
        self.sources.extend(other.sources.iter().cloned());
    }

    /// Adds rows of parameters.
    pub(super) fn add<'a>(&mut self, rows: impl IntoIterator<Item = &'a Parameter>) {
        rows.into_iter().for_each(|row| self.join(&Self::from(row)));
    }
}

impl From<&Parameter> for Provenance {
    fn from(row: &Parameter) -> Self {
        Self::new(&Self::named(&row.source, &row.table), row.evidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weakest_evidence_stays_and_a_source_is_named_once() {
        let [survey, paper] =
            [("survey", Evidence::Derived), ("paper", Evidence::Published)].map(|(of, how)| Provenance::new(of, how));
        let joined = paper.with([&survey, &paper]);
        assert_eq!((joined.evidence(), joined.sources().as_str()), (Some(Evidence::Derived), "paper; survey"));
        assert_eq!(Provenance::default().evidence(), None);
    }
}
