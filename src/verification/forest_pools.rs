//! Dead wood, litter, soil and wood products, and land that becomes another use.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::{
    CarbonFraction, HarvestedWoodDecay, SoilLayer, conversion_biomass_change, dead_matter_from_biomass,
    dead_matter_transition, dead_wood_from_living_carbon, mineral_soil_transition, soil_carbon_under_use,
    transition_share,
};
use crate::parameters::forest::{DeadWoodTable, HarvestedWoodTable, LitterTable, SoilFactorTable, SoilReferenceTable};
use crate::units::{
    AboveGroundBiomass, Hectares, SoilCarbonTo30Cm, SoilCarbonTo100Cm, TonnesC, TonnesCPerHectare,
    TotalBiomassPerHectare,
};

const DEAD_WOOD: Method = Method {
    file: "models/dead_wood.rs",
    source: "by hand from the ratio 2.97 % of 赵嘉诚 李海奎 2018, doi:10.5846/stxb201701180147, Table 7",
    unit: "t C",
    tolerance: Relative(1e-9),
};

const DEAD_WOOD_OF_ZHEJIANG: Method = Method {
    source: "戴巍 等 2017, doi:10.5846/stxb201609271947: 1.38 of 27.34 t C/ha",
    tolerance: Absolute(1e-5),
    ..DEAD_WOOD
};

const DEAD_SHARE: Method =
    Method { source: "by hand from the 8 % of CDM AR-TOOL12 version 3 and a carbon fraction of 0.50", ..DEAD_WOOD };

const PROFILE: Method = Method {
    file: "models/soil_carbon.rs",
    source: "by hand from Σ B C (1 − G) H / 10 with the contents of Li et al. 2016, Table 2; 1.2 g/cm³ and 10 % stones supposed",
    unit: "t C/ha",
    tolerance: Relative(1e-9),
};

const DECAY: Method = Method {
    file: "models/harvested_wood.rs",
    source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 12.1 and its half-lives",
    unit: "1",
    tolerance: Absolute(1e-8),
};

const DECAY_STOCK: Method = Method { unit: "t C", tolerance: Relative(1e-9), ..DECAY };

const CONVERSION: Method = Method {
    file: "models/land_conversion.rs",
    source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 2.16",
    unit: "t C",
    tolerance: Relative(1e-9),
};

const DEAD_MATTER: Method = Method {
    source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 2.23 and Table 2.2",
    unit: "t C/yr",
    ..CONVERSION
};

const SOIL_TRANSITION: Method = Method {
    source: "worked example of Eq. 2.25 in a public transcription of IPCC 2006: 58.78 to 64.06 Mt C over 20 years",
    unit: "t C/yr",
    ..CONVERSION
};

const SOIL_USE: Method = Method {
    source: "by hand from IPCC 2019 Refinement, vol. 4, Table 2.3: 55 t C/ha, and the land-use factor 0.69 of ch. 5",
    unit: "t C/ha",
    ..CONVERSION
};

const SHARE: Method = Method { source: "by hand: a quarter after 5 of 20 years", unit: "1", ..CONVERSION };

fn dead_wood(living: f64, set: &str, quantity: &str) -> Result<f64> {
    let ratio = DeadWoodTable::built_in()?.get([set, quantity, "mean"])?.value;
    Ok(dead_wood_from_living_carbon(TonnesC(living), ratio)?.0)
}

fn temperate_dead_wood() -> Result<f64> {
    let share =
        DeadWoodTable::built_in()?.get(["ar-tool12", "share_of_above_ground_biomass", "temperate_boreal"])?.value;
    Ok(dead_matter_from_biomass(AboveGroundBiomass(100.0), share, CarbonFraction::new(0.5)?)?.0)
}

fn layers(count: usize) -> Vec<SoilLayer> {
    let layers = [(10.0, 21.34), (10.0, 13.01), (10.0, 9.27), (20.0, 7.64), (50.0, 6.19)];
    let layer = |&(thickness, carbon)| SoilLayer { bulk_density: 1.2, carbon, coarse_fraction: 0.1, thickness };
    layers[..count].iter().map(layer).collect()
}

fn decay(set: &str, product: &str) -> Result<HarvestedWoodDecay> {
    let table = HarvestedWoodTable::built_in()?.allow_unverified(true);
    HarvestedWoodDecay::from_half_life(table.get([set, product, "half_life"])?.value)
}

