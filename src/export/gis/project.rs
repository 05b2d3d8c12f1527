//! A QGIS project that opens the maps, the zones and the tables of an account, styled and in groups.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::columns::WideTable;
use super::painted::PaintedMap;
use super::raster_style::{self, QGIS};
use super::spatial_reference::spatial_reference;
use super::vector_style::{self, VectorStyle};
use super::words::Words;
use super::xml::Element;
use crate::error::{Error, Result};
use crate::raster::Crs;

/// What a project opens. Paths are relative to the project.
#[derive(Debug, Clone)]
pub struct Project<'a> {
    /// The title.
    pub title: &'a str,
    /// What the account is of, for the project's metadata.
    pub description: &'a str,
    /// The CRS in which it is shown.
    pub crs: &'a Crs,
    /// West, south, east and north of what is shown first.
    pub extent: [f64; 4],
    /// The GeoPackage of zones and tables.
    pub package: &'a str,
    /// The layers of zones.
    pub zones: Vec<ProjectZones<'a>>,
    /// The tables without geometry.
    pub tables: Vec<ProjectTable<'a>>,
    /// The directory of the maps.
    pub map_directory: &'a str,
    /// The maps with their CRS.
    pub maps: Option<(&'a [PaintedMap], &'a Crs)>,
}

/// A layer of zones in the package.
#[derive(Debug, Clone)]
pub struct ProjectZones<'a> {
    /// The layer.
    pub layer: &'a str,
    /// The name of the zone set.
    pub title: &'a str,
    /// Its CRS.
    pub crs: &'a Crs,
    /// Its columns.
    pub table: &'a WideTable,
}

/// A table in the package.
#[derive(Debug, Clone)]
pub struct ProjectTable<'a> {
    /// The table.
    pub table: &'a str,
    /// What it is called.
    pub title: Words,
}

/// A layer of the project.
struct Layer {
    id: String,
    name: String,
    provider: &'static str,
    source: String,
    is_shown: bool,
    element: Element,
}

/// The bytes of a `.qgz`.
///
/// # Errors
/// None that a user could cause.
pub fn project_archive(project: &Project<'_>) -> Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The same account gives the same bytes, so the file has no time of its own.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    archive.start_file("account.qgs", options).map_err(Error::internal)?;
    archive.write_all(&document(project).document(false)?).map_err(Error::internal)?;
    Ok(archive.finish().map_err(Error::internal)?.into_inner())
}

fn document(project: &Project<'_>) -> Element {
    let maps = maps(project);
    let has_maps = maps.iter().any(|map| map.is_shown);
    let groups = [
        ("gis.group.zones", zones(project, "outline", true)),
        ("gis.group.maps", maps),
        ("gis.group.figures", zones(project, "figures", !has_maps)),
        ("gis.group.tables", tables(project)),
    ];
    let mut tree = Element::new("layer-tree-group").holding([Element::new("customproperties")]);
    let mut order = Element::new("custom-order").with("enabled", 0);
    let mut layers = Element::new("projectlayers");
    for (group, members) in groups {
        if members.is_empty() {
            continue;
        }
        let branch = Element::new("layer-tree-group")
            .with("name", Words::term(group, &[]).both())
            .with("checked", "Qt::Checked")
            .with("expanded", 1);
        let leaves = members.iter().map(|layer| {
            Element::new("layer-tree-layer")
                .with("id", &layer.id)
                .with("name", &layer.name)
                .with("providerKey", layer.provider)
                .with("source", &layer.source)
                .with("checked", if layer.is_shown { "Qt::Checked" } else { "Qt::Unchecked" })
                .with("expanded", u8::from(layer.is_shown))
        });
        tree = tree.holding([branch.holding(leaves)]);
        order = order.holding(members.iter().map(|layer| Element::of_text("item", &layer.id)));
        layers = layers.holding(members.into_iter().map(|layer| layer.element));
    }
    let crs = || spatial_reference(project.crs);
    let [west, south, east, north] = project.extent;
    let canvas = Element::new("mapcanvas").with("name", "theMapCanvas").with("annotationsVisible", 1).holding([
        Element::of_text("units", if project.crs.is_geographic() { "degrees" } else { "meters" }),
        extent(project.extent),
        Element::of_text("rotation", "0"),
        Element::new("destinationsrs").holding([crs()]),
    ]);
    let view = Element::new("DefaultViewExtent")
        .with("xmin", west)
        .with("ymin", south)
        .with("xmax", east)
        .with("ymax", north)
        .holding([crs()]);
    let property =
        |group, key, kind: &str, value| Element::new(group).holding([Element::of_text(key, value).with("type", kind)]);
    let properties =
        [property("Paths", "Absolute", "bool", "false"), property("SpatialRefSys", "ProjectionsEnabled", "int", "1")];
    let metadata =
        [("identifier", ""), ("type", "project"), ("title", project.title), ("abstract", project.description)];
    Element::new("qgis").with("projectname", project.title).with("version", QGIS).holding([
        Element::of_text("title", project.title),
        Element::new("projectCrs").holding([crs()]),
        tree.holding([order]),
        canvas,
        layers,
        Element::new("properties").holding(properties),
        Element::new("projectMetadata").holding(metadata.map(|(name, text)| Element::of_text(name, text))),
        Element::new("ProjectViewSettings").with("UseProjectScales", 0).holding([view]),
    ])
}

