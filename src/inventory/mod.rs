//! Forest inventories: sub-compartment (小班) layers read into typed records, and checked as a whole before any figure.

mod attribute;
mod checks;
mod detect;
mod fields;
mod finding;
mod read;
mod request;
mod sub_compartment;
mod thresholds;
mod unit;

pub use attribute::Attribute;
pub use fields::FieldMap;
pub use finding::{Check, Finding, Severity};
pub use read::{Inventory, InventorySource, read};
pub use request::{InventoryRequest, Limits};
pub use sub_compartment::{Coding, SubCompartment};
pub use thresholds::{AgeLimits, ForestDefinition};
pub use unit::{AreaUnit, VolumeUnit};
