//! The one parallel pass over the pixels.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::block_sums::BlockSums;
use super::packing::Packing;
use super::sums::{PackedKey, PartialStrata};
use super::threads::share_out;
use super::{Dimension, Quantity, StrataTable, Stratum, ZoneNames};
use crate::error::{Error, Kind, Result};
use crate::raster::{BlockGrid, CellAreas, Grid, LayerSource, Window};
use crate::vector::Coverage;

/// Told about work done, and asked whether to go on.
pub trait Progress: Sync {
    /// `pixels` more of the grid are done.
    fn advance(&self, pixels: u64);
    /// Whether the user wants to stop.
    fn is_cancelled(&self) -> bool;

    /// An error if the user wants to stop.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Interrupted`].
    fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(Kind::Interrupted, "interrupted: nothing was written"));
        }
        Ok(())
    }
}

/// What the pass reads: layers on one grid, and the coverage of the zone sets.
pub struct Pass<'a> {
    /// The grid.
    pub grid: &'a Grid,
    /// The cell areas, on the plan's measure.
    pub areas: &'a CellAreas,
    /// The categorical layers.
    pub classes: Vec<(Dimension, &'a LayerSource)>,
    /// The continuous layers.
    pub quantities: Vec<(Quantity, &'a LayerSource)>,
    /// The zone sets.
    pub zone_sets: Vec<ZoneNames>,
    /// What their zones cover of the grid, set by set.
    pub coverage: &'a Coverage,
}

/// Fills the strata of some blocks of the plan; all of them is `0..BlockGrid::count()`.
///
/// # Errors
/// A block that cannot be read, a value that is neither nodata nor finite, or an interruption.
pub fn stratify(pass: &Pass<'_>, blocks: Range<usize>, progress: &dyn Progress) -> Result<PartialStrata> {
    let packing = Packing::new(pass)?;
    let block_grid = BlockGrid::new(pass.grid);
    let parts = share_out(blocks.len(), |numbers| {
        let mut worker = Worker::default();
        for number in numbers {
            progress.check()?;
            let window = block_grid.window(blocks.start + number);
            worker.block(pass, &packing, window)?;
            progress.advance(window.pixels() as u64);
        }
        Ok(worker.strata)
    })?;
    parts.into_iter().try_fold(PartialStrata::default(), PartialStrata::merge)
}

/// What one thread keeps between blocks.
#[derive(Default)]
struct Worker {
    strata: PartialStrata,
    sums: BlockSums,
}

impl Worker {
    fn block(&mut self, pass: &Pass<'_>, packing: &Packing, window: Window) -> Result<()> {
        let classes = pass.classes.iter().map(|(_, source)| source.read(window)).collect::<Result<Vec<_>>>()?;
        self.sums.begin(pass, packing, window, &classes)?;
        drop(classes);
        // Only now, so that they are still near at hand when they are summed.
        let quantities = pass.quantities.iter().map(|(_, source)| source.read(window)).collect::<Result<Vec<_>>>()?;
        self.sums.fill(pass, window, &quantities)?;
        self.sums.drain_into(pass, &mut self.strata)
    }
}

impl PartialStrata {
    /// The table, once all blocks of the plan are in.
    ///
    /// # Errors
    /// Pixels that vanished: Σ strata must equal the pixels of the grid in every zone set.
    pub fn finish(self, pass: &Pass<'_>) -> Result<StrataTable> {
        let packing = Packing::new(pass)?;
        let quantities = pass.quantities.len();
        let mut by_key: FxHashMap<PackedKey, _> = self.sums;
        let mut keys: Vec<PackedKey> = by_key.keys().copied().collect();
        keys.sort_unstable();
        let mut strata: Vec<Stratum> = keys
            .into_iter()
            .map(|key| {
                let sums = by_key.remove(&key).expect("each key once");
                let mut moments: Vec<_> = sums.quantities.iter().map(super::sums::FixedMoments::moments).collect();
                moments.resize(quantities, super::Moments::default());
                Stratum {
                    zone_set: key.zone_set,
                    zone: key.zone,
                    codes: packing.unpack(pass, key.codes),
                    pixels: sums.pixels,
                    coverage: sums.coverage.value(),
                    area: sums.area.value(),
                    quantities: moments,
                }
            })
            .collect();
        strata.sort_by(|one, two| (one.zone_set, one.zone, &one.codes).cmp(&(two.zone_set, two.zone, &two.codes)));
        let table = StrataTable {
            zone_sets: pass.zone_sets.clone(),
            dimensions: pass.classes.iter().map(|(dimension, _)| dimension.clone()).collect(),
            quantities: pass.quantities.iter().map(|(quantity, _)| quantity.clone()).collect(),
            strata,
        };
        for (index, names) in table.zone_sets.iter().enumerate() {
            let pixels: u64 = table.of_set(index).map(|stratum| stratum.pixels).sum();
            if pixels != pass.grid.pixels() {
                return Err(Error::internal(format!(
                    "the strata of zone set `{}` hold {pixels} pixels, the grid {}",
                    names.set,
                    pass.grid.pixels()
                )));
            }
        }
        Ok(table)
    }
}
