//! Which pixels are no data, and which are not even that.

use super::{Block, Pixel, with_pixels};

/// The first value of a block that is neither nodata nor finite, with its row and column in the block.
#[must_use]
pub fn first_not_finite(block: &Block, nodata: Option<f64>) -> Option<(f64, usize, usize)> {
    with_pixels!(block, pixels => {
        pixels.indexed_iter().map(|((row, column), pixel)| (pixel.number(), row, column)).find(|(value, _, _)| {
            !value.is_finite() && !is_nodata(*value, nodata)
        })
    })
}

/// Whether a value is the nodata value; NaN equals NaN here.
#[must_use]
pub fn is_nodata(value: f64, nodata: Option<f64>) -> bool {
    nodata.is_some_and(|nodata| value == nodata || (value.is_nan() && nodata.is_nan()))
}
