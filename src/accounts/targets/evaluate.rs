//! From a target and the rows of the account to what can be said about it.

use std::collections::{BTreeMap, BTreeSet};

use super::assumptions::projected;
use super::{
    Achieved, Alternative, AssumptionKind, Contribution, Point, Projection, ProjectionBasis, Sensitivity, Target,
    TargetOutcome,
};
use crate::accounts::figures::{by_year, dated, find_zone};
use crate::accounts::{AccountRow, FoundZone, Quantity};
use crate::error::{Error, Result};
use crate::models::{target_probability, yearly_rate, years_to_reach};
use crate::parameters::Evidence;

/// How many years a projection is followed until the target is reached.
const HORIZON: u32 = 200;

/// More years than this between start and target are a mistake.
const MOST_YEARS: u32 = HORIZON;

/// Age groups may miss the observed stock by this share.
const AGE_GROUP_TOLERANCE: f64 = 0.01;

/// Two cover rates of the same area that differ by more, in percentage points, stand on different denominators.
const SAME_RATE: f64 = 0.02;

/// What is found about each target. One that starts from another comes after it, whatever the order of names.
///
/// # Errors
/// For each target that cannot be evaluated, its name and why.
pub fn evaluate_targets(
    targets: &[Target],
    rows: &[AccountRow],
) -> std::result::Result<Vec<TargetOutcome>, Vec<(String, Error)>> {
    let mut problems = Vec::new();
    let mut outcomes = Vec::new();
    for target in targets {
        match evaluate(target, targets, rows) {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => problems.push((target.name.clone(), error)),
        }
    }
    if problems.is_empty() { Ok(outcomes) } else { Err(problems) }
}

/// What a target is measured by: for a cover rate, forest area on the target's denominator.
struct Tracked {
    quantity: Quantity,
    /// From the rows' unit to the target's.
    factor: f64,
}

impl Target {
    fn tracked(&self) -> Result<Tracked> {
        match (self.quantity, &self.denominator) {
            (Quantity::CoverRate, Some(denominator)) => {
                Ok(Tracked { quantity: Quantity::Area, factor: 100.0 / denominator.area_ha })
            }
            (Quantity::CoverRate, None) => Err(Error::internal("a cover target without a denominator")),
            (quantity, _) => Ok(Tracked { quantity, factor: 1.0 }),
        }
    }

    fn start(&self, targets: &[Target], observed: &[Point]) -> Result<(Point, String)> {
        if let Some(after) = &self.after {
            let before = targets
                .iter()
                .find(|target| target.name == *after)
                .ok_or_else(|| Error::internal("a target after one that does not exist"))?;
            return Ok((Point { year: before.year, value: before.value }, after.clone()));
        }
        match observed.last() {
            Some(latest) if latest.year < self.year => Ok((*latest, "observed".to_owned())),
            Some(latest) => {
                Err(Error::data(format!("the target's year is {}, but {} is observed already", self.year, latest.year))
                    .hint("set a `year` after the latest observed one"))
            }
            None => Err(Error::internal("a zone without figures was found")),
        }
    }
}

