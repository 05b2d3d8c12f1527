//! Error propagation, the IPCC's approach 1, beside the draws.

use serde::Serialize;

use super::Spread;
use super::columns::{Columns, Form};
use crate::accounts::Figure;
use crate::error::Result;

/// The half-width of the 95 % interval of a figure, from those of its parts, each of which is taken to be independent:
///
/// U = √(Σ Uᵢ²) for a product, with U in percent (Eq. 3.1); U = √(Σ (Uᵢ · xᵢ)²) / |Σ xᵢ| for a sum (Eq. 3.2)
///
/// Source: IPCC 2006 Guidelines, vol. 1, chapter 3, section 3.2.3.1. Limits: errors that are small (below about 30 %), even and
/// independent; any other formula than sums and products is taken as the plane that touches it.
pub(super) fn half_width<'a>(columns: &mut Columns<'a>, halves: &[f64], figure: &'a Figure) -> Result<f64> {
    let mut sum = 0.0;
    for part in figure.parts() {
        let form = columns.of_factor(&part.factor)?;
        sum += (part.amount * of_form(&form, halves)).powi(2);
    }
    Ok(sum.sqrt())
}

/// The half-width of a sum of independent columns.
pub(super) fn of_form(form: &Form, halves: &[f64]) -> f64 {
    form.iter().map(|(column, coefficient)| (coefficient * halves[*column]).powi(2)).sum::<f64>().sqrt()
}

/// Why approach 1 is not to be relied on for a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// Parts share parameters, or parameters are correlated.
    Correlated,
    /// The interval is uneven.
    Skewed,
    /// The errors are large.
    Large,
    /// Formulas that are no sums and products.
    NotLinear,
}

impl Disagreement {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Correlated => "its parts share errors, which do not cancel",
            Self::Skewed => "its interval is uneven",
            Self::Large => "its errors are larger than 30 %",
            Self::NotLinear => "its formula is no sum or product",
        }
    }
}

/// Above this share of the value an error is large (section 3.2.3.1).
const LARGE: f64 = 0.3;

/// How far limits may lie from even, as a share of the half-width.
const UNEVEN: f64 = 0.1;

/// Why the two approaches are further apart than a share of the half-width; none where they are not. `shared` is the half-width
/// with what parts share taken together.
pub(super) fn disagreement(value: f64, half: f64, shared: f64, drawn: &Spread, margin: f64) -> Option<Disagreement> {
    let of_draws = (drawn.high95 - drawn.low95) / 2.0;
    if !((half - of_draws).abs() > margin * of_draws) {
        return None;
    }
    let uneven = ((drawn.high95 - value) - (value - drawn.low95)).abs() / 2.0;
    Some(if (half - shared).abs() > margin * of_draws / 2.0 {
        Disagreement::Correlated
    } else if uneven > UNEVEN * of_draws {
        Disagreement::Skewed
    } else if of_draws > LARGE * value.abs() {
        Disagreement::Large
    } else {
        Disagreement::NotLinear
    })
}
