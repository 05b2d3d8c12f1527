//! Age groups of stands.

use serde::{Deserialize, Serialize};

/// The age group of a stand (龄组), from young to over-mature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeGroup {
    /// 幼龄林.
    Young,
    /// 中龄林.
    MiddleAged,
    /// 近熟林.
    NearMature,
    /// 成熟林.
    Mature,
    /// 过熟林.
    OverMature,
}

impl AgeGroup {
    /// All, in the order of age.
    pub const ALL: [Self; 5] = [Self::Young, Self::MiddleAged, Self::NearMature, Self::Mature, Self::OverMature];

    /// The name used in files, as in the scheme `age_group`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Young => "young",
            Self::MiddleAged => "middle_aged",
            Self::NearMature => "near_mature",
            Self::Mature => "mature",
            Self::OverMature => "over_mature",
        }
    }
}
