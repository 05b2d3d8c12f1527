//! What is looked for in a layer, and what is done about it by default.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is looked for in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// No polygon, or one that is not valid. By default refused.
    Outline,
    /// Text where a number belongs. By default refused.
    UnreadableValue,
    /// Negative numbers, no area, a canopy closure beyond 0 to 1, a stock where no tree can be. By default refused.
    ImpossibleValue,
    /// Numbers outside the ranges of `limits`. By default counted.
    ImplausibleValue,
    /// An id that another feature has, or none. By default refused.
    DuplicateId,
    /// Areas that are recorded in another unit than `area_unit`. By default refused.
    AreaUnit,
    /// A recorded area far from that of the polygon. By default counted.
    AreaMismatch,
    /// Volumes that are recorded in another unit than `volume_unit`. By default refused.
    VolumeUnit,
    /// A recorded volume far from volume per area times area. By default counted.
    VolumeMismatch,
    /// A growing stock on land that is no forest: scattered trees, or a wrong code. By default counted.
    StockOffForest,
    /// Arbor forest below the closure that makes forest. By default counted.
    ClosureBelowForest,
    /// A land class that is missing or not in the system. By default refused.
    UnknownLandClass,
    /// A species of a stand that is not in the table. By default refused.
    UnknownSpecies,
    /// An age group that is not in the table. By default counted.
    UnknownAgeGroup,
    /// An origin that is not in the table. By default counted.
    UnknownOrigin,
    /// A purpose that is not in the table. By default counted.
    UnknownPurpose,
    /// A code whose meaning nobody has seen in a text. Refused, or with `allow_unverified` counted, by default.
    UnverifiedCode,
    /// Land whose code leaves open if it is forest. By default counted.
    AmbiguousLand,
    /// A stand without a species, or an arbor stand without a growing stock. By default counted.
    MissingValue,
    /// An age that the species has in another age group. By default counted.
    AgeAgainstGroup,
    /// Two polygons that lie on each other. By default refused.
    Overlap,
    /// Land of a zone that no sub-compartment covers. By default counted.
    Gap,
}

/// What to do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Do not look.
    Off,
    /// Go on, and report number and hectares beside the account.
    Count,
    /// Do not go on.
    Refuse,
}

impl Check {
    /// The name used in pipeline files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outline => "outline",
            Self::UnreadableValue => "unreadable_value",
            Self::ImpossibleValue => "impossible_value",
            Self::ImplausibleValue => "implausible_value",
            Self::DuplicateId => "duplicate_id",
            Self::AreaUnit => "area_unit",
            Self::AreaMismatch => "area_mismatch",
            Self::VolumeUnit => "volume_unit",
            Self::VolumeMismatch => "volume_mismatch",
            Self::StockOffForest => "stock_off_forest",
            Self::ClosureBelowForest => "closure_below_forest",
            Self::UnknownLandClass => "unknown_land_class",
            Self::UnknownSpecies => "unknown_species",
            Self::UnknownAgeGroup => "unknown_age_group",
            Self::UnknownOrigin => "unknown_origin",
            Self::UnknownPurpose => "unknown_purpose",
            Self::UnverifiedCode => "unverified_code",
            Self::AmbiguousLand => "ambiguous_land",
            Self::MissingValue => "missing_value",
            Self::AgeAgainstGroup => "age_against_group",
            Self::Overlap => "overlap",
            Self::Gap => "gap",
        }
    }

    /// What is done about it where the pipeline says nothing: what would make a figure wrong is refused.
    #[must_use]
    pub fn default_severity(self) -> Severity {
        match self {
            Self::Outline
            | Self::UnreadableValue
            | Self::ImpossibleValue
            | Self::DuplicateId
            | Self::AreaUnit
            | Self::VolumeUnit
            | Self::UnknownLandClass
            | Self::UnknownSpecies
            | Self::UnverifiedCode
            | Self::Overlap => Severity::Refuse,
            Self::ImplausibleValue
            | Self::AreaMismatch
            | Self::VolumeMismatch
            | Self::StockOffForest
            | Self::ClosureBelowForest
            | Self::UnknownAgeGroup
            | Self::UnknownOrigin
            | Self::UnknownPurpose
            | Self::AmbiguousLand
            | Self::MissingValue
            | Self::AgeAgainstGroup
            | Self::Gap => Severity::Count,
        }
    }

    /// What was found, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Outline => "no usable polygon",
            Self::UnreadableValue => "values that are not of their field's kind",
            Self::ImpossibleValue => "impossible values",
            Self::ImplausibleValue => "implausible values",
            Self::DuplicateId => "ids that are missing or not unique",
            Self::AreaUnit => "areas in another unit than declared",
            Self::AreaMismatch => "recorded areas far from those of the polygons",
            Self::VolumeUnit => "volumes in another unit than declared",
            Self::VolumeMismatch => "recorded volumes far from volume per area times area",
            Self::StockOffForest => "growing stock on land that is no forest",
            Self::ClosureBelowForest => "arbor forest with less canopy closure than makes a forest",
            Self::UnknownLandClass => "unknown land classes",
            Self::UnknownSpecies => "unknown species",
            Self::UnknownAgeGroup => "unknown age groups",
            Self::UnknownOrigin => "unknown origins",
            Self::UnknownPurpose => "unknown purposes",
            Self::UnverifiedCode => "codes whose meaning was not seen in a text",
            Self::AmbiguousLand => "land whose code leaves open if it is forest",
            Self::MissingValue => "stands without a species or growing stock",
            Self::AgeAgainstGroup => "ages that belong to another age group",
            Self::Overlap => "polygons that lie on each other",
            Self::Gap => "land that no sub-compartment covers",
        }
    }
}
