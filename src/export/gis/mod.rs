//! What GIS programs read beside the figures: styles, wide columns with names in two languages, a QGIS project and a STAC catalogue.
//! Everything here is a description; files are written elsewhere.

mod columns;
mod file_names;
mod painted;
mod project;
mod ramp;
mod raster_style;
mod spatial_reference;
mod stac;
mod symbols;
mod tables;
mod vector_style;
mod words;
mod xml;

pub use columns::{WideColumn, WideTable};
pub use file_names::FileNames;
pub use painted::{MapContent, PaintedMap};
pub use project::{Project, ProjectTable, ProjectZones, project_archive};
pub use raster_style::{colour_table, raster_style};
pub use stac::{Catalogue, stac_files};
pub use tables::{
    GisTable, StoredStyle, account_table, column_table, columns_csv, field_titles, short_zone_table, style_table,
    zone_table,
};
pub use vector_style::{VectorStyle, vector_style};
pub use words::Words;
