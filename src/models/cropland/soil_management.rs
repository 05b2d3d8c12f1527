//! Soil carbon of cropland and grassland under another use or management.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::models::soil_carbon_under_use;
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesC};

/// How a soil is used, as factors on its reference stock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoilUse {
    /// F_LU: the use, such as paddy.
    pub land_use: f64,
    /// F_MG: the tillage, or the state of grassland.
    pub management: f64,
    /// F_I: what is returned to the soil.
    pub input: f64,
}

impl SoilUse {
    /// SOC = SOC_ref · F_LU · F_MG · F_I, t C/ha to 30 cm.
    ///
    /// # Errors
    /// A factor that is not more than zero, or a negative reference stock.
    pub fn stock(&self, reference: SoilCarbonTo30Cm) -> Result<SoilCarbonTo30Cm> {
        let reference = SoilCarbonTo30Cm(not_negative("reference stock", reference.0, SoilCarbonTo30Cm::UNIT)?);
        let land_use = positive("land-use factor", self.land_use, "1")?;
        let management = positive("management factor", self.management, "1")?;
        Ok(soil_carbon_under_use(reference, land_use, management, positive("input factor", self.input, "1")?))
    }
}

/// SOC(t) = A · (SOC_before + (SOC_after − SOC_before) · min(t, D) / D)
///
/// the stock t years after a change of use or management, which moves in a straight line for D years, by default 20, and stays
/// then; without another use before it is that of the use.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.25. Limits: mineral soils to 30 cm. The factor of paddy is 1.35 in the 2019
/// Refinement and 1.10 in 2006; with either the stock is far above the 33 t C/ha to 20 cm that Chinese cropland holds.
///
/// # Errors
/// A factor or transition that is not more than zero, or a negative stock, area or age.
pub fn cropland_soil_stock(
    reference: SoilCarbonTo30Cm,
    before: Option<&SoilUse>,
    after: &SoilUse,
    area: Hectares,
    years_since_change: f64,
    transition_years: f64,
) -> Result<TonnesC> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    let after = after.stock(reference)?;
    let before = before.map_or(Ok(after), |before| before.stock(reference))?;
    let passed = not_negative("time since a change", years_since_change, "yr")?;
    let share = (passed / positive("transition", transition_years, "yr")?).min(1.0);
    Ok(TonnesC(area * (before + (after - before) * share).0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::{SoilFactorTable, SoilReferenceTable};

    #[test]
    fn paddy_turned_into_dry_cropland() {
        // 64 · 1.35 = 86.4 to 64 · 0.69 = 44.16 over 20 years: −2.112 t C/ha/yr, 7.744 t CO2/ha/yr given off.
        let factors = SoilFactorTable::built_in().expect("valid");
        let land_use = |set, practice| SoilUse {
            land_use: factors.get([set, "land_use", practice]).expect("a row").value,
            management: 1.0,
            input: 1.0,
        };
        let paddy = land_use("ipcc2019", "paddy_rice");
        let dry = land_use("ipcc", "long_term_cultivated_warm_temperate_moist");
        let references = SoilReferenceTable::built_in().expect("valid");
        let reference = references.get(["ipcc2019", "warm_temperate_moist", "high_activity_clay"]).expect("a row");
        let reference = SoilCarbonTo30Cm(reference.value);
        let stock =
            |since| cropland_soil_stock(reference, Some(&paddy), &dry, Hectares(1.0), since, 20.0).expect("a stock").0;
        let change = |since| stock(since + 1.0) - stock(since);
        assert!((paddy.stock(reference).expect("a stock").0 - 86.4).abs() < 1e-9);
        assert!((change(0.0) + 2.112).abs() < 1e-9 && (change(19.0) * 44.0 / 12.0 + 7.744).abs() < 1e-9);
        assert_eq!((change(20.0), stock(0.0)), (0.0, paddy.stock(reference).expect("a stock").0));
        let always = cropland_soil_stock(reference, None, &paddy, Hectares(2.0), 0.0, 20.0).expect("a stock").0;
        assert!((always - 172.8).abs() < 1e-9);
        let wrong = SoilUse { input: 0.0, ..dry };
        assert!(cropland_soil_stock(reference, Some(&paddy), &wrong, Hectares(1.0), 0.0, 20.0).is_err());
    }
}
