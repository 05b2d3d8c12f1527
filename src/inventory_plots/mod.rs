//! Plot inventories: tables of plots, conditions and trees, read as CSV text into values per plot, stratum and estimation unit.
//!
//! ```text
//! estimation unit (area) ── stratum (weight) ── plot ── share of each class, growing stock per hectare
//! ```
//!
//! | reader | tables |
//! |---|---|
//! | [`read_fia`] | the inventory of the United States: plots, conditions, trees, strata and unit areas in acres and ft³ |
//! | [`read_national_plots`] | the national inventory of China: plots with land type and stock, trees with their kind |
//! | [`read_tree_list`] | any inventory: plots, and trees with species, diameter and height, whose volume and biomass accounts compute |
//!
//! Whatever the tables' units, values here are in ha and m³/ha. Codes mean what `parameters/plots/codes.csv`, or a table of
//! one's own, says; a code without a row is refused, or counted where the pipeline says so. Estimation is left to accounts.

mod codes;
mod csv_table;
mod design;
mod fia;
mod inventory;
mod national;
mod tree_list;

pub use codes::{PlotCode, PlotCodes, Role};
pub use csv_table::Table;
pub(crate) use csv_table::{CsvTable, Problems, Row};
pub use design::{Design, DrawnPlot, Strata, StrataTable, UnitArea, arrange};
pub use fia::{FiaTables, read_fia};
pub use inventory::{EstimationUnit, PlotInventory, PlotStratum, PlotValues, TreeLayer};
pub use national::{
    NationalColumns, NationalPlot, NationalPlots, NationalTables, TreeColumns, UnknownCodes, read_national_plots,
};
pub use tree_list::{
    DiameterUnit, LandColumn, LengthUnit, ListedPlot, ListedTree, Measured, PlotListColumns, PlotSize, TreeList,
    TreeListColumns, read_tree_list,
};
