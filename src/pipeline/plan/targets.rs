//! Targets and comparisons of cover rates: their keys fit together, and where no raster is needed they are evaluated.

use super::zones::is_land_area;
use super::{Builder, SeriesPlan};
use crate::accounts::{
    AgeGroup, Assumption, AssumptionKind, CoverRateComparison, Denominator, Quantity, Subject, Target, Thresholds,
};
use crate::error::{Error, Result, nearest};
use crate::pipeline::file::{AssumptionEntry, CoverRateChangeEntry, TargetEntry};
use crate::pipeline::samples::PlannedSample;
use crate::pipeline::targets::{Tracking, track};

/// More than this per year is a mistake, and projections with it overflow.
const MOST_PERCENT: f64 = 100.0;
const MOST_AMOUNT: f64 = 1e15;

impl Builder<'_> {
    pub(super) fn plan_targets(&mut self) -> Vec<Target> {
        let mut targets = Vec::new();
        for (name, entry) in &self.file.targets {
            let before = self.problems.len();
            let value = self.keep(&["targets", name, "unit"], entry.quantity.from_published(entry.value, &entry.unit));
            self.check_target(name, entry);
            let assumptions = self.assumptions(name, entry);
            if let (Some(value), true) = (value, self.problems.len() == before) {
                targets.push(target(name, entry, value, assumptions));
            }
        }
        targets
    }

    fn check_target(&mut self, name: &str, entry: &TargetEntry) {
        let keys = |key| ["targets", name, key];
        let most = if entry.quantity == Quantity::CoverRate { 100.0 } else { f64::MAX };
        if !(entry.value > 0.0 && entry.value <= most) {
            let problem = Error::data(format!("the target is {} {}, expected more than 0", entry.value, entry.unit));
            let problem = if most == 100.0 { problem.note("and at most 100 %") } else { problem };
            self.problem(&keys("value"), &problem);
        }
        match (&entry.denominator, entry.quantity == Quantity::CoverRate) {
            (None, true) => {
                let problem = Error::data("a cover target without a denominator means nothing")
                    .hint("add `denominator = { area_ha = …, source = \"…\", year = … }`: the land area the rate is a share of");
                self.problem(&["targets", name], &problem);
            }
            (Some(_), false) => {
                self.problem(&keys("denominator"), &Error::data("only a cover rate has a denominator"));
            }
            (Some(denominator), true) if !is_land_area(denominator.area_ha) => {
                let problem =
                    Error::data(format!("the denominator is {} ha, expected a land area", denominator.area_ha));
                self.problem(&keys("denominator"), &problem);
            }
            _ => {}
        }
        if let Some(after) = &entry.after {
            self.check_after(name, entry, after);
        }
        let status = entry.status;
        let ordered = |green: f64, amber: f64| 0.0 <= amber && amber <= green;
        if !ordered(status.green_probability_percent, status.amber_probability_percent)
            || !ordered(status.green_gap_percent, status.amber_gap_percent)
            || status.green_probability_percent > 100.0
        {
            let problem = Error::data("the limits of green and amber are out of order")
                .hint("expected 0 ≤ amber ≤ green, and probabilities of at most 100 %");
            self.problem(&keys("status"), &problem);
        }
    }

    fn check_after(&mut self, name: &str, entry: &TargetEntry, after: &str) {
        let keys = ["targets", name, "after"];
        let Some(before) = self.file.targets.get(after) else {
            let problem = Error::data(format!("no target `{after}`"));
            let problem = match nearest(after, self.file.targets.keys().map(String::as_str)) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            };
            self.problem(&keys, &problem);
            return;
        };
        let what = |of: &TargetEntry| {
            (of.quantity, of.category.clone(), of.zone.clone(), of.from.clone(), of.denominator.clone())
        };
        if what(before) != what(entry) {
            let problem = Error::data(format!(
                "target `{after}` is about another quantity, category, zone, series or denominator"
            ));
            self.problem(&keys, &problem);
        }
        if before.year >= entry.year {
            let problem = Error::data(format!("target `{after}` is of {}, this one of {}", before.year, entry.year))
                .hint("a target can start from an earlier one only");
            self.problem(&keys, &problem);
        }
    }

    fn assumptions(&mut self, name: &str, entry: &TargetEntry) -> Vec<Assumption> {
        use AssumptionKind::{
            GrossGrowthPercent, HarvestM3, HarvestPercent, LossHa, NetChange, PlantingHa, PlantingStockM3PerHa,
        };
        let given = &entry.assumptions;
        let before = self.problems.len();
        let mut assumptions = Vec::new();
        let own = [
            (GrossGrowthPercent, &given.gross_growth_percent),
            (HarvestPercent, &given.harvest_percent),
            (HarvestM3, &given.harvest_m3),
            (PlantingHa, &given.planting_ha),
            (PlantingStockM3PerHa, &given.planting_stock_m3_per_ha),
            (LossHa, &given.loss_ha),
            (NetChange, &given.net_change),
        ];
        let own = own.into_iter().map(|(kind, value)| (kind, value, ""));
        let groups = given.age_groups.iter().flat_map(|group| {
            let of = |kind, value| (kind, value, group.name.as_str());
            [
                of(GrossGrowthPercent, &group.gross_growth_percent),
                of(HarvestPercent, &group.harvest_percent),
                of(HarvestM3, &group.harvest_m3),
            ]
        });
        for (kind, value, group) in own.chain(groups) {
            let Some(value) = value else { continue };
            let keys = ["targets", name, "assumptions", kind.name()];
            assumptions.extend(self.keep(&keys, assumption(entry.quantity, kind, group, value)));
        }
        let names: Vec<&str> = given.age_groups.iter().map(|group| group.name.as_str()).collect();
        let doubled = names.iter().enumerate().any(|(at, group)| group.is_empty() || names[..at].contains(group));
        if doubled || given.age_groups.iter().any(|group| !(group.stock_m3 > 0.0 && group.stock_m3 <= MOST_AMOUNT)) {
            let problem = Error::data("age groups need names of their own and a stock of more than 0 m³");
            self.problem(&["targets", name, "assumptions", "age_groups"], &problem);
        }
        if !names.is_empty() && entry.quantity != Quantity::GrowingStock {
            let problem = Error::data("only growing stock has age groups");
            self.problem(&["targets", name, "assumptions", "age_groups"], &problem);
        }
        if self.problems.len() == before {
            self.check_growth(name, entry, &names, &assumptions);
        }
        assumptions
    }

    /// A stock projected without growth, or planting without what is planted, would be wrong without saying so.
    fn check_growth(&mut self, name: &str, entry: &TargetEntry, groups: &[&str], assumptions: &[Assumption]) {
        let has = |kind, group: &str| assumptions.iter().any(|one| one.kind == kind && one.age_group == group);
        let keys = ["targets", name, "assumptions"];
        let is_stock = entry.quantity == Quantity::GrowingStock;
        let grows = has(AssumptionKind::GrossGrowthPercent, "")
            || has(AssumptionKind::NetChange, "")
            || (!groups.is_empty() && groups.iter().all(|group| has(AssumptionKind::GrossGrowthPercent, group)));
        if is_stock && !(assumptions.is_empty() && groups.is_empty()) && !grows {
            let problem = Error::data("the assumptions leave out growth, without which a stock cannot be projected")
                .hint("add `gross_growth_percent` for all or for every age group, or `net_change`, or drop the assumptions");
            self.problem(&keys, &problem);
        }
        let planting = has(AssumptionKind::PlantingHa, "");
        if is_stock && planting != has(AssumptionKind::PlantingStockM3PerHa, "") {
            let problem = Error::data("`planting_ha` and `planting_stock_m3_per_ha` need each other");
            self.problem(&keys, &problem);
        }
        if has(AssumptionKind::NetChange, "") && assumptions.len() > 1 {
            let problem = Error::data("`net_change` is the whole change: no other assumption can stand beside it");
            self.problem(&keys, &problem);
        }
    }

    pub(super) fn plan_cover_rate_changes(&mut self) -> Vec<CoverRateComparison> {
        let mut comparisons = Vec::new();
        for (name, entry) in &self.file.cover_rate_changes {
            let [first, second] = entry.years;
            if first >= second {
                let problem =
                    Error::data(format!("the years are {first} and {second}, expected the earlier one first"));
                self.problem(&["cover_rate_changes", name, "years"], &problem);
            }
            if entry.definition_change_ha.is_some() && entry.definition_source.is_empty() {
                let problem = Error::data("`definition_change_ha` has no source")
                    .hint("add `definition_source`: who says so, or that it is assumed");
                self.problem(&["cover_rate_changes", name, "definition_change_ha"], &problem);
            }
            comparisons.push(comparison(name, entry));
        }
        comparisons
    }

    /// Evaluates what needs no raster, so that `check` finds what a run would.
    pub(super) fn try_targets(
        &mut self,
        series: &[SeriesPlan],
        samples: &[PlannedSample],
        targets: &[Target],
        comparisons: &[CoverRateComparison],
    ) {
        let mut rows = crate::pipeline::series::rows(series);
        rows.extend(samples.iter().flat_map(PlannedSample::rows).flatten());
        if let Err(problems) = track(targets, comparisons, &rows).map(|_: Tracking| ()) {
            for (section, name, error) in problems {
                self.problem(&[section, &name], &error);
            }
        }
    }
}

