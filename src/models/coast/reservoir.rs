//! Gases of reservoirs by the years since flooding.

use crate::error::Result;
use crate::models::checked::not_negative;
use crate::units::{Hectares, TonnesCPerYear, TonnesCh4};

/// Factors of the reservoirs of a climate that are of one age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReservoirFactors {
    /// Methane of the surface at that age, kg CH4/ha/yr.
    pub methane: f64,
    /// Carbon dioxide at that age, t C/ha/yr; none after the first 20 years.
    pub carbon_dioxide: f64,
    /// Methane below the dam per methane of the surface.
    pub downstream_ratio: f64,
    /// How the trophic state of the water multiplies the methane of the surface; 1 where unknown.
    pub trophic_adjustment: f64,
}

/// The methane of a reservoir.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReservoirMethane {
    /// From its surface.
    pub surface: TonnesCh4,
    /// From the river below its dam.
    pub downstream: TonnesCh4,
}

impl ReservoirFactors {
    /// CH₄ = A · EF · α + A · EF · α · R_d
    ///
    /// with the factor EF of age and climate in kg CH4/ha/yr, the trophic adjustment α and the ratio R_d of what is given off
    /// below the dam.
    ///
    /// Source: IPCC 2019 Refinement, vol. 4, ch. 7. Limits: Tier 1 takes α = 1.
    ///
    /// # Errors
    /// A negative area or factor.
    pub fn methane(&self, area: Hectares) -> Result<ReservoirMethane> {
        let area = not_negative("area", area.0, Hectares::UNIT)?;
        let surface = area * self.methane * not_negative("trophic adjustment", self.trophic_adjustment, "1")? / 1000.0;
        let ratio = not_negative("downstream ratio", self.downstream_ratio, "kg CH4/kg CH4")?;
        Ok(ReservoirMethane { surface: TonnesCh4(surface), downstream: TonnesCh4(surface * ratio) })
    }

    /// CO₂-C = A · EF in the first 20 years, and none later: then it is no longer of the flooded land.
    ///
    /// # Errors
    /// A negative area.
    pub fn carbon_loss(&self, area: Hectares) -> Result<TonnesCPerYear> {
        Ok(TonnesCPerYear(not_negative("area", area.0, Hectares::UNIT)? * self.carbon_dioxide))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::ReservoirTable;

    #[test]
    fn an_old_reservoir_gives_off_methane_only() {
        let table = ReservoirTable::built_in().expect("valid");
        let climate = "warm_temperate_moist";
        let factors = |age| ReservoirFactors {
            methane: table.methane("ipcc2019", climate).expect("rows").at(age).expect("a class").value,
            carbon_dioxide: {
                let rows = table.carbon_dioxide("ipcc2019", climate).expect("rows");
                rows.find(age).map_or(0.0, |row| row.value)
            },
            downstream_ratio: table.get(["ipcc2019", "downstream_ratio", "any", "any"]).expect("a row").value,
            trophic_adjustment: 1.0,
        };
        // Per hectare: 80.3 · 1.09 kg CH4, 2.36 t CO2e at 27; 127.5 · 1.09, 3.75 t CO2e, and 1.46 t C, 5.35 t CO2, when young.
        let equivalent = |age| {
            let methane = factors(age).methane(Hectares(1.0)).expect("methane");
            (methane.surface + methane.downstream).0 * 27.0
        };
        assert!((equivalent(40.0) - 2.363_23).abs() < 1e-4 && (equivalent(20.0) - 3.752_33).abs() < 1e-4);
        let loss = |age| factors(age).carbon_loss(Hectares(1.0)).expect("a loss").0;
        assert!((loss(20.0) * 44.0 / 12.0 - 5.353_3).abs() < 1e-4);
        assert_eq!(loss(21.0), 0.0);
        assert!(factors(20.0).methane(Hectares(-1.0)).is_err());
    }
}
