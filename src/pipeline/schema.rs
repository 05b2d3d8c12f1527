//! The JSON Schema of the pipeline file, generated from its types, and what the types' derives leave out of it.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::file::PipelineFile;

/// The JSON Schema of the pipeline file, for editors and other programs.
#[must_use]
pub fn json_schema() -> String {
    serde_json::to_string_pretty(&pipeline_schema()).expect("a JSON value is always writable")
}

/// The same as a value.
pub(super) fn pipeline_schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(remove_null));
    let mut schema = settings.into_generator().into_root_schema_for::<PipelineFile>();
    schema.insert("title".to_owned(), "tanhui pipeline file".into());
    schema.to_value()
}

/// Takes null out of the schema of an `Option`: TOML has no null, an absent key says the same.
fn remove_null(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") {
        alternatives.retain(|alternative| alternative["type"] != "null");
        if let [Value::Object(only)] = alternatives.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.extend(only);
        }
    }
    if let Some(Value::Object(default)) = schema.get_mut("default") {
        default.retain(|_, value| !value.is_null());
    }
}

/// Adds the other spellings of an enum's variant, which serde accepts as `alias`, to its schema.
pub(super) fn also_spelt(aliases: &'static [&'static str]) -> impl FnMut(&mut Schema) {
    |schema| {
        let name = schema.remove("const");
        let spellings = name.into_iter().chain(aliases.iter().map(|alias| Value::from(*alias))).collect();
        schema.insert("enum".to_owned(), Value::Array(spellings));
    }
}

/// The schema of a map whose keys are an enum; by itself `schemars` lets every key through.
pub(super) fn map_by<Key: JsonSchema, Item: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": generator.subschema_for::<Key>(),
        "additionalProperties": generator.subschema_for::<Item>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_json_and_knows_every_top_level_key() {
        let schema: Value = serde_json::from_str(&json_schema()).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["title"], "tanhui pipeline file");
        let keys: Vec<_> = schema["properties"].as_object().expect("a table").keys().collect();
        assert_eq!(
            keys,
            [
                "coast",
                "coast_management",
                "cover_rate_changes",
                "cropland",
                "forest",
                "forest_change",
                "grid",
                "inventories",
                "layers",
                "ledger",
                "mariculture",
                "methods",
                "name",
                "outputs",
                "samples",
                "series",
                "soil_cores",
                "targets",
                "title",
                "title_zh",
                "uncertainty",
                "wetland",
                "zones"
            ]
        );
        assert_eq!(schema["required"], serde_json::json!(["name"]));
    }

    #[test]
    fn the_schema_has_no_null() {
        assert!(!json_schema().contains("\"null\"") && !json_schema().contains(": null"));
    }

    #[test]
    fn the_schema_lists_the_keys_of_an_enum_map_and_other_spellings() {
        let schema = pipeline_schema();
        let pools = &schema["$defs"]["WideTable"]["properties"]["pools"];
        assert_eq!(pools["propertyNames"]["$ref"], "#/$defs/CarbonPool");
        let units = schema["$defs"]["AreaUnit"]["oneOf"].as_array().expect("a list");
        assert!(units.iter().any(|unit| unit["enum"] == serde_json::json!(["mu", "亩"])));
    }
}
