//! The coverage of zones, band by band in parallel. Bands belong to the grid, so threads do not change a bit of it.

use super::threads::share_out;
use crate::raster::BlockGrid;
use crate::vector::{Coverage, CoverageBands, OutlinedSet};

/// Rows of a band: as many as a block has.
const BAND: usize = BlockGrid::EDGE;

/// The coverage of a grid of `rows` × `columns` pixels by the zones of some sets.
#[must_use]
pub fn cover(rows: usize, columns: usize, sets: &[OutlinedSet<'_>]) -> Coverage {
    let of_threads = share_out(rows.div_ceil(BAND), |numbers| {
        let mut maker = CoverageBands::new(columns, sets);
        let band = |number| (number, maker.band(number * BAND..rows.min((number + 1) * BAND)));
        Ok(numbers.map(band).collect::<Vec<_>>())
    });
    let mut bands: Vec<_> = of_threads.expect("nothing that fails").into_iter().flatten().collect();
    bands.sort_unstable_by_key(|(number, _)| *number);
    Coverage::stack(bands.into_iter().map(|(_, band)| band).collect())
}
