//! Zones: polygons with ids, read with every defect reported at once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gdal::vector::{Feature, LayerAccess};
use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::attribute::text;
use super::edges::project_ring;
use super::encoding::{self, Encoding};
use super::layer::Source;
use super::outline::{OutlineDefect, outline};
use super::polygon_area::PolygonAreas;
use super::{PixelPolygon, PixelZone};
use crate::error::{Error, Result};
use crate::gdal_runtime::{self, FailureMark};
use crate::raster::{Crs, Grid};

/// How far the outlines on a grid may be off the straight edges of the file, in pixels.
const EDGE_TOLERANCE: f64 = 0.001;

/// What to read of a vector file.
#[derive(Debug, Clone)]
pub struct ZoneRequest {
    /// The zone set's name, for messages.
    pub set: String,
    /// The file.
    pub path: PathBuf,
    /// The layer, if the file holds several.
    pub layer: Option<String>,
    /// The field of ids.
    pub id: String,
    /// The field of names.
    pub name: Option<String>,
    /// A numeric field to read, such as the official area.
    pub number: Option<String>,
    /// The encoding of attributes.
    pub encoding: Encoding,
    /// The CRS of a file that has none, or a wrong one.
    pub assume_crs: Option<Crs>,
}

/// A zone.
#[derive(Debug, Clone)]
pub struct Zone {
    /// The id, unique in its set.
    pub id: String,
    /// The name; the id if there is none.
    pub name: String,
    /// The number asked for.
    pub number: Option<f64>,
    /// The area of the polygon with geodesic edges on its CRS's ellipsoid, m².
    pub geodesic_area: f64,
    outline: MultiPolygon<f64>,
}

/// Zones of one file, in the file's CRS.
#[derive(Debug, Clone)]
pub struct ZoneSet {
    /// The CRS of the file.
    pub crs: Crs,
    /// The files it was read from.
    pub files: Vec<PathBuf>,
    /// The zones, in the order of their ids.
    pub zones: Vec<Zone>,
    /// Things a user should know that do not stop the run.
    pub warnings: Vec<String>,
}

