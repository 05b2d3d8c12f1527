//! Above-ground biomass of a stand by the IPCC's conversion and expansion factors.

use super::checked::not_negative;
use crate::error::{Error, Result};
use crate::parameters::forest::Steps;
use crate::units::{AboveGroundBiomassPerHectare, BcefStock, CubicMetresPerHectare};

/// AGB = V · BCEF_S
///
/// with the above-ground biomass AGB in t d.m./ha and the growing stock V in m³/ha; BCEF_S, t d.m./m³, goes in steps over
/// classes of V.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.8b and Table 4.5. Limits: the table has no humid subtropical zone.
///
/// **The factor falls at the end of each class, and the biomass with it**: temperate hardwood of 40 m³/ha weighs 68 t d.m./ha
/// and of 41 m³/ha 57.4. A growing stand seems to lose carbon there, so [`bcef_stock_change`] refuses a change across a step; a
/// line over V ([`super::BiomassExpansion`]) has no steps and is better for time series.
///
/// # Errors
/// A negative growing stock, or one in no published class.
pub fn bcef_biomass(growing_stock: CubicMetresPerHectare, bcef: &Steps<'_>) -> Result<AboveGroundBiomassPerHectare> {
    let volume = not_negative("growing stock", growing_stock.0, CubicMetresPerHectare::UNIT)?;
    Ok(CubicMetresPerHectare(volume) * BcefStock(bcef.at(volume)?.value))
}

/// ΔAGB = (V₂ − V₁) · BCEF_S, for growing stocks of one class.
///
/// # Errors
/// Growing stocks of different classes, whose difference would hold the step of the factor.
pub fn bcef_stock_change(
    before: CubicMetresPerHectare,
    after: CubicMetresPerHectare,
    bcef: &Steps<'_>,
) -> Result<AboveGroundBiomassPerHectare> {
    let change = bcef_biomass(after, bcef)? - bcef_biomass(before, bcef)?;
    let (factor_before, factor_after) = (bcef.at(before.0)?.value, bcef.at(after.0)?.value);
    if factor_before != factor_after {
        return Err(Error::data(format!(
            "from {} to {} m³/ha the BCEF changes from {factor_before} to {factor_after} t d.m./m³: the difference would be \
             the step of the factor, not of the forest",
            before.0, after.0
        ))
        .hint("use biomass expansion lines for changes"));
    }
    Ok(change)
}

/// AGB = V · D · BEF
///
/// with the wood density D in t d.m./m³ and the factor BEF from stem to above-ground biomass, without a unit: BCEF_S = D · BEF
/// (IPCC 2006 Guidelines, vol. 4, section 2.3.1.1). The Chinese afforestation methodology uses this form.
///
/// # Errors
/// A negative growing stock.
pub fn wood_density_biomass(
    growing_stock: CubicMetresPerHectare,
    wood_density: f64,
    biomass_expansion_factor: f64,
) -> Result<AboveGroundBiomassPerHectare> {
    let volume = not_negative("growing stock", growing_stock.0, CubicMetresPerHectare::UNIT)?;
    Ok(CubicMetresPerHectare(volume) * BcefStock(wood_density * biomass_expansion_factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::RootToShoot;
    use crate::parameters::forest::{BcefFactor, BcefTable, SpeciesWoodTable};

    #[test]
    fn biomass_falls_where_one_class_ends() {
        let table = BcefTable::built_in().expect("valid");
        let bcef = table.steps("ipcc2006", "temperate", "hardwoods", BcefFactor::Stock).expect("rows");
        let biomass = |volume| bcef_biomass(CubicMetresPerHectare(volume), &bcef).expect("a stand").0;
        assert_eq!(biomass(40.0), 68.0);
        assert!((biomass(41.0) - 57.4).abs() < 1e-12);
        let change = |from, to| bcef_stock_change(CubicMetresPerHectare(from), CubicMetresPerHectare(to), &bcef);
        assert!((change(50.0, 60.0).expect("one class").0 - 14.0).abs() < 1e-12);
        assert!(change(40.0, 41.0).expect_err("a step").to_string().contains("from 1.7 to 1.4"));
    }

    #[test]
    fn wood_density_gives_the_biomass_of_100_cubic_metres() {
        // V · D · BEF · (1 + R) at 100 m³/ha, t d.m./ha.
        let table = SpeciesWoodTable::built_in().expect("valid").allow_unverified(true);
        for (group, total) in
            [("chinese_fir", 62.5), ("masson_pine", 66.4), ("hardwood", 126.2), ("mixed_broadleaf", 92.1)]
        {
            let value = |quantity| table.get(["china-afforestation", group, quantity]).expect("a row").value;
            let (density, factor) = (value("wood_density"), value("biomass_expansion_factor"));
            let above = wood_density_biomass(CubicMetresPerHectare(100.0), density, factor).expect("a stand");
            let found = above.with_roots(RootToShoot::new(value("root_to_shoot")).expect("a ratio")).0;
            assert!((found - total).abs() < 0.05, "{group}: {found}");
        }
    }
}
