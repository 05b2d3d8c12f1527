//! The ten real districts with their yearbook figures, and the coast they imply.

use geo::{BoundingRect, LineString, MultiPolygon, Polygon};
use serde::Deserialize;

use super::tables::{Line, Tables, YearbookRow};
use crate::error::{Error, Result};
use crate::raster::Crs;
use crate::vector::project_geojson;

const OUTLINES: &str = include_str!("../../sample-rasters/ningbo_districts.geojson");

/// A district.
#[derive(Debug)]
pub(super) struct District {
    /// The six-digit administrative code.
    pub(super) code: String,
    pub(super) name: String,
    pub(super) outline: MultiPolygon,
    pub(super) yearbook: YearbookRow,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<OutlineFeature>,
}

#[derive(Deserialize)]
struct OutlineFeature {
    properties: Properties,
    geometry: serde_json::Value,
}

#[derive(Deserialize)]
struct Properties {
    district_name: String,
    district_adcode: u32,
}

/// Reads the outlines and projects them.
pub(super) fn districts(crs: &Crs, tables: &Tables) -> Result<Vec<District>> {
    let longitude_latitude = Crs::from_definition("EPSG:4326")?;
    let collection: Collection = serde_json::from_str(OUTLINES).map_err(Error::internal)?;
    collection
        .features
        .iter()
        .map(|feature| {
            let name = &feature.properties.district_name;
            let yearbook = tables.yearbook.iter().find(|row| row.unit == *name);
            Ok(District {
                code: feature.properties.district_adcode.to_string(),
                name: name.clone(),
                outline: project_geojson(&feature.geometry.to_string(), &longitude_latitude, crs)?,
                yearbook: yearbook.cloned().ok_or_else(|| Error::internal(format!("no yearbook row for `{name}`")))?,
            })
        })
        .collect()
}

/// The land that the districts do not cover, as a polygon.
pub(super) fn neighbouring_land(tables: &Tables) -> MultiPolygon {
    let ring: LineString = tables.neighbouring_land.iter().map(|corner| (corner.easting, corner.northing)).collect();
    MultiPolygon::new(vec![Polygon::new(ring, Vec::new())])
}

/// West, south, east and north of all districts, m.
pub(super) fn bounds(districts: &[District]) -> [f64; 4] {
    districts.iter().filter_map(|district| district.outline.bounding_rect()).fold(
        [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
        |[west, south, east, north], rectangle| {
            [
                west.min(rectangle.min().x),
                south.min(rectangle.min().y),
                east.max(rectangle.max().x),
                north.max(rectangle.max().y),
            ]
        },
    )
}

/// Every edge of an outline.
pub(super) fn edges(outline: &MultiPolygon) -> impl Iterator<Item = Line> {
    outline.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())).flat_map(|ring| {
        ring.lines().map(|line| Line {
            easting: line.start.x,
            northing: line.start.y,
            to_easting: line.end.x,
            to_northing: line.end.y,
        })
    })
}
