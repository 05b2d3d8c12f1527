//! Zones, their coverage of a grid, and vector files. GDAL's vectors appear only here.

mod coverage;
mod encoding;
mod zones;

pub use coverage::{Coverage, CoverageRule, Part, PixelPolygon, PixelZone, Share, ZoneOverlap};
pub use encoding::Encoding;
pub use zones::{Zone, ZoneRequest, ZoneSet};
