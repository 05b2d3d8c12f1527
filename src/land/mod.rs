//! The domain's code tables: land-class schemes, the codes of forest inventories, carbon pools and sectors.

pub mod forest;
mod habitat;
mod pool;
mod precedence;
mod scheme;
mod sector;

pub use habitat::Habitat;
pub use pool::CarbonPool;
pub use precedence::{Claim, Precedence};
pub use scheme::{ClassScheme, LandClass};
pub use sector::Sector;
