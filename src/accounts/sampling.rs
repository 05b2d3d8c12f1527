//! Forest area and growing stock estimated from plots, with their sampling errors.

use super::{AccountRow, Quantity};
use crate::error::Result;
use crate::inventory_plots::{EstimationUnit, PlotInventory, PlotValues};
use crate::land::Sector;
use crate::models::sampling::{
    Estimate, Moments, PostStratum, covariance, post_stratified_covariance, post_stratified_mean, ratio,
};
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};

/// The confidence of the limits in account rows.
const CONFIDENCE: f64 = 0.95;

/// An inventory and what an account says of it.
#[derive(Debug, Clone, Copy)]
pub struct SampleAccount<'a> {
    /// The name of the inventory: the zone set of its rows, whose zones are the estimation units.
    pub name: &'a str,
    /// The year.
    pub year: i32,
    /// Who published the plots.
    pub source: &'a str,
    /// The plots.
    pub inventory: &'a PlotInventory,
}

/// The total of a value per hectare over an estimation unit, post-stratified; with one stratum it is that of a simple random
/// sample.
///
/// # Errors
/// A stratum with fewer than two plots.
pub fn unit_estimate(unit: &EstimationUnit, value: impl Fn(&PlotValues) -> f64) -> Result<Estimate> {
    Ok(post_stratified_mean(&strata(unit, &value)?)? * unit.area.0)
}

/// The forest area of an estimation unit, ha.
///
/// # Errors
/// A stratum with fewer than two plots.
pub fn forest_area(inventory: &PlotInventory, unit: &EstimationUnit) -> Result<Estimate> {
    unit_estimate(unit, |plot| inventory.forest(plot))
}

/// The growing stock of an estimation unit, m³.
///
/// # Errors
/// A stratum with fewer than two plots.
pub fn growing_stock(unit: &EstimationUnit) -> Result<Estimate> {
    unit_estimate(unit, |plot| plot.growing_stock.0)
}

/// Rows of the area of estimation units, as given, of area by class, of forest area (ha), of growing stock (m³) and of growing stock per hectare of forest (m³/ha), for
/// every estimation unit and for all of them. Classes that no plot of a unit has are left out there.
///
/// # Errors
/// A stratum with fewer than two plots.
pub fn sampling_rows(account: &SampleAccount<'_>) -> Result<Vec<AccountRow>> {
    let inventory = account.inventory;
    let mut rows = Vec::new();
    let mut wholes = Vec::new();
    let mut classes: Vec<(&str, Vec<Estimate>)> =
        inventory.classes().into_iter().map(|class| (class, Vec::new())).collect();
    for unit in &inventory.units {
        let zone = Zone::unit(unit);
        rows.push(account.given_area(&zone)?);
        let whole = Whole::of(inventory, unit)?;
        whole.rows(account, &zone, &mut rows)?;
        for (class, estimates) in &mut classes {
            let estimate = unit_estimate(unit, |plot| plot.classes.get(*class).copied().unwrap_or_default())?;
            if unit.plots().any(|plot| plot.classes.contains_key(*class)) {
                rows.push(account.area(&zone, class, &estimate)?);
            }
            estimates.push(estimate);
        }
        wholes.push(whole);
    }
    let zone = Zone::all(inventory);
    let all = Whole {
        area: wholes.iter().map(|whole| whole.area).sum(),
        stock: wholes.iter().map(|whole| whole.stock).sum(),
        covariance: wholes.iter().map(|whole| whole.covariance).sum(),
    };
    rows.push(account.given_area(&zone)?);
    all.rows(account, &zone, &mut rows)?;
    for (class, estimates) in classes {
        rows.push(account.area(&zone, class, &estimates.into_iter().sum())?);
    }
    Ok(rows)
}

/// What a row is about.
struct Zone<'a> {
    id: &'a str,
    name: &'a str,
    area: Hectares,
    strata: usize,
}

impl<'a> Zone<'a> {
    fn unit(unit: &'a EstimationUnit) -> Self {
        Self { id: &unit.id, name: &unit.name, area: unit.area, strata: unit.strata.len() }
    }

    fn all(inventory: &PlotInventory) -> Self {
        let units = &inventory.units;
        let strata = units.iter().map(|unit| unit.strata.len()).sum();
        Self { id: "*", name: "all zones", area: units.iter().map(|unit| unit.area).sum(), strata }
    }
}

/// Forest area and growing stock of the same plots.
struct Whole {
    area: Estimate,
    stock: Estimate,
    covariance: f64,
}

