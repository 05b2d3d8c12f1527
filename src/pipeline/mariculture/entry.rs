//! The tables `[mariculture.NAME]` as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::Shells;
use crate::parameters::Evidence;
use crate::pipeline::schema::map_by;
use crate::pipeline::unit::AreaUnit;

/// What is harvested from the sea by zone, species and year, and the carbon in it. Zones are counties or parts of the sea and
/// must not overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaricultureEntry {
    /// A CSV table of harvests: `zone`, `species`, `year`, `production` and, unless `state` is given, `state`.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<HarvestColumn, String>")]
    pub columns: BTreeMap<HarvestColumn, String>,
    /// The unit of the harvests.
    pub unit: HarvestUnit,
    /// How all harvests were weighed, in place of a column.
    pub state: Option<HarvestState>,
    /// Who published the harvests, where.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The zone set by whose ids or names the zones are known.
    pub zones: Option<String>,
    /// Which coefficients stand for a species of the table, such as `"牡蛎" = "oyster"`; every figure names them.
    #[serde(default)]
    pub species: BTreeMap<String, String>,
    /// The set of coefficients (`parameters/coast/mariculture.csv`).
    #[serde(default = "sun2020")]
    pub coefficients: String,
    /// What is made of the carbon in shells.
    pub shell_accounting: ShellAccountingEntry,
    /// Measurements of plankton, whose production is shown as information.
    pub phytoplankton: Option<PhytoplanktonEntry>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

fn sun2020() -> String {
    "sun2020".to_owned()
}

/// What a column of harvests holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HarvestColumn {
    /// The county or part of the sea.
    Zone,
    /// The species.
    Species,
    /// The year.
    Year,
    /// The mass harvested.
    Production,
    /// `wet` or `dry`.
    State,
}

/// The unit of harvests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum HarvestUnit {
    /// Tonnes.
    #[serde(rename = "t")]
    Tonnes,
    /// Ten thousand tonnes (万吨).
    #[serde(rename = "10^4 t")]
    TenThousandTonnes,
    /// Kilograms.
    #[serde(rename = "kg")]
    Kilograms,
}

impl HarvestUnit {
    pub(super) fn tonnes(self, mass: f64) -> f64 {
        match self {
            Self::Tonnes => mass,
            Self::TenThousandTonnes => mass * 1e4,
            Self::Kilograms => mass / 1e3,
        }
    }
}

/// How a harvest was weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HarvestState {
    /// Fresh, with its water; bivalves with their shells.
    Wet,
    /// Dried; algae only.
    Dry,
}

/// What is made of the carbon in shells: making a shell gives off carbon dioxide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShellAccountingEntry {
    /// Counted in full, as Chinese coefficients do.
    Standard,
    /// Left out.
    Exclude,
    /// Counted, less what was given off when they were made; the ratio is unverified.
    Net,
}

impl From<ShellAccountingEntry> for Shells {
    fn from(entry: ShellAccountingEntry) -> Self {
        match entry {
            ShellAccountingEntry::Standard => Self::Standard,
            ShellAccountingEntry::Exclude => Self::Exclude,
            ShellAccountingEntry::Net => Self::Net,
        }
    }
}

/// Measurements of plankton.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhytoplanktonEntry {
    /// A CSV table: `zone`, `year`, `area`, `days`, `chlorophyll` (mg/m³), `secchi_depth` (m), `daylight` (h).
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<PlanktonColumn, String>")]
    pub columns: BTreeMap<PlanktonColumn, String>,
    /// The unit of areas.
    pub area_unit: AreaUnit,
    /// Who measured, where it was published.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The set of factors (`parameters/coast/primary_production.csv`).
    pub set: String,
}

/// What a column of plankton measurements holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanktonColumn {
    /// The part of the sea.
    Zone,
    /// The year.
    Year,
    /// Its area.
    Area,
    /// The days the measurement stands for.
    Days,
    /// Chlorophyll a at the surface, mg/m³.
    Chlorophyll,
    /// The depth at which a white disc disappears, m.
    SecchiDepth,
    /// Hours of daylight.
    Daylight,
}
