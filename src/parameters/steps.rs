//! Values that hold over a class of another quantity: steps.

use std::str::FromStr;

use crate::error::{Error, Result};
use crate::parameters::Parameter;

/// A class of a quantity, written as `V <= 20`, `20 < V <= 40`, `200 < V` or `any`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueClass {
    low: f64,
    low_belongs: bool,
    high: f64,
    high_belongs: bool,
}

impl ValueClass {
    /// Whether the class holds a value.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low < value || self.low_belongs && self.low == value)
            && (value < self.high || self.high_belongs && self.high == value)
    }

    fn overlaps(&self, other: Self) -> bool {
        let touches = |one: &Self, next: &Self| one.high_belongs && next.low_belongs && one.high == next.low;
        self.low < other.high && other.low < self.high || touches(self, &other) || touches(&other, self)
    }
}

impl FromStr for ValueClass {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refused = || Error::data(format!("found the class `{text}`, expected one like `20 < V <= 40` or `any`"));
        let limit = |number: &str, sign: &str| match (number.parse::<f64>(), sign) {
            (Ok(limit), "<" | "<=") if limit.is_finite() => Ok((limit, sign == "<=")),
            _ => Err(refused()),
        };
        let nothing_below = (f64::NEG_INFINITY, false);
        let nothing_above = (f64::INFINITY, false);
        let words: Vec<&str> = text.split_whitespace().collect();
        let ((low, low_belongs), (high, high_belongs)) = match words[..] {
            ["any"] => (nothing_below, nothing_above),
            [low, low_sign, _, high_sign, high] => (limit(low, low_sign)?, limit(high, high_sign)?),
            [_, sign, high] if limit(high, sign).is_ok() => (nothing_below, limit(high, sign)?),
            [low, sign, _] => (limit(low, sign)?, nothing_above),
            _ => return Err(refused()),
        };
        if low < high { Ok(Self { low, low_belongs, high, high_belongs }) } else { Err(refused()) }
    }
}

/// One step: a class and the row that holds in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<'a> {
    /// Where the row holds.
    pub class: ValueClass,
    /// The row.
    pub row: &'a Parameter,
}

/// The steps of one factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps<'a>(Vec<Step<'a>>);

impl<'a> Steps<'a> {
    /// Steps from rows whose only key is the class; classes that overlap are refused.
    pub(in crate::parameters) fn new(rows: Vec<(&[String], &'a Parameter)>) -> Result<Self> {
        let step = |(key, row): (&[String], _)| Ok(Step { class: key[0].parse()?, row });
        let steps: Vec<Step<'a>> = rows.into_iter().map(step).collect::<Result<_>>()?;
        for (index, step) in steps.iter().enumerate() {
            if let Some(other) = steps[..index].iter().find(|other| other.class.overlaps(step.class)) {
                return Err(Error::data(format!(
                    "two rows hold for the same values: {} and {} {}",
                    other.row.value, step.row.value, step.row.unit
                )));
            }
        }
        Ok(Self(steps))
    }

    /// The row that holds at a value.
    ///
    /// # Errors
    /// A value in no class, such as below the least biomass for which a ratio is published.
    pub fn at(&self, value: f64) -> Result<&'a Parameter> {
        Ok(self.0[self.index_at(value)?].row)
    }

    /// Which of the steps holds at a value.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn index_at(&self, value: f64) -> Result<usize> {
        self.0.iter().position(|step| step.class.contains(value)).ok_or_else(|| {
            Error::data(format!("no published class holds {value}"))
                .note(format!("the classes are of {}", self.0.first().map_or("", |step| &step.row.source)))
                .hint("choose a row of another set, zone or forest type")
        })
    }

    /// The row that holds at a value, where there is one.
    #[must_use]
    pub fn find(&self, value: f64) -> Option<&'a Parameter> {
        self.0.iter().find(|step| step.class.contains(value)).map(|step| step.row)
    }

    /// The values where one step ends and the next begins, in ascending order: a formula with this factor jumps there.
    #[must_use]
    pub fn breaks(&self) -> Vec<f64> {
        let mut breaks: Vec<f64> = self
            .0
            .iter()
            .flat_map(|step| [step.class.low, step.class.high])
            .filter(|limit| limit.is_finite())
            .collect();
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        breaks
    }

    /// Those values, each with whether it belongs to what is above it; one that belongs to neither side comes twice.
    #[must_use]
    pub fn limits(&self) -> Vec<(f64, bool)> {
        let ends =
            |step: &Step<'_>| [(step.class.low, step.class.low_belongs), (step.class.high, !step.class.high_belongs)];
        let mut limits: Vec<(f64, bool)> =
            self.0.iter().flat_map(ends).filter(|(limit, _)| limit.is_finite()).collect();
        limits.sort_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        limits.dedup();
        limits
    }

    /// Every step.
    #[must_use]
    pub fn steps(&self) -> &[Step<'a>] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_the_ends_that_belong_to_it() {
        let holds = |class: &str, value| class.parse::<ValueClass>().expect("a class").contains(value);
        assert!(holds("V <= 20", 20.0) && !holds("V < 20", 20.0) && holds("V < 20", 0.0));
        assert!(!holds("20 < V <= 40", 20.0) && holds("20 < V <= 40", 20.1) && holds("50 <= B <= 150", 50.0));
        assert!(holds("200 < V", 1e9) && !holds("200 < V", 200.0) && holds("any", 0.0));
        let overlap = |one: &str, other: &str| {
            one.parse::<ValueClass>().expect("a class").overlaps(other.parse().expect("a class"))
        };
        assert!(overlap("V <= 20", "20 <= V <= 40") && overlap("any", "20 < V") && overlap("V < 30", "20 < V"));
        assert!(!overlap("V <= 20", "20 < V <= 40") && !overlap("40 < V", "V < 40"));
        for wrong in ["", "20", "20 > V", "40 < V <= 20", "a < b", "20-40"] {
            assert!(wrong.parse::<ValueClass>().is_err(), "{wrong}");
        }
    }
}
