//! Maps as Cloud Optimized GeoTIFFs.

use std::path::{Path, PathBuf};

use ndarray::Array2;

use super::look_up::{LookUp, Run};
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::raster::{
    Grid, LayerSource, Layout, Pixel, RasterDescription, RasterWriter, Window, for_each_block, is_nodata, with_pixels,
    write_raster,
};
use crate::strata::{Progress, StrataTable};

/// Maps of values per combination of codes of the same layers, which are read once for all of them.
pub struct ValueMaps<'a> {
    look_up: LookUp<'a>,
    maps: Vec<ValueMap>,
}

struct ValueMap {
    path: PathBuf,
    title: String,
    unit: String,
    /// By combination; none is nodata.
    values: Vec<Option<f64>>,
}

/// A map of classes.
pub struct ClassMap<'a> {
    /// The layer.
    pub layer: &'a LayerSource,
    /// What its codes mean.
    pub scheme: &'a ClassScheme,
    /// The band's description.
    pub title: String,
}

/// Values at this step are stored as 16-bit integers, which compress and open faster than floating point.
const STEP: f64 = 0.01;
/// The nodata value of floating-point maps.
const NODATA: f64 = -9_999.0;

impl<'a> ValueMaps<'a> {
    /// No maps yet, of the combinations of codes of `layers` that occur in the strata. With the layers come their indices among
    /// the strata's dimensions.
    #[must_use]
    pub fn new(strata: &StrataTable, layers: &[(usize, &'a LayerSource)]) -> Self {
        Self { look_up: LookUp::new(strata, layers), maps: Vec::new() }
    }

    /// Whether there is nothing to paint.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// Adds a map whose `value` is asked once per combination.
    pub fn add(&mut self, path: PathBuf, title: String, unit: &str, value: impl Fn(&[Option<i32>]) -> Option<f64>) {
        let values = self.look_up.combinations().iter().map(|codes| value(codes)).collect();
        self.maps.push(ValueMap { path, title, unit: unit.to_owned(), values });
    }

    /// Paints the maps.
    ///
    /// # Errors
    /// A layer that cannot be read again, an output that cannot be written, or an interruption.
    pub fn write(&self, grid: &Grid, progress: &dyn Progress) -> Result<()> {
        let canvases = self.maps.iter().map(|map| map.canvas(grid)).collect::<Result<Vec<_>>>()?;
        for_each_block(grid, |window| {
            progress.check()?;
            let runs = self.look_up.runs(window)?;
            canvases.iter().try_for_each(|canvas| canvas.paint(window, &runs))?;
            progress.advance(window.pixels() as u64);
            Ok(())
        })?;
        canvases.into_iter().try_for_each(Canvas::finish)
    }
}

impl ValueMap {
    fn canvas<'a>(&self, grid: &'a Grid) -> Result<Box<dyn Canvas + 'a>> {
        let values = || self.values.iter().flatten().copied();
        let whole = values().all(|value| ((value / STEP).round() * STEP - value).abs() < 1e-9);
        let (low, high) = values().fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
        if whole && low >= 0.0 && high / STEP < f64::from(u16::MAX) {
            self.of_type::<u16>(grid, Some(STEP), f64::from(u16::MAX))
        } else if whole && low / STEP > f64::from(i16::MIN) && high / STEP <= f64::from(i16::MAX) {
            self.of_type::<i16>(grid, Some(STEP), f64::from(i16::MIN))
        } else {
            self.of_type::<f32>(grid, None, NODATA)
        }
    }

    fn of_type<'a, T: Pixel>(&self, grid: &'a Grid, scale: Option<f64>, nodata: f64) -> Result<Box<dyn Canvas + 'a>> {
        let description = RasterDescription {
            band: self.title.clone(),
            unit: self.unit.clone(),
            nodata: Some(nodata),
            scale,
            classes: None,
            metadata: vec![("TIFFTAG_SOFTWARE".to_owned(), concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())],
        };
        let stored = |value: f64| scale.map_or(value, |scale| (value / scale).round());
        let values = self.values.iter().map(|value| T::from_number(value.map_or(nodata, stored))).collect();
        let writer = RasterWriter::create(&self.path, grid, Layout::CloudOptimized, description)?;
        Ok(Box::new(TypedCanvas::<T> { writer, values }))
    }
}

/// A map that is being painted, of any type of pixels.
trait Canvas: Sync {
    fn paint(&self, window: Window, runs: &[Run]) -> Result<()>;
    fn finish(self: Box<Self>) -> Result<()>;
}

struct TypedCanvas<'a, T> {
    writer: RasterWriter<'a, T>,
    /// By combination, as stored.
    values: Vec<T>,
}

impl<T: Pixel> Canvas for TypedCanvas<'_, T> {
    fn paint(&self, window: Window, runs: &[Run]) -> Result<()> {
        let mut pixels = Vec::with_capacity(window.pixels());
        for run in runs {
            pixels.resize(run.end, self.values[run.combination]);
        }
        let pixels = Array2::from_shape_vec((window.rows, window.columns), pixels).map_err(Error::internal)?;
        self.writer.write(window, &pixels)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.writer.finish()
    }
}

impl ClassMap<'_> {
    /// Paints the map.
    ///
    /// # Errors
    /// A layer that cannot be read again, an output that cannot be written, or an interruption.
    pub fn write(&self, path: &Path, grid: &Grid, progress: &dyn Progress) -> Result<()> {
        let fits = self.scheme.classes().all(|class| (0..255).contains(&class.code));
        if fits {
            self.paint::<u8>(path, grid, progress, f64::from(u8::MAX))
        } else {
            self.paint::<i32>(path, grid, progress, f64::from(i32::MIN))
        }
    }

    fn paint<T: Pixel>(&self, path: &Path, grid: &Grid, progress: &dyn Progress, nodata: f64) -> Result<()> {
        let description = RasterDescription {
            band: self.title.clone(),
            nodata: Some(nodata),
            classes: Some(self.scheme),
            ..RasterDescription::default()
        };
        write_raster(path, grid, Layout::CloudOptimized, &description, |window| {
            progress.check()?;
            let missing = self.layer.nodata();
            let stored = |code: f64| T::from_number(if is_nodata(code, missing) { nodata } else { code });
            let pixels = with_pixels!(&self.layer.read(window)?, pixels => pixels.mapv(|pixel| stored(pixel.number())));
            progress.advance(window.pixels() as u64);
            Ok(pixels)
        })
    }
}
