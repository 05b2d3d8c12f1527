//! The growth rate between two surveys.

use crate::error::Result;
use crate::models::checked::positive;

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
    fn presslers_rate_is_growth_over_the_mean() {
        // 9.11 m³/ha in 5 years at a mean of 48.315: 3.771 % per year (arbor forest of Zhejiang, 2004 to 2009).
        let rate = pressler_rate(43.76, 52.87, 5.0).expect("a rate");
        assert!((rate - 9.11 / 48.315 / 5.0).abs() < 1e-12 && (rate - 0.037_711).abs() < 1e-6, "{rate}");
    }
}
