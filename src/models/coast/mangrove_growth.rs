//! Biomass of planted mangrove.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::models::{CarbonFraction, RootToShoot};
use crate::units::{AboveGroundBiomassPerHectare, AboveGroundGrowth, TonnesCPerHectare, TotalBiomassPerHectare};

/// C(t) = min(G · t, B) · (1 + R) · CF
///
/// with the yearly growth G and the full-grown biomass B above ground in t d.m./ha/yr and t d.m./ha, the root-to-shoot ratio R
/// and the carbon fraction CF, t years after planting.
///
/// Source: IPCC 2013 Wetlands Supplement, ch. 4, Eq. 4.4 with Tables 4.2 to 4.5. Limits: growth is even until the stand is
/// full-grown, in the subtropics after 75 / 18.1 = 4.1 years, and then stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlantedMangrove {
    /// The growth above ground.
    pub growth: AboveGroundGrowth,
    /// The full-grown biomass above ground.
    pub full_grown: AboveGroundBiomassPerHectare,
    /// The ratio of roots.
    pub roots: RootToShoot,
    /// The carbon in dry matter.
    pub fraction: CarbonFraction,
}

impl PlantedMangrove {
    /// The carbon of living plants some years after planting.
    ///
    /// # Errors
    /// Negative years, growth or biomass.
    pub fn carbon(&self, years: f64) -> Result<TonnesCPerHectare> {
        let growth = positive("growth", self.growth.0, AboveGroundGrowth::UNIT)?;
        let full_grown = positive("full-grown biomass", self.full_grown.0, AboveGroundBiomassPerHectare::UNIT)?;
        let above = full_grown.min(growth * not_negative("age of a planting", years, "yr")?);
        let total: TotalBiomassPerHectare = AboveGroundBiomassPerHectare(above).with_roots(self.roots);
        Ok(TonnesCPerHectare(total.0 * self.fraction.value()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::Habitat;
    use crate::parameters::coast::{CoastVegetationTable, HabitatPoolTable};

    #[test]
    fn a_subtropical_planting_is_full_grown_after_four_years() {
        let table = CoastVegetationTable::built_in().expect("valid");
        let value = |climate, quantity| table.get(["ipcc2013", "mangrove", climate, quantity]).expect("a row").value;
        let planting = PlantedMangrove {
            growth: AboveGroundGrowth(value("subtropical", "above_ground_growth")),
            full_grown: AboveGroundBiomassPerHectare(value("subtropical", "above_ground_dry_matter")),
            roots: RootToShoot::new(value("subtropical", "root_to_shoot")).expect("a ratio"),
            fraction: CarbonFraction::new(value("any", "carbon_fraction")).expect("a fraction"),
        };
        let carbon = |years| planting.carbon(years).expect("a planting").0;
        // 18.1 · 1.96 · 0.451 = 15.9997 a year; 75 · 1.96 · 0.451 = 66.297 from 4.14 years on.
        assert!((carbon(1.0) - 18.1 * 1.96 * 0.451).abs() < 1e-9);
        assert!(carbon(4.1) < 66.297 && (carbon(4.2) - 66.297).abs() < 1e-9 && carbon(50.0) == carbon(4.2));
        let pools = HabitatPoolTable::built_in().expect("valid");
        assert!(
            (pools.nearest(Habitat::Mangrove, "living_biomass").expect("a row").row.value - carbon(9.0)).abs() < 1e-9
        );
    }
}
