//! The mean stock of a habitat from its cores.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::error::{Error, Result};
use crate::units::TonnesCPerHectare;

/// The mean of cores, with the limits of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HabitatMean {
    /// The mean.
    pub mean: TonnesCPerHectare,
    /// The lower and the upper limit; none from a single core.
    pub limits: Option<(TonnesCPerHectare, TonnesCPerHectare)>,
    /// How many cores.
    pub cores: usize,
}

/// x̄ ± t(0.975; n − 1) · s / √n
///
/// with the stocks of n cores of one habitat to one depth, t C/ha.
///
/// Source: Cochran 1977, Sampling Techniques, 3rd ed., section 2.8. Limits: cores drawn independently; a few cores of one shore
/// say nothing of another. The lower limit is not cut at zero.
///
/// # Errors
/// No core, or a stock that is not a number of zero or more.
pub fn habitat_mean(stocks: &[TonnesCPerHectare]) -> Result<HabitatMean> {
    if stocks.is_empty() {
        return Err(Error::data("a habitat without a core has no mean stock")
            .hint("take the published stock of the habitat from the table of pools"));
    }
    if let Some(wrong) = stocks.iter().find(|stock| !(stock.0.is_finite() && stock.0 >= 0.0)) {
        return Err(Error::data(format!("found a core's stock of {} t C/ha, expected zero or more", wrong.0)));
    }
    let n = stocks.len() as f64;
    let mean = stocks.iter().map(|stock| stock.0).sum::<f64>() / n;
    let squares: f64 = stocks.iter().map(|stock| (stock.0 - mean).powi(2)).sum();
    let limits = if stocks.len() < 2 {
        None
    } else {
        let student = StudentsT::new(0.0, 1.0, n - 1.0).map_err(Error::internal)?;
        let half = student.inverse_cdf(0.975) * (squares / (n - 1.0) / n).sqrt();
        Some((TonnesCPerHectare(mean - half), TonnesCPerHectare(mean + half)))
    };
    Ok(HabitatMean { mean: TonnesCPerHectare(mean), limits, cores: stocks.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_cores_of_yueqing_bay() {
        // Mean 30 of 27, 30, 33: s = 3, t(0.975; 2) = 4.302653: ± 7.452414.
        let mean = habitat_mean(&[27.0, 30.0, 33.0].map(TonnesCPerHectare)).expect("a mean");
        let (low, high) = mean.limits.expect("limits");
        assert!((low.0 - (30.0 - 7.452_414)).abs() < 1e-5 && (high.0 - (30.0 + 7.452_414)).abs() < 1e-5, "{mean:?}");
        assert_eq!((mean.mean.0, mean.cores), (30.0, 3));
    }

    #[test]
    fn one_core_has_no_limits_and_none_has_no_mean() {
        assert_eq!(habitat_mean(&[TonnesCPerHectare(48.4)]).expect("a mean").limits, None);
        assert!(habitat_mean(&[]).is_err() && habitat_mean(&[TonnesCPerHectare(f64::NAN)]).is_err());
    }
}