fn extent([west, south, east, north]: [f64; 4]) -> Element {
    let sides = [("xmin", west), ("ymin", south), ("xmax", east), ("ymax", north)];
    Element::new("extent").holding(sides.map(|(name, side)| Element::of_text(name, &side.to_string())))
}

/// QGIS takes no id of ten characters or fewer for one.
fn layer_id(group: &str, index: usize) -> String {
    format!("tanhui_{group}_{index:03}")
}

/// A layer without its style.
fn layer(kind: &str, id: &str, name: &str, source: &str) -> Element {
    let parts = [("id", id), ("datasource", source), ("layername", name)];
    Element::new("maplayer")
        .with("type", kind)
        .with("hasScaleBasedVisibilityFlag", 0)
        .with("styleCategories", "AllStyleCategories")
        .holding(parts.map(|(name, text)| Element::of_text(name, text)))
}

fn provider(name: &'static str) -> Element {
    Element::of_text("provider", name).with("encoding", "UTF-8")
}

/// The zone sets in one style; only the first is shown, for others would hide it.
fn zones(project: &Project<'_>, style: &str, shows_first: bool) -> Vec<Layer> {
    let zones = project.zones.iter().enumerate();
    let styled = zones.filter_map(|(index, zones)| {
        let (name, elements) = if style == "outline" {
            (zones.title.to_owned(), vector_style::style_elements(VectorStyle::Outline(zones.table)))
        } else {
            let figure = zones.table.main()?.alias.both();
            let elements = vector_style::style_elements(VectorStyle::Figure(zones.table));
            (format!("{}: {figure}", zones.title), elements)
        };
        let id = layer_id(style, index);
        let source = format!("./{}|layername={}", project.package, zones.layer);
        let element = layer("vector", &id, &name, &source)
            .with("geometry", "Polygon")
            .with("wkbType", "MultiPolygon")
            .with("labelsEnabled", 1)
            .holding([Element::new("srs").holding([spatial_reference(zones.crs)]), provider("ogr")])
            .holding(elements);
        Some(Layer { id, name, provider: "ogr", source, is_shown: shows_first && index == 0, element })
    });
    styled.collect()
}

/// The maps; of the latest amounts the first is shown.
fn maps(project: &Project<'_>) -> Vec<Layer> {
    let Some((maps, crs)) = project.maps else { return Vec::new() };
    let is_amount = |map: &&PaintedMap| map.ramp().is_some() && !map.is_change();
    // Of several as late, `max_by_key` gives the last.
    let latest = maps.iter().filter(is_amount).rev().max_by_key(|map| map.year).or(maps.last());
    let layers = maps.iter().enumerate().map(|(index, map)| {
        let (id, name) = (layer_id("maps", index), map.title.both());
        let source = format!("{}/{}", project.map_directory, map.file);
        let nodata = Element::new("noDataList").with("bandNo", 1).with("useSrcNoData", 1);
        let element = layer("raster", &id, &name, &source)
            .holding([
                Element::new("srs").holding([spatial_reference(crs)]),
                provider("gdal"),
                Element::new("noData").holding([nodata]),
            ])
            .holding(raster_style::style_elements(map));
        let is_shown = latest.is_some_and(|latest| latest.file == map.file);
        Layer { id, name, provider: "gdal", source, is_shown, element }
    });
    layers.collect()
}

fn tables(project: &Project<'_>) -> Vec<Layer> {
    let tables = project.tables.iter().enumerate().map(|(index, table)| {
        let (id, name) = (layer_id("tables", index), table.title.both());
        let source = format!("./{}|layername={}", project.package, table.table);
        let element = layer("vector", &id, &name, &source)
            .with("geometry", "No geometry")
            .with("wkbType", "NoGeometry")
            .holding([provider("ogr")]);
        Layer { id, name, provider: "ogr", source, is_shown: false, element }
    });
    tables.collect()
}
