//! Yearly change of forest carbon, and the gases of fires and soils.

use super::Tolerance::Relative;
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::{
    BiomassExpansion, CarbonFraction, FireEmissionFactors, FireEmissions, GasMasses, LowVolumePolicy, RootToShoot,
    biomass_change, biomass_gain, disturbance_loss, fire_emissions, fuel_burnt, fuelwood_removal,
    growth_from_increment, soil_nitrous_oxide, stock_difference, wood_removal,
};
use crate::parameters::forest::{
    BiomassExpansionTable, CarbonFractionTable, FireTable, GlobalWarmingPotentialTable, SoilFactorTable,
};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, BcefIncrement, BcefRemoval, CubicMetresPerHectare,
    CubicMetresPerHectareYear, CubicMetresPerYear, Hectares, TonnesC, TonnesCPerYear, TonnesCh4,
    TonnesDryMatterPerHectare, TonnesN2O,
};

const GAIN_LOSS: Method = Method {
    file: "models/carbon_gain_loss.rs",
    source: "worked example of IPCC 2006 Guidelines, vol. 4, Eq. 2.9 to 2.14 in a public transcription",
    unit: "t C/yr",
    tolerance: Relative(1e-9),
};

const BY_HAND: Method = Method { source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 2.7 to 2.13", ..GAIN_LOSS };

const DIFFERENCE: Method = Method {
    file: "models/stock_difference.rs",
    source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 2.5; lines of Li et al. 2016, Table 1",
    ..GAIN_LOSS
};

const FUEL: Method = Method {
    file: "models/fire.rs",
    source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 2.27 and Tables 2.5 and 2.6",
    unit: "t d.m.",
    tolerance: Relative(1e-9),
};

const DIOXIDE: Method = Method { unit: "t CO2", ..FUEL };
const METHANE: Method = Method { unit: "t CH4", ..FUEL };
const NITROUS: Method = Method { unit: "t N2O", ..FUEL };

const SOIL_NITROUS: Method = Method {
    file: "models/soil_n2o.rs",
    source: "by hand from IPCC 2006 Guidelines, vol. 4, ch. 11: 1000/15 · 0.01 · 44/28",
    unit: "t N2O",
    tolerance: Relative(1e-9),
};

const WARMING: Method = Method {
    file: "models/gwp.rs",
    source: "by hand from IPCC AR6: 27 and 273, 79.7 over 20 years; AR5: 28 and 265",
    unit: "t CO2e",
    tolerance: Relative(1e-9),
};

fn roots() -> Result<RootToShoot> {
    RootToShoot::new(0.29)
}

fn fraction() -> Result<CarbonFraction> {
    CarbonFraction::new(CarbonFractionTable::built_in()?.get(["ipcc2006", "forest"])?.value)
}

fn growth() -> Result<f64> {
    let growth = AboveGroundGrowth(4.0).with_roots(roots()?);
    Ok(biomass_gain(Hectares(100_000.0), growth, fraction()?).0)
}

fn growth_of_increment() -> Result<f64> {
    let growth = growth_from_increment(CubicMetresPerHectareYear(5.0), BcefIncrement(0.8), roots()?);
    Ok(biomass_gain(Hectares(100_000.0), growth, fraction()?).0)
}

fn removal(below_ground_and_bark: f64) -> Result<f64> {
    let ratio = RootToShoot::new(below_ground_and_bark)?;
    Ok(wood_removal(CubicMetresPerYear(1000.0), BcefRemoval(1.11), ratio, fraction()?).0)
}

fn fuelwood() -> Result<f64> {
    let (trees, parts) = (CubicMetresPerYear(1000.0), CubicMetresPerYear(200.0));
    Ok(fuelwood_removal(trees, BcefRemoval(1.11), roots()?, parts, 0.5, fraction()?).0)
}

fn disturbance() -> Result<f64> {
    Ok(disturbance_loss(Hectares(2000.0), AboveGroundBiomassPerHectare(4.0), roots()?, fraction()?, 0.3).0)
}

fn change() -> f64 {
    let losses = [TonnesCPerYear(672.993), TonnesCPerYear(1455.12)];
    biomass_change(TonnesCPerYear(242_520.0), &losses).0
}

fn fir_from_50_to_60() -> Result<f64> {
    let table = BiomassExpansionTable::built_in()?;
    let line = BiomassExpansion::from(table.equation("li2016-zhejiang", "chinese_fir")?);
    let carbon = |volume| -> Result<TonnesC> {
        let biomass = line.biomass(CubicMetresPerHectare(volume), LowVolumePolicy::AsPublished)?;
        Ok(Hectares(1000.0) * biomass * fraction()?)
    };
    Ok(stock_difference(carbon(50.0)?, carbon(60.0)?, 2015.0, 2020.0)?.0)
}

/// 100 ha with 60 t d.m./ha of fuel, temperate forest.
fn fire() -> Result<(f64, FireEmissions)> {
    let table = FireTable::built_in()?;
    let factor = |gas| Ok(table.get(["ipcc2006-extratropical", gas, "any"])?.value);
    let factors = FireEmissionFactors {
        co2: factor("emission_factor_co2")?,
        ch4: factor("emission_factor_ch4")?,
        n2o: factor("emission_factor_n2o")?,
    };
    let combustion = table.get(["ipcc2006", "combustion_factor", "temperate_other"])?.value;
    let burnt = fuel_burnt(Hectares(100.0), TonnesDryMatterPerHectare(60.0), combustion)?;
    Ok((burnt.0, fire_emissions(burnt, &factors)))
}

fn soil_nitrous() -> Result<f64> {
    let table = SoilFactorTable::built_in()?;
    let value = |factor| Ok(table.get(["ipcc2006", factor, "mineral_soil"])?.value);
    Ok(soil_nitrous_oxide(TonnesC(1000.0), value("carbon_to_nitrogen")?, value("n2o_n_of_nitrogen")?)?.0)
}

fn warming(edition: &str, methane: f64, nitrous_oxide: f64) -> Result<f64> {
    let table = GlobalWarmingPotentialTable::built_in()?.allow_unverified(true);
    let masses = GasMasses { methane: TonnesCh4(methane), nitrous_oxide: TonnesN2O(nitrous_oxide) };
    Ok(masses.warming(&table, edition)?.equivalent.0)
}

pub(super) const CASES: &[Case] = &[
    GAIN_LOSS.case("growth of 100,000 ha at 4 t d.m./ha/yr, R = 0.29", 242_520.0, growth),
    BY_HAND.case("growth of 100,000 ha from 5 m³/ha/yr and BCEF_I = 0.8", 242_520.0, growth_of_increment),
    BY_HAND.case("removal of 1000 m³ at BCEF_R = 1.11, R = 0.29", 672.993, || removal(0.29)),
    GAIN_LOSS.case("removal of 1000 m³ with 0.1 of bark beside the roots", 725.163, || removal(0.39)),
    BY_HAND.case("fuelwood of 1000 m³ of trees and 200 m³ of parts", 672.993 + 47.0, fuelwood),
    GAIN_LOSS.case("disturbance of 2000 ha with 4 t d.m./ha, 30 % lost", 1455.12, disturbance),
    BY_HAND.case("gain less removal and disturbance", 240_391.887, || Ok(change())),
    DIFFERENCE.case("1000 ha of Chinese fir from 50 to 60 m³/ha in 5 years", 437.288, fir_from_50_to_60),
    DIFFERENCE.case("from 900 to 1000 t C in 5 years", 20.0, || {
        Ok(stock_difference(TonnesC(900.0), TonnesC(1000.0), 2015.0, 2020.0)?.0)
    }),
    FUEL.case("100 ha of 60 t d.m./ha of fuel burn", 2700.0, || Ok(fire()?.0)),
    DIOXIDE.case("carbon dioxide of 2700 t d.m. burnt", 4236.3, || Ok(fire()?.1.co2.0)),
    METHANE.case("methane of 2700 t d.m. burnt", 12.69, || Ok(fire()?.1.ch4.0)),
    NITROUS.case("nitrous oxide of 2700 t d.m. burnt", 0.702, || Ok(fire()?.1.n2o.0)),
    SOIL_NITROUS.case("1000 t C lost from mineral soil", 1000.0 / 15.0 * 0.01 * 44.0 / 28.0, soil_nitrous),
    WARMING.case("100 t CH4 and 1 t N2O by AR6", 2973.0, || warming("ar6", 100.0, 1.0)),
    WARMING.case("100 t CH4 and 1 t N2O by AR5", 3065.0, || warming("ar5", 100.0, 1.0)),
    WARMING.case("100 t CH4 by AR6 over 20 years", 7970.0, || warming("ar6-20yr", 100.0, 0.0)),
];
