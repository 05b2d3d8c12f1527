//! Why two cover rates differ: forest, denominator, definition.

/// A cover rate with what it was made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverRateParts {
    /// The forest area under the definition of its date, ha.
    pub forest_ha: f64,
    /// The denominator, ha.
    pub denominator_ha: f64,
}

impl CoverRateParts {
    /// The rate, percent.
    #[must_use]
    pub fn rate(self) -> f64 {
        self.forest_ha / self.denominator_ha * 100.0
    }
}

/// The parts of r₂ − r₁, percentage points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverRateChange {
    /// What the forest gained or lost, under one and the same definition.
    pub forest: f64,
    /// What the new denominator did.
    pub denominator: f64,
    /// What the new definition did.
    pub definition: f64,
}

/// The exact decomposition of r₂ − r₁ = N₂/D₂ − N₁/D₁ into three parts:
///
/// forest = (N₂ − d − N₁) · (1/D₁ + 1/D₂) / 2
/// definition = d · (1/D₁ + 1/D₂) / 2
/// denominator = (N₁ + N₂) / 2 · (1/D₂ − 1/D₁)
///
/// with d the area that the second definition counts and the first does not, in the same forest. These are the Shapley values
/// of the three changes (Shapley 1953, A value for n-person games): each is its effect averaged over all orders in which the changes could be made, so the parts do not depend on
/// an order and add up to the whole exactly. Areas in ha, the result in percentage points.
///
/// ```
/// use tanhui::models::{CoverRateParts, cover_rate_change};
/// // 宁海 2021 and 2022: 107,507 ha are 64.14 %, 108,150 ha are 58.11 %.
/// let first = CoverRateParts { forest_ha: 107_507.0, denominator_ha: 107_507.0 / 0.6414 };
/// let second = CoverRateParts { forest_ha: 108_150.0, denominator_ha: 108_150.0 / 0.5811 };
/// let change = cover_rate_change(first, second, 0.0);
/// assert!((change.forest - 0.3645).abs() < 1e-4);
/// assert!((change.denominator - -6.3945).abs() < 1e-4);
/// ```
#[must_use]
pub fn cover_rate_change(first: CoverRateParts, second: CoverRateParts, definition_ha: f64) -> CoverRateChange {
    let (before, after) = (1.0 / first.denominator_ha, 1.0 / second.denominator_ha);
    let mean = f64::midpoint(before, after) * 100.0;
    CoverRateChange {
        forest: (second.forest_ha - definition_ha - first.forest_ha) * mean,
        denominator: f64::midpoint(first.forest_ha, second.forest_ha) * (after - before) * 100.0,
        definition: definition_ha * mean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINGHAI: [CoverRateParts; 2] = [
        CoverRateParts { forest_ha: 107_507.0, denominator_ha: 167_613.0 },
        CoverRateParts { forest_ha: 108_150.0, denominator_ha: 186_113.0 },
    ];

    #[test]
    fn the_parts_add_up_to_the_whole() {
        for definition in [0.0, 500.0, -1_000.0] {
            let parts = cover_rate_change(NINGHAI[0], NINGHAI[1], definition);
            let whole = NINGHAI[1].rate() - NINGHAI[0].rate();
            assert!((parts.forest + parts.denominator + parts.definition - whole).abs() < 1e-12);
        }
    }

    #[test]
    fn the_parts_are_the_mean_over_all_orders() {
        let definition = 700.0;
        let forest = NINGHAI[1].forest_ha - definition - NINGHAI[0].forest_ha;
        // The rate once some of the changes are made: forest, denominator, definition.
        let rate = |made: [bool; 3]| {
            let area = NINGHAI[0].forest_ha + f64::from(made[0]) * forest + f64::from(made[2]) * definition;
            area / NINGHAI[usize::from(made[1])].denominator_ha * 100.0
        };
        let mut mean = [0.0; 3];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut made = [false; 3];
            for change in order {
                let before = rate(made);
                made[change] = true;
                mean[change] += (rate(made) - before) / 6.0;
            }
        }
        let parts = cover_rate_change(NINGHAI[0], NINGHAI[1], definition);
        for (part, mean) in [parts.forest, parts.denominator, parts.definition].into_iter().zip(mean) {
            assert!((part - mean).abs() < 1e-12);
        }
    }
}
