//! Maps: the accounts looked up per stratum and painted back over the blocks; and what GIS programs read beside them.

pub mod gis;
mod look_up;
mod maps;

pub use maps::{ClassMap, MapName, ValueMaps, class_shares};
