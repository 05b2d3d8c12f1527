//! Soil carbon that Chinese cropland was measured to gain.

use crate::error::{Error, Result};
use crate::models::checked::{not_negative, positive};
use crate::units::{Hectares, TonnesC, TonnesCPerHectare, TonnesCPerHectareYear};

/// ΔC = A · min(r · t, C_max − C₀)
///
/// the gain of t years at a measured rate r, until the soil holds what it can, C_max.
///
/// Source: ChinaXiv-201802.00737, rates and ceiling of Chinese cropland. Limits: rate, stock and ceiling to one depth; a soil
/// at its ceiling gains nothing, one above it loses nothing here. Measured gains and the IPCC's factors are two
/// ways to one figure, never added.
///
/// # Errors
/// A negative measure.
pub fn measured_increment(
    area: Hectares,
    rate: TonnesCPerHectareYear,
    years: f64,
    opening: TonnesCPerHectare,
    ceiling: TonnesCPerHectare,
) -> Result<TonnesC> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    let rate = not_negative("measured gain", rate.0, TonnesCPerHectareYear::UNIT)?;
    let gain = rate * not_negative("time", years, "yr")?;
    let opening = not_negative("opening stock", opening.0, TonnesCPerHectare::UNIT)?;
    let room = not_negative("ceiling", ceiling.0, TonnesCPerHectare::UNIT)? - opening;
    Ok(TonnesC(area * gain.min(room.max(0.0))))
}

/// r = Δc · B · H / 10
///
/// a gain of content Δc in g C/kg/yr as a gain per area, with the bulk density B in g/cm³ and the depth H in cm.
///
/// # Errors
/// A negative gain, or a density or depth that is not more than zero.
pub fn content_gain(gain: f64, bulk_density: f64, depth: f64) -> Result<TonnesCPerHectareYear> {
    let density = positive("bulk density", bulk_density, "g/cm³")?;
    if density > 2.65 {
        return Err(Error::data(format!("found a bulk density of {density} g/cm³, more than that of quartz"))
            .hint("write it in g/cm³, not kg/m³"));
    }
    let depth = positive("depth", depth, "cm")?;
    Ok(TonnesCPerHectareYear(not_negative("gain of carbon content", gain, "g C/kg/yr")? * density * depth / 10.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::SoilIncrementTable;

    #[test]
    fn cropland_gains_until_its_ceiling() {
        let table = SoilIncrementTable::built_in().expect("valid");
        let value = |quantity, class| table.get(["chinaxiv-201802.00737", quantity, class]).expect("a row").value;
        let rate = TonnesCPerHectareYear(value("gain", "cropland_0_20cm") / 1000.0);
        let opening = TonnesCPerHectare(value("stock", "cropland_0_20cm_2011"));
        let ceiling = TonnesCPerHectare(value("ceiling", "cropland_0_20cm"));
        let gain = |years| measured_increment(Hectares(10.0), rate, years, opening, ceiling).expect("a gain").0;
        // 10 ha · 0.129 t C/ha/yr · 10 yr = 12.9 t C; at most 10 · (36.0 − 32.905) = 30.95.
        assert!((gain(10.0) - 12.9).abs() < 1e-9 && (gain(100.0) - 30.95).abs() < 1e-9);
        assert!(measured_increment(Hectares(10.0), rate, -1.0, opening, ceiling).is_err());
    }

    #[test]
    fn a_gain_of_content_becomes_one_of_area() {
        // 0.37 g C/kg/yr · 1.2 g/cm³ · 20 cm / 10 = 0.888 t C/ha/yr.
        assert!((content_gain(0.37, 1.2, 20.0).expect("a gain").0 - 0.888).abs() < 1e-12);
        assert!(content_gain(0.37, 1200.0, 20.0).is_err());
    }
}
