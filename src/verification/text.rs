//! The outcomes as text for people and as JSON for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::Outcome;
use crate::error::{Error, Kind, Result};

/// An aligned table with a last line that counts.
#[must_use]
pub fn table(outcomes: &[Outcome]) -> String {
    const HEADER: [&str; 8] = ["file", "what", "expected", "got", "tolerance", "unit", "pass", "source"];
    let rows: Vec<[String; 8]> = outcomes.iter().map(row).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([HEADER[column].len()]).max().unwrap_or_default()
    };
    let widths: [usize; 8] = std::array::from_fn(width);
    let mut text = String::new();
    for cells in std::iter::once(&HEADER.map(str::to_owned)).chain(&rows) {
        let [file, what, expected, got, tolerance, unit, pass, source] = cells;
        let [w0, w1, w2, w3, w4, w5, w6, _] = widths;
        let _ = writeln!(
            text,
            "{file:w0$}  {what:w1$}  {expected:>w2$}  {got:>w3$}  {tolerance:>w4$}  {unit:w5$}  {pass:w6$}  {source}"
        );
    }
    let _ = writeln!(text, "{} of {} pass", outcomes.iter().filter(|outcome| outcome.passed).count(), outcomes.len());
    text
}

fn row(outcome: &Outcome) -> [String; 8] {
    [
        outcome.file.to_owned(),
        outcome.what.to_owned(),
        outcome.expected.to_string(),
        outcome.got.map_or_else(|| "error".to_owned(), short),
        format!("±{}", short(outcome.tolerance)),
        outcome.unit.to_owned(),
        if outcome.passed { "yes" } else { "NO" }.to_owned(),
        outcome.source.to_owned(),
    ]
}

/// Ten significant digits: what differs beyond is rounding, and the JSON has it.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    if rounded != 0.0 && rounded.abs() < 1e-4 { format!("{rounded:e}") } else { rounded.to_string() }
}

/// The outcomes with the version of the program and how many fail.
///
/// # Errors
/// None that is known: the figures are plain numbers.
pub fn json(outcomes: &[Outcome]) -> Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        version: &'static str,
        failed: usize,
        cases: &'a [Outcome],
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
    let document = Document { version: env!("CARGO_PKG_VERSION"), failed, cases: outcomes };
    Ok(serde_json::to_string_pretty(&document).map_err(Error::internal)? + "\n")
}

/// The error that names every outcome that does not agree; none where all do.
#[must_use]
pub fn failure(outcomes: &[Outcome]) -> Option<Error> {
    let failed: Vec<&Outcome> = outcomes.iter().filter(|outcome| !outcome.passed).collect();
    if failed.is_empty() {
        return None;
    }
    let message = format!("{} of {} verification cases do not agree with their source", failed.len(), outcomes.len());
    let error = failed.iter().fold(Error::new(Kind::Internal, message), |error, outcome| {
        let Outcome { file, what, expected, unit, source, .. } = outcome;
        let got = match (&outcome.got, &outcome.error) {
            (Some(got), _) => format!("got {got}"),
            (None, error) => format!("got the error: {}", error.as_deref().unwrap_or_default()),
        };
        let tolerance = short(outcome.tolerance);
        error.note(format!("{file}: {what}: expected {expected} ± {tolerance} {unit}, {got} ({source})"))
    });
    Some(error.hint("use no account of this program on this machine; report the table with the version and the system"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(got: Option<f64>, error: Option<&str>, passed: bool) -> Outcome {
        Outcome {
            file: "models/bcef.rs",
            what: "hardwoods of 40 m³/ha",
            source: "IPCC 2006, Table 4.5",
            expected: 68.0,
            got,
            error: error.map(str::to_owned),
            unit: "t d.m./ha",
            tolerance: 6.8e-8,
            passed,
        }
    }

    #[test]
    fn failing_rows_are_named_and_end_the_program_with_70() {
        let good = outcome(Some(68.0), None, true);
        assert!(failure(std::slice::from_ref(&good)).is_none());
        let outcomes = [good, outcome(Some(57.4), None, false), outcome(None, Some("no row"), false)];
        let error = failure(&outcomes).expect("two fail");
        assert_eq!(error.kind().exit_code(), 70);
        insta::assert_snapshot!(error.to_string(), @"
        2 of 3 verification cases do not agree with their source
          models/bcef.rs: hardwoods of 40 m³/ha: expected 68 ± 6.8e-8 t d.m./ha, got 57.4 (IPCC 2006, Table 4.5)
          models/bcef.rs: hardwoods of 40 m³/ha: expected 68 ± 6.8e-8 t d.m./ha, got the error: no row (IPCC 2006, Table 4.5)

        hint: use no account of this program on this machine; report the table with the version and the system
        ");
        insta::assert_snapshot!(table(&outcomes), @"
        file            what                   expected    got  tolerance  unit       pass  source
        models/bcef.rs  hardwoods of 40 m³/ha        68     68    ±6.8e-8  t d.m./ha  yes   IPCC 2006, Table 4.5
        models/bcef.rs  hardwoods of 40 m³/ha        68   57.4    ±6.8e-8  t d.m./ha  NO    IPCC 2006, Table 4.5
        models/bcef.rs  hardwoods of 40 m³/ha        68  error    ±6.8e-8  t d.m./ha  NO    IPCC 2006, Table 4.5
        1 of 3 pass
        ");
    }

    #[test]
    fn a_figure_that_is_not_a_number_is_null_for_programs() {
        let text = json(&[outcome(Some(f64::NAN), None, false)]).expect("JSON");
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((&document["failed"], &document["cases"][0]["got"]), (&1.into(), &serde_json::Value::Null));
    }

    #[test]
    fn small_figures_keep_their_digits() {
        assert_eq!([68.000_000_000_000_01, 6.8e-8, 0.0, -3_422.079_4].map(short), ["68", "6.8e-8", "0", "-3422.0794"]);
    }
}
