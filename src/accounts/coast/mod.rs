//! The account of the coast: what wetland holds, gains and gives off through its dated covers, evaluated once per distinct history.

mod carbon_by_codes;
mod changes;
mod classes;
mod cores;
mod course;
mod factors;
mod histories;
mod management;
mod methane;
mod periods;
mod plausibility;
mod provenance;
mod sectors;
mod stocks;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use self::carbon_by_codes::CoastCarbon;
use self::classes::POOLS;
pub use self::classes::{CoastClasses, HabitatChoice, MeasuredSoil};
pub use self::cores::{CoreAccount, HabitatCore, core_rows};
use self::factors::HistoryFactors;
use self::histories::{Histories, History};
pub use self::management::{ManagementMethod, PondHarvest, WetlandActivity, WetlandActivityKind, management_rows};
pub use self::methane::Methane;
use self::provenance::Provenance;
use super::ledger::ZoneKey;
use super::{AccountRow, Figure, Ledger, Part};
use crate::error::Result;
use crate::land::Precedence;
use crate::models::coast::{CarbonPrices, HistoryRules, TransitionTable};
use crate::parameters::{Factor, Parameter};
use crate::units::Hectares;

/// The category of all classes of the coast, and of what is left of them elsewhere.
const ALL: &str = "coast";

/// What becomes of the carbon that stands since the first date take up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExistingStands {
    /// It is a burial estimate and no accumulation: the IPCC's inventory gives standing wetland no removal.
    BurialEstimate,
    /// It is accumulation, as in InVEST.
    Accumulate,
}

/// Prices of the net gains.
#[derive(Debug, Clone, PartialEq)]
pub struct CoastPrice {
    /// The prices, per t C.
    pub prices: CarbonPrices,
    /// The currency.
    pub currency: String,
    /// The yearly discount rate, as a share.
    pub discount_rate: f64,
    /// Where price and rates come from.
    pub source: String,
}

/// What the account of the coast needs beside the ledger.
#[derive(Debug, Clone)]
pub struct CoastAccount<'a> {
    /// The class layers, in the order of their years.
    pub dimensions: &'a [usize],
    /// The classes of the coast.
    pub classes: &'a CoastClasses,
    /// What changes of class do.
    pub transitions: &'a TransitionTable,
    /// Whose rules histories follow.
    pub rules: HistoryRules,
    /// What becomes of the carbon that standing wetland takes up.
    pub existing_stands: ExistingStands,
    /// Until which year the last cover is taken to stand.
    pub project_to: Option<i32>,
    /// Salinity, for methane.
    pub methane: Option<Methane<'a>>,
    /// What net gains are worth.
    pub price: Option<&'a CoastPrice>,
    /// Which sector a class belongs to.
    pub precedence: &'a Precedence,
    /// The year by which Spartina was reported to be cleared.
    pub spartina_cleared: &'a Parameter,
}

/// The rows of the account of the coast, closed in every zone and class.
///
/// Area by class, and the matrix of its changes; carbon by class and pool at every date and projected year; accumulation, emissions, net change and
/// reclassification over every period; what standing wetland is thought to bury and the methane of salinity, which add to nothing
/// else; and what net gains are worth. Flows of a period belong to the class at its start. What lies outside all zones, such as
/// the flats seaward of outlines of land, always has rows.
///
/// Limits: those of [`crate::models::coast::CoverHistory`]; with figures by habitat, vegetation that comes up grows no biomass, and
/// dead wood and litter are not disturbed, since no rate and no share is published; what is left where wetland was stays here,
/// and is no part of the account of the sector that has the land.
///
/// # Errors
/// Changes of cover that the table of transitions does not know, or an account that does not close.
pub fn coast_rows(
    ledger: &Ledger<'_>,
    account: &CoastAccount<'_>,
    warnings: &mut Vec<String>,
) -> Result<Vec<AccountRow>> {
    let histories = Histories::new(ledger, account)?;
    let section = Section::new(ledger, account, &histories)?;
    let mut rows = section.area_rows();
    rows.extend(section.change_rows()?);
    rows.extend(section.stock_rows());
    rows.extend(section.period_rows()?);
    rows.extend(section.burial_rows()?);
    rows.extend(section.methane_rows(warnings)?);
    warnings.extend(section.plausibility());
    Ok(rows)
}

/// A zone, with a key, in sums.
type Sums<K, V = f64> = BTreeMap<(usize, ZoneKey, K), V>;

