//! What two finished runs differ in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Finished;
use super::settings::{changed_settings, file_use};
use crate::accounts::difference::{Cause, Change, Changes, Named, Reach};
use crate::accounts::{AccountRow, Quantity};

/// How much of a hash is shown.
const SHOWN: usize = 16;

/// What differs between two runs beside parameters and formulas.
#[must_use]
pub fn changes(a: &Finished, b: &Finished) -> Changes {
    let mut changes = Changes::default();
    let (old, new) = (roles(a), roles(b));
    let roles: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for role in roles {
        let (before, after) = (old.get(role), new.get(role));
        if before.map(|files| &files.hash) == after.map(|files| &files.hash) {
            continue;
        }
        let Some(files) = after.or(before) else { continue };
        let shown =
            |files: Option<&Files>| files.map_or_else(|| "none".to_owned(), |files| files.hash[..SHOWN].to_owned());
        let named = Named { name: format!("{role} ({})", files.name), before: shown(before), after: shown(after) };
        let change = Change { cause: files.cause, named, reach: files.reach.clone() };
        if before.is_some() && after.is_some() { &mut changes.found } else { &mut changes.one_sided }.push(change);
    }
    changes.found.extend(outlines(a, b));
    changes.found.extend(official_areas(a, b));
    let is_input = |text: &str| {
        [a, b].iter().any(|run| run.inputs().iter().any(|input| input.path.ends_with(text.trim_start_matches("./"))))
    };
    changes.found.extend(changed_settings(&a.manifest.plan.settings, &b.manifest.plan.settings, is_input));
    let (before, after) = (a.origin().tanhui, b.origin().tanhui);
    changes.program = (before != after).then(|| Named { name: "tanhui".to_owned(), before, after });
    changes
}

/// The files that were read as one thing.
struct Files {
    name: String,
    hash: String,
    cause: Cause,
    reach: Reach,
}

/// The files of a run by what they were read as, without zones and parameters, which show themselves.
fn roles(run: &Finished) -> BTreeMap<String, Files> {
    let tables = run.parameter_tables();
    let mut roles: BTreeMap<String, (Files, blake3::Hasher)> = BTreeMap::new();
    for input in run.inputs() {
        let name = input.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if input.role.starts_with("zones.") || tables.contains(name.as_str()) {
            continue;
        }
        let (cause, reach) = match file_use(&run.manifest.plan.settings, Path::new(&input.path)) {
            Some(found) => (found.cause, found.reach),
            None => (Cause::InputData, Reach::All),
        };
        let new = || (Files { name, hash: String::new(), cause, reach }, blake3::Hasher::new());
        roles.entry(input.role).or_insert_with(new).1.update(input.blake3.as_bytes());
    }
    let hashed = |(role, (files, hasher)): (String, (Files, blake3::Hasher))| {
        (role, Files { hash: hasher.finalize().to_hex().to_string(), ..files })
    };
    roles.into_iter().map(hashed).collect()
}

/// The zones whose outlines are not the same.
fn outlines(a: &Finished, b: &Finished) -> Vec<Change> {
    let sets = &b.manifest.plan.zone_sets;
    let both = sets.iter().filter_map(|new| {
        let old = a.manifest.plan.zone_sets.iter().find(|old| old.name == new.name)?;
        let ids: BTreeSet<&String> = old.outlines.keys().chain(new.outlines.keys()).collect();
        let moved: BTreeSet<String> =
            ids.into_iter().filter(|id| old.outlines.get(*id) != new.outlines.get(*id)).cloned().collect();
        let shown = |run: &Finished| -> String {
            let inputs = run.inputs().into_iter().filter(|input| input.role == format!("zones.{}", new.name));
            inputs.map(|input| input.blake3[..SHOWN].to_owned()).next().unwrap_or_default()
        };
        let list: Vec<&str> = moved.iter().take(5).map(String::as_str).collect();
        let more =
            if moved.len() > list.len() { format!(" and {} more", moved.len() - list.len()) } else { String::new() };
        let name = format!("zones.{}, outlines of {}{more}", new.name, list.join(", "));
        let change = Change {
            cause: Cause::Boundary,
            named: Named { name, before: shown(a), after: shown(b) },
            reach: Reach::Zones { set: new.name.clone(), zones: moved.clone() },
        };
        (!moved.is_empty()).then_some(change)
    });
    both.collect()
}

/// The sets whose official areas are not the same.
fn official_areas(a: &Finished, b: &Finished) -> Vec<Change> {
    let of = |run: &Finished| -> BTreeMap<(String, String), (u64, String)> {
        let is_official = |row: &&AccountRow| {
            row.quantity == Quantity::Area && row.category == "zone" && row.method == "official area"
        };
        let rows = run.rows().iter().filter(is_official);
        rows.map(|row| ((row.zone_set.clone(), row.zone.clone()), (row.value.to_bits(), row.sources.clone()))).collect()
    };
    let (old, new) = (of(a), of(b));
    let mut sets: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (key, (area, source)) in &new {
        if let Some((before, source_before)) = old.get(key)
            && before != area
        {
            sets.insert(&key.0, (source_before, source));
        }
    }
    let change = |(set, (before, after)): (&str, (&str, &str))| Change {
        cause: Cause::Boundary,
        named: Named {
            name: format!("zones.{set}, official areas"),
            before: before.to_owned(),
            after: after.to_owned(),
        },
        reach: Reach::OfficialAreas { set: set.to_owned() },
    };
    sets.into_iter().map(change).collect()
}
