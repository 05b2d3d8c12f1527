//! What a forest is for.

use serde::{Deserialize, Serialize};

/// Whom a forest serves (森林类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForestCategory {
    /// 公益林.
    PublicBenefit,
    /// 商品林.
    Commercial,
}

/// The five kinds of purpose (林种).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurposeKind {
    /// 防护林.
    Protection,
    /// 特种用途林.
    SpecialUse,
    /// 用材林.
    Timber,
    /// 薪炭林.
    Fuelwood,
    /// 经济林.
    Economic,
}

/// What a purpose code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct ForestPurpose {
    /// The kind.
    #[serde(rename = "purpose")]
    pub kind: PurposeKind,
    /// Whom it serves.
    pub category: ForestCategory,
}

impl ForestCategory {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PublicBenefit => "public_benefit",
            Self::Commercial => "commercial",
        }
    }
}

impl PurposeKind {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Protection => "protection",
            Self::SpecialUse => "special_use",
            Self::Timber => "timber",
            Self::Fuelwood => "fuelwood",
            Self::Economic => "economic",
        }
    }
}
