//! Soils and vegetation of the coast.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::{Error, Result};
use crate::land::Habitat;
use crate::models::coast::{
    BelowCore, Compaction, CoreSlice, CreditRate, Excavated, HabitatMean, PlantedMangrove, SoilCore, StandOrigin,
    WetlandStand, burial_estimate, drained_soil_loss, excavation_loss, habitat_mean, soil_credit,
};
use crate::models::{CarbonFraction, RootToShoot};
use crate::parameters::coast::{CoastVegetationTable, HabitatPoolTable, SoilAccumulationTable, WetlandManagementTable};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, Centimetres, Hectares, TonnesCPerHectare, TonnesCPerHectareYear,
};

const CORE: Method = Method {
    file: "models/coast/core_stock.rs",
    source: "by hand from 100 Σ B F Δz with the depths of Xia et al. 2022 in Maxwell et al. 2023",
    unit: "t C/ha",
    tolerance: Relative(1e-9),
};

const MEAN: Method = Method {
    file: "models/coast/habitat_mean.rs",
    source: "by hand from Cochran 1977, section 2.8: s = 3, t(0.975; 2) = 4.302653",
    unit: "t C/ha",
    tolerance: Absolute(1e-5),
};

const MANGROVE: Method = Method {
    file: "models/coast/mangrove_growth.rs",
    source: "by hand from IPCC 2013 Wetlands Supplement, Eq. 4.4 and Tables 4.2 to 4.5",
    unit: "t C/ha",
    tolerance: Relative(1e-9),
};

const REMOVAL: Method = Method {
    file: "models/coast/wetland_management.rs",
    source: "by hand from IPCC 2013 Wetlands Supplement, Eq. 4.7 and Table 4.12",
    unit: "t C/yr",
    tolerance: Relative(1e-9),
};

const DRAINED: Method = Method {
    source: "by hand from IPCC 2013 Wetlands Supplement, Eq. 4.8 and Table 4.13: 7.9 · 44/12",
    unit: "t CO2/yr",
    ..REMOVAL
};

const EXCAVATED: Method = Method {
    source: "by hand from IPCC 2013 Wetlands Supplement, Eq. 4.2 to 4.6 and Tables 4.2 to 4.11",
    unit: "t C",
    ..REMOVAL
};

const CREDIT: Method = Method {
    file: "models/coast/soil_credit.rs",
    source: "by hand from Verra VM0033 v2.1: 1.46 t C/ha/yr from 50 % cover, none below 15 %",
    unit: "t CO2/yr",
    tolerance: Relative(1e-9),
};

const BURIAL: Method = Method {
    file: "models/coast/burial_estimate.rs",
    source: "by hand from A r with the rate of IPCC 2013 Wetlands Supplement, Table 4.12",
    unit: "t C/yr",
    tolerance: Relative(1e-9),
};

fn core(depth: f64, compaction: Compaction, below: BelowCore) -> Result<f64> {
    let slices = [
        (0.0, 10.0, 0.60, 0.01241),
        (10.0, 20.0, 0.62, 0.01096),
        (20.0, 30.0, 0.56, 0.01117),
        (30.0, 40.0, 0.63, 0.01124),
    ];
    let slice = |(top, bottom, density, carbon)| CoreSlice {
        top,
        bottom,
        bulk_density: Some(density),
        carbon_fraction: Some(carbon),
    };
    let core = SoilCore { name: "Yueqing Bay 2".to_owned(), slices: slices.map(slice).to_vec() };
    Ok(core.stock(Centimetres(depth), compaction, below)?.stock.0)
}

fn compacted() -> Result<f64> {
    let compaction = Compaction::from_lengths(Centimetres(40.0), Centimetres(50.0))?;
    core(25.0, compaction, BelowCore::Refuse)
}

fn cores() -> Result<HabitatMean> {
    habitat_mean(&[27.0, 30.0, 33.0].map(TonnesCPerHectare))
}

fn upper_limit() -> Result<f64> {
    cores()?.limits.map(|(_, high)| high.0).ok_or_else(|| Error::data("no limits"))
}

fn mangrove(years: f64) -> Result<f64> {
    let table = CoastVegetationTable::built_in()?;
    let value = |climate, quantity| Ok(table.get(["ipcc2013", "mangrove", climate, quantity])?.value);
    let planting = PlantedMangrove {
        growth: AboveGroundGrowth(value("subtropical", "above_ground_growth")?),
        full_grown: AboveGroundBiomassPerHectare(value("subtropical", "above_ground_dry_matter")?),
        roots: RootToShoot::new(value("subtropical", "root_to_shoot")?)?,
        fraction: CarbonFraction::new(value("any", "carbon_fraction")?)?,
    };
    Ok(planting.carbon(years)?.0)
}