fn evaluate(target: &Target, targets: &[Target], rows: &[AccountRow]) -> Result<TargetOutcome> {
    let tracked = target.tracked()?;
    let zone = find_zone(rows, tracked.quantity, &target.category, &target.subject)?;
    let figures = by_year(rows, tracked.quantity, &target.category, &zone);
    let observed: Vec<Point> =
        figures.iter().map(|(year, row)| Point { year: *year, value: row.value * tracked.factor }).collect();
    let (start, start_is) = target.start(targets, &observed)?;
    let years = u32::try_from(target.year - start.year)
        .ok()
        .filter(|years| *years > 0)
        .ok_or_else(|| Error::data(format!("the target's year is {}, it starts from {}", target.year, start.year)))?;
    if years > MOST_YEARS {
        return Err(Error::data(format!(
            "the target is {years} years after its start, at most {MOST_YEARS} are projected"
        )));
    }
    if let Some(beyond) = observed.iter().find(|point| target.quantity == Quantity::CoverRate && point.value > 100.0) {
        return Err(Error::data(format!(
            "the forest of {} covers {:.1} % of the target's denominator",
            beyond.year, beyond.value
        ))
        .hint("give the land area of the same zone as `denominator`"));
    }
    let gap = target.value - start.value;
    let is_cover = target.quantity == Quantity::CoverRate;
    let achieved = match observed.as_slice() {
        [.., from, to] => {
            let years = u32::try_from(to.year - from.year).unwrap_or(1);
            Some(Achieved { from: *from, to: *to, rate: yearly_rate(from.value, to.value, years) })
        }
        _ => None,
    };
    check_age_groups(target, start.value)?;
    let project = projection_of(target, achieved.as_ref(), tracked.factor);
    let sensitivity = match &project {
        Some((ProjectionBasis::Assumptions, project)) => {
            let observed = figures.get(&start.year).filter(|_| target.after.is_none());
            let limits = observed.and_then(|row| Some([row.low95? * tracked.factor, row.high95? * tracked.factor]));
            sensitivity(target, start.value, limits, |values, start| project(values, start, years))
        }
        _ => Vec::new(),
    };
    let own = own_values(target);
    let effects: Vec<f64> = sensitivity.iter().map(|one| one.projections[1] - one.projections[0]).collect();
    let value = project.as_ref().map(|(_, project)| project(&own, start.value, years));
    let likely = value.and_then(|value| target_probability(value, &effects, target.value));
    let projection = project.as_ref().map(|(basis, project)| Projection {
        basis: *basis,
        value: project(&own, start.value, years),
        interval: likely.map(|(_, interval)| interval),
        path: (0..=years)
            .map(|step| Point { year: start.year + step.cast_signed(), value: project(&own, start.value, step) })
            .collect(),
        years_to_target: years_to_reach(|years| project(&own, start.value, years), target.value, HORIZON),
        horizon: HORIZON,
    });
    let probability = likely.map(|(probability, _)| probability);
    let closed = value.map(|value| value - start.value);
    let (status, status_rule) = target.thresholds.status(gap, closed, probability);
    let mut outcome = TargetOutcome {
        name: target.name.clone(),
        title: target.title.clone(),
        quantity: target.quantity.name(),
        category: target.category.clone(),
        sector: figures.values().next().map_or(crate::land::Sector::Land, |row| row.sector),
        unit: target.quantity.observed_unit().unwrap_or_default().to_owned(),
        target: Point { year: target.year, value: target.value },
        target_source: target.source.clone(),
        basis: target.basis.clone(),
        denominator: target.denominator.clone(),
        start,
        start_is,
        gap,
        gap_ha: is_cover.then(|| gap / tracked.factor),
        needed: yearly_rate(start.value, target.value, years),
        needed_ha_per_year: is_cover.then(|| gap / tracked.factor / f64::from(years)),
        achieved,
        projection,
        assumptions: target.assumptions.clone(),
        probability,
        sensitivity,
        status,
        status_rule,
        contributions: contributions(rows, tracked.quantity, target, &zone, &figures),
        contribution_unit: tracked.quantity.observed_unit().unwrap_or_default().to_owned(),
        alternatives: alternatives(rows, target, &zone, start.year),
        notes: Vec::new(),
        evidence: figures.values().filter_map(|row| row.evidence).max().unwrap_or(Evidence::Derived),
        sources: figures
            .values()
            .map(|row| row.sources.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join("; "),
        observed,
        zone,
    };
    outcome.notes = notes(target, rows, &outcome);
    Ok(outcome)
}

fn own_values(target: &Target) -> Vec<f64> {
    target.assumptions.iter().map(|assumption| assumption.value).collect()
}

/// The value after some years, from the values of the assumptions and the value at the start.
type Project<'a> = Box<dyn Fn(&[f64], f64, u32) -> f64 + 'a>;

/// By the assumptions if there are any, else at the recent rate; if neither is known there is no projection.
fn projection_of<'a>(
    target: &'a Target,
    achieved: Option<&Achieved>,
    per_hectare: f64,
) -> Option<(ProjectionBasis, Project<'a>)> {
    if !target.assumptions.is_empty() {
        let project = move |values: &[f64], start, years| {
            projected(&target.assumptions, values, &target.age_groups, start, years, per_hectare)
        };
        return Some((ProjectionBasis::Assumptions, Box::new(project)));
    }
    let per_year = achieved?.rate.per_year;
    let project = move |_: &[f64], start, years| start + per_year * f64::from(years);
    Some((ProjectionBasis::RecentRate, Box::new(project)))
}

/// The projection at both limits of each assumption, and of the observed value if it has limits.
fn sensitivity(
    target: &Target,
    start: f64,
    start_limits: Option<[f64; 2]>,
    project: impl Fn(&[f64], f64) -> f64,
) -> Vec<Sensitivity> {
    let own = own_values(target);
    let of = |(index, assumption): (usize, &super::Assumption)| {
        let limits = assumption.interval?;
        let projections = limits.map(|limit| {
            let mut values = own.clone();
            values[index] = limit;
            project(&values, start)
        });
        Some(Sensitivity { assumption: assumption.name(), limits, projections })
    };
    let observed = start_limits.map(|limits| Sensitivity {
        assumption: "observed value".to_owned(),
        limits,
        projections: limits.map(|limit| project(&own, limit)),
    });
    target.assumptions.iter().enumerate().filter_map(of).chain(observed).collect()
}

