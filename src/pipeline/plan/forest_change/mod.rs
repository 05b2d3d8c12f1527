//! Declared changes of forest carbon: tables read, factors found, everything evaluated once.

mod gain_loss;
mod harvested_wood;
mod stock_difference;

use std::path::Path;

use super::Builder;
use super::layers::read_table;
use super::series::zone_of;
use super::zones::PlannedZoneSet;
use crate::accounts::{ForestChange, NamedZone, Period, Provenance, Quantity, forest_change_rows};
use crate::error::{Error, Result};
use crate::inventory_plots::{CsvTable, Row, Table};
use crate::land::CarbonPool;
use crate::models::PlausibilityBand;
use crate::parameters::Evidence;
use crate::parameters::Parameter;
use crate::parameters::forest::ForestParameters;
use crate::pipeline::file::{ForestChangeEntry, OwnValueEntry};

/// More than this is a mistake, and products with it overflow.
const MOST: f64 = 1e15;

/// What the tables of one section are read with.
struct Section<'a> {
    name: &'a str,
    entry: &'a ForestChangeEntry,
    zones: Option<&'a PlannedZoneSet>,
    period: Period,
    forest: &'a ForestParameters,
}

impl Builder<'_> {
    pub(super) fn plan_forest_changes(&mut self, zone_sets: &[PlannedZoneSet]) -> Vec<ForestChange> {
        let file = self.file;
        let planned =
            file.forest_change.iter().filter_map(|(name, entry)| self.plan_forest_change(name, entry, zone_sets));
        planned.collect()
    }

    fn plan_forest_change(
        &mut self,
        name: &str,
        entry: &ForestChangeEntry,
        zone_sets: &[PlannedZoneSet],
    ) -> Option<ForestChange> {
        let keys = ["forest_change", name];
        if self.file.zones.contains_key(name) || name == "grid" {
            let problem = Error::data(format!("`{name}` is the name of a forest change and of a zone set"))
                .hint("rename one: both stand in the column `zone_set` of the account");
            self.problem(&keys, &problem);
        }
        if entry.tables().next().is_none() {
            let problem = Error::data(format!("forest change `{name}` declares nothing"))
                .hint("add `stock_difference`, `gain_loss` or `harvested_wood`");
            self.problem(&keys, &problem);
        }
        let zones = match &entry.zones {
            None => None,
            Some(set) => Some(self.zone_set_of(&["forest_change", name, "zones"], set, zone_sets)?),
        };
        let forest = self.keep(&keys, ForestParameters::built_in())?.allow_unverified(entry.allow_unverified);
        let [from, to] = entry.period;
        let period = self.keep(&["forest_change", name, "period"], Period::new(from, to))?;
        let section = Section { name, entry, zones, period, forest: &forest };
        let before = self.problems.len();
        let stock_difference =
            entry.stock_difference.as_ref().and_then(|entry| self.plan_stock_difference(&section, entry));
        let gain_loss = entry.gain_loss.as_ref().and_then(|entry| self.plan_gain_loss(&section, entry));
        let harvested_wood = entry.harvested_wood.as_ref().and_then(|entry| self.plan_harvested_wood(&section, entry));
        if self.problems.len() > before {
            return None;
        }
        let change = ForestChange { name: name.to_owned(), period, stock_difference, gain_loss, harvested_wood };
        let rows = self.keep(&keys, forest_change_rows(&change))?;
        if let Some(region) = &entry.plausibility {
            let band = forest.plausibility.get([region, "tree_carbon_gain"]);
            let band = PlausibilityBand::from(self.keep(&["forest_change", name, "plausibility"], band)?);
            let living = [CarbonPool::LivingBiomass.name(), "*"];
            let gains = rows.iter().filter(|row| {
                row.quantity == Quantity::StockChange && row.unit == "t C/yr" && row.zone == "*" && row.category == "*"
            });
            for row in gains.filter(|row| living.contains(&row.pool.as_str())) {
                let warning = band.check(row.value);
                self.warnings
                    .extend(warning.map(|warning| format!("forest change `{name}`, {}: {warning}", row.method)));
            }
        }
        Some(change)
    }
}

impl Section<'_> {
    /// The zone of a row.
    fn zone(&self, row: &Row<'_>) -> Result<NamedZone> {
        let zone = zone_of(self.entry.whole.as_deref(), self.zones, row.text("zone")?);
        zone.map(|(id, name)| NamedZone { id, name }).map_err(|error| error.note(row.place()))
    }

    /// A source that may be used.
    fn provenance(&self, source: &str, evidence: Evidence) -> Result<Provenance> {
        if source.is_empty() {
            return Err(Error::data("the values have no source").hint("fill `source`: who says so"));
        }
        if evidence == Evidence::Unverified && !self.entry.allow_unverified {
            return Err(Error::data(format!("nobody has read the values of `{source}` in their source")).hint(
                format!("set `allow_unverified = true` in `[forest_change.{}]`: every figure then says so", self.name),
            ));
        }
        Ok(Provenance::new(source, evidence))
    }

    /// A value of one's own.
    fn own(&self, what: &str, own: &OwnValueEntry) -> Result<Parameter> {
        if !(own.value > 0.0 && own.value <= MOST) {
            return Err(Error::data(format!("found a {what} of {}, expected more than 0", own.value)));
        }
        self.provenance(&own.source, own.evidence)?;
        let row = Parameter {
            name: format!("forest_change.{}: {what} of {}, {}", self.name, own.value, own.source),
            value: own.value,
            low: own.low,
            high: own.high,
            source: own.source.clone(),
            evidence: own.evidence,
            ..Parameter::default()
        };
        row.check("")?;
        Ok(row)
    }

    /// The carbon fraction of forest in a set.
    fn carbon_fraction(&self, set: &str) -> Result<Parameter> {
        self.forest.carbon_fraction.get([set, "forest"]).cloned()
    }
}

/// A table with at least these columns.
fn table(path: &Path, columns: &[&str]) -> Result<CsvTable> {
    let text = read_table(path)?;
    CsvTable::read(&Table { file: &path.display().to_string(), text: &text }, columns)
}

/// A number of a row, 0 or more.
fn number(row: &Row<'_>, column: &str) -> Result<f64> {
    not_too_much(row, column, row.number(column)?)
}

/// The same, where it may be missing.
fn optional_number(row: &Row<'_>, column: &str) -> Result<Option<f64>> {
    row.optional_number(column)?.map(|number| not_too_much(row, column, number)).transpose()
}

fn not_too_much(row: &Row<'_>, column: &str, number: f64) -> Result<f64> {
    if number <= MOST {
        return Ok(number);
    }
    Err(Error::data(format!("found {number:e} in column `{column}`, expected at most {MOST:e}")).note(row.place()))
}

/// The year of a row.
fn year(row: &Row<'_>) -> Result<i32> {
    let cell = row.text("year")?;
    match cell.parse() {
        Ok(year) if (1..=9999).contains(&year) => Ok(year),
        _ => Err(Error::data(format!("found `{cell}` in column `year`, expected a year")).note(row.place())),
    }
}
