//! Draws against answers that are known.

use super::*;
use crate::accounts::{Figure, Quantity};
use crate::land::Sector;
use crate::parameters::{Distribution, Factor, Parameter, SkewedMean};

/// A parameter with its 95 % interval.
fn parameter(name: &str, value: f64, limits: (f64, f64), distribution: &str) -> Factor {
    Factor::from(&Parameter {
        name: name.to_owned(),
        value,
        low: Some(limits.0),
        high: Some(limits.1),
        distribution: distribution.to_owned(),
        source: "a test".to_owned(),
        ..Parameter::default()
    })
}

fn normal(name: &str, value: f64, sd: f64) -> Factor {
    let half = Distribution::LIMIT * sd;
    parameter(name, value, (value - half, value + half), "normal")
}

fn row(figure: Figure) -> AccountRow {
    AccountRow {
        zone_set: "counties".to_owned(),
        zone: "*".to_owned(),
        zone_name: "all zones".to_owned(),
        year: Some(2022),
        year_to: None,
        sector: Sector::Forest,
        category: "*".to_owned(),
        pool: "*".to_owned(),
        quantity: Quantity::CarbonStock,
        unit: "t C".to_owned(),
        value: figure.value(),
        figure,
        low95: None,
        high95: None,
        method: String::new(),
        evidence: None,
        sources: String::new(),
    }
}

fn of(amount: f64, factor: &Factor) -> Figure {
    Figure::of("area", amount, "ha", factor)
}

fn sum(figures: &[Figure]) -> Figure {
    figures.iter().fold(Figure::default(), |mut sum, figure| {
        sum.add(figure);
        sum
    })
}

fn draw(figures: Vec<Figure>, settings: &UncertaintySettings) -> Vec<Option<Spread>> {
    let rows: Vec<AccountRow> = figures.into_iter().map(row).collect();
    let found = Uncertainty::of(&rows, settings).expect("can be drawn");
    (0..rows.len()).map(|row| found.spread(row)).collect()
}

fn spread(figure: Figure) -> Spread {
    draw(vec![figure], &UncertaintySettings::default())[0].expect("an interval")
}

/// Within three standard errors of the draws.
fn assert_spread(found: &Spread, mean: f64, sd: f64, limits: (f64, f64)) {
    let near =
        |got: f64, expected: f64, error: f64| assert!((got - expected).abs() <= 3.0 * error, "{found:?}: {expected}");
    near(found.mean, mean, found.mean_error);
    near(found.low95, limits.0, found.low95_error);
    near(found.high95, limits.1, found.high95_error);
    // The standard error of a standard deviation is about sd / √(2 n); skewed draws have more.
    assert!((found.sd / sd - 1.0).abs() < 0.06, "{found:?}: sd {sd}");
}

#[test]
fn a_sum_of_normals_is_normal() {
    let total = sum(&[of(10.0, &normal("a", 5.0, 0.3)), of(20.0, &normal("b", 3.0, 0.2)), Figure::from(7.0)]);
    let sd = 3.0_f64.hypot(4.0);
    let half = Distribution::LIMIT * sd;
    assert_spread(&spread(total), 117.0, sd, (117.0 - half, 117.0 + half));
}

#[test]
fn what_is_shared_adds_up_and_cancels() {
    let density = normal("density", 100.0, 10.0);
    let (before, after) = (of(30.0, &density), of(25.0, &density));
    let found = draw(
        vec![sum(&[before.clone(), after.clone()]), after.less(&before), before.less(&before)],
        &UncertaintySettings::default(),
    );
    let [total, change] = [0, 1].map(|row| found[row].expect("an interval"));
    assert_spread(&total, 5_500.0, 550.0, (5_500.0 - 1077.98, 5_500.0 + 1077.98));
    assert_spread(&change, -500.0, 50.0, (-597.998, -402.002));
    assert!(found[2].is_none(), "what did not change has no error");
}

#[test]
fn a_product_of_log_normals_is_log_normal() {
    let settings = UncertaintySettings { skewed: SkewedMean::Geometric, ..UncertaintySettings::default() };
    let (a, b) = (parameter("a", 2.0, (1.0, 4.0), "log_normal"), parameter("b", 3.0, (2.0, 4.5), "log_normal"));
    let found = draw(vec![of(5.0, &(&a * &b))], &settings)[0].expect("an interval");
    let sigma = (4.0_f64.ln() / (2.0 * Distribution::LIMIT)).hypot(2.25_f64.ln() / (2.0 * Distribution::LIMIT));
    let limit = (Distribution::LIMIT * sigma).exp();
    let mean = 30.0 * (sigma * sigma / 2.0).exp();
    let sd = mean * ((sigma * sigma).exp() - 1.0).sqrt();
    assert_spread(&found, mean, sd, (30.0 / limit, 30.0 * limit));
}

