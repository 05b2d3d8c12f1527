//! Carbon of a place through its dated land covers, in closed form.
//!
//! Between two dates a pool's course is a straight line and falling exponentials, so any year is one evaluation.

mod correct;
mod invest;
#[cfg(test)]
mod property_tests;

use self::correct::CorrectPool;
use self::invest::InvestPool;
use crate::error::{Error, Result};
use crate::models::checked::{not_negative, share};

/// One pool of a class; carbon in t C/ha.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PoolCourse {
    /// The stock where the class stands at the first date.
    pub initial: f64,
    /// What it builds up a year, t C/ha/yr.
    pub accumulation: f64,
    /// The share lost to a disturbance of low, medium and high impact.
    pub disturbance: [f64; 3],
    /// In how many years half of what was disturbed is given off; zero: at once.
    pub half_life: f64,
}

/// The pools of a class.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassCarbon {
    /// Living biomass.
    pub biomass: PoolCourse,
    /// Soil.
    pub soil: PoolCourse,
    /// Litter.
    pub litter: PoolCourse,
}

impl ClassCarbon {
    fn pools(&self) -> [(&'static str, PoolCourse); 3] {
        [("biomass", self.biomass), ("soil", self.soil), ("litter", self.litter)]
    }
}

/// How hard a change of cover hits the pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impact {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}

/// What a change from one class to another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// Nothing is lost or gained from then on.
    NoChange,
    /// The new class builds up carbon.
    Accumulation,
    /// Part of the old class's carbon is given off over time.
    Disturbance(Impact),
}

/// Which rules a history follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryRules {
    /// What was disturbed decays with the half-life of the class it came from until it is gone; the new class builds up
    /// carbon meanwhile, litter included; a date without a change changes nothing.
    Correct,
    /// What InVEST's Coastal Blue Carbon does, for comparison: see [`CoverHistory`].
    Invest,
}

/// The carbon of the pools at the start of a year, t C/ha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoolStocks {
    /// Living biomass.
    pub biomass: f64,
    /// Soil.
    pub soil: f64,
    /// Litter; under InVEST's rules its yearly accumulation instead.
    pub litter: f64,
}

impl PoolStocks {
    /// All pools together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.biomass + self.soil + self.litter
    }
}

/// What the pools gained and gave off over years, t C/ha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CarbonFlows {
    /// Gained from the air.
    pub accumulation: f64,
    /// Given off.
    pub emissions: f64,
    /// The net gain. Under InVEST's rules not the difference of the two.
    pub net: f64,
}

/// The land covers of a place at dated years, and its carbon in any year from the first.
///
/// With a pool's stock S(s) at the start of the year s of a change, its disturbed part D = M · S(s) and the half-life H of
/// the class it came from:
///
/// S(t) = S(s) − D + A · (t − s) + D · 0.5^((t − s)/H), emissions E = D · (1 − 0.5^((t − s)/H))
///
/// and so on with every change; disturbed carbon is not disturbed again. S(t) is the stock at the start of year t, before the
/// change that a snapshot of year t shows. Units t C/ha and years.
///
/// Source: InVEST user's guide, Coastal Blue Carbon (natcap/invest, users guide at f868ba2b), whose equations [`HistoryRules::Correct`]
/// follows. [`HistoryRules::Invest`] reproduces the program instead (natcap/invest at 54ff9ca1): biomass and soil build up only
/// after a change marked as accumulation; a pool emits or gains in a year, never both; a later disturbance drops what the
/// earlier one still had to emit, and the half-life is taken anew at every date from the class before it; litter counts in the
/// net change until the first change only, and in stocks by its yearly rate. Limits: no growth curve and no end to
/// accumulation; a change takes place within a year; sea level only through the maps.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverHistory {
    first: i32,
    course: Course,
}

#[derive(Debug, Clone, PartialEq)]
enum Course {
    Correct([CorrectPool; 3]),
    Invest { biomass: InvestPool, soil: InvestPool, litter: InvestPool },
}

/// A date as the pools see it: the class before, the class from then on, and what the change does.
#[derive(Debug, Clone, Copy)]
struct Change<'a> {
    year: i32,
    from: &'a PoolCourse,
    to: &'a PoolCourse,
    transition: Transition,
}

impl Change<'_> {
    /// The share that the change disturbs.
    fn disturbed(&self) -> f64 {
        match self.transition {
            Transition::Disturbance(impact) => self.from.disturbance[impact as usize],
            Transition::NoChange | Transition::Accumulation => 0.0,
        }
    }
}

