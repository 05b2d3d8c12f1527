//! Writing features: GeoPackage, and the Shapefile in GBK that survey software still asks for.

use std::path::Path;

use gdal::vector::{Defn, Feature as GdalFeature, FieldDefn, LayerOptions, OGRFieldType, OGRwkbGeometryType, ToGdal};
use gdal::{Dataset, DriverManager};
use geo::MultiPolygon;

use crate::error::{Error, Kind, Result};
use crate::gdal_runtime::FailureMark;
use crate::raster::Crs;

/// A vector file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorFormat {
    /// GeoPackage, in UTF-8.
    GeoPackage,
    /// Shapefile with its attributes in GBK and a `.cpg` file that says so. Field names are cut at ten bytes: give short ones.
    ShapefileGbk,
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
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub field_type: FieldType,
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
    /// The CRS of the coordinates.
    pub crs: &'a Crs,
    /// The fields, in the order of the values.
    pub fields: &'a [Field],
}

/// A polygon with its values, in the order of the layer's fields.
#[derive(Debug, Clone)]
pub struct Feature {
    /// The outline.
    pub outline: MultiPolygon,
    /// The values.
    pub values: Vec<Value>,
}

/// Features per transaction: one for all would grow GeoPackage's journal, one each would be slow.
const FEATURES_PER_TRANSACTION: usize = 20_000;

/// GeoPackage and Shapefile record when they were written; the same input must give the same bytes.
const RECORDED_DATE: &str = "2023-01-01";

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
    let mark = FailureMark::now();
    let doing = format!("cannot write `{}`", path.display());
    let failed = |error: gdal::errors::GdalError| Error::new(Kind::Io, doing.clone()).cause(error);
    gdal::config::set_thread_local_config_option("OGR_CURRENT_DATE", &format!("{RECORDED_DATE}T00:00:00.000Z"))
        .map_err(Error::internal)?;
    let mut dataset = create(path, format, layer)?;
    let mut features = features.into_iter();
    loop {
        let written = match format {
            VectorFormat::GeoPackage => {
                let transaction = dataset.start_transaction().map_err(failed)?;
                let written = write_some(&transaction, layer, format, &mut features, &doing)?;
                transaction.commit().map_err(failed)?;
                written
            }
            VectorFormat::ShapefileGbk => write_some(&dataset, layer, format, &mut features, &doing)?,
        };
        mark.check(&doing)?;
        if written < FEATURES_PER_TRANSACTION {
            break;
        }
    }
    dataset.close().map_err(failed)?;
    gdal::config::clear_thread_local_config_option("OGR_CURRENT_DATE").map_err(Error::internal)?;
    mark.check(&doing)
}

