//! The parts of a row, tile by tile.

use std::ops::Range;
use std::slice::Iter;

use super::tile::{EDGE, StoredPart, Tile};
use super::{Part, index};

/// The parts of a row from west to east, cut to some columns.
pub(super) struct RowParts<'a> {
    columns: Range<u32>,
    row: usize,
    /// The tile at hand and those to come, and where it begins.
    tiles: &'a [Tile],
    tile_west: u32,
    /// The parts to come of the tile at hand, and where the next begins.
    parts: Iter<'a, StoredPart>,
    west: u32,
}

impl<'a> RowParts<'a> {
    /// Of a row of some tiles, which reach from the west of the grid to its east.
    #[inline]
    pub(super) fn new(tiles: &'a [Tile], row: usize, columns: &Range<usize>) -> Self {
        let columns = index(columns.start)..index(columns.end);
        let first = columns.start / EDGE;
        let tiles = tiles.get(first as usize..).unwrap_or_default();
        let parts = tiles.first().map(|tile| tile.row(row)).unwrap_or_default().iter();
        Self { columns, row, tiles, tile_west: first * EDGE, parts, west: first * EDGE }
    }
}

impl<'a> Iterator for RowParts<'a> {
    type Item = Part<'a>;

    #[inline]
    fn next(&mut self) -> Option<Part<'a>> {
        while self.west.max(self.columns.start) < self.columns.end {
            let (tile, rest) = self.tiles.split_first()?;
            let Some(part) = self.parts.next() else {
                self.tiles = rest;
                self.tile_west = self.west;
                self.parts = rest.first()?.row(self.row).iter();
                continue;
            };
            let end = self.tile_west + part.end();
            let west = std::mem::replace(&mut self.west, end);
            if end > self.columns.start {
                let columns = west.max(self.columns.start)..end.min(self.columns.end);
                return Some(Part { columns: columns.start as usize..columns.end as usize, tile, stored: *part });
            }
        }
        None
    }
}
