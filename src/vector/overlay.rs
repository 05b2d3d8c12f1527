//! Cutting and joining polygons, by GEOS.

use gdal::vector::{Geometry, ToGdal};
use geo::{Geometry as AnyGeometry, MultiPolygon, Polygon};

use crate::error::{Error, Result};
use crate::raster::Crs;

/// The polygons of a GeoJSON geometry, in another CRS.
pub(crate) fn project_geojson(geometry: &str, from: &Crs, to: &Crs) -> Result<MultiPolygon> {
    let mut geometry = Geometry::from_geojson(geometry).map_err(Error::internal)?;
    geometry.set_spatial_ref(from.spatial_ref()?);
    polygons(&geometry.transform_to(&to.spatial_ref()?).map_err(Error::internal)?)
}

/// A region that polygons are cut to, prepared once.
pub(crate) struct Cutter(Geometry);

impl Cutter {
    /// Cuts to `region`.
    pub(crate) fn new(region: &MultiPolygon) -> Result<Self> {
        region.to_gdal().map(Self).map_err(Error::internal)
    }

    /// The part of `polygon` inside the region; empty if there is none.
    pub(crate) fn cut(&self, polygon: &Polygon) -> Result<MultiPolygon> {
        let polygon = polygon.to_gdal().map_err(Error::internal)?;
        let part = polygon.intersection(&self.0).ok_or_else(|| Error::internal("GEOS cannot cut a polygon"))?;
        polygons(&part)
    }
}

/// The union of parts that touch along whole edges.
pub(crate) fn join<'a>(parts: impl IntoIterator<Item = &'a MultiPolygon>) -> Result<MultiPolygon> {
    let mut joined = MultiPolygon::<f64>::new(Vec::new()).to_gdal().map_err(Error::internal)?;
    for part in parts {
        let part = part.to_gdal().map_err(Error::internal)?;
        joined = joined.union(&part).ok_or_else(|| Error::internal("GEOS cannot join polygons"))?;
    }
    polygons(&joined)
}

/// The polygons among a geometry's parts: an overlay also leaves the points and lines where shapes only touch.
fn polygons(geometry: &Geometry) -> Result<MultiPolygon> {
    if geometry.is_empty() {
        return Ok(MultiPolygon::new(Vec::new()));
    }
    let mut found = Vec::new();
    let mut waiting = vec![geometry.to_geo().map_err(Error::internal)?];
    while let Some(part) = waiting.pop() {
        match part {
            AnyGeometry::Polygon(polygon) => found.push(polygon),
            AnyGeometry::MultiPolygon(parts) => found.extend(parts),
            AnyGeometry::GeometryCollection(parts) => waiting.extend(parts),
            _ => {}
        }
    }
    Ok(MultiPolygon::new(found))
}
