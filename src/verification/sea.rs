//! Mariculture and plankton.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::{Error, Result};
use crate::models::sea::{
    BivalveCarbon, HarvestMass, ShellAccounting, SurfaceWater, bivalve_carbon, macroalga_carbon,
    phytoplankton_production, whole_harvest_carbon,
};
use crate::parameters::coast::{MaricultureTable, PrimaryProductionTable, SpeciesRows};
use crate::units::{Hectares, TonnesDryMatter, TonnesWet};

const BIVALVES: Method = Method {
    file: "models/sea/bivalves.rs",
    source: "by hand from the coefficients of 孙康 等 2020, 地理研究 39(11), Table 2 (those of clams unverified)",
    unit: "t C/t wet",
    tolerance: Absolute(1.1e-5),
};

const OYSTERS: Method = Method { unit: "t CO2", tolerance: Absolute(1.0), ..BIVALVES };

const ALGAE: Method = Method {
    file: "models/sea/macroalgae.rs",
    source: "by hand from the coefficients of 孙康 等 2020, 地理研究 39(11), Table 2",
    unit: "t CO2",
    tolerance: Absolute(0.1),
};

const WET_OR_DRY: Method = Method { file: "models/sea/harvest_mass.rs", ..ALGAE };

const WHOLE: Method = Method {
    file: "models/sea/whole_harvest.rs",
    source: "权伟 等 2014, 渔业现代化: 22,900 t C of the razor clams of Zhejiang, 35.75 % of 684,600 t",
    unit: "t C",
    tolerance: Relative(1e-3),
};

const PLANKTON: Method = Method {
    file: "models/sea/phytoplankton.rs",
    source: "by hand from Ca Q L t / 2 (Cadée and Hegeman): 4 · 3.7 · 6 · 12 / 2 mg C/m²/d, 365 days",
    unit: "t C",
    tolerance: Relative(1e-9),
};

fn per_tonne(species: &str) -> Result<f64> {
    let table = MaricultureTable::built_in()?.allow_unverified(true);
    let carbon = bivalve_carbon(HarvestMass::Wet(TonnesWet(1.0)), &table.bivalve("sun2020", species)?)?;
    Ok(carbon.counted(ShellAccounting::Standard)?.0)
}

/// 10,000 t.
fn oysters() -> Result<BivalveCarbon> {
    let table = MaricultureTable::built_in()?;
    bivalve_carbon(HarvestMass::Wet(TonnesWet(10_000.0)), &table.bivalve("sun2020", "oyster")?)
}

fn counted(accounting: ShellAccounting) -> Result<f64> {
    Ok(oysters()?.counted(accounting)?.0 * 44.0 / 12.0)
}

fn net_of_release() -> Result<f64> {
    let table = MaricultureTable::built_in()?.allow_unverified(true);
    let released = table.get(["carbonate-chemistry", "any", "co2_per_shell_carbonate"])?.value;
    counted(ShellAccounting::Net { released })
}

fn alga(species: &str, harvest: HarvestMass) -> Result<f64> {
    let table = MaricultureTable::built_in()?;
    Ok(macroalga_carbon(harvest, &table.macroalga("sun2020", species)?)?.0 * 44.0 / 12.0)
}

fn razor_clams() -> Result<f64> {
    let table = MaricultureTable::built_in()?;
    let SpeciesRows::WholeAnimal(row) = table.species("quan2014-zhejiang", "razor_clam")? else {
        return Err(Error::internal("a coefficient of the whole animal is expected"));
    };
    Ok(whole_harvest_carbon(HarvestMass::Wet(TonnesWet(0.3575 * 684_600.0)), row.value)?.0)
}

fn plankton() -> Result<f64> {
    let table = PrimaryProductionTable::built_in()?.allow_unverified(true);
    let assimilation_number = table.get(["survey-practice", "assimilation_number"])?.value;
    let water = SurfaceWater { chlorophyll: 4.0, assimilation_number, euphotic_depth: 6.0, daylight: 12.0 };
    Ok(phytoplankton_production(&water, Hectares(1.0), 365.0)?.0)
}

pub(super) const CASES: &[Case] = &[
    WHOLE.case("razor clams of Zhejiang", 22_900.0, razor_clams),
    BIVALVES.case("a tonne of clams", 0.06401, || per_tonne("clam")),
    BIVALVES.case("a tonne of scallops", 0.10166, || per_tonne("scallop")),
    BIVALVES.case("a tonne of oysters", 0.09586, || per_tonne("oyster")),
    BIVALVES.case("a tonne of mussels", 0.10934, || per_tonne("mussel")),
    BIVALVES.case("a tonne of other bivalves", 0.09722, || per_tonne("other_bivalve")),
    OYSTERS.case("10,000 t of oysters, shells counted", 3515.0, || counted(ShellAccounting::Standard)),
    OYSTERS.case("10,000 t of oysters, shells left out", 674.0, || counted(ShellAccounting::Exclude)),
    OYSTERS.case("10,000 t of oysters, shells less 0.6 given off", 674.0 + 0.4 * 2841.0, net_of_release),
    ALGAE.case("2500 t of dry kelp", 2860.0, || alga("kelp", HarvestMass::Dry(TonnesDryMatter(2500.0)))),
    ALGAE.case("4200 t of dry nori", 4218.0, || alga("nori", HarvestMass::Dry(TonnesDryMatter(4200.0)))),
    WET_OR_DRY.case("4200 t of wet nori", 843.6, || alga("nori", HarvestMass::Wet(TonnesWet(4200.0)))),
    WET_OR_DRY.case("10,000 t of wet kelp", 2288.0, || alga("kelp", HarvestMass::Wet(TonnesWet(10_000.0)))),
    PLANKTON.case("1 ha of a bay for a year", 1.944_72, plankton),
];
