//! The role of land in a forest account.

use serde::{Deserialize, Serialize};

/// The role of land in a forest account, whatever the code that a layer writes for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForestLand {
    /// Arbor forest (乔木林地).
    Arbor,
    /// Bamboo forest (竹林地).
    Bamboo,
    /// Mangrove (红树林地).
    Mangrove,
    /// Forest that its code says no more of: arbor, bamboo or mangrove (有林地).
    Forest,
    /// Forest on swamp, which may be forest or wetland (森林沼泽).
    SwampForest,
    /// Shrub that the state counts as forest (国家特别规定灌木林地).
    SpecialShrub,
    /// Other shrub (其他灌木林地).
    OtherShrub,
    /// Shrub whose code does not say which (灌木林地).
    Shrub,
    /// Sparse forest (疏林地).
    Sparse,
    /// Young plantations and closed hillsides that are not yet forest (未成林地).
    Young,
    /// Nurseries (苗圃地).
    Nursery,
    /// Cut-over land (采伐迹地).
    CutOver,
    /// Burnt land (火烧迹地).
    Burn,
    /// Other land without standing trees (其他无立木林地).
    NoTree,
    /// Woodland whose code says no more: sparse, young, cut over or nursery (其他林地).
    OtherWoodland,
    /// Land suitable for forest (宜林地).
    Suitable,
    /// Land that serves forestry (林业辅助生产用地).
    Auxiliary,
    /// Anything else (非林地).
    NonForest,
}

impl ForestLand {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Arbor => "arbor",
            Self::Bamboo => "bamboo",
            Self::Mangrove => "mangrove",
            Self::Forest => "forest",
            Self::SwampForest => "swamp_forest",
            Self::SpecialShrub => "special_shrub",
            Self::OtherShrub => "other_shrub",
            Self::Shrub => "shrub",
            Self::Sparse => "sparse",
            Self::Young => "young",
            Self::Nursery => "nursery",
            Self::CutOver => "cut_over",
            Self::Burn => "burn",
            Self::NoTree => "no_tree",
            Self::OtherWoodland => "other_woodland",
            Self::Suitable => "suitable",
            Self::Auxiliary => "auxiliary",
            Self::NonForest => "non_forest",
        }
    }

    /// Whether a stand grows here that is forest and whose species decides its biomass.
    #[must_use]
    pub fn has_stand(self) -> bool {
        matches!(self, Self::Arbor | Self::Bamboo | Self::Mangrove | Self::Forest | Self::SwampForest)
    }

    /// Whether trees may stand here that were measured: their stock is no mistake.
    #[must_use]
    pub fn may_have_stock(self) -> bool {
        self.has_stand() || matches!(self, Self::Sparse | Self::Young | Self::OtherWoodland)
    }

    /// Whether the code leaves open if the land is forest.
    #[must_use]
    pub fn is_ambiguous(self) -> bool {
        matches!(self, Self::Shrub | Self::SwampForest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_in_files() {
        for role in [ForestLand::CutOver, ForestLand::SpecialShrub, ForestLand::NonForest] {
            assert_eq!(serde_json::to_value(role).expect("text"), role.name());
        }
    }
}
