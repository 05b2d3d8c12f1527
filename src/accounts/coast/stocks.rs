//! Carbon at the dates and at the projected year.

use super::classes::POOLS;
use super::{ALL_POOLS, Section};
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use crate::models::coast::PoolStocks;
use crate::units::TonnesC;

/// The pools in the order of [`POOLS`].
fn pools(stocks: PoolStocks) -> [f64; POOLS.len()] {
    [stocks.biomass, stocks.soil, stocks.litter]
}

impl Section<'_> {
    /// Rows of carbon by class and pool at the start of every year of the account, t C.
    pub(super) fn stock_rows(&self) -> Vec<AccountRow> {
        let mut rows = Vec::new();
        for (index, year) in self.histories.years.iter().enumerate() {
            let classes = self.classes_until(index);
            let mut push = |name: &str, used: &[usize], stock: &dyn Fn(PoolStocks) -> f64| {
                for ((set, zone, category), value) in self.by_category(index, |history| stock(history.stocks[index])) {
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
                push(name.name(), &[pool], &|stocks| pools(stocks)[pool]);
            }
            push("*", &ALL_POOLS, &|stocks| stocks.total());
        }
        rows
    }
}
