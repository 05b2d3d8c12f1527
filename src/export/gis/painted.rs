//! A map as it was painted.

use super::Words;
use super::ramp::Ramp;
use crate::land::LandClass;
use crate::raster::PixelType;

/// A map in `maps/` with what GIS programs need to know to show it.
#[derive(Debug, Clone, PartialEq)]
pub struct PaintedMap {
    /// The name of its file.
    pub file: String,
    /// Its title.
    pub title: Words,
    /// The year it shows, or that a change begins with.
    pub year: Option<i32>,
    /// The year a change ends with.
    pub year_to: Option<i32>,
    /// The type of the pixels as stored.
    pub pixel_type: PixelType,
    /// The value that means no data, as stored.
    pub nodata: f64,
    /// What the pixels are.
    pub content: MapContent,
}

/// What the pixels of a map are.
#[derive(Debug, Clone, PartialEq)]
pub enum MapContent {
    /// Codes of the classes that occur.
    Classes(Vec<LandClass>),
    /// Values.
    Values {
        /// The unit, after scaling.
        unit: String,
        /// Value = stored × scale.
        scale: Option<f64>,
        /// The lowest value.
        low: f64,
        /// The highest value.
        high: f64,
    },
}

impl PaintedMap {
    /// Whether it shows what was gained or lost between two years.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.year_to.is_some()
    }

    /// The colours of its values; none for classes.
    pub(super) fn ramp(&self) -> Option<Ramp> {
        match self.content {
            MapContent::Classes(_) => None,
            MapContent::Values { low, high, .. } if self.is_change() => Some(Ramp::of_changes(low, high)),
            MapContent::Values { low, high, .. } => Some(Ramp::of_amounts(low, high)),
        }
    }

    /// The file without its ending.
    pub(super) fn stem(&self) -> &str {
        self.file.strip_suffix(".tif").unwrap_or(&self.file)
    }
}
