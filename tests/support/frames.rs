//! Small scenes made by code: rasters, zones and pipelines, and GDAL's own command line tools to bring them to other formats.

use std::path::Path;
use std::process::Command;

use gdal::raster::{Buffer, GdalType, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::{Dataset, DriverManager};

use super::Workspace;

/// Where a raster lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) crs: &'static str,
    pub(crate) geo_transform: [f64; 6],
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

impl Frame {
    /// A north-up frame of square pixels.
    pub(crate) fn north_up(crs: &'static str, west: f64, north: f64, pixel: f64, rows: usize, columns: usize) -> Self {
        Self { crs, geo_transform: [west, pixel, 0.0, north, 0.0, -pixel], rows, columns }
    }

    /// Writes a GeoTIFF whose pixels `value` gives by row and column.
    pub(crate) fn write<T: GdalType + Copy>(
        &self,
        path: &Path,
        nodata: Option<f64>,
        options: &[&str],
        value: impl Fn(usize, usize) -> T,
    ) {
        let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has GeoTIFF");
        let options: RasterCreationOptions = options.iter().copied().collect();
        let mut dataset = driver
            .create_with_band_type_with_options::<T, _>(path, self.columns, self.rows, 1, &options)
            .expect("a writable directory");
        dataset.set_geo_transform(&self.geo_transform).expect("GeoTIFF holds any");
        let crs = SpatialRef::from_definition(self.crs).expect("a known CRS");
        dataset.set_spatial_ref(&crs).expect("GeoTIFF holds any");
        let mut band = dataset.rasterband(1).expect("one band");
        band.set_no_data_value(nodata).expect("GeoTIFF holds any");
        let pixels = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (row, column)));
        let pixels = pixels.map(|(row, column)| value(row, column)).collect();
        let size = (self.columns, self.rows);
        band.write((0, 0), size, &mut Buffer::new(size, pixels)).expect("a writable disk");
        dataset.close().expect("a writable disk");
    }
}

/// The pixels of band 1, row by row, as numbers.
pub(crate) fn pixels(path: &Path) -> Vec<f64> {
    let dataset = Dataset::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let band = dataset.rasterband(1).expect("one band");
    let size = band.size();
    band.read_as::<f64>((0, 0), size, size, None).expect("readable").data().to_vec()
}

/// One of GDAL's own programs; its messages if it fails.
pub(crate) fn tool(program: &str, arguments: &[&str], files: &[&Path]) {
    let output = Command::new(program).args(arguments).args(files).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; the tests need GDAL's command line tools"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Band 1 of a file on another frame, by `gdalwarp` with the exact transform.
pub(crate) fn gdalwarp(workspace: &Workspace, path: &Path, frame: &Frame, method: &str, nodata: f64) -> Vec<f64> {
    gdalwarp_with(workspace, path, frame, method, nodata, &[])
}

/// The same with further options.
pub(crate) fn gdalwarp_with(
    workspace: &Workspace,
    path: &Path,
    frame: &Frame,
    method: &str,
    nodata: f64,
    options: &[&str],
) -> Vec<f64> {
    let [west, width, _, north, _, height] = frame.geo_transform;
    let (east, south) = (west + width * frame.columns as f64, north + height * frame.rows as f64);
    let numbers = [west, south, east, north, frame.columns as f64, frame.rows as f64].map(|number| number.to_string());
    let [west, south, east, north, columns, rows] = numbers.each_ref().map(String::as_str);
    let nodata = nodata.to_string();
    let target = workspace.path("warped.tif");
    let extent = ["-t_srs", frame.crs, "-te", west, south, east, north, "-ts", columns, rows];
    let arguments =
        [&["-q", "-overwrite", "-et", "0", "-r", method, "-dstnodata", &nodata], &extent[..], options].concat();
    tool("gdalwarp", &arguments, &[path, &target]);
    pixels(&target)
}

/// A zone: id, name, and polygons of rings of points.
pub(crate) struct TestZone<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// The ring of a rectangle, closed.
pub(crate) fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Vec<[f64; 2]> {
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

/// Zones as GeoJSON in an EPSG system.
pub(crate) fn write_zones(path: &Path, epsg: u32, zones: &[TestZone<'_>]) {
    let features: Vec<_> = zones
        .iter()
        .map(|zone| {
            serde_json::json!({
                "type": "Feature",
                "properties": {"id": zone.id, "name": zone.name},
                "geometry": {"type": "MultiPolygon", "coordinates": zone.polygons},
            })
        })
        .collect();
    let collection = serde_json::json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": format!("urn:ogc:def:crs:EPSG::{epsg}")}},
        "features": features,
    });
    std::fs::write(path, collection.to_string()).expect("a writable directory");
}

/// A path as text for a command line or a pipeline file.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

/// A pass that tells nobody how far it is.
pub(crate) struct Silent;

impl tanhui::strata::Progress for Silent {
    fn advance(&self, _: u64) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}
