//! A short table per zone: forest area, cover rate, growing stock, carbon.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use crate::accounts::{AccountRow, Quantity};
use crate::units::{TonnesC, TonnesCO2, TonnesCh4};

/// The figures of one zone that a short table shows; each is of its latest year.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ZoneSummary {
    /// The zone set.
    pub zone_set: String,
    /// The zone's id.
    pub zone: String,
    /// The zone's name.
    pub zone_name: String,
    /// The area of the zone's cells, ha.
    pub area_ha: Option<f64>,
    /// Forest area, ha.
    pub forest_ha: Option<f64>,
    /// Cover rate, percent.
    pub cover_rate_percent: Option<f64>,
    /// Growing stock, m³.
    pub growing_stock_m3: Option<f64>,
    /// The year of the carbon stock.
    pub carbon_year: Option<i32>,
    /// Carbon stock over all pools, t C.
    pub carbon_stock_t: Option<f64>,
    /// The first and the last year of the carbon stock change.
    pub change_years: Option<(i32, i32)>,
    /// Carbon stock change over the longest period, t C.
    pub stock_change_t: Option<f64>,
    /// What is counted as the sink of mariculture, t CO2.
    pub mariculture_sink_t: Option<f64>,
    /// Methane given off, t CH4.
    pub methane_t: Option<f64>,
}

/// The summaries of all zones, in the order of the account.
#[must_use]
pub fn summarise(rows: &[AccountRow]) -> Vec<ZoneSummary> {
    let mut zones: Vec<ZoneSummary> = Vec::new();
    // Rows on a second measure of area come after those on the plan's own, which are the ones to show.
    let measure = rows.iter().find_map(|row| row.method.rsplit_once(", ").map(|(_, measure)| measure.to_owned()));
    let own = |row: &&AccountRow| match (&measure, row.method.rsplit_once(", ")) {
        (Some(measure), Some((_, other))) if other.ends_with(" area") => other == measure,
        _ => true,
    };
    // A forest account may have several bases and two sources: the first of each are shown.
    let basis = rows.iter().find(|row| row.quantity == Quantity::CoverRate).map(|row| row.category.as_str());
    let has_inventory = rows.iter().any(|row| row.method.starts_with("inventory `"));
    let first = |row: &&AccountRow| !(has_inventory && row.method.starts_with("rasters `"));
    for row in rows.iter().filter(own).filter(first) {
        let index =
            zones.iter().position(|zone| zone.zone_set == row.zone_set && zone.zone == row.zone).unwrap_or_else(|| {
                zones.push(ZoneSummary {
                    zone_set: row.zone_set.clone(),
                    zone: row.zone.clone(),
                    zone_name: row.zone_name.clone(),
                    ..ZoneSummary::default()
                });
                zones.len() - 1
            });
        let zone = &mut zones[index];
        let figure = match (row.quantity, row.category.as_str(), row.pool.as_str()) {
            (Quantity::Area, "zone", _) if row.method.starts_with("sum of cells") => &mut zone.area_ha,
            (Quantity::Area, "zone", _) if row.method.starts_with("sampling") => &mut zone.area_ha,
            (Quantity::Area, "forest", _) if row.method.starts_with("sampling") => &mut zone.forest_ha,
            (Quantity::Area, _, _) if row.method.starts_with("basis ") => &mut zone.forest_ha,
            (Quantity::Area, category, _) if category.starts_with("cover ") && Some(category) == basis => {
                &mut zone.forest_ha
            }
            (Quantity::CoverRate, category, _) if Some(category) == basis => &mut zone.cover_rate_percent,
            (Quantity::GrowingStock, "forest", _) => &mut zone.growing_stock_m3,
            (Quantity::GrowingStock, "*", _) if row.method.starts_with("sampling") => &mut zone.growing_stock_m3,
            (Quantity::CarbonStock, "*", "*") => &mut zone.carbon_stock_t,
            // Beside the change over a period there can be its yearly mean.
            (Quantity::StockChange, "*", "*") if row.unit == TonnesC::UNIT => &mut zone.stock_change_t,
            (Quantity::CarbonStock, "forest", "*") if row.method.starts_with("sampling") => &mut zone.carbon_stock_t,
            (Quantity::MaricultureSink, "*", "*") if row.unit == TonnesCO2::UNIT => &mut zone.mariculture_sink_t,
            (Quantity::EmissionsCh4, "*", _) if row.unit == TonnesCh4::UNIT => &mut zone.methane_t,
            _ => continue,
        };
        *figure = Some(row.value);
        match row.quantity {
            Quantity::CarbonStock => zone.carbon_year = row.year,
            Quantity::StockChange => zone.change_years = row.year.zip(row.year_to),
            _ => {}
        }
    }
    // Rows such as the findings of a check are of sets that have no figure here.
    let with_figures: BTreeSet<String> =
        zones.iter().filter(|zone| zone.has_figures()).map(|zone| zone.zone_set.clone()).collect();
    zones.retain(|zone| with_figures.contains(&zone.zone_set));
    zones
}

