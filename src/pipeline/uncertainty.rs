//! The section of uncertainty: how an account is drawn again, and the file of what was found.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sensitivity::{Drivers, headlines};
use crate::accounts::AccountRow;
use crate::accounts::uncertainty::{
    AssumedError, Between, Correlation, Disagreement, NamePattern, Spread, Uncertainty, UncertaintySettings,
    fill_intervals,
};
use crate::error::{Error, Kind, Result};
use crate::parameters::SkewedMean;

/// How an account is drawn again to see how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UncertaintyEntry {
    /// How many draws.
    #[serde(default = "draws")]
    pub draws: usize,
    /// Which draws: the same number gives the same ones.
    #[serde(default = "seed")]
    pub seed: u64,
    /// What the published value of a skewed parameter is.
    #[serde(default)]
    pub skewed_mean: SkewedMean,
    /// The difference of approaches 1 and 2, in percent of the half-width, beyond which a warning says so.
    #[serde(default = "margin_percent")]
    pub margin_percent: f64,
    /// Parameters whose errors are not independent.
    #[serde(default)]
    pub correlations: Vec<CorrelationEntry>,
    /// Errors of parameters whose source gives none.
    #[serde(default)]
    pub assumed: Vec<AssumedEntry>,
}

/// Parameters whose errors are not independent: one correlation of all pairs, or a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrelationEntry {
    /// Their names, as `tanhui trace` prints them; `*` at the end stands for any ending.
    #[schemars(length(min = 1))]
    pub parameters: Vec<String>,
    /// The correlation of every pair, or a matrix with a row and a column for each name.
    pub correlation: CorrelationValues,
    /// Who says so.
    pub source: String,
}

/// One correlation, or a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CorrelationValues {
    /// Of every pair.
    Every(f64),
    /// A row and a column for each name.
    Matrix(Vec<Vec<f64>>),
}

/// An error of parameters, areas or growing stocks whose source gives none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumedEntry {
    /// Their names; `*` at the end stands for any ending.
    pub parameters: String,
    /// Half the width of the 95 % interval, percent of the value.
    pub half_width_percent: f64,
    /// The distribution, as in parameter tables.
    #[serde(default = "normal")]
    pub distribution: String,
    /// Who says so.
    pub source: String,
}

fn draws() -> usize {
    UncertaintySettings::default().draws
}

fn seed() -> u64 {
    UncertaintySettings::default().seed
}

fn margin_percent() -> f64 {
    UncertaintySettings::default().margin * 100.0
}

fn normal() -> String {
    "normal".to_owned()
}

impl UncertaintyEntry {
    /// The settings.
    ///
    /// # Errors
    /// Settings that no draw can follow.
    pub(super) fn settings(&self) -> Result<UncertaintySettings> {
        let correlations = self.correlations.iter().map(CorrelationEntry::correlation).collect();
        let assumed = self.assumed.iter().map(|entry| AssumedError {
            parameters: NamePattern(entry.parameters.clone()),
            half_width: entry.half_width_percent / 100.0,
            distribution: entry.distribution.clone(),
            source: entry.source.clone(),
        });
        let settings = UncertaintySettings {
            draws: self.draws,
            seed: self.seed,
            skewed: self.skewed_mean,
            correlations,
            assumed: assumed.collect(),
            margin: self.margin_percent / 100.0,
        };
        settings.check()?;
        Ok(settings)
    }
}

impl CorrelationEntry {
    fn correlation(&self) -> Correlation {
        let between = match &self.correlation {
            CorrelationValues::Every(one) => Between::Every(*one),
            CorrelationValues::Matrix(rows) => Between::Matrix(rows.clone()),
        };
        let parameters = self.parameters.iter().cloned().map(NamePattern).collect();
        Correlation { parameters, between, source: self.source.clone() }
    }
}

/// What draws said of an account.
pub(super) struct Found {
    /// By row.
    spreads: Vec<Option<Spread>>,
    /// The number of parameters with a known error that a row depends on.
    drawn: Vec<usize>,
    /// The half-width by error propagation, and what it disregards.
    propagated: Vec<Option<(f64, Option<Disagreement>)>>,
    /// What the intervals of headline figures come from.
    drivers: Vec<Drivers>,
}

/// Draws an account again and fills the intervals of its rows.
///
/// # Errors
/// Distributions or correlations that cannot be, or draws that a formula refuses.
pub(super) fn with_intervals(
    rows: &mut [AccountRow],
    settings: &UncertaintySettings,
    warnings: &mut Vec<String>,
) -> Result<Found> {
    let uncertainty = Uncertainty::of(rows, settings)?;
    for pattern in settings.unmatched(&uncertainty.parameters()) {
        warnings.push(format!("`{pattern}` in `[uncertainty]` is the name of no parameter that the account uses"));
    }
    let spreads: Vec<Option<Spread>> = (0..rows.len()).map(|row| uncertainty.spread(row)).collect();
    let drawn = (0..rows.len()).map(|row| uncertainty.drawn_parameters(row).len()).collect();
    let propagated: Vec<_> = (0..rows.len()).map(|row| uncertainty.approach1(row)).collect();
    let headlines = headlines(rows, &spreads);
    let drivers = uncertainty.drivers(&headlines)?;
    let drivers = headlines.into_iter().zip(drivers).map(|(row, drivers)| Drivers::new(row, &drivers)).collect();
    warnings.extend(choice_of_mean(rows, settings, &uncertainty)?);
    drop(uncertainty);
    fill_intervals(rows, &spreads);
    warnings.extend(disagreements(rows, &propagated, settings.margin));
    Ok(Found { spreads, drawn, propagated, drivers })
}

