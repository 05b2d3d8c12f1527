//! From cells to parts: a sweep of every row from west to east.

use super::cells::{Cell, Cells};
use super::tile::{EDGE, Tile};
use super::{NEGLIGIBLE, Share, Shares, TILING_TOLERANCE};

/// Sweeps bands of rows, in memory that is kept from one to the next.
pub(super) struct Sweep {
    pub(super) columns: u32,
    pub(super) zones: u32,
    tiles: Vec<Tile>,
    /// Where the next part begins.
    west: u32,
    running: Vec<Running>,
    /// What the zones have of the part at hand.
    shares: Vec<Share>,
}

/// A zone that covers some of a pixel at hand or of those to come.
struct Running {
    zone: u32,
    /// The fraction at hand.
    here: f64,
    /// The fraction of the pixels further east.
    east: f64,
}

impl Sweep {
    /// Of rows of so many pixels, covered by so many zones.
    pub(super) fn new(columns: u32, zones: u32) -> Self {
        let tiles = (0..columns.div_ceil(EDGE)).map(|_| Tile::default()).collect();
        Self { columns, zones, tiles, west: 0, running: Vec::new(), shares: Vec::new() }
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
                self.end_part(column);
            }
            while let Some(cell) = cells.next_if(|cell| cell.column == column) {
                self.add(cell);
            }
            self.end_part(column + 1);
            self.running.retain_mut(|zone| {
                zone.here = zone.east;
                zone.east.abs() > NEGLIGIBLE
            });
        }
        if self.west < self.columns {
            self.end_part(self.columns);
        }
        self.tiles.iter_mut().for_each(Tile::end_row);
    }

    fn add(&mut self, cell: &Cell) {
        let &Cell { zone, area, cover, .. } = cell;
        match self.running.iter_mut().find(|running| running.zone == zone) {
            Some(running) => {
                running.here += area;
                running.east += cover;
            }
            None => self.running.push(Running { zone, here: area, east: cover }),
        }
    }

    /// Ends a part in which the zones share every pixel.
    fn end_part(&mut self, end: u32) {
        let Self { zones, tiles, west, running, shares, .. } = self;
        shares.clear();
        for &Running { zone, here, .. } in running.iter().filter(|running| running.here > NEGLIGIBLE) {
            shares.push(Share { zone, weight: if here >= 1.0 - NEGLIGIBLE { 1.0 } else { here } });
        }
        if !matches!(shares[..], [Share { weight: 1.0, .. }]) {
            complete(shares, *zones, *zones + 1);
        }
        let shares = match shares[..] {
            [Share { zone, .. }] => Shares::one(zone),
            [Share { zone, .. }, second] => Shares::two(zone, second),
            ref more => Shares::more(more),
        };
        while *west < end {
            let tile = *west / EDGE;
            let border = end.min((tile + 1) * EDGE);
            tiles[tile as usize].push(border - tile * EDGE, &shares);
            *west = border;
        }
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
