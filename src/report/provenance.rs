//! What a report says of where its figures come from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::accounts::{AccountRow, Provenance};
use crate::parameters::{BUILT_IN_TABLES, Evidence};
use crate::terms::{Language, method_in};

/// A file that was read, as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// Its path.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub blake3: String,
}

/// Parameters that nobody has read in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Unverified {
    /// Where they are said to come from.
    pub(super) source: String,
    /// The table of the program that they stand in; empty for what an account brought itself.
    pub(super) table: String,
    /// Their names, each once.
    pub(super) names: Vec<String>,
}

/// Methods with the numbers of single zones left out: one line for what was done in the same way.
pub(super) fn shown_methods(methods: &BTreeSet<String>, language: Language) -> Vec<String> {
    let shown: BTreeSet<String> = methods.iter().map(|method| shown_method(method, language)).collect();
    shown.into_iter().collect()
}

/// A method with the numbers of single zones left out.
pub(super) fn shown_method(method: &str, language: Language) -> String {
    method_in(language, &without_numbers(method))
}

fn without_numbers(method: &str) -> String {
    let is_measured = |word: &str| word.len() > 6 && word.contains('.') && word.parse::<f64>().is_ok();
    let is_area = |word: &str, next: Option<&&str>| next == Some(&"ha") && word.parse::<f64>().is_ok();
    let words: Vec<&str> = method.split(' ').collect();
    let shown = words
        .iter()
        .enumerate()
        .map(|(index, word)| if is_measured(word) || is_area(word, words.get(index + 1)) { "…" } else { word });
    shown.collect::<Vec<_>>().join(" ")
}

/// The unverified parameters behind the unverified figures of an account: rows of the program's tables whose source those figures
/// name. What a figure names and no table has is a source of the pipeline's own.
pub(super) fn unverified_parameters(rows: &[AccountRow]) -> Vec<Unverified> {
    let used: BTreeSet<&str> =
        rows.iter().filter(|row| row.evidence == Some(Evidence::Unverified)).map(|row| row.sources.as_str()).collect();
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (path, text) in BUILT_IN_TABLES {
        for (source, name) in unverified_rows(text) {
            if used.iter().any(|sources| sources.contains(&source)) {
                found.entry((source, path.to_owned())).or_default().insert(name);
            }
        }
    }
    // Of the other unverified figures the sources that are no table's: what the pipeline itself says is unverified.
    let of_tables: BTreeSet<String> =
        BUILT_IN_TABLES.iter().flat_map(|(_, text)| sources_of(text)).map(|(source, ..)| source).collect();
    let explained: Vec<String> = found.keys().map(|(source, _)| source.clone()).collect();
    for sources in used.into_iter().filter(|sources| !explained.iter().any(|source| sources.contains(source.as_str())))
    {
        let own = sources.split("; ").filter(|source| !source.is_empty() && !of_tables.contains(*source));
        for source in own {
            found.entry((source.to_owned(), String::new())).or_default();
        }
    }
    found
        .into_iter()
        .map(|((source, table), names)| Unverified { source, table, names: names.into_iter().collect() })
        .collect()
}

/// Source and name of the unverified rows of a table.
fn unverified_rows(text: &str) -> impl Iterator<Item = (String, String)> {
    let unverified = |(source, name, evidence): (String, String, String)| {
        (evidence == Evidence::Unverified.name()).then_some((source, name))
    };
    sources_of(text).into_iter().filter_map(unverified)
}

/// Source, name and evidence of every row of a table; the name is what stands before the value, or before the source.
fn sources_of(text: &str) -> Vec<(String, String, String)> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let Ok(heads) = reader.headers().cloned() else { return Vec::new() };
    let column = |name: &str| heads.iter().position(|head| head == name);
    let (Some(source), Some(evidence)) = (column("source"), column("evidence")) else { return Vec::new() };
    let key_end = column("value").unwrap_or(source);
    let rows = reader.records().flatten().map(|row| {
        let keys: Vec<&str> = row.iter().take(key_end).filter(|key| !key.is_empty()).collect();
        let table = column("table").and_then(|table| row.get(table)).unwrap_or_default();
        let named = Provenance::named(row.get(source).unwrap_or_default(), table);
        (named, keys.join(" "), row.get(evidence).unwrap_or_default().to_owned())
    });
    rows.filter(|(source, ..)| !source.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tables::row;
    use super::*;
    use crate::accounts::Quantity;
    use crate::land::Sector;

    #[test]
    fn numbers_of_single_zones_are_left_out_of_methods() {
        let methods = ["sum over 329174.7089000001 ha", "sum over 1234.5678 ha", "below 20.0 m³/ha"].map(str::to_owned);
        assert_eq!(shown_methods(&methods.into(), Language::English), ["below 20.0 m³/ha", "sum over … ha"]);
    }

    #[test]
    fn an_unverified_parameter_is_named_if_a_figure_used_its_source() {
        let mut used = row(Sector::Sea, Quantity::HarvestedCarbon, "clam", "*", "t C", 1.0);
        used.sources = "孙康 等 2020 地理研究 39(11), Table 2; invented".to_owned();
        assert!(unverified_parameters(std::slice::from_ref(&used)).is_empty(), "the figure is not unverified");
        used.evidence = Some(Evidence::Unverified);
        let found = unverified_parameters(&[used]);
        assert_eq!(found.iter().map(|of| of.table.as_str()).collect::<Vec<_>>(), ["coast/mariculture.csv"]);
        assert!(found[0].names.contains(&"sun2020 clam dry_share".to_owned()), "{:?}", found[0].names);
    }
}
