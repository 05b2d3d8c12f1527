//! Land-class schemes: what the codes of a layer mean. The same code means different things in different schemes, so a
//! layer always declares its own.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Sector;
use crate::error::{Error, Result};

/// One class of a scheme.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct LandClass {
    /// The code in rasters.
    pub code: i32,
    /// The identifier used in accounts and parameter tables.
    pub id: String,
    /// The English label.
    pub name: String,
    /// The Chinese label.
    #[serde(default)]
    pub name_zh: String,
    /// The sector the class is accounted in.
    #[serde(default = "other")]
    pub sector: Sector,
    /// Red, 0–255.
    #[serde(default)]
    pub red: u8,
    /// Green, 0–255.
    #[serde(default)]
    pub green: u8,
    /// Blue, 0–255.
    #[serde(default)]
    pub blue: u8,
}

impl LandClass {
    /// Red, green and blue, 0–255.
    #[must_use]
    pub fn colour(&self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// A class whose code its scheme does not have, in a colour that stands out.
    #[must_use]
    pub fn unknown(code: i32) -> Self {
        let id = format!("unknown_{code}");
        Self {
            code,
            name: id.clone(),
            name_zh: String::new(),
            id,
            sector: Sector::Other,
            red: 255,
            green: 0,
            blue: 255,
        }
    }
}

fn other() -> Sector {
    Sector::Other
}

/// A set of classes with unique codes and identifiers.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassScheme {
    name: String,
    classes: BTreeMap<i32, LandClass>,
}

/// The schemes in the binary: name, CSV text.
const BUILT_IN: [(&str, &str); 5] = [
    ("tanhui", include_str!("../../parameters/land_classes/tanhui.csv")),
    ("igbp", include_str!("../../parameters/land_classes/igbp.csv")),
    ("worldcover", include_str!("../../parameters/land_classes/worldcover.csv")),
    ("forest_type", include_str!("../../parameters/land_classes/forest_type.csv")),
    ("age_group", include_str!("../../parameters/land_classes/age_group.csv")),
];

impl ClassScheme {
    /// A scheme from its classes.
    ///
    /// # Errors
    /// No classes, two that share a code or an identifier, or an identifier that accounts use otherwise.
    pub fn new(name: &str, classes: impl IntoIterator<Item = LandClass>) -> Result<Self> {
        let mut scheme = Self { name: name.to_owned(), classes: BTreeMap::new() };
        for class in classes {
            if let Some(first) = scheme.classes.values().find(|known| known.code == class.code || known.id == class.id)
            {
                return Err(Error::data(format!(
                    "scheme `{name}` gives both `{}` (code {}) and `{}` (code {}): codes and identifiers must be unique",
                    first.id, first.code, class.id, class.code
                )));
            }
            // In accounts these stand for no class, for all classes, and for codes that the scheme does not have.
            if ["", "*", "nodata"].contains(&class.id.as_str()) || class.id.starts_with("unknown_") {
                return Err(Error::data(format!(
                    "scheme `{name}` gives code {} the identifier `{}`, which has another meaning in accounts",
                    class.code, class.id
                )));
            }
            scheme.classes.insert(class.code, class);
        }
        if scheme.classes.is_empty() {
            return Err(Error::data(format!("scheme `{name}` has no classes")));
        }
        Ok(scheme)
    }

    /// A scheme in the binary, by name.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.into_iter().find(|(known, _)| *known == name)?;
        Some(Self::from_csv(name, text).expect("the schemes in the binary are valid: a unit test reads each"))
    }

    /// The names of the schemes in the binary.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(name, _)| name)
    }

    /// A scheme from CSV text with the columns `code, id, name` and optionally `name_zh, sector, red, green, blue`.
    ///
    /// # Errors
    /// A row that does not parse, or classes that are not unique.
    pub fn from_csv(name: &str, text: &str) -> Result<Self> {
        let mut classes = Vec::new();
        for row in csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes()).deserialize() {
            classes.push(row.map_err(|error| Error::data(format!("cannot read scheme `{name}`")).cause(error))?);
        }
        Self::new(name, classes)
    }

    /// The scheme's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The class of a code.
    #[must_use]
    pub fn class(&self, code: i32) -> Option<&LandClass> {
        self.classes.get(&code)
    }

    /// The class of an identifier.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&LandClass> {
        self.classes.values().find(|class| class.id == id)
    }

    /// All classes, by code.
    pub fn classes(&self) -> impl Iterator<Item = &LandClass> {
        self.classes.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_in_the_binary_can_be_read() {
        for name in ClassScheme::built_in_names() {
            assert!(ClassScheme::built_in(name).expect(name).classes().count() > 5, "{name}");
        }
    }

    #[test]
    fn a_code_given_twice_is_refused() {
        let text = "code,id,name\n1,forest,Forest\n1,water,Water\n";
        let message = ClassScheme::from_csv("twice", text).expect_err("the code repeats").to_string();
        assert!(message.contains("`forest` (code 1) and `water` (code 1)"), "{message}");
    }
}
