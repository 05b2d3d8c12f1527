//! Carbon stock from densities by class and pool, its change between dates, and what the change is worth.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::ZoneKey;
use super::shared_errors;
use super::{AccountRow, Figure, Ledger, Provenance, Quantity, SharedErrors, class_id};
use crate::error::{Error, Result};
use crate::land::{CarbonPool, ClassScheme};
use crate::models::present_value_factor;
use crate::parameters::{CarbonDensities, Evidence, Factor, Parameter};
use crate::strata::Stratum;
use crate::units::{Hectares, TonnesC, TonnesCPerHectare};

/// What a carbon account needs beside the ledger.
#[derive(Debug, Clone)]
pub struct CarbonAccount<'a> {
    /// The class layers, in the order of their years.
    pub dimensions: &'a [usize],
    /// The densities.
    pub densities: &'a CarbonDensities,
    /// Classes left out on purpose, `unknown_<code>` included.
    pub excluded: &'a BTreeSet<String>,
    /// Whether unverified rows may be used.
    pub allow_unverified: bool,
    /// What shares one error of a density.
    pub errors: SharedErrors,
}

/// The density of a class over all pools; none where the class is excluded or there is no data.
#[must_use]
pub fn carbon_density(account: &CarbonAccount<'_>, class: &str) -> Option<TonnesCPerHectare> {
    if account.excluded.contains(class) { None } else { account.densities.total(class) }
}

/// The density of a class in one pool; none where the class is excluded or its density in that pool is unknown.
#[must_use]
pub fn carbon_density_of_pool(account: &CarbonAccount<'_>, class: &str, pool: CarbonPool) -> Option<TonnesCPerHectare> {
    carbon_density(account, class)?;
    account.densities.get(class, pool).map(|row| TonnesCPerHectare(row.value))
}

/// The same with what it is made of, as the account draws it; where every pixel has errors of its own, it is that of a pixel.
#[must_use]
pub fn carbon_density_factor(account: &CarbonAccount<'_>, class: &str) -> Option<Factor> {
    carbon_density(account, class)?;
    let pools = account.densities.of_class(class).map(|(_, row)| Factor::from(row));
    Some(pools.fold(Factor::default(), |sum, pool| &sum + &pool))
}

impl CarbonAccount<'_> {
    /// Every class that occurs has a row, is nodata, or is excluded by name; and every row used is verified or allowed.
    fn check(&self, ledger: &Ledger<'_>) -> Result<()> {
        let mut missing: BTreeMap<String, (u64, f64)> = BTreeMap::new();
        let mut used = BTreeSet::new();
        for &dimension in self.dimensions {
            for stratum in ledger.strata.of_set(0) {
                let class = class_of(ledger, dimension, stratum);
                if class == "nodata" || self.excluded.contains(&class) {
                    continue;
                }
                if self.densities.has_class(&class) {
                    used.insert(class);
                } else {
                    let layer = &ledger.strata.dimensions[dimension].layer;
                    let entry = missing.entry(format!("`{class}` in layer `{layer}`")).or_default();
                    entry.0 += stratum.pixels;
                    entry.1 += ledger.measure.area(stratum).0;
                }
            }
        }
        let mut problems = Vec::new();
        if !missing.is_empty() {
            let mut error = Error::data(format!(
                "no carbon density for {} of the classes in `{}`",
                missing.len(),
                self.densities.name()
            ));
            for (class, (pixels, area)) in missing {
                error = error.note(format!("{class}: {pixels} pixels, {area:.1} ha"));
            }
            problems.push(error.hint(
                "add rows for them to the table, each with its source, or name them in `exclude` of \
                 `[methods.carbon_density]`; what is excluded is reported with its area",
            ));
        }
        let unverified: Vec<String> = self
            .unverified()
            .filter(|(class, ..)| used.contains(*class))
            .map(|(class, pool, row)| format!("class `{class}`, pool `{}`: {} {}", pool.name(), row.value, row.unit))
            .collect();
        if !unverified.is_empty() {
            let mut error = Error::data("carbon densities that nobody has read in their source");
            for row in unverified {
                error = error.note(row);
            }
            problems
                .push(error.hint("exclude the classes, or set `allow_unverified = true`: every figure then says so"));
        }
        Error::all(problems)
    }

    /// Classes of a scheme that are an error where they occur: those without a row that are not excluded, and those with a row
    /// that is neither verified nor allowed.
    #[must_use]
    pub fn unsettled(&self, scheme: &ClassScheme) -> (Vec<String>, Vec<String>) {
        let accounted = scheme.classes().map(|class| class.id.clone()).filter(|id| !self.excluded.contains(id));
        let (known, missing): (Vec<_>, Vec<_>) = accounted.partition(|id| self.densities.has_class(id));
        let unverified = known.into_iter().filter(|id| self.unverified().any(|(class, ..)| class == id));
        (missing, unverified.collect())
    }

    /// The rows that may not be used.
    fn unverified(&self) -> impl Iterator<Item = (&str, CarbonPool, &Parameter)> {
        self.densities.rows().filter(|(.., row)| row.evidence == Evidence::Unverified && !self.allow_unverified)
    }

    /// The weakest evidence and the sources of the rows of some classes and pools.
    fn provenance(&self, classes: &BTreeSet<String>, pool: Option<CarbonPool>) -> (Option<Evidence>, String) {
        let mut provenance = Provenance::default();
        let used = self
            .densities
            .rows()
            .filter(|(class, row_pool, _)| classes.contains(*class) && pool.is_none_or(|pool| pool == *row_pool));
        provenance.add(used.map(|(_, _, row)| row));
        (provenance.evidence(), provenance.sources())
    }

    /// Whether a stratum counts in the change between two dates: valid and accounted at both.
    fn is_comparable(&self, ledger: &Ledger<'_>, from: usize, to: usize, stratum: &Stratum) -> bool {
        [from, to].into_iter().all(|dimension| carbon_density(self, &class_of(ledger, dimension, stratum)).is_some())
    }
}

