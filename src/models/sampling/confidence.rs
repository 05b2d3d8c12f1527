//! How many standard errors a confidence interval reaches to each side.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::error::{Error, Result};

/// Beyond these the quantile of statrs 0.19.1 loses digits (1.83 for 1.96 at 10⁷). Held here, intervals of larger samples are
/// too wide by less than 0.01 %.
const MOST_DEGREES_OF_FREEDOM: f64 = 20_000.0;

/// The two-sided critical value of Student's t, or of the normal distribution where degrees of freedom are not given:
/// the quantile at (1 + confidence) / 2.
///
/// Source: Cochran 1977, Sampling Techniques, 3rd ed., section 2.8.
///
/// ```
/// use tanhui::models::sampling::critical_value;
/// let t = critical_value(0.95, Some(10.0)).unwrap();
/// assert!((t - 2.228_138_852).abs() < 1e-8);
/// ```
///
/// # Errors
/// A confidence that is not between 0 and 1, or degrees of freedom below 1.
pub fn critical_value(confidence: f64, degrees_of_freedom: Option<f64>) -> Result<f64> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Error::data(format!("found a confidence of {confidence}, expected a number between 0 and 1"))
            .hint("write 95 % as 0.95"));
    }
    let quantile = f64::midpoint(1.0, confidence);
    match degrees_of_freedom {
        None => Ok(Normal::standard().inverse_cdf(quantile)),
        Some(freedom) if freedom >= 1.0 => {
            let freedom = freedom.min(MOST_DEGREES_OF_FREEDOM);
            StudentsT::new(0.0, 1.0, freedom).map(|t| t.inverse_cdf(quantile)).map_err(Error::internal)
        }
        Some(freedom) => {
            Err(Error::data(format!("{freedom} degrees of freedom give no confidence interval, expected 1 or more")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn critical_values_are_those_of_the_printed_tables() {
        // Two-sided 95 % and 99 %, as any table of Student's t prints them.
        for (confidence, freedom, expected) in [
            (0.95, Some(1.0), 12.706),
            (0.95, Some(5.0), 2.571),
            (0.95, Some(30.0), 2.042),
            (0.99, Some(30.0), 2.750),
            (0.95, Some(120.0), 1.980),
            (0.95, None, 1.960),
            (0.99, None, 2.576),
        ] {
            let got = critical_value(confidence, freedom).expect("a value");
            assert!((got - expected).abs() < 5e-4, "{confidence}, {freedom:?}: {got} against {expected}");
        }
    }

    #[test]
    fn more_degrees_of_freedom_never_widen_the_interval() {
        let normal = critical_value(0.95, None).expect("normal");
        let mut last = f64::INFINITY;
        for exponent in 0..36 {
            let t = critical_value(0.95, Some(10_f64.powf(f64::from(exponent) / 4.0))).expect("t");
            assert!(t <= last && t > normal, "10^{exponent}/4: {t} after {last}");
            last = t;
        }
        assert!(last / normal < 1.0001, "{last}");
    }

    #[test]
    fn a_confidence_in_percent_is_refused() {
        assert!(critical_value(95.0, None).expect_err("refused").to_string().contains("write 95 % as 0.95"));
        assert!(critical_value(0.95, Some(0.0)).is_err());
    }
}
