//! Plots drawn within strata of known size.

use super::simple_random::finite_population_correction;
use super::{Estimate, Moments};
use crate::error::{Error, Result};

/// What a share of the population that strata must add up to may differ from 1: weights are printed with few digits.
const TOLERANCE: f64 = 1e-3;

/// A stratum and the plots drawn in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampledStratum {
    /// W_h, the stratum's share of the population.
    pub weight: f64,
    /// N_h, the plots the stratum could hold; without it the sample is taken as small beside the stratum.
    pub population: Option<f64>,
    /// The plots.
    pub sample: Moments,
}

/// The mean of a stratified sample, each stratum sampled at random by itself:
///
/// ȳ_st = Σ W_h ȳ_h,  v(ȳ_st) = Σ W_h² (1 − n_h/N_h) s_h² / n_h
///
/// Degrees of freedom: n − H, which is right where the strata have like variances and an upper bound otherwise.
///
/// Source: Cochran 1977, Sampling Techniques, 3rd ed., equations 5.1 and 5.12.
///
/// # Errors
/// A stratum with fewer than two plots, or weights that do not add up to 1.
pub fn stratified_mean(strata: &[SampledStratum]) -> Result<Estimate> {
    check_weights(strata.iter().map(|stratum| stratum.weight))?;
    let (mut value, mut variance, mut plots) = (0.0, 0.0, 0);
    for SampledStratum { weight, population, sample } in strata {
        sample.check()?;
        let correction = finite_population_correction(sample.plots, *population)?;
        value += weight * sample.mean;
        variance += weight * weight * correction * sample.variance_of_mean();
        plots += sample.plots;
    }
    let degrees_of_freedom = Some(plots as f64 - strata.len() as f64);
    Ok(Estimate { value, standard_error: variance.sqrt(), plots, degrees_of_freedom })
}

/// Weights are shares of one population.
pub(super) fn check_weights(weights: impl Iterator<Item = f64> + Clone) -> Result<()> {
    if let Some(weight) = weights.clone().find(|weight| !(*weight > 0.0 && *weight <= 1.0)) {
        return Err(Error::data(format!("a stratum has the weight {weight}, expected more than 0 and at most 1")));
    }
    let sum: f64 = weights.sum();
    if !((sum - 1.0).abs() <= TOLERANCE) {
        return Err(Error::data(format!("the weights of the strata add up to {sum}, expected 1")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cochran 1977, section 5.6: 64 cities in two strata, with the variances of their populations of 1930.
    fn cities(first: u64, second: u64) -> Estimate {
        let stratum = |size: f64, plots, variance| SampledStratum {
            weight: size / 64.0,
            population: Some(size),
            sample: Moments { plots, mean: 0.0, variance },
        };
        stratified_mean(&[stratum(16.0, first, 53_843.0), stratum(48.0, second, 5_581.0)]).expect("an estimate") * 64.0
    }

    #[test]
    fn cochrans_cities_under_two_allocations() {
        // Printed: 1,372 with proportional and 1,044 with equal allocation of 24 cities.
        assert_eq!(cities(6, 18).standard_error.round(), 1_372.0);
        assert_eq!(cities(12, 12).standard_error.round(), 1_044.0);
        assert_eq!(cities(12, 12).degrees_of_freedom, Some(22.0));
    }

    #[test]
    fn weights_that_are_no_shares_are_refused() {
        let stratum = |weight| SampledStratum {
            weight,
            population: None,
            sample: Moments { plots: 2, mean: 1.0, variance: 1.0 },
        };
        let message = stratified_mean(&[stratum(0.5), stratum(0.6)]).expect_err("refused").to_string();
        assert!(message.contains("add up to 1.1"), "{message}");
        assert!(stratified_mean(&[stratum(1.5), stratum(-0.5)]).is_err());
        assert!(stratified_mean(&[]).is_err());
    }
}