fn class_of(ledger: &Ledger<'_>, dimension: usize, stratum: &Stratum) -> String {
    class_id(&ledger.schemes[dimension], stratum.codes[dimension])
}

/// Rows of carbon stock by class and pool, of what was left out, and of stock change between dates, t C and ha.
///
/// The change is taken on the area that is valid and accounted at both dates; what is not is a row of its own.
///
/// # Errors
/// Classes without a density, or densities that are not verified.
pub fn carbon_stock_rows(ledger: &Ledger<'_>, account: &CarbonAccount<'_>) -> Result<Vec<AccountRow>> {
    account.check(ledger)?;
    let mut rows = Vec::new();
    for &dimension in account.dimensions {
        stock_rows(ledger, account, dimension, &mut rows);
        unaccounted_rows(ledger, account, dimension, &mut rows);
    }
    for (from, to) in periods(account.dimensions) {
        change_rows(ledger, account, from, to, &mut rows);
    }
    Ok(rows)
}

/// Neighbouring dates, and the first and the last.
pub(super) fn periods(dimensions: &[usize]) -> Vec<(usize, usize)> {
    let mut periods: Vec<_> = dimensions.windows(2).map(|pair| (pair[0], pair[1])).collect();
    if let ([first, _, .., last], true) = (dimensions, dimensions.len() > 2) {
        periods.push((*first, *last));
    }
    periods
}

fn stock_rows(ledger: &Ledger<'_>, account: &CarbonAccount<'_>, dimension: usize, rows: &mut Vec<AccountRow>) {
    let areas = ledger.sum(|stratum| {
        let class = class_of(ledger, dimension, stratum);
        carbon_density(account, &class)?;
        Some(((class, account.errors.patch(stratum)), ledger.measure.area(stratum).0))
    });
    // Class and pool; `*` is all of them.
    let mut sums: BTreeMap<(usize, ZoneKey, String, Option<CarbonPool>), Figure> = BTreeMap::new();
    for ((set, zone, (class, patch)), area) in areas {
        for (pool, row) in account.densities.of_class(&class) {
            let carbon =
                Figure::of(class.as_str(), area, Hectares::UNIT, &shared_errors::density(row, set, patch.as_ref()));
            for key in [
                (set, zone, class.clone(), Some(pool)),
                (set, zone, class.clone(), None),
                (set, zone, "*".to_owned(), Some(pool)),
                (set, zone, "*".to_owned(), None),
            ] {
                sums.entry(key).or_default().add(&carbon);
            }
        }
    }
    let all: BTreeSet<String> =
        sums.keys().filter(|(_, _, class, _)| class != "*").map(|(_, _, class, _)| class.clone()).collect();
    for ((set, zone, class, pool), carbon) in sums {
        let classes = if class == "*" { all.clone() } else { BTreeSet::from([class.clone()]) };
        let (evidence, sources) = account.provenance(&classes, pool);
        rows.push(AccountRow {
            year: ledger.strata.dimensions[dimension].year,
            category: class,
            pool: pool.map_or("*", CarbonPool::name).to_owned(),
            method: format!("carbon_density, {}", ledger.measure.name()),
            evidence,
            sources,
            ..ledger.row(set, zone, Quantity::CarbonStock, TonnesC::UNIT, carbon)
        });
    }
}

