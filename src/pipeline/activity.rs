//! Tables of activity data: rows by column, with names of one's own, zones, and every problem with its row.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::plan::{PlannedZoneSet, read_table};
use crate::accounts::ActivityZone;
use crate::error::{Error, Result, nearest};

/// More problems than this in one table are one problem: the wrong file, unit or column.
const MOST_PROBLEMS: usize = 30;

/// Beyond this a mass or an area is a mistake.
const MOST: f64 = 1e12;

/// A table whose columns are known by what they hold.
pub(super) struct Sheet<Column> {
    pub path: PathBuf,
    columns: BTreeMap<Column, (String, usize)>,
    header: BTreeMap<String, usize>,
    records: Vec<csv::StringRecord>,
}

/// A row of a sheet, and what is wrong with it.
pub(super) struct SheetRow<'a, Column> {
    sheet: &'a Sheet<Column>,
    record: &'a csv::StringRecord,
    problems: Vec<Error>,
}

/// What a column is called in a table: its own name unless it is mapped.
fn own_name<Column: Serialize>(column: Column) -> String {
    serde_json::to_value(column).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

impl<Column: Ord + Copy + Serialize> Sheet<Column> {
    /// Reads a table. `needed` columns must be there, `optional` ones only if they are mapped.
    pub(super) fn read(
        path: PathBuf,
        mapped: &BTreeMap<Column, String>,
        needed: &[Column],
        optional: &[Column],
    ) -> Result<Self> {
        let text = read_table(&path)?;
        let file = path.display();
        let cannot = |error: csv::Error| Error::data(format!("cannot read `{file}`")).cause(error);
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(cannot)?.clone();
        let place = |name: &str| {
            let mut places = header.iter().enumerate().filter(|(_, found)| *found == name).map(|(index, _)| index);
            (places.next(), places.next().is_some())
        };
        let mut problems = Vec::new();
        let mut columns = BTreeMap::new();
        for (column, must) in
            needed.iter().map(|column| (column, true)).chain(optional.iter().map(|column| (column, false)))
        {
            let name = mapped.get(column).cloned().unwrap_or_else(|| own_name(*column));
            match place(&name) {
                (Some(_), true) => problems.push(Error::data(format!("`{file}` has two columns `{name}`"))),
                (Some(index), false) => drop(columns.insert(*column, (name, index))),
                (None, _) if must || mapped.contains_key(column) => {
                    let has = header.iter().collect::<Vec<_>>().join(", ");
                    let problem = Error::data(format!("`{file}` has no column `{name}`: it has {has}"));
                    let own = own_name(*column);
                    problems.push(problem.hint(format!("say which it is: `columns = {{ {own} = \"…\" }}`")));
                }
                (None, _) => {}
            }
        }
        Error::all(problems)?;
        let records = reader.records().collect::<csv::Result<Vec<_>>>().map_err(cannot)?;
        if records.is_empty() {
            return Err(Error::data(format!("`{file}` has no rows")));
        }
        let names = header.iter().enumerate().map(|(index, name)| (name.to_owned(), index)).collect();
        Ok(Self { columns, header: names, records, path })
    }

    /// What `read` makes of every row; all problems of all rows, each with its place.
    pub(super) fn collect<Item>(
        &self,
        mut read: impl FnMut(&mut SheetRow<'_, Column>) -> Option<Item>,
    ) -> Result<Vec<Item>> {
        let (mut items, mut problems) = (Vec::new(), Vec::new());
        for record in &self.records {
            let mut row = SheetRow { sheet: self, record, problems: Vec::new() };
            items.extend(read(&mut row));
            let line = record.position().map_or(0, csv::Position::line);
            let place = format!("in `{}`, line {line}", self.path.display());
            let found = row.problems.into_iter().flat_map(Error::into_problems);
            problems.extend(found.map(|problem| problem.note(place.clone())));
        }
        let more = problems.len().saturating_sub(MOST_PROBLEMS);
        if more > 0 {
            problems.truncate(MOST_PROBLEMS);
            problems.push(Error::data(format!("{more} more problems in `{}`", self.path.display())));
        }
        Error::all(problems)?;
        Ok(items)
    }

    /// Whether the table has a column of this name in its header.
    pub(super) fn has(&self, name: &str) -> bool {
        self.header.contains_key(name)
    }
}

impl<Column: Ord + Copy + Serialize> SheetRow<'_, Column> {
    /// Keeps a problem of the row.
    pub(super) fn problem(&mut self, problem: Error) {
        self.problems.push(problem);
    }

    /// The value, or the problem kept.
    pub(super) fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|problem| self.problem(problem)).ok()
    }

    fn name(&self, column: Column) -> String {
        self.sheet.columns.get(&column).map_or_else(|| own_name(column), |(name, _)| name.clone())
    }

    /// A cell; none if it is empty or there is no such column.
    pub(super) fn optional(&self, column: Column) -> Option<&str> {
        let (_, index) = self.sheet.columns.get(&column)?;
        self.record.get(*index).filter(|cell| !cell.is_empty())
    }

    /// A cell that must not be empty.
    pub(super) fn text(&mut self, column: Column) -> Option<String> {
        let cell = self.optional(column).map(str::to_owned);
        if cell.is_none() {
            let problem = Error::data(format!("column `{}` is empty", self.name(column)));
            self.problem(problem);
        }
        cell
    }

    /// A number, zero or more; none if the cell is empty.
    pub(super) fn optional_number(&mut self, column: Column) -> Option<f64> {
        let cell = self.optional(column)?.to_owned();
        let name = self.name(column);
        self.keep(number(&cell, &name))
    }

    /// A number, zero or more.
    pub(super) fn number(&mut self, column: Column) -> Option<f64> {
        let cell = self.text(column)?;
        let name = self.name(column);
        self.keep(number(&cell, &name))
    }

    /// A year; none if the cell is empty.
    pub(super) fn optional_year(&mut self, column: Column) -> Option<i32> {
        let cell = self.optional(column)?.to_owned();
        let name = self.name(column);
        let wrong = || Error::data(format!("found `{cell}` in column `{name}`, expected a year such as 2020"));
        self.keep(cell.parse().ok().filter(|year| (1..=9999).contains(year)).ok_or_else(wrong))
    }

    /// A year.
    pub(super) fn year(&mut self, column: Column) -> Option<i32> {
        self.text(column)?;
        self.optional_year(column)
    }

    /// The number of a column by its name in the header; none if the cell is empty.
    pub(super) fn number_of(&mut self, name: &str) -> Option<f64> {
        let cell = self.record.get(*self.sheet.header.get(name)?).filter(|cell| !cell.is_empty())?.to_owned();
        self.keep(number(&cell, name))
    }

    /// The zone of a row: one of the zone set, if there is one.
    pub(super) fn zone(&mut self, column: Column, zones: Option<&PlannedZoneSet>) -> Option<ActivityZone> {
        let zone = self.text(column)?;
        self.keep(find_zone(&zone, zones))
    }
}

