//! The years that an account is of. Targets and projections of the coast reach further, and are no figures of today.

use crate::accounts::{AccountRow, Quantity};

/// The first and the last year of what was found: of areas, cover rates, growing stocks and harvests.
pub(crate) fn found_years<'a>(rows: impl IntoIterator<Item = &'a AccountRow>) -> Option<(i32, i32)> {
    let is_found = |row: &&AccountRow| {
        matches!(row.quantity, Quantity::Area | Quantity::CoverRate | Quantity::GrowingStock | Quantity::Production)
    };
    let years = rows.into_iter().filter(is_found).flat_map(|row| [row.year, row.year_to]).flatten();
    years.fold(None, |found, year| {
        let (first, last) = found.unwrap_or((year, year));
        Some((first.min(year), last.max(year)))
    })
}

/// Whether a row lies after what was found.
pub(crate) fn is_projected(row: &AccountRow, found: Option<(i32, i32)>) -> bool {
    row.year_to.or(row.year).zip(found).is_some_and(|(year, (_, last))| year > last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::Sector;
    use crate::report::tables::row;

    #[test]
    fn a_stock_after_the_last_map_is_a_projection() {
        let area = row(Sector::Coast, Quantity::Area, "coast", "", "ha", 1.0);
        let mut stock = row(Sector::Coast, Quantity::CarbonStock, "coast", "*", "t C", 1.0);
        stock.year = Some(2040);
        let found = found_years([&area, &stock]);
        assert_eq!(found, Some((2022, 2022)));
        assert!(is_projected(&stock, found) && !is_projected(&area, found));
        assert!(!is_projected(&stock, None), "without areas every year is one of the account");
    }
}
