//! The area of every zone on the grid, beside the area of its polygon and its official area, with the differences.

use super::ledger::ZoneKey;
use super::{AccountRow, Ledger, Measure, Quantity};
use crate::units::Hectares;

/// Rows of zone areas and their differences, ha.
#[must_use]
pub fn zone_area_rows(ledger: &Ledger<'_>) -> Vec<AccountRow> {
    let mut rows = Vec::new();
    let grid = ledger.sum(|stratum| Some(((), ledger.measure.area(stratum).0)));
    let method = format!("sum of cells, {}", ledger.measure.name());
    for (&(set, zone, ()), &area) in &grid {
        let row = |quantity, category: &str, value, method: &str| AccountRow {
            category: category.to_owned(),
            method: method.to_owned(),
            ..ledger.row(set, zone, quantity, Hectares::UNIT, value)
        };
        rows.push(row(Quantity::Area, "zone", area, &method));
        let facts = &ledger.zone_sets[set];
        let sum = |of: fn(&super::ZoneFacts) -> Option<Hectares>| match zone {
            ZoneKey::Zone(index) => of(&facts.zones[index as usize]),
            ZoneKey::All => facts.zones.iter().map(of).sum::<Option<Hectares>>(),
            ZoneKey::Outside => None,
        };
        if let Some(geodesic) = sum(|zone| zone.geodesic_area) {
            rows.push(row(Quantity::Area, "zone", geodesic.0, "geodesic polygon"));
            rows.push(row(Quantity::AreaDifference, "cells minus geodesic polygon", area - geodesic.0, &method));
        }
        if let (Some(official), Some(source)) = (sum(|zone| zone.official_area), &facts.official) {
            let official_row = |quantity, category, value| AccountRow {
                year: Some(source.year),
                sources: source.source.clone(),
                ..row(quantity, category, value, "official area")
            };
            rows.push(official_row(Quantity::Area, "zone", official.0));
            rows.push(official_row(Quantity::AreaDifference, "cells minus official area", area - official.0));
        }
    }
    for (set, facts) in ledger.zone_sets.iter().enumerate() {
        for overlap in &facts.overlaps {
            let id = |zone| ledger.strata.zone_sets[set].id(zone);
            rows.push(AccountRow {
                category: format!("overlap of {} and {}", id(overlap.first), id(overlap.second)),
                method: "exact coverage, at least".to_owned(),
                ..ledger.row(set, ZoneKey::All, Quantity::Area, Hectares::UNIT, overlap.area.0)
            });
        }
    }
    if let Measure::Planar { .. } = ledger.measure {
        let ellipsoidal = Ledger { measure: Measure::Ellipsoidal, ..ledger.clone() };
        let areas = ellipsoidal.sum(|stratum| Some(((), Measure::Ellipsoidal.area(stratum).0)));
        for (&(set, zone, ()), &area) in &areas {
            let planar = grid[&(set, zone, ())];
            rows.push(AccountRow {
                category: "planar minus ellipsoidal".to_owned(),
                method: "sum of cells".to_owned(),
                ..ledger.row(set, zone, Quantity::AreaDifference, Hectares::UNIT, planar - area)
            });
        }
    }
    rows
}
