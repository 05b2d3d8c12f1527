//! Zone sets: read, matched with their official areas, and laid over the grid.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Builder;
use super::layers::read_table;
use crate::accounts::{OfficialSource, ZoneFacts};
use crate::error::{Error, Result};
use crate::pipeline::file::{OfficialArea, Overlaps, ZoneSetEntry};
use crate::pipeline::unit::AreaUnit;
use crate::raster::{Crs, Grid};
use crate::units::Hectares;
use crate::vector::{CoverageRule, PixelPolygon, PixelZone, Zone, ZoneRequest, ZoneSet};

/// No zone has an official area below 0.01 m² or beyond that of the Earth, in hectares.
const LEAST: f64 = 1e-6;
const MOST: f64 = 5.2e10;

/// Whether hectares can be the area of some land.
pub(super) fn is_land_area(hectares: f64) -> bool {
    (LEAST..=MOST).contains(&hectares)
}

/// A zone set of a plan.
#[derive(Debug)]
pub struct PlannedZoneSet {
    /// The set's name.
    pub name: String,
    /// The zones' ids.
    pub ids: Vec<String>,
    /// The zones as people know them.
    pub zones: Vec<ZoneFacts>,
    /// Where official areas come from.
    pub official: Option<OfficialSource>,
    /// A hash of every zone's outline; none where the zone is the grid.
    pub outlines: Vec<String>,
    /// How boundary pixels are divided.
    pub rule: CoverageRule,
    /// What to do about overlaps.
    pub overlaps: Overlaps,
    /// The files the zones were read from.
    pub files: Vec<PathBuf>,
    /// The zones as read, with their outlines; none for the whole grid.
    pub shapes: Option<ZoneSet>,
}

/// A zone set as read, before there is a grid.
pub(super) struct ZoneFile {
    pub(super) zones: ZoneSet,
    official_areas: Vec<Option<Hectares>>,
}

impl AreaUnit {
    pub(in crate::pipeline) fn hectares(self, area: f64) -> Hectares {
        Hectares(match self {
            Self::Hectares => area,
            Self::Mu => area / 15.0,
            Self::SquareKilometres => area * 100.0,
            Self::SquareMetres => area / 10_000.0,
        })
    }
}

impl Builder<'_> {
    pub(super) fn read_zones(&mut self) -> BTreeMap<String, ZoneFile> {
        let mut files = BTreeMap::new();
        for (name, entry) in &self.file.zones {
            if let Some(file) = self.read_zone_set(name, entry) {
                files.insert(name.clone(), file);
            }
        }
        files
    }

    fn read_zone_set(&mut self, name: &str, entry: &ZoneSetEntry) -> Option<ZoneFile> {
        let assume_crs = match &entry.assume_crs {
            Some(definition) => Some(self.keep(&["zones", name, "assume_crs"], Crs::from_definition(definition))?),
            None => None,
        };
        let own_field = entry.official_area.as_ref().filter(|official| official.table.is_none());
        let request = ZoneRequest {
            set: name.to_owned(),
            path: self.path(&entry.path),
            layer: entry.layer.clone(),
            id: entry.id.clone(),
            name: entry.name.clone(),
            number: own_field.map(|official| official.field.clone()),
            encoding: entry.encoding,
            assume_crs,
        };
        let zones = self.keep(&["zones", name, "path"], ZoneSet::read(&request))?;
        self.warnings.extend(zones.warnings.iter().cloned());
        let official_areas = match &entry.official_area {
            None => vec![None; zones.zones.len()],
            Some(official) => {
                let areas = self.official_areas(name, official, &zones);
                self.keep(&["zones", name, "official_area"], areas)?
            }
        };
        Some(ZoneFile { zones, official_areas })
    }

    fn official_areas(&self, name: &str, official: &OfficialArea, zones: &ZoneSet) -> Result<Vec<Option<Hectares>>> {
        let areas: Vec<Option<f64>> = match &official.table {
            None => zones.zones.iter().map(|zone| zone.number).collect(),
            Some(path) => {
                let path = self.path(path);
                let by_key = area_table(&path, official)?;
                zones
                    .zones
                    .iter()
                    .map(|zone| by_key.get(&zone.id).or_else(|| by_key.get(&zone.name)).copied())
                    .collect()
            }
        };
        let missing: Vec<&str> = zones
            .zones
            .iter()
            .zip(&areas)
            .filter(|(_, area)| !area.is_some_and(|area| is_land_area(official.unit.hectares(area).0)))
            .map(|(zone, _)| zone.name.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(Error::data(format!(
                "zone set `{name}`: no official area for {} of {} zones: {}",
                missing.len(),
                zones.zones.len(),
                missing.iter().take(10).copied().collect::<Vec<_>>().join(", ")
            ))
            .hint("zones are matched by id or name; an official area is a positive number"));
        }
        Ok(areas.into_iter().map(|area| area.map(|area| official.unit.hectares(area))).collect())
    }

    /// The zone sets without their place on a grid.
    pub(super) fn plan_zones(&self, files: &BTreeMap<String, ZoneFile>) -> Vec<PlannedZoneSet> {
        let plan = |(name, file): (&String, &ZoneFile)| {
            let entry = &self.file.zones[name];
            let zones = file.zones.zones.iter().zip(&file.official_areas).map(|(zone, official)| ZoneFacts {
                name: zone.name.clone(),
                geodesic_area: Some(Hectares::from_square_metres(zone.geodesic_area)),
                official_area: *official,
            });
            PlannedZoneSet {
                name: name.clone(),
                ids: file.zones.zones.iter().map(|zone| zone.id.clone()).collect(),
                zones: zones.collect(),
                official: entry
                    .official_area
                    .as_ref()
                    .map(|official| OfficialSource { source: official.source.clone(), year: official.year }),
                outlines: file.zones.zones.iter().map(Zone::outline_hash).collect(),
                rule: entry.coverage,
                overlaps: entry.overlaps,
                files: file.zones.files.clone(),
                shapes: Some(file.zones.clone()),
            }
        };
        files.iter().map(plan).collect()
    }

    /// The outlines of a zone set in pixels of the grid.
    pub(super) fn outlines(&mut self, name: &str, file: &ZoneFile, grid: &Grid) -> Option<Vec<PixelZone>> {
        let outlines = self.keep(&["zones", name, "path"], file.zones.on_grid(grid))?;
        let inside = outlines.iter().flatten().flat_map(|polygon| &polygon.exterior);
        let (rows, columns) = (grid.rows as f64, grid.columns as f64);
        let bounds = inside.fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |b, [x, y]| {
            [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
        });
        let holes = outlines.iter().flatten().flat_map(|polygon| &polygon.holes).flatten();
        if bounds.iter().any(|bound| !bound.is_finite()) || holes.flatten().any(|at| !at.is_finite()) {
            let problem =
                Error::data(format!("zone set `{name}` reaches beyond where `{}` is defined", grid.crs.label()));
            self.problem(&["zones", name, "path"], &problem);
            return None;
        }
        let [west, north, east, south] = bounds;
        if east <= 0.0 || west >= columns || south <= 0.0 || north >= rows {
            let problem = Error::data(format!("zone set `{name}` and the grid do not overlap"))
                .note(format!("in pixels of the grid, the zones reach over columns {west:.0} to {east:.0}, rows {north:.0} to {south:.0}"))
                .hint("check the CRS of both; swapped axes and a wrong zone of the projection are the usual causes");
            self.problem(&["zones", name, "path"], &problem);
            return None;
        }
        self.warn_of_zones_beside(name, &file.zones, &outlines, grid);
        Some(outlines)
    }
}

