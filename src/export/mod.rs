//! Maps: the accounts looked up per stratum and painted back over the blocks.

mod maps;

pub use maps::{ClassMap, ValueMap};
