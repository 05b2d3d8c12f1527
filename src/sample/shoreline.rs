//! The coast that the outlines imply, and the distance to it.

use geo::MultiPolygon;

use super::mask::{Mask, SEA};
use super::outlines::{self, District};
use super::tables::Line;

/// The sides of the squares within which only few edges can be the nearest, m.
const SQUARE: f64 = 4_000.0;
/// Far enough from an edge to be off it, near enough not to cross the next one, m.
const BESIDE: f64 = 20.0;

/// The edges of outlines with land on one side only, by the squares they can be nearest in.
#[derive(Debug)]
pub(super) struct Shoreline {
    west: f64,
    south: f64,
    across: usize,
    squares: Vec<Vec<Line>>,
}

impl Shoreline {
    pub(super) fn new(
        [west, south, east, north]: [f64; 4],
        districts: &[District],
        neighbour: &MultiPolygon,
        mask: &Mask,
    ) -> Self {
        let outlines = districts.iter().map(|district| &district.outline).chain(std::iter::once(neighbour));
        let coast: Vec<Line> = outlines.flat_map(outlines::edges).filter(|edge| is_coast(edge, mask)).collect();
        let across = index(east - west) + 1;
        let squares = (0..across * (index(north - south) + 1))
            .map(|square| {
                let x = west + ((square % across) as f64 + 0.5) * SQUARE;
                let y = south + ((square / across) as f64 + 0.5) * SQUARE;
                let reach = nearest(&coast, x, y) + SQUARE * std::f64::consts::SQRT_2;
                coast.iter().filter(|line| line.distance(x, y) <= reach).copied().collect()
            })
            .collect();
        Self { west, south, across, squares }
    }

    /// The distance to the coast, m.
    pub(super) fn distance(&self, x: f64, y: f64) -> f64 {
        nearest(&self.squares[index(y - self.south) * self.across + index(x - self.west)], x, y)
    }
}

fn is_coast(edge: &Line, mask: &Mask) -> bool {
    let (dx, dy) = (edge.to_easting - edge.easting, edge.to_northing - edge.northing);
    let length = dx.hypot(dy).max(f64::MIN_POSITIVE);
    let (x, y) = (edge.easting + dx / 2.0, edge.northing + dy / 2.0);
    let (aside_x, aside_y) = (-dy / length * BESIDE, dx / length * BESIDE);
    (mask.owner(x + aside_x, y + aside_y) == SEA) != (mask.owner(x - aside_x, y - aside_y) == SEA)
}

fn nearest(lines: &[Line], x: f64, y: f64) -> f64 {
    lines.iter().map(|line| line.distance(x, y)).fold(f64::INFINITY, f64::min)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "offsets from the corner are not negative")]
fn index(offset: f64) -> usize {
    // The lattice reaches up to one spacing beyond the extent, which is less than the last square does.
    (offset / SQUARE) as usize
}
