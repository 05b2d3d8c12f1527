//! Zones, their coverage of a grid, and vector files. GDAL's vectors appear only here.

mod attribute;
mod coverage;
mod edges;
mod encoding;
mod features;
mod layer;
mod outline;
mod overlaps;
mod overlay;
mod polygon_area;
mod writer;
mod zones;

pub use attribute::AttributeValue;
pub use coverage::{
    Combination, Coverage, CoverageBands, CoverageRule, CoverageTile, OutlinedSet, Part, PixelPolygon, PixelZone,
    SetCoverage, Share, Shares, TilePart, ZoneOverlap,
};
pub use encoding::Encoding;
pub use features::{FeatureLayer, FeatureRecord, FeatureRequest};
pub use outline::OutlineDefect;
pub use overlaps::{FeatureOverlap, overlaps};
pub(crate) use overlay::{Cutter, join, project_geojson};
pub use writer::{
    Feature, Field, FieldTitle, FieldType, LayerDescription, Value, VectorFile, VectorFormat, write_features,
};
pub use zones::{Zone, ZoneRequest, ZoneSet};
