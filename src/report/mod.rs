//! What people read: tables of the account for the terminal, a summary for other programs, official tables, the annual report.

mod annual;
mod charts;
mod difference;
mod drawing;
mod measure;
mod page;
mod period;
mod pictures;
mod provenance;
mod sectors;
mod summary;
mod tables;
mod targets;
mod text;
mod trace;

pub use annual::{Account, Content, IntervalDriver, Picture, Templates, report_docx, report_html};
pub use charts::{
    PoolBar, TornadoBar, TransitionMatrix, Waterfall, pool_chart, target_chart, tornado_chart, transition_chart,
    waterfall_chart,
};
pub use difference::{difference_csv, difference_text};
pub use drawing::{Drawing, Fonts, PictureFormat, has_chinese};
pub use page::{Page, PageClass, PageContent, PageMap};
pub(crate) use period::{found_years, is_projected};
pub use pictures::{MapContent, MapPicture, Palette, Paper, ShownClass, Steps};
pub use provenance::InputFile;
pub use sectors::{SectorFigure, sector_figures, sector_table};
pub use summary::{ZoneSummary, summarise, table};
pub use tables::{
    Cell, Column, Cover, Label, Line, Names, Notes, Style, Table, official_tables, table_csv, table_file_names,
    table_parquet, workbook,
};
pub use targets::targets_text;
pub use trace::trace_text;

use provenance::shown_methods;
