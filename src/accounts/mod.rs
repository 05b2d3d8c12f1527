//! Accounts: pure functions from strata and parameters to rows. No files; threads in `uncertainty` only.

mod activity;
mod adjusted_carbon;
mod carbon;
pub mod coast;
mod cover_rate;
mod cover_rate_changes;
pub mod cropland;
pub mod difference;
mod figure;
mod figures;
pub mod forest;
mod forest_change;
mod ground;
mod growing_stock;
mod land_area;
mod ledger;
mod map_accuracy;
mod mariculture;
mod measured;
mod plot_estimates;
mod provenance;
mod reference_shares;
mod row;
mod sampled_figures;
mod sampling;
mod sectors;
mod selection;
mod series;
mod shared_errors;
mod targets;
mod trace;
mod tree_basis;
mod tree_models;
mod tree_plots;
pub mod uncertainty;
pub mod wetland;
mod zone_area;

pub use activity::{ActivitySource, ActivityZone};
pub use adjusted_carbon::adjusted_carbon_rows;
pub use carbon::{
    CarbonAccount, carbon_density, carbon_density_factor, carbon_density_of_pool, carbon_stock_rows, present_value_rows,
};
pub use cover_rate::{CoverRate, cover_rate_rows};
pub use cover_rate_changes::{CoverRateComparison, CoverRateExplanation, KnownRate, explain_cover_rates};
pub use figure::{Figure, Part};
pub use figures::{FoundZone, Subject};
pub use forest_change::{
    Activity, ActivityKind, BiomassLine, Conversion, FireGases, ForestChange, GainLoss, Growth, HarvestedWood,
    NamedZone, Period, ProductInflow, SoilNitrogen, StockDifference, Stocks, StratumStocks, WarmingPotentials,
    forest_change_rows,
};
pub use ground::{ClassNames, Ground, GroundShare, ground};
pub use growing_stock::{GrowingStock, growing_stock_rows};
pub use land_area::{class_id, land_area_rows};
pub use ledger::{Ledger, Measure, OfficialSource, ZoneFacts, ZoneOverlapFacts, ZoneSetFacts};
pub use map_accuracy::{MapAccuracyAccount, map_accuracy_rows};
pub use mariculture::{Harvest, MaricultureAccount, PlanktonSurvey, Shells, mariculture_rows, plankton_rows};
pub use plot_estimates::{forest_area, growing_stock, unit_estimate};
pub use provenance::Provenance;
pub use reference_shares::share_correlations;
pub use row::{AccountRow, Quantity, read_accounts_csv, write_accounts_csv};
pub use sampling::{SampleAccount, sampling_rows};
pub use sectors::{Counterpart, SectorMap, TabledArea};
pub use selection::{Selection, ambiguous, is_headline};
pub use series::{Denominator, Observation, series_rows};
pub use shared_errors::SharedErrors;
pub use targets::{
    Achieved, AgeGroup, Alternative, Assumption, AssumptionKind, Contribution, Point, Projection, ProjectionBasis,
    Sensitivity, Status, Target, TargetOutcome, Thresholds, evaluate_targets, target_rows,
};
pub use trace::{InputFile, Origin, Trace, TracedPart, TracedRow, UsedParameter, used_parameters};
pub use tree_basis::{Basis, TreeBasis};
pub use tree_models::{BiomassRow, CulmRow, SetRow, SpeciesEntry, TreeModels};
pub use tree_plots::tree_plots;
pub use zone_area::zone_area_rows;
