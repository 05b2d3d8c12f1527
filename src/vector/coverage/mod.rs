//! The exact fraction of every pixel that each zone covers, kept as spans and boundary pixels.
//!
//! The method is that of font rasterisers (FreeType's and Anti-Grain Geometry's cells): every edge adds signed heights and
//! areas to the pixels it passes, and a sweep from west to east sums them. There is no sampling and no dense buffer.

mod cells;
mod sweep;

#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// What a (pseudo-)zone has of a pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The index of the zone, or [`Coverage::outside`], or [`Coverage::overlap`].
    pub zone: u32,
    /// The fraction of the pixel: in (0, 1] for zones and the outside, negative for the overlap only.
    pub weight: f64,
}

/// A run of pixels of one row in which every pixel is shared in the same way.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<'a> {
    /// The columns, never empty.
    pub columns: Range<usize>,
    /// The number of the list of shares: parts with the same number have the same shares.
    pub list: u32,
    /// The shares of one pixel, the owner's first; their weights sum to 1.
    pub shares: &'a [Share],
}

impl Part<'_> {
    /// The (pseudo-)zone with the largest share, the lowest index among equals; never the overlap. It counts whole pixels once.
    #[must_use]
    pub fn owner(&self) -> u32 {
        self.shares[0].zone
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

/// A part as stored: it begins where the previous one of its row ends.
#[derive(Debug, Clone, Copy)]
struct StoredPart {
    /// The first column after the part.
    end: u32,
    /// Which list of shares it has.
    list: u32,
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
    /// Where the parts of each row begin in `parts`; `rows + 1` entries.
    row_starts: Vec<usize>,
    parts: Vec<StoredPart>,
    /// Where each list begins in `shares`, and the end of the last. The first `zones + 1` lists are those of the interior of
    /// each zone and of the outside, shared by all their spans.
    list_starts: Vec<u32>,
    shares: Vec<Share>,
}

impl Coverage {
    /// The coverage of a grid of `rows` × `columns` pixels by zones.
    ///
    /// # Panics
    /// Coordinates that are not finite.
    #[must_use]
    pub fn new(rows: usize, columns: usize, zones: &[PixelZone], rule: CoverageRule) -> Self {
        sweep::sweep(&cells::Cells::new(rows, columns, zones, rule), index(columns), index(zones.len()))
    }

    /// The coverage of `rows` of a taller grid: zones are given in pixels of that grid. Bands of rows can be made side by side
    /// and [stacked](Self::stack).
    #[must_use]
    pub fn of_rows(rows: Range<usize>, columns: usize, zones: &[PixelZone], rule: CoverageRule) -> Self {
        let first = rows.start as f64;
        let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|[column, row]| [*column, row - first]).collect();
        let polygon = |polygon: &PixelPolygon| PixelPolygon {
            exterior: ring(&polygon.exterior),
            holes: polygon.holes.iter().map(ring).collect(),
        };
        let zones: Vec<PixelZone> = zones.iter().map(|zone| zone.iter().map(polygon).collect()).collect();
        Self::new(rows.len(), columns, &zones, rule)
    }

    /// The coverage of bands of rows of the same zones, one below the other.
    ///
    /// # Panics
    /// No bands, or bands of different zones.
    #[must_use]
    pub fn stack(bands: Vec<Self>) -> Self {
        let mut bands = bands.into_iter();
        let mut whole = bands.next().expect("at least one band");
        let common = whole.zones + 1;
        for band in bands {
            assert_eq!(whole.zones, band.zones, "bands of the same zones");
            let (parts, shares) = (whole.parts.len(), index(whole.shares.len()));
            // The lists after the common ones move to the end; their shares follow those of the bands above.
            let lists = index(whole.list_starts.len() - 1);
            let first_share = band.list_starts[common as usize];
            whole
                .list_starts
                .extend(band.list_starts[common as usize + 1..].iter().map(|start| start - first_share + shares));
            whole.shares.extend_from_slice(&band.shares[first_share as usize..]);
            whole.parts.extend(band.parts.iter().map(|part| StoredPart {
                list: if part.list < common { part.list } else { part.list - common + lists },
                ..*part
            }));
            whole.row_starts.extend(band.row_starts[1..].iter().map(|start| start + parts));
        }
        whole.parts.shrink_to_fit();
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

    /// The parts of a row from west to east, cut to `columns` and tiling it exactly.
    ///
    /// # Panics
    /// A row that the grid does not have.
    pub fn parts(&self, row: usize, columns: Range<usize>) -> impl Iterator<Item = Part<'_>> {
        let parts = &self.parts[self.row_starts[row]..self.row_starts[row + 1]];
        let first = parts.partition_point(|part| part.end as usize <= columns.start);
        let mut west = columns.start;
        parts[first..].iter().map_while(move |part| {
            let east = columns.end.min(part.end as usize);
            (west < east).then(|| Part {
                columns: std::mem::replace(&mut west, east)..east,
                list: part.list,
                shares: self.shares_of(part.list),
            })
        })
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
        size_of::<Self>()
            + self.row_starts.capacity() * size_of::<usize>()
            + self.parts.capacity() * size_of::<StoredPart>()
            + self.list_starts.capacity() * size_of::<u32>()
            + self.shares.capacity() * size_of::<Share>()
    }

    /// The number of pixels and the shares of every part, row by row.
    fn spans(&self) -> impl Iterator<Item = (u32, &[Share])> {
        self.row_starts.windows(2).flat_map(move |row| {
            let mut west = 0;
            self.parts[row[0]..row[1]].iter().map(move |part| {
                let pixels = part.end - std::mem::replace(&mut west, part.end);
                (pixels, self.shares_of(part.list))
            })
        })
    }

    /// The shares of a list that parts name.
    ///
    /// # Panics
    /// A list of another coverage.
    #[must_use]
    pub fn shares_of(&self, list: u32) -> &[Share] {
        let list = list as usize;
        &self.shares[self.list_starts[list] as usize..self.list_starts[list + 1] as usize]
    }
}

/// A count as a stored index.
fn index(count: usize) -> u32 {
    u32::try_from(count).expect("a grid has fewer than 2^32 rows, columns, zones and shares")
}
