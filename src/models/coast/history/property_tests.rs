//! What must hold of any history, against simulations year by year that share nothing with the closed form.

use proptest::prelude::*;

use super::*;

const LAST: i32 = 2060;

fn pool() -> impl Strategy<Value = PoolCourse> {
    let half_life = prop_oneof![Just(0.0), 0.05..40.0];
    (0.0..400.0, 0.0..20.0, [0.0..=1.0, 0.0..=1.0, 0.0..=1.0], half_life).prop_map(
        |(initial, accumulation, disturbance, half_life)| PoolCourse { initial, accumulation, disturbance, half_life },
    )
}

fn class() -> impl Strategy<Value = ClassCarbon> {
    (pool(), pool(), pool()).prop_map(|(biomass, soil, litter)| ClassCarbon { biomass, soil, litter })
}

#[derive(Debug, Clone)]
struct Case {
    classes: Vec<ClassCarbon>,
    snapshots: Vec<(i32, usize)>,
    matrix: Vec<Transition>,
}

impl Case {
    fn transition(&self, from: usize, to: usize) -> Transition {
        self.matrix[from * self.classes.len() + to]
    }

    fn history(&self, rules: HistoryRules) -> CoverHistory {
        CoverHistory::new(rules, &self.classes, &self.snapshots, |from, to| self.transition(from, to)).expect("valid")
    }
}

fn case() -> impl Strategy<Value = Case> {
    let transition = prop_oneof![
        Just(Transition::NoChange),
        Just(Transition::Accumulation),
        Just(Transition::Disturbance(Impact::Low)),
        Just(Transition::Disturbance(Impact::Medium)),
        Just(Transition::Disturbance(Impact::High)),
    ];
    (
        prop::collection::vec(class(), 3),
        prop::collection::vec((1_i32..12, 0_usize..3), 1..6),
        prop::collection::vec(transition, 9),
    )
        .prop_map(|(classes, steps, matrix)| {
            let mut year = 1990;
            let snapshots = steps
                .into_iter()
                .map(|(years, class)| {
                    year += years;
                    (year, class)
                })
                .collect();
            Case { classes, snapshots, matrix }
        })
}

fn near(found: f64, expected: f64) -> std::result::Result<(), TestCaseError> {
    prop_assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} against {expected}");
    Ok(())
}

/// One pool year by year: stock, gain and emission of every year from the first date.
fn simulate(case: &Case, pool: fn(&ClassCarbon) -> &PoolCourse) -> Vec<(f64, f64, f64)> {
    let (first, mut class) = case.snapshots[0];
    let (mut living, mut rate) = (pool(&case.classes[class]).initial, pool(&case.classes[class]).accumulation);
    let mut dying: Vec<(f64, f64)> = Vec::new();
    let mut years = Vec::new();
    for year in first..LAST {
        let stock = living + dying.iter().map(|(amount, _)| amount).sum::<f64>();
        if let Some(&(_, next)) = case.snapshots.iter().find(|(date, next)| *date == year && *next != class) {
            let transition = case.transition(class, next);
            if let Transition::Disturbance(impact) = transition {
                let share = pool(&case.classes[class]).disturbance[match impact {
                    Impact::Low => 0,
                    Impact::Medium => 1,
                    Impact::High => 2,
                }];
                dying.push((living * share, pool(&case.classes[class]).half_life));
                living *= 1.0 - share;
            }
            rate = if transition == Transition::NoChange { 0.0 } else { pool(&case.classes[next]).accumulation };
            class = next;
        }
        let mut emission = 0.0;
        for (amount, half_life) in &mut dying {
            let kept = if *half_life > 0.0 { 0.5_f64.powf(1.0 / *half_life) } else { 0.0 };
            emission += *amount * (1.0 - kept);
            *amount *= kept;
        }
        living += rate;
        years.push((stock, rate, emission));
    }
    years
}

/// The net change of biomass or soil by InVEST's rules, year by year.
fn simulate_invest(case: &Case, pool: fn(&ClassCarbon) -> &PoolCourse) -> Vec<f64> {
    let (first, mut class) = case.snapshots[0];
    let mut stock = pool(&case.classes[class]).initial;
    let mut rate = pool(&case.classes[class]).accumulation;
    let (mut disturbed, mut since, mut half_life) = (0.0, first, 0.0);
    let mut stocks = vec![];
    for year in first..LAST {
        stocks.push(stock);
        if let Some(&(_, next)) = case.snapshots.iter().skip(1).find(|(date, _)| *date == year) {
            let source = pool(&case.classes[class]);
            let transition = case.transition(class, next);
            rate = if transition == Transition::Accumulation { pool(&case.classes[next]).accumulation } else { 0.0 };
            if let Transition::Disturbance(impact) = transition {
                let share = source.disturbance[impact as usize];
                if share > 0.0 {
                    (disturbed, since) = (share * stock, year);
                }
            }
            half_life = source.half_life;
            class = next;
        }
        let k = f64::from(year - since + 1);
        let emission = if half_life > 0.0 {
            disturbed * (0.5_f64.powf((k - 1.0) / half_life) - 0.5_f64.powf(k / half_life))
        } else {
            0.0
        };
        stock += if emission.abs() > 1e-8 { -emission } else { rate };
    }
    stocks
}

