//! The units a pipeline file can name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema::also_spelt;

/// The units a quantity layer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    /// Growing stock per hectare.
    #[serde(rename = "m³/ha", alias = "m3/ha")]
    #[schemars(transform = also_spelt(&["m3/ha"]))]
    CubicMetresPerHectare,
    /// Carbon per hectare.
    #[serde(rename = "t C/ha")]
    TonnesCPerHectare,
    /// Dry matter per hectare.
    #[serde(rename = "t d.m./ha")]
    TonnesDryMatterPerHectare,
    /// Salinity.
    #[serde(rename = "ppt")]
    PartsPerThousand,
    /// A length, such as tree height or elevation.
    #[serde(rename = "m")]
    Metres,
    /// A share.
    #[serde(rename = "fraction")]
    Fraction,
}

impl Unit {
    /// The unit as written in files.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::CubicMetresPerHectare => "m³/ha",
            Self::TonnesCPerHectare => "t C/ha",
            Self::TonnesDryMatterPerHectare => "t d.m./ha",
            Self::PartsPerThousand => "ppt",
            Self::Metres => "m",
            Self::Fraction => "fraction",
        }
    }
}

/// Units of area in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AreaUnit {
    /// Hectares.
    #[serde(rename = "ha")]
    Hectares,
    /// 亩: a fifteenth of a hectare.
    #[serde(rename = "mu", alias = "亩")]
    #[schemars(transform = also_spelt(&["亩"]))]
    Mu,
    /// Square kilometres.
    #[serde(rename = "km2", alias = "km²")]
    #[schemars(transform = also_spelt(&["km²"]))]
    SquareKilometres,
    /// Square metres.
    #[serde(rename = "m2", alias = "m²")]
    #[schemars(transform = also_spelt(&["m²"]))]
    SquareMetres,
}

/// The unit of carbon densities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DensityUnit {
    /// Tonnes of elemental carbon per hectare.
    #[serde(rename = "t C/ha")]
    TonnesCPerHectare,
}
