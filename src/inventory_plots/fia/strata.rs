//! Estimation units and strata: their sizes, and which plots belong to them.

use std::collections::BTreeMap;

use super::FiaTables;
use crate::error::{Error, Result};
use crate::inventory_plots::csv_table::{CsvTable, Problems, Row};
use crate::inventory_plots::{EstimationUnit, PlotStratum, PlotValues};
use crate::units::Acres;

/// By how much the weights of a unit may differ from 1 in all: they are printed with few digits.
const TOLERANCE: f64 = 1e-3;

/// The strata in the order of their table, and what holds them.
pub(super) struct Design {
    units: Vec<EstimationUnit>,
    /// For each stratum: its unit, and its index there.
    at: Vec<(usize, usize)>,
    /// Where each stratum stands, and the plots that its row says it has.
    rows: Vec<(String, Option<f64>)>,
    by_id: BTreeMap<(String, String), usize>,
    file: String,
}

pub(super) fn read_design(tables: &FiaTables<'_>) -> Result<Design> {
    let size = tables.weights.unwrap_or("P1POINTCNT");
    let mut problems = Problems::default();
    let units = problems.keep(CsvTable::read(&tables.units, &["ESTN_UNIT", "ACRES"]));
    let strata = problems.keep(CsvTable::read(&tables.strata, &["ESTN_UNIT", "STRATUMCD", size]));
    let (Some(units), Some(strata)) = (units, strata) else {
        problems.finish()?;
        return Err(Error::internal("tables without problems are missing"));
    };
    let mut design = Design {
        units: Vec::new(),
        at: Vec::new(),
        rows: Vec::new(),
        by_id: BTreeMap::new(),
        file: tables.strata.file.to_owned(),
    };
    for row in units.rows() {
        if let Some(unit) = problems.keep(unit(&row)) {
            if design.units.iter().any(|known| known.id == unit.id) {
                let error = format!("estimation unit `{}` stands twice, expected once", unit.id);
                problems.push(Error::data(error).note(row.place()));
            } else {
                design.units.push(unit);
            }
        }
    }
    for row in strata.rows() {
        let added = design.add_stratum(&row, size);
        problems.keep(added);
    }
    design.check_weights(tables.weights, &mut problems);
    problems.finish()?;
    Ok(design)
}

fn unit(row: &Row<'_>) -> Result<EstimationUnit> {
    let id = row.text("ESTN_UNIT")?.to_owned();
    let area = Acres(row.number("ACRES")?);
    if area.0 == 0.0 {
        return Err(Error::data(format!("estimation unit `{id}` has 0 acres, expected more")).note(row.place()));
    }
    let name = row.optional("ESTN_UNIT_DESCR").unwrap_or(&id).to_owned();
    Ok(EstimationUnit {
        id,
        name,
        area: area.to_hectares(),
        design: crate::inventory_plots::Design::PostStratified,
        auxiliary_mean: None,
        strata: Vec::new(),
    })
}

impl Design {
    fn add_stratum(&mut self, row: &Row<'_>, size: &str) -> Result<()> {
        let (unit_id, id) = (row.text("ESTN_UNIT")?, row.text("STRATUMCD")?);
        let weight = row.number(size)?;
        if weight == 0.0 {
            return Err(Error::data(format!("found 0 in column `{size}`, expected more"))
                .note(row.place())
                .hint("collapse the stratum with a similar one of its unit"));
        }
        let Some(unit) = self.units.iter().position(|unit| unit.id == unit_id) else {
            return Err(
                Error::data(format!("estimation unit `{unit_id}` has no area in the table of units")).note(row.place())
            );
        };
        let index = self.at.len();
        if self.by_id.insert((unit_id.to_owned(), id.to_owned()), index).is_some() {
            return Err(Error::data(format!("stratum `{id}` of unit `{unit_id}` stands twice, expected once"))
                .note(row.place()));
        }
        let strata = &mut self.units[unit].strata;
        self.at.push((unit, strata.len()));
        self.rows.push((row.place(), row.optional_number("P2POINTCNT")?));
        strata.push(PlotStratum { id: id.to_owned(), weight, points: None, plots: Vec::new() });
        Ok(())
    }

    /// Makes sizes into shares of their unit; what is given as a share already must add up to 1.
    fn check_weights(&mut self, column: Option<&str>, problems: &mut Problems) {
        for unit in &mut self.units {
            let sum: f64 = unit.strata.iter().map(|stratum| stratum.weight).sum();
            if unit.strata.is_empty() {
                let error = format!("estimation unit `{}` has an area but no strata", unit.id);
                problems.push(
                    Error::data(error)
                        .note(format!("in `{}`", self.file))
                        .hint("give it one stratum, or leave the unit out of the table of units"),
                );
            } else if let Some(column) = column
                && (sum - 1.0).abs() > TOLERANCE
            {
                let error =
                    format!("the weights of unit `{}` add up to {sum} in column `{column}`, expected 1", unit.id);
                problems.push(
                    Error::data(error)
                        .note(format!("in `{}`", self.file))
                        .hint("if the column holds counts of points, leave `weights` out and call it `P1POINTCNT`"),
                );
            }
            unit.strata.iter_mut().for_each(|stratum| stratum.weight /= sum);
        }
    }

    /// The stratum that a plot says it belongs to.
    pub(super) fn stratum(&self, plot: &Row<'_>) -> Result<usize> {
        let (unit, stratum) = (plot.text("ESTN_UNIT")?, plot.text("STRATUMCD")?);
        self.by_id.get(&(unit.to_owned(), stratum.to_owned())).copied().ok_or_else(|| {
            Error::data(format!("stratum `{stratum}` of unit `{unit}` is not in `{}`", self.file)).note(plot.place())
        })
    }

    /// Every stratum has two plots, and as many as its row says.
    pub(super) fn check_plots(&self, strata: impl Iterator<Item = usize>, problems: &mut Problems) {
        let mut plots = vec![0_u32; self.at.len()];
        strata.for_each(|stratum| plots[stratum] += 1);
        for ((unit, stratum), &index) in &self.by_id {
            let (place, expected) = &self.rows[index];
            let found = plots[index];
            if found < 2 {
                let error = format!(
                    "stratum `{stratum}` of unit `{unit}` has too few sampled plots: {found}, expected two or more"
                );
                problems.push(
                    Error::data(error)
                        .note(place.clone())
                        .hint("collapse the stratum with a similar one: give both, and their plots, the same code"),
                );
            } else if let Some(expected) = expected
                && *expected != f64::from(found)
            {
                let error = format!(
                    "stratum `{stratum}` of unit `{unit}` has {expected} plots in column `P2POINTCNT`, but {found} sampled plots were found"
                );
                problems.push(Error::data(error).note(place.clone()));
            }
        }
    }

    /// By how much the sampled shares of a stratum's plots are widened to make up the whole: n / Σ sampled share.
    pub(super) fn factors<const N: usize>(&self, sampled: impl Iterator<Item = (usize, [f64; N])>) -> Vec<[f64; N]> {
        let mut plots = vec![0.0; self.at.len()];
        let mut sums = vec![[0.0; N]; self.at.len()];
        for (stratum, shares) in sampled {
            plots[stratum] += 1.0;
            sums[stratum].iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        }
        sums.iter().zip(plots).map(|(sums, plots)| sums.map(|sum| plots / sum)).collect()
    }

    pub(super) fn push(&mut self, stratum: usize, plot: PlotValues) {
        let (unit, index) = self.at[stratum];
        self.units[unit].strata[index].plots.push(plot);
    }

    pub(super) fn into_units(self) -> Vec<EstimationUnit> {
        self.units
    }
}
