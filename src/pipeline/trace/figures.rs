//! `figures.parquet`: the parts of every figure, one row each, and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::accounts::{AccountRow, TracedPart};
use crate::error::{Error, Result};

/// The bytes of `figures.parquet`.
///
/// Columns: `row` (in `accounts.csv`, from 0 on), `what`, `amount`, `unit`, `factor`, `equation`, and `parameters`, a list of names.
///
/// # Errors
/// A table that Parquet cannot hold.
pub(in crate::pipeline) fn write_figures(rows: &[AccountRow]) -> Result<Vec<u8>> {
    let mut numbers = Vec::new();
    let mut parts = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let index = i32::try_from(index).map_err(Error::internal)?;
        for part in row.figure.parts() {
            numbers.push(index);
            parts.push(TracedPart::from(part));
        }
    }
    let properties = WriterProperties::builder()
        .set_created_by(concat!("tanhui ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(Error::internal)?))
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema()?, Arc::new(properties)).map_err(Error::internal)?;
    let mut group = writer.next_row_group().map_err(Error::internal)?;
    let texts = |of: fn(&TracedPart) -> &str| -> Vec<ByteArray> { parts.iter().map(|part| of(part).into()).collect() };
    let doubles = |of: fn(&TracedPart) -> f64| -> Vec<f64> { parts.iter().map(of).collect() };
    write::<Int32Type, _>(&mut group, &numbers, None)?;
    write::<ByteArrayType, _>(&mut group, &texts(|part| &part.what), None)?;
    write::<DoubleType, _>(&mut group, &doubles(|part| part.amount), None)?;
    write::<ByteArrayType, _>(&mut group, &texts(|part| &part.unit), None)?;
    write::<DoubleType, _>(&mut group, &doubles(|part| part.factor), None)?;
    write::<ByteArrayType, _>(&mut group, &texts(|part| &part.equation), None)?;
    // A list has a level for each name: whether there is one, and whether it goes on with the list of the row before it.
    let (mut names, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for part in &parts {
        defined.extend(std::iter::repeat_n(1, part.parameters.len()));
        repeated.extend((0..part.parameters.len()).map(|index| i16::from(index > 0)));
        if part.parameters.is_empty() {
            defined.push(0);
            repeated.push(0);
        }
        names.extend(part.parameters.iter().map(|name| ByteArray::from(name.as_str())));
    }
    write::<ByteArrayType, _>(&mut group, &names, Some((&defined, &repeated)))?;
    group.close().map_err(Error::internal)?;
    writer.close().map_err(Error::internal)?;
    Ok(bytes)
}

fn schema() -> Result<TypePtr> {
    let column = |name: &str, physical| {
        let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
        let builder = if physical == PhysicalType::BYTE_ARRAY {
            builder.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8)
        } else {
            builder
        };
        builder.build().map(Arc::new).map_err(Error::internal)
    };
    let element = column("element", PhysicalType::BYTE_ARRAY)?;
    let list = Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![element]);
    let list = list.build().map(Arc::new).map_err(Error::internal)?;
    let parameters = Type::group_type_builder("parameters")
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_converted_type(ConvertedType::LIST)
        .with_fields(vec![list])
        .build()
        .map(Arc::new)
        .map_err(Error::internal)?;
    let fields = vec![
        column("row", PhysicalType::INT32)?,
        column("what", PhysicalType::BYTE_ARRAY)?,
        column("amount", PhysicalType::DOUBLE)?,
        column("unit", PhysicalType::BYTE_ARRAY)?,
        column("factor", PhysicalType::DOUBLE)?,
        column("equation", PhysicalType::BYTE_ARRAY)?,
        parameters,
    ];
    Type::group_type_builder("figures").with_fields(fields).build().map(Arc::new).map_err(Error::internal)
}

fn write<T: DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<(&[i16], &[i16])>,
) -> Result<()> {
    let mut column = group
        .next_column()
        .map_err(Error::internal)?
        .ok_or_else(|| Error::internal("the schema of figures has fewer columns than are written"))?;
    let (defined, repeated) = levels.unzip();
    column.typed::<T>().write_batch(values, defined, repeated).map_err(Error::internal)?;
    column.close().map_err(Error::internal)
}

/// Reads the parts of some rows back, by row.
///
/// # Errors
/// A file that is damaged or was not written by [`write_figures`].
pub(super) fn read_figures(bytes: Vec<u8>, wanted: &[usize]) -> Result<BTreeMap<usize, Vec<TracedPart>>> {
    let damaged = |cause: String| Error::data("this is no `figures.parquet` of tanhui").cause(cause);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(|error| damaged(error.to_string()))?;
    if reader.metadata().file_metadata().schema() != schema()?.as_ref() {
        return Err(damaged("it has other columns".to_owned()));
    }
    let mut figures: BTreeMap<usize, Vec<TracedPart>> = wanted.iter().map(|row| (*row, Vec::new())).collect();
    for group in 0..reader.num_row_groups() {
        let columns = Columns { reader: &reader, group };
        let rows = columns.read::<Int32Type>(0)?.0;
        let [what, unit, equation] = [1, 3, 5].map(|column| columns.texts(column));
        let (what, unit, equation) = (what?, unit?, equation?);
        let (amount, factor) = (columns.read::<DoubleType>(2)?.0, columns.read::<DoubleType>(4)?.0);
        let mut parameters = columns.lists(6)?.into_iter();
        let count = rows.len();
        if [what.len(), unit.len(), equation.len(), amount.len(), factor.len(), parameters.len()] != [count; 6] {
            return Err(damaged("its columns are not of the same length".to_owned()));
        }
        for index in 0..count {
            let names = parameters.next().unwrap_or_default();
            let Some(parts) = usize::try_from(rows[index]).ok().and_then(|row| figures.get_mut(&row)) else { continue };
            let text =
                |value: &ByteArray| value.as_utf8().map(str::to_owned).map_err(|error| damaged(error.to_string()));
            parts.push(TracedPart {
                what: text(&what[index])?,
                amount: amount[index],
                unit: text(&unit[index])?,
                factor: factor[index],
                equation: text(&equation[index])?,
                parameters: names.iter().map(text).collect::<Result<_>>()?,
            });
        }
    }
    Ok(figures)
}

