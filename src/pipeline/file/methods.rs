//! The table `[methods]` as written: what is computed from rasters.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::SharedErrors;
use crate::land::CarbonPool;
use crate::parameters::Evidence;
use crate::pipeline::schema::map_by;
use crate::pipeline::unit::DensityUnit;

/// What to compute.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MethodEntries {
    /// Area by class, zone and date, and area transitions between dates.
    pub land_area: Option<LandAreaEntry>,
    /// Carbon stock from densities by class and pool, and its change.
    pub carbon_density: Option<CarbonDensityEntry>,
    /// Present value of the carbon stock change.
    pub present_value: Option<PresentValueEntry>,
    /// Growing stock from a layer of stock per hectare.
    pub growing_stock: Option<GrowingStockEntry>,
    /// Forest area over official land area.
    pub cover_rate: Option<CoverRateEntry>,
    /// Areas of a map corrected by a reference sample, with their limits.
    pub map_accuracy: Option<MapAccuracyEntry>,
}

/// Area by class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LandAreaEntry {
    /// The class layers, one or more, in the order of their years.
    #[schemars(length(min = 1))]
    pub layers: Vec<String>,
}

/// Carbon stock from densities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarbonDensityEntry {
    /// The class layers, one or more, in the order of their years.
    #[schemars(length(min = 1))]
    pub layers: Vec<String>,
    /// The densities.
    pub table: DensityTable,
    /// Classes that are left out on purpose; their area is reported.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Whether rows whose value nobody has read in its source may be used; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
    /// What shares one error of a density.
    #[serde(default)]
    pub shared_errors: SharedErrors,
}

/// Densities by class and pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DensityTable {
    /// A set of `parameters/carbon_density.csv`.
    Name(String),
    /// A CSV table with one row per class and pool, in the columns of `parameters/carbon_density.csv`.
    Long(LongTable),
    /// A CSV table with one row per class and one column per pool.
    Wide(WideTable),
}

/// A CSV table with one row per class and pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LongTable {
    /// The file.
    pub path: PathBuf,
    /// Which set of the file.
    pub set: String,
}

/// A CSV table with one row per class and one column per pool, all in t C/ha.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WideTable {
    /// The file.
    pub path: PathBuf,
    /// The column of class codes.
    pub class: String,
    /// The column of each pool.
    #[schemars(schema_with = "map_by::<CarbonPool, String>")]
    pub pools: BTreeMap<CarbonPool, String>,
    /// The column of the standard deviation of each pool, where the table has them: the 95 % interval is 1.96 of them each way.
    #[schemars(schema_with = "map_by::<CarbonPool, String>")]
    #[serde(default)]
    pub standard_deviations: BTreeMap<CarbonPool, String>,
    /// The unit of the values.
    pub unit: DensityUnit,
    /// Where the values come from.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
}

/// Present value of the carbon stock change between the first and the last date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentValueEntry {
    /// The price of a tonne of elemental carbon.
    pub price_per_tonne_c: f64,
    /// The currency.
    pub currency: String,
    /// The yearly discount rate, percent.
    pub discount_rate_percent: f64,
    /// The yearly change of the price, percent, as InVEST defines it: a positive value lowers the worth of later carbon.
    #[serde(default)]
    pub price_drift_percent: f64,
    /// Where price and rates come from.
    pub source: String,
}

/// Growing stock from a layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowingStockEntry {
    /// The layer of stock per hectare.
    pub layer: String,
    /// The class layer of the same date.
    pub land: String,
    /// The classes whose trees make up the forest stock.
    #[schemars(length(min = 1))]
    pub classes: Vec<String>,
}

/// Forest area over official land area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverRateEntry {
    /// The class layer.
    pub land: String,
    /// The classes that count as forest.
    #[schemars(length(min = 1))]
    pub classes: Vec<String>,
    /// The definition, such as `nfi`: it is named in every row.
    pub basis: String,
}

/// Areas of a map corrected by a reference sample that was drawn at random within each of its classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapAccuracyEntry {
    /// The class layer that was sampled.
    pub land: String,
    /// A CSV table of points: a row for each class of the map, named in the first column, and a column for each reference class.
    pub matrix: PathBuf,
    /// The classes that count as forest; what is confused among them is no error.
    #[schemars(length(min = 1))]
    pub classes: Vec<String>,
    /// The definition of forest, such as `nfi`.
    pub basis: String,
    /// Who took the sample, when.
    pub source: String,
}
