//! Methane, nitrous oxide and carbon lost from wet and drained land.

use super::Tolerance::Relative;
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::coast::{
    OrganicSoilFactors, ReservoirFactors, RewettedMineralSoil, organic_soil_methane, organic_soil_nitrous_oxide,
    pond_nitrous_oxide, rewetted_organic_soil_methane, salinity_methane, salinity_methane_factor,
};
use crate::parameters::coast::{InlandWetlandTable, OrganicSoilTable, PondTable, ReservoirTable, SalinityMethaneTable};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesWet};

const SALINITY: Method = Method {
    file: "models/coast/salinity_methane.rs",
    source: "by hand from IPCC 2013 Wetlands Supplement, Eq. 4.9 and Table 4.14",
    unit: "t CH4",
    tolerance: Relative(1e-9),
};

const CREDITED: Method = Method { source: "by hand from Verra VM0033 v2.1: 0.011 t CH4/ha/yr", ..SALINITY };

const ORGANIC: Method = Method {
    file: "models/coast/organic_soil.rs",
    source: "by hand from IPCC 2013 Wetlands Supplement, ch. 2, Eq. 2.6 and its tables, temperate cropland",
    unit: "t CH4",
    tolerance: Relative(1e-9),
};

const ORGANIC_NITROUS: Method = Method { unit: "t N2O", ..ORGANIC };

const REWETTED: Method =
    Method { source: "by hand from IPCC 2013 Wetlands Supplement, ch. 3: 216 · 16/12 kg CH4/ha/yr", ..ORGANIC };

const MINERAL: Method = Method {
    file: "models/coast/mineral_wetland.rs",
    source: "by hand from IPCC 2013 Wetlands Supplement, ch. 5, warm temperate moist",
    unit: "t CH4",
    tolerance: Relative(1e-9),
};

const MINERAL_STOCK: Method = Method { unit: "t C/ha", ..MINERAL };
const MINERAL_GAIN: Method = Method { unit: "t C/yr", ..MINERAL };

const POND: Method = Method {
    file: "models/coast/pond_n2o.rs",
    source: "by hand from IPCC 2013 Wetlands Supplement, Eq. 4.10 and Table 4.15",
    unit: "t N2O",
    tolerance: Relative(1e-9),
};

const RESERVOIR: Method = Method {
    file: "models/coast/reservoir.rs",
    source: "by hand from IPCC 2019 Refinement, vol. 4, ch. 7, warm temperate moist",
    unit: "t CH4",
    tolerance: Relative(1e-9),
};

const RESERVOIR_CARBON: Method = Method { unit: "t C/yr", ..RESERVOIR };

fn marsh(set: &str, wetland: &str, salinity: f64) -> Result<f64> {
    let table = SalinityMethaneTable::built_in()?;
    let factor = salinity_methane_factor(salinity, &table.steps(set, wetland)?)?.value;
    Ok(salinity_methane(Hectares(10.0), factor)?.0)
}

fn organic_soil(state: &str, land: &str, quantity: &str) -> Result<f64> {
    Ok(OrganicSoilTable::built_in()?.get(["ipcc2013", state, land, quantity])?.value)
}

fn drained_cropland(quantity: &str) -> Result<f64> {
    organic_soil("drained", "temperate_cropland", quantity)
}

fn drained_methane() -> Result<f64> {
    let factors = OrganicSoilFactors {
        methane_land: drained_cropland("ch4_land")?,
        methane_ditch: drained_cropland("ch4_ditch")?,
        ditch_share: drained_cropland("ditch_share")?,
    };
    Ok(organic_soil_methane(Hectares(100.0), &factors)?.0)
}

/// A field of a warm, moist climate that is wet again.
fn rewetted_field() -> Result<RewettedMineralSoil> {
    let table = InlandWetlandTable::built_in()?;
    let value = |quantity, class| Ok(table.get(["ipcc2013", quantity, class])?.value);
    Ok(RewettedMineralSoil {
        reference: SoilCarbonTo30Cm(value("soil_reference_0_30cm", "warm_temperate_moist")?),
        cultivated: value("land_use", "long_term_cultivated")?,
        after_first: value("land_use", "rewetted_1_to_20yr")?,
        after_second: value("land_use", "rewetted_21_to_40yr")?,
        transition: 20.0,
        methane: value("ch4_rewetted", "temperate")?,
    })
}

fn pond() -> Result<f64> {
    let factor = PondTable::built_in()?.get(["ipcc2013", "n2o_n_per_fish", "any"])?.value;
    Ok(pond_nitrous_oxide(TonnesWet(3300.0), factor)?.0)
}

/// Of 100 ha: methane with that below the dam, and carbon.
fn reservoir(age: f64) -> Result<(f64, f64)> {
    let table = ReservoirTable::built_in()?;
    let climate = "warm_temperate_moist";
    let factors = ReservoirFactors {
        methane: table.methane("ipcc2019", climate)?.at(age)?.value,
        carbon_dioxide: table.carbon_dioxide("ipcc2019", climate)?.find(age).map_or(0.0, |row| row.value),
        downstream_ratio: table.get(["ipcc2019", "downstream_ratio", "any", "any"])?.value,
        trophic_adjustment: 1.0,
    };
    let methane = factors.methane(Hectares(100.0))?;
    Ok(((methane.surface + methane.downstream).0, factors.carbon_loss(Hectares(100.0))?.0))
}

pub(super) const CASES: &[Case] = &[
    SALINITY.case("10 ha of marsh at 5 ppt", 1.937, || marsh("ipcc2013", "marsh_and_mangrove", 5.0)),
    SALINITY.case("10 ha of marsh at 18 ppt", 0.0, || marsh("ipcc2013", "marsh_and_mangrove", 18.0)),
    CREDITED.case("10 ha of marsh at 19 ppt", 0.11, || marsh("vm0033", "tidal_wetland", 19.0)),
    ORGANIC.case("100 ha of drained organic soil", 100.0 * 0.05 * 1.165, drained_methane),
    ORGANIC_NITROUS.case("100 ha of drained organic soil", 100.0 * 0.013 * 44.0 / 28.0, || {
        Ok(organic_soil_nitrous_oxide(Hectares(100.0), drained_cropland("n2o")?)?.0)
    }),
    REWETTED.case("1 ha of rich peat wet again", 0.288, || {
        Ok(rewetted_organic_soil_methane(Hectares(1.0), organic_soil("rewetted", "temperate_rich", "ch4")?)?.0)
    }),
    MINERAL_STOCK.case("ten years after rewetting", 101.925, || Ok(rewetted_field()?.stock(10.0)?.0)),
    MINERAL_STOCK.case("thirty years after rewetting", 121.5, || Ok(rewetted_field()?.stock(30.0)?.0)),
    MINERAL_GAIN.case("10 ha in the sixth year", 6.075, || Ok(rewetted_field()?.gain(Hectares(10.0), 5.0)?.0)),
    MINERAL.case("10 ha", 2.35, || Ok(rewetted_field()?.methane(Hectares(10.0))?.0)),
    POND.case("3300 t of fish", 3300.0 * 0.00169 * 44.0 / 28.0, pond),
    RESERVOIR.case("100 ha flooded 20 years ago", 100.0 * 0.1275 * 1.09, || Ok(reservoir(20.0)?.0)),
    RESERVOIR.case("100 ha flooded 40 years ago", 100.0 * 0.0803 * 1.09, || Ok(reservoir(40.0)?.0)),
    RESERVOIR_CARBON.case("100 ha flooded 20 years ago", 146.0, || Ok(reservoir(20.0)?.1)),
];
