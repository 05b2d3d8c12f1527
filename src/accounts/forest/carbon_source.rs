//! Where the carbon of living biomass comes from, and under what it is counted.

use super::tree_biomass::Term;

/// What carbon is counted under, within living biomass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Trees,
    Species(String),
    Bamboo,
    Shrub,
    Economic,
    All,
}

impl Item {
    pub(super) fn category(&self) -> String {
        match self {
            Self::Trees => "trees".to_owned(),
            Self::Species(group) => format!("trees, species:{group}"),
            Self::Bamboo => "bamboo".to_owned(),
            Self::Shrub => "shrub".to_owned(),
            Self::Economic => "economic shrub".to_owned(),
            Self::All => "*".to_owned(),
        }
    }
}

/// Where carbon comes from: an amount that has one factor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Trees(String, Term),
    Bamboo,
    Shrub,
    Economic,
}

impl Source {
    pub(super) fn item(&self) -> Item {
        match self {
            Self::Trees(..) => Item::Trees,
            Self::Bamboo => Item::Bamboo,
            Self::Shrub => Item::Shrub,
            Self::Economic => Item::Economic,
        }
    }
}
