//! The words that people read, in English and in Chinese: one table for every product.

mod methods;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::methods::method_in;

/// The language of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

const TABLE: &str = include_str!("terms.csv");

static TERMS: LazyLock<BTreeMap<String, [String; 2]>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let rows = reader.records().map(|row| row.expect("the table of terms is valid"));
    rows.map(|row| (row[0].to_owned(), [row[1].to_owned(), row[2].to_owned()])).collect()
});

/// The word of a key such as `quantity.area` or `pool.litter`; none if the table lacks it.
///
/// ```
/// use tanhui::terms::{Language, term};
/// assert_eq!(term(Language::Chinese, "quantity.carbon_stock"), Some("碳储量"));
/// ```
#[must_use]
pub fn term(language: Language, key: &str) -> Option<&'static str> {
    let [english, chinese] = TERMS.get(key)?;
    Some(match language {
        Language::Chinese => chinese,
        Language::English => english,
    })
}

/// All words of a language with their keys, in the order of keys.
pub fn terms(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    let word = move |[english, chinese]: &'static [String; 2]| match language {
        Language::Chinese => chinese.as_str(),
        Language::English => english.as_str(),
    };
    TERMS.iter().map(move |(key, words)| (key.as_str(), word(words)))
}

/// The word of a name of some kind, or the name itself where the table lacks it: names of a user's own have no translation.
#[must_use]
pub fn word<'a>(language: Language, kind: &str, name: &'a str) -> &'a str {
    term(language, &format!("{kind}.{name}")).unwrap_or(name)
}

/// A word with its places, such as `{years}`, filled.
///
/// ```
/// use tanhui::terms::{Language, filled};
/// assert_eq!(filled(Language::Chinese, "map", "land_class", &[("years", "2022")]), "2022年地类图");
/// ```
#[must_use]
pub fn filled(language: Language, kind: &str, name: &str, places: &[(&str, &str)]) -> String {
    // One pass, so that what is put in is never taken for a place.
    let mut rest = word(language, kind, name);
    let mut filled = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((place, after)) = after.split_once('}') else { break };
        filled += before;
        filled += places.iter().find(|(name, _)| *name == place).map_or("", |(_, value)| value);
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_a_place_is_no_place() {
        assert_eq!(filled(Language::English, "map", "land_class", &[("years", "{years}")]), "Land class, {years}");
    }

    #[test]
    fn every_term_has_both_languages_and_stands_once() {
        let keys: Vec<&str> = TABLE.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(keys.len(), TERMS.len(), "a key stands twice");
        for (key, words) in TERMS.iter() {
            assert!(words.iter().all(|word| !word.trim().is_empty()), "{key}");
        }
    }

    #[test]
    fn a_name_of_one_s_own_stays_as_it_is() {
        assert_eq!(word(Language::Chinese, "sector", "coast"), "滨海湿地");
        assert_eq!(word(Language::Chinese, "pool", "my_pool"), "my_pool");
    }
}
