//! Pictures in documents: no more pixels than a page shows, and a palette instead of colours, which is a tenth of the bytes.

use rustc_hash::FxHashMap;

use super::{Drawing, Fonts, INCH};
use crate::error::{Error, Result};

/// The most colours that a palette has.
const MOST: usize = 256;

impl Drawing {
    /// The bytes of a PNG of so many pixels across, in at most 256 colours.
    ///
    /// # Errors
    /// A picture too large for memory.
    pub(in crate::report) fn reduced_png(&self, across: u32, fonts: &Fonts) -> Result<Vec<u8>> {
        let (width, height, pixels) = self.pixels(f64::from(across) * INCH / self.size.0, fonts)?;
        let (palette, places) = palette(&pixels);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette.into_flattened());
        encoder.set_compression(png::Compression::Best);
        // Neighbouring places in a palette say nothing of each other.
        encoder.set_filter(png::FilterType::NoFilter);
        let mut writer = encoder.write_header().map_err(Error::internal)?;
        writer.write_image_data(&places).map_err(Error::internal)?;
        writer.finish().map_err(Error::internal)?;
        Ok(bytes)
    }
}

/// The most frequent colours, and for every pixel which of them is nearest. Of the others, those of one bin of 8 × 8 × 8 are one.
fn palette(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: FxHashMap<[u8; 3], usize> = FxHashMap::default();
    for pixel in pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut colours: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    // Of equally frequent ones the darker first: the order of a hash map shows nowhere.
    colours.sort_unstable_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let palette: Vec<[u8; 3]> = colours.iter().take(MOST).map(|(colour, _)| *colour).collect();
    let mut places: FxHashMap<[u8; 3], u8> = palette.iter().copied().zip(0..=u8::MAX).collect();
    let mut bins: FxHashMap<[u8; 3], u8> = FxHashMap::default();
    for (colour, _) in colours.iter().skip(MOST) {
        let place = bins.entry(colour.map(|part| part / 8)).or_insert_with(|| nearest(*colour, &palette));
        places.insert(*colour, *place);
    }
    let found = pixels.iter().map(|pixel| places[pixel]).collect();
    (palette, found)
}

fn nearest(colour: [u8; 3], palette: &[[u8; 3]]) -> u8 {
    let places = (0..=u8::MAX).zip(palette);
    places.min_by_key(|(_, of)| distance(colour, **of)).map(|(place, _)| place).unwrap_or_default()
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    one.into_iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_colours_stay_and_the_others_become_the_nearest() {
        let mut pixels: Vec<[u8; 3]> = Vec::new();
        for grey in 0..=255_u8 {
            pixels.extend([[grey, grey, grey]; 2]);
        }
        pixels.extend([[200, 200, 201], [0, 1, 0]]);
        let (palette, places) = palette(&pixels);
        assert_eq!(palette.len(), 256);
        let shown: Vec<[u8; 3]> = places.iter().map(|place| palette[usize::from(*place)]).collect();
        assert_eq!(shown[..512], pixels[..512]);
        assert_eq!(shown[512..], [[200, 200, 200], [0, 0, 0]]);
    }

    #[test]
    fn a_reduced_picture_has_the_pixels_asked_for() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\" fill=\"#22563c\"/></svg>";
        let drawing = Drawing::new(svg.to_owned(), (40.0, 20.0));
        let fonts = Fonts::find(None, false).expect("a font");
        let bytes = drawing.reduced_png(80, &fonts).expect("a picture");
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size()];
        let frame = reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!((frame.width, frame.height), (80, 40));
        assert_eq!(pixels[..3], [0x22, 0x56, 0x3c]);
    }
}
