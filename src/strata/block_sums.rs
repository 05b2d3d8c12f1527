//! The inner loop: the sums of one block. Runs of equal keys within one part of a row are counted at once.

use ndarray::Array2;
use rustc_hash::FxHashMap;

use super::Moments;
use super::pass::{Packing, Pass, nodata_code};
use super::sums::{PackedKey, PartialStrata};
use crate::error::{Error, Result};
use crate::raster::{Block, Pixel, RowAreas, Window, is_nodata, with_pixels};

/// No slot yet.
const NONE: u32 = u32::MAX;

/// The sums of one block, kept between blocks to reuse their memory.
#[derive(Default)]
pub(super) struct BlockSums {
    slots: KeySlots,
    /// Per zone set: the zones met in this block.
    zones: Vec<ZoneSlots>,
    sums: Vec<Sums>,
    quantities: Vec<Moments>,
    row: RowBuffers,
}

#[derive(Default)]
struct RowBuffers {
    keys: Vec<u64>,
    areas: RowAreas,
    weights: Vec<f64>,
    segment: Vec<Moments>,
}

/// The sums of one stratum over the block, before they are rounded to fixed point.
struct Sums {
    key: PackedKey,
    pixels: u64,
    coverage: f64,
    area: f64,
}

/// From packed codes to a small number, counted from 0 in the order of appearance in the block.
#[derive(Default)]
struct KeySlots {
    direct: Vec<u32>,
    hashed: FxHashMap<u64, u32>,
    keys: Vec<u64>,
}

impl KeySlots {
    /// Up to this many bits a key is looked up in an array.
    const DIRECT_BITS: u32 = 16;

    fn reset(&mut self, bits: u32) {
        if bits <= Self::DIRECT_BITS {
            self.direct.resize(1 << bits, NONE);
            for key in self.keys.drain(..) {
                self.direct[usize::try_from(key).expect("at most 16 bits")] = NONE;
            }
        } else {
            self.direct.clear();
            self.hashed.clear();
            self.keys.clear();
        }
    }

    #[inline]
    fn slot(&mut self, key: u64) -> u32 {
        let next = u32::try_from(self.keys.len()).expect("fewer keys than pixels");
        let slot = if self.direct.is_empty() {
            self.hashed.entry(key).or_insert(next)
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "at most 16 bits")]
            let slot = &mut self.direct[key as usize];
            if *slot == NONE {
                *slot = next;
            }
            slot
        };
        if *slot == next {
            self.keys.push(key);
        }
        *slot
    }
}

/// The zones of one set met in the block; a zone's list maps key slots to sums.
#[derive(Default)]
struct ZoneSlots {
    of_zone: FxHashMap<u32, usize>,
    sums_of_key: Vec<Vec<u32>>,
}

impl BlockSums {
    /// Replaces what is held by the sums of one block.
    pub(super) fn fill(
        &mut self,
        pass: &Pass<'_>,
        packing: &Packing,
        window: Window,
        classes: &[Block],
        quantities: &[Block],
    ) -> Result<()> {
        self.slots.reset(packing.total());
        self.zones.resize_with(pass.zone_sets.len(), ZoneSlots::default);
        for zones in &mut self.zones {
            zones.of_zone.clear();
            zones.sums_of_key.iter_mut().for_each(Vec::clear);
        }
        self.sums.clear();
        self.quantities.clear();
        for row in 0..window.rows {
            self.pack_row(pass, packing, classes, row, window)?;
            pass.areas.row(window.row + row, &window, &mut self.row.areas);
            self.weigh_row(window);
            self.sum_row(pass, quantities, row, window)?;
        }
        Ok(())
    }