/// What the parts of the account share.
struct Section<'a> {
    ledger: &'a Ledger<'a>,
    account: &'a CoastAccount<'a>,
    histories: &'a Histories,
    /// In the order of the histories.
    factors: Vec<HistoryFactors>,
    names: Vec<Arc<str>>,
    /// The area of every history, by its place.
    areas: Sums<usize>,
}

impl<'a> Section<'a> {
    fn new(ledger: &'a Ledger<'a>, account: &'a CoastAccount<'a>, histories: &'a Histories) -> Result<Self> {
        let all = histories.all().iter();
        let factors = all.clone().map(|history| HistoryFactors::new(account, &histories.years, history));
        let areas = ledger.sum(|stratum| Some((histories.place(stratum)?, ledger.measure.area(stratum).0)));
        let names = all.map(|history| histories.name(history).into()).collect();
        Ok(Self { ledger, account, histories, factors: factors.collect::<Result<_>>()?, names, areas })
    }

    /// Sums of what a hectare of every history gives to every key, by zone.
    fn sum<K: Ord + Clone>(
        &self,
        per_hectare: impl Fn(&History, &HistoryFactors) -> Vec<(K, Factor)>,
    ) -> Sums<K, Figure> {
        let given: Vec<Vec<(K, Factor)>> = self
            .histories
            .all()
            .iter()
            .zip(&self.factors)
            .map(|(history, factors)| per_hectare(history, factors))
            .collect();
        let mut sums: Sums<K, Vec<Part>> = BTreeMap::new();
        for ((set, zone, place), area) in &self.areas {
            for (key, factor) in &given[*place] {
                let parts = sums.entry((*set, *zone, key.clone())).or_default();
                if *factor != Factor::default() {
                    let (what, factor) = (Arc::clone(&self.names[*place]), factor.clone());
                    parts.push(Part { what, amount: *area, unit: Hectares::UNIT, factor });
                }
            }
        }
        with_outside(sums.into_iter().map(|(key, parts)| (key, parts.into_iter().collect())).collect())
    }

    /// The same by category at a year, and in all of them together.
    fn by_category(&self, year: usize, per_hectare: impl Fn(&HistoryFactors) -> Factor) -> Sums<String, Figure> {
        self.sum(|history, factors| {
            let Some(category) = self.histories.category(history, year) else { return Vec::new() };
            let factor = per_hectare(factors);
            vec![(category, factor.clone()), (ALL.to_owned(), factor)]
        })
    }

    /// The classes that histories went through up to a year, by their category there and in all together.
    fn classes_until(&self, year: usize) -> BTreeMap<String, BTreeSet<usize>> {
        let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for history in self.histories.all() {
            let Some(category) = self.histories.category(history, year) else { continue };
            for category in [category, ALL.to_owned()] {
                let past = history.classes.iter().take(year + 1).copied();
                found.entry(category).or_default().extend(past.filter(|class| self.histories.is_coast[*class]));
            }
        }
        found
    }

    /// The rows behind the pools of classes; none of the pools is known where that is nothing.
    fn provenance(&self, classes: &BTreeSet<usize>, pools: &[usize]) -> Option<Provenance> {
        let mut merged = None;
        let classes = classes.iter().filter_map(|class| self.account.classes.get(&self.histories.ids[*class]));
        for class in classes {
            for pool in pools.iter().filter(|pool| class.known[**pool]) {
                merged.get_or_insert_with(Provenance::default).merge(&class.provenance[*pool]);
            }
        }
        merged
    }

    fn method(&self, figures: &str) -> String {
        let rules = match self.account.rules {
            HistoryRules::Correct => "correct",
            HistoryRules::Invest => "InVEST's",
        };
        format!("coast, history of cover by {rules} rules, {}; {figures}", self.ledger.measure.name())
    }
}

/// Every pool of a history.
const ALL_POOLS: [usize; POOLS.len()] = [0, 1, 2];

/// The same sums, in which what lies outside all zones has every key, if only with nothing.
fn with_outside<K: Ord + Clone, V: Default>(mut sums: Sums<K, V>) -> Sums<K, V> {
    let keys: Vec<_> = sums.keys().filter(|(_, zone, _)| *zone == ZoneKey::All).cloned().collect();
    for (set, _, key) in keys {
        sums.entry((set, ZoneKey::Outside, key)).or_default();
    }
    sums
}
