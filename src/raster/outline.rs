//! Where a raster file and the plan's grid lie to each other, whatever their CRS.

use super::{Grid, RasterFile};
use crate::error::Result;

impl RasterFile {
    /// The file's outline in pixels of `grid`: first and last column, first and last row, continuous; for overlap checks.
    ///
    /// # Errors
    /// A CRS that cannot be brought to that of the grid.
    pub fn outline(&self, grid: &Grid) -> Result<Vec<(f64, f64)>> {
        let Some(crs) = &self.crs else { return Ok(Vec::new()) };
        let [west, width, column_rotation, north, row_rotation, height] = self.geo_transform;
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = edge(self.shape.0 as f64, self.shape.1 as f64)
            .map(|(row, column)| {
                (west + column * width + row * column_rotation, north + column * row_rotation + row * height)
            })
            .unzip();
        crs.transform_to(&grid.crs, &mut x, &mut y)?;
        Ok(x.into_iter().zip(y).map(|(x, y)| grid.to_pixel(x, y)).collect())
    }

    /// The outline of `grid` in pixels of the file. A layer of the whole Earth has none in the CRS of a local grid, but the
    /// grid has one in the layer's.
    ///
    /// # Errors
    /// A CRS that cannot be brought to that of the file.
    pub fn outline_of_grid(&self, grid: &Grid) -> Result<Vec<(f64, f64)>> {
        let Some(crs) = &self.crs else { return Ok(Vec::new()) };
        let [west, width, column_rotation, north, row_rotation, height] = self.geo_transform;
        let (mut x, mut y): (Vec<f64>, Vec<f64>) =
            edge(grid.rows as f64, grid.columns as f64).map(|(row, column)| grid.to_crs(column, row)).unzip();
        grid.crs.transform_to(crs, &mut x, &mut y)?;
        let determinant = width * height - column_rotation * row_rotation;
        let to_pixel = |(x, y): (f64, f64)| {
            let (east, south) = (x - west, y - north);
            (
                (east * height - south * column_rotation) / determinant,
                (south * width - east * row_rotation) / determinant,
            )
        };
        Ok(x.into_iter().zip(y).map(to_pixel).collect())
    }
}

/// Points along the edge of a raster, as continuous rows and columns.
fn edge(rows: f64, columns: f64) -> impl Iterator<Item = (f64, f64)> {
    (0..=16)
        .map(|step| f64::from(step) / 16.0)
        .flat_map(move |t| [(0.0, t * columns), (rows, t * columns), (t * rows, 0.0), (t * rows, columns)])
}
