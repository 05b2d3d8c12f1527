//! Gases by what they warm.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::units::{TonnesCO2e, TonnesCh4, TonnesN2O};

/// Masses of gases, which stay known whatever edition weighs them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GasMasses {
    /// Methane.
    pub methane: TonnesCh4,
    /// Nitrous oxide.
    pub nitrous_oxide: TonnesN2O,
}

/// Masses of gases with what they warm.
#[derive(Debug, Clone, PartialEq)]
pub struct Warming {
    /// The masses.
    pub masses: GasMasses,
    /// The edition of the warming potentials.
    pub edition: String,
    /// The warming.
    pub equivalent: TonnesCO2e,
}

impl GasMasses {
    /// CO₂e = m(CH₄) · GWP(CH₄) + m(N₂O) · GWP(N₂O)
    ///
    /// with the potentials of an edition, such as `ar6`; methane as from living matter. A gas of no mass needs no potential.
    ///
    /// Source: IPCC assessment reports, global warming potentials over 100 years unless the edition's name says otherwise.
    ///
    /// # Errors
    /// A negative mass, or an edition that is not in the table or not verified.
    pub fn warming(&self, potentials: &GlobalWarmingPotentialTable, edition: &str) -> Result<Warming> {
        let weigh = |gas: &str, mass: f64, unit: &str| -> Result<f64> {
            let mass = not_negative(&format!("mass of {gas}"), mass, unit)?;
            if mass == 0.0 {
                return Ok(0.0);
            }
            Ok(mass * positive("warming potential", potentials.get([edition, gas])?.value, "t CO2e/t")?)
        };
        let equivalent =
            weigh("ch4", self.methane.0, TonnesCh4::UNIT)? + weigh("n2o", self.nitrous_oxide.0, TonnesN2O::UNIT)?;
        Ok(Warming { masses: *self, edition: edition.to_owned(), equivalent: TonnesCO2e(equivalent) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_masses_warm_differently_by_edition() {
        // 100 t CH4 and 1 t N2O: 100 · 27 + 273 = 2973 by AR6, 100 · 28 + 265 = 3065 by AR5, 7970 of methane over 20 years.
        let table = GlobalWarmingPotentialTable::built_in().expect("valid").allow_unverified(true);
        let masses = GasMasses { methane: TonnesCh4(100.0), nitrous_oxide: TonnesN2O(1.0) };
        let warming = |edition| masses.warming(&table, edition).expect("an edition");
        assert_eq!((warming("ar6").equivalent.0, warming("ar5").equivalent.0), (2973.0, 3065.0));
        assert_eq!((warming("ar6").masses, warming("ar6").edition.as_str()), (masses, "ar6"));
        let methane = GasMasses { nitrous_oxide: TonnesN2O(0.0), ..masses };
        assert!((methane.warming(&table, "ar6-20yr").expect("an edition").equivalent.0 - 7970.0).abs() < 1e-9);
        let message = masses.warming(&table, "ar4").expect_err("no such edition").to_string();
        assert!(message.contains("it has ar5, ar6, ar6-20yr"), "{message}");
    }
}
