//! The section of the coast: habitats of classes, what changes do, and the account of their histories.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::coast::{
    CoastAccount, CoastCarbon, CoastClasses, CoastPrice, ExistingStands, HabitatChoice, Methane, coast_rows,
};
use crate::accounts::{AccountRow, Ledger};
use crate::error::Result;
use crate::land::{Habitat, Precedence};
use crate::models::coast::{HistoryRules, TransitionTable};
use crate::parameters::coast::{CoastParameters, Tier};
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::parameters::{Parameter, Steps};

/// The account of the coast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoastEntry {
    /// The class layers of the scheme `tanhui`, one or more, in the order of their years.
    #[schemars(length(min = 1))]
    pub layers: Vec<String>,
    /// The quantity layer of salinity, in ppt, of the year of one of the layers: the methane of marsh and mangrove.
    pub salinity: Option<String>,
    /// The set of factors of methane (`parameters/coast/salinity_methane.csv`).
    #[serde(default = "ipcc")]
    pub salinity_set: String,
    /// The edition of the warming potentials (`parameters/forest/global_warming_potential.csv`), needed where there are gases;
    /// their masses stand beside.
    pub warming_potentials: Option<String>,
    /// The year until which the last cover is taken to stand.
    #[schemars(range(min = 1, max = 9999))]
    pub project_to: Option<i32>,
    /// Whose rules histories follow.
    #[serde(default)]
    pub rules: RulesEntry,
    /// What becomes of the carbon that wetland standing since the first date takes up; by default a burial estimate, and
    /// accumulation under InVEST's rules, which know nothing else.
    pub existing_stands: Option<ExistingStandsEntry>,
    /// A CSV table of what changes do: a row for each class before, a column for each class after, and in the cells `accumulate`,
    /// `no_change`, `low_disturbance`, `medium_disturbance` or `high_disturbance`.
    pub transitions: Option<PathBuf>,
    /// What classes of the coast are, and from which tiers their figures come; by default the habitat of their name and the nearest.
    #[serde(default)]
    pub classes: BTreeMap<String, CoastClassEntry>,
    /// A CSV table of pools by class, instead of habitats and tiers: `class, pool, initial, accumulation, low_disturbance,
    /// medium_disturbance, high_disturbance, half_life, source, evidence` and, where known, the limits of 95 % intervals
    /// `initial_low, initial_high, accumulation_low, accumulation_high`; pools are `biomass`, `soil` and `litter`.
    pub table: Option<PathBuf>,
    /// The scope of the bands with which figures are compared (`parameters/coast/bounds.csv`).
    pub bounds: Option<String>,
    /// What net gains are worth.
    pub price: Option<CoastPriceEntry>,
    /// Whether rows may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// The row of the year by which Spartina was cleared.
const SPARTINA_CLEARED: [&str; 3] = ["national-plan-2022", "cleared_by", "spartina"];

fn ipcc() -> String {
    "ipcc2013".to_owned()
}

/// Whose rules histories follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RulesEntry {
    /// What was disturbed decays until it is gone, and the new class builds up carbon meanwhile.
    #[default]
    Correct,
    /// What InVEST's Coastal Blue Carbon does, for comparison: the account need not close.
    Invest,
}

impl From<RulesEntry> for HistoryRules {
    fn from(entry: RulesEntry) -> Self {
        match entry {
            RulesEntry::Correct => Self::Correct,
            RulesEntry::Invest => Self::Invest,
        }
    }
}

/// What becomes of the carbon that standing wetland takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExistingStandsEntry {
    /// A burial estimate, part of no sum.
    BurialEstimate,
    /// Accumulation.
    Accumulate,
}

impl From<ExistingStandsEntry> for ExistingStands {
    fn from(entry: ExistingStandsEntry) -> Self {
        match entry {
            ExistingStandsEntry::BurialEstimate => Self::BurialEstimate,
            ExistingStandsEntry::Accumulate => Self::Accumulate,
        }
    }
}

/// What a class of the coast is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoastClassEntry {
    /// The habitat whose figures the class takes.
    pub habitat: Option<HabitatEntry>,
    /// The tier of living biomass; by default the nearest that has a figure, as for the others.
    pub living_biomass: Option<TierEntry>,
    /// The tier of soil to 100 cm.
    pub soil: Option<TierEntry>,
    /// The section of soil cores to 100 cm whose mean is the soil, in place of a tier.
    pub soil_cores: Option<String>,
    /// The tier of dead wood and litter.
    pub dead_matter: Option<TierEntry>,
    /// The tier of what soil accumulates or buries.
    pub accumulation: Option<TierEntry>,
}

impl CoastClassEntry {
    /// The choice, where `own` is the habitat of the class's name.
    pub(super) fn choice(&self, own: Habitat) -> HabitatChoice {
        HabitatChoice {
            habitat: self.habitat.map_or(own, HabitatEntry::habitat),
            living_biomass: self.living_biomass.map(TierEntry::tier),
            soil: self.soil.map(TierEntry::tier),
            measured_soil: None,
            dead_matter: self.dead_matter.map(TierEntry::tier),
            accumulation: self.accumulation.map(TierEntry::tier),
        }
    }
}

/// A habitat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HabitatEntry {
    /// Mangrove, 红树林.
    Mangrove,
    /// Salt marsh of whatever plant, 盐沼.
    SaltMarsh,
    /// Reed, 芦苇.
    Reed,
    /// Spartina, 互花米草.
    Spartina,
    /// Scirpus, 海三棱藨草.
    Scirpus,
    /// Seepweed, 碱蓬.
    Suaeda,
    /// Seagrass, 海草床.
    Seagrass,
    /// Tidal flat, 光滩.
    TidalFlat,
}

