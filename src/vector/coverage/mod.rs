//! The exact fraction of every pixel that each zone covers, kept as spans and boundary pixels.
//!
//! The method is that of font rasterisers (FreeType's and Anti-Grain Geometry's cells): every edge adds signed heights and
//! areas to the pixels it passes, and a sweep from west to east sums them. There is no sampling and no dense buffer.

mod cells;
mod row;
mod shares;
mod sweep;
mod tile;

#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::cells::{Cells, Ring};
use self::row::RowParts;
pub use self::shares::{Share, Shares};
use self::sweep::Sweep;
use self::tile::{StoredPart, Tile};

/// Fractions of a pixel this close to 0 or to 1 are taken as 0 or 1: less than rounding does to coordinates of a large grid.
const NEGLIGIBLE: f64 = 1e-12;

/// The fractions of several zones that sum to 1 within this tile the pixel: neighbours may digitise a common edge with
/// different vertices, and the difference is noise, neither an overlap nor a gap.
const TILING_TOLERANCE: f64 = 1e-9;

/// A polygon in continuous pixel coordinates of a grid: `[column, row]`, (0, 0) is the north-west corner of the grid, rows
/// grow south.
///
/// Rings may or may not repeat their first point, in any orientation: the exterior adds, the holes subtract. The rings of a
/// valid polygon do not cross themselves or each other; where they do, the coverage of a pixel is still between 0 and 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PixelPolygon {
    /// The outer ring.
    pub exterior: Vec<[f64; 2]>,
    /// The rings cut out of it.
    pub holes: Vec<Vec<[f64; 2]>>,
}

/// The outline of a zone, a multipolygon. Its polygons may lie partly or wholly outside the grid.
pub type PixelZone = Vec<PixelPolygon>;

/// How a pixel on the boundary of a zone is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageRule {
    /// By the exact fraction of its area inside the zone.
    #[default]
    Exact,
    /// As a whole, to the zone that holds its centre. A centre on the common edge of two zones belongs to the one in the
    /// east (below, if the edge is horizontal), so it is never counted twice or missed.
    Center,
}

/// A run of pixels of one row in which every pixel is shared in the same way.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The columns, never empty.
    pub columns: Range<usize>,
    tile: &'a Tile,
    stored: StoredPart,
}

