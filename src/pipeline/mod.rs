//! The pipeline: the file as written, the plan as resolved, its checks, and the run.

mod cache;
mod document;
mod file;
mod inventory;
mod manifest;
mod output;
mod plan;
mod run;
mod schema;
mod schema_check;
mod unit;

pub use cache::HashedFile;
pub use document::Document;
pub use file::*;
pub use inventory::{InventoryEntry, LandCodesEntry, LandCodesTable};
pub use manifest::RunRecord;
pub use output::{partial_path, remove_partial};
pub use plan::{Methods, Plan, PlannedLayer, PlannedLayerKind, PlannedZoneSet};
pub use run::{Observer, RunOptions, RunResult, run, stratify_plan};
pub use schema::json_schema;
pub use unit::{AreaUnit, DensityUnit, Unit};
