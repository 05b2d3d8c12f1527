//! The counts of a reference sample: what the map says against what is there.

use crate::error::{Error, Result, nearest};

/// Reference points by map class (rows) and reference class (columns), over one list of classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: Vec<String>,
    counts: Vec<Vec<u64>>,
}

impl ConfusionMatrix {
    /// A matrix from its classes and one row of counts per map class, in their order.
    ///
    /// # Errors
    /// Not as many rows and columns as classes, a class given twice, or a map class with fewer than two points.
    pub fn new(classes: Vec<String>, counts: Vec<Vec<u64>>) -> Result<Self> {
        let mut problems = Vec::new();
        for (index, class) in classes.iter().enumerate() {
            if classes[..index].contains(class) {
                problems.push(Error::data(format!("class `{class}` stands twice in the matrix")));
            }
        }
        if counts.len() != classes.len() {
            problems.push(Error::data(format!("{} rows of counts for {} classes", counts.len(), classes.len())));
        }
        for (class, row) in classes.iter().zip(&counts) {
            if row.len() != classes.len() {
                let error = format!("map class `{class}` has {} counts, expected {}", row.len(), classes.len());
                problems.push(Error::data(error));
            }
            let points: u64 = row.iter().sum();
            if points < 2 {
                let error = format!("map class `{class}` has {points} reference points, expected two or more");
                problems.push(
                    Error::data(error)
                        .hint("take more points in the class, or merge it with another in map and matrix"),
                );
            }
        }
        Error::all(problems)?;
        Ok(Self { classes, counts })
    }

    /// A matrix from CSV text: the first column holds the map class of each row, and every other column is a reference class.
    /// Rows may stand in another order than columns.
    ///
    /// # Errors
    /// Every cell that is no count and every class that is not both a row and a column, together.
    pub fn from_csv(file: &str, text: &str) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let cannot = |error: csv::Error| Error::data(format!("cannot read `{file}`")).cause(error);
        let classes: Vec<String> = reader.headers().map_err(cannot)?.iter().skip(1).map(str::to_owned).collect();
        let mut rows: Vec<(String, Vec<u64>)> = Vec::new();
        let mut problems = Vec::new();
        for record in reader.records() {
            let record = record.map_err(cannot)?;
            let place = format!("in `{file}`, line {}", record.position().map_or(0, csv::Position::line));
            let class = record[0].to_owned();
            let known = classes.iter().map(String::as_str);
            if !classes.contains(&class) {
                let error = Error::data(format!(
                    "map class `{class}` has no column: reference classes are {}",
                    classes.join(", ")
                ));
                problems.push(match nearest(&class, known) {
                    Some(near) => error.note(place).hint(format!("did you mean `{near}`?")),
                    None => error.note(place),
                });
                continue;
            }
            if rows.iter().any(|(known, _)| *known == class) {
                problems.push(Error::data(format!("map class `{class}` has two rows")).note(place));
                continue;
            }
            let mut counts = Vec::new();
            for (cell, column) in record.iter().skip(1).zip(&classes) {
                counts.push(cell.parse().unwrap_or_default());
                if cell.parse::<u64>().is_err() {
                    let error = format!("found `{cell}` in column `{column}`, expected a number of points, 0 or more");
                    problems.push(Error::data(error).note(place.clone()));
                }
            }
            rows.push((class, counts));
        }
        let missing: Vec<&str> =
            classes.iter().map(String::as_str).filter(|class| !rows.iter().any(|(known, _)| known == class)).collect();
        if !missing.is_empty() && problems.is_empty() {
            let error = format!("`{file}` has no row for the map class `{}`", missing.join("`, `"));
            problems.push(
                Error::data(error).hint("rows and columns name the same classes, with 0 where there are no points"),
            );
        }
        Error::all(problems)?;
        let counts = classes
            .iter()
            .filter_map(|class| rows.iter().find(|(known, _)| known == class))
            .map(|(_, counts)| counts.clone())
            .collect();
        Self::new(classes, counts).map_err(|error| error.note(format!("in `{file}`")))
    }

    /// The classes, in the order of rows and columns.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The share of every reference class among the points of a map class, with its standard error √(p̂ (1 − p̂) / (n − 1)).
    #[must_use]
    pub fn shares(&self, map_class: usize) -> Vec<(f64, f64)> {
        let row = self.row(map_class);
        let points = row.iter().sum::<u64>() as f64;
        let share = |count: &u64| {
            let share = *count as f64 / points;
            (share, (share * (1.0 - share) / (points - 1.0)).sqrt())
        };
        row.iter().map(share).collect()
    }

    /// The points of a map class by reference class.
    pub(super) fn row(&self, map_class: usize) -> &[u64] {
        &self.counts[map_class]
    }

    /// All points.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn refused(text: &str) -> String {
        ConfusionMatrix::from_csv("matrix.csv", text).expect_err("refused").to_string()
    }

    #[test]
    fn rows_may_stand_in_another_order_than_columns() {
        let matrix = ConfusionMatrix::from_csv("m.csv", "map,forest,water\nwater,1,9\nforest,8,2\n").expect("a matrix");
        assert_eq!(matrix.classes(), ["forest", "water"]);
        assert_eq!((matrix.row(0), matrix.row(1)), ([8, 2].as_slice(), [1, 9].as_slice()));
        assert_eq!(matrix.points(), 20);
    }

    #[test]
    fn every_wrong_row_and_cell_is_named() {
        assert_snapshot!(refused("map,forest,water\nforst,8,2\nwater,-1,x\nwater,1,9\n"), @r#"
        map class `forst` has no column: reference classes are forest, water
          in `matrix.csv`, line 2

        hint: did you mean `forest`?

        error: found `-1` in column `forest`, expected a number of points, 0 or more
          in `matrix.csv`, line 3

        error: found `x` in column `water`, expected a number of points, 0 or more
          in `matrix.csv`, line 3

        error: map class `water` has two rows
          in `matrix.csv`, line 4
        "#);
        assert_snapshot!(refused("map,forest,water\nforest,8,2\n"), @r#"
        `matrix.csv` has no row for the map class `water`

        hint: rows and columns name the same classes, with 0 where there are no points
        "#);
        assert_snapshot!(refused("map,forest,water\nforest,8,2\nwater,0,1\n"), @r#"
        map class `water` has 1 reference points, expected two or more
          in `matrix.csv`

        hint: take more points in the class, or merge it with another in map and matrix
        "#);
    }

    #[test]
    fn counts_must_be_square() {
        let classes = || vec!["a".to_owned(), "b".to_owned()];
        assert!(ConfusionMatrix::new(classes(), vec![vec![3, 1]]).is_err());
        assert!(ConfusionMatrix::new(classes(), vec![vec![3, 1], vec![3]]).is_err());
        assert!(ConfusionMatrix::new(vec!["a".to_owned(); 2], vec![vec![3, 1], vec![3, 2]]).is_err());
    }
}
