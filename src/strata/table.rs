//! The stratum table.

use serde::{Deserialize, Serialize};

use super::Moments;

/// The id of the pseudo-zone of what no zone covers.
pub(super) const OUTSIDE: &str = "(outside)";
/// The id of the pseudo-zone of what several zones cover: negative, so that a set's strata always sum to the grid.
pub(super) const OVERLAP: &str = "(overlap)";

/// A categorical layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// The layer's name.
    pub layer: String,
    /// The year it describes.
    pub year: Option<i32>,
}

/// A continuous layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The layer's name.
    pub layer: String,
    /// The year it describes.
    pub year: Option<i32>,
    /// The unit of its values.
    pub unit: String,
}

/// The zones of a set, in the order of their indices in strata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneNames {
    /// The set's name.
    pub set: String,
    /// The zones' ids; after them in strata come [`ZoneNames::outside`] and [`ZoneNames::overlap`].
    pub ids: Vec<String>,
}

impl ZoneNames {
    /// The index of what no zone covers.
    #[must_use]
    pub fn outside(&self) -> u32 {
        u32::try_from(self.ids.len()).expect("fewer than 2^32 zones")
    }

    /// The index of what several zones cover.
    #[must_use]
    pub fn overlap(&self) -> u32 {
        self.outside() + 1
    }

    /// The id of a zone index.
    #[must_use]
    pub fn id(&self, zone: u32) -> &str {
        match self.ids.get(zone as usize) {
            Some(id) => id,
            None if zone == self.outside() => OUTSIDE,
            None => OVERLAP,
        }
    }

    /// The index of a zone id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<u32> {
        (0..=self.overlap()).find(|zone| self.id(*zone) == id)
    }
}

/// One combination of zone and codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// The index of the zone set.
    pub zone_set: u32,
    /// The index of the zone in its set, pseudo-zones included.
    pub zone: u32,
    /// The code of every dimension; none is nodata.
    pub codes: Vec<Option<i32>>,
    /// Whole pixels: each pixel of the grid counts once per zone set, in the zone that holds its largest part.
    pub pixels: u64,
    /// Pixels, by the share that lies in the zone.
    pub coverage: f64,
    /// Area on the ellipsoid, m².
    pub area: f64,
    /// The moments of every continuous layer.
    pub quantities: Vec<Moments>,
}

/// All strata of a plan, ordered by zone set, zone and codes.
#[derive(Debug, Clone, PartialEq)]
pub struct StrataTable {
    /// The zone sets.
    pub zone_sets: Vec<ZoneNames>,
    /// The categorical layers.
    pub dimensions: Vec<Dimension>,
    /// The continuous layers.
    pub quantities: Vec<Quantity>,
    /// The strata.
    pub strata: Vec<Stratum>,
}

impl StrataTable {
    /// The index of a categorical layer.
    #[must_use]
    pub fn dimension(&self, layer: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.layer == layer)
    }

    /// The index of a continuous layer.
    #[must_use]
    pub fn quantity(&self, layer: &str) -> Option<usize> {
        self.quantities.iter().position(|quantity| quantity.layer == layer)
    }

    /// The strata of one zone set.
    pub fn of_set(&self, zone_set: usize) -> impl Iterator<Item = &Stratum> {
        self.strata.iter().filter(move |stratum| stratum.zone_set as usize == zone_set)
    }
}
