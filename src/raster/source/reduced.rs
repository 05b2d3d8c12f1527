//! A raster as a small picture in Web Mercator, for screens: never for areas.

use gdal::{Dataset, DriverManager};
use ndarray::Array2;

use super::{Inside, RasterFile, read_window};
use crate::error::{Error, Result};
use crate::gdal_runtime::{self, FailureMark, Resampling, Warp};
use crate::raster::{Crs, Grid, is_nodata};

/// Points along each edge of the raster that its extent is taken from.
const POINTS: usize = 33;

/// How many times as fine an overview must be to make a picture of it.
const FINER: f64 = 2.0;

/// Below this, pixels of the picture are hardly larger than those they are made of.
const LITTLE: f64 = 1.5;

/// How far off a position may be that a pixel of a picture is taken from, in pixels of the raster, which are smaller: nobody sees
/// it, and computing each takes longer than all else.
const UNSEEN: f64 = 0.125;

/// The value of pixels without data while warping.
const NODATA: f64 = f64::MIN;

/// A raster brought to a small grid in Web Mercator.
#[derive(Debug, Clone)]
pub struct ReducedRaster {
    /// West, south, east, north in degrees of longitude and latitude, WGS 84.
    pub bounds: [f64; 4],
    /// The values, unpacked; NaN where there are none.
    pub pixels: Array2<f64>,
}

impl RasterFile {
    /// The raster in Web Mercator, at most `most` pixels wide and high, from the overview that is still finer; `resampling` is the
    /// mode for classes and the average for quantities.
    ///
    /// # Errors
    /// A raster without CRS, one that Web Mercator does not reach, or one that cannot be read.
    pub fn reduced(&self, most: usize, resampling: Resampling) -> Result<ReducedRaster> {
        let failures = FailureMark::now();
        let own = self.grid()?;
        let (grid, bounds) = screen_grid(&own, most)?;
        // The width that the whole file would have with as many pixels as the picture.
        let width =
            own.columns as f64 / (own.columns as f64 / grid.columns as f64).min(own.rows as f64 / grid.rows as f64);
        let dataset = gdal_runtime::open_raster(&self.path)?;
        let band = dataset.rasterband(self.band).map_err(Error::internal)?;
        let overviews = usize::try_from(band.overview_count().map_err(Error::internal)?).unwrap_or(0);
        let is_fine = |level: &usize| {
            let overview = band.overview(*level).map_or(0, |overview| overview.size().0);
            overview as f64 >= FINER * width
        };
        let overview = (0..overviews).take_while(is_fine).last();
        let source = match overview {
            Some(level) => gdal_runtime::open_overview(&self.path, level)?,
            None => dataset,
        };
        // Where pixels are about as large as those of the picture, the nearest is as good and many times faster.
        let is_coarse = (source.raster_size().0 as f64) < LITTLE * width;
        let pixels = self.warped_to(&source, &grid, if is_coarse { Resampling::Nearest } else { resampling })?;
        failures.check(&format!("cannot read `{}`", self.path.display()))?;
        Ok(ReducedRaster { bounds, pixels })
    }

    fn warped_to(&self, source: &Dataset, grid: &Grid, resampling: Resampling) -> Result<Array2<f64>> {
        let crs = self.crs.as_ref().ok_or_else(|| Error::internal("a raster has no CRS"))?;
        let file = Self { geo_transform: source.geo_transform().map_err(Error::internal)?, ..self.clone() };
        let (columns, rows) = (grid.columns, grid.rows);
        let memory = DriverManager::get_driver_by_name("MEM").map_err(Error::internal)?;
        let mut target = memory.create_with_band_type::<f64, _>("", columns, rows, 1).map_err(Error::internal)?;
        target.set_geo_transform(&grid.geo_transform()).map_err(Error::internal)?;
        target.set_spatial_ref(&grid.crs.spatial_ref()?).map_err(Error::internal)?;
        let (band, wkt, scale) = (self.band, crs.wkt(), file.scale(grid));
        let nodata = self.nodata.unwrap_or(NODATA);
        Warp { source, band, wkt, nodata, resampling, scale, tolerance: UNSEEN }.onto(&target)?;
        let band = target.rasterband(1).map_err(Error::internal)?;
        let stored = read_window::<f64>(&band, &Inside { row: 0, column: 0, rows, columns })?;
        let (factor, offset) = self.packing.unwrap_or((1.0, 0.0));
        Ok(stored.mapv(|value| if is_nodata(value, Some(nodata)) { f64::NAN } else { value * factor + offset }))
    }
}

