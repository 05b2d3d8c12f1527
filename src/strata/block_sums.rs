//! The inner loop: the sums of one block. Its rows are cut wherever the codes, the zones or the strips of cell areas change, and
//! every piece is measured. Pieces of equal codes and shares are summed once for all zones, which take their shares at the
//! end of the block.

use super::block_table::{Keys, Sums, Table};
use super::changes::Changes;
use super::moments::{Flat, Nodata, NotFinite, RunningMoments};
use super::packing::Packing;
use super::sums::{PackedKey, PartialStrata};
use super::{Moments, Pass};
use crate::error::{Error, Result};
use crate::raster::{Block, Pixel, RowAreas, Strip, Window, equal_run, with_pixels};
use crate::vector::{Combination, CoverageTile, TilePart};

/// The sums of one block, kept between blocks to reuse their memory.
#[derive(Default)]
pub(super) struct BlockSums {
    runs: Runs,
    keys: Keys,
    areas: RowAreas,
    pieces: Vec<Piece>,
    /// By quantity: up to where the pixels are known to be equal. Much of a stock map is zero, whatever the class.
    equal_until: Vec<usize>,
    /// By combination of shares.
    shared: Table<RunningMoments>,
    /// By zone, those of one set after those of the other, each with its outside and overlap.
    zones: Table<Moments>,
}

/// Runs of pixels with equal codes, row by row.
#[derive(Default)]
struct Runs {
    changes: Changes,
    count: usize,
    /// The first pixel after each run, counted along the rows of the block.
    ends: Vec<u32>,
    /// The packed codes of each run, and their numbers.
    codes: Vec<u64>,
    keys: Vec<u32>,
}

/// Pixels of a row with equal codes, equal shares in every zone set, and one strip of cell areas.
#[derive(Clone, Copy)]
struct Piece {
    /// Pixels, counted along the rows of the block.
    start: u32,
    end: u32,
    /// Where in `shared` it is summed.
    index: usize,
    /// m².
    area: f64,
}

/// Where a row is to be cut next, in pixels counted along the rows of the block.
#[derive(Clone, Copy, Default)]
struct Cut {
    start: u32,
    /// Where the part at hand ends, and its combination.
    part_end: u32,
    combination: Combination,
    run: usize,
    key: u32,
    run_end: u32,
}

impl BlockSums {
    /// Begins a block with the runs of its classes.
    pub(super) fn begin(
        &mut self,
        pass: &Pass<'_>,
        packing: &Packing,
        window: Window,
        classes: &[Block],
    ) -> Result<()> {
        self.keys.reset(packing.total());
        let quantities = pass.quantities.len();
        self.equal_until.clear();
        self.equal_until.resize(quantities, 0);
        self.shared.reset(quantities);
        self.zones.reset(quantities);
        self.runs.find(window, classes);
        packing.keys(pass, classes, window, &self.runs.ends[..self.runs.count], &mut self.runs.codes)?;
        self.keys.number(&self.runs.codes, &mut self.runs.keys);
        Ok(())
    }

    /// Sums the block that was begun.
    pub(super) fn fill(&mut self, pass: &Pass<'_>, window: Window, quantities: &[Block]) -> Result<()> {
        let tile = pass.coverage.block(window);
        let mut cut = Cut::default();
        let mut areas = std::mem::take(&mut self.areas);
        for row in 0..window.rows {
            let mut parts = PlacedParts { tile, parts: tile.row(row).iter(), start: cut.start };
            pass.areas.row(window.row + row, &window, &mut areas);
            for (strip_columns, strip) in areas.strips(window.column, window.column + window.columns) {
                let strip = PlacedStrip { strip, offset: f64::from(strip_columns.start) - f64::from(cut.start) };
                let end = cut.start + strip_columns.end - strip_columns.start;
                self.cut(&mut cut, end, &strip, &mut parts);
                self.measure(pass, window, &strip, quantities)?;
            }
        }
        self.areas = areas;
        self.share(pass, tile);
        Ok(())
    }

    /// Cuts a row into pieces as far as `end`; `parts` are those of the row to come.
    // This and `measure_pieces` are loops that need the registers to themselves.
    #[inline(never)]
    fn cut(&mut self, cut: &mut Cut, end: u32, strip: &PlacedStrip<'_>, parts: &mut PlacedParts<'_>) {
        self.pieces.clear();
        while cut.start < end {
            if cut.start == cut.part_end {
                (cut.part_end, cut.combination) = parts.next().expect("parts tile the row");
            }
            let stop = end.min(cut.part_end);
            while cut.start < stop {
                if cut.start == cut.run_end {
                    cut.run_end = self.runs.ends[cut.run];
                    cut.key = self.runs.keys[cut.run];
                    cut.run += 1;
                }
                let end = cut.run_end.min(stop);
                let Combination { number, is_common } = cut.combination;
                let index =
                    if is_common { self.shared.index(number, cut.key) } else { self.shared.push(number, cut.key) };
                let area = strip.area(cut.start, end);
                let sums = &mut self.shared.sums[index];
                sums.pixels += u64::from(end - cut.start);
                sums.area += area;
                self.pieces.push(Piece { start: cut.start, end, index, area });
                cut.start = end;
            }
        }
    }

