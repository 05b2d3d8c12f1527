//! Cropland, orchards and trees in towns.

mod measured_increment;
mod paddy_methane;
mod perennial_biomass;
mod soil_management;

pub use measured_increment::{content_gain, measured_increment};
pub use paddy_methane::{Amendment, PaddySeason, paddy_methane};
pub use perennial_biomass::PerennialStand;
pub use soil_management::{SoilUse, cropland_soil_stock};
