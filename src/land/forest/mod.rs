//! The words of forest inventories: roles of land, species groups, age groups, origins, purposes, and the codes that layers
//! write for them (`parameters/forest_codes/`).

mod age_group;
mod code_table;
mod cover_basis;
mod land_codes;
mod origin;
mod purpose;
mod role;
mod species;

pub use age_group::AgeGroup;
pub use code_table::{CodeTable, Coded, Meaning};
pub use cover_basis::{CoverAddition, CoverBasis};
pub use land_codes::{LandCodeSystem, LandCodeTable};
pub use origin::Origin;
pub use purpose::{ForestCategory, ForestPurpose, PurposeKind};
pub use role::ForestLand;
pub use species::SpeciesGroup;
