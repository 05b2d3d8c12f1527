//! The pipeline file as written. Nothing here is resolved or checked beyond its types; `plan` does that.

mod forest_change;
mod maps;
mod methods;
mod targets;
mod titles;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use forest_change::*;
pub use maps::*;
pub use methods::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use targets::*;

use super::coast::CoastEntry;
use super::coast_management::CoastManagementEntry;
use super::cropland::CroplandEntry;
use super::document::Document;
use super::forest::ForestEntry;
use super::inventory::InventoryEntry;
use super::ledger::LedgerEntry;
use super::mariculture::MaricultureEntry;
use super::pictures::PicturesEntry;
use super::samples::SampleEntry;
use super::soil_cores::SoilCoresEntry;
use super::uncertainty::UncertaintyEntry;
use super::unit::{AreaUnit, Unit};
use super::wetland::WetlandEntry;
use crate::raster::Resampling;
use crate::terms::Language;
use crate::vector::{CoverageRule, Encoding};

/// A pipeline: what to read, on which grid, what to account, what to write. Paths are relative to this file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineFile {
    /// The name of the account; the output directory defaults to `out/<name>`.
    pub name: String,
    /// One line for people.
    #[serde(default)]
    pub title: String,
    /// The same line in Chinese, for products in Chinese.
    #[serde(default)]
    pub title_zh: String,
    /// The grid on which rasters are computed; needed if there are layers.
    pub grid: Option<GridEntry>,
    /// The rasters, by name.
    #[serde(default)]
    pub layers: BTreeMap<String, LayerEntry>,
    /// The zone sets, by name. Without any, the whole grid is one zone.
    #[serde(default)]
    pub zones: BTreeMap<String, ZoneSetEntry>,
    /// Inventories of plots, by name.
    #[serde(default)]
    pub samples: BTreeMap<String, SampleEntry>,
    /// The layers of sub-compartments (小班), by name.
    #[serde(default)]
    pub inventories: BTreeMap<String, InventoryEntry>,
    /// The forest account.
    pub forest: Option<ForestEntry>,
    /// The account of the coast.
    pub coast: Option<CoastEntry>,
    /// Activities on coastal wetland, by name.
    #[serde(default)]
    pub coast_management: BTreeMap<String, CoastManagementEntry>,
    /// Soil cores, by name.
    #[serde(default)]
    pub soil_cores: BTreeMap<String, SoilCoresEntry>,
    /// Inland wetland, by name.
    #[serde(default)]
    pub wetland: BTreeMap<String, WetlandEntry>,
    /// Mariculture, by name.
    #[serde(default)]
    pub mariculture: BTreeMap<String, MaricultureEntry>,
    /// Cropland, by name.
    #[serde(default)]
    pub cropland: BTreeMap<String, CroplandEntry>,
    /// One ledger over all sections: which sector every hectare of the map belongs to.
    pub ledger: Option<LedgerEntry>,
    /// How the account is drawn again to see how sure it is; without it, with the settings that its keys have by default.
    pub uncertainty: Option<UncertaintyEntry>,
    /// What to compute.
    #[serde(default)]
    pub methods: MethodEntries,
    /// Observed values, by name.
    #[serde(default)]
    pub series: BTreeMap<String, SeriesEntry>,
    /// The change of forest carbon from declared activity data, by name.
    #[serde(default)]
    pub forest_change: BTreeMap<String, ForestChangeEntry>,
    /// Targets, by name.
    #[serde(default)]
    pub targets: BTreeMap<String, TargetEntry>,
    /// Cover rates whose difference is explained, by name.
    #[serde(default)]
    pub cover_rate_changes: BTreeMap<String, CoverRateChangeEntry>,
    /// What to write beside `accounts.csv`, `manifest.json` and, with a grid, `strata.parquet`.
    #[serde(default)]
    pub outputs: OutputEntries,
}

