//! Attribute tables: of zones, of the account, of what columns mean, of styles.

use super::columns::WideTable;
use super::words::Words;
use crate::accounts::AccountRow;
use crate::error::{Error, Result};
use crate::vector::{Field, FieldTitle, FieldType, Value};

/// The width of texts in a Shapefile's table: all there is.
const MOST_BYTES: i32 = 254;
/// The most fields of a Shapefile's table that programs read.
const MOST_FIELDS: usize = 255;
/// The digits of a number in a Shapefile's table, of which a double has no more than 17.
const DIGITS: (i32, i32) = (24, 17);

/// An attribute table.
#[derive(Debug, Clone, PartialEq)]
pub struct GisTable {
    /// Name and type.
    fields: Vec<(String, FieldType)>,
    /// The values of every row, in the order of the fields.
    pub rows: Vec<Vec<Value>>,
}

impl GisTable {
    /// The fields.
    #[must_use]
    pub fn fields(&self) -> Vec<Field<'_>> {
        self.fields.iter().map(|(name, field_type)| Field::new(name, *field_type)).collect()
    }
}

fn text(name: &str) -> (String, FieldType) {
    (name.to_owned(), FieldType::Text(MOST_BYTES))
}

fn plain(text: &str) -> Value {
    // No text of GDAL's holds this character.
    Value::Text(text.replace('\0', "\u{FFFD}"))
}

fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Missing, Value::Number)
}

fn year(value: Option<i32>) -> Value {
    value.map_or(Value::Missing, Value::Integer)
}

/// The zones of a set: id, name and a column per figure.
#[must_use]
pub fn zone_table(ids: &[String], names: &[String], table: &WideTable) -> GisTable {
    let mut fields = vec![text("id"), text("name")];
    let (width, precision) = DIGITS;
    let columns = table.columns.iter();
    fields.extend(columns.map(|column| (column.name.clone(), FieldType::Number(width, precision))));
    let rows = ids.iter().zip(names).enumerate().map(|(zone, (id, name))| {
        let values = table.columns.iter().map(|column| number(column.values[zone]));
        [plain(id), plain(name)].into_iter().chain(values).collect()
    });
    GisTable { fields, rows: rows.collect() }
}

/// What people call the fields of such a table.
#[must_use]
pub fn field_titles(table: &WideTable) -> Vec<FieldTitle> {
    let own = [("id", Words::term("gis.field.id", &[])), ("name", Words::term("gis.field.name", &[]))];
    let all = own.into_iter().chain(table.columns.iter().map(|column| (column.name.as_str(), column.alias.clone())));
    let title = |(field, words): (&str, Words)| FieldTitle {
        field: field.to_owned(),
        alias: words.both(),
        title: words.chinese,
        description: words.english,
    };
    all.map(title).collect()
}

/// The same table within the limits of a Shapefile, and what they leave out; `bytes` is how many a text takes in its encoding.
#[must_use]
pub fn short_zone_table(
    ids: &[String],
    names: &[String],
    table: &WideTable,
    bytes: impl Fn(&str) -> usize,
) -> (GisTable, Vec<String>) {
    let mut short = zone_table(ids, names, table);
    let mut left_out = Vec::new();
    for (field, column) in short.fields[2..].iter_mut().zip(&table.columns) {
        let most = column.values.iter().flatten().fold(1.0, |most: f64, value| most.max(value.abs()));
        #[expect(clippy::cast_possible_truncation, reason = "no value has more than 16 digits before the point")]
        let whole = most.log10() as i32 + 1;
        let (width, digits) = DIGITS;
        *field = (column.short_name.clone(), FieldType::Number(width, (digits - whole).clamp(0, 15)));
    }
    if short.fields.len() > MOST_FIELDS {
        let (kept, all) = (MOST_FIELDS - 2, table.columns.len());
        left_out.push(format!("{} of {all} columns: a Shapefile has room for {kept}", all - kept));
        short.fields.truncate(MOST_FIELDS);
        short.rows.iter_mut().for_each(|row| row.truncate(MOST_FIELDS));
    }
    let room = usize::try_from(MOST_BYTES).unwrap_or_default();
    let mut cut = 0;
    for value in short.rows.iter_mut().flatten() {
        if let Value::Text(text) = value
            && bytes(text) > room
        {
            while bytes(text) > room {
                text.pop();
            }
            cut += 1;
        }
    }
    if cut > 0 {
        left_out.push(format!("the ends of {cut} texts: a Shapefile has room for {room} bytes each"));
    }
    (short, left_out)
}

