//! YearlySum figures that add up, and the account rows they become.

use std::collections::{BTreeMap, BTreeSet};

use super::{Period, Provenance};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::land::{CarbonPool, Sector};
use crate::parameters::Parameter;
use crate::units::{TonnesC, TonnesCO2};

/// A zone of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedZone {
    /// Its id; `*` is the whole.
    pub id: String,
    /// As people know it.
    pub name: String,
}

/// Everything of a zone, of all kinds or of all pools.
pub(super) const ALL: &str = "*";
/// The pool of trees, roots included.
pub(super) const LIVING_BIOMASS: &str = CarbonPool::LivingBiomass.name();

/// What all rows of an account of change have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account<'a> {
    /// The account's name, which stands for the zone set.
    pub(super) name: &'a str,
    pub(super) period: Period,
    /// The method.
    pub(super) method: &'a str,
}

impl Account<'_> {
    /// A row over the period.
    pub(super) fn row(
        &self,
        key: &Key,
        quantity: Quantity,
        unit: &str,
        value: Figure,
        figure: &YearlySum,
    ) -> AccountRow {
        let how: Vec<&str> = figure.how.iter().map(String::as_str).collect();
        AccountRow {
            zone_set: self.name.to_owned(),
            zone: key.zone.id.clone(),
            zone_name: key.zone.name.clone(),
            year: Some(self.period.from()),
            year_to: Some(self.period.to()),
            sector: Sector::Forest,
            category: key.category.clone(),
            pool: key.pool.to_owned(),
            quantity,
            unit: unit.to_owned(),
            value: value.value(),
            figure: value,
            low95: None,
            high95: None,
            method: format!("{}: {}", self.method, how.join(", ")),
            evidence: figure.provenance.evidence(),
            sources: figure.provenance.sources(),
        }
    }
}

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) zone: NamedZone,
    pub(super) category: String,
    pub(super) pool: &'static str,
}

/// A yearly sum with all that went into it.
#[derive(Debug, Clone)]
pub(super) struct YearlySum {
    /// Per year of the period.
    pub(super) yearly: Figure,
    pub(super) how: BTreeSet<String>,
    pub(super) provenance: Provenance,
}

/// Sums of one quantity.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums(BTreeMap<Key, YearlySum>);

impl Sums {
    /// Adds a part to a category and a pool.
    pub(super) fn add(&mut self, zone: &NamedZone, category: &str, pool: &'static str, part: &YearlySum) {
        let key = Key { zone: zone.clone(), category: category.to_owned(), pool };
        self.0
            .entry(key)
            .and_modify(|sum| {
                sum.yearly.add(&part.yearly);
                sum.how.extend(part.how.iter().cloned());
                sum.provenance.join(&part.provenance);
            })
            .or_insert_with(|| part.clone());
    }

    pub(super) fn get(&self, zone: &NamedZone, category: &str, pool: &'static str) -> Option<&YearlySum> {
        self.0.get(&Key { zone: zone.clone(), category: category.to_owned(), pool })
    }

    pub(super) fn zones(&self) -> BTreeSet<&NamedZone> {
        self.0.keys().map(|key| &key.zone).collect()
    }

    /// Every sum times a factor.
    pub(super) fn times(&self, factor: &Parameter, how: &str) -> Self {
        let product = |sum: &YearlySum| YearlySum {
            yearly: sum.yearly.by(&factor.into(), "what was given off", "t/yr"),
            how: sum.how.iter().map(String::as_str).chain([how]).map(str::to_owned).collect(),
            provenance: sum.provenance.with_rows([factor]),
        };
        Self(self.0.iter().map(|(key, sum)| (key.clone(), product(sum))).collect())
    }

    /// A row over the period for each sum; the whole of a zone has another per year.
    pub(super) fn rows(&self, account: &Account<'_>, quantity: Quantity, unit: &str) -> Vec<AccountRow> {
        let mut rows = Vec::new();
        for (key, sum) in &self.0 {
            rows.push(account.row(key, quantity, unit, sum.yearly.times(account.period.years()), sum));
            if key.category == ALL {
                rows.push(account.row(key, quantity, &format!("{unit}/yr"), sum.yearly.clone(), sum));
            }
        }
        rows
    }

    /// Rows of the carbon that pools gain and, for the whole of a zone, of the carbon dioxide that this takes from the air.
    pub(super) fn carbon_rows(&self, account: &Account<'_>) -> Vec<AccountRow> {
        let mut rows = self.rows(account, Quantity::StockChange, TonnesC::UNIT);
        let removals = self.0.iter().filter(|(key, _)| key.category == ALL).map(|(key, sum)| {
            (key.clone(), YearlySum { yearly: sum.yearly.times(TonnesC(1.0).to_carbon_dioxide().0), ..sum.clone() })
        });
        rows.extend(Self(removals.collect()).rows(account, Quantity::Removals, TonnesCO2::UNIT));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Evidence;

    #[test]
    fn parts_become_a_sum_over_the_period_a_yearly_one_and_removals() {
        let zone = NamedZone { id: "1".to_owned(), name: "north".to_owned() };
        let part = |yearly: f64, how: &str| YearlySum {
            yearly: yearly.into(),
            how: BTreeSet::from([how.to_owned()]),
            provenance: Provenance::new(how, Evidence::Published),
        };
        let mut sums = Sums::default();
        sums.add(&zone, ALL, LIVING_BIOMASS, &part(20.0, "growth"));
        sums.add(&zone, ALL, LIVING_BIOMASS, &part(-8.0, "harvest"));
        let account = Account { name: "x", period: Period::new(2015, 2020).expect("in order"), method: "gain_loss" };
        let rows = sums.carbon_rows(&account);
        let found: Vec<(&str, f64)> = rows.iter().map(|row| (row.unit.as_str(), row.value)).collect();
        assert_eq!(found, [("t C", 60.0), ("t C/yr", 12.0), ("t CO2", 220.0), ("t CO2/yr", 44.0)]);
        assert!(rows.iter().all(|row| row.method == "gain_loss: growth, harvest" && row.sources == "growth; harvest"));
    }
}
