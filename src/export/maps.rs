//! Maps as Cloud Optimized GeoTIFFs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ndarray::Array2;
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::raster::{
    Grid, LayerSource, Layout, Pixel, RasterDescription, Window, is_nodata, with_pixels, write_raster,
};
use crate::strata::{Progress, StrataTable};

/// A map of a value per combination of codes.
pub struct ValueMap<'a> {
    /// The class layers that decide the value, with their indices among the strata's dimensions.
    pub layers: Vec<(usize, &'a LayerSource)>,
    /// The value of every combination that occurs; none is nodata.
    pub values: BTreeMap<Vec<Option<i32>>, Option<f64>>,
    /// The band's description.
    pub title: String,
    /// The unit of the values.
    pub unit: String,
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

impl<'a> ValueMap<'a> {
    /// A map whose `value` is asked once per combination of codes of `layers` that occurs in the strata.
    pub fn new(
        strata: &StrataTable,
        layers: Vec<(usize, &'a LayerSource)>,
        title: String,
        unit: &str,
        value: impl Fn(&[Option<i32>]) -> Option<f64>,
    ) -> Self {
        let combinations: BTreeSet<Vec<Option<i32>>> =
            strata.of_set(0).map(|stratum| layers.iter().map(|(index, _)| stratum.codes[*index]).collect()).collect();
        let values = combinations.into_iter().map(|codes| (codes.clone(), value(&codes))).collect();
        Self { layers, values, title, unit: unit.to_owned() }
    }

    /// Paints the map.
    ///
    /// # Errors
    /// A layer that cannot be read again, an output that cannot be written, or an interruption.
    pub fn write(&self, path: &Path, grid: &Grid, progress: &dyn Progress) -> Result<()> {
        let values = || self.values.values().flatten().copied();
        let whole = values().all(|value| ((value / STEP).round() * STEP - value).abs() < 1e-9);
        let (low, high) = values().fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
        if whole && low >= 0.0 && high / STEP < f64::from(u16::MAX) {
            self.paint::<u16>(path, grid, progress, Some(STEP), f64::from(u16::MAX))
        } else if whole && low / STEP > f64::from(i16::MIN) && high / STEP <= f64::from(i16::MAX) {
            self.paint::<i16>(path, grid, progress, Some(STEP), f64::from(i16::MIN))
        } else {
            self.paint::<f32>(path, grid, progress, None, NODATA)
        }
    }

    fn paint<T: Pixel>(
        &self,
        path: &Path,
        grid: &Grid,
        progress: &dyn Progress,
        scale: Option<f64>,
        nodata: f64,
    ) -> Result<()> {
        let description = RasterDescription {
            band: self.title.clone(),
            unit: self.unit.clone(),
            nodata: Some(nodata),
            scale,
            classes: None,
            metadata: vec![("TIFFTAG_SOFTWARE".to_owned(), concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())],
        };
        let stored: FxHashMap<&[Option<i32>], T> = self
            .values
            .iter()
            .map(|(codes, value)| {
                let stored = value.map_or(nodata, |value| scale.map_or(value, |scale| (value / scale).round()));
                (codes.as_slice(), T::from_number(stored))
            })
            .collect();
        write_raster(path, grid, Layout::CloudOptimized, &description, |window| {
            progress.check()?;
            let blocks = self.layers.iter().map(|(_, source)| codes(source, window)).collect::<Result<Vec<_>>>()?;
            let mut pixels: Vec<T> = Vec::with_capacity(window.pixels());
            let mut combination = vec![None; blocks.len()];
            for index in 0..window.pixels() {
                let mut changed = false;
                for (code, block) in combination.iter_mut().zip(&blocks) {
                    changed |= *code != block[index];
                    *code = block[index];
                }
                let value = match pixels.last() {
                    Some(last) if !changed => *last,
                    _ => *stored.get(combination.as_slice()).ok_or_else(|| {
                        Error::data("a layer changed while it was being read")
                            .hint("run again once nothing else writes to the input files")
                    })?,
                };
                pixels.push(value);
            }
            progress.advance(window.pixels() as u64);
            Array2::from_shape_vec((window.rows, window.columns), pixels).map_err(Error::internal)
        })
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
            self.paint::<u8>(path, grid, progress, 255)
        } else {
            self.paint::<i32>(path, grid, progress, i32::MIN)
        }
    }

    fn paint<T: Pixel>(&self, path: &Path, grid: &Grid, progress: &dyn Progress, nodata: i32) -> Result<()> {
        let description = RasterDescription {
            band: self.title.clone(),
            nodata: Some(f64::from(nodata)),
            classes: Some(self.scheme),
            ..RasterDescription::default()
        };
        write_raster(path, grid, Layout::CloudOptimized, &description, |window| {
            progress.check()?;
            let codes = codes(self.layer, window)?;
            progress.advance(window.pixels() as u64);
            let pixels = codes.into_iter().map(|code| T::from_number(f64::from(code.unwrap_or(nodata)))).collect();
            Array2::from_shape_vec((window.rows, window.columns), pixels).map_err(Error::internal)
        })
    }
}

/// The codes of a window, row by row; none is nodata.
fn codes(source: &LayerSource, window: Window) -> Result<Vec<Option<i32>>> {
    let nodata = source.nodata();
    #[expect(clippy::cast_possible_truncation, reason = "the pass has refused class values that are not whole numbers")]
    let code = |value: f64| (!is_nodata(value, nodata)).then_some(value as i32);
    let block = source.read(window)?;
    Ok(with_pixels!(&block, pixels => pixels.iter().map(|pixel| code(pixel.number())).collect()))
}
