//! Which system of land-class codes a layer seems to use: a suggestion, for the layer has to declare it.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::land::forest::LandCodeTable;
use crate::vector::{AttributeValue, FeatureLayer};

/// How many systems and codes are named.
const MOST_SHOWN: usize = 3;

/// How often each code occurs, and whether codes are numbers, without leading zeros.
#[derive(Debug, Default)]
pub(super) struct CodeCounts {
    codes: BTreeMap<String, u64>,
    are_numbers: bool,
}

impl CodeCounts {
    pub(super) fn add(&mut self, value: &AttributeValue) {
        let code = match value {
            AttributeValue::Text(text) => text.trim().to_owned(),
            AttributeValue::Integer(number) => {
                self.are_numbers = true;
                number.to_string()
            }
            AttributeValue::Real(number) => {
                self.are_numbers = true;
                number.to_string()
            }
            AttributeValue::Missing | AttributeValue::Other(_) => String::new(),
        };
        if !code.is_empty() {
            *self.codes.entry(code).or_default() += 1;
        }
    }

    /// The systems that know most features, such as `` `c4` knows 120 of 130 features, `sandiao` 4 ``; and the best, if it
    /// knows any.
    pub(super) fn suggestion(&self) -> (String, Option<&'static str>) {
        let codes = self.codes.iter().map(|(code, features)| (code.as_str(), *features)).collect();
        let total: u64 = self.codes.values().sum();
        let fits = LandCodeTable::fits(&codes, self.are_numbers);
        let known: Vec<String> = fits
            .iter()
            .filter(|(_, features)| *features > 0)
            .take(MOST_SHOWN)
            .map(|(system, features)| format!("`{}` knows {features}", system.name()))
            .collect();
        let best = fits.first().filter(|(_, features)| *features > 0).map(|(system, _)| system.name());
        let known = if known.is_empty() {
            let shown: Vec<&str> = self.codes.keys().take(MOST_SHOWN).map(String::as_str).collect();
            format!("no system knows any: they have codes such as {}", shown.join(", "))
        } else {
            known.join(", ")
        };
        (format!("of {total} features with a land class, {known}"), best)
    }
}

/// The error for a layer that declares no system, with the one that fits best.
pub(super) fn undeclared(inventory: &str, layer: &FeatureLayer, field: &str) -> Result<Error> {
    let mut counts = CodeCounts::default();
    layer.read(&[field], |record| record.values.iter().for_each(|value| counts.add(value)))?;
    let (fits, best) = counts.suggestion();
    let error = Error::data(format!(
        "inventory `{inventory}` does not say which system its land classes are of (`land_codes`)"
    ))
    .note(fits);
    Ok(match best {
        Some(best) => error
            .hint(format!("if the survey's documents agree, write `land_codes = \"{best}\"`"))
            .hint("the same digits mean other land in other systems, so the best fit can be wrong"),
        None => error.hint("give a table of the codes with the columns `first`, `last`, `role` and `evidence`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_that_knows_most_is_suggested_with_its_count() {
        let mut counts = CodeCounts::default();
        for code in ["1111", "1111", "1130", "2100", "1101", " "] {
            counts.add(&AttributeValue::Text(code.to_owned()));
        }
        let (text, best) = counts.suggestion();
        assert_eq!(best, Some("c4"));
        assert_eq!(text, "of 5 features with a land class, `c4` knows 4, `sandiao` knows 1");
    }

    #[test]
    fn numbers_are_tried_with_the_zeros_they_have_lost() {
        let mut counts = CodeCounts::default();
        for code in [301, 301, 1101] {
            counts.add(&AttributeValue::Integer(code));
        }
        assert_eq!(counts.suggestion().1, Some("sandiao"));
    }
}
