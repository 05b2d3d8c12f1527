//! Forest cover rate: forest area over land area. A rate is meaningless without its denominator, basis and year, so every
//! row names them.

use std::collections::BTreeSet;

use super::ledger::ZoneKey;
use super::{AccountRow, Ledger, Quantity, class_id};
use crate::land::Sector;
use crate::units::Hectares;

/// What a cover rate needs beside the ledger.
#[derive(Debug, Clone)]
pub struct CoverRate<'a> {
    /// The class layer.
    pub dimension: usize,
    /// The classes of the numerator.
    pub classes: &'a BTreeSet<String>,
    /// The name of the definition.
    pub basis: &'a str,
}

/// Rows of forest area, ha, and of cover rate, percent, for every zone that has an official area.
#[must_use]
pub fn cover_rate_rows(ledger: &Ledger<'_>, account: &CoverRate<'_>) -> Vec<AccountRow> {
    let forest = ledger.sum(|stratum| {
        let class = class_id(&ledger.schemes[account.dimension], stratum.codes[account.dimension]);
        Some(((), if account.classes.contains(&class) { ledger.measure.area(stratum).0 } else { 0.0 }))
    });
    let numerator = account.classes.iter().map(String::as_str).collect::<Vec<_>>().join(" + ");
    let mut rows = Vec::new();
    for ((set, zone, ()), area) in forest {
        let facts = &ledger.zone_sets[set];
        let year = ledger.strata.dimensions[account.dimension].year;
        let row = |quantity, unit, value, method| AccountRow {
            year,
            sector: Sector::Forest,
            category: account.basis.to_owned(),
            method,
            ..ledger.row(set, zone, quantity, unit, value)
        };
        rows.push(row(Quantity::Area, Hectares::UNIT, area, format!("basis {}: {numerator}", account.basis)));
        let land = match zone {
            ZoneKey::Zone(index) => facts.zones[index as usize].official_area,
            ZoneKey::All => facts.zones.iter().map(|zone| zone.official_area).sum::<Option<Hectares>>(),
            ZoneKey::Outside => None,
        };
        if let (Some(land), Some(official)) = (land, &facts.official) {
            let method = format!(
                "basis {}: ({numerator}) / official land area {} ha of {}",
                account.basis, land.0, official.year
            );
            rows.push(AccountRow {
                sources: official.source.clone(),
                ..row(Quantity::CoverRate, "%", area / land.0 * 100.0, method)
            });
        }
    }
    rows
}
