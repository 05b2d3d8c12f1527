//! Dead wood and litter as shares of what lives.

use super::CarbonFraction;
use super::checked::{not_negative, share};
use crate::error::Result;
use crate::units::{AboveGroundBiomass, TonnesC};

/// C_dead = r · C_living
///
/// with the carbon of living trees and its ratio r, t C/t C.
///
/// Source: 赵嘉诚 and 李海奎 2018, Acta Ecologica Sinica 38(2):550, doi:10.5846/stxb201701180147, Table 7 (Guangdong); 戴巍 et al. 2017
/// (Zhejiang). Limits: the ratios of Guangdong count dead wood of five years only and are a lower bound of the pool.
///
/// # Errors
/// A negative ratio.
pub fn dead_wood_from_living_carbon(living: TonnesC, ratio: f64) -> Result<TonnesC> {
    Ok(living * not_negative("ratio of dead to living carbon", ratio, "t C/t C")?)
}

/// C = B_above · s · CF
///
/// with the above-ground biomass in t d.m. and the share s of dead wood, or of litter, in t d.m./t d.m.
///
/// Source: CDM AR-TOOL12 version 3. Limits: its tropical shares jump with yearly rain (1000 and 1600 mm), between which
/// Zhejiang lies.
///
/// # Errors
/// A share that is not from 0 to 1.
pub fn dead_matter_from_biomass(
    living: AboveGroundBiomass,
    dead_share: f64,
    fraction: CarbonFraction,
) -> Result<TonnesC> {
    Ok(living * share("share of dead matter", dead_share)? * fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::DeadWoodTable;

    #[test]
    fn the_dead_wood_of_guangdong_is_three_percent_of_its_trees() {
        let table = DeadWoodTable::built_in().expect("valid");
        let ratio = table.get(["zhao2018-guangdong", "share_of_tree_carbon", "mean"]).expect("a row").value;
        assert!((dead_wood_from_living_carbon(TonnesC(1000.0), ratio).expect("a ratio").0 - 29.7).abs() < 1e-9);
        // Dai et al. 2017: 1.38 of 27.34 t C/ha.
        let ratio = table.get(["dai2017-zhejiang", "share_of_vegetation_carbon", "mean"]).expect("a row").value;
        assert!((dead_wood_from_living_carbon(TonnesC(27.34), ratio).expect("a ratio").0 - 1.38).abs() < 1e-5);
    }

    #[test]
    fn eight_percent_of_the_biomass_lies_dead_in_temperate_forest() {
        // 100 t d.m. · 0.08 · 0.50 = 4 t C.
        let fraction = CarbonFraction::new(0.5).expect("a fraction");
        let carbon = dead_matter_from_biomass(AboveGroundBiomass(100.0), 0.08, fraction).expect("a share");
        assert!((carbon.0 - 4.0).abs() < 1e-12);
        assert!(dead_matter_from_biomass(AboveGroundBiomass(100.0), 8.0, fraction).is_err());
    }
}
