//! Gases of fire.

use super::checked::{not_negative, share};
use crate::error::Result;
use crate::units::{Hectares, TonnesCO2, TonnesCh4, TonnesDryMatter, TonnesDryMatterPerHectare, TonnesN2O};

/// Emission factors, g of gas per kg of dry matter burnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FireEmissionFactors {
    /// Of carbon dioxide.
    pub co2: f64,
    /// Of methane.
    pub ch4: f64,
    /// Of nitrous oxide.
    pub n2o: f64,
}

/// What a fire gives off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FireEmissions {
    /// Carbon dioxide. Leave it out where the loss of biomass carbon is accounted already.
    pub co2: TonnesCO2,
    /// Methane.
    pub ch4: TonnesCh4,
    /// Nitrous oxide.
    pub n2o: TonnesN2O,
}

/// The dry matter that burns: A · M_B · C_f, with the fuel M_B in t d.m./ha and the combustion factor C_f.
///
/// # Errors
/// A combustion factor that is not from 0 to 1, or a negative fuel.
pub fn fuel_burnt(area: Hectares, fuel: TonnesDryMatterPerHectare, combustion_factor: f64) -> Result<TonnesDryMatter> {
    let fuel = not_negative("fuel", fuel.0, TonnesDryMatterPerHectare::UNIT)?;
    Ok(area * TonnesDryMatterPerHectare(fuel) * share("combustion factor", combustion_factor)?)
}

/// L_fire = A · M_B · C_f · G_ef · 10⁻³
///
/// with the emission factor G_ef in g/kg, per gas in t.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.27 and Tables 2.4 to 2.6. Limits: Table 2.4 gives M_B · C_f as one figure; divide
/// nothing out of it and pass what burns.
#[must_use]
pub fn fire_emissions(burnt: TonnesDryMatter, factors: &FireEmissionFactors) -> FireEmissions {
    let gas = |factor: f64| burnt.0 * factor / 1000.0;
    FireEmissions {
        co2: TonnesCO2(gas(factors.co2)),
        ch4: TonnesCh4(gas(factors.ch4)),
        n2o: TonnesN2O(gas(factors.n2o)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::FireTable;

    #[test]
    fn a_hundred_hectares_burn() {
        // 100 ha · 60 t d.m./ha · 0.45 = 2700 t d.m.; · 1569 g/kg = 4236.3 t CO2, · 4.7 = 12.69 t CH4, · 0.26 = 0.702 t N2O.
        let table = FireTable::built_in().expect("valid");
        let value = |set, quantity, class| table.get([set, quantity, class]).expect("a row").value;
        let factor = |gas| value("ipcc2006-extratropical", gas, "any");
        let factors = FireEmissionFactors {
            co2: factor("emission_factor_co2"),
            ch4: factor("emission_factor_ch4"),
            n2o: factor("emission_factor_n2o"),
        };
        let combustion = value("ipcc2006", "combustion_factor", "temperate_other");
        let burnt = fuel_burnt(Hectares(100.0), TonnesDryMatterPerHectare(60.0), combustion).expect("a fire");
        let emissions = fire_emissions(burnt, &factors);
        assert!((emissions.co2.0 - 4236.3).abs() < 1e-9);
        assert!((emissions.ch4.0 - 12.69).abs() < 1e-9);
        assert!((emissions.n2o.0 - 0.702).abs() < 1e-9);
    }

    #[test]
    fn more_than_all_fuel_cannot_burn() {
        assert!(fuel_burnt(Hectares(1.0), TonnesDryMatterPerHectare(60.0), 45.0).is_err());
    }
}
