//! One example: what is computed, what is expected, and whether the two agree.

use serde::Serialize;

use crate::error::Result;

/// How far a figure may be from the expected one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// A share of the expected figure.
    Relative(f64),
    /// In the unit of the figure, such as half of the last printed digit.
    Absolute(f64),
}

/// A worked example or a reference figure.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The file below `src` whose formula it checks.
    pub file: &'static str,
    /// What is computed.
    pub what: &'static str,
    /// Who published the expected figure, or the equation that it was worked out from by hand.
    pub source: &'static str,
    /// The expected figure.
    pub expected: f64,
    /// The unit of the figure.
    pub unit: &'static str,
    /// How far the figure may be off.
    pub tolerance: Tolerance,
    /// Computes the figure.
    pub got: fn() -> Result<f64>,
}

/// What a case gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The file below `src` whose formula was checked.
    pub file: &'static str,
    /// What was computed.
    pub what: &'static str,
    /// Where the expected figure comes from.
    pub source: &'static str,
    /// The expected figure.
    pub expected: f64,
    /// The figure of this program; none where it gave an error.
    pub got: Option<f64>,
    /// The error that came instead of a figure.
    pub error: Option<String>,
    /// The unit of the figures.
    pub unit: &'static str,
    /// How far the figure may be off, in its unit.
    pub tolerance: f64,
    /// Whether the two agree.
    pub passed: bool,
}

impl Case {
    /// Computes the figure and compares it. A figure that is not a number agrees with nothing.
    #[must_use]
    pub fn check(&self) -> Outcome {
        let Self { file, what, source, expected, unit, .. } = *self;
        let tolerance = match self.tolerance {
            Tolerance::Relative(share) => share * expected.abs(),
            Tolerance::Absolute(most) => most,
        };
        let (got, error) = match (self.got)() {
            Ok(got) => (Some(got), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let passed = got.is_some_and(|got| (got - expected).abs() <= tolerance);
        Outcome { file, what, source, expected, got, error, unit, tolerance, passed }
    }
}

/// What the examples of one method have in common.
pub(super) struct Method {
    pub(super) file: &'static str,
    pub(super) source: &'static str,
    pub(super) unit: &'static str,
    pub(super) tolerance: Tolerance,
}

impl Method {
    pub(super) const fn case(&self, what: &'static str, expected: f64, got: fn() -> Result<f64>) -> Case {
        let Self { file, source, unit, tolerance } = *self;
        Case { file, what, source, expected, unit, tolerance, got }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    const CASE: Case = Case {
        file: "models/bcef.rs",
        what: "68 t",
        source: "by hand",
        expected: 68.0,
        unit: "t",
        tolerance: Tolerance::Relative(0.01),
        got: || Ok(68.6),
    };

    #[test]
    fn a_figure_beyond_the_tolerance_fails() {
        assert!(CASE.check().passed);
        let wrong: [fn() -> Result<f64>; 5] =
            [|| Ok(68.7), || Ok(67.3), || Ok(f64::NAN), || Ok(f64::INFINITY), || Err(Error::data("no row"))];
        for got in wrong {
            assert!(!Case { got, ..CASE }.check().passed);
        }
        assert!(!Case { tolerance: Tolerance::Absolute(0.5), ..CASE }.check().passed);
    }

    #[test]
    fn an_error_is_told_instead_of_a_figure() {
        let outcome = Case { got: || Err(Error::data("no row")), ..CASE }.check();
        assert_eq!((outcome.got, outcome.error.as_deref()), (None, Some("no row")));
    }
}
