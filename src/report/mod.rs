//! What people read: tables of the account for the terminal, and a summary for other programs.

mod drawing;
mod measure;
mod pictures;
mod sectors;
mod summary;
mod target_chart;
mod targets;

pub use drawing::{Drawing, Fonts, PictureFormat, has_chinese};
pub use pictures::{MapContent, MapPicture, Palette, Paper, Steps};
pub use sectors::{SectorFigure, sector_figures, sector_table};
pub use summary::{ZoneSummary, summarise, table};
pub use target_chart::target_chart;
pub use targets::targets_text;
