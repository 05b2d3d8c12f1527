//! The inner loop: the sums of one block. Every row is cut wherever the codes or the zones change; then all its pieces are
//! measured. Pieces of equal codes and shares are summed once for all zones, which take their shares at the end of the block.

use super::block_table::{Combinations, Key, KeySlots, Sums, Table};
use super::moments::{Nodata, NotFinite, RunningMoments};
use super::packing::Packing;
use super::sums::{PackedKey, PartialStrata};
use super::{Moments, Pass};
use crate::error::{Error, Result};
use crate::raster::{Block, Pixel, RowAreas, Strip, Window, with_pixels};
use crate::vector::Part;

/// The sums of one block, kept between blocks to reuse their memory.
#[derive(Default)]
pub(super) struct BlockSums {
    keys: KeySlots,
    row: RowBuffers,
    combinations: Combinations,
    /// By combination of shares.
    shared: Table<RunningMoments>,
    /// By zone, those of one set after those of the other, each with its outside and overlap.
    zones: Table<Moments>,
}

/// What is summed: the layers' pixels, and what the pass knows of them.
struct Layers<'a> {
    pass: &'a Pass<'a>,
    window: Window,
    quantities: &'a [Block],
}

/// What is known of a row.
#[derive(Default)]
struct RowBuffers {
    /// 1 where a code differs from the one to its west, 0 elsewhere.
    changed: Vec<u8>,
    /// Where each run of equal codes ends, counted from the window's first column.
    run_ends: Vec<u32>,
    /// The codes of each run.
    codes: Vec<u64>,
    areas: RowAreas,
    pieces: Vec<Piece>,
}

/// Pixels of a row with equal codes and equal shares in every zone set.
#[derive(Clone, Copy)]
struct Piece {
    /// Columns of the window.
    start: u32,
    end: u32,
    /// Where in `shared` it is summed.
    index: u32,
    /// The area of what lies in the strip of cell areas at hand, m².
    area: f64,
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
        self.keys.reset(packing.total());
        self.combinations.reset(pass.zone_sets.len());
        self.shared.reset(quantities.len());
        self.zones.reset(quantities.len());
        let layers = Layers { pass, window, quantities };
        let columns = window.column..window.column + window.columns;
        let (mut parts, mut current) = (Vec::new(), Vec::new());
        for row in 0..window.rows {
            self.row.find_runs(classes, row, window.columns);
            packing.keys(pass, classes, window, row, &self.row.run_ends, &mut self.row.codes)?;
            pass.areas.row(window.row + row, &window, &mut self.row.areas);
            parts.clear();
            parts.extend(pass.zone_sets.iter().map(|(_, coverage)| coverage.parts(window.row + row, columns.clone())));
            current.clear();
            current.extend(parts.iter_mut().map(|parts| parts.next().expect("parts tile the row")));
            self.cut(window, &mut parts, &mut current);
            self.measure(&layers, row)?;
        }
        self.share(pass);
        Ok(())
    }

    /// Cuts a row into pieces; `current` are the parts at hand, `parts` those to come.
    fn cut<'a>(&mut self, window: Window, parts: &mut [impl Iterator<Item = Part<'a>>], current: &mut [Part<'a>]) {
        let column = |column: usize| u32::try_from(column).expect("a block is narrow");
        let row = &mut self.row;
        row.pieces.clear();
        let mut runs = row.run_ends.iter().zip(&row.codes);
        let (mut start, mut run_end, mut key) = (0, 0, Key::default());
        while start < column(window.columns) {
            let shared = current.iter().map(|part| column(part.columns.end - window.column)).min();
            let shared = shared.unwrap_or(column(window.columns));
            let combination = self.combinations.of(current);
            while start < shared {
                if start == run_end {
                    let (&end, &codes) = runs.next().expect("runs tile the row");
                    (run_end, key) = (end, self.keys.key(codes));
                }
                let end = run_end.min(shared);
                let index = column(self.shared.index(combination, key));
                row.pieces.push(Piece { start, end, index, area: 0.0 });
                start = end;
            }
            for (part, rest) in current.iter_mut().zip(parts.iter_mut()) {
                if column(part.columns.end - window.column) <= start
                    && let Some(next) = rest.next()
                {
                    *part = next;
                }
            }
        }
    }

    /// Adds area and quantities of the pieces of a row to the sums.
    fn measure(&mut self, layers: &Layers<'_>, row: usize) -> Result<()> {
        let window = layers.window;
        let mut west = 0;
        for (columns, strip) in self.row.areas.strips(window.column, window.column + window.columns) {
            let east = west + columns.end - columns.start;
            let pieces = &mut self.row.pieces;
            let within =
                pieces.partition_point(|piece| piece.end <= west)..pieces.partition_point(|piece| piece.start < east);
            let span = Span { strip, offset: f64::from(columns.start) - f64::from(west), west, east };
            let pieces = &mut pieces[within];
            for piece in &mut *pieces {
                let (start, end) = span.cut(piece);
                piece.area = span.area(start, end);
                let sums = &mut self.shared.sums[piece.index as usize];
                sums.pixels += u64::from(end - start);
                sums.area += piece.area;
            }
            for (quantity, block) in layers.quantities.iter().enumerate() {
                let (named, source) = &layers.pass.quantities[quantity];
                let nodata = Nodata::new(source.nodata());
                with_pixels!(block, pixels => {
                    let pixels = pixels.as_slice().expect("blocks are in standard layout");
                    let values = &pixels[row * window.columns..(row + 1) * window.columns];
                    measure_pieces(pieces, values, &span, nodata, &mut self.shared, quantity)
                })
                .map_err(|(value, column)| {
                    Error::data(format!(
                        "layer `{}` holds {value} at row {}, column {} of the grid, expected a finite number or the nodata value",
                        named.layer,
                        window.row + row,
                        window.column + column
                    ))
                    .hint(if value.is_nan() {
                        "set `nodata = nan` on the layer if it means no data"
                    } else {
                        "an infinity is the trace of a division by zero or an overflow: make the layer again without it"
                    })
                })?;
            }
            west = east;
        }
        Ok(())
    }

    /// Gives every zone its share of what was summed.
    fn share(&mut self, pass: &Pass<'_>) {
        let mut moments: Vec<Moments> = Vec::new();
        for index in 0..self.shared.sums.len() {
            let Sums { list: combination, key, pixels, area, .. } = self.shared.sums[index];
            moments.clear();
            moments.extend(self.shared.quantities(index).iter().map(|running| running.moments(area)));
            let mut first_list = 0;
            for ((_, coverage), list) in pass.zone_sets.iter().zip(self.combinations.lists(combination)) {
                for (number, share) in coverage.shares_of(*list).iter().enumerate() {
                    let index = self.zones.index(first_list + share.zone, key);
                    let sums = &mut self.zones.sums[index];
                    // The owner is first.
                    sums.pixels += if number == 0 { pixels } else { 0 };
                    sums.coverage += share.weight * pixels as f64;
                    sums.area += share.weight * area;
                    for (total, moments) in self.zones.quantities_mut(index).iter_mut().zip(&moments) {
                        total.add(moments, share.weight);
                    }
                }
                first_list += coverage.overlap() + 1;
            }
        }
    }

    /// Rounds the block's sums to fixed point and adds them to the strata.
    pub(super) fn drain_into(&mut self, pass: &Pass<'_>, strata: &mut PartialStrata) -> Result<()> {
        let zones_of_sets = pass.zone_sets.iter().map(|(_, coverage)| coverage.overlap() + 1);
        let zones: Vec<(u32, u32)> =
            (0..).zip(zones_of_sets).flat_map(|(set, zones)| (0..zones).map(move |zone| (set, zone))).collect();
        for (index, sums) in self.zones.sums.iter().enumerate() {
            let (zone_set, zone) = zones[sums.list as usize];
            let stratum = strata.sums.entry(PackedKey { zone_set, zone, codes: sums.key.packed }).or_default();
            stratum.pixels += sums.pixels;
            stratum.coverage.add(sums.coverage)?;
            stratum.area.add(sums.area)?;
            let quantities = self.zones.quantities(index);
            stratum.quantities.resize_with(quantities.len(), Default::default);
            let totals = stratum.quantities.iter_mut().zip(quantities);
            for ((total, moments), (quantity, _)) in totals.zip(&pass.quantities) {
                total.add(moments).map_err(|error| error.note(format!("in layer `{}`", quantity.layer)))?;
            }
        }
        Ok(())
    }
}

