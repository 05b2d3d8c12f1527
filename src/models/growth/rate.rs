//! Growth rates between two surveys.

use crate::error::Result;
use crate::models::checked::positive;

/// g = (V_T / V_0)^(1/n) − 1
///
/// the yearly rate, as a share, at which V_0 grows to V_T in n years, compounded. With V_T a target, the rate that it takes.
///
/// Limits: between two growing stocks of the same land, in any one unit; cutting is in it.
///
/// # Errors
/// Growing stocks or years that are not more than zero.
pub fn net_growth_rate(start: f64, end: f64, years: f64) -> Result<f64> {
    let ratio = positive("growing stock", end, "m³")? / positive("growing stock", start, "m³")?;
    Ok(ratio.powf(1.0 / positive("period", years, "yr")?) - 1.0)
}

/// p = (V₂ − V₁)/(V₂ + V₁) · 2/n
///
/// Pressler's yearly rate, as a share, which China's national forest inventory uses (there in percent, with 200/n): growth
/// over the mean of the two growing stocks.
///
/// # Errors
/// Growing stocks or years that are not more than zero.
pub fn pressler_rate(start: f64, end: f64, years: f64) -> Result<f64> {
    let (start, end) = (positive("growing stock", start, "m³")?, positive("growing stock", end, "m³")?);
    Ok((end - start) / (end + start) * 2.0 / positive("period", years, "yr")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_targets_of_ningbo_take_these_rates() {
        // From 25.2072 Mm³ in 2022 (Ningbo statistical yearbook 2023) to 27 in 2025 and 35 in 2030, % per year.
        for (start, end, years, percent) in
            [(25.2072, 27.0, 3.0, 2.3167), (25.2072, 35.0, 8.0, 4.1881), (27.0, 35.0, 5.0, 5.3273)]
        {
            let found = 100.0 * net_growth_rate(start, end, years).expect("a rate");
            assert!((found - percent).abs() < 5.1e-5, "{found} against {percent}");
        }
        assert!(net_growth_rate(0.0, 1.0, 1.0).is_err() && net_growth_rate(1.0, 2.0, 0.0).is_err());
    }

    #[test]
    fn presslers_rate_is_growth_over_the_mean() {
        // 9.11 m³/ha in 5 years at a mean of 48.315: 3.771 % per year (arbor forest of Zhejiang, 2004 to 2009).
        let rate = pressler_rate(43.76, 52.87, 5.0).expect("a rate");
        assert!((rate - 9.11 / 48.315 / 5.0).abs() < 1e-12 && (rate - 0.037_711).abs() < 1e-6, "{rate}");
    }
}
