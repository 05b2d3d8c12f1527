//! The check of a parsed pipeline file against its schema.
//!
//! It reports every problem with its place; serde, which stops at the first, has the last word.

use serde_json::{Map, Value};
use toml::de::{DeArray, DeTable, DeValue};

use super::schema::pipeline_schema;
use crate::error::{Error, nearest};

/// What is wrong, and the byte at which the key or the table at fault stands; `None` is the whole file.
pub(super) struct Problem {
    pub(super) offset: Option<usize>,
    pub(super) error: Error,
}

/// Everything in which the file departs from the schema, in the order of its text.
pub(super) fn problems(file: &DeTable) -> Vec<Problem> {
    let root = pipeline_schema();
    let mut check = Check { root: &root, problems: Vec::new() };
    check.table(&root, file, &Place { offset: None, key: String::new() });
    check.problems.sort_by_key(|problem| problem.offset);
    check.problems
}

struct Check<'a> {
    root: &'a Value,
    problems: Vec<Problem>,
}

/// Where a value stands: a byte of the text, and the dotted key.
struct Place {
    offset: Option<usize>,
    key: String,
}

impl Place {
    fn key(&self, name: &str, offset: usize) -> Self {
        let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        let name = if bare { name.to_owned() } else { format!("{name:?}") };
        let key = if self.key.is_empty() { name } else { format!("{}.{name}", self.key) };
        Self { offset: Some(offset), key }
    }

    fn item(&self, index: usize, offset: usize) -> Self {
        Self { offset: Some(offset), key: format!("{}[{index}]", self.key) }
    }

    fn table(&self) -> String {
        if self.key.is_empty() { "at the top level".to_owned() } else { format!("in `{}`", self.key) }
    }
}

impl<'a> Check<'a> {
    fn report(&mut self, offset: Option<usize>, error: Error) {
        self.problems.push(Problem { offset, error });
    }

