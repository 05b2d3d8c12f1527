//! The parts of a row, tile by tile.

use std::ops::Range;
use std::slice::Iter;

use super::tile::{EDGE, StoredPart, Tile};
use super::{Part, Share, index};

/// The parts of a row from west to east, cut to some columns.
pub(super) struct RowParts<'a> {
    columns: Range<u32>,
    row: usize,
    tiles: Iter<'a, Tile>,
    /// Those to come of the tile at hand, the shares of which they speak, and where the next begins.
    parts: Iter<'a, StoredPart>,
    shares: &'a [Share],
    west: u32,
    /// What a (pseudo-)zone has of a pixel that is all its own, by zone.
    whole: &'a [Share],
}

impl<'a> RowParts<'a> {
    /// Of a row of some tiles, which reach from the west of the grid to its east.
    pub(super) fn new(tiles: &'a [Tile], row: usize, columns: &Range<usize>, whole: &'a [Share]) -> Self {
        let columns = index(columns.start)..index(columns.end);
        let first = columns.start / EDGE;
        let tiles = tiles.get(first as usize..).unwrap_or_default().iter();
        Self { row, tiles, parts: [].iter(), shares: &[], west: first * EDGE, columns, whole }
    }
}

impl<'a> Iterator for RowParts<'a> {
    type Item = Part<'a>;

    #[inline]
    fn next(&mut self) -> Option<Part<'a>> {
        while self.west.max(self.columns.start) < self.columns.end {
            let Some(part) = self.parts.next() else {
                let tile = self.tiles.next()?;
                (self.parts, self.shares) = (tile.row(self.row).iter(), &tile.shares);
                continue;
            };
            let west = std::mem::replace(&mut self.west, part.end);
            if part.end > self.columns.start {
                let columns = west.max(self.columns.start)..part.end.min(self.columns.end);
                let shares = part.shares(self.shares, self.whole);
                return Some(Part { columns: columns.start as usize..columns.end as usize, shares });
            }
        }
        None
    }
}
