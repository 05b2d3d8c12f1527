//! The value of an account row with what it was made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::parameters::{Factor, Parameter};

/// A value as the sum of amounts times factors.
///
/// An amount is activity data: an area, a volume, a harvest. A factor is what parameters make of a unit of it. The sum is what
/// a trace shows, and what is drawn again to see how sure the value is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    value: f64,
    parts: Vec<Part>,
    is_error_unknown: bool,
}

/// An amount times a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What the amount is of, such as a class of land.
    pub what: Arc<str>,
    /// The amount.
    pub amount: f64,
    /// The unit of the amount.
    pub unit: &'static str,
    /// What a unit of it gives.
    pub factor: Factor,
}

impl Figure {
    /// An amount times a factor.
    #[must_use]
    pub fn of(what: impl Into<Arc<str>>, amount: f64, unit: &'static str, factor: &Factor) -> Self {
        let part = Part { what: what.into(), amount, unit, factor: factor.clone() };
        Self { value: amount * factor.value(), parts: vec![part], is_error_unknown: false }
    }

    /// An estimate that has an error which nobody knows, such as the mean of one sample.
    #[must_use]
    pub fn of_unknown_error(value: f64) -> Self {
        Self { is_error_unknown: true, ..Self::from(value) }
    }

    /// Whether it has an error that nobody knows.
    #[must_use]
    pub fn is_error_unknown(&self) -> bool {
        self.is_error_unknown
    }

    /// The value at the published values of all parameters.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// What it is the sum of; a figure without parts is as it was observed.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Every parameter that it depends on, by name.
    #[must_use]
    pub fn parameters(&self) -> BTreeMap<&str, &Parameter> {
        let mut found = BTreeMap::new();
        self.parts.iter().for_each(|part| part.factor.collect(&mut found));
        found
    }

    /// Adds another figure; parts that are alike become one.
    pub fn add(&mut self, other: &Self) {
        self.value += other.value;
        self.is_error_unknown |= other.is_error_unknown;
        for part in &other.parts {
            let alike = |own: &&mut Part| own.what == part.what && own.unit == part.unit && own.factor == part.factor;
            match self.parts.iter_mut().find(alike) {
                Some(own) => own.amount += part.amount,
                None => self.parts.push(part.clone()),
            }
        }
    }

    /// The figure times a number.
    #[must_use]
    pub fn times(&self, number: f64) -> Self {
        let parts = self.parts.iter().map(|part| Part { amount: part.amount * number, ..part.clone() });
        Self { value: self.value * number, parts: parts.collect(), ..*self }
    }

    /// The figure times a factor; `what` is the part of it that was observed, in its unit.
    #[must_use]
    pub fn by(&self, factor: &Factor, what: &str, unit: &'static str) -> Self {
        let of_parts: f64 = self.parts.iter().map(|part| part.amount * part.factor.value()).sum();
        let observed = if self.parts.is_empty() { self.value } else { self.value - of_parts };
        let mut product = Self { is_error_unknown: self.is_error_unknown, ..Self::default() };
        for part in &self.parts {
            product.parts.push(Part { factor: &part.factor * factor, ..part.clone() });
        }
        // What is left of a sum by rounding is no part of it.
        if observed.abs() > 1e-9 * of_parts.abs() {
            product.parts.push(Part { what: what.into(), amount: observed, unit, factor: factor.clone() });
        }
        Self { value: self.value * factor.value(), ..product }
    }

    /// This less another figure.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        difference.add(&other.times(-1.0));
        difference
    }

    /// The sum as one factor, for formulas that are not sums.
    #[must_use]
    pub fn factor(&self) -> Factor {
        let own: f64 = self.parts.iter().map(|part| part.amount * part.factor.value()).sum();
        self.parts.iter().fold(Factor::exact(self.value - own), |sum, part| &sum + &(&part.factor * part.amount))
    }
}

impl FromIterator<Part> for Figure {
    /// The sum of parts that differ.
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        let parts: Vec<Part> = parts.into_iter().collect();
        let value = parts.iter().fold(0.0, |sum, part| sum + part.amount * part.factor.value());
        Self { value, parts, is_error_unknown: false }
    }
}

impl From<f64> for Figure {
    fn from(value: f64) -> Self {
        Self { value, parts: Vec::new(), is_error_unknown: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_alike_become_one() {
        let density =
            |name: &str, value| Factor::from(&Parameter { name: name.to_owned(), value, ..Parameter::default() });
        let mut sum = Figure::of("marsh", 2.0, "ha", &density("marsh", 100.0));
        sum.add(&Figure::of("marsh", 1.0, "ha", &density("marsh", 100.0)));
        sum.add(&Figure::of("flat", 4.0, "ha", &density("flat", 10.0)));
        sum.add(&Figure::from(5.0));
        let amounts: Vec<f64> = sum.parts().iter().map(|part| part.amount).collect();
        assert_eq!((sum.value(), amounts), (345.0, vec![3.0, 4.0]));
        assert_eq!(sum.factor().value(), 345.0);
        assert_eq!(sum.less(&sum).value(), 0.0);
    }
}