    /// The schema itself, where it stands as a reference to a definition.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|reference| self.root.pointer(reference.trim_start_matches('#'))) {
            Some(definition) => self.resolve(definition),
            None => schema,
        }
    }

    fn value(&mut self, schema: &'a Value, value: &DeValue, place: &Place) {
        let schema = self.resolve(schema);
        if let Some(choices) = self.choices(schema) {
            return self.choice(&choices, value, place);
        }
        if let Some(alternatives) = alternatives(schema) {
            return self.alternative(alternatives, value, place);
        }
        if !fits(schema, value) {
            let error = Error::data(wrong_type(&place.key, value, &expected(schema)));
            return self.report(place.offset, with_type_hint(error, schema, value));
        }
        match value {
            DeValue::Table(table) => self.table(schema, table, place),
            DeValue::Array(items) => self.array(schema, items, place),
            DeValue::Integer(_) | DeValue::Float(_) => {
                if let Some(message) = number_problem(schema, value) {
                    self.report(place.offset, Error::data(format!("`{}`: {message}", place.key)));
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, schema: &'a Value, table: &DeTable, place: &Place) {
        let none = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&none);
        let allowed_names = schema.get("propertyNames").and_then(|names| self.choices(self.resolve(names)));
        let others = &schema["additionalProperties"];
        let mut meant = Vec::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let inner = place.key(name, key.span().start);
            if let Some(property) = schema["properties"].get(name) {
                self.value(property, value.get_ref(), &inner);
            } else if let Some(names) = allowed_names.as_ref().filter(|names| !names.contains(&name)) {
                self.unknown_key(name, table, names, place, &inner);
            } else if others == &Value::Bool(false) {
                let names: Vec<_> = properties.keys().map(String::as_str).collect();
                meant.extend(self.unknown_key(name, table, &names, place, &inner));
            } else {
                self.value(others, value.get_ref(), &inner);
            }
        }
        for name in texts(&schema["required"]) {
            // A misspelt key is one problem, not two.
            if !table.contains_key(name) && !meant.contains(&name) {
                let message = format!("missing key `{name}` {}", place.table());
                let hint = self.what_to_add(name, &schema["properties"][name]);
                self.report(place.offset, Error::data(message).hint(hint));
            }
        }
    }

    /// Reports a key that the table does not know, and returns the one that was probably meant.
    fn unknown_key<'n>(
        &mut self,
        name: &str,
        table: &DeTable,
        names: &[&'n str],
        place: &Place,
        inner: &Place,
    ) -> Option<&'n str> {
        let message = format!("unknown key `{name}` {}", place.table());
        let absent = names.iter().copied().filter(|candidate| !table.contains_key(*candidate));
        let meant = near(name, absent);
        let error = if let Some(meant) = meant {
            Error::data(message).hint(format!("did you mean `{meant}`?"))
        } else if self.root["properties"].get(name).is_some() {
            Error::data(message).hint(format!("`{name}` belongs to the top level: write it above the first `[table]`"))
        } else {
            Error::data(format!("{message}, expected {}", one_of(names)))
        };
        self.report(inner.offset, error);
        meant
    }

    fn what_to_add(&self, name: &str, property: &'a Value) -> String {
        let mut hint = format!("add `{name}`");
        if let Some(description) = property["description"].as_str().filter(|text| !text.is_empty()) {
            let sentence = description.split(". ").next().unwrap_or_default().trim_end_matches('.');
            let mut letters = sentence.chars();
            let first = letters.next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default();
            // `CRS` keeps its capitals.
            let word =
                if letters.as_str().starts_with(char::is_uppercase) { sentence } else { &(first + letters.as_str()) };
            hint = format!("{hint}, {word}");
        }
        match self.choices(self.resolve(property)) {
            Some(choices) => format!("{hint}: {}", one_of(&choices)),
            None => hint,
        }
    }

    fn array(&mut self, schema: &'a Value, items: &DeArray, place: &Place) {
        let count = items.len();
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX);
        if !(least..=most).contains(&(count as u64)) {
            let wanted = match () {
                () if least == most => format!("{least}"),
                () if most == u64::MAX => format!("at least {least}"),
                () => format!("{least} to {most}"),
            };
            let items = if count == 1 { "item" } else { "items" };
            self.report(
                place.offset,
                Error::data(format!("`{}`: found {count} {items}, expected {wanted}", place.key)),
            );
        }
        for (index, item) in items.iter().enumerate() {
            self.value(&schema["items"], item.get_ref(), &place.item(index, item.span().start));
        }
    }

    /// The texts that a value can be, if the schema is an enum.
    fn choices(&self, schema: &'a Value) -> Option<Vec<&'a str>> {
        if let Some(only) = schema["const"].as_str() {
            return Some(vec![only]);
        }
        if schema["enum"].is_array() {
            return Some(texts(&schema["enum"]).collect());
        }
        let parts = alternatives(schema)?.iter().map(|part| self.choices(self.resolve(part)));
        Some(parts.collect::<Option<Vec<_>>>()?.concat())
    }

    fn choice(&mut self, choices: &[&str], value: &DeValue, place: &Place) {
        let Some(text) = value.as_str() else {
            return self.report(place.offset, Error::data(wrong_type(&place.key, value, &one_of(choices))));
        };
        if choices.contains(&text) {
            return;
        }
        let error = Error::data(format!("`{}`: found `{text}`, expected {}", place.key, one_of(choices)));
        self.report(
            place.offset,
            match near(text, choices.iter().copied()) {
                Some(meant) => error.hint(format!("did you mean `{meant}`?")),
                None => error,
            },
        );
    }

    /// Checks against the alternative of the value's type; among several tables, that which knows most of the keys.
    fn alternative(&mut self, alternatives: &'a [Value], value: &DeValue, place: &Place) {
        let root = self.root;
        let resolved: Vec<_> = alternatives.iter().map(|alternative| self.resolve(alternative)).collect();
        let best = resolved
            .iter()
            .filter(|schema| fits(schema, value))
            .map(|schema| {
                let mut check = Check { root, problems: Vec::new() };
                check.value(schema, value, place);
                let known = value.as_table().map_or(0, |table| {
                    table.keys().filter(|key| schema["properties"].get(&**key.get_ref()).is_some()).count()
                });
                (known, check.problems)
            })
            .min_by_key(|(known, problems)| (std::cmp::Reverse(*known), problems.len()));
        if let Some((_, problems)) = best {
            self.problems.extend(problems);
        } else {
            let mut kinds: Vec<_> = resolved.iter().map(|schema| expected(schema)).collect();
            kinds.dedup();
            self.report(place.offset, Error::data(wrong_type(&place.key, value, &kinds.join(" or "))));
        }
    }
}

