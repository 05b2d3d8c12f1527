//! The files for GIS programs: zones with their figures, the account as a table, a project, a catalogue of the maps.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use geo::MultiPolygon;

use super::file::GisEntry;
use super::output::PartialOutput;
use super::{Plan, PlannedLayer, RasterPlan};
use crate::accounts::AccountRow;
use crate::error::{Error, Kind, Result};
use crate::export::gis::{
    Catalogue, FileNames, GisTable, PaintedMap, Project, ProjectTable, ProjectZones, StoredStyle, VectorStyle,
    WideTable, Words, account_table, column_table, columns_csv, field_titles, project_archive, short_zone_table,
    stac_files, style_table, vector_style, zone_table,
};
use crate::raster::Crs;
use crate::vector::{Feature, LayerDescription, VectorFile, VectorFormat, write_features};

/// The directory of these files.
const DIRECTORY: &str = "gis";
const PACKAGE: &str = "account.gpkg";
/// What GDAL calls the outlines in a GeoPackage.
const GEOMETRY: &str = "geom";
/// When styles say they were made: the same account gives the same bytes.
const RECORDED_TIME: &str = "2023-01-01T00:00:00.000Z";

/// The files for GIS programs.
#[derive(Debug)]
pub(super) struct PlannedGis {
    pub(super) entries: BTreeSet<GisEntry>,
    /// Whether the CRS of the zones was asked for, rather than that of their files.
    pub(super) has_own_crs: bool,
    pub(super) zones: Vec<PlannedGisZones>,
}

/// A zone set with its outlines in the CRS they are written in.
#[derive(Debug)]
pub(super) struct PlannedGisZones {
    pub(super) set: String,
    pub(super) crs: Crs,
    pub(super) ids: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) outlines: Vec<MultiPolygon>,
}

/// A zone set with its figures.
struct FilledZones<'a> {
    zones: &'a PlannedGisZones,
    /// The name of its layer and files.
    layer: String,
    /// What people call it; no other layer or table is called so.
    title: String,
    table: WideTable,
}

/// What all files of a run share.
struct GisWriter<'a> {
    plan: &'a Plan,
    gis: &'a PlannedGis,
    rows: &'a [AccountRow],
    maps: &'a [PaintedMap],
    output: &'a PartialOutput,
    directory: PathBuf,
    zones: Vec<FilledZones<'a>>,
    title: String,
    description: String,
}

/// Writes everything that was asked for.
pub(super) fn write_gis(
    plan: &Plan,
    rows: &[AccountRow],
    maps: &[PaintedMap],
    output: &PartialOutput,
    warnings: &mut Vec<String>,
) -> Result<()> {
    let Some(gis) = &plan.gis else { return Ok(()) };
    let directory = output.path().join(DIRECTORY);
    std::fs::create_dir_all(&directory).map_err(|error| {
        Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
    })?;
    let classes = class_names(plan);
    let mut names = FileNames::default();
    let zones = gis.zones.iter().map(|zones| FilledZones {
        zones,
        layer: names.unique(&format!("zones_{}", zones.set)),
        title: plain(&format!("{}: {}", Words::term("gis.group.zones", &[]).both(), zones.set)),
        table: WideTable::new(rows, &zones.set, &zones.ids, &classes),
    });
    let zones = zones.collect();
    let title = if plan.title.is_empty() { &plan.name } else { &plan.title };
    let title = plain(title);
    let description = plain(&format!("{title}. tanhui {}, {} account rows", env!("CARGO_PKG_VERSION"), rows.len()));
    let writer = GisWriter { plan, gis, rows, maps, output, directory, zones, title, description };
    writer.write(warnings).map_err(|error| output.in_place(error))
}

/// The classes of all layers by identifier. Layers that call one identifier otherwise agree on nothing: the first is taken.
fn class_names(plan: &Plan) -> BTreeMap<String, Words> {
    let mut names = BTreeMap::new();
    let layers = plan.rasters.iter().flat_map(RasterPlan::class_layers);
    for scheme in layers.filter_map(PlannedLayer::scheme) {
        for class in scheme.classes() {
            names.entry(class.id.clone()).or_insert_with(|| Words::of_class(class));
        }
    }
    names
}

