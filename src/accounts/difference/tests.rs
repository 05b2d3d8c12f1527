use proptest::prelude::*;

use super::*;
use crate::accounts::{Figure, Quantity};
use crate::land::Sector;
use crate::parameters::{Equation, Evidence, Factor, Leaf, Parameter};

fn parameter(name: &str, value: f64) -> UsedParameter {
    UsedParameter {
        name: name.to_owned(),
        value,
        unit: "t C/ha".to_owned(),
        low: None,
        high: None,
        distribution: String::new(),
        interval_assumed_by: String::new(),
        source: "a paper".to_owned(),
        table: String::new(),
        year: None,
        evidence: Evidence::Published,
        note: String::new(),
        rows: 1,
    }
}

fn factor(name: &str, value: f64) -> Factor {
    Factor::from(&Parameter { name: name.to_owned(), value, ..Parameter::default() })
}

fn row(figure: &Figure) -> TracedRow {
    let row = AccountRow {
        zone_set: "counties".to_owned(),
        zone: "1".to_owned(),
        zone_name: "西区".to_owned(),
        year: Some(2022),
        year_to: None,
        sector: Sector::Land,
        category: "*".to_owned(),
        pool: "*".to_owned(),
        quantity: Quantity::CarbonStock,
        unit: "t C".to_owned(),
        value: figure.value(),
        figure: figure.value().into(),
        low95: None,
        high95: None,
        method: "carbon_density, ellipsoidal area".to_owned(),
        evidence: None,
        sources: String::new(),
    };
    TracedRow { index: 0, row, parts: figure.parts().iter().map(TracedPart::from).collect() }
}

fn change(cause: Cause, name: &str, reach: Reach) -> Change {
    Change { cause, named: Named { name: name.to_owned(), before: "a".to_owned(), after: "b".to_owned() }, reach }
}

fn input() -> Changes {
    Changes { found: vec![change(Cause::InputData, "land", Reach::All)], ..Changes::default() }
}

fn both() -> Changes {
    let zones = BTreeSet::from(["1".to_owned()]);
    let boundary = change(Cause::Boundary, "counties", Reach::Zones { set: "counties".to_owned(), zones });
    Changes { found: [input().found, vec![boundary]].concat(), ..Changes::default() }
}

