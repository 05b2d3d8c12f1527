//! `tanhui` (碳汇) turns land-cover rasters and forest inventories into audited carbon-sink accounts.
//!
//! ```text
//!           STRATIFY                        ACCOUNT                          PAINT / REPORT
//! rasters ─┐ one parallel pass   ┌────────┐  pure functions    ┌──────────┐  look-up per stratum  maps (COG)
//! zones   ─┼───────────────────▶ │ strata │ ─────────────────▶ │ accounts │ ───────────────────▶  tables
//!          ┘ over the pixels     └────────┘  on small tables   └──────────┘
//! ```
//!
//! | layer | modules |
//! |---|---|
//! | 0 | [`error`], [`units`] |
//! | 1 | [`land`], [`terms`]: words in two languages, `gdal_runtime` |
//! | 2 | [`parameters`], [`raster`], [`vector`] |
//! | 3 | [`strata`], [`models`], [`inventory`]: sub-compartments, [`inventory_plots`]: tables of plots, [`soil_cores`]: depth series |
//! | 4 | [`accounts`] |
//! | 5 | [`export`], [`report`], [`sample`], [`verification`]: examples of models, areas and coverage with their published figures |
//! | 6 | [`pipeline`] |
//! | 7 | [`cli`] |
//!
//! A module imports only from lower layers; `tests/architecture.rs` checks it.

pub mod accounts;
pub mod cli;
pub mod error;
pub mod export;
mod gdal_runtime;
pub mod inventory;
pub mod inventory_plots;
pub mod land;
pub mod models;
pub mod parameters;
pub mod pipeline;
pub mod raster;
pub mod report;
pub mod sample;
pub mod soil_cores;
pub mod strata;
pub mod terms;
pub mod units;
pub mod vector;
pub mod verification;

pub use error::{Error, Kind as ErrorKind, Result};
