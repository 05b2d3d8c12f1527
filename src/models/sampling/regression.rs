//! Plots beside an auxiliary that is known everywhere, such as a map of canopy height or of land cover.

use super::simple_random::finite_population_correction;
use super::{Estimate, Moments, covariance};
use crate::error::{Error, Result};

/// The difference, or model-assisted, estimator: a model predicts every unit of the population, and the plots correct it:
///
/// ȳ_D = mean of ŷ over the population + mean of e over the plots,  e = y − ŷ
///
/// v(ȳ_D) = (1 − n/N) s_e² / n,  s_e² = Σ (e − ē)² / (n − 1)
///
/// Right whatever the model, good if the model is good. The model was not fitted to these plots, or with so few parameters
/// beside n that it does not matter; [`regression_mean`] fits its own. Simple random sample. Degrees of freedom: n − 1.
///
/// Source: Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, section 6.3 (difference estimator).
///
/// # Errors
/// Fewer than two plots, or not one prediction per plot.
pub fn difference_mean(
    observed: &[f64],
    predicted: &[f64],
    population_mean_of_predictions: f64,
    population: Option<f64>,
) -> Result<Estimate> {
    if observed.len() != predicted.len() {
        return Err(Error::data(format!("{} predictions for {} plots", predicted.len(), observed.len())));
    }
    check_mean(population_mean_of_predictions)?;
    let residuals: Vec<f64> = observed.iter().zip(predicted).map(|(y, fit)| y - fit).collect();
    let residual = Moments::of(&residuals)?;
    let correction = finite_population_correction(residual.plots, population)?;
    Ok(Estimate {
        value: population_mean_of_predictions + residual.mean,
        standard_error: (correction * residual.variance_of_mean()).sqrt(),
        plots: residual.plots,
        degrees_of_freedom: Some(residual.n() - 1.0),
    })
}

/// The regression estimator, with a straight line fitted to the plots:
///
/// ȳ_lr = ȳ + b (X̄ − x̄),  b = s_xy / s_x²
///
/// v(ȳ_lr) = (1 − n/N) / n · Σ [(y − ȳ) − b (x − x̄)]² / (n − 2)
///
/// `population_mean` is X̄, from the wall-to-wall auxiliary. Biased by order 1/n. Simple random sample. Degrees of freedom:
/// n − 2.
///
/// Source: Cochran 1977, Sampling Techniques, 3rd ed., section 7.5; with the same line it is the generalised regression
/// estimator of Särndal, Swensson and Wretman 1992, section 6.4.
///
/// # Errors
/// Fewer than three plots, or an auxiliary that is the same on all of them.
pub fn regression_mean(
    observed: &[f64],
    auxiliary: &[f64],
    population_mean: f64,
    population: Option<f64>,
) -> Result<Estimate> {
    check_mean(population_mean)?;
    let (y, x) = (Moments::of(observed)?, Moments::of(auxiliary)?);
    let xy = covariance(auxiliary, observed)?;
    if x.variance == 0.0 || y.plots < 3 {
        return Err(Error::data(
            "a line cannot be fitted: expected three plots or more on which the auxiliary differs",
        ));
    }
    let slope = xy / x.variance;
    let squares: f64 = observed.iter().zip(auxiliary).map(|(v, u)| ((v - y.mean) - slope * (u - x.mean)).powi(2)).sum();
    let correction = finite_population_correction(y.plots, population)?;
    let degrees_of_freedom = y.n() - 2.0;
    Ok(Estimate {
        value: y.mean + slope * (population_mean - x.mean),
        standard_error: (correction * squares / degrees_of_freedom / y.n()).sqrt(),
        plots: y.plots,
        degrees_of_freedom: Some(degrees_of_freedom),
    })
}

/// How many times the plots an estimate without the auxiliary would need for the same standard error: v(without) / v(with).
#[must_use]
pub fn relative_efficiency(without: &Estimate, with: &Estimate) -> f64 {
    without.variance() / with.variance()
}

fn check_mean(mean: f64) -> Result<()> {
    if mean.is_finite() {
        return Ok(());
    }
    Err(Error::data(format!("the auxiliary has the population mean {mean}, expected a number")))
}

#[cfg(test)]
mod tests {
    use super::super::simple_random_mean;
    use super::*;

    const VOLUME: [f64; 5] = [120.0, 60.0, 0.0, 200.0, 90.0];
    const HEIGHT: [f64; 5] = [14.0, 9.0, 1.0, 19.0, 12.0];

    #[test]
    fn the_plots_correct_the_model() {
        let predicted = [110.0, 70.0, 5.0, 180.0, 95.0];
        let estimate = difference_mean(&VOLUME, &predicted, 80.0, None).expect("an estimate");
        let residuals = [10.0, -10.0, -5.0, 20.0, -5.0];
        let mean = 10.0 / 5.0;
        let variance = residuals.map(|e: f64| (e - mean).powi(2)).iter().sum::<f64>() / 4.0;
        assert_eq!(estimate.value, 80.0 + mean);
        assert!((estimate.variance() - variance / 5.0).abs() < 1e-12);
    }

    #[test]
    fn a_model_that_says_nothing_changes_nothing() {
        let plain = simple_random_mean(&Moments::of(&VOLUME).expect("plots"), Some(100.0)).expect("an estimate");
        let flat = difference_mean(&VOLUME, &[30.0; 5], 30.0, Some(100.0)).expect("an estimate");
        assert!((flat.value - plain.value).abs() < 1e-12);
        assert!((flat.standard_error - plain.standard_error).abs() < 1e-12);
    }

    #[test]
    fn the_gain_of_a_line_is_that_of_its_correlation() {
        let estimate = regression_mean(&VOLUME, &HEIGHT, 10.0, None).expect("an estimate");
        let (y, x) = (Moments::of(&VOLUME).expect("plots"), Moments::of(&HEIGHT).expect("plots"));
        let xy = covariance(&HEIGHT, &VOLUME).expect("plots");
        assert!((estimate.value - (y.mean + xy / x.variance * (10.0 - 11.0))).abs() < 1e-12);
        // Cochran 1977, section 7.4: the residual variance is s² (1 − r²); here (n − 1)/(n − 2) for the fitted slope.
        let r_squared = xy * xy / (x.variance * y.variance);
        let plain = simple_random_mean(&y, None).expect("an estimate");
        let expected = 1.0 / ((1.0 - r_squared) * 4.0 / 3.0);
        assert!((relative_efficiency(&plain, &estimate) / expected - 1.0).abs() < 1e-9);
        assert!(expected > 10.0, "the auxiliary is worth ten times the plots: {expected}");
    }

    #[test]
    fn a_line_needs_an_auxiliary_that_differs() {
        assert!(regression_mean(&VOLUME, &[3.0; 5], 3.0, None).is_err());
        assert!(difference_mean(&VOLUME, &[1.0], 1.0, None).is_err());
        assert!(regression_mean(&VOLUME, &HEIGHT, f64::NAN, None).is_err());
    }
}
