//! A coast at three dates for `benches/run`: `scene DIRECTORY` writes 5,000 × 5,000 pixels of land class at 2000, 2010 and 2020, and
//! sixteen zones whose borders cut pixels.
//!
//! Mostly coast, in patches of some hundred metres with ragged edges, which move between the dates. The figures of the classes are
//! those of InVEST's own test, so that its program and this one can be compared pixel by pixel.

use std::fmt::Write as _;
use std::path::Path;

use gdal::DriverManager;
use gdal::raster::{Buffer, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;

const EDGE: usize = 5_000;
const PIXEL: f64 = 10.0;
const WEST: f64 = 350_000.0;
const NORTH: f64 = 3_360_000.0;
/// At these years every release of InVEST aligns the rasters with their own dates.
const YEARS: [u64; 3] = [2000, 2010, 2020];
/// Sea, tidal flat, salt marsh, mangrove, built-up and forest in the scheme `tanhui`, from low to high ground, and the ground that
/// each reaches up to.
const CLASSES: [(u8, f64); 6] = [(60, 0.3), (51, 0.44), (50, 0.58), (52, 0.66), (30, 0.8), (1, 1.0)];

fn main() {
    let directory = std::env::args().skip(1).find(|argument| argument != "--bench");
    let Some(directory) = directory else { return };
    let directory = Path::new(&directory);
    for year in YEARS {
        write(&directory.join(format!("coast_{year}.tif")), year);
    }
    std::fs::write(directory.join("coast_zones.geojson"), zones()).expect("a writable directory");
}

/// A number from 0 to 1 that looks random, of a node of a lattice.
fn node(x: usize, y: usize, salt: u64) -> f64 {
    let mut bits = (x as u64) << 32 ^ y as u64 ^ salt << 17;
    for factor in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
        bits = (bits ^ bits >> 33).wrapping_mul(factor);
    }
    (bits ^ bits >> 33) as f64 / u64::MAX as f64
}

/// Noise between the nodes of a lattice.
fn noise(row: usize, column: usize, spacing: usize, salt: u64) -> f64 {
    let (x, y) = (column / spacing, row / spacing);
    let share = |position: usize| {
        let share = (position % spacing) as f64 / spacing as f64;
        share * share * (3.0 - 2.0 * share)
    };
    let (across, down) = (share(column), share(row));
    let at = |y| node(x, y, salt) * (1.0 - across) + node(x + 1, y, salt) * across;
    at(y) * (1.0 - down) + at(y + 1) * down
}

fn class(row: usize, column: usize, year: u64) -> u8 {
    let ground =
        0.62 * noise(row, column, 160, 1) + 0.24 * noise(row, column, 60, year) + 0.14 * noise(row, column, 6, 2);
    CLASSES.iter().find(|(_, top)| ground < *top).map_or(1, |(code, _)| *code)
}

fn write(path: &Path, year: u64) {
    let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has GeoTIFF");
    let options = ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "COMPRESS=DEFLATE"];
    let options: RasterCreationOptions = options.into_iter().collect();
    let mut dataset = driver
        .create_with_band_type_with_options::<u8, _>(path, EDGE, EDGE, 1, &options)
        .expect("a writable directory");
    dataset.set_geo_transform(&[WEST, PIXEL, 0.0, NORTH, 0.0, -PIXEL]).expect("GeoTIFF holds any");
    dataset.set_spatial_ref(&SpatialRef::from_epsg(32_651).expect("a known CRS")).expect("GeoTIFF holds any");
    let mut band = dataset.rasterband(1).expect("one band");
    band.set_no_data_value(Some(255.0)).expect("GeoTIFF holds any");
    let pixels = (0..EDGE).flat_map(|row| (0..EDGE).map(move |column| class(row, column, year))).collect();
    band.write((0, 0), (EDGE, EDGE), &mut Buffer::new((EDGE, EDGE), pixels)).expect("a writable disk");
    dataset.close().expect("a writable disk");
}

/// Four by four quadrilaterals that share their shifted corners.
fn zones() -> String {
    let corner = |x: usize, y: usize| {
        let shift = |at: usize, salt| if at.is_multiple_of(4) { 0.0 } else { 4_000.0 * (node(x, y, salt) - 0.5) };
        let step = EDGE as f64 * PIXEL / 4.0;
        [WEST + x as f64 * step + shift(x, 3), NORTH - y as f64 * step + shift(y, 4)]
    };
    let mut features = Vec::new();
    for (x, y) in (0..4).flat_map(|y| (0..4).map(move |x| (x, y))) {
        let mut ring = String::new();
        for [east, north] in [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y), (x, y)].map(|(x, y)| corner(x, y)) {
            write!(ring, "{}[{east},{north}]", if ring.is_empty() { "" } else { "," }).expect("a string");
        }
        features.push(format!(
            r#"{{"type":"Feature","properties":{{"id":"{x}{y}"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
        ));
    }
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::32651"}}}},"features":[{}]}}"#,
        features.join(",\n")
    )
}
