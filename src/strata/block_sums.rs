//! The inner loop: the sums of one block. A row is cut wherever the codes or the zones change, and every piece is measured
//! and counted at once. Where a piece lies in one zone of every set, it is summed once for all sets.

use ndarray::Array2;
use rustc_hash::FxHashMap;

use super::Moments;
use super::moments::moments_of;
use super::pass::{Packing, Pass};
use super::sums::{PackedKey, PartialStrata};
use crate::error::{Error, Result};
use crate::raster::{Block, Pixel, RowAreas, Window, is_nodata, with_pixels};
use crate::vector::Part;

/// The code of nodata in keys of floating-point class layers, whose nodata value need not be a whole number.
pub(super) const NODATA_CODE: i32 = i32::MIN;

/// No slot yet.
const NONE: u32 = u32::MAX;

/// The sums of one block, kept between blocks to reuse their memory.
#[derive(Default)]
pub(super) struct BlockSums {
    slots: KeySlots,
    row: RowBuffers,
    piece: Piece,
    /// Pieces that lie in one zone of every set, by the combination of these zones.
    interior: Table<u32>,
    combinations: Combinations,
    /// Everything, by zone set and zone.
    zones: Table<(u32, u32)>,
}

/// What is known of a row before it is cut.
#[derive(Default)]
struct RowBuffers {
    keys: Vec<u64>,
    /// Where each run of equal keys ends, counted from the window's first column.
    run_ends: Vec<u32>,
    areas: RowAreas,
    weights: Vec<f64>,
}

/// A piece of a row: equal codes, and equal shares in every zone set.
#[derive(Default)]
struct Piece {
    key: u64,
    slot: u32,
    pixels: u64,
    area: f64,
    quantities: Vec<Moments>,
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
        self.combinations.reset();
        self.interior.reset(quantities.len());
        self.zones.reset(quantities.len());
        for row in 0..window.rows {
            self.row.pack(pass, packing, classes, row, window)?;
            pass.areas.row(window.row + row, &window, &mut self.row.areas);
            if !quantities.is_empty() {
                self.row.areas.fill(window.column, window.column + window.columns, &mut self.row.weights);
            }
            self.sum_row(pass, quantities, row, window)?;
        }
        self.spread_interior();
        Ok(())
    }

    fn sum_row(&mut self, pass: &Pass<'_>, quantities: &[Block], row: usize, window: Window) -> Result<()> {
        let columns = window.column..window.column + window.columns;
        let mut parts: Vec<_> =
            pass.zone_sets.iter().map(|(_, coverage)| coverage.parts(window.row + row, columns.clone())).collect();
        let mut current: Vec<Part<'_>> =
            parts.iter_mut().map(|parts| parts.next().expect("parts tile the row")).collect();
        let mut start = 0;
        let mut run = 0;
        while start < window.columns {
            let shared = current.iter().map(|part| part.columns.end - window.column).min().unwrap_or(window.columns);
            let combination = self.combinations.of(&current);
            while start < shared {
                let run_end = self.row.run_ends[run] as usize;
                let end = run_end.min(shared);
                self.measure(pass, quantities, row, window, start, end)?;
                match combination {
                    Some(combination) => self.interior.add(combination, &self.piece, 1.0, true),
                    None => self.add_shares(&current),
                }
                start = end;
                run += usize::from(end == run_end);
            }
            for (part, rest) in current.iter_mut().zip(&mut parts) {
                if part.columns.end - window.column <= start
                    && let Some(next) = rest.next()
                {
                    *part = next;
                }
            }
        }
        Ok(())
    }

    /// Fills the piece from `start` to `end`, columns of the window.
    #[inline]
    fn measure(
        &mut self,
        pass: &Pass<'_>,
        quantities: &[Block],
        row: usize,
        window: Window,
        start: usize,
        end: usize,
    ) -> Result<()> {
        let key = self.row.keys[start];
        self.piece.key = key;
        self.piece.slot = self.slots.slot(key);
        self.piece.pixels = (end - start) as u64;
        self.piece.area = self.row.areas.sum(window.column + start, window.column + end);
        self.piece.quantities.clear();
        for (block, (quantity, source)) in quantities.iter().zip(&pass.quantities) {
            let weights = &self.row.weights[start..end];
            let moments = with_pixels!(block, pixels => {
                let values = &pixels.as_slice().expect("blocks are in standard layout")[row * window.columns..];
                moments_of(&values[start..end], weights, source.nodata())
            });
            match moments {
                Ok(moments) => self.piece.quantities.push(moments),
                Err((value, offset)) => {
                    return Err(Error::data(format!(
                        "layer `{}` holds {value} at row {}, column {} of the grid, expected a finite number or the nodata value",
                        quantity.layer,
                        window.row + row,
                        window.column + start + offset
                    ))
                    .hint(if value.is_nan() {
                        "set `nodata = nan` on the layer if it means no data"
                    } else {
                        "an infinity is the trace of a division by zero or an overflow: make the layer again without it"
                    }));
                }
            }
        }
        Ok(())
    }

    /// Adds the piece to every zone that has a share in it.
    fn add_shares(&mut self, current: &[Part<'_>]) {
        for (set, part) in current.iter().enumerate() {
            let set = u32::try_from(set).expect("few zone sets");
            for share in part.shares {
                let list = self.zones.list((set, share.zone));
                self.zones.add(list, &self.piece, share.weight, share.zone == part.owner);
            }
        }
    }

    /// Adds what was summed once for all sets to the zone of each set.
    fn spread_interior(&mut self) {
        for index in 0..self.interior.sums.len() {
            let sums = &self.interior.sums[index];
            self.piece.key = sums.key;
            self.piece.slot = sums.slot;
            self.piece.pixels = sums.pixels;
            self.piece.area = sums.area;
            self.piece.quantities.clear();
            self.piece.quantities.extend_from_slice(self.interior.quantities_of(index));
            for (set, zone) in self.combinations.zones(sums.list).iter().enumerate() {
                let list = self.zones.list((u32::try_from(set).expect("few zone sets"), *zone));
                self.zones.add(list, &self.piece, 1.0, true);
            }
        }
    }

    /// Rounds the block's sums to fixed point and adds them to the strata.
    pub(super) fn drain_into(&mut self, pass: &Pass<'_>, strata: &mut PartialStrata) -> Result<()> {
        for (index, sums) in self.zones.sums.iter().enumerate() {
            let (zone_set, zone) = self.zones.names[sums.list as usize];
            let stratum = strata.sums.entry(PackedKey { zone_set, zone, codes: sums.key }).or_default();
            stratum.pixels += sums.pixels;
            stratum.coverage.add(sums.coverage)?;
            stratum.area.add(sums.area)?;
            let quantities = self.zones.quantities_of(index);
            stratum.quantities.resize_with(quantities.len(), Default::default);
            let totals = stratum.quantities.iter_mut().zip(quantities);
            for ((total, moments), (quantity, _)) in totals.zip(&pass.quantities) {
                total.add(moments).map_err(|error| error.note(format!("in layer `{}`", quantity.layer)))?;
            }
        }
        Ok(())
    }
}

