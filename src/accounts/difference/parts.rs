//! From a part of one figure to the same part of another.

use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use super::causes::{Cause, Named, Reasons};
use crate::accounts::{TracedPart, UsedParameter};
use crate::parameters::{Equation, Leaf};

/// How far a factor may be from what its equation gives for it to be computed again, as a share.
const TOLERANCE: f64 = 1e-9;

/// The parameters of two accounts, by name.
pub(super) struct Parameters<'a>(BTreeMap<&'a str, &'a UsedParameter>, BTreeMap<&'a str, &'a UsedParameter>);

impl<'a> Parameters<'a> {
    pub(super) fn new(a: &'a [UsedParameter], b: &'a [UsedParameter]) -> Self {
        let by_name = |list: &'a [UsedParameter]| list.iter().map(|row| (row.name.as_str(), row)).collect();
        Self(by_name(a), by_name(b))
    }

    /// What a parameter was, and what is in its place.
    fn named(&self, name_a: &str, name_b: &str) -> Named {
        let shown =
            |row: Option<&&UsedParameter>| row.map_or_else(String::new, |row| format!("{} {}", row.value, row.unit));
        let after = shown(self.1.get(name_b));
        Named {
            name: name_a.to_owned(),
            before: shown(self.0.get(name_a)),
            after: if name_a == name_b { after } else { format!("{after}, {name_b}") },
        }
    }
}

/// Whether two parts go together.
type Fits<'a> = &'a dyn Fn(&TracedPart, &TracedPart) -> bool;

/// Pairs of parts of the same thing: those with the same equation first, then with the same parameters, then of the same form,
/// then those that are left.
pub(super) fn pairs<'a>(
    a: &'a [TracedPart],
    b: &'a [TracedPart],
) -> Vec<(Option<&'a TracedPart>, Option<&'a TracedPart>)> {
    let mut left: Vec<&TracedPart> = a.iter().collect();
    let mut partners: Vec<Option<&TracedPart>> = vec![None; b.len()];
    let read = |part: &TracedPart| Equation::read(&part.equation);
    let is_like = |one: &TracedPart, other: &TracedPart| match (read(one), read(other)) {
        (Some(one), Some(other)) => one.is_like(&other),
        _ => false,
    };
    let steps: [Fits<'_>; 4] = [
        &|one, other| one.equation == other.equation,
        &|one, other| one.parameters == other.parameters,
        &is_like,
        &|_, _| true,
    ];
    for fits in steps {
        for (part, partner) in b.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let same = |one: &&TracedPart| one.what == part.what && one.unit == part.unit && fits(one, part);
            if let Some(at) = left.iter().position(same) {
                *partner = Some(left.remove(at));
            }
        }
    }
    let both = partners.into_iter().zip(b).map(|(a, b)| (a, Some(b)));
    both.chain(left.into_iter().map(|part| (Some(part), None))).collect()
}

/// The steps from a part to the same part of the other figure.
pub(super) fn part_steps(
    a: &TracedPart,
    b: &TracedPart,
    amount: &dyn Fn() -> Reasons,
    parameters: &Parameters<'_>,
) -> Vec<Step> {
    let step = |reasons, change| Step { reasons, of: b.what.clone(), change };
    let mut steps = Vec::new();
    if a.amount != b.amount {
        steps.push(step(amount(), (b.amount - a.amount) * a.factor));
    }
    if a.factor != b.factor {
        let factors = factor_steps(a, b, amount, parameters);
        steps.extend(factors.into_iter().map(|(reasons, change)| step(reasons, b.amount * change)));
    }
    steps
}

