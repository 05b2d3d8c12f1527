//! Maps: the accounts looked up per stratum and painted back over the blocks.

mod look_up;
mod maps;

pub use maps::{ClassMap, ValueMaps};