fn target(name: &str, entry: &TargetEntry, value: f64, assumptions: Vec<Assumption>) -> Target {
    let status = entry.status;
    Target {
        name: name.to_owned(),
        title: entry.title.clone(),
        quantity: entry.quantity,
        category: entry.category.clone(),
        subject: Subject { zone: entry.zone.clone(), from: entry.from.clone() },
        value,
        year: entry.year,
        source: entry.source.clone(),
        after: entry.after.clone(),
        basis: entry.basis.clone(),
        denominator: entry.denominator.as_ref().map(|denominator| Denominator {
            area_ha: denominator.area_ha,
            source: denominator.source.clone(),
            year: denominator.year,
        }),
        assumptions,
        age_groups: (entry.assumptions.age_groups.iter())
            .map(|group| AgeGroup { name: group.name.clone(), stock: group.stock_m3 })
            .collect(),
        thresholds: Thresholds {
            green_probability_percent: status.green_probability_percent,
            amber_probability_percent: status.amber_probability_percent,
            green_gap_percent: status.green_gap_percent,
            amber_gap_percent: status.amber_gap_percent,
        },
    }
}

fn assumption(quantity: Quantity, kind: AssumptionKind, group: &str, entry: &AssumptionEntry) -> Result<Assumption> {
    use AssumptionKind::{GrossGrowthPercent, HarvestPercent, LossHa, NetChange, PlantingHa};
    let name = kind.name();
    let fits = match quantity {
        Quantity::GrowingStock => kind != LossHa,
        Quantity::Area | Quantity::CoverRate => matches!(kind, PlantingHa | LossHa | NetChange),
        _ => kind == NetChange,
    };
    if !fits {
        return Err(Error::data(format!("`{name}` says nothing about `{}`", quantity.name())));
    }
    let AssumptionEntry { value, low, high, .. } = *entry;
    let range = match kind {
        NetChange => -MOST_AMOUNT..=MOST_AMOUNT,
        GrossGrowthPercent | HarvestPercent => 0.0..=MOST_PERCENT,
        _ => 0.0..=MOST_AMOUNT,
    };
    let limits = [low.unwrap_or(value), value, high.unwrap_or(value)];
    if let Some(wrong) = limits.iter().find(|limit| !range.contains(limit)) {
        return Err(Error::data(format!("`{name}` is {wrong}, expected {} to {}", range.start(), range.end())));
    }
    let interval = match (low, high) {
        (None, None) => None,
        (Some(low), Some(high)) if low <= value && value <= high => Some([low, high]),
        (Some(low), Some(high)) => {
            return Err(Error::data(format!(
                "the interval {low} to {high} of `{name}` does not hold the value {value}"
            )));
        }
        _ => return Err(Error::data(format!("`{name}` has one limit")).hint("give both `low` and `high`, or neither")),
    };
    if entry.source.is_empty() {
        return Err(Error::data(format!("`{name}` has no source")).hint("say who says so, or that it is assumed"));
    }
    let (source, age_group) = (entry.source.clone(), group.to_owned());
    Ok(Assumption { kind, age_group, value, interval, source, evidence: entry.evidence })
}

fn comparison(name: &str, entry: &CoverRateChangeEntry) -> CoverRateComparison {
    let second = entry.category_to.clone().unwrap_or_else(|| entry.category.clone());
    CoverRateComparison {
        name: name.to_owned(),
        subject: Subject { zone: entry.zone.clone(), from: entry.from.clone() },
        years: entry.years,
        categories: [entry.category.clone(), second],
        definition: entry.definition_change_ha.map(|area| (area, entry.definition_source.clone())),
        assume_same_forest: entry.assume_same_forest,
    }
}
