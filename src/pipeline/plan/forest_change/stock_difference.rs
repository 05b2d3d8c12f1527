//! Two inventories: every species group of every zone at both ends of the period.

use std::collections::BTreeMap;

use super::{Section, number, table, year};
use crate::accounts::{BiomassLine, NamedZone, StockDifference, Stocks, StratumStocks};
use crate::error::{Error, Result};
use crate::inventory_plots::{CsvTable, Problems, Row};
use crate::parameters::Parameter;
use crate::parameters::forest::ForestDefaults;
use crate::pipeline::file::StockDifferenceEntry;
use crate::pipeline::plan::Builder;
use crate::units::{CubicMetres, Hectares, TonnesC, TotalBiomass};

/// What a table can have measured, by column.
const MEASURES: [(&str, Measure); 3] = [
    ("growing_stock_m3", Measure::GrowingStock),
    ("living_biomass_t_dm", Measure::Biomass),
    ("living_biomass_t_c", Measure::Carbon),
];

#[derive(Clone, Copy, PartialEq)]
enum Measure {
    GrowingStock,
    Biomass,
    Carbon,
}

/// Area and stock of a stratum at one date.
type Inventory = (f64, f64);

/// Zone and species group.
type Stratum = (NamedZone, String);

/// A stratum at both ends of the period.
type Complete = (Stratum, [Inventory; 2]);

/// Strata while their rows are read.
type Strata = BTreeMap<Stratum, [Option<Inventory>; 2]>;

impl Builder<'_> {
    pub(super) fn plan_stock_difference(
        &mut self,
        section: &Section<'_>,
        entry: &StockDifferenceEntry,
    ) -> Option<StockDifference> {
        let keys = |key| ["forest_change", section.name, "stock_difference", key];
        let provenance = self.keep(&keys("source"), section.provenance(&entry.source, entry.evidence));
        let table = table(&self.path(&entry.table), &["zone", "species_group", "year", "area_ha"]);
        let table = self.keep(&keys("table"), table)?;
        let (column, measure) = self.keep(&keys("table"), measure(&table))?;
        let fraction = match (&entry.carbon_fraction, measure) {
            (Some(_), Measure::Carbon) => {
                self.problem(&keys("carbon_fraction"), &Error::data(format!("`{column}` is carbon already")));
                return None;
            }
            (None, Measure::Carbon) => None,
            (None, _) => {
                let problem = Error::data(format!("the carbon in `{column}` is not known"))
                    .hint("add `carbon_fraction = \"ipcc2006\"`, or `\"china\"`, which gives more carbon");
                self.problem(&keys(""), &problem);
                return None;
            }
            (Some(set), _) => Some(self.keep(&keys("carbon_fraction"), section.carbon_fraction(set))?),
        };
        if entry.biomass_expansion.is_some() && measure != Measure::GrowingStock {
            let problem = Error::data(format!("a line over growing stock says nothing about `{column}`"));
            self.problem(&keys("biomass_expansion"), &problem);
        }
        let strata = self.keep(&keys("table"), strata(section, &table, column))?;
        let defaults = self.keep(&keys("table"), ForestDefaults::built_in())?;
        let stocks = strata.into_iter().map(|((zone, species_group), [before, after])| {
            let stocks = [before.1, after.1];
            let stocks = match (measure, &fraction) {
                (Measure::GrowingStock, Some(fraction)) => {
                    let stocks = line(section, entry, &defaults, &species_group, stocks.map(CubicMetres), fraction);
                    stocks.map_err(|error| {
                        error.note(format!("in column `species_group` of `{}`", entry.table.display()))
                    })?
                }
                (Measure::Biomass, Some(fraction)) => {
                    Stocks::Biomass { biomass: stocks.map(TotalBiomass), carbon_fraction: fraction.clone() }
                }
                _ => Stocks::Carbon(stocks.map(TonnesC)),
            };
            Ok(StratumStocks { zone, species_group, areas: [Hectares(before.0), Hectares(after.0)], stocks })
        });
        let mut problems = Problems::default();
        let strata = stocks.filter_map(|stratum| problems.keep(stratum)).collect();
        self.keep(&keys("table"), problems.finish())?;
        Some(StockDifference { strata, provenance: provenance? })
    }
}

