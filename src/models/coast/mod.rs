//! Coastal and inland wetland: stocks of cores, histories of cover, and what management and water do.

mod burial_estimate;
mod carbon_value;
mod class_table;
mod core_stock;
mod habitat_mean;
mod history;
mod mangrove_growth;
mod mineral_wetland;
mod organic_soil;
mod pond_n2o;
mod reservoir;
mod salinity_methane;
mod soil_credit;
mod transition_table;
mod wetland_management;

pub use burial_estimate::burial_estimate;
pub use carbon_value::{CarbonPrices, carbon_value, invest_carbon_value};
pub use class_table::{TabledClass, TabledPool, class_carbon_from_csv};
pub use core_stock::{BelowCore, Compaction, CoreSlice, CoreStock, SoilCore};
pub use habitat_mean::{HabitatMean, habitat_mean};
pub use history::{CarbonFlows, ClassCarbon, CoverHistory, HistoryRules, Impact, PoolCourse, PoolStocks, Transition};
pub use mangrove_growth::PlantedMangrove;
pub use mineral_wetland::RewettedMineralSoil;
pub use organic_soil::{
    OrganicSoilFactors, organic_soil_methane, organic_soil_nitrous_oxide, rewetted_organic_soil_methane,
};
pub use pond_n2o::pond_nitrous_oxide;
pub use reservoir::{ReservoirFactors, ReservoirMethane};
pub use salinity_methane::{salinity_methane, salinity_methane_factor};
pub use soil_credit::{CreditRate, soil_credit};
pub use transition_table::TransitionTable;
pub use wetland_management::{Excavated, StandOrigin, WetlandStand, drained_soil_loss, excavation_loss};
