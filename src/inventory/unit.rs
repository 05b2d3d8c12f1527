//! The units of recorded areas and volumes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 亩 in a hectare, by definition.
const MU_PER_HECTARE: f64 = 15.0;

/// The unit of recorded areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AreaUnit {
    /// Hectares.
    #[serde(rename = "ha")]
    Hectares,
    /// 亩: a fifteenth of a hectare.
    #[serde(rename = "mu", alias = "亩")]
    #[schemars(transform = also_as_sign)]
    Mu,
}

fn also_as_sign(schema: &mut schemars::Schema) {
    schema.remove("const");
    schema.insert("enum".to_owned(), serde_json::json!(["mu", "亩"]));
}

/// The area that volumes and stems are given per.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VolumeUnit {
    /// Per hectare.
    PerHa,
    /// Per 亩.
    PerMu,
}

impl AreaUnit {
    /// How many of this unit make a hectare.
    #[must_use]
    pub fn per_hectare(self) -> f64 {
        match self {
            Self::Hectares => 1.0,
            Self::Mu => MU_PER_HECTARE,
        }
    }

    /// The name used in pipeline files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hectares => "ha",
            Self::Mu => "mu",
        }
    }
}

impl VolumeUnit {
    /// How many of the areas make a hectare.
    #[must_use]
    pub fn per_hectare(self) -> f64 {
        match self {
            Self::PerHa => 1.0,
            Self::PerMu => MU_PER_HECTARE,
        }
    }

    /// The name used in pipeline files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PerHa => "per_ha",
            Self::PerMu => "per_mu",
        }
    }
}
