//! Area by class, zone and date, and what became of it between dates.

use super::{AccountRow, Ledger, Quantity};
use crate::land::{ClassScheme, LandClass};
use crate::units::Hectares;

/// The name of a code in accounts: the class id, `unknown_<code>` or `nodata`.
#[must_use]
pub fn class_id(scheme: &ClassScheme, code: Option<i32>) -> String {
    match code {
        None => "nodata".to_owned(),
        Some(code) => scheme.class(code).map_or_else(|| LandClass::unknown(code).id, |class| class.id.clone()),
    }
}

/// Rows of area by class for every dimension given, and of area transitions between neighbouring ones, ha.
#[must_use]
pub fn land_area_rows(ledger: &Ledger<'_>, dimensions: &[usize]) -> Vec<AccountRow> {
    let mut rows = Vec::new();
    let class = |dimension: usize, code| class_id(&ledger.schemes[dimension], code);
    for &dimension in dimensions {
        let sums = ledger.sum(|stratum| Some((stratum.codes[dimension], ledger.measure.area(stratum).0)));
        for ((set, zone, code), area) in sums {
            rows.push(AccountRow {
                year: ledger.strata.dimensions[dimension].year,
                category: class(dimension, code),
                method: format!("land_area, {}", ledger.measure.name()),
                ..ledger.row(set, zone, Quantity::Area, Hectares::UNIT, area)
            });
        }
    }
    for pair in dimensions.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let sums =
            ledger.sum(|stratum| Some(((stratum.codes[from], stratum.codes[to]), ledger.measure.area(stratum).0)));
        for ((set, zone, (before, after)), area) in sums {
            if before == after && ledger.schemes[from] == ledger.schemes[to] {
                continue;
            }
            rows.push(AccountRow {
                year: ledger.strata.dimensions[from].year,
                year_to: ledger.strata.dimensions[to].year,
                category: format!("{} > {}", class(from, before), class(to, after)),
                method: format!("land_area, {}", ledger.measure.name()),
                ..ledger.row(set, zone, Quantity::AreaTransition, Hectares::UNIT, area)
            });
        }
    }
    rows
}
