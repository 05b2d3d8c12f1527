//! Pictures of a report: drawings of the run, put into the document.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

use crate::error::Result;
use crate::report::{Drawing, Fonts};
use crate::terms::Language;

/// A picture as documents hold it.
#[derive(Debug, Clone)]
pub struct Picture {
    caption: String,
    svg: String,
    png: Vec<u8>,
    /// Width and height, mm.
    size: (f64, f64),
}

/// A picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ShownPicture {
    pub(super) title: String,
    /// The picture itself, as an address of data: what an SVG holds cannot run, or meet the document's own identifiers.
    pub(super) address: String,
}

/// A picture of a Word document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct PlacedPicture {
    pub(super) title: String,
    pub(super) number: usize,
    /// Width and height in English metric units.
    pub(super) width: u64,
    pub(super) height: u64,
}

/// The pixels of a picture's width: about 180 an inch as it stands on A4.
const ACROSS: u32 = 1240;
/// A page shows vectors, unless they are more bytes than this, as with pixels in them.
const MOST_SVG: usize = 80_000;
/// The space for a picture in a document, mm: two maps of A4's shape fit on a page.
const SPACE: (f64, f64) = (165.0, 110.0);
/// English metric units of a millimetre.
const UNITS: f64 = 36_000.0;

impl Picture {
    /// A drawing with its caption, reduced to what a page shows.
    ///
    /// # Errors
    /// A drawing too large for memory.
    pub fn new(drawing: &Drawing, language: Language, fonts: &Fonts) -> Result<Self> {
        Ok(Self {
            caption: drawing.caption(language),
            svg: drawing.svg().to_owned(),
            png: drawing.reduced_png(ACROSS, fonts)?,
            size: drawing.size(),
        })
    }
}

/// The pictures of a page.
pub(super) fn shown(pictures: &[Picture]) -> Vec<ShownPicture> {
    let shown = pictures.iter().map(|picture| {
        let (kind, bytes) = match &picture.svg {
            svg if svg.len() <= MOST_SVG => ("svg+xml", svg.as_bytes()),
            _ => ("png", picture.png.as_slice()),
        };
        let address = format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(bytes));
        ShownPicture { title: picture.caption.clone(), address }
    });
    shown.collect()
}

/// The pictures of a Word document with their bytes: PNG alone, for not every program of that kind shows SVG.
pub(super) fn placed(pictures: &[Picture]) -> Vec<(PlacedPicture, &[u8])> {
    let placed = (1..).zip(pictures).map(|(number, picture)| {
        // As wide as the space, unless it would be too high.
        let scale = (SPACE.0 / picture.size.0).min(SPACE.1 / picture.size.1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the units of a page")]
        let units = |millimetres: f64| (millimetres * scale * UNITS).round() as u64;
        let (width, height) = (units(picture.size.0), units(picture.size.1));
        (PlacedPicture { title: picture.caption.clone(), number, width, height }, picture.png.as_slice())
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_fits_the_page_and_large_vectors_become_pixels() {
        let picture = |size, bytes| Picture { caption: "c".to_owned(), svg: " ".repeat(bytes), png: vec![1], size };
        let pictures = [picture((330.0, 110.0), 1), picture((10.0, 100.0), MOST_SVG + 1)];
        let sizes: Vec<(u64, u64)> =
            placed(&pictures).iter().map(|(picture, _)| (picture.width, picture.height)).collect();
        assert_eq!(sizes, [(5_940_000, 1_980_000), (396_000, 3_960_000)]);
        let addresses: Vec<String> = shown(&pictures).into_iter().map(|picture| picture.address).collect();
        assert_eq!(addresses, ["data:image/svg+xml;base64,IA==", "data:image/png;base64,AQ=="]);
    }
}
