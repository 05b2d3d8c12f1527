//! Biomass of vegetation that has no growing stock, from its area.

use crate::units::{Hectares, TotalBiomass, TotalBiomassPerHectare};

/// B = A · B̄
///
/// with the biomass B in t d.m., the area A in ha and the mean biomass B̄, roots included, in t d.m./ha: shrub and economic
/// forest, and bamboo whose culms are not counted.
///
/// Source: the provincial greenhouse gas inventory guide (省级温室气体清单编制指南) of 2011, whose values were not seen in the guide
/// itself and are unverified. Limits: one mean for all stands; a change comes from a change of area only.
///
/// ```
/// use tanhui::models::area_biomass;
/// use tanhui::units::{Hectares, TotalBiomassPerHectare};
/// assert_eq!(area_biomass(Hectares(100.0), TotalBiomassPerHectare(18.0)).0, 1800.0);
/// ```
#[must_use]
pub fn area_biomass(area: Hectares, mean: TotalBiomassPerHectare) -> TotalBiomass {
    area * mean
}
