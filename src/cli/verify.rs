//! `tanhui verify`: the verification pack on the terminal.

use super::progress;
use crate::error::Result;
use crate::verification::{Case, Outcome, cases, failure, json, table};

pub(super) fn verify(as_json: bool) -> Result<()> {
    let outcomes: Vec<Outcome> = cases().map(Case::check).collect();
    progress::print(&if as_json { json(&outcomes)? } else { table(&outcomes) })?;
    failure(&outcomes).map_or(Ok(()), Err)
}
