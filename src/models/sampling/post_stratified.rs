//! Plots drawn over the whole population and put into strata of known size afterwards.

use super::stratified::check_weights;
use super::{Estimate, Moments};
use crate::error::Result;

/// A stratum of known size and the plots that happened to fall into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PostStratum {
    /// W_h, the stratum's share of the population.
    pub weight: f64,
    /// The plots.
    pub sample: Moments,
}

/// The mean of a post-stratified sample:
///
/// ȳ = Σ W_h ȳ_h,  v(ȳ) = (1/n) [ Σ W_h n_h v_h + Σ (1 − W_h) (n_h/n) v_h ],  v_h = s_h² / n_h
///
/// The second term is what it costs that the number of plots per stratum is left to chance. Times the area A of the region it
/// is the total. Every stratum needs two plots, and wants more: the approximation is of order 1/n². Degrees of freedom: n − H.
///
/// Source: Bechtold and Patterson 2005, The enhanced Forest Inventory and Analysis program, USDA Forest Service GTR-SRS-80,
/// section 4.2 (post-stratification); Cochran 1977, Sampling Techniques, 3rd ed., section 5A.9.
///
/// # Errors
/// A stratum with fewer than two plots, or weights that do not add up to 1.
pub fn post_stratified_mean(strata: &[PostStratum]) -> Result<Estimate> {
    check_weights(strata.iter().map(|stratum| stratum.weight))?;
    let plots: u64 = strata.iter().map(|stratum| stratum.sample.plots).sum();
    let n = plots as f64;
    let (mut value, mut by_size, mut by_chance) = (0.0, 0.0, 0.0);
    for PostStratum { weight, sample } in strata {
        sample.check()?;
        let v = sample.variance_of_mean();
        value += weight * sample.mean;
        by_size += weight * sample.n() * v;
        by_chance += (1.0 - weight) * sample.n() / n * v;
    }
    Ok(Estimate {
        value,
        standard_error: ((by_size + by_chance) / n).sqrt(),
        plots,
        degrees_of_freedom: Some(n - strata.len() as f64),
    })
}

#[cfg(test)]
mod tests {
    use super::super::simple_random_mean;
    use super::*;

    fn stratum(weight: f64, values: &[f64]) -> PostStratum {
        PostStratum { weight, sample: Moments::of(values).expect("plots") }
    }

    #[test]
    fn both_terms_of_the_variance_count() {
        let strata = [stratum(0.3, &[1.0, 0.5, 0.9]), stratum(0.7, &[0.0, 0.1, 0.0, 0.3])];
        let estimate = post_stratified_mean(&strata).expect("an estimate");
        assert!((estimate.value - (0.3 * 0.8 + 0.7 * 0.1)).abs() < 1e-15);
        let s = [(0.04 + 0.09 + 0.01) / 2.0, (0.01 + 0.0 + 0.01 + 0.04) / 3.0];
        // Cochran's form: (1/n) Σ W s² + (1/n²) Σ (1 − W) s².
        let expected = (0.3 * s[0] + 0.7 * s[1]) / 7.0 + (0.7 * s[0] + 0.3 * s[1]) / 49.0;
        assert!((estimate.variance() - expected).abs() < 1e-15, "{} against {expected}", estimate.variance());
        assert_eq!(estimate.degrees_of_freedom, Some(5.0));
    }

    #[test]
    fn one_stratum_is_a_simple_random_sample() {
        let strata = [stratum(1.0, &[3.0, 5.0, 4.0, 8.0])];
        let random = simple_random_mean(&strata[0].sample, None).expect("an estimate");
        let estimate = post_stratified_mean(&strata).expect("an estimate");
        assert_eq!(estimate.value, random.value);
        assert!((estimate.standard_error - random.standard_error).abs() < 1e-15);
    }
}
