//! How a figure came about, for the terminal.

use std::fmt::Write as _;

use super::targets::aligned;
use super::text::{clean, number, paragraph};
use crate::accounts::{Ground, InputFile, Origin, Trace, TracedRow, UsedParameter};

/// How some figures came about, and from which files.
#[must_use]
pub fn trace_text(traces: &[Trace], inputs: &[InputFile], origin: &Origin) -> String {
    let mut text: String = traces.iter().map(|trace| figure(trace) + "\n").collect();
    text += "input files\n";
    let rows = inputs.iter().map(|input| {
        vec![
            format!("  {}", clean(&input.role)),
            format!("{} bytes", input.bytes),
            format!("BLAKE3 {}", clean(&input.blake3)),
        ]
    });
    for (line, input) in aligned(&rows.collect::<Vec<_>>()).lines().zip(inputs) {
        writeln!(text, "{line}").expect("writing to a string succeeds");
        text += &paragraph(&input.path.to_string_lossy(), 6);
    }
    let Origin { output, tanhui, gdal, proj, pipeline, pipeline_blake3 } = origin;
    let made = format!("{} was made by tanhui {tanhui}, GDAL {gdal}, PROJ {proj} from", output.display());
    text + "\n" + &paragraph(&format!("{made} {}, BLAKE3 {pipeline_blake3}", pipeline.display()), 0)
}

/// What a row is of, in one line.
pub(super) fn what(row: &crate::accounts::difference::RowKey) -> String {
    let years = match (row.year, row.year_to) {
        (Some(from), Some(to)) => format!(", {from}–{to}"),
        (Some(year), None) => format!(", {year}"),
        _ => String::new(),
    };
    let pool = if row.pool.is_empty() { String::new() } else { format!(", pool {}", row.pool) };
    let name = if row.zone_name.is_empty() { String::new() } else { format!(" ({})", row.zone_name) };
    format!(
        "{} of {} {}{name}{years}, sector {}, category {}{pool}",
        row.quantity.name(),
        row.zone_set,
        row.zone,
        row.sector.name(),
        row.category
    )
}

fn figure(trace: &Trace) -> String {
    let TracedRow { index, row, parts } = &trace.row;
    let mut text = paragraph(&what(&row.into()), 0);
    let interval = match (row.low95, row.high95) {
        (Some(low), Some(high)) => format!("; 95 % interval {} to {}", number(low), number(high)),
        _ => "; without an interval".to_owned(),
    };
    text += &paragraph(&format!("{} {}{interval}", number(row.value), row.unit), 2);
    text += &paragraph(&format!("row {index} of accounts.csv, counted from 0; method: {}", row.method), 2);
    if let Some(evidence) = row.evidence {
        text += &paragraph(&format!("evidence: {}", evidence.name()), 2);
    }
    if !row.sources.is_empty() {
        text += &paragraph(&format!("sources: {}", row.sources), 2);
    }
    text += "\nparts: amount × factor\n";
    for part in parts {
        let share =
            if row.value == 0.0 { String::new() } else { format!(" ({} %)", number(part.value() / row.value * 100.0)) };
        let sum = format!(
            "{}: {} {} × {} = {} {}{share}",
            part.what,
            number(part.amount),
            part.unit,
            number(part.factor),
            number(part.value()),
            row.unit
        );
        text += &paragraph(&sum, 2);
        text += &paragraph(&part.equation, 6);
    }
    if parts.is_empty() {
        text += &paragraph("none: no parameter went into the value", 2);
    } else if trace.observed != 0.0 {
        text += &paragraph(&format!("made without parameters: {} {}", number(trace.observed), row.unit), 2);
    }
    text += &trace.ground.as_ref().map(ground).unwrap_or_default();
    if !trace.used_parameters.is_empty() {
        text += "\nparameters\n";
        text += &trace.used_parameters.iter().map(parameter).collect::<String>();
    }
    text
}

fn ground(ground: &Ground) -> String {
    let mut text = "\n".to_owned();
    text += &paragraph(&format!("ground: strata.parquet, by the codes of {}", ground.layers.join(" and ")), 0);
    let mut rows = vec![["  what", "codes", "strata", "pixels", "ha"].map(str::to_owned).to_vec()];
    let code = |code: &Option<i32>| code.map_or_else(|| "nodata".to_owned(), |code| code.to_string());
    for share in &ground.classes {
        rows.push(vec![
            format!("  {}", clean(&share.what)),
            share.codes.iter().map(code).collect::<Vec<_>>().join(" > "),
            share.strata.to_string(),
            share.pixels.to_string(),
            number(share.area_ha),
        ]);
    }
    text + &aligned(&rows)
}

fn parameter(parameter: &UsedParameter) -> String {
    let UsedParameter { name, value, unit, distribution, source, table, note, evidence, .. } = parameter;
    let interval = match (parameter.low, parameter.high) {
        (Some(low), Some(high)) => format!(", 95 % interval {} to {}", number(low), number(high)),
        _ => ", without an interval".to_owned(),
    };
    let assumed = match parameter.interval_assumed_by.as_str() {
        "" => String::new(),
        by => format!(" (assumed: {by})"),
    };
    let table = if table.is_empty() { String::new() } else { format!(", table {table}") };
    let year = parameter.year.map_or_else(String::new, |year| format!(", {year}"));
    let mut text = paragraph(name, 2);
    text += &paragraph(&format!("{value} {unit}{interval}{assumed}; drawn: {distribution}"), 6);
    text += &paragraph(&format!("{source}{table}{year}; evidence: {}", evidence.name()), 6);
    if !note.is_empty() {
        text += &paragraph(note, 6);
    }
    text
}
