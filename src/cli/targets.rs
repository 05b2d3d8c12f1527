//! `tanhui targets`: the targets of a pipeline on the terminal, without any output directory.

use std::path::Path;

use super::progress::{self, Console};
use crate::error::{Error, Result};
use crate::pipeline::{Plan, track_targets};
use crate::report::targets_text;

pub(super) fn print_targets(pipeline: &Path, json: bool) -> Result<()> {
    let plan = Plan::read(pipeline)?;
    if plan.targets.is_empty() && plan.cover_rate_changes.is_empty() {
        return Err(Error::data(format!("`{}` has no targets", pipeline.display()))
            .hint("add `[targets.NAME]` with quantity, category, value, unit and year"));
    }
    let console = Console::new(json);
    let tracking = track_targets(&plan, &console)?;
    console.finish();
    if json {
        return progress::print(&tracking.json()?);
    }
    progress::print(&targets_text(&tracking.targets, &tracking.cover_rate_changes))
}
