use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use tanhui::verification::{Case, cases};

use crate::support::{Workspace, project};

/// Files below `src/models` without a formula.
const WITHOUT_FORMULA: [(&str, &str); 3] = [
    ("models/checked.rs", "refuses measures that no stand can have"),
    ("models/coast/class_table.rs", "reads a table of pools"),
    ("models/coast/transition_table.rs", "reads a table of changes"),
];

/// The text of every file below a folder of `src`, by its path below `src`, without unit tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = project().join("src");
    let mut pending: Vec<PathBuf> = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(directory) = pending.pop() {
        for entry in directory.read_dir().expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            if !name.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                found.push((name, text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()));
            }
        }
    }
    found.sort();
    found
}

/// The names after `pub fn` in a text.
fn functions(text: &str) -> Vec<String> {
    let name = |after: &str| after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    text.lines().filter_map(|line| line.trim_start().strip_prefix("pub fn ")).map(name).collect()
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect()
}

#[test]
fn every_model_has_a_case_and_every_function_of_it_is_called() {
    let with_case: BTreeSet<&str> = cases().map(|case| case.file).collect();
    let pack: String = sources("verification").into_iter().map(|(_, text)| text).collect();
    let called = words(&pack);
    let mut missing = Vec::new();
    for (file, text) in sources("models") {
        if WITHOUT_FORMULA.iter().any(|(name, _)| *name == file) {
            continue;
        }
        if !file.ends_with("mod.rs") && !with_case.contains(file.as_str()) {
            missing.push(format!("{file} has no verification case"));
        }
        let functions = functions(&text);
        missing.extend(
            functions
                .iter()
                .filter(|name| !called.contains(name.as_str()))
                .map(|name| format!("`{name}` of {file} is called by no verification case")),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_case_and_every_exception_names_a_file_that_is_there() {
    let named = cases().map(|case| case.file).chain(WITHOUT_FORMULA.map(|(file, _)| file));
    for file in named {
        assert!(project().join("src").join(file).is_file(), "{file}");
    }
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(!case.source.is_empty() && !case.unit.is_empty(), "{}", case.what);
        assert!(seen.insert((case.file, case.what, case.unit)), "{}, {} twice", case.file, case.what);
    }
}

#[test]
fn every_case_agrees_with_its_source() {
    for case in cases() {
        let outcome = case.check();
        assert!(outcome.passed, "{outcome:#?}");
    }
}

#[test]
fn every_case_fails_where_the_figure_is_another() {
    for case in cases() {
        let outcome = case.check();
        let scale = case.expected.abs().max(outcome.got.expect("a figure").abs());
        // What is expected to be zero is exactly zero; a printed figure has two digits or more.
        assert!(outcome.tolerance <= 0.01 * scale, "{outcome:#?}");
        let step = 2.001 * outcome.tolerance + 1e-6 * scale.max(1e-3);
        for expected in [case.expected - step, case.expected + step] {
            assert!(!Case { expected, ..*case }.check().passed, "{} agrees with {expected}", case.what);
        }
        // No formula may pass because every figure is zero.
        let of_file = cases().filter(|other| other.file == case.file);
        assert!(of_file.into_iter().any(|other| other.expected != 0.0), "{} expects zero only", case.file);
    }
}

#[test]
fn the_command_prints_every_case_and_that_all_pass() {
    let outcome = Workspace::new().succeed(&["verify"]);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    let count = cases().count();
    assert_eq!(lines.len(), count + 2, "a header, the cases, a sum");
    assert_eq!(*lines.last().expect("a line"), format!("{count} of {count} pass"));
    let row = lines.iter().find(|line| line.contains("discount −7.1 %")).expect("InVEST's present value");
    for part in ["models/present_value.rs", "-3422.079", "±0.001", "money", "yes", "tests/test_carbon.py of InVEST"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    assert!(outcome.stderr.is_empty(), "{}", outcome.stderr);
}

#[test]
fn the_json_holds_every_figure_with_its_source() {
    let outcome = Workspace::new().succeed(&["verify", "--json"]);
    let document: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!((&document["version"], &document["failed"]), (&env!("CARGO_PKG_VERSION").into(), &0.into()));
    let rows = document["cases"].as_array().expect("a list");
    assert_eq!(rows.len(), cases().count());
    for row in rows {
        let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("no {key}: {row}"));
        assert!((number("got") - number("expected")).abs() <= number("tolerance"), "{row}");
        assert_eq!((&row["passed"], &row["error"]), (&true.into(), &Value::Null));
        assert!(["file", "what", "source", "unit"].iter().all(|key| row[*key].as_str().is_some_and(|s| !s.is_empty())));
    }
}
