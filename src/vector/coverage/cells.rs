//! From the edges of polygons to cells: the pixels an edge passes, with the signed height and area it adds.

use super::{CoverageRule, PixelPolygon, PixelZone, index};

/// What the edges of a zone add in one pixel, as signed fractions of it.
///
/// A zone's fraction of a pixel is the `cover` of all its cells further west in the row, plus the `area` of its cells here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) zone: u32,
    /// The height of the edges in the pixel: what they add to every pixel further east.
    pub(super) cover: f64,
    /// The area east of the edges within the pixel.
    pub(super) area: f64,
}

/// The cells of all zones, row by row.
pub(super) struct Cells {
    /// In the order of zones and edges.
    traced: Vec<Cell>,
    /// One key per cell, grouped by row: the column in the high half, the index in `traced` in the low half. So in sorted
    /// order the cells of a pixel come by zone and edge.
    keys: Vec<u64>,
    /// Where the keys of each row begin; `rows + 1` entries.
    row_starts: Vec<usize>,
}

impl Cells {
    /// The cells of the zones on a grid. Edges beyond the west side act on column 0, those beyond the other sides on nothing.
    pub(super) fn new(rows: usize, columns: usize, zones: &[PixelZone], rule: CoverageRule) -> Self {
        let mut tracer = Tracer { rows: index(rows), columns: index(columns), rule, zone: 0, cells: Vec::new() };
        for (zone, polygons) in (0..).zip(zones) {
            tracer.zone = zone;
            for PixelPolygon { exterior, holes } in polygons {
                tracer.ring(exterior, 1.0);
                for hole in holes {
                    tracer.ring(hole, -1.0);
                }
            }
        }
        Self::sorted(rows, tracer.cells)
    }

    /// The cells of every row, from west to east.
    pub(super) fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = &Cell>> {
        self.row_starts
            .windows(2)
            .map(|row| self.keys[row[0]..row[1]].iter().map(|&key| &self.traced[low_half(key) as usize]))
    }

    fn sorted(rows: usize, traced: Vec<Cell>) -> Self {
        let mut row_starts = vec![0; rows + 1];
        for cell in &traced {
            row_starts[cell.row as usize + 1] += 1;
        }
        for row in 0..rows {
            row_starts[row + 1] += row_starts[row];
        }
        let mut next = row_starts.clone();
        let mut keys = vec![0; traced.len()];
        for (number, cell) in (0..index(traced.len())).zip(&traced) {
            let place = &mut next[cell.row as usize];
            keys[*place] = u64::from(cell.column) << 32 | u64::from(number);
            *place += 1;
        }
        for row in row_starts.windows(2) {
            keys[row[0]..row[1]].sort_unstable();
        }
        Self { traced, keys, row_starts }
    }
}

/// Walks the rings of one zone after the other and collects their cells.
struct Tracer {
    rows: u32,
    columns: u32,
    rule: CoverageRule,
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
    /// A ring that adds (`sign` = 1) or subtracts (−1) what it encloses.
    fn ring(&mut self, ring: &[[f64; 2]], sign: f64) {
        assert!(ring.iter().flatten().all(|coordinate| coordinate.is_finite()), "a zone's coordinates are finite");
        let (Some(&first), Some(&last)) = (ring.first(), ring.last()) else { return };
        // Positive if the ring runs clockwise as seen on the map: then its southward edges have the inside in the west.
        let doubled_area: f64 = ring
            .windows(2)
            .map(|edge| {
                let [from, to] = [edge[0], edge[1]].map(|point| [point[0] - first[0], point[1] - first[1]]);
                from[0] * to[1] - from[1] * to[0]
            })
            .sum();
        if doubled_area == 0.0 {
            return;
        }
        let southward = -sign * doubled_area.signum();
        let closing = std::iter::once((last, first));
        for (from, to) in ring.windows(2).map(|edge| (edge[0], edge[1])).chain(closing) {
            let edge = if from[1] < to[1] {
                Edge { north: from, south: to, sign: southward }
            } else if from[1] > to[1] {
                Edge { north: to, south: from, sign: -southward }
            } else {
                continue;
            };
            match self.rule {
                CoverageRule::Exact => self.trace(edge),
                CoverageRule::Center => self.trace_centers(edge),
            }
        }
    }

    /// The exact cells of an edge.
    fn trace(&mut self, edge: Edge) {
        let [_, south] = edge.south;
        if south <= 0.0 {
            return;
        }
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
            Some(last) if (last.row, last.column, last.zone) == (row, column, self.zone) => {
                last.cover += cover;
                last.area += area;
            }
            _ => self.cells.push(Cell { row, column, zone: self.zone, cover, area }),
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