/// A grid in Web Mercator around another one, with at most `most` pixels each way and none finer than there, and its bounds in degrees.
fn screen_grid(own: &Grid, most: usize) -> Result<(Grid, [f64; 4])> {
    let mercator = Crs::from_definition("EPSG:3857")?;
    let (rows, columns) = (own.rows as f64, own.columns as f64);
    let shares = || (0..POINTS).map(|point| point as f64 / (POINTS - 1) as f64);
    let edge = shares().flat_map(|share| {
        let (row, column) = (share * rows, share * columns);
        [(column, 0.0), (column, rows), (0.0, row), (columns, row)]
    });
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = edge.map(|(column, row)| own.to_crs(column, row)).unzip();
    own.crs.transform_to(&mercator, &mut x, &mut y)?;
    let least = |of: &[f64]| of.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = |of: &[f64]| of.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (west, south, east, north) = (least(&x), least(&y), greatest(&x), greatest(&y));
    if ![west, south, east, north].iter().all(|edge| edge.is_finite()) {
        return Err(Error::data("the grid reaches beyond where Web Mercator is defined"));
    }
    let finest = ((east - west) / columns).max((north - south) / rows);
    let pixel = finest.max((east - west).max(north - south) / most as f64);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least one, at most `most`")]
    let count = |length: f64| ((length / pixel).ceil() as usize).clamp(1, most);
    let (rows, columns) = (count(north - south), count(east - west));
    let grid = Grid { crs: mercator, west, north, pixel_width: pixel, pixel_height: pixel, rows, columns };
    let (mut x, mut y) = ([grid.west, grid.east()], [grid.south(), grid.north]);
    grid.crs.transform_to(&Crs::from_definition("EPSG:4326")?, &mut x, &mut y)?;
    Ok((grid, [x[0], y[0], x[1], y[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Layout, RasterDescription, write_raster};

    /// Written with overviews: the value is 10 west of the middle column and 20 east of it; without data in the north.
    fn written(path: &std::path::Path, edge: usize) -> RasterFile {
        let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
        let (west, north, pixel) = (600_000.0, 3_340_000.0, 10.0);
        let grid = Grid { crs, west, north, pixel_width: pixel, pixel_height: pixel, rows: edge, columns: edge };
        let description = RasterDescription { nodata: Some(255.0), scale: Some(0.5), ..RasterDescription::default() };
        let half = edge / 2;
        write_raster::<u8>(path, &grid, Layout::CloudOptimized, &description, |window| {
            let value = |(row, column)| match (window.row + row < half, window.column + column < half) {
                (true, _) => 255,
                (false, true) => 20,
                (false, false) => 40,
            };
            Ok(Array2::from_shape_fn((window.rows, window.columns), value))
        })
        .expect("a writable disk");
        RasterFile::inspect(path, 1, None).expect("a raster")
    }

    #[test]
    fn a_small_picture_is_made_of_an_overview_and_keeps_place_values_and_gaps() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = written(&directory.path().join("raster.tif"), 2_100);
        let overview = gdal_runtime::open_overview(&file.path, 1).expect("an overview");
        assert_eq!(overview.raster_size(), (525, 525));
        for resampling in [Resampling::Mode, Resampling::Average] {
            let reduced = file.reduced(200, resampling).expect("readable");
            let (rows, columns) = reduced.pixels.dim();
            assert_eq!(rows.max(columns), 200);
            let at = |row: usize, column: usize| reduced.pixels[(rows * row / 8, columns * column / 8)];
            assert!(at(2, 2).is_nan() && at(2, 6).is_nan());
            assert!((at(6, 2) - 10.0).abs() < 1e-9 && (at(6, 6) - 20.0).abs() < 1e-9);
            // 600 km east of the zone's 0 is 100 km east of 120°.
            let [west, south, east, north] = reduced.bounds;
            assert!((121.0..121.05).contains(&west) && (30.1..30.2).contains(&north), "{:?}", reduced.bounds);
            assert!((0.21..0.23).contains(&(east - west)) && (0.18..0.20).contains(&(north - south)));
        }
    }

    #[test]
    fn nothing_is_made_finer_than_it_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = written(&directory.path().join("raster.tif"), 200);
        let reduced = file.reduced(10_000, Resampling::Mode).expect("readable");
        let (rows, columns) = reduced.pixels.dim();
        assert!((150..=201).contains(&rows) && (150..=201).contains(&columns), "{rows} × {columns}");
    }
}