impl<'a> Part<'a> {
    /// The shares of one pixel.
    #[inline]
    #[must_use]
    pub fn shares(&self) -> Shares<'a> {
        self.tile.shares(self.stored)
    }

    /// The (pseudo-)zone that has the pixels to itself, if one has.
    #[inline]
    #[must_use]
    pub fn holder(&self) -> Option<u32> {
        self.stored.holder()
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

/// Which zones cover which pixels of a grid, and how much of them.
///
/// Every row is tiled by [`Part`]s. The weights in a part sum to 1, so no sum over zones counts area twice: what no zone
/// covers goes to [`outside`](Self::outside), what is covered more than once is taken off again under
/// [`overlap`](Self::overlap). Only fractions are known inside a pixel, not where they lie: zones whose fractions sum to no
/// more than 1 there are taken as disjoint.
#[derive(Debug, Clone)]
pub struct Coverage {
    zones: u32,
    bands: Vec<Band>,
}

/// Some rows of a grid.
#[derive(Debug, Clone)]
struct Band {
    rows: Range<usize>,
    /// From west to east.
    tiles: Vec<Tile>,
}

impl Coverage {
    /// The coverage of a grid of `rows` × `columns` pixels by zones.
    ///
    /// # Panics
    /// Coordinates that are not finite.
    #[must_use]
    pub fn new(rows: usize, columns: usize, zones: &[PixelZone], rule: CoverageRule) -> Self {
        CoverageBands::new(columns, zones, rule).band(0..rows)
    }

    /// The coverage of bands of rows of the same zones, one below the other.
    ///
    /// # Panics
    /// No bands, or bands of different zones.
    #[must_use]
    pub fn stack(bands: Vec<Self>) -> Self {
        let mut bands = bands.into_iter();
        let mut whole = bands.next().expect("at least one band");
        let mut first_row = whole.bands.iter().map(|band| band.rows.len()).sum();
        for band in bands {
            assert_eq!(whole.zones, band.zones, "bands of the same zones");
            for Band { rows, tiles } in band.bands {
                whole.bands.push(Band { rows: first_row..first_row + rows.len(), tiles });
                first_row += rows.len();
            }
        }
        whole
    }

    /// The index of the pseudo-zone of what no zone covers: the number of zones.
    #[must_use]
    pub fn outside(&self) -> u32 {
        self.zones
    }

    /// The index of the pseudo-zone that takes off, with negative weight, what is covered more than once: the number of
    /// zones plus 1.
    #[must_use]
    pub fn overlap(&self) -> u32 {
        self.zones + 1
    }

    /// The parts of a row from west to east, cut to `columns` and tiling it exactly. They also end where logical blocks do.
    ///
    /// # Panics
    /// A row that the grid does not have.
    pub fn parts(&self, row: usize, columns: Range<usize>) -> impl Iterator<Item = Part<'_>> {
        // Bands but the last are of equal height as a rule.
        let guess = self.bands.get(row / self.bands[0].rows.len().max(1)).filter(|band| band.rows.contains(&row));
        let band = guess.unwrap_or_else(|| &self.bands[self.bands.partition_point(|band| band.rows.end <= row)]);
        RowParts::new(&band.tiles, row - band.rows.start, &columns)
    }

    /// Σ coverage of each zone, in pixels.
    #[must_use]
    pub fn zone_coverage(&self) -> Vec<f64> {
        // Whole pixels are counted as integers, so that boundary pixels are not rounded to the size of the zone.
        let mut coverage = vec![(0_u64, 0.0); self.zones as usize];
        for (pixels, shares) in self.spans() {
            for share in shares.iter().filter(|share| share.zone < self.zones) {
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
    pub fn overlaps(&self) -> Vec<ZoneOverlap> {
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

    /// The memory held, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let tiles = self.bands.iter().flat_map(|band| &band.tiles);
        size_of::<Self>()
            + self.bands.capacity() * size_of::<Band>()
            + tiles.map(|tile| size_of::<Tile>() + tile.memory_bytes()).sum::<usize>()
    }

    /// The number of pixels and the shares of every part, row by row.
    fn spans(&self) -> impl Iterator<Item = (u32, Shares<'_>)> {
        self.bands
            .iter()
            .flat_map(|band| (0..band.rows.len()).map(move |row| (band, row)))
            .flat_map(|(band, row)| RowParts::new(&band.tiles, row, &(0..u32::MAX as usize)))
            .map(|part| (index(part.columns.len()), part.shares()))
    }
}

/// Makes the coverage of a tall grid band by band, to be [stacked](Coverage::stack). Bands can be made side by side, each by a
/// maker of its own; one maker uses its memory again.
pub struct CoverageBands<'a> {
    rule: CoverageRule,
    rings: Vec<Ring<'a>>,
    cells: Cells,
    sweep: Sweep,
}

impl<'a> CoverageBands<'a> {
    /// Of a grid of `columns` pixels.
    ///
    /// # Panics
    /// Coordinates that are not finite.
    #[must_use]
    pub fn new(columns: usize, zones: &'a [PixelZone], rule: CoverageRule) -> Self {
        let sweep = Sweep::new(index(columns), index(zones.len()));
        Self { rule, rings: Ring::of(zones), cells: Cells::default(), sweep }
    }

    /// The coverage of some rows of the grid.
    #[must_use]
    pub fn band(&mut self, rows: Range<usize>) -> Coverage {
        self.cells.fill(&rows, self.sweep.columns, &self.rings, self.rule);
        let tiles = self.sweep.tiles(&self.cells);
        Coverage { zones: self.sweep.zones, bands: vec![Band { rows: 0..rows.len(), tiles }] }
    }
}

/// A count as a stored index.
fn index(count: usize) -> u32 {
    u32::try_from(count).expect("a grid has fewer than 2^32 rows, columns and zones")
}
