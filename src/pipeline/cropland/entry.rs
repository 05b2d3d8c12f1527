//! The tables `[cropland.NAME]` as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parameters::Evidence;
use crate::pipeline::schema::map_by;
use crate::pipeline::unit::AreaUnit;

/// Cropland from tables of areas: soils, paddy, woody plants outside forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CroplandEntry {
    /// Who published the areas, where.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The unit of areas.
    pub area_unit: AreaUnit,
    /// The zone set by whose ids or names the zones are known.
    pub zones: Option<String>,
    /// The edition of the warming potentials (`parameters/forest/global_warming_potential.csv`); masses of gases stand beside.
    pub warming_potentials: String,
    /// The soil carbon of land that changed its use.
    pub soil: Option<CroplandSoilEntry>,
    /// The methane of paddy.
    pub paddy: Option<PaddyEntry>,
    /// Orchards, tea and trees in towns.
    pub woody: Option<WoodyEntry>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// The soil carbon of cropland over a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CroplandSoilEntry {
    /// A CSV table: `zone`, `area`, `climate`, `soil`, `land_use`, and the other columns where they are needed.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<SoilColumn, String>")]
    pub columns: BTreeMap<SoilColumn, String>,
    /// The first and the last year of the account.
    pub period: [i32; 2],
    /// The edition of reference stocks and factors: `ipcc2019` or `ipcc2006`, which differ much on paddy.
    pub edition: String,
    /// Gains measured in China, for practices that the table names in `measured_gain`.
    pub measured: Option<MeasuredEntry>,
}

/// Measured gains of soil carbon, all to one depth (`parameters/coast/soil_increment.csv`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredEntry {
    /// The set.
    pub set: String,
    /// The class of the stock when a practice begins.
    pub opening_stock: String,
    /// The class of the stock that soils can hold.
    pub ceiling: String,
    /// The depth, cm.
    pub depth_cm: f64,
}

/// What a column of soils holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SoilColumn {
    /// The zone.
    Zone,
    /// The area.
    Area,
    /// The climate, such as `warm_temperate_moist`.
    Climate,
    /// The soil, such as `high_activity_clay`.
    Soil,
    /// The use, such as `paddy_rice` (`parameters/forest/soil_factors.csv`).
    LandUse,
    /// The tillage; empty for full tillage.
    Management,
    /// What is returned to the soil; empty for a medium input.
    Input,
    /// The year in which the use began.
    FromYear,
    /// The year in which it ended; empty while it lasts.
    ToYear,
    /// The use before; empty if it was always as now.
    LandUseBefore,
    /// The tillage before.
    ManagementBefore,
    /// What was returned to the soil before.
    InputBefore,
    /// The class of the measured gain.
    MeasuredGain,
    /// The bulk density, g/cm³, for gains measured as contents.
    BulkDensity,
}

/// The methane of paddy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaddyEntry {
    /// A CSV table with a row for each season: `zone`, `year`, `area`, `water_regime`, `before_season`, and `days` if known.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<PaddyColumn, String>")]
    pub columns: BTreeMap<PaddyColumn, String>,
    /// The column of each amendment, t/ha: dry for straw, fresh for the rest.
    #[serde(default)]
    pub amendments: BTreeMap<String, String>,
    /// The set of factors (`parameters/coast/paddy_methane.csv`).
    #[serde(default = "ipcc2019")]
    pub set: String,
    /// The region of the baseline and of the days of cultivation.
    pub region: String,
}

fn ipcc2019() -> String {
    "ipcc2019".to_owned()
}

/// What a column of paddy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaddyColumn {
    /// The zone.
    Zone,
    /// The year.
    Year,
    /// The area; land with two seasons is there twice.
    Area,
    /// The water in the season, such as `single_drainage`.
    WaterRegime,
    /// The water before it, such as `not_flooded_under_180d`.
    BeforeSeason,
    /// The days of cultivation; empty for those of the region.
    Days,
}

/// Orchards, tea and trees in towns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WoodyEntry {
    /// A CSV table: `zone`, `year`, `area`, `vegetation`.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<WoodyColumn, String>")]
    pub columns: BTreeMap<WoodyColumn, String>,
    /// The set of figures (`parameters/coast/perennial_biomass.csv`); vegetation without one is accounted by its area only.
    pub set: String,
}

/// What a column of woody plants holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WoodyColumn {
    /// The zone.
    Zone,
    /// The year.
    Year,
    /// The area.
    Area,
    /// What grows there, such as `urban_trees`.
    Vegetation,
}
