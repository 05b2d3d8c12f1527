//! Present value of a change of carbon stock.

/// The worth today of one tonne of carbon that is gained evenly over `years` years, per unit of today's price:
///
/// 1/n · Σₜ₌₀ⁿ⁻¹ 1 / ((1 + r/100)ᵗ (1 + c/100)ᵗ)
///
/// with r the discount rate and c the yearly change of the price, both in percent. A positive c lowers the worth, as in the
/// source. Multiply by the price of a tonne of C and by the change of the stock, t C.
///
/// Source: InVEST user's guide, Carbon Storage and Sequestration, section "How it Works", equation of `value_seq`
/// (natcap/invest, users guide at f868ba2b).
///
/// ```
/// // tests/test_carbon.py of InVEST: price 43, r −7.1 %, c 2.8 %, 2016–2030, change −58 t C: −3422.079.
/// let value = 43.0 * tanhui::models::present_value_factor(14, -7.1, 2.8) * -58.0;
/// assert!((value - -3422.079).abs() < 1e-3);
/// ```
#[must_use]
pub fn present_value_factor(years: u32, discount_rate_percent: f64, price_drift_percent: f64) -> f64 {
    let per_year = 1.0 / ((1.0 + discount_rate_percent / 100.0) * (1.0 + price_drift_percent / 100.0));
    let mut weight = 1.0;
    let mut sum = 0.0;
    for _ in 0..years {
        sum += weight;
        weight *= per_year;
    }
    sum / f64::from(years)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_rates_a_tonne_is_worth_its_price() {
        // InVEST's test: 43 × −58 = −2494.
        assert_eq!(43.0 * present_value_factor(14, 0.0, 0.0) * -58.0, 43.0 * -58.0);
    }
}
