//! Area by the role of the land, and forest area by what grows on it.

use super::ForestTable;
use super::stock::breakdowns;
use crate::accounts::{AccountRow, Quantity};
use crate::land::forest::ForestLand;
use crate::units::Hectares;

/// Rows of area by role of the land, and of forest (stands of trees and bamboo) by species, age group, origin and category, ha.
#[must_use]
pub fn forest_land_rows(table: &ForestTable) -> Vec<AccountRow> {
    let areas = table.sum(|stand, add| {
        add(format!("land:{}", stand.land.map_or("unknown", |land| land.name())), stand.area.0);
        if stand.land.is_some_and(ForestLand::has_stand) {
            add("stands".to_owned(), stand.area.0);
            breakdowns(stand, &mut |category| add(format!("stands, {category}"), stand.area.0));
        }
    });
    areas
        .into_iter()
        .map(|((set, zone, category), area)| AccountRow {
            category,
            method: format!("{}: sum of areas", table.source),
            ..table.row(set, zone, Quantity::Area, Hectares::UNIT, area)
        })
        .collect()
}
