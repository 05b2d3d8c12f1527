//! Coefficients of mariculture, and the nearest species for those that have none.

use serde::Deserialize;

use crate::error::{Error, Result, nearest};
use crate::parameters::Parameter;

const NEAREST: &str = include_str!("../../../parameters/coast/nearest_species.csv");

coast_table! {
    /// Dry matter, shares of soft tissue and shell, and carbon contents of species, by set, species and quantity.
    MaricultureTable, "mariculture.csv", ["set", "species", "quantity"], |key| match key[2] {
        "dry_share" => &["t d.m./t wet"],
        "soft_share" | "shell_share" => &["1"],
        "carbon_soft" | "carbon_shell" | "carbon" => &["t C/t d.m."],
        "whole_animal_carbon" | "whole_alga_carbon" => &["t C/t wet"],
        "co2_per_shell_carbonate" => &["mol CO2/mol CaCO3"],
        _ => &[],
    }
}

/// The rows of a bivalve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BivalveRows<'a> {
    /// Dry matter per wet mass.
    pub dry_share: &'a Parameter,
    /// Soft tissue per dry matter.
    pub soft_share: &'a Parameter,
    /// Shell per dry matter.
    pub shell_share: &'a Parameter,
    /// Carbon per dry soft tissue.
    pub carbon_soft: &'a Parameter,
    /// Carbon per shell.
    pub carbon_shell: &'a Parameter,
}

impl<'a> BivalveRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 5] {
        [self.dry_share, self.soft_share, self.shell_share, self.carbon_soft, self.carbon_shell]
    }
}

/// The rows of a macroalga.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MacroalgaRows<'a> {
    /// Dry matter per wet mass.
    pub dry_share: &'a Parameter,
    /// Carbon per dry matter.
    pub carbon: &'a Parameter,
}

impl<'a> MacroalgaRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 2] {
        [self.dry_share, self.carbon]
    }
}

#[derive(Deserialize)]
struct Neighbour {
    species: String,
    name_zh: String,
    nearest: String,
    reason: String,
}

