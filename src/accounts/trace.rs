//! What stands behind the figures of an account, as a run leaves it beside them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::uncertainty::UncertaintySettings;
use super::{AccountRow, Ground, Part};
use crate::error::Result;
use crate::parameters::{Equation, Evidence, Parameter};

/// A part of a figure: an amount times a factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TracedPart {
    /// What the amount is of.
    pub what: String,
    /// The amount.
    pub amount: f64,
    /// The unit of the amount.
    pub unit: String,
    /// What a unit of it gives.
    pub factor: f64,
    /// How the factor was made.
    pub equation: String,
    /// The names of the parameters in it.
    pub parameters: Vec<String>,
}

impl From<&Part> for TracedPart {
    fn from(part: &Part) -> Self {
        Self {
            what: part.what.to_string(),
            amount: part.amount,
            unit: part.unit.to_owned(),
            factor: part.factor.value(),
            equation: Equation::of(&part.factor).to_string(),
            parameters: part.factor.parameters().into_keys().map(str::to_owned).collect(),
        }
    }
}

impl TracedPart {
    /// What it adds to the value.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.amount * self.factor
    }
}

/// A row of an account with the parts of its figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TracedRow {
    /// Its number in `accounts.csv`, from 0 on.
    pub index: usize,
    /// The row.
    #[serde(flatten)]
    pub row: AccountRow,
    /// The parts of its value.
    pub parts: Vec<TracedPart>,
}

impl TracedRow {
    /// What of the value no parameter went into: all of it where there are no parts, 0 where it is no more than rounding.
    #[must_use]
    pub fn observed(&self) -> f64 {
        let rest = self.row.value - self.parts.iter().map(TracedPart::value).sum::<f64>();
        let size: f64 = self.row.value.abs() + self.parts.iter().map(|part| part.value().abs()).sum::<f64>();
        if rest.abs() <= 1e-12 * size { 0.0 } else { rest }
    }
}

/// A parameter that figures of an account were made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedParameter {
    /// The table and the key.
    pub name: String,
    /// The value.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// The lower limit of the 95 % interval.
    pub low: Option<f64>,
    /// The upper limit of the 95 % interval.
    pub high: Option<f64>,
    /// The distribution as drawn.
    pub distribution: String,
    /// Who assumed the interval, where the source of the value gives none.
    pub interval_assumed_by: String,
    /// The publication.
    pub source: String,
    /// The table in the publication.
    pub table: String,
    /// The year of the publication or of the measurement.
    pub year: Option<i32>,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// What a user should know.
    pub note: String,
    /// In how many rows of the account it is used.
    pub rows: usize,
}

/// How a figure came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// The row with its parts, the largest first.
    #[serde(flatten)]
    pub row: TracedRow,
    /// What of the value no parameter went into.
    pub observed: f64,
    /// The ground whose area the amounts are, where they are areas of classes.
    pub ground: Option<Ground>,
    /// The parameters of all parts.
    pub used_parameters: Vec<UsedParameter>,
}

impl Trace {
    /// A row with its ground and what an account says of its parameters.
    #[must_use]
    pub fn new(mut row: TracedRow, ground: Option<Ground>, parameters: &[UsedParameter]) -> Self {
        row.parts.sort_by(|one, other| other.value().abs().total_cmp(&one.value().abs()));
        let is_used = |used: &&UsedParameter| row.parts.iter().any(|part| part.parameters.contains(&used.name));
        let used_parameters = parameters.iter().filter(is_used).cloned().collect();
        Self { observed: row.observed(), row, ground, used_parameters }
    }
}

/// What made an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The output directory.
    pub output: PathBuf,
    /// The version of tanhui.
    pub tanhui: String,
    /// The version of GDAL.
    pub gdal: String,
    /// The version of PROJ.
    pub proj: String,
    /// The pipeline file.
    pub pipeline: PathBuf,
    /// The BLAKE3 of its text.
    pub pipeline_blake3: String,
}

/// A file that a run read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// What it was read as: `layers.land_2020`, `zones.counties`, or the key of the pipeline that names it.
    pub role: String,
    /// The file, as the run named it.
    pub path: PathBuf,
    /// BLAKE3 of its bytes.
    pub blake3: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The parameters of all rows, by name.
///
/// # Errors
/// A parameter whose distribution cannot be.
pub fn used_parameters(rows: &[AccountRow], settings: &UncertaintySettings) -> Result<Vec<UsedParameter>> {
    let mut used: BTreeMap<&str, (&Parameter, usize)> = BTreeMap::new();
    for row in rows {
        let mut of_row = BTreeMap::new();
        row.figure.parts().iter().for_each(|part| part.factor.collect(&mut of_row));
        for (name, parameter) in of_row {
            used.entry(name).or_insert((parameter, 0)).1 += 1;
        }
    }
    let described = |(row, rows): (&Parameter, usize)| {
        let assumed = settings.assumed(row)?;
        let distribution = settings.distribution(row)?.to_string();
        let (row, by) = assumed.map_or((row.clone(), ""), |(row, assumed)| (row, assumed.source.as_str()));
        Ok(UsedParameter {
            name: row.name,
            value: row.value,
            unit: row.unit,
            low: row.low,
            high: row.high,
            distribution,
            interval_assumed_by: by.to_owned(),
            source: row.source,
            table: row.table,
            year: row.year,
            evidence: row.evidence,
            note: row.note,
            rows,
        })
    };
    used.into_values().map(described).collect()
}
