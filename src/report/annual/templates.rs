//! The templates: those in the program, or files of the same names in a directory.

use std::path::{Path, PathBuf};

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error as TemplateError, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::terms::{Language, term};

/// Name and text of every template in the program.
const BUILT_IN: [(&str, &str); 6] = [
    ("report.html", include_str!("../templates/report.html")),
    ("report.css", include_str!("../templates/report.css")),
    ("table.html", include_str!("../templates/table.html")),
    ("document.xml", include_str!("../templates/document.xml")),
    ("styles.xml", include_str!("../templates/styles.xml")),
    ("footer.xml", include_str!("../templates/footer.xml")),
];

/// Templates that were read and parsed.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Those in the program, with files of a directory in place of those of the same name.
    ///
    /// # Errors
    /// A file that cannot be read, has the name of no template, or is no template: the error names file and line.
    pub fn read(directory: Option<&Path>, language: Language) -> Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| match name.rsplit_once('.') {
            Some((_, "html" | "xml")) => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        environment.set_formatter(|out, state, value| match value.as_str().map(readable) {
            // What was marked as safe stays so.
            Some(text) if !value.is_safe() => minijinja::escape_formatter(out, state, &Value::from(text)),
            _ => minijinja::escape_formatter(out, state, value),
        });
        environment.add_function("word", move |key: &str| {
            let missing = || TemplateError::new(ErrorKind::InvalidOperation, format!("there is no term `{key}`"));
            term(language, key).ok_or_else(missing)
        });
        for (name, text) in BUILT_IN {
            environment.add_template(name, text).map_err(Error::internal)?;
        }
        if let Some(directory) = directory {
            for (name, path) in own_templates(directory)? {
                let text = std::fs::read_to_string(&path).map_err(|error| {
                    Error::new(Kind::Missing, format!("cannot read the template `{}`", path.display())).cause(error)
                })?;
                // As in the file name that a user knows, with the escaping of its kind.
                environment.add_template_owned(name, text).map_err(|error| located(&error, Some(&path)))?;
            }
        }
        Ok(Self { environment })
    }

    /// The files of a directory that stand in place of templates of the program.
    ///
    /// # Errors
    /// No directory, or none of these files in it.
    pub fn files(directory: &Path) -> Result<Vec<PathBuf>> {
        Ok(own_templates(directory)?.into_iter().map(|(_, path)| path).collect())
    }

    /// The text that a template makes of something.
    ///
    /// # Errors
    /// A template that asks for what is not there: the error names file and line.
    pub(super) fn render(&self, name: &str, content: &impl Serialize) -> Result<String> {
        let template = self.environment.get_template(name).map_err(|error| located(&error, None))?;
        template.render(Value::from(Serde(content))).map_err(|error| located(&error, None))
    }
}

/// The files of a directory that have the name of a template.
fn own_templates(directory: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    if !directory.is_dir() {
        return Err(Error::new(Kind::Missing, format!("`{}` is not a directory", directory.display()))
            .hint("`templates` names a directory with templates of the report"));
    }
    let paths = BUILT_IN.map(|(name, _)| (name, directory.join(name)));
    let found: Vec<_> = paths.into_iter().filter(|(_, path)| path.is_file()).collect();
    if found.is_empty() {
        let names = BUILT_IN.map(|(name, _)| format!("`{name}`")).join(", ");
        return Err(Error::data(format!("`{}` has no template", directory.display()))
            .hint(format!("a template is called {names}")));
    }
    Ok(found)
}

/// The error with file and line of the template.
fn located(error: &TemplateError, path: Option<&Path>) -> Error {
    // An error in an included template is told by its own name, not by that of the file that includes it.
    let mut innermost = error;
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        if let Some(inner) = source.downcast_ref::<TemplateError>() {
            innermost = inner;
        }
        next = source.source();
    }
    let name = path.map(|path| path.display().to_string()).or_else(|| innermost.name().map(str::to_owned));
    let line = innermost.line().map(|line| format!(", line {line}")).unwrap_or_default();
    Error::data(format!("the template `{}`{line}: {}", name.unwrap_or_default(), innermost.kind()))
        .cause(innermost.detail().unwrap_or("the template cannot be used"))
}

/// Text without the characters that no document may hold.
fn readable(text: &str) -> String {
    let is_control = |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_control(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_of_one_s_own_replaces_the_one_in_the_program() {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::write(directory.path().join("report.html"), "<b>{{ title }}</b>{{ word('word.unit') }}")
            .expect("written");
        let templates = Templates::read(Some(directory.path()), Language::Chinese).expect("valid");
        let html =
            templates.render("report.html", &serde_json::json!({ "title": "<script>\u{1}{{ 1 }}" })).expect("renders");
        assert_eq!(html, "<b>&lt;script&gt;\u{fffd}{{ 1 }}</b>单位");
    }

    #[test]
    fn an_error_names_file_and_line() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("report.html");
        std::fs::write(&path, "one\n{% if %}").expect("written");
        let message = Templates::read(Some(directory.path()), Language::English).expect_err("no template").to_string();
        assert!(message.contains("report.html`, line 2"), "{message}");
        std::fs::write(&path, "one\n\n{{ nobody.knows }}").expect("written");
        let templates = Templates::read(Some(directory.path()), Language::English).expect("parses");
        let message = templates.render("report.html", &()).expect_err("unknown").to_string();
        assert!(message.contains("report.html`, line 3"), "{message}");
        std::fs::remove_file(&path).expect("removed");
        let message = Templates::read(Some(directory.path()), Language::English).expect_err("empty").to_string();
        assert!(message.contains("has no template"), "{message}");
    }
}
