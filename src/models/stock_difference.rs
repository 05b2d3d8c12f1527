//! Yearly change of carbon as the difference of two stocks.

use super::checked::positive;
use crate::error::Result;
use crate::units::{TonnesC, TonnesCPerYear};

/// ΔC = (C₂ − C₁) / (t₂ − t₁)
///
/// with the carbon stocks C of **the same land** at the years t₁ and t₂; C = Σ A · V · BCEF_S · (1 + R) · CF by the step
/// factors, or Σ A · (a · V + b) · CF by the lines of biomass expansion. Positive where carbon is gained.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.5 and 2.8. Limits: two inventories of one design. Land that became forest, or
/// stopped to be, between them is accounted as conversion; with step factors see [`super::bcef_stock_change`].
///
/// ```
/// use tanhui::models::stock_difference;
/// use tanhui::units::TonnesC;
/// assert_eq!(stock_difference(TonnesC(900.0), TonnesC(1000.0), 2015.0, 2020.0)?.0, 20.0);
/// # Ok::<(), tanhui::Error>(())
/// ```
///
/// # Errors
/// A second year that is not after the first.
pub fn stock_difference(before: TonnesC, after: TonnesC, year_before: f64, year_after: f64) -> Result<TonnesCPerYear> {
    let years = positive("time between two inventories", year_after - year_before, "yr")?;
    Ok(TonnesCPerYear((after - before).0 / years))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{BiomassExpansion, CarbonFraction, LowVolumePolicy};
    use crate::units::{CubicMetresPerHectare, Hectares};

    #[test]
    fn on_a_line_the_intercept_cancels() {
        // 1000 ha of Chinese fir from 50 to 60 m³/ha in 5 years: 1000 · 0.4652 · 10 · 0.47 / 5 = 437.288 t C/yr.
        let line = BiomassExpansion { slope: 0.4652, intercept: 19.141 };
        let fraction = CarbonFraction::new(0.47).expect("a fraction");
        let carbon = |volume| {
            let biomass = line.biomass(CubicMetresPerHectare(volume), LowVolumePolicy::AsPublished);
            Hectares(1000.0) * biomass.expect("a stand") * fraction
        };
        let change = stock_difference(carbon(50.0), carbon(60.0), 2015.0, 2020.0).expect("a period");
        assert!((change.0 - 437.288).abs() < 1e-9, "{change:?}");
        assert!(stock_difference(carbon(50.0), carbon(60.0), 2020.0, 2020.0).is_err());
    }
}
