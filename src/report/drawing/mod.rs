//! One description of a picture, SVG, and its pixels and its page made from it.

mod fonts;
mod page_order;
mod reduced;
mod svg;

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::fonts::{Fonts, has_chinese};
use self::page_order::put_in_order;
pub(super) use self::svg::{Anchor, FAMILY, Label, Svg, lines, printable, shortened, text_width};
use crate::error::{Error, Result};
use crate::report::summary::width;
use crate::terms::{Language, filled};

/// The file format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureFormat {
    /// Pixels.
    Png,
    /// Vectors, with a map's raster as pixels in it; texts are set in the fonts of the reader's computer.
    Svg,
    /// A page, with its fonts in it.
    Pdf,
}

impl PictureFormat {
    /// The end of a file name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}

/// The columns of sources in a caption.
const MOST_SOURCES: usize = 80;
/// The length of an inch, mm.
const INCH: f64 = 25.4;
/// What SVG takes for the pixels of an inch.
const SVG_DPI: f32 = 96.0;

/// A picture of some size in print.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    svg: String,
    /// Width and height, mm.
    size: (f64, f64),
    /// What it shows, in which unit, and where that comes from; empty is not told.
    title: String,
    unit: String,
    sources: String,
}

impl Drawing {
    pub(super) fn new(svg: String, size: (f64, f64)) -> Self {
        Self { svg, size, title: String::new(), unit: String::new(), sources: String::new() }
    }

    /// The same, of which a caption can tell what it shows.
    pub(super) fn about(self, title: &str, unit: &str) -> Self {
        Self { title: title.to_owned(), unit: unit.to_owned(), ..self }
    }

    /// The same, of which a caption can tell where that comes from.
    #[must_use]
    pub fn of_sources(self, sources: String) -> Self {
        Self { sources, ..self }
    }

    /// What it shows, in which unit, from where.
    #[must_use]
    pub fn caption(&self, language: Language) -> String {
        let stop = match language {
            Language::Chinese => "；",
            Language::English => "; ",
        };
        let told = |kind: &str, name: &str, text: &str| {
            (!text.is_empty()).then(|| filled(language, kind, name, &[(name, text)]))
        };
        // The picture and the list of sources have them in full.
        let parts = [told("chart", "unit", &self.unit), told("map", "sources", &whole_parts(&self.sources, stop))];
        std::iter::once(self.title.clone()).chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(stop)
    }

    /// Width and height, mm.
    pub(super) fn size(&self) -> (f64, f64) {
        self.size
    }

    /// The SVG text.
    #[must_use]
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The bytes of the picture in a format; `dpi` is for pixels.
    ///
    /// # Errors
    /// A picture too large for memory.
    pub fn render(&self, format: PictureFormat, dpi: u32, fonts: &Fonts) -> Result<Vec<u8>> {
        match format {
            PictureFormat::Svg => Ok(self.svg.clone().into_bytes()),
            PictureFormat::Png => self.png(dpi, fonts),
            PictureFormat::Pdf => self.pdf(fonts),
        }
    }

    fn tree(&self, fonts: &Arc<fontdb::Database>) -> Result<usvg::Tree> {
        let options = usvg::Options { fontdb: Arc::clone(fonts), ..usvg::Options::default() };
        usvg::Tree::from_str(&self.svg, &options).map_err(Error::internal)
    }

    fn png(&self, dpi: u32, fonts: &Fonts) -> Result<Vec<u8>> {
        let (width, height, pixels) = self.pixels(f64::from(dpi), fonts)?;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a metre")]
        let per_metre = (f64::from(dpi) * 1_000.0 / INCH).round() as u32;
        let unit = png::Unit::Meter;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit }));
        let mut writer = encoder.write_header().map_err(Error::internal)?;
        writer.write_image_data(pixels.as_flattened()).map_err(Error::internal)?;
        writer.finish().map_err(Error::internal)?;
        Ok(bytes)
    }

    /// Width, height and the pixels, row by row: red, green, blue.
    fn pixels(&self, dpi: f64, fonts: &Fonts) -> Result<(u32, u32, Vec<[u8; 3]>)> {
        let tree = self.tree(fonts.all())?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the pixels of a page")]
        let pixels = |millimetres: f64| ((millimetres / INCH * dpi).round() as u32).max(1);
        let (width, height) = (pixels(self.size.0), pixels(self.size.1));
        let mut page = Pixmap::new(width, height)
            .ok_or_else(|| Error::data(format!("a picture of {width} × {height} pixels has no place in memory")))?;
        page.fill(Color::WHITE);
        #[expect(clippy::cast_precision_loss, reason = "the pixels of a page")]
        let scale = Transform::from_scale(width as f32 / tree.size().width(), height as f32 / tree.size().height());
        resvg::render(&tree, scale, &mut page.as_mut());
        drop(tree);
        // The page is opaque, so that what is not red, green or blue can go.
        let opaque = page.data().chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Ok((width, height, opaque))
    }

    fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>> {
        let page = svg2pdf::PageOptions { dpi: SVG_DPI };
        let tree = self.tree(fonts.one())?;
        let mut bytes = svg2pdf::to_pdf(&tree, svg2pdf::ConversionOptions::default(), page).map_err(Error::internal)?;
        put_in_order(&mut bytes);
        Ok(bytes)
    }
}

/// As many of the parts of a text as a caption has room for; that there are more is said.
fn whole_parts(text: &str, stop: &str) -> String {
    let mut shown = String::new();
    for part in text.split(stop) {
        let longer = if shown.is_empty() { part.to_owned() } else { format!("{shown}{stop}{part}") };
        if width(&longer) > MOST_SOURCES {
            return if shown.is_empty() { shortened(part, MOST_SOURCES) } else { format!("{shown}{stop}…") };
        }
        shown = longer;
    }
    shown
}
