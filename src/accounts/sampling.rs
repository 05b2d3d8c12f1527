//! Forest area, growing stock and tree biomass estimated from plots, with their sampling errors.

use super::plot_estimates::{PlotEstimate, plot_estimate, sum};
use super::sampled_figures::{Estimated, Label};
use super::tree_basis::{Basis, TreeBasis};
use super::{AccountRow, Figure, Quantity, measured};
use crate::error::Result;
use crate::inventory_plots::{Design, EstimationUnit, PlotInventory, PlotValues};
use crate::land::Sector;
use crate::models::sampling::{Estimate, ratio, relative_efficiency};
use crate::units::{CubicMetresPerHectare, Hectares, TonnesDryMatter};

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
    /// How volume and biomass were computed, where trees were listed.
    pub trees: Option<&'a TreeBasis>,
}

/// Rows of the area of estimation units, as given, of area by class, of forest area (ha), of growing stock (m³) and of growing
/// stock per hectare of forest (m³/ha), or of all land where plots do not say what land they are on; and, where trees are
/// listed, of biomass (t d.m.), carbon (t C) and culms. For every estimation unit and for all of them. Classes that no plot of
/// a unit has are left out there.
///
/// # Errors
/// A stratum with fewer than two plots, or an auxiliary that is the same on all plots of a unit.
pub fn sampling_rows(account: &SampleAccount<'_>) -> Result<Vec<AccountRow>> {
    let inventory = account.inventory;
    let figures = account.figures();
    let mut rows = Vec::new();
    for unit in &inventory.units {
        account.zone_rows(&Zone::unit(unit), &figures, &mut rows)?;
    }
    account.zone_rows(&Zone::all(inventory), &figures, &mut rows)?;
    Ok(rows)
}

/// What a row is about.
struct Zone<'a> {
    id: &'a str,
    name: &'a str,
    area: Hectares,
    units: &'a [EstimationUnit],
}

impl<'a> Zone<'a> {
    fn unit(unit: &'a EstimationUnit) -> Self {
        Self { id: &unit.id, name: &unit.name, area: unit.area, units: std::slice::from_ref(unit) }
    }

    fn all(inventory: &'a PlotInventory) -> Self {
        let units = &inventory.units;
        Self { id: "*", name: "all zones", area: units.iter().map(|unit| unit.area).sum(), units }
    }

    /// The estimate of every unit.
    fn by_unit(&self, value: &dyn Fn(&PlotValues) -> f64) -> Result<Vec<PlotEstimate>> {
        self.units.iter().map(|unit| plot_estimate(unit, value)).collect()
    }

    fn estimate(&self, value: &dyn Fn(&PlotValues) -> f64) -> Result<PlotEstimate> {
        Ok(sum(self.by_unit(value)?.into_iter()))
    }
}

