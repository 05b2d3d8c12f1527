//! From the edges of polygons to cells: the pixels an edge passes, with the signed height and area it adds.

use std::ops::Range;

use super::{CoverageRule, OutlinedSet, PixelPolygon, index};

/// What the edges of a zone add in one pixel, as signed fractions of it.
///
/// A zone's fraction of a pixel is the `cover` of all its cells further west in the row, plus the `area` of its cells here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) set: u32,
    pub(super) zone: u32,
    /// The height of the edges in the pixel: what they add to every pixel further east.
    pub(super) cover: f64,
    /// The area east of the edges within the pixel.
    pub(super) area: f64,
}

/// The cells of a band of rows, row by row, in memory that is kept from one band to the next.
#[derive(Default)]
pub(super) struct Cells {
    /// In the order of sets, zones and edges.
    traced: Vec<Cell>,
    /// One key per cell, grouped by row: the column in the high half, the index in `traced` in the low half. So in sorted
    /// order the cells of a pixel come by zone and edge.
    keys: Vec<u64>,
    /// Where the keys of each row begin; one more than there are rows.
    row_starts: Vec<usize>,
}

impl Cells {
    /// Replaces the cells by those of some rows. Edges beyond the west side act on column 0, those beyond the other sides on
    /// nothing.
    pub(super) fn fill(&mut self, rows: &Range<usize>, columns: u32, rings: &[Ring<'_>]) {
        let (first, end) = (rows.start as f64, rows.end as f64);
        self.traced.clear();
        let mut tracer = Tracer {
            first,
            rows: index(rows.len()),
            columns,
            set: 0,
            zone: 0,
            cells: std::mem::take(&mut self.traced),
        };
        for ring in rings.iter().filter(|ring| ring.north < end && ring.south > first) {
            (tracer.set, tracer.zone) = (ring.set, ring.zone);
            tracer.ring(ring);
        }
        self.traced = tracer.cells;
        self.sort(rows.len());
    }

    /// The cells of every row, from west to east.
    pub(super) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = &Cell>> {
        self.row_starts
            .windows(2)
            .map(|row| self.keys[row[0]..row[1]].iter().map(|&key| &self.traced[low_half(key) as usize]))
    }

    fn sort(&mut self, rows: usize) {
        let Self { traced, keys, row_starts } = self;
        // A row's start is moved on by every key until it is the start of the next; so the starts are written one row early.
        row_starts.clear();
        row_starts.resize(rows + 2, 0);
        for cell in &*traced {
            row_starts[cell.row as usize + 2] += 1;
        }
        for row in 0..=rows {
            row_starts[row + 1] += row_starts[row];
        }
        keys.resize(traced.len(), 0);
        for (number, cell) in (0..index(traced.len())).zip(&*traced) {
            let place = &mut row_starts[cell.row as usize + 1];
            keys[*place] = u64::from(cell.column) << 32 | u64::from(number);
            *place += 1;
        }
        row_starts.pop();
        for row in row_starts.windows(2) {
            keys[row[0]..row[1]].sort_unstable();
        }
    }
}

/// A ring of a zone, made ready to be traced band by band.
pub(super) struct Ring<'a> {
    set: u32,
    zone: u32,
    rule: CoverageRule,
    points: &'a [[f64; 2]],
    /// The sign of its southward edges: 1 if the zone lies in their east, −1 if in their west.
    southward: f64,
    north: f64,
    south: f64,
}

impl<'a> Ring<'a> {
    /// The rings of all zones of a set, by zone.
    ///
    /// # Panics
    /// Coordinates that are not finite.
    pub(super) fn of(set: u32, outlined: &OutlinedSet<'a>) -> Vec<Self> {
        let rule = outlined.rule;
        let polygons =
            (0..).zip(outlined.zones).flat_map(|(zone, polygons)| polygons.iter().map(move |polygon| (zone, polygon)));
        let rings = polygons.flat_map(|(zone, PixelPolygon { exterior, holes })| {
            let ring = move |points, sign| Self::new((set, zone), points, sign, rule);
            std::iter::once(ring(exterior, 1.0)).chain(holes.iter().map(move |hole| ring(hole, -1.0)))
        });
        rings.flatten().collect()
    }

    /// A ring that adds (`sign` = 1) or subtracts (−1) what it encloses; none if it encloses nothing.
    fn new((set, zone): (u32, u32), points: &'a [[f64; 2]], sign: f64, rule: CoverageRule) -> Option<Self> {
        assert!(points.iter().flatten().all(|coordinate| coordinate.is_finite()), "a zone's coordinates are finite");
        let &first = points.first()?;
        // Positive if the ring runs clockwise as seen on the map: then its southward edges have the inside in the west.
        let doubled_area: f64 = points
            .windows(2)
            .map(|edge| {
                let [from, to] = [edge[0], edge[1]].map(|point| [point[0] - first[0], point[1] - first[1]]);
                from[0] * to[1] - from[1] * to[0]
            })
            .sum();
        let rows = || points.iter().map(|[_, row]| *row);
        (doubled_area != 0.0).then(|| Self {
            set,
            zone,
            rule,
            points,
            southward: -sign * doubled_area.signum(),
            north: rows().fold(f64::INFINITY, f64::min),
            south: rows().fold(f64::NEG_INFINITY, f64::max),
        })
    }
}

