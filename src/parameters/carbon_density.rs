//! Carbon densities by class and pool.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::csv_row::{place, unreadable, wrong_cell};
use super::{Evidence, Parameter};
use crate::error::{Error, Result, nearest};
use crate::land::CarbonPool;
use crate::units::TonnesCPerHectare;

const BUILT_IN: &str = include_str!("../../parameters/carbon_density.csv");

/// What a row of these tables is about.
const ROWS: &str = "carbon densities";

/// A density beyond any soil or forest, t C/ha: whoever writes more has mistaken the unit.
const MOST: f64 = 100_000.0;

/// The columns that a table with one row per class and pool cannot do without.
const COLUMNS: [&str; 10] = ["set", "class", "pool", "value", "unit", "low", "high", "source", "year", "evidence"];

fn no_column(file: &str, name: &str, header: &csv::StringRecord) -> Error {
    Error::data(format!("`{file}` has no column `{name}`: it has {}", header.iter().collect::<Vec<_>>().join(", ")))
}

/// One row of a table of densities.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Row {
    set: String,
    class: String,
    pool: String,
    value: f64,
    unit: String,
    low: Option<f64>,
    high: Option<f64>,
    #[serde(default)]
    distribution: String,
    source: String,
    #[serde(default)]
    table: String,
    year: Option<i32>,
    evidence: Evidence,
    #[serde(default)]
    note: String,
}

impl Row {
    fn parameter(self, file: &str) -> Parameter {
        let name = Parameter::name(file, &[&self.set, &self.class, &self.pool]);
        let Self { value, unit, low, high, distribution, source, table, year, evidence, note, .. } = self;
        Parameter { name, value, unit, low, high, distribution, source, table, year, evidence, note }
    }
}

/// The columns of a table with one row per class.
#[derive(Debug, Clone, Copy)]
pub struct WideColumns<'a> {
    /// The column of class codes.
    pub class: &'a str,
    /// The column of each pool.
    pub pools: &'a BTreeMap<CarbonPool, String>,
    /// The column of the standard deviation of each pool.
    pub standard_deviations: &'a BTreeMap<CarbonPool, String>,
}

/// Densities of some classes, in t C/ha.
#[derive(Debug, Clone, PartialEq)]
pub struct CarbonDensities {
    name: String,
    rows: BTreeMap<(String, CarbonPool), Parameter>,
}

impl CarbonDensities {
    /// A set of the table in the binary.
    ///
    /// # Errors
    /// A set that it does not have.
    pub fn built_in(set: &str) -> Result<Self> {
        Self::from_long_csv("parameters/carbon_density.csv", BUILT_IN, set)
    }

    /// Every set of the table in the binary, by name.
    ///
    /// # Errors
    /// A table that is not valid; a unit test reads every set.
    pub fn all_built_in() -> Result<Vec<(String, Self)>> {
        let mut reader = csv::Reader::from_reader(BUILT_IN.as_bytes());
        let sets: BTreeSet<String> = reader.deserialize::<Row>().flatten().map(|row| row.set).collect();
        sets.into_iter().map(|set| Ok((set.clone(), Self::built_in(&set)?))).collect()
    }

