//! Lists of trees: what the pipeline says of them, and how they become an inventory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ReadSample, SampleEntry, TableText};
use crate::accounts::{SpeciesEntry, TreeModels, tree_plots};
use crate::error::{Error, Result};
use crate::inventory_plots::{
    DiameterUnit, LandColumn, LengthUnit, Measured, PlotInventory, PlotListColumns, PlotSize, TreeListColumns,
    UnitArea, arrange, read_tree_list,
};
use crate::pipeline::document::Document;
use crate::units::Hectares;

/// Plots, and the trees on them with species, diameter and height.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreeListEntry {
    /// The plots.
    pub plots: PlotsEntry,
    /// The trees.
    pub trees: ListedTreesEntry,
    /// The units that are estimated by themselves, by their id in the table of plots.
    pub units: BTreeMap<String, UnitEntry>,
    /// What the species of the table of trees are and which models they take; those whose name is a species group need none.
    #[serde(default)]
    pub species: BTreeMap<String, SpeciesEntry>,
    /// The set of carbon fractions, such as `ipcc2006` (0.47 t C/t d.m.) or `china` (0.50); without it growing stock and culms
    /// are accounted, and neither biomass nor carbon.
    pub carbon_fraction: Option<String>,
    /// Whether parameters may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// The table of plots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlotsEntry {
    /// The file.
    pub path: PathBuf,
    /// The column of the plot's id.
    pub plot: String,
    /// The column of the unit, where there are several.
    pub unit: Option<String>,
    /// The size of a plot: `{ each_ha = 0.08 }`, `{ area_ha = "column" }` or, in trees per hectare, `{ expansion = "column" }`.
    pub size: PlotSize,
    /// The land of a plot; without it all trees count, and there is no forest area.
    pub land: Option<LandColumn>,
}

/// The table of trees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedTreesEntry {
    /// The file.
    pub path: PathBuf,
    /// The column of the plot's id.
    pub plot: String,
    /// The column of the species.
    pub species: String,
    /// The column of the diameter at breast height, and its unit.
    pub diameter: Measured<DiameterUnit>,
    /// The column of the height, and its unit.
    pub height: Measured<LengthUnit>,
    /// The column of the crown length, and its unit.
    pub crown_length: Option<Measured<LengthUnit>>,
    /// The column of how many like trees or culms a row counts; without it, one.
    pub count: Option<String>,
}

/// A unit of known area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitEntry {
    /// The name; by default the id.
    pub name: Option<String>,
    /// The area of all land that the plots sample, ha.
    pub area_ha: f64,
    /// Where the area comes from.
    pub source: String,
}

impl TreeListEntry {
    /// Reads the tables. Tables, species and design are checked each as far as the others allow, and reported together.
    pub(super) fn read(&self, document: &Document, sample: &SampleEntry) -> Result<ReadSample> {
        let mut problems = Vec::new();
        let mut keep = |problem: Error| problems.push(problem);
        let design = sample.read_design(document, None).map_err(&mut keep).ok();
        let units = self.units(sample).map_err(&mut keep).ok();
        let models = TreeModels::new(self.species.clone(), self.carbon_fraction.as_deref(), self.allow_unverified);
        let models = models.map_err(&mut keep).ok();
        let tables = TableText::read_all(document, [&self.plots.path, &self.trees.path]).map_err(&mut keep).ok();
        let Some([plots, trees]) = tables else { return Err(joined(problems)) };
        let plot_columns = PlotListColumns {
            plot: &self.plots.plot,
            unit: self.plots.unit.as_deref(),
            stratum: sample.stratum_column(),
            size: &self.plots.size,
            land: self.plots.land.as_ref(),
            auxiliary: sample.auxiliary_column(),
        };
        let tree_columns = TreeListColumns {
            plot: &self.trees.plot,
            species: &self.trees.species,
            diameter: &self.trees.diameter,
            height: &self.trees.height,
            crown_length: self.trees.crown_length.as_ref(),
            count: self.trees.count.as_deref(),
        };
        let (list, read) = read_tree_list((plots.table(), plot_columns), (trees.table(), tree_columns));
        problems.extend(read.err());
        let valued =
            models.and_then(|models| tree_plots(&list, &models).map_err(|problem| problems.push(problem)).ok());
        let (Some((drawn, mut basis)), Some(design), Some(units), true) = (valued, design, units, problems.is_empty())
        else {
            return Err(joined(problems));
        };
        let inventory = PlotInventory {
            units: arrange(units, drawn, design.design, design.strata.as_ref())?,
            forest_classes: list.forest_classes.iter().cloned().collect(),
            evidence: None,
            code_sources: String::new(),
            auxiliary_source: sample.auxiliary_source(),
            warnings: list.warnings.clone(),
        };
        let sources: BTreeSet<String> = self.units.values().map(|unit| unit.source.clone()).collect();
        basis.area_sources = sources.into_iter().collect();
        let files = [plots.path, trees.path].into_iter().chain(design.file).collect();
        Ok(ReadSample { inventory, files, trees: Some(basis), detail: format!(", {}", list.describe()) })
    }

    fn units(&self, sample: &SampleEntry) -> Result<Vec<UnitArea>> {
        let ids: Vec<&str> = self.units.keys().map(String::as_str).collect();
        if ids.is_empty() {
            return Err(Error::data("`units` names no unit").hint(
                "add `units.\"id\" = { area_ha = …, source = \"…\" }`: a total needs the area that the plots sample",
            ));
        }
        let means = sample.auxiliary_means(&ids)?;
        let mut problems = Vec::new();
        let mut units = Vec::new();
        for (id, unit) in &self.units {
            if !(unit.area_ha > 0.0 && unit.area_ha.is_finite()) {
                problems.push(Error::data(format!("unit `{id}` has {} ha, expected more than 0", unit.area_ha)));
            }
            if unit.source.is_empty() {
                problems.push(Error::data(format!("the area of unit `{id}` has no source")));
            }
            units.push(UnitArea {
                id: id.clone(),
                name: unit.name.clone().unwrap_or_else(|| id.clone()),
                area: Hectares(unit.area_ha),
                auxiliary_mean: means.get(id).copied(),
            });
        }
        Error::all(problems)?;
        Ok(units)
    }
}

fn joined(problems: Vec<Error>) -> Error {
    Error::all(problems).err().unwrap_or_else(|| Error::internal("an inventory without problems is missing"))
}
