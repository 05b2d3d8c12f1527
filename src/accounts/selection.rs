//! Rows of an account by what they are of.

use std::collections::BTreeSet;

use super::{AccountRow, Quantity};
use crate::error::{Error, Kind, Result, nearest};

/// What rows are wanted; what is not given is any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// The zone set.
    pub zone_set: Option<String>,
    /// The zone, by id or name.
    pub zone: Option<String>,
    /// The sector.
    pub sector: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// The pool.
    pub pool: Option<String>,
    /// The quantity.
    pub quantity: Option<String>,
    /// The year, or the first year of a change.
    pub year: Option<String>,
    /// The last year of a change.
    pub year_to: Option<String>,
}

/// The columns that tell rows apart, in the order in which rows are narrowed down.
const COLUMNS: [&str; 10] =
    ["zone set", "zone", "quantity", "sector", "category", "pool", "year", "year_to", "unit", "method"];

/// What a row has in a column; a zone has an id and a name.
fn cells(row: &AccountRow, column: &str) -> Vec<String> {
    let year = |year: Option<i32>| year.map_or(String::new(), |year| year.to_string());
    match column {
        "zone set" => vec![row.zone_set.clone()],
        "zone" => vec![row.zone.clone(), row.zone_name.clone()],
        "sector" => vec![row.sector.name().to_owned()],
        "category" => vec![row.category.clone()],
        "pool" => vec![row.pool.clone()],
        "quantity" => vec![row.quantity.name()],
        "year" => vec![year(row.year)],
        "year_to" => vec![year(row.year_to)],
        "unit" => vec![row.unit.clone()],
        _ => vec![row.method.clone()],
    }
}

impl Selection {
    fn wanted(&self, column: &str) -> Option<&str> {
        let field = match column {
            "zone set" => &self.zone_set,
            "zone" => &self.zone,
            "sector" => &self.sector,
            "category" => &self.category,
            "pool" => &self.pool,
            "quantity" => &self.quantity,
            "year" => &self.year,
            "year_to" => &self.year_to,
            _ => &None,
        };
        field.as_deref()
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row is wanted.
    #[must_use]
    pub fn matches(&self, row: &AccountRow) -> bool {
        COLUMNS
            .iter()
            .all(|column| self.wanted(column).is_none_or(|wanted| cells(row, column).iter().any(|cell| cell == wanted)))
    }

    /// The numbers of the rows that are wanted.
    ///
    /// # Errors
    /// The first thing asked for that no row has beside what was asked before it, and what they have instead.
    pub fn find(&self, rows: &[AccountRow]) -> Result<Vec<usize>> {
        let mut left: Vec<usize> = (0..rows.len()).collect();
        for column in COLUMNS {
            let Some(wanted) = self.wanted(column) else { continue };
            let fits = |index: &usize| cells(&rows[*index], column).iter().any(|cell| cell == wanted);
            let found: Vec<usize> = left.iter().copied().filter(fits).collect();
            if found.is_empty() {
                let known: BTreeSet<String> = left.iter().flat_map(|index| cells(&rows[*index], column)).collect();
                return Err(no_row(column, wanted, &known));
            }
            left = found;
        }
        Ok(left)
    }
}

/// Text from a file, without what would start a line or turn the direction of writing.
fn plain(text: &str) -> String {
    let is_plain = |c: char| c == '"' || c == '\'' || c == '\\';
    text.chars().map(|c| if is_plain(c) { c.to_string() } else { c.escape_debug().to_string() }).collect()
}

fn no_row(column: &str, wanted: &str, known: &BTreeSet<String>) -> Error {
    let shown = |value: &str| if value.is_empty() { "(empty)".to_owned() } else { format!("`{}`", plain(value)) };
    let mut error = Error::new(Kind::Usage, format!("no row has the {column} `{wanted}` beside what else is asked"));
    let named = || known.iter().map(String::as_str).filter(|value| !["", "*"].contains(value));
    let part = named().find(|value| !wanted.is_empty() && value.contains(wanted));
    if let Some(near) = part.or_else(|| nearest(wanted, named())) {
        error = error.hint(format!("did you mean `{}`?", plain(near)));
    }
    let most = 20;
    let list: Vec<String> = known.iter().take(most).map(|value| shown(value)).collect();
    let more = if known.len() > most { format!(" and {} more", known.len() - most) } else { String::new() };
    error.note(format!("there is {}{more}", list.join(", ")))
}

/// Whether a row is one of those that an account is known by: of all zones and pools together, and of all that is accounted, or a
/// cover rate or growing stock that is no breakdown.
#[must_use]
pub fn is_headline(row: &AccountRow) -> bool {
    let is_whole = match row.quantity {
        Quantity::CoverRate | Quantity::GrowingStock => !row.category.contains([',', ':', '>']),
        _ => row.category == "*",
    };
    row.zone == "*" && ["", "*"].contains(&row.pool.as_str()) && is_whole
}

/// An error that lists what tells rows apart.
#[must_use]
pub fn ambiguous(rows: &[&AccountRow]) -> Error {
    let mut columns: Vec<&str> = COLUMNS.to_vec();
    let joined = |row: &AccountRow, column: &str| match column {
        "zone" => format!("{} {}", row.zone, row.zone_name),
        _ => cells(row, column).concat(),
    };
    columns.retain(|column| rows.iter().any(|row| joined(row, column) != joined(rows[0], column)));
    let mut error = Error::new(Kind::Usage, format!("{} rows are what is asked for, expected one", rows.len()));
    let most = 30;
    for row in rows.iter().take(most) {
        let cell = |column: &&str| match joined(row, column).as_str() {
            "" => format!("no {column}"),
            cell => format!("{column} `{}`", plain(cell)),
        };
        let apart: Vec<String> = columns.iter().map(cell).collect();
        error = error.note(format!("{}: {} {}", apart.join(", "), row.value, row.unit));
    }
    if rows.len() > most {
        error = error.note(format!("and {} more", rows.len() - most));
    }
    let options: Vec<String> = columns
        .iter()
        .filter(|column| !["unit", "method"].contains(column))
        .map(|column| format!("`--{}`", column.replace([' ', '_'], "-")))
        .collect();
    match options.as_slice() {
        [] => error.hint("`--all` traces each of them"),
        options => error.hint(format!("say which with {}, or trace each with `--all`", options.join(", "))),
    }
}
