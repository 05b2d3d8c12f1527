//! What each change of class does to carbon, as a table states it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Impact, Transition};
use crate::error::{Error, Result};

/// What cells hold; the second spelling is InVEST's.
const CELLS: [(&str, &str, Transition); 5] = [
    ("accumulate", "accum", Transition::Accumulation),
    ("no_change", "NCC", Transition::NoChange),
    ("low_disturbance", "low-impact-disturb", Transition::Disturbance(Impact::Low)),
    ("medium_disturbance", "med-impact-disturb", Transition::Disturbance(Impact::Medium)),
    ("high_disturbance", "high-impact-disturb", Transition::Disturbance(Impact::High)),
];

/// Changes between classes: a row for each class before, a column for each class after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionTable {
    file: String,
    changes: BTreeMap<(String, String), Transition>,
    classes: BTreeSet<String>,
}

impl TransitionTable {
    /// A table from CSV text: the classes before in the first column, those after in the header; in the cells `accumulate`,
    /// `no_change`, `low_disturbance`, `medium_disturbance`, `high_disturbance`, or nothing where a change is not expected.
    ///
    /// ```
    /// use tanhui::models::coast::{Transition, TransitionTable};
    /// let table = TransitionTable::from_csv("t.csv", "class,built,sea\nbuilt,,no_change\nsea,,\n")?;
    /// assert_eq!(table.get("built", "sea"), Some(Transition::NoChange));
    /// assert_eq!(table.get("sea", "built"), None);
    /// # Ok::<(), tanhui::Error>(())
    /// ```
    ///
    /// # Errors
    /// Rows that do not parse, cells that mean nothing, and classes given twice, all together.
    pub fn from_csv(file: &str, text: &str) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let unreadable =
            |error: csv::Error| Error::data(format!("cannot read the transitions in `{file}`")).cause(error);
        let after: Vec<String> = reader.headers().map_err(unreadable)?.iter().skip(1).map(str::to_owned).collect();
        let mut table = Self { file: file.to_owned(), changes: BTreeMap::new(), classes: BTreeSet::new() };
        let mut problems = Vec::new();
        let twice = |class: &str| Error::data(format!("`{file}` gives the class `{class}` twice"));
        for class in &after {
            if !table.classes.insert(class.clone()) {
                problems.push(twice(class));
            }
        }
        let mut rows = BTreeSet::new();
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let from = record.get(0).unwrap_or_default().to_owned();
            if !rows.insert(from.clone()) {
                problems.push(twice(&from));
            }
            for (to, cell) in after.iter().zip(record.iter().skip(1)).filter(|(_, cell)| !cell.is_empty()) {
                let meant = CELLS.into_iter().find(|(ours, invest, _)| cell == *ours || cell == *invest);
                if let Some((.., transition)) = meant {
                    table.changes.insert((from.clone(), to.clone()), transition);
                } else {
                    let known: Vec<&str> = CELLS.iter().map(|(name, ..)| *name).collect();
                    problems.push(
                        Error::data(format!("`{file}` has `{cell}` for {from} to {to}"))
                            .note(format!("expected {}, or nothing", known.join(", "))),
                    );
                }
            }
        }
        Error::all(problems)?;
        table.classes.extend(rows);
        Ok(table)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What a change does; none if the table does not expect it.
    #[must_use]
    pub fn get(&self, from: &str, to: &str) -> Option<Transition> {
        self.changes.get(&(from.to_owned(), to.to_owned())).copied()
    }

    /// Every class of a row or a column.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(String::as_str)
    }

    /// Every change that the table expects.
    pub fn changes(&self) -> impl Iterator<Item = (&str, &str, Transition)> {
        self.changes.iter().map(|((from, to), transition)| (from.as_str(), to.as_str(), *transition))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_in_both_spellings() {
        let text = "lulc-class,salt_marsh,built\nsalt_marsh,accum,high-impact-disturb\nbuilt,accumulate,NCC\n";
        let table = TransitionTable::from_csv("t.csv", text).expect("valid");
        assert_eq!(table.get("salt_marsh", "built"), Some(Transition::Disturbance(Impact::High)));
        assert_eq!(table.get("built", "salt_marsh"), Some(Transition::Accumulation));
        assert_eq!(table.classes().collect::<Vec<_>>(), ["built", "salt_marsh"]);
        assert_eq!(table.changes().count(), 4);
    }

    #[test]
    fn cells_that_mean_nothing_and_classes_given_twice_are_named_together() {
        let text = "class,sea,sea\nbuilt,gone,\nbuilt,,\n";
        let message = TransitionTable::from_csv("t.csv", text).expect_err("wrong").to_string();
        for part in
            ["the class `sea` twice", "`gone` for built to sea", "medium_disturbance", "the class `built` twice"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
}