    /// Adds the quantities of the pieces at hand to the sums.
    fn measure(
        &mut self,
        pass: &Pass<'_>,
        window: Window,
        strip: &PlacedStrip<'_>,
        quantities: &[Block],
    ) -> Result<()> {
        for (quantity, block) in quantities.iter().enumerate() {
            let (named, source) = &pass.quantities[quantity];
            let nodata = Nodata::new(source.nodata());
            with_pixels!(block, pixels => {
                let pixels = pixels.as_slice().expect("blocks are in standard layout");
                let until = &mut self.equal_until[quantity];
                measure_pieces(&self.pieces, pixels, until, strip, nodata, &mut self.shared, quantity)
            })
            .map_err(|(value, pixel)| {
                Error::data(format!(
                    "layer `{}` holds {value} at row {}, column {} of the grid, expected a finite number or the nodata value",
                    named.layer,
                    window.row + pixel / window.columns,
                    window.column + pixel % window.columns
                ))
                .hint(if value.is_nan() {
                    "set `nodata = nan` on the layer if it means no data"
                } else {
                    "an infinity is the trace of a division by zero or an overflow: make the layer again without it"
                })
            })?;
        }
        Ok(())
    }

    /// Gives every zone its share of what was summed.
    fn share(&mut self, pass: &Pass<'_>, tile: &CoverageTile) {
        let first_zones: Vec<u32> = pass
            .coverage
            .sets()
            .scan(0, |zones, set| Some(std::mem::replace(zones, *zones + set.overlap() + 1)))
            .collect();
        let mut moments: Vec<Moments> = Vec::new();
        for (index, &Sums { list, key, pixels, area, .. }) in self.shared.sums.iter().enumerate() {
            moments.clear();
            moments.extend(self.shared.quantities(index).iter().map(|running| running.moments(area)));
            for (set, first_zone) in first_zones.iter().enumerate() {
                for (number, share) in tile.shares(list, set).iter().enumerate() {
                    let index = self.zones.index(first_zone + share.zone, key);
                    let sums = &mut self.zones.sums[index];
                    // The owner is first.
                    sums.pixels += if number == 0 { pixels } else { 0 };
                    sums.coverage += share.weight * pixels as f64;
                    sums.area += share.weight * area;
                    for (total, moments) in self.zones.quantities_mut(index).iter_mut().zip(&moments) {
                        total.add(moments, share.weight);
                    }
                }
            }
        }
    }

    /// Rounds the block's sums to fixed point and adds them to the strata.
    pub(super) fn drain_into(&mut self, pass: &Pass<'_>, strata: &mut PartialStrata) -> Result<()> {
        let zones_of_sets = pass.coverage.sets().map(|set| set.overlap() + 1);
        let zones: Vec<(u32, u32)> =
            (0..).zip(zones_of_sets).flat_map(|(set, zones)| (0..zones).map(move |zone| (set, zone))).collect();
        for (index, sums) in self.zones.sums.iter().enumerate() {
            let (zone_set, zone) = zones[sums.list as usize];
            let stratum =
                strata.sums.entry(PackedKey { zone_set, zone, codes: self.keys.packed(sums.key) }).or_default();
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

/// The parts of a row that are to come.
struct PlacedParts<'a> {
    tile: &'a CoverageTile,
    parts: std::slice::Iter<'a, TilePart>,
    /// The block's first pixel of the row.
    start: u32,
}

impl Iterator for PlacedParts<'_> {
    type Item = (u32, Combination);

    /// The first pixel after the next part, and what zones have of its pixels.
    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.parts.next().map(|&part| (self.start + part.end(), self.tile.combination(part)))
    }
}

/// A strip of cell areas.
struct PlacedStrip<'a> {
    strip: &'a Strip,
    /// Its column of the block's first pixel.
    offset: f64,
}

impl PlacedStrip<'_> {
    fn area(&self, start: u32, end: u32) -> f64 {
        self.strip.sum(self.offset + f64::from(start), self.offset + f64::from(end))
    }
}

/// Adds the pixels of pieces to their moments; an error has the pixel of the block.
#[inline(never)]
fn measure_pieces<T: Pixel>(
    pieces: &[Piece],
    values: &[T],
    equal_until: &mut usize,
    strip: &PlacedStrip<'_>,
    nodata: Nodata,
    sums: &mut Table<RunningMoments>,
    quantity: usize,
) -> std::result::Result<(), NotFinite> {
    let mut pieces = pieces;
    while let Some(piece) = pieces.first() {
        let (start, end) = (piece.start as usize, piece.end as usize);
        // Where the first pixel and the last differ there is nothing to look for.
        if *equal_until <= start && !values[start].differs(values[end - 1]) {
            *equal_until = start + equal_run(&values[start..]);
        }
        if end <= *equal_until {
            let flat = Flat::new(values[start].number(), nodata).map_err(|x| (x, start))?;
            while let Some((piece, rest)) = pieces.split_first()
                && piece.end as usize <= *equal_until
            {
                sums.quantity_mut(piece.index, quantity).add_flat(flat, piece.area);
                pieces = rest;
            }
        } else {
            sums.quantity_mut(piece.index, quantity)
                .add(&values[start..end], strip.strip, strip.offset + f64::from(piece.start), nodata)
                .map_err(|(value, offset)| (value, start + offset))?;
            pieces = &pieces[1..];
        }
    }
    Ok(())
}

impl Runs {
    fn find(&mut self, window: Window, classes: &[Block]) {
        self.changes.reset(window.pixels());
        for block in classes {
            self.changes.mark(block);
        }
        for row in 1..=window.rows {
            self.changes.mark_end(row * window.columns - 1);
        }
        self.count = self.changes.ends(&mut self.ends);
    }
}