/// The grid: that of a layer; or a CRS and a resolution over the extent of the zones; or given in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GridEntry {
    /// Take CRS, resolution, origin and extent from this layer.
    pub from_layer: Option<String>,
    /// Take the extent from this zone set, widened to whole pixels; needs `resolution`.
    pub from_zones: Option<String>,
    /// The coordinate reference system, such as `EPSG:4549`; by default that of `from_layer` or `from_zones`.
    pub crs: Option<String>,
    /// The edge of a pixel in CRS units.
    pub resolution: Option<f64>,
    /// `[west, south, east, north]` in CRS units; with `from_layer`, a crop to whole pixels.
    pub extent: Option<[f64; 4]>,
    /// A point `[x, y]` that pixel corners are aligned with; by default `[0, 0]`.
    pub origin: Option<[f64; 2]>,
    /// How the area of a pixel is taken.
    #[serde(default)]
    pub area: AreaMeasure,
}

/// How the area of a pixel is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AreaMeasure {
    /// On the ellipsoid of the grid's CRS, as the land survey requires.
    #[default]
    Ellipsoidal,
    /// Pixel width times height in CRS units, as most tools do: only to compare with their figures.
    Planar,
}

/// A raster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerEntry {
    /// The file.
    pub path: PathBuf,
    /// What the values are.
    pub kind: LayerKind,
    /// The band, from 1.
    #[serde(default = "first_band")]
    #[schemars(range(min = 1))]
    pub band: usize,
    /// The year the layer describes.
    #[schemars(range(min = 1, max = 9999))]
    pub year: Option<i32>,
    /// The product that the layer comes from, such as `CLCD`.
    pub product: Option<String>,
    /// Its version: classes of two versions of a product differ by more than what happened on the ground.
    pub version: Option<String>,
    /// For classes: what the codes mean.
    pub scheme: Option<SchemeEntry>,
    /// For quantities: the unit of the values.
    pub unit: Option<Unit>,
    /// The value that means no data, as stored, if the file does not declare it or declares it wrongly.
    #[schemars(extend("x-allow-nan" = true))]
    pub nodata: Option<f64>,
    /// States that every value of the layer is data, if the file declares no nodata value.
    #[serde(default)]
    pub no_nodata: bool,
    /// How the layer is brought to the grid if it lies on another.
    pub resampling: Option<Resampling>,
    /// The CRS of a file that has none, or a wrong one.
    pub assume_crs: Option<String>,
}

fn first_band() -> usize {
    1
}

/// What the values of a layer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LayerKind {
    /// Codes of a scheme.
    Class,
    /// A quantity per area. Scale and offset that the file declares are applied.
    Quantity,
}

/// A scheme: the name of one in the binary (`tanhui`, `igbp`, `worldcover`), or a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SchemeEntry {
    /// A scheme in the binary.
    Name(String),
    /// A CSV table of classes.
    Table(SchemeTable),
}

/// A CSV table of classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeTable {
    /// The file.
    pub path: PathBuf,
    /// The column of codes.
    #[serde(default = "code_column")]
    pub code: String,
    /// The column of identifiers; by default `class_<code>`.
    pub id: Option<String>,
    /// The column of names.
    pub name: Option<String>,
}

fn code_column() -> String {
    "code".to_owned()
}

/// A set of zones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneSetEntry {
    /// The file.
    pub path: PathBuf,
    /// The layer in the file; needed if it holds several.
    pub layer: Option<String>,
    /// The field of zone ids: unique, never null.
    pub id: String,
    /// The field of zone names.
    pub name: Option<String>,
    /// How pixels on a boundary are divided.
    #[serde(default)]
    pub coverage: CoverageRule,
    /// What to do about zones that overlap.
    #[serde(default)]
    pub overlaps: Overlaps,
    /// The encoding of attributes.
    #[serde(default)]
    pub encoding: Encoding,
    /// The CRS of a file that has none, or a wrong one.
    pub assume_crs: Option<String>,
    /// The official area of each zone, for cover rates and comparison.
    pub official_area: Option<OfficialArea>,
}

