//! Maps as Cloud Optimized GeoTIFFs.

use std::collections::BTreeMap;
use std::path::Path;

use ndarray::Array2;

use super::gis::{MapContent, PaintedMap, Words};
use super::look_up::{LookUp, Run};
use crate::error::{Error, Result};
use crate::land::{ClassScheme, LandClass};
use crate::raster::{
    ClassShare, Grid, LayerSource, Layout, Pixel, PixelType, RasterDescription, RasterWriter, Window, for_each_block,
    is_nodata, with_pixels, write_raster,
};
use crate::strata::{Progress, StrataTable};
use crate::units::Hectares;

/// Maps of values per combination of codes of the same layers, which are read once for all of them.
pub struct ValueMaps<'a> {
    look_up: LookUp<'a>,
    maps: Vec<ValueMap>,
}

/// What a map is called.
#[derive(Debug, Clone, PartialEq)]
pub struct MapName {
    /// The name of its file.
    pub file: String,
    /// The band's description.
    pub band: String,
    /// Its title.
    pub title: Words,
    /// The year it shows, or that a change begins with.
    pub year: Option<i32>,
    /// The year a change ends with.
    pub year_to: Option<i32>,
}

struct ValueMap {
    name: MapName,
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
    /// The classes that occur.
    pub shares: &'a [ClassShare],
    /// What it is called.
    pub name: MapName,
}

/// The classes of a layer that occur in the strata, by code, with their pixels and areas. `dimension` is the layer's index there.
#[must_use]
pub fn class_shares(strata: &StrataTable, dimension: usize, scheme: &ClassScheme) -> Vec<ClassShare> {
    let mut sums: BTreeMap<i32, (u64, f64)> = BTreeMap::new();
    for stratum in strata.of_set(0) {
        let Some(code) = stratum.codes[dimension] else { continue };
        let (pixels, area) = sums.entry(code).or_default();
        *pixels += stratum.pixels;
        *area += stratum.area;
    }
    let class = |code| scheme.class(code).cloned().unwrap_or_else(|| LandClass::unknown(code));
    let share =
        |(code, (pixels, area))| ClassShare { class: class(code), pixels, area: Hectares::from_square_metres(area) };
    sums.into_iter().map(share).collect()
}

/// How values are stored.
struct Stored {
    pixel_type: PixelType,
    scale: Option<f64>,
    nodata: f64,
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

    /// The combinations of codes, one per layer, that occur.
    #[must_use]
    pub fn combinations(&self) -> &[Vec<Option<i32>>] {
        self.look_up.combinations()
    }

    /// Whether there is nothing to paint.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// Adds a map whose `value` is asked once per combination.
    pub fn add(&mut self, name: MapName, unit: &str, value: impl Fn(&[Option<i32>]) -> Option<f64>) {
        let values = self.look_up.combinations().iter().map(|codes| value(codes)).collect();
        self.maps.push(ValueMap { name, unit: unit.to_owned(), values });
    }

    /// Paints the maps into a directory.
    ///
    /// # Errors
    /// A layer that cannot be read again, an output that cannot be written, or an interruption.
    pub fn write(&self, directory: &Path, grid: &Grid, progress: &dyn Progress) -> Result<Vec<PaintedMap>> {
        let canvases = self.maps.iter().map(|map| map.canvas(directory, grid)).collect::<Result<Vec<_>>>()?;
        for_each_block(grid, |window| {
            progress.check()?;
            let runs = self.look_up.runs(window)?;
            canvases.iter().try_for_each(|canvas| canvas.paint(window, &runs))?;
            progress.advance(window.pixels() as u64);
            Ok(())
        })?;
        canvases.into_iter().try_for_each(Canvas::finish)?;
        Ok(self.maps.iter().map(ValueMap::painted).collect())
    }
}