/// The rows of a species, by what it is and what was published of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SpeciesRows<'a> {
    /// A bivalve, soft tissue and shell apart.
    Bivalve(BivalveRows<'a>),
    /// A bivalve with its shell: the carbon per wet mass of the whole animal.
    WholeAnimal(&'a Parameter),
    /// A macroalga by dry matter and its carbon content.
    Macroalga(MacroalgaRows<'a>),
    /// A macroalga: the carbon per wet mass.
    WholeAlga(&'a Parameter),
}

const PARTS: &str = "carbon_shell";
const CONTENT: &str = "carbon";
const WHOLE_ANIMAL: &str = "whole_animal_carbon";
const WHOLE_ALGA: &str = "whole_alga_carbon";

impl MaricultureTable {
    /// The coefficients of a species, whatever it is.
    ///
    /// # Errors
    /// A species without them, with the nearest that has them; or unverified rows that are not allowed.
    pub fn species(&self, set: &str, species: &str) -> Result<SpeciesRows<'_>> {
        self.published(set, species, &[PARTS, CONTENT, WHOLE_ANIMAL, WHOLE_ALGA])?;
        let has = |quantity: &str| self.having(set, &[quantity]).contains(&species);
        if has(PARTS) {
            self.bivalve(set, species).map(SpeciesRows::Bivalve)
        } else if has(CONTENT) {
            self.macroalga(set, species).map(SpeciesRows::Macroalga)
        } else if has(WHOLE_ANIMAL) {
            self.get([set, species, WHOLE_ANIMAL]).map(SpeciesRows::WholeAnimal)
        } else {
            self.get([set, species, WHOLE_ALGA]).map(SpeciesRows::WholeAlga)
        }
    }

    /// The coefficients of a bivalve, soft tissue and shell apart.
    ///
    /// # Errors
    /// A species without them, with the nearest that has them; or unverified rows that are not allowed.
    pub fn bivalve(&self, set: &str, species: &str) -> Result<BivalveRows<'_>> {
        self.published(set, species, &[PARTS])?;
        let row = |quantity| self.get([set, species, quantity]);
        Ok(BivalveRows {
            dry_share: row("dry_share")?,
            soft_share: row("soft_share")?,
            shell_share: row("shell_share")?,
            carbon_soft: row("carbon_soft")?,
            carbon_shell: row(PARTS)?,
        })
    }

    /// The coefficients of a macroalga by its dry matter.
    ///
    /// # Errors
    /// A species without them, with the nearest that has them; or unverified rows that are not allowed.
    pub fn macroalga(&self, set: &str, species: &str) -> Result<MacroalgaRows<'_>> {
        self.published(set, species, &[CONTENT])?;
        let row = |quantity| self.get([set, species, quantity]);
        Ok(MacroalgaRows { dry_share: row("dry_share")?, carbon: row(CONTENT)? })
    }

    /// That a coefficient of the whole animal says nothing about its shell, with the nearest that does.
    #[must_use]
    pub fn shell_not_apart(&self, set: &str, species: &str) -> Error {
        let error = Error::data(format!(
            "set `{set}` has the carbon of the whole `{species}`: its shell can only be counted in full"
        ));
        let error = match self.elsewhere(species, &[PARTS]) {
            Some((set, nearest, reason)) => error.note(format!(
                "the nearest published with soft tissue and shell apart is `{nearest}` of `{set}`{reason}"
            )),
            None => error,
        };
        error.hint("set `shell_accounting = \"standard\"`, or take coefficients with soft tissue and shell apart")
    }

    /// The species of a set that have one of the quantities.
    fn having(&self, set: &str, quantities: &[&str]) -> Vec<&str> {
        let rows = self.0.rows().filter(|(key, _)| key[0] == set && quantities.contains(&key[2].as_str()));
        rows.map(|(key, _)| key[1].as_str()).collect()
    }

    /// The sets with one of the quantities.
    fn sets(&self, quantities: &[&str]) -> Vec<&str> {
        let mut sets: Vec<&str> = Vec::new();
        for (key, _) in self.0.rows().filter(|(key, _)| quantities.contains(&key[2].as_str())) {
            if !sets.contains(&key[0].as_str()) {
                sets.push(&key[0]);
            }
        }
        sets
    }

    /// A set with a species itself, or with the nearest one, and why.
    fn elsewhere(&self, species: &str, quantities: &[&str]) -> Option<(&str, String, String)> {
        let sets = self.sets(quantities);
        if let Some(set) = sets.iter().find(|set| self.having(set, quantities).contains(&species)) {
            return Some((set, species.to_owned(), String::new()));
        }
        sets.into_iter().find_map(|set| {
            let with = self.having(set, quantities);
            let neighbour = neighbours().ok()?.into_iter().find(|row| row.is_of(species, &with))?;
            Some((set, neighbour.nearest, format!(": {}", neighbour.reason)))
        })
    }

    /// Refuses a species without a row of one of the `quantities`, and names the nearest with one.
    fn published(&self, set: &str, species: &str, quantities: &[&str]) -> Result<()> {
        let with = self.having(set, quantities);
        if with.contains(&species) {
            return Ok(());
        }
        let wanted = if let [one] = quantities { format!("`{one}`") } else { "coefficients".to_owned() };
        if with.is_empty() {
            return Err(Error::data(format!("set `{set}` has no {wanted} of any species"))
                .hint(format!("use {}", self.sets(quantities).join(", "))));
        }
        let mut error = Error::data(format!("set `{set}` has no {wanted} of `{species}`: it has {}", with.join(", ")));
        for other in self.sets(quantities).into_iter().filter(|other| *other != set) {
            if self.having(other, quantities).contains(&species) {
                error = error.note(format!("`{other}` has it: `coefficients = \"{other}\"` in a section of its own"));
            }
        }
        let neighbour = neighbours()?.into_iter().find(|row| row.is_of(species, &with));
        Err(match (neighbour, nearest(species, with)) {
            (Some(Neighbour { nearest, reason, .. }), _) => error
                .note(format!("the nearest published species is `{nearest}`: {reason}"))
                .hint(format!("add rows with a source, or account the tonnes as `{nearest}` and say so")),
            (None, Some(near)) => error.hint(format!("did you mean `{near}`?")),
            (None, None) => error.hint("add rows with a source to a table of your own"),
        })
    }
}

