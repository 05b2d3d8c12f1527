//! What people read: tables of the account for the terminal, and a summary for other programs.

mod charts;
mod drawing;
mod measure;
mod pictures;
mod sectors;
mod summary;
mod targets;

pub use charts::{
    PoolBar, TornadoBar, TransitionMatrix, Waterfall, pool_chart, target_chart, tornado_chart, transition_chart,
    waterfall_chart,
};
pub use drawing::{Drawing, Fonts, PictureFormat, has_chinese};
pub use pictures::{MapContent, MapPicture, Palette, Paper, Steps};
pub use sectors::{SectorFigure, sector_figures, sector_table};
pub use summary::{ZoneSummary, summarise, table};
pub use targets::targets_text;
