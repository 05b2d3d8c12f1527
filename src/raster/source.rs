//! Reading: what a raster file is, and a layer of it brought to the plan's grid block by block.

mod cut;
mod reduced;
mod resample;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gdal::Dataset;
use gdal::raster::{GdalType, RasterBand};
use ndarray::{Array2, s};

pub use self::cut::{Cut, Limit};
pub use self::reduced::ReducedRaster;
use super::{Block, Crs, Grid, Pixel, PixelType, Window, is_nodata, with_pixels};
use crate::error::{Error, Result};
use crate::gdal_runtime::{self, Resampling};

/// The share of a pixel by which a layer may be off the grid and still count as aligned.
const ALIGNED: f64 = 1e-4;

/// A band of a raster file, as the file itself describes it.
#[derive(Debug, Clone)]
pub struct RasterFile {
    /// The file.
    pub path: PathBuf,
    /// The files it consists of, side-car files included.
    pub files: Vec<PathBuf>,
    /// The band, from 1.
    pub band: usize,
    /// The file's CRS, or the one the pipeline assumes; none if there is neither.
    pub crs: Option<Crs>,
    /// GDAL's six numbers.
    pub geo_transform: [f64; 6],
    /// Rows and columns.
    pub shape: (usize, usize),
    /// The type of the pixels.
    pub pixel_type: PixelType,
    /// The declared nodata value, as stored.
    pub nodata: Option<f64>,
    /// Value = stored × scale + offset, where the file says so.
    pub packing: Option<(f64, f64)>,
    /// Rows and columns of the file's own blocks.
    pub block_shape: (usize, usize),
    /// Things a user should know that do not stop the run.
    pub warnings: Vec<String>,
}

impl RasterFile {
    /// Opens the file and reads what it says about itself, no pixels.
    ///
    /// # Errors
    /// A file that is missing, of another format, without the band, or of a type that cannot be read.
    pub fn inspect(path: &Path, band: usize, assume_crs: Option<Crs>) -> Result<Self> {
        let dataset = gdal_runtime::open_raster(path)?;
        let count = dataset.raster_count();
        let raster_band = dataset.rasterband(band).map_err(|_| {
            Error::data(format!("`{}` has no band {band}: it has {count}", path.display()))
                .hint("bands are counted from 1")
        })?;
        let pixel_type = PixelType::of(raster_band.band_type()).ok_or_else(|| {
            Error::data(format!(
                "band {band} of `{}` holds {}, expected 8- to 32-bit integers or floating point",
                path.display(),
                raster_band.band_type().name()
            ))
        })?;
        let geo_transform = dataset.geo_transform().map_err(|error| {
            Error::data(format!("`{}` has no georeference", path.display()))
                .cause(error)
                .hint("add a world file (.tfw)")
        })?;
        let [_, across, rotation, _, other_rotation, down] = geo_transform;
        if !geo_transform.iter().all(|number| number.is_finite())
            || !(across * down - rotation * other_rotation).is_normal()
        {
            return Err(Error::data(format!("the pixels of `{}` have no size or no place", path.display()))
                .note(format!("its georeference is {geo_transform:?}")));
        }
        let crs = match assume_crs {
            Some(crs) => Some(crs),
            None => dataset.spatial_ref().ok().map(|reference| Crs::from_spatial_ref(&reference)).transpose()?,
        };
        let mut warnings = Vec::new();
        let structure = gdal::Metadata::metadata_item(&dataset, "PREDICTOR", "IMAGE_STRUCTURE");
        if structure.as_deref() == Some("3") {
            warnings.push(format!(
                "`{}` is compressed with the floating-point predictor, which reads about 11 times slower; \
                 rewrite it with PREDICTOR=1",
                path.display()
            ));
        }
        let packing = (raster_band.scale().unwrap_or(1.0), raster_band.offset().unwrap_or(0.0));
        let (columns, rows) = dataset.raster_size();
        if columns == 0 || rows == 0 {
            return Err(Error::data(format!("`{}` has no pixels", path.display())));
        }
        let (block_columns, block_rows) = raster_band.block_size();
        Ok(Self {
            path: path.to_owned(),
            files: gdal_runtime::dataset_files(&dataset, path),
            band,
            crs,
            geo_transform,
            shape: (rows, columns),
            pixel_type,
            nodata: raster_band.no_data_value(),
            packing: Some(packing).filter(|packing| *packing != (1.0, 0.0)),
            block_shape: (block_rows, block_columns),
            warnings,
        })
    }

