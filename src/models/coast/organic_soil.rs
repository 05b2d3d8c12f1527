//! Gases of drained organic soils.

use crate::error::Result;
use crate::models::checked::{not_negative, share};
use crate::units::{Hectares, TonnesCh4, TonnesN2O};

/// Factors of the methane of a drained organic soil.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrganicSoilFactors {
    /// Methane of the land between ditches, kg CH4/ha/yr.
    pub methane_land: f64,
    /// Methane of ditches, kg CH4/ha/yr.
    pub methane_ditch: f64,
    /// The share of the area that is ditch.
    pub ditch_share: f64,
}

/// CH₄ = A · ((1 − f) · EF_land + f · EF_ditch)
///
/// with the share f of ditches and the factors in kg CH4/ha/yr.
///
/// Source: IPCC 2013 Wetlands Supplement, ch. 2, Eq. 2.6.
///
/// # Errors
/// A negative area or factor, or a share above one.
pub fn organic_soil_methane(area: Hectares, factors: &OrganicSoilFactors) -> Result<TonnesCh4> {
    let ditch = share("share of ditches", factors.ditch_share)?;
    let land = not_negative("methane factor of land", factors.methane_land, "kg CH4/ha/yr")?;
    let ditches = not_negative("methane factor of ditches", factors.methane_ditch, "kg CH4/ha/yr")?;
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    Ok(TonnesCh4(area * ((1.0 - ditch) * land + ditch * ditches) / 1000.0))
}

/// N₂O = A · EF · 44/28, of nitrogen in kg N2O-N/ha/yr.
///
/// Source: IPCC 2013 Wetlands Supplement, ch. 2 and 3.
///
/// # Errors
/// A negative area or factor.
pub fn organic_soil_nitrous_oxide(area: Hectares, factor: f64) -> Result<TonnesN2O> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    Ok(TonnesN2O(area * not_negative("factor", factor, "kg N2O-N/ha/yr")? / 1000.0 * 44.0 / 28.0))
}

/// CH₄ = A · EF · 16/12, of rewetted organic soil, whose factor is of the carbon in methane, kg CH4-C/ha/yr.
///
/// Source: IPCC 2013 Wetlands Supplement, ch. 3.
///
/// # Errors
/// A negative area or factor.
pub fn rewetted_organic_soil_methane(area: Hectares, factor: f64) -> Result<TonnesCh4> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    Ok(TonnesCh4(area * not_negative("methane factor", factor, "kg CH4-C/ha/yr")? / 1000.0 * 16.0 / 12.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::OrganicSoilTable;
    use crate::units::TonnesCPerHectareYear;

    #[test]
    fn a_hundred_hectares_of_drained_cropland() {
        let table = OrganicSoilTable::built_in().expect("valid");
        let value = |quantity| table.get(["ipcc2013", "drained", "temperate_cropland", quantity]).expect("a row").value;
        let factors = OrganicSoilFactors {
            methane_land: value("ch4_land"),
            methane_ditch: value("ch4_ditch"),
            ditch_share: value("ditch_share"),
        };
        let area = Hectares(100.0);
        // 100 · (0.95 · 0 + 0.05 · 1165) kg = 5.825 t CH4; 790 t C; 100 · 13 · 44/28 kg = 2.042857 t N2O.
        assert!((organic_soil_methane(area, &factors).expect("methane").0 - 5.825).abs() < 1e-12);
        assert!(((area * TonnesCPerHectareYear(value("co2"))).0 - 790.0).abs() < 1e-9);
        let nitrous_oxide = organic_soil_nitrous_oxide(area, value("n2o")).expect("nitrous oxide");
        assert!((nitrous_oxide.0 - 2.042_857).abs() < 1e-6);
        let wrong = OrganicSoilFactors { ditch_share: 5.0, ..factors };
        assert!(organic_soil_methane(area, &wrong).is_err());
    }

    #[test]
    fn rich_peat_gives_off_288_kilograms_of_methane_when_it_is_wet_again() {
        // 216 · 16/12 = 288 kg CH4/ha/yr.
        let table = OrganicSoilTable::built_in().expect("valid");
        let factor = table.get(["ipcc2013", "rewetted", "temperate_rich", "ch4"]).expect("a row").value;
        assert!((rewetted_organic_soil_methane(Hectares(1.0), factor).expect("methane").0 - 0.288).abs() < 1e-12);
        assert!(rewetted_organic_soil_methane(Hectares(1.0), -1.0).is_err());
    }
}
