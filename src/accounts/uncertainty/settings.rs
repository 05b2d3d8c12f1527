//! How an account is drawn again.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::parameters::{Distribution, Parameter, SkewedMean};

/// How often and from what parameters are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct UncertaintySettings {
    /// How many draws.
    pub draws: usize,
    /// Which draws: the same number gives the same ones.
    pub seed: u64,
    /// What the published value of a skewed parameter is.
    pub skewed: SkewedMean,
    /// Parameters that are drawn together.
    pub correlations: Vec<Correlation>,
    /// Errors of parameters whose source gives none.
    pub assumed: Vec<AssumedError>,
    /// Where approaches 1 and 2 are apart by more than this share of the half-width, an account says so.
    pub margin: f64,
}

impl Default for UncertaintySettings {
    fn default() -> Self {
        Self {
            draws: 10_000,
            seed: 1,
            skewed: SkewedMean::default(),
            correlations: Vec::new(),
            assumed: Vec::new(),
            margin: 0.2,
        }
    }
}

/// Some parameters by their names: a whole name, or the beginning of names before a `*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamePattern(pub String);

impl NamePattern {
    /// Whether a name is meant.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => self.0 == name,
        }
    }
}

/// Parameters whose errors are not independent of each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Who.
    pub parameters: Vec<NamePattern>,
    /// How.
    pub between: Between,
    /// Who says so.
    pub source: String,
}

/// The correlations between the normal scores of parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Between {
    /// The same for every pair.
    Every(f64),
    /// A row and a column for each parameter, in the order in which they are named.
    Matrix(Vec<Vec<f64>>),
}

/// An error of parameters whose source gives none.
#[derive(Debug, Clone, PartialEq)]
pub struct AssumedError {
    /// Of which.
    pub parameters: NamePattern,
    /// Half the width of the 95 % interval, as a share of the value.
    pub half_width: f64,
    /// The distribution, as parameter tables name it.
    pub distribution: String,
    /// Who says so.
    pub source: String,
}

impl UncertaintySettings {
    /// The distribution of a parameter: that of its row or, where the row has no interval, that of the first assumption about it.
    ///
    /// # Errors
    /// An interval that the assumed distribution cannot have.
    pub fn distribution(&self, row: &Parameter) -> Result<Distribution> {
        let Some((row, assumed)) = self.assumed(row)? else { return Distribution::of(row, self.skewed) };
        Distribution::of(&row, self.skewed)
            .map_err(|error| error.note(format!("in an error assumed for `{}`", assumed.parameters.0)))
    }

    /// A parameter without an interval of its own with the interval that is assumed for it, if one is.
    ///
    /// # Errors
    /// A published interval that cannot be.
    pub fn assumed(&self, row: &Parameter) -> Result<Option<(Parameter, &AssumedError)>> {
        let published = Distribution::of(row, self.skewed)?;
        if !published.is_fixed() || row.low.is_some() && row.low == row.high {
            return Ok(None);
        }
        let with_interval = |assumed: &AssumedError| {
            let half = row.value.abs() * assumed.half_width;
            let (low, high) = (Some(row.value - half), Some(row.value + half));
            Parameter { low, high, distribution: assumed.distribution.clone(), ..row.clone() }
        };
        let found = self.assumed.iter().find(|assumed| assumed.parameters.matches(&row.name));
        Ok(found.map(|assumed| (with_interval(assumed), assumed)))
    }

    /// Patterns that no parameter of an account matches.
    #[must_use]
    pub fn unmatched<'a>(&'a self, names: &BTreeSet<&str>) -> Vec<&'a str> {
        let correlated = self.correlations.iter().flat_map(|group| &group.parameters);
        let patterns = correlated.chain(self.assumed.iter().map(|assumed| &assumed.parameters));
        patterns
            .filter(|pattern| !names.iter().any(|name| pattern.matches(name)))
            .map(|pattern| pattern.0.as_str())
            .collect()
    }

    /// Refuses settings that no draw can follow.
    ///
    /// # Errors
    /// Too few draws for limits, or correlations that are none.
    pub fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        if !(200..=10_000_000).contains(&self.draws) {
            let text = format!("found {} draws, expected 200 to 10,000,000", self.draws);
            problems.push(Error::data(text).hint("fewer than 200 draws have no 95 % limits, 10,000 are usual"));
        }
        for group in &self.correlations {
            let values: Vec<f64> = match &group.between {
                Between::Every(one) => vec![*one],
                Between::Matrix(rows) => {
                    let count = group.parameters.len();
                    if rows.len() != count || rows.iter().any(|row| row.len() != count) {
                        problems.push(Error::data(format!(
                            "a correlation matrix of {count} parameters has {} rows of {:?} values, expected {count} of {count}",
                            rows.len(),
                            rows.iter().map(Vec::len).collect::<Vec<_>>()
                        )));
                        continue;
                    }
                    let pairs = (0..count).flat_map(|row| (0..row).map(move |column| (row, column)));
                    if rows.iter().enumerate().any(|(index, row)| row[index] != 1.0)
                        || pairs.clone().any(|(row, column)| rows[row][column] != rows[column][row])
                    {
                        problems.push(Error::data(
                            "a correlation matrix has ones on its diagonal and the same value above it as below",
                        ));
                    }
                    rows.concat()
                }
            };
            if let Some(wrong) = values.into_iter().find(|value| !(-1.0..=1.0).contains(value)) {
                problems.push(Error::data(format!("found a correlation of {wrong}, expected −1 to 1")));
            }
        }
        for assumed in &self.assumed {
            if !(assumed.half_width > 0.0 && assumed.half_width.is_finite()) {
                problems.push(Error::data(format!(
                    "found an assumed error of {} % for `{}`, expected more than 0",
                    assumed.half_width * 100.0,
                    assumed.parameters.0
                )));
            }
        }
        Error::all(problems)
    }
}
