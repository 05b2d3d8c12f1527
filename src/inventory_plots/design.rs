//! How the plots were drawn, and the strata they belong to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::csv_table::{CsvTable, Problems, Row, Table};
use super::{EstimationUnit, PlotStratum, PlotValues};
use crate::error::{Error, Result, nearest};
use crate::units::Hectares;

/// By how much the weights of a unit may differ from 1 in all: they are printed with few digits.
const TOLERANCE: f64 = 1e-3;

/// How the plots were drawn: it decides the estimator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// With equal chance from the whole unit.
    SimpleRandom,
    /// On a grid, which is taken as a simple random sample: the standard error comes out too large rather than too small.
    Systematic,
    /// In strata of known weight, each by itself.
    Stratified,
    /// Over the whole unit, and put into strata of known weight afterwards.
    PostStratified,
    /// In strata whose weight is the share of the points of a first and larger sample.
    DoubleSampling,
}

impl Design {
    /// Whether its estimator takes strata.
    #[must_use]
    pub fn has_strata(self) -> bool {
        matches!(self, Self::Stratified | Self::PostStratified | Self::DoubleSampling)
    }
}

/// A unit whose plots are estimated by themselves, before they are.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitArea {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The area.
    pub area: Hectares,
    /// The mean of the auxiliary over the unit, for the regression estimator.
    pub auxiliary_mean: Option<f64>,
}

/// A plot with what the design needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnPlot {
    /// The unit; none where there is only one.
    pub unit: Option<String>,
    /// The stratum; none where the design has none.
    pub stratum: Option<String>,
    /// Where the plot stands, for messages.
    pub place: String,
    /// What was found on it.
    pub values: PlotValues,
}

/// A table of strata and its columns.
#[derive(Debug, Clone, Copy)]
pub struct StrataTable<'a> {
    /// The table.
    pub table: Table<'a>,
    /// The column of the unit; none where there is only one.
    pub unit: Option<&'a str>,
    /// The column of the stratum.
    pub stratum: &'a str,
    /// The column of the weight or, of double sampling, of the points of the first phase.
    pub size: &'a str,
}

/// The strata of a table, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct Strata {
    file: String,
    rows: Vec<(Option<String>, PlotStratum)>,
}

impl Strata {
    /// Reads the strata of a design. Weights that add up to 1 within the tolerance of printed ones are made to do so exactly.
    ///
    /// # Errors
    /// Everything in the table that cannot be used, together.
    pub fn read(tables: &StrataTable<'_>, design: Design) -> Result<Self> {
        let needed: Vec<&str> = [tables.unit, Some(tables.stratum), Some(tables.size)].into_iter().flatten().collect();
        let table = CsvTable::read(&tables.table, &needed)?;
        let mut problems = Problems::default();
        let mut strata = Self { file: tables.table.file.to_owned(), rows: Vec::new() };
        for row in table.rows() {
            if let Some(read) = problems.keep(stratum(&row, tables, design)) {
                if strata.rows.iter().any(|(unit, known)| *unit == read.0 && known.id == read.1.id) {
                    let error =
                        format!("stratum `{}`{} stands twice, expected once", read.1.id, of_unit(read.0.as_deref()));
                    problems.push(Error::data(error).note(row.place()));
                } else {
                    strata.rows.push(read);
                }
            }
        }
        if problems.is_empty() {
            strata.make_shares(tables.size, design, &mut problems);
        }
        problems.finish()?;
        Ok(strata)
    }

    fn make_shares(&mut self, column: &str, design: Design, problems: &mut Problems) {
        let mut sums: BTreeMap<Option<String>, f64> = BTreeMap::new();
        for (unit, stratum) in &self.rows {
            *sums.entry(unit.clone()).or_default() += stratum.weight;
        }
        for (unit, sum) in &sums {
            if design != Design::DoubleSampling && (sum - 1.0).abs() > TOLERANCE {
                let error = format!(
                    "the weights of the strata{} add up to {sum} in column `{column}`, expected 1",
                    of_unit(unit.as_deref())
                );
                problems.push(Error::data(error).note(format!("in `{}`", self.file)).hint(
                    "divide areas or counts of pixels by their sum; points of a first sample are `double_sampling`",
                ));
            }
        }
        for (unit, stratum) in &mut self.rows {
            stratum.weight /= sums[unit];
        }
    }
}

fn stratum(row: &Row<'_>, tables: &StrataTable<'_>, design: Design) -> Result<(Option<String>, PlotStratum)> {
    let unit = tables.unit.map(|column| row.text(column)).transpose()?.map(str::to_owned);
    let id = row.text(tables.stratum)?.to_owned();
    let size = row.number(tables.size)?;
    if size == 0.0 {
        return Err(Error::data(format!("found 0 in column `{}`, expected more", tables.size))
            .note(row.place())
            .hint("collapse the stratum with a similar one of its unit"));
    }
    let points = (design == Design::DoubleSampling).then(|| {
        row.text(tables.size)?.parse().map_err(|_| {
            let error = format!("found `{size}` in column `{}`, expected a number of points", tables.size);
            Error::data(error).note(row.place())
        })
    });
    Ok((unit, PlotStratum { id, weight: size, points: points.transpose()?, plots: Vec::new() }))
}

