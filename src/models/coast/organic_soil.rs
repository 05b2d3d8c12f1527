//! Gases of drained organic soils.

use crate::error::Result;
use crate::models::checked::{not_negative, share};
use crate::units::{Hectares, TonnesCPerHectareYear, TonnesCPerYear, TonnesCh4, TonnesN2O};

/// Factors of a drained organic soil.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrganicSoilFactors {
    /// The loss of carbon.
    pub carbon: TonnesCPerHectareYear,
    /// Methane of the land between ditches, kg CH4/ha/yr.
    pub methane_land: f64,
    /// Methane of ditches, kg CH4/ha/yr.
    pub methane_ditch: f64,
    /// The share of the area that is ditch.
    pub ditch_share: f64,
    /// Nitrogen in nitrous oxide, kg N2O-N/ha/yr.
    pub nitrous_oxide: f64,
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

impl OrganicSoilFactors {
    /// The carbon lost in a year, A · EF.
    #[must_use]
    pub fn carbon_loss(&self, area: Hectares) -> TonnesCPerYear {
        area * self.carbon
    }

    /// N₂O = A · EF · 44/28, of nitrogen in kg N2O-N/ha/yr.
    #[must_use]
    pub fn nitrous_oxide(&self, area: Hectares) -> TonnesN2O {
        TonnesN2O(area.0 * self.nitrous_oxide / 1000.0 * 44.0 / 28.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::OrganicSoilTable;

    #[test]
    fn a_hundred_hectares_of_drained_cropland() {
        let table = OrganicSoilTable::built_in().expect("valid");
        let value = |quantity| table.get(["ipcc2013", "drained", "temperate_cropland", quantity]).expect("a row").value;
        let factors = OrganicSoilFactors {
            carbon: TonnesCPerHectareYear(value("co2")),
            methane_land: value("ch4_land"),
            methane_ditch: value("ch4_ditch"),
            ditch_share: value("ditch_share"),
            nitrous_oxide: value("n2o"),
        };
        let area = Hectares(100.0);
        // 100 · (0.95 · 0 + 0.05 · 1165) kg = 5.825 t CH4; 790 t C; 100 · 13 · 44/28 kg = 2.042857 t N2O.
        assert!((organic_soil_methane(area, &factors).expect("methane").0 - 5.825).abs() < 1e-12);
        assert!((factors.carbon_loss(area).0 - 790.0).abs() < 1e-9);
        assert!((factors.nitrous_oxide(area).0 - 2.042_857).abs() < 1e-6);
        let wrong = OrganicSoilFactors { ditch_share: 5.0, ..factors };
        assert!(organic_soil_methane(area, &wrong).is_err());
    }
}
