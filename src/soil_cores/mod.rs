//! Depth series of soil cores, read from CSV: one row per slice, as the Coastal Carbon Network publishes them.

mod depth_series;

pub use depth_series::{CoreRecord, DepthSeries};
