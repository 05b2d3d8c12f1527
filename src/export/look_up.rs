//! Which combination of codes every pixel has: found once for every run of pixels with the same codes.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::raster::{Block, LayerSource, Pixel, PixelType, Window, is_nodata, with_pixels};
use crate::strata::StrataTable;

/// The code of nodata in keys of floating-point class layers, whose nodata value need not be a whole number.
const NODATA_CODE: i32 = i32::MIN;

/// The combinations of codes of some class layers that occur in the strata, each known by its index.
pub(super) struct LookUp<'a> {
    layers: Vec<&'a LayerSource>,
    combinations: Vec<Vec<Option<i32>>>,
    /// By key: the codes of all layers in one number.
    indices: FxHashMap<u64, usize>,
}

/// Neighbouring pixels, row after row, with the same codes.
pub(super) struct Run {
    /// The place in the window of the first pixel after it.
    pub(super) end: usize,
    pub(super) combination: usize,
}

impl<'a> LookUp<'a> {
    pub(super) fn new(strata: &StrataTable, layers: &[(usize, &'a LayerSource)]) -> Self {
        let combinations: BTreeSet<Vec<Option<i32>>> =
            strata.of_set(0).map(|stratum| layers.iter().map(|(index, _)| stratum.codes[*index]).collect()).collect();
        let layers: Vec<_> = layers.iter().map(|(_, source)| *source).collect();
        let combinations: Vec<_> = combinations.into_iter().collect();
        let key = |codes: &Vec<Option<i32>>| {
            layers.iter().zip(codes).fold(0, |key, (source, code)| {
                let stored = code.map_or(source.nodata().unwrap_or_default(), f64::from);
                append(key, source, stored)
            })
        };
        let indices = combinations.iter().map(key).zip(0..).collect();
        Self { layers, combinations, indices }
    }

    pub(super) fn combinations(&self) -> &[Vec<Option<i32>>] {
        &self.combinations
    }

    /// The runs of a window.
    pub(super) fn runs(&self, window: Window) -> Result<Vec<Run>> {
        let blocks = self.layers.iter().map(|source| source.read(window)).collect::<Result<Vec<_>>>()?;
        let starts = starts(&blocks, window.pixels());
        let mut keys = vec![0; starts.len()];
        for (source, block) in self.layers.iter().zip(&blocks) {
            with_pixels!(block, pixels => {
                let pixels = pixels.as_slice().expect("blocks are in standard layout");
                for (key, start) in keys.iter_mut().zip(&starts) {
                    *key = append(*key, source, pixels[*start].number());
                }
            });
        }
        let ends = starts.iter().skip(1).copied().chain([window.pixels()]);
        ends.zip(&keys)
            .map(|(end, key)| {
                let combination = *self.indices.get(key).ok_or_else(|| {
                    Error::data("a layer changed while it was being read")
                        .hint("run again once nothing else writes to the input files")
                })?;
                Ok(Run { end, combination })
            })
            .collect()
    }
}

/// Appends what a layer holds to a key. The checks before the pass see to it that all class layers fit.
fn append(key: u64, source: &LayerSource, stored: f64) -> u64 {
    let pixel_type = source.file().pixel_type;
    let is_float = matches!(pixel_type, PixelType::F32 | PixelType::F64);
    #[expect(clippy::cast_possible_truncation, reason = "the pass has refused class values that are not whole numbers")]
    let code = if is_float && is_nodata(stored, source.nodata()) { NODATA_CODE } else { stored as i32 };
    let bits = pixel_type.code_bits();
    key << bits | u64::from(code.cast_unsigned()) & ((1 << bits) - 1)
}

/// Where a pixel differs from the one before in any layer, and the first one.
fn starts(blocks: &[Block], pixels: usize) -> Vec<usize> {
    let mut changed = vec![false; pixels];
    changed[0] = true;
    for block in blocks {
        with_pixels!(block, pixels => mark_changes(&mut changed, pixels.as_slice().expect("blocks are in standard layout")));
    }
    (0..).zip(changed).filter_map(|(place, changed)| changed.then_some(place)).collect()
}

fn mark_changes<T: Pixel>(changed: &mut [bool], pixels: &[T]) {
    for ((changed, before), pixel) in changed[1..].iter_mut().zip(pixels).zip(&pixels[1..]) {
        *changed |= pixel.differs(*before);
    }
}
