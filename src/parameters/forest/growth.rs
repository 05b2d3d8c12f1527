//! Coefficients of growth curves.

use crate::error::Result;
use crate::parameters::Parameter;
use crate::units::TotalBiomassPerHectare;

forest_table! {
    /// Growth curves, by model (`richards`, `logistic`), scope and coefficient (`asymptote`, `scale`, `rate`, `shape`).
    ///
    /// None is of Zhejiang, and all are unverified; the Richards curves do not say which quantity they give.
    GrowthTable, "growth.csv", ["model", "scope", "coefficient"], |key| match (key[0], key[2]) {
        ("richards", "asymptote") => &["not recorded"],
        ("logistic", "asymptote") => &[TotalBiomassPerHectare::UNIT],
        (_, "rate") => &["1/yr"],
        (_, "scale") | ("richards", "shape") => &["1"],
        _ => &[],
    }
}

/// The rows of y = A · (1 − B · e^(−K · t))^(1/(1 − m)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RichardsRows<'a> {
    /// The asymptote A.
    pub asymptote: &'a Parameter,
    /// The scale B.
    pub scale: &'a Parameter,
    /// The rate K.
    pub rate: &'a Parameter,
    /// The shape m.
    pub shape: &'a Parameter,
}

impl<'a> RichardsRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 4] {
        [self.asymptote, self.scale, self.rate, self.shape]
    }
}

/// The rows of y = w/(1 + k · e^(−a · t)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticRows<'a> {
    /// The asymptote w.
    pub asymptote: &'a Parameter,
    /// The scale k.
    pub scale: &'a Parameter,
    /// The rate a.
    pub rate: &'a Parameter,
}

impl<'a> LogisticRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 3] {
        [self.asymptote, self.scale, self.rate]
    }
}

impl GrowthTable {
    /// One Richards curve.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn richards(&self, scope: &str) -> Result<RichardsRows<'_>> {
        let row = |coefficient| self.get(["richards", scope, coefficient]);
        Ok(RichardsRows {
            asymptote: row("asymptote")?,
            scale: row("scale")?,
            rate: row("rate")?,
            shape: row("shape")?,
        })
    }

    /// One logistic curve.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn logistic(&self, scope: &str) -> Result<LogisticRows<'_>> {
        let row = |coefficient| self.get(["logistic", scope, coefficient]);
        Ok(LogisticRows { asymptote: row("asymptote")?, scale: row("scale")?, rate: row("rate")? })
    }
}