impl HabitatEntry {
    pub(super) fn habitat(self) -> Habitat {
        match self {
            Self::Mangrove => Habitat::Mangrove,
            Self::SaltMarsh => Habitat::SaltMarsh,
            Self::Reed => Habitat::Reed,
            Self::Spartina => Habitat::Spartina,
            Self::Scirpus => Habitat::Scirpus,
            Self::Suaeda => Habitat::Suaeda,
            Self::Seagrass => Habitat::Seagrass,
            Self::TidalFlat => Habitat::TidalFlat,
        }
    }
}

/// How near to home a figure was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierEntry {
    /// Hangzhou Bay and the other shores of Ningbo.
    Site,
    /// Zhejiang and the mouth of the Yangtze.
    ZhejiangYangtze,
    /// China.
    China,
    /// The IPCC's defaults.
    Ipcc,
    /// Other means of the world.
    World,
}

impl TierEntry {
    pub(super) fn tier(self) -> Tier {
        match self {
            Self::Site => Tier::Site,
            Self::ZhejiangYangtze => Tier::ZhejiangYangtze,
            Self::China => Tier::China,
            Self::Ipcc => Tier::Ipcc,
            Self::World => Tier::World,
        }
    }
}

/// Prices of net gains: a table of years, or a price of the first year and its inflation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoastPriceEntry {
    /// A CSV table with the columns `year, price`, per tonne of elemental carbon.
    pub table: Option<PathBuf>,
    /// The price of a tonne of elemental carbon in the first year.
    pub price_per_tonne_c: Option<f64>,
    /// The yearly inflation of the price, percent.
    #[serde(default)]
    pub inflation_percent: f64,
    /// The currency.
    pub currency: String,
    /// The yearly discount rate, percent.
    pub discount_rate_percent: f64,
    /// Where prices and rates come from.
    pub source: String,
}

/// The account of the coast as planned.
#[derive(Debug)]
pub struct PlannedCoast {
    /// The entry.
    pub entry: CoastEntry,
    /// The places of the class layers in the strata.
    pub dimensions: Vec<usize>,
    /// The place of the layer of salinity, and which of the dates it describes.
    pub salinity: Option<(usize, usize)>,
    /// The classes of the coast with their pools.
    pub classes: CoastClasses,
    /// What changes do.
    pub transitions: TransitionTable,
    /// What net gains are worth.
    pub price: Option<CoastPrice>,
}

impl CoastEntry {
    /// What becomes of the carbon that standing wetland takes up.
    pub(super) fn existing_stands(&self) -> ExistingStands {
        match (self.existing_stands, self.rules) {
            (Some(entry), _) => entry.into(),
            (None, RulesEntry::Correct) => ExistingStands::BurialEstimate,
            (None, RulesEntry::Invest) => ExistingStands::Accumulate,
        }
    }

    /// The factors of methane over salinity.
    pub(super) fn methane_factors<'a>(&self, parameters: &'a CoastParameters) -> Result<Steps<'a>> {
        methane_steps(parameters, &self.salinity_set)
    }

    /// How many years the account has: those of the layers, and the projected one.
    pub(super) fn year_count(&self) -> usize {
        self.layers.len() + usize::from(self.project_to.is_some())
    }

    /// The tables that the entry names.
    pub(super) fn tables(&self) -> impl Iterator<Item = &PathBuf> {
        let prices = self.price.iter().filter_map(|price| price.table.as_ref());
        self.transitions.iter().chain(&self.table).chain(prices)
    }
}

/// The factors of methane of a set over salinity.
pub(super) fn methane_steps<'a>(parameters: &'a CoastParameters, set: &str) -> Result<Steps<'a>> {
    let wetland = if set == "vm0033" { "tidal_wetland" } else { "marsh_and_mangrove" };
    parameters.salinity_methane.steps(set, wetland)
}

impl PlannedCoast {
    /// The rows of the account.
    pub(super) fn rows(&self, ledger: &Ledger<'_>, warnings: &mut Vec<String>) -> Result<Vec<AccountRow>> {
        let parameters = CoastParameters::built_in()?.allow_unverified(self.entry.allow_unverified);
        let warming = GlobalWarmingPotentialTable::built_in()?.allow_unverified(self.entry.allow_unverified);
        let methane = match (self.salinity, &self.entry.warming_potentials) {
            (Some((salinity, date)), Some(edition)) => {
                let factors = self.entry.methane_factors(&parameters)?;
                Some(Methane { salinity, date, factors, potentials: (&warming, edition) })
            }
            _ => None,
        };
        let cleared = parameters.wetland_management.get(SPARTINA_CLEARED)?;
        coast_rows(ledger, &self.account(methane, &Precedence::built_in()?, cleared), warnings)
    }

    /// What a hectare of every history holds and gains.
    pub(super) fn carbon(&self, ledger: &Ledger<'_>) -> Result<CoastCarbon> {
        let parameters = CoastParameters::built_in()?.allow_unverified(self.entry.allow_unverified);
        let cleared = parameters.wetland_management.get(SPARTINA_CLEARED)?;
        CoastCarbon::new(ledger, &self.account(None, &Precedence::built_in()?, cleared))
    }

    fn account<'a>(
        &'a self,
        methane: Option<Methane<'a>>,
        precedence: &'a Precedence,
        spartina_cleared: &'a Parameter,
    ) -> CoastAccount<'a> {
        CoastAccount {
            dimensions: &self.dimensions,
            classes: &self.classes,
            transitions: &self.transitions,
            rules: self.entry.rules.into(),
            existing_stands: self.entry.existing_stands(),
            project_to: self.entry.project_to,
            methane,
            price: self.price.as_ref(),
            precedence,
            spartina_cleared,
        }
    }
}
