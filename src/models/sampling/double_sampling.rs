//! Strata whose size is itself estimated, from a first and larger sample.

use super::{Estimate, Moments};
use crate::error::{Error, Result};

/// A stratum as both phases saw it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstPhaseStratum {
    /// n′_h, the points of the first phase in this stratum.
    pub points: u64,
    /// The plots of the second phase.
    pub sample: Moments,
}

/// The mean of double sampling for stratification, with n′ = Σ n′_h:
///
/// ȳ = Σ (n′_h/n′) ȳ_h
///
/// v(ȳ) = Σ [(n′_h − 1)/(n′ − 1)] (n′_h/n′) v_h + [1/(n′ − 1)] Σ (n′_h/n′) (ȳ_h − ȳ)²,  v_h = s_h² / n_h
///
/// Both phases are random samples, the plots a part of the points. With ever more points it is a stratified sample of known
/// weights. Degrees of freedom: n − H.
///
/// Source: Bechtold and Patterson 2005, USDA Forest Service GTR-SRS-80, section 4.2 (double sampling for stratification);
/// Cochran 1977, Sampling Techniques, 3rd ed., section 12.2.
///
/// # Errors
/// A stratum with fewer than two plots, or with fewer points than plots.
pub fn double_sampling_mean(strata: &[FirstPhaseStratum]) -> Result<Estimate> {
    for stratum in strata {
        stratum.sample.check()?;
        if stratum.points < stratum.sample.plots {
            return Err(Error::data(format!(
                "a stratum has {} points of the first phase and {} plots of the second, which is a part of it",
                stratum.points, stratum.sample.plots
            )));
        }
    }
    let points: f64 = strata.iter().map(|stratum| stratum.points as f64).sum();
    if strata.is_empty() {
        return Err(Error::data("a sample without strata"));
    }
    let weight = |stratum: &FirstPhaseStratum| stratum.points as f64 / points;
    let value: f64 = strata.iter().map(|stratum| weight(stratum) * stratum.sample.mean).sum();
    let mut variance = 0.0;
    for stratum in strata {
        let within = (stratum.points as f64 - 1.0) / (points - 1.0) * weight(stratum);
        variance += within * stratum.sample.variance_of_mean();
        variance += weight(stratum) * (stratum.sample.mean - value).powi(2) / (points - 1.0);
    }
    let plots = strata.iter().map(|stratum| stratum.sample.plots).sum();
    let degrees_of_freedom = Some(plots as f64 - strata.len() as f64);
    Ok(Estimate { value, standard_error: variance.sqrt(), plots, degrees_of_freedom })
}

#[cfg(test)]
mod tests {
    use super::super::{SampledStratum, stratified_mean};
    use super::*;

    fn strata(factor: u64) -> [FirstPhaseStratum; 2] {
        let moments = |plots, mean, variance| Moments { plots, mean, variance };
        [
            FirstPhaseStratum { points: 60 * factor, sample: moments(12, 150.0, 3_600.0) },
            FirstPhaseStratum { points: 40 * factor, sample: moments(8, 20.0, 400.0) },
        ]
    }

    #[test]
    fn the_estimated_weights_add_to_the_variance() {
        let estimate = double_sampling_mean(&strata(1)).expect("an estimate");
        assert_eq!(estimate.value, 0.6 * 150.0 + 0.4 * 20.0);
        let within = 59.0 / 99.0 * 0.6 * 300.0 + 39.0 / 99.0 * 0.4 * 50.0;
        let between = (0.6 * 52.0 * 52.0 + 0.4 * 78.0 * 78.0) / 99.0;
        assert!((estimate.variance() - (within + between)).abs() < 1e-9);
        assert_eq!((estimate.plots, estimate.degrees_of_freedom), (20, Some(18.0)));
    }

    #[test]
    fn with_ever_more_points_the_weights_are_known() {
        let known = strata(1).map(|stratum| SampledStratum {
            weight: stratum.points as f64 / 100.0,
            population: None,
            sample: stratum.sample,
        });
        let known = stratified_mean(&known).expect("an estimate");
        let estimated = double_sampling_mean(&strata(1_000_000)).expect("an estimate");
        assert!((estimated.standard_error / known.standard_error - 1.0).abs() < 1e-6);
    }

    #[test]
    fn more_plots_than_points_are_refused() {
        let mut strata = strata(1);
        strata[0].points = 11;
        assert!(double_sampling_mean(&strata).expect_err("refused").to_string().contains("11 points"));
        assert!(double_sampling_mean(&[]).is_err());
    }
}