impl Whole {
    fn of(inventory: &PlotInventory, unit: &EstimationUnit) -> Result<Self> {
        let (area, stock) = (forest_area(inventory, unit)?, growing_stock(unit)?);
        let forest = |plot: &PlotValues| inventory.forest(plot);
        let covariances = unit
            .strata
            .iter()
            .map(|stratum| {
                let of = |value: &dyn Fn(&PlotValues) -> f64| stratum.plots.iter().map(value).collect::<Vec<_>>();
                covariance(&of(&forest), &of(&|plot| plot.growing_stock.0))
            })
            .collect::<Result<Vec<_>>>()?;
        let covariance = post_stratified_covariance(&strata(unit, &forest)?, &covariances)?;
        Ok(Self { area, stock, covariance: covariance * unit.area.0 * unit.area.0 })
    }

    fn rows(&self, account: &SampleAccount<'_>, zone: &Zone<'_>, rows: &mut Vec<AccountRow>) -> Result<()> {
        let forest = |quantity, unit, estimate: &Estimate, most| {
            let row = account.row(zone, quantity, unit, estimate, most)?;
            Ok(AccountRow { sector: Sector::Forest, category: "forest".to_owned(), ..row })
        };
        rows.push(forest(Quantity::Area, Hectares::UNIT, &self.area, zone.area.0)?);
        rows.push(forest(Quantity::GrowingStock, CubicMetres::UNIT, &self.stock, f64::INFINITY)?);
        if self.area.value > 0.0 {
            let per_hectare = ratio(&self.stock, &self.area, self.covariance)?;
            let row =
                forest(Quantity::GrowingStockPerHectare, CubicMetresPerHectare::UNIT, &per_hectare, f64::INFINITY)?;
            rows.push(AccountRow { method: format!("ratio of growing stock to forest area; {}", row.method), ..row });
        }
        Ok(())
    }
}

impl SampleAccount<'_> {
    /// What everything in the zone adds up to: no estimate.
    fn given_area(&self, zone: &Zone<'_>) -> Result<AccountRow> {
        let given = Estimate { value: zone.area.0, standard_error: 0.0, plots: 0, degrees_of_freedom: None };
        let row = self.row(zone, Quantity::Area, Hectares::UNIT, &given, zone.area.0)?;
        let method = "sampling: area of the estimation unit, as given".to_owned();
        Ok(AccountRow { category: "zone".to_owned(), low95: None, high95: None, evidence: None, method, ..row })
    }

    fn area(&self, zone: &Zone<'_>, class: &str, estimate: &Estimate) -> Result<AccountRow> {
        let forest = self.inventory.forest_classes.contains(class);
        let row = self.row(zone, Quantity::Area, Hectares::UNIT, estimate, zone.area.0)?;
        Ok(AccountRow { sector: if forest { Sector::Forest } else { Sector::Land }, category: class.to_owned(), ..row })
    }

    /// A row with limits between 0 and `most`, beyond which no area or stock can be.
    fn row(
        &self,
        zone: &Zone<'_>,
        quantity: Quantity,
        unit: &str,
        estimate: &Estimate,
        most: f64,
    ) -> Result<AccountRow> {
        let limits = estimate.interval(CONFIDENCE)?;
        let estimator = match zone.strata {
            1 => "simple random sample of".to_owned(),
            strata => format!("post-stratified in {strata} strata,"),
        };
        let precision = match estimate.precision_percent(CONFIDENCE)? {
            Some(precision) if precision > 0.0 => format!(", precision P = {precision:.2} % at 95 %"),
            Some(_) => ", precision P below 0 at 95 %".to_owned(),
            None => String::new(),
        };
        let method = format!("sampling: {estimator} {} plots{precision}", estimate.plots);
        Ok(AccountRow {
            zone_set: self.name.to_owned(),
            zone: zone.id.to_owned(),
            zone_name: zone.name.to_owned(),
            year: Some(self.year),
            year_to: None,
            sector: Sector::Land,
            category: "*".to_owned(),
            pool: String::new(),
            quantity,
            unit: unit.to_owned(),
            value: estimate.value,
            low95: Some(limits.low.max(0.0)),
            high95: Some(limits.high.min(most)),
            method,
            evidence: self.inventory.evidence,
            sources: format!("{}; codes: {}", self.source, self.inventory.code_sources),
        })
    }
}

