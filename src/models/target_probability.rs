//! The probability that a target is met.

/// The standard normal deviate of a two-sided interval of 95 %.
const DEVIATE_95: f64 = 1.959_963_984_540_054;

/// A probability is never said to be nearer to 0 or 1 than this: a normal approximation knows nothing of such tails.
const LEAST: f64 = 0.001;

/// The probability that a projection is at the target or above, and the 95 % interval of the projection.
///
/// First-order propagation of independent errors (IPCC 2006 Guidelines, vol. 1, ch. 3, approach 1): each assumption moves the
/// projection by `effect` = projection at its high limit − projection at its low limit, where the limits span 95 %; so
///
/// σ² = Σ (effect / (2 · 1.96))²,  P = Φ((V − T) / σ)
///
/// Valid where the projection is about linear in each assumption over its interval and the intervals are about symmetric.
/// None if no assumption has an interval: then the probability is unknown, not 0 or 1.
#[must_use]
pub fn target_probability(projected: f64, effects: &[f64], target: f64) -> Option<(f64, [f64; 2])> {
    let deviation = effects.iter().map(|effect| (effect / (2.0 * DEVIATE_95)).powi(2)).sum::<f64>().sqrt();
    if !(deviation > 0.0) {
        return None;
    }
    let probability = 0.5 * libm::erfc((target - projected) / (deviation * std::f64::consts::SQRT_2));
    let half = DEVIATE_95 * deviation;
    Some((probability.clamp(LEAST, 1.0 - LEAST), [projected - half, projected + half]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_the_table_of_the_normal_distribution() {
        // One assumption whose interval spans ±1.96: σ = 1. Φ(0) = 0.5, Φ(1) = 0.8413, Φ(−1.6449) = 0.05.
        let effect = 2.0 * DEVIATE_95;
        for (above, expected) in [(0.0, 0.5), (1.0, 0.841_344_7), (-1.644_853_6, 0.05)] {
            let (probability, interval) = target_probability(10.0 + above, &[effect], 10.0).expect("an interval");
            assert!((probability - expected).abs() < 1e-7);
            assert!((interval[1] - interval[0] - effect).abs() < 1e-12);
        }
    }

    #[test]
    fn errors_of_independent_assumptions_add_in_quadrature() {
        let (_, interval) = target_probability(0.0, &[3.0, 4.0], 0.0).expect("intervals");
        assert!((interval[1] - 2.5).abs() < 1e-12);
    }

    #[test]
    fn without_an_interval_it_is_unknown_and_with_one_it_is_never_certain() {
        assert_eq!(target_probability(30.0, &[], 27.0), None);
        assert_eq!(target_probability(30.0, &[0.0], 27.0), None);
        assert_eq!(target_probability(30.0, &[1e-3], 27.0).map(|(probability, _)| probability), Some(0.999));
    }
}
