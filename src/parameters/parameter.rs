//! A number of the science as a row.

use serde::{Deserialize, Serialize};

use super::{Distribution, Evidence, SkewedMean};
use crate::error::{Error, Result};

/// A value with its unit, range, source and evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The table and the key, by which it is drawn and traced.
    #[serde(skip)]
    pub name: String,
    /// The value, in `unit`.
    pub value: f64,
    /// The unit.
    pub unit: String,
    /// The lower limit of the 95 % interval, where published.
    pub low: Option<f64>,
    /// The upper limit of the 95 % interval, where published.
    pub high: Option<f64>,
    /// The distribution, where known.
    #[serde(default)]
    pub distribution: String,
    /// The publication.
    pub source: String,
    /// The table in the publication.
    #[serde(default)]
    pub table: String,
    /// The year of the publication or of the measurement.
    pub year: Option<i32>,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// What a user should know.
    #[serde(default)]
    pub note: String,
}

impl Default for Parameter {
    fn default() -> Self {
        Self {
            name: String::new(),
            value: f64::NAN,
            unit: String::new(),
            low: None,
            high: None,
            distribution: String::new(),
            source: String::new(),
            table: String::new(),
            year: None,
            evidence: Evidence::Unverified,
            note: String::new(),
        }
    }
}

impl Parameter {
    /// The name of a row: its table and key. Tables of one's own are known by their file name, wherever they lie.
    pub(crate) fn name(file: &str, key: &[&str]) -> String {
        let file = if file.starts_with("parameters/") { file } else { file.rsplit('/').next().unwrap_or(file) };
        format!("{file}: {}", key.join(", "))
    }

    /// The same row with the normal distribution of a standard deviation.
    ///
    /// # Errors
    /// One below 0.
    pub fn with_standard_deviation(self, deviation: f64) -> Result<Self> {
        if !(deviation >= 0.0 && deviation.is_finite()) {
            return Err(Error::data(format!("found a standard deviation of {deviation}, expected 0 or more")));
        }
        let half = Distribution::LIMIT * deviation;
        let distribution = if deviation == 0.0 { "fixed" } else { "normal" };
        Ok(Self {
            low: Some(self.value - half),
            high: Some(self.value + half),
            distribution: distribution.to_owned(),
            ..self
        })
    }

    /// The mean of as many independent values as this row has one of, for `place`: its standard deviation is 1/√n of theirs, and by
    /// the central limit theorem it is close to normal.
    #[must_use]
    pub fn mean_of(&self, count: u64, place: &str) -> Self {
        let name = format!("{}, mean of {count} values of {place}", self.name);
        match (self.low, self.high) {
            (Some(low), Some(high)) if count > 1 => {
                let half = (high - low) / 2.0 / (count as f64).sqrt();
                let (low, high) = (Some(self.value - half), Some(self.value + half));
                Self { name, low, high, distribution: "normal".to_owned(), ..self.clone() }
            }
            _ => Self { name, ..self.clone() },
        }
    }

    /// Refuses a row that cannot be used.
    ///
    /// # Errors
    /// Another unit, a value that is not finite, a range that does not hold the value or that its distribution cannot have, or no
    /// source.
    pub fn check(&self, unit: &str) -> Result<()> {
        if self.unit != unit {
            return Err(Error::data(format!("found the unit `{}`, expected `{unit}`", self.unit)));
        }
        if !self.value.is_finite() {
            return Err(Error::data(format!("found the value `{}`, expected a number", self.value)));
        }
        if self.low.is_some_and(|low| !(low <= self.value)) || self.high.is_some_and(|high| !(high >= self.value)) {
            return Err(Error::data(format!(
                "the range {:?}–{:?} does not hold the value {}",
                self.low, self.high, self.value
            )));
        }
        Distribution::of(self, SkewedMean::default())?;
        if self.source.is_empty() {
            return Err(
                Error::data("a parameter has no source").hint("fill the `source` column: who published the value")
            );
        }
        Ok(())
    }
}
