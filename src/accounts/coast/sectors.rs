//! The area of the coast by class.

use super::classes::POOLS;
use super::{Section, Sums, with_outside};
use crate::accounts::{AccountRow, Quantity, class_id};
use crate::land::Sector;
use crate::units::Hectares;

impl Section<'_> {
    /// Rows of area by class and date, and of what no figure covers, ha.
    pub(super) fn area_rows(&self) -> Vec<AccountRow> {
        let mut rows = Vec::new();
        for (date, &dimension) in self.account.dimensions.iter().enumerate() {
            let mut push = |set, zone, category: String, pool: &str, area, method: &str| {
                rows.push(AccountRow {
                    year: Some(self.histories.years[date]),
                    sector: Sector::Coast,
                    category,
                    pool: pool.to_owned(),
                    method: format!("coast, {method}, {}", self.ledger.measure.name()),
                    ..self.ledger.row(set, zone, Quantity::Area, Hectares::UNIT, area)
                });
            };
            let by_class = with_outside(self.class_areas(dimension));
            for (index, pool) in POOLS.iter().enumerate() {
                for ((set, zone, class), area) in &by_class {
                    if self.account.classes.get(class).is_some_and(|class| !class.known[index]) {
                        let category = format!("no published figure: {class}");
                        push(*set, *zone, category, pool.name(), *area, "not accounted");
                    }
                }
            }
            for ((set, zone, class), area) in by_class {
                push(set, zone, class, "", area, "sum of the class");
            }
            let incomplete = self.ledger.sum(|stratum| {
                let area = self.ledger.measure.area(stratum).0;
                self.histories.is_incomplete(stratum).then_some(((), area))
            });
            for ((set, zone, ()), area) in incomplete {
                let category = "no history: no data at another date".to_owned();
                push(set, zone, category, "", area, "not accounted");
            }
        }
        rows
    }

    /// The area of every class of the coast at a date, ha.
    pub(super) fn class_areas(&self, dimension: usize) -> Sums<String> {
        self.ledger.sum(|stratum| {
            let class = class_id(&self.ledger.schemes[dimension], stratum.codes[dimension]);
            self.account.classes.get(&class)?;
            Some((class, self.ledger.measure.area(stratum).0))
        })
    }
}
