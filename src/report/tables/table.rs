//! A table as it is shown: labels and rounded numbers, for every kind of file.

use std::collections::BTreeSet;

use super::label::Label;
use crate::parameters::Evidence;

/// A table of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is, in file names.
    pub id: &'static str,
    /// The zone set that it is of.
    pub zone_set: String,
    /// The title, without number.
    pub title: Label,
    /// The heads of the columns of labels.
    pub stubs: Vec<Label>,
    /// The columns of numbers.
    pub columns: Vec<Column>,
    /// The lines.
    pub lines: Vec<Line>,
    /// What the numbers were made of.
    pub notes: Notes,
}

/// A column of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The head that it shares with its neighbours.
    pub group: Option<Label>,
    /// Its own head.
    pub name: Label,
    /// The unit; none where every line has its own.
    pub unit: Option<Label>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// One label per stub.
    pub labels: Vec<Label>,
    /// Whether it is a total.
    pub is_total: bool,
    /// One number per column; none is not known.
    pub cells: Vec<Option<Cell>>,
}

/// A rounded number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The value.
    pub value: f64,
    /// The digits that it has after the point.
    pub digits: u8,
}

/// How the numbers of a table were made, as their account rows say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// The methods, each once.
    pub methods: BTreeSet<String>,
    /// The sources, each once.
    pub sources: BTreeSet<String>,
    /// The weakest evidence.
    pub evidence: Option<Evidence>,
    /// Rows of other methods that the table has no room for.
    pub left_out: usize,
}

impl Cell {
    /// A value rounded to some digits.
    pub(in crate::report) fn rounded(value: f64, digits: u8) -> Self {
        let factor = 10_f64.powi(i32::from(digits));
        Self::of((value * factor).round(), digits)
    }

    /// A whole number of the last digit.
    pub(super) fn of(last_digits: f64, digits: u8) -> Self {
        // Adding zero keeps −0 out.
        Self { value: last_digits / 10_f64.powi(i32::from(digits)) + 0.0, digits }
    }

    /// The number with thousands separated.
    #[must_use]
    pub fn text(&self) -> String {
        crate::report::summary::grouped(self.value, usize::from(self.digits))
    }
}

impl Column {
    /// Head and unit in one line, as in files with one header row.
    #[must_use]
    pub fn head(&self, language: crate::terms::Language) -> String {
        let group = self.group.as_ref().map(|group| format!("{} · ", group.in_language(language))).unwrap_or_default();
        let unit = self.unit.as_ref().map(|unit| format!(" ({})", unit.in_language(language))).unwrap_or_default();
        format!("{group}{}{unit}", self.name.in_language(language))
    }
}
