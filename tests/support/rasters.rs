//! Small files for tests, made by code: rasters of any shape and defect, and zone files.

use std::path::Path;

use gdal::DriverManager;
use gdal::raster::{Buffer, GdalType, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Defn, Feature, Geometry, LayerAccess as _, LayerOptions, OGRFieldType, OGRwkbGeometryType};

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
        let options = self.options.iter().copied().collect::<RasterCreationOptions>();
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
    let options = options.iter().copied().collect::<RasterCreationOptions>();
    let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has GeoTIFF");
    let mut dataset = driver
        .create_with_band_type_with_options::<u8, _>(path, columns, rows, 1, &options)
        .expect("a raster can be created");
    dataset.set_geo_transform(&NINGBO).expect("a georeference");
    dataset.set_spatial_ref(&SpatialRef::from_epsg(4490).expect("a CRS")).expect("a CRS can be set");
}

/// The west half of the sound raster.
pub(crate) const WEST: [f64; 4] = [121.0, 29.96, 121.02, 30.0];
/// The east half.
pub(crate) const EAST: [f64; 4] = [121.02, 29.96, 121.04, 30.0];

/// A layer of rectangles with id and name.
pub(crate) struct VectorLayer<'a> {
    pub(crate) name: &'a str,
    pub(crate) crs: Option<&'a str>,
    pub(crate) zones: &'a [(&'a str, &'a str, [f64; 4])],
}

pub(crate) fn geopackage(path: &Path, layers: &[VectorLayer<'_>]) {
    vector("GPKG", path, layers, &[]);
}

/// A Shapefile in an encoding that it does not declare.
pub(crate) fn shapefile(path: &Path, encoding: &str, zones: &[(&str, &str, [f64; 4])]) {
    let layer = VectorLayer { name: "zones", crs: Some("EPSG:4490"), zones };
    vector("ESRI Shapefile", path, &[layer], &[&format!("ENCODING={encoding}")]);
    // Without a declaration, as most Chinese files come.
    let _ = std::fs::remove_file(path.with_extension("cpg"));
}

fn vector(driver: &str, path: &Path, layers: &[VectorLayer<'_>], options: &[&str]) {
    let driver = DriverManager::get_driver_by_name(driver).expect("GDAL has the driver");
    let mut dataset = driver.create_vector_only(path).expect("a vector file can be created");
    for VectorLayer { name, crs, zones } in layers {
        let crs = crs.map(|crs| SpatialRef::from_definition(crs).expect("a CRS"));
        let creation =
            LayerOptions { name, srs: crs.as_ref(), ty: OGRwkbGeometryType::wkbPolygon, options: Some(options) };
        let layer = dataset.create_layer(creation).expect("a layer can be created");
        let fields = [("id", OGRFieldType::OFTString), ("name", OGRFieldType::OFTString)];
        layer.create_defn_fields(&fields).expect("fields can be created");
        let definition = Defn::from_layer(&layer);
        for (id, name, [west, south, east, north]) in *zones {
            let mut feature = Feature::new(&definition).expect("a feature");
            feature.set_field_string(0, id).expect("a field");
            feature.set_field_string(1, name).expect("a field");
            let outline =
                format!("POLYGON (({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))");
            feature.set_geometry(Geometry::from_wkt(&outline).expect("a polygon")).expect("a geometry");
            feature.create(&layer).expect("a feature can be created");
        }
    }
}
