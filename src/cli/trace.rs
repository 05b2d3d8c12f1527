//! `tanhui trace`: how figures of a finished run came about.

use serde::Serialize;

use super::arguments::TraceArguments;
use super::progress;
use crate::accounts::{InputFile, Origin, Trace, ambiguous};
use crate::error::{Error, Result};
use crate::pipeline::Finished;
use crate::report::trace_text;

/// What programs read.
#[derive(Serialize)]
struct Traced<'a> {
    made_by: Origin,
    figures: &'a [Trace],
    inputs: Vec<InputFile>,
    warnings: &'a [String],
}

pub(super) fn trace(arguments: &TraceArguments) -> Result<()> {
    let finished = Finished::open(&arguments.output)?;
    let rows = finished.rows();
    let found = arguments.selection.selection().find(rows)?;
    if found.len() > 1 && !arguments.all {
        return Err(ambiguous(&found.iter().map(|index| &rows[*index]).collect::<Vec<_>>()));
    }
    let traces = finished.traces(&found)?;
    for warning in finished.warnings() {
        progress::say(&format!("warning: {warning}"));
    }
    let (inputs, made_by) = (finished.inputs(), finished.origin());
    if !arguments.json {
        return progress::print(&trace_text(&traces, &inputs, &made_by));
    }
    let traced = Traced { made_by, figures: &traces, inputs, warnings: finished.warnings() };
    progress::print(&(serde_json::to_string_pretty(&traced).map_err(Error::internal)? + "\n"))
}
