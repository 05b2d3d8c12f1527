//! What a published interval says about a parameter: the distribution its draws come from.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF, Normal};

use super::Parameter;
use crate::error::{Error, Result};

/// The share of draws beyond each limit of a 95 % interval.
const TAIL: f64 = 0.025;

/// What the published value of a skewed parameter is.
///
/// The choice can double an answer: the inventory of coastal wetlands of the United States went from −10 to −22 Mt CO2e a year
/// on it alone (Smithsonian, Coastal-Wetland-NGGI-Sensitivity-Analysis).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkewedMean {
    /// The mean of all values, what a total needs.
    #[default]
    Arithmetic,
    /// The exponential of the mean logarithm, which is the median.
    Geometric,
}

/// The distribution of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// One value, known or taken as if it were.
    Fixed(f64),
    /// Normal.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// Normal, of which only what lies above 0 can be.
    TruncatedNormal {
        /// The mean before truncation.
        mean: f64,
        /// The standard deviation before truncation.
        sd: f64,
    },
    /// The logarithm is normal.
    LogNormal {
        /// The mean of the logarithm.
        mu: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// Triangular.
    Triangular {
        /// The least value.
        least: f64,
        /// The most likely value.
        mode: f64,
        /// The largest value.
        most: f64,
    },
    /// Every value between two is as likely.
    Uniform {
        /// The least value.
        least: f64,
        /// The largest value.
        most: f64,
    },
    /// Beta on 0 to 1: of a fraction.
    Beta {
        /// The first shape.
        alpha: f64,
        /// The second shape.
        beta: f64,
    },
}

impl Distribution {
    /// The quantile of the standard normal distribution at 97.5 %: how many standard deviations a 95 % interval reaches each way.
    pub const LIMIT: f64 = 1.959_963_984_540_054;

    /// The distribution of a row, from its value, its 95 % interval and the name of its distribution.
    ///
    /// | name | parameters |
    /// |---|---|
    /// | `fixed` | the value |
    /// | `normal` | mean: the value; sd: the interval's width / (2 · 1.96) |
    /// | `truncated_normal` | the same with the upper half of the interval, nothing below 0 |
    /// | `log_normal` | σ = ln(high / low) / (2 · 1.96); the value is the arithmetic or the geometric mean, as asked |
    /// | `triangular` | mode: the value; 2.5 % of draws lie below and above the interval |
    /// | `uniform` | between the limits |
    /// | `student_t` | of a mean of few samples: normal with the same limits, for how many they were is not in the row |
    /// | `beta` | of the value as mean and the interval's width / (2 · 1.96) as sd |
    ///
    /// Without a name, an interval that is even is normal, truncated if it reaches from 0 or more to near 0; an uneven one above 0
    /// is log-normal and any other triangular. Without an
    /// interval, or with one limit only, the value is fixed: nothing is known of its error, and [`is_fixed`](Self::is_fixed) says
    /// so.
    ///
    /// # Errors
    /// A name that is none of these, a name without both limits, or an interval that the distribution cannot have.
    pub fn of(row: &Parameter, skewed: SkewedMean) -> Result<Self> {
        let (low, high) = match (row.low, row.high) {
            (Some(low), Some(high)) => (low, high),
            _ if ["", "fixed"].contains(&row.distribution.as_str()) => return Ok(Self::Fixed(row.value)),
            (low, high) => {
                return Err(Error::data(format!(
                    "found the interval {low:?} to {high:?} with the distribution `{}`, expected both limits",
                    row.distribution
                ))
                .hint("give both limits of the 95 % interval, or neither and no distribution"));
            }
        };
        Self::of_interval(&row.distribution, row.value, low, high, skewed)
    }