/// Cause and amount of every contribution, and the names of what changed.
fn explained(
    a: &TracedRow,
    b: &TracedRow,
    parameters: [&[UsedParameter]; 2],
    changes: &Changes,
) -> Vec<(Vec<Cause>, f64, Vec<String>)> {
    let account = |row, parameters| TracedAccount { rows: std::slice::from_ref(row), parameters };
    let found = differences(account(a, parameters[0]), account(b, parameters[1]), changes);
    assert_eq!(found.len(), 1);
    let parts = found[0].contributions.iter();
    parts
        .map(|part| (part.causes.clone(), part.change, part.changed.iter().map(|one| one.name.clone()).collect()))
        .collect()
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn amounts_and_parameters_are_substituted_one_after_the_other() {
    let at = |a: f64, b: f64| &factor("a", a) * &factor("b", b);
    let old = row(&Figure::of("marsh", 10.0, "ha", &at(2.0, 3.0)));
    let new = row(&Figure::of("marsh", 12.0, "ha", &at(4.0, 5.0)));
    let parameters = [vec![parameter("a", 2.0), parameter("b", 3.0)], vec![parameter("a", 4.0), parameter("b", 5.0)]];
    let found = explained(&old, &new, [&parameters[0], &parameters[1]], &input());
    // (12 − 10) · 6, then 12 · (4 · 3 − 2 · 3), then 12 · (4 · 5 − 4 · 3).
    let expected = [
        (vec![Cause::Parameter], 96.0, names(&["b"])),
        (vec![Cause::Parameter], 72.0, names(&["a"])),
        (vec![Cause::InputData], 12.0, names(&["land"])),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_cannot_be_told_apart_is_said_together() {
    let at =
        |a: f64, b: f64| Factor::of("a / b", [&factor("a", a), &factor("b", b)], |[a, b]| Ok(a / b)).expect("a number");
    let old = row(&Figure::of("marsh", 10.0, "ha", &at(6.0, 3.0)));
    let new = row(&Figure::of("marsh", 10.0, "ha", &at(8.0, 2.0)));
    let parameters = [vec![parameter("a", 6.0), parameter("b", 3.0)], vec![parameter("a", 8.0), parameter("b", 2.0)]];
    let found = explained(&old, &new, [&parameters[0], &parameters[1]], &Changes::default());
    assert_eq!(found, [(vec![Cause::Parameter], 20.0, names(&["a", "b"]))]);
    // One that changed alone is known by itself.
    let found = explained(
        &old,
        &row(&Figure::of("marsh", 10.0, "ha", &at(6.0, 2.0))),
        [&parameters[0], &[parameter("a", 6.0), parameter("b", 2.0)]],
        &Changes::default(),
    );
    assert_eq!(found, [(vec![Cause::Parameter], 10.0, names(&["b"]))]);
    let moved = row(&Figure::of("marsh", 11.0, "ha", &at(6.0, 3.0)));
    let found = explained(&old, &moved, [&parameters[0], &parameters[0]], &both());
    assert_eq!(found, [(vec![Cause::InputData, Cause::Boundary], 2.0, names(&["counties", "land"]))]);
}

#[test]
fn a_density_from_another_table_is_another_parameter_and_another_formula_another_method() {
    let old = row(&Figure::of("marsh", 10.0, "ha", &factor("ours, marsh", 2.0)));
    let new = row(&Figure::of("marsh", 10.0, "ha", &factor("theirs, marsh", 3.0)));
    let parameters = [[parameter("ours, marsh", 2.0)], [parameter("theirs, marsh", 3.0)]];
    let found = explained(&old, &new, [&parameters[0], &parameters[1]], &Changes::default());
    assert_eq!(found, [(vec![Cause::Parameter], 10.0, names(&["ours, marsh"]))]);
    let new = row(&Figure::of("marsh", 10.0, "ha", &(&factor("ours, marsh", 2.0) * 0.5)));
    let found = explained(&old, &new, [&parameters[0], &parameters[0]], &Changes::default());
    assert_eq!(found, [(vec![Cause::Method], -10.0, names(&["equation"]))]);
}

#[test]
fn what_one_side_lacks_is_a_definition_where_a_list_of_classes_names_it() {
    let marsh = Figure::of("salt_marsh", 10.0, "ha", &factor("marsh", 2.0));
    let mut all = marsh.clone();
    all.add(&Figure::of("flat", 5.0, "ha", &factor("flat", 1.0)));
    let parameters = [parameter("marsh", 2.0), parameter("flat", 1.0)];
    let list = |class: &str| {
        let reach = Reach::Method { method: "carbon_density".to_owned(), classes: Some(vec![class.to_owned()]) };
        let mut changes = input();
        changes.found.push(change(Cause::Definition, "exclude", reach));
        changes
    };
    let explain = |changes: &Changes| explained(&row(&all), &row(&marsh), [&parameters, &parameters], changes);
    assert_eq!(explain(&list("flat")), [(vec![Cause::Definition], -5.0, names(&["exclude"]))]);
    assert_eq!(explain(&list("paddy")), [(vec![Cause::InputData], -5.0, names(&["land"]))]);
    assert_eq!(explain(&Changes::default()), [(vec![Cause::Definition], -5.0, names(&[]))]);
}

#[test]
fn figures_without_parts_move_with_their_data() {
    let (old, new) = (row(&Figure::from(5.0)), row(&Figure::from(7.0)));
    assert_eq!(explained(&old, &new, [&[], &[]], &input()), [(vec![Cause::InputData], 2.0, names(&["land"]))]);
    assert_eq!(explained(&old, &new, [&[], &[]], &both())[0].0, [Cause::InputData, Cause::Boundary]);
    let elsewhere = Changes {
        found: vec![change(
            Cause::Boundary,
            "counties",
            Reach::Zones { set: "counties".to_owned(), zones: BTreeSet::from(["2".to_owned()]) },
        )],
        program: Some(Named { name: "tanhui".to_owned(), before: "0.1".to_owned(), after: "0.2".to_owned() }),
        ..Changes::default()
    };
    assert_eq!(explained(&old, &new, [&[], &[]], &elsewhere), [(vec![Cause::Method], 2.0, names(&["tanhui"]))]);
}

fn account(rows: &[TracedRow]) -> TracedAccount<'_> {
    TracedAccount { rows, parameters: &[] }
}

#[test]
fn rows_are_matched_by_what_they_are_of_and_methods_that_only_name_other_numbers_are_the_same() {
    let mut old = row(&Figure::from(5.0));
    old.row.method = "present_value of 300 CNY/t C".to_owned();
    let mut new = row(&Figure::from(6.0));
    new.row.method = "present_value of 388.67 CNY/t C".to_owned();
    let mut other = new.clone();
    other.row.method = "planar area".to_owned();
    let found = differences(account(std::slice::from_ref(&old)), account(&[other, new]), &input());
    assert_eq!(found.iter().map(|row| row.value_a).collect::<Vec<_>>(), [None, Some(5.0)]);
    assert_eq!(found[1].contributions[0].causes, [Cause::InputData]);
    let mut rest = row(&Figure::from(6.0));
    rest.row.method = "stock times price".to_owned();
    let found = differences(account(&[old]), account(&[rest]), &Changes::default());
    assert_eq!(found[0].contributions[0].causes, [Cause::Method]);
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn any_factor(values: [f64; 4]) -> impl Strategy<Value = Factor> {
    let leaf = (0..4_usize).prop_map(move |index| factor(NAMES[index], values[index]));
    leaf.prop_recursive(3, 10, 2, |inner| {
        (inner.clone(), inner, 0..5).prop_map(|(one, other, how)| match how {
            0 => &one + &other,
            1 => &one - &other,
            2 => &one * &other,
            3 => Factor::of("a / b", [&one, &(&(&other * &other) + &Factor::exact(1.0))], |[a, b]| Ok(a / b))
                .expect("a number"),
            _ => &one * -2.5,
        })
    })
}

fn any_figure(values: [f64; 4]) -> impl Strategy<Value = Figure> {
    let part = (0..3_usize, -50_i32..500, any_factor(values));
    (prop::collection::vec(part, 0..6), -9.0..9.0_f64).prop_map(|(parts, observed)| {
        let mut figure = Figure::from(observed);
        for (what, amount, factor) in parts {
            figure.add(&Figure::of(["marsh", "flat", "sea"][what], f64::from(amount) / 3.0, "ha", &factor));
        }
        figure
    })
}

/// The same figure at other values of its parameters and with other amounts, as a run of other data gives it.
fn at_other_values(figure: &Figure, values: [f64; 4], more: f64) -> TracedRow {
    let mut moved = row(figure);
    let mut value = moved.observed();
    for part in &mut moved.parts {
        let equation = Equation::read(&part.equation).expect("an equation");
        let leaf = |leaf: &Leaf<'_>| match leaf {
            Leaf::Number(number) => *number,
            Leaf::Parameter(name) => values[NAMES.iter().position(|known| known == name).expect("one of these")],
        };
        let leaves: Vec<f64> = equation.leaves().iter().map(leaf).collect();
        // A formula in words has moved in its own way.
        part.factor = equation.value(&leaves).unwrap_or(part.factor * 1.1 + 0.3);
        part.amount *= more;
        value += part.value();
    }
    moved.row.value = value;
    moved
}

fn size(row: &TracedRow) -> f64 {
    row.row.value.abs() + row.parts.iter().map(|part| part.value().abs()).sum::<f64>()
}

fn adds_up(a: &TracedRow, b: &TracedRow, values: [[f64; 4]; 2]) -> Result<(), TestCaseError> {
    let list = |values: [f64; 4]| -> Vec<UsedParameter> {
        NAMES.iter().zip(values).map(|(name, value)| parameter(name, value)).collect()
    };
    let lists = values.map(list);
    let whole = b.row.value - a.row.value;
    let steps = row_steps(a, b, &both(), &Parameters::new(&lists[0], &lists[1]));
    let sum: f64 = steps.iter().map(|step| step.change).sum();
    let moved: f64 = steps.iter().map(|step| step.change.abs()).sum();
    // Before what rounding leaves is given to the largest step.
    prop_assert!((sum - whole).abs() <= 1e-9 * (size(a) + size(b) + moved), "{} {}", sum, whole);
    let account = |row, parameters| TracedAccount { rows: std::slice::from_ref(row), parameters };
    let found = differences(account(a, &lists[0]), account(b, &lists[1]), &both());
    let sum: f64 = found[0].contributions.iter().map(|part| part.change).sum();
    prop_assert!((sum - found[0].difference).abs() <= 1e-9 * moved.max(whole.abs()), "{} {}", sum, whole);
    prop_assert!(found[0].contributions.iter().all(|part| !part.causes.is_empty()));
    Ok(())
}

proptest! {
    #[test]
    fn causes_of_figures_made_alike_add_up(
        figure in any_figure([2.0, 0.5, 30.0, 0.47]), values in prop::array::uniform4(0.1..50.0_f64), more in 0.2..3.0_f64,
    ) {
        let (a, b) = (row(&figure), at_other_values(&figure, values, more));
        adds_up(&a, &b, [[2.0, 0.5, 30.0, 0.47], values])?;
    }

    #[test]
    fn causes_of_any_two_figures_add_up(
        one in any_figure([2.0, 0.5, 30.0, 0.47]), other in any_figure([2.0, 0.6, 31.0, 0.47]),
    ) {
        adds_up(&row(&one), &row(&other), [[2.0, 0.5, 30.0, 0.47], [2.0, 0.6, 31.0, 0.47]])?;
    }
}
