//! A number of the science as a row.

use serde::{Deserialize, Serialize};

use super::{Distribution, Evidence, SkewedMean};
use crate::error::{Error, Result};

/// A value with its unit, range, source and evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
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
