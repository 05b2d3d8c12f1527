//! Keys of parameters in words, as charts and the report name them.

use crate::terms::{Language, term};

/// The keys of a parameter or of a correlated group.
pub(super) fn key_in_words(name: &str, classes: &[(String, String)], language: Language) -> String {
    name.split("; ").map(|one| one_key_in_words(one, classes, language)).collect::<Vec<_>>().join("; ")
}

/// The key of a parameter without its table and set, such as `arbor_forest · soil organic carbon`, or what a source measured.
fn one_key_in_words(name: &str, classes: &[(String, String)], language: Language) -> String {
    let (source, key) = name.rsplit_once(": ").unwrap_or((name, ""));
    let mut parts: Vec<&str> = key.split(", ").filter(|part| !part.is_empty()).collect();
    if parts.len() > 2 {
        parts.remove(0);
    }
    if let Some((kind @ ("inventories" | "layers" | "samples"), own)) = source.split_once('/') {
        parts = if parts.is_empty() { vec![kind, own] } else { [parts, vec![own]].concat() };
    }
    if parts.is_empty() {
        return name.to_owned();
    }
    let in_words = |part: &&str| {
        if let Some((_, class)) = classes.iter().find(|(id, _)| id == part) {
            return class.clone();
        }
        let mut kinds = ["parameter", "pool", "species", "category", "quantity"].iter();
        let known = kinds.find_map(|kind| term(language, &format!("{kind}.{part}")));
        known.map_or_else(|| part.replace('_', " "), str::to_owned)
    };
    parts.iter().map(in_words).collect::<Vec<_>>().join(" · ")
}
