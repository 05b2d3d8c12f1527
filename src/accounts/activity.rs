//! Rows made from tables of activity: harvests and areas that somebody published, and what parameters make of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{AccountRow, Figure, Quantity};
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
    sums: BTreeMap<(ActivityZone, Entry), Figure>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(source: &'a ActivitySource, sector: Sector) -> Self {
        Self { source, sector, sums: BTreeMap::new() }
    }

    /// Adds a figure to its zone and to all zones.
    pub(super) fn add(&mut self, zone: &ActivityZone, entry: Entry, figure: &Figure) {
        let all = ActivityZone { id: "*".to_owned(), name: "all zones".to_owned() };
        self.add_to_zone(&all, entry.clone(), figure);
        self.add_to_zone(zone, entry, figure);
    }

    /// Adds a figure to its zone only.
    pub(super) fn add_to_zone(&mut self, zone: &ActivityZone, entry: Entry, figure: &Figure) {
        self.sums.entry((zone.clone(), entry)).or_default().add(figure);
    }

    /// A row of every sum, with the sources and the weakest evidence of the table and of all parameters behind it.
    pub(super) fn rows(self) -> Vec<AccountRow> {
        let row = |((zone, entry), figure): ((ActivityZone, Entry), Figure)| {
            let parameters = figure.parameters();
            let evidence = parameters.values().map(|parameter| parameter.evidence).max();
            let mut sources: BTreeSet<String> = parameters.into_values().map(source_of).collect();
            sources.insert(self.source.source.clone());
            AccountRow {
                zone_set: self.source.name.clone(),
                zone: zone.id,
                zone_name: zone.name,
                year: Some(entry.year),
                year_to: entry.year_to,
                sector: self.sector,
                category: entry.category,
                pool: entry.pool,
                quantity: entry.quantity,
                unit: entry.unit.to_owned(),
                value: figure.value(),
                low95: None,
                high95: None,
                method: entry.method,
                evidence: Some(evidence.map_or(self.source.evidence, |evidence| evidence.max(self.source.evidence))),
                sources: sources.into_iter().collect::<Vec<_>>().join("; "),
                figure,
            }
        };
        self.sums.into_iter().map(row).collect()
    }
}

fn source_of(parameter: &Parameter) -> String {
    match parameter.table.as_str() {
        "" => parameter.source.clone(),
        table if parameter.source.ends_with(&format!("Table {table}")) => parameter.source.clone(),
        table => format!("{}, table {table}", parameter.source),
    }
}
