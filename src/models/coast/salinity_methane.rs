//! Methane of tidal wetland by the salt of its water.

use crate::error::Result;
use crate::models::checked::not_negative;
use crate::parameters::{Parameter, Steps};
use crate::units::{Hectares, TonnesCh4};

/// EF(S), the row of methane that holds at a salinity S in ppt.
///
/// # Errors
/// A salinity that is negative, not a number, or in no class.
pub fn salinity_methane_factor<'a>(salinity: f64, factors: &Steps<'a>) -> Result<&'a Parameter> {
    factors.at(not_negative("salinity", salinity, "ppt")?)
}

/// CH₄ = A · EF(S)
///
/// with the factor of the salinity S, kg CH4/ha/yr: sulphate stops the makers of methane in salt water.
///
/// Source: IPCC 2013 Wetlands Supplement, Eq. 4.9 and Table 4.14. Limits: the table steps from 193.7 to 0 at 18 ppt, so salinity
/// decides whether a marsh warms: it is a required input, and no salinity gives no figure. VM0033 counts some methane above.
///
/// # Errors
/// A negative area or factor.
pub fn salinity_methane(area: Hectares, factor: f64) -> Result<TonnesCh4> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    Ok(TonnesCh4(area * not_negative("methane factor", factor, "kg CH4/ha/yr")? / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::SalinityMethaneTable;

    #[test]
    fn fresh_marsh_gives_off_methane_and_salt_marsh_none() {
        // 10 ha · 193.7 kg = 1.937 t CH4, 5.23 t CO2e/ha at 27: more than the 3.34 t CO2/ha that its soil takes up.
        let table = SalinityMethaneTable::built_in().expect("valid");
        let factors = table.steps("ipcc2013", "marsh_and_mangrove").expect("rows");
        let factor = |salinity| salinity_methane_factor(salinity, &factors).map(|row| row.value);
        let methane =
            |salinity| salinity_methane(Hectares(10.0), factor(salinity).expect("a class")).expect("methane").0;
        assert!((methane(5.0) - 1.937).abs() < 1e-12);
        assert!((methane(5.0) / 10.0 * 27.0 - 5.23).abs() < 1e-3);
        assert_eq!(methane(18.0), 0.0);
        assert!(factor(f64::NAN).is_err() && factor(-1.0).is_err());
        assert!(salinity_methane(Hectares(-10.0), 1.0).is_err());
    }
}
