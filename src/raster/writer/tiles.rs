//! Compressed tiles, kept in a file without a name until the raster is laid out.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gdal::{DriverManager, Metadata};
use ndarray::{Array2, s};

use super::layout::Image;
use crate::raster::{BlockGrid, Pixel, Window};

const EDGE: usize = BlockGrid::EDGE;

/// The compressions of TIFF that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Zstd,
    Deflate,
}

/// How tiles are compressed: at level 1, and without the floating-point predictor, which decodes 11 times slower on GDAL 3.6.
#[derive(Debug, Clone, Copy)]
pub(super) struct Codec {
    pub(super) compression: Compression,
    /// Whether pixels are kept as differences from their western neighbours.
    pub(super) differences: bool,
}

impl Codec {
    pub(super) fn new<T: Pixel>(classes: bool) -> Self {
        let zstd = DriverManager::get_driver_by_name("GTiff")
            .ok()
            .and_then(|driver| driver.metadata_item("DMD_CREATIONOPTIONLIST", ""))
            .is_some_and(|options| options.contains("ZSTD"));
        let compression = if zstd { Compression::Zstd } else { Compression::Deflate };
        Self { compression, differences: T::datatype().is_integer() && !classes }
    }

    fn compress(self, bytes: &[u8]) -> Result<Vec<u8>> {
        match self.compression {
            Compression::Zstd => zstd::bulk::compress(bytes, 1),
            Compression::Deflate => {
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }

    /// The first bytes of a tile, as many as `bytes` holds.
    fn decompress(self, compressed: &[u8], bytes: &mut [u8]) -> Result<()> {
        match self.compression {
            Compression::Zstd => zstd::Decoder::with_buffer(compressed)?.read_exact(bytes),
            Compression::Deflate => flate2::bufread::ZlibDecoder::new(compressed).read_exact(bytes),
        }
    }
}

/// Where a compressed tile is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tile {
    offset: u64,
    /// Compressed.
    pub(super) bytes: u32,
    /// Of the pixels of the block, without those that pad the tile.
    pub(super) checksum: blake3::Hash,
}

/// The tiles of all images of a raster.
pub(super) struct Tiles {
    pub(super) codec: Codec,
    spool: Mutex<File>,
}

impl Tiles {
    pub(super) fn new(codec: Codec, spool: File) -> Self {
        Self { codec, spool: Mutex::new(spool) }
    }

    fn spool(&self) -> MutexGuard<'_, File> {
        self.spool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compresses and keeps the pixels of a block, which start at a tile's north-west.
    pub(super) fn add<T: Pixel>(&self, pixels: &Array2<T>) -> Result<Tile> {
        let bytes = T::to_bytes(pixels.as_slice().expect("blocks are in standard layout"));
        let checksum = blake3::hash(&bytes);
        let compressed = if pixels.dim() == (EDGE, EDGE) && !self.codec.differences {
            self.codec.compress(&bytes)?
        } else {
            let mut pixels = padded(pixels);
            if self.codec.differences {
                pixels.chunks_mut(EDGE).for_each(T::differences);
            }
            self.codec.compress(&T::to_bytes(&pixels))?
        };
        let mut spool = self.spool();
        let offset = spool.seek(SeekFrom::End(0))?;
        spool.write_all(&compressed)?;
        Ok(Tile { offset, bytes: u32::try_from(compressed.len()).expect("a tile is small"), checksum })
    }

    /// A tile as it is compressed.
    pub(super) fn compressed(&self, tile: &Tile) -> Result<Vec<u8>> {
        let mut bytes = vec![0; tile.bytes as usize];
        let mut spool = self.spool();
        spool.seek(SeekFrom::Start(tile.offset))?;
        spool.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The pixels of a window of an image.
    pub(super) fn read<T: Pixel>(&self, image: &Image, window: Window) -> Result<Array2<T>> {
        let mut pixels = Array2::from_elem((window.rows, window.columns), T::default());
        let (across, _) = image.blocks.shape();
        let (south, east) = (window.row + window.rows, window.column + window.columns);
        for row in window.row / EDGE..south.div_ceil(EDGE) {
            for column in window.column / EDGE..east.div_ceil(EDGE) {
                let (top, left) = (row * EDGE, column * EDGE);
                let (bottom, right) = (south.min(top + EDGE), east.min(left + EDGE));
                // Rows below are left compressed.
                let tile = self.rows::<T>(&image.tiles[row * across + column], bottom - top)?;
                let (north, west) = (window.row.max(top), window.column.max(left));
                pixels
                    .slice_mut(s![north - window.row..bottom - window.row, west - window.column..right - window.column])
                    .assign(&tile.slice(s![north - top.., west - left..right - left]));
            }
        }
        Ok(pixels)
    }

    /// The first rows of a tile.
    fn rows<T: Pixel>(&self, tile: &Tile, rows: usize) -> Result<Array2<T>> {
        let mut bytes = vec![0; rows * EDGE * size_of::<T>()];
        self.codec.decompress(&self.compressed(tile)?, &mut bytes)?;
        let mut pixels = T::from_bytes(&bytes);
        if self.codec.differences {
            pixels.chunks_mut(EDGE).for_each(T::sums);
        }
        Ok(Array2::from_shape_vec((rows, EDGE), pixels).expect("whole rows"))
    }
}

/// Tiles are whole, so blocks at the east and south edges are padded.
fn padded<T: Pixel>(pixels: &Array2<T>) -> Vec<T> {
    let (rows, columns) = pixels.dim();
    let mut data = Vec::with_capacity(EDGE * EDGE);
    for row in pixels.as_slice().expect("blocks are in standard layout").chunks(columns) {
        data.extend_from_slice(row);
        data.extend(std::iter::repeat_n(row[columns - 1], EDGE - columns));
    }
    for _ in rows..EDGE {
        data.extend_from_within((rows - 1) * EDGE..rows * EDGE);
    }
    data
}