impl ZoneSummary {
    fn has_figures(&self) -> bool {
        let figures = [
            self.area_ha,
            self.forest_ha,
            self.cover_rate_percent,
            self.growing_stock_m3,
            self.carbon_stock_t,
            self.stock_change_t,
            self.mariculture_sink_t,
            self.methane_t,
        ];
        figures.iter().any(Option::is_some)
    }
}

/// The summaries as aligned text; columns that no zone fills are left out.
#[must_use]
pub fn table(zones: &[ZoneSummary]) -> String {
    type Column = (&'static str, fn(&ZoneSummary) -> Option<f64>, usize);
    let columns: [Column; 8] = [
        ("area ha", |zone| zone.area_ha, 1),
        ("forest ha", |zone| zone.forest_ha, 1),
        ("cover %", |zone| zone.cover_rate_percent, 2),
        ("stock m³", |zone| zone.growing_stock_m3, 0),
        ("carbon t C", |zone| zone.carbon_stock_t, 0),
        ("change t C", |zone| zone.stock_change_t, 0),
        ("sea t CO2", |zone| zone.mariculture_sink_t, 0),
        ("CH4 t", |zone| zone.methane_t, 1),
    ];
    let columns: Vec<_> =
        columns.into_iter().filter(|(_, of, _)| zones.iter().any(|zone| of(zone).is_some())).collect();
    let name_width = zones.iter().map(|zone| width(&zone.zone_name)).max().unwrap_or(0).max(4);
    let mut text = String::new();
    let mut set = "";
    for zone in zones {
        if zone.zone_set != set {
            set = &zone.zone_set;
            let of_set = || zones.iter().filter(|other| other.zone_set == set);
            let carbon = of_set().find_map(|zone| zone.carbon_year).map(|year| format!(", carbon of {year}"));
            let change = of_set().find_map(|zone| zone.change_years).map(|(from, to)| format!(", change {from}–{to}"));
            let years = [carbon, change].into_iter().flatten().collect::<String>();
            writeln!(text, "{set}{years}").expect("writing to a string succeeds");
            write!(text, "  {}", pad("zone", name_width)).expect("writing to a string succeeds");
            for (title, _, _) in &columns {
                write!(text, "  {title:>14}").expect("writing to a string succeeds");
            }
            text.push('\n');
        }
        write!(text, "  {}", pad(&zone.zone_name, name_width)).expect("writing to a string succeeds");
        for (_, of, digits) in &columns {
            let figure = of(zone).map_or("–".to_owned(), |value| grouped(value, *digits));
            write!(text, "  {figure:>14}").expect("writing to a string succeeds");
        }
        text.push('\n');
    }
    text
}

/// Columns a text takes on a terminal: Chinese characters take two.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum()
}

pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A number with thousands separated by commas.
pub(super) fn grouped(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) { "−" } else { "" };
    format!("{sign}{grouped}{}", fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(-3_526_095.105, 1), "−3,526,095.1");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(grouped(-0.001, 1), "0.0");
    }

    #[test]
    fn chinese_names_take_two_columns() {
        assert_eq!(pad("慈溪市", 8), "慈溪市  ");
    }
}
