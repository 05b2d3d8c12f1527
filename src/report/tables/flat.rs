//! Tables with one header row, for programs: CSV and Parquet.

use std::collections::BTreeSet;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::table::{Cell, Table};
use crate::error::{Error, Result};
use crate::terms::Language;

/// A name per table that a file can have: what it is, with the zone set where several have one.
#[must_use]
pub fn table_file_names(tables: &[Table]) -> Vec<String> {
    let is_alone = |table: &Table| tables.iter().filter(|other| other.id == table.id).count() == 1;
    let harmless = |set: &str| -> String {
        set.chars().take(40).map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect()
    };
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for table in tables {
        let name =
            if is_alone(table) { table.id.to_owned() } else { format!("{}-{}", table.id, harmless(&table.zone_set)) };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        let name = free.expect("there are more numbers than tables");
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

fn heads(table: &Table, language: Language) -> Vec<String> {
    let stubs = table.stubs.iter().map(|stub| stub.in_language(language).to_owned());
    stubs.chain(table.columns.iter().map(|column| column.head(language))).collect()
}

/// The bytes of a CSV file: UTF-8, one header row. What is not known is empty.
///
/// # Errors
/// None that input can cause.
pub fn table_csv(table: &Table, language: Language) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut write = |record: &[String]| writer.write_record(record).map_err(Error::internal);
    write(&heads(table, language))?;
    let number = |cell: &Option<Cell>| {
        cell.map_or_else(String::new, |cell| format!("{:.*}", usize::from(cell.digits), cell.value))
    };
    for line in &table.lines {
        let labels = line.labels.iter().map(|label| plain(label.in_language(language)));
        write(&labels.chain(line.cells.iter().map(number)).collect::<Vec<_>>())?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// The text with an apostrophe before what a spreadsheet would take for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The bytes of a Parquet file with the same columns.
///
/// # Errors
/// None that input can cause.
pub fn table_parquet(table: &Table, language: Language) -> Result<Vec<u8>> {
    let stubs = table.stubs.len();
    let field = |(index, head): (usize, &String)| {
        let builder = Type::primitive_type_builder(
            head,
            if index < stubs { PhysicalType::BYTE_ARRAY } else { PhysicalType::DOUBLE },
        )
        .with_repetition(if index < stubs { Repetition::REQUIRED } else { Repetition::OPTIONAL });
        let builder = if index < stubs {
            builder.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8)
        } else {
            builder
        };
        builder.build().map(Arc::new).map_err(Error::internal)
    };
    let heads = heads(table, language);
    let fields = heads.iter().enumerate().map(field).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder(table.id).with_fields(fields).build().map_err(Error::internal)?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(Error::internal)?))
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties)).map_err(Error::internal)?;
    let mut group = writer.next_row_group().map_err(Error::internal)?;
    for index in 0..heads.len() {
        let mut column =
            group.next_column().map_err(Error::internal)?.ok_or_else(|| Error::internal("a table lacks a column"))?;
        if index < stubs {
            let labels = table.lines.iter().map(|line| ByteArray::from(line.labels[index].in_language(language)));
            let labels: Vec<ByteArray> = labels.collect();
            column.typed::<ByteArrayType>().write_batch(&labels, None, None).map_err(Error::internal)?;
        } else {
            let cells: Vec<Option<Cell>> = table.lines.iter().map(|line| line.cells[index - stubs]).collect();
            let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
            let values: Vec<f64> = cells.into_iter().flatten().map(|cell| cell.value).collect();
            column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).map_err(Error::internal)?;
        }
        column.close().map_err(Error::internal)?;
    }
    group.close().map_err(Error::internal)?;
    writer.close().map_err(Error::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::Label;
    use super::super::table::{Column, Line, Notes};
    use super::*;

    fn table(zone_set: &str) -> Table {
        let name = Label::name("=HYPERLINK(\"x\"), \"all\"");
        Table {
            id: "land_area",
            zone_set: zone_set.to_owned(),
            title: Label::name("areas"),
            stubs: vec![Label::name("zone")],
            columns: vec![Column { group: None, name: Label::name("area"), unit: Some(Label::name("ha")) }; 2],
            lines: vec![Line {
                labels: vec![name],
                is_total: false,
                cells: vec![Some(Cell::rounded(1.005_1, 2)), None],
            }],
            notes: Notes::default(),
        }
    }

    #[test]
    fn a_name_is_no_formula_and_what_is_unknown_is_empty() {
        let text = String::from_utf8(table_csv(&table("a"), Language::English).expect("writable")).expect("UTF-8");
        assert_eq!(text, "zone,area (ha),area (ha)\r\n\"'=HYPERLINK(\"\"x\"\"), \"\"all\"\"\",1.01,\r\n");
    }

    #[test]
    fn files_have_names_of_their_own() {
        assert_eq!(table_file_names(&[table("a")]), ["land_area"]);
        let names = table_file_names(&[table("../a"), table("/./a"), table("县")]);
        assert_eq!(names, ["land_area-___a", "land_area-___a-2", "land_area-县"]);
    }
}
