//! What is found about a target. It is written to `targets.json` as it stands.

use serde::Serialize;

use super::{Assumption, Status};
use crate::accounts::{Denominator, FoundZone};
use crate::land::Sector;
use crate::models::YearlyRate;
use crate::parameters::Evidence;

/// A value of a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The year.
    pub year: i32,
    /// The value.
    pub value: f64,
}

/// The rate between the last two observed years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Achieved {
    /// The earlier observation.
    pub from: Point,
    /// The later one.
    pub to: Point,
    /// The rate between them.
    #[serde(flatten)]
    pub rate: YearlyRate,
}

/// What a projection rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectionBasis {
    /// The assumptions of the pipeline.
    Assumptions,
    /// The rate between the last two observed years, the same amount every year.
    RecentRate,
}

/// What is expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Projection {
    /// What it rests on.
    pub basis: ProjectionBasis,
    /// The value in the target's year.
    pub value: f64,
    /// The 95 % interval of that value, if an assumption has one.
    pub interval: Option<[f64; 2]>,
    /// The value of every year from the start to the target's.
    pub path: Vec<Point>,
    /// The years from the start until the target is reached; none is not within `horizon` years.
    pub years_to_target: Option<u32>,
    /// How far was looked.
    pub horizon: u32,
}

/// How the projection answers to one assumption, the others kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// The assumption.
    pub assumption: String,
    /// Its limits.
    pub limits: [f64; 2],
    /// The projection at these limits.
    pub projections: [f64; 2],
}

/// The part of one zone in the whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The zone.
    #[serde(flatten)]
    pub zone: FoundZone,
    /// Its value at the start, in the unit of `contribution_unit`.
    pub value: f64,
    /// Its share of the whole, percent.
    pub share_percent: f64,
    /// Its share of the change between the last two observed years, percent; none if it or the whole is not observed at both.
    pub change_share_percent: Option<f64>,
}

/// What the gap would be if another category were meant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// The category.
    pub category: String,
    /// Its value at the start.
    pub value: f64,
    /// The target less that value.
    pub gap: f64,
}

/// What is found about a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetOutcome {
    /// The target's name.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// What is wanted.
    pub quantity: String,
    /// The kind within it.
    pub category: String,
    /// Of which zone.
    #[serde(flatten)]
    pub zone: FoundZone,
    #[serde(skip)]
    pub(crate) sector: Sector,
    /// The unit of all values.
    pub unit: String,
    /// Value and year.
    pub target: Point,
    /// Who set the target; empty is not stated.
    pub target_source: String,
    /// The definition; empty is not stated.
    pub basis: String,
    /// What a cover rate is a share of.
    pub denominator: Option<Denominator>,
    /// What was observed; a cover rate is the observed forest area on the target's denominator.
    pub observed: Vec<Point>,
    /// Where the way to the target starts.
    pub start: Point,
    /// What that is: `observed`, or the name of another target.
    pub start_is: String,
    /// The target less the start.
    pub gap: f64,
    /// The same in hectares of forest, for cover rates.
    pub gap_ha: Option<f64>,
    /// The rate that closes the gap.
    pub needed: YearlyRate,
    /// The same in hectares per year, for cover rates.
    pub needed_ha_per_year: Option<f64>,
    /// The rate of the last two observed years; none if only one is observed.
    pub achieved: Option<Achieved>,
    /// What is expected; none is unknown.
    pub projection: Option<Projection>,
    /// What the projection assumes.
    pub assumptions: Vec<Assumption>,
    /// The probability that the projection is at the target or above; none is unknown.
    pub probability: Option<f64>,
    /// How the projection answers to each assumption with an interval.
    pub sensitivity: Vec<Sensitivity>,
    /// The traffic light.
    pub status: Status,
    /// The rule that gave it.
    pub status_rule: String,
    /// The parts of other zones.
    pub contributions: Vec<Contribution>,
    /// The unit of their values.
    pub contribution_unit: String,
    /// What the gap would be if another category were meant.
    pub alternatives: Vec<Alternative>,
    /// What is not known, and what a reader should know.
    pub notes: Vec<String>,
    /// The weakest evidence of what was observed.
    pub evidence: Evidence,
    /// The sources of what was observed.
    pub sources: String,
}

impl TargetOutcome {
    /// The unit of differences: those of rates in percent are percentage points.
    #[must_use]
    pub fn unit_of_change(&self) -> &str {
        if self.unit == "%" { "percentage points" } else { &self.unit }
    }
}