    fn of_interval(name: &str, value: f64, low: f64, high: f64, skewed: SkewedMean) -> Result<Self> {
        if !(low <= value && value <= high) {
            return Err(Error::data(format!("the interval {low} to {high} does not hold the value {value}")));
        }
        if low == high {
            return Ok(Self::Fixed(value));
        }
        let sd = (high - low) / (2.0 * Self::LIMIT);
        let is_even = ((high - value) - (value - low)).abs() <= 0.02 * (high - low);
        // What is published as 0 or more is not drawn below 0.
        let reaches_zero = low >= 0.0 && value < 5.0 * sd;
        let name = match name {
            "" if is_even && reaches_zero => "truncated_normal",
            "" if is_even => "normal",
            "" if low > 0.0 => "log_normal",
            "" => "triangular",
            name => name,
        };
        let impossible = |why: &str| {
            Error::data(format!(
                "a `{name}` distribution cannot have the value {value} and the interval {low} to {high}"
            ))
            .note(why.to_owned())
        };
        Ok(match name {
            "fixed" => Self::Fixed(value),
            "normal" | "student_t" => Self::Normal { mean: value, sd },
            "truncated_normal" if value > 0.0 && high > value => {
                Self::TruncatedNormal { mean: value, sd: (high - value) / Self::LIMIT }
            }
            "truncated_normal" => return Err(impossible("the value is above 0 and below the upper limit")),
            "log_normal" if low > 0.0 => {
                let sigma = (high / low).ln() / (2.0 * Self::LIMIT);
                let mu = match skewed {
                    SkewedMean::Arithmetic => value.ln() - sigma * sigma / 2.0,
                    SkewedMean::Geometric => value.ln(),
                };
                Self::LogNormal { mu, sigma }
            }
            "log_normal" => return Err(impossible("the lower limit is above 0")),
            "triangular" => triangular(value, low, high),
            "uniform" => Self::Uniform { least: low, most: high },
            "beta" => {
                let size = value * (1.0 - value) / (sd * sd) - 1.0;
                if !(value > 0.0 && value < 1.0 && size > 0.0) {
                    return Err(impossible("the value is a fraction, its interval narrower than that of a coin"));
                }
                Self::Beta { alpha: value * size, beta: (1.0 - value) * size }
            }
            other => {
                return Err(Error::data(format!(
                    "found the distribution `{other}`, expected `normal`, `truncated_normal`, `log_normal`, `triangular`, \
                     `uniform`, `student_t`, `beta` or `fixed`"
                )));
            }
        })
    }

    /// Whether the parameter has an error at all.
    #[must_use]
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Fixed(_))
    }

    /// The value that a share `p` of draws lies below, with 0 < p < 1.
    ///
    /// # Panics
    /// Shapes that no constructor gives.
    #[must_use]
    pub fn quantile(self, p: f64) -> f64 {
        match self {
            Self::Fixed(value) => value,
            Self::Normal { mean, sd } => mean + sd * standard_normal().inverse_cdf(p),
            Self::TruncatedNormal { mean, sd } => {
                let below = standard_normal().cdf(-mean / sd);
                mean + sd * standard_normal().inverse_cdf(below + p * (1.0 - below))
            }
            Self::LogNormal { mu, sigma } => (mu + sigma * standard_normal().inverse_cdf(p)).exp(),
            Self::Triangular { least, mode, most } => {
                let width = most - least;
                let peak = (mode - least) / width;
                if p < peak {
                    least + (p * width * (mode - least)).sqrt()
                } else {
                    most - ((1.0 - p) * width * (most - mode)).sqrt()
                }
            }
            Self::Uniform { least, most } => least + p * (most - least),
            Self::Beta { alpha, beta } => Beta::new(alpha, beta).expect("shapes above 0").inverse_cdf(p),
        }
    }
}

impl Distribution {
    /// The value at a score of the standard normal distribution: as much of the draws lie below it as below the score.
    ///
    /// # Panics
    /// Shapes that no constructor gives.
    #[must_use]
    pub fn at_score(self, score: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => mean + sd * score,
            Self::LogNormal { mu, sigma } => (mu + sigma * score).exp(),
            other => other.quantile(standard_normal().cdf(score)),
        }
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(value) => write!(formatter, "fixed at {value}"),
            Self::Normal { mean, sd } => write!(formatter, "normal, mean {mean}, sd {sd}"),
            Self::TruncatedNormal { mean, sd } => write!(formatter, "normal above 0, mean {mean}, sd {sd}"),
            Self::LogNormal { mu, sigma } => write!(formatter, "log-normal, median {}, σ {sigma}", mu.exp()),
            Self::Triangular { least, mode, most } => write!(formatter, "triangular, {least} to {most}, mode {mode}"),
            Self::Uniform { least, most } => write!(formatter, "uniform, {least} to {most}"),
            Self::Beta { alpha, beta } => write!(formatter, "beta, {alpha} and {beta}"),
        }
    }
}

fn standard_normal() -> Normal {
    Normal::standard()
}

