//! The coverage of zones, band by band in parallel. Bands belong to the grid, so threads do not change a bit of it.

use rayon::prelude::*;

use crate::raster::BlockGrid;
use crate::vector::{Coverage, CoverageBands, OutlinedSet};

/// Rows of a band: as many as a block has.
const BAND: usize = BlockGrid::EDGE;

/// The coverage of a grid of `rows` × `columns` pixels by the zones of some sets.
#[must_use]
pub fn cover(rows: usize, columns: usize, sets: &[OutlinedSet<'_>]) -> Coverage {
    let bands: Vec<Coverage> = (0..rows.div_ceil(BAND))
        .into_par_iter()
        .map_init(
            || CoverageBands::new(columns, sets),
            |bands, band| bands.band(band * BAND..rows.min((band + 1) * BAND)),
        )
        .collect();
    Coverage::stack(bands)
}
