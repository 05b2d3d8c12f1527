//! A raster made small enough to be looked at, row by row and from its overviews, so that its size does not matter.

use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::Metadata as _;
use gdal::raster::RasterBand;
use ndarray::Array2;

use super::is_nodata;
use crate::error::{Error, Result};
use crate::gdal_runtime;

/// How many pixels become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thinning {
    /// One of them, for classes.
    Nearest,
    /// Their mean, for quantities.
    Mean,
}

/// The first band of a raster, to be read smaller than it is.
#[derive(Debug)]
pub struct Preview {
    path: PathBuf,
    dataset: Dataset,
    nodata: Option<f64>,
    scale: f64,
    offset: f64,
}

impl Preview {
    /// Opens a raster.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let dataset = gdal_runtime::open_raster(path)?;
        let band = dataset.rasterband(1).map_err(Error::internal)?;
        let (nodata, scale, offset) = (band.no_data_value(), band.scale(), band.offset());
        let (scale, offset) = (scale.unwrap_or(1.0), offset.unwrap_or(0.0));
        Ok(Self { path: path.to_owned(), dataset, nodata, scale, offset })
    }

    /// The lowest and the highest value, as the file says; none if it does not, or has no data.
    ///
    /// # Errors
    /// None that input can cause.
    pub fn range(&self) -> Result<Option<[f64; 2]>> {
        let band = self.dataset.rasterband(1).map_err(Error::internal)?;
        let limit = |key: &str| band.metadata_item(key, "")?.parse::<f64>().ok().map(|stored| self.value(stored));
        let limits = limit("STATISTICS_MINIMUM").zip(limit("STATISTICS_MAXIMUM"));
        Ok(limits.map(|(low, high)| [low.min(high), low.max(high)]))
    }

    /// At most `most` rows and columns of `class`es, in the shape of the raster; `class` is asked with none where there is no data.
    ///
    /// # Errors
    /// Blocks that cannot be read.
    pub fn read(
        &self,
        most: (usize, usize),
        thinning: Thinning,
        class: impl Fn(Option<f64>) -> u8,
    ) -> Result<Array2<u8>> {
        let (columns, rows) = self.dataset.raster_size();
        let shrink = (rows as f64 / most.0 as f64).max(columns as f64 / most.1 as f64).max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "smaller than the raster")]
        let shrunk = |edge: usize| ((edge as f64 / shrink).round() as usize).max(1);
        let (to_rows, to_columns) = (shrunk(rows), shrunk(columns));
        // A mean of two pixels would be a value between those of two classes, which no ground has.
        let thinning = if shrink < 2.0 { Thinning::Nearest } else { thinning };
        let band = self.smallest((to_rows, to_columns))?;
        let (from_columns, from_rows) = band.size();
        let mut classes = Array2::zeros((to_rows, to_columns));
        let mut pixels = Vec::new();
        for (row, mut to) in classes.rows_mut().into_iter().enumerate() {
            let rows = thinning.share(row, to_rows, from_rows);
            pixels.resize(rows.len() * from_columns, 0.0_f64);
            let (origin, size) = ((0, rows.start.cast_signed()), (from_columns, rows.len()));
            band.read_into_slice(origin, size, size, &mut pixels, None).map_err(|error| {
                Error::data(format!("cannot read rows {}–{} of `{}`", rows.start, rows.end - 1, self.path.display()))
                    .cause(error)
            })?;
            for (column, to) in to.iter_mut().enumerate() {
                let columns = thinning.share(column, to_columns, from_columns);
                let share = pixels.chunks_exact(from_columns).flat_map(|row| &row[columns.clone()]);
                let valid = share.filter(|stored| !is_nodata(**stored, self.nodata) && !stored.is_nan());
                let (sum, count) = valid.fold((0.0, 0_u32), |(sum, count), stored| (sum + stored, count + 1));
                *to = class((count > 0).then(|| self.value(sum / f64::from(count))));
            }
        }
        Ok(classes)
    }

    fn value(&self, stored: f64) -> f64 {
        stored * self.scale + self.offset
    }

    /// The band or the smallest of its overviews that has no fewer rows and columns than wanted.
    fn smallest(&self, (rows, columns): (usize, usize)) -> Result<RasterBand<'_>> {
        let mut band = self.dataset.rasterband(1).map_err(Error::internal)?;
        let count = usize::try_from(band.overview_count().map_err(Error::internal)?).unwrap_or(0);
        let overviews = (0..count).map(|index| band.overview(index)).collect::<std::result::Result<Vec<_>, _>>();
        for overview in overviews.map_err(Error::internal)? {
            let size = overview.size();
            if size.0 >= columns && size.1 >= rows && size.0 < band.size().0 {
                band = overview;
            }
        }
        Ok(band)
    }
}

impl Thinning {
    /// The pixels of an axis of `from` that the pixel `index` of `to` stands for.
    fn share(self, index: usize, to: usize, from: usize) -> std::ops::Range<usize> {
        let (start, end) = (index * from / to, ((index + 1) * from).div_ceil(to));
        match self {
            Self::Nearest => {
                let middle = (2 * index + 1) * from / (2 * to);
                middle..middle + 1
            }
            Self::Mean => start..end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Crs, Grid, Layout, RasterDescription, write_raster};

    #[test]
    fn a_small_raster_keeps_its_pixels_and_a_large_one_is_read_from_an_overview() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tif");
        let crs = Crs::from_definition("EPSG:4549").expect("known");
        let grid = Grid { crs, west: 0.0, north: 0.0, pixel_width: 1.0, pixel_height: 1.0, rows: 600, columns: 1_200 };
        let description = RasterDescription { nodata: Some(255.0), ..RasterDescription::default() };
        // The west half is 10, the east half 30, the last hundred columns are no data.
        write_raster::<u8>(&path, &grid, Layout::CloudOptimized, &description, |window| {
            Ok(Array2::from_shape_fn((window.rows, window.columns), |(_, column)| match window.column + column {
                0..600 => 10,
                600..1_100 => 30,
                _ => 255,
            }))
        })
        .expect("written");
        let preview = Preview::open(&path).expect("opened");
        assert_eq!(preview.range().expect("readable"), Some([10.0, 30.0]));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes")]
        let class = |value: Option<f64>| value.map_or(0, |value| value as u8);
        let whole = preview.read((5_000, 5_000), Thinning::Nearest, class).expect("readable");
        assert_eq!((whole.dim(), whole[(0, 599)], whole[(599, 600)], whole[(9, 1_100)]), ((600, 1_200), 10, 30, 0));
        assert_eq!(preview.smallest((50, 100)).expect("a band").size(), (300, 150));
        let small = preview.read((50, 500), Thinning::Mean, class).expect("readable");
        assert_eq!((small.dim(), small[(0, 49)], small[(49, 50)], small[(20, 99)]), ((50, 100), 10, 30, 0));
    }
}
