//! The difference of two accounts by cause: the restatement of a figure.
//!
//! Parts of a figure are substituted one after the other in a fixed order, so that what they give adds up to the whole:
//!
//! 1. (amount B − amount A) · factor A, of what moved the amount: input data or boundary;
//! 2. amount B · (factor B − factor A): first the numbers in the equation, then one parameter after the other by name, each by
//!    computing the factor again; where the equation holds a formula in words, all that changed together;
//! 3. the whole of a part that one side lacks, of what put it there.

mod causes;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use causes::{Cause, Change, Changes, Named, Reach};
use serde::Serialize;

use self::causes::Reasons;
use self::parts::{Parameters, pairs, part_steps};
use super::{AccountRow, TracedPart, TracedRow, UsedParameter};

/// What a cause, or several that cannot be told apart, gave of a difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The causes; several cannot be told apart.
    pub causes: Vec<Cause>,
    /// What it gave.
    pub change: f64,
    /// What differs: files, parameters, settings.
    pub changed: Vec<Named>,
    /// What the amounts are of.
    pub of: Vec<String>,
}

/// A row of both accounts, or of one, and why its value is another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowDifference {
    /// The row of the second account; of the first where the second has none.
    #[serde(flatten)]
    pub row: RowKey,
    /// The value in the first account.
    pub value_a: Option<f64>,
    /// The value in the second account.
    pub value_b: Option<f64>,
    /// The second less the first, where one that is missing is 0.
    pub difference: f64,
    /// Its parts by cause, the largest first. They add up to it.
    pub contributions: Vec<Contribution>,
}

impl RowDifference {
    /// Whether the values differ by more than rounding.
    #[must_use]
    pub fn is_different(&self) -> bool {
        match (self.value_a, self.value_b) {
            (Some(a), Some(b)) => self.difference.abs() > 1e-12 * a.abs().max(b.abs()),
            _ => true,
        }
    }
}

/// What a row is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "the columns of an account")]
pub struct RowKey {
    pub zone_set: String,
    pub zone: String,
    pub zone_name: String,
    pub year: Option<i32>,
    pub year_to: Option<i32>,
    pub sector: crate::land::Sector,
    pub category: String,
    pub pool: String,
    pub quantity: super::Quantity,
    pub unit: String,
    pub method: String,
}

impl From<&AccountRow> for RowKey {
    fn from(row: &AccountRow) -> Self {
        Self {
            zone_set: row.zone_set.clone(),
            zone: row.zone.clone(),
            zone_name: row.zone_name.clone(),
            year: row.year,
            year_to: row.year_to,
            sector: row.sector,
            category: row.category.clone(),
            pool: row.pool.clone(),
            quantity: row.quantity,
            unit: row.unit.clone(),
            method: row.method.clone(),
        }
    }
}

impl RowKey {
    /// What must be the same for two rows to be of the same thing: neither the zone's name nor the method.
    fn thing(&self) -> Self {
        Self { zone_name: String::new(), method: String::new(), ..self.clone() }
    }
}

/// An account with what stands behind it.
#[derive(Debug, Clone, Copy)]
pub struct TracedAccount<'a> {
    /// The rows.
    pub rows: &'a [TracedRow],
    /// The parameters.
    pub parameters: &'a [UsedParameter],
}

/// The differences of the rows of two accounts, in the order of the second.
#[must_use]
pub fn differences(a: TracedAccount<'_>, b: TracedAccount<'_>, changes: &Changes) -> Vec<RowDifference> {
    let parameters = Parameters::new(a.parameters, b.parameters);
    matched(a.rows, b.rows).into_iter().map(|(a, b)| difference(a, b, changes, &parameters)).collect()
}

/// A text without its numbers: methods say official areas and prices, which are no other method.
fn without_numbers(text: &str) -> String {
    text.split(|c: char| c.is_ascii_digit() || c == '.').filter(|piece| !piece.is_empty()).collect()
}

/// Pairs of rows of the same thing: of the same method if there is one, else those that are left.
fn matched<'a>(a: &'a [TracedRow], b: &'a [TracedRow]) -> Vec<(Option<&'a TracedRow>, Option<&'a TracedRow>)> {
    let mut of_a: BTreeMap<RowKey, Vec<&TracedRow>> = BTreeMap::new();
    for row in a {
        of_a.entry(RowKey::from(&row.row).thing()).or_default().push(row);
    }
    let mut partners: Vec<Option<&TracedRow>> = vec![None; b.len()];
    let same_method =
        |one: &AccountRow, other: &AccountRow| without_numbers(&one.method) == without_numbers(&other.method);
    for exact in [true, false] {
        for (row, partner) in b.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let left = of_a.get_mut(&RowKey::from(&row.row).thing());
            let Some(left) = left else { continue };
            if let Some(at) = left.iter().position(|other| !exact || same_method(&row.row, &other.row)) {
                *partner = Some(left.remove(at));
            }
        }
    }
    let mut pairs: Vec<_> = partners.into_iter().zip(b).map(|(a, b)| (a, Some(b))).collect();
    let mut left: Vec<&TracedRow> = of_a.into_values().flatten().collect();
    left.sort_by_key(|row| row.index);
    pairs.extend(left.into_iter().map(|row| (Some(row), None)));
    pairs
}

