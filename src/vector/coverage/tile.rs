//! The parts of a tile: rows and columns of one logical block, kept together because they are asked for together.

use super::{Share, Shares, index};
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
    /// The holders of parts that have two.
    pairs: Vec<Pair>,
    /// The shares of parts that have more holders, part by part, and where those of each end.
    more: Vec<Share>,
    more_ends: Vec<u32>,
}

/// A part as stored: it begins where the previous one of its row ends, the first in the first column of the tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoredPart {
    /// The first column after the part, counted in the tile.
    end: u16,
    holders: Holders,
    /// The (pseudo-)zone that has the part to itself, or the index among those of more holders.
    index: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holders {
    One,
    Two,
    More,
}

/// Two holders of a pixel: the first has what the second has not.
#[derive(Debug, Clone, Copy)]
struct Pair {
    zones: [u32; 2],
    second: f64,
}

impl StoredPart {
    /// The first column after the part, counted in the tile.
    pub(super) fn end(self) -> u32 {
        u32::from(self.end)
    }

    /// The (pseudo-)zone that has the part to itself, if one has.
    #[inline]
    pub(super) fn holder(self) -> Option<u32> {
        (self.holders == Holders::One).then_some(self.index)
    }
}

impl Tile {
    /// Takes all rows away.
    pub(super) fn clear(&mut self) {
        self.row_ends.clear();
        self.parts.clear();
        self.pairs.clear();
        self.more.clear();
        self.more_ends.clear();
    }

    /// Adds a part to the last row, which ends before a column of the tile. It continues the previous part if that has the same
    /// holders.
    pub(super) fn push(&mut self, end: u32, shares: &Shares<'_>) {
        let end = u16::try_from(end).expect("a tile is small");
        let is_first = self.parts.len() == self.row_start(self.row_ends.len());
        let previous = self.parts.last().copied().filter(|_| !is_first);
        if previous.is_some_and(|previous| self.shares(previous) == *shares)
            && let Some(previous) = self.parts.last_mut()
        {
            previous.end = end;
            return;
        }
        let (holders, index) = match **shares {
            [Share { zone, .. }] => (Holders::One, zone),
            [first, second] => {
                self.pairs.push(Pair { zones: [first.zone, second.zone], second: second.weight });
                (Holders::Two, index(self.pairs.len() - 1))
            }
            ref more => {
                self.more.extend_from_slice(more);
                self.more_ends.push(index(self.more.len()));
                (Holders::More, index(self.more_ends.len() - 1))
            }
        };
        self.parts.push(StoredPart { end, holders, index });
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
        start(&self.row_ends, row)
    }

    /// The shares of every pixel of a part.
    #[inline]
    pub(super) fn shares(&self, part: StoredPart) -> Shares<'_> {
        let index = part.index as usize;
        match part.holders {
            Holders::One => Shares::one(part.index),
            Holders::Two => {
                let Pair { zones: [first, zone], second } = self.pairs[index];
                Shares::two(first, Share { zone, weight: second })
            }
            Holders::More => Shares::more(&self.more[start(&self.more_ends, index)..self.more_ends[index] as usize]),
        }
    }

    /// The memory held beside the tile itself, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        (self.row_ends.capacity() + self.more_ends.capacity()) * size_of::<u32>()
            + self.parts.capacity() * size_of::<StoredPart>()
            + self.pairs.capacity() * size_of::<Pair>()
            + self.more.capacity() * size_of::<Share>()
    }

    /// The parts that more than one holder has.
    #[cfg(test)]
    pub(super) fn shared(&self) -> usize {
        self.pairs.len() + self.more_ends.len()
    }
}

/// Where the items of a group begin, from where those of each group end.
fn start(ends: &[u32], group: usize) -> usize {
    if group == 0 { 0 } else { ends[group - 1] as usize }
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
            coverage.parts(1, from..to).map(|part| (part.columns.end, part.owner(), part.shares()[0].weight)).collect()
        };
        let from_101 = [(512, 0, 1.0), (1024, 0, 1.0), (1050, 0, 1.0), (1051, 1, 0.75), (1100, 1, 1.0)];
        assert_eq!(parts(0, 1100), [&[(100, 1, 1.0), (101, 0, 0.5)], &from_101[..]].concat());
        assert_eq!(parts(512, 1024), from_101[1..2]);
        assert_eq!(parts(511, 1051), from_101[..4]);
        assert_eq!(coverage.zone_coverage(), [2.0 * (1050.25 - 100.5)]);
    }
}
