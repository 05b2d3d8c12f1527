//! Which field of a layer holds which attribute.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Attribute;
use crate::error::{Error, Result, nearest};

const SPELLINGS: &str = include_str!("../../parameters/forest_codes/fields.csv");

/// Attributes without which a layer is no inventory.
const REQUIRED: [Attribute; 2] = [Attribute::Area, Attribute::LandClass];

/// Fields by attribute, and the fields that identify a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap {
    fields: BTreeMap<Attribute, String>,
    id: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Row {
    attribute: Attribute,
    field: String,
}

/// The usual spellings, in the order of the table.
fn spellings() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(SPELLINGS.as_bytes());
    reader.deserialize().collect::<std::result::Result<_, _>>().expect("the table is valid: a unit test reads it")
}

impl FieldMap {
    /// Finds the attributes among the fields of a layer: those of `chosen` where they are, the others by their usual
    /// spellings. Letters may be of either case.
    ///
    /// # Errors
    /// All together: chosen fields that are not there, with the nearest that is; attributes with several fields; and required
    /// ones with none.
    pub fn resolve(chosen: &BTreeMap<Attribute, String>, id: &[String], present: &[String]) -> Result<Self> {
        let spellings = spellings();
        let find = |name: &str| present.iter().find(|field| field.eq_ignore_ascii_case(name)).cloned();
        let mut problems = Vec::new();
        let mut absent = |name: &str, key: &str| {
            let error = Error::data(format!("no field `{name}` (`{key}`): the layer has {}", present.join(", ")));
            problems.push(match nearest(name, present.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        };
        let mut fields = BTreeMap::new();
        for (attribute, name) in chosen {
            match find(name) {
                Some(field) => drop(fields.insert(*attribute, field)),
                None => absent(name, &format!("fields.{}", attribute.name())),
            }
        }
        let mut id_fields = Vec::new();
        for name in id {
            match find(name) {
                Some(field) => id_fields.push(field),
                None => absent(name, "id"),
            }
        }
        for attribute in Attribute::ALL.into_iter().filter(|attribute| !chosen.contains_key(attribute)) {
            let usual: Vec<&str> =
                spellings.iter().filter(|row| row.attribute == attribute).map(|row| row.field.as_str()).collect();
            let found: Vec<String> = usual.iter().filter_map(|name| find(name)).collect();
            let is_required = REQUIRED.contains(&attribute) || attribute == Attribute::SubCompartment && id.is_empty();
            match found.as_slice() {
                [] if !is_required => {}
                [] => {
                    let near = usual.iter().find_map(|name| nearest(name, present.iter().map(String::as_str)));
                    let error = Error::data(format!(
                        "no field of the {} (usually {}): the layer has {}",
                        attribute.words(),
                        usual.join(" or "),
                        present.join(", ")
                    ));
                    let near = near.unwrap_or("…");
                    problems.push(error.hint(format!("name it with `{} = \"{near}\"` in `fields`", attribute.name())));
                }
                [field] => drop(fields.insert(attribute, field.clone())),
                several => problems.push(
                    Error::data(format!(
                        "the layer has several fields of the {}: {}",
                        attribute.words(),
                        several.join(", ")
                    ))
                    .hint(format!(
                        "choose one with `{} = \"{}\"` in `fields`",
                        attribute.name(),
                        several[0]
                    )),
                ),
            }
        }
        Error::all(problems)?;
        if id_fields.is_empty() {
            id_fields = Attribute::ID.iter().filter_map(|attribute| fields.get(attribute).cloned()).collect();
        }
        Ok(Self { fields, id: id_fields })
    }

    /// The field of an attribute, if the layer has it.
    #[must_use]
    pub fn field(&self, attribute: Attribute) -> Option<&str> {
        self.fields.get(&attribute).map(String::as_str)
    }

    /// All attributes that the layer has, with their fields.
    pub fn fields(&self) -> impl Iterator<Item = (Attribute, &str)> {
        self.fields.iter().map(|(attribute, field)| (*attribute, field.as_str()))
    }

    /// The fields that identify a feature together.
    #[must_use]
    pub fn id(&self) -> &[String] {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn resolve(chosen: &[(Attribute, &str)], present: &str) -> Result<FieldMap> {
        let chosen = chosen.iter().map(|(attribute, name)| (*attribute, (*name).to_owned())).collect();
        FieldMap::resolve(&chosen, &[], &names(present))
    }

    #[test]
    fn usual_spellings_are_found_in_either_case() {
        let map = resolve(&[], "xian XIANG XBH xbmj DLBM PING_JUN_X OTHER").expect("all required are there");
        assert_eq!(map.field(Attribute::Area), Some("xbmj"));
        assert_eq!(map.field(Attribute::Diameter), Some("PING_JUN_X"));
        assert_eq!(map.field(Attribute::Height), None);
        assert_eq!(map.id(), ["xian", "XIANG", "XBH"]);
    }

    #[test]
    fn what_is_missing_misspelt_or_ambiguous_is_reported_together() {
        let error = resolve(&[(Attribute::Height, "PINGJUN_GS")], "XIAO_BAN DI_LEI DLBM MIANJI PINGJUN_SG");
        let message = error.expect_err("three problems").to_string();
        assert!(message.contains("did you mean `PINGJUN_SG`?"), "{message}");
        assert!(message.contains("several fields of the land class: DI_LEI, DLBM"), "{message}");
        assert!(message.contains("name it with `area = \"MIANJI\"` in `fields`"), "{message}");
    }

    #[test]
    fn a_chosen_field_settles_which_of_two_is_meant() {
        let map = resolve(&[(Attribute::LandClass, "DLBM")], "XIAO_BAN DI_LEI DLBM MIAN_JI").expect("settled");
        assert_eq!(map.field(Attribute::LandClass), Some("DLBM"));
    }
}
