//! The parts of a row, tile by tile.

use std::ops::Range;
use std::slice::Iter;

use super::tile::{CoverageTile, EDGE, TilePart};
use super::{Part, index};

/// The parts of a row from west to east, cut to some columns.
pub(super) struct RowParts<'a> {
    columns: Range<u32>,
    row: usize,
    set: usize,
    /// The tile at hand and those to come, and where it begins.
    tiles: &'a [CoverageTile],
    tile_west: u32,
    /// The parts to come of the tile at hand, and where the next begins.
    parts: Iter<'a, TilePart>,
    west: u32,
}

impl<'a> RowParts<'a> {
    /// Of a row of some tiles, which reach from the west of the grid to its east, as one set shares them.
    pub(super) fn new(tiles: &'a [CoverageTile], row: usize, columns: &Range<usize>, set: usize) -> Self {
        let columns = index(columns.start)..index(columns.end);
        let first = columns.start / EDGE;
        let tiles = tiles.get(first as usize..).unwrap_or_default();
        let parts = tiles.first().map(|tile| tile.row(row)).unwrap_or_default().iter();
        Self { columns, row, set, tiles, tile_west: first * EDGE, parts, west: first * EDGE }
    }
}

impl<'a> Iterator for RowParts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        while self.west.max(self.columns.start) < self.columns.end {
            let (tile, rest) = self.tiles.split_first()?;
            let Some(&part) = self.parts.next() else {
                self.tiles = rest;
                self.tile_west = self.west;
                self.parts = rest.first()?.row(self.row).iter();
                continue;
            };
            let end = self.tile_west + part.end();
            let west = std::mem::replace(&mut self.west, end);
            if end > self.columns.start {
                let columns = west.max(self.columns.start) as usize..end.min(self.columns.end) as usize;
                return Some(Part { columns, tile, combination: tile.combination(part).number, set: self.set });
            }
        }
        None
    }
}
