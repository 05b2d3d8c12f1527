//! Lists: one line per account row, with its unit and its limits.

use std::collections::{BTreeMap, BTreeSet};

use super::description::{Dimension, List, definition, is_all, years};
use super::fill::zone_label;
use super::label::{Label, Names};
use super::lists::is_of_target;
use super::table::{Cell, Column, Line, Notes, Table};
use super::unit::ShownUnit;
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use crate::report::period::{found_years, is_projected};
use crate::report::provenance::shown_method;
use crate::terms::Language;

/// The list of an account; none if it has no row of it.
pub(super) fn list(list: &List, rows: &[&AccountRow], names: &Names) -> Option<Table> {
    let found = found_years(rows.iter().copied());
    let mut rows: Vec<&AccountRow> = rows.iter().copied().filter(|row| (list.select)(row)).collect();
    if list.is_latest {
        rows.retain(|row| !is_projected(row, found));
        keep_latest(&mut rows);
    }
    if rows.is_empty() {
        return None;
    }
    let mut notes = Notes::default();
    for row in &rows {
        notes.add(row);
    }
    let has_limits = list.has_limits && rows.iter().any(|row| row.limits().is_some());
    let heads: &[&str] = if has_limits { &["word.value", "word.low95", "word.high95"] } else { &["word.value"] };
    let column = |key: &&str| Column { group: None, name: Label::term(key), unit: None };
    let lines = rows.iter().map(|row| {
        let unit = ShownUnit::full(&row.unit);
        let [low, high] = row.limits().map_or([None; 2], |limits| limits.map(Some));
        let values = [Some(row.value), low, high];
        let cells = values.into_iter().take(heads.len());
        Line {
            labels: list.stubs.iter().map(|stub| label(*stub, row, names)).collect(),
            is_total: false,
            cells: cells.map(|value| Some(Cell::rounded(value?, unit.digits))).collect(),
        }
    });
    // Rows that differ in what is not shown, such as the wording of a method, are one line.
    let mut seen: Vec<Line> = Vec::new();
    for line in lines {
        if !seen.contains(&line) {
            seen.push(line);
        }
    }
    let distinct: BTreeSet<&Vec<Label>> = seen.iter().map(|line| &line.labels).collect();
    notes.left_out = seen.len() - distinct.len();
    Some(Table {
        id: list.id,
        zone_set: String::new(),
        title: Label::term(&format!("table.{}", list.id)),
        stubs: list.stubs.iter().map(|stub| Label::term(&stub.term())).collect(),
        columns: heads.iter().map(column).collect(),
        lines: seen,
        notes,
    })
}

/// Of rows that differ in their years only, the last: of periods that end in one year the shortest.
fn keep_latest(rows: &mut Vec<&AccountRow>) {
    type Figure<'a> = (&'a str, &'a str, Sector, Quantity, &'a str, &'a str, &'a str);
    fn figure(row: &AccountRow) -> Figure<'_> {
        (&row.zone_set, &row.zone, row.sector, row.quantity, &row.category, &row.pool, &row.unit)
    }
    let time = |row: &AccountRow| (row.year_to.or(row.year), row.year);
    let mut last: BTreeMap<Figure<'_>, (Option<i32>, Option<i32>)> = BTreeMap::new();
    for row in rows.iter() {
        let known = last.entry(figure(row)).or_insert(time(row));
        *known = time(row).max(*known);
    }
    rows.retain(|row| last[&figure(row)] == time(row));
}

fn label(stub: Dimension, row: &AccountRow, names: &Names) -> Label {
    match stub {
        Dimension::ZoneSet => names.of("zone_set", &row.zone_set),
        Dimension::Zone => zone_label(&row.zone, &row.zone_name),
        Dimension::Year => Label::name(&years(row)),
        Dimension::Method => {
            let [zh, en] = [Language::Chinese, Language::English].map(|language| shown_method(&row.method, language));
            Label { zh, en }
        }
        Dimension::Definition => {
            let unknown =
                row.method.contains("; denominator unknown").then(|| Label::term("definition.no_denominator"));
            let stated = definition(row).map(|definition| names.of("definition", definition));
            stated.into_iter().chain(unknown).reduce(|one, other| one.and(&other)).unwrap_or_else(|| Label::name("–"))
        }
        Dimension::Unit => ShownUnit::full(&row.unit).label,
        Dimension::Quantity => names.of("quantity", &row.quantity.name()),
        Dimension::Sector => names.of("sector", row.sector.name()),
        Dimension::Evidence => {
            row.evidence.map_or_else(|| Label::name("–"), |evidence| names.of("evidence", evidence.name()))
        }
        Dimension::Pool if is_all(&row.pool) => Label::name("–"),
        Dimension::Pool => names.of("pool", &row.pool),
        _ if is_all(&row.category) => Label::term("word.total"),
        _ => {
            let title = if is_of_target(row.quantity) { names.title(&row.category) } else { None };
            title.unwrap_or_else(|| names.category(&row.category))
        }
    }
}