/// Says how published values of skewed parameters are read, and what the whole of all zones would be if they were read the other
/// way.
fn choice_of_mean(
    rows: &[AccountRow],
    settings: &UncertaintySettings,
    drawn: &Uncertainty<'_>,
) -> Result<Option<String>> {
    let skewed = drawn.skewed_parameters();
    if skewed == 0 {
        return Ok(None);
    }
    let (own, other) = match settings.skewed {
        SkewedMean::Arithmetic => ("arithmetic", ("geometric", SkewedMean::Geometric)),
        SkewedMean::Geometric => ("geometric", ("arithmetic", SkewedMean::Arithmetic)),
    };
    let whole: Vec<usize> = (0..rows.len())
        .filter(|index| {
            let row = &rows[*index];
            row.zone == "*" && row.category == "*" && ["*", ""].contains(&row.pool.as_str())
        })
        .collect();
    let subset: Vec<AccountRow> = whole.iter().map(|index| rows[*index].clone()).collect();
    let settings = UncertaintySettings { skewed: other.1, ..settings.clone() };
    let again = Uncertainty::of(&subset, &settings)?;
    let moved = whole.iter().enumerate().filter_map(|(place, index)| {
        let (now, then) = (drawn.spread(*index)?.mean, again.spread(place)?.mean);
        Some((rows.get(*index)?, now, then, ((then - now) / now).abs()))
    });
    let most = moved.filter(|(.., share)| share.is_finite()).max_by(|one, other| one.3.total_cmp(&other.3));
    let moved = most.map_or(String::new(), |(row, now, then, _)| {
        format!(
            "; as {} means the mean of {} of {} in {} ({}) would be {then:.4e} {} instead of {now:.4e}",
            other.0,
            row.quantity.name(),
            row.sector.name(),
            row.year_to.or(row.year).unwrap_or_default(),
            row.zone_set,
            row.unit,
        )
    });
    Ok(Some(format!("the published values of {skewed} skewed parameters are read as {own} means{moved}")))
}

/// Says for how many figures approach 1 cannot be relied on, and why.
fn disagreements(
    rows: &[AccountRow],
    propagated: &[Option<(f64, Option<Disagreement>)>],
    margin: f64,
) -> Option<String> {
    let known = propagated.iter().flatten().count();
    let mut causes: BTreeMap<Disagreement, (usize, &AccountRow)> = BTreeMap::new();
    for (row, found) in rows.iter().zip(propagated) {
        if let Some((_, Some(cause))) = found {
            causes.entry(*cause).or_insert((0, row)).0 += 1;
        }
    }
    if causes.is_empty() {
        return None;
    }
    let found: usize = causes.values().map(|(count, _)| count).sum();
    let why = causes.iter().map(|(cause, (count, row))| {
        let (quantity, category) = (row.quantity.name(), &row.category);
        format!("{count} because {} (such as {quantity} of `{category}` in zone `{}`)", cause.words(), row.zone)
    });
    Some(format!(
        "error propagation (approach 1) is off by more than {:.0} % for {found} of {known} intervals: {}; `uncertainty.csv` has both",
        margin * 100.0,
        why.collect::<Vec<_>>().join("; ")
    ))
}

/// A row of `uncertainty.csv`.
#[derive(Serialize)]
struct Line<'a> {
    zone_set: &'a str,
    zone: &'a str,
    year: Option<i32>,
    year_to: Option<i32>,
    sector: crate::land::Sector,
    category: &'a str,
    pool: &'a str,
    quantity: crate::accounts::Quantity,
    unit: &'a str,
    value: f64,
    mean: f64,
    sd: f64,
    low95: f64,
    high95: f64,
    mean_error: f64,
    low95_error: f64,
    high95_error: f64,
    approach1_half_width: Option<f64>,
    approach1_fails: Option<Disagreement>,
    uncertain_parameters: usize,
}

impl Found {
    /// What the intervals of headline figures come from.
    pub(super) fn drivers(&self) -> &[Drivers] {
        &self.drivers
    }

    /// Whether no row depends on a parameter with a known error.
    pub(super) fn is_empty(&self) -> bool {
        self.spreads.iter().all(Option::is_none)
    }

    /// The bytes of `uncertainty.csv`: the rows of the account that depend on a parameter with a known error.
    ///
    /// # Errors
    /// None that input can cause.
    pub(super) fn csv(&self, rows: &[AccountRow]) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        for (index, row) in rows.iter().enumerate().take(self.spreads.len()) {
            let Some(spread) = self.spreads[index] else { continue };
            let propagated = self.propagated[index];
            let line = Line {
                zone_set: &row.zone_set,
                zone: &row.zone,
                year: row.year,
                year_to: row.year_to,
                sector: row.sector,
                category: &row.category,
                pool: &row.pool,
                quantity: row.quantity,
                unit: &row.unit,
                value: row.value,
                mean: spread.mean,
                sd: spread.sd,
                low95: spread.low95,
                high95: spread.high95,
                mean_error: spread.mean_error,
                low95_error: spread.low95_error,
                high95_error: spread.high95_error,
                approach1_half_width: propagated.map(|(half, _)| half),
                approach1_fails: propagated.and_then(|(_, why)| why),
                uncertain_parameters: self.drawn[index],
            };
            writer.serialize(line).map_err(|error| Error::new(Kind::Io, "cannot write uncertainty").cause(error))?;
        }
        writer.into_inner().map_err(Error::internal)
    }
}