fn neighbours() -> Result<Vec<Neighbour>> {
    csv::Reader::from_reader(NEAREST.as_bytes())
        .into_deserialize()
        .collect::<csv::Result<_>>()
        .map_err(|error| Error::internal(format!("parameters/coast/nearest_species.csv: {error}")))
}

impl Neighbour {
    /// Whether it stands in for a species, among those that have coefficients.
    fn is_of(&self, species: &str, with: &[&str]) -> bool {
        (self.species == species || self.name_zh == species) && with.contains(&self.nearest.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_species_without_coefficients_is_told_the_nearest() {
        let table = MaricultureTable::built_in().expect("valid");
        let message = table.bivalve("sun2020", "razor_clam").expect_err("unknown").to_string();
        insta::assert_snapshot!(message, @"
        set `sun2020` has no `carbon_shell` of `razor_clam`: it has clam, scallop, oyster, mussel, other_bivalve
          the nearest published species is `clam`: both are burrowing clams

        hint: add rows with a source, or account the tonnes as `clam` and say so
        ");
        let message = table.macroalga("sun2020", "羊栖菜").expect_err("unknown").to_string();
        assert!(message.contains("nearest published species is `kelp`"), "{message}");
        let message = table.bivalve("sun2020", "oister").expect_err("unknown").to_string();
        assert!(message.contains("did you mean `oyster`?"), "{message}");
        assert!(table.macroalga("sun2020", "oyster").is_err() && table.bivalve("sun2020", "kelp").is_err());
    }

    #[test]
    fn soft_tissue_and_shell_are_the_whole_animal() {
        let table = MaricultureTable::built_in().expect("valid").allow_unverified(true);
        for species in ["clam", "scallop", "oyster", "mussel", "other_bivalve"] {
            let rows = table.bivalve("sun2020", species).expect("rows");
            assert!((rows.soft_share.value + rows.shell_share.value - 1.0).abs() < 1e-12, "{species}");
        }
    }

    #[test]
    fn every_nearest_species_has_coefficients() {
        let table = MaricultureTable::built_in().expect("valid").allow_unverified(true);
        let all = [PARTS, CONTENT, WHOLE_ANIMAL, WHOLE_ALGA];
        for row in neighbours().expect("valid") {
            let found = table.sets(&all).iter().any(|set| table.having(set, &all).contains(&row.nearest.as_str()));
            assert!(found, "{}", row.species);
        }
    }

    #[test]
    fn a_whole_animal_has_no_shell_apart() {
        let table = MaricultureTable::built_in().expect("valid");
        let rows = |set, species| table.species(set, species).expect("a coefficient");
        assert!(
            matches!(rows("quan2014-zhejiang", "razor_clam"), SpeciesRows::WholeAnimal(row) if row.value == 0.0936)
        );
        assert!(matches!(rows("ijerph2022-china", "all_algae"), SpeciesRows::WholeAlga(row) if row.value == 0.052));
        let message = table.shell_not_apart("quan2014-zhejiang", "razor_clam").to_string();
        assert!(
            message.contains("nearest published with soft tissue and shell apart is `clam` of `sun2020`"),
            "{message}"
        );
        let message = table.shell_not_apart("quan2014-zhejiang", "oyster").to_string();
        assert!(message.contains("is `oyster` of `sun2020`\n"), "{message}");
        let message = table.species("quan2014-zhejiang", "mussel").expect_err("no row").to_string();
        assert!(message.contains("`sun2020` has it") && message.contains("`all_bivalves`"), "{message}");
    }
}
