//! Grids, blocks, cell areas, aligned reading and writing. GDAL's rasters appear only here.

mod block;
mod cell_area;
mod crs;
mod grid;
mod nodata;
mod outline;
mod preview;
mod source;
mod writer;

pub use crate::gdal_runtime::{Resampling, gdal_version};
pub(crate) use block::with_pixels;
pub use block::{ALL_EQUAL, Block, BlockGrid, Pixel, PixelType, Window, equal_run};
pub(crate) use cell_area::Zones as ZoneAreas;
pub use cell_area::{CellAreas, RowAreas, Strip};
pub use crs::Crs;
pub(crate) use crs::Transformer;
pub use grid::Grid;
pub use nodata::{first_not_finite, is_nodata};
pub use preview::{Preview, Thinning};
pub use source::{Alignment, Cut, LayerSource, Limit, RasterFile, ReducedRaster};
pub use writer::{ClassShare, Layout, RasterDescription, RasterWriter, for_each_block, write_raster};

/// The version of PROJ in use, such as `9.1.1`.
#[must_use]
pub fn proj_version() -> String {
    proj::ProjBuilder::new().lib_info().map_or_else(|_| "unknown".to_owned(), |info| info.version)
}
