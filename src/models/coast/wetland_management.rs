//! What managing coastal wetland removes and gives off.

use crate::error::{Error, Result};
use crate::models::checked::{not_negative, share};
use crate::units::{Hectares, InventoryRemovals, TonnesC, TonnesCPerHectare, TonnesCPerHectareYear, TonnesCPerYear};

/// How the vegetation of a stand came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandOrigin {
    /// It stood before and still stands, managed or not.
    Existing,
    /// It came back by itself, without planting or seeding.
    NaturalRecolonisation,
    /// People planted, seeded or rewetted it, and vegetation was established in this year.
    Restored {
        /// The year.
        established: i32,
    },
}

/// Vegetated coastal wetland as an inventory sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WetlandStand {
    /// The area.
    pub area: Hectares,
    /// How it came about.
    pub origin: StandOrigin,
    /// The canopy's share of the ground.
    pub cover: f64,
    /// The soil's carbon when it was established.
    pub opening: TonnesCPerHectare,
    /// The soil's carbon under natural vegetation of the same kind, at which removal ends.
    pub natural: TonnesCPerHectare,
}

impl WetlandStand {
    /// CO₂_RE = A · min(EF_RE, what is missing of the natural stock), from the year of establishment on
    ///
    /// the soil removal of a year: EF_RE in t C/ha/yr until the stock is the natural one, then nothing; nothing either on
    /// existing stands, where vegetation came back by itself, and where cover is less than the least.
    ///
    /// Source: IPCC 2013 Wetlands Supplement, Eq. 4.7 and Table 4.12. Limits: stocks of what other stands bury are a
    /// [`super::burial_estimate`].
    ///
    /// # Errors
    /// A negative area, stock or factor, or a cover that is no share.
    pub fn soil_removal(
        &self,
        year: i32,
        factor: TonnesCPerHectareYear,
        least_cover: f64,
    ) -> Result<InventoryRemovals> {
        let area = not_negative("area", self.area.0, Hectares::UNIT)?;
        let factor = not_negative("removal factor", factor.0, TonnesCPerHectareYear::UNIT)?;
        let opening = not_negative("opening stock", self.opening.0, TonnesCPerHectare::UNIT)?;
        let natural = not_negative("natural stock", self.natural.0, TonnesCPerHectare::UNIT)?;
        let vegetated = share("canopy cover", self.cover)? >= share("least canopy cover", least_cover)?;
        let StandOrigin::Restored { established } = self.origin else { return Ok(InventoryRemovals(0.0)) };
        if !vegetated || year < established {
            return Ok(InventoryRemovals(0.0));
        }
        let missing = (natural - opening - factor * f64::from(year - established)).max(0.0);
        Ok(InventoryRemovals(area * factor.min(missing)))
    }
}

/// CO₂_DR = A · EF_DR: carbon that drained soil loses a year, for as long as it is drained.
///
/// Source: IPCC 2013 Wetlands Supplement, Eq. 4.8 and Table 4.13: 7.9 t C/ha/yr for marsh and mangrove alike.
///
/// # Errors
/// A negative area or factor.
pub fn drained_soil_loss(area: Hectares, factor: TonnesCPerHectareYear) -> Result<TonnesCPerYear> {
    let area = not_negative("drained area", area.0, Hectares::UNIT)?;
    Ok(TonnesCPerYear(area * not_negative("drainage factor", factor.0, TonnesCPerHectareYear::UNIT)?))
}

/// Carbon per area of what excavation takes away and of what stands there afterwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excavated {
    /// Living biomass with its roots, before.
    pub biomass_before: TonnesCPerHectare,
    /// The same, after.
    pub biomass_after: TonnesCPerHectare,
    /// Dead wood and litter, before.
    pub dead_matter_before: TonnesCPerHectare,
    /// The same, after.
    pub dead_matter_after: TonnesCPerHectare,
    /// Soil to 1 m, before; nothing is left of it.
    pub soil_to_one_metre: TonnesCPerHectare,
}

