//! The time over which carbon changes.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};

/// The years that a period or a happening can have.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// From the end of one year to the end of a later one: what happens in the years after the first, the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: i32,
    to: i32,
}

impl Period {
    /// A period.
    ///
    /// # Errors
    /// A last year that is not after the first, or years that no calendar has.
    pub fn new(from: i32, to: i32) -> Result<Self> {
        if let Some(year) = [from, to].into_iter().find(|year| !YEARS.contains(year)) {
            return Err(Error::data(format!("found the year {year}, expected one from 1 to 9999")));
        }
        if from < to {
            return Ok(Self { from, to });
        }
        Err(Error::data(format!("the period goes from {from} to {to}, expected a later year as its end"))
            .hint("write the earlier year first; the change of the year 2020 alone is `[2019, 2020]`"))
    }

    /// The year at whose end it begins.
    #[must_use]
    pub fn from(self) -> i32 {
        self.from
    }

    /// The year at whose end it ends.
    #[must_use]
    pub fn to(self) -> i32 {
        self.to
    }

    /// Its length, years.
    #[must_use]
    pub fn years(self) -> f64 {
        f64::from(self.to - self.from)
    }

    /// Whether what happens in a year happens in the period.
    #[must_use]
    pub fn holds(self, year: i32) -> bool {
        self.from < year && year <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_holds_the_years_after_its_first() {
        let period = Period::new(2015, 2020).expect("in order");
        assert_eq!(period.years(), 5.0);
        assert_eq!([2015, 2016, 2020, 2021].map(|year| period.holds(year)), [false, true, true, false]);
        assert!(Period::new(2020, 2020).is_err() && Period::new(2021, 2020).is_err());
    }
}
