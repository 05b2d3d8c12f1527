//! Smooth fields on a coarse lattice of fixed spacing, interpolated between its nodes: what changes slowly is computed
//! once, not per pixel.

use super::parallel;

/// `N` fields on a square lattice.
#[derive(Debug, Clone)]
pub(super) struct Lattice<const N: usize> {
    west: f64,
    south: f64,
    spacing: f64,
    columns: usize,
    rows: usize,
    nodes: Vec<[f32; N]>,
}

impl<const N: usize> Lattice<N> {
    /// Computes the fields at every node of a lattice that covers `[west, south, east, north]`.
    pub(super) fn new(
        [west, south, east, north]: [f64; 4],
        spacing: f64,
        field: impl Fn(f64, f64) -> [f64; N] + Sync,
    ) -> Self {
        let columns = count(east - west, spacing);
        let rows = count(north - south, spacing);
        let nodes = parallel::map(rows, |row| {
            (0..columns)
                .map(|column| {
                    #[expect(clippy::cast_possible_truncation, reason = "a metre or a thousandth is precise enough")]
                    field(west + column as f64 * spacing, south + row as f64 * spacing).map(|value| value as f32)
                })
                .collect::<Vec<_>>()
        });
        Self { west, south, spacing, columns, rows, nodes: nodes.concat() }
    }

    /// The fields at a point, linear between the four nodes around it.
    pub(super) fn at(&self, x: f64, y: f64) -> [f32; N] {
        self.part(0, x, y)
    }

    /// Some of the fields at a point: `M` of them, starting with the field `from`.
    pub(super) fn part<const M: usize>(&self, from: usize, x: f64, y: f64) -> [f32; M] {
        let (column, u) = place((x - self.west) / self.spacing, self.columns);
        let (row, v) = place((y - self.south) / self.spacing, self.rows);
        let first = row * self.columns + column;
        let (south, north) =
            (&self.nodes[first..first + 2], &self.nodes[first + self.columns..first + self.columns + 2]);
        let weights = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
        std::array::from_fn(|field| {
            let field = from + field;
            south[0][field] * weights[0]
                + south[1][field] * weights[1]
                + north[0][field] * weights[2]
                + north[1][field] * weights[3]
        })
    }

    /// Replaces each field by its mean over squares of about `reach` metres around, three times over, which comes close to
    /// a bell curve; fields are smoothed together and can be divided by each other to leave some nodes out.
    pub(super) fn smoothed(mut self, reach: f64) -> Self {
        let half = count(reach, self.spacing) / 2;
        for _ in 0..3 {
            self.nodes = blurred(&self.nodes, self.columns, 1, half);
            self.nodes = blurred(&self.nodes, self.rows, self.columns, half);
        }
        self
    }
}

/// The node before a position, in nodes, and the share of the way to the next.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the lattice")]
fn place(position: f64, nodes: usize) -> (usize, f32) {
    let position = position.clamp(0.0, (nodes - 1) as f64);
    let index = (position as usize).min(nodes - 2);
    (index, (position - index as f64) as f32)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths are positive")]
fn count(length: f64, spacing: f64) -> usize {
    (length / spacing).ceil() as usize + 1
}

/// Means over runs of `2 half + 1` nodes along lines of `length` nodes that lie `stride` apart.
fn blurred<const N: usize>(nodes: &[[f32; N]], length: usize, stride: usize, half: usize) -> Vec<[f32; N]> {
    let mut result = vec![[0.0; N]; nodes.len()];
    let block = length * stride;
    for start in (0..nodes.len()).step_by(block).flat_map(|block| block..block + stride) {
        let mut sums = vec![[0.0_f64; N]; length + 1];
        for index in 0..length {
            let node = nodes[start + index * stride];
            sums[index + 1] = std::array::from_fn(|field| sums[index][field] + f64::from(node[field]));
        }
        for index in 0..length {
            let (first, last) = (index.saturating_sub(half), (index + half + 1).min(length));
            #[expect(clippy::cast_possible_truncation, reason = "as the nodes")]
            let mean =
                std::array::from_fn(|field| ((sums[last][field] - sums[first][field]) / (last - first) as f64) as f32);
            result[start + index * stride] = mean;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_is_interpolated_exactly() {
        let plane = Lattice::<1>::new([0.0, 0.0, 1_000.0, 2_000.0], 250.0, |x, y| [x + 2.0 * y]);
        assert!((f64::from(plane.at(130.0, 970.0)[0]) - (130.0 + 2.0 * 970.0)).abs() < 1e-3);
    }

    #[test]
    fn smoothing_keeps_a_constant() {
        let constant = Lattice::<1>::new([0.0, 0.0, 5_000.0, 5_000.0], 250.0, |_, _| [3.0]).smoothed(1_000.0);
        assert!((constant.at(2_100.0, 400.0)[0] - 3.0).abs() < 1e-6);
    }
}
