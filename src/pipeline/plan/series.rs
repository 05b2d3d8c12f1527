//! Series: published values read, their units and zones known, each once.

use std::collections::BTreeSet;
use std::path::Path;

use super::Builder;
use super::grid::unknown;
use super::layers::read_table;
use super::zones::{PlannedZoneSet, is_land_area};
use crate::accounts::{Denominator, Observation, Quantity};
use crate::error::{Error, Result};
use crate::parameters::Evidence;
use crate::pipeline::file::{SeriesEntry, SeriesRow};

/// Published values under one name.
#[derive(Debug)]
pub struct SeriesPlan {
    /// The series' name, which stands for its zone set.
    pub name: String,
    /// The values.
    pub observations: Vec<Observation>,
}

impl Builder<'_> {
    pub(super) fn plan_series(&mut self, zone_sets: &[PlannedZoneSet]) -> Vec<SeriesPlan> {
        let mut series = Vec::new();
        for (name, entry) in &self.file.series {
            if self.file.zones.contains_key(name) || name == "grid" {
                let problem = Error::data(format!("series `{name}` has the name of a zone set")).hint("rename it");
                self.problem(&["series", name], &problem);
            }
            let zones = match &entry.zones {
                None => None,
                Some(set) => match self.zone_set_of(&["series", name, "zones"], set, zone_sets) {
                    None => continue,
                    found => found,
                },
            };
            if let Some(observations) = self.observations(name, entry, zones) {
                series.push(SeriesPlan { name: name.clone(), observations });
            }
        }
        series
    }

    /// The zone set that a section names; none, and a problem kept, if it cannot be had.
    pub(super) fn zone_set_of<'a>(
        &mut self,
        keys: &[&str],
        set: &str,
        zone_sets: &'a [PlannedZoneSet],
    ) -> Option<&'a PlannedZoneSet> {
        if !self.file.zones.contains_key(set) {
            let known: Vec<&str> = self.file.zones.keys().map(String::as_str).collect();
            self.problem(keys, &unknown("zone set", set, &known));
        }
        // A set that could not be read is a problem already.
        zone_sets.iter().find(|planned| planned.name == set)
    }

    fn observations(
        &mut self,
        name: &str,
        entry: &SeriesEntry,
        zones: Option<&PlannedZoneSet>,
    ) -> Option<Vec<Observation>> {
        let before = self.problems.len();
        let mut rows: Vec<(Option<usize>, &SeriesRow)> =
            entry.rows.iter().enumerate().map(|(at, row)| (Some(at), row)).collect();
        let table = match &entry.table {
            Some(path) => self.keep(&["series", name, "table"], table_rows(&self.path(path)))?,
            None => Vec::new(),
        };
        rows.extend(table.iter().map(|row| (None, row)));
        let mut seen = BTreeSet::new();
        let mut observations = Vec::new();
        for (index, row) in rows {
            let observation = observation(entry, zones, row);
            let observation = observation.and_then(|observation| {
                if let Some(one) = &observation
                    && !seen.insert((one.zone.clone(), one.year, one.quantity, one.category.clone()))
                {
                    return Err(Error::data("the value is given twice")
                        .hint("tell figures of different definition apart by `category`"));
                }
                Ok(observation)
            });
            match observation {
                Ok(observation) => observations.extend(observation),
                Err(error) => {
                    let what =
                        format!("zone `{}`, {}, `{}` of `{}`", row.zone, row.year, row.quantity.name(), row.category);
                    let error = error.note(what);
                    match index.map(|index| index.to_string()) {
                        Some(index) => self.problem(&["series", name, "rows", &index], &error),
                        None => self.problem(&["series", name, "table"], &error),
                    }
                }
            }
        }
        if observations.is_empty() && self.problems.len() == before {
            let problem = Error::data(format!("series `{name}` holds no value")).hint("give `table` or `rows`");
            self.problem(&["series", name], &problem);
        }
        Some(observations)
    }
}

