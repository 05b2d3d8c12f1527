//! Carbon in a harvest whose coefficient is of the whole animal or plant.

use super::HarvestMass;
use crate::error::{Error, Result};
use crate::models::checked::{not_negative, share};
use crate::units::{MaricultureCarbon, TonnesWet};

/// C = P · c
///
/// with the harvest P as weighed wet and the carbon c per wet mass, soft tissue and shell together.
///
/// Source: 权伟 et al. 2014, 渔业现代化 (bivalves of Zhejiang); International Journal of Environmental Research and Public Health 2022
/// 19:8873 (China). Limits: those of [`super::bivalve_carbon`], and nothing is known of the shell.
///
/// # Errors
/// A dry or negative harvest, or a coefficient that is no share.
pub fn whole_harvest_carbon(harvest: HarvestMass, carbon_per_wet_mass: f64) -> Result<MaricultureCarbon> {
    let HarvestMass::Wet(mass) = harvest else {
        return Err(Error::data("found a dry harvest, but the carbon is published per wet mass")
            .hint("take coefficients of dry matter, or give the harvest as it was weighed wet"));
    };
    let mass = not_negative("harvest", mass.0, TonnesWet::UNIT)?;
    Ok(MaricultureCarbon(mass * share("carbon per wet mass", carbon_per_wet_mass)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::{MaricultureTable, SpeciesRows};
    use crate::units::TonnesDryMatter;

    #[test]
    fn the_razor_clams_of_zhejiang() {
        // 35.75 % of 684,600 t, 244,744.5 t · 0.0936 = 22,908 t C, of the 22,900 published.
        let table = MaricultureTable::built_in().expect("valid");
        let Ok(SpeciesRows::WholeAnimal(row)) = table.species("quan2014-zhejiang", "razor_clam") else {
            panic!("a coefficient of the whole animal")
        };
        let harvest = TonnesWet(0.3575 * 684_600.0);
        let carbon = whole_harvest_carbon(HarvestMass::Wet(harvest), row.value).expect("carbon").0;
        assert!((carbon / 22_900.0 - 1.0).abs() < 1e-3, "{carbon}");
        assert!(whole_harvest_carbon(HarvestMass::Dry(TonnesDryMatter(1.0)), row.value).is_err());
    }
}