/// Columns of the window that lie in one strip of cell areas.
struct Span<'a> {
    strip: &'a Strip,
    /// The strip's column of the window's first.
    offset: f64,
    west: u32,
    east: u32,
}

impl Span<'_> {
    fn cut(&self, piece: &Piece) -> (u32, u32) {
        (piece.start.max(self.west), piece.end.min(self.east))
    }

    fn area(&self, start: u32, end: u32) -> f64 {
        self.strip.sum(self.offset + f64::from(start), self.offset + f64::from(end))
    }
}

/// Adds the pixels of pieces to their moments; an error has the column of the window.
fn measure_pieces<T: Pixel>(
    pieces: &[Piece],
    values: &[T],
    span: &Span<'_>,
    nodata: Nodata,
    sums: &mut Table<RunningMoments>,
    quantity: usize,
) -> std::result::Result<(), NotFinite> {
    for piece in pieces {
        let (start, end) = span.cut(piece);
        let column = span.offset + f64::from(start);
        sums.quantity_mut(piece.index as usize, quantity)
            .add(&values[start as usize..end as usize], piece.area, span.strip, column, nodata)
            .map_err(|(value, offset)| (value, start as usize + offset))?;
    }
    Ok(())
}

impl RowBuffers {
    /// Every pixel is compared with its neighbour without a branch; only where codes change is there more to do.
    fn find_runs(&mut self, classes: &[Block], row: usize, columns: usize) {
        self.changed.clear();
        self.changed.resize(columns.next_multiple_of(64), 0);
        for block in classes {
            with_pixels!(block, pixels => {
                let pixels = pixels.as_slice().expect("blocks are in standard layout");
                mark_changes(&mut self.changed, &pixels[row * columns..(row + 1) * columns]);
            });
        }
        self.run_ends.clear();
        for (number, flags) in (0..).zip(self.changed.as_chunks::<64>().0) {
            let mut bits = packed(flags);
            while bits != 0 {
                self.run_ends.push(number * 64 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
        self.run_ends.push(u32::try_from(columns).expect("a block is narrow"));
    }
}

/// 64 bytes, each 0 or 1, as bits.
#[inline]
fn packed(flags: &[u8; 64]) -> u64 {
    // The product moves the lowest bit of byte i to bit 56 + i; no two of its terms meet, so nothing is carried.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let eight = |flags: &[u8; 8]| u64::from_le_bytes(*flags).wrapping_mul(GATHER) >> 56;
    flags.as_chunks::<8>().0.iter().rev().fold(0, |bits, flags| bits << 8 | eight(flags))
}

#[inline]
fn mark_changes<T: Pixel>(changed: &mut [u8], pixels: &[T]) {
    for ((changed, before), pixel) in changed[1..].iter_mut().zip(pixels).zip(&pixels[1..]) {
        *changed |= u8::from(pixel.differs(*before));
    }
}