impl RowBuffers {
    fn pack(
        &mut self,
        pass: &Pass<'_>,
        packing: &Packing,
        classes: &[Block],
        row: usize,
        window: Window,
    ) -> Result<()> {
        let keys = &mut self.keys;
        keys.clear();
        keys.resize(window.columns, 0);
        for ((block, bits), (dimension, source)) in classes.iter().zip(&packing.bits).zip(&pass.classes) {
            match block {
                Block::U8(pixels) => pack(keys, pixels, row, *bits, u64::from),
                Block::U16(pixels) => pack(keys, pixels, row, *bits, u64::from),
                Block::I16(pixels) => pack(keys, pixels, row, *bits, |pixel| u64::from(pixel.cast_unsigned())),
                Block::I32(pixels) => pack(keys, pixels, row, *bits, |pixel| u64::from(pixel.cast_unsigned())),
                Block::F32(_) | Block::F64(_) => {
                    let values: Vec<f64> =
                        with_pixels!(block, pixels => pixels.row(row).iter().map(|p| p.number()).collect());
                    for (offset, (key, value)) in keys.iter_mut().zip(values).enumerate() {
                        #[expect(clippy::cast_possible_truncation, reason = "compared with the value itself below")]
                        let code = if is_nodata(value, source.nodata()) { NODATA_CODE } else { value as i32 };
                        if code != NODATA_CODE && f64::from(code) != value {
                            return Err(Error::data(format!(
                                "class layer `{}` holds {value} at row {}, column {} of the grid, expected whole numbers",
                                dimension.layer,
                                window.row + row,
                                window.column + offset
                            ))
                            .hint("set `kind = \"quantity\"` if the layer is no class layer"));
                        }
                        *key = (*key << bits) | u64::from(code.cast_unsigned());
                    }
                }
            }
        }
        self.find_runs();
        Ok(())
    }

    /// Long runs are passed over eight pixels at a time. Otherwise there is no branch per pixel: in speckled classes it would
    /// be mispredicted at every other one.
    fn find_runs(&mut self) {
        let columns = self.keys.len();
        self.run_ends.resize(columns + 1, 0);
        let mut runs = 0;
        let mut column = 1;
        while column < columns {
            let before = self.keys[column - 1];
            let next = &self.keys[column..columns.min(column + 8)];
            if next.len() == 8 && next.iter().fold(0, |different, key| different | (key ^ before)) == 0 {
                column += 8;
                continue;
            }
            for _ in 0..next.len() {
                self.run_ends[runs] = u32::try_from(column).expect("a block is narrow");
                runs += usize::from(self.keys[column] != self.keys[column - 1]);
                column += 1;
            }
        }
        self.run_ends[runs] = u32::try_from(columns).expect("a block is narrow");
    }
}

