//! The account of inland wetland: reservoirs by age, organic soils, rewetted mineral soils, and what standing wetland may bury.
//!
//! Areas come from tables or, for reservoirs and standing wetland, from dated maps. Every gas keeps its mass.

mod burial;
mod flows;
mod map;
mod mineral_soil;
mod organic_soil;
mod reservoir;

pub use burial::{BurialMethod, burial_rows};
pub use flows::{Wetland, WetlandArea, WetlandMethod, wetland_rows};
pub use map::{MappedReservoirs, mapped_class_areas, mapped_reservoirs};
pub use mineral_soil::MineralSoilMethod;
pub use organic_soil::{OrganicSoilMethod, OrganicSoilState};
pub use reservoir::ReservoirMethod;