    fn pack_row(
        &mut self,
        pass: &Pass<'_>,
        packing: &Packing,
        classes: &[Block],
        row: usize,
        window: Window,
    ) -> Result<()> {
        let keys = &mut self.row.keys;
        keys.clear();
        keys.resize(window.columns, 0);
        for ((block, bits), (dimension, source)) in classes.iter().zip(&packing.bits).zip(&pass.classes) {
            match block {
                Block::U8(pixels) => pack(keys, pixels, row, *bits, |pixel| u64::from(*pixel)),
                Block::U16(pixels) => pack(keys, pixels, row, *bits, |pixel| u64::from(*pixel)),
                Block::I16(pixels) => pack(keys, pixels, row, *bits, |pixel| u64::from(pixel.cast_unsigned())),
                Block::I32(pixels) => pack(keys, pixels, row, *bits, |pixel| u64::from(pixel.cast_unsigned())),
                Block::F32(_) | Block::F64(_) => {
                    let values: Vec<f64> =
                        with_pixels!(block, pixels => pixels.row(row).iter().map(|p| p.number()).collect());
                    let nodata = nodata_code(source);
                    for (key, value) in keys.iter_mut().zip(values) {
                        #[expect(clippy::cast_possible_truncation, reason = "compared with the value itself below")]
                        let code = match nodata {
                            Some(nodata) if is_nodata(value, source.nodata()) => nodata,
                            nodata if f64::from(value as i32) == value && nodata != Some(value as i32) => value as i32,
                            _ => {
                                return Err(Error::data(format!(
                                    "class layer `{}` holds {value} in row {}, expected whole numbers",
                                    dimension.layer,
                                    window.row + row
                                ))
                                .hint("set `kind = \"quantity\"` if the layer is no class layer"));
                            }
                        };
                        *key = (*key << bits) | u64::from(code.cast_unsigned());
                    }
                }
            }
        }
        Ok(())
    }

    fn weigh_row(&mut self, window: Window) {
        let RowBuffers { areas, weights, .. } = &mut self.row;
        weights.clear();
        weights.extend((window.column..window.column + window.columns).map(|column| areas.cell(column)));
    }

    /// Cuts the row wherever the key or a part of any zone set changes, and adds every piece to its strata.
    fn sum_row(&mut self, pass: &Pass<'_>, quantities: &[Block], row: usize, window: Window) -> Result<()> {
        let columns = window.column..window.column + window.columns;
        let mut parts: Vec<_> =
            pass.zone_sets.iter().map(|(_, coverage)| coverage.parts(window.row + row, columns.clone())).collect();
        let mut current: Vec<_> = parts.iter_mut().map(Iterator::next).collect();
        let mut start = columns.start;
        while start < columns.end {
            let mut end = columns.end;
            for part in current.iter().flatten() {
                end = end.min(part.columns.end);
            }
            while start < end {
                let key = self.row.keys[start - window.column];
                let run =
                    self.row.keys[start - window.column..end - window.column].iter().take_while(|k| **k == key).count();
                self.measure(pass, quantities, row, window, start, start + run)?;
                let area = self.row.areas.sum(start, start + run);
                let slot = self.slots.slot(key);
                for (set, part) in current.iter().enumerate() {
                    let part = part.as_ref().expect("parts tile the row");
                    for share in part.shares {
                        let pixels = if share.zone == part.owner { run as u64 } else { 0 };
                        self.add(set, share.zone, key, slot, pixels, share.weight, run as f64, area);
                    }
                }
                start += run;
            }
            for (part, rest) in current.iter_mut().zip(&mut parts) {
                if part.as_ref().is_some_and(|part| part.columns.end <= start) {
                    *part = rest.next();
                }
            }
        }
        Ok(())
    }

