//! From cells to parts: a sweep of every row from west to east.

use super::cells::{Cell, Cells};
use super::tile::{EDGE, Holders, Tile};
use super::{NEGLIGIBLE, Share, TILING_TOLERANCE};

/// Sweeps bands of rows, in memory that is kept from one to the next.
pub(super) struct Sweep {
    pub(super) columns: u32,
    zones: u32,
    tiles: Vec<Tile>,
    /// Where the next part begins.
    west: u32,
    /// The zones that cover the pixels to come, with their fractions.
    running: Vec<Share>,
    /// The zones that cover the pixel at hand, with their fractions.
    present: Vec<Share>,
}

impl Sweep {
    /// Of rows of so many pixels, covered by so many zones.
    pub(super) fn new(columns: u32, zones: u32) -> Self {
        let tiles = (0..columns.div_ceil(EDGE)).map(|_| Tile::default()).collect();
        Self { columns, zones, tiles, west: 0, running: Vec::new(), present: Vec::new() }
    }

    /// The tiles of the coverage that the cells of a band add up to, from west to east.
    pub(super) fn tiles(&mut self, cells: &Cells) -> Vec<Tile> {
        self.tiles.iter_mut().for_each(Tile::clear);
        for cells_of_row in cells.rows() {
            self.row(cells_of_row);
        }
        // Copies take no more memory than they fill.
        self.tiles.clone()
    }

    /// The parts of the next row, from its cells from west to east.
    fn row<'a>(&mut self, cells: impl Iterator<Item = &'a Cell>) {
        self.running.clear();
        self.west = 0;
        let mut cells = cells.peekable();
        while let Some(&&Cell { column, .. }) = cells.peek() {
            if self.west < column {
                self.end_span(column);
            }
            self.present.clone_from(&self.running);
            while let Some(cell) = cells.next_if(|cell| cell.column == column) {
                add(&mut self.present, cell.zone, cell.area);
                add(&mut self.running, cell.zone, cell.cover);
            }
            self.running.retain(|share| share.weight.abs() > NEGLIGIBLE);
            self.end_part(column + 1);
        }
        if self.west < self.columns {
            self.end_span(self.columns);
        }
        self.tiles.iter_mut().for_each(Tile::end_row);
    }

    /// Ends a run of pixels without cells.
    fn end_span(&mut self, end: u32) {
        self.present.clone_from(&self.running);
        self.end_part(end);
    }

    /// Ends a part in which the present zones share every pixel.
    fn end_part(&mut self, end: u32) {
        let Self { zones, tiles, west, present, .. } = self;
        let (outside, overlap) = (*zones, *zones + 1);
        present.retain_mut(|share| {
            if share.weight >= 1.0 - NEGLIGIBLE {
                share.weight = 1.0;
            }
            share.weight > NEGLIGIBLE
        });
        let holders = match present[..] {
            [] => Holders::One(outside),
            [Share { zone, weight: 1.0 }] => Holders::One(zone),
            _ => {
                complete(present, outside, overlap);
                Holders::Several(present)
            }
        };
        while *west < end {
            let tile = *west / EDGE;
            let border = end.min((tile + 1) * EDGE);
            tiles[tile as usize].push(border, &holders);
            *west = border;
        }
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
