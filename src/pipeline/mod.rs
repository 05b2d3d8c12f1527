//! The pipeline: the file as written, the plan as resolved, its checks, and the run.

mod activity;
mod cache;
mod check;
mod coast;
mod coast_management;
mod cropland;
mod document;
mod file;
mod forest;
mod gis;
mod inventory;
mod ledger;
mod legend;
mod manifest;
mod maps;
mod mariculture;
mod output;
mod page;
mod pictures;
mod plan;
mod products;
mod rasters;
mod run;
mod samples;
mod schema;
mod schema_check;
mod sensitivity;
mod series;
mod soil_cores;
mod targets;
mod trace;
mod uncertainty;
mod unit;
mod wetland;

pub use cache::HashedFile;
pub use check::{StrataChecked, check};
pub use coast::{
    CoastClassEntry, CoastEntry, CoastPriceEntry, ExistingStandsEntry, HabitatEntry, PlannedCoast, RulesEntry,
    TierEntry,
};
pub use coast_management::{
    ActivitiesEntry, ActivityColumn, CoastManagementEntry, PlannedCoastManagement, PondColumn, PondsEntry,
};
pub use cropland::{
    CroplandEntry, CroplandSoilEntry, MeasuredEntry, PaddyColumn, PaddyEntry, PlannedCropland, SoilColumn, WoodyColumn,
    WoodyEntry,
};
pub use document::Document;
pub use file::*;
pub use forest::{
    BambooEntry, CoverAdditionsEntry, ExpansionEntry, ForestCarbonEntry, ForestEntry, ForestLayersEntry,
    LowVolumeEntry, PlannedForest, PlannedInventory, TreeMethodEntry,
};
pub use inventory::{InventoryEntry, LandCodesEntry, LandCodesTable};
pub use ledger::{LedgerEntry, PlannedLedger};
pub use manifest::RunRecord;
pub use mariculture::{
    HarvestColumn, HarvestState, HarvestUnit, MaricultureEntry, PhytoplanktonEntry, PlanktonColumn, PlannedMariculture,
    ShellAccountingEntry,
};
pub use output::{partial_path, remove_partial};
pub use pictures::{PicturesEntry, PlannedPictures};
pub use plan::{
    CoveredSet, CoveredZones, Methods, Plan, PlannedLayer, PlannedLayerKind, PlannedZoneSet, RasterPlan, SeriesPlan,
};
pub use rasters::stratify_plan;
pub use run::{Observer, RunOptions, RunResult, run, track_targets};
pub use samples::{
    AuxiliaryEntry, CodesEntry, CodesTable, FiaEntry, ListedTreesEntry, NationalEntry, PlannedSample, PlotsEntry,
    PopulationMean, SampleEntry, StrataEntry, TreeListEntry, TreesEntry, UnitEntry,
};
pub use schema::json_schema;
pub use soil_cores::{BelowEntry, PlannedSoilCores, SoilCoresEntry};
pub use targets::Tracking;
pub use trace::{Finished, changes};
pub use uncertainty::{AssumedEntry, CorrelationEntry, CorrelationValues, UncertaintyEntry};
pub use unit::{AreaUnit, DensityUnit, Unit};
pub use wetland::{
    MineralSoilColumn, MineralSoilEntry, OrganicSoilColumn, OrganicSoilEntry, PlannedWetland, ReservoirColumn,
    ReservoirEntry, WetlandBurialEntry, WetlandEntry,
};
