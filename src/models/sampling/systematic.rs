//! Area by counting the plots or points of a systematic grid.

use super::{Estimate, Moments, simple_random_mean};
use crate::error::{Error, Result};
use crate::units::Hectares;

/// The area of a class from `hits` of `points` that fall on it, in a region of known area:
///
/// p = nᵢ / n,  Âᵢ = A · p,  S_p = √(p (1 − p) / (n − 1))
///
/// The grid is treated as a simple random sample, as the Chinese national inventory does; where the class varies more slowly
/// than the grid, the standard error comes out too large, never too small. Degrees of freedom: n − 1.
///
/// Source: Cochran 1977, Sampling Techniques, 3rd ed., equation 3.8 without finite population correction; for the grid,
/// section 8.11.
///
/// # Errors
/// More hits than points, or fewer than two points.
pub fn area_by_points(area: Hectares, hits: u64, points: u64) -> Result<Estimate> {
    if hits > points {
        return Err(Error::data(format!("{hits} of {points} points fall on the class, expected at most {points}")));
    }
    let share = hits as f64 / points as f64;
    // The values 1 and 0 have the variance n p (1 − p) / (n − 1).
    let n = points as f64;
    let sample = Moments { plots: points, mean: share, variance: n * share * (1.0 - share) / (n - 1.0) };
    Ok(simple_random_mean(&sample, None)? * area.0)
}

#[cfg(test)]
mod tests {
    use super::super::simple_random::finite_population_correction;
    use super::*;

    #[test]
    fn cochrans_list_of_names() {
        // Cochran 1977, section 3.2, example: 38 of 200 names of a list of 3,042 are wrong: 578 ± 81.8.
        let estimate = area_by_points(Hectares(3_042.0), 38, 200).expect("an estimate");
        assert_eq!(estimate.value.round(), 578.0);
        let correction = finite_population_correction(200, Some(3_042.0)).expect("a sample");
        assert!((estimate.standard_error * correction.sqrt() - 81.8).abs() < 0.05, "{}", estimate.standard_error);
    }

    #[test]
    fn the_share_is_the_mean_of_ones_and_zeros() {
        let values = [1.0, 0.0, 0.0, 1.0, 0.0];
        let mean = simple_random_mean(&Moments::of(&values).expect("plots"), None).expect("an estimate");
        let area = area_by_points(Hectares(10.0), 2, 5).expect("an estimate");
        assert!((area.value - 10.0 * mean.value).abs() < 1e-12);
        assert!((area.standard_error - 10.0 * mean.standard_error).abs() < 1e-12);
        assert_eq!(area.standard_error, 10.0 * (0.4_f64 * 0.6 / 4.0).sqrt());
    }

    #[test]
    fn counts_that_cannot_be_are_refused() {
        assert!(area_by_points(Hectares(1.0), 3, 2).is_err());
        assert!(area_by_points(Hectares(1.0), 0, 0).is_err());
        assert!(area_by_points(Hectares(1.0), 1, 1).is_err());
    }
}
