//! Plots drawn with equal chance from the whole population.

use super::{Estimate, Moments};
use crate::error::{Error, Result};

/// The mean of a simple random sample:
///
/// ȳ = Σy / n,  v(ȳ) = (1 − n/N) · s² / n
///
/// `population` is N, the number of plots that the population could hold; without it the sample is taken as small beside the
/// population and 1 − n/N as 1, as surveys do whose plots cover a tiny share of the land. Degrees of freedom: n − 1.
///
/// Source: Cochran 1977, Sampling Techniques, 3rd ed., equations 2.4, 2.9 and 2.20.
///
/// # Errors
/// A sample larger than its population, or of fewer than two plots.
pub fn simple_random_mean(sample: &Moments, population: Option<f64>) -> Result<Estimate> {
    sample.check()?;
    let correction = finite_population_correction(sample.plots, population)?;
    Ok(Estimate {
        value: sample.mean,
        standard_error: (correction * sample.variance_of_mean()).sqrt(),
        plots: sample.plots,
        degrees_of_freedom: Some(sample.n() - 1.0),
    })
}

/// The total of a population of N units: Ŷ = N · ȳ, with the finite population correction.
///
/// Source: Cochran 1977, equations 2.11 and 2.21.
///
/// # Errors
/// As [`simple_random_mean`].
pub fn simple_random_total(sample: &Moments, population: f64) -> Result<Estimate> {
    Ok(simple_random_mean(sample, Some(population))? * population)
}

/// 1 − n/N.
pub(super) fn finite_population_correction(plots: u64, population: Option<f64>) -> Result<f64> {
    match population {
        None => Ok(1.0),
        Some(population) if population >= plots as f64 && population.is_finite() => Ok(1.0 - plots as f64 / population),
        Some(population) => Err(Error::data(format!(
            "a sample of {plots} from a population of {population}, expected at least {plots}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cochran 1977, section 2.7: signatures on 50 of 676 sheets of a petition, as (signatures, sheets).
    const SIGNATURES: [(f64, usize); 19] = [
        (42.0, 23),
        (41.0, 4),
        (36.0, 1),
        (32.0, 1),
        (29.0, 1),
        (27.0, 2),
        (23.0, 1),
        (19.0, 1),
        (16.0, 2),
        (15.0, 2),
        (14.0, 1),
        (11.0, 1),
        (10.0, 1),
        (9.0, 1),
        (7.0, 1),
        (6.0, 3),
        (5.0, 2),
        (4.0, 1),
        (3.0, 1),
    ];

    fn sheets() -> Moments {
        let values: Vec<f64> = SIGNATURES.iter().flat_map(|&(value, sheets)| vec![value; sheets]).collect();
        Moments::of(&values).expect("50 sheets")
    }

    #[test]
    fn the_signatures_of_cochrans_petition() {
        assert!((sheets().variance - 229.0).abs() < 0.05, "{}", sheets().variance);
        let total = simple_random_total(&sheets(), 676.0).expect("an estimate");
        assert_eq!(total.value.round(), 19_888.0);
        // The book's 80 % limits, with the normal deviate 1.28.
        let half = 1.28 * total.standard_error;
        assert!((total.value - half - 18_107.0).abs() < 2.0 && (total.value + half - 21_669.0).abs() < 2.0, "{half}");
    }

    #[test]
    fn without_a_population_the_sample_is_small_beside_it() {
        let free = simple_random_mean(&sheets(), None).expect("an estimate");
        let corrected = simple_random_mean(&sheets(), Some(676.0)).expect("an estimate");
        assert_eq!(free.value, corrected.value);
        assert!((free.variance() * (1.0 - 50.0 / 676.0) - corrected.variance()).abs() < 1e-12);
        assert!(simple_random_mean(&sheets(), Some(49.0)).is_err());
    }
}
