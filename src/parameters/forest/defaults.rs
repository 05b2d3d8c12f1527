//! Which published row is taken for a species group when nobody says otherwise, and why.

use serde::Deserialize;

use crate::error::{Error, Result, nearest};

const BUILT_IN: &str = include_str!("../../../parameters/forest/defaults.csv");

/// A choice among published rows, with its reason.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct DefaultRow {
    table: String,
    species_group: String,
    /// The set of the table.
    pub set: String,
    /// The key after the set: the species group, forest type, zone or group of the table.
    pub row: String,
    /// Why this one.
    pub reason: String,
}

/// The choices for all tables that have more than one set, or not a row for every species group.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestDefaults(Vec<DefaultRow>);

impl ForestDefaults {
    /// The choices in the binary.
    ///
    /// # Errors
    /// A table that is not valid; a unit test reads it.
    pub fn built_in() -> Result<Self> {
        let rows = csv::Reader::from_reader(BUILT_IN.as_bytes()).into_deserialize().collect::<csv::Result<_>>();
        rows.map(Self).map_err(|error| Error::data("cannot read `parameters/forest/defaults.csv`").cause(error))
    }

    /// The choice for a species group in a table, named as in [`super::ForestParameters`].
    ///
    /// # Errors
    /// A species group for which the table has nothing that would do.
    pub fn choice(&self, table: &str, species_group: &str) -> Result<&DefaultRow> {
        let of_table = || self.0.iter().filter(|row| row.table == table);
        let found = of_table().find(|row| row.species_group == species_group);
        found.or_else(|| of_table().find(|row| row.species_group == "*")).ok_or_else(|| {
            let groups: Vec<&str> = of_table().map(|row| row.species_group.as_str()).collect();
            let error = Error::data(format!(
                "`{species_group}` has no default in table `{table}`: those with one are {}",
                groups.join(", ")
            ));
            match nearest(species_group, groups) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("name the set and the row to take, or leave the species group out"),
            }
        })
    }

    /// Every choice: table, species group, choice.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, &DefaultRow)> {
        self.0.iter().map(|row| (row.table.as_str(), row.species_group.as_str(), row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::{ClassScheme, Sector};
    use crate::parameters::Evidence;
    use crate::parameters::forest::ForestParameters;

    #[test]
    fn every_default_is_a_verified_row_where_there_is_one() {
        let forest = ForestParameters::built_in().expect("valid");
        for (table, group, choice) in ForestDefaults::built_in().expect("valid").rows() {
            let (_, rows) = *forest.tables().iter().find(|(name, _)| *name == table).expect(table);
            let mut chosen =
                rows.rows().filter(|(key, _)| key[0] == choice.set && key[1..].contains(&choice.row)).peekable();
            assert!(chosen.peek().is_some(), "{table}, {group}: {choice:?}");
            // No verified figure exists for vegetation without a growing stock; nor for all gases and classes of fire.
            let verified = chosen.all(|(_, row)| row.evidence != Evidence::Unverified);
            assert!(verified || ["area_biomass", "fire"].contains(&table), "{table}, {group}: {choice:?}");
            assert!(!choice.reason.is_empty());
        }
    }

    #[test]
    fn every_forest_type_of_the_scheme_has_a_way_to_its_biomass() {
        let defaults = ForestDefaults::built_in().expect("valid");
        let scheme = include_str!("../../../parameters/land_classes/forest_type.csv");
        let scheme = ClassScheme::from_csv("forest_type", scheme).expect("valid");
        for class in scheme.classes().filter(|class| class.sector == Sector::Forest) {
            let tables = ["biomass_expansion", "bamboo", "area_biomass"];
            assert!(tables.iter().any(|table| defaults.choice(table, &class.id).is_ok()), "{}", class.id);
        }
    }

    #[test]
    fn a_group_of_its_own_goes_before_the_choice_for_all() {
        let defaults = ForestDefaults::built_in().expect("valid");
        assert_eq!(defaults.choice("biomass_expansion", "slash_pine").expect("a choice").row, "other_pine");
        assert_eq!(defaults.choice("carbon_fraction", "oak").expect("a choice").set, "ipcc2006");
        let message = defaults.choice("biomass_expansion", "oaks").expect_err("no such group").to_string();
        assert!(message.contains("did you mean `oak`?"), "{message}");
    }
}
