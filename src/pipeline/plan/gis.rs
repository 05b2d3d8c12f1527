//! The files for GIS programs: what they need is there, and their CRS is one that the zones can be brought to.

use std::collections::BTreeMap;

use geo::{LineString, MultiPolygon, Polygon};

use super::Builder;
use super::rasters::RasterPlan;
use super::zones::ZoneFile;
use crate::error::{Error, Result};
use crate::pipeline::file::GisEntry;
use crate::pipeline::gis::{PlannedGis, PlannedGisZones};
use crate::raster::{Crs, Grid};
use crate::vector::ZoneSet;

/// How far edges may be off their curve in another CRS, m; and about as far in degrees.
const TOLERANCE_METRES: f64 = 0.1;
const TOLERANCE_DEGREES: f64 = 1e-6;

impl Builder<'_> {
    pub(super) fn plan_gis(
        &mut self,
        zone_files: &BTreeMap<String, ZoneFile>,
        rasters: Option<&RasterPlan>,
    ) -> Option<PlannedGis> {
        let outputs = &self.file.outputs;
        let crs = match &outputs.gis_crs {
            Some(definition) => Some(self.keep(&["outputs", "gis_crs"], Crs::from_definition(definition))?),
            None => None,
        };
        if outputs.gis.is_empty() {
            if crs.is_some() {
                let problem = Error::data("`gis_crs` is the CRS of files that are not asked for")
                    .hint("add `gis`, for instance `gis = [\"geopackage\"]`, or drop `gis_crs`");
                self.problem(&["outputs", "gis_crs"], &problem);
            }
            return None;
        }
        if outputs.gis.contains(&GisEntry::Stac) && outputs.maps.is_empty() {
            let problem = Error::data("a STAC catalogue is of maps, and none are asked for")
                .hint("add `maps`, for instance `maps = [\"land_class\"]`, or drop `stac`");
            self.problem(&["outputs", "gis"], &problem);
        }
        if self.file.zones.is_empty() && self.file.grid.is_none() {
            let problem = Error::data("files for GIS programs are of zones or of maps, and the pipeline has neither")
                .hint("add `[zones]`, or drop `gis`");
            self.problem(&["outputs", "gis"], &problem);
        }
        let mut zones = Vec::new();
        for (name, file) in zone_files {
            let own = &file.zones;
            if outputs.gis.contains(&GisEntry::ShapefileGbk) {
                self.check_gbk(name, own);
            }
            let crs = crs.as_ref().unwrap_or(&own.crs);
            let outlines = own.outlines_in(crs, tolerance(crs)).and_then(|outlines| refuse_beyond(outlines, name, crs));
            let outlines = self.keep(&["outputs", "gis_crs"], outlines)?;
            zones.push(PlannedGisZones {
                set: name.clone(),
                crs: crs.clone(),
                ids: own.zones.iter().map(|zone| zone.id.clone()).collect(),
                names: own.zones.iter().map(|zone| zone.name.clone()).collect(),
                outlines,
            });
        }
        if let (true, Some(rasters)) = (self.file.zones.is_empty(), rasters) {
            let grid = &rasters.grid;
            let crs = crs.as_ref().unwrap_or(&grid.crs);
            let outline = outline_of(grid, crs).and_then(|outline| refuse_beyond(vec![outline], "grid", crs));
            zones.push(PlannedGisZones {
                set: "grid".to_owned(),
                crs: crs.clone(),
                ids: vec!["grid".to_owned()],
                names: vec!["the whole grid".to_owned()],
                outlines: self.keep(&["outputs", "gis_crs"], outline)?,
            });
        }
        Some(PlannedGis { entries: outputs.gis.iter().copied().collect(), has_own_crs: crs.is_some(), zones })
    }
}

impl Builder<'_> {
    /// Found before anything is computed rather than when the file is written.
    fn check_gbk(&mut self, set: &str, zones: &ZoneSet) {
        let texts = zones.zones.iter().flat_map(|zone| [&zone.id, &zone.name]);
        let unknown: Vec<&str> = texts.map(String::as_str).filter(|text| encoding_rs::GBK.encode(text).2).collect();
        if let Some(first) = unknown.first() {
            let problem = Error::data(format!(
                "{} ids or names of zone set `{set}` hold characters that GBK lacks, the first is `{first}`",
                unknown.len()
            ))
            .hint("ask for `shapefile`, which is in UTF-8, instead of `shapefile_gbk`");
            self.problem(&["outputs", "gis"], &problem);
        }
    }
}

fn tolerance(crs: &Crs) -> f64 {
    if crs.is_geographic() { TOLERANCE_DEGREES } else { TOLERANCE_METRES }
}

/// A point without a place would make a file that programs refuse.
fn refuse_beyond(outlines: Vec<MultiPolygon>, set: &str, crs: &Crs) -> Result<Vec<MultiPolygon>> {
    let is_finite = |ring: &LineString| ring.0.iter().all(|point| point.x.is_finite() && point.y.is_finite());
    let is_inside = |polygon: &Polygon| is_finite(polygon.exterior()) && polygon.interiors().iter().all(is_finite);
    if outlines.iter().flatten().all(is_inside) {
        return Ok(outlines);
    }
    Err(Error::data(format!("zone set `{set}` reaches beyond where `{}` is defined", crs.label()))
        .hint("name another CRS with `gis_crs`"))
}

/// The edges of a grid in another CRS, with a point at every pixel corner, at most a few hundred an edge.
fn outline_of(grid: &Grid, crs: &Crs) -> Result<MultiPolygon> {
    const PIECES: usize = 200;
    let (rows, columns) = (grid.rows as f64, grid.columns as f64);
    let corners = [(0.0, 0.0), (columns, 0.0), (columns, rows), (0.0, rows), (0.0, 0.0)];
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for edge in corners.windows(2) {
        for step in 0..PIECES {
            let share = step as f64 / PIECES as f64;
            let between = |from: f64, to: f64| from + (to - from) * share;
            let (east, north) = grid.to_crs(between(edge[0].0, edge[1].0), between(edge[0].1, edge[1].1));
            x.push(east);
            y.push(north);
        }
    }
    grid.crs.transform_to(crs, &mut x, &mut y)?;
    let ring: LineString = x.into_iter().zip(y).collect();
    Ok(MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]))
}