    /// One set of a table with one row per class and pool.
    ///
    /// # Errors
    /// All rows that cannot be used, together.
    pub fn from_long_csv(file: &str, text: &str, set: &str) -> Result<Self> {
        let mut densities = Self { name: set.to_owned(), rows: BTreeMap::new() };
        let mut problems = Vec::new();
        let mut sets = BTreeSet::new();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header =
            reader.headers().map_err(|error| Error::data(format!("cannot read `{file}`")).cause(error))?.clone();
        let missing: Vec<&str> =
            COLUMNS.into_iter().filter(|column| !header.iter().any(|found| found == *column)).collect();
        if !missing.is_empty() {
            return Err(no_column(file, &missing.join("`, `"), &header));
        }
        for record in reader.records() {
            let place = place(file, &record);
            let row = record.map_err(|error| unreadable(ROWS, &error)).and_then(|record| {
                record.deserialize::<Row>(Some(&header)).map_err(|error| wrong_cell(ROWS, &error, &header, &record))
            });
            match row {
                Err(error) => problems.push(error.note(place)),
                Ok(row) => {
                    sets.insert(row.set.clone());
                    if row.set == set
                        && let Err(error) = densities.insert(&row.class.clone(), &row.pool.clone(), row.parameter(file))
                    {
                        problems.push(error.note(place));
                    }
                }
            }
        }
        Error::all(problems)?;
        if densities.rows.is_empty() {
            let names: Vec<&str> = sets.iter().map(String::as_str).collect();
            let error = Error::data(format!("`{file}` has no set `{set}`: it has {}", names.join(", ")));
            return Err(match nearest(set, names) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
        Ok(densities)
    }

    /// A table with one row per class and one column per pool, as InVEST's carbon model reads. `class_id` gives the class
    /// of a code as written; rows of classes it does not know are passed over.
    ///
    /// # Errors
    /// Missing columns, or all cells that cannot be used, together.
    pub fn from_wide_csv(
        file: &str,
        text: &str,
        columns: &WideColumns<'_>,
        source: &str,
        evidence: Evidence,
        class_id: impl Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header =
            reader.headers().map_err(|error| Error::data(format!("cannot read `{file}`")).cause(error))?.clone();
        let column =
            |name: &str| header.iter().position(|found| found == name).ok_or_else(|| no_column(file, name, &header));
        let class_column = column(columns.class)?;
        let deviation_of = |pool| columns.standard_deviations.get(pool).map(|name| column(name)).transpose();
        let pool_columns: Vec<(CarbonPool, usize, Option<usize>)> = columns
            .pools
            .iter()
            .map(|(pool, name)| Ok((*pool, column(name)?, deviation_of(pool)?)))
            .collect::<Result<_>>()?;
        if let Some(alone) = columns.standard_deviations.keys().find(|pool| !columns.pools.contains_key(pool)) {
            return Err(Error::data(format!(
                "there is a standard deviation of `{}`, but no column of it",
                alone.name()
            ))
            .hint("name the column of the pool in `pools`"));
        }
        let mut densities = Self { name: file.to_owned(), rows: BTreeMap::new() };
        let mut problems = Vec::new();
        for record in reader.records() {
            let place = place(file, &record);
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    problems.push(unreadable(ROWS, &error).note(place));
                    continue;
                }
            };
            let Some(class) = class_id(&record[class_column]) else { continue };
            for (pool, column, deviation) in &pool_columns {
                let number = |column: usize| {
                    let cell = &record[column];
                    let wrong = || Error::data(format!("`{cell}` is not a number, in column `{}`", &header[column]));
                    cell.parse::<f64>().map_err(|_| wrong())
                };
                let parameter = || {
                    let row = Parameter {
                        name: Parameter::name(file, &[&class, pool.name()]),
                        value: number(*column)?,
                        unit: TonnesCPerHectare::UNIT.to_owned(),
                        source: source.to_owned(),
                        evidence,
                        ..Parameter::default()
                    };
                    match deviation {
                        None => Ok(row),
                        Some(column) => row.with_standard_deviation(number(*column)?),
                    }
                };
                let inserted = parameter().and_then(|parameter| densities.insert(&class, pool.name(), parameter));
                if let Err(error) = inserted {
                    problems.push(error.note(place.clone()));
                }
            }
        }
        Error::all(problems)?;
        Ok(densities)
    }

    fn insert(&mut self, class: &str, pool: &str, parameter: Parameter) -> Result<()> {
        let Some(known) = CarbonPool::from_name(pool) else {
            let names = CarbonPool::ALL.map(CarbonPool::name).join(", ");
            return Err(Error::data(format!("`{pool}` is not a pool, expected one of {names}")));
        };
        parameter.check(TonnesCPerHectare::UNIT)?;
        if !(0.0..=MOST).contains(&parameter.value) {
            return Err(Error::data(format!(
                "the density {} of class `{class}`, pool `{pool}` is not between 0 and {MOST} t C/ha",
                parameter.value
            )));
        }
        if self.rows.insert((class.to_owned(), known), parameter).is_some() {
            return Err(Error::data(format!("class `{class}`, pool `{pool}` has more than one row")));
        }
        let has = |pool: CarbonPool| self.rows.contains_key(&(class.to_owned(), pool));
        for whole in CarbonPool::ALL {
            if let Some(part) = whole.parts().iter().find(|part| has(whole) && has(**part)) {
                return Err(Error::data(format!(
                    "class `{class}` has both `{}` and `{}`, which is part of it: carbon would be counted twice",
                    whole.name(),
                    part.name()
                )));
            }
        }
        Ok(())
    }

