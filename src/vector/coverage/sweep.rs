//! From cells to parts: a sweep of every row from west to east.

use super::cells::{Cell, Cells};
use super::tile::{CoverageTile, EDGE};
use super::{NEGLIGIBLE, Share, TILING_TOLERANCE};

/// Sweeps bands of rows, in memory that is kept from one to the next.
pub(super) struct Sweep {
    pub(super) columns: u32,
    tiles: Vec<CoverageTile>,
    /// Where the next part begins.
    west: u32,
    sets: Vec<SetSweep>,
    /// What the zones of each set have of the part at hand.
    shares: Vec<Vec<Share>>,
}

/// The sweep of one zone set.
struct SetSweep {
    zones: u32,
    /// By zone.
    running: Vec<Running>,
    /// Whether edges of the zones pass the pixel at hand.
    has_edges: bool,
    /// Whether the zones no longer have the shares that were found last.
    has_changed: bool,
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
    /// Of rows of so many pixels, covered by sets of so many zones.
    pub(super) fn new(columns: u32, zones_of_sets: &[u32]) -> Self {
        let set = |&zones: &u32| SetSweep { zones, running: Vec::new(), has_edges: false, has_changed: true };
        Self {
            columns,
            tiles: (0..columns.div_ceil(EDGE)).map(|_| CoverageTile::new(zones_of_sets.len())).collect(),
            west: 0,
            sets: zones_of_sets.iter().map(set).collect(),
            shares: vec![Vec::new(); zones_of_sets.len()],
        }
    }

    /// The tiles of the coverage that the cells of a band add up to, from west to east.
    pub(super) fn tiles(&mut self, cells: &Cells) -> Vec<CoverageTile> {
        self.tiles.iter_mut().for_each(CoverageTile::clear);
        for cells_of_row in cells.rows() {
            self.row(cells_of_row);
        }
        // Copies take no more memory than they fill.
        self.tiles.clone()
    }

    /// The parts of the next row, from its cells from west to east.
    fn row<'a>(&mut self, cells: impl Iterator<Item = &'a Cell>) {
        self.west = 0;
        self.sets.iter_mut().for_each(SetSweep::begin_row);
        let mut cells = cells.peekable();
        while let Some(&&Cell { column, .. }) = cells.peek() {
            if self.west < column {
                self.end_part(column);
            }
            while let Some(cell) = cells.next_if(|cell| cell.column == column) {
                self.sets[cell.set as usize].add(cell);
            }
            self.end_part(column + 1);
            self.sets.iter_mut().for_each(SetSweep::go_east);
        }
        if self.west < self.columns {
            self.end_part(self.columns);
        }
        self.tiles.iter_mut().for_each(CoverageTile::end_row);
    }

    /// Ends a part in which the zones share every pixel.
    fn end_part(&mut self, end: u32) {
        for (set, shares) in self.sets.iter_mut().zip(&mut self.shares) {
            set.update(shares);
        }
        while self.west < end {
            let tile = self.west / EDGE;
            let border = end.min((tile + 1) * EDGE);
            self.tiles[tile as usize].push(border - tile * EDGE, &self.shares);
            self.west = border;
        }
    }
}

impl SetSweep {
    fn begin_row(&mut self) {
        self.running.clear();
        self.has_changed = true;
    }

    fn add(&mut self, cell: &Cell) {
        self.has_edges = true;
        self.has_changed = true;
        let &Cell { zone, area, cover, .. } = cell;
        let place = self.running.iter().take_while(|running| running.zone < zone).count();
        match self.running.get_mut(place) {
            Some(running) if running.zone == zone => {
                running.here += area;
                running.east += cover;
            }
            _ => self.running.insert(place, Running { zone, here: area, east: cover }),
        }
    }

    /// Leaves the pixel at hand.
    fn go_east(&mut self) {
        if std::mem::take(&mut self.has_edges) {
            self.has_changed = true;
            self.running.retain_mut(|zone| {
                zone.here = zone.east;
                zone.east.abs() > NEGLIGIBLE
            });
        }
    }

    /// Brings the shares up to date.
    fn update(&mut self, shares: &mut Vec<Share>) {
        if !std::mem::take(&mut self.has_changed) {
            return;
        }
        shares.clear();
        for &Running { zone, here, .. } in self.running.iter().filter(|running| running.here > NEGLIGIBLE) {
            shares.push(Share { zone, weight: if here >= 1.0 - NEGLIGIBLE { 1.0 } else { here } });
        }
        if !matches!(shares[..], [Share { weight: 1.0, .. }]) {
            complete(shares, self.zones, self.zones + 1);
        }
    }
}

/// Completes the fractions of the zones in a pixel, by zone, to weights that sum to 1, the owner's first.
fn complete(shares: &mut Vec<Share>, outside: u32, overlap: u32) {
    let total: f64 = shares.iter().map(|share| share.weight).sum();
    let zones_tile = shares.len() > 1 && (total - 1.0).abs() <= TILING_TOLERANCE;
    if total < 1.0 && !zones_tile {
        shares.push(Share { zone: outside, weight: 1.0 - total });
    }
    // Equal but for rounding is equal: the owner of a pixel cut in halves must not depend on the last bit.
    let largest = shares.iter().map(|share| share.weight).fold(0.0, f64::max);
    let owner = shares.iter().position(|share| share.weight >= largest - NEGLIGIBLE);
    let owner = owner.expect("the largest is among the shares");
    if owner > 0 {
        shares[..=owner].rotate_right(1);
    }
    if zones_tile {
        shares[0].weight = 1.0 - shares[1..].iter().map(|share| share.weight).sum::<f64>();
    } else if total > 1.0 {
        shares.push(Share { zone: overlap, weight: 1.0 - total });
    }
}
