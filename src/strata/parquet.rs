//! The stratum table as Parquet: named, typed columns that any reader opens, and back.

use std::collections::HashMap;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};
use serde::{Deserialize, Serialize};

use super::{Dimension, Moments, Quantity, StrataTable, Stratum, ZoneNames};
use crate::error::{Error, Kind, Result};

/// The key of the file's own metadata.
const METADATA: &str = "tanhui";

/// The columns of every table.
const FIXED_COLUMNS: [&str; 5] = ["zone_set", "zone", "pixels", "coverage", "area_m2"];

/// The columns of a quantity layer after its name and `_`; the last two are null without data.
const MOMENT_COLUMNS: [&str; 5] = ["area_m2", "sum", "sum_of_squares", "minimum", "maximum"];

/// The columns that a layer gives, as no other layer may give them; none is for the columns of every table.
#[must_use]
pub fn strata_columns(layer: Option<&str>, is_quantity: bool) -> Vec<String> {
    match layer {
        None => FIXED_COLUMNS.map(str::to_owned).into(),
        Some(layer) if is_quantity => MOMENT_COLUMNS.map(|moment| format!("{layer}_{moment}")).into(),
        Some(layer) => vec![layer.to_owned()],
    }
}

/// What the columns do not say.
#[derive(Serialize, Deserialize)]
struct Metadata {
    /// The hash of everything the strata were made from.
    made_from: String,
    zone_sets: Vec<ZoneNames>,
    dimensions: Vec<Dimension>,
    quantities: Vec<Quantity>,
}

/// The bytes of `strata.parquet`. `made_from` is the hash of everything the strata were made from.
///
/// Columns: `zone_set`, `zone`, one per class layer (null is nodata), `pixels`, `coverage` (pixels by share), `area_m2`
/// (ellipsoidal), and per quantity layer `_area_m2`, `_sum`, `_sum_of_squares`, `_minimum`, `_maximum`.
///
/// # Errors
/// A table that Parquet cannot hold.
pub fn write_strata(table: &StrataTable, made_from: &str) -> Result<Vec<u8>> {
    let metadata = Metadata {
        made_from: made_from.to_owned(),
        zone_sets: table.zone_sets.clone(),
        dimensions: table.dimensions.clone(),
        quantities: table.quantities.clone(),
    };
    let metadata = serde_json::to_string(&metadata).map_err(Error::internal)?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(Error::internal)?))
        .set_key_value_metadata(Some(vec![KeyValue::new(METADATA.to_owned(), metadata)]))
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema(table)?, Arc::new(properties)).map_err(Error::internal)?;
    let mut group = writer.next_row_group().map_err(Error::internal)?;
    write_columns(&mut group, table)?;
    group.close().map_err(Error::internal)?;
    writer.close().map_err(Error::internal)?;
    Ok(bytes)
}

fn schema(table: &StrataTable) -> Result<TypePtr> {
    let column = |name: &str, physical, repetition| {
        let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        let builder = if physical == PhysicalType::BYTE_ARRAY {
            builder.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8)
        } else {
            builder
        };
        builder.build().map(Arc::new).map_err(Error::internal)
    };
    let mut columns = vec![
        column("zone_set", PhysicalType::BYTE_ARRAY, Repetition::REQUIRED)?,
        column("zone", PhysicalType::BYTE_ARRAY, Repetition::REQUIRED)?,
    ];
    for dimension in &table.dimensions {
        columns.push(column(&dimension.layer, PhysicalType::INT32, Repetition::OPTIONAL)?);
    }
    columns.push(column("pixels", PhysicalType::INT64, Repetition::REQUIRED)?);
    columns.push(column("coverage", PhysicalType::DOUBLE, Repetition::REQUIRED)?);
    columns.push(column("area_m2", PhysicalType::DOUBLE, Repetition::REQUIRED)?);
    for quantity in &table.quantities {
        for (index, name) in strata_columns(Some(&quantity.layer), true).into_iter().enumerate() {
            let repetition = if index < 3 { Repetition::REQUIRED } else { Repetition::OPTIONAL };
            columns.push(column(&name, PhysicalType::DOUBLE, repetition)?);
        }
    }
    Type::group_type_builder("strata").with_fields(columns).build().map(Arc::new).map_err(Error::internal)
}

fn write_columns<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    table: &StrataTable,
) -> Result<()> {
    let strata = &table.strata;
    let names = |stratum: &Stratum| &table.zone_sets[stratum.zone_set as usize];
    write::<ByteArrayType, _>(group, strata, |s| Some(ByteArray::from(names(s).set.as_str())), false)?;
    write::<ByteArrayType, _>(group, strata, |s| Some(ByteArray::from(names(s).id(s.zone))), false)?;
    for index in 0..table.dimensions.len() {
        write::<Int32Type, _>(group, strata, |s| s.codes[index], true)?;
    }
    write::<Int64Type, _>(group, strata, |s| Some(s.pixels.cast_signed()), false)?;
    write::<DoubleType, _>(group, strata, |s| Some(s.coverage), false)?;
    write::<DoubleType, _>(group, strata, |s| Some(s.area), false)?;
    for index in 0..table.quantities.len() {
        write::<DoubleType, _>(group, strata, |s| Some(s.quantities[index].area), false)?;
        write::<DoubleType, _>(group, strata, |s| Some(s.quantities[index].sum), false)?;
        write::<DoubleType, _>(group, strata, |s| Some(s.quantities[index].sum_of_squares), false)?;
        write::<DoubleType, _>(group, strata, |s| not_nan(s.quantities[index].minimum), true)?;
        write::<DoubleType, _>(group, strata, |s| not_nan(s.quantities[index].maximum), true)?;
    }
    Ok(())
}

