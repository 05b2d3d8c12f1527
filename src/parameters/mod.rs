//! Numbers of the science as rows: value, unit, range, source and evidence. None stands in code.

mod carbon_density;
mod evidence;
mod parameter;

pub use carbon_density::CarbonDensities;
pub use evidence::Evidence;
pub use parameter::Parameter;