    /// The moments of every continuous layer over a piece of a row.
    fn measure(
        &mut self,
        pass: &Pass<'_>,
        quantities: &[Block],
        row: usize,
        window: Window,
        start: usize,
        end: usize,
    ) -> Result<()> {
        let RowBuffers { segment, weights, .. } = &mut self.row;
        segment.clear();
        let range = start - window.column..end - window.column;
        for (block, (quantity, source)) in quantities.iter().zip(&pass.quantities) {
            let weights = &weights[range.clone()];
            let moments = with_pixels!(block, pixels => {
                let values = &pixels.row(row).to_slice().expect("blocks are in standard layout")[range.clone()];
                moments_of(values, weights, source.nodata())
            });
            match moments {
                Ok(moments) => segment.push(moments),
                Err((value, offset)) => {
                    return Err(Error::data(format!(
                        "layer `{}` holds {value} at row {}, column {} of the grid, expected a finite number or the nodata value",
                        quantity.layer,
                        window.row + row,
                        start + offset
                    ))
                    .hint(format!("set `nodata = {}` on the layer if it means no data", format!("{value}").to_lowercase())));
                }
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the inner loop passes plain numbers")]
    #[inline]
    fn add(&mut self, set: usize, zone: u32, key: u64, slot: u32, pixels: u64, weight: f64, run: f64, area: f64) {
        let zones = &mut self.zones[set];
        let met = zones.of_zone.len();
        let list = *zones.of_zone.entry(zone).or_insert(met);
        if list >= zones.sums_of_key.len() {
            zones.sums_of_key.push(Vec::new());
        }
        let sums_of_key = &mut zones.sums_of_key[list];
        let slot = slot as usize;
        if sums_of_key.len() <= slot {
            sums_of_key.resize(slot + 1, NONE);
        }
        if sums_of_key[slot] == NONE {
            sums_of_key[slot] = u32::try_from(self.sums.len()).expect("fewer strata than 2^32 in a block");
            let zone_set = u32::try_from(set).expect("few zone sets");
            self.sums.push(Sums { key: PackedKey { zone_set, zone, codes: key }, pixels: 0, coverage: 0.0, area: 0.0 });
            self.quantities.resize(self.quantities.len() + self.row.segment.len(), Moments::default());
        }
        let index = sums_of_key[slot] as usize;
        let sums = &mut self.sums[index];
        sums.pixels += pixels;
        sums.coverage += weight * run;
        sums.area += weight * area;
        let count = self.row.segment.len();
        for (total, segment) in self.quantities[index * count..].iter_mut().zip(&self.row.segment) {
            total.area += weight * segment.area;
            total.sum += weight * segment.sum;
            total.sum_of_squares += weight * segment.sum_of_squares;
            total.minimum = total.minimum.min(segment.minimum);
            total.maximum = total.maximum.max(segment.maximum);
        }
    }

    /// Rounds the block's sums to fixed point and adds them to the strata.
    pub(super) fn drain_into(&mut self, strata: &mut PartialStrata) -> Result<()> {
        let count = self.row.segment.len();
        for (index, sums) in self.sums.drain(..).enumerate() {
            let stratum = strata.sums.entry(sums.key).or_default();
            stratum.pixels += sums.pixels;
            stratum.coverage.add(sums.coverage)?;
            stratum.area.add(sums.area)?;
            stratum.quantities.resize_with(count, Default::default);
            for (total, moments) in stratum.quantities.iter_mut().zip(&self.quantities[index * count..]) {
                total.add(moments)?;
            }
        }
        Ok(())
    }
}

#[inline]
fn pack<T>(keys: &mut [u64], pixels: &Array2<T>, row: usize, bits: u32, code: impl Fn(&T) -> u64) {
    for (key, pixel) in keys.iter_mut().zip(pixels.row(row)) {
        *key = key.checked_shl(bits).unwrap_or_default() | code(pixel);
    }
}

/// The moments of some pixels, or the first value that is neither nodata nor finite, with its offset.
#[inline]
fn moments_of<T: Pixel>(
    values: &[T],
    weights: &[f64],
    nodata: Option<f64>,
) -> std::result::Result<Moments, (f64, usize)> {
    let mut moments = Moments::default();
    for (offset, (value, weight)) in values.iter().zip(weights).enumerate() {
        let x = value.number();
        if is_nodata(x, nodata) {
            continue;
        }
        if !x.is_finite() {
            return Err((x, offset));
        }
        moments.area += weight;
        moments.sum += weight * x;
        moments.sum_of_squares += weight * x * x;
        moments.minimum = moments.minimum.min(x);
        moments.maximum = moments.maximum.max(x);
    }
    Ok(moments)
}
