//! Strata: every combination of codes that occurs, with its pixels, its area and the moments of the continuous layers.
//! One parallel pass over the blocks fills the table; nothing after it touches a pixel, except painting.

mod block_sums;
mod block_table;
mod changes;
mod cover;
mod moments;
mod packing;
mod parquet;
mod pass;
mod sums;
mod table;
mod threads;

pub use cover::cover;
pub use moments::Moments;
pub use parquet::{read_strata, strata_columns, write_strata};
pub use pass::{Pass, Progress, stratify};
pub use sums::PartialStrata;
pub use table::{Dimension, Quantity, StrataTable, Stratum, ZoneNames};
pub use threads::{on_threads, threads};