const POOLS: [fn(&ClassCarbon) -> &PoolCourse; 3] =
    [|class| &class.biomass, |class| &class.soil, |class| &class.litter];

proptest! {
    #[test]
    fn the_closed_form_is_the_simulation(case in case()) {
        let history = case.history(HistoryRules::Correct);
        let [biomass, soil, litter] = POOLS.map(|pool| simulate(&case, pool));
        for (index, year) in (case.snapshots[0].0..LAST).enumerate() {
            let stocks = history.stocks(year).expect("a year");
            near(stocks.biomass, biomass[index].0)?;
            near(stocks.soil, soil[index].0)?;
            near(stocks.litter, litter[index].0)?;
            let flows = history.flows(year, year + 1).expect("a period");
            near(flows.accumulation, biomass[index].1 + soil[index].1 + litter[index].1)?;
            near(flows.emissions, biomass[index].2 + soil[index].2 + litter[index].2)?;
        }
    }

    #[test]
    fn the_closed_form_of_invest_is_its_simulation(mut case in case()) {
        case.classes.iter_mut().for_each(|class| class.litter.disturbance = [0.0; 3]);
        let history = case.history(HistoryRules::Invest);
        let [biomass, soil] = [POOLS[0], POOLS[1]].map(|pool| simulate_invest(&case, pool));
        for (index, year) in (case.snapshots[0].0..LAST).enumerate() {
            let stocks = history.stocks(year).expect("a year");
            near(stocks.biomass, biomass[index])?;
            near(stocks.soil, soil[index])?;
        }
    }

    #[test]
    fn a_date_without_a_change_changes_nothing(case in case(), at in 0_usize..5, years in 1_i32..11) {
        let history = case.history(HistoryRules::Correct);
        let at = at.min(case.snapshots.len() - 1);
        let (year, class) = case.snapshots[at];
        let extra = year + years;
        prop_assume!(case.snapshots.get(at + 1).is_none_or(|(next, _)| extra < *next));
        let mut split = case.clone();
        split.snapshots.insert(at + 1, (extra, class));
        prop_assert_eq!(split.history(HistoryRules::Correct), history);
    }

    #[test]
    fn no_pool_is_ever_negative_and_none_gives_off_more_than_it_had(case in case()) {
        let history = case.history(HistoryRules::Correct);
        let first = case.snapshots[0].0;
        let had = history.stocks(first).expect("a year").total();
        for year in first..LAST {
            let stocks = history.stocks(year).expect("a year");
            prop_assert!([stocks.biomass, stocks.soil, stocks.litter].iter().all(|stock| *stock >= 0.0), "{stocks:?}");
            let flows = history.flows(first, year).expect("a period");
            prop_assert!(flows.emissions <= had + flows.accumulation + 1e-9);
            near(stocks.total() - had, flows.net)?;
        }
    }
}

#[test]
fn a_mangrove_turned_into_a_parking_lot_by_the_correct_rules() {
    // 84 t C/ha of biomass, all disturbed, half-life 15 years: after 15 years 42 are given off. 366.5 of soil, 66 % of it
    // disturbed, half-life 7.5: after 15 years three quarters of 241.89. Litter, 13, stays.
    let mangrove = ClassCarbon {
        biomass: PoolCourse { initial: 64.0, accumulation: 2.0, disturbance: [0.5, 0.5, 1.0], half_life: 15.0 },
        soil: PoolCourse { initial: 313.0, accumulation: 5.35, disturbance: [0.3, 0.5, 0.66], half_life: 7.5 },
        litter: PoolCourse { initial: 3.0, accumulation: 1.0, ..PoolCourse::default() },
    };
    let history = CoverHistory::new(
        HistoryRules::Correct,
        &[mangrove, ClassCarbon::default()],
        &[(2000, 0), (2010, 1)],
        |_, _| Transition::Disturbance(Impact::High),
    )
    .expect("valid");
    let flows = history.flows(2010, 2025).expect("a period");
    assert!((flows.emissions - (42.0 + 0.75 * 0.66 * 366.5)).abs() < 1e-9, "{flows:?}");
    assert_eq!(history.stocks(2025).expect("a year").litter, 13.0);
    let net = history.yearly_net(2000, 2010).expect("a period");
    assert!(net.len() == 10 && net.iter().all(|net| (net - 8.35).abs() < 1e-9), "{net:?}");
}

#[test]
fn histories_that_cannot_be_are_refused_together() {
    let mut class = ClassCarbon::default();
    class.soil.half_life = -1.0;
    class.litter.disturbance = [0.5, 0.0, 2.0];
    let refused =
        CoverHistory::new(HistoryRules::Invest, &[class], &[(2010, 0), (2010, 4)], |_, _| Transition::NoChange);
    let message = refused.expect_err("wrong").to_string();
    for part in ["years must rise", "class 4", "half-life of -1", "found a disturbed share of 2", "litter of class 0"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    let history =
        CoverHistory::new(HistoryRules::Correct, &[ClassCarbon::default()], &[(2010, 0)], |_, _| Transition::NoChange);
    assert!(history.expect("valid").stocks(2009).is_err());
}
