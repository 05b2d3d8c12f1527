//! Looking up what other sections of an account have found: the figures of a zone by quantity, category and year.

use std::collections::{BTreeMap, BTreeSet};

use super::{AccountRow, Quantity};
use crate::error::{Error, Result, nearest};

/// Whose figures are meant: a zone by id or name, in one zone set or series, or in the only one that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The zone's id or name; `*` is the whole.
    pub zone: String,
    /// The zone set or series.
    pub from: Option<String>,
}

/// A zone as found in the rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct FoundZone {
    /// The zone set or series.
    pub zone_set: String,
    /// The zone's id.
    pub zone: String,
    /// The zone's name.
    pub zone_name: String,
}

/// The rows of one quantity and category that stand for a date, not for a period.
pub(super) fn dated<'a>(
    rows: &'a [AccountRow],
    quantity: Quantity,
    category: &str,
) -> impl Iterator<Item = (i32, &'a AccountRow)> {
    rows.iter()
        .filter(move |row| row.quantity == quantity && row.category == category && row.year_to.is_none())
        .filter(|row| row.pool.is_empty() || row.pool == "*")
        .filter_map(|row| Some((row.year?, row)))
}

/// The figures of a zone by year. Where area is measured in two ways, the plan's own comes first and is taken.
pub(super) fn by_year<'a>(
    rows: &'a [AccountRow],
    quantity: Quantity,
    category: &str,
    zone: &FoundZone,
) -> BTreeMap<i32, &'a AccountRow> {
    let mut years = BTreeMap::new();
    for (year, row) in dated(rows, quantity, category) {
        if row.zone_set == zone.zone_set && row.zone == zone.zone {
            years.entry(year).or_insert(row);
        }
    }
    years
}

/// The one zone of the rows that a subject means.
///
/// # Errors
/// A quantity, category, zone set or zone without figures, or one that several zone sets have.
pub(super) fn find_zone(
    rows: &[AccountRow],
    quantity: Quantity,
    category: &str,
    subject: &Subject,
) -> Result<FoundZone> {
    let name = quantity.name();
    let found: BTreeSet<FoundZone> = dated(rows, quantity, category)
        .map(|(_, row)| FoundZone {
            zone_set: row.zone_set.clone(),
            zone: row.zone.clone(),
            zone_name: row.zone_name.clone(),
        })
        .collect();
    if found.is_empty() {
        let categories: BTreeSet<&str> = rows
            .iter()
            .filter(|row| row.quantity == quantity && row.year.is_some())
            .map(|row| row.category.as_str())
            .collect();
        let what = format!("no figure of `{name}` in category `{category}`");
        return Err(if categories.is_empty() {
            Error::data(format!("{what}, nor in any other")).hint("add a `[series]` of observed values, or a method")
        } else {
            none_of(&what, category, &categories)
        });
    }
    let sets: BTreeSet<&str> = found.iter().map(|zone| zone.zone_set.as_str()).collect();
    if let Some(from) = subject.from.as_deref().filter(|from| !sets.contains(from)) {
        return Err(none_of(&format!("no figure of `{name}` in `{from}`"), from, &sets));
    }
    let matching: Vec<&FoundZone> = found
        .iter()
        .filter(|zone| subject.from.as_ref().is_none_or(|from| *from == zone.zone_set))
        .filter(|zone| zone.zone == subject.zone || zone.zone_name == subject.zone)
        .collect();
    match matching.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let zones: BTreeSet<&str> = found.iter().flat_map(|zone| [zone.zone.as_str(), &zone.zone_name]).collect();
            Err(none_of(&format!("zone `{}` has no figure of `{name}`", subject.zone), &subject.zone, &zones))
        }
        several => {
            let sets: Vec<String> = several.iter().map(|zone| format!("`{}`", zone.zone_set)).collect();
            Err(Error::data(format!("zone `{}` has figures of `{name}` in {}", subject.zone, sets.join(" and ")))
                .hint(format!("say which are meant: `from = \"{}\"`", several[0].zone_set)))
        }
    }
}

fn none_of(what: &str, name: &str, known: &BTreeSet<&str>) -> Error {
    let shown: Vec<&str> = known.iter().copied().take(20).collect();
    let error = Error::data(format!("{what}: there is {}", shown.join(", ")));
    match nearest(name, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}
