//! Rivers: reaches with a width, winding about their lines.

use super::tables::Line;

/// The sides of the squares in which reaches are looked up, m.
const SQUARE: f64 = 2_000.0;
/// How far a river winds from its line at most, m.
const WINDING: f64 = 650.0;

/// The reaches near each square of the scene.
#[derive(Debug)]
pub(super) struct RiverIndex {
    west: f64,
    south: f64,
    across: usize,
    squares: Vec<Vec<(Line, f64)>>,
}

impl RiverIndex {
    pub(super) fn new([west, south, east, north]: [f64; 4], reaches: &[(Line, f64)]) -> Self {
        let (across, up) = (index(east - west) + 1, index(north - south) + 1);
        let squares = (0..across * up)
            .map(|square| {
                let x = west + ((square % across) as f64 + 0.5) * SQUARE;
                let y = south + ((square / across) as f64 + 0.5) * SQUARE;
                let reach = SQUARE + std::f64::consts::SQRT_2 * WINDING;
                reaches.iter().filter(|(line, width)| line.distance(x, y) < reach + width).copied().collect()
            })
            .collect();
        Self { west, south, across, squares }
    }

    /// Whether a point is on a river; `winding` is the shift there, −1 to 1 in both directions.
    pub(super) fn cover(&self, x: f64, y: f64, winding: [f64; 2]) -> bool {
        let near = &self.squares[index(y - self.south) * self.across + index(x - self.west)];
        let (wound_x, wound_y) = (x + WINDING * winding[0], y + WINDING * winding[1]);
        near.iter().any(|(line, width)| line.distance(wound_x, wound_y) < width / 2.0)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "offsets from the corner are not negative")]
fn index(offset: f64) -> usize {
    (offset / SQUARE) as usize
}
