//! One estimate over another, such as volume per hectare of forest.

use super::Estimate;
use crate::error::{Error, Result};

/// The ratio of two estimates made from the same plots:
///
/// R = Ŷ / X̂,  v(R) = (1/X̂²) [ v(Ŷ) + R² v(X̂) − 2 R cov(Ŷ, X̂) ] = v(Ê) / X̂²,  e = y − R x
///
/// `residual` is Ê, estimated from e like Ŷ from y: so the formula holds for every design whose variance is a quadratic form.
/// Linearised: biased by order 1/n, small where the relative standard error of X̂ is below about 10 %. Ŷ and X̂ are both
/// means or both totals. Degrees of freedom are those of Ŷ.
///
/// Source: Bechtold and Patterson 2005, USDA Forest Service GTR-SRS-80, section 4.2 (ratio estimates); Cochran 1977,
/// Sampling Techniques, 3rd ed., section 2.11.
///
/// # Errors
/// A denominator of zero.
pub fn ratio(numerator: &Estimate, denominator: &Estimate, residual: &Estimate) -> Result<Estimate> {
    if denominator.value == 0.0 || !denominator.value.is_finite() {
        return Err(Error::data(format!("a ratio over {}", denominator.value)));
    }
    Ok(Estimate {
        value: numerator.value / denominator.value,
        standard_error: residual.standard_error / denominator.value.abs(),
        plots: numerator.plots,
        degrees_of_freedom: numerator.degrees_of_freedom,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Moments, covariance, simple_random_mean};
    use super::*;

    #[test]
    fn cochrans_food_cost_per_person() {
        // Cochran 1977, section 2.11, example: 33 families, food cost y and persons x, printed R = 7.38 and s(R) = 0.534.
        let (n, x, y) = (33.0, 123.0, 907.2);
        let (xx, yy, xy) = (533.0, 28_224.0, 3_595.5);
        let of_means = |squares: f64| squares / (n - 1.0) / n;
        let estimate = |sum: f64, squares: f64| Estimate {
            value: sum / n,
            standard_error: of_means(squares - sum * sum / n).sqrt(),
            plots: 33,
            degrees_of_freedom: Some(32.0),
        };
        // The residuals y − R x of a ratio of means add up to 0; their squares to Σy² − 2 R Σxy + R² Σx².
        let r = y / x;
        let residual = estimate(0.0, yy - 2.0 * r * xy + r * r * xx);
        let ratio = ratio(&estimate(y, yy), &estimate(x, xx), &residual).expect("a ratio");
        assert!((ratio.value - 7.38).abs() < 0.005, "{}", ratio.value);
        assert!((ratio.standard_error - 0.534).abs() < 0.0005, "{}", ratio.standard_error);
    }

    #[test]
    fn the_residual_counts_how_the_two_go_together() {
        let (x, y) = ([1.0, 0.5, 0.0, 1.0, 0.25], [140.0, 80.0, 0.0, 210.0, 20.0]);
        let mean =
            |values: &[f64]| simple_random_mean(&Moments::of(values).expect("plots"), None).expect("an estimate");
        let (above, below) = (mean(&y), mean(&x));
        let r = above.value / below.value;
        let residuals: Vec<f64> = y.iter().zip(x).map(|(y, x)| y - r * x).collect();
        let ratio = ratio(&above, &below, &mean(&residuals)).expect("a ratio");
        let covariance = covariance(&x, &y).expect("plots") / 5.0;
        let variance = above.variance() + r * r * below.variance() - 2.0 * r * covariance;
        assert!((ratio.variance() - variance / below.value.powi(2)).abs() < 1e-9, "{}", ratio.variance());
    }

    #[test]
    fn a_proportional_pair_has_no_error_and_a_denominator_of_zero_no_ratio() {
        let area = Estimate { value: 40.0, standard_error: 3.0, plots: 9, degrees_of_freedom: Some(8.0) };
        let found = ratio(&(area * 5.0), &area, &(area * 0.0)).expect("a ratio");
        assert_eq!((found.value, found.standard_error), (5.0, 0.0));
        assert!(ratio(&area, &(area * 0.0), &area).is_err());
    }
}
