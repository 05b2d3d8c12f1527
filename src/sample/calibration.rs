//! Fits forest area and growing stock of every county to the yearbook, at the resolution asked for.
//!
//! Two passes over the pixels: a histogram of suitability by county gives the threshold above which forest grows, then the
//! sum of stock gives its factor. A pixel on a boundary follows the rules of the county that owns its centre but counts in
//! each county by its share, so sums are kept by pair and the ten equations are solved together.

use super::area::area_factor;
use super::land_cover::{Ground, Year};
use super::lattice::Lattice;
use super::mask::Owner;
use super::parallel;
use super::scene::{STEP, Scene, is_district};
use super::stands::StandCache;
use crate::raster::{BlockGrid, Grid};

/// Suitability is compared in steps this fine: (high − low) / steps.
const STEPS: usize = 32_768;
const LOWEST: f64 = -1.6;
const HIGHEST: f64 = 1.6;
/// Square metres and cubic metres are summed as integers of a thousandth: sums do not depend on their order.
const PER_UNIT: f64 = 1_000.0;
/// The resolution of the regional fit, m: fixed, so that all resolutions share it.
const REGIONAL_RESOLUTION: f64 = 500.0;
/// How far a county's figures bend the scene beyond its boundary, m.
const REGIONAL_REACH: f64 = 9_000.0;
/// The weight of the counties' mean where none is near, against 1 inside one.
const FAR_WEIGHT: f64 = 0.01;
/// Rounds of the regional fit; what is left after them goes to the counties.
const REGIONAL_ROUNDS: usize = 3;

/// Where forest starts, and the factor of growing stock, by county.
#[derive(Debug, Clone)]
pub(super) struct Calibration {
    /// The first step of suitability that is forest.
    thresholds: Vec<usize>,
    factors: Vec<f64>,
}

/// A county's figures on the map: forest, m², and growing stock, m³.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fitted {
    pub(super) forest: f64,
    pub(super) stock: f64,
}

fn step(suitability: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the steps")]
    let step = ((suitability - LOWEST) / (HIGHEST - LOWEST) * STEPS as f64).clamp(0.0, (STEPS - 1) as f64) as usize;
    step
}

/// The suitability at which a step starts.
fn start_of(step: usize) -> f64 {
    LOWEST + (HIGHEST - LOWEST) * step as f64 / STEPS as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "areas and stocks are positive and small")]
fn fixed(value: f64) -> u64 {
    (value * PER_UNIT).round() as u64
}

fn from_fixed(sum: u64) -> f64 {
    sum as f64 / PER_UNIT
}

impl Calibration {
    /// Before any fit.
    fn neutral(counties: usize) -> Self {
        Self { thresholds: vec![step(0.0); counties + 1], factors: vec![1.0; counties + 1] }
    }

    /// The place of an owner: districts first, all else last.
    fn place(&self, owner: Owner) -> usize {
        if is_district(owner) { usize::from(owner) } else { self.thresholds.len() - 1 }
    }

    /// Whether forest grows where `owner`'s rules hold.
    pub(super) fn is_forest(&self, owner: Owner, suitability: f64) -> bool {
        step(suitability) >= self.thresholds[self.place(owner)]
    }

    /// The factor of growing stock.
    pub(super) fn factor(&self, owner: Owner) -> f64 {
        self.factors[self.place(owner)]
    }

    /// Fits a scene on a grid.
    pub(super) fn fit(scene: &Scene, grid: &Grid) -> (Self, Vec<Fitted>) {
        let counties = scene.districts.len();
        let mut calibration = Self::neutral(counties);
        let histograms =
            Pairs::sum(scene, grid, counties, STEPS, |_, (_, x, y)| match scene.ground(x, y, Year::Y2022) {
                Ground::Taken(_) => None,
                Ground::Open { suitability, .. } => Some((step(suitability), 1.0)),
            });
        let areas: Vec<f64> = scene.districts.iter().map(|district| district.yearbook.forest_ha * 10_000.0).collect();
        let forest = calibration.solve_thresholds(&histograms, &areas);
        let stocks = Pairs::sum(scene, grid, counties, 1, |stands, place| {
            let stand = scene.forest_at(&calibration, stands, place, Year::Y2022)?;
            Some((0, scene.stock(&stand, place.1, place.2) / 10_000.0))
        });
        let volumes: Vec<f64> =
            scene.districts.iter().map(|district| district.yearbook.forest_stock_wan_m3 * 10_000.0).collect();
        let stock = calibration.solve_factors(&stocks, &volumes);
        let fitted = forest.into_iter().zip(stock).map(|(forest, stock)| Fitted { forest, stock }).collect();
        (calibration, fitted)
    }

    /// Each county in turn takes the threshold that its target asks for, given the others', until they agree.
    fn solve_thresholds(&mut self, histograms: &Pairs, targets: &[f64]) -> Vec<f64> {
        let counties = targets.len();
        // Area of forest by county and owner, for every threshold: sums from the most suitable down.
        let tails: Vec<Option<Vec<u64>>> =
            histograms.sums.iter().map(|sums| sums.as_ref().map(|sums| tail(sums))).collect();
        let area = |owner: usize, county: usize, threshold: usize| {
            tails[owner * counties + county].as_ref().map_or(0.0, |tail| from_fixed(tail[threshold]))
        };
        let total = |thresholds: &[usize], county: usize| {
            thresholds.iter().enumerate().map(|(owner, threshold)| area(owner, county, *threshold)).sum::<f64>()
        };
        for _ in 0..40 {
            for (county, target) in targets.iter().enumerate() {
                let others = total(&self.thresholds, county) - area(county, county, self.thresholds[county]);
                let Some(tail) = &tails[county * counties + county] else { continue };
                let above = tail.partition_point(|sum| from_fixed(*sum) + others > *target).min(STEPS);
                let excess = |threshold: usize| (from_fixed(tail[threshold]) + others - target).abs();
                let below = above.saturating_sub(1);
                self.thresholds[county] = if excess(below) < excess(above) { below } else { above };
            }
        }
        (0..counties).map(|county| total(&self.thresholds, county)).collect()
    }

