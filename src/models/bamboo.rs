//! Biomass of bamboo from its culms.

use super::checked::{not_negative, positive};
use crate::error::Result;
use crate::units::TotalBiomass;

const KILOGRAMS_PER_TONNE: f64 = 1000.0;

/// B = N · w / 1000
///
/// with the biomass B in t d.m., the number of culms N and the dry mass w of a whole culm, roots included, in kg.
///
/// Source: the way of Li et al. 2016, doi:10.17521/cjpe.2015.0193. Limits: w is published as 10.44 kg for the bamboos of
/// Zhejiang and as 15 to 23 kg for Moso elsewhere. Bamboo is cut as fast as it grows: what it fixes in a year is not a gain of
/// stock, so a change is the difference of two counts.
///
/// # Errors
/// A negative number of culms, or a mass that is not more than zero.
pub fn bamboo_biomass(culms: f64, kilograms_per_culm: f64) -> Result<TotalBiomass> {
    let culms = not_negative("number of culms", culms, "culms")?;
    let mass = positive("dry mass per culm", kilograms_per_culm, "kg")?;
    Ok(TotalBiomass(culms * mass / KILOGRAMS_PER_TONNE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::CarbonFraction;
    use crate::parameters::forest::BambooTable;

    #[test]
    fn the_bamboo_layer_of_zhejiang_would_need_4846_culms() {
        // Li et al. 2016, Table 3: 23.78 t C/ha; 23.78/(0.01044 · 0.47) = 4846 culms/ha.
        let table = BambooTable::built_in().expect("valid");
        let mass = table.get(["zhejiang", "biomass_per_culm"]).expect("a row").value;
        let layer = table.get(["zhejiang", "carbon_density"]).expect("a row").value;
        let carbon = bamboo_biomass(4846.0, mass).expect("bamboo") * CarbonFraction::new(0.47).expect("a fraction");
        assert!((carbon.0 - layer).abs() < 2e-3, "{carbon:?}");
        assert!(bamboo_biomass(-1.0, mass).is_err() && bamboo_biomass(1.0, 0.0).is_err());
    }
}
