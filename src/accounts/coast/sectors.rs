//! Area: every hectare in one sector, and the coast's by class.

use super::classes::POOLS;
use super::{Section, Sums, with_outside};
use crate::accounts::{AccountRow, Quantity, class_id};
use crate::error::Result;
use crate::land::Sector;
use crate::units::Hectares;

impl Section<'_> {
    /// Rows of area by sector and date, which add up to the zone; of the coast by class; and of what no figure covers, ha.
    pub(super) fn area_rows(&self) -> Result<Vec<AccountRow>> {
        let mut rows = Vec::new();
        for (date, &dimension) in self.account.dimensions.iter().enumerate() {
            let scheme = &self.ledger.schemes[dimension];
            let mut sectors = std::collections::BTreeMap::new();
            for class in scheme.classes() {
                sectors.insert(class.code, self.account.precedence.sector(&class.id)?);
            }
            let mut push = |set, zone, sector, category: String, pool: &str, area, method: String| {
                rows.push(AccountRow {
                    year: Some(self.histories.years[date]),
                    sector,
                    category,
                    pool: pool.to_owned(),
                    method: format!("coast, {method}, {}", self.ledger.measure.name()),
                    ..self.ledger.row(set, zone, Quantity::Area, Hectares::UNIT, area)
                });
            };
            let by_sector = self.ledger.sum(|stratum| {
                let sector = stratum.codes[dimension].and_then(|code| sectors.get(&code).copied());
                Some((sector, self.ledger.measure.area(stratum).0))
            });
            for ((set, zone, sector), area) in with_outside(by_sector) {
                let (sector, category) =
                    sector.map_or((Sector::Land, "no sector: no class"), |sector| (sector, "sector"));
                push(
                    set,
                    zone,
                    sector,
                    category.to_owned(),
                    "",
                    area,
                    "sector that goes first in parameters/land_classes/precedence.csv".to_owned(),
                );
            }
            let by_class = with_outside(self.class_areas(dimension));
            for (index, pool) in POOLS.iter().enumerate() {
                for ((set, zone, class), area) in &by_class {
                    if self.account.classes.get(class).is_some_and(|class| !class.known[index]) {
                        let category = format!("no published figure: {class}");
                        push(*set, *zone, Sector::Coast, category, pool.name(), *area, "not accounted".to_owned());
                    }
                }
            }
            for ((set, zone, class), area) in by_class {
                push(set, zone, Sector::Coast, class, "", area, "sum of the class".to_owned());
            }
            let incomplete = self.ledger.sum(|stratum| {
                let area = self.ledger.measure.area(stratum).0;
                self.histories.is_incomplete(stratum).then_some(((), area))
            });
            for ((set, zone, ()), area) in incomplete {
                let category = "no history: no data at another date".to_owned();
                push(set, zone, Sector::Coast, category, "", area, "not accounted".to_owned());
            }
        }
        Ok(rows)
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