/// The steps from a factor to the other, and what moves it.
fn factor_steps(
    a: &TracedPart,
    b: &TracedPart,
    amount: &dyn Fn() -> Reasons,
    parameters: &Parameters<'_>,
) -> Vec<(Reasons, f64)> {
    let whole = b.factor - a.factor;
    let (Some(old), Some(new)) = (Equation::read(&a.equation), Equation::read(&b.equation)) else {
        return vec![(other_method(a, b), whole)];
    };
    if !old.is_like(&new) {
        return vec![(other_method(a, b), whole)];
    }
    let (old_leaves, new_leaves) = (old.leaves(), new.leaves());
    let mut numbers_moved = false;
    let mut moved: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut values = Vec::with_capacity(old_leaves.len());
    for pair in old_leaves.iter().zip(&new_leaves) {
        match pair {
            (Leaf::Number(one), Leaf::Number(other)) => {
                numbers_moved |= one != other;
                values.push((*one, *other));
            }
            (Leaf::Parameter(one), Leaf::Parameter(other)) => {
                let value =
                    |list: &BTreeMap<&str, &UsedParameter>, name| list.get(name).map_or(f64::NAN, |row| row.value);
                let pair = (value(&parameters.0, one), value(&parameters.1, other));
                if pair.0 != pair.1 {
                    moved.insert((one, other));
                }
                values.push(pair);
            }
            _ => unreachable!("equations that are alike have alike leaves"),
        }
    }
    if moved.is_empty() && !numbers_moved {
        // What a formula in words is made of is known by name only.
        let value = |list: &BTreeMap<&str, &UsedParameter>, name: &str| list.get(name).map(|row| row.value);
        let is_moved = |name: &&String| value(&parameters.0, name) != value(&parameters.1, name);
        moved.extend(b.parameters.iter().filter(is_moved).map(|name| (name.as_str(), name.as_str())));
    }
    let named: Vec<Named> = moved.iter().map(|(one, other)| parameters.named(one, other)).collect();
    // None moved where rounding alone tells two factors apart.
    let has_one_reason = usize::from(numbers_moved) + moved.len() <= 1;
    let at = |is_new: &dyn Fn(usize) -> bool| -> Option<f64> {
        let leaves: Vec<f64> =
            values.iter().enumerate().map(|(index, (one, other))| if is_new(index) { *other } else { *one }).collect();
        old.value(&leaves)
    };
    let is_close = |computed: Option<f64>, stored: f64| {
        computed.is_some_and(|value| (value - stored).abs() <= TOLERANCE * stored.abs().max(whole.abs()))
    };
    let is_computable = is_close(at(&|_| false), a.factor) && is_close(at(&|_| true), b.factor);
    if !is_computable || has_one_reason {
        let mut reasons: Reasons = if numbers_moved { amount() } else { Reasons::default() };
        if !moved.is_empty() {
            reasons.0.push(Cause::Parameter);
            reasons.0.sort();
            reasons.0.dedup();
            reasons.1.extend(named);
        }
        return vec![(if reasons.0.is_empty() { other_method(a, b) } else { reasons }, whole)];
    }
    let is_number = |index: usize| matches!(old_leaves[index], Leaf::Number(_));
    let mut before = a.factor;
    let mut steps = Vec::new();
    let mut done: BTreeSet<(&str, &str)> = BTreeSet::new();
    let numbers = numbers_moved.then(amount);
    let one_by_one = named.into_iter().map(|named| (vec![Cause::Parameter], vec![named]));
    let pairs: Vec<Option<(&str, &str)>> =
        numbers.iter().map(|_| None).chain(moved.iter().copied().map(Some)).collect();
    let last = pairs.len() - 1;
    for (index, (reasons, pair)) in numbers.into_iter().chain(one_by_one).zip(pairs).enumerate() {
        done.extend(pair);
        let is_new = |leaf: usize| match (&old_leaves[leaf], &new_leaves[leaf]) {
            (Leaf::Parameter(one), Leaf::Parameter(other)) => done.contains(&(*one, *other)),
            _ => is_number(leaf),
        };
        let after = if index == last { b.factor } else { at(&is_new).expect("the equation was computed before") };
        steps.push((reasons, after - before));
        before = after;
    }
    steps
}

fn other_method(a: &TracedPart, b: &TracedPart) -> Reasons {
    let named = Named { name: "equation".to_owned(), before: a.equation.clone(), after: b.equation.clone() };
    (vec![Cause::Method], vec![named])
}