    /// The table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The pools that any class has, in the order of tables.
    #[must_use]
    pub fn pools(&self) -> Vec<CarbonPool> {
        let pools: BTreeSet<CarbonPool> = self.rows.keys().map(|(_, pool)| *pool).collect();
        pools.into_iter().collect()
    }

    /// Whether a class has any row.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.rows.keys().any(|(known, _)| known == class)
    }

    /// The density of a class in a pool.
    #[must_use]
    pub fn get(&self, class: &str, pool: CarbonPool) -> Option<&Parameter> {
        self.rows.get(&(class.to_owned(), pool))
    }

    /// The densities of a class by pool.
    pub fn of_class(&self, class: &str) -> impl Iterator<Item = (CarbonPool, &Parameter)> {
        self.rows.iter().filter(move |((known, _), _)| known == class).map(|((_, pool), row)| (*pool, row))
    }

    /// The sum of all pools of a class.
    #[must_use]
    pub fn total(&self, class: &str) -> Option<TonnesCPerHectare> {
        self.has_class(class).then(|| {
            TonnesCPerHectare(
                self.rows.iter().filter(|((known, _), _)| known == class).map(|(_, parameter)| parameter.value).sum(),
            )
        })
    }

    /// All rows: class, pool, parameter.
    pub fn rows(&self) -> impl Iterator<Item = (&str, CarbonPool, &Parameter)> {
        self.rows.iter().map(|((class, pool), parameter)| (class.as_str(), *pool, parameter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence\n";

    fn refused(rows: &str) -> String {
        CarbonDensities::from_long_csv("t.csv", &format!("{HEADER}{rows}"), "a").expect_err("refused").to_string()
    }

    #[test]
    fn every_set_in_the_binary_can_be_read() {
        for set in ["zhejiang-land", "zhejiang-igbp"] {
            CarbonDensities::built_in(set).expect(set);
        }
    }

    #[test]
    fn the_mean_of_arbor_forest_is_the_area_weighted_mean_of_its_source() {
        // Li et al. 2016 table 3 prints 24.652 t C/ha for trees over 49,841 × 100 ha; bamboo is 8,834 of them at 23.78.
        let trees = (49_841.0 * 24.652 - 8_834.0 * 23.78) / (49_841.0 - 8_834.0);
        let understorey = (49_841.0 * 3.357 - 8_834.0 * 0.94) / (49_841.0 - 8_834.0);
        let densities = CarbonDensities::built_in("zhejiang-land").expect("in the binary");
        let value = densities.get("arbor_forest", CarbonPool::LivingBiomass).expect("a row").value;
        assert!((value - (trees + understorey)).abs() < 2e-3, "{value} against {}", trees + understorey);
    }

    #[test]
    fn a_part_beside_its_whole_is_refused() {
        let message = refused(
            "a,x,living_biomass,1,t C/ha,,,,s,,,published\na,x,above_ground_biomass,1,t C/ha,,,,s,,,published\n",
        );
        assert!(message.contains("counted twice"), "{message}");
    }

    #[test]
    fn wrong_rows_are_reported_together() {
        let message = refused(
            "a,x,soil,1,t C/ha,,,,s,,,published\na,y,litter,-1,t C/ha,,,,s,,,published\na,z,litter,1,kg/m2,,,,s,,,published\n",
        );
        assert!(message.contains("`soil` is not a pool"), "{message}");
        assert!(message.contains("is not between 0 and"), "{message}");
        assert!(message.contains("`kg/m2`"), "{message}");
    }
}