fn check_age_groups(target: &Target, start: f64) -> Result<()> {
    let stock: f64 = target.age_groups.iter().map(|group| group.stock).sum();
    if target.age_groups.is_empty() || (stock / start - 1.0).abs() <= AGE_GROUP_TOLERANCE {
        return Ok(());
    }
    Err(Error::data(format!("the age groups hold {stock} m³, but the target starts from {start} m³"))
        .hint("give the stock of every age group in the year the target starts from"))
}

fn contributions(
    rows: &[AccountRow],
    quantity: Quantity,
    target: &Target,
    whole: &FoundZone,
    figures: &BTreeMap<i32, &AccountRow>,
) -> Vec<Contribution> {
    let mut years = figures.keys().rev();
    let (Some(latest), before) = (years.next(), years.next()) else { return Vec::new() };
    if whole.zone != "*" || figures[latest].value == 0.0 {
        return Vec::new();
    }
    let zones: BTreeSet<FoundZone> = dated(rows, quantity, &target.category)
        .filter(|(_, row)| row.zone_set == whole.zone_set && row.zone != "*")
        .map(|(_, row)| FoundZone {
            zone_set: row.zone_set.clone(),
            zone: row.zone.clone(),
            zone_name: row.zone_name.clone(),
        })
        .collect();
    let of = |zone: FoundZone| {
        let own = by_year(rows, quantity, &target.category, &zone);
        let value = own.get(latest)?.value;
        let change =
            |figures: &BTreeMap<i32, &AccountRow>| Some(figures.get(latest)?.value - figures.get(before?)?.value);
        let shared = change(&own).zip(change(figures)).filter(|(_, whole)| *whole != 0.0);
        Some(Contribution {
            zone,
            value,
            share_percent: value / figures[latest].value * 100.0,
            change_share_percent: shared.map(|(own, whole)| own / whole * 100.0).filter(|share| share.is_finite()),
        })
    };
    let mut contributions: Vec<Contribution> = zones.into_iter().filter_map(of).collect();
    contributions.sort_by(|first, second| second.value.total_cmp(&first.value));
    contributions
}

/// Other categories of the same quantity, zone and year: which is meant changes the gap.
fn alternatives(rows: &[AccountRow], target: &Target, zone: &FoundZone, year: i32) -> Vec<Alternative> {
    if target.quantity != Quantity::GrowingStock || target.after.is_some() {
        return Vec::new();
    }
    let mut seen = BTreeMap::new();
    for row in rows.iter().filter(|row| row.quantity == target.quantity && row.year == Some(year)) {
        if row.year_to.is_none()
            && row.zone_set == zone.zone_set
            && row.zone == zone.zone
            && row.category != target.category
        {
            seen.entry(row.category.clone()).or_insert(row.value);
        }
    }
    seen.into_iter().map(|(category, value)| Alternative { category, value, gap: target.value - value }).collect()
}

/// What is not known, and what a reader must know to use the figures.
fn notes(target: &Target, rows: &[AccountRow], outcome: &TargetOutcome) -> Vec<String> {
    let mut notes = Vec::new();
    if target.quantity == Quantity::CoverRate {
        for (year, row) in by_year(rows, Quantity::CoverRate, &target.category, &outcome.zone) {
            match outcome.observed.iter().find(|point| point.year == year) {
                Some(point) if (point.value - row.value).abs() > SAME_RATE => notes.push(format!(
                    "the published rate of {year}, {} %, stands on another denominator: on this one it is {:.2} %",
                    row.value, point.value
                )),
                Some(_) => {}
                None => notes.push(format!(
                    "the published rate of {year}, {} %, is not compared: the forest area of that year is unknown",
                    row.value
                )),
            }
        }
    }
    if outcome.achieved.is_none() {
        notes.push("the rate achieved is unknown: one year is observed".to_owned());
    }
    if outcome.projection.is_none() {
        notes.push("there is no projection: neither assumptions nor two observed years are given".to_owned());
    }
    if outcome.projection.is_some() && outcome.probability.is_none() {
        notes.push("the probability is unknown: no assumption has an interval".to_owned());
    }
    let is_area = matches!(target.quantity, Quantity::CoverRate | Quantity::Area);
    let has = |kind| target.assumptions.iter().any(|assumption| assumption.kind == kind);
    if is_area && has(AssumptionKind::PlantingHa) && !has(AssumptionKind::LossHa) {
        notes.push("loss of forest is unknown: the projection counts none".to_owned());
    }
    notes
}
