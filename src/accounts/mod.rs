//! Accounts: pure functions from strata and parameters to rows. No files, no threads.

mod activity;
mod carbon;
mod cover_rate;
mod cover_rate_changes;
pub mod cropland;
mod figures;
pub mod forest;
mod growing_stock;
mod land_area;
mod ledger;
mod map_accuracy;
mod mariculture;
mod row;
mod sampling;
mod series;
mod targets;
mod zone_area;

pub use activity::{ActivitySource, ActivityZone};
pub use carbon::{CarbonAccount, carbon_density, carbon_stock_rows, present_value_rows};
pub use cover_rate::{CoverRate, cover_rate_rows};
pub use cover_rate_changes::{CoverRateComparison, CoverRateExplanation, KnownRate, explain_cover_rates};
pub use figures::{FoundZone, Subject};
pub use growing_stock::{GrowingStock, growing_stock_rows};
pub use land_area::{class_id, land_area_rows};
pub use ledger::{Ledger, Measure, OfficialSource, ZoneFacts, ZoneOverlapFacts, ZoneSetFacts};
pub use map_accuracy::{MapAccuracyAccount, map_accuracy_rows};
pub use mariculture::{Harvest, MaricultureAccount, PlanktonSurvey, Shells, mariculture_rows, plankton_rows};
pub use row::{AccountRow, Quantity, write_accounts_csv};
pub use sampling::{SampleAccount, forest_area, growing_stock, sampling_rows, unit_estimate};
pub use series::{Denominator, Observation, series_rows};
pub use targets::{
    Achieved, AgeGroup, Alternative, Assumption, AssumptionKind, Contribution, Point, Projection, ProjectionBasis,
    Sensitivity, Status, Target, TargetOutcome, Thresholds, evaluate_targets, target_rows,
};
pub use zone_area::zone_area_rows;
