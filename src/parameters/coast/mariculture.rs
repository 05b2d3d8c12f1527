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
        "carbon_per_wet_mass" => &["t C/t wet"],
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

/// The rows of a species, by what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SpeciesRows<'a> {
    /// A bivalve.
    Bivalve(BivalveRows<'a>),
    /// A macroalga.
    Macroalga(MacroalgaRows<'a>),
}

impl MaricultureTable {
    /// The coefficients of a species, whatever it is.
    ///
    /// # Errors
    /// A species without them, with the nearest that has them; or unverified rows that are not allowed.
    pub fn species(&self, set: &str, species: &str) -> Result<SpeciesRows<'_>> {
        self.published(set, species, &["carbon_shell", "carbon"])?;
        match self.published(set, species, &["carbon_shell"]) {
            Ok(()) => self.bivalve(set, species).map(SpeciesRows::Bivalve),
            Err(_) => self.macroalga(set, species).map(SpeciesRows::Macroalga),
        }
    }

    /// The coefficients of a bivalve.
    ///
    /// # Errors
    /// A species without them, with the nearest that has them; or unverified rows that are not allowed.
    pub fn bivalve(&self, set: &str, species: &str) -> Result<BivalveRows<'_>> {
        self.published(set, species, &["carbon_shell"])?;
        let row = |quantity| self.get([set, species, quantity]);
        Ok(BivalveRows {
            dry_share: row("dry_share")?,
            soft_share: row("soft_share")?,
            shell_share: row("shell_share")?,
            carbon_soft: row("carbon_soft")?,
            carbon_shell: row("carbon_shell")?,
        })
    }

    /// The coefficients of a macroalga.
    ///
    /// # Errors
    /// A species without them, with the nearest that has them; or unverified rows that are not allowed.
    pub fn macroalga(&self, set: &str, species: &str) -> Result<MacroalgaRows<'_>> {
        self.published(set, species, &["carbon"])?;
        let row = |quantity| self.get([set, species, quantity]);
        Ok(MacroalgaRows { dry_share: row("dry_share")?, carbon: row("carbon")? })
    }

    /// Refuses a species without a row of one of the `quantities`, and names the nearest with one.
    fn published(&self, set: &str, species: &str, quantities: &[&str]) -> Result<()> {
        let with: Vec<&str> = self
            .0
            .rows()
            .filter(|(key, _)| key[0] == set && quantities.contains(&key[2].as_str()))
            .map(|(key, _)| key[1].as_str())
            .collect();
        if with.contains(&species) {
            return Ok(());
        }
        let wanted = quantities.join("` or `");
        if with.is_empty() {
            let mut sets: Vec<&str> = self
                .0
                .rows()
                .filter(|(key, _)| quantities.contains(&key[2].as_str()))
                .map(|(key, _)| key[0].as_str())
                .collect();
            sets.dedup();
            return Err(Error::data(format!("set `{set}` has no `{wanted}` of any species"))
                .hint(format!("use {}", sets.join(", "))));
        }
        let error = Error::data(format!("set `{set}` has no `{wanted}` of `{species}`: it has {}", with.join(", ")));
        let neighbours: Vec<Neighbour> = csv::Reader::from_reader(NEAREST.as_bytes())
            .into_deserialize()
            .collect::<csv::Result<_>>()
            .map_err(|error| Error::internal(format!("parameters/coast/nearest_species.csv: {error}")))?;
        let neighbour = neighbours
            .iter()
            .find(|row| row.species == species || row.name_zh == species)
            .filter(|row| with.contains(&row.nearest.as_str()));
        Err(match (neighbour, nearest(species, with)) {
            (Some(Neighbour { nearest, reason, .. }), _) => error
                .note(format!("the nearest published species is `{nearest}`: {reason}"))
                .hint(format!("add rows with a source, or account the tonnes as `{nearest}` and say so")),
            (None, Some(near)) => error.hint(format!("did you mean `{near}`?")),
            (None, None) => error.hint("add rows with a source to a table of your own"),
        })
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
        for row in csv::Reader::from_reader(NEAREST.as_bytes()).into_deserialize() {
            let row: Neighbour = row.expect("valid");
            let found = table.published("sun2020", &row.nearest, &["carbon", "carbon_shell"]);
            assert!(found.is_ok(), "{}", row.species);
        }
    }
}
