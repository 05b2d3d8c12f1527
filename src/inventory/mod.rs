//! Forest inventories: sub-compartment (小班) layers read into typed records, and checked as a whole before any figure.

mod attribute;
mod check;
mod checks;
mod detect;
mod fields;
mod finding;
mod parquet;
mod read;
mod request;
mod sub_compartment;
mod thresholds;
mod unit;

pub use attribute::Attribute;
pub use check::{Check, Severity};
pub use fields::FieldMap;
pub use finding::Finding;
pub use parquet::write_sub_compartments;
pub use read::{Inventory, InventorySource, read};
pub use request::{InventoryRequest, Limits};
pub use sub_compartment::{Coding, SubCompartment};
pub use thresholds::{AgeLimits, ForestDefinition};
pub use unit::{AreaUnit, VolumeUnit};
