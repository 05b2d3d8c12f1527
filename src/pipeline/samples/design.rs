//! How the plots of a sample were drawn: read and checked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SampleEntry, TableText};
use crate::error::{Error, Result, nearest};
use crate::inventory_plots::{Design, Strata, StrataTable};
use crate::pipeline::document::Document;

/// The strata and their sizes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrataEntry {
    /// The table of strata.
    pub path: PathBuf,
    /// Its column of strata, and that of the plots.
    pub stratum: String,
    /// Its column of units, where there are several.
    pub unit: Option<String>,
    /// Its column of weights that add up to 1 in each unit: for `stratified` and `post_stratified`.
    pub weight: Option<String>,
    /// Its column of the points of the first phase: for `double_sampling`.
    pub points: Option<String>,
}

/// A value that plots have and whose mean over the whole unit is known, such as a canopy height: for the regression estimator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuxiliaryEntry {
    /// The column of the plots.
    pub column: String,
    /// Its mean over all the land of a unit; of several units, one each.
    pub population_mean: PopulationMean,
    /// Where the mean comes from.
    pub source: String,
}

/// The mean over one unit, or over each by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PopulationMean {
    /// Of the only unit.
    One(f64),
    /// By unit.
    ByUnit(BTreeMap<String, f64>),
}

/// A design with its tables.
pub(super) struct PlannedDesign {
    pub(super) design: Design,
    pub(super) strata: Option<Strata>,
    pub(super) file: Option<PathBuf>,
}

impl SampleEntry {
    /// The design, with `otherwise` where the pipeline does not say.
    pub(super) fn read_design(&self, document: &Document, otherwise: Option<Design>) -> Result<PlannedDesign> {
        let Some(design) = self.design.or(otherwise) else {
            return Err(Error::data("nobody says how the plots were drawn").hint(
                "set `design` to `simple_random`, `systematic`, `stratified`, `post_stratified` or `double_sampling`",
            ));
        };
        if self.auxiliary.is_some() && design.has_strata() {
            return Err(Error::data("an auxiliary is used with `simple_random` or `systematic` plots only")
                .hint("drop `auxiliary`, or the strata"));
        }
        let key = match (design, &self.strata) {
            (Design::SimpleRandom | Design::Systematic, None) => {
                return Ok(PlannedDesign { design, strata: None, file: None });
            }
            (Design::SimpleRandom | Design::Systematic, Some(_)) => {
                return Err(Error::data("`strata` are given, but the design has none")
                    .hint("set `design = \"post_stratified\"` if plots were put into strata after they were drawn"));
            }
            (Design::Stratified | Design::PostStratified, _) => "weight",
            (Design::DoubleSampling, _) => "points",
        };
        let Some(entry) = &self.strata else {
            return Err(Error::data("the design has strata, but their sizes are not given").hint(format!(
                "add `strata = {{ path = \"strata.csv\", stratum = \"stratum\", {key} = \"{key}\" }}`"
            )));
        };
        let size = if key == "weight" { &entry.weight } else { &entry.points };
        let Some(size) = size.as_deref().filter(|_| entry.weight.is_none() || entry.points.is_none()) else {
            return Err(Error::data(format!(
                "`strata` of this design need `{key}`, the column of sizes, and no other"
            )));
        };
        let [table] = TableText::read_all(document, [&entry.path])?;
        let (unit, stratum) = (entry.unit.as_deref(), entry.stratum.as_str());
        let strata = Strata::read(&StrataTable { table: table.table(), unit, stratum, size }, design)?;
        Ok(PlannedDesign { design, strata: Some(strata), file: Some(table.path) })
    }

    /// The column of strata in the table of plots.
    pub(super) fn stratum_column(&self) -> Option<&str> {
        self.strata.as_ref().map(|strata| strata.stratum.as_str())
    }

    /// The column of the auxiliary in the table of plots.
    pub(super) fn auxiliary_column(&self) -> Option<&str> {
        self.auxiliary.as_ref().map(|auxiliary| auxiliary.column.as_str())
    }

    pub(super) fn auxiliary_source(&self) -> Option<String> {
        self.auxiliary.as_ref().map(|auxiliary| format!("auxiliary `{}`: {}", auxiliary.column, auxiliary.source))
    }

    /// The mean of the auxiliary over each unit.
    pub(super) fn auxiliary_means(&self, units: &[&str]) -> Result<BTreeMap<String, f64>> {
        let means = match self.auxiliary.as_ref().map(|auxiliary| &auxiliary.population_mean) {
            None => return Ok(BTreeMap::new()),
            Some(PopulationMean::One(mean)) if units.len() == 1 => BTreeMap::from([(units[0].to_owned(), *mean)]),
            Some(PopulationMean::One(_)) => {
                return Err(Error::data(format!("one `population_mean` for {} units, expected one each", units.len()))
                    .hint(format!("write `population_mean = {{ \"{}\" = …, … }}`", units[0])));
            }
            Some(PopulationMean::ByUnit(means)) => means.clone(),
        };
        let missing = units.iter().filter(|unit| !means.contains_key(**unit));
        let mut problems: Vec<Error> = missing
            .map(|unit| Error::data(format!("unit `{unit}` has no `population_mean` of the auxiliary")))
            .collect();
        for unit in means.keys().filter(|unit| !units.contains(&unit.as_str())) {
            let error = Error::data(format!("`population_mean` names unit `{unit}`, which has no area"));
            problems.push(match nearest(unit, units.iter().copied()) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
        for (unit, mean) in means.iter().filter(|(_, mean)| !mean.is_finite()) {
            problems.push(Error::data(format!("unit `{unit}` has the population mean {mean}, expected a number")));
        }
        Error::all(problems)?;
        Ok(means)
    }
}
