//! What a model refuses before it computes: measures that no stand can have.

use crate::error::{Error, Result};

/// A measure of `what`, zero or more.
pub(super) fn not_negative(what: &str, value: f64, unit: &str) -> Result<f64> {
    if value.is_finite() && value >= 0.0 {
        return Ok(value);
    }
    Err(Error::data(format!("found a {what} of {value} {unit}, expected zero or more")))
}

/// A measure of `what`, more than zero.
pub(super) fn positive(what: &str, value: f64, unit: &str) -> Result<f64> {
    if value.is_finite() && value > 0.0 {
        return Ok(value);
    }
    Err(Error::data(format!("found a {what} of {value} {unit}, expected more than zero")))
}

/// A share of `what`, from zero to one.
pub(super) fn share(what: &str, value: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    Err(Error::data(format!("found a {what} of {value}, expected a share from 0 to 1"))
        .hint("divide a percentage by 100"))
}
