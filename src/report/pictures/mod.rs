//! Map pictures to print: a raster or coloured zones, with everything a map has around it.

mod content;
mod frame;
mod furniture;
mod graticule;
mod inset;
mod legend;
mod page;
mod palette;
mod steps;
mod zones;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::content::{MapContent, ShownClass};
pub use self::page::MapPicture;
pub use self::palette::Palette;
pub(super) use self::palette::hexadecimal;
pub use self::steps::Steps;
pub(super) use self::steps::nice;

/// The paper of a map picture, landscape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 297 × 210 mm.
    #[default]
    A4,
    /// 420 × 297 mm.
    A3,
}

impl Paper {
    /// Width and height, mm.
    #[must_use]
    pub fn size(self) -> (f64, f64) {
        match self {
            Self::A4 => (297.0, 210.0),
            Self::A3 => (420.0, 297.0),
        }
    }
}
