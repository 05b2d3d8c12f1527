//! A table of slices, put together into cores.

use std::collections::BTreeMap;

use csv::StringRecord;

use crate::error::{Error, Result};
use crate::models::coast::{CoreSlice, SoilCore};

/// The columns that a depth series must have; others are left alone.
const COLUMNS: [&str; 7] =
    ["study_id", "site_id", "core_id", "depth_min", "depth_max", "dry_bulk_density", "fraction_carbon"];

/// A core with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct CoreRecord {
    /// Who published it.
    pub study: String,
    /// Where it was taken.
    pub site: String,
    /// The core's own name.
    pub core: String,
    /// What grew there, as the table calls it, if it has the column `habitat`.
    pub habitat: Option<String>,
    /// Its slices.
    pub soil: SoilCore,
}

/// The cores of a table, in the order in which they begin.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthSeries {
    /// The cores.
    pub cores: Vec<CoreRecord>,
}

impl DepthSeries {
    /// Cores from CSV text with the columns `study_id, site_id, core_id, depth_min, depth_max` (cm), `dry_bulk_density` (g/cm³)
    /// and `fraction_carbon`, in any order among others; an empty cell or `NA` is a measure that was not taken.
    ///
    /// Limits: carbon is read as organic carbon and never taken from organic matter. A core with carbon but no bulk density is
    /// kept, so that it can be named when its stock is asked for.
    ///
    /// # Errors
    /// All missing columns, or all rows that cannot be read, together.
    pub fn from_csv(file: &str, text: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
        let columns = columns(file, &header)?;
        let habitat_column = header.iter().position(|column| column == "habitat");
        let mut cores: Vec<CoreRecord> = Vec::new();
        let mut known = BTreeMap::new();
        let mut problems = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    problems.push(unreadable(file, &error));
                    continue;
                }
            };
            match slice(&record, &columns) {
                Ok(slice) => {
                    let [study, site, core] = [0, 1, 2].map(|column| record[columns[column]].to_owned());
                    let key = (study.clone(), site.clone(), core.clone());
                    let index = *known.entry(key).or_insert_with(|| {
                        let name = format!("{study}, {site}, {core}");
                        let habitat = habitat_column.map(|column| record[column].to_owned());
                        let soil = SoilCore { name, slices: Vec::new() };
                        cores.push(CoreRecord { study, site, core, habitat, soil });
                        cores.len() - 1
                    });
                    cores[index].soil.slices.push(slice);
                }
                Err(error) => {
                    let line = record.position().map_or(1, csv::Position::line);
                    problems.push(error.note(format!("in `{file}`, line {line}")));
                }
            }
        }
        Error::all(problems)?;
        if cores.is_empty() {
            return Err(Error::data(format!("`{file}` has no slices of cores")));
        }
        for core in &mut cores {
            core.soil.slices.sort_by(|one, other| one.top.total_cmp(&other.top));
        }
        Ok(Self { cores })
    }
}

fn unreadable(file: &str, error: &csv::Error) -> Error {
    Error::data(format!("cannot read `{file}` as a table of soil cores")).cause(error)
}

fn columns(file: &str, header: &StringRecord) -> Result<[usize; 7]> {
    let found = COLUMNS.map(|name| header.iter().position(|column| column == name));
    let missing: Vec<&str> =
        COLUMNS.iter().zip(found).filter(|(_, column)| column.is_none()).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(found.map(Option::unwrap_or_default));
    }
    Err(Error::data(format!("`{file}` has no column {}", missing.join(", ")))
        .note(format!("it has {}", header.iter().collect::<Vec<_>>().join(", ")))
        .hint("name the columns as in a depth series of the Coastal Carbon Network"))
}

fn slice(record: &StringRecord, columns: &[usize; 7]) -> Result<CoreSlice> {
    let cell = |column: usize| -> Result<Option<f64>> {
        match &record[columns[column]] {
            "" | "NA" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(Some(value)),
                _ => Err(Error::data(format!("found `{text}` in column `{}`, expected a number", COLUMNS[column]))),
            },
        }
    };
    let depth =
        |column: usize| cell(column)?.ok_or_else(|| Error::data(format!("a slice has no `{}`", COLUMNS[column])));
    Ok(CoreSlice { top: depth(3)?, bottom: depth(4)?, bulk_density: cell(5)?, carbon_fraction: cell(6)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "study_id,site_id,core_id,depth_min,depth_max,dry_bulk_density,fraction_carbon\n";

    #[test]
    fn slices_of_one_core_are_put_together_from_the_surface_down() {
        let rows = "S,Bay,1,10,20,0.8,0.02\nS,Bay,2,0,5,NA,0.01\nS,Bay,1,0,10,0.7,0.03\n";
        let series = DepthSeries::from_csv("t.csv", &format!("\u{feff}{HEADER}{rows}")).expect("valid");
        assert_eq!(series.cores.len(), 2);
        let tops: Vec<f64> = series.cores[0].soil.slices.iter().map(|slice| slice.top).collect();
        assert_eq!((tops, series.cores[0].soil.name.as_str()), (vec![0.0, 10.0], "S, Bay, 1"));
        assert_eq!(series.cores[1].soil.slices[0].bulk_density, None);
    }

    #[test]
    fn what_cannot_be_read_is_reported_together() {
        let rows = "S,Bay,1,x,20,0.8,0.02\nS,Bay,1,0,,0.7,0.03\nS,Bay,1,0,10,inf,0.03\n";
        let message = DepthSeries::from_csv("t.csv", &format!("{HEADER}{rows}")).expect_err("wrong").to_string();
        for part in ["found `x` in column `depth_min`", "line 2", "no `depth_max`", "line 3", "`inf`", "line 4"] {
            assert!(message.contains(part), "{part}: {message}");
        }
        let message = DepthSeries::from_csv("t.csv", "core_id,depth_min\n").expect_err("columns").to_string();
        assert!(message.contains("no column study_id, site_id, depth_max"), "{message}");
        assert!(DepthSeries::from_csv("t.csv", HEADER).is_err());
    }
}
