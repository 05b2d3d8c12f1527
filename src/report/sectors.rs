//! What every sector has and gives off, one line per figure: nothing here is a sum of two rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::summary::{grouped, pad, width};
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use crate::units::{TonnesC, TonnesCO2, TonnesCO2e};

/// The method of the rows that say which sector a hectare belongs to begins so.
const LEDGER: &str = "ledger, sector";
const OUTSIDE: &str = "(outside)";

/// A figure of a sector as it stands in the account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectorFigure {
    /// The sector.
    pub sector: Sector,
    /// The zone set, or the section of a table.
    pub zone_set: String,
    /// All zones, or what lies outside them.
    pub zone_name: String,
    /// What the value is.
    pub quantity: Quantity,
    /// The pool, where it is not all of them.
    pub pool: String,
    /// The unit.
    pub unit: String,
    /// The year.
    pub year: Option<i32>,
    /// The last year of a period.
    pub year_to: Option<i32>,
    /// The value.
    pub value: f64,
}

/// The totals of every sector of a ledger, each of its latest year up to that of the last map; none without a ledger.
#[must_use]
pub fn sector_figures(rows: &[AccountRow]) -> Vec<SectorFigure> {
    let mapped = || rows.iter().filter(|row| row.method.starts_with(LEDGER));
    let Some(set) = mapped().next().map(|row| row.zone_set.as_str()) else { return Vec::new() };
    let last = mapped().filter_map(|row| row.year).max();
    let sets: BTreeSet<&str> = mapped().map(|row| row.zone_set.as_str()).collect();
    // Rows of another zone set of the map, or of an inventory, are the same hectares again; tables have a set of their own.
    let is_shown = |row: &&AccountRow| {
        let tabled = row.sector != Sector::Forest && row.zone != OUTSIDE && !sets.contains(row.zone_set.as_str());
        (row.zone_set == set || tabled) && ["*", OUTSIDE].contains(&row.zone.as_str()) && is_total(row)
    };
    let end = |row: &AccountRow| row.year_to.or(row.year);
    let mut found: BTreeMap<_, &AccountRow> = BTreeMap::new();
    for row in rows.iter().filter(is_shown).filter(|row| end(row) <= last) {
        let key =
            (row.zone == OUTSIDE, row.sector, row.zone_set != set, &row.zone_set, row.quantity, &row.unit, &row.pool);
        // Of two sources of one figure the first stands; of two periods the later and shorter.
        let other = found.entry(key).or_insert(row);
        if (end(row), row.year) > (end(other), other.year) {
            *other = row;
        }
    }
    let figures = found.into_values().map(|row| SectorFigure {
        sector: row.sector,
        zone_set: row.zone_set.clone(),
        zone_name: row.zone_name.clone(),
        quantity: row.quantity,
        pool: row.pool.clone(),
        unit: row.unit.clone(),
        year: row.year,
        year_to: row.year_to,
        value: row.value,
    });
    figures.collect()
}

/// Whether a row is the total of its section: gases by mass, since warming potentials are a choice.
fn is_total(row: &AccountRow) -> bool {
    let all_categories = row.category == "*" || row.category == Sector::Coast.name();
    let all_pools = ["*", ""].contains(&row.pool.as_str());
    match row.quantity {
        Quantity::Area => row.category == "sector",
        // Soils of tables are one pool, to the depth that its name says.
        Quantity::CarbonStock | Quantity::StockChange => {
            all_categories && (all_pools || row.pool.starts_with("soil_organic_carbon_")) && row.unit == TonnesC::UNIT
        }
        Quantity::Removals
        | Quantity::Accumulation
        | Quantity::Emissions
        | Quantity::EmissionsCo2
        | Quantity::EmissionsCh4
        | Quantity::EmissionsN2o => all_categories && all_pools && row.unit != TonnesCO2e::UNIT,
        Quantity::MaricultureSink => all_categories && all_pools && row.unit == TonnesCO2::UNIT,
        _ => false,
    }
}

/// The figures as aligned text, zone after zone and sector after sector.
#[must_use]
pub fn sector_table(figures: &[SectorFigure]) -> String {
    let mut text = String::new();
    let what = |figure: &SectorFigure| match figure.pool.as_str() {
        "" | "*" => figure.quantity.name(),
        pool => format!("{}, {pool}", figure.quantity.name()),
    };
    let columns = figures.iter().map(|figure| width(&what(figure))).max().unwrap_or(0);
    let mut zone = "";
    for figure in figures {
        if figure.zone_name != zone {
            zone = &figure.zone_name;
            writeln!(text, "sectors, {zone}; figures are not added up across lines")
                .expect("writing to a string succeeds");
        }
        let years = match (figure.year, figure.year_to) {
            (Some(year), Some(to)) => format!("{year}–{to}"),
            (year, _) => year.map(|year| year.to_string()).unwrap_or_default(),
        };
        writeln!(
            text,
            "  {}  {}  {:>16} {}  {}  {}",
            pad(figure.sector.name(), 8),
            pad(&what(figure), columns),
            grouped(figure.value, 1),
            pad(&figure.unit, 6),
            pad(&years, 9),
            figure.zone_set
        )
        .expect("writing to a string succeeds");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sector: Sector, quantity: Quantity, category: &str, years: (i32, Option<i32>), value: f64) -> AccountRow {
        AccountRow {
            zone_set: "counties".to_owned(),
            zone: "*".to_owned(),
            zone_name: "all zones".to_owned(),
            year: Some(years.0),
            year_to: years.1,
            sector,
            category: category.to_owned(),
            pool: if quantity == Quantity::Area { String::new() } else { "*".to_owned() },
            quantity,
            unit: if quantity == Quantity::Area { "ha" } else { "t C" }.to_owned(),
            value,
            figure: value.into(),
            low95: None,
            high95: None,
            method: if quantity == Quantity::Area { LEDGER } else { "coast" }.to_owned(),
            evidence: None,
            sources: String::new(),
        }
    }

    #[test]
    fn every_figure_is_a_row_of_the_latest_mapped_year_and_no_sum() {
        let coast = Sector::Coast;
        let rows = [
            row(coast, Quantity::Area, "sector", (2015, None), 10.0),
            row(coast, Quantity::Area, "sector", (2020, None), 12.0),
            row(coast, Quantity::CarbonStock, "coast", (2015, None), 100.0),
            row(coast, Quantity::CarbonStock, "coast", (2020, None), 120.0),
            row(coast, Quantity::CarbonStock, "coast", (2040, None), 500.0),
            row(coast, Quantity::CarbonStock, "salt_marsh", (2020, None), 70.0),
            row(coast, Quantity::StockChange, "coast", (2015, Some(2020)), 20.0),
            row(coast, Quantity::BurialEstimate, "*", (2020, None), 3.0),
        ];
        let figures = sector_figures(&rows);
        let found: Vec<(Quantity, f64)> = figures.iter().map(|figure| (figure.quantity, figure.value)).collect();
        assert_eq!(found, [(Quantity::Area, 12.0), (Quantity::CarbonStock, 120.0), (Quantity::StockChange, 20.0)]);
        assert!(sector_table(&figures).contains("2015–2020"));
        assert!(sector_figures(&rows[2..]).is_empty(), "no ledger, no table");
    }
}
