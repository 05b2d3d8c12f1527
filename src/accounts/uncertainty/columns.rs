//! What is drawn, as columns of deviations from the published values.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::approach1::of_form;
use super::scores::{Group, scores};
use super::settings::UncertaintySettings;
use crate::accounts::Figure;
use crate::error::{Error, Result};
use crate::parameters::{Atom, Distribution, Factor, Function, Node, Parameter};

/// A sum of columns with coefficients, in the order of the columns.
pub(super) type Form = Vec<(usize, f64)>;

/// What a column holds. Columns come after those they are made of.
enum Column<'a> {
    Parameter { row: &'a Parameter, distribution: Distribution },
    Product { values: [f64; 2], inputs: [Form; 2] },
    Function { function: &'a Function, value: f64, inputs: Vec<(f64, Form)> },
}

/// The columns that some figures are sums of. What is fixed has none.
pub(super) struct Columns<'a> {
    settings: &'a UncertaintySettings,
    list: Vec<Column<'a>>,
    known: BTreeMap<&'a Atom, Form>,
    /// The same by address, which is quicker where an atom is shared.
    places: FxHashMap<usize, Form>,
    /// Every parameter met, fixed ones too.
    parameters: BTreeMap<&'a str, &'a Parameter>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(settings: &'a UncertaintySettings) -> Self {
        Self {
            settings,
            list: Vec::new(),
            known: BTreeMap::new(),
            places: FxHashMap::default(),
            parameters: BTreeMap::new(),
        }
    }

    /// The form of a figure.
    ///
    /// # Errors
    /// A parameter whose distribution cannot be.
    pub(super) fn of_figure(&mut self, figure: &'a Figure) -> Result<Form> {
        let mut terms = Vec::new();
        for part in figure.parts() {
            self.add(&part.factor, part.amount, &mut terms)?;
        }
        Ok(merged(terms))
    }

    /// The form of a factor.
    ///
    /// # Errors
    /// A parameter whose distribution cannot be.
    pub(super) fn of_factor(&mut self, factor: &'a Factor) -> Result<Form> {
        let mut terms = Vec::new();
        self.add(factor, 1.0, &mut terms)?;
        Ok(merged(terms))
    }

    fn add(&mut self, factor: &'a Factor, times: f64, terms: &mut Form) -> Result<()> {
        for (atom, coefficient) in factor.atoms() {
            let place = std::ptr::from_ref(atom.node()).addr();
            if !self.places.contains_key(&place) {
                let form = self.of_atom(atom)?;
                self.places.insert(place, form);
            }
            let form = &self.places[&place];
            terms.extend(form.iter().map(|(column, own)| (*column, times * coefficient * own)));
        }
        Ok(())
    }

    fn of_atom(&mut self, atom: &'a Atom) -> Result<Form> {
        if let Some(form) = self.known.get(atom) {
            return Ok(form.clone());
        }
        let form = match atom.node() {
            Node::Parameter(row) => {
                self.parameters.insert(&row.name, row);
                let distribution = self.settings.distribution(row).map_err(|error| error.note(row.name.clone()))?;
                if distribution.is_fixed() { Vec::new() } else { self.column(Column::Parameter { row, distribution }) }
            }
            Node::Product(one, other) => {
                let inputs = [self.of_factor(one)?, self.of_factor(other)?];
                let values = [one.value(), other.value()];
                match [inputs[0].is_empty(), inputs[1].is_empty()] {
                    [true, _] => times(&inputs[1], values[0]),
                    [_, true] => times(&inputs[0], values[1]),
                    _ => self.column(Column::Product { values, inputs }),
                }
            }
            Node::Function(function) => self.of_function(function)?,
        };
        self.known.insert(atom, form.clone());
        Ok(form)
    }

    fn of_function(&mut self, function: &'a Function) -> Result<Form> {
        let inputs = function
            .inputs
            .iter()
            .map(|input| Ok((input.value(), self.of_factor(input)?)))
            .collect::<Result<Vec<_>>>()?;
        if inputs.iter().all(|(_, form)| form.is_empty()) {
            return Ok(Vec::new());
        }
        let values: Vec<f64> = inputs.iter().map(|(value, _)| *value).collect();
        if inputs[function.linear..].iter().any(|(_, form)| !form.is_empty()) {
            return Ok(self.column(Column::Function { function, value: function.at(&values)?, inputs }));
        }
        // Only what it is linear in is drawn: a sum, whose coefficients are what units of the inputs give.
        let mut at = values;
        at[..function.linear].fill(0.0);
        let none = function.at(&at)?;
        let mut terms = Vec::new();
        for (index, (_, form)) in inputs.iter().enumerate().filter(|(_, (_, form))| !form.is_empty()) {
            at[index] = 1.0;
            let coefficient = function.at(&at)? - none;
            at[index] = 0.0;
            terms.extend(times(form, coefficient));
        }
        Ok(merged(terms))
    }

    fn column(&mut self, column: Column<'a>) -> Form {
        self.list.push(column);
        vec![(self.list.len() - 1, 1.0)]
    }

    /// Every parameter that figures depend on, by name, drawn or fixed.
    pub(super) fn parameters(&self) -> &BTreeMap<&'a str, &'a Parameter> {
        &self.parameters
    }

    /// The parameters that are drawn: column, row, distribution.
    pub(super) fn drawn(&self) -> impl Iterator<Item = (usize, &'a Parameter, Distribution)> {
        self.list.iter().enumerate().filter_map(|(index, column)| match column {
            Column::Parameter { row, distribution } => Some((index, *row, *distribution)),
            _ => None,
        })
    }

    /// The columns of parameters that a form depends on, through products and formulas too.
    pub(super) fn sources(&self, form: &Form) -> BTreeSet<usize> {
        let mut pending: Vec<usize> = form.iter().map(|(column, _)| *column).collect();
        let mut seen = BTreeSet::new();
        let mut found = BTreeSet::new();
        while let Some(column) = pending.pop() {
            if !seen.insert(column) {
                continue;
            }
            let mut follow = |input: &Form| pending.extend(input.iter().map(|(column, _)| *column));
            match &self.list[column] {
                Column::Parameter { .. } => drop(found.insert(column)),
                Column::Product { inputs, .. } => inputs.iter().for_each(follow),
                Column::Function { inputs, .. } => inputs.iter().for_each(|(_, input)| follow(input)),
            }
        }
        found
    }

    /// The half-width of the 95 % interval of every column, by error propagation from those of the parameters.
    ///
    /// # Errors
    /// A formula that refuses values near the published ones.
    pub(super) fn halves(&self) -> Result<Vec<f64>> {
        let mut halves = Vec::with_capacity(self.list.len());
        for column in &self.list {
            let half = match column {
                Column::Parameter { distribution, .. } => {
                    (distribution.quantile(0.975) - distribution.quantile(0.025)) / 2.0
                }
                Column::Product { values: [one, other], inputs } => {
                    let [first, second] = inputs.each_ref().map(|input| of_form(input, &halves));
                    (other * first).hypot(one * second)
                }
                Column::Function { function, value, inputs } => {
                    let mut at: Vec<f64> = inputs.iter().map(|(value, _)| *value).collect();
                    let mut sum = 0.0;
                    for (index, (central, form)) in inputs.iter().enumerate().filter(|(_, (_, form))| !form.is_empty())
                    {
                        let half = of_form(form, &halves);
                        // A hundredth of the interval is near enough to the touching plane, and within what the formula takes.
                        at[index] = central + half / 100.0;
                        sum += ((function.at(&at)? - value) * 100.0).powi(2);
                        at[index] = *central;
                    }
                    sum.sqrt()
                }
            };
            halves.push(half);
        }
        Ok(halves)
    }

    /// Other deviations of some parameters, and of all columns that depend on them; of those that do not, `drawn` holds.
    ///
    /// # Errors
    /// A draw that a formula refuses.
    pub(super) fn remade<'c>(
        &self,
        drawn: &dyn Fn(usize) -> &'c [f64],
        parameters: BTreeMap<usize, Vec<f64>>,
        draws: usize,
    ) -> Result<BTreeMap<usize, Vec<f64>>> {
        let mut again = parameters;
        for (index, column) in self.list.iter().enumerate() {
            let depends = |form: &Form| form.iter().any(|(column, _)| again.contains_key(column));
            let is_changed = match column {
                Column::Parameter { .. } => false,
                Column::Product { inputs, .. } => inputs.iter().any(depends),
                Column::Function { inputs, .. } => inputs.iter().any(|(_, form)| depends(form)),
            };
            if is_changed {
                let of = |column: usize| again.get(&column).map_or_else(|| drawn(column), Vec::as_slice);
                let deviations = column.deviations(&of, draws)?;
                again.insert(index, deviations);
            }
        }
        Ok(again)
    }

    /// The groups of parameters that are drawn together, by column.
    ///
    /// # Errors
    /// Correlations that cannot be.
    pub(super) fn groups(&self) -> Result<Vec<Group>> {
        let (columns, names): (Vec<usize>, Vec<&str>) =
            self.drawn().map(|(index, row, _)| (index, row.name.as_str())).unzip();
        let mut groups = Group::all(&self.settings.correlations, &names)?;
        for member in groups.iter_mut().flat_map(|group| &mut group.members) {
            *member = columns[*member];
        }
        Ok(groups)
    }

    /// The deviations of every column in some draws.
    ///
    /// # Errors
    /// A draw that a formula refuses.
    pub(super) fn draw(&self, groups: &[Group], draws: Range<usize>) -> Result<Vec<Vec<f64>>> {
        let mut columns: Vec<Vec<f64>> = self
            .list
            .iter()
            .map(|column| match column {
                Column::Parameter { row, .. } => scores(self.settings.seed, &row.name, draws.clone()),
                _ => Vec::new(),
            })
            .collect();
        for group in groups {
            group.correlate(&mut columns);
        }
        for (index, column) in self.list.iter().enumerate() {
            columns[index] = match column {
                Column::Parameter { row, distribution } => {
                    columns[index].iter().map(|score| distribution.at_score(*score) - row.value).collect()
                }
                made => made.deviations(&|column| columns[column].as_slice(), draws.len())?,
            };
        }
        Ok(columns)
    }
}

