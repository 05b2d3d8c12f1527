//! Where the same forest is known from sub-compartments and from rasters: by how much they differ.

use crate::accounts::{AccountRow, Quantity};

/// Rows of `second` less `first`, for every figure that both have: same zone, year, category, pool and quantity.
#[must_use]
pub fn difference_rows(first: (&str, &[AccountRow]), second: (&str, &[AccountRow])) -> Vec<AccountRow> {
    let key = |row: &AccountRow| {
        (row.zone_set.clone(), row.zone.clone(), row.year, row.category.clone(), row.pool.clone(), row.quantity)
    };
    let known: std::collections::BTreeMap<_, &AccountRow> = first.1.iter().map(|row| (key(row), row)).collect();
    let wanted = |row: &&AccountRow| {
        matches!(row.quantity, Quantity::Area | Quantity::CoverRate | Quantity::GrowingStock | Quantity::CarbonStock)
    };
    second
        .1
        .iter()
        .filter(wanted)
        .filter_map(|row| {
            let other = known.get(&key(row))?;
            let difference = AccountRow {
                category: format!("{} of {}", row.quantity.name(), row.category),
                quantity: Quantity::SourceDifference,
                low95: None,
                high95: None,
                method: format!("{} {} less {} {}", second.0, row.value, first.0, other.value),
                evidence: row.evidence.max(other.evidence),
                sources: String::new(),
                ..row.clone()
            };
            Some(difference.with(row.figure.less(&other.figure)))
        })
        .collect()
}
