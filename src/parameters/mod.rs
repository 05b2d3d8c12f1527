//! Numbers of the science as rows: value, unit, range, source and evidence. None stands in code.

#[macro_use]
mod built_in;
mod carbon_density;
pub mod coast;
mod csv_row;
mod distribution;
mod equation;
mod evidence;
mod factor;
pub mod forest;
mod parameter;
mod parameter_table;
mod steps;
mod tables;

pub use carbon_density::{CarbonDensities, WideColumns};
pub use distribution::{Distribution, SkewedMean};
pub use equation::{Equation, Leaf};
pub use evidence::Evidence;
pub use factor::{Atom, Factor, Function, Node};
pub use parameter::Parameter;
pub use parameter_table::{ParameterTable, TableSchema};
pub use steps::{Step, Steps, ValueClass};
pub use tables::BUILT_IN_TABLES;
