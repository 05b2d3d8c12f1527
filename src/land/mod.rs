//! The domain's code tables: land-class schemes, the codes of forest inventories, carbon pools and sectors.

pub mod forest;
mod pool;
mod scheme;
mod sector;

pub use pool::CarbonPool;
pub use scheme::{ClassScheme, LandClass};
pub use sector::Sector;
