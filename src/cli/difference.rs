//! `tanhui diff`: why the figures of two finished runs differ.

use serde::Serialize;

use super::arguments::DiffArguments;
use super::progress;
use crate::accounts::difference::{RowDifference, TracedAccount, differences};
use crate::accounts::{Origin, Selection, TracedRow, is_headline};
use crate::error::{Error, Kind, Result};
use crate::pipeline::{Finished, changes};
use crate::report::{difference_csv, difference_text};

/// What programs read.
#[derive(Serialize)]
struct Differences<'a> {
    a: Origin,
    b: Origin,
    rows: &'a [RowDifference],
}

pub(super) fn diff(arguments: &DiffArguments) -> Result<()> {
    let [a, b] = [&arguments.first, &arguments.second].map(|directory| Finished::open(directory));
    let (a, b) = (a?, b?);
    let selection = arguments.selection.selection();
    let is_wanted = is_wanted(&selection, &a, &b)?;
    let rows = |run: &Finished| -> Result<Vec<TracedRow>> {
        let wanted: Vec<usize> = (0..run.rows().len()).filter(|index| is_wanted(&run.rows()[*index])).collect();
        run.traced(&wanted)
    };
    let (rows_a, rows_b) = (rows(&a)?, rows(&b)?);
    let account = |rows, run| TracedAccount { rows, parameters: Finished::parameters(run) };
    let found = differences(account(&rows_a, &a), account(&rows_b, &b), &changes(&a, &b));
    for warning in a.warnings().iter().chain(b.warnings()) {
        progress::say(&format!("warning: {warning}"));
    }
    if let Some(path) = &arguments.csv {
        std::fs::write(path, difference_csv(&found)?).map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot write `{}`", path.display())).cause(error)
        })?;
    }
    if !arguments.json {
        return progress::print(&difference_text(&a.origin(), &b.origin(), &found));
    }
    let differences = Differences { a: a.origin(), b: b.origin(), rows: &found };
    progress::print(&(serde_json::to_string_pretty(&differences).map_err(Error::internal)? + "\n"))
}

type Wanted<'a> = Box<dyn Fn(&crate::accounts::AccountRow) -> bool + 'a>;

/// What is asked for; else the headlines, or all where there are none.
fn is_wanted<'a>(selection: &'a Selection, a: &Finished, b: &Finished) -> Result<Wanted<'a>> {
    if selection.is_empty() {
        let has_headlines = a.rows().iter().chain(b.rows()).any(is_headline);
        return Ok(Box::new(move |row| !has_headlines || is_headline(row)));
    }
    if !a.rows().iter().any(|row| selection.matches(row)) {
        selection.find(b.rows())?;
    }
    Ok(Box::new(|row| selection.matches(row)))
}
