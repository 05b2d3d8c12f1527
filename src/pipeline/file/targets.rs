//! The tables `[series]`, `[targets]` and `[cover_rate_changes]` as written.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::Quantity;
use crate::parameters::Evidence;

/// Observed values of account quantities: from a CSV table, or row by row. They become account rows; the series' name stands for
/// their zone set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesEntry {
    /// A CSV table with the keys of `rows` as columns; a row with an empty `value` is unknown and left out.
    pub table: Option<PathBuf>,
    /// The values themselves.
    #[serde(default)]
    pub rows: Vec<SeriesRow>,
    /// The zone of the table that is the whole: it becomes zone `*`.
    pub whole: Option<String>,
    /// The zone set whose zones the other rows are about, by id or name; without it, zones are taken as written.
    pub zones: Option<String>,
    /// Whether rows whose value nobody has read in its source may be used; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// One observed value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesRow {
    /// The zone, by id or name.
    pub zone: String,
    /// The year.
    #[schemars(range(min = 1, max = 9999))]
    pub year: i32,
    /// What the value is.
    pub quantity: Quantity,
    /// The kind within the quantity, such as `forest` or `living`.
    #[serde(default = "any_category")]
    pub category: String,
    /// The value; none is unknown.
    pub value: Option<f64>,
    /// The unit of the value.
    pub unit: String,
    /// The lower limit of its 95 % interval, in the same unit.
    pub low: Option<f64>,
    /// The upper limit of its 95 % interval, in the same unit.
    pub high: Option<f64>,
    /// The definition; empty is not stated.
    #[serde(default)]
    pub basis: String,
    /// For cover rates: the denominator, ha; none is unknown.
    pub denominator_ha: Option<f64>,
    /// Who published the denominator, or how it was computed.
    #[serde(default)]
    pub denominator_source: String,
    /// Who published the value, where.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

fn any_category() -> String {
    "*".to_owned()
}

/// A value wanted by a year. It is met by being reached or passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetEntry {
    /// One line for people.
    #[serde(default)]
    pub title: String,
    /// The same line in Chinese, for products in Chinese.
    #[serde(default)]
    pub title_zh: String,
    /// What is wanted.
    pub quantity: Quantity,
    /// The kind within the quantity: for growing stock `forest` or `living`, for a cover rate that of its forest area.
    pub category: String,
    /// The zone, by id or name; `*` is the whole.
    #[serde(default = "any_category")]
    pub zone: String,
    /// The series or zone set whose figures are meant; needed if several have the zone.
    pub from: Option<String>,
    /// The value.
    pub value: f64,
    /// The unit of the value.
    pub unit: String,
    /// The year.
    #[schemars(range(min = 1, max = 9999))]
    pub year: i32,
    /// Who set the target, where.
    #[serde(default)]
    pub source: String,
    /// Another target from whose value and year this one starts; without it, the latest observed value.
    pub after: Option<String>,
    /// The definition; empty is not stated.
    #[serde(default)]
    pub basis: String,
    /// For cover rates: what the rate is a share of.
    pub denominator: Option<DenominatorEntry>,
    /// What the projection assumes; without any, the rate of the last two observed years goes on.
    #[serde(default)]
    pub assumptions: AssumptionEntries,
    /// When the light is green or amber.
    #[serde(default)]
    pub status: StatusEntry,
}

/// What a cover rate is a share of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DenominatorEntry {
    /// The area, ha.
    pub area_ha: f64,
    /// Who published it, or how it was computed.
    pub source: String,
    /// The year it was in force.
    pub year: i32,
}

/// What a projection assumes. Growing stock needs growth or `net_change`; areas and cover rates have planting and loss.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionEntries {
    /// Gross growth, percent of the stock per year.
    pub gross_growth_percent: Option<AssumptionEntry>,
    /// Harvest, percent of the stock per year.
    pub harvest_percent: Option<AssumptionEntry>,
    /// Harvest, m³ per year.
    pub harvest_m3: Option<AssumptionEntry>,
    /// Area planted, ha per year.
    pub planting_ha: Option<AssumptionEntry>,
    /// What a planted hectare adds to the stock in the year it is planted, m³/ha.
    pub planting_stock_m3_per_ha: Option<AssumptionEntry>,
    /// Forest lost, ha per year.
    pub loss_ha: Option<AssumptionEntry>,
    /// The whole net change, in the quantity's unit per year: m³, ha, percentage points or t C.
    pub net_change: Option<AssumptionEntry>,
    /// The stock by age group, youngest first, each with rates of its own where they are known.
    #[serde(default)]
    pub age_groups: Vec<AgeGroupEntry>,
}

/// A number that a projection rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionEntry {
    /// The value.
    pub value: f64,
    /// The lower limit of its 95 % interval.
    pub low: Option<f64>,
    /// The upper limit of its 95 % interval.
    pub high: Option<f64>,
    /// Who says so.
    pub source: String,
    /// How sure it is that the source says so.
    #[serde(default = "unverified")]
    pub evidence: Evidence,
}

fn unverified() -> Evidence {
    Evidence::Unverified
}

/// A part of the stock that grows at rates of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeGroupEntry {
    /// The name.
    pub name: String,
    /// Its stock in the year the target starts from, m³.
    pub stock_m3: f64,
    /// Gross growth, percent of its stock per year.
    pub gross_growth_percent: Option<AssumptionEntry>,
    /// Harvest, percent of its stock per year.
    pub harvest_percent: Option<AssumptionEntry>,
    /// Harvest, m³ per year.
    pub harvest_m3: Option<AssumptionEntry>,
}

/// When a target's light is green or amber; below amber it is red. A known probability decides, else the share of the gap that the
/// projection closes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StatusEntry {
    /// The least probability for green, percent: by default 66, the "likely" of the IPCC's calibrated language.
    pub green_probability_percent: f64,
    /// The least probability for amber, percent: by default 33, above the IPCC's "unlikely".
    pub amber_probability_percent: f64,
    /// The least share of the gap closed for green, percent: by default 100.
    pub green_gap_percent: f64,
    /// The least share of the gap closed for amber, percent: by default 80, a convention.
    pub amber_gap_percent: f64,
}

impl Default for StatusEntry {
    fn default() -> Self {
        Self {
            green_probability_percent: 66.0,
            amber_probability_percent: 33.0,
            green_gap_percent: 100.0,
            amber_gap_percent: 80.0,
        }
    }
}

/// Two cover rates of a zone whose difference is explained by forest, denominator and definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverRateChangeEntry {
    /// The zone, by id or name; `*` is the whole.
    #[serde(default = "any_category")]
    pub zone: String,
    /// The series or zone set whose figures are meant; needed if several have the zone.
    pub from: Option<String>,
    /// The two years.
    pub years: [i32; 2],
    /// The category of rate and forest area.
    pub category: String,
    /// That of the second year, if it is another.
    pub category_to: Option<String>,
    /// The area that the second definition counts and the first does not, in the same forest, ha; without it, it is unknown.
    pub definition_change_ha: Option<f64>,
    /// Who says so.
    #[serde(default)]
    pub definition_source: String,
    /// Takes an unknown forest area to be that of the other year; every figure says that this is assumed.
    #[serde(default)]
    pub assume_same_forest: bool,
}
