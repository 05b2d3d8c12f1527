//! What people call the columns of a GeoPackage: the schema extension, which GDAL 3.6 does not write by itself.

use super::FieldTitle;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, \
    name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, \
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))";

const EXTENSION: &str = "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) \
    SELECT 'gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write' \
    WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_schema')";

/// The statements that title the fields of a layer.
pub(super) fn statements(layer: &str, titles: &[FieldTitle]) -> Vec<String> {
    let insert = |FieldTitle { field, alias, title, description }: &FieldTitle| {
        let values = [layer, field, alias, title, description].map(literal).join(", ");
        format!("INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES ({values})")
    };
    [TABLE.to_owned(), EXTENSION.to_owned()].into_iter().chain(titles.iter().map(insert)).collect()
}

/// A text of SQLite, in which only its own quote and the character that ends a text mean anything.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\0', "\u{FFFD}").replace('\'', "''"))
}