#[test]
fn the_choice_of_mean_moves_a_skewed_answer() {
    let factor = parameter("methane", 100.0, (10.0, 1000.0), "log_normal");
    let mean = |skewed| {
        let settings = UncertaintySettings { skewed, ..UncertaintySettings::default() };
        draw(vec![of(1.0, &factor)], &settings)[0].expect("an interval").mean
    };
    let (arithmetic, geometric) = (mean(SkewedMean::Arithmetic), mean(SkewedMean::Geometric));
    assert!((arithmetic / 100.0 - 1.0).abs() < 0.1, "{arithmetic}");
    assert!((1.7..2.4).contains(&(geometric / arithmetic)), "{geometric} against {arithmetic}");
}

#[test]
fn a_formula_that_is_linear_in_what_is_drawn_is_the_sum_of_its_inputs() {
    let make = |linear| {
        let inputs = vec![normal("a", 4.0, 0.5), normal("b", 9.0, 1.0), Factor::exact(2.0)];
        let factor = Factor::of_list("(a + 3 b) / c", inputs, linear, |at| Ok((at[0] + 3.0 * at[1]) / at[2]));
        spread(of(10.0, &factor.expect("a number")))
    };
    let (taken_apart, drawn) = (make(2), make(0));
    assert!((taken_apart.low95 - drawn.low95).abs() < 1e-9 && (taken_apart.mean - drawn.mean).abs() < 1e-9);
    assert!((taken_apart.sd / 10.0 - (0.5_f64.hypot(3.0) / 2.0)).abs() < 0.03, "{taken_apart:?}");
}

#[test]
fn draws_that_a_formula_refuses_are_named() {
    let root = Factor::of("√a", [&normal("a", 1.0, 1.0)], |[a]| {
        if a < 0.0 { Err(Error::data(format!("found {a}, expected 0 or more"))) } else { Ok(a.sqrt()) }
    });
    let rows = [row(of(1.0, &root.expect("a number")))];
    let settings = UncertaintySettings::default();
    let message = Uncertainty::of(&rows, &settings).err().expect("refused").to_string();
    assert!(message.contains("expected 0 or more") && message.contains("`a`"), "{message}");
}

#[test]
fn an_assumed_error_is_used_where_the_source_gives_none() {
    let row_of = |name: &str| Factor::from(&Parameter { name: name.to_owned(), value: 10.0, ..Parameter::default() });
    let assumed = AssumedError {
        parameters: NamePattern("lines*".to_owned()),
        half_width: 0.3,
        distribution: "normal".to_owned(),
        source: "a guess".to_owned(),
    };
    let settings = UncertaintySettings { assumed: vec![assumed], ..UncertaintySettings::default() };
    let found = draw(vec![of(1.0, &row_of("lines: a")), of(1.0, &row_of("other"))], &settings);
    let line = found[0].expect("an interval");
    assert_spread(&line, 10.0, 3.0 / Distribution::LIMIT, (7.0, 13.0));
    assert!(found[1].is_none());
}

fn approach1(figure: Figure) -> (f64, Option<Disagreement>) {
    let rows = [row(figure)];
    let settings = UncertaintySettings::default();
    Uncertainty::of(&rows, &settings).expect("can be drawn").approach1(0).expect("an interval")
}

#[test]
fn approach_1_is_equations_3_1_and_3_2() {
    // Eq. 3.1: 10 % and 5 % give √(10² + 5²) = 11.18 %.
    let product = &parameter("a", 100.0, (90.0, 110.0), "normal") * &parameter("b", 2.0, (1.9, 2.1), "normal");
    let (half, why) = approach1(of(1.0, &product));
    assert!((half / 200.0 - 0.1_f64.hypot(0.05)).abs() < 1e-12 && why.is_none(), "{half}: {why:?}");
    // Eq. 3.2: 100 ± 10 and 50 ± 10 give 150 ± √200.
    let parts = [
        of(1.0, &parameter("a", 100.0, (90.0, 110.0), "normal")),
        Figure::of("other", 1.0, "ha", &parameter("b", 50.0, (40.0, 60.0), "normal")),
    ];
    let (half, why) = approach1(sum(&parts));
    assert!((half - 200.0_f64.sqrt()).abs() < 1e-9 && why.is_none(), "{half}: {why:?}");
}

