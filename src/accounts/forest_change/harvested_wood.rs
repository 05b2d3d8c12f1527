//! Carbon in products of harvested wood, which decays from the year they are made.

use std::collections::{BTreeMap, BTreeSet};

use super::Provenance;
use super::figures::{ALL, Account, Key, NamedZone, Sums, YearlySum};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::models::HarvestedWoodDecay;
use crate::parameters::{Factor, Parameter};
use crate::units::TonnesC;

/// The name in rows.
pub(super) const METHOD: &str = "harvested_wood";
/// The pool, which is not of the forest.
const POOL: &str = "harvested_wood_products";

/// Products made from a first year on, before which there are none.
#[derive(Debug, Clone, PartialEq)]
pub struct HarvestedWood {
    /// The first year, the same for all.
    pub first_year: i32,
    /// The set of half-lives.
    pub set: String,
    /// One per zone and product.
    pub products: Vec<ProductInflow>,
    /// Where the inflows come from.
    pub provenance: Provenance,
}

/// What was made of a product in each year from the first to the end of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductInflow {
    /// The zone.
    pub zone: NamedZone,
    /// The product.
    pub product: String,
    /// The carbon of each year.
    pub inflow: Vec<TonnesC>,
    /// Years.
    pub half_life: Parameter,
    /// The carbon in a unit of the product, where the inflow was given as volume or mass.
    pub carbon_content: Option<Parameter>,
}

impl HarvestedWood {
    /// The stock at the end of every year of the period, its yearly change, and the change over the whole period.
    pub(super) fn rows(&self, account: &Account<'_>) -> Result<Vec<AccountRow>> {
        let period = account.period;
        let mut stocks: BTreeMap<Key, (BTreeMap<i32, Figure>, Provenance)> = BTreeMap::new();
        for product in &self.products {
            let years: Vec<i32> = (period.from()..=period.to()).filter(|year| *year >= self.first_year).collect();
            let by_year = years
                .into_iter()
                .map(|year| Ok((year, product.stock(self.first_year, year)?)))
                .collect::<Result<Vec<_>>>()?;
            let rows = [Some(&product.half_life), product.carbon_content.as_ref()];
            let provenance = self.provenance.with_rows(rows.into_iter().flatten());
            for category in [&product.product, ALL] {
                let key = Key { zone: product.zone.clone(), category: category.to_owned(), pool: POOL };
                let (sums, of) = stocks.entry(key).or_insert_with(|| (BTreeMap::new(), provenance.clone()));
                of.join(&provenance);
                for (year, stock) in &by_year {
                    sums.entry(*year).or_default().add(stock);
                }
            }
        }
        let how = format!("first-order decay from {} on, half-lives {}", self.first_year, self.set);
        let (mut rows, mut changes) = (Vec::new(), Sums::default());
        for (key, (by_year, provenance)) in stocks {
            let figure =
                |yearly| YearlySum { yearly, how: BTreeSet::from([how.clone()]), provenance: provenance.clone() };
            let row = |quantity, year, year_to, value: Figure| AccountRow {
                year: Some(year),
                year_to,
                ..account.row(&key, quantity, TonnesC::UNIT, value.clone(), &figure(value))
            };
            rows.extend(by_year.iter().map(|(year, stock)| row(Quantity::CarbonStock, *year, None, stock.clone())));
            let years: Vec<(i32, &Figure)> = by_year.iter().map(|(year, stock)| (*year, stock)).collect();
            if years.len() > 2 {
                let yearly = years.windows(2);
                rows.extend(
                    yearly
                        .map(|pair| row(Quantity::StockChange, pair[0].0, Some(pair[1].0), pair[1].1.less(pair[0].1))),
                );
            }
            let change = by_year[&period.to()].less(&by_year[&period.from()]);
            changes.add(&key.zone, &key.category, POOL, &figure(change.times(period.years().recip())));
        }
        rows.extend(changes.carbon_rows(account));
        Ok(rows)
    }
}

impl ProductInflow {
    /// The stock at the end of a year, t C.
    fn stock(&self, first_year: i32, year: i32) -> Result<Figure> {
        let years = (first_year..=year).count();
        let inflow: Vec<TonnesC> = self.inflow.iter().take(years).copied().collect();
        let stock = Factor::of("first-order decay", [&(&self.half_life).into()], move |[half_life]| {
            let decay = HarvestedWoodDecay::from_half_life(half_life)?;
            Ok(inflow.iter().fold(TonnesC(0.0), |stock, inflow| decay.next(stock, *inflow)).0)
        })?;
        // Inflows were given as carbon, or were made carbon with the published content.
        let content =
            self.carbon_content.as_ref().map_or(Factor::exact(1.0), |row| &Factor::from(row) * row.value.recip());
        Ok(Figure::of(self.product.as_str(), 1.0, "series of inflows", &(&stock * &content)))
    }
}
