//! Growing stock, biomass and carbon of stands.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::{
    BiomassExpansion, CarbonFraction, LowVolumePolicy, RootToShoot, StandForm, area_biomass, bamboo_biomass,
    bcef_biomass, bcef_stock_change, wood_density_biomass,
};
use crate::parameters::forest::{
    BambooTable, BcefFactor, BcefTable, BiomassExpansionTable, CarbonFractionTable, RootToShootTable, SpeciesWoodTable,
    StandFormTable,
};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, CubicMetresPerHectare, Hectares, Metres, SquareMetresPerHectare,
    TotalBiomassPerHectare,
};

const FORM: Method = Method {
    file: "models/stand_volume.rs",
    source: "by hand from V = G H f, stand form equations of Guangxi in a public transcription",
    unit: "m³/ha",
    tolerance: Relative(1e-9),
};

const FORM_FACTOR: Method = Method { unit: "1", ..FORM };

const LINE: Method = Method {
    file: "models/biomass_expansion.rs",
    source: "by hand from B = a V + b, Li et al. 2016, doi:10.17521/cjpe.2015.0193, Table 1",
    unit: "t d.m./ha",
    tolerance: Absolute(6e-4),
};

const BCEF: Method = Method {
    file: "models/bcef.rs",
    source: "by hand from IPCC 2006 Guidelines, vol. 4, Eq. 2.8b and Table 4.5",
    unit: "t d.m./ha",
    tolerance: Relative(1e-9),
};

const DENSITY: Method = Method {
    source: "by hand from V D BEF (1 + R), values of the Chinese afforestation methodology (unverified)",
    tolerance: Absolute(0.05),
    ..BCEF
};

const ROOTS: Method = Method {
    file: "models/root_to_shoot.rs",
    source: "by hand from IPCC 2019 Refinement, vol. 4, Table 4.4",
    unit: "t d.m./ha",
    tolerance: Relative(1e-9),
};

const FRACTION: Method = Method {
    file: "models/carbon_fraction.rs",
    source: "by hand from the carbon fraction of IPCC 2006 Guidelines, vol. 4, Table 4.3",
    unit: "t C",
    tolerance: Relative(1e-9),
};

const BAMBOO: Method = Method {
    file: "models/bamboo.rs",
    source: "by hand: 23.78 t C/ha of Li et al. 2016, Table 3, over 10.44 kg/culm and 0.47",
    unit: "t C/ha",
    tolerance: Absolute(2e-3),
};

const AREA: Method = Method {
    file: "models/area_biomass.rs",
    source: "by hand from B = A B̄",
    unit: "t d.m.",
    tolerance: Relative(1e-12),
};

fn form(group: &str) -> Result<StandForm> {
    Ok(StandFormTable::built_in()?.equation("guangxi", group)?.into())
}

fn stock(group: &str, basal_area: f64, height: f64) -> Result<f64> {
    Ok(form(group)?.growing_stock(SquareMetresPerHectare(basal_area), Metres(height))?.0)
}

fn line(group: &str) -> Result<BiomassExpansion> {
    Ok(BiomassExpansionTable::built_in()?.equation("li2016-zhejiang", group)?.into())
}

fn biomass(group: &str, volume: f64) -> Result<f64> {
    Ok(line(group)?.biomass(CubicMetresPerHectare(volume), LowVolumePolicy::AsPublished)?.0)
}

fn below_20(volume: f64) -> Result<f64> {
    let policy = LowVolumePolicy::LinearToOrigin { below: CubicMetresPerHectare(20.0) };
    Ok(line("masson_pine")?.biomass(CubicMetresPerHectare(volume), policy)?.0)
}

fn hardwoods(volume: f64) -> Result<f64> {
    let table = BcefTable::built_in()?;
    let steps = table.steps("ipcc2006", "temperate", "hardwoods", BcefFactor::Stock)?;
    Ok(bcef_biomass(CubicMetresPerHectare(volume), &steps)?.0)
}

fn hardwoods_change(from: f64, to: f64) -> Result<f64> {
    let table = BcefTable::built_in()?;
    let steps = table.steps("ipcc2006", "temperate", "hardwoods", BcefFactor::Stock)?;
    Ok(bcef_stock_change(CubicMetresPerHectare(from), CubicMetresPerHectare(to), &steps)?.0)
}

fn by_density(group: &str) -> Result<f64> {
    let table = SpeciesWoodTable::built_in()?.allow_unverified(true);
    let value = |quantity| Ok(table.get(["china-afforestation", group, quantity])?.value);
    let stock = CubicMetresPerHectare(100.0);
    let above = wood_density_biomass(stock, value("wood_density")?, value("biomass_expansion_factor")?)?;
    Ok(above.with_roots(RootToShoot::new(value("root_to_shoot")?)?).0)
}

fn with_roots(above: f64) -> Result<f64> {
    let table = RootToShootTable::built_in()?;
    let ratio = table.steps("ipcc2019", "subtropical_humid_asia", "natural")?.at(above)?.value;
    Ok(AboveGroundBiomassPerHectare(above).with_roots(RootToShoot::new(ratio)?).0)
}

