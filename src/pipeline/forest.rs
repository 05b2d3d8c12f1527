//! The section of forests: the account of sub-compartments, of rasters, or of both with their difference.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::PlannedZoneSet;
use super::schema::map_by;
use crate::accounts::AccountRow;
use crate::accounts::forest::{
    BambooCarbon, CoverAdditions, ForestCarbon, ForestTable, KnownZones, RasterForest, TreeMethod, all_pool_rows,
    difference_rows, elsewhere_rows, finding_rows, forest_cover_rows, forest_land_rows, forest_stock_rows,
    living_carbon_rows, other_pool_rows,
};
use crate::error::Result;
use crate::inventory::Inventory;
use crate::land::Sector;
use crate::land::forest::{CoverAddition, CoverBasis, ForestLand};
use crate::models::{LowVolumePolicy, PlausibilityBand};
use crate::parameters::forest::{ForestDefaults, ForestParameters};
use crate::units::{CubicMetresPerHectare, Hectares};

/// The forest account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestEntry {
    /// The inventory of sub-compartments.
    pub inventory: Option<String>,
    /// The layers that describe the forest; with an inventory too, the account shows both and their difference.
    pub rasters: Option<ForestLayersEntry>,
    /// The bases of cover rates, the one to show first.
    #[serde(default)]
    pub cover: Vec<CoverBasis>,
    /// What bases add from other surveys, for all zones together.
    pub cover_additions: Option<CoverAdditionsEntry>,
    /// The carbon account.
    pub carbon: Option<ForestCarbonEntry>,
    /// Whether definitions and rows may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// Layers that describe the forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestLayersEntry {
    /// The class layer of land, in the scheme `tanhui`.
    pub land: String,
    /// The class layer of forest types, in the scheme `forest_type`.
    pub forest_type: Option<String>,
    /// The class layer of age groups, in the scheme `age_group`.
    pub age_group: Option<String>,
    /// The quantity layer of growing stock, m³/ha.
    pub growing_stock: String,
}

/// Areas from other surveys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverAdditionsEntry {
    /// The areas, ha.
    #[schemars(schema_with = "map_by::<CoverAddition, f64>")]
    pub areas_ha: BTreeMap<CoverAddition, f64>,
    /// Who published them, where.
    pub source: String,
}

/// The carbon of forests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestCarbonEntry {
    /// How the biomass of trees is taken from their growing stock.
    pub trees: TreeMethodEntry,
    /// The set of carbon fractions (`parameters/forest/carbon_fraction.csv`).
    #[serde(default = "ipcc")]
    pub carbon_fraction_set: String,
    /// The material of the carbon fraction.
    #[serde(default = "forest")]
    pub carbon_fraction_material: String,
    /// How the carbon of bamboo is taken.
    #[serde(default)]
    pub bamboo: BambooEntry,
    /// Whether shrub is accounted by its area; no verified density is known.
    #[serde(default)]
    pub shrub: bool,
    /// Whether dead wood, litter and soil to 100 cm are accounted from densities of Zhejiang's forest types.
    #[serde(default)]
    pub other_pools: bool,
    /// The region with whose published figures the totals are compared (`parameters/forest/plausibility.csv`).
    pub plausibility: Option<String>,
}

fn ipcc() -> String {
    "ipcc2006".to_owned()
}

fn forest() -> String {
    "forest".to_owned()
}

/// How the biomass of trees is taken from their growing stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TreeMethodEntry {
    /// Lines of biomass over growing stock, roots included.
    Expansion(ExpansionEntry),
    /// The IPCC's factors, in steps over the growing stock of a stand, for a zone of `parameters/forest/bcef.csv`; sub-compartments
    /// only, for a stratum of pixels has a mean growing stock, and the factor of a mean is not the mean of the factors.
    Bcef(String),
    /// Wood density, expansion factor and root-to-shoot ratio of the Chinese afforestation methodology, none of them verified.
    WoodDensity,
}

/// Lines of biomass over growing stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpansionEntry {
    /// The set of lines (`parameters/forest/biomass_expansion.csv`); by default the line that `parameters/forest/defaults.csv`
    /// names for each species group.
    pub set: Option<String>,
    /// What is done with growing stocks below the fitted range, where the intercept of a line gives far too much.
    pub low_volume: LowVolumeEntry,
}

/// What is done with low growing stocks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LowVolumeEntry {
    /// The line as published, down to its intercept.
    AsPublished,
    /// Below this growing stock, m³/ha, the straight line from nothing to the published value there.
    LinearToOriginBelow(f64),
    /// Below this growing stock, m³/ha, an error.
    RefuseBelow(f64),
}

impl From<LowVolumeEntry> for LowVolumePolicy {
    fn from(entry: LowVolumeEntry) -> Self {
        match entry {
            LowVolumeEntry::AsPublished => Self::AsPublished,
            LowVolumeEntry::LinearToOriginBelow(below) => Self::LinearToOrigin { below: CubicMetresPerHectare(below) },
            LowVolumeEntry::RefuseBelow(below) => Self::Refuse { below: CubicMetresPerHectare(below) },
        }
    }
}

/// How the carbon of bamboo is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BambooEntry {
    /// By its area and the mean density of bamboo forest in Zhejiang.
    #[default]
    Area,
    /// By its culms, which the inventory must count.
    Culms,
}

