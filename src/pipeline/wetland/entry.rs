//! The tables `[wetland.NAME]` as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parameters::Evidence;
use crate::pipeline::schema::map_by;
use crate::pipeline::unit::AreaUnit;

/// Inland wetland: reservoirs by age, organic soils, rewetted mineral soils.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WetlandEntry {
    /// Who published the areas, where; for those of maps, who made the maps.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The unit of areas in tables.
    pub area_unit: AreaUnit,
    /// The zone set by whose ids or names the zones of tables are known.
    pub zones: Option<String>,
    /// The edition of the warming potentials (`parameters/forest/global_warming_potential.csv`); masses of gases stand beside.
    pub warming_potentials: String,
    /// Flooded land, from a table or from maps.
    pub reservoirs: Option<ReservoirEntry>,
    /// Drained and rewetted organic soils, whatever grows on them: none of them may be among the soils of `[cropland.NAME]` too.
    pub organic_soils: Option<OrganicSoilEntry>,
    /// Mineral soils that are wet again after long cultivation.
    pub mineral_soils: Option<MineralSoilEntry>,
    /// What standing wetland of maps is thought to bury, which adds to nothing else.
    pub burial: Option<WetlandBurialEntry>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// Flooded land by the years since flooding: `table`, or `layers` with `standing_since`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReservoirEntry {
    /// A CSV table: `zone`, `year`, `area`, `flooded_year`, and `trophic_state` if known.
    pub table: Option<PathBuf>,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<ReservoirColumn, String>")]
    pub columns: BTreeMap<ReservoirColumn, String>,
    /// Class layers of the scheme `tanhui`, in the order of their years: a reservoir is flooded in the year of the first of the
    /// maps in a row that show it.
    #[serde(default)]
    pub layers: Vec<String>,
    /// The year in which the reservoirs of the first map were flooded, which no map says.
    #[schemars(range(min = 1, max = 9999))]
    pub standing_since: Option<i32>,
    /// The set of factors (`parameters/coast/reservoirs.csv`).
    #[serde(default = "ipcc2019")]
    pub set: String,
    /// The climate, such as `warm_temperate_moist`.
    pub climate: String,
    /// The trophic state of the water where the table has none; by default `unknown`, the IPCC's Tier 1.
    #[serde(default = "unknown")]
    pub trophic_state: String,
}

/// What a column of reservoirs holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReservoirColumn {
    /// The zone.
    Zone,
    /// The year of the account.
    Year,
    /// The area of the water.
    Area,
    /// The year of flooding.
    FloodedYear,
    /// The trophic state, such as `mesotrophic`.
    TrophicState,
}

/// Drained and rewetted organic soils.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganicSoilEntry {
    /// A CSV table: `zone`, `year`, `area`, `state` (`drained` or `rewetted`) and `land`.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<OrganicSoilColumn, String>")]
    pub columns: BTreeMap<OrganicSoilColumn, String>,
    /// The set of factors (`parameters/coast/organic_soils.csv`).
    #[serde(default = "ipcc2013")]
    pub set: String,
}

/// What a column of organic soils holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganicSoilColumn {
    /// The zone.
    Zone,
    /// The year of the account.
    Year,
    /// The area.
    Area,
    /// `drained` or `rewetted`.
    State,
    /// Climate with use or nutrients, such as `temperate_cropland` or `temperate_rich`.
    Land,
}

/// Mineral soils that are wet again after long cultivation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MineralSoilEntry {
    /// A CSV table: `zone`, `year`, `area`, `rewetted_year`.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<MineralSoilColumn, String>")]
    pub columns: BTreeMap<MineralSoilColumn, String>,
    /// The set of factors (`parameters/coast/inland_wetlands.csv`).
    #[serde(default = "ipcc2013")]
    pub set: String,
    /// The climate of the reference stock, such as `warm_temperate_moist`.
    pub climate: String,
    /// The climate of the methane, such as `temperate`.
    pub methane_climate: String,
}

/// What a column of rewetted mineral soils holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MineralSoilColumn {
    /// The zone.
    Zone,
    /// The year of the account.
    Year,
    /// The area.
    Area,
    /// The year of rewetting.
    RewettedYear,
}

/// What standing wetland is thought to bury.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WetlandBurialEntry {
    /// Class layers of the scheme `tanhui`, in the order of their years.
    pub layers: Vec<String>,
    /// The set of rates (`parameters/coast/inland_wetlands.csv`).
    pub set: String,
    /// The kind of wetland that a class is taken for, such as `river = "lake_eastern_plain"`.
    pub classes: BTreeMap<String, String>,
}

fn ipcc2013() -> String {
    "ipcc2013".to_owned()
}

fn ipcc2019() -> String {
    "ipcc2019".to_owned()
}

fn unknown() -> String {
    "unknown".to_owned()
}
