//! The mean and the variance of a sample.

use crate::error::{Error, Result};

/// The size, mean and variance of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// n.
    pub plots: u64,
    /// ȳ = Σy / n.
    pub mean: f64,
    /// s² = Σ(y − ȳ)² / (n − 1).
    pub variance: f64,
}

impl Moments {
    /// The moments of the values of plots.
    ///
    /// # Errors
    /// Fewer than two values: they have no variance. A value that is not a number.
    pub fn of(values: &[f64]) -> Result<Self> {
        check(values)?;
        let mean = mean(values);
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Ok(Self { plots: values.len() as u64, mean, variance: squares / (values.len() - 1) as f64 })
    }

    /// n as a number of the formulas.
    pub(super) fn n(&self) -> f64 {
        self.plots as f64
    }

    /// The variance of the mean, v = s² / n.
    pub(super) fn variance_of_mean(&self) -> f64 {
        self.variance / self.n()
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.plots < 2 {
            return Err(too_few(self.plots));
        }
        if !(self.mean.is_finite() && self.variance >= 0.0 && self.variance.is_finite()) {
            return Err(Error::data(format!("a mean of {} and a variance of {}", self.mean, self.variance)));
        }
        Ok(())
    }
}

/// The covariance of two values of the same plots: s_xy = Σ(x − x̄)(y − ȳ) / (n − 1).
///
/// # Errors
/// Fewer than two plots, or not the same number of both.
pub fn covariance(x: &[f64], y: &[f64]) -> Result<f64> {
    check(x)?;
    check(y)?;
    if x.len() != y.len() {
        return Err(Error::data(format!("{} values beside {}: each plot needs both", x.len(), y.len())));
    }
    let (mean_x, mean_y) = (mean(x), mean(y));
    let products: f64 = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    Ok(products / (x.len() - 1) as f64)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn check(values: &[f64]) -> Result<()> {
    if values.len() < 2 {
        return Err(too_few(values.len() as u64));
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(Error::data(format!("plot {} of the sample has the value {}", index + 1, values[index]))),
        None => Ok(()),
    }
}

fn too_few(plots: u64) -> Error {
    Error::data(format!("a sample of {plots} has no variance, expected two plots or more"))
        .hint("collapse the stratum with a similar one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_variance_and_covariance_are_those_of_their_definitions() {
        let (x, y) = ([1.0, 2.0, 3.0, 6.0], [2.0, 1.0, 5.0, 8.0]);
        let moments = Moments::of(&x).expect("four values");
        assert_eq!((moments.plots, moments.mean), (4, 3.0));
        assert_eq!(moments.variance, (4.0 + 1.0 + 0.0 + 9.0) / 3.0);
        assert_eq!(covariance(&x, &y).expect("pairs"), (-2.0 * -2.0 + -1.0 * -3.0 + 0.0 + 3.0 * 4.0) / 3.0);
        assert_eq!(covariance(&x, &x).expect("pairs"), moments.variance);
    }

    #[test]
    fn a_single_plot_has_no_variance() {
        assert!(Moments::of(&[1.0]).expect_err("refused").to_string().contains("collapse the stratum"));
        assert!(Moments::of(&[1.0, f64::NAN]).is_err());
        assert!(covariance(&[1.0, 2.0], &[1.0, 2.0, 3.0]).is_err());
    }
}
