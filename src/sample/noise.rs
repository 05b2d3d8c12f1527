//! Noise from hashed lattice coordinates in metres: the same at any resolution, and for any pixel alone.

/// A hash of a lattice point; `stream` keeps fields independent of each other.
pub(super) fn hash(column: i32, row: i32, stream: u32) -> u32 {
    let mut bits = column.cast_unsigned().wrapping_mul(0x9E37_79B1)
        ^ row.cast_unsigned().wrapping_mul(0x85EB_CA77).rotate_left(13)
        ^ stream.wrapping_add(1).wrapping_mul(0xC2B2_AE3D);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x2C1B_3C6D);
    bits ^= bits >> 12;
    bits = bits.wrapping_mul(0x297A_2D39);
    bits ^ (bits >> 15)
}

/// A number in [0, 1) from a lattice point.
pub(super) fn uniform(column: i32, row: i32, stream: u32) -> f64 {
    f64::from(hash(column, row, stream)) / 4_294_967_296.0
}

/// The lattice cell that holds a coordinate, and the place within it, 0–1. Without SSE 4.1, `floor` is a call.
fn cell(coordinate: f64) -> (i32, f64) {
    #[expect(clippy::cast_possible_truncation, reason = "coordinates are below 10^7 m and wavelengths above 1 m")]
    let truncated = coordinate as i32;
    let index = truncated - i32::from(f64::from(truncated) > coordinate);
    (index, coordinate - f64::from(index))
}

/// Smooth noise in 0–1 whose hills are about `wavelength` metres apart.
pub(super) fn noise(x: f64, y: f64, wavelength: f64, stream: u32) -> f64 {
    // The turn keeps the axes of the lattice from showing along rows and columns of pixels.
    let (turned_x, turned_y) = ((0.8 * x + 0.6 * y) / wavelength, (0.8 * y - 0.6 * x) / wavelength);
    let (column, u) = cell(turned_x);
    let (row, v) = cell(turned_y);
    let (u, v) = (u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v));
    let north = uniform(column, row, stream) * (1.0 - u) + uniform(column + 1, row, stream) * u;
    let south = uniform(column, row + 1, stream) * (1.0 - u) + uniform(column + 1, row + 1, stream) * u;
    north * (1.0 - v) + south * v
}

/// The sum of `octaves` of noise in 0–1, each half as long and half as strong as the one before.
pub(super) fn rough(x: f64, y: f64, wavelength: f64, octaves: u32, stream: u32) -> f64 {
    let (mut sum, mut weights, mut weight, mut length) = (0.0, 0.0, 1.0, wavelength);
    for octave in 0..octaves {
        sum += weight * noise(x, y, length, stream + octave);
        weights += weight;
        weight *= 0.5;
        length *= 0.47;
    }
    sum / weights
}

/// Noise in 0–1 that falls to 0 along winding lines: valleys and creeks.
pub(super) fn creased(x: f64, y: f64, wavelength: f64, stream: u32) -> f64 {
    (2.0 * noise(x, y, wavelength, stream) - 1.0).abs()
}

/// A patch of a jittered lattice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Patch {
    pub(super) column: i32,
    pub(super) row: i32,
    /// The patch's seed point, m.
    pub(super) x: f64,
    pub(super) y: f64,
    /// The distance to the seed point, m.
    pub(super) distance: f64,
}

impl Patch {
    /// The patch, about `size` metres across, that holds a point: that of the nearest jittered seed.
    ///
    /// Seeds keep to the middle of their cells, so the nearest is among the four cells nearest to the point.
    pub(super) fn at(x: f64, y: f64, size: f64, stream: u32) -> Self {
        const JITTER: f64 = 0.7;
        let (east, _) = cell(x / size + 0.5);
        let (north, _) = cell(y / size + 0.5);
        let mut nearest = Self { column: east, row: north, x, y, distance: f64::INFINITY };
        for row in [north - 1, north] {
            for column in [east - 1, east] {
                let bits = hash(column, row, stream);
                let jittered = |bits: u32| 0.5 + JITTER * (f64::from(bits & 0xFFFF) / 65_536.0 - 0.5);
                let seed_x = (f64::from(column) + jittered(bits)) * size;
                let seed_y = (f64::from(row) + jittered(bits >> 16)) * size;
                let distance = (seed_x - x).powi(2) + (seed_y - y).powi(2);
                if distance < nearest.distance {
                    nearest = Self { column, row, x: seed_x, y: seed_y, distance };
                }
            }
        }
        nearest.distance = nearest.distance.sqrt();
        nearest
    }

    /// A number in [0, 1) that belongs to the patch.
    pub(super) fn uniform(&self, stream: u32) -> f64 {
        uniform(self.column, self.row, stream)
    }
}

/// 1 at the centre, 0 from `reach` on, smooth between.
pub(super) fn falloff(distance: f64, reach: f64) -> f64 {
    let share = distance / reach;
    if share >= 1.0 { 0.0 } else { (1.0 - share * share).powi(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_between_zero_and_one_and_continuous() {
        for step in 0..2_000 {
            let x = 600_000.0 + 37.0 * f64::from(step);
            let value = rough(x, 3_300_000.0, 900.0, 3, 5);
            assert!((0.0..=1.0).contains(&value));
            assert!((rough(x + 0.001, 3_300_000.0, 900.0, 3, 5) - value).abs() < 1e-4);
        }
    }

    #[test]
    fn a_seed_point_lies_in_its_own_patch() {
        let patch = Patch::at(612_345.0, 3_298_765.0, 270.0, 9);
        let same = Patch::at(patch.x, patch.y, 270.0, 9);
        assert_eq!((same.column, same.row, same.distance), (patch.column, patch.row, 0.0));
    }
}