/// What to do about zones that overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overlaps {
    /// An error that lists the pairs.
    #[default]
    Refuse,
    /// Each zone counts all of its area; the set's total counts the overlap once.
    Allow,
}

/// Official areas of zones, from a field of the zone file or from a CSV table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficialArea {
    /// The field or column of areas.
    pub field: String,
    /// A CSV table; without it, `field` is a field of the zone file.
    pub table: Option<PathBuf>,
    /// The table's column of zone ids or names.
    pub key: Option<String>,
    /// The unit of the areas.
    pub unit: AreaUnit,
    /// Who published the areas, where.
    pub source: String,
    /// The year the areas were in force.
    pub year: i32,
}

/// What to write beside the account.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputEntries {
    /// The maps to paint.
    #[serde(default)]
    pub maps: Vec<MapEntry>,
    /// Whether `report/page.html` is written: map, figures, targets and table in one file that needs no network.
    #[serde(default)]
    pub page: bool,
    /// What to write into `gis/` for GIS programs.
    #[serde(default)]
    pub gis: Vec<GisEntry>,
    /// The CRS of the vector files there, such as `EPSG:4490`; by default that of the zones' own file.
    pub gis_crs: Option<String>,
    /// Official tables: `report/tables.xlsx`, and the same as files in `report/tables`.
    #[serde(default)]
    pub tables: Vec<TableFormat>,
    /// The annual report.
    #[serde(default)]
    pub report: Vec<ReportFormat>,
    /// The language of tables and report; tables have the other beside it.
    #[serde(default)]
    pub language: Language,
    /// A directory with templates of the report, in place of those in the program that have the same file names.
    pub templates: Option<PathBuf>,
    /// Pictures to print: of every map, and of zones by their forest cover rate and carbon stock.
    pub pictures: Option<PicturesEntry>,
    /// The charts to draw; their language, font and dots are those of `pictures`.
    #[serde(default)]
    pub charts: Vec<ChartEntry>,
}

/// Files for GIS programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GisEntry {
    /// One GeoPackage: a layer per zone set with a column per figure, the account, what the columns mean, styles.
    #[serde(rename = "geopackage")]
    GeoPackage,
    /// A Shapefile per zone set, in UTF-8.
    Shapefile,
    /// A Shapefile per zone set, in GBK.
    ShapefileGbk,
    /// A FlatGeobuf per zone set.
    #[serde(rename = "flatgeobuf")]
    FlatGeobuf,
    /// A QGIS project that opens the maps and the GeoPackage, which is written too.
    QgisProject,
    /// A STAC catalogue of the maps.
    Stac,
}

impl OutputEntries {
    /// The directory of templates, which is relative to the pipeline file.
    pub(super) fn template_directory(&self, document: &Document) -> Option<PathBuf> {
        self.templates.as_ref().map(|directory| document.beside(directory))
    }
}

/// A kind of file that tables are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// One workbook of Excel, a sheet per table.
    Xlsx,
    /// A file per table: UTF-8, one header row.
    Csv,
    /// A file per table.
    Parquet,
}

/// A kind of file that the report is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// One HTML file, which prints on A4.
    Html,
    /// A Word document.
    Docx,
}

/// A chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChartEntry {
    /// Every target with what was observed, what is needed and what is projected.
    Targets,
    /// How each assumption of a target's projection moves it, between its limits.
    Sensitivity,
    /// What the intervals of figures of all zones together come from: each at the limits of the parameters that move it most.
    Uncertainty,
    /// The carbon stock of all zones from the first date to the last, with the change of each zone.
    StockChange,
    /// The carbon stock of every zone by pool.
    CarbonPools,
    /// The area of land classes at the first date and what it has become at the last.
    LandTransitions,
}

impl ChartEntry {
    /// The name in pipelines.
    pub(in crate::pipeline) fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}
