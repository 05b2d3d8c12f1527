//! Zones, their coverage of a grid, and vector files. GDAL's vectors appear only here.

mod coverage;
mod encoding;
mod overlay;
mod writer;
mod zones;

pub use coverage::{Coverage, CoverageRule, Part, PixelPolygon, PixelZone, Share, ZoneOverlap};
pub use encoding::Encoding;
pub(crate) use overlay::{Cutter, join, project_geojson};
pub use writer::{Feature, Field, FieldType, LayerDescription, Value, VectorFormat, write_features};
pub use zones::{Zone, ZoneRequest, ZoneSet};
