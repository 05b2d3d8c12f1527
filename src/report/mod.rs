//! What people read: tables of the account for the terminal, and a summary for other programs.

mod difference;
mod sectors;
mod summary;
mod target_chart;
mod targets;
mod text;
mod trace;

pub use difference::{difference_csv, difference_text};
pub use sectors::{SectorFigure, sector_figures, sector_table};
pub use summary::{ZoneSummary, summarise, table};
pub use target_chart::target_chart;
pub use targets::targets_text;
pub use trace::trace_text;
