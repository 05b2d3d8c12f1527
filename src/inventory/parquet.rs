//! Sub-compartments as Parquet: each is a stratum, one row with its area and attributes.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::SubCompartment;
use crate::error::{Error, Result};

/// What a column holds of a sub-compartment; null where the layer says nothing, or a code whose meaning is unknown.
enum Column {
    Text(fn(&SubCompartment) -> Option<&str>),
    Number(fn(&SubCompartment) -> Option<f64>),
}

use Column::{Number, Text};

/// The columns after `feature`, the feature's number in the file.
const COLUMNS: [(&str, Column); 23] = [
    ("id", Text(|stand| Some(&stand.id))),
    ("county", Text(|stand| stand.county.as_deref())),
    ("township", Text(|stand| stand.township.as_deref())),
    ("area_ha", Number(|stand| Some(stand.area().0))),
    ("recorded_area_ha", Number(|stand| Some(stand.recorded_area?.0))),
    ("geodesic_area_ha", Number(|stand| Some(stand.geodesic_area.0))),
    ("land", Text(|stand| Some(stand.land.meaning?.name()))),
    ("land_code", Text(|stand| stand.land.code.as_deref())),
    ("species_group", Text(|stand| Some(stand.species.meaning.as_ref()?.id()))),
    ("species_code", Text(|stand| stand.species.code.as_deref())),
    ("age_group", Text(|stand| Some(stand.age_group.meaning?.name()))),
    ("origin", Text(|stand| Some(stand.origin.meaning?.name()))),
    ("forest_category", Text(|stand| Some(stand.purpose.meaning?.category.name()))),
    ("purpose", Text(|stand| Some(stand.purpose.meaning?.kind.name()))),
    ("canopy_closure", Number(|stand| stand.canopy_closure)),
    ("diameter_cm", Number(|stand| stand.diameter)),
    ("height_m", Number(|stand| stand.height)),
    ("age_a", Number(|stand| stand.age)),
    ("growing_stock_m3_per_ha", Number(|stand| Some(stand.volume_per_hectare?.0))),
    ("recorded_growing_stock_m3", Number(|stand| Some(stand.recorded_volume?.0))),
    ("growing_stock_m3", Number(|stand| Some(stand.volume()?.0))),
    ("stems_per_ha", Number(|stand| stand.stems_per_hectare)),
    ("stems", Number(SubCompartment::stems)),
];

/// The bytes of a Parquet file of sub-compartments.
///
/// # Errors
/// A table that Parquet cannot hold.
pub fn write_sub_compartments(stands: &[SubCompartment]) -> Result<Vec<u8>> {
    let mut fields = vec![column("feature", PhysicalType::INT64, Repetition::REQUIRED)?];
    for (name, content) in &COLUMNS {
        let physical = match content {
            Text(_) => PhysicalType::BYTE_ARRAY,
            Number(_) => PhysicalType::DOUBLE,
        };
        fields.push(column(name, physical, Repetition::OPTIONAL)?);
    }
    let schema = Type::group_type_builder("sub_compartments").with_fields(fields).build().map_err(Error::internal)?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(Error::internal)?))
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties)).map_err(Error::internal)?;
    let mut group = writer.next_row_group().map_err(Error::internal)?;
    let features: Vec<i64> = stands.iter().map(|stand| stand.feature.cast_signed()).collect();
    write::<Int64Type, _>(&mut group, &features, None)?;
    for (_, content) in &COLUMNS {
        match content {
            Text(text) => {
                let text = stands.iter().map(|stand| text(stand).map(ByteArray::from));
                write_optional::<ByteArrayType, _>(&mut group, text)?;
            }
            Number(number) => write_optional::<DoubleType, _>(&mut group, stands.iter().map(number))?,
        }
    }
    group.close().map_err(Error::internal)?;
    writer.close().map_err(Error::internal)?;
    Ok(bytes)
}

fn column(name: &str, physical: PhysicalType, repetition: Repetition) -> Result<Arc<Type>> {
    let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
    let builder = if physical == PhysicalType::BYTE_ARRAY {
        builder.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8)
    } else {
        builder
    };
    builder.build().map(Arc::new).map_err(Error::internal)
}

fn write_optional<T: DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let values: Vec<Option<T::T>> = values.collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let present: Vec<T::T> = values.into_iter().flatten().collect();
    write::<T, _>(group, &present, Some(&levels))
}

fn write<T: DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<()> {
    let mut column = group
        .next_column()
        .map_err(Error::internal)?
        .ok_or_else(|| Error::internal("the schema of sub-compartments has fewer columns than are written"))?;
    column.typed::<T>().write_batch(values, levels, None).map_err(Error::internal)?;
    column.close().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;
    use crate::units::{CubicMetresPerHectare, Hectares};

    #[test]
    fn every_sub_compartment_is_a_row_that_any_reader_opens() {
        let stands = [
            SubCompartment {
                feature: 7,
                id: "330203-001".to_owned(),
                recorded_area: Some(Hectares(4.0)),
                volume_per_hectare: Some(CubicMetresPerHectare(60.0)),
                ..SubCompartment::default()
            },
            SubCompartment { feature: 8, county: Some("330203".into()), ..SubCompartment::default() },
        ];
        let bytes = write_sub_compartments(&stands).expect("a table");
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("Parquet");
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        let names: Vec<String> = rows[0].get_column_iter().map(|(name, _)| name.clone()).collect();
        let place = |name: &str| names.iter().position(|known| known == name).expect("a column");
        assert_eq!((rows.len(), names.len()), (2, 24));
        assert_eq!(rows[0].get_long(place("feature")).expect("a number"), 7);
        assert_eq!(rows[0].get_string(place("id")).expect("a text"), "330203-001");
        assert_eq!(rows[0].get_double(place("growing_stock_m3")).expect("a number"), 240.0);
        assert!(rows[1].get_double(place("growing_stock_m3")).is_err(), "null");
        assert_eq!(rows[1].get_string(place("county")).expect("a text"), "330203");
    }
}
