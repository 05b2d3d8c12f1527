//! Rows made from tables of activity: harvests and areas that somebody published, and what parameters make of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{AccountRow, Quantity};
use crate::land::Sector;
use crate::parameters::{Evidence, Parameter};

/// Where the figures of a table come from.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivitySource {
    /// The name of the section, which stands in the column of the zone set.
    pub name: String,
    /// Who published the table.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
}

/// A county or a part of the sea.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActivityZone {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// What a figure is. Figures that are alike in all of it add up, others never do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub year: i32,
    pub year_to: Option<i32>,
    pub category: String,
    pub pool: String,
    pub quantity: Quantity,
    pub unit: &'static str,
    pub method: String,
}

/// Figures summed by zone and for all zones together.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    source: &'a ActivitySource,
    sector: Sector,
    sums: BTreeMap<(ActivityZone, Entry), Sum>,
}

#[derive(Debug, Clone)]
struct Sum {
    value: f64,
    evidence: Evidence,
    sources: BTreeSet<String>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(source: &'a ActivitySource, sector: Sector) -> Self {
        Self { source, sector, sums: BTreeMap::new() }
    }

    /// Adds a figure to its zone and to all zones.
    pub(super) fn add(&mut self, zone: &ActivityZone, figure: Entry, value: f64, used: &[&Parameter]) {
        let all = ActivityZone { id: "*".to_owned(), name: "all zones".to_owned() };
        self.add_to_zone(&all, figure.clone(), value, used);
        self.add_to_zone(zone, figure, value, used);
    }

    /// Adds a figure to its zone only.
    pub(super) fn add_to_zone(&mut self, zone: &ActivityZone, figure: Entry, value: f64, used: &[&Parameter]) {
        let source = self.source;
        let sum = self.sums.entry((zone.clone(), figure)).or_insert_with(|| Sum {
            value: 0.0,
            evidence: source.evidence,
            sources: BTreeSet::from([source.source.clone()]),
        });
        sum.value += value;
        for parameter in used {
            sum.evidence = sum.evidence.max(parameter.evidence);
            sum.sources.insert(match parameter.table.as_str() {
                "" => parameter.source.clone(),
                table if parameter.source.ends_with(&format!("Table {table}")) => parameter.source.clone(),
                table => format!("{}, table {table}", parameter.source),
            });
        }
    }

    pub(super) fn rows(self) -> Vec<AccountRow> {
        let row = |((zone, figure), sum): ((ActivityZone, Entry), Sum)| AccountRow {
            zone_set: self.source.name.clone(),
            zone: zone.id,
            zone_name: zone.name,
            year: Some(figure.year),
            year_to: figure.year_to,
            sector: self.sector,
            category: figure.category,
            pool: figure.pool,
            quantity: figure.quantity,
            unit: figure.unit.to_owned(),
            value: sum.value,
            figure: sum.value.into(),
            low95: None,
            high95: None,
            method: figure.method,
            evidence: Some(sum.evidence),
            sources: sum.sources.into_iter().collect::<Vec<_>>().join("; "),
        };
        self.sums.into_iter().map(row).collect()
    }
}
