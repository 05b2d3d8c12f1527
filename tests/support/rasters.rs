//! Small files for tests, made by code: rasters of any shape and defect, and zone files.

use std::path::Path;

use gdal::DriverManager;
use gdal::raster::{Buffer, GdalType, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;

/// A GeoTIFF as a test wants it; the defaults are a sound one of 4 × 4 pixels of 0.01° near Ningbo.
pub(crate) struct Raster<T> {
    pub(crate) crs: Option<&'static str>,
    pub(crate) geo_transform: [f64; 6],
    pub(crate) columns: usize,
    pub(crate) nodata: Option<f64>,
    pub(crate) values: Vec<T>,
    pub(crate) options: &'static [&'static str],
}

/// The north-west corner at 121°E 30°N, pixels of 0.01°.
pub(crate) const NINGBO: [f64; 6] = [121.0, 0.01, 0.0, 30.0, 0.0, -0.01];

impl<T: GdalType + Copy> Raster<T> {
    /// A square raster of the values, row by row.
    pub(crate) fn of(values: impl IntoIterator<Item = T>) -> Self {
        let values: Vec<T> = values.into_iter().collect();
        let columns = values.len().isqrt();
        Self {
            crs: Some("EPSG:4490"),
            geo_transform: NINGBO,
            columns,
            nodata: Some(255.0),
            values,
            options: &["COMPRESS=DEFLATE"],
        }
    }

    pub(crate) fn write(&self, path: &Path) {
        let options = RasterCreationOptions::from_iter(self.options.iter().copied());
        let rows = self.values.len() / self.columns;
        let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has GeoTIFF");
        let mut dataset = driver
            .create_with_band_type_with_options::<T, _>(path, self.columns, rows, 1, &options)
            .expect("a raster can be created");
        dataset.set_geo_transform(&self.geo_transform).expect("a georeference");
        if let Some(crs) = self.crs {
            dataset.set_spatial_ref(&SpatialRef::from_definition(crs).expect("a CRS")).expect("a CRS can be set");
        }
        let mut band = dataset.rasterband(1).expect("a band");
        band.set_no_data_value(self.nodata).expect("nodata can be set");
        let mut buffer = Buffer::new((self.columns, rows), self.values.clone());
        band.write((0, 0), (self.columns, rows), &mut buffer).expect("pixels can be written");
    }
}

/// A rectangle as the coordinates of a GeoJSON polygon.
pub(crate) fn rectangle([west, south, east, north]: [f64; 4]) -> String {
    format!("[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]")
}

/// A GeoJSON file of polygons with `id` and `name`; `crs` is an EPSG code.
pub(crate) fn zones(crs: u32, zones: &[(&str, &str, String)]) -> String {
    let features: Vec<String> = zones
        .iter()
        .map(|(id, name, coordinates)| {
            format!(
                r#"{{"type":"Feature","properties":{{"id":{id},"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{crs}"}}}},"features":[{}]}}"#,
        features.join(",\n")
    )
}

/// A raster of any size near Ningbo, without a nodata value and without a pixel ever written.
pub(crate) fn empty(path: &Path, columns: usize, rows: usize, options: &[&str]) {
    let options = RasterCreationOptions::from_iter(options.iter().copied());
    let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has GeoTIFF");
    let mut dataset = driver
        .create_with_band_type_with_options::<u8, _>(path, columns, rows, 1, &options)
        .expect("a raster can be created");
    dataset.set_geo_transform(&NINGBO).expect("a georeference");
    dataset.set_spatial_ref(&SpatialRef::from_epsg(4490).expect("a CRS")).expect("a CRS can be set");
}
