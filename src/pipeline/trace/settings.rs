//! The settings of a pipeline as a manifest holds them: which file each key names, and what differs between two.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::accounts::difference::{Cause, Change, Named, Reach};

/// Where the pipeline names a file.
pub(super) struct FileUse {
    /// The key, such as `cropland.county.paddy.table`.
    pub(super) key: String,
    /// What another content of it is a cause of.
    pub(super) cause: Cause,
    /// What it can reach.
    pub(super) reach: Reach,
}

/// Where the settings name a file that was read.
pub(super) fn file_use(settings: &Value, path: &Path) -> Option<FileUse> {
    let leaves = leaves(settings);
    let (key, _) = leaves.iter().find(|(_, value)| value.as_str().is_some_and(|text| is_file(text, path)))?;
    let has_codes = key.split('.').any(|word| word.ends_with("scheme") || word.ends_with("codes"));
    let cause = if has_codes { Cause::Definition } else { Cause::InputData };
    Some(FileUse { key: key.clone(), cause, reach: reach(key, None) })
}

/// Whether a path as the pipeline writes it, relative to its own directory, is that of a file.
fn is_file(text: &str, path: &Path) -> bool {
    !text.is_empty() && path.ends_with(text.trim_start_matches("./"))
}

/// Every value by its key; a list of texts is one value.
fn leaves(settings: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    let mut pending = vec![(String::new(), settings)];
    while let Some((key, value)) = pending.pop() {
        let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        match value {
            Value::Null => {}
            Value::Object(table) => pending.extend(table.iter().map(|(name, value)| (below(name), value))),
            Value::Array(list) if !list.iter().all(Value::is_string) => {
                pending.extend(list.iter().enumerate().map(|(index, value)| (below(&index.to_string()), value)));
            }
            value => drop(found.insert(key, value)),
        }
    }
    found
}

/// What differs in the settings and can move a figure. Files are compared by their content, and parameters by their values: their
/// names in the settings do not count.
pub(super) fn changed_settings(a: &Value, b: &Value, is_input: impl Fn(&str) -> bool) -> Vec<Change> {
    let (a, b) = (leaves(a), leaves(b));
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let differs = |key: &&String| a.get(*key) != b.get(*key);
    keys.into_iter()
        .filter(differs)
        .filter_map(|key| {
            let (before, after) = (a.get(key).copied(), b.get(key).copied());
            let is_file = [before, after].into_iter().flatten().filter_map(Value::as_str).any(&is_input);
            if is_file || is_of_new_source(key, &a) || is_of_new_source(key, &b) {
                return None;
            }
            let cause = cause(key, before.or(after)?)?;
            let members = |value: Option<&Value>| -> BTreeSet<String> {
                let list = value.and_then(Value::as_array).into_iter().flatten();
                list.filter_map(|member| member.as_str().map(str::to_owned)).collect()
            };
            let is_list = before.or(after).is_some_and(Value::is_array);
            let (old, new) = (members(before), members(after));
            let classes = is_list.then(|| old.symmetric_difference(&new).cloned().collect());
            let only = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>().join(", ");
            let shown = |value: Option<&Value>, own: &str, others: &str| match (value, own, others) {
                (None, ..) => "not set".to_owned(),
                (Some(Value::String(text)), ..) => text.clone(),
                (Some(Value::Array(_)), own, "") => format!("with {own}"),
                (Some(Value::Array(_)), "", others) => format!("without {others}"),
                (Some(Value::Array(_)), own, others) => format!("with {own}, without {others}"),
                (Some(value), ..) => value.to_string(),
            };
            let (removed, added) = (only(&old, &new), only(&new, &old));
            let before = shown(before, &removed, &added);
            let named = Named { name: key.clone(), before, after: shown(after, &added, &removed) };
            Some(Change { cause, named, reach: reach(key, classes) })
        })
        .collect()
}

/// Whether a key belongs to a source of data that the settings do not have: rows of the others do not depend on it.
fn is_of_new_source(key: &str, settings: &BTreeMap<String, &Value>) -> bool {
    let mut words = key.splitn(3, '.');
    match (words.next(), words.next()) {
        (Some(section @ ("layers" | "zones" | "inventories" | "samples" | "series")), Some(name)) => {
            let own = format!("{section}.{name}.");
            !settings.keys().any(|known| known.starts_with(&own))
        }
        _ => false,
    }
}

/// What a setting is a cause of; none where it moves no amount.
fn cause(key: &str, value: &Value) -> Option<Cause> {
    let words: Vec<&str> = key.split('.').collect();
    match words.as_slice() {
        // Zones and official areas show themselves, and so do the values of parameters.
        ["zones", _, "coverage" | "overlaps"] | ["grid", ..] => Some(Cause::Method),
        ["name" | "title" | "outputs" | "uncertainty" | "zones", ..]
        | [.., "allow_unverified"]
        | ["methods", "carbon_density", "table", ..] => None,
        ["layers", _, "scheme", ..] => Some(Cause::Definition),
        ["series" | "layers", ..] | ["forest", "cover_additions", ..] => Some(Cause::InputData),
        _ if value.is_number() => Some(Cause::Parameter),
        _ => Some(Cause::Definition),
    }
}

fn reach(key: &str, classes: Option<Vec<String>>) -> Reach {
    let mut words = key.split('.');
    match (words.next(), words.next()) {
        (Some("methods"), Some(method)) => Reach::Method { method: method.to_owned(), classes },
        (Some(section), _) => Reach::Section(section.to_owned()),
        _ => Reach::All,
    }
}
