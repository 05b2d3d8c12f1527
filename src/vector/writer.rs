//! Writing features and tables: GeoPackage, FlatGeobuf, and the Shapefile that survey software still asks for.

mod data_columns;
mod recorded_date;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use gdal::vector::sql::Dialect;
use gdal::vector::{Defn, Feature as GdalFeature, FieldDefn, LayerOptions, OGRFieldType, OGRwkbGeometryType, ToGdal};
use gdal::{Dataset, DriverManager, Metadata};
use geo::MultiPolygon;

use self::recorded_date::{RECORDED_DATE, RecordedDate};
use crate::error::{Error, Kind, Result};
use crate::gdal_runtime::FailureMark;
use crate::raster::Crs;

/// A vector file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorFormat {
    /// GeoPackage, in UTF-8: the only one of several layers.
    GeoPackage,
    /// FlatGeobuf, in UTF-8.
    FlatGeobuf,
    /// Shapefile in UTF-8 with a `.cpg` file that says so. Field names are cut at ten bytes: give short ones.
    Shapefile,
    /// The same in GBK.
    ShapefileGbk,
}

impl VectorFormat {
    fn is_shapefile(self) -> bool {
        matches!(self, Self::Shapefile | Self::ShapefileGbk)
    }

    fn driver(self) -> &'static str {
        match self {
            Self::GeoPackage => "GPKG",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Shapefile | Self::ShapefileGbk => "ESRI Shapefile",
        }
    }

    fn options(self, layer: &LayerDescription<'_>) -> Vec<String> {
        match self {
            Self::GeoPackage => vec![
                "SPATIAL_INDEX=YES".to_owned(),
                format!("IDENTIFIER={}", layer.title),
                format!("DESCRIPTION={}", layer.description),
            ],
            Self::FlatGeobuf => Vec::new(),
            Self::Shapefile => vec!["ENCODING=UTF-8".to_owned(), format!("DBF_DATE_LAST_UPDATE={RECORDED_DATE}")],
            Self::ShapefileGbk => vec!["ENCODING=GBK".to_owned(), format!("DBF_DATE_LAST_UPDATE={RECORDED_DATE}")],
        }
    }
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text of at most so many bytes.
    Text(i32),
    /// A 32-bit integer.
    Integer,
    /// A number with so many digits in all and after the point, as Shapefiles need to know.
    Number(i32, i32),
}

/// A field of a layer.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The name.
    pub name: &'a str,
    /// The type.
    pub field_type: FieldType,
}

impl<'a> Field<'a> {
    /// A field of a name and a type.
    #[must_use]
    pub const fn new(name: &'a str, field_type: FieldType) -> Self {
        Self { name, field_type }
    }
}

/// What people call a field of a GeoPackage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldTitle {
    /// The field.
    pub field: String,
    /// What GIS programs show instead of its name; no other field of the layer has the same.
    pub alias: String,
    /// A title.
    pub title: String,
    /// A description.
    pub description: String,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// An integer.
    Integer(i32),
    /// A number.
    Number(f64),
    /// No value.
    Missing,
}

/// What a layer says about itself.
#[derive(Debug, Clone, Copy)]
pub struct LayerDescription<'a> {
    /// The layer's name; a Shapefile has that of its file.
    pub name: &'a str,
    /// What people call it; only a GeoPackage keeps it.
    pub title: &'a str,
    /// What it holds; only a GeoPackage keeps it.
    pub description: &'a str,
    /// The CRS of the coordinates; none for a table without outlines.
    pub crs: Option<&'a Crs>,
    /// The fields, in the order of the values.
    pub fields: &'a [Field<'a>],
}

impl<'a> LayerDescription<'a> {
    /// A layer of outlines that says no more about itself than its name.
    #[must_use]
    pub const fn new(name: &'a str, crs: &'a Crs, fields: &'a [Field<'a>]) -> Self {
        Self { name, title: name, description: "", crs: Some(crs), fields }
    }
}

