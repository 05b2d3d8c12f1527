//! Methane, nitrous oxide and carbon lost from wet and drained land.

use super::Tolerance::Relative;
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::coast::{
    OrganicSoilFactors, ReservoirFactors, organic_soil_methane, pond_nitrous_oxide, salinity_methane,
};
use crate::parameters::coast::{OrganicSoilTable, PondTable, ReservoirTable, SalinityMethaneTable};
use crate::units::{Hectares, TonnesCPerHectareYear, TonnesWet};

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

const ORGANIC_CARBON: Method = Method { unit: "t C/yr", ..ORGANIC };
const ORGANIC_NITROUS: Method = Method { unit: "t N2O", ..ORGANIC };

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
    Ok(salinity_methane(Hectares(10.0), salinity, &table.steps(set, wetland)?)?.0)
}

fn drained_cropland() -> Result<OrganicSoilFactors> {
    let table = OrganicSoilTable::built_in()?;
    let value = |quantity| Ok(table.get(["ipcc2013", "drained", "temperate_cropland", quantity])?.value);
    Ok(OrganicSoilFactors {
        carbon: TonnesCPerHectareYear(value("co2")?),
        methane_land: value("ch4_land")?,
        methane_ditch: value("ch4_ditch")?,
        ditch_share: value("ditch_share")?,
        nitrous_oxide: value("n2o")?,
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
        methane: table.methane("ipcc2019", climate)?,
        carbon_dioxide: table.carbon_dioxide("ipcc2019", climate)?,
        downstream_ratio: table.get(["ipcc2019", "downstream_ratio", "any", "any"])?.value,
        trophic_adjustment: 1.0,
    };
    let methane = factors.methane(Hectares(100.0), age)?;
    Ok(((methane.surface + methane.downstream).0, factors.carbon_loss(Hectares(100.0), age)?.0))
}

pub(super) const CASES: &[Case] = &[
    SALINITY.case("10 ha of marsh at 5 ppt", 1.937, || marsh("ipcc2013", "marsh_and_mangrove", 5.0)),
    SALINITY.case("10 ha of marsh at 18 ppt", 0.0, || marsh("ipcc2013", "marsh_and_mangrove", 18.0)),
    CREDITED.case("10 ha of marsh at 19 ppt", 0.11, || marsh("vm0033", "tidal_wetland", 19.0)),
    ORGANIC.case("100 ha of drained organic soil", 100.0 * 0.05 * 1.165, || {
        Ok(organic_soil_methane(Hectares(100.0), &drained_cropland()?)?.0)
    }),
    ORGANIC_CARBON
        .case("100 ha of drained organic soil", 790.0, || Ok(drained_cropland()?.carbon_loss(Hectares(100.0)).0)),
    ORGANIC_NITROUS.case("100 ha of drained organic soil", 100.0 * 0.013 * 44.0 / 28.0, || {
        Ok(drained_cropland()?.nitrous_oxide(Hectares(100.0)).0)
    }),
    POND.case("3300 t of fish", 3300.0 * 0.00169 * 44.0 / 28.0, pond),
    RESERVOIR.case("100 ha flooded 20 years ago", 100.0 * 0.1275 * 1.09, || Ok(reservoir(20.0)?.0)),
    RESERVOIR.case("100 ha flooded 40 years ago", 100.0 * 0.0803 * 1.09, || Ok(reservoir(40.0)?.0)),
    RESERVOIR_CARBON.case("100 ha flooded 20 years ago", 146.0, || Ok(reservoir(20.0)?.1)),
];
