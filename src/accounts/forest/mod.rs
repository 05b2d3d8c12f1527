//! The forest account: the same rows whether the forest comes from sub-compartments or from rasters.
//!
//! Either kind of data becomes a [`ForestTable`] of stands: what grows on some land, its area and its growing stock. Area,
//! cover rates, stock, biomass and the other pools are sums over stands, so a bureau with either gets the same table, and one
//! with both sees the difference.

mod carbon;
mod carbon_source;
mod cover;
mod difference;
mod elsewhere;
mod errors;
mod inventory;
mod land;
mod pools;
mod rasters;
mod stock;
mod table;
mod tree_biomass;

pub use carbon::{BambooCarbon, ForestCarbon, living_carbon_rows};
pub use cover::{CoverAdditions, forest_cover_rows};
pub use difference::difference_rows;
pub use elsewhere::elsewhere_rows;
pub use errors::MeasuringErrors;
pub use inventory::{KnownZones, finding_rows};
pub use land::forest_land_rows;
pub use pools::{all_pool_rows, other_pool_rows};
pub use rasters::RasterForest;
pub use stock::forest_stock_rows;
pub use table::{ForestTable, ForestZones, Member, Stand};
pub use tree_biomass::TreeMethod;
