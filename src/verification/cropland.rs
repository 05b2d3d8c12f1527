//! Cropland, paddy and trees in towns.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::cropland::{
    Amendment, PaddySeason, PerennialStand, SoilUse, content_gain, cropland_soil_stock, measured_increment,
    paddy_methane,
};
use crate::parameters::coast::{PaddyMethaneTable, PerennialBiomassTable, SoilIncrementTable};
use crate::parameters::forest::{SoilFactorTable, SoilReferenceTable};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesCPerHectare, TonnesCPerHectareYear};

const INCREMENT: Method = Method {
    file: "models/cropland/measured_increment.rs",
    source: "by hand from the rates and the ceiling of ChinaXiv-201802.00737",
    unit: "t C",
    tolerance: Relative(1e-9),
};

const CONTENT: Method = Method { unit: "t C/ha/yr", ..INCREMENT };

const PADDY: Method = Method {
    file: "models/cropland/paddy_methane.rs",
    source: "by hand from IPCC 2019 Refinement, vol. 4, Eq. 5.1 to 5.3 and Tables 5.11 to 5.14",
    unit: "kg CH4",
    tolerance: Relative(1e-9),
};

const CLIMATE_VIEW: Method = Method {
    source: "ClimateView, emission factor of rice: 3,630,690 g CO2e/ha of the world's mean, at 27",
    unit: "kg CO2e",
    ..PADDY
};

const TOWN: Method = Method {
    file: "models/cropland/perennial_biomass.rs",
    source: "生态学报 2024 44(20):9209: trees of Pinghu, 22.72 t C/ha and 8.99 t CO2/ha/yr",
    unit: "t CO2/yr",
    tolerance: Absolute(1e-4),
};

const TOWN_STOCK: Method = Method { unit: "t C", ..TOWN };

const SOIL: Method = Method {
    file: "models/cropland/soil_management.rs",
    source: "by hand from IPCC 2019 Refinement, vol. 4, Eq. 2.25: 64 · 1.35 = 86.4 to 64 · 0.69 = 44.16",
    unit: "t C/ha",
    tolerance: Relative(1e-9),
};

const SOIL_CHANGE: Method = Method { unit: "t C/yr", ..SOIL };

fn increment(years: f64) -> Result<f64> {
    let table = SoilIncrementTable::built_in()?;
    let value = |quantity, class| Ok(table.get(["chinaxiv-201802.00737", quantity, class])?.value);
    let rate = TonnesCPerHectareYear(value("gain", "cropland_0_20cm")? / 1000.0);
    let opening = TonnesCPerHectare(value("stock", "cropland_0_20cm_2011")?);
    let ceiling = TonnesCPerHectare(value("ceiling", "cropland_0_20cm")?);
    Ok(measured_increment(Hectares(10.0), rate, years, opening, ceiling)?.0)
}

fn manured() -> Result<f64> {
    let table = SoilIncrementTable::built_in()?;
    let gain = table.get(["chinaxiv-201802.00737", "content_gain", "npk_and_manure"])?.value;
    Ok(content_gain(gain, 1.2, 20.0)?.0)
}

fn paddy(region: &str, regime: &str, straw: Option<&str>) -> Result<f64> {
    let table = PaddyMethaneTable::built_in()?.allow_unverified(true);
    let value = |quantity, class| Ok(table.get(["ipcc2019", quantity, class])?.value);
    let straw = straw.map(|when| Ok(Amendment { rate: 6.0, factor: value("amendment", when)? })).transpose()?;
    let season = PaddySeason {
        baseline: value("baseline", region)?,
        days: value("cultivation_period", region)?,
        water_regime: value("water_regime", regime)?,
        before_season: value("before_season", "not_flooded_under_180d")?,
        amendments: straw.into_iter().collect(),
        amendment_exponent: value("amendment_exponent", "any")?,
    };
    Ok(paddy_methane(Hectares(1.0), &season)?.0 * 1000.0)
}

