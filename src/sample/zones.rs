//! The zone layers of the sample scene: the real districts and the synthetic townships.

use std::path::{Path, PathBuf};

use super::scene::Scene;
use super::townships;
use crate::error::Result;
use crate::vector::{Feature, Field, FieldType, LayerDescription, Value, VectorFormat, write_features};

/// Writes both layers and returns their paths.
pub(super) fn write(scene: &Scene, directory: &Path) -> Result<Vec<PathBuf>> {
    let districts = directory.join("districts.gpkg");
    let features = scene.districts.iter().map(|district| {
        Ok(Feature {
            outline: Some(district.outline.clone()),
            values: vec![
                Value::Text(district.code.clone()),
                Value::Text(district.name.clone()),
                district.yearbook.implied_land_ha.map_or(Value::Missing, Value::Number),
            ],
        })
    });
    let fields = [text("id", 6), text("name", 30), Field::new("land_ha", FieldType::Number(12, 0))];
    let layer = LayerDescription::new("districts", &scene.crs, &fields);
    write_features(&districts, VectorFormat::GeoPackage, &layer, features)?;

    let townships = directory.join("townships.gpkg");
    let features = townships::all(scene)?.into_iter().map(|(township, outline)| {
        let district = &scene.districts[township.district];
        Ok(Feature {
            outline: Some(outline),
            values: vec![
                Value::Text(format!("{}{:03}", district.code, township.number)),
                Value::Text(format!("{}-{:02}", district.name, township.number)),
                Value::Text(district.code.clone()),
            ],
        })
    });
    let fields = [text("id", 9), text("name", 40), text("county", 6)];
    let layer = LayerDescription::new("townships", &scene.crs, &fields);
    write_features(&townships, VectorFormat::GeoPackage, &layer, features)?;
    Ok(vec![districts, townships])
}

fn text(name: &str, bytes: i32) -> Field<'_> {
    Field::new(name, FieldType::Text(bytes))
}