    /// The first block of the band that was never written, as its row and column among the file's blocks.
    ///
    /// GDAL reads such blocks as the file's nodata value, and as 0 without one. Only GeoTIFF has them.
    ///
    /// # Errors
    /// A file that can no longer be opened.
    pub fn first_missing_block(&self) -> Result<Option<(usize, usize)>> {
        let dataset = gdal_runtime::open_raster(&self.path)?;
        if dataset.driver().short_name() != "GTiff" {
            return Ok(None);
        }
        let band = dataset.rasterband(self.band).map_err(Error::internal)?;
        let (down, across) = (self.shape.0.div_ceil(self.block_shape.0), self.shape.1.div_ceil(self.block_shape.1));
        let is_missing = |&(row, column): &(usize, usize)| {
            gdal::Metadata::metadata_item(&band, &format!("BLOCK_OFFSET_{column}_{row}"), "TIFF").is_none()
        };
        Ok((0..down).flat_map(|row| (0..across).map(move |column| (row, column))).find(is_missing))
    }

    /// The file's own grid, if it is north-up.
    ///
    /// # Errors
    /// A rotated or south-up raster, or one without a CRS.
    pub fn grid(&self) -> Result<Grid> {
        let [west, pixel_width, column_rotation, north, row_rotation, pixel_height] = self.geo_transform;
        let refuse = |found: &str| {
            Err(Error::data(format!("`{}` is {found}: it cannot give the grid", self.path.display()))
                .hint("take the grid from another layer, or write `crs`, `resolution` and `extent` in `[grid]`"))
        };
        if column_rotation != 0.0 || row_rotation != 0.0 {
            return refuse("rotated");
        }
        if pixel_height >= 0.0 || pixel_width <= 0.0 {
            return refuse("not north-up");
        }
        let Some(crs) = self.crs.clone() else { return refuse("without a CRS") };
        let (rows, columns) = self.shape;
        Ok(Grid { crs, west, north, pixel_width, pixel_height: -pixel_height, rows, columns })
    }
}

/// How a layer's pixels relate to the plan's grid.
#[derive(Debug, Clone, PartialEq)]
pub enum Alignment {
    /// The same pixels: row and column of the grid's north-west pixel in the file.
    Same {
        /// Row of the file at row 0 of the grid.
        row: i64,
        /// Column of the file at column 0 of the grid.
        column: i64,
    },
    /// The same CRS and resolution, but shifted by a share of a pixel: east and south, in pixels.
    Shifted {
        /// East, in pixels.
        east: f64,
        /// South, in pixels.
        south: f64,
    },
    /// Another CRS, resolution or orientation.
    Different,
}

impl RasterFile {
    /// How the file's pixels relate to `grid`.
    #[must_use]
    pub fn alignment(&self, grid: &Grid) -> Alignment {
        let Ok(own) = self.grid() else { return Alignment::Different };
        let differs = |one: f64, two: f64, cells: usize| (one / two - 1.0).abs() * cells as f64 > ALIGNED;
        if !own.crs.is_same_as(&grid.crs)
            || differs(own.pixel_width, grid.pixel_width, grid.columns)
            || differs(own.pixel_height, grid.pixel_height, grid.rows)
        {
            return Alignment::Different;
        }
        let (column, row) = own.to_pixel(grid.west, grid.north);
        let (east, south) = (column.round() - column, row.round() - row);
        if east.abs() > ALIGNED || south.abs() > ALIGNED {
            return Alignment::Shifted { east, south };
        }
        #[expect(clippy::cast_possible_truncation, reason = "pixel offsets fit 63 bits")]
        Alignment::Same { row: row.round() as i64, column: column.round() as i64 }
    }
}

