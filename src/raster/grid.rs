//! A north-up grid of pixels in a coordinate reference system.

use serde::Serialize;

use super::Crs;

/// A north-up grid: row 0 is the northernmost, column 0 the westernmost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// The coordinate reference system.
    pub crs: Crs,
    /// The west edge of column 0, in CRS units.
    pub west: f64,
    /// The north edge of row 0, in CRS units.
    pub north: f64,
    /// The width of a pixel, positive, in CRS units.
    pub pixel_width: f64,
    /// The height of a pixel, positive, in CRS units.
    pub pixel_height: f64,
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
}

impl Grid {
    /// The number of pixels.
    #[must_use]
    pub fn pixels(&self) -> u64 {
        self.rows as u64 * self.columns as u64
    }

    /// The east edge, in CRS units.
    #[must_use]
    pub fn east(&self) -> f64 {
        self.west + self.columns as f64 * self.pixel_width
    }

    /// The south edge, in CRS units.
    #[must_use]
    pub fn south(&self) -> f64 {
        self.north - self.rows as f64 * self.pixel_height
    }

    /// CRS coordinates as (column, row), continuous: (0, 0) is the north-west corner of the grid.
    #[must_use]
    pub fn to_pixel(&self, x: f64, y: f64) -> (f64, f64) {
        ((x - self.west) / self.pixel_width, (self.north - y) / self.pixel_height)
    }

    /// Continuous (column, row) as CRS coordinates.
    #[must_use]
    pub fn to_crs(&self, column: f64, row: f64) -> (f64, f64) {
        (self.west + column * self.pixel_width, self.north - row * self.pixel_height)
    }

    /// GDAL's six numbers.
    #[must_use]
    pub fn geo_transform(&self) -> [f64; 6] {
        [self.west, self.pixel_width, 0.0, self.north, 0.0, -self.pixel_height]
    }
}
