//! The parts of a tile: rows and columns of one logical block, kept together because they are asked for together.

use super::combinations::{Combination, Combinations};
use super::{Share, Shares, index};
use crate::raster::BlockGrid;

/// The columns of a tile.
#[expect(clippy::cast_possible_truncation, reason = "a block is small")]
pub(super) const EDGE: u32 = BlockGrid::EDGE as u32;

/// The parts of some rows within the columns of a tile, and the combinations of shares that they have.
#[derive(Debug, Clone, Default)]
pub struct CoverageTile {
    /// Where the parts of each row end in `parts`.
    row_ends: Vec<u32>,
    parts: Vec<TilePart>,
    combinations: Combinations,
}

/// A run of pixels of one row that all have one combination of shares. It begins where the previous one of its row ends, the
/// first in the first column of the tile.
///
/// There are very many, so they are packed: from the lowest bit on the first column after the part, counted in the tile, whether
/// its combination is common, and the index of that among the common ones or among the others.
#[derive(Debug, Clone, Copy)]
pub struct TilePart(u32);

impl TilePart {
    const END_BITS: u32 = EDGE.trailing_zeros() + 1;

    fn new(end: u32, is_common: bool, index: u32) -> Self {
        assert!(end <= EDGE && index.leading_zeros() > Self::END_BITS, "a tile has at most {EDGE} rows and columns");
        Self((index << 1 | u32::from(is_common)) << Self::END_BITS | end)
    }

    /// The first column after the part, counted in the tile.
    #[inline]
    #[must_use]
    pub fn end(self) -> u32 {
        self.0 & ((1 << Self::END_BITS) - 1)
    }

    #[inline]
    fn is_common(self) -> bool {
        self.0 >> Self::END_BITS & 1 == 1
    }

    #[inline]
    fn index(self) -> u32 {
        self.0 >> (Self::END_BITS + 1)
    }
}

impl CoverageTile {
    pub(super) fn new(sets: usize) -> Self {
        Self { combinations: Combinations::new(sets), ..Self::default() }
    }

    /// Takes all rows away.
    pub(super) fn clear(&mut self) {
        self.row_ends.clear();
        self.parts.clear();
        self.combinations.clear();
    }

    /// Adds a part to the last row, which ends before a column of the tile, with the shares of every set. It continues the
    /// previous part if that has the same.
    pub(super) fn push(&mut self, end: u32, sets: &[Vec<Share>]) {
        let is_common = sets.iter().all(|shares| shares.len() == 1);
        let row = self.row_start(self.row_ends.len());
        if let Some(previous) = self.parts[row..].last_mut()
            && previous.is_common() == is_common
        {
            let combination = self.combinations.at(is_common, previous.index()).number;
            let mut shares = (0..).map(|set| self.combinations.shares(combination, set));
            if sets.iter().all(|wanted| shares.next().is_some_and(|shares| *shares == wanted[..])) {
                *previous = TilePart::new(end, is_common, previous.index());
                return;
            }
        }
        let index = if is_common { self.combinations.common(sets) } else { self.combinations.single(sets) };
        self.parts.push(TilePart::new(end, is_common, index));
    }

    /// Ends the last row and begins another.
    pub(super) fn end_row(&mut self) {
        self.row_ends.push(index(self.parts.len()));
    }

    /// The parts of a row from west to east; they tile it.
    ///
    /// # Panics
    /// A row that the tile does not have.
    #[must_use]
    pub fn row(&self, row: usize) -> &[TilePart] {
        &self.parts[self.row_start(row)..self.row_ends[row] as usize]
    }

    fn row_start(&self, row: usize) -> usize {
        if row == 0 { 0 } else { self.row_ends[row - 1] as usize }
    }

    /// The combination of shares that every pixel of a part has.
    #[inline]
    #[must_use]
    pub fn combination(&self, part: TilePart) -> Combination {
        self.combinations.at(part.is_common(), part.index())
    }

    /// What the zones of a set have of a pixel with a combination of the tile.
    #[inline]
    #[must_use]
    pub fn shares(&self, combination: u32, set: usize) -> Shares<'_> {
        self.combinations.shares(combination, set)
    }

    /// The memory held beside the tile itself, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.row_ends.capacity() * size_of::<u32>()
            + self.parts.capacity() * size_of::<TilePart>()
            + self.combinations.memory_bytes()
    }

    /// The lists of shares that more than one holder has.
    #[cfg(test)]
    pub(super) fn shared(&self) -> usize {
        self.combinations.shared()
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
        let coverage = coverage.set(0);
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
