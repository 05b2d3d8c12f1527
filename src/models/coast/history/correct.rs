//! The course of one pool where disturbed carbon decays until it is gone and the rest lives on.

use super::{Change, PoolCourse, Transition};

/// Carbon that a change disturbed.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Decay {
    amount: f64,
    since: i32,
    half_life: f64,
}

impl Decay {
    /// What is left at the start of a year.
    fn left(&self, year: i32) -> f64 {
        let years = f64::from((year - self.since).max(0));
        if years == 0.0 {
            self.amount
        } else if self.half_life == 0.0 {
            0.0
        } else {
            self.amount * (-years / self.half_life).exp2()
        }
    }
}

/// What lives from a change to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Period {
    start: i32,
    living: f64,
    rate: f64,
    accumulated: f64,
}

impl Period {
    fn grown(&self, year: i32) -> f64 {
        self.rate * f64::from(year - self.start)
    }
}

/// The course of a pool.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CorrectPool {
    periods: Vec<Period>,
    decays: Vec<Decay>,
}

impl CorrectPool {
    pub(super) fn new(first: i32, class: &PoolCourse, changes: &[Change<'_>]) -> Self {
        let mut period = Period { start: first, living: class.initial, rate: class.accumulation, accumulated: 0.0 };
        let mut pool = Self { periods: vec![period], decays: Vec::new() };
        for change in changes {
            let living = period.living + period.grown(change.year);
            let amount = living * change.disturbed();
            if amount > 0.0 {
                pool.decays.push(Decay { amount, since: change.year, half_life: change.from.half_life });
            }
            period = Period {
                start: change.year,
                living: living - amount,
                rate: if change.transition == Transition::NoChange { 0.0 } else { change.to.accumulation },
                accumulated: period.accumulated + period.grown(change.year),
            };
            pool.periods.push(period);
        }
        pool
    }

    /// The stock at the start of a year: what lives and what is still to be given off.
    pub(super) fn stock(&self, year: i32) -> f64 {
        let period = self.period(year);
        let decaying: f64 = self.decays.iter().filter(|decay| decay.since < year).map(|decay| decay.left(year)).sum();
        period.living + period.grown(year) + self.disturbed_in(year) + decaying
    }

    /// What was gained until the start of a year.
    pub(super) fn accumulated(&self, year: i32) -> f64 {
        let period = self.period(year);
        period.accumulated + period.grown(year)
    }

    /// What was given off until the start of a year.
    pub(super) fn emitted(&self, year: i32) -> f64 {
        let until = self.decays.iter().filter(|decay| decay.since < year);
        until.map(|decay| decay.amount - decay.left(year)).sum()
    }

    /// What a change of this very year disturbs, all of which is still there at its start.
    fn disturbed_in(&self, year: i32) -> f64 {
        self.decays.iter().filter(|decay| decay.since == year).map(|decay| decay.amount).sum()
    }

    fn period(&self, year: i32) -> &Period {
        let begun = self.periods.partition_point(|period| period.start <= year);
        &self.periods[begun.saturating_sub(1)]
    }
}
