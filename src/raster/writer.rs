//! Writing rasters: tiled, compressed, described, read back and compared before they count as written.
//!
//! Blocks come in any order, are compressed by the thread that brings them, and wait in a file without a name. The overviews are
//! made from them, and only then is the raster laid out, tile by tile, so that its bytes do not depend on threads and memory not on
//! its size.

mod layout;
mod overviews;
mod statistics;
mod template;
#[cfg(test)]
mod tests;
mod tiles;

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ndarray::Array2;
use rayon::prelude::*;

use self::layout::Image;
use self::overviews::Method;
use self::statistics::Statistics;
use self::tiles::{Codec, Tile, Tiles};
use super::{BlockGrid, Grid, Pixel, Window};
use crate::error::{Error, Kind, Result};
use crate::gdal_runtime::{self, FailureMark};
use crate::land::LandClass;
use crate::units::Hectares;

/// What a raster says about itself.
#[derive(Debug, Clone, Default)]
pub struct RasterDescription<'a> {
    /// The band's description.
    pub band: String,
    /// The unit of the values, after scaling.
    pub unit: String,
    /// The value that means no data, as stored.
    pub nodata: Option<f64>,
    /// Value = stored × scale.
    pub scale: Option<f64>,
    /// Colours and names, for a raster of classes.
    pub classes: Option<Vec<&'a LandClass>>,
    /// How much of the raster each class has, for its attribute table.
    pub shares: &'a [ClassShare],
    /// Key–value metadata of the file.
    pub metadata: Vec<(String, String)>,
}

/// What a class has of a raster.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassShare {
    /// The class.
    pub class: LandClass,
    /// Its pixels.
    pub pixels: u64,
    /// Its area on the ellipsoid.
    pub area: Hectares,
}

/// The layout of a GeoTIFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Tiles of 512 × 512, no overviews.
    Tiled,
    /// Cloud Optimized GeoTIFF with overviews: nearest for classes, average for quantities.
    CloudOptimized,
}

/// A single-band GeoTIFF that is being written.
pub struct RasterWriter<'a, T> {
    path: PathBuf,
    grid: &'a Grid,
    layout: Layout,
    description: RasterDescription<'a>,
    mark: FailureMark,
    file: std::fs::File,
    tiles: Tiles,
    blocks: BlockGrid,
    /// By block; none is not yet written.
    written: Mutex<Vec<Option<(Tile, Statistics)>>>,
    pixels: PhantomData<fn(T)>,
}

/// Calls `work` with every block of a grid, on all threads and in any order.
///
/// # Errors
/// What `work` returns.
pub fn for_each_block(grid: &Grid, work: impl Fn(Window) -> Result<()> + Sync) -> Result<()> {
    let blocks = BlockGrid::new(grid);
    (0..blocks.count()).into_par_iter().try_for_each(|index| work(blocks.window(index)))
}

/// Writes a single-band GeoTIFF whose blocks `compute` gives.
///
/// # Errors
/// What `compute` returns, and those of [`RasterWriter`].
pub fn write_raster<T: Pixel>(
    path: &Path,
    grid: &Grid,
    layout: Layout,
    description: &RasterDescription<'_>,
    compute: impl Fn(Window) -> Result<Array2<T>> + Sync,
) -> Result<()> {
    let writer = RasterWriter::create(path, grid, layout, description.clone())?;
    for_each_block(grid, |window| writer.write(window, &compute(window)?))?;
    writer.finish()
}

impl<'a, T: Pixel> RasterWriter<'a, T> {
    /// Creates the file.
    ///
    /// # Errors
    /// A file that cannot be created.
    pub fn create(path: &Path, grid: &'a Grid, layout: Layout, description: RasterDescription<'a>) -> Result<Self> {
        let cannot_create =
            |cause| Error::new(Kind::CannotCreate, format!("cannot create `{}`", path.display())).cause(cause);
        let mark = FailureMark::now();
        let file = std::fs::File::create(path).map_err(cannot_create)?;
        let spool = tempfile::tempfile_in(path.parent().unwrap_or(Path::new("."))).map_err(cannot_create)?;
        let codec = Codec::new::<T>(description.classes.is_some());
        let blocks = BlockGrid::new(grid);
        Ok(Self {
            path: path.to_owned(),
            grid,
            layout,
            description,
            mark,
            file,
            tiles: Tiles::new(codec, spool),
            blocks,
            written: Mutex::new((0..blocks.count()).map(|_| None).collect()),
            pixels: PhantomData,
        })
    }