fn carbon(set: &str) -> Result<f64> {
    let table = CarbonFractionTable::built_in()?;
    let fraction = CarbonFraction::new(table.get([set, "forest"])?.value)?;
    Ok((Hectares(10.0) * TotalBiomassPerHectare(100.0) * fraction).0)
}

fn bamboo() -> Result<f64> {
    let table = BambooTable::built_in()?;
    let mass = table.get(["zhejiang", "biomass_per_culm"])?.value;
    Ok((bamboo_biomass(4846.0, mass)? * CarbonFraction::new(0.47)?).0)
}

pub(super) const CASES: &[Case] = &[
    FORM_FACTOR.case("form factor of Chinese fir of 8 m", 0.45225 + 1.31334 / 10.0, || {
        form("chinese_fir")?.form_factor(Metres(8.0))
    }),
    // f = 0.45225 + 1.31334/10, 0.36445 + 1.94272/10, 0.40489 + 3.37866/30.
    FORM.case("Chinese fir of 20 m²/ha and 8 m", 20.0 * 8.0 * 0.583_584, || stock("chinese_fir", 20.0, 8.0)),
    FORM.case("pine of 20 m²/ha and 8 m", 20.0 * 8.0 * 0.558_722, || stock("pine", 20.0, 8.0)),
    FORM.case("broadleaf of 20 m²/ha and 10 m", 20.0 * 10.0 * 0.517_512, || stock("broadleaf", 20.0, 10.0)),
    LINE.case("Masson pine of 50 m³/ha", 45.717, || biomass("masson_pine", 50.0)),
    LINE.case("Masson pine of 100 m³/ha", 70.887, || biomass("masson_pine", 100.0)),
    LINE.case("other pine of 100 m³/ha", 84.918, || biomass("other_pine", 100.0)),
    LINE.case("Chinese fir of 100 m³/ha", 65.661, || biomass("chinese_fir", 100.0)),
    LINE.case("Cryptomeria of 100 m³/ha", 82.912, || biomass("cryptomeria", 100.0)),
    LINE.case("cypress of 100 m³/ha", 107.435, || biomass("cypress", 100.0)),
    LINE.case("oak of 100 m³/ha", 123.077, || biomass("oak", 100.0)),
    LINE.case("camphor and Schima of 100 m³/ha", 111.629, || biomass("camphor_schima", 100.0)),
    LINE.case("hardwood of 100 m³/ha", 120.389, || biomass("hardwood", 100.0)),
    LINE.case("softwood of 100 m³/ha", 78.143, || biomass("softwood", 100.0)),
    LINE.case("mixed conifer of 100 m³/ha", 83.455, || biomass("mixed_conifer", 100.0)),
    LINE.case("mixed broadleaf of 100 m³/ha", 103.256, || biomass("mixed_broadleaf", 100.0)),
    LINE.case("conifer with broadleaf of 100 m³/ha", 99.826, || biomass("mixed_con_broad", 100.0)),
    LINE.case("Masson pine of 5 m³/ha, linear below 20", (0.5034 * 20.0 + 20.547) / 4.0, || below_20(5.0)),
    LINE.case("Masson pine, change of 10 m³/ha", 5.034, || {
        Ok(line("masson_pine")?.change(CubicMetresPerHectare(10.0)).0)
    }),
    BCEF.case("temperate hardwoods of 40 m³/ha", 40.0 * 1.7, || hardwoods(40.0)),
    BCEF.case("temperate hardwoods of 41 m³/ha", 41.0 * 1.4, || hardwoods(41.0)),
    BCEF.case("temperate hardwoods, change from 50 to 60 m³/ha", 10.0 * 1.4, || hardwoods_change(50.0, 60.0)),
    DENSITY.case("Chinese fir of 100 m³/ha", 62.5, || by_density("chinese_fir")),
    DENSITY.case("Masson pine of 100 m³/ha", 66.4, || by_density("masson_pine")),
    DENSITY.case("hardwood of 100 m³/ha", 126.2, || by_density("hardwood")),
    DENSITY.case("mixed broadleaf of 100 m³/ha", 92.1, || by_density("mixed_broadleaf")),
    ROOTS.case("100 t above ground, humid subtropical Asia", 123.0, || with_roots(100.0)),
    ROOTS.case("200 t above ground, humid subtropical Asia", 249.2, || with_roots(200.0)),
    ROOTS.case("growth of 4 t d.m./ha/yr with R = 0.29", 4.0 * 1.29, || {
        Ok(AboveGroundGrowth(4.0).with_roots(RootToShoot::new(0.29)?).0)
    }),
    FRACTION.case("10 ha of 100 t d.m./ha at the IPCC's 0.47", 470.0, || carbon("ipcc2006")),
    FRACTION.case("10 ha of 100 t d.m./ha at the Chinese 0.50", 500.0, || carbon("china")),
    BAMBOO.case("4846 culms of Zhejiang", 23.78, bamboo),
    AREA.case("100 ha of 18 t d.m./ha", 1800.0, || Ok(area_biomass(Hectares(100.0), TotalBiomassPerHectare(18.0)).0)),
];
