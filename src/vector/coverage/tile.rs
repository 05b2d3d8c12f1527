//! The parts of a tile: rows and columns of one logical block, kept together because they are asked for together.

use super::{Share, index};
use crate::raster::BlockGrid;

/// The columns of a tile.
#[expect(clippy::cast_possible_truncation, reason = "a block is small")]
pub(super) const EDGE: u32 = BlockGrid::EDGE as u32;

/// The parts of some rows within the columns of a tile.
#[derive(Debug, Clone, Default)]
pub(super) struct Tile {
    /// Where the parts of each row end in `parts`.
    row_ends: Vec<u32>,
    parts: Vec<StoredPart>,
    /// The shares of parts that no zone has to itself.
    pub(super) shares: Vec<Share>,
}

/// A part as stored: it begins where the previous one of its row ends, the first in the first column of the tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoredPart {
    /// The first column after the part.
    pub(super) end: u32,
    /// The (pseudo-)zone that has the part to itself, or else where its shares begin.
    first: u32,
    /// How many shares it has; 0 if a (pseudo-)zone has it to itself.
    shares: u32,
}

impl StoredPart {
    /// The shares of a pixel: among those of its tile, or what a zone has to itself.
    #[inline]
    pub(super) fn shares<'a>(&self, of_tile: &'a [Share], whole: &'a [Share]) -> &'a [Share] {
        match self.shares {
            0 => std::slice::from_ref(&whole[self.first as usize]),
            several => &of_tile[self.first as usize..][..several as usize],
        }
    }
}

/// Who has every pixel of a part.
pub(super) enum Holders<'a> {
    /// One (pseudo-)zone.
    One(u32),
    /// Several.
    Several(&'a [Share]),
}

impl Tile {
    /// Takes all rows away.
    pub(super) fn clear(&mut self) {
        self.row_ends.clear();
        self.parts.clear();
        self.shares.clear();
    }

    /// Adds a part to the last row. It continues the previous part if that has the same holders.
    pub(super) fn push(&mut self, end: u32, holders: &Holders<'_>) {
        let previous = self.parts.get(self.row_start(self.row_ends.len())..).and_then(<[_]>::last).copied();
        let is_continued = previous.is_some_and(|previous| match *holders {
            Holders::One(zone) => previous.shares == 0 && previous.first == zone,
            Holders::Several(shares) => previous.shares != 0 && previous.shares(&self.shares, &[]) == shares,
        });
        if is_continued && let Some(previous) = self.parts.last_mut() {
            previous.end = end;
            return;
        }
        self.parts.push(match *holders {
            Holders::One(zone) => StoredPart { end, first: zone, shares: 0 },
            Holders::Several(shares) => {
                let first = index(self.shares.len());
                self.shares.extend_from_slice(shares);
                StoredPart { end, first, shares: index(shares.len()) }
            }
        });
    }

    /// Ends the last row and begins another.
    pub(super) fn end_row(&mut self) {
        self.row_ends.push(index(self.parts.len()));
    }

    /// The parts of a row from west to east.
    pub(super) fn row(&self, row: usize) -> &[StoredPart] {
        &self.parts[self.row_start(row)..self.row_ends[row] as usize]
    }

    fn row_start(&self, row: usize) -> usize {
        if row == 0 { 0 } else { self.row_ends[row - 1] as usize }
    }

    /// The memory held beside the tile itself, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.row_ends.capacity() * size_of::<u32>()
            + self.parts.capacity() * size_of::<StoredPart>()
            + self.shares.capacity() * size_of::<Share>()
    }
}

#[cfg(test)]
mod tests {
    use crate::vector::{Coverage, CoverageRule, PixelPolygon};

    #[test]
    fn parts_end_at_the_borders_of_tiles() {
        let exterior = vec![[100.5, 0.0], [1050.25, 0.0], [1050.25, 2.0], [100.5, 2.0]];
        let zone = vec![PixelPolygon { exterior, holes: Vec::new() }];
        let coverage = Coverage::new(2, 1_100, &[zone], CoverageRule::Exact);
        let parts = |from, to| -> Vec<_> {
            coverage.parts(1, from..to).map(|part| (part.columns.end, part.owner(), part.shares[0].weight)).collect()
        };
        let from_101 = [(512, 0, 1.0), (1024, 0, 1.0), (1050, 0, 1.0), (1051, 1, 0.75), (1100, 1, 1.0)];
        assert_eq!(parts(0, 1100), [&[(100, 1, 1.0), (101, 0, 0.5)], &from_101[..]].concat());
        assert_eq!(parts(512, 1024), from_101[1..2]);
        assert_eq!(parts(511, 1051), from_101[..4]);
        assert_eq!(coverage.zone_coverage(), [2.0 * (1050.25 - 100.5)]);
    }
}