impl Column<'_> {
    /// The deviations of what is made from other columns.
    fn deviations<'c>(&self, of: &dyn Fn(usize) -> &'c [f64], draws: usize) -> Result<Vec<f64>> {
        match self {
            Self::Parameter { row, .. } => Err(Error::internal(format!("`{}` is not made of others", row.name))),
            Self::Product { values: [one, other], inputs } => {
                let [first, second] = inputs.each_ref().map(|input| sum(input, of, draws));
                Ok(first.into_iter().zip(second).map(|(a, b)| one * b + other * a + a * b).collect())
            }
            Self::Function { function, value, inputs } => {
                let drawn: Vec<Vec<f64>> = inputs.iter().map(|(_, form)| sum(form, of, draws)).collect();
                let mut at = vec![0.0; inputs.len()];
                (0..draws)
                    .map(|draw| {
                        for ((at, (value, _)), drawn) in at.iter_mut().zip(inputs).zip(&drawn) {
                            *at = value + drawn[draw];
                        }
                        function.at(&at).map(|found| found - value).map_err(|error| refused(error, function, &at))
                    })
                    .collect()
            }
        }
    }
}

fn refused(error: Error, function: &Function, inputs: &[f64]) -> Error {
    let names: Vec<String> =
        function.inputs.iter().flat_map(Factor::parameters).map(|(name, _)| format!("`{name}`")).collect();
    error
        .note(format!("in a draw of {} with {inputs:?}, made from {}", function.equation, names.join(", ")))
        .hint("give these parameters distributions that stay within what can be, such as `truncated_normal` or `beta`")
}

/// The sum of a form in every draw.
pub(super) fn sum<'c>(form: &Form, of: &dyn Fn(usize) -> &'c [f64], draws: usize) -> Vec<f64> {
    let mut sums = vec![0.0; draws];
    for (column, coefficient) in form {
        for (sum, deviation) in sums.iter_mut().zip(of(*column)) {
            *sum += coefficient * deviation;
        }
    }
    sums
}

fn times(form: &Form, number: f64) -> Form {
    form.iter().map(|(column, coefficient)| (*column, coefficient * number)).collect()
}

/// One term per column.
fn merged(mut terms: Form) -> Form {
    terms.sort_by_key(|(column, _)| *column);
    let mut form: Form = Vec::with_capacity(terms.len());
    for (column, coefficient) in terms {
        match form.last_mut() {
            Some((last, sum)) if *last == column => *sum += coefficient,
            _ => form.push((column, coefficient)),
        }
    }
    form.retain(|(_, coefficient)| *coefficient != 0.0);
    form
}