fn strata(unit: &EstimationUnit, value: &impl Fn(&PlotValues) -> f64) -> Result<Vec<PostStratum>> {
    unit.strata
        .iter()
        .map(|stratum| {
            let values: Vec<f64> = stratum.plots.iter().map(value).collect();
            let about = |error: crate::Error| error.note(format!("stratum `{}` of unit `{}`", stratum.id, unit.id));
            Ok(PostStratum { weight: stratum.weight, sample: Moments::of(&values).map_err(about)? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::inventory_plots::PlotStratum;

    fn plot(forest: f64, stock: f64) -> PlotValues {
        let classes = BTreeMap::from([("pine".to_owned(), forest), ("water".to_owned(), 1.0 - forest)]);
        PlotValues { id: String::new(), classes, growing_stock: CubicMetresPerHectare(stock) }
    }

    fn inventory() -> PlotInventory {
        let stratum = |id: &str, weight, plots| PlotStratum { id: id.to_owned(), weight, plots };
        let unit = |id: &str, area, strata| EstimationUnit {
            id: id.to_owned(),
            name: format!("County {id}"),
            area: Hectares(area),
            strata,
        };
        let green = stratum("green", 0.4, vec![plot(1.0, 150.0), plot(0.5, 90.0), plot(1.0, 210.0)]);
        let brown = stratum("brown", 0.6, vec![plot(0.0, 0.0), plot(0.25, 20.0), plot(0.0, 0.0), plot(0.0, 0.0)]);
        PlotInventory {
            units: vec![
                unit("1", 1_000.0, vec![green, brown]),
                unit("2", 500.0, vec![stratum("all", 1.0, vec![plot(0.0, 0.0), plot(1.0, 80.0)])]),
            ],
            forest_classes: BTreeSet::from(["pine".to_owned()]),
            evidence: None,
            code_sources: "a code list".to_owned(),
            warnings: Vec::new(),
        }
    }

    fn rows() -> Vec<AccountRow> {
        let inventory = inventory();
        let account = SampleAccount { name: "plots", year: 2013, source: "a survey", inventory: &inventory };
        sampling_rows(&account).expect("rows")
    }

    fn find<'a>(rows: &'a [AccountRow], zone: &str, category: &str, quantity: Quantity) -> &'a AccountRow {
        let fits =
            |row: &&AccountRow| (row.zone.as_str(), row.category.as_str(), row.quantity) == (zone, category, quantity);
        rows.iter().find(fits).expect("a row")
    }

    #[test]
    fn a_total_is_the_mean_over_strata_times_the_area() {
        let rows = rows();
        let area = find(&rows, "1", "forest", Quantity::Area);
        assert!((area.value - 1_000.0 * (0.4 * 2.5 / 3.0 + 0.6 * 0.25 / 4.0)).abs() < 1e-9);
        let stock = find(&rows, "1", "forest", Quantity::GrowingStock);
        assert!((stock.value - 1_000.0 * (0.4 * 150.0 + 0.6 * 5.0)).abs() < 1e-9);
        let per_hectare = find(&rows, "1", "forest", Quantity::GrowingStockPerHectare);
        assert!((per_hectare.value - stock.value / area.value).abs() < 1e-9);
        assert!(area.method.contains("post-stratified in 2 strata, 7 plots, precision P = "), "{}", area.method);
        assert!(find(&rows, "2", "forest", Quantity::Area).method.contains("simple random sample of 2 plots"));
    }

    #[test]
    fn classes_add_up_to_the_area_and_units_to_the_whole() {
        let rows = rows();
        for (zone, area) in [("1", 1_000.0), ("2", 500.0), ("*", 1_500.0)] {
            let sum =
                find(&rows, zone, "pine", Quantity::Area).value + find(&rows, zone, "water", Quantity::Area).value;
            assert!((sum - area).abs() < 1e-9, "{zone}: {sum}");
        }
        let value = |zone| find(&rows, zone, "forest", Quantity::GrowingStock).value;
        assert!((value("1") + value("2") - value("*")).abs() < 1e-9);
        assert_eq!(find(&rows, "1", "water", Quantity::Area).sector, Sector::Land);
    }

    #[test]
    fn limits_stay_where_an_area_can_be() {
        let rows = rows();
        // Two plots, one of them forest: t of one degree of freedom reaches far beyond the unit.
        let row = find(&rows, "2", "forest", Quantity::Area);
        assert_eq!((row.low95, row.high95), (Some(0.0), Some(500.0)));
        assert!(
            rows.iter()
                .filter(|row| row.low95.is_some())
                .all(|row| row.low95 <= Some(row.value) && Some(row.value) <= row.high95)
        );
    }

    #[test]
    fn a_single_plot_names_its_stratum() {
        let mut inventory = inventory();
        inventory.units[0].strata[1].plots.truncate(1);
        let account = SampleAccount { name: "plots", year: 2013, source: "", inventory: &inventory };
        let message = sampling_rows(&account).expect_err("refused").to_string();
        assert!(message.contains("stratum `brown` of unit `1`") && message.contains("collapse"), "{message}");
    }
}
