//! Carbon pools, as the IPCC guidelines name them.

use serde::{Deserialize, Serialize};

/// Where carbon is kept. Pools that overlap are never summed: a table gives a class either the parts or the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CarbonPool {
    /// Stems, branches, leaves.
    AboveGroundBiomass,
    /// Roots.
    BelowGroundBiomass,
    /// Above- and below-ground biomass together, where the source does not part them.
    LivingBiomass,
    /// Dead wood.
    DeadWood,
    /// Litter.
    Litter,
    /// Dead wood and litter together, where the source does not part them.
    DeadOrganicMatter,
    /// Soil organic carbon; the depth is stated in the parameter row's source.
    SoilOrganicCarbon,
}

impl CarbonPool {
    /// Every pool, in the order of tables.
    pub const ALL: [Self; 7] = [
        Self::AboveGroundBiomass,
        Self::BelowGroundBiomass,
        Self::LivingBiomass,
        Self::DeadWood,
        Self::Litter,
        Self::DeadOrganicMatter,
        Self::SoilOrganicCarbon,
    ];

    /// The name used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AboveGroundBiomass => "above_ground_biomass",
            Self::BelowGroundBiomass => "below_ground_biomass",
            Self::LivingBiomass => "living_biomass",
            Self::DeadWood => "dead_wood",
            Self::Litter => "litter",
            Self::DeadOrganicMatter => "dead_organic_matter",
            Self::SoilOrganicCarbon => "soil_organic_carbon",
        }
    }

    /// The pool of a name used in files.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pool| pool.name() == name)
    }

    /// The pools this one is the sum of, if it is one.
    #[must_use]
    pub fn parts(self) -> &'static [Self] {
        match self {
            Self::LivingBiomass => &[Self::AboveGroundBiomass, Self::BelowGroundBiomass],
            Self::DeadOrganicMatter => &[Self::DeadWood, Self::Litter],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pool_is_found_by_its_own_name() {
        for pool in CarbonPool::ALL {
            assert_eq!(CarbonPool::from_name(pool.name()), Some(pool));
        }
    }
}
