//! What every estimator gives: a value, its standard error, and how many plots stand behind it.

use std::iter::Sum;
use std::ops::Mul;

use super::confidence::critical_value;
use crate::error::Result;

/// An estimate of a mean, a total, a share or a ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error, in the same unit.
    pub standard_error: f64,
    /// The plots or points it was made from.
    pub plots: u64,
    /// The degrees of freedom of the standard error; without any, limits are those of the normal distribution.
    pub degrees_of_freedom: Option<f64>,
}

/// The limits of a confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Estimate {
    /// The confidence interval: value ± t · standard error.
    ///
    /// # Errors
    /// A confidence that is not between 0 and 1.
    pub fn interval(&self, confidence: f64) -> Result<Interval> {
        let half = critical_value(confidence, self.degrees_of_freedom)? * self.standard_error;
        Ok(Interval { low: self.value - half, high: self.value + half })
    }

    /// The precision (精度) that Chinese surveys quote: P = (1 − t · standard error / value) · 100 %. None for an estimate of
    /// zero; negative where the half-width exceeds the value.
    ///
    /// # Errors
    /// A confidence that is not between 0 and 1.
    pub fn precision_percent(&self, confidence: f64) -> Result<Option<f64>> {
        let critical = critical_value(confidence, self.degrees_of_freedom)?;
        Ok((self.value != 0.0).then(|| (1.0 - critical * self.standard_error / self.value.abs()) * 100.0))
    }

    /// The same estimate with limits of the normal distribution.
    #[must_use]
    pub fn normal(self) -> Self {
        Self { degrees_of_freedom: None, ..self }
    }

    /// The variance.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.standard_error * self.standard_error
    }
}

/// An estimate times a known number: a total from a mean and an area, or another unit.
impl Mul<f64> for Estimate {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self { value: self.value * factor, standard_error: self.standard_error * factor.abs(), ..self }
    }
}

/// The sum of independent estimates, such as totals of estimation units: values, variances, plots and degrees of freedom add.
impl Sum for Estimate {
    fn sum<I: Iterator<Item = Self>>(estimates: I) -> Self {
        let mut sum = Self { value: 0.0, standard_error: 0.0, plots: 0, degrees_of_freedom: Some(0.0) };
        let mut variance = 0.0;
        for estimate in estimates {
            sum.value += estimate.value;
            variance += estimate.variance();
            sum.plots += estimate.plots;
            sum.degrees_of_freedom = sum.degrees_of_freedom.zip(estimate.degrees_of_freedom).map(|(a, b)| a + b);
        }
        Self { standard_error: variance.sqrt(), ..sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESTIMATE: Estimate = Estimate { value: 50.0, standard_error: 2.0, plots: 31, degrees_of_freedom: Some(30.0) };

    #[test]
    fn limits_lie_t_standard_errors_to_each_side() {
        let interval = ESTIMATE.interval(0.95).expect("limits");
        assert!((interval.high - (50.0 + 2.042 * 2.0)).abs() < 1e-3);
        assert!((interval.low + interval.high - 100.0).abs() < 1e-12);
        let normal = ESTIMATE.normal().interval(0.95).expect("limits");
        assert!((normal.high - (50.0 + 1.96 * 2.0)).abs() < 1e-3);
    }

    #[test]
    fn precision_is_what_the_half_width_leaves_of_the_value() {
        let precision = ESTIMATE.precision_percent(0.95).expect("a precision").expect("not zero");
        assert!((precision - (1.0 - 2.042 * 2.0 / 50.0) * 100.0).abs() < 2e-3, "{precision}");
        assert_eq!((ESTIMATE * 0.0).precision_percent(0.95).expect("no problem"), None);
    }

    #[test]
    fn variances_of_independent_estimates_add() {
        let sum: Estimate = [ESTIMATE * 1.5, ESTIMATE * 2.0].into_iter().sum();
        assert_eq!((sum.value, sum.standard_error), (175.0, (3.0_f64 * 3.0 + 4.0 * 4.0).sqrt()));
        assert_eq!((sum.plots, sum.degrees_of_freedom), (62, Some(60.0)));
    }
}
