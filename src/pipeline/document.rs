//! A pipeline file as text: read, parsed, typed, and able to say on which line each key stands.

use std::path::{Path, PathBuf};
use std::{fs, io, str};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::PipelineFile;
use super::schema_check;
use crate::error::{Error, Kind, Result};

/// A TOML pipeline file with the place of every key, so that every problem can be named with file and line.
#[derive(Debug, Clone)]
pub struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    /// Reads the file and parses its TOML.
    ///
    /// # Errors
    /// The file is missing or unreadable, is not UTF-8, or is not TOML.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Error::new(Kind::Missing, format!("pipeline file `{}` does not exist", path.display()))
            }
            _ => Error::new(Kind::Missing, format!("cannot read pipeline file `{}`", path.display())).cause(error),
        })?;
        let text = str::from_utf8(&bytes).map_err(|error| {
            Error::data(format!("pipeline file `{}` is not UTF-8", path.display()))
                .note(place_of_line(path, line_number(&bytes, error.valid_up_to())))
                .hint("save the file as UTF-8 in the text editor")
        })?;
        Self::from_text(path, text)
    }

    /// Parses the text of a file that is called `path` in messages.
    ///
    /// # Errors
    /// The text is not TOML.
    pub fn from_text(path: &Path, text: &str) -> Result<Self> {
        // Windows editors put a byte order mark first; without it, columns count what the user sees.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match DeTable::parse(text) {
            Ok(_) => Ok(Self { path: path.to_owned(), text: text.to_owned() }),
            Err(error) => Err(syntax_error(path, text, &error)),
        }
    }

    /// The file's path as the user gave it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file as typed.
    ///
    /// # Errors
    /// Every unknown or missing key, wrong type and value outside its list at once, in the order of lines.
    pub fn pipeline(&self) -> Result<PipelineFile> {
        let problems = schema_check::problems(self.table().get_ref());
        Error::all(problems.into_iter().map(|problem| problem.error.note(self.place_of(problem.offset))).collect())?;
        toml::from_str(&self.text).map_err(|error| {
            Error::data(error.message().trim_end()).note(self.place_of(error.span().map(|span| span.start)))
        })
    }

    /// The file's directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// A path that the file names: relative to the file's directory.
    #[must_use]
    pub fn beside(&self, path: &Path) -> PathBuf {
        self.directory().join(path)
    }

    /// `in <path>, line N` for a key path such as `["layers", "land_2022", "path"]`, where the item of an array is its
    /// index from 0. A key that does not exist is placed at the nearest enclosing one that does.
    #[must_use]
    pub fn place(&self, keys: &[&str]) -> String {
        let mut offset = None;
        let root = DeValue::Table(self.table().into_inner());
        let mut value = &root;
        for key in keys {
            let inner = match value {
                DeValue::Table(table) => {
                    table.get_key_value(*key).map(|(name, value)| (name.span().start, value.get_ref()))
                }
                DeValue::Array(items) => key
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index))
                    .map(|item| (item.span().start, item.get_ref())),
                _ => None,
            };
            let Some(inner) = inner else { break };
            offset = Some(inner.0);
            value = inner.1;
        }
        self.place_of(offset)
    }

    /// Problems that belong to a key, each with its place.
    #[must_use]
    pub fn locate(&self, keys: &[&str], problems: Error) -> Error {
        let place = self.place(keys);
        problems.note_each(&place)
    }

    // Parsing again costs microseconds and spares a struct that borrows from itself.
    fn table(&self) -> Spanned<DeTable<'_>> {
        DeTable::parse(&self.text).expect("`from_text` parsed the same text")
    }

    fn place_of(&self, offset: Option<usize>) -> String {
        match offset {
            Some(offset) => place_of_line(&self.path, line_number(self.text.as_bytes(), offset)),
            None => format!("in {}", self.path.display()),
        }
    }
}

fn place_of_line(path: &Path, line: usize) -> String {
    format!("in {}, line {line}", path.display())
}

/// The line of a byte, from 1.
fn line_number(text: &[u8], offset: usize) -> usize {
    1 + text.iter().take(offset).filter(|byte| **byte == b'\n').count()
}