impl SampleAccount<'_> {
    fn zone_rows(&self, zone: &Zone<'_>, figures: &[Estimated<'_>], rows: &mut Vec<AccountRow>) -> Result<()> {
        rows.push(self.given_area(zone));
        let plots = || zone.units.iter().flat_map(EstimationUnit::plots);
        for Estimated { label, value } in figures {
            let is_class = label.quantity == Quantity::Area && label.category != "forest";
            if is_class && !plots().any(|plot| plot.classes.contains_key(label.category)) {
                continue;
            }
            let by_unit = zone.by_unit(value)?;
            let mut figure = Figure::default();
            for (unit, found) in zone.units.iter().zip(&by_unit) {
                figure.add(&self.drawn(&unit.id, label, &found.estimate)?);
            }
            let found = sum(by_unit.into_iter());
            rows.push(self.row(zone, label, &found, figure)?);
            if label.quantity == Quantity::GrowingStock {
                rows.extend(self.per_hectare(zone, label, &found)?);
            }
        }
        Ok(())
    }

    /// Growing stock per hectare of forest: of all land where plots do not say what they are on. None without forest.
    fn per_hectare(&self, zone: &Zone<'_>, stock: &Label<'_>, total: &PlotEstimate) -> Result<Option<AccountRow>> {
        let label = Label { quantity: Quantity::GrowingStockPerHectare, unit: CubicMetresPerHectare::UNIT, ..*stock };
        if !self.inventory.knows_land() {
            let by_area = 1.0 / zone.area.0;
            let mean = PlotEstimate { estimate: total.estimate * by_area, plain: total.plain * by_area };
            let figure = self.drawn(zone.id, &label, &mean.estimate)?;
            return self.row(zone, &label, &mean, figure).map(Some);
        }
        let forest = |plot: &PlotValues| self.inventory.forest(plot);
        let area = zone.estimate(&forest)?;
        if !(area.estimate.value > 0.0) {
            return Ok(None);
        }
        let mean = total.estimate.value / area.estimate.value;
        let residual = zone.estimate(&|plot| plot.growing_stock.0 - mean * forest(plot))?;
        let estimate = ratio(&total.estimate, &area.estimate, &residual.estimate)?;
        let plain = ratio(&total.plain, &area.estimate, &residual.plain)?;
        let figure = self.drawn(zone.id, &label, &estimate)?;
        let row = self.row(zone, &label, &PlotEstimate { estimate, plain }, figure)?;
        Ok(Some(AccountRow { method: format!("ratio of growing stock to forest area; {}", row.method), ..row }))
    }

    /// What everything in the zone adds up to: no estimate.
    fn given_area(&self, zone: &Zone<'_>) -> AccountRow {
        AccountRow {
            zone_set: self.name.to_owned(),
            zone: zone.id.to_owned(),
            zone_name: zone.name.to_owned(),
            year: Some(self.year),
            year_to: None,
            sector: Sector::Land,
            category: "zone".to_owned(),
            pool: String::new(),
            quantity: Quantity::Area,
            unit: Hectares::UNIT.to_owned(),
            value: zone.area.0,
            figure: zone.area.0.into(),
            low95: None,
            high95: None,
            method: "sampling: area of the estimation unit, as given".to_owned(),
            evidence: None,
            sources: self.sources(None),
        }
    }

    fn sources(&self, basis: Option<&Basis>) -> String {
        let codes = &self.inventory.code_sources;
        let codes = (!codes.is_empty()).then(|| format!("codes: {codes}"));
        let areas = self.trees.iter().flat_map(|trees| &trees.area_sources).map(|source| format!("area: {source}"));
        let parameters = basis.iter().flat_map(|basis| basis.sources()).cloned();
        let all = std::iter::once(self.source.to_owned()).chain(areas).chain(codes).chain(parameters);
        all.chain(self.inventory.auxiliary_source.clone()).collect::<Vec<_>>().join("; ")
    }

    /// An estimate as it is drawn: with its sampling error, and for carbon, with the fraction that made it from biomass.
    fn drawn(&self, zone: &str, label: &Label<'_>, estimate: &Estimate) -> Result<Figure> {
        let limits = estimate.interval(CONFIDENCE)?;
        let half = (limits.high - limits.low) / 2.0;
        let fraction = label.fraction.map_or(1.0, |fraction| fraction.value);
        let (quantity, unit) = match label.fraction {
            Some(_) => (Quantity::Biomass, TonnesDryMatter::UNIT),
            None => (label.quantity, label.unit),
        };
        let quantity = quantity.name();
        let of = [zone, label.category, label.pool, &quantity].into_iter().filter(|part| !part.is_empty());
        let name = format!("samples/{}: {}", self.name, of.collect::<Vec<_>>().join(", "));
        let figure = measured::estimate(name, self.source, zone, estimate.value / fraction, unit, half / fraction);
        Ok(match label.fraction {
            Some(fraction) => figure.by(&fraction.into(), zone, unit),
            None => figure,
        })
    }

    /// A row with limits that an area or a stock can have; those of carbon, whose fraction has an error too, come from draws.
    fn row(&self, zone: &Zone<'_>, label: &Label<'_>, found: &PlotEstimate, figure: Figure) -> Result<AccountRow> {
        let estimate = &found.estimate;
        let limits = estimate.interval(CONFIDENCE)?;
        let most = if label.quantity == Quantity::Area { zone.area.0 } else { f64::INFINITY };
        let precision = match estimate.precision_percent(CONFIDENCE)? {
            Some(precision) if precision > 0.0 => format!(", precision P = {precision:.2} % at 95 %"),
            Some(_) => ", precision P below 0 at 95 %".to_owned(),
            None => String::new(),
        };
        let method = format!(
            "sampling: {}{}{precision}, standard error {} {}{}",
            label.model,
            estimator(zone, found),
            estimate.standard_error,
            label.unit,
            // Equations are taken as exact: nobody publishes their errors.
            if label.model.is_empty() { "" } else { " of sampling alone" }
        );
        Ok(AccountRow {
            sector: label.sector,
            category: label.category.to_owned(),
            pool: label.pool.to_owned(),
            quantity: label.quantity,
            unit: label.unit.to_owned(),
            value: figure.value(),
            // A regression may take an estimate itself beyond what can be.
            low95: label.fraction.is_none().then(|| limits.low.max(0.0).min(figure.value())),
            high95: label.fraction.is_none().then(|| limits.high.min(most).max(figure.value())),
            figure,
            method,
            evidence: self.inventory.evidence.max(label.basis.and_then(Basis::evidence)),
            sources: self.sources(label.basis),
            ..self.given_area(zone)
        })
    }
}