/// What has no carbon figure, and why.
fn unaccounted_rows(ledger: &Ledger<'_>, account: &CarbonAccount<'_>, dimension: usize, rows: &mut Vec<AccountRow>) {
    let pools = account.densities.pools();
    let mut push = |set, zone, category: String, pool: &str, area| {
        rows.push(AccountRow {
            year: ledger.strata.dimensions[dimension].year,
            category,
            pool: pool.to_owned(),
            method: format!("carbon_density, {}", ledger.measure.name()),
            ..ledger.row(set, zone, Quantity::Area, Hectares::UNIT, area)
        });
    };
    let excluded = ledger.sum(|stratum| {
        let class = class_of(ledger, dimension, stratum);
        let reason = if class == "nodata" {
            "no data".to_owned()
        } else if account.excluded.contains(&class) {
            format!("excluded: {class}")
        } else {
            return None;
        };
        Some((reason, ledger.measure.area(stratum).0))
    });
    for ((set, zone, reason), area) in excluded {
        push(set, zone, reason, "*", area);
    }
    for pool in pools {
        let without = ledger.sum(|stratum| {
            let class = class_of(ledger, dimension, stratum);
            let density = carbon_density(account, &class);
            let parts = pool.parts().iter().any(|part| account.densities.get(&class, *part).is_some());
            let whole = CarbonPool::ALL
                .into_iter()
                .any(|whole| whole.parts().contains(&pool) && account.densities.get(&class, whole).is_some());
            let known = account.densities.get(&class, pool).is_some() || parts || whole;
            (density.is_some() && !known).then(|| (class, ledger.measure.area(stratum).0))
        });
        for ((set, zone, class), area) in without {
            push(set, zone, format!("density unknown: {class}"), pool.name(), area);
        }
    }
}

fn change_rows(ledger: &Ledger<'_>, account: &CarbonAccount<'_>, from: usize, to: usize, rows: &mut Vec<AccountRow>) {
    let years = (ledger.strata.dimensions[from].year, ledger.strata.dimensions[to].year);
    let method = format!("carbon_density, common valid area, {}", ledger.measure.name());
    let mut classes = BTreeSet::new();
    for stratum in ledger.strata.strata.iter().filter(|stratum| account.is_comparable(ledger, from, to, stratum)) {
        classes.extend([from, to].map(|dimension| class_of(ledger, dimension, stratum)));
    }
    let areas = ledger.sum(|stratum| {
        let change = [from, to].map(|dimension| class_of(ledger, dimension, stratum));
        account
            .is_comparable(ledger, from, to, stratum)
            .then(|| ((change, account.errors.patch(stratum)), ledger.measure.area(stratum).0))
    });
    // What stays what it is has no change, but its zone has a row.
    let mut sums: BTreeMap<(usize, ZoneKey, Option<CarbonPool>), Figure> = BTreeMap::new();
    for ((set, zone, ([before, after], patch)), area) in areas {
        sums.entry((set, zone, None)).or_default();
        for pool in account.densities.pools() {
            let sum = sums.entry((set, zone, Some(pool))).or_default();
            if before == after {
                continue;
            }
            let [lost, gained] = [&before, &after].map(|class| {
                let row = account.densities.get(class, pool);
                row.map_or_else(Factor::default, |row| shared_errors::density(row, set, patch.as_ref()))
            });
            let change = Figure::of(format!("{before} > {after}"), area, Hectares::UNIT, &(&gained - &lost));
            sum.add(&change);
            sums.entry((set, zone, None)).or_default().add(&change);
        }
    }
    for ((set, zone, pool), change) in sums {
        let (evidence, sources) = account.provenance(&classes, pool);
        rows.push(AccountRow {
            year: years.0,
            year_to: years.1,
            pool: pool.map_or("*", CarbonPool::name).to_owned(),
            method: method.clone(),
            evidence,
            sources,
            ..ledger.row(set, zone, Quantity::StockChange, TonnesC::UNIT, change)
        });
    }
    rows.extend(not_compared_rows(ledger, account, from, to));
}

