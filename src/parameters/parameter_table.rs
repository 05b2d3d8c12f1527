//! A table of parameters under a key of several columns.

use std::collections::BTreeSet;

use super::csv_row::{place, unreadable, wrong_cell};
use super::{Evidence, Parameter};
use crate::error::{Error, Result, nearest};

/// What a row of these tables is about.
const ROWS: &str = "parameters";

/// The columns, beside the key, that a row cannot do without.
const COLUMNS: [&str; 4] = ["value", "unit", "source", "evidence"];

/// What a table must look like: its key columns, which come first, and the units that a row may have.
#[derive(Debug, Clone, Copy)]
pub struct TableSchema {
    /// The key columns.
    pub keys: &'static [&'static str],
    /// The units allowed under a key; none where the key means nothing in this table.
    pub units: fn(&[&str]) -> &'static [&'static str],
}

/// Rows of parameters, found by their key. Rows that nobody has read in their source are refused unless allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterTable {
    file: String,
    keys: &'static [&'static str],
    rows: Vec<(Vec<String>, Parameter)>,
    allow_unverified: bool,
}

impl ParameterTable {
    /// A table from its text.
    ///
    /// # Errors
    /// All rows that cannot be used, together.
    pub fn from_csv(schema: TableSchema, file: &str, text: &str) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header =
            reader.headers().map_err(|error| Error::data(format!("cannot read `{file}`")).cause(error))?.clone();
        if !header.iter().take(schema.keys.len()).eq(schema.keys.iter().copied())
            || COLUMNS.iter().any(|column| !header.iter().any(|found| found == *column))
        {
            return Err(Error::data(format!(
                "found the columns {} in `{file}`, expected {} first and then {}",
                header.iter().collect::<Vec<_>>().join(", "),
                schema.keys.join(", "),
                COLUMNS.join(", ")
            )));
        }
        let mut table = Self { file: file.to_owned(), keys: schema.keys, rows: Vec::new(), allow_unverified: false };
        let mut seen = BTreeSet::new();
        let mut problems = Vec::new();
        for record in reader.records() {
            let place = place(file, &record);
            let row = record.map_err(|error| unreadable(ROWS, &error)).and_then(|record| {
                let mut parameter: Parameter =
                    record.deserialize(Some(&header)).map_err(|error| wrong_cell(ROWS, &error, &header, &record))?;
                let key: Vec<&str> = record.iter().take(schema.keys.len()).collect();
                check(&key, schema, &parameter)?;
                parameter.name = Parameter::name(file, &key);
                let key: Vec<String> = key.into_iter().map(str::to_owned).collect();
                if !seen.insert(key.clone()) {
                    return Err(Error::data(format!("more than one row has the key {}", key.join(", "))));
                }
                Ok((key, parameter))
            });
            match row {
                Ok(row) => table.rows.push(row),
                Err(error) => problems.push(error.note(place)),
            }
        }
        Error::all(problems)?;
        Ok(table)
    }

    /// The same table, which gives out unverified rows as well, or refuses them.
    #[must_use]
    pub fn allow_unverified(self, allow_unverified: bool) -> Self {
        Self { allow_unverified, ..self }
    }

    /// The row of a key.
    ///
    /// # Errors
    /// No such row, with the nearest key; or an unverified row that is not allowed.
    pub fn get(&self, key: &[&str]) -> Result<&Parameter> {
        let (_, parameter) = self.rows.iter().find(|(row, _)| row == key).ok_or_else(|| self.missing(key))?;
        self.admit(key, parameter)
    }

    /// The row of a key, where a table may lack it.
    ///
    /// # Errors
    /// An unverified row that is not allowed.
    pub fn find(&self, key: &[&str]) -> Result<Option<&Parameter>> {
        let found = self.rows.iter().find(|(row, _)| row == key);
        found.map(|(_, parameter)| self.admit(key, parameter)).transpose()
    }

    /// The rows whose key starts with `first`, each with the rest of its key, in the order of the file.
    ///
    /// # Errors
    /// No such row, with the nearest key; or an unverified row that is not allowed.
    pub fn under(&self, first: &[&str]) -> Result<Vec<(&[String], &Parameter)>> {
        let rows: Vec<_> = self
            .rows
            .iter()
            .filter(|(key, _)| starts_with(key, first))
            .map(|(key, parameter)| Ok((&key[first.len()..], self.admit(first, parameter)?)))
            .collect::<Result<_>>()?;
        if rows.is_empty() { Err(self.missing(first)) } else { Ok(rows) }
    }

    /// Every row with its key, unverified ones too, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = (&[String], &Parameter)> {
        self.rows.iter().map(|(key, parameter)| (key.as_slice(), parameter))
    }

    fn admit<'a>(&self, key: &[&str], parameter: &'a Parameter) -> Result<&'a Parameter> {
        if self.allow_unverified || parameter.evidence != Evidence::Unverified {
            return Ok(parameter);
        }
        Err(Error::data(format!(
            "nobody has read {} of `{}` in its source: {} {}",
            key.join(", "),
            self.file,
            parameter.value,
            parameter.unit
        ))
        .note(format!("its source is {}", parameter.source))
        .hint("choose another row, or set `allow_unverified = true`: every figure then says so"))
    }

    /// Which part of a key no row has.
    fn missing(&self, key: &[&str]) -> Error {
        let known =
            (0..key.len()).take_while(|depth| self.rows.iter().any(|(row, _)| starts_with(row, &key[..=*depth])));
        let depth = known.count().min(key.len().saturating_sub(1));
        let rows = self.rows.iter().filter(|(row, _)| starts_with(row, &key[..depth]));
        let names: BTreeSet<&str> = rows.map(|(row, _)| row[depth].as_str()).collect();
        let within = if depth == 0 { String::new() } else { format!(" under {}", key[..depth].join(", ")) };
        let error = Error::data(format!(
            "`{}` has no {} `{}`{within}: it has {}",
            self.file,
            self.keys[depth],
            key[depth],
            names.iter().copied().collect::<Vec<_>>().join(", ")
        ));
        match nearest(key[depth], names) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("add the row to a table of your own, with its source"),
        }
    }
}

