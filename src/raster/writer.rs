//! Writing rasters: tiled, compressed, described, read back and compared before they count as written.
//!
//! Level-1 compression and no floating-point predictor (it decodes 11 times slower on GDAL 3.6). Blocks are computed in
//! parallel and written in the order of the block grid, so the bytes do not depend on threads.

use std::path::Path;

use gdal::cpl::CslStringList;
use gdal::raster::{Buffer, ColorEntry, ColorTable, PaletteInterpretation, RasterCreationOptions};
use gdal::{Dataset, DriverManager, Metadata};
use ndarray::Array2;
use rayon::prelude::*;

use super::{BlockGrid, Grid, Pixel, Window};
use crate::error::{Error, Kind, Result};
use crate::gdal_runtime::{self, FailureMark};
use crate::land::ClassScheme;

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
    pub classes: Option<&'a ClassScheme>,
    /// Key–value metadata of the file.
    pub metadata: Vec<(String, String)>,
}

/// The layout of a GeoTIFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Tiles of 512 × 512, no overviews.
    Tiled,
    /// Cloud Optimized GeoTIFF with overviews: nearest for classes, average for quantities.
    CloudOptimized,
}

/// Blocks computed and held in memory at once, per thread.
const BLOCKS_PER_THREAD: usize = 4;

/// Writes a single-band GeoTIFF whose blocks `compute` gives.
///
/// # Errors
/// What `compute` returns; a file that cannot be created; anything GDAL reports, or a block that reads back otherwise
/// than it was written.
pub fn write_raster<T: Pixel>(
    path: &Path,
    grid: &Grid,
    layout: Layout,
    description: &RasterDescription<'_>,
    compute: impl Fn(Window) -> Result<Array2<T>> + Sync,
) -> Result<()> {
    let mark = FailureMark::now();
    let blocks = BlockGrid::new(grid);
    let tiled = match layout {
        Layout::Tiled => path.to_owned(),
        Layout::CloudOptimized => path.with_extension("blocks.tif"),
    };
    let mut checksums = Vec::with_capacity(blocks.count());
    let mut values = Statistics::default();
    {
        let dataset = create::<T>(&tiled, grid, description)?;
        let mut band = dataset.rasterband(1).map_err(Error::internal)?;
        let (across, _) = blocks.shape();
        let batch = BLOCKS_PER_THREAD * rayon::current_num_threads();
        for first in (0..blocks.count()).step_by(batch) {
            let computed: Vec<_> = (first..blocks.count().min(first + batch))
                .into_par_iter()
                .map(|index| {
                    let pixels = compute(blocks.window(index))?;
                    let checksum = checksum(pixels.as_slice().expect("blocks are in standard layout"));
                    Ok((index, Statistics::of(&pixels, description), checksum, padded(&pixels)))
                })
                .collect::<Result<_>>()?;
            for (index, statistics, checksum, mut buffer) in computed {
                checksums.push(checksum);
                values.merge(&statistics);
                band.write_block((index % across, index / across), &mut buffer)
                    .map_err(|error| cannot_write(path, gdal_said(&error)))?;
            }
            mark.check(&format!("cannot write `{}`", path.display()))?;
        }
        if description.classes.is_none() {
            values.record(&mut band);
        }
    }
    if layout == Layout::CloudOptimized {
        optimise::<T>(&tiled, path, description)?;
    }
    mark.check(&format!("cannot write `{}`", path.display()))?;
    verify::<T>(path, &blocks, &checksums)
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

fn compression() -> [&'static str; 2] {
    let zstd = DriverManager::get_driver_by_name("GTiff")
        .ok()
        .and_then(|driver| driver.metadata_item("DMD_CREATIONOPTIONLIST", ""))
        .is_some_and(|options| options.contains("ZSTD"));
    if zstd { ["ZSTD", "1"] } else { ["DEFLATE", "1"] }
}

fn create<T: Pixel>(path: &Path, grid: &Grid, description: &RasterDescription<'_>) -> Result<Dataset> {
    let [compression, level] = compression();
    let predictor = if T::datatype().is_integer() && description.classes.is_none() { "2" } else { "1" };
    let edge = BlockGrid::EDGE;
    let options = RasterCreationOptions::from_iter([
        "TILED=YES".to_owned(),
        format!("BLOCKXSIZE={edge}"),
        format!("BLOCKYSIZE={edge}"),
        format!("COMPRESS={compression}"),
        format!("ZSTD_LEVEL={level}"),
        format!("ZLEVEL={level}"),
        format!("PREDICTOR={predictor}"),
        "BIGTIFF=IF_SAFER".to_owned(),
        format!("NUM_THREADS={}", rayon::current_num_threads()),
    ]);
    let driver = DriverManager::get_driver_by_name("GTiff").map_err(Error::internal)?;
    let mut dataset = driver
        .create_with_band_type_with_options::<T, _>(path, grid.columns, grid.rows, 1, &options)
        .map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot create `{}`", path.display())).cause(gdal_said(&error))
        })?;
    dataset.set_geo_transform(&grid.geo_transform()).map_err(Error::internal)?;
    dataset.set_spatial_ref(&grid.crs.spatial_ref()?).map_err(Error::internal)?;
    dataset.set_metadata_item("AREA_OR_POINT", "Area", "").map_err(Error::internal)?;
    for (key, value) in &description.metadata {
        dataset.set_metadata_item(key, value, "").map_err(Error::internal)?;
    }
    let mut band = dataset.rasterband(1).map_err(Error::internal)?;
    band.set_no_data_value(description.nodata).map_err(Error::internal)?;
    band.set_description(&description.band).map_err(Error::internal)?;
    if !description.unit.is_empty() {
        gdal_runtime::set_unit(&mut band, &description.unit)?;
    }
    if let Some(scale) = description.scale {
        band.set_scale(scale).map_err(Error::internal)?;
        band.set_offset(0.0).map_err(Error::internal)?;
    }
    if let Some(classes) = description.classes {
        describe_classes(&mut band, classes)?;
    }
    Ok(dataset)
}

