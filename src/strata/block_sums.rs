//! The inner loop: the sums of one block. A row is cut wherever the codes or the zones change, and every piece is measured
//! and counted at once. Where a piece lies in one zone of every set, it is summed once for all sets.

use super::Pass;
use super::block_table::{Combinations, KeySlots, Piece, Table};
use super::moments::moments_of;
use super::packing::Packing;
use super::sums::{PackedKey, PartialStrata};
use crate::error::{Error, Result};
use crate::raster::{Block, Pixel, RowAreas, Window, with_pixels};
use crate::vector::Part;

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
    /// 1 where a code differs from the one to its west, 0 elsewhere.
    changed: Vec<u8>,
    /// Where each run of equal codes ends, counted from the window's first column.
    run_ends: Vec<u32>,
    areas: RowAreas,
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
            self.row.find_runs(classes, row, window.columns);
            pass.areas.row(window.row + row, &window, &mut self.row.areas);
            self.sum_row(pass, packing, classes, quantities, row, window)?;
        }
        self.spread_interior();
        Ok(())
    }

    fn sum_row(
        &mut self,
        pass: &Pass<'_>,
        packing: &Packing,
        classes: &[Block],
        quantities: &[Block],
        row: usize,
        window: Window,
    ) -> Result<()> {
        let columns = window.column..window.column + window.columns;
        let mut parts: Vec<_> =
            pass.zone_sets.iter().map(|(_, coverage)| coverage.parts(window.row + row, columns.clone())).collect();
        let mut current: Vec<Part<'_>> =
            parts.iter_mut().map(|parts| parts.next().expect("parts tile the row")).collect();
        let mut start = 0;
        let (mut run, mut run_start) = (0, 0);
        while start < window.columns {
            let shared = current.iter().map(|part| part.columns.end - window.column).min().unwrap_or(window.columns);
            let combination = self.combinations.of(&current);
            while start < shared {
                if start == run_start {
                    self.piece.key = packing.key(pass, classes, window, row, start)?;
                    self.piece.slot = self.slots.slot(self.piece.key);
                }
                let run_end = self.row.run_ends[run] as usize;
                let end = run_end.min(shared);
                self.measure(pass, quantities, row, window, start, end)?;
                match combination {
                    Some(combination) => self.interior.add(combination, &self.piece, 1.0, true),
                    None => self.add_shares(&current),
                }
                start = end;
                if end == run_end {
                    run += 1;
                    run_start = end;
                }
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
        self.piece.pixels = (end - start) as u64;
        self.piece.area = self.row.areas.sum(window.column + start, window.column + end);
        self.piece.quantities.clear();
        for (block, (quantity, source)) in quantities.iter().zip(&pass.quantities) {
            let moments = with_pixels!(block, pixels => {
                let values = &pixels.as_slice().expect("blocks are in standard layout")[row * window.columns..];
                moments_of(&values[start..end], &self.row.areas, window.column + start, source.nodata())
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
    /// Every pixel is compared with its neighbour without a branch; only where codes change is there more to do.
    fn find_runs(&mut self, classes: &[Block], row: usize, columns: usize) {
        self.changed.clear();
        self.changed.resize(columns, 0);
        for block in classes {
            with_pixels!(block, pixels => {
                let pixels = pixels.as_slice().expect("blocks are in standard layout");
                mark_changes(&mut self.changed, &pixels[row * columns..(row + 1) * columns]);
            });
        }
        self.run_ends.clear();
        let (words, rest) = self.changed.as_chunks::<8>();
        let column = |column: usize| u32::try_from(column).expect("a block is narrow");
        for (number, word) in words.iter().enumerate() {
            let mut word = u64::from_le_bytes(*word);
            while word != 0 {
                self.run_ends.push(column(number * 8) + word.trailing_zeros() / 8);
                word &= word - 1;
            }
        }
        let first = words.len() * 8;
        self.run_ends
            .extend(rest.iter().enumerate().filter(|(_, changed)| **changed != 0).map(|(at, _)| column(first + at)));
        self.run_ends.push(column(columns));
    }
}

#[inline]
fn mark_changes<T: Pixel>(changed: &mut [u8], pixels: &[T]) {
    for ((changed, before), pixel) in changed[1..].iter_mut().zip(pixels).zip(&pixels[1..]) {
        *changed |= u8::from(pixel.differs(*before));
    }
}