fn starts_with(key: &[String], first: &[&str]) -> bool {
    key.len() >= first.len() && key.iter().zip(first).all(|(part, wanted)| part == wanted)
}

fn check(key: &[&str], schema: TableSchema, parameter: &Parameter) -> Result<()> {
    if let Some(empty) = key.iter().position(|part| part.is_empty()) {
        return Err(Error::data(format!("a row has no `{}`", schema.keys[empty])));
    }
    let units = (schema.units)(key);
    if units.is_empty() {
        return Err(Error::data(format!("the key {} means nothing in this table", key.join(", "))));
    }
    match units.iter().find(|unit| **unit == parameter.unit) {
        Some(unit) => parameter.check(unit),
        None => Err(Error::data(format!("found the unit `{}`, expected `{}`", parameter.unit, units.join("` or `")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: TableSchema =
        TableSchema { keys: &["set", "group"], units: |key| if key[1] == "age" { &["yr"] } else { &["t C/ha", "1"] } };
    const HEADER: &str = "set,group,value,unit,low,high,source,year,evidence\n";

    fn table(rows: &str) -> Result<ParameterTable> {
        ParameterTable::from_csv(SCHEMA, "t.csv", &format!("{HEADER}{rows}"))
    }

    #[test]
    fn a_key_that_is_misspelt_is_told_the_nearest() {
        let table = table("a,oak,1,t C/ha,,,s,,published\na,pine,2,t C/ha,,,s,,published\n").expect("valid");
        assert_eq!(table.get(&["a", "oak"]).expect("a row").value, 1.0);
        let message = table.get(&["a", "pin"]).expect_err("no row").to_string();
        insta::assert_snapshot!(message, @"
        `t.csv` has no group `pin` under a: it has oak, pine

        hint: did you mean `pine`?
        ");
        let message = table.under(&["b"]).expect_err("no set").to_string();
        assert!(message.starts_with("`t.csv` has no set `b`: it has a"), "{message}");
    }

    #[test]
    fn an_unverified_row_is_refused_unless_allowed() {
        let table = table("a,oak,1,t C/ha,,,Someone 2001,,unverified\n").expect("valid");
        let message = table.get(&["a", "oak"]).expect_err("unverified").to_string();
        assert!(message.contains("Someone 2001") && message.contains("allow_unverified"), "{message}");
        assert!(table.find(&["a", "oak"]).is_err() && table.under(&["a"]).is_err());
        assert_eq!(table.allow_unverified(true).get(&["a", "oak"]).expect("allowed").value, 1.0);
    }

    #[test]
    fn wrong_rows_are_reported_together() {
        let rows = "a,oak,1,kg,,,s,,published\na,age,x,yr,,,s,,published\na,pine,5,1,6,7,s,,published\n\
                    a,age,5,yr,,,,,published\na,age,5,yr,,,s,,published\na,age,5,yr,,,s,,published\n";
        let message = table(rows).expect_err("wrong").to_string();
        for part in ["`kg`", "found `x`", "does not hold the value 5", "no source", "more than one row", "line 7"] {
            assert!(message.contains(part), "{part}: {message}");
        }
    }

    #[test]
    fn a_table_without_its_key_columns_is_refused() {
        let message = ParameterTable::from_csv(SCHEMA, "t.csv", "group,value\n").expect_err("no set").to_string();
        assert!(message.contains("expected set, group first"), "{message}");
    }
}