/// Colours, where the codes fit a colour table (0–255), and the classes' names.
fn describe_classes(band: &mut gdal::raster::RasterBand<'_>, scheme: &ClassScheme) -> Result<()> {
    let mut colours = ColorTable::new(PaletteInterpretation::Rgba);
    let mut names = Vec::new();
    for class in scheme.classes() {
        let Ok(code) = u16::try_from(class.code) else { return Ok(()) };
        if code > 255 {
            return Ok(());
        }
        colours.set_color_entry(code, &ColorEntry::rgba(class.red.into(), class.green.into(), class.blue.into(), 255));
        names.resize(names.len().max(usize::from(code) + 1), String::new());
        format!("{} {}", class.name, class.name_zh).trim_end().clone_into(&mut names[usize::from(code)]);
    }
    band.set_color_table(&colours);
    gdal_runtime::set_category_names(band, &names)
}

/// GDAL writes whole tiles, so blocks at the east and south edges are padded.
fn padded<T: Pixel>(pixels: &Array2<T>) -> Buffer<T> {
    let edge = BlockGrid::EDGE;
    let (rows, columns) = pixels.dim();
    if (rows, columns) == (edge, edge) {
        return Buffer::new((edge, edge), pixels.iter().copied().collect());
    }
    let mut data = Vec::with_capacity(edge * edge);
    for row in pixels.rows() {
        data.extend(row.iter().copied());
        data.extend(std::iter::repeat_n(row[columns - 1], edge - columns));
    }
    let last_row = data[(rows - 1) * edge..].to_vec();
    for _ in rows..edge {
        data.extend_from_slice(&last_row);
    }
    Buffer::new((edge, edge), data)
}