/// An inventory as planned: read, checked, and matched with the zone sets whose ids are its codes.
#[derive(Debug)]
pub struct PlannedInventory {
    /// The inventory.
    pub inventory: Inventory,
    /// The index of the zone set of its counties.
    pub counties: Option<usize>,
    /// The index of the zone set of its townships.
    pub townships: Option<usize>,
}

/// The forest account as planned.
#[derive(Debug)]
pub struct PlannedForest {
    /// The entry.
    pub entry: ForestEntry,
    /// The index of the inventory.
    pub inventory: Option<usize>,
    /// The layers, by their places in the strata.
    pub rasters: Option<RasterForest>,
    /// Whether the coast is accounted too: mangrove, which both claim, is then the coast's.
    pub beside_coast: bool,
}

impl PlannedInventory {
    /// A line about it, for people.
    pub(super) fn describe(&self) -> String {
        format!("inventory {}: {} sub-compartments", self.inventory.source.name, self.inventory.sub_compartments.len())
    }

    /// Its stands, in the zones of the plan.
    fn table(&self, zone_sets: &[PlannedZoneSet]) -> ForestTable {
        let known = |index: Option<usize>| {
            index.map(|index| {
                let set = &zone_sets[index];
                KnownZones { set: &set.name, ids: &set.ids, zones: &set.zones, official: set.official.as_ref() }
            })
        };
        ForestTable::of_inventory(&self.inventory, known(self.counties), known(self.townships))
    }
}

impl PlannedForest {
    /// The rows of the account, and what a user should know about them; `rasters` is the table of the strata.
    pub(super) fn rows(
        &self,
        inventories: &[PlannedInventory],
        zone_sets: &[PlannedZoneSet],
        rasters: Option<&ForestTable>,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<AccountRow>> {
        let mut rows = Vec::new();
        let mut by_source = Vec::new();
        if let Some(planned) = self.inventory.map(|index| &inventories[index]) {
            rows.extend(finding_rows(&planned.inventory));
            by_source.push(("sub-compartments", self.rows_of(&planned.table(zone_sets), warnings)?));
        }
        if let Some(table) = rasters {
            by_source.push(("rasters", self.rows_of(table, warnings)?));
        }
        if let [(first, ours), (second, others)] = by_source.as_slice() {
            rows.extend(difference_rows((first, ours), (second, others)));
        }
        rows.extend(by_source.into_iter().flat_map(|(_, rows)| rows));
        Ok(rows)
    }

    fn rows_of(&self, table: &ForestTable, warnings: &mut Vec<String>) -> Result<Vec<AccountRow>> {
        let grouped = table.grouped();
        let mut rows = forest_land_rows(&grouped);
        rows.extend(forest_stock_rows(&grouped));
        let additions = self.entry.cover_additions.as_ref().map(|entry| CoverAdditions {
            areas: entry.areas_ha.iter().map(|(addition, area)| (*addition, Hectares(*area))).collect(),
            source: entry.source.clone(),
        });
        let additions = additions.unwrap_or_default();
        for basis in &self.entry.cover {
            rows.extend(forest_cover_rows(&grouped, *basis, &additions));
        }
        if let Some(carbon) = &self.entry.carbon {
            if self.beside_coast {
                rows.extend(elsewhere_rows(&grouped, ForestLand::Mangrove, Sector::Coast.name()));
                rows.extend(self.carbon_rows(&table.without(ForestLand::Mangrove), carbon, warnings)?);
            } else {
                rows.extend(self.carbon_rows(table, carbon, warnings)?);
            }
        }
        Ok(rows)
    }

    fn carbon_rows(
        &self,
        table: &ForestTable,
        carbon: &ForestCarbonEntry,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<AccountRow>> {
        let parameters = ForestParameters::built_in()?.allow_unverified(self.entry.allow_unverified);
        let defaults = ForestDefaults::built_in()?;
        let method = ForestCarbon {
            parameters: &parameters,
            defaults: &defaults,
            trees: match &carbon.trees {
                TreeMethodEntry::Expansion(lines) => {
                    TreeMethod::Expansion { set: lines.set.as_deref(), low_volume: lines.low_volume.into() }
                }
                TreeMethodEntry::Bcef(zone) => TreeMethod::Bcef { zone },
                TreeMethodEntry::WoodDensity => TreeMethod::WoodDensity,
            },
            carbon_fraction: (&carbon.carbon_fraction_set, &carbon.carbon_fraction_material),
            bamboo: match carbon.bamboo {
                BambooEntry::Area => BambooCarbon::Area,
                BambooEntry::Culms => BambooCarbon::Culms,
            },
            shrub: carbon.shrub,
        };
        let mut rows = living_carbon_rows(table, &method)?;
        if let Some(region) = &carbon.plausibility {
            let band = parameters.plausibility.get([region, "tree_carbon_stock"])?;
            let total = rows.iter().find(|row| row.zone == "*" && row.category == "trees");
            let warning = total.and_then(|row| PlausibilityBand::from(band).check(row.value));
            warnings.extend(warning.map(|warning| format!("{}, trees of all zones: {warning}", table.source)));
        }
        if carbon.other_pools {
            rows.extend(other_pool_rows(&table.grouped(), &parameters, &defaults)?);
        }
        rows.extend(all_pool_rows(&rows));
        Ok(rows)
    }
}
