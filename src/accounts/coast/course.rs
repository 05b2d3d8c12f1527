//! The course of a history as a formula of the parameters of its classes.

use std::sync::Arc;

use crate::error::Result;
use crate::models::coast::{ClassCarbon, CoverHistory, HistoryRules, Impact, PoolCourse, TabledPool, Transition};
use crate::parameters::Factor;

/// One pool of a class, as [`PoolCourse`], with what its numbers were made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct PoolFactors {
    pub(super) initial: Factor,
    pub(super) accumulation: Factor,
    pub(super) disturbance: [Factor; 3],
    pub(super) half_life: Factor,
}

impl PoolFactors {
    fn course(&self) -> PoolCourse {
        PoolCourse {
            initial: self.initial.value(),
            accumulation: self.accumulation.value(),
            disturbance: self.disturbance.each_ref().map(Factor::value),
            half_life: self.half_life.value(),
        }
    }
}

impl From<&TabledPool> for PoolFactors {
    fn from(pool: &TabledPool) -> Self {
        Self {
            initial: Factor::from(&pool.initial),
            accumulation: Factor::from(&pool.accumulation),
            disturbance: pool.disturbance.each_ref().map(Factor::from),
            half_life: Factor::from(&pool.half_life),
        }
    }
}

/// Biomass, soil and litter of a class.
pub(super) type ClassFactors = [PoolFactors; 3];

/// The pools of a class at the values of its factors.
pub(super) fn class_carbon(pools: &ClassFactors) -> ClassCarbon {
    let [biomass, soil, litter] = pools.each_ref().map(PoolFactors::course);
    ClassCarbon { biomass, soil, litter }
}

/// A number of a class that a history depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    class: usize,
    pool: usize,
    number: Number,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Initial,
    Accumulation,
    Disturbed(Impact),
    HalfLife,
}

impl Place {
    fn of(self, pools: &ClassFactors) -> &Factor {
        let pool = &pools[self.pool];
        match self.number {
            Number::Initial => &pool.initial,
            Number::Accumulation => &pool.accumulation,
            Number::Disturbed(impact) => &pool.disturbance[impact as usize],
            Number::HalfLife => &pool.half_life,
        }
    }

    fn set(self, classes: &mut [ClassCarbon], value: f64) {
        let class = &mut classes[self.class];
        let pool = [&mut class.biomass, &mut class.soil, &mut class.litter].into_iter().nth(self.pool);
        let Some(pool) = pool else { return };
        match self.number {
            Number::Initial => pool.initial = value,
            Number::Accumulation => pool.accumulation = value,
            Number::Disturbed(impact) => pool.disturbance[impact as usize] = value,
            Number::HalfLife => pool.half_life = value,
        }
    }
}

/// A history with its own classes, of which nothing but their numbers can be another.
#[derive(Debug, Clone)]
pub(super) struct Course {
    rules: HistoryRules,
    classes: Vec<ClassCarbon>,
    snapshots: Vec<(i32, usize)>,
    changes: Vec<(usize, usize, Transition)>,
    /// What it depends on and is linear in, then what else it depends on; numbers without parameters are left out.
    inputs: [Vec<(Place, Factor)>; 2],
}

impl Course {
    /// From dated states, which are indices into `states`, and what each change does.
    pub(super) fn new(
        rules: HistoryRules,
        states: &[ClassFactors],
        dated: &[(i32, usize)],
        transition: impl Fn(usize, usize) -> Transition,
    ) -> Self {
        let mut own: Vec<usize> = dated.iter().map(|(_, state)| *state).collect();
        own.sort_unstable();
        own.dedup();
        let place = |state: usize| own.partition_point(|other| *other < state);
        let snapshots: Vec<(i32, usize)> = dated.iter().map(|(year, state)| (*year, place(*state))).collect();
        let changes: Vec<(usize, usize, Transition)> = dated
            .windows(2)
            .map(|pair| (place(pair[0].1), place(pair[1].1), transition(pair[0].1, pair[1].1)))
            .collect();
        let classes = own.iter().map(|state| class_carbon(&states[*state])).collect();
        let mut course = Self { rules, classes, snapshots, changes, inputs: [Vec::new(), Vec::new()] };
        let inputs = course.places().map(|places| {
            let with = places.into_iter().map(|place| (place, place.of(&states[own[place.class]]).clone()));
            with.filter(|(_, factor)| factor.atoms().next().is_some()).collect()
        });
        course.inputs = inputs;
        course
    }

