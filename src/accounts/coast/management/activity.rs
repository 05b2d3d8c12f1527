//! Activities on coastal wetland as tables give them.

use crate::accounts::activity::ActivityZone;
use crate::land::Habitat;
use crate::units::{Hectares, TonnesCPerHectare, TonnesWet};

/// What was done, or left to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WetlandActivityKind {
    /// Planting or seeding where nothing stood.
    Planting,
    /// Bringing back vegetation that had stood there.
    Restoration,
    /// Letting the water back in.
    Rewetting,
    /// Vegetation that came by itself.
    NaturalRecolonisation,
    /// Vegetation that has long stood, managed or not.
    Existing,
    /// Draining.
    Drainage,
    /// Digging out for ponds, salt pans or harbours.
    Excavation,
}

impl WetlandActivityKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Planting,
        Self::Restoration,
        Self::Rewetting,
        Self::NaturalRecolonisation,
        Self::Existing,
        Self::Drainage,
        Self::Excavation,
    ];

    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Planting => "planting",
            Self::Restoration => "restoration",
            Self::Rewetting => "rewetting",
            Self::NaturalRecolonisation => "natural_recolonisation",
            Self::Existing => "existing",
            Self::Drainage => "drainage",
            Self::Excavation => "excavation",
        }
    }

    /// Whether the IPCC counts what the soil then takes up.
    pub(super) fn is_restored(self) -> bool {
        matches!(self, Self::Planting | Self::Restoration | Self::Rewetting)
    }
}

/// An activity on coastal wetland.
#[derive(Debug, Clone, PartialEq)]
pub struct WetlandActivity {
    /// Where.
    pub zone: ActivityZone,
    /// What.
    pub kind: WetlandActivityKind,
    /// What stands there afterwards or, of drainage and excavation, stood there before.
    pub habitat: Habitat,
    /// On which area.
    pub area: Hectares,
    /// The year in which it began; of planting, in which vegetation was established.
    pub year: i32,
    /// The first year in which it no longer holds.
    pub until: Option<i32>,
    /// The canopy's share of the ground; none is enough of it.
    pub cover: Option<f64>,
    /// What stood there before planting, whose soil is what the new stand begins with.
    pub before: Option<Habitat>,
    /// The soil to 1 m at the beginning, in place of that.
    pub opening: Option<TonnesCPerHectare>,
    /// The natural soil to 1 m, in place of the habitat's.
    pub natural: Option<TonnesCPerHectare>,
    /// The salinity of the water, ppt, without which there is no methane.
    pub salinity: Option<f64>,
}

impl WetlandActivity {
    /// Whether the activity goes on in a year.
    pub(super) fn holds(&self, year: i32) -> bool {
        self.year <= year && self.until.is_none_or(|until| year < until)
    }
}

/// The fish of ponds in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct PondHarvest {
    /// Where.
    pub zone: ActivityZone,
    /// When.
    pub year: i32,
    /// How much.
    pub fish: TonnesWet,
}
