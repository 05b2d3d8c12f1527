//! The tables `[coast_management.NAME]` as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parameters::Evidence;
use crate::pipeline::coast::TierEntry;
use crate::pipeline::schema::map_by;
use crate::pipeline::unit::AreaUnit;

/// What people did to coastal wetland, and the fish of ponds, from tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoastManagementEntry {
    /// Who published the tables, where.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The zone set by whose ids or names the zones are known.
    pub zones: Option<String>,
    /// The first and the last year of the account.
    pub period: [i32; 2],
    /// The edition of the warming potentials (`parameters/forest/global_warming_potential.csv`); masses of gases stand beside.
    pub warming_potentials: String,
    /// The set of factors of methane (`parameters/coast/salinity_methane.csv`).
    #[serde(default = "ipcc2013")]
    pub salinity_set: String,
    /// The tier of stocks of soil and vegetation; by default the nearest that has a figure.
    pub stocks: Option<TierEntry>,
    /// What was planted, restored, rewetted, drained and dug out.
    pub activities: Option<ActivitiesEntry>,
    /// The fish of ponds.
    pub ponds: Option<PondsEntry>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

fn ipcc2013() -> String {
    "ipcc2013".to_owned()
}

/// Activities on coastal wetland.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivitiesEntry {
    /// A CSV table: `zone`, `kind`, `habitat`, `area`, `year`, and the other columns where they are needed.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<ActivityColumn, String>")]
    pub columns: BTreeMap<ActivityColumn, String>,
    /// The unit of areas.
    pub area_unit: AreaUnit,
}

/// What a column of activities holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityColumn {
    /// The zone.
    Zone,
    /// `planting`, `restoration`, `rewetting`, `natural_recolonisation`, `existing`, `drainage` or `excavation`.
    Kind,
    /// What stands there afterwards or, of drainage and excavation, stood there before.
    Habitat,
    /// The area.
    Area,
    /// The year in which it began; of planting, in which vegetation was established.
    Year,
    /// The first year in which it no longer holds.
    Until,
    /// The canopy's share of the ground, 0 to 1.
    Cover,
    /// What stood there before planting.
    Before,
    /// The soil to 1 m at the beginning, t C/ha.
    OpeningStock,
    /// The natural soil to 1 m, t C/ha.
    NaturalStock,
    /// The salinity of the water, ppt.
    Salinity,
}

/// The fish of ponds by zone and year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PondsEntry {
    /// A CSV table: `zone`, `year`, `fish`.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<PondColumn, String>")]
    pub columns: BTreeMap<PondColumn, String>,
}

/// What a column of ponds holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PondColumn {
    /// The zone.
    Zone,
    /// The year.
    Year,
    /// The fish produced, t as harvested.
    Fish,
}