fn not_nan(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn write<T: parquet::data_type::DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    strata: &[Stratum],
    value: impl Fn(&Stratum) -> Option<T::T>,
    optional: bool,
) -> Result<()> {
    let cells: Vec<Option<T::T>> = strata.iter().map(value).collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    let mut column = group
        .next_column()
        .map_err(Error::internal)?
        .ok_or_else(|| Error::internal("more columns than the schema has"))?;
    column.typed::<T>().write_batch(&values, optional.then_some(&levels[..]), None).map_err(Error::internal)?;
    column.close().map_err(Error::internal)
}

/// Reads `strata.parquet` back, with the hash of what it was made from.
///
/// # Errors
/// A file that is damaged or was not written by [`write_strata`].
pub fn read_strata(bytes: Vec<u8>) -> Result<(StrataTable, String)> {
    let damaged =
        |cause: &dyn std::fmt::Display| Error::new(Kind::Data, "this is no stratum table of tanhui").cause(cause);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(|error| damaged(&error))?;
    let metadata: Metadata = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .and_then(|pairs| pairs.iter().find(|pair| pair.key == METADATA)?.value.clone())
        .and_then(|text| serde_json::from_str(&text).ok())
        .ok_or_else(|| damaged(&"it lacks the metadata `tanhui`"))?;
    let sets: HashMap<&str, usize> =
        metadata.zone_sets.iter().enumerate().map(|(index, names)| (names.set.as_str(), index)).collect();
    let mut strata = Vec::new();
    for row in reader.get_row_iter(None).map_err(|error| damaged(&error))? {
        let row = row.map_err(|error| damaged(&error))?;
        strata.push(stratum(&row, &metadata, &sets).ok_or_else(|| damaged(&"a row is incomplete"))?);
    }
    let Metadata { made_from, zone_sets, dimensions, quantities } = metadata;
    Ok((StrataTable { zone_sets, dimensions, quantities, strata }, made_from))
}

fn stratum(row: &Row, metadata: &Metadata, sets: &HashMap<&str, usize>) -> Option<Stratum> {
    let mut fields = row.get_column_iter().map(|(_, field)| field);
    let mut text = || match fields.next()? {
        Field::Str(text) => Some(text.clone()),
        _ => None,
    };
    let (set, zone) = (text()?, text()?);
    let zone_set = *sets.get(set.as_str())?;
    let zone = metadata.zone_sets[zone_set].index(&zone)?;
    let codes = metadata
        .dimensions
        .iter()
        .map(|_| match fields.next()? {
            Field::Int(code) => Some(Some(*code)),
            Field::Null => Some(None),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let Some(Field::Long(pixels)) = fields.next() else { return None };
    let mut number = || match fields.next()? {
        Field::Double(number) => Some(*number),
        Field::Null => Some(f64::NAN),
        _ => None,
    };
    let (coverage, area) = (number()?, number()?);
    let quantities = metadata
        .quantities
        .iter()
        .map(|_| {
            Some(Moments {
                area: number()?,
                sum: number()?,
                sum_of_squares: number()?,
                minimum: number()?,
                maximum: number()?,
            })
        })
        .collect::<Option<_>>()?;
    let zone_set = u32::try_from(zone_set).ok()?;
    Some(Stratum { zone_set, zone, codes, pixels: pixels.cast_unsigned(), coverage, area, quantities })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> StrataTable {
        let moments = Moments { area: 1.0, sum: 0.1 + 0.2, sum_of_squares: 3.0, minimum: -1.5, maximum: 2.5 };
        let stratum = |zone, code, moments| Stratum {
            zone_set: 0,
            zone,
            codes: vec![code, Some(-7)],
            pixels: 12,
            coverage: 11.5,
            area: 1.0 / 3.0,
            quantities: vec![moments],
        };
        StrataTable {
            zone_sets: vec![ZoneNames { set: "counties".into(), ids: vec!["慈溪市".into()] }],
            dimensions: vec![
                Dimension { layer: "land_2020".into(), year: Some(2020) },
                Dimension { layer: "soil".into(), year: None },
            ],
            quantities: vec![Quantity { layer: "stock".into(), year: Some(2020), unit: "m³/ha".into() }],
            strata: vec![stratum(0, Some(255), moments), stratum(1, None, moments), stratum(2, None, moments)],
        }
    }

    #[test]
    fn a_table_reads_back_as_it_was_written() {
        let bytes = write_strata(&table(), "abc").expect("a small table");
        let (read, made_from) = read_strata(bytes).expect("what was just written");
        assert_eq!((read, made_from.as_str()), (table(), "abc"));
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        assert_eq!(write_strata(&table(), "abc").expect("bytes"), write_strata(&table(), "abc").expect("bytes"));
    }

    #[test]
    fn damaged_bytes_are_an_error() {
        let mut bytes = write_strata(&table(), "abc").expect("bytes");
        bytes.truncate(bytes.len() - 10);
        assert!(read_strata(bytes).is_err());
    }
}
