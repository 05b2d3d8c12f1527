//! An inventory as estimation needs it, whatever tables it came from.

use std::collections::{BTreeMap, BTreeSet};

use super::Design;
use crate::parameters::Evidence;
use crate::units::{AboveGroundBiomassPerHectare, CubicMetresPerHectare, Hectares, TonnesDryMatterPerHectare};

/// Plots by estimation unit and stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotInventory {
    /// The estimation units, in the order of their table.
    pub units: Vec<EstimationUnit>,
    /// The classes that count as forest.
    pub forest_classes: BTreeSet<String>,
    /// The weakest evidence among the codes used.
    pub evidence: Option<Evidence>,
    /// Who published the codes.
    pub code_sources: String,
    /// What the auxiliary is and where its mean comes from, where there is one.
    pub auxiliary_source: Option<String>,
    /// Things a user should know.
    pub warnings: Vec<String>,
}

/// A region of known area whose plots are estimated by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct EstimationUnit {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The area.
    pub area: Hectares,
    /// How its plots were drawn.
    pub design: Design,
    /// The mean of the auxiliary over the unit, where the plots have one.
    pub auxiliary_mean: Option<f64>,
    /// The strata; their weights add up to 1.
    pub strata: Vec<PlotStratum>,
}

/// A part of an estimation unit, by a map made before or after the plots.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotStratum {
    /// The id.
    pub id: String,
    /// The share of the unit.
    pub weight: f64,
    /// The points of the first phase, of double sampling.
    pub points: Option<u64>,
    /// The plots that were measured, two or more.
    pub plots: Vec<PlotValues>,
}

/// What was found on a plot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlotValues {
    /// The id.
    pub id: String,
    /// The share of the plot by class: forest type, or land that is no forest.
    pub classes: BTreeMap<String, f64>,
    /// Stem volume of the trees on forest, per hectare of the whole plot.
    pub growing_stock: CubicMetresPerHectare,
    /// What single trees and culms make up, where they were listed.
    pub trees: TreeLayer,
    /// The value of the auxiliary.
    pub auxiliary: Option<f64>,
}

/// Trees and culms on forest, per hectare of the whole plot.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TreeLayer {
    /// Biomass without roots.
    pub above_ground: AboveGroundBiomassPerHectare,
    /// Roots.
    pub below_ground: TonnesDryMatterPerHectare,
    /// Biomass of culms whose model does not part the roots.
    pub unparted: TonnesDryMatterPerHectare,
    /// Culms of bamboo, per ha.
    pub culms: f64,
}

impl TreeLayer {
    /// Biomass with roots.
    #[must_use]
    pub fn living(&self) -> TonnesDryMatterPerHectare {
        TonnesDryMatterPerHectare(self.above_ground.0) + self.below_ground + self.unparted
    }
}

impl PlotInventory {
    /// All plots.
    pub fn plots(&self) -> impl Iterator<Item = &PlotValues> {
        self.units.iter().flat_map(EstimationUnit::plots)
    }

    /// Every class on any plot, in the order of names.
    #[must_use]
    pub fn classes(&self) -> BTreeSet<&str> {
        self.plots().flat_map(|plot| plot.classes.keys().map(String::as_str)).collect()
    }

    /// Whether the plots say what land they are on.
    #[must_use]
    pub fn knows_land(&self) -> bool {
        self.plots().any(|plot| !plot.classes.is_empty())
    }

    /// The share of a plot that is forest.
    #[must_use]
    pub fn forest(&self, plot: &PlotValues) -> f64 {
        plot.classes.iter().filter(|(class, _)| self.forest_classes.contains(*class)).map(|(_, share)| share).sum()
    }
}

impl EstimationUnit {
    /// All plots.
    pub fn plots(&self) -> impl Iterator<Item = &PlotValues> {
        self.strata.iter().flat_map(|stratum| &stratum.plots)
    }
}
