//! The inner loop: the sums of one block. Its rows are cut wherever the codes, the zones or the strips of cell areas change, and
//! every piece is measured. Pieces of equal codes and shares are summed once for all zones, which take their shares at the
//! end of the block.

use super::block_table::{Combination, Combinations, Key, KeySlots, Sums, Table, ZoneShare};
use super::changes::Changes;
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
    runs: Runs,
    keys: KeySlots,
    areas: RowAreas,
    pieces: Vec<Piece>,
    /// By quantity: up to where the pixels are known to be equal. Much of a stock map is zero, whatever the class.
    equal_until: Vec<usize>,
    combinations: Combinations,
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
    /// The codes of each run.
    codes: Vec<u64>,
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
    /// Where the parts at hand end, and their combination.
    parts_end: u32,
    combination: Combination,
    run: usize,
    key: Key,
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
        self.combinations.reset(pass.zone_sets.iter().scan(0, |zones, (_, coverage)| {
            let first = *zones;
            *zones += coverage.overlap() + 1;
            Some(first)
        }));
        let quantities = pass.quantities.len();
        self.equal_until.clear();
        self.equal_until.resize(quantities, 0);
        self.shared.reset(quantities);
        self.zones.reset(quantities);
        self.runs.find(window, classes);
        packing.keys(pass, classes, window, &self.runs.ends[..self.runs.count], &mut self.runs.codes)
    }

    /// Sums the block that was begun.
    pub(super) fn fill(&mut self, pass: &Pass<'_>, window: Window, quantities: &[Block]) -> Result<()> {
        let columns = window.column..window.column + window.columns;
        let (mut parts, mut current) = (Vec::new(), Vec::new());
        let mut cut = Cut::default();
        let mut areas = std::mem::take(&mut self.areas);
        for row in 0..window.rows {
            parts.clear();
            parts.extend(pass.zone_sets.iter().map(|(_, coverage)| coverage.parts(window.row + row, columns.clone())));
            current.clear();
            let pixel = |column: usize| pixel(row * window.columns + column - window.column);
            pass.areas.row(window.row + row, &window, &mut areas);
            for (strip_columns, strip) in areas.strips(columns.start, columns.end) {
                let strip = PlacedStrip { strip, offset: f64::from(strip_columns.start) - f64::from(cut.start) };
                let end = cut.start + strip_columns.end - strip_columns.start;
                self.cut(&mut cut, end, &strip, &mut parts, &mut current, pixel);
                self.measure(pass, window, &strip, quantities)?;
            }
        }
        self.areas = areas;
        self.share();
        Ok(())
    }

    /// Cuts a row into pieces as far as `end`; `current` are the parts at hand, `parts` those to come, `pixel` is the first
    /// pixel of a column.
    // This and `measure_pieces` are loops that need the registers to themselves.
    #[inline(never)]
    fn cut<'a>(
        &mut self,
        cut: &mut Cut,
        end: u32,
        strip: &PlacedStrip<'_>,
        parts: &mut [impl Iterator<Item = Part<'a>>],
        current: &mut Vec<Part<'a>>,
        pixel: impl Fn(usize) -> u32,
    ) {
        self.pieces.clear();
        while cut.start < end {
            if cut.start == cut.parts_end {
                if current.is_empty() {
                    current.extend(parts.iter_mut().map(|parts| parts.next().expect("parts tile the row")));
                }
                for (part, rest) in current.iter_mut().zip(parts.iter_mut()) {
                    if pixel(part.columns.end) == cut.start {
                        *part = rest.next().expect("parts tile the row");
                    }
                }
                let ends = current.iter().map(|part| pixel(part.columns.end));
                cut.parts_end = ends.min().unwrap_or(end);
                cut.combination = self.combinations.of(current);
            }
            let stop = end.min(cut.parts_end);
            while cut.start < stop {
                if cut.start == cut.run_end {
                    cut.run_end = self.runs.ends[cut.run];
                    cut.key = self.keys.key(self.runs.codes[cut.run]);
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
    fn share(&mut self) {
        let mut moments: Vec<Moments> = Vec::new();
        for (index, &Sums { list, key, pixels, area, .. }) in self.shared.sums.iter().enumerate() {
            moments.clear();
            moments.extend(self.shared.quantities(index).iter().map(|running| running.moments(area)));
            for &ZoneShare { zone, is_owner, weight } in self.combinations.shares(list) {
                let index = self.zones.index(zone, key);
                let sums = &mut self.zones.sums[index];
                sums.pixels += if is_owner { pixels } else { 0 };
                sums.coverage += weight * pixels as f64;
                sums.area += weight * area;
                for (total, moments) in self.zones.quantities_mut(index).iter_mut().zip(&moments) {
                    total.add(moments, weight);
                }
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

/// A pixel of a block, counted along its rows.
fn pixel(index: usize) -> u32 {
    u32::try_from(index).expect("a block is small")
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
    for piece in pieces {
        let moments = sums.quantity_mut(piece.index, quantity);
        let (start, end) = (piece.start as usize, piece.end as usize);
        if *equal_until <= start {
            *equal_until = start + T::equal_run(&values[start..]);
        }
        if end <= *equal_until {
            moments.add_area(values[start].number(), piece.area, nodata).map_err(|x| (x, start))?;
        } else {
            moments
                .add(&values[start..end], strip.strip, strip.offset + f64::from(piece.start), nodata)
                .map_err(|(value, offset)| (value, start + offset))?;
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