/// The triangle with a mode of which a share [`TAIL`] lies below `low` and above `high`.
///
/// With a = mode − least and b = most − mode, the lower tail is (a − l)² / (a (a + b)) for l = mode − low, and likewise the upper;
/// each side is solved in turn for the other, which converges because a wider triangle changes the other's tail little.
fn triangular(mode: f64, low: f64, high: f64) -> Distribution {
    let (to_low, to_high) = (mode - low, high - mode);
    // a² (1 − t) − a (2 l + t b) + l² = 0, the root that is not below l.
    let side = |to_limit: f64, other: f64| {
        if to_limit == 0.0 {
            return 0.0;
        }
        let half = to_limit + TAIL * other / 2.0;
        (half + (half * half - (1.0 - TAIL) * to_limit * to_limit).sqrt()) / (1.0 - TAIL)
    };
    let (mut a, mut b) = (to_low, to_high);
    for _ in 0..200 {
        a = side(to_low, b);
        b = side(to_high, a);
    }
    Distribution::Triangular { least: mode - a, mode, most: mode + b }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(name: &str, value: f64, low: f64, high: f64) -> Distribution {
        Distribution::of_interval(name, value, low, high, SkewedMean::Geometric).expect("an interval it can have")
    }

    fn assert_limits(distribution: Distribution, low: f64, high: f64) {
        let (got_low, got_high) = (distribution.quantile(TAIL), distribution.quantile(1.0 - TAIL));
        let close = |got: f64, limit: f64| (got - limit).abs() <= 1e-9 * (high - low);
        assert!(close(got_low, low) && close(got_high, high), "{distribution}: {got_low} to {got_high}");
    }

    #[test]
    fn limits_of_the_interval_are_limits_of_the_draws() {
        assert_limits(of("normal", 10.0, 6.0, 14.0), 6.0, 14.0);
        assert_limits(of("triangular", 2.0, 1.0, 5.0), 1.0, 5.0);
        assert_eq!(of("triangular", 1.0, 1.0, 5.0).quantile(1e-12).round(), 1.0);
        // The value is the geometric mean of the limits, so nothing is moved.
        assert_limits(of("log_normal", 2.0, 1.0, 4.0), 1.0, 4.0);
    }

    #[test]
    fn without_a_name_the_shape_of_the_interval_decides() {
        assert!(matches!(of("", 10.0, 9.0, 11.0), Distribution::Normal { .. }));
        assert!(matches!(of("", 10.0, 1.0, 19.0), Distribution::TruncatedNormal { .. }));
        assert!(matches!(of("", 2.0, 1.0, 5.0), Distribution::LogNormal { .. }));
        assert!(matches!(of("", 1.0, -1.0, 5.0), Distribution::Triangular { .. }));
        assert_eq!(of("", 3.0, 3.0, 3.0), Distribution::Fixed(3.0));
    }

    #[test]
    fn a_skewed_value_is_the_mean_that_was_asked_for() {
        let mean = |skewed| {
            let distribution = Distribution::of_interval("log_normal", 2.0, 1.0, 6.0, skewed).expect("possible");
            let Distribution::LogNormal { mu, sigma } = distribution else { panic!("{distribution}") };
            ((mu + sigma * sigma / 2.0).exp(), mu.exp())
        };
        assert!((mean(SkewedMean::Arithmetic).0 - 2.0).abs() < 1e-12);
        assert!((mean(SkewedMean::Geometric).1 - 2.0).abs() < 1e-12);
        assert!(mean(SkewedMean::Geometric).0 > 2.0);
    }

    #[test]
    fn impossible_intervals_and_unknown_names_are_refused() {
        for (name, value, low, high) in [
            ("log_normal", 1.0, -1.0, 3.0),
            ("beta", 0.5, 0.0, 40.0),
            ("gamma", 1.0, 0.5, 2.0),
            ("normal", 5.0, 1.0, 2.0),
        ] {
            assert!(Distribution::of_interval(name, value, low, high, SkewedMean::Arithmetic).is_err(), "{name}");
        }
        let half = Parameter { value: 1.0, low: Some(0.5), ..Parameter::default() };
        assert_eq!(Distribution::of(&half, SkewedMean::Arithmetic).expect("a bound"), Distribution::Fixed(1.0));
        let half = Parameter { distribution: "normal".to_owned(), ..half };
        assert!(Distribution::of(&half, SkewedMean::Arithmetic).is_err());
    }

    #[test]
    fn a_beta_has_the_mean_and_spread_of_its_row() {
        let Distribution::Beta { alpha, beta } = of("beta", 0.47, 0.44, 0.50) else { panic!("beta") };
        let sum = alpha + beta;
        assert!((alpha / sum - 0.47).abs() < 1e-12);
        let sd = (alpha * beta / (sum * sum * (sum + 1.0))).sqrt();
        assert!((sd - 0.06 / (2.0 * Distribution::LIMIT)).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_truncation_holds(mean in 0.1..50.0_f64, spread in 0.1..100.0_f64) {
            let distribution = of("truncated_normal", mean, 0.0, mean + spread);
            let at: Vec<f64> = [0.001, 0.3, 0.7, 0.999].map(|p| distribution.quantile(p)).to_vec();
            prop_assert!(at[0] > 0.0 && at.is_sorted());
        }
    }
}