fn syntax_error(path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let span = error.span().unwrap_or(0..0);
    let before = text.get(..span.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = line_number(text.as_bytes(), before.len());
    let column = 1 + before[line_start..].chars().count();
    let content = text[line_start..].lines().next().unwrap_or_default();
    let message = match (error.message(), text.get(span)) {
        ("duplicate key", Some(key)) => format!("duplicate key `{key}`"),
        (message, _) => format!("not valid TOML: {message}"),
    };
    let hint = match error.message() {
        message if message.starts_with("invalid unquoted key") => {
            Some("a name with other letters, blanks or dots is written in quotes: `[layers.\"林地 2022\"]`")
        }
        message if message.contains("escape") || message.contains("unicode") => {
            Some("in a path, write `/` for `\\`, or put the path in single quotes: `'C:\\data\\land.tif'`")
        }
        message if message.contains("must be quoted") => Some("write a text in straight quotes: `name = \"hubei\"`"),
        _ => None,
    };
    let error = Error::data(message)
        .note(format!("{}, column {column}", place_of_line(path, line)))
        .note(format!("{line} | {content}"));
    hint.into_iter().fold(error, Error::hint)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::file::{DensityTable, LongTable, SchemeEntry};
    use super::super::unit::Unit;
    use super::*;

    fn document(text: &str) -> Document {
        Document::from_text(Path::new("pipelines/x.toml"), text).expect("valid TOML")
    }

    fn syntax_problem(text: &str) -> String {
        Document::from_text(Path::new("pipelines/x.toml"), text).expect_err("no valid TOML").to_string()
    }

    /// Every key of the file, once. It is typed, not planned: the grid is given in more ways than a plan takes.
    const EXAMPLE: &str = include_str!("document/every_key.toml");

    #[test]
    fn every_key_reaches_its_field() {
        let file = document(EXAMPLE).pipeline().expect("valid");
        // Nothing is lost, nothing is added by a default, nothing is left out.
        let typed: toml::Table = toml::from_str(&toml::to_string(&file).expect("writable")).expect("TOML");
        assert_eq!(typed, toml::from_str(EXAMPLE).expect("TOML"));
        assert!(!format!("{file:?}").contains("None"));
        assert_eq!(file.layers["land_2020"].band, 2);
        assert_eq!(file.grid.as_ref().expect("given").extent, Some([500_000.0, 3_300_000.0, 560_000.0, 3_360_000.0]));
    }

    #[test]
    fn integers_serve_as_numbers_and_other_spellings_as_units() {
        let text = EXAMPLE
            .replace("30.0", "30")
            .replace("500000.0, 3300000.0", "500_000, 3_300_000.0")
            .replace("\"mu\"", "\"亩\"")
            .replace("planar", "ellipsoidal");
        let file = document(&text).pipeline().expect("valid");
        assert_eq!(file.grid.expect("given").resolution, Some(30.0));
        for unit in ["m3/ha", "m³/ha"] {
            let text = EXAMPLE.replace("\"fraction\"", &format!("{unit:?}"));
            let file = document(&text).pipeline().expect("valid");
            assert_eq!(file.layers["land_2020"].unit.map(Unit::symbol), Some("m³/ha"));
        }
        for unit in ["ha", "km2", "km²", "m2", "m²"] {
            let text = EXAMPLE.replace("unit = \"mu\", source", &format!("unit = {unit:?}, source"));
            document(&text).pipeline().expect("valid");
        }
    }

    #[test]
    fn a_name_can_stand_for_a_table() {
        let text = format!(
            "{START}[layers.land]\npath = \"land.tif\"\nkind = \"class\"\nscheme = \"igbp\"\n\
             [methods.carbon_density]\nlayers = [\"land\"]\ntable = \"liu_2018\"\n"
        );
        let file = document(&text).pipeline().expect("valid");
        assert_eq!(file.layers["land"].scheme, Some(SchemeEntry::Name("igbp".to_owned())));
        let table = file.methods.carbon_density.expect("given").table;
        assert_eq!(table, DensityTable::Name("liu_2018".to_owned()));
        let long = text.replace("\"liu_2018\"", "{ path = \"d.csv\", set = \"a\" }");
        let table = document(&long).pipeline().expect("valid").methods.carbon_density.expect("given").table;
        assert_eq!(table, DensityTable::Long(LongTable { path: "d.csv".into(), set: "a".to_owned() }));
    }

    const START: &str = "name = \"x\"\n[grid]\nfrom_layer = \"land\"\n";

    #[test]
    fn toml_that_cannot_be_parsed_is_shown_with_line_and_column() {
        assert_snapshot!(syntax_problem("name = \"x\"\n[grid]\nextent = [1, 2\nresolution = 30\n"), @r#"
        not valid TOML: missing comma between array elements, expected `,`
          in pipelines/x.toml, line 4, column 1
          4 | resolution = 30
        "#);
        assert_snapshot!(syntax_problem("name = \"碳汇\"\ntitle = \"碳汇\" x\n"), @r#"
        not valid TOML: unexpected key or value, expected newline, `#`
          in pipelines/x.toml, line 2, column 14
          2 | title = "碳汇" x
        "#);
        assert_snapshot!(syntax_problem("name = \"x"), @r#"
        not valid TOML: invalid basic string, expected `"`
          in pipelines/x.toml, line 1, column 10
          1 | name = "x
        "#);
        assert_snapshot!(syntax_problem("name = “x”"), @r#"
        not valid TOML: string values must be quoted, expected literal string
          in pipelines/x.toml, line 1, column 8
          1 | name = “x”

        hint: write a text in straight quotes: `name = "hubei"`
        "#);
        assert_snapshot!(syntax_problem("path = \"C:\\data\\land.tif\""), @r#"
        not valid TOML: missing escaped value, expected `b`, `e`, `f`, `n`, `r`, `\`, `"`, `x`, `u`, `U`
          in pipelines/x.toml, line 1, column 12
          1 | path = "C:\data\land.tif"

        hint: in a path, write `/` for `\`, or put the path in single quotes: `'C:\data\land.tif'`
        "#);
        assert_snapshot!(syntax_problem("path = \"C:\\users\\land.tif\""), @r#"
        not valid TOML: too few unicode value digits, expected unicode hexadecimal value
          in pipelines/x.toml, line 1, column 13
          1 | path = "C:\users\land.tif"

        hint: in a path, write `/` for `\`, or put the path in single quotes: `'C:\data\land.tif'`
        "#);
        assert_snapshot!(syntax_problem("[layers.林地]\n"), @r#"
        not valid TOML: invalid unquoted key, expected letters, numbers, `-`, `_`
          in pipelines/x.toml, line 1, column 9
          1 | [layers.林地]

        hint: a name with other letters, blanks or dots is written in quotes: `[layers."林地 2022"]`
        "#);
    }

    #[test]
    fn a_duplicate_key_is_named() {
        assert_snapshot!(syntax_problem("name = \"x\"\r\nname = \"y\"\r\n"), @r#"
        duplicate key `name`
          in pipelines/x.toml, line 2, column 1
          2 | name = "y"
        "#);
        assert_snapshot!(syntax_problem("[grid]\n[layers.a]\n[grid]\n"), @r#"
        duplicate key `grid`
          in pipelines/x.toml, line 3, column 2
          3 | [grid]
        "#);
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
        let windows = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
        assert_eq!(document(&windows).pipeline().expect("valid"), document(EXAMPLE).pipeline().expect("valid"));
        let lines = ["layers", "land_2020", "unit"];
        assert_eq!(document(&windows).place(&lines), document(EXAMPLE).place(&lines));
        assert_snapshot!(syntax_problem("\u{feff}name = x"), @r#"
        not valid TOML: string values must be quoted, expected literal string
          in pipelines/x.toml, line 1, column 8
          1 | name = x

        hint: write a text in straight quotes: `name = "hubei"`
        "#);
    }

    #[test]
    fn a_place_falls_back_to_the_nearest_enclosing_key() {
        let document =
            document(&format!("{START}[layers.land]\npath = \"x\"\n[outputs]\nmaps = [\n  \"a\",\n  \"b\",\n]\n"));
        assert_eq!(document.place(&["layers", "land", "path"]), "in pipelines/x.toml, line 5");
        assert_eq!(document.place(&["layers", "land", "year"]), "in pipelines/x.toml, line 4");
        assert_eq!(document.place(&["layers", "land", "path", "deeper"]), "in pipelines/x.toml, line 5");
        assert_eq!(document.place(&["outputs", "maps", "1"]), "in pipelines/x.toml, line 9");
        assert_eq!(document.place(&["outputs", "maps", "7"]), "in pipelines/x.toml, line 7");
        assert_eq!(document.place(&["methods", "land_area"]), "in pipelines/x.toml");
    }

    #[test]
    fn a_file_that_is_missing_or_not_utf_8_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.toml");
        let message = |error: Error| error.to_string().replace(&folder.path().display().to_string(), "pipelines");
        let missing = Document::read(&path).expect_err("missing");
        assert_eq!(missing.kind(), Kind::Missing);
        assert_snapshot!(message(missing), @r#"
        pipeline file `pipelines/x.toml` does not exist
        "#);
        fs::write(&path, b"name = \"x\"\ntitle = \"\xcc\xbc\xbb\xe3\"\n").expect("written");
        assert_snapshot!(message(Document::read(&path).expect_err("GBK")), @r#"
        pipeline file `pipelines/x.toml` is not UTF-8
          in pipelines/x.toml, line 2

        hint: save the file as UTF-8 in the text editor
        "#);
        fs::write(&path, EXAMPLE).expect("written");
        assert_eq!(Document::read(&path).expect("read").text(), EXAMPLE);
    }
}
