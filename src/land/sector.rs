//! The sectors of the ledger.

use serde::{Deserialize, Serialize};

/// The sector an account row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// All land and water, whatever its use.
    Land,
    /// Forest land.
    Forest,
    /// Inland wetland.
    Wetland,
    /// Coastal wetland: mangrove, salt marsh, seagrass, tidal flat.
    Coast,
    /// Sea, mariculture included.
    Sea,
    /// Cropland and orchards.
    Cropland,
    /// Anything else: built land, bare land, grassland.
    Other,
}

impl Sector {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Land => "land",
            Self::Forest => "forest",
            Self::Wetland => "wetland",
            Self::Coast => "coast",
            Self::Sea => "sea",
            Self::Cropland => "cropland",
            Self::Other => "other",
        }
    }
}