fn create(path: &Path, format: VectorFormat, layer: &LayerDescription<'_>) -> Result<Dataset> {
    let cannot_create =
        |error| Error::new(Kind::CannotCreate, format!("cannot create `{}`", path.display())).cause(error);
    let (driver, options) = match format {
        VectorFormat::GeoPackage => ("GPKG", vec!["SPATIAL_INDEX=YES".to_owned()]),
        VectorFormat::ShapefileGbk => {
            ("ESRI Shapefile", vec!["ENCODING=GBK".to_owned(), format!("DBF_DATE_LAST_UPDATE={RECORDED_DATE}")])
        }
    };
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let driver = DriverManager::get_driver_by_name(driver).map_err(Error::internal)?;
    let mut dataset = driver.create_vector_only(path).map_err(cannot_create)?;
    let created = dataset
        .create_layer(LayerOptions {
            name: layer.name,
            srs: Some(&layer.crs.spatial_ref()?),
            ty: OGRwkbGeometryType::wkbMultiPolygon,
            options: Some(&options),
        })
        .map_err(cannot_create)?;
    for field in layer.fields {
        let (kind, width, precision) = match field.field_type {
            FieldType::Text(bytes) => (OGRFieldType::OFTString, bytes, 0),
            FieldType::Integer => (OGRFieldType::OFTInteger, 9, 0),
            FieldType::Number(width, precision) => (OGRFieldType::OFTReal, width, precision),
        };
        let definition = FieldDefn::new(field.name, kind).map_err(Error::internal)?;
        // A GeoPackage keeps text and numbers whole; only the Shapefile's table has columns of fixed width.
        if format == VectorFormat::ShapefileGbk {
            definition.set_width(width);
            definition.set_precision(precision);
        }
        definition.add_to_layer(&created).map_err(cannot_create)?;
    }
    Ok(dataset)
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
    let target = dataset.layer(0).map_err(Error::internal)?;
    let definition = Defn::from_layer(&target);
    let mut written = 0;
    for feature in features.take(FEATURES_PER_TRANSACTION) {
        let feature = feature?;
        let mut row = GdalFeature::new(&definition).map_err(Error::internal)?;
        row.set_geometry(feature.outline.to_gdal().map_err(Error::internal)?).map_err(failed)?;
        for (index, (value, field)) in feature.values.iter().zip(layer.fields).enumerate() {
            match value {
                Value::Text(text) => {
                    if format == VectorFormat::ShapefileGbk {
                        check_text(text, field, doing)?;
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
fn check_text(text: &str, field: &Field, doing: &str) -> Result<()> {
    let (bytes, _, replaced) = encoding_rs::GBK.encode(text);
    let FieldType::Text(width) = field.field_type else { return Ok(()) };
    if replaced {
        return Err(Error::data(format!("{doing}: field `{}` holds `{text}`, which GBK cannot encode", field.name))
            .hint("write a GeoPackage, which is in UTF-8"));
    }
    if bytes.len() > usize::try_from(width).unwrap_or_default() {
        return Err(Error::data(format!(
            "{doing}: field `{}` holds `{text}`, {} bytes in GBK, but has room for {width}",
            field.name,
            bytes.len()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::*;
    use crate::gdal_runtime;

    const FIELDS: [Field; 2] = [
        Field { name: "XIAN_MING", field_type: FieldType::Text(6) },
        Field { name: "MIAN_JI", field_type: FieldType::Number(12, 2) },
    ];

    fn write(path: &Path, format: VectorFormat, name: &str) -> Result<()> {
        let crs = Crs::from_definition("EPSG:4549")?;
        let layer = LayerDescription { name: "sample", crs: &crs, fields: &FIELDS };
        let ring = LineString::from(vec![(0.0, 0.0), (10.0, 0.0), (0.0, 10.0), (0.0, 0.0)]);
        let outline = MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]);
        let values = vec![Value::Text(name.to_owned()), Value::Number(1.25)];
        write_features(path, format, &layer, [Ok(Feature { outline, values })])
    }

    #[test]
    fn chinese_text_survives_in_both_formats() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for (file, format) in [("a.gpkg", VectorFormat::GeoPackage), ("sample.shp", VectorFormat::ShapefileGbk)] {
            let path = directory.path().join(file);
            write(&path, format, "慈溪市").expect("it can be written");
            let dataset = gdal_runtime::open_vector(&path, &[]).expect("it can be read");
            let mut layer = dataset.layer(0).expect("one layer");
            let feature = gdal::vector::LayerAccess::features(&mut layer).next().expect("one feature");
            assert_eq!(feature.field_as_string(0).expect("a field"), Some("慈溪市".to_owned()), "{file}");
        }
        let page = std::fs::read_to_string(directory.path().join("sample.cpg")).expect("a code page file");
        assert_eq!(page.trim(), "GBK");
    }

    #[test]
    fn the_same_features_give_the_same_bytes() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let bytes = |file: &str| {
            let path = directory.path().join(file);
            write(&path, VectorFormat::GeoPackage, "慈溪市").expect("it can be written");
            std::fs::read(&path).expect("it can be read")
        };
        assert!(bytes("a.gpkg") == bytes("b.gpkg"));
    }

    #[test]
    fn text_that_does_not_fit_or_that_gbk_lacks_is_refused() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for (name, complaint) in [("杭州湾新区", "has room for 6"), ("𠮷", "GBK cannot encode")] {
            let path = directory.path().join("sample.shp");
            let message = write(&path, VectorFormat::ShapefileGbk, name).expect_err("it does not fit").to_string();
            assert!(message.contains(complaint), "{message}");
            let _ = std::fs::remove_file(path);
        }
    }
}
