//! What stands behind the figures of listed trees: parameters, their evidence and sources.

use crate::parameters::{Evidence, Parameter};

/// What stands behind the figures of listed trees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TreeBasis {
    /// The parameters of stem volume.
    pub volume: Basis,
    /// The parameters of biomass, where it is accounted.
    pub biomass: Option<Basis>,
    /// The carbon fraction, where carbon is accounted.
    pub carbon: Option<(Parameter, Basis)>,
    /// Where the areas of the units come from.
    pub area_sources: Vec<String>,
    /// Whether culms were counted.
    pub has_culms: bool,
    /// Whether the biomass of some of them is not parted into above and below ground.
    pub has_unparted: bool,
}

/// The weakest evidence and the sources of parameters.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Basis {
    evidence: Option<Evidence>,
    sources: Vec<String>,
}

impl Basis {
    /// Adds parameters.
    pub fn add<'a>(&mut self, parameters: impl IntoIterator<Item = &'a Parameter>) {
        for parameter in parameters {
            self.evidence = self.evidence.max(Some(parameter.evidence));
            if !self.sources.contains(&parameter.source) {
                self.sources.push(parameter.source.clone());
            }
        }
    }

    /// Adds what another one has.
    pub(super) fn join(&mut self, other: &Self) {
        self.evidence = self.evidence.max(other.evidence);
        for source in &other.sources {
            if !self.sources.contains(source) {
                self.sources.push(source.clone());
            }
        }
    }

    /// Who published the parameters.
    pub(super) fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The weakest evidence.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        self.evidence
    }
}
