//! One zone set of a coverage.

use std::collections::BTreeMap;
use std::ops::Range;

use super::row::RowParts;
use super::tile::CoverageTile;
use super::{Coverage, Shares, TILING_TOLERANCE, index};

/// What the zones of one set cover.
#[derive(Debug, Clone, Copy)]
pub struct SetCoverage<'a> {
    pub(super) coverage: &'a Coverage,
    pub(super) set: usize,
}

/// A run of pixels of one row in which the zones of a set share every pixel in the same way.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The columns, never empty.
    pub columns: Range<usize>,
    pub(super) tile: &'a CoverageTile,
    pub(super) combination: u32,
    pub(super) set: usize,
}

impl<'a> Part<'a> {
    /// The shares of one pixel.
    #[must_use]
    pub fn shares(&self) -> Shares<'a> {
        self.tile.shares(self.combination, self.set)
    }

    /// The (pseudo-)zone with the largest share, the lowest index among equals; never the overlap. It counts whole pixels once.
    #[must_use]
    pub fn owner(&self) -> u32 {
        self.shares()[0].zone
    }
}

/// What two zones both cover.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZoneOverlap {
    /// The lower index.
    pub first: u32,
    /// The higher index.
    pub second: u32,
    /// The overlap, in pixels.
    pub pixels: f64,
}

impl<'a> SetCoverage<'a> {
    /// The index of the pseudo-zone of what no zone covers: the number of zones.
    #[must_use]
    pub fn outside(self) -> u32 {
        self.coverage.zones_of_sets[self.set]
    }

    /// The index of the pseudo-zone that takes off, with negative weight, what is covered more than once: the number of
    /// zones plus 1.
    #[must_use]
    pub fn overlap(self) -> u32 {
        self.outside() + 1
    }

    /// The parts of a row from west to east, cut to `columns` and tiling it exactly. They also end where logical blocks and
    /// the parts of other sets do.
    ///
    /// # Panics
    /// A row that the grid does not have.
    pub fn parts(self, row: usize, columns: Range<usize>) -> impl Iterator<Item = Part<'a>> {
        let band = self.coverage.band(row);
        RowParts::new(&band.tiles, row - band.rows.start, &columns, self.set)
    }

    /// Σ coverage of each zone, in pixels.
    #[must_use]
    pub fn zone_coverage(self) -> Vec<f64> {
        // Whole pixels are counted as integers, so that boundary pixels are not rounded to the size of the zone.
        let mut coverage = vec![(0_u64, 0.0); self.outside() as usize];
        for (pixels, shares) in self.spans() {
            for share in shares.iter().filter(|share| share.zone < self.outside()) {
                let (whole, partial) = &mut coverage[share.zone as usize];
                if share.weight >= 1.0 {
                    *whole += u64::from(pixels);
                } else {
                    *partial += f64::from(pixels) * share.weight;
                }
            }
        }
        coverage.into_iter().map(|(whole, partial)| whole as f64 + partial).collect()
    }

    /// The pairs of zones that cover the same ground, the largest overlap first.
    ///
    /// In a pixel, zones with the fractions a and b share at least max(0, a + b − 1), and this is what is summed: exact where
    /// one of them covers the whole pixel, otherwise the least that the fractions allow. Where only three or more zones
    /// together exceed a pixel, the excess goes to the pair with the largest a + b. So there is a pair if and only if some
    /// part has an overlap share. An excess below 1e-9 of a pixel is numerical noise and not counted.
    #[must_use]
    pub fn overlaps(self) -> Vec<ZoneOverlap> {
        let mut pixels_of_pair = BTreeMap::new();
        for (pixels, shares) in self.spans() {
            let Some((excess, zones)) = shares.split_last().filter(|(last, _)| last.zone == self.overlap()) else {
                continue;
            };
            let mut largest = ((0, 0), 0.0);
            for (number, one) in zones.iter().enumerate() {
                for other in &zones[number + 1..] {
                    let pair = (one.zone.min(other.zone), one.zone.max(other.zone));
                    let sum = one.weight + other.weight;
                    if sum > largest.1 {
                        largest = (pair, sum);
                    }
                    if sum > 1.0 + TILING_TOLERANCE {
                        *pixels_of_pair.entry(pair).or_insert(0.0) += f64::from(pixels) * (sum - 1.0);
                    }
                }
            }
            if largest.1 <= 1.0 + TILING_TOLERANCE {
                *pixels_of_pair.entry(largest.0).or_insert(0.0) -= f64::from(pixels) * excess.weight;
            }
        }
        let mut overlaps: Vec<_> =
            pixels_of_pair.into_iter().map(|((first, second), pixels)| ZoneOverlap { first, second, pixels }).collect();
        overlaps.sort_by(|one, other| other.pixels.total_cmp(&one.pixels));
        overlaps
    }

    /// The number of pixels and the shares of every part, row by row.
    fn spans(self) -> impl Iterator<Item = (u32, Shares<'a>)> {
        let Self { coverage, set } = self;
        coverage
            .bands
            .iter()
            .flat_map(|band| (0..band.rows.len()).map(move |row| (band, row)))
            .flat_map(move |(band, row)| RowParts::new(&band.tiles, row, &(0..u32::MAX as usize), set))
            .map(|part| (index(part.columns.len()), part.shares()))
    }
}
