//! Nitrous oxide of lost soil carbon.

use super::checked::{not_negative, positive};
use crate::error::Result;
use crate::units::{TonnesC, TonnesN2O};

/// N₂O = ΔC_loss · (1/R) · EF₁ · 44/28
///
/// with the carbon that mineral soils lose in a year in t C, the ratio R of carbon to nitrogen in the soil, and the emission
/// factor EF₁ in t N₂O-N per t N. ΔC_loss/R is the nitrogen that is mineralised with the carbon (F_SOM, there in kg).
///
/// Source: IPCC 2006 Guidelines, vol. 4, ch. 11, by default R = 15 and EF₁ = 0.01. Limits: losses only; a gain of soil carbon
/// gives off no nitrous oxide and takes none up.
///
/// # Errors
/// A negative loss, or a ratio that is not more than zero.
pub fn soil_nitrous_oxide(carbon_loss: TonnesC, carbon_to_nitrogen: f64, emission_factor: f64) -> Result<TonnesN2O> {
    let loss = not_negative("loss of soil carbon", carbon_loss.0, TonnesC::UNIT)?;
    let nitrogen = loss / positive("carbon-to-nitrogen ratio", carbon_to_nitrogen, "t C/t N")?;
    Ok(TonnesN2O(nitrogen * not_negative("emission factor", emission_factor, "t N2O-N/t N")? * 44.0 / 28.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::SoilFactorTable;

    #[test]
    fn a_thousand_tonnes_of_lost_carbon() {
        // 1000 t C / 15 = 66.667 t N; · 0.01 · 44/28 = 1.04762 t N2O.
        let table = SoilFactorTable::built_in().expect("valid");
        let value = |factor| table.get(["ipcc2006", factor, "mineral_soil"]).expect("a row").value;
        let (ratio, factor) = (value("carbon_to_nitrogen"), value("n2o_n_of_nitrogen"));
        let emission = soil_nitrous_oxide(TonnesC(1000.0), ratio, factor).expect("a loss");
        assert!((emission.0 - 1.047_619).abs() < 1e-6, "{emission:?}");
        assert!(soil_nitrous_oxide(TonnesC(-1.0), ratio, factor).is_err());
    }
}
