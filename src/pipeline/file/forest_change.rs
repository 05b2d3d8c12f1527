//! The table `[forest_change]` as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parameters::Evidence;

/// The change of forest carbon over a period, from declared data: the difference of two inventories, gains and losses, products
/// of harvested wood, or several of them side by side. The name stands for the zone set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestChangeEntry {
    /// From the end of the first year to the end of the second: `[2019, 2020]` is the change of 2020.
    pub period: [i32; 2],
    /// The zone of the tables that is the whole: it becomes zone `*`.
    pub whole: Option<String>,
    /// The zone set whose zones the tables are about, by id or name; without it, zones are taken as written.
    pub zones: Option<String>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
    /// The region with whose published figures the yearly gain of zone `*` is compared (`parameters/forest/plausibility.csv`).
    pub plausibility: Option<String>,
    /// The same land at both ends of the period.
    pub stock_difference: Option<StockDifferenceEntry>,
    /// What happened in the period.
    pub gain_loss: Option<GainLossEntry>,
    /// What harvested wood became.
    pub harvested_wood: Option<HarvestedWoodEntry>,
}

impl ForestChangeEntry {
    /// The tables it names.
    pub fn tables(&self) -> impl Iterator<Item = &PathBuf> {
        let tables = [
            self.stock_difference.as_ref().map(|entry| &entry.table),
            self.gain_loss.as_ref().map(|entry| &entry.table),
            self.harvested_wood.as_ref().map(|entry| &entry.table),
        ];
        tables.into_iter().flatten()
    }
}

/// Two inventories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StockDifferenceEntry {
    /// A CSV table with a row per zone, species group and end of the period: `zone, species_group, year, area_ha` and one of
    /// `growing_stock_m3`, `living_biomass_t_dm` (with roots) and `living_biomass_t_c`.
    pub table: PathBuf,
    /// Who made the inventories.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The set of lines from growing stock to biomass; by default the one for each species group.
    pub biomass_expansion: Option<String>,
    /// The set of carbon fractions, whose row `forest` is taken; needed unless the table gives carbon.
    pub carbon_fraction: Option<String>,
}

/// Activity data and the factors of their formulas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GainLossEntry {
    /// A CSV table with a row per activity: `zone, species_group, kind, amount, unit` and what the kind needs beside them.
    ///
    /// `growth` (t d.m./ha/yr above ground, or m³/ha/yr) needs `area_ha`; `harvest`, `fuelwood` and `fuelwood_parts` (m³/yr, or
    /// m³ over the period) nothing; `disturbance` (ha/yr or ha) `above_ground_t_dm_per_ha` and `share_lost`; `fire` (ha/yr or
    /// ha) `fuel_t_dm_per_ha` and `fire_class`; `land_to_forest` and `land_from_forest` (ha) `year` and, before and after,
    /// `biomass_before_t_dm_per_ha`, `dead_matter_before_t_c_per_ha` or `soil_before_t_c_per_ha`. A published BCEF goes by
    /// `growing_stock_m3_per_ha`, a published root-to-shoot ratio by `above_ground_t_dm_per_ha`.
    pub table: PathBuf,
    /// Who collected the activity data.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The set of carbon fractions, whose row `forest` is taken.
    pub carbon_fraction: String,
    /// The factors of species groups, by name.
    #[serde(default)]
    pub species_groups: BTreeMap<String, SpeciesGroupEntry>,
    /// The factors of fires.
    pub fire: Option<FireEntry>,
    /// The set of soil factors: transition period, carbon to nitrogen, and nitrous oxide of nitrogen.
    #[serde(default = "soil_factors")]
    pub soil_factors: String,
    /// How long converted land is in transition, years; by default that of `soil_factors`.
    pub transition_years: Option<OwnValueEntry>,
    /// The assessment report whose global warming potentials give carbon dioxide equivalents beside the masses of gases.
    pub global_warming_potential: Option<String>,
}

fn soil_factors() -> String {
    "ipcc2006".to_owned()
}

/// The factors of a species group; an activity asks for those it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeciesGroupEntry {
    /// Roots to biomass above ground, t d.m./t d.m.
    pub root_to_shoot: Option<StepFactorEntry>,
    /// Growth above ground per increment of stem volume, t d.m./m³.
    pub bcef_increment: Option<StepFactorEntry>,
    /// Biomass above ground per volume of removed wood, t d.m./m³.
    pub bcef_removal: Option<StepFactorEntry>,
    /// Of parts of trees taken for fuel, t d.m./m³.
    pub wood_density: Option<WoodDensityEntry>,
}

/// A factor that goes in steps: published rows, or a value of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StepFactorEntry {
    /// Rows of the table of the factor.
    Published(StepRowsEntry),
    /// A value that holds whatever the stand.
    Own(OwnValueEntry),
}

/// Rows of a published table of steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepRowsEntry {
    /// The set, such as `ipcc2006`.
    pub set: String,
    /// The climate zone, such as `temperate`.
    pub zone: String,
    /// The forest type as the set names it, such as `pines`.
    pub forest_type: String,
}

/// A wood density: a published row, or a value of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum WoodDensityEntry {
    /// A row of the table of species.
    Published(SpeciesRowEntry),
    /// A value.
    Own(OwnValueEntry),
}

/// A row of the table of species.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeciesRowEntry {
    /// The set.
    pub set: String,
    /// The species group as the set names it.
    pub species_group: String,
}

/// A value that is in no published table, in the unit of its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnValueEntry {
    /// The value.
    pub value: f64,
    /// The lower limit of its 95 % interval, where known.
    pub low: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
    /// Who says so.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
}

/// The factors of fires.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FireEntry {
    /// The set of emission factors, such as `ipcc2006-extratropical`.
    pub emission_factors: String,
    /// The set of combustion factors, such as `ipcc2006`; the class is that of the activity's `fire_class`.
    pub combustion_factors: String,
}

/// Products of harvested wood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HarvestedWoodEntry {
    /// A CSV table with a row per zone, product and year, from `first_year` to the end of the period: `zone, product, year,
    /// amount, unit`, in t C, or in m³ or t with a carbon content from the set.
    pub table: PathBuf,
    /// Who counted the products.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The first year with products; what was made before is taken as gone, so start far back.
    #[schemars(range(min = 1, max = 9999))]
    pub first_year: i32,
    /// The set of half-lives and carbon contents, such as `ipcc`.
    pub half_life: String,
}