/// Without the character that ends a text for GDAL.
fn plain(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

impl GisWriter<'_> {
    fn asks_for(&self, entry: GisEntry) -> bool {
        self.gis.entries.contains(&entry)
    }

    fn write(&self, warnings: &mut Vec<String>) -> Result<()> {
        let has_project = self.asks_for(GisEntry::QgisProject);
        if has_project || self.asks_for(GisEntry::GeoPackage) {
            self.package()?;
        }
        for (entry, format) in
            [(GisEntry::Shapefile, VectorFormat::Shapefile), (GisEntry::ShapefileGbk, VectorFormat::ShapefileGbk)]
        {
            if self.asks_for(entry) {
                self.shapefiles(format, warnings)?;
            }
        }
        if self.asks_for(GisEntry::FlatGeobuf) {
            for filled in &self.zones {
                let path = self.directory.join(format!("{}.fgb", filled.layer));
                let table = filled.attributes();
                let layer = filled.description("");
                let fields = table.fields();
                write_features(
                    &path,
                    VectorFormat::FlatGeobuf,
                    &LayerDescription { fields: &fields, ..layer },
                    filled.features(&table),
                )?;
            }
        }
        if has_project {
            let archive = project_archive(&self.project()?)?;
            self.output.write(&format!("{DIRECTORY}/account.qgz"), &archive)?;
        }
        if let (true, Some(rasters)) = (self.asks_for(GisEntry::Stac), &self.plan.rasters) {
            let catalogue = Catalogue {
                name: &self.plan.name,
                title: &self.title,
                description: &self.description,
                maps: self.maps,
                map_directory: "../../maps",
                grid: &rasters.grid,
            };
            for (name, text) in stac_files(&catalogue)? {
                self.output.write(&format!("{DIRECTORY}/stac/{name}"), text.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Layers of zones, the account, what the columns mean, and styles.
    fn package(&self) -> Result<()> {
        let mut file = VectorFile::create(&self.directory.join(PACKAGE), VectorFormat::GeoPackage)?;
        for filled in &self.zones {
            let table = filled.attributes();
            let fields = table.fields();
            let layer = LayerDescription { fields: &fields, ..filled.description(&self.description) };
            file.add_layer(&layer, filled.features(&table))?;
            file.title_fields(&filled.layer, &field_titles(&filled.table))?;
        }
        let layers: Vec<(&str, &WideTable)> = self.zones.iter().map(|zones| (&*zones.layer, &zones.table)).collect();
        let tables = [
            ("accounts", Words::term("gis.table.accounts", &[]), account_table(self.rows)?),
            ("columns", Words::term("gis.table.columns", &[]), column_table(&layers)),
            ("layer_styles", Words::same("layer_styles"), style_table(&self.styles()?, GEOMETRY, RECORDED_TIME)),
        ];
        for (name, title, table) in tables {
            let (title, fields) = (title.both(), table.fields());
            let layer =
                LayerDescription { name, title: &title, description: &self.description, crs: None, fields: &fields };
            let rows = table.rows.iter().cloned();
            file.add_layer(&layer, rows.map(|values| Ok(Feature { outline: None, values })))?;
        }
        file.describe("TITLE", &self.title)?;
        file.describe("DESCRIPTION", &self.description)?;
        file.describe("SOURCES", &self.sources())?;
        file.finish()
    }

    /// The sources of all figures, each once.
    fn sources(&self) -> String {
        let sources: BTreeSet<&str> = self.rows.iter().flat_map(|row| row.sources.split("; ")).collect();
        let sources: Vec<&str> = sources.into_iter().filter(|source| !source.is_empty()).collect();
        plain(&sources.join("; "))
    }

    /// Every layer opens with its main figure, and has its outlines as another style.
    fn styles(&self) -> Result<Vec<StoredStyle>> {
        let mut styles = Vec::new();
        for FilledZones { layer, table, .. } in &self.zones {
            let main = table.main().map(|column| (column.alias.both(), VectorStyle::Figure(table)));
            let outline = (Words::term("gis.style.outline", &[]).both(), VectorStyle::Outline(table));
            for (index, (name, style)) in main.into_iter().chain([outline]).enumerate() {
                let qml = String::from_utf8(vector_style(style)?).map_err(Error::internal)?;
                styles.push(StoredStyle { layer: layer.clone(), name, qml, is_default: index == 0 });
            }
        }
        Ok(styles)
    }

    fn shapefiles(&self, format: VectorFormat, warnings: &mut Vec<String>) -> Result<()> {
        let (suffix, bytes): (_, fn(&str) -> usize) = match format {
            VectorFormat::ShapefileGbk => ("_gbk", gbk_bytes),
            _ => ("", str::len),
        };
        for filled in &self.zones {
            let zones = filled.zones;
            let (table, left_out) = short_zone_table(&zones.ids, &zones.names, &filled.table, bytes);
            let stem = format!("{}{suffix}", filled.layer);
            warnings.extend(left_out.iter().map(|what| format!("`{DIRECTORY}/{stem}.shp` leaves out {what}")));
            let (path, fields) = (self.directory.join(format!("{stem}.shp")), table.fields());
            let layer = LayerDescription { name: &stem, fields: &fields, ..filled.description("") };
            write_features(&path, format, &layer, filled.features(&table))?;
        }
        let layers: Vec<(&str, &WideTable)> = self.zones.iter().map(|zones| (&*zones.layer, &zones.table)).collect();
        self.output.write(&format!("{DIRECTORY}/columns.csv"), &columns_csv(&layers)?)
    }

    fn project(&self) -> Result<Project<'_>> {
        let grid = self.plan.rasters.as_ref().map(|rasters| &rasters.grid);
        // The grid's CRS shows areas as they are; where one is asked for, all zones are in it.
        let shown = grid.filter(|_| !self.gis.has_own_crs).map(|grid| &grid.crs);
        let shown = shown.or_else(|| Some(&self.zones.first()?.zones.crs));
        let crs = shown.ok_or_else(|| Error::internal("a project without zones and grid passed the checks"))?;
        let zones = self.zones.iter().map(|filled| ProjectZones {
            layer: &filled.layer,
            title: &filled.zones.set,
            crs: &filled.zones.crs,
            table: &filled.table,
        });
        let table = |table, key| ProjectTable { table, title: Words::term(key, &[]) };
        Ok(Project {
            title: &self.title,
            description: &self.description,
            crs,
            extent: extent(self.zones.iter().map(|filled| filled.zones), crs)?,
            package: PACKAGE,
            zones: zones.collect(),
            tables: vec![table("accounts", "gis.table.accounts"), table("columns", "gis.table.columns")],
            map_directory: "../maps",
            maps: grid.map(|grid| (self.maps, &grid.crs)),
        })
    }
}

impl FilledZones<'_> {
    fn attributes(&self) -> GisTable {
        zone_table(&self.zones.ids, &self.zones.names, &self.table)
    }

    /// The layer without its fields.
    fn description<'a>(&'a self, description: &'a str) -> LayerDescription<'a> {
        LayerDescription { name: &self.layer, title: &self.title, description, crs: Some(&self.zones.crs), fields: &[] }
    }

    fn features(&self, table: &GisTable) -> impl Iterator<Item = Result<Feature>> {
        let outlines = self.zones.outlines.iter().cloned();
        outlines.zip(table.rows.iter().cloned()).map(|(outline, values)| Ok(Feature { outline: Some(outline), values }))
    }
}

/// West, south, east and north of some zones in a CRS, with a margin.
fn extent<'a>(zones: impl Iterator<Item = &'a PlannedGisZones>, crs: &Crs) -> Result<[f64; 4]> {
    let mut around = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for zones in zones {
        let points = zones.outlines.iter().flatten().flat_map(|polygon| polygon.exterior().points());
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = points.map(|point| (point.x(), point.y())).unzip();
        zones.crs.transform_to(crs, &mut x, &mut y)?;
        for (x, y) in x.into_iter().zip(y) {
            around = [around[0].min(x), around[1].min(y), around[2].max(x), around[3].max(y)];
        }
    }
    let margin = 0.03 * (around[2] - around[0]).max(around[3] - around[1]);
    Ok([around[0] - margin, around[1] - margin, around[2] + margin, around[3] + margin])
}

fn gbk_bytes(text: &str) -> usize {
    encoding_rs::GBK.encode(text).0.len()
}