/// A polygon with its values, in the order of the layer's fields.
#[derive(Debug, Clone)]
pub struct Feature {
    /// The outline; none in a table.
    pub outline: Option<MultiPolygon>,
    /// The values.
    pub values: Vec<Value>,
}

/// Features per transaction: one for all would grow GeoPackage's journal, one each would be slow.
const FEATURES_PER_TRANSACTION: usize = 20_000;

/// A vector file that is being written.
pub struct VectorFile {
    path: PathBuf,
    format: VectorFormat,
    dataset: Dataset,
    mark: FailureMark,
    /// Dropped last: closing a file writes its date too.
    _date: RecordedDate,
}

/// Writes polygons to a new file.
///
/// # Errors
/// A file that cannot be created, a text that GBK cannot hold, and anything GDAL reports.
pub fn write_features(
    path: &Path,
    format: VectorFormat,
    layer: &LayerDescription<'_>,
    features: impl IntoIterator<Item = Result<Feature>>,
) -> Result<()> {
    let mut file = VectorFile::create(path, format)?;
    file.add_layer(layer, features)?;
    file.finish()
}

impl VectorFile {
    /// Creates the file.
    ///
    /// # Errors
    /// A file that cannot be created.
    pub fn create(path: &Path, format: VectorFormat) -> Result<Self> {
        let mark = FailureMark::now();
        let date = RecordedDate::set()?;
        let driver = DriverManager::get_driver_by_name(format.driver()).map_err(Error::internal)?;
        let dataset = driver.create_vector_only(path).map_err(|error| cannot_create(path, error))?;
        Ok(Self { path: path.to_owned(), format, dataset, mark, _date: date })
    }

    /// Keeps something that the file says about itself. Only a GeoPackage can.
    ///
    /// # Errors
    /// A text that holds a NUL byte.
    pub fn describe(&mut self, key: &str, text: &str) -> Result<()> {
        self.dataset.set_metadata_item(key, text, "").map_err(Error::internal)
    }

    /// Keeps what people call the fields of a layer. Only a GeoPackage can.
    ///
    /// # Errors
    /// Anything GDAL reports.
    pub fn title_fields(&mut self, layer: &str, titles: &[FieldTitle]) -> Result<()> {
        for statement in data_columns::statements(layer, titles) {
            let done = self.dataset.execute_sql(statement, None, Dialect::DEFAULT);
            done.map_err(|error| Error::new(Kind::Io, self.doing()).cause(error))?;
        }
        self.mark.check(&self.doing())
    }

    /// Adds a layer, or a table if it has no CRS.
    ///
    /// # Errors
    /// A text that does not fit or that GBK cannot hold, and anything GDAL reports.
    pub fn add_layer(
        &mut self,
        layer: &LayerDescription<'_>,
        features: impl IntoIterator<Item = Result<Feature>>,
    ) -> Result<()> {
        self.create_layer(layer)?;
        let doing = self.doing();
        let mut features = features.into_iter();
        loop {
            let written = if self.format == VectorFormat::GeoPackage {
                let failed = |error: gdal::errors::GdalError| Error::new(Kind::Io, doing.clone()).cause(error);
                let transaction = self.dataset.start_transaction().map_err(failed)?;
                let written = write_some(&transaction, layer, self.format, &mut features, &doing)?;
                transaction.commit().map_err(failed)?;
                written
            } else {
                write_some(&self.dataset, layer, self.format, &mut features, &doing)?
            };
            self.mark.check(&doing)?;
            if written < FEATURES_PER_TRANSACTION {
                return Ok(());
            }
        }
    }

    /// Closes the file.
    ///
    /// # Errors
    /// Anything GDAL reports.
    pub fn finish(self) -> Result<()> {
        let doing = self.doing();
        let Self { dataset, mark, _date, .. } = self;
        dataset.close().map_err(|error| Error::new(Kind::Io, doing.clone()).cause(error))?;
        mark.check(&doing)
    }

    fn doing(&self) -> String {
        format!("cannot write `{}`", self.path.display())
    }

