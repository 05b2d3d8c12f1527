//! Maps: the accounts looked up per stratum and painted back over the blocks; and what GIS programs read beside them.

pub mod gis;
mod histories;
mod look_up;
mod maps;

pub use histories::{DatedLayer, HistoryMap, count_of, is_unchanged, largest_changes};
pub use maps::{ClassMap, MapName, ValueMaps, class_shares};
