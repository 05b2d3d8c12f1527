//! The exact fraction of every pixel that each zone covers, kept as spans and boundary pixels.
//!
//! The method is that of font rasterisers (FreeType's and Anti-Grain Geometry's cells): every edge adds signed heights and
//! areas to the pixels it passes, and a sweep from west to east sums them. There is no sampling and no dense buffer.

mod cells;
mod combinations;
mod row;
mod set;
mod shares;
mod sweep;
mod tile;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::cells::{Cells, Ring};
pub use self::combinations::Combination;
pub use self::set::{Part, SetCoverage, ZoneOverlap};
pub use self::shares::{Share, Shares};
use self::sweep::Sweep;
pub use self::tile::{CoverageTile, TilePart};
use crate::raster::{BlockGrid, Window};

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

/// The outlines of the zones of one set, and how the pixels on their boundaries are counted.
#[derive(Debug, Clone, Copy)]
pub struct OutlinedSet<'a> {
    /// The zones.
    pub zones: &'a [PixelZone],
    /// How a pixel on a boundary is counted.
    pub rule: CoverageRule,
}

/// Which zones of one or more sets cover which pixels of a grid, and how much of them.
///
/// The sets are laid over each other: every row is tiled by parts in which the zones of each set share every pixel in the same
/// way. The weights of a set in a part sum to 1, so no sum over its zones counts area twice: what no zone covers goes to
/// [`outside`](SetCoverage::outside), what is covered more than once is taken off again under
/// [`overlap`](SetCoverage::overlap). Only fractions are known inside a pixel, not where they lie: zones whose fractions sum to
/// no more than 1 there are taken as disjoint.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    zones_of_sets: Vec<u32>,
    bands: Vec<Band>,
}

/// Some rows of a grid.
#[derive(Debug, Clone)]
struct Band {
    rows: Range<usize>,
    /// From west to east.
    tiles: Vec<CoverageTile>,
}

impl Coverage {
    /// The coverage of a grid of `rows` × `columns` pixels by the zones of one set.
    ///
    /// # Panics
    /// Coordinates that are not finite.
    #[must_use]
    pub fn new(rows: usize, columns: usize, zones: &[PixelZone], rule: CoverageRule) -> Self {
        Self::of_sets(rows, columns, &[OutlinedSet { zones, rule }])
    }

    /// The coverage of a grid of `rows` × `columns` pixels by the zones of several sets.
    ///
    /// # Panics
    /// Coordinates that are not finite.
    #[must_use]
    pub fn of_sets(rows: usize, columns: usize, sets: &[OutlinedSet<'_>]) -> Self {
        let mut bands = CoverageBands::new(columns, sets);
        let rows_of_band = |band: usize| band * BlockGrid::EDGE..rows.min((band + 1) * BlockGrid::EDGE);
        Self::stack((0..rows.div_ceil(BlockGrid::EDGE).max(1)).map(|band| bands.band(rows_of_band(band))).collect())
    }

    /// The coverage of bands of rows by the same sets, one below the other.
    ///
    /// # Panics
    /// No bands, or bands of different sets.
    #[must_use]
    pub fn stack(bands: Vec<Self>) -> Self {
        let mut bands = bands.into_iter();
        let mut whole = bands.next().expect("at least one band");
        let mut first_row = whole.bands.iter().map(|band| band.rows.len()).sum();
        for band in bands {
            assert_eq!(whole.zones_of_sets, band.zones_of_sets, "bands of the same sets");
            for Band { rows, tiles } in band.bands {
                whole.bands.push(Band { rows: first_row..first_row + rows.len(), tiles });
                first_row += rows.len();
            }
        }
        whole
    }

    /// What the zones of one set cover.
    #[must_use]
    pub fn set(&self, set: usize) -> SetCoverage<'_> {
        assert!(set < self.zones_of_sets.len(), "a set of the coverage");
        SetCoverage { coverage: self, set }
    }

    /// What the zones of every set cover.
    pub fn sets(&self) -> impl Iterator<Item = SetCoverage<'_>> {
        (0..self.zones_of_sets.len()).map(|set| self.set(set))
    }

    /// The coverage of a logical block, if bands are as tall as blocks.
    ///
    /// # Panics
    /// A window that is no block, or bands of another height.
    #[must_use]
    pub fn block(&self, window: Window) -> &CoverageTile {
        let band = &self.bands[window.row / BlockGrid::EDGE];
        assert_eq!(band.rows, window.row..window.row + window.rows, "bands are as tall as blocks");
        &band.tiles[window.column / BlockGrid::EDGE]
    }

    /// The memory held, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let tiles = self.bands.iter().flat_map(|band| &band.tiles);
        size_of::<Self>()
            + self.bands.capacity() * size_of::<Band>()
            + tiles.map(|tile| size_of::<CoverageTile>() + tile.memory_bytes()).sum::<usize>()
    }

    /// The band that a row belongs to.
    fn band(&self, row: usize) -> &Band {
        &self.bands[self.bands.partition_point(|band| band.rows.end <= row)]
    }
}

/// Makes the coverage of a tall grid band by band, to be [stacked](Coverage::stack). Bands can be made side by side, each by a
/// maker of its own; one maker uses its memory again.
pub struct CoverageBands<'a> {
    zones_of_sets: Vec<u32>,
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
    pub fn new(columns: usize, sets: &[OutlinedSet<'a>]) -> Self {
        let zones_of_sets: Vec<u32> = sets.iter().map(|set| index(set.zones.len())).collect();
        let sweep = Sweep::new(index(columns), &zones_of_sets);
        let rings = (0..).zip(sets).flat_map(|(number, set)| Ring::of(number, set)).collect();
        Self { zones_of_sets, rings, cells: Cells::default(), sweep }
    }

    /// The coverage of some rows of the grid.
    #[must_use]
    pub fn band(&mut self, rows: Range<usize>) -> Coverage {
        self.cells.fill(&rows, self.sweep.columns, &self.rings);
        let tiles = self.sweep.tiles(&self.cells);
        Coverage { zones_of_sets: self.zones_of_sets.clone(), bands: vec![Band { rows: 0..rows.len(), tiles }] }
    }
}

/// A count as a stored index.
fn index(count: usize) -> u32 {
    u32::try_from(count).expect("a grid has fewer than 2^32 rows, columns and zones")
}