/// The account as it stands in `accounts.csv`.
///
/// # Errors
/// None that a user could cause.
pub fn account_table(rows: &[AccountRow]) -> Result<GisTable> {
    let (width, precision) = DIGITS;
    let number_field = |name: &str| (name.to_owned(), FieldType::Number(width, precision));
    let integer = |name: &str| (name.to_owned(), FieldType::Integer);
    let fields = vec![
        text("zone_set"),
        text("zone"),
        text("zone_name"),
        integer("year"),
        integer("year_to"),
        text("sector"),
        text("category"),
        text("pool"),
        text("quantity"),
        text("unit"),
        number_field("value"),
        number_field("low95"),
        number_field("high95"),
        text("method"),
        text("evidence"),
        text("sources"),
    ];
    let cells = |row: &AccountRow| {
        let evidence = serde_json::to_value(row.evidence).map_err(Error::internal)?;
        Ok(vec![
            plain(&row.zone_set),
            plain(&row.zone),
            plain(&row.zone_name),
            year(row.year),
            year(row.year_to),
            plain(row.sector.name()),
            plain(&row.category),
            plain(&row.pool),
            plain(&row.quantity.name()),
            plain(&row.unit),
            Value::Number(row.value),
            number(row.low95),
            number(row.high95),
            plain(&row.method),
            evidence.as_str().map_or(Value::Missing, plain),
            plain(&row.sources),
        ])
    };
    Ok(GisTable { fields, rows: rows.iter().map(cells).collect::<Result<_>>()? })
}

/// What the columns of some layers mean.
#[must_use]
pub fn column_table(layers: &[(&str, &WideTable)]) -> GisTable {
    const TEXTS: [&str; 12] = [
        "layer",
        "name",
        "short_name",
        "alias_en",
        "alias_zh",
        "unit",
        "quantity",
        "sector",
        "category",
        "pool",
        "method",
        "sources",
    ];
    let mut fields: Vec<_> = TEXTS.into_iter().map(text).collect();
    for name in ["year", "year_to"] {
        fields.push((name.to_owned(), FieldType::Integer));
    }
    let columns = layers.iter().flat_map(|(layer, table)| table.columns.iter().map(move |column| (layer, column)));
    let rows = columns.map(|(layer, column)| {
        let quantity = column.quantity.name();
        let texts = [
            layer,
            column.name.as_str(),
            &column.short_name,
            &column.alias.english,
            &column.alias.chinese,
            &column.unit,
            &quantity,
            column.sector.name(),
            &column.category,
            &column.pool,
            &column.method,
            &column.sources,
        ];
        texts.into_iter().map(plain).chain([year(column.year), year(column.year_to)]).collect()
    });
    GisTable { fields, rows: rows.collect() }
}

/// The same as CSV, for formats that have no place for it.
///
/// # Errors
/// None that a user could cause.
pub fn columns_csv(layers: &[(&str, &WideTable)]) -> Result<Vec<u8>> {
    let table = column_table(layers);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.fields.iter().map(|(name, _)| name)).map_err(Error::internal)?;
    for row in &table.rows {
        let cells = row.iter().map(|value| match value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Missing => String::new(),
        });
        writer.write_record(cells).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// A style that QGIS finds in a GeoPackage.
#[derive(Debug, Clone)]
pub struct StoredStyle {
    /// The layer.
    pub layer: String,
    /// The style's name.
    pub name: String,
    /// The `.qml`.
    pub qml: String,
    /// Whether the layer opens with it.
    pub is_default: bool,
}

/// Styles as QGIS looks for them, in the table `layer_styles`.
#[must_use]
pub fn style_table(styles: &[StoredStyle], geometry: &str, date: &str) -> GisTable {
    const NAMES: [&str; 12] = [
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
        "useAsDefault",
        "description",
        "owner",
        "ui",
        "update_time",
    ];
    let mut fields: Vec<_> = NAMES.into_iter().map(text).collect();
    fields[7].1 = FieldType::Integer;
    let rows = styles.iter().map(|style| {
        let [none, table, name, qml] = ["", &style.layer, &style.name, &style.qml].map(plain);
        vec![
            none.clone(),
            none.clone(),
            table,
            plain(geometry),
            name.clone(),
            qml,
            none.clone(),
            Value::Integer(style.is_default.into()),
            name,
            none.clone(),
            none,
            plain(date),
        ]
    });
    GisTable { fields, rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_between_characters_and_the_cut_is_told() {
        let names = ["县".repeat(100)];
        let (table, left_out) = short_zone_table(&["1".to_owned()], &names, &WideTable::default(), str::len);
        assert_eq!(table.rows[0][1], Value::Text("县".repeat(84)));
        assert_eq!(left_out, ["the ends of 1 texts: a Shapefile has room for 254 bytes each"]);
    }
}
