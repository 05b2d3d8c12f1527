//! Charts of carbon pools: a bar per zone, a chart per sector.

use std::collections::BTreeMap;

use super::charts::{MOST, first_measure, is_zone};
use super::is_whole;
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use crate::report::{Drawing, PoolBar, found_years, is_projected, pool_chart};
use crate::terms::{Language, filled, word};
use crate::units::TonnesC;

/// The pools of every zone, sector by sector.
pub(super) fn carbon_pools(rows: &[AccountRow], set: &str, language: Language) -> Vec<(String, Drawing)> {
    let mut sectors: Vec<Sector> = Vec::new();
    for row in rows.iter().filter(|row| row.zone_set == set && row.quantity == Quantity::CarbonStock) {
        if !sectors.contains(&row.sector) {
            sectors.push(row.sector);
        }
    }
    sectors.into_iter().filter_map(|sector| carbon_pools_of(rows, set, sector, language)).collect()
}

fn carbon_pools_of(rows: &[AccountRow], set: &str, sector: Sector, language: Language) -> Option<(String, Drawing)> {
    // The pools of forest that are known per area are those of the stands of known species.
    const OF_AREA: &str = "stands of known species and bamboo";
    let found = found_years(rows);
    let stocks = || {
        rows.iter().filter(move |row| {
            row.zone_set == set
                && row.sector == sector
                && row.quantity == Quantity::CarbonStock
                && row.unit == TonnesC::UNIT
                && row.year_to.is_none()
                && !is_projected(row, found)
                && (is_whole(row) || row.category == OF_AREA)
        })
    };
    let year = stocks().filter(|row| row.pool == "*").filter_map(|row| row.year).max()?;
    let stocks = first_measure(stocks().filter(|row| row.year == Some(year)));
    let wholes = stocks.values().filter(|row| row.pool == "*" && is_whole(row) && is_zone(&row.zone));
    let mut bars: Vec<(f64, PoolBar)> = Vec::new();
    for whole in wholes {
        let pools = stocks.iter().filter(|((zone, _, pool), _)| *zone == whole.zone && !["", "*"].contains(pool));
        let pools: Vec<(String, f64)> = pools.map(|((_, _, pool), row)| ((*pool).to_owned(), row.value)).collect();
        if !pools.is_empty() {
            bars.push((whole.value, PoolBar { zone: whole.zone_name.clone(), pools }));
        }
    }
    if bars.is_empty() {
        return None;
    }
    bars.sort_by(|one, two| two.0.total_cmp(&one.0));
    let mut bars: Vec<PoolBar> = bars.into_iter().map(|(_, bar)| bar).collect();
    let rest = bars.split_off(bars.len().min(MOST));
    if !rest.is_empty() {
        let mut pools: BTreeMap<String, f64> = BTreeMap::new();
        for (pool, value) in rest.into_iter().flat_map(|bar| bar.pools) {
            *pools.entry(pool).or_default() += value;
        }
        bars.push(PoolBar { zone: word(language, "chart", "others").to_owned(), pools: pools.into_iter().collect() });
    }
    let places = [
        ("year", &*year.to_string()),
        ("zones", word(language, "zone_set", set)),
        ("sector", word(language, "sector", sector.name())),
    ];
    let title = filled(language, "chart", "pools", &places);
    let name = format!("carbon_pools_{set}_{}_{year}", sector.name());
    Some((name, pool_chart(&title, TonnesC::UNIT, &bars, language)))
}