impl Builder<'_> {
    /// A zone beside the grid has no pixel and therefore no row in the account.
    fn warn_of_zones_beside(&mut self, set: &str, zones: &ZoneSet, outlines: &[PixelZone], grid: &Grid) {
        let (rows, columns) = (grid.rows as f64, grid.columns as f64);
        let is_beside = |outline: &PixelZone| {
            let points = || outline.iter().flat_map(|polygon| &polygon.exterior);
            points().all(|[x, _]| *x <= 0.0)
                || points().all(|[x, _]| *x >= columns)
                || points().all(|[_, y]| *y <= 0.0)
                || points().all(|[_, y]| *y >= rows)
        };
        let beside: Vec<&str> = zones
            .zones
            .iter()
            .zip(outlines)
            .filter(|(_, outline)| is_beside(outline))
            .map(|(zone, _)| zone.name.as_str())
            .collect();
        if !beside.is_empty() {
            self.warnings.push(format!(
                "zone set `{set}`: {} of {} zones lie beside the grid and have no row in the account: {}",
                beside.len(),
                zones.zones.len(),
                beside.iter().take(10).copied().collect::<Vec<_>>().join(", ")
            ));
        }
    }
}

/// The whole grid as the one zone of a set.
pub(super) fn whole_grid() -> PlannedZoneSet {
    PlannedZoneSet {
        name: "grid".to_owned(),
        ids: vec!["grid".to_owned()],
        zones: vec![ZoneFacts { name: "the whole grid".to_owned(), geodesic_area: None, official_area: None }],
        official: None,
        outlines: Vec::new(),
        rule: CoverageRule::Exact,
        overlaps: Overlaps::Refuse,
        files: Vec::new(),
        shapes: None,
    }
}

/// The outline of that zone.
pub(super) fn outline_of_grid(grid: &Grid) -> Vec<PixelZone> {
    let (rows, columns) = (grid.rows as f64, grid.columns as f64);
    let exterior = vec![[0.0, 0.0], [columns, 0.0], [columns, rows], [0.0, rows]];
    vec![vec![PixelPolygon { exterior, holes: Vec::new() }]]
}

/// Areas by the key column of a table.
fn area_table(path: &std::path::Path, official: &OfficialArea) -> Result<BTreeMap<String, f64>> {
    let text = read_table(path)?;
    let broken = |cause: &dyn std::fmt::Display| Error::data(format!("cannot read `{}`", path.display())).cause(cause);
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let column = |name: &str| {
        header.iter().position(|found| found == name).ok_or_else(|| {
            broken(&format!("no column `{name}`: it has {}", header.iter().collect::<Vec<_>>().join(", ")))
        })
    };
    let key = official.key.as_deref().ok_or_else(|| {
        Error::data("an official area from a table needs `key`, the table's column of zone ids or names")
    })?;
    let (key, area) = (column(key)?, column(&official.field)?);
    let mut areas = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        let (key, cell) = (record[key].to_owned(), &record[area]);
        if cell.is_empty() {
            continue;
        }
        let value =
            cell.parse().map_err(|_| broken(&format!("`{cell}` in column `{}` is no number", official.field)))?;
        if areas.insert(key.clone(), value).is_some() {
            return Err(broken(&format!("`{key}` occurs more than once")));
        }
    }
    Ok(areas)
}
