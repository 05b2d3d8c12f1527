//! What people read: tables of the account for the terminal, and a summary for other programs.

mod page;
mod sectors;
mod summary;
mod target_chart;
mod targets;

pub use page::{Page, PageMap};
pub use sectors::{SectorFigure, sector_figures, sector_table};
pub use summary::{ZoneSummary, summarise, table};
pub use target_chart::target_chart;
pub use targets::targets_text;
