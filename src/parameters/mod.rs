//! Numbers of the science as rows: value, unit, range, source and evidence. None stands in code.

mod carbon_density;
mod csv_row;
mod evidence;
pub mod forest;
mod parameter;
mod parameter_table;

pub use carbon_density::CarbonDensities;
pub use evidence::Evidence;
pub use parameter::Parameter;
pub use parameter_table::{ParameterTable, TableSchema};
