//! Official tables: a description says which account rows are the cells of which table; numbers are rounded here and nowhere
//! before, so that parts still add up to their totals.

mod balance;
mod catalogue;
mod category;
mod description;
mod fill;
mod flat;
mod headlines;
mod label;
mod listing;
mod lists;
mod rounding;
mod sections;
mod table;
mod unit;
mod workbook;

pub use fill::Style;
pub use flat::{table_csv, table_file_names, table_parquet};
pub use label::{Label, Names};
pub use table::{Cell, Column, Line, Notes, Table};
pub use workbook::{Cover, workbook};

#[cfg(test)]
pub(super) use category::tests::row;
pub(super) use description::years;
pub(super) use fill::zone_label;
pub(super) use headlines::headlines;
pub(super) use sections::report_sections;
pub(super) use unit::ShownUnit;

use crate::accounts::AccountRow;
use crate::terms::{Language, word};

/// The zone sets of an account, in its order.
pub(super) fn zone_sets(rows: &[AccountRow]) -> Vec<&str> {
    let mut sets: Vec<&str> = Vec::new();
    for row in rows {
        if !sets.contains(&row.zone_set.as_str()) {
            sets.push(&row.zone_set);
        }
    }
    sets
}

/// Every table that the account has rows of, one per zone set, and its lists.
#[must_use]
pub fn official_tables(rows: &[AccountRow], names: &Names, style: Style) -> Vec<Table> {
    let sets: Vec<(&str, Vec<&AccountRow>)> =
        zone_sets(rows).into_iter().map(|set| (set, fill::first_sources(rows, set))).collect();
    let tables = catalogue::TABLES
        .iter()
        .flat_map(|description| sets.iter().filter_map(|(set, rows)| fill::fill(description, set, rows, names, style)));
    let all: Vec<&AccountRow> = sets.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
    let lists = lists::LISTS.iter().filter_map(|list| listing::list(list, &all, names));
    let mut tables: Vec<Table> = tables.chain(lists).collect();
    add_zone_sets(&mut tables);
    tables
}

/// Names the zone set in titles that several tables have.
fn add_zone_sets(tables: &mut [Table]) {
    let titles: Vec<Label> = tables.iter().map(|table| table.title.clone()).collect();
    for table in tables {
        if titles.iter().filter(|title| **title == table.title).count() > 1 {
            table.title.zh = format!("{}（{}）", table.title.zh, word(Language::Chinese, "zone_set", &table.zone_set));
            table.title.en = format!("{} ({})", table.title.en, word(Language::English, "zone_set", &table.zone_set));
        }
    }
}