fn optimise<T: Pixel>(tiled: &Path, path: &Path, description: &RasterDescription<'_>) -> Result<()> {
    let [compression, level] = compression();
    let source = gdal_runtime::open_raster(tiled)?;
    let (resampling, predictor) = match (description.classes.is_some(), T::datatype().is_integer()) {
        (true, _) => ("NEAREST", "NO"),
        (false, true) => ("AVERAGE", "STANDARD"),
        (false, false) => ("AVERAGE", "NO"),
    };
    let threads = rayon::current_num_threads().to_string();
    let mut options = CslStringList::new();
    for (key, value) in [
        ("COMPRESS", compression),
        ("LEVEL", level),
        ("PREDICTOR", predictor),
        ("BLOCKSIZE", "512"),
        ("OVERVIEW_RESAMPLING", resampling),
        ("OVERVIEW_COMPRESS", compression),
        ("OVERVIEW_PREDICTOR", predictor),
        ("NUM_THREADS", &threads),
        ("BIGTIFF", "IF_SAFER"),
    ] {
        options.set_name_value(key, value).map_err(Error::internal)?;
    }
    let driver = DriverManager::get_driver_by_name("COG").map_err(Error::internal)?;
    source.create_copy(&driver, path, &options).map_err(|error| cannot_write(path, gdal_said(&error)))?;
    let files = gdal_runtime::dataset_files(&source, tiled);
    drop(source);
    // Class names are in a file of their own beside the blocks; the copy has them as well.
    files.iter().try_for_each(|file| std::fs::remove_file(file).map_err(|error| cannot_write(file, error)))
}

fn checksum<T: Pixel>(pixels: &[T]) -> blake3::Hash {
    // Whole rows of bytes: pixel by pixel the hash would cost more than painting.
    let mut hasher = blake3::Hasher::new();
    let mut bytes = Vec::with_capacity(BlockGrid::EDGE * size_of::<f64>());
    for row in pixels.chunks(BlockGrid::EDGE) {
        bytes.clear();
        for pixel in row {
            bytes.extend_from_slice(&pixel.number().to_bits().to_le_bytes());
        }
        hasher.update(&bytes);
    }
    hasher.finalize()
}

/// Reads every block back and compares it: GDAL 3.6 can report a full disk as success.
fn verify<T: Pixel>(path: &Path, blocks: &BlockGrid, checksums: &[blake3::Hash]) -> Result<()> {
    let shares = rayon::current_num_threads().min(blocks.count());
    (0..shares).into_par_iter().try_for_each(|share| {
        let dataset = gdal_runtime::open_raster(path)?;
        let band = dataset.rasterband(1).map_err(Error::internal)?;
        for index in (share..blocks.count()).step_by(shares) {
            let window = blocks.window(index);
            let size = (window.columns, window.rows);
            let origin = (window.column.cast_signed(), window.row.cast_signed());
            let buffer =
                band.read_as::<T>(origin, size, size, None).map_err(|error| cannot_write(path, gdal_said(&error)))?;
            if checksum(buffer.data()) != checksums[index] {
                return Err(cannot_write(path, format!("block {index} reads back otherwise than it was written")));
            }
        }
        Ok(())
    })
}

/// Minimum, maximum, mean and standard deviation of the valid pixels.
#[derive(Debug, Clone, Default)]
struct Statistics {
    count: u64,
    sum: f64,
    sum_of_squares: f64,
    range: Option<(f64, f64)>,
}

impl Statistics {
    fn of<T: Pixel>(pixels: &Array2<T>, description: &RasterDescription<'_>) -> Self {
        let mut statistics = Self::default();
        for value in pixels.iter().map(|pixel| pixel.number()) {
            if Some(value) == description.nodata || value.is_nan() {
                continue;
            }
            statistics.count += 1;
            statistics.sum += value;
            statistics.sum_of_squares += value * value;
            statistics.range =
                Some(statistics.range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
        }
        statistics
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
        self.range = match (self.range, other.range) {
            (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1))),
            (one, two) => one.or(two),
        };
    }

    fn record(&self, band: &mut gdal::raster::RasterBand<'_>) {
        let Some((minimum, maximum)) = self.range else { return };
        let count = self.count as f64;
        let mean = self.sum / count;
        let deviation = (self.sum_of_squares / count - mean * mean).max(0.0).sqrt();
        for (key, value) in [("MINIMUM", minimum), ("MAXIMUM", maximum), ("MEAN", mean), ("STDDEV", deviation)] {
            band.set_metadata_item(&format!("STATISTICS_{key}"), &value.to_string(), "")
                .expect("the key holds no NUL byte");
        }
    }
}