/// Walks the rings of one zone after the other and collects their cells.
struct Tracer {
    /// Where the rows begin.
    first: f64,
    rows: u32,
    columns: u32,
    set: u32,
    zone: u32,
    cells: Vec<Cell>,
}

/// An edge that is not horizontal, from its northern to its southern end whichever way the ring runs: two zones get the same
/// cells from a common edge, to the last bit and with opposite signs.
#[derive(Clone, Copy)]
struct Edge {
    north: [f64; 2],
    south: [f64; 2],
    /// 1 if the zone lies in the east of the edge, −1 if in the west.
    sign: f64,
}

impl Edge {
    /// The column where the edge crosses a row coordinate.
    fn column_at(&self, row: f64) -> f64 {
        self.north[0] + (row - self.north[1]) / (self.south[1] - self.north[1]) * (self.south[0] - self.north[0])
    }
}

impl Tracer {
    fn ring(&mut self, ring: &Ring<'_>) {
        let Some(last) = ring.points.last() else { return };
        let (first, end) = (self.first, f64::from(self.rows));
        let in_band = |point: &[f64; 2]| [point[0], point[1] - first];
        let mut from = in_band(last);
        for to in ring.points.iter().map(in_band) {
            let edge = if from[1] < to[1] {
                Edge { north: from, south: to, sign: ring.southward }
            } else {
                Edge { north: to, south: from, sign: -ring.southward }
            };
            from = to;
            let is_level = edge.north[1] == edge.south[1];
            if is_level || edge.south[1] <= 0.0 || edge.north[1] >= end {
                continue;
            }
            match ring.rule {
                CoverageRule::Exact => self.trace(edge),
                CoverageRule::Center => self.trace_centers(edge),
            }
        }
    }

    /// The exact cells of an edge.
    fn trace(&mut self, edge: Edge) {
        let [_, south] = edge.south;
        let mut from = edge.north;
        if from[1] < 0.0 {
            from = [edge.column_at(0.0), 0.0];
        }
        for row in whole(from[1])..self.rows {
            if south <= from[1] {
                break;
            }
            let border = f64::from(row + 1);
            let to = if south <= border { edge.south } else { [edge.column_at(border), border] };
            let (west, east) = if from[0] <= to[0] { (from[0], to[0]) } else { (to[0], from[0]) };
            self.trace_row(row, west, east, edge.sign * (to[1] - from[1]));
            from = to;
        }
    }

    /// The exact cells of a piece of an edge within one row, between two columns and of a signed height.
    ///
    /// The heights in the cells sum to `height` whatever their rounding: the coverage of a closed ring ends at 0 in the east.
    fn trace_row(&mut self, row: u32, west: f64, east: f64, height: f64) {
        let height_up_to = |column: f64| height * ((column - west) / (east - west));
        let mut reached = 0.0;
        let mut from = west;
        if west < 0.0 {
            reached = if east <= 0.0 { height } else { height_up_to(0.0) };
            self.add(row, 0, reached, reached);
            if east <= 0.0 {
                return;
            }
            from = 0.0;
        }
        for column in whole(from)..self.columns {
            let [west_border, east_border] = [f64::from(column), f64::from(column + 1)];
            let last = east <= east_border;
            let (to, height_to) = if last { (east, height) } else { (east_border, height_up_to(east_border)) };
            let cover = height_to - reached;
            let mean_offset = f64::midpoint(from - west_border, to - west_border);
            self.add(row, column, cover, cover * (1.0 - mean_offset));
            if last {
                break;
            }
            (from, reached) = (to, height_to);
        }
    }

    /// The cells of an edge if pixels count as a whole: in every row whose centre line it crosses, the first pixel whose centre
    /// is not west of it.
    fn trace_centers(&mut self, edge: Edge) {
        for row in whole((edge.north[1] - 0.5).ceil())..self.rows {
            let center = f64::from(row) + 0.5;
            if center >= edge.south[1] {
                break;
            }
            let column = whole((edge.column_at(center) - 0.5).ceil());
            if column < self.columns {
                self.add(row, column, edge.sign, edge.sign);
            }
        }
    }

    fn add(&mut self, row: u32, column: u32, cover: f64, area: f64) {
        match self.cells.last_mut() {
            Some(last) if (last.row, last.column, last.zone, last.set) == (row, column, self.zone, self.set) => {
                last.cover += cover;
                last.area += area;
            }
            _ => self.cells.push(Cell { row, column, set: self.set, zone: self.zone, cover, area }),
        }
    }
}

/// The whole part of a coordinate; 0 if it is negative, the largest index if it lies beyond.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both are wanted: the cast truncates and saturates"
)]
fn whole(coordinate: f64) -> u32 {
    coordinate as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the index of the cell, without its column, is wanted")]
fn low_half(key: u64) -> u32 {
    key as u32
}
