//! Numbers made from parameters, which remember from which ones and how.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Add, Mul, Sub};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Parameter;
use crate::error::Result;

/// What a formula makes of the values of its inputs.
type Formula = dyn Fn(&[f64]) -> Result<f64> + Send + Sync;

/// A number that parameters make: its value at their published values, and the way to its value at any others.
///
/// It is a sum of [atoms](Atom) with coefficients and a constant, so that what is drawn for a parameter moves everything made
/// from it together: what two figures share cancels in their difference.
///
/// ```
/// use tanhui::parameters::{Factor, Parameter};
/// let row = |name: &str, value| Parameter { name: name.to_owned(), value, ..Parameter::default() };
/// let (slope, fraction) = (Factor::from(&row("slope", 0.5)), Factor::from(&row("fraction", 0.47)));
/// let carbon = &slope * &fraction;
/// assert_eq!(carbon.value(), 0.235);
/// assert_eq!((&carbon - &carbon).atoms().count(), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Factor {
    value: f64,
    terms: Vec<(Atom, f64)>,
}

/// Something that is drawn: a parameter, or what a formula that is not a sum makes of others.
#[derive(Clone)]
pub struct Atom(Arc<Node>);

/// What an atom is.
pub enum Node {
    /// A row of a table.
    Parameter(Parameter),
    /// The product of two numbers.
    Product(Factor, Factor),
    /// Any other formula.
    Function(Function),
}

/// A formula with its inputs.
pub struct Function {
    /// Tells formulas apart, in the order in which they were made.
    number: u64,
    /// The equation, in words or symbols.
    pub equation: &'static str,
    /// The inputs.
    pub inputs: Vec<Factor>,
    /// How many of the inputs, from the first on, the formula is linear in.
    pub linear: usize,
    formula: Box<Formula>,
}

impl Function {
    /// The value at some values of the inputs.
    ///
    /// # Errors
    /// Values that the formula refuses.
    pub fn at(&self, inputs: &[f64]) -> Result<f64> {
        (self.formula)(inputs)
    }
}

impl Factor {
    /// A number that nothing is drawn for.
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Self { value, terms: Vec::new() }
    }

    /// What a formula makes of numbers.
    ///
    /// # Errors
    /// Inputs that the formula refuses at their published values.
    pub fn of<const N: usize>(
        equation: &'static str,
        inputs: [&Self; N],
        formula: impl Fn([f64; N]) -> Result<f64> + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::of_linear(equation, 0, inputs, formula)
    }

    /// The same of a formula that is linear in the first `linear` numbers, for fixed values of the others.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn of_linear<const N: usize>(
        equation: &'static str,
        linear: usize,
        inputs: [&Self; N],
        formula: impl Fn([f64; N]) -> Result<f64> + Send + Sync + 'static,
    ) -> Result<Self> {
        let array = move |values: &[f64]| {
            let mut inputs = [0.0; N];
            inputs.copy_from_slice(values);
            formula(inputs)
        };
        Self::of_list(equation, inputs.map(Clone::clone).into(), linear, array)
    }

    /// What a formula makes of a list of numbers; it is linear in the first `linear` of them, for fixed values of the others.
    ///
    /// # Errors
    /// Inputs that the formula refuses at their published values.
    pub fn of_list(
        equation: &'static str,
        inputs: Vec<Self>,
        linear: usize,
        formula: impl Fn(&[f64]) -> Result<f64> + Send + Sync + 'static,
    ) -> Result<Self> {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let values: Vec<f64> = inputs.iter().map(Self::value).collect();
        let value = formula(&values)?;
        if inputs.iter().all(|input| input.terms.is_empty()) {
            return Ok(Self::exact(value));
        }
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let function = Function { number, equation, inputs, linear, formula: Box::new(formula) };
        Ok(Self { value, terms: vec![(Atom(Arc::new(Node::Function(function))), 1.0)] })
    }

    /// The value at the published values of all parameters.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The atoms of the sum, each with its coefficient.
    pub fn atoms(&self) -> impl Iterator<Item = (&Atom, f64)> {
        self.terms.iter().map(|(atom, coefficient)| (atom, *coefficient))
    }

    /// Every parameter that the number depends on, by name.
    #[must_use]
    pub fn parameters(&self) -> BTreeMap<&str, &Parameter> {
        let mut found = BTreeMap::new();
        self.collect(&mut found);
        found
    }

    /// Adds every parameter that the number depends on.
    pub fn collect<'a>(&'a self, found: &mut BTreeMap<&'a str, &'a Parameter>) {
        for (atom, _) in &self.terms {
            match atom.node() {
                Node::Parameter(row) => drop(found.insert(&row.name, row)),
                Node::Product(one, other) => [one, other].into_iter().for_each(|input| input.collect(found)),
                Node::Function(function) => function.inputs.iter().for_each(|input| input.collect(found)),
            }
        }
    }

    fn combined(&self, other: &Self, sign: f64) -> Self {
        let (mut ours, mut theirs) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        loop {
            let order = match (ours.peek(), theirs.peek()) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some((one, _)), Some((other, _))) => one.cmp(other),
            };
            let own = if order.is_le() { ours.next() } else { None };
            let their = if order.is_ge() { theirs.next() } else { None };
            let coefficient = own.map_or(0.0, |(_, own)| *own) + sign * their.map_or(0.0, |(_, their)| *their);
            if let (Some((atom, _)), true) = (own.or(their), coefficient != 0.0) {
                terms.push((atom.clone(), coefficient));
            }
        }
        Self { value: self.value + sign * other.value, terms }
    }
}

