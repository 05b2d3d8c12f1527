//! Where the ground lies on the page.

use crate::error::Result;
use crate::raster::{Crs, Grid};

/// A rectangle of the page with ground in it.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// One pixel is a millimetre of the canvas.
    grid: Grid,
    /// The north-west corner on the canvas.
    corner: (f64, f64),
    /// Width and height on the canvas.
    size: (f64, f64),
}

impl Frame {
    /// The extent (west, south, east, north) as large as fits into a box of the canvas, in its north-west corner.
    ///
    /// Degrees of longitude are drawn as short as they are in the middle of the extent.
    pub(super) fn fit(crs: &Crs, [west, south, east, north]: [f64; 4], [x, y, width, height]: [f64; 4]) -> Self {
        let shortening =
            if crs.is_geographic() { f64::midpoint(south, north).to_radians().cos().max(0.05) } else { 1.0 };
        let (ground_width, ground_height) = ((east - west) * shortening, north - south);
        let scale = (ground_width / width).max(ground_height / height);
        let (pixel_width, pixel_height) = (scale / shortening, scale);
        // Outlines use the size of pixels and the corner, not the number of them.
        let grid = Grid { crs: crs.clone(), west, north, pixel_width, pixel_height, rows: 1, columns: 1 };
        Self { grid, corner: (x, y), size: (ground_width / scale, ground_height / scale) }
    }

    /// The same box filled: the extent is widened on its short side.
    pub(super) fn fill(crs: &Crs, extent: [f64; 4], within: [f64; 4]) -> Self {
        let fitted = Self::fit(crs, extent, within);
        let [_, _, width, height] = within;
        let (more_x, more_y) = ((width - fitted.size.0) / 2.0, (height - fitted.size.1) / 2.0);
        let (west, north) = fitted.grid.to_crs(-more_x, -more_y);
        let grid = Grid { west, north, ..fitted.grid };
        Self { grid, corner: (within[0], within[1]), size: (width, height) }
    }

    pub(super) fn grid(&self) -> &Grid {
        &self.grid
    }

    pub(super) fn crs(&self) -> &Crs {
        &self.grid.crs
    }

    pub(super) fn corner(&self) -> (f64, f64) {
        self.corner
    }

    pub(super) fn size(&self) -> (f64, f64) {
        self.size
    }

    /// The rectangle on the canvas: x, y, width, height.
    pub(super) fn rectangle(&self) -> [f64; 4] {
        [self.corner.0, self.corner.1, self.size.0, self.size.1]
    }

    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        let (x, y) = (x - self.corner.0, y - self.corner.1);
        (0.0..=self.size.0).contains(&x) && (0.0..=self.size.1).contains(&y)
    }

    /// A point of the ground on the canvas.
    pub(super) fn to_page(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (column, row) = self.grid.to_pixel(x, y);
        (self.corner.0 + column, self.corner.1 + row)
    }

    /// A point of the frame, counted from its north-west corner, on the ground.
    pub(super) fn to_ground(&self, (x, y): (f64, f64)) -> (f64, f64) {
        self.grid.to_crs(x, y)
    }

    /// The metres of ground under `length` of the canvas, from west to east through the middle of the frame.
    pub(super) fn metres(&self, length: f64) -> Result<f64> {
        let (x, y) = (self.size.0 / 2.0, self.size.1 / 2.0);
        self.crs().distance(self.to_ground((x - length / 2.0, y)), self.to_ground((x + length / 2.0, y)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_drawn_as_long_as_they_are_on_the_ground() {
        let crs = Crs::from_definition("EPSG:4490").expect("known");
        let frame = Frame::fit(&crs, [120.0, 29.0, 122.0, 31.0], [10.0, 10.0, 200.0, 100.0]);
        // Two degrees each: as high as the box, and as wide as cos 30°.
        assert!((frame.size().1 - 100.0).abs() < 1e-9 && (frame.size().0 - 86.603).abs() < 0.01);
        assert_eq!(frame.to_page((120.0, 31.0)), (10.0, 10.0));
        let filled = Frame::fill(&crs, [120.0, 29.0, 122.0, 31.0], [10.0, 10.0, 200.0, 100.0]);
        let middle = filled.to_page((121.0, 30.0));
        assert!((middle.0 - 110.0).abs() < 1e-9 && (middle.1 - 60.0).abs() < 1e-9);
    }
}
