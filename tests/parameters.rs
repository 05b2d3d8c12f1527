use std::collections::BTreeSet;

use crate::support::{Workspace, project};

fn listed(arguments: &[&str]) -> Vec<csv::StringRecord> {
    let outcome = Workspace::new().succeed(arguments);
    csv::Reader::from_reader(outcome.stdout.as_bytes()).records().map(|row| row.expect("a row")).collect()
}

#[test]
fn every_row_of_every_table_is_listed_with_its_source() {
    let rows = listed(&["parameters"]);
    assert!(rows.iter().all(|row| !row[8].is_empty() && !row[11].is_empty()), "a source and its evidence");
    let tables: BTreeSet<&str> = rows.iter().map(|row| &row[0]).collect();
    for folder in ["forest", "coast"] {
        for entry in project().join("parameters").join(folder).read_dir().expect("a directory") {
            let name = entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned();
            // Choices among rows are not rows.
            let choices = ["defaults", "nearest_species"].contains(&name.as_str());
            assert!(tables.contains(format!("{folder}/{name}").as_str()) || choices, "{folder}/{name}");
        }
    }
}

#[test]
fn a_key_finds_the_rows_of_the_forest_too() {
    let rows = listed(&["parameters", "--key", "camphor_schima"]);
    let line: Vec<&csv::StringRecord> = rows
        .iter()
        .filter(|row| &row[1] == "li2016-zhejiang/camphor_schima" && &row[0] == "forest/biomass_expansion")
        .collect();
    assert_eq!(
        line.iter().map(|row| (&row[2], &row[3])).collect::<Vec<_>>(),
        [("slope", "1.0357"), ("intercept", "8.0591")]
    );
}