/// CO₂_EXC = A · ((B_before − B_after) + (DOM_before − DOM_after) + SO_before)
///
/// carbon lost in the year in which wetland is dug out for ponds, salt pans or harbours.
///
/// Source: IPCC 2013 Wetlands Supplement, Eq. 4.2 to 4.6. Limits: the soil to 1 m counts as lost at once.
///
/// # Errors
/// A negative area or stock, or more biomass or dead matter after than before.
pub fn excavation_loss(area: Hectares, stocks: &Excavated) -> Result<TonnesC> {
    let area = not_negative("excavated area", area.0, Hectares::UNIT)?;
    let soil = not_negative("soil stock", stocks.soil_to_one_metre.0, TonnesCPerHectare::UNIT)?;
    let mut loss = soil;
    for (what, before, after) in [
        ("biomass", stocks.biomass_before, stocks.biomass_after),
        ("dead matter", stocks.dead_matter_before, stocks.dead_matter_after),
    ] {
        let before = not_negative(what, before.0, TonnesCPerHectare::UNIT)?;
        let after = not_negative(what, after.0, TonnesCPerHectare::UNIT)?;
        if after > before {
            return Err(Error::data(format!(
                "found {after} t C/ha of {what} after excavation, expected no more than the {before} before"
            ))
            .hint("what grows afterwards is the gain of later years"));
        }
        loss += before - after;
    }
    Ok(TonnesC(area * loss))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::Habitat;
    use crate::parameters::coast::{CoastParameters, Tier};

    fn marsh(origin: StandOrigin) -> WetlandStand {
        // From the bare flat of Maoyan Island to its Spartina.
        WetlandStand {
            area: Hectares(100.0),
            origin,
            cover: 0.6,
            opening: TonnesCPerHectare(48.4),
            natural: TonnesCPerHectare(57.9),
        }
    }

    fn removal(stand: &WetlandStand, year: i32) -> f64 {
        let coast = CoastParameters::built_in().expect("valid");
        let factor = coast
            .soil_accumulation
            .of_tier(Habitat::SaltMarsh, "soil_organic_carbon", Tier::Ipcc)
            .expect("a row")
            .row
            .value;
        let least = coast.wetland_management.get(["ipcc2013", "minimum_cover", "any"]).expect("a row").value;
        stand.soil_removal(year, TonnesCPerHectareYear(factor), least).expect("a stand").0
    }

    #[test]
    fn a_planted_marsh_removes_carbon_until_its_stock_is_natural() {
        let stand = marsh(StandOrigin::Restored { established: 2020 });
        // 9.5 t C/ha are missing: ten years of 0.91 and 0.4 in the eleventh, of 100 ha.
        let years: Vec<f64> = (2019..2033).map(|year| removal(&stand, year)).collect();
        assert_eq!(years[0], 0.0);
        assert!(years[1..11].iter().all(|removed| (removed - 91.0).abs() < 1e-9), "{years:?}");
        assert!((years[11] - 40.0).abs() < 1e-9 && years[12..] == [0.0, 0.0], "{years:?}");
        assert!((years.iter().sum::<f64>() - 950.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_removed_where_nobody_planted() {
        for origin in [StandOrigin::Existing, StandOrigin::NaturalRecolonisation] {
            assert_eq!(removal(&marsh(origin), 2025), 0.0);
        }
        let sparse = WetlandStand { cover: 0.09, ..marsh(StandOrigin::Restored { established: 2020 }) };
        assert_eq!(removal(&sparse, 2025), 0.0);
    }

    #[test]
    fn a_drained_hectare_gives_off_29_tonnes_of_carbon_dioxide() {
        // 7.9 · 44/12 = 28.9667.
        let coast = CoastParameters::built_in().expect("valid");
        let factor =
            coast.wetland_management.get(["ipcc2013", "drained_soil_loss", "salt_marsh"]).expect("a row").value;
        let loss = drained_soil_loss(Hectares(1.0), TonnesCPerHectareYear(factor)).expect("a loss");
        assert!((loss.0 * 44.0 / 12.0 - 28.9667).abs() < 1e-4);
        assert!(drained_soil_loss(Hectares(1.0), TonnesCPerHectareYear(f64::NAN)).is_err());
    }

    #[test]
    fn excavated_mangrove_loses_its_soil_and_all_that_stood_on_it() {
        // (66.297 + 11.4 + 286) · 10 ha = 3636.97 t C.
        let stocks = Excavated {
            biomass_before: TonnesCPerHectare(66.297),
            biomass_after: TonnesCPerHectare(0.0),
            dead_matter_before: TonnesCPerHectare(10.7 + 0.7),
            dead_matter_after: TonnesCPerHectare(0.0),
            soil_to_one_metre: TonnesCPerHectare(286.0),
        };
        assert!((excavation_loss(Hectares(10.0), &stocks).expect("a loss").0 - 3636.97).abs() < 1e-9);
        let more = Excavated { biomass_after: TonnesCPerHectare(70.0), ..stocks };
        assert!(excavation_loss(Hectares(10.0), &more).is_err());
    }
}