    fn solve_factors(&mut self, stocks: &Pairs, targets: &[f64]) -> Vec<f64> {
        let counties = targets.len();
        let stock = |owner: usize, county: usize| {
            stocks.sums[owner * counties + county].as_ref().map_or(0.0, |sums| from_fixed(sums[0]))
        };
        let total = |factors: &[f64], county: usize| {
            factors.iter().enumerate().map(|(owner, factor)| factor * stock(owner, county)).sum::<f64>()
        };
        for _ in 0..40 {
            for (county, target) in targets.iter().enumerate() {
                let own = stock(county, county);
                if own > 0.0 {
                    let others = total(&self.factors, county) - self.factors[county] * own;
                    self.factors[county] = (target - others) / own;
                }
            }
        }
        (0..counties).map(|county| total(&self.factors, county)).collect()
    }
}

/// `sums[k]` for the steps from `k` up, with one more entry of zero.
fn tail(sums: &[u64]) -> Vec<u64> {
    let mut tail = vec![0; sums.len() + 1];
    for index in (0..sums.len()).rev() {
        tail[index] = tail[index + 1] + sums[index];
    }
    tail
}

/// Sums by the owner of the pixel and the county it lies in.
struct Pairs {
    sums: Vec<Option<Vec<u64>>>,
}

impl Pairs {
    /// `value` gives the step of a pixel and its amount per square metre.
    fn sum(
        scene: &Scene,
        grid: &Grid,
        counties: usize,
        steps: usize,
        value: impl Fn(&mut StandCache, (Owner, f64, f64)) -> Option<(usize, f64)> + Sync,
    ) -> Self {
        let start = || Self { sums: vec![None; (counties + 1) * counties] };
        let blocks = BlockGrid::new(grid);
        let parts = parallel::fold(blocks.count(), start, |pairs: &mut Self, index| {
            let window = blocks.window(index);
            let covered = scene.mask.coverage(grid, &window);
            if covered.is_empty() {
                return;
            }
            let owners = scene.mask.owners(grid, &window);
            let mut stands = StandCache::new();
            for place in 0..window.pixels() {
                if covered.iter().all(|(_, shares)| shares[place] <= 0.0) {
                    continue;
                }
                let (row, column) = (window.row + place / window.columns, window.column + place % window.columns);
                let (x, y) = grid.to_crs(column as f64 + 0.5, row as f64 + 0.5);
                let owner = owners[place];
                let Some((step, amount)) = value(&mut stands, (owner, x, y)) else { continue };
                let area = grid.pixel_width * grid.pixel_height * area_factor(x, y);
                let owner = if is_district(owner) { usize::from(owner) } else { counties };
                for (county, shares) in &covered {
                    if shares[place] > 0.0 {
                        let sums = &mut pairs.sums[owner * counties + usize::from(*county)];
                        sums.get_or_insert_with(|| vec![0; steps])[step] += fixed(shares[place] * area * amount);
                    }
                }
            }
        });
        let mut total = start();
        for part in parts {
            for (sums, added) in total.sums.iter_mut().zip(part.sums) {
                match (sums.as_mut(), added) {
                    (Some(sums), Some(added)) => sums.iter_mut().zip(added).for_each(|(sum, added)| *sum += added),
                    (None, added) => *sums = added,
                    (Some(_), None) => {}
                }
            }
        }
        total
    }
}

impl Scene {
    /// Bends suitability and stock smoothly towards the counties' figures, so that their boundaries hardly show.
    pub(super) fn fit_regionally(&mut self) {
        let grid = self.grid(REGIONAL_RESOLUTION);
        let counties = self.districts.len();
        for _ in 0..REGIONAL_ROUNDS {
            let (calibration, _) = Calibration::fit(self, &grid);
            let added = Lattice::<3>::new(self.extent, STEP, |x, y| {
                let owner = self.mask.owner(x, y);
                if !is_district(owner) {
                    return [0.0; 3];
                }
                [start_of(calibration.thresholds[usize::from(owner)]), calibration.factor(owner).ln(), 1.0]
            })
            .smoothed(REGIONAL_REACH);
            // Far from all counties their mean holds.
            let mean = |of: &dyn Fn(usize) -> f64| (0..counties).map(of).sum::<f64>() / counties as f64;
            let far = [
                mean(&|county| start_of(calibration.thresholds[county])),
                mean(&|county| calibration.factors[county].ln()),
            ];
            let bent = Lattice::<2>::new(self.extent, STEP, |x, y| {
                let (threshold, factor) = self.regional(x, y);
                let [more, logarithm, weight] = added.at(x, y).map(f64::from);
                let share = |sum: f64, far: f64| (sum + FAR_WEIGHT * far) / (weight + FAR_WEIGHT);
                [threshold + share(more, far[0]), factor * share(logarithm, far[1]).exp()]
            });
            self.regional = Some(bent);
        }
    }
}