impl CoverHistory {
    /// A history from dated classes, given by their index in `classes`, and what each change of class does.
    ///
    /// # Errors
    /// No date, years that do not rise, a class that is not there, or measures that no pool has; all together.
    pub fn new(
        rules: HistoryRules,
        classes: &[ClassCarbon],
        snapshots: &[(i32, usize)],
        transition: impl Fn(usize, usize) -> Transition,
    ) -> Result<Self> {
        check(rules, classes, snapshots)?;
        let first = snapshots[0];
        let changes: Vec<(i32, usize, usize)> =
            snapshots.windows(2).map(|pair| (pair[1].0, pair[0].1, pair[1].1)).collect();
        let changes_of = |pool: fn(&ClassCarbon) -> &PoolCourse| -> Vec<Change<'_>> {
            let change = |&(year, from, to)| Change {
                year,
                from: pool(&classes[from]),
                to: pool(&classes[to]),
                transition: transition(from, to),
            };
            // A date without a change of class is a date only to InVEST.
            changes.iter().filter(|(_, from, to)| rules == HistoryRules::Invest || from != to).map(change).collect()
        };
        let pools: [fn(&ClassCarbon) -> &PoolCourse; 3] =
            [|class| &class.biomass, |class| &class.soil, |class| &class.litter];
        let course = match rules {
            HistoryRules::Correct => {
                Course::Correct(pools.map(|pool| CorrectPool::new(first.0, pool(&classes[first.1]), &changes_of(pool))))
            }
            HistoryRules::Invest => {
                let [biomass, soil] = [pools[0], pools[1]]
                    .map(|pool| InvestPool::new(first.0, pool(&classes[first.1]), &changes_of(pool)));
                let litter = InvestPool::litter(first.0, &classes[first.1].litter, &changes_of(pools[2]));
                Course::Invest { biomass, soil, litter }
            }
        };
        Ok(Self { first: first.0, course })
    }

    /// The stocks at the start of a year.
    ///
    /// # Errors
    /// A year before the first date.
    pub fn stocks(&self, year: i32) -> Result<PoolStocks> {
        self.known(year)?;
        let [biomass, soil, litter] = match &self.course {
            Course::Correct(pools) => [&pools[0], &pools[1], &pools[2]].map(|pool| pool.stock(year)),
            Course::Invest { biomass, soil, litter } => [biomass.stock(year), soil.stock(year), litter.rate(year)],
        };
        Ok(PoolStocks { biomass, soil, litter })
    }

    /// What was gained and given off from the start of one year to the start of another.
    ///
    /// # Errors
    /// A year before the first date, or an end before the start.
    pub fn flows(&self, from: i32, to: i32) -> Result<CarbonFlows> {
        self.known(from)?;
        if to < from {
            return Err(Error::data(format!("found a period from {from} to {to}, expected its end after its start")));
        }
        let over = |sum: &dyn Fn(i32) -> f64| sum(to) - sum(from);
        Ok(match &self.course {
            Course::Correct(pools) => {
                let accumulation = over(&|year| pools.iter().map(|pool| pool.accumulated(year)).sum());
                let emissions = over(&|year| pools.iter().map(|pool| pool.emitted(year)).sum());
                CarbonFlows { accumulation, emissions, net: accumulation - emissions }
            }
            Course::Invest { biomass, soil, litter } => {
                let pools = [biomass, soil, litter];
                CarbonFlows {
                    accumulation: over(&|year| pools.iter().map(|pool| pool.accumulated(year)).sum()),
                    emissions: over(&|year| pools.iter().map(|pool| pool.emitted(year)).sum()),
                    net: over(&|year| {
                        biomass.stock(year) + soil.stock(year) + litter.accumulated(year.min(litter.first_change()))
                    }),
                }
            }
        })
    }

    /// The net gain of every year from one to another, for its price.
    ///
    /// # Errors
    /// As [`CoverHistory::flows`].
    pub fn yearly_net(&self, from: i32, to: i32) -> Result<Vec<f64>> {
        (from..to).map(|year| self.flows(year, year + 1).map(|flows| flows.net)).collect()
    }

    fn known(&self, year: i32) -> Result<()> {
        if year >= self.first {
            return Ok(());
        }
        Err(Error::data(format!("found the year {year}, expected one from {}, the first date", self.first)))
    }
}

fn check(rules: HistoryRules, classes: &[ClassCarbon], snapshots: &[(i32, usize)]) -> Result<()> {
    let mut problems = Vec::new();
    if snapshots.is_empty() {
        problems.push(Error::data("a history has no dates"));
    }
    for pair in snapshots.windows(2).filter(|pair| pair[1].0 <= pair[0].0) {
        problems.push(Error::data(format!("a history goes from {} to {}: years must rise", pair[0].0, pair[1].0)));
    }
    for (year, class) in snapshots.iter().filter(|(_, class)| *class >= classes.len()) {
        problems.push(Error::data(format!("{year} has class {class}, expected one of {}", classes.len())));
    }
    for (class, (pool, course)) in
        classes.iter().enumerate().flat_map(|(index, class)| class.pools().map(|pool| (index, pool)))
    {
        let checks = [
            not_negative("initial stock", course.initial, "t C/ha"),
            not_negative("accumulation", course.accumulation, "t C/ha/yr"),
            not_negative("half-life", course.half_life, "yr"),
        ];
        let shares = course.disturbance.map(|disturbed| share("disturbed share", disturbed));
        for error in checks.into_iter().chain(shares).filter_map(Result::err) {
            problems.push(error.note(format!("in the {pool} of class {class}")));
        }
        if rules == HistoryRules::Invest && pool == "litter" && course.disturbance != [0.0; 3] {
            problems.push(Error::data(format!("InVEST's litter of class {class} cannot be disturbed")));
        }
    }
    Error::all(problems)
}
