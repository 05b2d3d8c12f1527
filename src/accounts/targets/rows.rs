//! What is found about a target as account rows.

use std::collections::BTreeSet;

use super::{ProjectionBasis, TargetOutcome};
use crate::accounts::{AccountRow, Quantity};
use crate::parameters::Evidence;

/// The rows of a target; the category is the target's name.
#[must_use]
pub fn target_rows(outcome: &TargetOutcome) -> Vec<AccountRow> {
    let TargetOutcome { start, target, unit, .. } = outcome;
    let change = outcome.unit_of_change();
    let mut rows = Vec::new();
    let observed = Row {
        outcome,
        years: (Some(start.year), Some(target.year)),
        evidence: outcome.evidence.max(Evidence::Derived),
    };
    let of = format!("{} of {}", outcome.category, outcome.quantity);
    let denominator =
        outcome.denominator.as_ref().map(|of| format!("; denominator {}", of.describe())).unwrap_or_default();
    let basis = if outcome.basis.is_empty() { String::new() } else { format!("; definition {}", outcome.basis) };
    let about = format!("{of}{basis}{denominator}");
    rows.push(AccountRow {
        year: Some(target.year),
        year_to: None,
        evidence: None,
        sources: outcome.target_source.clone(),
        ..observed.row(Quantity::Target, unit, target.value, format!("target: {about}"))
    });
    let from = format!("from {} of {} ({}): {about}", start.value, start.year, outcome.start_is);
    rows.push(observed.row(Quantity::TargetGap, change, outcome.gap, format!("target_gap {from}")));
    rows.extend(outcome.gap_ha.map(|gap| observed.row(Quantity::TargetGap, "ha", gap, format!("target_gap {from}"))));
    let per_year = format!("{change}/yr");
    rows.push(observed.row(Quantity::NeededRate, &per_year, outcome.needed.per_year, format!("linear, {from}")));
    let compound = outcome.needed.percent_per_year;
    rows.extend(
        compound.map(|rate| observed.row(Quantity::NeededRate, "%/yr of the value", rate, format!("compound, {from}"))),
    );
    let hectares = outcome.needed_ha_per_year;
    rows.extend(hectares.map(|rate| observed.row(Quantity::NeededRate, "ha/yr", rate, format!("linear, {from}"))));
    if let Some(achieved) = &outcome.achieved {
        let row = Row { years: (Some(achieved.from.year), Some(achieved.to.year)), ..observed };
        rows.push(row.row(Quantity::AchievedRate, &per_year, achieved.rate.per_year, format!("linear: {about}")));
        let compound = achieved.rate.percent_per_year;
        rows.extend(
            compound
                .map(|rate| row.row(Quantity::AchievedRate, "%/yr of the value", rate, format!("compound: {about}"))),
        );
    }
    rows.extend(projection_rows(outcome, &observed, &about));
    for part in &outcome.contributions {
        let row = |value, method: &str, years: (Option<i32>, Option<i32>)| AccountRow {
            zone: part.zone.zone.clone(),
            zone_name: part.zone.zone_name.clone(),
            year: years.0,
            year_to: years.1,
            ..observed.row(Quantity::Contribution, "%", value, format!("{method}: {about}"))
        };
        let latest = outcome.observed.last().map(|point| point.year);
        rows.push(row(part.share_percent, "share of the value", (latest, None)));
        let years = outcome.achieved.as_ref().map(|achieved| (Some(achieved.from.year), Some(achieved.to.year)));
        rows.extend(
            part.change_share_percent.zip(years).map(|(share, years)| row(share, "share of the change", years)),
        );
    }
    rows
}

fn projection_rows(outcome: &TargetOutcome, observed: &Row<'_>, about: &str) -> Vec<AccountRow> {
    let Some(projection) = &outcome.projection else { return Vec::new() };
    let (unit, mut rows) = (&outcome.unit, Vec::new());
    let method = match projection.basis {
        ProjectionBasis::RecentRate => format!("projection at the recent rate: {about}"),
        ProjectionBasis::Assumptions => {
            let assumed: Vec<String> =
                outcome.assumptions.iter().map(|one| format!("{} {}", one.name(), one.value)).collect();
            format!("projection, assuming {}: {about}", assumed.join(", "))
        }
    };
    let assumed = outcome.assumptions.iter().map(|assumption| assumption.evidence).max();
    let sources: BTreeSet<&str> = outcome.assumptions.iter().map(|assumption| assumption.source.as_str()).collect();
    let sources: Vec<&str> = std::iter::once(outcome.sources.as_str()).chain(sources).collect();
    let row = |quantity, unit: &str, value, method: &str| AccountRow {
        evidence: Some(assumed.map_or(observed.evidence, |assumed| assumed.max(observed.evidence))),
        sources: sources.join("; "),
        ..observed.row(quantity, unit, value, method.to_owned())
    };
    rows.push(AccountRow {
        year: Some(outcome.target.year),
        year_to: None,
        low95: projection.interval.map(|interval| interval[0]),
        high95: projection.interval.map(|interval| interval[1]),
        ..row(Quantity::Projection, unit, projection.value, &method)
    });
    if let Some(years) = projection.years_to_target {
        rows.push(AccountRow {
            year_to: Some(outcome.start.year + years.cast_signed()),
            ..row(Quantity::YearsToTarget, "yr", f64::from(years), &method)
        });
    }
    rows.extend(outcome.probability.map(|probability| {
        row(Quantity::TargetProbability, "%", probability * 100.0, &format!("normal approximation of the {method}"))
    }));
    for one in &outcome.sensitivity {
        let [low, high] = one.limits;
        let method = format!("{} from {low} to {high} in the {method}", one.assumption);
        rows.push(row(
            Quantity::ProjectionSensitivity,
            outcome.unit_of_change(),
            one.projections[1] - one.projections[0],
            &method,
        ));
    }
    rows
}

/// What the rows of a target have in common.
struct Row<'a> {
    outcome: &'a TargetOutcome,
    years: (Option<i32>, Option<i32>),
    evidence: Evidence,
}

impl Row<'_> {
    fn row(&self, quantity: Quantity, unit: &str, value: f64, method: String) -> AccountRow {
        let TargetOutcome { zone, sector, name, sources, .. } = self.outcome;
        AccountRow {
            zone_set: zone.zone_set.clone(),
            zone: zone.zone.clone(),
            zone_name: zone.zone_name.clone(),
            year: self.years.0,
            year_to: self.years.1,
            sector: *sector,
            category: name.clone(),
            pool: String::new(),
            quantity,
            unit: unit.to_owned(),
            value,
            figure: value.into(),
            low95: None,
            high95: None,
            method,
            evidence: Some(self.evidence),
            sources: sources.clone(),
        }
    }
}
