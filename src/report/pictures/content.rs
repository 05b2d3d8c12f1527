//! What a map shows: classes or values of a raster, or zones coloured by a figure.

use std::path::PathBuf;

use ndarray::Array2;

use super::super::drawing::Svg;
use super::super::measure::Measure;
use super::frame::Frame;
use super::legend::{Entry, Legend};
use super::palette::{Palette, hexadecimal};
use super::steps::Steps;
use super::zones::DrawnZones;
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::raster::{Preview, Thinning};
use crate::terms::{Language, word};
use crate::vector::ZoneSet;

/// The colour of ground without data.
pub(super) const NO_DATA: [u8; 3] = [222, 222, 222];

/// What a map shows.
#[derive(Debug, Clone)]
pub enum MapContent<'a> {
    /// A raster of classes.
    Classes {
        /// The file.
        path: PathBuf,
        /// What the codes mean.
        scheme: &'a ClassScheme,
        /// Colours that go before the scheme's.
        palette: &'a Palette,
    },
    /// A raster of values.
    Values {
        /// The file.
        path: PathBuf,
        /// The unit.
        unit: &'a str,
        /// The classes of the legend.
        steps: Steps,
    },
    /// Zones coloured by a figure.
    Zones {
        /// The zones.
        set: &'a ZoneSet,
        /// The figure of each.
        values: Vec<Option<f64>>,
        /// Their unit.
        unit: &'a str,
    },
}

impl MapContent<'_> {
    /// Paints the content into a frame whose millimetres are so many dots in print. Gives the legend, and what goes below the
    /// names of zones.
    pub(super) fn paint(
        &self,
        svg: &mut Svg,
        frame: &Frame,
        dots: f64,
        language: Language,
    ) -> Result<(Legend, Option<Vec<String>>)> {
        match self {
            Self::Classes { path, scheme, palette } => {
                let classes: Vec<_> = scheme.classes().collect();
                let entries = classes.iter().map(|class| {
                    let name = if language == Language::Chinese && !class.name_zh.is_empty() {
                        &class.name_zh
                    } else {
                        &class.name
                    };
                    Entry { label: name.clone(), color: palette.color(class) }
                });
                let entries: Vec<Entry> = entries.collect();
                if classes.len() >= usize::from(u8::MAX) {
                    return Err(Error::data(format!("scheme `{}` has {} classes", scheme.name(), classes.len()))
                        .note("a picture shows at most 254"));
                }
                let pixels = Preview::open(path)?.read(most(frame, dots), Thinning::Nearest, |value| {
                    #[expect(clippy::cast_possible_truncation, reason = "the codes of the scheme are 32-bit integers")]
                    let code = value.map(|value| value as i32);
                    let found = code.and_then(|code| classes.binary_search_by_key(&code, |class| class.code).ok());
                    found.map_or(0, number)
                })?;
                Ok((raster(svg, frame, &pixels, entries, None, word(language, "map", "no_data"))?, None))
            }
            Self::Values { path, unit, steps } => {
                let entries = (0..steps.count())
                    .map(|class| Entry { label: steps.label(class, language), color: steps.color(class) })
                    .collect();
                let class = |value: Option<f64>| value.map_or(0, |value| number(steps.class(value)));
                let pixels = Preview::open(path)?.read(most(frame, dots), Thinning::Mean, class)?;
                let unit = Some(word(language, "unit", unit).to_owned());
                Ok((raster(svg, frame, &pixels, entries, unit, word(language, "map", "not_accounted"))?, None))
            }
            Self::Zones { set, values, unit } => coloured(svg, frame, set, values, unit, language),
        }
    }
}

/// The pixels that an image of the frame needs.
fn most(frame: &Frame, dots: f64) -> (usize, usize) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dots of a page")]
    let pixels = |length: f64| (length * dots).ceil().max(1.0) as usize;
    (pixels(frame.size().1), pixels(frame.size().0))
}

/// The number of a class in an image, where 0 is no data.
fn number(class: usize) -> u8 {
    u8::try_from(class + 1).unwrap_or(u8::MAX)
}

/// Puts an image of class numbers into the frame; the legend has those that occur.
fn raster(
    svg: &mut Svg,
    frame: &Frame,
    pixels: &Array2<u8>,
    entries: Vec<Entry>,
    unit: Option<String>,
    no_data: &str,
) -> Result<Legend> {
    let mut occurs = [false; 256];
    pixels.iter().for_each(|class| occurs[usize::from(*class)] = true);
    let colors: Vec<u8> = std::iter::once(NO_DATA).chain(entries.iter().map(|entry| entry.color)).flatten().collect();
    svg.image(frame.rectangle(), &indexed_png(pixels, &colors)?);
    let mut shown: Vec<Entry> =
        entries.into_iter().enumerate().filter(|(class, _)| occurs[class + 1]).map(|(_, entry)| entry).collect();
    if occurs[0] {
        shown.push(Entry { label: no_data.to_owned(), color: NO_DATA });
    }
    Ok(Legend { unit, entries: shown })
}

/// A PNG with one byte a pixel and a table of colours.
fn indexed_png(pixels: &Array2<u8>, colors: &[u8]) -> Result<Vec<u8>> {
    let (rows, columns) = pixels.dim();
    let edge = |edge: usize| u32::try_from(edge).map_err(Error::internal);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, edge(columns)?, edge(rows)?);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(colors);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    let pixels = pixels.as_slice().ok_or_else(|| Error::internal("an image is not in standard layout"))?;
    writer.write_image_data(pixels).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(bytes)
}

fn coloured(
    svg: &mut Svg,
    frame: &Frame,
    set: &ZoneSet,
    values: &[Option<f64>],
    unit: &str,
    language: Language,
) -> Result<(Legend, Option<Vec<String>>)> {
    let largest = values.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
    let measure = Measure::of(language, unit, largest);
    let shown = || values.iter().flatten().map(|value| value * measure.factor);
    let range = shown().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)]);
    let steps = Steps::over(if range[0] <= range[1] { range } else { [0.0, 1.0] });
    let classes: Vec<Option<usize>> =
        values.iter().map(|value| value.map(|value| steps.class(value * measure.factor))).collect();
    for (path, class) in DrawnZones::new(set, frame)?.paths().zip(&classes) {
        let color = hexadecimal(class.map_or(NO_DATA, |class| steps.color(class)));
        svg.path(&path, &format!("fill=\"{color}\" fill-rule=\"evenodd\""));
    }
    let occurring = (0..steps.count()).filter(|class| classes.contains(&Some(*class)));
    let mut entries: Vec<Entry> =
        occurring.map(|class| Entry { label: steps.label(class, language), color: steps.color(class) }).collect();
    if classes.contains(&None) {
        entries.push(Entry { label: word(language, "map", "no_data").to_owned(), color: NO_DATA });
    }
    let below = values.iter().map(|value| value.map_or("–".to_owned(), |value| measure.show(value))).collect();
    Ok((Legend { unit: Some(measure.unit), entries }, Some(below)))
}
