//! What a map shows: classes or values of a raster, or zones coloured by a figure.

use std::path::PathBuf;

use ndarray::Array2;

use super::super::drawing::Svg;
use super::super::measure::Measure;
use super::frame::Frame;
use super::legend::{Entry, Legend};
use super::palette::hexadecimal;
use super::steps::Steps;
use super::zones::DrawnZones;
use crate::error::{Error, Result};
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
        /// What is told apart, in the order of the legend.
        classes: Vec<ShownClass>,
        /// What ground without a class is, as `map.…` in the table of terms.
        missing: &'a str,
    },
    /// A raster of values.
    Values {
        /// The file.
        path: PathBuf,
        /// The unit.
        unit: &'a str,
        /// The classes of the legend.
        steps: Steps,
        /// What ground without a value is, as `map.…` in the table of terms.
        missing: &'a str,
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

/// Codes of a raster of classes that have one colour and one entry of the legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownClass {
    /// The codes.
    pub codes: Vec<i32>,
    /// What they are called.
    pub label: String,
    /// Red, green, blue.
    pub color: [u8; 3],
}

/// The most classes that a picture can tell apart: one byte a pixel, one of them for no data.
const MOST_CLASSES: usize = 254;

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
            Self::Classes { path, classes, missing } => {
                if classes.len() > MOST_CLASSES {
                    return Err(Error::data(format!("`{}` has {} classes", path.display(), classes.len()))
                        .note(format!("a picture shows at most {MOST_CLASSES}")));
                }
                let mut places: Vec<(i32, u8)> = Vec::new();
                for (index, class) in classes.iter().enumerate() {
                    places.extend(class.codes.iter().map(|code| (*code, number(index))));
                }
                places.sort_unstable();
                let pixels = Preview::open(path)?.read(most(frame, dots), Thinning::Nearest, |value| {
                    #[expect(clippy::cast_possible_truncation, reason = "codes are 32-bit integers")]
                    let code = value.map(|value| value as i32);
                    let place = code.and_then(|code| places.binary_search_by_key(&code, |(code, _)| *code).ok());
                    place.map_or(0, |place| places[place].1)
                })?;
                let entries = classes.iter().map(|class| Entry { label: class.label.clone(), color: class.color });
                Ok((raster(svg, frame, &pixels, entries.collect(), None, word(language, "map", missing))?, None))
            }
            Self::Values { path, unit, steps, missing } => {
                let entries = (0..steps.count())
                    .map(|class| Entry { label: steps.label(class, language), color: steps.color(class) })
                    .collect();
                let class = |value: Option<f64>| value.map_or(0, |value| number(steps.class(value)));
                let pixels = Preview::open(path)?.read(most(frame, dots), Thinning::Mean, class)?;
                let unit = Some(word(language, "unit", unit).to_owned());
                Ok((raster(svg, frame, &pixels, entries, unit, word(language, "map", missing))?, None))
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