    /// Writes the pixels of a block.
    ///
    /// # Errors
    /// A disk that is full or fails.
    pub fn write(&self, window: Window, pixels: &Array2<T>) -> Result<()> {
        let statistics = Statistics::of(pixels, self.description.nodata);
        let tile = self.tiles.add(pixels).map_err(|error| cannot_write(&self.path, error))?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner)[self.blocks.index(window)] =
            Some((tile, statistics));
        Ok(())
    }

    /// Makes the overviews, lays out the file, reads it back and compares it.
    ///
    /// # Errors
    /// A disk that is full or fails; anything GDAL reports, or a block that reads back otherwise than it was written.
    pub fn finish(self) -> Result<()> {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        let written: Option<Vec<_>> = written.into_iter().collect();
        let written =
            written.ok_or_else(|| Error::internal("a raster is finished before all its blocks are written"))?;
        let mut statistics = Statistics::default();
        for (_, block) in &written {
            statistics.merge(block);
        }
        let mut images =
            vec![Image { blocks: self.blocks, tiles: written.into_iter().map(|(tile, _)| tile).collect() }];
        if self.layout == Layout::CloudOptimized {
            let method = if self.description.classes.is_some() { Method::Nearest } else { Method::Average };
            for (rows, columns) in overviews::sizes(self.blocks) {
                let blocks = BlockGrid::of(rows, columns);
                let image = overviews::make::<T>(
                    &self.tiles,
                    &images[images.len() - 1],
                    blocks,
                    method,
                    self.description.nodata,
                )
                .map_err(|error| cannot_write(&self.path, error))?;
                images.push(image);
            }
        }
        let statistics = self.description.classes.is_none().then_some(&statistics);
        let template = template::tags::<T>(&self.path, self.grid, &self.description, statistics)?;
        layout::write(self.file, &images, &self.tiles, &template).map_err(|error| cannot_write(&self.path, error))?;
        verify::<T>(&self.path, &images)?;
        self.mark.check(&format!("cannot write `{}`", self.path.display()))
    }
}

/// GDAL's own words where it left some: the error of the crate hides them.
fn gdal_said(error: &gdal::errors::GdalError) -> String {
    let said = gdal_runtime::take_messages();
    if said.is_empty() { error.to_string() } else { format!("GDAL: {}", said.join("; ")) }
}

fn cannot_write(path: &Path, cause: impl std::fmt::Display) -> Error {
    Error::new(Kind::Io, format!("cannot write `{}`", path.display()))
        .cause(cause)
        .hint("check that the disk is not full and that no quota or file-size limit applies")
}

/// Reads every tile back through GDAL, as others will, and compares it.
fn verify<T: Pixel>(path: &Path, images: &[Image]) -> Result<()> {
    let tiles =
        || images.iter().enumerate().flat_map(|(level, image)| (0..image.tiles.len()).map(move |index| (level, index)));
    let shares = rayon::current_num_threads().min(images[0].tiles.len());
    (0..shares).into_par_iter().try_for_each(|share| {
        let dataset = gdal_runtime::open_raster(path)?;
        let band = dataset.rasterband(1).map_err(Error::internal)?;
        for (level, index) in tiles().skip(share).step_by(shares) {
            let image = &images[level];
            let (across, _) = image.blocks.shape();
            let tile = (index % across, index / across);
            let read = if level == 0 {
                band.read_block::<T>(tile)
            } else {
                band.overview(level - 1).and_then(|band| band.read_block::<T>(tile))
            };
            let buffer = read.map_err(|error| cannot_write(path, gdal_said(&error)))?;
            let window = image.blocks.window(index);
            let rows = &buffer.data()[..window.rows * BlockGrid::EDGE];
            let bytes = if window.columns == BlockGrid::EDGE {
                T::to_bytes(rows)
            } else {
                let pixels: Vec<T> =
                    rows.chunks(BlockGrid::EDGE).flat_map(|row| &row[..window.columns]).copied().collect();
                T::to_bytes(&pixels)
            };
            if blake3::hash(&bytes) != image.tiles[index].checksum {
                let which = if level == 0 { String::new() } else { format!(" of overview {level}") };
                return Err(cannot_write(
                    path,
                    format!("block {index}{which} reads back otherwise than it was written"),
                ));
            }
        }
        Ok(())
    })
}
