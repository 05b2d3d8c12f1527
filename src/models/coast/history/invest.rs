//! The course of one pool as InVEST's program takes it.

use super::{Change, PoolCourse, Transition};

/// Below this, t C/ha/yr, the program takes an emission for none.
const NO_EMISSION: f64 = 1e-8;

/// A date to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Period {
    start: i32,
    stock: f64,
    rate: f64,
    disturbed: f64,
    since: i32,
    half_life: f64,
    accumulated: f64,
    emitted: f64,
    /// The first year whose emission is taken for none, so that the pool gains.
    gains_from: i32,
}

impl Period {
    /// D · (0.5^((a − s)/H) − 0.5^((b − s)/H)): given off from the start of one year to the start of another.
    fn emission(&self, from: i32, to: i32) -> f64 {
        if self.half_life == 0.0 || self.disturbed == 0.0 {
            return 0.0;
        }
        let left = |year: i32| (-f64::from(year - self.since) / self.half_life).exp2();
        self.disturbed * (left(from) - left(to))
    }

    /// The program's threshold, found on the curve and then made exact at its two neighbouring years.
    fn first_gain(&self) -> i32 {
        let quiet = |year: i32| self.emission(year, year + 1).abs() <= NO_EMISSION;
        if quiet(self.start) {
            return self.start;
        }
        // D · 0.5^(k/H) · (1 − 0.5^(1/H)) = 10⁻⁸ for k years since the disturbance.
        let first_year = self.disturbed * (1.0 - (-1.0 / self.half_life).exp2());
        let years = self.half_life * (first_year / NO_EMISSION).log2();
        #[expect(clippy::cast_possible_truncation, reason = "a number of years; saturates far beyond any account")]
        let mut year = self.since.saturating_add(years.ceil() as i32).max(self.start);
        while year > self.start && quiet(year - 1) {
            year -= 1;
        }
        while year < i32::MAX && !quiet(year) {
            year += 1;
        }
        year
    }

    fn stock(&self, year: i32) -> f64 {
        let turn = year.min(self.gains_from);
        self.stock - self.emission(self.start, turn) + self.rate * f64::from(year - turn)
    }

    fn accumulated(&self, year: i32) -> f64 {
        self.accumulated + self.rate * f64::from(year - self.start)
    }

    fn emitted(&self, year: i32) -> f64 {
        self.emitted + self.emission(self.start, year)
    }
}

/// The course of a pool.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct InvestPool {
    periods: Vec<Period>,
}

