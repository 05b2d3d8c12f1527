//! One estimate over another, such as volume per hectare of forest.

use super::Estimate;
use crate::error::{Error, Result};

/// The ratio of two estimates made from the same plots, and what their covariance makes of its variance:
///
/// R = Ŷ / X̂,  v(R) = (1/X̂²) [ v(Ŷ) + R² v(X̂) − 2 R cov(Ŷ, X̂) ]
///
/// Linearised: biased by order 1/n, small where the relative standard error of X̂ is below about 10 %. Ŷ and X̂ are both
/// means or both totals. Degrees of freedom are those of Ŷ.
///
/// Source: Bechtold and Patterson 2005, USDA Forest Service GTR-SRS-80, section 4.2 (ratio estimates); Cochran 1977,
/// Sampling Techniques, 3rd ed., section 2.11.
///
/// # Errors
/// A denominator of zero, or a covariance beyond the product of the standard errors.
pub fn ratio(numerator: &Estimate, denominator: &Estimate, covariance: f64) -> Result<Estimate> {
    if denominator.value == 0.0 || !denominator.value.is_finite() {
        return Err(Error::data(format!("a ratio over {}", denominator.value)));
    }
    let most = numerator.standard_error * denominator.standard_error;
    // Rounding may pass the bound where the two are proportional.
    if !(covariance.abs() <= most * (1.0 + 1e-9)) {
        return Err(Error::data(format!("a covariance of {covariance}, expected at most {most} to each side of 0")));
    }
    let value = numerator.value / denominator.value;
    let residual = numerator.variance() + value * value * denominator.variance() - 2.0 * value * covariance;
    Ok(Estimate {
        value,
        standard_error: residual.max(0.0).sqrt() / denominator.value.abs(),
        plots: numerator.plots,
        degrees_of_freedom: numerator.degrees_of_freedom,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cochrans_food_cost_per_person() {
        // Cochran 1977, section 2.11, example: 33 families, food cost y and persons x, printed R = 7.38 and s(R) = 0.534.
        let (n, x, y) = (33.0, 123.0, 907.2);
        let (xx, yy, xy) = (533.0, 28_224.0, 3_595.5);
        let of_means = |squares: f64, first: f64, second: f64| (squares - first * second / n) / (n - 1.0) / n;
        let estimate = |sum: f64, squares| Estimate {
            value: sum / n,
            standard_error: of_means(squares, sum, sum).sqrt(),
            plots: 33,
            degrees_of_freedom: Some(32.0),
        };
        let ratio = ratio(&estimate(y, yy), &estimate(x, xx), of_means(xy, x, y)).expect("a ratio");
        assert!((ratio.value - 7.38).abs() < 0.005, "{}", ratio.value);
        assert!((ratio.standard_error - 0.534).abs() < 0.0005, "{}", ratio.standard_error);
    }

    #[test]
    fn a_proportional_pair_has_no_error() {
        let area = Estimate { value: 40.0, standard_error: 3.0, plots: 9, degrees_of_freedom: Some(8.0) };
        let ratio = ratio(&(area * 5.0), &area, 5.0 * area.variance()).expect("a ratio");
        assert_eq!((ratio.value, ratio.standard_error), (5.0, 0.0));
    }

    #[test]
    fn a_denominator_of_zero_and_an_impossible_covariance_are_refused() {
        let estimate = Estimate { value: 40.0, standard_error: 3.0, plots: 9, degrees_of_freedom: None };
        assert!(super::ratio(&estimate, &(estimate * 0.0), 0.0).is_err());
        assert!(super::ratio(&estimate, &estimate, 9.1).is_err());
    }
}