impl ValueMap {
    /// The lowest and the highest value, zero between them, without the noise of sums.
    fn range(&self) -> (f64, f64) {
        let values = self.values.iter().flatten().map(|value| (value * 1e6).round() / 1e6);
        values.fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)))
    }

    fn stored(&self) -> Stored {
        let whole = self.values.iter().flatten().all(|value| ((value / STEP).round() * STEP - value).abs() < 1e-9);
        let (low, high) = self.range();
        if whole && low >= 0.0 && high / STEP < f64::from(u16::MAX) {
            Stored { pixel_type: PixelType::U16, scale: Some(STEP), nodata: f64::from(u16::MAX) }
        } else if whole && low / STEP > f64::from(i16::MIN) && high / STEP <= f64::from(i16::MAX) {
            Stored { pixel_type: PixelType::I16, scale: Some(STEP), nodata: f64::from(i16::MIN) }
        } else {
            Stored { pixel_type: PixelType::F32, scale: None, nodata: NODATA }
        }
    }

    fn canvas<'a>(&self, directory: &Path, grid: &'a Grid) -> Result<Box<dyn Canvas + 'a>> {
        let stored = self.stored();
        match stored.pixel_type {
            PixelType::U16 => self.of_type::<u16>(directory, grid, &stored),
            PixelType::I16 => self.of_type::<i16>(directory, grid, &stored),
            _ => self.of_type::<f32>(directory, grid, &stored),
        }
    }

    fn painted(&self) -> PaintedMap {
        let Stored { pixel_type, scale, nodata } = self.stored();
        let (low, high) = self.range();
        let content = MapContent::Values { unit: self.unit.clone(), scale, low, high };
        self.name.painted(pixel_type, nodata, content)
    }

    fn of_type<'a, T: Pixel>(
        &self,
        directory: &Path,
        grid: &'a Grid,
        &Stored { scale, nodata, .. }: &Stored,
    ) -> Result<Box<dyn Canvas + 'a>> {
        let description = RasterDescription {
            band: self.name.band.clone(),
            unit: self.unit.clone(),
            nodata: Some(nodata),
            scale,
            classes: None,
            shares: &[],
            metadata: vec![("TIFFTAG_SOFTWARE".to_owned(), concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())],
        };
        let stored = |value: f64| scale.map_or(value, |scale| (value / scale).round());
        let values = self.values.iter().map(|value| T::from_number(value.map_or(nodata, stored))).collect();
        let writer = RasterWriter::create(&directory.join(&self.name.file), grid, Layout::CloudOptimized, description)?;
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

impl MapName {
    pub(super) fn painted(&self, pixel_type: PixelType, nodata: f64, content: MapContent) -> PaintedMap {
        let Self { file, title, year, year_to, .. } = self.clone();
        PaintedMap { file, title, year, year_to, pixel_type, nodata, content }
    }
}

impl ClassMap<'_> {
    /// Paints the map into a directory.
    ///
    /// # Errors
    /// A layer that cannot be read again, an output that cannot be written, or an interruption.
    pub fn write(&self, directory: &Path, grid: &Grid, progress: &dyn Progress) -> Result<PaintedMap> {
        let codes = self.scheme.classes().chain(self.shares.iter().map(|share| &share.class)).map(|class| class.code);
        let (pixel_type, nodata) = if codes.into_iter().all(|code| (0..255).contains(&code)) {
            self.paint::<u8>(directory, grid, progress, f64::from(u8::MAX))?;
            (PixelType::U8, f64::from(u8::MAX))
        } else {
            self.paint::<i32>(directory, grid, progress, f64::from(i32::MIN))?;
            (PixelType::I32, f64::from(i32::MIN))
        };
        let classes = self.shares.iter().map(|share| share.class.clone()).collect();
        Ok(self.name.painted(pixel_type, nodata, MapContent::Classes(classes)))
    }

    fn paint<T: Pixel>(&self, directory: &Path, grid: &Grid, progress: &dyn Progress, nodata: f64) -> Result<()> {
        let description = RasterDescription {
            band: self.name.band.clone(),
            nodata: Some(nodata),
            classes: Some(self.scheme.classes().collect()),
            shares: self.shares,
            ..RasterDescription::default()
        };
        write_raster(&directory.join(&self.name.file), grid, Layout::CloudOptimized, &description, |window| {
            progress.check()?;
            let missing = self.layer.nodata();
            let stored = |code: f64| T::from_number(if is_nodata(code, missing) { nodata } else { code });
            let pixels = with_pixels!(&self.layer.read(window)?, pixels => pixels.mapv(|pixel| stored(pixel.number())));
            progress.advance(window.pixels() as u64);
            Ok(pixels)
        })
    }
}
