//! The bytes of a Cloud Optimized GeoTIFF: all directories, then the tiles of the smallest overview up to those of the raster
//! itself. Every tile stands between its length and its own last bytes, so that readers need not look up where it ends.

use std::fs::File;
use std::io::{BufWriter, Result, Write};

use super::tiles::{Codec, Compression, Tile, Tiles};
use crate::raster::BlockGrid;

/// An image of the file: the raster or an overview.
pub(super) struct Image {
    pub(super) blocks: BlockGrid,
    /// By block.
    pub(super) tiles: Vec<Tile>,
}

/// An entry of a TIFF directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) code: u16,
    /// The type of its values, as TIFF numbers types.
    pub(super) kind: u16,
    /// Little-endian.
    pub(super) value: Vec<u8>,
}

const SUBFILE_TYPE: u16 = 254;
const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const BITS_PER_SAMPLE: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const STRIP_OFFSETS: u16 = 273;
const SAMPLES_PER_PIXEL: u16 = 277;
const ROWS_PER_STRIP: u16 = 278;
const STRIP_BYTE_COUNTS: u16 = 279;
const PLANAR_CONFIGURATION: u16 = 284;
const PREDICTOR: u16 = 317;
const COLOUR_MAP: u16 = 320;
const TILE_WIDTH: u16 = 322;
const TILE_LENGTH: u16 = 323;
const TILE_OFFSETS: u16 = 324;
const TILE_BYTE_COUNTS: u16 = 325;
const SAMPLE_FORMAT: u16 = 339;
const NODATA: u16 = 42_113;

/// What every image says by itself.
const OF_THE_IMAGE: [u16; 12] = [
    SUBFILE_TYPE,
    IMAGE_WIDTH,
    IMAGE_LENGTH,
    COMPRESSION,
    STRIP_OFFSETS,
    ROWS_PER_STRIP,
    STRIP_BYTE_COUNTS,
    PREDICTOR,
    TILE_WIDTH,
    TILE_LENGTH,
    TILE_OFFSETS,
    TILE_BYTE_COUNTS,
];

/// What overviews say as well: what their pixels mean.
const OF_THE_PIXELS: [u16; 7] =
    [BITS_PER_SAMPLE, PHOTOMETRIC, SAMPLES_PER_PIXEL, PLANAR_CONFIGURATION, COLOUR_MAP, SAMPLE_FORMAT, NODATA];

/// What GDAL's readers are promised; the last blank lets an editor of the file write YES.
const PROMISES: &str = "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n\
    BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";

/// Bytes before a tile: its length.
const LEADER: u64 = 4;
/// Bytes after a tile: its last ones again.
const TRAILER: usize = 4;

const SHORT: u16 = 3;
const LONG: u16 = 4;
const LONG8: u16 = 16;

impl Tag {
    /// The bytes of a value of a type.
    pub(super) fn width(kind: u16) -> Option<usize> {
        Some(match kind {
            1 | 2 | 6 | 7 => 1,
            SHORT | 8 => 2,
            LONG | 9 | 11 => 4,
            5 | 10 | 12 | LONG8 => 8,
            _ => return None,
        })
    }

    fn short(code: u16, value: u16) -> Self {
        Self { code, kind: SHORT, value: value.to_le_bytes().to_vec() }
    }

    fn long(code: u16, value: usize) -> Self {
        Self::longs(code, [u32::try_from(value).expect("a raster has fewer pixels across or down")].into_iter())
    }

    fn longs(code: u16, values: impl Iterator<Item = u32>) -> Self {
        Self { code, kind: LONG, value: values.flat_map(u32::to_le_bytes).collect() }
    }
}

/// Classic TIFF, which ends at 4 GB, or BigTIFF.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Classic,
    Big,
}

impl Format {
    /// A number as wide as an offset.
    fn offset(self, number: u64) -> Vec<u8> {
        match self {
            Self::Classic => u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes().to_vec(),
            Self::Big => number.to_le_bytes().to_vec(),
        }
    }

    fn offsets(self, code: u16, offsets: impl Iterator<Item = u64>) -> Tag {
        let kind = if self == Self::Big { LONG8 } else { LONG };
        Tag { code, kind, value: offsets.flat_map(|offset| self.offset(offset)).collect() }
    }

    fn header(self) -> Vec<u8> {
        let mut header = match self {
            Self::Classic => b"II\x2a\0".to_vec(),
            Self::Big => b"II\x2b\0\x08\0\0\0".to_vec(),
        };
        let start = format!("GDAL_STRUCTURAL_METADATA_SIZE={:06} bytes\n{PROMISES}", PROMISES.len());
        let length = header.len() + self.offset(0).len() + start.len();
        header.extend(self.offset(length.next_multiple_of(8) as u64));
        header.extend(start.as_bytes());
        header.resize(header.len().next_multiple_of(8), 0);
        header
    }