/// What the change leaves out: the ground that has a figure at one of the dates only or at neither, and the carbon it holds at
/// the date where it has one. Later stock minus earlier stock is the change, plus the last of these, minus the first.
fn not_compared_rows(ledger: &Ledger<'_>, account: &CarbonAccount<'_>, from: usize, to: usize) -> Vec<AccountRow> {
    let density = |dimension, stratum: &Stratum| carbon_density(account, &class_of(ledger, dimension, stratum));
    let row = |set, zone, category: &str, quantity, unit, value: Figure| AccountRow {
        year: ledger.strata.dimensions[from].year,
        year_to: ledger.strata.dimensions[to].year,
        category: category.to_owned(),
        pool: "*".to_owned(),
        method: format!("carbon_density, {}", ledger.measure.name()),
        ..ledger.row(set, zone, quantity, unit, value)
    };
    let area = ledger.sum(|stratum| {
        let known = [from, to].into_iter().filter(|dimension| density(*dimension, stratum).is_some()).count();
        let reason =
            ["not compared: accounted at neither date", "not compared: accounted at one date only"].get(known)?;
        Some((*reason, ledger.measure.area(stratum).0))
    });
    let known = ledger.sum(|stratum| {
        let (dimension, date) = match (density(from, stratum), density(to, stratum)) {
            (Some(_), None) => (from, "at the first date"),
            (None, Some(_)) => (to, "at the last date"),
            _ => return None,
        };
        let place = (date, class_of(ledger, dimension, stratum), account.errors.patch(stratum));
        Some((place, ledger.measure.area(stratum).0))
    });
    let mut carbon: BTreeMap<(usize, ZoneKey, &str), Figure> = BTreeMap::new();
    for ((set, zone, (date, class, patch)), area) in known {
        let sum = carbon.entry((set, zone, date)).or_default();
        for (_, row) in account.densities.of_class(&class) {
            sum.add(&Figure::of(
                class.as_str(),
                area,
                Hectares::UNIT,
                &shared_errors::density(row, set, patch.as_ref()),
            ));
        }
    }
    let areas = area
        .into_iter()
        .map(|((set, zone, reason), area)| row(set, zone, reason, Quantity::Area, Hectares::UNIT, area.into()));
    let stocks = carbon
        .into_iter()
        .map(|((set, zone, date), carbon)| row(set, zone, date, Quantity::StockNotCompared, TonnesC::UNIT, carbon));
    areas.chain(stocks).collect()
}

/// Rows of the present value of the change between the first and the last date.
///
/// `rows` holds the stock changes; the factor is [`present_value_factor`].
#[must_use]
pub fn present_value_rows(
    rows: &[AccountRow],
    price_per_tonne_c: f64,
    currency: &str,
    discount_rate_percent: f64,
    price_drift_percent: f64,
    source: &str,
) -> Vec<AccountRow> {
    let changes = || rows.iter().filter(|row| row.quantity == Quantity::StockChange && row.pool == "*");
    let first = changes().filter_map(|row| row.year).min();
    let last = changes().filter_map(|row| row.year_to).max();
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let Ok(years) = u32::try_from(last - first) else { return Vec::new() };
    let factor = price_per_tonne_c * present_value_factor(years, discount_rate_percent, price_drift_percent);
    changes()
        .filter(|row| row.year == Some(first) && row.year_to == Some(last))
        .map(|row| {
            let worth = AccountRow {
                quantity: Quantity::PresentValue,
                unit: currency.to_owned(),
                method: format!(
                    "present_value of {price_per_tonne_c} {currency}/t C, discount {discount_rate_percent} %, \
                     price drift {price_drift_percent} %; {}",
                    row.method
                ),
                sources: format!("{source}; {}", row.sources),
                ..row.clone()
            };
            worth.with(row.figure.times(factor))
        })
        .collect()
}
