//! A painted map as a small picture with its legend.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use base64::Engine as _;
use ndarray::Array2;
use serde::Serialize;

use super::ramp::Ramp;
use crate::error::{Error, Result};
use crate::raster::{RasterFile, Resampling};

/// The most pixels across and down.
const MOST: usize = 1_500;

/// The index of pixels without data.
const NONE: u8 = u8::MAX;

/// The share of values that the ramp covers: few extreme ones would leave one colour for all others.
const COVERED: f64 = 0.98;

/// A map that the run painted.
#[derive(Debug, Clone)]
pub struct PageMap<'a> {
    /// The file, a GeoTIFF.
    pub path: PathBuf,
    /// What it shows: `land_class`, `carbon_density` … as in the pipeline.
    pub kind: String,
    /// Its title in English and in Chinese.
    pub titles: [String; 2],
    /// What its pixels are.
    pub content: PageContent<'a>,
}

/// What the pixels of a map are.
#[derive(Debug, Clone)]
pub enum PageContent<'a> {
    /// Classes, in the order of the legend.
    Classes(Vec<PageClass>),
    /// Values.
    Values {
        /// Their unit.
        unit: &'a str,
    },
}

/// Codes of a map that have one colour and one entry of the legend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageClass {
    /// The codes.
    #[serde(skip)]
    pub codes: Vec<i32>,
    /// What they are called in English and in Chinese.
    pub names: [String; 2],
    /// Red, green, blue.
    pub color: [u8; 3],
}

/// The map as the page holds it.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    id: String,
    kind: String,
    titles: [String; 2],
    /// Empty for classes.
    unit: String,
    /// West, south, east, north in degrees.
    bounds: [f64; 4],
    /// A PNG as a `data:` address.
    image: String,
    /// The classes that occur.
    classes: Vec<PageClass>,
    ramp: Option<Ramp>,
}

type Rgb = [u8; 3];

impl Picture {
    /// Reads a painted map and makes it small.
    pub(super) fn of(map: &PageMap<'_>) -> Result<Self> {
        let file = RasterFile::inspect(&map.path, 1, None)?;
        let resampling = match map.content {
            PageContent::Classes(_) => Resampling::Mode,
            PageContent::Values { .. } => Resampling::Average,
        };
        let reduced = file.reduced(MOST, resampling)?;
        let (indices, palette, unit, classes, ramp) = match &map.content {
            PageContent::Classes(classes) => {
                let (indices, classes) = by_class(&reduced.pixels, classes)?;
                (indices, classes.iter().map(|class| class.color).collect(), "", classes, None)
            }
            PageContent::Values { unit } => {
                let ramp = Ramp::of(reduced.pixels.iter().copied().filter(|value| value.is_finite()), COVERED);
                let indices = reduced.pixels.mapv(|value| if value.is_finite() { ramp.index(value) } else { NONE });
                (indices, ramp.palette(), *unit, Vec::new(), Some(ramp))
            }
        };
        let png = base64::engine::general_purpose::STANDARD.encode(png(&indices, &palette)?);
        Ok(Self {
            id: map.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            kind: map.kind.clone(),
            titles: map.titles.clone(),
            unit: unit.to_owned(),
            bounds: reduced.bounds.map(|degrees| (degrees * 1e6).round() / 1e6),
            image: format!("data:image/png;base64,{png}"),
            classes,
            ramp,
        })
    }
}

/// Pixels as places among the classes that occur.
fn by_class(codes: &Array2<f64>, classes: &[PageClass]) -> Result<(Array2<u8>, Vec<PageClass>)> {
    let mut class_of_code = BTreeMap::new();
    for (class, told) in classes.iter().enumerate() {
        class_of_code.extend(told.codes.iter().map(|code| (*code, class)));
    }
    // Neighbours are mostly alike.
    let mut last = (f64::NAN, None);
    let found = codes.mapv(|value| {
        if value.to_bits() != last.0.to_bits() {
            #[expect(clippy::cast_possible_truncation, reason = "codes are whole numbers; NaN is told apart before")]
            let class = if value.is_finite() { class_of_code.get(&(value as i32)).copied() } else { None };
            last = (value, class);
        }
        last.1
    });
    let occurring: BTreeSet<usize> = found.iter().flatten().copied().collect();
    if occurring.len() > usize::from(NONE) {
        return Err(Error::data(format!("a map has {} classes", occurring.len()))
            .note(format!("the web page shows at most {NONE} of a map")));
    }
    let mut places = vec![NONE; classes.len()];
    for (class, place) in occurring.iter().zip(0..NONE) {
        places[*class] = place;
    }
    let indices = found.mapv(|class| class.map_or(NONE, |class| places[class]));
    Ok((indices, occurring.iter().map(|class| classes[*class].clone()).collect()))
}

fn png(indices: &Array2<u8>, palette: &[Rgb]) -> Result<Vec<u8>> {
    let (rows, columns) = indices.dim();
    let size = |pixels: usize| u32::try_from(pixels).map_err(Error::internal);
    let mut colours: Vec<u8> = palette.iter().flatten().copied().collect();
    colours.resize(usize::from(NONE) * 3 + 3, 0);
    let mut opacity = vec![u8::MAX; usize::from(NONE) + 1];
    opacity[usize::from(NONE)] = 0;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size(columns)?, size(rows)?);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(colours);
    encoder.set_trns(opacity);
    // The best takes several times as long for a thirtieth less.
    encoder.set_compression(png::Compression::Default);
    // Neighbouring places in a palette have nothing to do with each other.
    encoder.set_filter(png::FilterType::NoFilter);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    let pixels = indices.as_standard_layout();
    writer.write_image_data(pixels.as_slice().unwrap_or_default()).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(bytes)
}