/// Of a list: whether there is a value, and whether it goes on with the list before it.
type Levels = (Vec<i16>, Vec<i16>);

/// The columns of a group of rows.
struct Columns<'a> {
    reader: &'a SerializedFileReader<bytes::Bytes>,
    group: usize,
}

impl Columns<'_> {
    /// The values of a column, and the levels of a list.
    fn read<T: DataType>(&self, column: usize) -> Result<(Vec<T::T>, Levels)> {
        let damaged = |error| Error::data("this is no `figures.parquet` of tanhui").cause(error);
        let group = self.reader.get_row_group(self.group).map_err(damaged)?;
        let mut reader = get_typed_column_reader::<T>(group.get_column_reader(column).map_err(damaged)?);
        let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        while reader.read_records(usize::MAX, Some(&mut defined), Some(&mut repeated), &mut values).map_err(damaged)?.0
            > 0
        {}
        Ok((values, (defined, repeated)))
    }

    fn texts(&self, column: usize) -> Result<Vec<ByteArray>> {
        Ok(self.read::<ByteArrayType>(column)?.0)
    }

    fn lists(&self, column: usize) -> Result<Vec<Vec<ByteArray>>> {
        let (values, (defined, repeated)) = self.read::<ByteArrayType>(column)?;
        let mut values = values.into_iter();
        let mut lists: Vec<Vec<ByteArray>> = Vec::new();
        for (defined, repeated) in defined.into_iter().zip(repeated) {
            if repeated == 0 {
                lists.push(Vec::new());
            }
            if let (1, Some(list)) = (defined, lists.last_mut()) {
                list.extend(values.next());
            }
        }
        Ok(lists)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Figure, Quantity};
    use crate::land::Sector;
    use crate::parameters::{Factor, Parameter};

    fn row(figure: Figure) -> AccountRow {
        AccountRow {
            zone_set: "counties".to_owned(),
            zone: "1".to_owned(),
            zone_name: "西区".to_owned(),
            year: Some(2022),
            year_to: None,
            sector: Sector::Land,
            category: "*".to_owned(),
            pool: "*".to_owned(),
            quantity: Quantity::CarbonStock,
            unit: "t C".to_owned(),
            value: figure.value(),
            figure,
            low95: None,
            high95: None,
            method: String::new(),
            evidence: None,
            sources: String::new(),
        }
    }

    fn density(name: &str, value: f64) -> Factor {
        Factor::from(&Parameter { name: name.to_owned(), value, ..Parameter::default() })
    }

    #[test]
    fn parts_read_back_as_they_were_written() {
        let product = &density("slope", 2.0) * &density("=HYPERLINK(\"x\")\n", 3.0);
        let mut marsh = Figure::of("marsh\u{202e}", 0.1 + 0.2, "ha", &product);
        marsh.add(&Figure::of("flat", -1.0, "ha", &Factor::exact(4.0)));
        let rows = [row(Figure::from(5.0)), row(marsh), row(Figure::of("sea", 1.0, "m³", &density("slope", 2.0)))];
        let bytes = write_figures(&rows).expect("a small table");
        assert_eq!(bytes, write_figures(&rows).expect("the same bytes"));
        let read = read_figures(bytes.clone(), &[0, 1]).expect("what was just written");
        let written: Vec<TracedPart> = rows[1].figure.parts().iter().map(TracedPart::from).collect();
        assert_eq!(read, BTreeMap::from([(0, Vec::new()), (1, written)]));
        assert_eq!(read[&1][0].parameters, ["=HYPERLINK(\"x\")\n", "slope"]);
        assert!(read_figures(bytes[..bytes.len() - 9].to_vec(), &[]).is_err());
        let none = write_figures(&rows[..1]).expect("a table without rows");
        assert_eq!(read_figures(none, &[0]).expect("no parts"), BTreeMap::from([(0, Vec::new())]));
    }

    #[test]
    fn a_large_account_takes_a_few_megabytes() {
        let figure = |index: u32| {
            let mut figure = Figure::default();
            for class in 0..10 {
                let density = density(&format!("carbon_density.csv: set, class {class}, soil_organic_carbon"), 94.7);
                let area = (f64::from(index * 10 + class) * 0.7).sin().abs() * 1e4;
                figure.add(&Figure::of(format!("class {class}"), area, "ha", &(&density * 0.47)));
            }
            figure
        };
        let rows: Vec<AccountRow> = (0..20_000).map(|index| row(figure(index))).collect();
        let bytes = write_figures(&rows).expect("a table");
        let read = read_figures(bytes.clone(), &[19_999]).expect("a table");
        assert_eq!(read[&19_999].len(), 10);
        assert!(bytes.len() < 4_000_000, "{} bytes", bytes.len());
    }
}