    fn create_layer(&mut self, layer: &LayerDescription<'_>) -> Result<()> {
        let path = self.path.clone();
        let failed = |error| cannot_create(&path, error);
        let options = self.format.options(layer);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let reference = layer.crs.map(Crs::spatial_ref).transpose()?;
        let ty = if layer.crs.is_some() { OGRwkbGeometryType::wkbMultiPolygon } else { OGRwkbGeometryType::wkbNone };
        let creation = LayerOptions { name: layer.name, srs: reference.as_ref(), ty, options: Some(&options) };
        let format = self.format;
        let created = self.dataset.create_layer(creation).map_err(failed)?;
        for field in layer.fields {
            let (kind, width, precision) = match field.field_type {
                FieldType::Text(bytes) => (OGRFieldType::OFTString, bytes, 0),
                FieldType::Integer => (OGRFieldType::OFTInteger, 9, 0),
                FieldType::Number(width, precision) => (OGRFieldType::OFTReal, width, precision),
            };
            let definition = FieldDefn::new(field.name, kind).map_err(Error::internal)?;
            // Others keep text and numbers whole; only the Shapefile's table has columns of fixed width.
            if format.is_shapefile() {
                definition.set_width(width);
                definition.set_precision(precision);
            }
            definition.add_to_layer(&created).map_err(failed)?;
        }
        Ok(())
    }
}

fn cannot_create(path: &Path, error: gdal::errors::GdalError) -> Error {
    Error::new(Kind::CannotCreate, format!("cannot create `{}`", path.display())).cause(error)
}

/// Writes the features of one transaction and returns their number.
fn write_some(
    dataset: &Dataset,
    layer: &LayerDescription<'_>,
    format: VectorFormat,
    features: &mut impl Iterator<Item = Result<Feature>>,
    doing: &str,
) -> Result<usize> {
    let failed = |error: gdal::errors::GdalError| Error::new(Kind::Io, doing).cause(error);
    let last = dataset.layer_count().saturating_sub(1);
    let target = dataset.layer(last).map_err(Error::internal)?;
    let definition = Defn::from_layer(&target);
    let mut written = 0;
    for feature in features.take(FEATURES_PER_TRANSACTION) {
        let feature = feature?;
        let mut row = GdalFeature::new(&definition).map_err(Error::internal)?;
        if let Some(outline) = &feature.outline {
            row.set_geometry(outline.to_gdal().map_err(Error::internal)?).map_err(failed)?;
        }
        for (index, (value, field)) in feature.values.iter().zip(layer.fields).enumerate() {
            match value {
                Value::Text(text) => {
                    if format.is_shapefile() {
                        check_text(text, field, format, doing)?;
                    }
                    row.set_field_string(index, text)
                }
                Value::Integer(number) => row.set_field_integer(index, *number),
                Value::Number(number) => row.set_field_double(index, *number),
                Value::Missing => row.set_field_null(index),
            }
            .map_err(failed)?;
        }
        row.create(&target).map_err(failed)?;
        written += 1;
    }
    Ok(written)
}

/// GDAL would cut a text that is too long, and write `?` for a character that GBK lacks, without failing.
fn check_text(text: &str, field: &Field<'_>, format: VectorFormat, doing: &str) -> Result<()> {
    let FieldType::Text(width) = field.field_type else { return Ok(()) };
    let (bytes, encoding) = if format == VectorFormat::ShapefileGbk {
        let (bytes, _, replaced) = encoding_rs::GBK.encode(text);
        if replaced {
            return Err(Error::data(format!(
                "{doing}: field `{}` holds `{text}`, which GBK cannot encode",
                field.name
            ))
            .hint("write a GeoPackage, which is in UTF-8"));
        }
        (bytes.len(), "GBK")
    } else {
        (text.len(), "UTF-8")
    };
    if bytes > usize::try_from(width).unwrap_or_default() {
        return Err(Error::data(format!(
            "{doing}: field `{}` holds `{text}`, {bytes} bytes in {encoding}, but has room for {width}",
            field.name
        )));
    }
    Ok(())
}
