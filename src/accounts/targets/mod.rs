//! Targets: how far away, how fast, how likely, and who contributes. They are made from the rows of all other sections.

mod assumptions;
mod evaluate;
mod outcome;
mod rows;
mod status;

pub use assumptions::{AgeGroup, Assumption, AssumptionKind};
pub use evaluate::evaluate_targets;
pub use outcome::{
    Achieved, Alternative, Contribution, Point, Projection, ProjectionBasis, Sensitivity, TargetOutcome,
};
pub use rows::target_rows;
pub use status::{Status, Thresholds};

use super::{Denominator, Quantity, Subject};

/// A value wanted by a year. It is met by being reached or passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The name.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// What is wanted.
    pub quantity: Quantity,
    /// The kind within the quantity, such as `forest` or `living`.
    pub category: String,
    /// Of which zone.
    pub subject: Subject,
    /// The value in the quantity's unit.
    pub value: f64,
    /// The year.
    pub year: i32,
    /// Who set the target; empty is not stated.
    pub source: String,
    /// The target whose value and year this one starts from; none is the latest observed value.
    pub after: Option<String>,
    /// The definition; empty is not stated.
    pub basis: String,
    /// What a cover rate is a share of.
    pub denominator: Option<Denominator>,
    /// What the projection assumes; nothing is the recent rate.
    pub assumptions: Vec<Assumption>,
    /// The stock by age group at the start, youngest first; nothing is one group.
    pub age_groups: Vec<AgeGroup>,
    /// When the light is green or amber.
    pub thresholds: Thresholds,
}
