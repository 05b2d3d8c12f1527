//! A painted map as a small picture with its legend.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use ndarray::Array2;
use serde::Serialize;

use super::ramp::Ramp;
use crate::error::{Error, Result};
use crate::land::{ClassScheme, LandClass};
use crate::raster::{RasterFile, Resampling};

/// The most pixels across and down.
const MOST: usize = 1_500;

/// The index of pixels without data.
const NONE: u8 = u8::MAX;

/// The share of values that the ramp covers: few extreme ones would leave one colour for all others.
const COVERED: f64 = 0.98;

/// A map that the run painted.
#[derive(Debug, Clone, Copy)]
pub struct PageMap<'a> {
    /// The file, a GeoTIFF.
    pub path: &'a Path,
    /// What it shows: `land_class`, `carbon_density` … as in the pipeline.
    pub kind: &'a str,
    /// Its year, or the first and the last of a period.
    pub years: &'a [i32],
    /// The unit of values; empty for classes.
    pub unit: &'a str,
    /// What the codes mean, for a map of classes.
    pub scheme: Option<&'a ClassScheme>,
}

/// The map as the page holds it.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    id: String,
    kind: String,
    years: Vec<i32>,
    unit: String,
    /// West, south, east, north in degrees.
    bounds: [f64; 4],
    /// A PNG as a `data:` address.
    image: String,
    /// The identifiers of the classes that occur, in the order of their codes.
    classes: Vec<String>,
    ramp: Option<Ramp>,
}

type Rgb = [u8; 3];

impl Picture {
    /// Reads a painted map and makes it small.
    pub(super) fn of(map: &PageMap<'_>) -> Result<Self> {
        let file = RasterFile::inspect(map.path, 1, None)?;
        let resampling = if map.scheme.is_some() { Resampling::Mode } else { Resampling::Average };
        let reduced = file.reduced(MOST, resampling)?;
        let (indices, palette, classes, ramp) = if let Some(scheme) = map.scheme {
            let (indices, palette, classes) = by_class(&reduced.pixels, scheme);
            (indices, palette, classes, None)
        } else {
            let ramp = Ramp::of(reduced.pixels.iter().copied().filter(|value| value.is_finite()), COVERED);
            let indices = reduced.pixels.mapv(|value| if value.is_finite() { ramp.index(value) } else { NONE });
            (indices, ramp.palette(), Vec::new(), Some(ramp))
        };
        let png = base64::engine::general_purpose::STANDARD.encode(png(&indices, &palette)?);
        Ok(Self {
            id: map.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            kind: map.kind.to_owned(),
            years: map.years.to_vec(),
            unit: map.unit.to_owned(),
            bounds: reduced.bounds.map(|degrees| (degrees * 1e6).round() / 1e6),
            image: format!("data:image/png;base64,{png}"),
            classes,
            ramp,
        })
    }
}

/// Classes by their place among those that occur. A palette holds 255 of them; schemes have some dozens.
fn by_class(codes: &Array2<f64>, scheme: &ClassScheme) -> (Array2<u8>, Vec<Rgb>, Vec<String>) {
    #[expect(clippy::cast_possible_truncation, reason = "codes are whole numbers; NaN is told apart before")]
    let class_of = |value: f64| if value.is_finite() { scheme.class(value as i32) } else { None };
    let mut classes: BTreeMap<i32, (&LandClass, u8)> = BTreeMap::new();
    // Neighbours are mostly alike.
    let mut before = f64::NAN;
    for value in codes {
        if value.to_bits() != before.to_bits() {
            classes.extend(class_of(*value).map(|class| (class.code, (class, NONE))));
            before = *value;
        }
    }
    for ((_, index), place) in classes.values_mut().zip(0..NONE) {
        *index = place;
    }
    let mut last = (f64::NAN, NONE);
    let indices = codes.mapv(|value| {
        if value.to_bits() != last.0.to_bits() {
            last = (value, class_of(value).map_or(NONE, |class| classes[&class.code].1));
        }
        last.1
    });
    let palette = classes.values().map(|(class, _)| [class.red, class.green, class.blue]);
    let palette = palette.take(usize::from(NONE)).collect();
    (indices, palette, classes.values().map(|(class, _)| class.id.clone()).collect())
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
    encoder.set_compression(png::Compression::Best);
    // Neighbouring places in a palette have nothing to do with each other.
    encoder.set_filter(png::FilterType::NoFilter);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    let pixels = indices.as_standard_layout();
    writer.write_image_data(pixels.as_slice().unwrap_or_default()).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(bytes)
}