    /// The numbers that the history depends on.
    fn places(&self) -> [Vec<Place>; 2] {
        let invest = self.rules == HistoryRules::Invest;
        let (mut linear, mut others) = (Vec::new(), Vec::new());
        for pool in 0..3 {
            let first = self.snapshots.first().map(|(_, class)| *class);
            let place = |class, number| Place { class, pool, number };
            linear.extend(
                first
                    .into_iter()
                    .flat_map(|class| [Number::Initial, Number::Accumulation].map(|number| place(class, number))),
            );
            for &(from, to, transition) in self.changes.iter().filter(|(from, to, _)| invest || from != to) {
                if invest || transition != Transition::NoChange {
                    linear.push(place(to, Number::Accumulation));
                }
                if let Transition::Disturbance(impact) = transition {
                    others.push(place(from, Number::Disturbed(impact)));
                }
                if invest || matches!(transition, Transition::Disturbance(_)) {
                    others.push(place(from, Number::HalfLife));
                }
            }
        }
        [linear, others].map(|places| {
            let once = |(index, place): &(usize, Place)| !places[..*index].contains(place);
            places.iter().copied().enumerate().filter(once).map(|(_, place)| place).collect()
        })
    }

    /// Whether stocks and flows are linear in initial stocks and accumulation. To InVEST a pool gains from the year whose emission is
    /// next to nothing, which depends on how much was disturbed.
    fn is_linear(&self) -> bool {
        let disturbs = |change: &&(usize, usize, Transition)| matches!(change.2, Transition::Disturbance(_));
        let gains = |change: &(usize, usize, Transition)| change.2 == Transition::Accumulation;
        let mut after = self.changes.iter().skip_while(|change| !disturbs(change));
        self.rules == HistoryRules::Correct || !after.any(gains)
    }

    /// The history at the published values.
    pub(super) fn cover(&self) -> Result<CoverHistory> {
        self.with(&self.classes)
    }

    fn with(&self, classes: &[ClassCarbon]) -> Result<CoverHistory> {
        CoverHistory::new(self.rules, classes, &self.snapshots, |from, to| {
            let change = self.changes.iter().find(|(before, after, _)| (*before, *after) == (from, to));
            change.map_or(Transition::NoChange, |(.., transition)| *transition)
        })
    }

    /// What a hectare of the history gives, which depends on some pools and is linear in their stocks and accumulation.
    pub(super) fn factor(
        self: &Arc<Self>,
        equation: &'static str,
        pools: &[usize],
        output: impl Fn(&CoverHistory) -> Result<f64> + Send + Sync + 'static,
    ) -> Result<Factor> {
        let [linear, others] = self.inputs.each_ref().map(|inputs| {
            let inputs = inputs.iter().filter(|(place, _)| pools.contains(&place.pool));
            inputs.cloned().unzip::<Place, Factor, Vec<Place>, Vec<Factor>>()
        });
        let count = if self.is_linear() { linear.1.len() } else { 0 };
        let places = [linear.0, others.0].concat();
        let course = Arc::clone(self);
        Factor::of_list(equation, [linear.1, others.1].concat(), count, move |values| {
            let mut classes = course.classes.clone();
            for (place, value) in places.iter().zip(values) {
                place.set(&mut classes, *value);
            }
            output(&course.with(&classes)?)
        })
    }
}
