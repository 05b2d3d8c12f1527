//! The figures that a summary names.

use super::catalogue::HEADLINES;
use super::fill::first_sources;
use super::label::{Label, Names};
use super::zone_sets;
use crate::accounts::AccountRow;
use crate::report::period::{found_years, is_projected};

/// Names and rows of the headline figures: of each the first zone set's, of the last year that is no projection; of a change the last and shortest period.
pub(in crate::report) fn headlines<'a>(rows: &'a [AccountRow], names: &Names) -> Vec<(Label, &'a AccountRow)> {
    let sets: Vec<Vec<&AccountRow>> = zone_sets(rows).into_iter().map(|set| first_sources(rows, set)).collect();
    let years = found_years(rows);
    let found = HEADLINES.iter().filter_map(|figure| {
        let of_set = |rows: &Vec<&'a AccountRow>| {
            let rows = rows
                .iter()
                .copied()
                .filter(|row| row.zone == "*" && figure.is_of(row, &[]) && !is_projected(row, years));
            // Of equal years the first row stands.
            rows.rev().max_by_key(|row| (row.year_to.or(row.year), row.year))
        };
        let row = sets.iter().find_map(of_set)?;
        let mut name = figure.name.map_or_else(|| names.of("quantity", &row.quantity.name()), Label::term);
        if let Some(group) = figure.group.map(Label::term) {
            name = Label { zh: format!("{} · {}", name.zh, group.zh), en: format!("{} · {}", name.en, group.en) };
        }
        Some((name, row))
    });
    found.collect()
}
