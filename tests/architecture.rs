use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::project;

/// The layer of every top-level module, as in the documentation of the crate. A module imports only from lower layers,
/// or from those of its own layer that are named here.
const LAYERS: [(&str, u8, &[&str]); 22] = [
    ("error", 0, &[]),
    ("units", 0, &[]),
    ("land", 1, &[]),
    ("terms", 1, &[]),
    ("gdal_runtime", 1, &[]),
    ("parameters", 2, &[]),
    ("raster", 2, &[]),
    ("vector", 2, &["raster"]),
    ("strata", 3, &[]),
    ("models", 3, &[]),
    ("inventory", 3, &[]),
    ("inventory_plots", 3, &[]),
    ("soil_cores", 3, &["models"]),
    ("accounts", 4, &[]),
    ("export", 5, &[]),
    ("report", 5, &[]),
    ("sample", 5, &[]),
    // Examples of `models`, `raster` and `vector`; no account depends on it.
    ("verification", 5, &[]),
    ("pipeline", 6, &[]),
    ("cli", 7, &[]),
    ("main", 8, &[]),
    ("lib", 8, &[]),
];

/// What may appear only in some modules, and where.
const ONLY_IN: [(&str, &[&str]); 6] = [
    ("unsafe", &["gdal_runtime/ffi.rs"]),
    ("rayon::", &["strata", "raster", "accounts/uncertainty", "vector/overlaps.rs"]),
    ("gdal::raster", &["raster", "gdal_runtime"]),
    ("gdal::vector", &["vector", "gdal_runtime"]),
    ("gdal_sys", &["gdal_runtime/ffi.rs"]),
    ("proj::", &["raster"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut pending = vec![project().join("src")];
    let mut found = Vec::new();
    while let Some(directory) = pending.pop() {
        for entry in directory.read_dir().expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                let relative = path.strip_prefix(project().join("src")).expect("below src").to_owned();
                found.push((relative, text));
            }
        }
    }
    found.sort();
    found
}

fn module(path: &Path) -> String {
    let first = path.iter().next().expect("a component").to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file: without comments and without its unit tests, which may look anywhere.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
}

#[test]
fn modules_import_only_from_lower_layers() {
    let layers: BTreeMap<&str, (u8, &[&str])> =
        LAYERS.iter().map(|(name, layer, same)| (*name, (*layer, *same))).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let from = module(path);
        let &(layer, same) = layers.get(from.as_str()).unwrap_or_else(|| panic!("module `{from}` is not in the table"));
        for import in code(text).split("crate::").skip(1) {
            // `crate::{a, b}` is not used in this project, so the next word is the module.
            let to: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(&(other, _)) = layers.get(to.as_str()) else { continue };
            if to != from && other >= layer && !same.contains(&to.as_str()) {
                wrong.push(format!("{} (layer {layer}) imports `{to}` (layer {other})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_and_unsafe_code_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        for (word, allowed) in ONLY_IN {
            let inside = allowed.iter().any(|place| path.starts_with(place));
            let found = code(text).lines().any(|line| {
                line.match_indices(word).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    let after = line[at + word.len()..].chars().next();
                    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
                    boundary(before) && (word.ends_with(':') || boundary(after))
                })
            });
            if found && !inside {
                wrong.push(format!("{} uses `{word}`, allowed only in {}", path.display(), allowed.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