/// A layer on the plan's grid: a file, how it is aligned, and its nodata value.
#[derive(Debug)]
pub struct LayerSource {
    name: String,
    file: RasterFile,
    grid: Grid,
    /// Where grid pixels lie in the file; none if the layer is resampled.
    offset: Option<(i64, i64)>,
    resampling: Resampling,
    /// Pixels of the grid per pixel of the file, across and down, at the centre of the grid.
    scale: Option<(f64, f64)>,
    nodata: Option<f64>,
    /// What is read instead of the file if the layer is cut into classes.
    cut: Option<Box<cut::CutValues>>,
    idle: Mutex<Vec<Dataset>>,
}

impl LayerSource {
    /// A layer named `name` in messages. `resampling` is used where the file lies on another grid.
    #[must_use]
    pub fn new(name: &str, file: RasterFile, grid: &Grid, resampling: Resampling, nodata: Option<f64>) -> Self {
        let offset = match file.alignment(grid) {
            Alignment::Same { row, column } => Some((row, column)),
            Alignment::Shifted { .. } | Alignment::Different => None,
        };
        let scale = if offset.is_none() { file.scale(grid) } else { None };
        let name = name.to_owned();
        Self { name, file, grid: grid.clone(), offset, resampling, scale, nodata, cut: None, idle: Mutex::default() }
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file as it describes itself.
    #[must_use]
    pub fn file(&self) -> &RasterFile {
        &self.file
    }

    /// The value that means no data, as blocks hold it: NaN if the file is packed.
    #[must_use]
    pub fn nodata(&self) -> Option<f64> {
        if self.file.packing.is_some() { self.nodata.and(Some(f64::NAN)) } else { self.nodata }
    }

    /// The value that means no data, as the file holds it.
    #[must_use]
    pub fn stored_nodata(&self) -> Option<f64> {
        self.nodata
    }

    /// How the layer is resampled, if it is.
    #[must_use]
    pub fn resampling(&self) -> Option<Resampling> {
        self.is_resampled().then_some(self.resampling)
    }

    /// Whether the layer is resampled.
    #[must_use]
    pub fn is_resampled(&self) -> bool {
        self.offset.is_none()
    }

    /// The pixels of a window of the grid. Pixels that the file does not cover hold the nodata value.
    ///
    /// # Errors
    /// Blocks that cannot be read or decoded: the message names layer, file, band and window.
    pub fn read(&self, window: Window) -> Result<Block> {
        if let Some(values) = &self.cut {
            return values.read(window);
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let dataset = match idle {
            Some(dataset) => dataset,
            None => gdal_runtime::open_raster(&self.file.path)?,
        };
        // A mean of whole numbers is none.
        let mean = self.is_resampled() && matches!(self.resampling, Resampling::Average | Resampling::Bilinear);
        let block = match self.file.pixel_type {
            _ if mean => self.pixels(&dataset, window).map(Block::F64),
            PixelType::U8 => self.pixels(&dataset, window).map(Block::U8),
            PixelType::U16 => self.pixels(&dataset, window).map(Block::U16),
            PixelType::I16 => self.pixels(&dataset, window).map(Block::I16),
            PixelType::I32 => self.pixels(&dataset, window).map(Block::I32),
            PixelType::F32 => self.pixels(&dataset, window).map(Block::F32),
            PixelType::F64 => self.pixels(&dataset, window).map(Block::F64),
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(dataset);
        block.map(|block| self.unpacked(block)).map_err(|cause| {
            Error::data(format!(
                "cannot read layer `{}`, band {} of `{}`, rows {}–{}, columns {}–{} of the grid",
                self.name,
                self.file.band,
                self.file.path.display(),
                window.row,
                window.row + window.rows - 1,
                window.column,
                window.column + window.columns - 1,
            ))
            .cause(cause)
            .hint("the file is damaged or was cut short while copying: copy it again and compare its size")
        })
    }

    fn unpacked(&self, block: Block) -> Block {
        let Some((scale, offset)) = self.file.packing else { return block };
        let value = |stored| if is_nodata(stored, self.nodata) { f64::NAN } else { stored * scale + offset };
        with_pixels!(&block, pixels => Block::F64(pixels.map(|pixel| value(pixel.number()))))
    }

    fn pixels<T: Pixel>(&self, dataset: &Dataset, window: Window) -> Result<Array2<T>> {
        gdal_runtime::take_messages();
        match self.offset {
            Some((row, column)) => self.aligned(dataset, window, row, column),
            None => self.warped(dataset, window),
        }
    }

    fn aligned<T: Pixel>(&self, dataset: &Dataset, window: Window, row: i64, column: i64) -> Result<Array2<T>> {
        let band = dataset.rasterband(self.file.band).map_err(Error::internal)?;
        let top = (window.row.cast_signed() as i64).saturating_add(row);
        let left = (window.column.cast_signed() as i64).saturating_add(column);
        let (file_rows, file_columns) =
            (self.file.shape.0.cast_signed() as i64, self.file.shape.1.cast_signed() as i64);
        let rows = top.max(0)..top.saturating_add(window.rows.cast_signed() as i64).min(file_rows);
        let columns = left.max(0)..left.saturating_add(window.columns.cast_signed() as i64).min(file_columns);
        let wanted = (window.rows, window.columns);
        if rows.is_empty() || columns.is_empty() {
            return Ok(Array2::from_elem(wanted, T::from_number(self.nodata.unwrap_or_default())));
        }
        let inside = Inside {
            row: to_usize(rows.start),
            column: to_usize(columns.start),
            rows: to_usize(rows.end - rows.start),
            columns: to_usize(columns.end - columns.start),
        };
        let pixels = match self.whole_block(&inside) {
            Some(index) => read_block::<T>(&band, index, &inside)?,
            None => read_window::<T>(&band, &inside)?,
        };
        if (inside.rows, inside.columns) == wanted {
            return Ok(pixels);
        }
        let mut whole = Array2::from_elem(wanted, T::from_number(self.nodata.unwrap_or_default()));
        let (first_row, first_column) = (to_usize(rows.start - top), to_usize(columns.start - left));
        whole
            .slice_mut(s![first_row..first_row + inside.rows, first_column..first_column + inside.columns])
            .assign(&pixels);
        Ok(whole)
    }

    /// The file's own block that is exactly this window, if there is one: it is decoded straight into place. A block at the
    /// southern or eastern edge is as much of it as the file has.
    fn whole_block(&self, window: &Inside) -> Option<(usize, usize)> {
        let ((rows, columns), shape) = (self.file.block_shape, self.file.shape);
        let whole = window.row.is_multiple_of(rows)
            && window.column.is_multiple_of(columns)
            && window.rows == rows.min(shape.0 - window.row)
            && window.columns == columns.min(shape.1 - window.column);
        whole.then(|| (window.column / columns, window.row / rows))
    }
}

/// A window that lies wholly inside a file.
struct Inside {
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

fn to_usize(offset: i64) -> usize {
    usize::try_from(offset).expect("clipped to the file, so not negative")
}

fn read_block<T: Copy + GdalType>(band: &RasterBand<'_>, index: (usize, usize), window: &Inside) -> Result<Array2<T>> {
    let ((columns, rows), data) =
        band.read_block::<T>(index).map_err(|error| said_by_gdal(&error))?.into_shape_and_vec();
    let block = Array2::from_shape_vec((rows, columns), data).map_err(Error::internal)?;
    if (window.rows, window.columns) == (rows, columns) {
        return Ok(block);
    }
    Ok(block.slice(s![..window.rows, ..window.columns]).to_owned())
}

fn said_by_gdal(error: &gdal::errors::GdalError) -> Error {
    let said = gdal_runtime::take_messages();
    if said.is_empty() { Error::data(error.to_string()) } else { Error::data(format!("GDAL: {}", said.join("; "))) }
}

fn read_window<T: Copy + GdalType + Default>(band: &RasterBand<'_>, window: &Inside) -> Result<Array2<T>> {
    let size = (window.columns, window.rows);
    let mut data = vec![T::default(); size.0 * size.1];
    let origin = (window.column.cast_signed(), window.row.cast_signed());
    band.read_into_slice(origin, size, size, &mut data, None).map_err(|error| said_by_gdal(&error))?;
    Array2::from_shape_vec((window.rows, window.columns), data).map_err(Error::internal)
}
