//! What standing wetland is thought to bury.

use crate::error::Result;
use crate::models::checked::not_negative;
use crate::units::{BurialEstimate, Hectares, TonnesCPerHectareYear};

/// B = A · r
///
/// with the area in ha and the rate of burial in t C/ha/yr.
///
/// Limits: **no removal in the IPCC's sense**: the 2013 Wetlands Supplement counts soil removals only where people replanted or
/// rewetted. Rates measured as burial hold carbon that came from elsewhere. Hence a type that adds to no other:
///
/// ```
/// use tanhui::models::coast::burial_estimate;
/// use tanhui::units::{Hectares, TonnesCPerHectareYear};
/// // 1000 ha at the IPCC's 0.91 t C/ha/yr.
/// assert_eq!(burial_estimate(Hectares(1000.0), TonnesCPerHectareYear(0.91))?.0, 910.0);
/// # Ok::<(), tanhui::Error>(())
/// ```
///
/// # Errors
/// A negative area or rate.
pub fn burial_estimate(area: Hectares, rate: TonnesCPerHectareYear) -> Result<BurialEstimate> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    Ok(BurialEstimate(area * not_negative("rate of burial", rate.0, TonnesCPerHectareYear::UNIT)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::Habitat;
    use crate::parameters::coast::{SoilAccumulationTable, Tier};

    #[test]
    fn the_claim_of_a_county_needs_more_marsh_than_it_has() {
        // 102,800 t CO2 are 28,036.4 t C: 30,809 ha at 0.91, 19,203 ha at 1.46 t C/ha/yr; the county has about 17,100 ha of flat.
        let table = SoilAccumulationTable::built_in().expect("valid");
        for (tier, hectares) in [(Tier::Ipcc, 30_809.0), (Tier::World, 19_203.0)] {
            let rows = table.of_tier(Habitat::SaltMarsh, "soil_organic_carbon", tier).expect("a row");
            let rate = if tier == Tier::World {
                table.get(["salt_marsh", "soil_organic_carbon", "world", "vm0033"]).expect("a row")
            } else {
                rows.row
            };
            let buried = burial_estimate(Hectares(hectares), TonnesCPerHectareYear(rate.value)).expect("an estimate");
            assert!((buried.0 * 44.0 / 12.0 - 102_800.0).abs() < 3.0, "{buried:?}");
        }
        assert!(burial_estimate(Hectares(-1.0), TonnesCPerHectareYear(1.0)).is_err());
    }
}