/// A step from the first figure to the second.
struct Step {
    reasons: Reasons,
    of: String,
    change: f64,
}

fn difference(
    a: Option<&TracedRow>,
    b: Option<&TracedRow>,
    changes: &Changes,
    parameters: &Parameters<'_>,
) -> RowDifference {
    let row = b.or(a).expect("a pair has a row");
    let (value_a, value_b) = (a.map(|row| row.row.value), b.map(|row| row.row.value));
    let difference = value_b.unwrap_or_default() - value_a.unwrap_or_default();
    let mut steps = if let (Some(a), Some(b)) = (a, b) {
        row_steps(a, b, changes, parameters)
    } else {
        let reasons = changes.reasons_of_one_side(&row.row, &row.row.category, None);
        vec![Step { reasons, of: row.row.category.clone(), change: difference }]
    };
    close(&mut steps, difference);
    RowDifference { row: RowKey::from(&row.row), value_a, value_b, difference, contributions: merged(steps) }
}

fn row_steps(a: &TracedRow, b: &TracedRow, changes: &Changes, parameters: &Parameters<'_>) -> Vec<Step> {
    let method = (without_numbers(&a.row.method) != without_numbers(&b.row.method)).then(|| Named {
        name: "method".to_owned(),
        before: a.row.method.clone(),
        after: b.row.method.clone(),
    });
    let amount = |what: Option<&str>| {
        let mut reasons = changes.reasons(&b.row, what, method.as_ref());
        if reasons.0.is_empty() {
            reasons.0.push(Cause::Method);
        }
        reasons
    };
    let mut steps = Vec::new();
    let one_sided = |part: &TracedPart, sign: f64| Step {
        reasons: changes.reasons_of_one_side(&b.row, &part.what, method.as_ref()),
        of: part.what.clone(),
        change: sign * part.value(),
    };
    // Where one side has no parts at all, the figures were made in other ways.
    if a.parts.is_empty() != b.parts.is_empty() {
        let mut reasons = changes.reasons(&b.row, None, None);
        reasons.0 = vec![Cause::Method];
        let change = b.row.value - a.row.value;
        return vec![Step { reasons, of: b.row.category.clone(), change }];
    }
    for pair in pairs(&a.parts, &b.parts) {
        match pair {
            (Some(one), Some(other)) => {
                steps.extend(part_steps(one, other, &|| amount(Some(&other.what)), parameters));
            }
            (Some(one), None) => steps.push(one_sided(one, -1.0)),
            (None, Some(other)) => steps.push(one_sided(other, 1.0)),
            (None, None) => {}
        }
    }
    let observed = b.observed() - a.observed();
    if observed != 0.0 {
        steps.push(Step { reasons: amount(None), of: b.row.category.clone(), change: observed });
    }
    steps
}

/// Gives what rounding left to the largest step, so that steps add up.
fn close(steps: &mut [Step], difference: f64) {
    let rest = difference - steps.iter().map(|step| step.change).sum::<f64>();
    if let Some(largest) = steps.iter_mut().max_by(|one, other| one.change.abs().total_cmp(&other.change.abs())) {
        largest.change += rest;
    }
}

/// One contribution per cause and what changed.
fn merged(steps: Vec<Step>) -> Vec<Contribution> {
    let mut sums: BTreeMap<Reasons, (f64, BTreeSet<String>)> = BTreeMap::new();
    for Step { reasons, of, change } in steps.into_iter().filter(|step| step.change != 0.0) {
        let sum = sums.entry(reasons).or_default();
        sum.0 += change;
        sum.1.insert(of);
    }
    let contribution = |((causes, changed), (change, of)): (Reasons, (f64, BTreeSet<String>))| Contribution {
        causes,
        change,
        changed,
        of: of.into_iter().collect(),
    };
    let mut contributions: Vec<Contribution> = sums.into_iter().map(contribution).collect();
    contributions.sort_by(|one, other| other.change.abs().total_cmp(&one.change.abs()));
    contributions
}
