//! Pictures of a report: files of the run, put into the document.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

use crate::report::tables::Label;
use crate::terms::Language;

/// A picture that the run has made.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its file name.
    pub file: String,
    /// Its bytes: PNG or SVG.
    pub bytes: Vec<u8>,
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

/// The space for a picture in a document: 16.5 by 20 centimetres.
const SPACE: (u64, u64) = (165 * 36_000, 200 * 36_000);

impl Picture {
    fn split(&self) -> (&str, &str) {
        self.file.rsplit_once('.').unwrap_or((&self.file, ""))
    }

    fn title(&self, language: Language) -> String {
        let stem = self.split().0;
        let term = Label::of_term(&format!("picture.{stem}"));
        term.map_or_else(|| stem.replace('_', " "), |label| label.in_language(language).to_owned())
    }

    /// Width and height of a PNG in pixels, from its header.
    fn png_size(&self) -> Option<(u64, u64)> {
        let header = self.bytes.get(..24)?;
        let number = |at: usize| Some(u64::from(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?)));
        let size = (number(16)?, number(20)?);
        (header.starts_with(b"\x89PNG\r\n\x1a\n") && size.0 > 0 && size.1 > 0).then_some(size)
    }
}

/// The pictures of a page; of a name that is both, the SVG.
pub(super) fn shown(pictures: &[Picture], language: Language) -> Vec<ShownPicture> {
    let has_svg = |stem: &str| pictures.iter().any(|picture| picture.split() == (stem, "svg"));
    let shown = pictures.iter().filter_map(|picture| {
        let kind = match picture.split() {
            (_, "svg") => "svg+xml",
            (stem, "png") if !has_svg(stem) => "png",
            _ => return None,
        };
        let address = format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(&picture.bytes));
        Some(ShownPicture { title: picture.title(language), address })
    });
    shown.collect()
}

/// The pictures of a Word document with their bytes: PNG alone, for not every program of that kind shows SVG.
pub(super) fn placed(pictures: &[Picture], language: Language) -> Vec<(PlacedPicture, &[u8])> {
    let images = pictures.iter().filter(|picture| picture.split().1 == "png");
    let sized = images.filter_map(|picture| Some((picture, picture.png_size()?)));
    sized
        .enumerate()
        .map(|(index, (picture, (width, height)))| {
            // As wide as the page, unless it would be too high.
            let fitted = (SPACE.0, SPACE.0 * height / width);
            let (width, height) = if fitted.1 > SPACE.1 { (SPACE.1 * width / height, SPACE.1) } else { fitted };
            (
                PlacedPicture { title: picture.title(language), number: index + 1, width, height },
                picture.bytes.as_slice(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_fits_the_page() {
        let png = |width: u32, height: u32| {
            let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
            bytes.extend(width.to_be_bytes());
            bytes.extend(height.to_be_bytes());
            bytes
        };
        let pictures = [
            ("map.png", png(200, 100)),
            ("tall.png", png(100, 1000)),
            ("chart.svg", b"<svg/>".to_vec()),
            ("bad.png", vec![1]),
        ]
        .map(|(file, bytes)| Picture { file: file.to_owned(), bytes });
        let sizes: Vec<(u64, u64)> =
            placed(&pictures, Language::English).iter().map(|(picture, _)| (picture.width, picture.height)).collect();
        assert_eq!(sizes, [(5_940_000, 2_970_000), (720_000, 7_200_000)]);
        let addresses: Vec<String> =
            shown(&pictures[2..3], Language::English).into_iter().map(|picture| picture.address).collect();
        assert_eq!(addresses, ["data:image/svg+xml;base64,PHN2Zy8+"]);
    }
}