fn measure(table: &CsvTable) -> Result<(&'static str, Measure)> {
    let found: Vec<_> = MEASURES.into_iter().filter(|(column, _)| table.has_column(column)).collect();
    if let [measure] = found[..] {
        return Ok(measure);
    }
    let columns =
        |of: &[(&str, Measure)]| of.iter().map(|(column, _)| format!("`{column}`")).collect::<Vec<_>>().join(", ");
    let has = if found.is_empty() { "none".to_owned() } else { columns(&found) };
    Err(Error::data(format!("the table has {has} of the columns {}, expected one", columns(&MEASURES))))
}

/// Reads every stratum, at both ends of the period.
fn strata(section: &Section<'_>, table: &CsvTable, column: &str) -> Result<Vec<Complete>> {
    let (mut strata, mut problems) = (Strata::new(), Problems::default());
    let ends = [section.period.from(), section.period.to()];
    for row in table.rows() {
        problems.keep(read(section, &row, column, ends, &mut strata));
    }
    // A row that cannot be read would be missed again.
    if !problems.is_empty() {
        return problems.finish().map(|()| Vec::new());
    }
    let mut complete = Vec::new();
    for ((zone, group), inventories) in strata {
        match inventories {
            [Some(before), Some(after)] => complete.push(((zone, group), [before, after])),
            [before, _] => {
                let missing = if before.is_none() { ends[0] } else { ends[1] };
                problems.push(
                    Error::data(format!("species group `{group}` of zone `{}` has no row of {missing}", zone.id))
                        .hint("write 0 ha and 0 where there was none"),
                );
            }
        }
    }
    problems.finish().map(|()| complete)
}

fn read(section: &Section<'_>, row: &Row<'_>, column: &str, ends: [i32; 2], strata: &mut Strata) -> Result<()> {
    let (zone, group, year) = (section.zone(row)?, row.text("species_group")?, year(row)?);
    let Some(end) = ends.into_iter().position(|end| end == year) else {
        return Err(Error::data(format!(
            "found the year {year}, expected {} or {}, the period's ends",
            ends[0], ends[1]
        ))
        .note(row.place()));
    };
    let inventory = (number(row, "area_ha")?, number(row, column)?);
    let place = &mut strata.entry((zone, group.to_owned())).or_default()[end];
    if place.replace(inventory).is_some() {
        return Err(
            Error::data(format!("species group `{group}` has two rows of {year} in this zone")).note(row.place())
        );
    }
    Ok(())
}

/// The line of a species group: the one that the defaults name, or the one of the set that was asked for.
fn line(
    section: &Section<'_>,
    entry: &StockDifferenceEntry,
    defaults: &ForestDefaults,
    species_group: &str,
    volumes: [CubicMetres; 2],
    carbon_fraction: &Parameter,
) -> Result<Stocks> {
    let default = defaults.choice("biomass_expansion", species_group);
    let (set, row) = match (&entry.biomass_expansion, &default) {
        (None, _) => {
            let choice = default?;
            (choice.set.as_str(), choice.row.as_str())
        }
        (Some(set), Ok(choice)) if choice.set == *set => (set.as_str(), choice.row.as_str()),
        (Some(set), _) => (set.as_str(), species_group),
    };
    let line = section.forest.biomass_expansion.equation(set, row)?;
    Ok(Stocks::GrowingStock {
        volumes,
        line: Box::new(BiomassLine {
            name: format!("{set}, {row}"),
            slope: line.slope.clone(),
            intercept: line.intercept.clone(),
        }),
        carbon_fraction: carbon_fraction.clone(),
    })
}
