//! A painted map as a small picture with its legend.

use std::path::Path;

use base64::Engine as _;
use ndarray::Array2;
use serde::Serialize;

use super::ramp::Ramp;
use crate::error::{Error, Result};
use crate::land::ClassScheme;
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
        let (indices, palette, classes, ramp) = match map.scheme {
            Some(scheme) => {
                let (indices, palette, classes) = by_class(&reduced.pixels, scheme);
                (indices, palette, classes, None)
            }
            None => {
                let ramp = Ramp::of(reduced.pixels.iter().copied().filter(|value| value.is_finite()), COVERED);
                let indices = reduced.pixels.mapv(|value| if value.is_finite() { ramp.index(value) } else { NONE });
                (indices, ramp.palette(), Vec::new(), Some(ramp))
            }
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
    let mut occurs = std::collections::BTreeSet::new();
    #[expect(clippy::cast_possible_truncation, reason = "codes are whole numbers")]
    let code = |value: f64| value as i32;
    occurs.extend(codes.iter().filter(|value| value.is_finite()).map(|value| code(*value)));
    let classes: Vec<_> = occurs.iter().filter_map(|code| scheme.class(*code)).take(usize::from(NONE)).collect();
    let index = |value: f64| {
        let place = classes.iter().position(|class| value.is_finite() && class.code == code(value));
        place.and_then(|place| u8::try_from(place).ok()).unwrap_or(NONE)
    };
    let palette = classes.iter().map(|class| [class.red, class.green, class.blue]).collect();
    (codes.mapv(index), palette, classes.iter().map(|class| class.id.clone()).collect())
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
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    let pixels = indices.as_standard_layout();
    writer.write_image_data(pixels.as_slice().unwrap_or_default()).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(bytes)
}