impl Zone {
    /// What tells outlines apart: a hash of their points in the CRS of the file.
    #[must_use]
    pub fn outline_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for polygon in &self.outline {
            hasher.update(b"polygon");
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                hasher.update(b"ring");
                for Coord { x, y } in ring {
                    hasher.update(&x.to_le_bytes()).update(&y.to_le_bytes());
                }
            }
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

impl ZoneSet {
    /// Reads a zone set.
    ///
    /// # Errors
    /// All defects together: null, empty or repeated ids, geometries that are missing, empty, not polygons or invalid.
    pub fn read(request: &ZoneRequest) -> Result<Self> {
        let (options, mut warnings) = encoding::open_options(&request.path, request.encoding)?;
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let dataset = gdal_runtime::open_vector(&request.path, &options)?;
        let what = format!("zone set `{}`", request.set);
        let source = Source { what: &what, path: &request.path };
        let mut layer = source.layer(&dataset, request.layer.as_deref())?;
        if layer.feature_count() == 0 {
            return Err(Error::data(format!(
                "zone set `{}` is empty: `{}` holds no features",
                request.set,
                request.path.display()
            )));
        }
        let crs = source.crs(&layer, request.assume_crs.as_ref())?;
        let areas = PolygonAreas::new(&crs)?;
        let fields = Fields::find(&layer, request, source)?;
        let mut problems = Vec::new();
        let mut zones: BTreeMap<String, Zone> = BTreeMap::new();
        gdal_runtime::take_messages();
        let mark = FailureMark::now();
        for feature in layer.features() {
            match read_zone(&feature, &fields, &areas, request) {
                Ok(zone) => {
                    if let Some(first) = zones.insert(zone.id.clone(), zone) {
                        problems.push(
                            Error::data(format!("zone set `{}` has the id `{}` more than once", request.set, first.id))
                                .note(format!("field `{}` of `{}`", request.id, request.path.display()))
                                .hint("choose a field that is unique, or dissolve the features that belong together"),
                        );
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        // A file that ends too early gives fewer features or none, as if they had never been.
        if problems.is_empty() && (mark.has_failures() || zones.is_empty()) {
            problems.push(source.cut_short(&gdal_runtime::take_messages()));
        }
        let set = Self {
            crs,
            files: gdal_runtime::dataset_files(&dataset, &request.path),
            zones: zones.into_values().collect(),
            warnings: Vec::new(),
        };
        if problems.is_empty() {
            source.refuse_swapped_axes(&set.crs, set.extent()?)?;
        }
        Error::all(problems)?;
        warnings.extend(set.suspect_gcj02(&fields, request));
        Ok(Self { warnings, ..set })
    }

    /// The bounding box of all zones: west, south, east, north.
    fn extent(&self) -> Result<[f64; 4]> {
        self.extent_in(&self.crs, f64::INFINITY)
    }

    /// The bounding box of all zones in another CRS, for pixels of `resolution`: west, south, east, north.
    ///
    /// # Errors
    /// A CRS the zones cannot be brought to.
    pub fn extent_in(&self, crs: &Crs, resolution: f64) -> Result<[f64; 4]> {
        let to = self.crs.transformer_to(crs)?;
        let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for zone in &self.zones {
            for ring in zone.outline.iter().map(geo::Polygon::exterior) {
                for Coord { x, y } in project_ring(ring, &to, resolution * EDGE_TOLERANCE)? {
                    extent = [extent[0].min(x), extent[1].min(y), extent[2].max(x), extent[3].max(y)];
                }
            }
        }
        Ok(extent)
    }

    /// The outlines in another CRS, east and north. What is straight in the file is straight, to `tolerance` in units of that CRS, on
    /// the ground.
    ///
    /// # Errors
    /// A CRS the zones cannot be brought to.
    pub fn outlines_in(&self, crs: &Crs, tolerance: f64) -> Result<Vec<MultiPolygon>> {
        let to = self.crs.transformer_to(crs)?;
        let ring = |ring: &LineString| project_ring(ring, &to, tolerance).map(LineString::from);
        let polygon = |polygon: &Polygon| {
            let holes = polygon.interiors().iter().map(ring).collect::<Result<_>>()?;
            Ok(Polygon::new(ring(polygon.exterior())?, holes))
        };
        self.zones.iter().map(|zone| zone.outline.iter().map(polygon).collect()).collect()
    }

    /// The outlines in pixels of a grid. What is straight in the file is straight, to a thousandth of a pixel, on the ground: points
    /// are added to edges that the grid's CRS bends more than that.
    ///
    /// # Errors
    /// A CRS the zones cannot be brought to.
    pub fn on_grid(&self, grid: &Grid) -> Result<Vec<PixelZone>> {
        let to = self.crs.transformer_to(&grid.crs)?;
        let tolerance = grid.pixel_width.min(grid.pixel_height) * EDGE_TOLERANCE;
        let ring_on_grid = |ring: &LineString<f64>| -> Result<Vec<[f64; 2]>> {
            let points = project_ring(ring, &to, tolerance)?;
            Ok(points.into_iter().map(|point| <[f64; 2]>::from(grid.to_pixel(point.x, point.y))).collect())
        };
        self.zones
            .iter()
            .map(|zone| {
                zone.outline
                    .iter()
                    .map(|polygon| {
                        Ok(PixelPolygon {
                            exterior: ring_on_grid(polygon.exterior())?,
                            holes: polygon.interiors().iter().map(ring_on_grid).collect::<Result<_>>()?,
                        })
                    })
                    .collect()
            })
            .collect()
    }

    /// Boundaries from Chinese web maps are shifted by some hundred metres although labelled WGS 84.
    fn suspect_gcj02(&self, fields: &Fields, request: &ZoneRequest) -> Option<String> {
        let named = request.path.to_string_lossy().to_lowercase().contains("gcj");
        let web_map = fields.names.iter().any(|name| name == "adcode");
        let wgs84 = matches!(self.crs.label(), "EPSG:4326" | "OGC:CRS84");
        let in_china = self.extent().is_ok_and(|[west, south, ..]| west > 72.0 && south > 0.0);
        (wgs84 && in_china && (named || web_map)).then(|| {
            format!(
                "zone set `{}` looks like a web-map boundary (field `adcode` or `gcj` in its name): such coordinates are \
                 usually GCJ-02, some hundred metres off, although labelled WGS 84; compare them with a surveyed boundary",
                request.set
            )
        })
    }
}

/// Fields by index.
struct Fields {
    names: Vec<String>,
    id: usize,
    name: Option<usize>,
    number: Option<usize>,
}

impl Fields {
    fn find(layer: &impl LayerAccess, request: &ZoneRequest, source: Source<'_>) -> Result<Self> {
        let names: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
        let index = |wanted: &str, key: &str| source.field(&names, wanted, key);
        Ok(Self {
            id: index(&request.id, "id")?,
            name: request.name.as_deref().map(|name| index(name, "name")).transpose()?,
            number: request.number.as_deref().map(|number| index(number, "official_area.field")).transpose()?,
            names: names.clone(),
        })
    }
}

fn read_zone(feature: &Feature<'_>, fields: &Fields, areas: &PolygonAreas, request: &ZoneRequest) -> Result<Zone> {
    let place = || {
        let feature_id = feature.fid().map_or(String::new(), |fid| format!(", feature {fid}"));
        format!("in `{}`{feature_id}", request.path.display())
    };
    let text = |field: usize, name: &str| {
        text(feature, field).map_err(|found| {
            Error::data(format!(
                "field `{name}` of zone set `{}` holds {found}, expected a text or a number",
                request.set
            ))
            .note(place())
        })
    };
    let id = text(fields.id, &request.id)?.filter(|id| !id.trim().is_empty()).ok_or_else(|| {
        Error::data(format!("a zone of set `{}` has no id: field `{}` is null or empty", request.set, request.id))
            .note(place())
    })?;
    let name = match fields.name {
        Some(index) => text(index, request.name.as_deref().unwrap_or_default())?,
        None => None,
    }
    .unwrap_or_else(|| id.clone());
    for (field, value) in [(&request.id, &id), (request.name.as_ref().unwrap_or(&request.id), &name)] {
        encoding::refuse_garbled(value, || format!("field `{field}`, {}", place()))?;
    }
    let broken = |found: &str| Error::data(format!("zone `{id}` of set `{}` {found}", request.set)).note(place());
    let outline = outline(feature).map_err(|defect| {
        let refused = match &defect {
            OutlineDefect::Invalid(said) => {
                Error::data(format!("the polygon of zone `{id}` of set `{}` is not valid", request.set))
                    .note(place())
                    .cause(format!("GDAL: {said}"))
            }
            _ => broken(&defect.text()),
        };
        match defect.hint() {
            Some(hint) => refused.hint(hint),
            None => refused,
        }
    })?;
    let geodesic_area = areas.geodesic(&outline)?;
    let number = match fields.number {
        Some(index) => text(index, request.number.as_deref().unwrap_or_default())?,
        None => None,
    };
    let Ok(number) = number.as_deref().map(|text| text.trim().parse()).transpose() else {
        return Err(broken(&format!(
            "has `{}` in field `{}`, expected a number",
            number.unwrap_or_default(),
            request.number.as_deref().unwrap_or_default()
        )));
    };
    Ok(Zone { id, name, number, geodesic_area, outline })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::ZoneAreas;
    use crate::vector::{Coverage, CoverageRule};

    #[test]
    fn a_zone_of_long_edges_has_the_area_between_its_parallels() {
        let crs = |definition| Crs::from_definition(definition).expect("a known CRS");
        let albers = crs("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84 +units=m");
        // The southern edge follows its parallel in 300 pieces; the northern one, of 3°, is 800 m off as one piece.
        let south = (0..=300).map(|step| (120.0 + f64::from(step) * 0.01, 30.0));
        let ring: LineString = south.chain([(123.0, 31.0), (120.0, 31.0), (120.0, 30.0)]).collect();
        let zone = Zone {
            id: "a".to_owned(),
            name: "a".to_owned(),
            number: None,
            geodesic_area: f64::NAN,
            outline: MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]),
        };
        let set = ZoneSet { crs: crs("EPSG:4326"), files: Vec::new(), zones: vec![zone], warnings: Vec::new() };
        let [west, _, _, north] = set.extent_in(&albers, 1_000.0).expect("inside");
        let (pixel_width, pixel_height, rows, columns) = (1_000.0, 1_000.0, 400, 400);
        let grid = Grid { crs: albers, west, north, pixel_width, pixel_height, rows, columns };
        let outlines = set.on_grid(&grid).expect("inside");
        // Albers keeps areas.
        let area =
            Coverage::new(rows, columns, &outlines, CoverageRule::Exact).set(0).zone_coverage()[0] * 1_000.0 * 1_000.0;
        let parallels = ZoneAreas::new(&set.crs);
        let expected = 3_f64.to_radians() * (parallels.area(31.0) - parallels.area(30.0));
        assert!((area / expected - 1.0).abs() < 1e-5, "{area} m² against {expected} m²");
    }
}
