//! The sea: what mariculture harvests, and what plankton produces.

mod bivalves;
mod harvest_mass;
mod macroalgae;
mod phytoplankton;
mod whole_harvest;

pub use bivalves::{BivalveCarbon, ShellAccounting, bivalve_carbon};
pub use harvest_mass::HarvestMass;
pub use macroalgae::macroalga_carbon;
pub use phytoplankton::{SurfaceWater, phytoplankton_production};
pub use whole_harvest::whole_harvest_carbon;