/// Puts plots into their units and strata.
///
/// # Errors
/// Units and strata that a plot names and nobody declared, strata without two plots, and auxiliaries that are missing, together.
pub fn arrange(
    units: Vec<UnitArea>,
    plots: Vec<DrawnPlot>,
    design: Design,
    strata: Option<&Strata>,
) -> Result<Vec<EstimationUnit>> {
    let mut problems = Problems::default();
    let only = (units.len() == 1).then(|| units[0].id.clone());
    let mut arranged: Vec<EstimationUnit> = units
        .into_iter()
        .map(|unit| {
            let of_unit = |(named, _): &&(Option<String>, PlotStratum)| named.as_deref().is_none_or(|id| id == unit.id);
            let strata = match strata {
                Some(strata) => strata.rows.iter().filter(of_unit).map(|(_, stratum)| stratum.clone()).collect(),
                None => vec![PlotStratum { id: "1".to_owned(), weight: 1.0, points: None, plots: Vec::new() }],
            };
            let UnitArea { id, name, area, auxiliary_mean } = unit;
            EstimationUnit { id, name, area, design, auxiliary_mean, strata }
        })
        .collect();
    if let Some(strata) = strata {
        check_units_of_strata(strata, &arranged, &mut problems);
    }
    for plot in plots {
        let placed = place(&mut arranged, plot, only.as_deref(), strata);
        problems.keep(placed);
    }
    if problems.is_empty() {
        check_plots(&arranged, strata, &mut problems);
    }
    problems.finish()?;
    Ok(arranged)
}

fn check_units_of_strata(strata: &Strata, units: &[EstimationUnit], problems: &mut Problems) {
    for (unit, stratum) in &strata.rows {
        let Some(id) = unit else {
            if units.len() > 1 {
                let error = format!("`{}` does not say which unit its strata are of", strata.file);
                problems.push(Error::data(error).hint("name the column of units in `strata`"));
                return;
            }
            continue;
        };
        if !units.iter().any(|unit| unit.id == *id) {
            let error = format!("stratum `{}` is of unit `{id}`, which has no area", stratum.id);
            problems.push(
                unknown(&error, id, units.iter().map(|unit| unit.id.as_str())).note(format!("in `{}`", strata.file)),
            );
        }
    }
}

/// Puts a plot where it belongs.
fn place(units: &mut [EstimationUnit], plot: DrawnPlot, only: Option<&str>, strata: Option<&Strata>) -> Result<()> {
    let id = plot.values.id.clone();
    let named = plot.unit.as_deref().or(only);
    let Some(named) = named else {
        return Err(Error::data(format!("plot `{id}` does not say which unit it is in"))
            .note(plot.place)
            .hint("name the column of units in `plots`"));
    };
    let Some(unit) = units.iter().position(|unit| unit.id == named) else {
        let error = format!("plot `{id}` is in unit `{named}`, which has no area");
        return Err(unknown(&error, named, units.iter().map(|unit| unit.id.as_str())).note(plot.place));
    };
    let unit = &mut units[unit];
    if unit.auxiliary_mean.is_some() && plot.values.auxiliary.is_none() {
        return Err(Error::data(format!("plot `{id}` has no value of the auxiliary")).note(plot.place));
    }
    let mut index = 0;
    if let Some(strata) = strata {
        let Some(named) = &plot.stratum else {
            return Err(Error::data(format!("plot `{id}` has no stratum")).note(plot.place));
        };
        let known = || unit.strata.iter().map(|stratum| stratum.id.as_str());
        index = known().position(|id| id == named).ok_or_else(|| {
            let error =
                format!("plot `{id}` is in stratum `{named}` of unit `{}`, which is not in `{}`", unit.id, strata.file);
            unknown(&error, named, known()).note(plot.place)
        })?;
    }
    unit.strata[index].plots.push(plot.values);
    Ok(())
}

/// Every stratum has two plots; of double sampling, not more than it has points.
fn check_plots(units: &[EstimationUnit], strata: Option<&Strata>, problems: &mut Problems) {
    for unit in units {
        if unit.strata.is_empty() {
            problems.push(Error::data(format!("unit `{}` has no strata", unit.id)));
        }
        for stratum in &unit.strata {
            let plots = stratum.plots.len();
            let of = match strata {
                Some(strata) => format!("stratum `{}` of unit `{}`, in `{}`,", stratum.id, unit.id, strata.file),
                None => format!("unit `{}`", unit.id),
            };
            if plots < 2 {
                let error = format!("{of} has too few plots: {plots}, expected two or more");
                problems.push(
                    Error::data(error)
                        .hint("collapse it with a similar one: give both, and their plots, the same name"),
                );
            } else if stratum.points.is_some_and(|points| points < plots as u64) {
                let points = stratum.points.unwrap_or_default();
                problems.push(Error::data(format!(
                    "{of} has {points} points, but {plots} plots, which are a part of them"
                )));
            }
        }
    }
}

fn unknown<'a>(message: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let error = Error::data(format!("{message}: there is {}", known.clone().collect::<Vec<_>>().join(", ")));
    match nearest(name, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

fn of_unit(unit: Option<&str>) -> String {
    unit.map(|unit| format!(" of unit `{unit}`")).unwrap_or_default()
}