/// The design and the estimator in words.
fn estimator(zone: &Zone<'_>, found: &PlotEstimate) -> String {
    let plots = found.estimate.plots;
    let strata: usize = zone.units.iter().map(|unit| unit.strata.len()).sum();
    let design = zone.units.first().map_or(Design::SimpleRandom, |unit| unit.design);
    let drawn = match design {
        Design::PostStratified if strata == 1 => format!("simple random sample of {plots} plots"),
        Design::SimpleRandom => format!("simple random sample of {plots} plots"),
        Design::Systematic => format!("systematic sample, taken as simple random, of {plots} plots"),
        Design::PostStratified => format!("post-stratified in {strata} strata, {plots} plots"),
        Design::Stratified => format!("stratified in {strata} strata, {plots} plots"),
        Design::DoubleSampling => {
            let points = zone.units.iter().flat_map(|unit| &unit.strata).filter_map(|stratum| stratum.points);
            format!("double sampling in {strata} strata, {} points and {plots} plots", points.sum::<u64>())
        }
    };
    if zone.units.iter().all(|unit| unit.auxiliary_mean.is_none()) {
        return drawn;
    }
    let efficiency = relative_efficiency(&found.plain, &found.estimate);
    let efficiency =
        if efficiency.is_finite() { format!(", relative efficiency {efficiency:.2}") } else { String::new() };
    format!("{drawn}, regression on the auxiliary{efficiency}")
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::accounts::uncertainty::{Uncertainty, UncertaintySettings};
    use crate::inventory_plots::PlotStratum;
    use crate::parameters::Parameter;
    use crate::units::AboveGroundBiomassPerHectare;

    fn plot(forest: f64, stock: f64) -> PlotValues {
        let classes = BTreeMap::from([("pine".to_owned(), forest), ("water".to_owned(), 1.0 - forest)]);
        PlotValues { classes, growing_stock: CubicMetresPerHectare(stock), ..PlotValues::default() }
    }

    fn inventory() -> PlotInventory {
        let stratum = |id: &str, weight, plots| PlotStratum { id: id.to_owned(), weight, points: None, plots };
        let unit = |id: &str, area, strata| EstimationUnit {
            id: id.to_owned(),
            name: format!("County {id}"),
            area: Hectares(area),
            design: Design::PostStratified,
            auxiliary_mean: None,
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
            auxiliary_source: None,
            warnings: Vec::new(),
        }
    }

    fn rows() -> Vec<AccountRow> {
        let inventory = inventory();
        let account =
            SampleAccount { name: "plots", year: 2013, source: "a survey", inventory: &inventory, trees: None };
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
    fn sampling_errors_are_drawn_and_join_that_of_the_carbon_fraction() {
        let mut inventory = inventory();
        for (number, plot) in
            inventory.units.iter_mut().flat_map(|unit| &mut unit.strata).flat_map(|s| &mut s.plots).enumerate()
        {
            plot.trees.above_ground = AboveGroundBiomassPerHectare(100.0 + 5.0 * (number % 3) as f64);
        }
        let fraction = Parameter { name: "fraction".to_owned(), value: 0.47, ..Parameter::default() };
        let fraction = fraction.with_standard_deviation(0.02).expect("a row");
        let trees = TreeBasis {
            biomass: Some(Basis::default()),
            carbon: Some((fraction, Basis::default())),
            ..TreeBasis::default()
        };
        let account =
            SampleAccount { name: "plots", year: 2013, source: "a survey", inventory: &inventory, trees: Some(&trees) };
        let rows = sampling_rows(&account).expect("rows");
        let settings = UncertaintySettings::default();
        let drawn = Uncertainty::of(&rows, &settings).expect("draws");
        let find = |zone: &str, quantity| {
            let fits = |row: &AccountRow| (row.zone.as_str(), row.quantity, row.pool.as_str()) == (zone, quantity, "*");
            rows.iter().position(fits).expect("a row")
        };
        let half = |zone, quantity| {
            let spread = drawn.spread(find(zone, quantity)).expect("an error");
            (spread.high95 - spread.low95) / 2.0
        };
        let is_near = |found: f64, expected: f64| (found / expected - 1.0).abs() < 0.04;
        let (biomass, carbon) = (&rows[find("1", Quantity::Biomass)], &rows[find("1", Quantity::CarbonStock)]);
        let own = biomass.high95.zip(biomass.low95).map(|(high, low)| (high - low) / 2.0).expect("limits");
        assert!(is_near(half("1", Quantity::Biomass), own));
        let both = (own / biomass.value).hypot(1.96 * 0.02 / 0.47);
        assert!(is_near(half("1", Quantity::CarbonStock) / carbon.value, both));
        // Errors of units are independent.
        let units = half("1", Quantity::Biomass).hypot(half("2", Quantity::Biomass));
        assert!(is_near(half("*", Quantity::Biomass), units));
    }

    #[test]
    fn a_single_plot_names_its_stratum() {
        let mut inventory = inventory();
        inventory.units[0].strata[1].plots.truncate(1);
        let account = SampleAccount { name: "plots", year: 2013, source: "", inventory: &inventory, trees: None };
        let message = sampling_rows(&account).expect_err("refused").to_string();
        assert!(message.contains("stratum `brown` of unit `1`") && message.contains("collapse"), "{message}");
    }
}
