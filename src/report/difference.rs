//! The difference of two accounts by cause: for the terminal, and as the table that is handed in.

use super::text::{number, paragraph};
use super::trace::what;
use crate::accounts::Origin;
use crate::accounts::difference::{Cause, Contribution, Named, RowDifference};
use crate::error::{Error, Result};

/// The causes of a contribution in words.
fn causes(causes: &[Cause]) -> String {
    let words: Vec<&str> = causes.iter().map(|cause| cause.words()).collect();
    match words.as_slice() {
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last} together", first.join(", ")),
        [] => String::new(),
    }
}

fn named(changed: &[Named]) -> String {
    let texts = changed.iter().map(|named| format!("{}: {} → {}", named.name, named.before, named.after));
    texts.collect::<Vec<_>>().join("; ")
}

/// The rows that differ, with the parts of the difference.
#[must_use]
pub fn difference_text(a: &Origin, b: &Origin, rows: &[RowDifference]) -> String {
    let of = |origin: &Origin| {
        format!("{}, by tanhui {}, from {}", origin.output.display(), origin.tanhui, origin.pipeline.display())
    };
    let mut text = paragraph(&format!("A: {}", of(a)), 0) + &paragraph(&format!("B: {}", of(b)), 0);
    let differing: Vec<&RowDifference> = rows.iter().filter(|row| row.is_different()).collect();
    text += &paragraph(&format!("{} of {} rows differ", differing.len(), rows.len()), 0);
    for row in differing {
        text.push('\n');
        text += &paragraph(&what(&row.row), 0);
        let value = |value: Option<f64>| value.map_or_else(|| "no row".to_owned(), number);
        let share = match row.value_a {
            Some(a) if a != 0.0 => format!(" ({} %)", number(row.difference / a.abs() * 100.0)),
            _ => String::new(),
        };
        let (a, b, unit) = (value(row.value_a), value(row.value_b), &row.row.unit);
        text += &paragraph(&format!("A {a}, B {b}; B − A = {} {unit}{share}", number(row.difference)), 2);
        for Contribution { causes: list, change, changed, of } in &row.contributions {
            text += &paragraph(&format!("{}: {} {unit}, by {}", causes(list), number(*change), of.join(", ")), 4);
            if !changed.is_empty() {
                text += &paragraph(&named(changed), 8);
            }
        }
    }
    text
}

/// The same as CSV: a column for each cause, and one for what cannot be told apart. The columns of causes add up to `difference`.
///
/// # Errors
/// None that input can cause.
pub fn difference_csv(rows: &[RowDifference]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let columns = [
        "zone_set",
        "zone",
        "zone_name",
        "year",
        "year_to",
        "sector",
        "category",
        "pool",
        "quantity",
        "unit",
        "value_a",
        "value_b",
        "difference",
    ];
    let mut header: Vec<&str> = columns.to_vec();
    header.extend(Cause::ALL.map(Cause::name));
    header.extend(["not_separable", "not_separable_causes", "changed"]);
    writer.write_record(&header).map_err(Error::internal)?;
    for row in rows {
        let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
        let value = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let key = &row.row;
        let sum = |wanted: &dyn Fn(&[Cause]) -> bool| -> String {
            let parts = row.contributions.iter().filter(|part| wanted(&part.causes));
            // Sums of nothing are −0.
            (parts.map(|part| part.change).sum::<f64>() + 0.0).to_string()
        };
        let mut record = vec![
            key.zone_set.clone(),
            key.zone.clone(),
            key.zone_name.clone(),
            year(key.year),
            year(key.year_to),
            key.sector.name().to_owned(),
            key.category.clone(),
            key.pool.clone(),
            key.quantity.name(),
            key.unit.clone(),
            value(row.value_a),
            value(row.value_b),
            row.difference.to_string(),
        ];
        record.extend(Cause::ALL.map(|cause| sum(&|causes| causes == [cause])));
        record.push(sum(&|causes| causes.len() > 1));
        let together = row.contributions.iter().filter(|part| part.causes.len() > 1);
        let mut together: Vec<String> = together.map(|part| causes(&part.causes)).collect();
        together.sort();
        together.dedup();
        record.push(together.join("; "));
        let changed = row.contributions.iter().filter(|part| !part.changed.is_empty());
        let changed = changed.map(|part| format!("{}: {}", causes(&part.causes), named(&part.changed)));
        record.push(changed.collect::<Vec<_>>().join("\n"));
        writer.write_record(&record).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}
