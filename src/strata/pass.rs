//! The one parallel pass over the pixels.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::block_sums::BlockSums;
use super::sums::{PackedKey, PartialStrata};
use super::{Dimension, Quantity, StrataTable, Stratum, ZoneNames};
use crate::error::{Error, Result};
use crate::raster::{BlockGrid, CellAreas, Grid, LayerSource, PixelType, Window};
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
            return Err(Error::new(crate::error::Kind::Interrupted, "interrupted: nothing was written"));
        }
        Ok(())
    }
}

/// Runs `work` with a number of threads; none is all cores.
///
/// # Errors
/// Threads that cannot be started.
pub fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(Error::internal)?;
    Ok(pool.install(work))
}

/// The number of threads in use.
#[must_use]
pub fn threads() -> usize {
    rayon::current_num_threads()
}

/// What the pass reads: layers on one grid, and the coverage of every zone set.
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
    pub zone_sets: Vec<(ZoneNames, &'a Coverage)>,
}

/// Fills the strata of some blocks of the plan; all of them is `0..BlockGrid::count()`.
///
/// # Errors
/// A block that cannot be read, a value that is neither nodata nor finite, or an interruption.
pub fn stratify(pass: &Pass<'_>, blocks: Range<usize>, progress: &dyn Progress) -> Result<PartialStrata> {
    let packing = Packing::new(pass)?;
    let block_grid = BlockGrid::new(pass.grid);
    blocks
        .into_par_iter()
        .try_fold(Worker::default, |mut worker, index| {
            progress.check()?;
            let window = block_grid.window(index);
            worker.block(pass, &packing, window)?;
            progress.advance(window.pixels() as u64);
            Ok::<_, Error>(worker)
        })
        .map(|worker| worker.map(|worker| worker.strata))
        .try_reduce(PartialStrata::default, PartialStrata::merge)
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
        let quantities = pass.quantities.iter().map(|(_, source)| source.read(window)).collect::<Result<Vec<_>>>()?;
        self.sums.fill(pass, packing, window, &classes, &quantities)?;
        self.sums.drain_into(&mut self.strata)
    }
}

/// How the codes of all categorical layers are packed into one `u64`: each takes the bits of its type.
pub(super) struct Packing {
    pub(super) bits: Vec<u32>,
}

impl Packing {
    fn new(pass: &Pass<'_>) -> Result<Self> {
        let bits: Vec<u32> = pass
            .classes
            .iter()
            .map(|(_, source)| match source.file().pixel_type {
                PixelType::U8 => 8,
                PixelType::U16 | PixelType::I16 => 16,
                PixelType::I32 | PixelType::F32 | PixelType::F64 => 32,
            })
            .collect();
        let total: u32 = bits.iter().sum();
        if total > 64 {
            return Err(Error::data(format!(
                "{} class layers take {total} bits per pixel, 64 is the most",
                pass.classes.len()
            ))
            .hint("store class layers as 8-bit integers"));
        }
        Ok(Self { bits })
    }

    pub(super) fn total(&self) -> u32 {
        self.bits.iter().sum()
    }

    /// The codes of a packed key; a layer's nodata value becomes none.
    fn unpack(&self, pass: &Pass<'_>, mut packed: u64) -> Vec<Option<i32>> {
        let mut codes: Vec<Option<i32>> = self
            .bits
            .iter()
            .zip(&pass.classes)
            .rev()
            .map(|(bits, (_, source))| {
                let low = packed & ((1_u64 << bits) - 1);
                packed = packed.checked_shr(*bits).unwrap_or_default();
                #[expect(clippy::cast_possible_truncation, reason = "masked to the bits of the type")]
                let code = match source.file().pixel_type {
                    PixelType::I16 => i32::from((low as u16).cast_signed()),
                    PixelType::U8 | PixelType::U16 => low as i32,
                    PixelType::I32 | PixelType::F32 | PixelType::F64 => (low as u32).cast_signed(),
                };
                (nodata_code(source) != Some(code)).then_some(code)
            })
            .collect();
        codes.reverse();
        codes
    }
}

/// The code that stands for nodata in packed keys: the nodata value itself, or the lowest code for one that is no whole
/// number of 32 bits, as floating-point rasters often have (NaN, -3.4e38).
pub(super) fn nodata_code(source: &LayerSource) -> Option<i32> {
    #[expect(clippy::cast_possible_truncation, reason = "compared with the value itself")]
    source.nodata().map(|nodata| if f64::from(nodata as i32) == nodata { nodata as i32 } else { i32::MIN })
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
            zone_sets: pass.zone_sets.iter().map(|(names, _)| names.clone()).collect(),
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
