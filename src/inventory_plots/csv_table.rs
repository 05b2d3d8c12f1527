//! A table of measurements: rows by column name, with places for messages.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// More problems than this in one table are one problem: the wrong file, unit or column.
const MOST_PROBLEMS: usize = 30;

/// A file as messages call it, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The file.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// The rows of a table. Empty cells and `NA` are missing values.
pub(crate) struct CsvTable {
    file: String,
    columns: BTreeMap<String, usize>,
    records: Vec<csv::StringRecord>,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a CsvTable,
    record: &'a csv::StringRecord,
}

/// What is wrong with tables; beyond [`MOST_PROBLEMS`] they are only counted.
#[derive(Default)]
pub(crate) struct Problems {
    kept: Vec<Error>,
    more: usize,
}

impl CsvTable {
    /// A table with at least these columns.
    ///
    /// # Errors
    /// All columns that it does not have, or a row that is not like the first.
    pub(crate) fn read(table: &Table<'_>, needed: &[&str]) -> Result<Self> {
        let file = table.file;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(table.text.as_bytes());
        let cannot = |error: csv::Error| Error::data(format!("cannot read `{file}`")).cause(error);
        let header = reader.headers().map_err(cannot)?.clone();
        let mut columns = BTreeMap::new();
        for (index, name) in header.iter().enumerate() {
            if columns.insert(name.to_owned(), index).is_some() && needed.contains(&name) {
                return Err(Error::data(format!("`{file}` has two columns `{name}`")));
            }
        }
        let missing: Vec<&str> = needed.iter().copied().filter(|name| !columns.contains_key(*name)).collect();
        if !missing.is_empty() {
            let has = header.iter().collect::<Vec<_>>().join(", ");
            return Err(Error::data(format!("`{file}` has no column `{}`: it has {has}", missing.join("`, `"))));
        }
        let records = reader.records().collect::<std::result::Result<Vec<_>, _>>().map_err(cannot)?;
        if records.is_empty() {
            return Err(Error::data(format!("`{file}` has no rows")));
        }
        Ok(Self { file: file.to_owned(), columns, records })
    }

    /// Whether it has a column.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row { table: self, record })
    }
}

impl<'a> Row<'a> {
    /// `in <file>, line N`.
    pub(crate) fn place(&self) -> String {
        format!("in `{}`, line {}", self.table.file, self.record.position().map_or(0, csv::Position::line))
    }

    /// All its cells as written.
    pub(crate) fn cells(&self) -> Vec<&'a str> {
        self.record.iter().collect()
    }

    /// A cell; none if it is missing.
    pub(crate) fn optional(&self, column: &str) -> Option<&'a str> {
        let cell = self.record.get(*self.table.columns.get(column)?)?;
        (!cell.is_empty() && cell != "NA").then_some(cell)
    }

    /// A cell that must not be missing.
    pub(crate) fn text(&self, column: &str) -> Result<&'a str> {
        self.optional(column).ok_or_else(|| Error::data(format!("column `{column}` is empty")).note(self.place()))
    }

    /// A number, which must not be negative; none if it is missing.
    pub(crate) fn optional_number(&self, column: &str) -> Result<Option<f64>> {
        let Some(cell) = self.optional(column) else { return Ok(None) };
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Some(number)),
            _ => Err(Error::data(format!("found `{cell}` in column `{column}`, expected a number, 0 or more"))
                .note(self.place())),
        }
    }

    /// A number of any sign; none if it is missing.
    pub(super) fn optional_signed(&self, column: &str) -> Result<Option<f64>> {
        let Some(cell) = self.optional(column) else { return Ok(None) };
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(Error::data(format!("found `{cell}` in column `{column}`, expected a number")).note(self.place())),
        }
    }

    /// A number, which must be neither negative nor missing.
    pub(crate) fn number(&self, column: &str) -> Result<f64> {
        self.optional_number(column)?.ok_or_else(|| {
            let found = if self.table.has_column(column) { "is empty" } else { "is not there" };
            Error::data(format!("column `{column}` {found}, expected a number")).note(self.place())
        })
    }
}

impl Problems {
    /// Keeps a problem.
    pub(crate) fn push(&mut self, problem: Error) {
        for problem in problem.into_problems() {
            if self.kept.len() < MOST_PROBLEMS {
                self.kept.push(problem);
            } else {
                self.more += 1;
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The value, or the problem kept.
    pub(crate) fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|problem| self.push(problem)).ok()
    }

    /// # Errors
    /// Everything that was kept.
    pub(crate) fn finish(mut self) -> Result<()> {
        if self.more > 0 {
            self.kept.push(Error::data(format!("{} more problems in these tables", self.more)));
        }
        Error::all(self.kept)
    }
}