fn number(cell: &str, column: &str) -> Result<f64> {
    match cell.parse::<f64>() {
        Ok(number) if (0.0..=MOST).contains(&number) => Ok(number),
        _ => Err(Error::data(format!("found `{cell}` in column `{column}`, expected a number, 0 or more"))
            .hint("write numbers without thousands separators and units")),
    }
}

fn find_zone(zone: &str, zones: Option<&PlannedZoneSet>) -> Result<ActivityZone> {
    if zone == "*" {
        return Err(Error::data("found the zone `*`, expected one zone")
            .hint("leave the row out: the sum of all zones is always made"));
    }
    let Some(set) = zones else { return Ok(ActivityZone { id: zone.to_owned(), name: zone.to_owned() }) };
    let names = || set.zones.iter().map(|zone| zone.name.as_str());
    let by_id = set.ids.iter().position(|id| id == zone);
    if let Some(index) = by_id.or_else(|| names().position(|name| name == zone)) {
        return Ok(ActivityZone { id: set.ids[index].clone(), name: set.zones[index].name.clone() });
    }
    let error = Error::data(format!("zone set `{}` has no zone with the id or name `{zone}`", set.name));
    Err(match nearest(zone, names()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.note(format!("it has {}", names().collect::<Vec<_>>().join(", "))),
    })
}

/// A value that nobody has read in its source, and that the section does not allow.
pub(super) fn admit(what: &str, path: &Path, unverified: bool, allowed: bool) -> Result<()> {
    if !unverified || allowed {
        return Ok(());
    }
    Err(Error::data(format!("nobody has read {what} of `{}` in its source", path.display()))
        .hint("set `allow_unverified = true`: every figure then says so"))
}
