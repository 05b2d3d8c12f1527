//! Overviews: each half as wide and high as the image before it, which it covers exactly, as those of GDAL do.

use std::io::Result;

use ndarray::Array2;
use rayon::prelude::*;

use super::layout::Image;
use super::tiles::Tiles;
use crate::raster::{BlockGrid, Pixel, Window};

/// The part of a pixel below which it does not count as covered.
const NONE: f64 = 1e-8;

/// How several pixels become one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Method {
    /// The pixel at the north-west.
    Nearest,
    /// The mean of the valid pixels, weighted by overlap.
    Average,
}

/// Rows and columns of the overviews of an image: down to one that is a single tile.
pub(super) fn sizes(image: BlockGrid) -> impl Iterator<Item = (usize, usize)> {
    let more = |(rows, columns): &(usize, usize)| *rows > BlockGrid::EDGE || *columns > BlockGrid::EDGE;
    let half = move |size: &(usize, usize)| more(size).then(|| ((size.0 / 2).max(1), (size.1 / 2).max(1)));
    std::iter::successors(Some(image.pixels()), half).skip(1)
}

/// Makes the overview `blocks` of an image.
pub(super) fn make<T: Pixel>(
    tiles: &Tiles,
    image: &Image,
    blocks: BlockGrid,
    method: Method,
    nodata: Option<f64>,
) -> Result<Image> {
    let ((rows, columns), (to_rows, to_columns)) = (image.blocks.pixels(), blocks.pixels());
    let (down, across) = (method.shares(rows, to_rows), method.shares(columns, to_columns));
    let tiles = (0..blocks.count())
        .into_par_iter()
        .map(|index| {
            let window = blocks.window(index);
            let down = &down[window.row..window.row + window.rows];
            let across = &across[window.column..window.column + window.columns];
            let ((row, south), (column, east)) = (extent(down), extent(across));
            let source = Window { row, column, rows: south - row, columns: east - column };
            tiles.add(&mean(&tiles.read::<T>(image, source)?, (row, down), (column, across), nodata))
        })
        .collect::<Result<_>>()?;
    Ok(Image { blocks, tiles })
}

/// The pixels, along one axis, that one pixel of the overview stands for.
struct Share {
    first: usize,
    /// The covered part of each.
    weights: Vec<f64>,
}

/// The first pixel of some shares, and the one after the last.
fn extent(shares: &[Share]) -> (usize, usize) {
    let last = &shares[shares.len() - 1];
    (shares[0].first, last.first + last.weights.len())
}

impl Method {
    /// The shares of all pixels of an axis, from so many pixels to so many.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of an axis")]
    fn shares(self, from: usize, to: usize) -> Vec<Share> {
        let ratio = from as f64 / to as f64;
        (0..to)
            .map(|index| {
                let (start, end) = (index as f64 * ratio, (index + 1) as f64 * ratio);
                match self {
                    Self::Nearest => Share { first: (start.round() as usize).min(from - 1), weights: vec![1.0] },
                    Self::Average => {
                        let first = (start + NONE).floor() as usize;
                        let last = ((end - NONE).ceil() as usize).min(from);
                        let overlap = |pixel: usize| end.min((pixel + 1) as f64) - start.max(pixel as f64);
                        Share { first, weights: (first..last).map(overlap).collect() }
                    }
                }
            })
            .collect()
    }
}

/// The means of the valid pixels of `source`, whose first row and column those of the shares are counted from.
fn mean<T: Pixel>(
    source: &Array2<T>,
    (row, down): (usize, &[Share]),
    (column, across): (usize, &[Share]),
    nodata: Option<f64>,
) -> Array2<T> {
    // No number equals NaN.
    let nodata = nodata.unwrap_or(f64::NAN);
    let rounding = if T::datatype().is_integer() { 0.5 } else { 0.0 };
    let stored = |mean: f64| T::from_number(if rounding > 0.0 { (mean + rounding).floor() } else { mean });
    let mut sums = vec![(0.0, 0.0); source.ncols()];
    let mut means = Vec::with_capacity(down.len() * across.len());
    for share in down {
        sums.fill((0.0, 0.0));
        for (offset, weight) in share.weights.iter().enumerate() {
            let pixels = source.row(share.first - row + offset);
            let pixels = pixels.to_slice().expect("blocks are in standard layout");
            for ((sum, weights), pixel) in sums.iter_mut().zip(pixels) {
                let value = pixel.number();
                let is_valid = value != nodata && !value.is_nan();
                *sum += if is_valid { weight * value } else { 0.0 };
                *weights += if is_valid { *weight } else { 0.0 };
            }
        }
        for share in across {
            let (mut sum, mut weights) = (0.0, 0.0);
            for (weight, column) in share.weights.iter().zip(&sums[share.first - column..]) {
                sum += weight * column.0;
                weights += weight * column.1;
            }
            means.push(if weights > 0.0 { stored(sum / weights) } else { T::from_number(nodata) });
        }
    }
    Array2::from_shape_vec((down.len(), across.len()), means).expect("one for each pair of shares")
}