fn alternatives(schema: &Value) -> Option<&[Value]> {
    schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array().map(Vec::as_slice)
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Whether the value has the schema's type; a schema without one takes everything.
fn fits(schema: &Value, value: &DeValue) -> bool {
    match (schema["type"].as_str(), value) {
        (Some("string"), DeValue::String(_))
        | (Some("integer" | "number"), DeValue::Integer(_))
        | (Some("number"), DeValue::Float(_))
        | (Some("boolean"), DeValue::Boolean(_))
        | (Some("array"), DeValue::Array(_))
        | (Some("object"), DeValue::Table(_))
        | (None, _) => true,
        (Some(_), _) => false,
    }
}

fn expected(schema: &Value) -> String {
    match schema["type"].as_str() {
        Some("object") => "a table".to_owned(),
        Some(name @ ("integer" | "array")) => format!("an {name}"),
        Some(name) => format!("a {name}"),
        None => "another type".to_owned(),
    }
}

fn wrong_type(key: &str, value: &DeValue, expected: &str) -> String {
    let found = match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    };
    format!("`{key}`: found {found}, expected {expected}")
}

fn with_type_hint(error: Error, schema: &Value, value: &DeValue) -> Error {
    match (schema["type"].as_str(), value) {
        (Some("number" | "integer"), DeValue::String(text)) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            error.hint(format!("write `{text}` without quotes"))
        }
        (Some("string"), DeValue::Integer(number)) => error.hint(format!("write it in quotes: `\"{number}\"`")),
        (Some("array"), DeValue::String(text)) if schema["items"]["type"] == "string" => {
            error.hint(format!("write it in brackets: `[\"{text}\"]`"))
        }
        _ => error,
    }
}

/// What keeps a number of the right type from being used: `nan`, `inf`, or a value out of range.
fn number_problem(schema: &Value, value: &DeValue) -> Option<String> {
    if let DeValue::Float(float) = value {
        let finite = float.as_str().parse::<f64>().is_ok_and(f64::is_finite);
        let allowed = float.as_str().ends_with("nan") && schema["x-allow-nan"] == true;
        return (!finite && !allowed).then(|| format!("found `{float}`, expected a finite number"));
    }
    let integer = value.as_integer().filter(|_| schema["type"] == "integer")?;
    let (least, most) = match schema["format"].as_str() {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let least = schema["minimum"].as_i64().unwrap_or(least);
    let most = schema["maximum"].as_i64().unwrap_or(most);
    match i64::from_str_radix(integer.as_str(), integer.radix()) {
        Ok(number) if (least..=most).contains(&number) => None,
        _ if most == i64::MAX => Some(format!("found `{integer}`, expected at least {least}")),
        _ => Some(format!("found `{integer}`, expected {least} to {most}")),
    }
}

fn near<'n>(name: &str, candidates: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    candidates.clone().find(|candidate| candidate.eq_ignore_ascii_case(name)).or_else(|| nearest(name, candidates))
}

fn one_of(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests;