fn trees() -> Result<PerennialStand> {
    let table = PerennialBiomassTable::built_in()?;
    let value = |quantity| Ok(table.get(["pinghu2024", "urban_trees", quantity])?.value);
    Ok(PerennialStand {
        mature: TonnesCPerHectare(value("carbon_density")?),
        growth: TonnesCPerHectareYear(value("growth")?),
    })
}

/// Paddy and dry cropland of a warm, moist climate, and the reference stock of their soil.
fn uses() -> Result<(SoilCarbonTo30Cm, SoilUse, SoilUse)> {
    let factors = SoilFactorTable::built_in()?;
    let land_use = |set, practice| -> Result<SoilUse> {
        let land_use = factors.get([set, "land_use", practice])?.value;
        Ok(SoilUse { land_use, management: 1.0, input: 1.0 })
    };
    let references = SoilReferenceTable::built_in()?;
    let reference = references.get(["ipcc2019", "warm_temperate_moist", "high_activity_clay"])?.value;
    let dry = land_use("ipcc", "long_term_cultivated_warm_temperate_moist")?;
    Ok((SoilCarbonTo30Cm(reference), land_use("ipcc2019", "paddy_rice")?, dry))
}

/// What a hectare gains in the year that begins so many after the change.
fn drained_paddy(years_since: f64) -> Result<f64> {
    let (reference, paddy, dry) = uses()?;
    let stock = |years| cropland_soil_stock(reference, Some(&paddy), &dry, Hectares(1.0), years, 20.0);
    Ok((stock(years_since + 1.0)? - stock(years_since)?).0)
}

pub(super) const CASES: &[Case] = &[
    INCREMENT.case("10 ha of cropland in 10 years", 10.0 * 0.129 * 10.0, || increment(10.0)),
    INCREMENT.case("10 ha of cropland until the ceiling", 10.0 * (36.0 - 32.905), || increment(100.0)),
    CONTENT.case("0.37 g C/kg/yr at 1.2 g/cm³ to 20 cm", 0.37 * 1.2 * 20.0 / 10.0, manured),
    PADDY.case("1 ha of East Asia, drained once", 1.32 * 0.71 * 112.0, || paddy("east_asia", "single_drainage", None)),
    // (1 + 6 · 1)^0.59 and (1 + 6 · 0.19)^0.59.
    PADDY.case("1 ha of East Asia, drained once, 6 t of straw shortly before", 330.870_575_020_488, || {
        paddy("east_asia", "single_drainage", Some("straw_under_30d"))
    }),
    PADDY.case("1 ha of East Asia, drained often, 6 t of straw long before", 127.379_274_104_777, || {
        paddy("east_asia", "multiple_drainage", Some("straw_over_30d"))
    }),
    CLIMATE_VIEW.case("1 ha, continuously flooded, 113 days", 3630.69, || {
        Ok(27.0 * paddy("world", "continuously_flooded", None)?)
    }),
    TOWN.case("10 ha of young trees of a town", 89.9, || Ok(trees()?.gain(Hectares(10.0), 5.0)?.0 * 44.0 / 12.0)),
    TOWN_STOCK.case("1 ha of mature trees of a town", 22.72, || Ok(trees()?.carbon(10.0)?.0)),
    TOWN_STOCK
        .case("10 ha of mature trees of a town felled", 227.2, || Ok(trees()?.felling_loss(Hectares(10.0), 40.0)?.0)),
    SOIL.case("soil under paddy", 86.4, || {
        let (reference, paddy, _) = uses()?;
        Ok(paddy.stock(reference)?.0)
    }),
    SOIL_CHANGE.case("1 ha of paddy turned dry, in the twentieth year", (44.16 - 86.4) / 20.0, || drained_paddy(19.0)),
    SOIL_CHANGE.case("1 ha of paddy turned dry, in the year after", 0.0, || drained_paddy(20.0)),
];
