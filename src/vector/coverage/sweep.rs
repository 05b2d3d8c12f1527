//! From cells to parts: a sweep of every row from west to east.

use super::cells::{Cell, Cells};
use super::{Coverage, NEGLIGIBLE, Share, StoredPart, TILING_TOLERANCE, index};

/// The coverage that cells add up to.
pub(super) fn sweep(cells: &Cells, columns: u32, zones: u32) -> Coverage {
    let mut sweep = Sweep::new(zones);
    for cells_of_row in cells.rows() {
        sweep.row(cells_of_row, columns);
    }
    let mut coverage = sweep.coverage;
    coverage.parts.shrink_to_fit();
    coverage.list_starts.shrink_to_fit();
    coverage.shares.shrink_to_fit();
    coverage
}

struct Sweep {
    coverage: Coverage,
    /// The zones that cover the pixels to come, with their fractions.
    running: Vec<Share>,
    /// The zones that cover the pixel at hand, with their fractions.
    present: Vec<Share>,
}

impl Sweep {
    fn new(zones: u32) -> Self {
        let coverage = Coverage {
            zones,
            row_starts: vec![0],
            parts: Vec::new(),
            list_starts: (0..=zones + 1).collect(),
            shares: (0..=zones).map(|zone| Share { zone, weight: 1.0 }).collect(),
        };
        Self { coverage, running: Vec::new(), present: Vec::new() }
    }

    /// The parts of the next row, from its cells from west to east.
    fn row<'a>(&mut self, cells: impl Iterator<Item = &'a Cell>, columns: u32) {
        self.running.clear();
        let mut west = 0;
        let mut cells = cells.peekable();
        while let Some(&&Cell { column, .. }) = cells.peek() {
            if west < column {
                self.end_span(column);
            }
            self.present.clone_from(&self.running);
            while let Some(cell) = cells.next_if(|cell| cell.column == column) {
                add(&mut self.present, cell.zone, cell.area);
                add(&mut self.running, cell.zone, cell.cover);
            }
            self.running.retain(|share| share.weight.abs() > NEGLIGIBLE);
            west = column + 1;
            self.end_part(west);
        }
        if west < columns {
            self.end_span(columns);
        }
        self.coverage.row_starts.push(self.coverage.parts.len());
    }

    /// Ends a run of pixels without cells.
    fn end_span(&mut self, end: u32) {
        self.present.clone_from(&self.running);
        self.end_part(end);
    }

    /// Ends a part in which the present zones share every pixel. It continues the previous part if the shares are the same.
    fn end_part(&mut self, end: u32) {
        let list = self.list();
        let coverage = &mut self.coverage;
        let row_start = coverage.row_starts[coverage.row_starts.len() - 1];
        if let Some(&previous) = coverage.parts[row_start..].last() {
            let is_repeated = previous.list != list && coverage.shares_of(previous.list) == coverage.shares_of(list);
            if is_repeated {
                coverage.list_starts.pop();
                coverage.shares.truncate(coverage.list_starts[list as usize] as usize);
            }
            if is_repeated || previous.list == list {
                coverage.parts.pop();
                coverage.parts.push(StoredPart { end, list: previous.list });
                return;
            }
        }
        coverage.parts.push(StoredPart { end, list });
    }

    /// The list of shares that follows from the present zones: a common one if one zone has it all, else a new one.
    fn list(&mut self) -> u32 {
        let Self { coverage, present, .. } = self;
        present.retain_mut(|share| {
            if share.weight >= 1.0 - NEGLIGIBLE {
                share.weight = 1.0;
            }
            share.weight > NEGLIGIBLE
        });
        match present[..] {
            [] => return coverage.outside(),
            [Share { zone, weight: 1.0 }] => return zone,
            _ => complete(present, coverage.outside(), coverage.overlap()),
        }
        coverage.shares.extend_from_slice(present);
        coverage.list_starts.push(index(coverage.shares.len()));
        index(coverage.list_starts.len() - 2)
    }
}

/// Adds to the fraction of a zone.
fn add(shares: &mut Vec<Share>, zone: u32, weight: f64) {
    match shares.iter_mut().find(|share| share.zone == zone) {
        Some(share) => share.weight += weight,
        None => shares.push(Share { zone, weight }),
    }
}

/// Completes the fractions of the zones in a pixel to weights that sum to 1, the owner's first.
fn complete(shares: &mut Vec<Share>, outside: u32, overlap: u32) {
    shares.sort_unstable_by_key(|share| share.zone);
    let total: f64 = shares.iter().map(|share| share.weight).sum();
    let zones_tile = shares.len() > 1 && (total - 1.0).abs() <= TILING_TOLERANCE;
    if total < 1.0 && !zones_tile {
        shares.push(Share { zone: outside, weight: 1.0 - total });
    }
    // Equal but for rounding is equal: the owner of a pixel cut in halves must not depend on the last bit.
    let largest = shares.iter().map(|share| share.weight).fold(0.0, f64::max);
    let owner = shares.iter().position(|share| share.weight >= largest - NEGLIGIBLE);
    shares[..=owner.expect("the largest is among the shares")].rotate_right(1);
    if zones_tile {
        shares[0].weight = 1.0 - shares[1..].iter().map(|share| share.weight).sum::<f64>();
    } else if total > 1.0 {
        shares.push(Share { zone: overlap, weight: 1.0 - total });
    }
}
