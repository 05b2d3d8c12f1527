//! What a target asks for: the gap, and the rate that closes it.

/// A change per year, two ways.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct YearlyRate {
    /// The same amount every year, in the unit of the quantity per year.
    pub per_year: f64,
    /// The same share every year, percent; none if one of the values is not positive.
    pub percent_per_year: Option<f64>,
}

/// The yearly rate that leads from one value to another over `years` years:
///
/// linear (V₁ − V₀) / n, compound ((V₁ / V₀)^(1/n) − 1) · 100
///
/// It is what a target needs when V₁ is the target, and what was achieved when both values are observed. The compound rate is
/// the net growth rate of forest inventories. Both say what is between two values, not how they came about.
///
/// ```
/// // Ningbo, forest growing stock: 25.2072 Mm³ in 2022, 27 Mm³ wanted in 2025.
/// let needed = tanhui::models::yearly_rate(25.2072, 27.0, 3);
/// assert!((needed.per_year - 0.5976).abs() < 1e-4);
/// assert!((needed.percent_per_year.unwrap() - 2.3167).abs() < 1e-4);
/// ```
#[must_use]
pub fn yearly_rate(from: f64, to: f64, years: u32) -> YearlyRate {
    let years = f64::from(years);
    let compound = ((to / from).powf(1.0 / years) - 1.0) * 100.0;
    YearlyRate {
        per_year: (to - from) / years,
        percent_per_year: (from > 0.0 && to > 0.0 && compound.is_finite()).then_some(compound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stock_targets_of_ningbo_need_what_was_computed_by_hand() {
        // From, to, years, linear Mm³/yr, compound %/yr: yearbook of 2022 against the targets of 2025 and 2030.
        for (from, to, years, linear, compound) in [
            (25.2072, 27.0, 3, 0.5976, 2.3167),
            (25.2072, 35.0, 8, 1.2241, 4.1881),
            (27.0, 35.0, 5, 1.6000, 5.3273),
            // Living stock instead of forest stock: the gap is 0.8224.
            (26.1776, 27.0, 3, 0.2741, 1.0364),
        ] {
            let rate = yearly_rate(from, to, years);
            assert!((rate.per_year - linear).abs() < 5e-5, "{rate:?}");
            assert!((rate.percent_per_year.expect("positive") - compound).abs() < 5e-5, "{rate:?}");
        }
    }

    #[test]
    fn a_value_that_is_not_positive_has_no_compound_rate() {
        assert_eq!(yearly_rate(0.0, 10.0, 5), YearlyRate { per_year: 2.0, percent_per_year: None });
    }
}
