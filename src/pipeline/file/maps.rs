//! The maps that can be asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MapEntry {
    /// Land classes of every date of `land_area`.
    LandClass,
    /// The classes that every pixel had at the dates of `land_area`, one after the other.
    LandHistory,
    /// Carbon density of every date of `carbon_density`, t C/ha.
    CarbonDensity,
    /// Half the width of the 95 % interval of carbon density at every date of `carbon_density`, percent of the density; no data
    /// where no error of it is known.
    CarbonDensityUncertainty,
    /// Carbon density of every date in every pool that the table of densities has, t C/ha: one map each.
    CarbonDensityByPool,
    /// Every class layer that is not one of `land_area`, such as forest types.
    ClassLayers,
    /// The change of carbon density between the first and the last date, t C/ha.
    CarbonChange,
    /// The classes that every pixel of the coast had at the dates of `coast`, one after the other.
    CoastHistory,
    /// What all pools of the coast hold at every date of `coast` and at the end of its projection, t C/ha.
    CoastCarbonDensity,
    /// Half the width of the 95 % interval of what the coast holds in those years, percent of it; no data where no error of it is
    /// known.
    CoastCarbonDensityUncertainty,
    /// The net gain of the coast over every period between those years, t C/ha.
    CoastCarbonChange,
}

impl MapEntry {
    /// The name of the kind of map in pipelines and terms, with which its files begin.
    pub(in crate::pipeline) fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether it is made from the account of the coast.
    pub(in crate::pipeline) fn is_of_coast(self) -> bool {
        matches!(
            self,
            Self::CoastHistory
                | Self::CoastCarbonDensity
                | Self::CoastCarbonDensityUncertainty
                | Self::CoastCarbonChange
        )
    }

    /// Whether its pixels are histories of classes.
    pub(in crate::pipeline) fn is_history(self) -> bool {
        matches!(self, Self::LandHistory | Self::CoastHistory)
    }

    /// Whether its values are gains and losses.
    pub(in crate::pipeline) fn is_change(self) -> bool {
        matches!(self, Self::CarbonChange | Self::CoastCarbonChange)
    }

    /// Whether its values say how sure those of another map are.
    pub(in crate::pipeline) fn is_uncertainty(self) -> bool {
        matches!(self, Self::CarbonDensityUncertainty | Self::CoastCarbonDensityUncertainty)
    }
}
