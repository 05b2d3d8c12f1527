use geo::{LineString, Polygon};

use super::*;
use crate::gdal_runtime;

const FIELDS: [Field<'_>; 2] =
    [Field::new("XIAN_MING", FieldType::Text(9)), Field::new("MIAN_JI", FieldType::Number(12, 2))];

fn write(path: &Path, format: VectorFormat, name: &str) -> Result<()> {
    let crs = Crs::from_definition("EPSG:4549")?;
    let layer = LayerDescription::new("sample", &crs, &FIELDS);
    let ring = LineString::from(vec![(0.0, 0.0), (10.0, 0.0), (0.0, 10.0), (0.0, 0.0)]);
    let outline = Some(MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]));
    let values = vec![Value::Text(name.to_owned()), Value::Number(1.25)];
    write_features(path, format, &layer, [Ok(Feature { outline, values })])
}

#[test]
fn chinese_text_survives_in_every_format() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (file, format) in [
        ("a.gpkg", VectorFormat::GeoPackage),
        ("a.fgb", VectorFormat::FlatGeobuf),
        ("utf8.shp", VectorFormat::Shapefile),
        ("sample.shp", VectorFormat::ShapefileGbk),
    ] {
        let path = directory.path().join(file);
        write(&path, format, "慈溪市").expect("it can be written");
        let dataset = gdal_runtime::open_vector(&path, &[]).expect("it can be read");
        let mut layer = dataset.layer(0).expect("one layer");
        let feature = gdal::vector::LayerAccess::features(&mut layer).next().expect("one feature");
        assert_eq!(feature.field_as_string(0).expect("a field"), Some("慈溪市".to_owned()), "{file}");
    }
    for (file, page) in [("sample.cpg", "GBK"), ("utf8.cpg", "UTF-8")] {
        let found = std::fs::read_to_string(directory.path().join(file)).expect("a code page file");
        assert_eq!(found.trim(), page);
    }
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
    for (name, complaint) in [("杭州湾新区", "has room for 9"), ("𠮷", "GBK cannot encode")] {
        let path = directory.path().join("sample.shp");
        let message = write(&path, VectorFormat::ShapefileGbk, name).expect_err("it does not fit").to_string();
        assert!(message.contains(complaint), "{message}");
        let _ = std::fs::remove_file(path);
    }
}
