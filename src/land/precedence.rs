//! Which sector accounts a class that several lay claim to.

use serde::Deserialize;

use super::Sector;
use crate::error::{Error, Result};

const BUILT_IN: &str = include_str!("../../parameters/land_classes/precedence.csv");
const FILE: &str = "parameters/land_classes/precedence.csv";

/// What a sector claims, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claim {
    /// The order of claims: the lowest goes first.
    pub rank: u32,
    /// The sector.
    pub sector: Sector,
    /// The class it claims, by its identifier in the schemes of the binary.
    pub class: String,
    /// Why.
    pub reason: String,
    /// The law, standard or map.
    pub source: String,
    /// How sure it is that the source says so, as in tables of parameters.
    pub evidence: String,
}

/// The claims of all sectors: the first in order accounts the class, so that nothing is counted twice.
///
/// ```
/// use tanhui::land::{Precedence, Sector};
/// let precedence = Precedence::built_in()?;
/// // Forest land by the survey, wetland by the standard, accounted on the coast.
/// assert_eq!(precedence.sector("mangrove")?, Sector::Coast);
/// // Paddy and ponds are no wetland by law.
/// assert_eq!((precedence.sector("paddy")?, precedence.sector("pond")?), (Sector::Cropland, Sector::Sea));
/// # Ok::<(), tanhui::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedence(Vec<Claim>);

impl Precedence {
    /// The claims in the binary.
    ///
    /// # Errors
    /// A table that is not valid; a unit test reads it.
    pub fn built_in() -> Result<Self> {
        Self::from_csv(FILE, BUILT_IN)
    }

    /// The table in the binary, as an account prints it.
    #[must_use]
    pub fn built_in_text() -> &'static str {
        BUILT_IN
    }

    /// Claims from CSV text with the columns `rank, sector, class, reason, source, evidence`.
    ///
    /// # Errors
    /// A row that does not parse or gives no reason, or two claims of one rank on a class.
    pub fn from_csv(file: &str, text: &str) -> Result<Self> {
        let rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes()).into_deserialize();
        let mut claims = rows
            .collect::<csv::Result<Vec<Claim>>>()
            .map_err(|error| Error::data(format!("cannot read `{file}`")).cause(error))?;
        claims.sort_by_key(|claim| claim.rank);
        let mut problems = Vec::new();
        for (index, claim) in claims.iter().enumerate() {
            if claim.reason.is_empty() || claim.source.is_empty() {
                problems.push(Error::data(format!(
                    "`{file}` gives {} to {} without a reason and its source",
                    claim.class,
                    claim.sector.name()
                )));
            }
            let rival = claims[..index].iter().find(|other| other.class == claim.class && other.rank == claim.rank);
            if let Some(rival) = rival {
                problems.push(
                    Error::data(format!(
                        "`{file}` gives {} to {} and {} at one rank, {}",
                        claim.class,
                        rival.sector.name(),
                        claim.sector.name(),
                        claim.rank
                    ))
                    .hint("give one of them a higher rank: each class belongs to one sector"),
                );
            }
        }
        Error::all(problems)?;
        Ok(Self(claims))
    }

    /// The sector that accounts a class.
    ///
    /// # Errors
    /// A class that no sector claims.
    pub fn sector(&self, class: &str) -> Result<Sector> {
        self.claims(class).next().map(|claim| claim.sector).ok_or_else(|| {
            Error::data(format!("no sector claims the class `{class}`"))
                .note(format!("the claims are in `{FILE}`"))
                .hint("give the class a sector in its scheme, or add a claim with its reason")
        })
    }

    /// Every claim, in order.
    pub fn all(&self) -> impl Iterator<Item = &Claim> {
        self.0.iter()
    }

    /// All claims on a class, the one that goes first before the others.
    pub fn claims(&self, class: &str) -> impl Iterator<Item = &Claim> {
        self.0.iter().filter(move |claim| claim.class == class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::ClassScheme;

    #[test]
    fn every_class_of_every_scheme_belongs_to_exactly_one_sector() {
        let precedence = Precedence::built_in().expect("valid");
        // The schemes of forest type and age group say what grows on forest, not what land is.
        for name in ["tanhui", "igbp", "worldcover"] {
            let scheme = ClassScheme::built_in(name).expect(name);
            for class in scheme.classes() {
                let first: Vec<&Claim> = precedence.claims(&class.id).collect();
                let winners = first.iter().filter(|claim| claim.rank == first[0].rank).count();
                assert_eq!(winners, 1, "{name}: {}", class.id);
                assert_eq!(precedence.sector(&class.id).expect("a sector"), class.sector, "{name}: {}", class.id);
            }
        }
    }

    #[test]
    fn every_claim_is_on_a_class_that_exists_and_says_how_sure_it_is() {
        let schemes: Vec<ClassScheme> = ClassScheme::built_in_names().filter_map(ClassScheme::built_in).collect();
        for claim in Precedence::built_in().expect("valid").0 {
            // Trees in towns are a vegetation of tables, which no map shows.
            assert!(
                claim.class == "urban_trees" || schemes.iter().any(|scheme| scheme.by_id(&claim.class).is_some()),
                "{}",
                claim.class
            );
            assert!(["published", "secondary", "derived", "unverified"].contains(&claim.evidence.as_str()));
        }
    }

    #[test]
    fn two_claims_of_one_rank_are_refused() {
        let text = "rank,sector,class,reason,source,evidence\n1,forest,mangrove,r,s,published\n1,coast,mangrove,r,s,published\n";
        let message = Precedence::from_csv("t.csv", text).expect_err("two claims").to_string();
        assert!(message.contains("gives mangrove to forest and coast at one rank, 1"), "{message}");
        assert!(Precedence::built_in().expect("valid").sector("moon").is_err());
    }
}
