//! What people read: tables of the account for the terminal, a summary for other programs, official tables, the annual report.

mod annual;
mod provenance;
mod sectors;
mod summary;
mod tables;
mod target_chart;
mod targets;

pub use annual::{Account, Content, Picture, Templates, report_docx, report_html};
pub use provenance::InputFile;
pub use sectors::{SectorFigure, sector_figures, sector_table};
pub use summary::{ZoneSummary, summarise, table};
pub use tables::{
    Cell, Column, Cover, Label, Line, Names, Notes, Style, Table, official_tables, table_csv, table_file_names,
    table_parquet, workbook,
};
pub use target_chart::target_chart;
pub use targets::targets_text;

use provenance::shown_methods;