fn litter() -> Result<f64> {
    let table = LitterTable::built_in()?;
    let litter = table.get(["ipcc2006-subtropical", "carbon_density", "broadleaf_deciduous"])?.value;
    Ok(dead_matter_transition(TonnesCPerHectare(0.0), TonnesCPerHectare(litter), Hectares(100.0), 20.0)?.0)
}

fn soil_gain() -> Result<f64> {
    let years = SoilFactorTable::built_in()?.get(["ipcc2006", "transition_period", "default"])?.value;
    Ok(mineral_soil_transition(SoilCarbonTo30Cm(58.78), SoilCarbonTo30Cm(64.06), Hectares(1e6), years)?.0)
}

fn long_cultivated() -> Result<f64> {
    let references = SoilReferenceTable::built_in()?;
    let reference = references.get(["ipcc2019", "warm_temperate_moist", "low_activity_clay"])?.value;
    let factors = SoilFactorTable::built_in()?;
    let land_use = factors.get(["ipcc", "land_use", "long_term_cultivated_warm_temperate_moist"])?.value;
    Ok(soil_carbon_under_use(SoilCarbonTo30Cm(reference), land_use, 1.0, 1.0).0)
}

fn cleared() -> Result<f64> {
    let (before, after) = (TotalBiomassPerHectare(80.0), TotalBiomassPerHectare(10.0));
    Ok(conversion_biomass_change(before, after, Hectares(10.0), CarbonFraction::new(0.47)?).0)
}

pub(super) const CASES: &[Case] =
    &[
        DEAD_WOOD.case("dead wood of Guangdong beside 1000 t C of trees", 29.7, || {
            dead_wood(1000.0, "zhao2018-guangdong", "share_of_tree_carbon")
        }),
        DEAD_WOOD_OF_ZHEJIANG.case("dead wood of Zhejiang beside 27.34 t C", 1.38, || {
            dead_wood(27.34, "dai2017-zhejiang", "share_of_vegetation_carbon")
        }),
        DEAD_SHARE.case("dead wood of 100 t d.m. of temperate forest", 4.0, temperate_dead_wood),
        PROFILE.case("Masson pine, 0 to 30 cm", 47.1096, || Ok(SoilCarbonTo30Cm::from_layers(&layers(3))?.0)),
        PROFILE.case("Masson pine, 0 to 100 cm", 97.038, || {
            Ok(SoilCarbonTo100Cm::from_layers(&layers(5))?.to_carbon_density().0)
        }),
        DECAY.case("decay constant of sawnwood, 35 years", 0.019_804_21, || Ok(decay("ipcc", "sawnwood")?.rate())),
        DECAY.case("kept share of sawnwood", 0.980_390_61, || Ok(decay("ipcc", "sawnwood")?.kept_share())),
        DECAY.case("inflow factor of sawnwood", 0.990_162_94, || Ok(decay("ipcc", "sawnwood")?.inflow_factor())),
        DECAY.case("decay constant of panels, 25 years", 0.027_725_89, || Ok(decay("ipcc", "panels")?.rate())),
        DECAY.case("kept share of panels", 0.972_654_95, || Ok(decay("ipcc", "panels")?.kept_share())),
        DECAY.case("inflow factor of panels", 0.986_264_29, || Ok(decay("ipcc", "panels")?.inflow_factor())),
        DECAY.case("decay constant of paper, 2 years", 0.346_573_59, || Ok(decay("ipcc", "paper")?.rate())),
        DECAY.case("inflow factor of paper", 0.845_111_19, || Ok(decay("ipcc", "paper")?.inflow_factor())),
        DECAY.case("kept share of solid wood, 30 years", 0.977_159_97, || {
            Ok(decay("ipcc2006", "solid_wood")?.kept_share())
        }),
        // 100 · e^(−k) + 10 · (1 − e^(−k))/k with k = ln 2 / 25.
        DECAY_STOCK.case("panels: 100 t C and 10 made in the year", 107.128_137_681_514, || {
            Ok(decay("ipcc", "panels")?.next(TonnesC(100.0), TonnesC(10.0)).0)
        }),
        CONVERSION.case("10 ha from 80 to 10 t d.m./ha at 0.47", -329.0, cleared),
        DEAD_MATTER.case("litter of 2.8 t C/ha built up on 100 ha in 20 years", 14.0, litter),
        SOIL_TRANSITION.case("soil of 1 Mha over its transition", 264_000.0, soil_gain),
        SOIL_USE.case("low-activity clay, long-term cultivated", 55.0 * 0.69, long_cultivated),
        SHARE.case("part of a transition", 0.25, || transition_share(5.0, 20.0)),
    ];