impl InvestPool {
    /// Biomass or soil.
    pub(super) fn new(first: i32, class: &PoolCourse, changes: &[Change<'_>]) -> Self {
        Self::with_rates(first, class, changes, |change| {
            if change.transition == Transition::Accumulation { change.to.accumulation } else { 0.0 }
        })
    }

    /// Litter, which follows the class whatever the change.
    pub(super) fn litter(first: i32, class: &PoolCourse, changes: &[Change<'_>]) -> Self {
        Self::with_rates(first, class, changes, |change| change.to.accumulation)
    }

    fn with_rates(first: i32, class: &PoolCourse, changes: &[Change<'_>], rate: impl Fn(&Change<'_>) -> f64) -> Self {
        let mut period = Period {
            start: first,
            stock: class.initial,
            rate: class.accumulation,
            disturbed: 0.0,
            since: first,
            half_life: 0.0,
            accumulated: 0.0,
            emitted: 0.0,
            gains_from: first,
        };
        let mut periods = vec![period];
        for change in changes {
            let (stock, share) = (period.stock(change.year), change.disturbed());
            let (disturbed, since) =
                if share > 0.0 { (stock * share, change.year) } else { (period.disturbed, period.since) };
            period = Period {
                start: change.year,
                stock,
                rate: rate(change),
                disturbed,
                since,
                half_life: change.from.half_life,
                accumulated: period.accumulated(change.year),
                emitted: period.emitted(change.year),
                gains_from: change.year,
            };
            period.gains_from = period.first_gain();
            periods.push(period);
        }
        Self { periods }
    }

    /// The stock at the start of a year.
    pub(super) fn stock(&self, year: i32) -> f64 {
        self.period(year).stock(year)
    }

    /// The yearly accumulation in force.
    pub(super) fn rate(&self, year: i32) -> f64 {
        self.period(year).rate
    }

    /// Accumulation until the start of a year, whether or not the program lets the pool gain.
    pub(super) fn accumulated(&self, year: i32) -> f64 {
        self.period(year).accumulated(year)
    }

    /// Emissions until the start of a year.
    pub(super) fn emitted(&self, year: i32) -> f64 {
        self.period(year).emitted(year)
    }

    /// The year of the second date; none comes if there is one only.
    pub(super) fn first_change(&self) -> i32 {
        self.periods.get(1).map_or(i32::MAX, |period| period.start)
    }

    fn period(&self, year: i32) -> &Period {
        let begun = self.periods.partition_point(|period| period.start <= year);
        &self.periods[begun.saturating_sub(1)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClassCarbon, CoverHistory, HistoryRules, Impact};
    use super::*;

    /// `tests/test_coastal_blue_carbon.py` of InVEST: mangrove and parking lot.
    fn classes() -> [ClassCarbon; 2] {
        let mangrove = ClassCarbon {
            biomass: PoolCourse { initial: 64.0, accumulation: 2.0, disturbance: [0.5, 0.5, 1.0], half_life: 15.0 },
            soil: PoolCourse { initial: 313.0, accumulation: 5.35, disturbance: [0.3, 0.5, 0.66], half_life: 7.5 },
            litter: PoolCourse { initial: 3.0, accumulation: 1.0, ..PoolCourse::default() },
        };
        [mangrove, ClassCarbon::default()]
    }

    fn pixels() -> [CoverHistory; 2] {
        let transition = |from, to| match (from, to) {
            (0, 1) => Transition::Disturbance(Impact::High),
            (1, 0) => Transition::Accumulation,
            _ => Transition::NoChange,
        };
        [[0, 1, 0], [1, 0, 1]].map(|[first, second, third]| {
            let dates = [(2000, first), (2010, second), (2020, third)];
            CoverHistory::new(HistoryRules::Invest, &classes(), &dates, transition).expect("valid")
        })
    }

    #[test]
    fn the_two_pixels_of_the_test_give_the_net_sequestration_of_the_program() {
        let expected =
            [((2000, 2010), [83.5, 0.0]), ((2010, 2020), [-176.9792, 73.5]), ((2020, 2030), [73.5, -28.698_004])];
        for ((from, to), expected) in expected {
            for (pixel, expected) in pixels().iter().zip(expected) {
                let net = pixel.flows(from, to).expect("a period").net;
                assert!((net - expected).abs() <= 1e-5 * expected.abs(), "{from}: {net} against {expected}");
            }
        }
    }

    #[test]
    fn litter_counts_in_accumulation_always_and_in_the_net_change_until_the_first_change_only() {
        let [mangrove, parking] = pixels();
        assert!((mangrove.flows(2000, 2010).expect("a period").accumulation - 83.5).abs() < 1e-9);
        let later = parking.flows(2010, 2020).expect("a period");
        assert!((later.accumulation - 83.5).abs() < 1e-9 && (later.net - 73.5).abs() < 1e-9);
        // Stocks hold the yearly accumulation of litter, 1, and not its stock, 3.
        assert_eq!(mangrove.stocks(2000).expect("a year").total(), 64.0 + 313.0 + 1.0);
    }

    #[test]
    fn the_sixth_year_of_a_disturbance() {
        // InVEST's own check: D = 5.5, H = 7.5, k = 6: 0.3058625.
        let mut period = pixel_period();
        (period.disturbed, period.half_life) = (5.5, 7.5);
        assert!((period.emission(5, 6) - 0.305_862_5).abs() < 1e-7);
        period.half_life = 0.0;
        assert_eq!(period.emission(0, 1), 0.0);
    }

    #[test]
    fn a_pool_gains_from_the_year_whose_emission_is_taken_for_none() {
        let mut period = pixel_period();
        (period.disturbed, period.half_life, period.rate) = (1.0, 0.5, 2.0);
        period.gains_from = period.first_gain();
        let yearly = |year| {
            let emission = period.emission(year, year + 1);
            if emission > NO_EMISSION { -emission } else { 2.0 }
        };
        let simulated = (0..40).fold(10.0, |stock, year| stock + yearly(year));
        assert!((period.stock(40) - simulated).abs() < 1e-9, "{} against {simulated}", period.stock(40));
        assert!(period.gains_from > 5 && period.gains_from < 20);
    }

    fn pixel_period() -> Period {
        Period {
            start: 0,
            stock: 10.0,
            rate: 0.0,
            disturbed: 0.0,
            since: 0,
            half_life: 0.0,
            accumulated: 0.0,
            emitted: 0.0,
            gains_from: 0,
        }
    }
}
