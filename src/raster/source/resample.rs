//! Layers that lie on another grid than the plan's: warped by GDAL, block by block.

use gdal::{Dataset, DriverManager};
use ndarray::Array2;

use super::{Inside, LayerSource, RasterFile, read_window};
use crate::error::{Error, Result};
use crate::gdal_runtime::Warp;
use crate::raster::{Grid, Pixel, Window};

impl RasterFile {
    /// Pixels of `grid` per pixel of the file, across and down in the file, at the centre of the grid; none where the grid
    /// cannot be brought to the file.
    pub(super) fn scale(&self, grid: &Grid) -> Option<(f64, f64)> {
        let (column, row) = (grid.columns as f64 / 2.0, grid.rows as f64 / 2.0);
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = [(column, row), (column + 1.0, row), (column, row + 1.0)]
            .map(|(c, r)| grid.to_crs(c, r))
            .into_iter()
            .unzip();
        grid.crs.transform_to(self.crs.as_ref()?, &mut x, &mut y).ok()?;
        let [_, width, column_rotation, _, row_rotation, height] = self.geo_transform;
        let determinant = width * height - column_rotation * row_rotation;
        let step = |to: usize| {
            let (east, north) = (x[to] - x[0], y[to] - y[0]);
            let across = (height * east - column_rotation * north) / determinant;
            (across, (width * north - row_rotation * east) / determinant)
        };
        let (by_column, by_row) = (step(1), step(2));
        let scale = (by_column.0.hypot(by_row.0).recip(), by_column.1.hypot(by_row.1).recip());
        (scale.0.is_finite() && scale.1.is_finite()).then_some(scale)
    }
}

impl LayerSource {
    pub(super) fn warped<T: Pixel>(&self, dataset: &Dataset, window: Window) -> Result<Array2<T>> {
        let nodata = self.nodata.ok_or_else(|| Error::internal("a resampled layer has no nodata value"))?;
        let crs = self.file.crs.as_ref().ok_or_else(|| Error::internal("a resampled layer has no CRS"))?;
        let memory = DriverManager::get_driver_by_name("MEM").map_err(Error::internal)?;
        let mut target =
            memory.create_with_band_type::<T, _>("", window.columns, window.rows, 1).map_err(Error::internal)?;
        let (west, north) = self.grid.to_crs(window.column as f64, window.row as f64);
        let transform = [west, self.grid.pixel_width, 0.0, north, 0.0, -self.grid.pixel_height];
        target.set_geo_transform(&transform).map_err(Error::internal)?;
        target.set_spatial_ref(&self.grid.crs.spatial_ref()?).map_err(Error::internal)?;
        let (band, wkt, resampling, scale) = (self.file.band, crs.wkt(), self.resampling, self.scale);
        Warp { source: dataset, band, wkt, nodata, resampling, scale, tolerance: 0.0 }.onto(&target)?;
        let band = target.rasterband(1).map_err(Error::internal)?;
        read_window::<T>(&band, &Inside { row: 0, column: 0, rows: window.rows, columns: window.columns })
    }
}
