//! A jittered lattice of cells whose corners and edges are shared exactly, cut to outlines.

use geo::{BoundingRect, LineString, MultiPolygon, Polygon, Rect};

use super::noise::uniform;
use super::outlines;
use super::tables::Line;
use crate::error::Result;
use crate::vector::Cutter;

/// A lattice of eight-cornered cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tessellation {
    /// The mean width of a cell, m.
    pub(super) size: f64,
    /// Keeps tessellations independent of each other.
    pub(super) stream: u32,
}

/// The part of a cell inside an outline.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) column: i32,
    pub(super) row: i32,
    pub(super) outline: MultiPolygon,
}

impl Tessellation {
    /// The displaced corner of a cell, to the centimetre: neighbours compute the same numbers.
    fn corner(&self, column: i32, row: i32) -> (f64, f64) {
        let shift = |stream| 0.46 * (uniform(column, row, self.stream + stream) - 0.5);
        (centimetres((f64::from(column) + shift(0)) * self.size), centimetres((f64::from(row) + shift(1)) * self.size))
    }

    /// The displaced middle of the edge between two corners.
    fn middle(&self, (column, row): (i32, i32), (to_column, to_row): (i32, i32)) -> (f64, f64) {
        let (one, two) = (self.corner(column, row), self.corner(to_column, to_row));
        let aside = 0.34 * (uniform(column + to_column, row + to_row, self.stream + 2) - 0.5);
        let along = 0.5 + 0.3 * (uniform(column + to_column, row + to_row, self.stream + 3) - 0.5);
        let (dx, dy) = (two.0 - one.0, two.1 - one.1);
        (centimetres(one.0 + along * dx - aside * dy), centimetres(one.1 + along * dy + aside * dx))
    }

    fn cell(&self, column: i32, row: i32) -> Polygon {
        let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
        let mut ring = Vec::with_capacity(9);
        for (index, corner) in corners.into_iter().enumerate() {
            let next = corners[(index + 1) % 4];
            ring.push(self.corner(corner.0, corner.1));
            // The same order of corners from both sides of an edge.
            ring.push(if corner < next { self.middle(corner, next) } else { self.middle(next, corner) });
        }
        Polygon::new(LineString::from(ring), Vec::new())
    }

    /// The parts of all cells inside an outline, by row and column.
    pub(super) fn pieces(&self, outline: &MultiPolygon) -> Result<Vec<Piece>> {
        let Some(bounds) = outline.bounding_rect() else { return Ok(Vec::new()) };
        let edges: Vec<Line> = outlines::edges(outline).collect();
        let cutter = Cutter::new(outline)?;
        let mut pieces = Vec::new();
        for row in self.index(bounds.min().y) - 1..=self.index(bounds.max().y) + 1 {
            let (low, high) = (f64::from(row) * self.size - self.size, f64::from(row) * self.size + 2.0 * self.size);
            let near: Vec<&Line> = edges
                .iter()
                .filter(|edge| {
                    edge.northing.max(edge.to_northing) >= low && edge.northing.min(edge.to_northing) <= high
                })
                .collect();
            for column in self.index(bounds.min().x) - 1..=self.index(bounds.max().x) + 1 {
                let cell = self.cell(column, row);
                let Some(rectangle) = cell.bounding_rect() else { continue };
                let outline = if near.iter().any(|edge| may_touch(edge, &rectangle)) {
                    cutter.cut(&cell)?
                } else if is_inside(&near, &cell) {
                    MultiPolygon::new(vec![cell])
                } else {
                    continue;
                };
                if !outline.0.is_empty() {
                    pieces.push(Piece { column, row, outline });
                }
            }
        }
        Ok(pieces)
    }

    #[expect(clippy::cast_possible_truncation, reason = "coordinates are below 10^7 m")]
    fn index(&self, coordinate: f64) -> i32 {
        (coordinate / self.size).floor() as i32
    }
}

fn centimetres(coordinate: f64) -> f64 {
    (coordinate * 100.0).round() / 100.0
}

/// Whether the boxes of an edge and of a cell meet.
fn may_touch(edge: &Line, rectangle: &Rect) -> bool {
    edge.easting.min(edge.to_easting) <= rectangle.max().x
        && edge.easting.max(edge.to_easting) >= rectangle.min().x
        && edge.northing.min(edge.to_northing) <= rectangle.max().y
        && edge.northing.max(edge.to_northing) >= rectangle.min().y
}

/// Whether a cell that no edge touches lies inside: by the edges west of one corner.
fn is_inside(edges: &[&Line], cell: &Polygon) -> bool {
    let corner = cell.exterior().0[0];
    edges
        .iter()
        .filter(|edge| (edge.northing > corner.y) != (edge.to_northing > corner.y))
        .filter(|edge| {
            let share = (corner.y - edge.northing) / (edge.to_northing - edge.northing);
            edge.easting + share * (edge.to_easting - edge.easting) <= corner.x
        })
        .count()
        % 2
        == 1
}

#[cfg(test)]
mod tests {
    use geo::Area;

    use super::*;

    #[test]
    fn pieces_add_up_to_the_outline() {
        let outline = MultiPolygon::new(vec![Polygon::new(
            LineString::from(vec![(0.0, 0.0), (9_000.0, 2_000.0), (7_000.0, 11_000.0), (1_000.0, 8_000.0)]),
            Vec::new(),
        )]);
        let pieces = Tessellation { size: 700.0, stream: 300 }.pieces(&outline).expect("GEOS works");
        let sum: f64 = pieces.iter().map(|piece| piece.outline.unsigned_area()).sum();
        assert!((sum - outline.unsigned_area()).abs() < 1e-3, "{sum} of {}", outline.unsigned_area());
        assert!(pieces.len() > 120);
    }
}
