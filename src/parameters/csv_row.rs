//! What is wrong with a row of a table, as the person who edits it needs to be told.

use crate::error::Error;

/// Where a record of a table stands, as an editor counts lines.
pub(super) fn place(file: &str, record: &csv::Result<csv::StringRecord>) -> String {
    let position = match record {
        Ok(record) => record.position(),
        Err(error) => error.position(),
    };
    format!("in `{file}`, line {}", position.map_or(1, csv::Position::line))
}

/// A row of `what` that is not a row at all.
pub(super) fn unreadable(what: &str, error: &csv::Error) -> Error {
    let cause = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("found {len} fields, expected {expected_len} as in the first line")
        }
        _ => error.to_string(),
    };
    Error::data(format!("cannot read a row of {what}")).cause(cause)
}

/// Which cell of a row is not of its column's type.
pub(super) fn wrong_cell(
    what: &str,
    error: &csv::Error,
    header: &csv::StringRecord,
    record: &csv::StringRecord,
) -> Error {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else { return unreadable(what, error) };
    let field = err.field().and_then(|field| usize::try_from(field).ok());
    let Some((column, cell)) = field.and_then(|field| header.get(field).zip(record.get(field))) else {
        return unreadable(what, error);
    };
    let expected = match column {
        "evidence" => "`published`, `secondary`, `derived` or `unverified`",
        "year" => "a year",
        _ => "a number",
    };
    Error::data(format!("found `{cell}` in column `{column}`, expected {expected}"))
}
