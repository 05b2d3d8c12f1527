//! What a target's projection assumes, and the projection it gives.

use serde::Serialize;

use crate::models::YearlyChange;
use crate::parameters::Evidence;

/// What an assumption is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AssumptionKind {
    /// Gross growth, percent of the stock per year.
    GrossGrowthPercent,
    /// Harvest, percent of the stock per year.
    HarvestPercent,
    /// Harvest, m³ per year.
    HarvestM3,
    /// Area planted, ha per year.
    PlantingHa,
    /// What a planted hectare adds to the stock in the year it is planted, m³/ha.
    PlantingStockM3PerHa,
    /// Forest lost, ha per year.
    LossHa,
    /// The whole net change, in the unit of the quantity per year.
    NetChange,
}

impl AssumptionKind {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GrossGrowthPercent => "gross_growth_percent",
            Self::HarvestPercent => "harvest_percent",
            Self::HarvestM3 => "harvest_m3",
            Self::PlantingHa => "planting_ha",
            Self::PlantingStockM3PerHa => "planting_stock_m3_per_ha",
            Self::LossHa => "loss_ha",
            Self::NetChange => "net_change",
        }
    }
}

/// A number that a projection rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// What it is about.
    pub kind: AssumptionKind,
    /// The age group it is about; empty is all.
    pub age_group: String,
    /// The value.
    pub value: f64,
    /// The lower and the upper limit of its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Who says so.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
}

impl Assumption {
    /// As rows and tables name it.
    #[must_use]
    pub fn name(&self) -> String {
        match self.age_group.as_str() {
            "" => self.kind.name().to_owned(),
            group => format!("{} of {group}", self.kind.name()),
        }
    }
}

/// A part of the stock that grows at a rate of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgeGroup {
    /// The name.
    pub name: String,
    /// Its stock at the start, in the quantity's unit.
    pub stock: f64,
}

/// The value after `years` years. `values` are those of the assumptions, in their order; `per_hectare` is what a hectare is worth
/// in the quantity's unit: 1 for areas, 100 / denominator for cover rates.
///
/// A rate of all groups holds in each that has none of its own. An amount of all groups is taken from each by its share of the
/// stock, except planting, which enters the first group, the youngest.
pub(super) fn projected(
    assumptions: &[Assumption],
    values: &[f64],
    groups: &[AgeGroup],
    start: f64,
    years: u32,
    per_hectare: f64,
) -> f64 {
    let whole = [AgeGroup { name: String::new(), stock: start }];
    let groups = if groups.is_empty() { &whole } else { groups };
    let stock: f64 = groups.iter().map(|group| group.stock).sum();
    let of = |kind, group: &str| {
        assumptions.iter().zip(values).find(|(of, _)| of.kind == kind && of.age_group == group).map(|(_, value)| *value)
    };
    let all = |kind| of(kind, "").unwrap_or(0.0);
    let own = |kind, group: &str| if group.is_empty() { 0.0 } else { of(kind, group).unwrap_or(0.0) };
    let rate = |kind, group: &str| of(kind, group).or_else(|| of(kind, "")).unwrap_or(0.0);
    // A planted hectare of forest is a hectare of area, or what stands on it.
    let planted = match of(AssumptionKind::PlantingStockM3PerHa, "") {
        Some(per_planted) => all(AssumptionKind::PlantingHa) * per_planted,
        None => all(AssumptionKind::PlantingHa) * per_hectare,
    };
    let amount =
        all(AssumptionKind::NetChange) - all(AssumptionKind::HarvestM3) - all(AssumptionKind::LossHa) * per_hectare;
    let project = |(index, group): (usize, &AgeGroup)| {
        let share = if stock > 0.0 { group.stock / stock } else { 1.0 };
        let change = YearlyChange {
            growth_percent: rate(AssumptionKind::GrossGrowthPercent, &group.name),
            harvest_percent: rate(AssumptionKind::HarvestPercent, &group.name),
            added: amount * share - own(AssumptionKind::HarvestM3, &group.name)
                + if index == 0 { planted } else { 0.0 },
        };
        change.project(start * share, years)
    };
    groups.iter().enumerate().map(project).sum::<f64>().max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assumption(kind: AssumptionKind, age_group: &str, value: f64) -> Assumption {
        let source = "an example".to_owned();
        let age_group = age_group.to_owned();
        Assumption { kind, age_group, value, interval: None, source, evidence: Evidence::Unverified }
    }

    fn project(assumptions: &[Assumption], groups: &[AgeGroup], start: f64, years: u32) -> f64 {
        let values: Vec<f64> = assumptions.iter().map(|assumption| assumption.value).collect();
        projected(assumptions, &values, groups, start, years, 1.0)
    }

    #[test]
    fn groups_grow_at_their_own_rates_and_planting_enters_the_first() {
        use AssumptionKind::{GrossGrowthPercent, HarvestM3, PlantingHa, PlantingStockM3PerHa};
        let group = |name: &str, stock| AgeGroup { name: name.to_owned(), stock };
        let groups = [group("young", 40.0), group("mature", 60.0)];
        let assumptions = [
            assumption(GrossGrowthPercent, "young", 10.0),
            assumption(GrossGrowthPercent, "", 2.0),
            assumption(HarvestM3, "mature", 1.0),
            assumption(PlantingHa, "", 3.0),
            assumption(PlantingStockM3PerHa, "", 2.0),
        ];
        // One year: 40 · 1.10 + 3 · 2 and 60 · 1.02 − 1.
        assert!((project(&assumptions, &groups, 100.0, 1) - (50.0 + 60.2)).abs() < 1e-9);
        // Two: 50 · 1.10 + 6 and 60.2 · 1.02 − 1.
        assert!((project(&assumptions, &groups, 100.0, 2) - (61.0 + 60.404)).abs() < 1e-9);
    }

    #[test]
    fn a_stock_never_falls_below_nothing() {
        assert_eq!(project(&[assumption(AssumptionKind::HarvestM3, "", 30.0)], &[], 100.0, 10), 0.0);
    }
}
