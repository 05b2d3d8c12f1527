//! What a sub-compartment layer holds, whatever its fields are called.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An attribute of a sub-compartment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// The county's code (县).
    County,
    /// The township's code (乡).
    Township,
    /// The village's code (村).
    Village,
    /// The compartment's number (林班).
    Compartment,
    /// The sub-compartment's number (小班).
    SubCompartment,
    /// The number of a part of the sub-compartment (细班).
    Subdivision,
    /// The recorded area (面积), in `area_unit`.
    Area,
    /// The part of the area that the stand covers (有效面积), in `area_unit`.
    EffectiveArea,
    /// The land class (地类), a code.
    LandClass,
    /// The purpose (林种), a code.
    Purpose,
    /// The origin (起源), a code.
    Origin,
    /// The age group (龄组), a code.
    AgeGroup,
    /// Canopy closure, or cover of shrub (郁闭度/覆盖度), 0 to 1.
    CanopyClosure,
    /// The dominant species (优势树种), a code.
    Species,
    /// The mean diameter at breast height (平均胸径), cm.
    Diameter,
    /// The mean height (平均树高), m.
    Height,
    /// The mean age (平均年龄), a.
    Age,
    /// Growing stock per area (公顷蓄积), in `volume_unit`.
    VolumePerArea,
    /// Stems or culms per area (每公顷株数), in the area of `volume_unit`.
    StemsPerArea,
    /// Growing stock of the whole sub-compartment (森林蓄积), m³.
    Volume,
}

impl Attribute {
    /// All, in the order of the survey's tables.
    pub const ALL: [Self; 20] = [
        Self::County,
        Self::Township,
        Self::Village,
        Self::Compartment,
        Self::SubCompartment,
        Self::Subdivision,
        Self::Area,
        Self::EffectiveArea,
        Self::LandClass,
        Self::Purpose,
        Self::Origin,
        Self::AgeGroup,
        Self::CanopyClosure,
        Self::Species,
        Self::Diameter,
        Self::Height,
        Self::Age,
        Self::VolumePerArea,
        Self::StemsPerArea,
        Self::Volume,
    ];

    /// Those that tell a sub-compartment from all others, together.
    pub const ID: [Self; 6] =
        [Self::County, Self::Township, Self::Village, Self::Compartment, Self::SubCompartment, Self::Subdivision];

    /// The name used in pipeline files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Compartment => "compartment",
            Self::SubCompartment => "sub_compartment",
            Self::Subdivision => "subdivision",
            Self::Area => "area",
            Self::EffectiveArea => "effective_area",
            Self::LandClass => "land_class",
            Self::Purpose => "purpose",
            Self::Origin => "origin",
            Self::AgeGroup => "age_group",
            Self::CanopyClosure => "canopy_closure",
            Self::Species => "species",
            Self::Diameter => "diameter",
            Self::Height => "height",
            Self::Age => "age",
            Self::VolumePerArea => "volume_per_area",
            Self::StemsPerArea => "stems_per_area",
            Self::Volume => "volume",
        }
    }

    /// The name with spaces, for messages.
    pub(super) fn words(self) -> String {
        self.name().replace('_', " ")
    }
}
