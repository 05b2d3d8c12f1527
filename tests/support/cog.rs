//! The rules of Cloud Optimized GeoTIFF that `rio cogeo validate` applies, checked on the bytes of the file.

use std::collections::BTreeMap;
use std::path::Path;

const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const TILE_WIDTH: u16 = 322;
const TILE_LENGTH: u16 = 323;
const TILE_OFFSETS: u16 = 324;
const SUBFILE_TYPE: u16 = 254;

/// An image of the file: where its directory is, and its numeric tags.
struct Directory {
    offset: usize,
    tags: BTreeMap<u16, Vec<usize>>,
}

impl Directory {
    fn one(&self, tag: u16) -> Option<usize> {
        self.tags.get(&tag)?.first().copied()
    }

    fn size(&self) -> (usize, usize) {
        (self.one(IMAGE_WIDTH).expect("a width"), self.one(IMAGE_LENGTH).expect("a length"))
    }

    /// Where the data begin and end; tiles that hold only nodata may be left out.
    fn data(&self) -> (usize, usize) {
        let offsets = || self.tags[&TILE_OFFSETS].iter().copied().filter(|offset| *offset > 0);
        (offsets().min().expect("a tile"), offsets().max().expect("a tile"))
    }
}

fn number(bytes: &[u8], at: usize, width: usize) -> usize {
    (0..width).rev().fold(0, |number, byte| number << 8 | usize::from(bytes[at + byte]))
}

/// The directories of a little-endian classic TIFF, in the order of their chain.
fn directories(bytes: &[u8]) -> Vec<Directory> {
    assert_eq!(&bytes[..4], b"II\x2a\0", "a little-endian classic TIFF");
    let mut directories = Vec::new();
    let mut offset = number(bytes, 4, 4);
    while offset != 0 {
        let count = number(bytes, offset, 2);
        let mut tags = BTreeMap::new();
        for entry in (0..count).map(|entry| offset + 2 + entry * 12) {
            let width = match number(bytes, entry + 2, 2) {
                3 => 2,
                4 => 4,
                _ => continue,
            };
            let values = number(bytes, entry + 4, 4);
            let first = if values * width <= 4 { entry + 8 } else { number(bytes, entry + 8, 4) };
            let values = (0..values).map(|value| number(bytes, first + value * width, width)).collect();
            tags.insert(u16::try_from(number(bytes, entry, 2)).expect("two bytes"), values);
        }
        directories.push(Directory { offset, tags });
        offset = number(bytes, offset + 2 + count * 12, 4);
    }
    directories
}

/// Panics with the first rule that a file breaks; gives the sizes of its overviews.
pub(crate) fn assert_cloud_optimized(path: &Path) -> Vec<(usize, usize)> {
    let name = path.display();
    assert!(!path.with_extension("tif.ovr").exists(), "{name}: overviews in a file of their own");
    let bytes = std::fs::read(path).expect("readable");
    let head = String::from_utf8_lossy(&bytes[..400.min(bytes.len())]).into_owned();
    for promise in ["LAYOUT=IFDS_BEFORE_DATA", "BLOCK_ORDER=ROW_MAJOR", "BLOCK_LEADER=SIZE_AS_UINT4"] {
        assert!(head.contains(promise), "{name}: the ghost area lacks {promise}");
    }
    let images = directories(&bytes);
    let (main, overviews) = images.split_first().expect("an image");
    assert!(main.offset < 300, "{name}: the main directory is at {}", main.offset);
    assert!(images.is_sorted_by_key(|image| image.offset), "{name}: directories out of order");

    let (width, height) = main.size();
    for image in &images {
        let (tile, tile_height) = (image.one(TILE_WIDTH), image.one(TILE_LENGTH));
        assert_eq!((tile, tile_height), (Some(512), Some(512)), "{name}: not tiled");
    }
    let sizes: Vec<_> = overviews.iter().map(Directory::size).collect();
    if width > 512 || height > 512 {
        assert!(!sizes.is_empty(), "{name}: no overviews");
        let (width, height) = sizes[sizes.len() - 1];
        assert!(width <= 512 && height <= 512, "{name}: the last overview has {width} × {height} pixels");
    }
    let mut last = (width, height);
    for (overview, size) in overviews.iter().zip(&sizes) {
        assert!(size.0 < last.0 && size.1 < last.1, "{name}: an overview of {size:?} after one of {last:?}");
        assert_eq!(overview.one(SUBFILE_TYPE).map(|kind| kind & 1), Some(1), "{name}: not marked as an overview");
        last = *size;
    }
    let last_directory = images[images.len() - 1].offset;
    let mut before = last_directory;
    for image in images.iter().rev() {
        let (first, last) = image.data();
        assert!(first > before, "{name}: data of {:?} before those of a smaller image", image.size());
        before = last;
    }
    sizes
}