fn table_rows(path: &Path) -> Result<Vec<SeriesRow>> {
    let text = read_table(path)?;
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let broken = |error: csv::Error| {
        Error::data(format!("cannot read `{}`", path.display()))
            .cause(error)
            .hint("write numbers without thousands separators; leave `value` empty where it is unknown")
    };
    reader.deserialize().map(|row| row.map_err(broken)).collect()
}

/// The observation of a row; none if its value is unknown.
fn observation(entry: &SeriesEntry, zones: Option<&PlannedZoneSet>, row: &SeriesRow) -> Result<Option<Observation>> {
    let Some(value) = row.value else { return Ok(None) };
    let in_unit = |value: f64| row.quantity.from_published(value, &row.unit);
    let value_in_unit = in_unit(value)?;
    let most = if row.quantity == Quantity::CoverRate { 100.0 } else { f64::MAX };
    if !(0.0..=most).contains(&value_in_unit) {
        let expected = if most == 100.0 { "0 to 100 %" } else { "a number that is not negative" };
        return Err(Error::data(format!("found the value {value} {}, expected {expected}", row.unit)));
    }
    if row.low.is_some_and(|low| !(low <= value)) || row.high.is_some_and(|high| !(high >= value && high.is_finite())) {
        return Err(Error::data(format!("the limits {:?} and {:?} do not hold the value {value}", row.low, row.high)));
    }
    if row.source.is_empty() {
        return Err(Error::data("the value has no source").hint("fill `source`: who published it, where"));
    }
    if row.evidence == Evidence::Unverified && !entry.allow_unverified {
        return Err(Error::data("nobody has read this value in its source")
            .hint("set `allow_unverified = true` in the series: every figure then says so"));
    }
    let denominator = match row.denominator_ha {
        None => None,
        Some(_) if row.quantity != Quantity::CoverRate => {
            return Err(Error::data("only a cover rate has a denominator"));
        }
        Some(area) if !is_land_area(area) => {
            return Err(Error::data(format!("the denominator is {area} ha, expected a land area")));
        }
        Some(_) if row.denominator_source.is_empty() => {
            return Err(Error::data("the denominator has no source").hint("fill `denominator_source`"));
        }
        Some(area_ha) => Some(Denominator { area_ha, source: row.denominator_source.clone(), year: row.year }),
    };
    let (zone, zone_name) = zone_of(entry.whole.as_deref(), zones, &row.zone)?;
    Ok(Some(Observation {
        zone,
        zone_name,
        year: row.year,
        quantity: row.quantity,
        category: row.category.clone(),
        value: value_in_unit,
        low: row.low.map(in_unit).transpose()?,
        high: row.high.map(in_unit).transpose()?,
        basis: row.basis.clone(),
        denominator,
        source: row.source.clone(),
        evidence: row.evidence,
        note: row.note.clone(),
    }))
}

/// Id and name of a row's zone.
pub(super) fn zone_of(whole: Option<&str>, zones: Option<&PlannedZoneSet>, zone: &str) -> Result<(String, String)> {
    if zone.is_empty() {
        return Err(Error::data("the value has no zone").hint("write `*` for the whole"));
    }
    if whole == Some(zone) || zone == "*" {
        return Ok(("*".to_owned(), if zone == "*" { "all zones".to_owned() } else { zone.to_owned() }));
    }
    let Some(set) = zones else { return Ok((zone.to_owned(), zone.to_owned())) };
    let names = || set.zones.iter().map(|zone| zone.name.as_str());
    let by_id = set.ids.iter().position(|id| id == zone);
    match by_id.or_else(|| names().position(|name| name == zone)) {
        Some(index) => Ok((set.ids[index].clone(), set.zones[index].name.clone())),
        None => {
            Err(unknown(&format!("zone in set `{}` with the id or name", set.name), zone, &names().collect::<Vec<_>>()))
        }
    }
}