#[inline]
fn pack<T: Copy>(keys: &mut [u64], pixels: &Array2<T>, row: usize, bits: u32, code: impl Fn(T) -> u64) {
    let columns = keys.len();
    let pixels = &pixels.as_slice().expect("blocks are in standard layout")[row * columns..(row + 1) * columns];
    // The first layer finds zeros, and a shift by all 64 bits is only ever of zeros.
    for (key, pixel) in keys.iter_mut().zip(pixels) {
        *key = key.wrapping_shl(bits) | code(*pixel);
    }
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
            self.hashed.entry(key).or_insert(NONE)
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "at most 16 bits")]
            let slot = &mut self.direct[key as usize];
            slot
        };
        if *slot == NONE {
            *slot = next;
            self.keys.push(key);
        }
        *slot
    }
}

/// Combinations of one zone of every set, numbered in the order of appearance in the block.
#[derive(Default)]
struct Combinations {
    /// From the combination of the sets before, and the zone of the next, to the combination of all of these.
    pairs: FxHashMap<(u32, u32), u32>,
    zones: Vec<Vec<u32>>,
}

impl Combinations {
    fn reset(&mut self) {
        self.pairs.clear();
        self.zones.clear();
    }

    /// The combination of a piece; none if it is divided between zones in any set.
    fn of(&mut self, current: &[Part<'_>]) -> Option<u32> {
        if current.iter().any(|part| part.shares.len() != 1) {
            return None;
        }
        let mut combination = NONE;
        for part in current {
            let zone = part.shares[0].zone;
            combination = if let Some(known) = self.pairs.get(&(combination, zone)) {
                *known
            } else {
                let next = u32::try_from(self.zones.len()).expect("few combinations in a block");
                let mut zones = if combination == NONE { Vec::new() } else { self.zones[combination as usize].clone() };
                zones.push(zone);
                self.zones.push(zones);
                self.pairs.insert((combination, zone), next);
                next
            };
        }
        Some(combination)
    }

    fn zones(&self, combination: u32) -> &[u32] {
        &self.zones[combination as usize]
    }
}

/// Sums by list and key slot. A list is a combination of zones, or one zone of one set.
struct Table<Name> {
    of_name: FxHashMap<Name, u32>,
    names: Vec<Name>,
    /// For each list, from key slot to sums.
    lists: Vec<Vec<u32>>,
    sums: Vec<Sums>,
    quantities: Vec<Moments>,
    quantity_count: usize,
}

impl<Name> Default for Table<Name> {
    fn default() -> Self {
        Self {
            of_name: FxHashMap::default(),
            names: Vec::new(),
            lists: Vec::new(),
            sums: Vec::new(),
            quantities: Vec::new(),
            quantity_count: 0,
        }
    }
}

/// The sums of one list and key over the block, before they are rounded to fixed point.
struct Sums {
    list: u32,
    key: u64,
    slot: u32,
    pixels: u64,
    coverage: f64,
    area: f64,
}

impl<Name: Copy + Eq + std::hash::Hash> Table<Name> {
    fn reset(&mut self, quantity_count: usize) {
        self.of_name.clear();
        self.names.clear();
        self.lists.iter_mut().for_each(Vec::clear);
        self.sums.clear();
        self.quantities.clear();
        self.quantity_count = quantity_count;
    }

    /// The list of a name.
    fn list(&mut self, name: Name) -> u32 {
        let next = u32::try_from(self.names.len()).expect("few zones in a block");
        let list = *self.of_name.entry(name).or_insert(next);
        if list == next {
            self.names.push(name);
        }
        list
    }

    fn quantities_of(&self, index: usize) -> &[Moments] {
        &self.quantities[index * self.quantity_count..(index + 1) * self.quantity_count]
    }

    #[inline]
    fn add(&mut self, list: u32, piece: &Piece, weight: f64, is_owner: bool) {
        let slot = piece.slot as usize;
        if self.lists.len() <= list as usize {
            self.lists.resize_with(list as usize + 1, Vec::new);
        }
        let sums_of_key = &mut self.lists[list as usize];
        if sums_of_key.len() <= slot {
            sums_of_key.resize(slot + 1, NONE);
        }
        if sums_of_key[slot] == NONE {
            sums_of_key[slot] = u32::try_from(self.sums.len()).expect("fewer strata than 2^32 in a block");
            self.sums.push(Sums { list, key: piece.key, slot: piece.slot, pixels: 0, coverage: 0.0, area: 0.0 });
            self.quantities.resize(self.quantities.len() + self.quantity_count, Moments::default());
        }
        let index = sums_of_key[slot] as usize;
        let sums = &mut self.sums[index];
        if is_owner {
            sums.pixels += piece.pixels;
        }
        sums.coverage += weight * piece.pixels as f64;
        sums.area += weight * piece.area;
        let first = index * self.quantity_count;
        for (total, piece) in self.quantities[first..].iter_mut().zip(&piece.quantities) {
            total.add(piece, weight);
        }
    }
}