fn rate(place: [&str; 2]) -> Result<TonnesCPerHectareYear> {
    let table = SoilAccumulationTable::built_in()?;
    let row = table.get(["salt_marsh", "soil_organic_carbon", place[0], place[1]])?;
    Ok(TonnesCPerHectareYear(row.value))
}

/// 100 ha planted in 2020 on a flat of 48.4 t C/ha where 57.9 t C/ha are natural.
fn planted_marsh(year: i32) -> Result<f64> {
    let stand = WetlandStand {
        area: Hectares(100.0),
        origin: StandOrigin::Restored { established: 2020 },
        cover: 0.6,
        opening: TonnesCPerHectare(48.4),
        natural: TonnesCPerHectare(57.9),
    };
    let least = WetlandManagementTable::built_in()?.get(["ipcc2013", "minimum_cover", "any"])?.value;
    Ok(stand.soil_removal(year, rate(["ipcc", "restored"])?, least)?.0)
}

fn drained() -> Result<f64> {
    let table = WetlandManagementTable::built_in()?;
    let factor = table.get(["ipcc2013", "drained_soil_loss", "salt_marsh"])?.value;
    Ok(drained_soil_loss(Hectares(1.0), TonnesCPerHectareYear(factor))?.0 * 44.0 / 12.0)
}

fn excavated() -> Result<f64> {
    let table = HabitatPoolTable::built_in()?;
    let value = |pool, place| Ok(table.get(["mangrove", pool, "ipcc", place])?.value);
    let stocks = Excavated {
        biomass_before: TonnesCPerHectare(value("living_biomass", "subtropical")?),
        biomass_after: TonnesCPerHectare(0.0),
        dead_matter_before: TonnesCPerHectare(value("dead_wood", "any")? + value("litter", "any")?),
        dead_matter_after: TonnesCPerHectare(0.0),
        soil_to_one_metre: TonnesCPerHectare(value("soil_organic_carbon_0_100cm", "mineral")?),
    };
    Ok(excavation_loss(Hectares(10.0), &stocks)?.0)
}

fn credit(cover: f64) -> Result<f64> {
    let table = WetlandManagementTable::built_in()?;
    let threshold = |quantity| Ok(table.get(["vm0033", quantity, "any"])?.value);
    let rate = CreditRate {
        rate: rate(["world", "vm0033"])?,
        zero_cover: threshold("zero_rate_cover")?,
        full_cover: threshold("full_rate_cover")?,
    };
    Ok(soil_credit(Habitat::Reed, Hectares(1.0), cover, &rate)?.0)
}

pub(super) const CASES: &[Case] = &[
    CORE.case("Yueqing Bay 2 to 40 cm", 27.5776, || core(40.0, Compaction::NONE, BelowCore::Refuse)),
    CORE.case("to 25 cm: half of the third slice", 10.0 * (7.446 + 6.7952) / 10.0 + 3.1276, || {
        core(25.0, Compaction::NONE, BelowCore::Refuse)
    }),
    CORE.case("to 100 cm, below as the last slice", 27.5776 + 6.0 * 7.0812, || {
        core(100.0, Compaction::NONE, BelowCore::LastSlice)
    }),
    CORE.case("to 100 cm, below as the mean", 27.5776 * 2.5, || core(100.0, Compaction::NONE, BelowCore::Mean)),
    CORE.case("40 cm from a hole of 50 cm, to 25 cm", 7.446 + 6.7952, compacted),
    MEAN.case("mean of cores of 27, 30, 33 t C/ha", 30.0, || Ok(cores()?.mean.0)),
    MEAN.case("upper 95 % limit of that mean", 30.0 + 7.452_414, upper_limit),
    MANGROVE.case("subtropical planting after a year", 18.1 * 1.96 * 0.451, || mangrove(1.0)),
    MANGROVE.case("subtropical planting, full-grown", 75.0 * 1.96 * 0.451, || mangrove(9.0)),
    REMOVAL.case("100 ha of planted marsh in its sixth year", 91.0, || planted_marsh(2025)),
    REMOVAL.case("100 ha of planted marsh in its last year below natural soil", 40.0, || planted_marsh(2030)),
    DRAINED.case("1 ha of drained marsh", 7.9 * 44.0 / 12.0, drained),
    EXCAVATED.case("10 ha of mangrove dug out", 10.0 * (66.297 + 10.7 + 0.7 + 286.0), excavated),
    CREDIT.case("1 ha of reed of 50 % cover", 1.46 * 44.0 / 12.0, || credit(0.5)),
    CREDIT.case("1 ha of reed of 32.5 % cover", 0.5 * 1.46 * 44.0 / 12.0, || credit(0.325)),
    BURIAL.case("1000 ha of marsh", 910.0, || Ok(burial_estimate(Hectares(1000.0), rate(["ipcc", "restored"])?)?.0)),
];
