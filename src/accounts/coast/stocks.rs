//! Carbon at the dates and at the projected year.

use super::classes::POOLS;
use super::factors::HistoryFactors;
use super::{ALL_POOLS, Section};
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use crate::parameters::Factor;
use crate::units::TonnesC;

impl Section<'_> {
    /// Rows of carbon by class and pool at the start of every year of the account, t C.
    pub(super) fn stock_rows(&self) -> Vec<AccountRow> {
        let mut rows = Vec::new();
        for (index, year) in self.histories.years.iter().enumerate() {
            let classes = self.classes_until(index);
            let mut push = |name: &str, used: &[usize], stock: &dyn Fn(&HistoryFactors) -> Factor| {
                for ((set, zone, category), value) in self.by_category(index, stock) {
                    let Some(provenance) = classes.get(&category).and_then(|classes| self.provenance(classes, used))
                    else {
                        continue;
                    };
                    rows.push(AccountRow {
                        year: Some(*year),
                        sector: Sector::Coast,
                        category,
                        pool: name.to_owned(),
                        method: self.method(&provenance.choices()),
                        evidence: provenance.evidence(),
                        sources: provenance.sources(),
                        ..self.ledger.row(set, zone, Quantity::CarbonStock, TonnesC::UNIT, value)
                    });
                }
            };
            for (pool, name) in POOLS.iter().enumerate() {
                push(name.name(), &[pool], &|factors| factors.stocks[index][pool].clone());
            }
            push("*", &ALL_POOLS, &|factors| factors.stock(index));
        }
        rows
    }
}
