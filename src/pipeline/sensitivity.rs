//! What the intervals of headline figures come from, as a file.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::accounts::uncertainty::{Driver, Spread};
use crate::accounts::{AccountRow, Quantity};
use crate::error::{Error, Kind, Result};
use crate::land::Sector;
use crate::parameters::Parameter;
use crate::report::{found_years, is_projected};

/// So many parameters of a figure are listed.
const MOST: usize = 10;

/// The largest drivers of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drivers {
    /// The index of the row.
    pub(super) row: usize,
    /// The parameters, the largest share of variance first.
    pub(super) parameters: Vec<DriverEntry>,
}

/// A parameter, or some that are correlated, and what it does to a figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DriverEntry {
    /// The name, or the names of a correlated group.
    pub(super) name: String,
    /// Spearman's rank correlation with the figure.
    pub(super) rank_correlation: f64,
    /// The share of the figure's variance that goes when it is fixed.
    pub(super) variance_share: f64,
    /// The figure with the parameter at its limits.
    pub(super) limits: [f64; 2],
    /// Who published it.
    pub(super) source: String,
}

impl Drivers {
    pub(super) fn new(row: usize, drivers: &[Driver<'_>]) -> Self {
        let joined = |driver: &Driver<'_>, of: fn(&Parameter) -> &str| {
            let parts: std::collections::BTreeSet<&str> = driver.parameters.iter().map(|row| of(row)).collect();
            parts.into_iter().collect::<Vec<_>>().join("; ")
        };
        let entry = |driver: &Driver<'_>| DriverEntry {
            name: joined(driver, |row| &row.name),
            rank_correlation: driver.rank_correlation,
            variance_share: driver.variance_share,
            limits: driver.limits,
            source: joined(driver, |row| &row.source),
        };
        Self { row, parameters: drivers.iter().take(MOST).map(entry).collect() }
    }
}

/// The rows whose drivers are looked for: of every zone, sector, quantity and unit the newest, projections last, that stands for all
/// categories and pools, if it has an interval from draws.
pub(super) fn headlines(rows: &[AccountRow], spreads: &[Option<Spread>]) -> Vec<usize> {
    let found = found_years(rows);
    let mut newest: BTreeMap<(&str, &str, Sector, Quantity, &str, &str), usize> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| spreads[*index].is_some()) {
        let is_whole =
            ["*", row.sector.name()].contains(&row.category.as_str()) && ["*", ""].contains(&row.pool.as_str());
        if !is_whole || row.quantity == Quantity::PresentValue {
            continue;
        }
        let method = if row.method.contains("planar") { "planar" } else { "" };
        let key = (row.zone_set.as_str(), row.zone.as_str(), row.sector, row.quantity, row.unit.as_str(), method);
        let known = newest.entry(key).or_insert(index);
        let end = |index: usize| {
            let row = &rows[index];
            (!is_projected(row, found), row.year_to.or(row.year), row.year)
        };
        if end(index) > end(*known) {
            *known = index;
        }
    }
    let mut found: Vec<usize> = newest.into_values().collect();
    found.sort_unstable();
    found
}

/// A row of `sensitivity.csv`.
#[derive(Serialize)]
struct Line<'a> {
    zone_set: &'a str,
    zone: &'a str,
    year: Option<i32>,
    year_to: Option<i32>,
    sector: Sector,
    quantity: Quantity,
    unit: &'a str,
    value: f64,
    rank: usize,
    parameter: &'a str,
    rank_correlation: f64,
    variance_share: f64,
    value_at_low95: f64,
    value_at_high95: f64,
    source: &'a str,
}

/// The bytes of `sensitivity.csv`.
///
/// # Errors
/// None that input can cause.
pub(super) fn sensitivity_csv(rows: &[AccountRow], drivers: &[Drivers]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for Drivers { row, parameters } in drivers {
        let row = &rows[*row];
        for (index, driver) in parameters.iter().enumerate() {
            let line = Line {
                zone_set: &row.zone_set,
                zone: &row.zone,
                year: row.year,
                year_to: row.year_to,
                sector: row.sector,
                quantity: row.quantity,
                unit: &row.unit,
                value: row.value,
                rank: index + 1,
                parameter: &driver.name,
                rank_correlation: driver.rank_correlation,
                variance_share: driver.variance_share,
                value_at_low95: driver.limits[0],
                value_at_high95: driver.limits[1],
                source: &driver.source,
            };
            writer.serialize(line).map_err(|error| Error::new(Kind::Io, "cannot write sensitivity").cause(error))?;
        }
    }
    writer.into_inner().map_err(Error::internal)
}