    /// A directory that starts at `position`, and what its entries point to.
    fn directory(self, tags: &[Tag], position: u64, is_last: bool) -> Vec<u8> {
        let width = self.offset(0).len();
        let (count, entry) = match self {
            Self::Classic => (2, 12),
            Self::Big => (8, 20),
        };
        let mut outside = Vec::new();
        let after = position + (count + tags.len() * entry + width).next_multiple_of(8) as u64;
        let mut directory = (tags.len() as u64).to_le_bytes()[..count].to_vec();
        for tag in tags {
            directory.extend(tag.code.to_le_bytes());
            directory.extend(tag.kind.to_le_bytes());
            let values = tag.value.len() / Tag::width(tag.kind).expect("a known type");
            directory.extend(self.offset(values as u64));
            if tag.value.len() <= width {
                directory.extend(&tag.value);
                directory.resize(directory.len() + width - tag.value.len(), 0);
            } else {
                directory.extend(self.offset(after + outside.len() as u64));
                outside.extend(&tag.value);
                outside.resize(outside.len().next_multiple_of(8), 0);
            }
        }
        directory.extend(self.offset(if is_last { 0 } else { after + outside.len() as u64 }));
        directory.resize(directory.len().next_multiple_of(8), 0);
        directory.extend(outside);
        directory
    }
}

/// The tags of an image whose tiles lie at `offsets`, in order.
fn tags(image: &Image, is_overview: bool, offsets: Tag, codec: Codec, template: &[Tag]) -> Vec<Tag> {
    let (rows, columns) = image.blocks.pixels();
    let compression = match codec.compression {
        Compression::Zstd => 50_000,
        Compression::Deflate => 8,
    };
    let mut tags = vec![
        Tag::long(IMAGE_WIDTH, columns),
        Tag::long(IMAGE_LENGTH, rows),
        Tag::short(COMPRESSION, compression),
        Tag::long(TILE_WIDTH, BlockGrid::EDGE),
        Tag::long(TILE_LENGTH, BlockGrid::EDGE),
        offsets,
        Tag::longs(TILE_BYTE_COUNTS, image.tiles.iter().map(|tile| tile.bytes)),
    ];
    if is_overview {
        tags.push(Tag::long(SUBFILE_TYPE, 1));
    }
    if codec.differences {
        tags.push(Tag::short(PREDICTOR, 2));
    }
    let kept = |code| if is_overview { OF_THE_PIXELS.contains(&code) } else { !OF_THE_IMAGE.contains(&code) };
    tags.extend(template.iter().filter(|tag| kept(tag.code)).cloned());
    tags.sort_by_key(|tag| tag.code);
    tags
}

/// The header and all directories, and where the file ends.
fn head(format: Format, images: &[Image], codec: Codec, template: &[Tag]) -> (Vec<u8>, u64) {
    // Directories are as long wherever the tiles lie, so they are laid out twice.
    let lay_out = |places: &[Vec<u64>]| {
        let mut head = format.header();
        for (level, (image, places)) in images.iter().zip(places).enumerate() {
            let offsets = format.offsets(TILE_OFFSETS, places.iter().copied());
            let tags = tags(image, level > 0, offsets, codec, template);
            head.extend(format.directory(&tags, head.len() as u64, level + 1 == images.len()));
        }
        head
    };
    let mut places: Vec<Vec<u64>> = images.iter().map(|image| vec![0; image.tiles.len()]).collect();
    let mut end = lay_out(&places).len() as u64;
    for (image, places) in images.iter().zip(&mut places).rev() {
        for (tile, place) in image.tiles.iter().zip(places) {
            *place = end + LEADER;
            end += LEADER + u64::from(tile.bytes) + TRAILER as u64;
        }
    }
    (lay_out(&places), end)
}

/// Writes the file: the raster first among `images`, then its overviews from large to small; `template` has what the raster says
/// about itself.
pub(super) fn write(file: File, images: &[Image], tiles: &Tiles, template: &[Tag]) -> Result<()> {
    let (_, end) = head(Format::Classic, images, tiles.codec, template);
    let format = if end > u64::from(u32::MAX) { Format::Big } else { Format::Classic };
    write_as(format, file, images, tiles, template)
}

/// Writes the file in a format that can hold it.
pub(super) fn write_as(format: Format, file: File, images: &[Image], tiles: &Tiles, template: &[Tag]) -> Result<()> {
    let (head, _) = head(format, images, tiles.codec, template);
    let mut file = BufWriter::with_capacity(1 << 20, file);
    file.write_all(&head)?;
    for tile in images.iter().rev().flat_map(|image| &image.tiles) {
        let compressed = tiles.compressed(tile)?;
        file.write_all(&tile.bytes.to_le_bytes())?;
        file.write_all(&compressed)?;
        file.write_all(&compressed[compressed.len() - TRAILER..])?;
    }
    file.flush()
}