#[test]
fn approach_1_says_where_it_fails_and_why() {
    let shared = normal("a", 10.0, 1.0);
    let parts: Vec<Figure> = (0..9).map(|zone| Figure::of(format!("class {zone}"), 1.0, "ha", &shared)).collect();
    let (half, why) = approach1(sum(&parts));
    assert!((half - 3.0 * Distribution::LIMIT).abs() < 1e-9, "a third of what nine parts of one error have: {half}");
    assert_eq!(why, Some(Disagreement::Correlated));
    let power = Factor::of("a⁴", [&parameter("a", 1.0, (0.5, 2.0), "log_normal")], |[a]| Ok(a.powi(4)));
    assert_eq!(approach1(of(1.0, &power.expect("a number"))).1, Some(Disagreement::Skewed));
}

#[test]
fn shares_of_variance_and_rank_correlations_are_the_analytic_ones() {
    let rows = [row(sum(&[of(3.0, &normal("a", 10.0, 1.0)), of(4.0, &normal("b", 10.0, 1.0))]))];
    let settings = UncertaintySettings::default();
    let found = Uncertainty::of(&rows, &settings).expect("can be drawn");
    let drivers = &found.drivers(&[0]).expect("drivers")[0];
    let names: Vec<&str> = drivers.iter().map(|driver| driver.parameters[0].name.as_str()).collect();
    assert_eq!(names, ["b", "a"]);
    for (driver, share) in drivers.iter().zip([16.0 / 25.0, 9.0 / 25.0_f64]) {
        assert!((driver.variance_share - share).abs() < 0.04, "{driver:?}");
        // Spearman's of a bivariate normal: 6/π · asin(r / 2).
        let rank = 6.0 / std::f64::consts::PI * (share.sqrt() / 2.0).asin();
        assert!((driver.rank_correlation - rank).abs() < 0.03, "{driver:?}");
    }
    let high = 70.0 + 4.0 * Distribution::LIMIT;
    assert!((drivers[0].limits[1] - high).abs() < 1e-9, "{drivers:?}");
}

#[test]
fn a_correlated_group_is_one_driver() {
    let rows = [row(sum(&[of(1.0, &normal("a", 10.0, 1.0)), of(1.0, &normal("b", 10.0, 1.0))]))];
    let correlation = Correlation {
        parameters: vec![NamePattern("a".to_owned()), NamePattern("b".to_owned())],
        between: Between::Every(1.0),
        source: "a test".to_owned(),
    };
    let settings = UncertaintySettings { correlations: vec![correlation], ..UncertaintySettings::default() };
    let found = Uncertainty::of(&rows, &settings).expect("can be drawn");
    assert!((found.spread(0).expect("an interval").sd - 2.0).abs() < 0.06);
    let drivers = &found.drivers(&[0]).expect("drivers")[0];
    assert_eq!((drivers.len(), drivers[0].parameters.len()), (1, 2));
    assert!((drivers[0].variance_share - 1.0).abs() < 1e-9);
}

/// How often intervals hold a truth that is known: published values are the truth with a normal error, as are areas.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    const TRIALS: usize = 2_000;
    let truth = [40.0, 120.0];
    let (area, changed) = ([700.0, 300.0], 80.0);
    let errors = |name: &str| scores::scores(2026, name, 0..TRIALS);
    let (first, second, share) = (errors("first"), errors("second"), errors("share"));
    let mut held = [0; 3];
    for trial in 0..TRIALS {
        let published = [
            normal("first", truth[0] + 8.0 * first[trial], 8.0),
            normal("second", truth[1] + 9.0 * second[trial], 9.0),
        ];
        // The share of the first class that a reference sample finds, of 0.9 in truth.
        let found = normal("share", 0.9 + 0.02 * share[trial], 0.02);
        let adjusted = of(area[0], &found);
        let stock = sum(&[of(area[0], &(&found * &published[0])), of(area[1], &published[1])]);
        let change = of(changed, &(&published[1] - &published[0]));
        let settings = UncertaintySettings { draws: 400, seed: trial as u64, ..UncertaintySettings::default() };
        let spreads = draw(vec![adjusted, stock, change], &settings);
        let truths = [area[0] * 0.9, area[0] * 0.9 * truth[0] + area[1] * truth[1], changed * (truth[1] - truth[0])];
        for ((held, spread), truth) in held.iter_mut().zip(spreads).zip(truths) {
            let spread = spread.expect("an interval");
            *held += u64::from(spread.low95 <= truth && truth <= spread.high95);
        }
    }
    for (what, held) in ["area", "stock", "change"].into_iter().zip(held) {
        let share = held as f64 / TRIALS as f64;
        assert!((0.935..=0.965).contains(&share), "{what}: {share}");
    }
}
