//! What draws of a figure say of it.

use serde::Serialize;

/// The share of draws below the lower limit and above the upper one.
const TAIL: f64 = 0.025;

/// Draws of a figure, summed up. Errors are standard errors, from the number of draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
    /// The lower limit of the 95 % interval.
    pub low95: f64,
    /// The upper limit.
    pub high95: f64,
    /// The Monte Carlo error of the mean.
    pub mean_error: f64,
    /// That of the lower limit.
    pub low95_error: f64,
    /// That of the upper limit.
    pub high95_error: f64,
}

impl Spread {
    /// Of draws, which are put into another order.
    pub(super) fn of(draws: &mut [f64]) -> Self {
        let count = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / count;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let (low95, low95_error) = limit(draws, TAIL);
        let (high95, high95_error) = limit(draws, 1.0 - TAIL);
        let sd = variance.sqrt();
        Self { mean, sd, low95, high95, mean_error: sd / count.sqrt(), low95_error, high95_error }
    }

    /// That of the figure times a number, moved by another.
    pub(super) fn scaled(self, times: f64, moved: f64) -> Self {
        let [low, high] = [(self.low95, self.low95_error), (self.high95, self.high95_error)];
        let (low, high) = if times < 0.0 { (high, low) } else { (low, high) };
        Self {
            mean: moved + times * self.mean,
            sd: times.abs() * self.sd,
            low95: moved + times * low.0,
            high95: moved + times * high.0,
            mean_error: times.abs() * self.mean_error,
            low95_error: times.abs() * low.1,
            high95_error: times.abs() * high.1,
        }
    }
}

/// The quantile at a share, between the two nearest draws (Hyndman and Fan 1996, type 7), and its standard error: half of what
/// lies between the draws one standard deviation of their rank, √(n p (1 − p)), below and above.
fn limit(draws: &mut [f64], share: f64) -> (f64, f64) {
    let count = draws.len();
    let place = share * (count - 1) as f64;
    let sd_of_rank = (count as f64 * share * (1.0 - share)).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks of draws")]
    let [first, below, last] = [place - sd_of_rank, place, place + sd_of_rank + 1.0].map(|rank| rank.max(0.0) as usize);
    let last = last.min(count - 1);
    // Only the ranks between first and last need their order.
    draws.select_nth_unstable_by(first, f64::total_cmp);
    if last > first {
        draws[first..].select_nth_unstable_by(last - first, f64::total_cmp);
    }
    draws[first..=last].sort_unstable_by(f64::total_cmp);
    let above = (below + 1).min(last);
    let quantile = draws[below] + (draws[above] - draws[below]) * (place - below as f64);
    (quantile, (draws[last] - draws[first]) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::uncertainty::scores::scores;

    #[test]
    fn limits_lie_between_the_nearest_draws() {
        let mut draws: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
        let spread = Spread::of(&mut draws);
        assert_eq!((spread.mean, spread.low95, spread.high95), (500.0, 25.0, 975.0));
        assert!((spread.sd - (1001.0_f64 * 1002.0 / 12.0).sqrt()).abs() < 1e-9);
        let turned = spread.scaled(-2.0, 10.0);
        assert_eq!((turned.mean, turned.low95, turned.high95), (-990.0, -1940.0, -40.0));
    }

    #[test]
    fn monte_carlo_errors_are_those_of_repeated_draws() {
        let spreads: Vec<Spread> = (0..200).map(|seed| Spread::of(&mut scores(seed, "a", 0..2_000))).collect();
        let check = |value: fn(&Spread) -> f64, error: fn(&Spread) -> f64, truth: f64| {
            let count = spreads.len() as f64;
            let stated = spreads.iter().map(error).sum::<f64>() / count;
            let found = (spreads.iter().map(|spread| (value(spread) - truth).powi(2)).sum::<f64>() / count).sqrt();
            assert!((stated / found - 1.0).abs() < 0.2, "stated {stated}, found {found}");
        };
        check(|spread| spread.mean, |spread| spread.mean_error, 0.0);
        check(|spread| spread.low95, |spread| spread.low95_error, -1.959_964);
        check(|spread| spread.high95, |spread| spread.high95_error, 1.959_964);
    }
}