impl From<&Parameter> for Factor {
    /// The value of a row, which is drawn by its name: rows without one are told apart by what they say.
    fn from(row: &Parameter) -> Self {
        let mut row = row.clone();
        if row.name.is_empty() {
            row.name = format!("{} {} of {}", row.value, row.unit, row.source);
        }
        Self { value: row.value, terms: vec![(Atom(Arc::new(Node::Parameter(row))), 1.0)] }
    }
}

impl Add for &Factor {
    type Output = Factor;
    fn add(self, other: Self) -> Factor {
        self.combined(other, 1.0)
    }
}

impl Sub for &Factor {
    type Output = Factor;
    fn sub(self, other: Self) -> Factor {
        self.combined(other, -1.0)
    }
}

impl Mul<f64> for &Factor {
    type Output = Factor;
    fn mul(self, times: f64) -> Factor {
        let terms = self.terms.iter().map(|(atom, coefficient)| (atom.clone(), coefficient * times));
        Factor { value: self.value * times, terms: if times == 0.0 { Vec::new() } else { terms.collect() } }
    }
}

impl Mul for &Factor {
    type Output = Factor;
    fn mul(self, other: Self) -> Factor {
        match (self.terms.is_empty(), other.terms.is_empty()) {
            (_, true) => self * other.value,
            (true, _) => other * self.value,
            _ => {
                let product = Node::Product(self.clone(), other.clone());
                Factor { value: self.value * other.value, terms: vec![(Atom(Arc::new(product)), 1.0)] }
            }
        }
    }
}

impl Atom {
    /// What it is.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.0
    }

    /// Its value at the published values of all parameters.
    ///
    /// # Errors
    /// None: a formula that refuses its published inputs makes no atom.
    pub fn value(&self) -> Result<f64> {
        match self.node() {
            Node::Parameter(row) => Ok(row.value),
            Node::Product(one, other) => Ok(one.value * other.value),
            Node::Function(function) => {
                let inputs: Vec<f64> = function.inputs.iter().map(Factor::value).collect();
                function.at(&inputs)
            }
        }
    }
}

/// Parameters are the same by name, formulas by identity, products by what is multiplied. Nothing here depends on addresses.
impl Ord for Atom {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            return std::cmp::Ordering::Equal;
        }
        match (self.node(), other.node()) {
            (Node::Parameter(one), Node::Parameter(other)) => one.name.cmp(&other.name),
            (Node::Product(a, b), Node::Product(c, d)) => a.order(c).then_with(|| b.order(d)),
            (Node::Function(one), Node::Function(other)) => one.number.cmp(&other.number),
            (one, other) => one.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Atom {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Atom {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Atom {}

impl Factor {
    /// An order of what factors are made of.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let by_terms = || {
            let ours = self.terms.iter().map(|(atom, coefficient)| (atom, coefficient.to_bits()));
            ours.cmp(other.terms.iter().map(|(atom, coefficient)| (atom, coefficient.to_bits())))
        };
        self.value.total_cmp(&other.value).then_with(by_terms)
    }
}

impl Node {
    fn rank(&self) -> u8 {
        match self {
            Self::Parameter(_) => 0,
            Self::Product(..) => 1,
            Self::Function(_) => 2,
        }
    }
}

impl fmt::Debug for Atom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node() {
            Node::Parameter(row) => write!(formatter, "[{}]", row.name),
            Node::Product(one, other) => write!(formatter, "({one:?} × {other:?})"),
            Node::Function(function) => write!(formatter, "{}({:?})", function.equation, function.inputs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: f64) -> Factor {
        Factor::from(&Parameter { name: name.to_owned(), value, ..Parameter::default() })
    }

    #[test]
    fn sums_keep_one_term_per_atom_and_what_cancels_goes() {
        let (a, b) = (row("a", 2.0), row("b", 3.0));
        let sum = &(&(&a * 2.0) + &b) + &a;
        assert_eq!(sum.value(), 9.0);
        let coefficients: Vec<f64> = sum.atoms().map(|(_, coefficient)| coefficient).collect();
        assert_eq!(coefficients, [3.0, 1.0]);
        let rest = &sum - &(&a * 3.0);
        assert_eq!((rest.value(), rest.parameters().into_keys().collect::<Vec<_>>()), (3.0, vec!["b"]));
    }

    #[test]
    fn products_of_the_same_numbers_are_the_same_atom() {
        let (a, b) = (row("a", 2.0), row("b", 3.0));
        let difference = &(&a * &b) - &(&row("a", 2.0) * &row("b", 3.0));
        assert_eq!(difference, Factor::exact(0.0));
        assert_eq!((&a * &Factor::exact(4.0)).atoms().count(), 1);
        assert_eq!((&a * &b).parameters().len(), 2);
    }

    #[test]
    fn formulas_keep_their_inputs_and_refuse_what_they_cannot_take() {
        let ratio = |inputs: [f64; 2]| match inputs {
            [_, 0.0] => Err(crate::Error::data("nothing to divide by")),
            [one, other] => Ok(one / other),
        };
        let quotient = Factor::of("a / b", [&row("a", 6.0), &row("b", 3.0)], ratio).expect("a number");
        assert_eq!((quotient.value(), quotient.parameters().len()), (2.0, 2));
        assert!(Factor::of("a / b", [&row("a", 6.0), &Factor::exact(0.0)], ratio).is_err());
        let exact = Factor::of("a / b", [&Factor::exact(6.0), &Factor::exact(4.0)], ratio).expect("a number");
        assert_eq!(exact, Factor::exact(1.5));
    }
}
