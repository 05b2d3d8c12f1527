//! Synthetic townships that tile every district: cells of a fine tessellation joined around seeds.

use geo::{Area, Centroid, MultiPolygon};

use super::noise::{rough, uniform};
use super::outlines::District;
use super::parallel;
use super::scene::Scene;
use super::tessellation::{Piece, Tessellation};
use crate::error::Result;
use crate::vector::join;

/// The number of townships in the city.
pub(super) const TOWNSHIPS: usize = 131;
/// The cells townships are made of: their boundaries wind at this scale, m.
const CELLS: Tessellation = Tessellation { size: 1_150.0, stream: 400 };

/// A township.
#[derive(Debug, Clone)]
pub(super) struct Township {
    /// The index of its district.
    pub(super) district: usize,
    /// The number within the district, from 1.
    pub(super) number: usize,
}

/// A cell with its middle and area.
struct Cell {
    piece: Piece,
    middle: (f64, f64),
    area: f64,
}

/// The townships of a district with their outlines.
pub(super) fn of_district(scene: &Scene, district: usize) -> Result<Vec<(Township, MultiPolygon)>> {
    let cells = cells(&scene.districts[district])?;
    let seeds = seeds(&cells, shares(&scene.districts)[district]);
    let mut parts = vec![Vec::new(); seeds.len()];
    for cell in &cells {
        parts[nearest(&seeds, cell.middle)].push(&cell.piece.outline);
    }
    (0..seeds.len())
        .map(|index| {
            let township = Township { district, number: index + 1 };
            Ok((township, join(parts[index].iter().copied())?))
        })
        .collect()
}

/// The seeds of a district's townships.
pub(super) fn seeds_of(scene: &Scene, district: usize) -> Result<Vec<(f64, f64)>> {
    Ok(seeds(&cells(&scene.districts[district])?, shares(&scene.districts)[district]))
}

/// The townships of all districts.
pub(super) fn all(scene: &Scene) -> Result<Vec<(Township, MultiPolygon)>> {
    let by_district: Result<Vec<_>> =
        parallel::map(scene.districts.len(), |district| of_district(scene, district)).into_iter().collect();
    Ok(by_district?.concat())
}

/// The township of a point: the one whose seed is nearest, with winding boundaries.
pub(super) fn nearest(seeds: &[(f64, f64)], (x, y): (f64, f64)) -> usize {
    let bent_x = x + 3_400.0 * (rough(x, y, 5_200.0, 3, 411) - 0.5);
    let bent_y = y + 3_400.0 * (rough(x, y, 5_200.0, 3, 415) - 0.5);
    let distance = |seed: &(f64, f64)| (seed.0 - bent_x).powi(2) + (seed.1 - bent_y).powi(2);
    (0..seeds.len()).min_by(|one, two| distance(&seeds[*one]).total_cmp(&distance(&seeds[*two]))).unwrap_or(0)
}

fn cells(district: &District) -> Result<Vec<Cell>> {
    let pieces = CELLS.pieces(&district.outline)?;
    Ok(pieces
        .into_iter()
        .filter_map(|piece| {
            let middle = piece.outline.centroid()?;
            let area = piece.outline.unsigned_area();
            Some(Cell { middle: (middle.x(), middle.y()), area, piece })
        })
        .collect())
}

/// The number of townships of each district: more for a larger one, though less than in proportion; they add up.
fn shares(districts: &[District]) -> Vec<usize> {
    let weights: Vec<f64> = districts.iter().map(|district| district.outline.unsigned_area().powf(0.75)).collect();
    let total: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| weight / total * TOWNSHIPS as f64).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the number of townships")]
    let mut counts: Vec<usize> = exact.iter().map(|share| *share as usize).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|one, two| exact[*two].fract().total_cmp(&exact[*one].fract()));
    let missing = TOWNSHIPS - counts.iter().sum::<usize>();
    for index in order.into_iter().take(missing) {
        counts[index] += 1;
    }
    counts
}

/// Seeds far from each other, then moved to the middles of what they gather.
fn seeds(cells: &[Cell], count: usize) -> Vec<(f64, f64)> {
    let chance = |cell: &Cell| uniform(cell.piece.column, cell.piece.row, 421);
    let mut seeds: Vec<(f64, f64)> = Vec::with_capacity(count);
    let mut farness: Vec<f64> = cells.iter().map(|cell| chance(cell) * cell.area).collect();
    while seeds.len() < count {
        let Some(far) = (0..cells.len()).max_by(|one, two| farness[*one].total_cmp(&farness[*two])) else { break };
        let seed = cells[far].middle;
        seeds.push(seed);
        for (farness, cell) in farness.iter_mut().zip(cells) {
            let distance = (seed.0 - cell.middle.0).hypot(seed.1 - cell.middle.1) * (0.6 + 0.8 * chance(cell));
            *farness = if seeds.len() == 1 { distance } else { farness.min(distance) };
        }
    }
    for _ in 0..3 {
        let mut sums = vec![(0.0, 0.0, 0.0); seeds.len()];
        for cell in cells {
            let sum = &mut sums[nearest(&seeds, cell.middle)];
            *sum = (sum.0 + cell.area * cell.middle.0, sum.1 + cell.area * cell.middle.1, sum.2 + cell.area);
        }
        for (seed, (x, y, area)) in seeds.iter_mut().zip(sums) {
            if area > 0.0 {
                *seed = (x / area, y / area);
            }
        }
    }
    seeds
}
