//! Which rows a figure rests on.

use std::collections::BTreeSet;

use crate::models::coast::TabledClass;
use crate::parameters::coast::{Tier, TieredRow};
use crate::parameters::{Evidence, Parameter};

/// The rows behind a figure: what was chosen, who published it, and the weakest evidence among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Provenance {
    choices: BTreeSet<String>,
    sources: BTreeSet<String>,
    evidence: Option<Evidence>,
    /// What was taken from no nearer than the defaults of the IPCC, with its source.
    defaults: BTreeSet<String>,
}

impl Provenance {
    pub(super) fn add(&mut self, what: &str, found: &TieredRow<'_>) {
        let (habitat, tier) = (found.habitat.name(), found.tier.name());
        self.choices.insert(format!("{what} of {habitat}: tier {tier}, {}", found.place));
        if found.tier >= Tier::Ipcc {
            self.defaults.insert(format!("{what}, {}", found.row.source));
        }
        self.add_row(found.row);
    }

    pub(super) fn add_row(&mut self, row: &Parameter) {
        self.sources.insert(row.source.clone());
        self.evidence = self.evidence.max(Some(row.evidence));
    }

    pub(super) fn add_own(&mut self, choice: String, row: &Parameter) {
        self.choices.insert(choice);
        self.add_row(row);
    }

    pub(super) fn of_table(class: &str, tabled: &TabledClass) -> Self {
        Self {
            choices: BTreeSet::from([format!("{class}: table of one's own")]),
            sources: tabled.sources.iter().cloned().collect(),
            evidence: Some(tabled.evidence),
            defaults: BTreeSet::new(),
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.choices.extend(other.choices.iter().cloned());
        self.sources.extend(other.sources.iter().cloned());
        self.evidence = self.evidence.max(other.evidence);
        self.defaults.extend(other.defaults.iter().cloned());
    }

    /// What was taken from no nearer than the defaults of the IPCC.
    pub(super) fn defaults(&self) -> &BTreeSet<String> {
        &self.defaults
    }

    /// The choices, for the method of a row.
    pub(super) fn choices(&self) -> String {
        self.choices.iter().map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn sources(&self) -> String {
        self.sources.iter().map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn evidence(&self) -> Option<Evidence> {
        self.evidence
    }
}
