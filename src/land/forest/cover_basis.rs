//! What counts in the numerator of a forest cover rate. The definitions in use differ, so a rate names its basis.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ForestLand;
use super::code_table::{RowFacts, rows};

/// A definition of the cover rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverBasis {
    /// 森林法实施条例: with the cover of farmland shelterbelts and of trees beside villages, roads, water and houses.
    Regulation,
    /// The national forest inventory: forest and special shrub only.
    Nfi,
    /// 林木绿化率: with all shrub, and with scattered trees converted to an area.
    Greening,
}

/// An area that a basis adds from another survey than the sub-compartments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverAddition {
    /// The cover of farmland shelterbelts (农田林网).
    FarmlandShelterbelts,
    /// The cover of trees beside villages, roads, water and houses (四旁).
    FourSideTreesCover,
    /// The number of those trees, converted to an area (四旁树折算).
    FourSideTreesConverted,
}

#[derive(Debug, Deserialize)]
struct Row {
    basis: CoverBasis,
    #[serde(flatten)]
    counts: Counts,
    #[serde(flatten)]
    facts: RowFacts,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", content = "counts", rename_all = "snake_case")]
enum Counts {
    Role(ForestLand),
    Addition(CoverAddition),
}

impl CoverAddition {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FarmlandShelterbelts => "farmland_shelterbelts",
            Self::FourSideTreesCover => "four_side_trees_cover",
            Self::FourSideTreesConverted => "four_side_trees_converted",
        }
    }
}

impl CoverBasis {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Regulation => "regulation",
            Self::Nfi => "nfi",
            Self::Greening => "greening",
        }
    }

    fn rows(self) -> impl Iterator<Item = Row> {
        let text = include_str!("../../../parameters/forest_codes/cover_bases.csv");
        let rows = rows::<Row>("parameters/forest_codes/cover_bases.csv", text);
        let rows = rows.expect("the tables in the binary are valid: a unit test reads each");
        rows.into_iter().filter(move |row| row.basis == self)
    }

    /// The roles of land that count.
    #[must_use]
    pub fn numerator(self) -> BTreeSet<ForestLand> {
        self.rows().filter_map(|row| if let Counts::Role(role) = row.counts { Some(role) } else { None }).collect()
    }

    /// What else counts.
    #[must_use]
    pub fn additions(self) -> BTreeSet<CoverAddition> {
        self.rows()
            .filter_map(|row| if let Counts::Addition(addition) = row.counts { Some(addition) } else { None })
            .collect()
    }

    /// Whether nobody has read this definition in a text.
    #[must_use]
    pub fn is_unverified(self) -> bool {
        self.rows().any(|row| row.facts.coded(()).is_unverified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inventory_counts_less_than_the_regulation_and_greening() {
        let nfi = CoverBasis::Nfi.numerator();
        assert!(nfi.contains(&ForestLand::SpecialShrub) && !nfi.contains(&ForestLand::OtherShrub));
        assert_eq!(CoverBasis::Regulation.numerator(), nfi);
        assert!(CoverBasis::Greening.numerator().is_superset(&nfi));
        assert!(CoverBasis::Greening.numerator().contains(&ForestLand::OtherShrub));
        assert_eq!(CoverBasis::Nfi.additions().len(), 0);
        assert_eq!(CoverBasis::Regulation.additions().len(), 2);
        assert_eq!(CoverBasis::Greening.additions(), [CoverAddition::FourSideTreesConverted].into());
    }

    #[test]
    fn only_the_regulation_was_read() {
        assert!(!CoverBasis::Regulation.is_unverified() && CoverBasis::Nfi.is_unverified());
    }

    #[test]
    fn no_basis_counts_land_that_may_or_may_not_be_forest_as_forest() {
        for basis in [CoverBasis::Regulation, CoverBasis::Nfi] {
            assert!(!basis.numerator().into_iter().any(ForestLand::is_ambiguous), "{}", basis.name());
        }
    }
}
