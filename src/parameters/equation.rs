//! How a number was made from parameters: text that people read, and that can be read back and computed again.

use std::fmt;

use super::factor::{Atom, Factor, Node};

/// Beyond this many leaves an equation is said in a few words: nobody reads it.
const MOST_LEAVES: usize = 200;

/// The digits of a constant that are not left over from rounding.
const DIGITS: usize = 12;

/// A formula over numbers and parameters, such as `0.5 × [slope] × [carbon fraction] − 3`.
///
/// `[…]` is a parameter by its name, `{…}(a; b)` a formula in words with its inputs. What closes a name or words is doubled inside
/// them.
///
/// ```
/// use tanhui::parameters::{Equation, Factor, Parameter};
/// let row = |name: &str, value| Factor::from(&Parameter { name: name.to_owned(), value, ..Parameter::default() });
/// let gain = &(&row("slope", 0.5) * &row("fraction", 0.47)) - &Factor::exact(2.0);
/// let text = Equation::of(&gain).to_string();
/// assert_eq!(text, "[slope] × [fraction] − 2");
/// assert_eq!(Equation::read(&text), Some(Equation::of(&gain)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Equation {
    /// A number.
    Number(f64),
    /// A parameter, by its name.
    Parameter(String),
    /// Terms that are added.
    Sum(Vec<Equation>),
    /// Numbers that are multiplied; a number that goes first carries the sign.
    Product(Vec<Equation>),
    /// Any other formula, which cannot be computed from its words.
    Function {
        /// The formula in words or symbols.
        words: String,
        /// The inputs.
        inputs: Vec<Equation>,
    },
}

/// What an equation is made of at its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Leaf<'a> {
    /// A number.
    Number(f64),
    /// A parameter, by its name.
    Parameter(&'a str),
}

impl Equation {
    /// How a factor is made.
    #[must_use]
    pub fn of(factor: &Factor) -> Self {
        let mut left = MOST_LEAVES;
        Self::of_factor(factor, &mut left).unwrap_or_else(|| Self::Function {
            words: format!("formula of {} parameters", factor.parameters().len()),
            inputs: Vec::new(),
        })
    }

    /// None where more leaves than are left would be needed.
    fn of_factor(factor: &Factor, left: &mut usize) -> Option<Self> {
        let (mut terms, mut constant, mut size) = (Vec::new(), factor.value(), factor.value().abs());
        for (atom, coefficient) in factor.atoms() {
            terms.push(Self::of_term(atom, coefficient, left)?);
            // A formula that made an atom takes its own inputs again.
            let term = coefficient * atom.value().unwrap_or(f64::NAN);
            constant -= term;
            size += term.abs();
        }
        if terms.is_empty() || constant.abs() > 1e-12 * size {
            let exact = if terms.is_empty() { constant } else { rounded(constant) };
            terms.push(Self::Number(exact));
        }
        Some(if terms.len() == 1 { terms.remove(0) } else { Self::Sum(terms) })
    }

    fn of_term(atom: &Atom, coefficient: f64, left: &mut usize) -> Option<Self> {
        let mut factors = match atom.node() {
            Node::Parameter(row) => {
                *left = left.checked_sub(1)?;
                vec![Self::Parameter(row.name.clone())]
            }
            Node::Product(one, other) => {
                let mut factors = Vec::new();
                for input in [one, other] {
                    match Self::of_factor(input, left)? {
                        Self::Product(inner) => factors.extend(inner),
                        single => factors.push(single),
                    }
                }
                factors
            }
            Node::Function(function) => {
                let inputs = function.inputs.iter().map(|input| {
                    *left = left.checked_sub(1)?;
                    Self::of_factor(input, left)
                });
                let inputs = inputs.collect::<Option<_>>()?;
                vec![Self::Function { words: function.equation.to_owned(), inputs }]
            }
        };
        if coefficient != 1.0 {
            match factors.first_mut() {
                Some(Self::Number(first)) => *first *= coefficient,
                _ => factors.insert(0, Self::Number(coefficient)),
            }
        }
        Some(if factors.len() == 1 { factors.remove(0) } else { Self::Product(factors) })
    }

    /// The numbers and parameters in their order.
    #[must_use]
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        match self {
            Self::Number(number) => vec![Leaf::Number(*number)],
            Self::Parameter(name) => vec![Leaf::Parameter(name)],
            Self::Sum(inputs) | Self::Product(inputs) | Self::Function { inputs, .. } => {
                inputs.iter().flat_map(Self::leaves).collect()
            }
        }
    }

    /// Whether the formula is the same but for its numbers and the names of its parameters.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let all_like =
            |one: &[Self], other: &[Self]| one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.is_like(b));
        match (self, other) {
            (Self::Number(_), Self::Number(_)) | (Self::Parameter(_), Self::Parameter(_)) => true,
            (Self::Sum(one), Self::Sum(other)) | (Self::Product(one), Self::Product(other)) => all_like(one, other),
            (Self::Function { words, inputs }, Self::Function { words: other, inputs: others }) => {
                words == other && all_like(inputs, others)
            }
            _ => false,
        }
    }

    /// The value with a value for every leaf in its order; none where there is a formula in words.
    #[must_use]
    pub fn value(&self, leaves: &[f64]) -> Option<f64> {
        self.take(&mut leaves.iter().copied())
    }

    fn take(&self, leaves: &mut impl Iterator<Item = f64>) -> Option<f64> {
        match self {
            Self::Number(_) | Self::Parameter(_) => leaves.next(),
            Self::Sum(terms) => terms.iter().try_fold(0.0, |sum, term| Some(sum + term.take(leaves)?)),
            Self::Product(factors) => {
                factors.iter().try_fold(1.0, |product, factor| Some(product * factor.take(leaves)?))
            }
            Self::Function { .. } => None,
        }
    }

    /// Reads what was written; none of any other text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut rest = text;
        let equation = read_sum(&mut rest)?;
        rest.is_empty().then_some(equation)
    }
}

/// Without the digits that rounding leaves behind where numbers are subtracted.
fn rounded(number: f64) -> f64 {
    format!("{number:.*e}", DIGITS - 1).parse().unwrap_or(number)
}

impl fmt::Display for Equation {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = if let Self::Sum(terms) = self { terms.as_slice() } else { std::slice::from_ref(self) };
        for (index, term) in terms.iter().enumerate() {
            to.write_str(match (index, term.is_negative()) {
                (0, false) => "",
                (0, true) => "−",
                (_, false) => " + ",
                (_, true) => " − ",
            })?;
            term.write_without_sign(to)?;
        }
        Ok(())
    }
}

impl Equation {
    fn is_negative(&self) -> bool {
        match self {
            Self::Number(number) => number.is_sign_negative(),
            Self::Product(factors) => {
                matches!(factors.first(), Some(Self::Number(number)) if number.is_sign_negative())
            }
            _ => false,
        }
    }

    fn write_without_sign(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(to, "{}", number.abs()),
            Self::Parameter(name) => write!(to, "[{}]", name.replace(']', "]]")),
            Self::Sum(_) => write!(to, "({self})"),
            Self::Product(factors) => {
                for (index, factor) in factors.iter().enumerate() {
                    match factor {
                        Self::Number(number) if index == 0 && *number == -1.0 => continue,
                        _ if index > 1 || index == 1 && !matches!(factors[0], Self::Number(-1.0)) => {
                            to.write_str(" × ")?;
                        }
                        _ => {}
                    }
                    match factor {
                        Self::Number(number) if index > 0 && number.is_sign_negative() => write!(to, "({factor})")?,
                        factor => factor.write_without_sign(to)?,
                    }
                }
                Ok(())
            }
            Self::Function { words, inputs } => {
                write!(to, "{{{}}}(", words.replace('}', "}}"))?;
                for (index, input) in inputs.iter().enumerate() {
                    to.write_str(if index > 0 { "; " } else { "" })?;
                    write!(to, "{input}")?;
                }
                to.write_str(")")
            }
        }
    }
}

fn take<'a>(rest: &mut &'a str, word: &str) -> Option<&'a str> {
    let after = rest.strip_prefix(word)?;
    *rest = after;
    Some(after)
}

fn read_sum(rest: &mut &str) -> Option<Equation> {
    let is_negative = take(rest, "−").is_some();
    let mut terms = vec![read_product(rest, is_negative)?];
    loop {
        let is_negative = match (take(rest, " + "), take(rest, " − ")) {
            (None, None) => break,
            (plus, _) => plus.is_none(),
        };
        terms.push(read_product(rest, is_negative)?);
    }
    Some(if terms.len() == 1 { terms.remove(0) } else { Equation::Sum(terms) })
}

fn read_product(rest: &mut &str, is_negative: bool) -> Option<Equation> {
    let mut factors = vec![read_unit(rest)?];
    while take(rest, " × ").is_some() {
        factors.push(read_unit(rest)?);
    }
    if is_negative {
        match factors.first_mut() {
            Some(Equation::Number(number)) => *number = -*number,
            _ => factors.insert(0, Equation::Number(-1.0)),
        }
    }
    Some(if factors.len() == 1 { factors.remove(0) } else { Equation::Product(factors) })
}

fn read_unit(rest: &mut &str) -> Option<Equation> {
    if take(rest, "[").is_some() {
        return read_quoted(rest, ']').map(Equation::Parameter);
    }
    if take(rest, "(").is_some() {
        let inside = read_sum(rest)?;
        take(rest, ")")?;
        return Some(inside);
    }
    if take(rest, "{").is_some() {
        let words = read_quoted(rest, '}')?;
        take(rest, "(")?;
        let mut inputs = Vec::new();
        while take(rest, ")").is_none() {
            if !inputs.is_empty() {
                take(rest, "; ")?;
            }
            inputs.push(read_sum(rest)?);
        }
        return Some(Equation::Function { words, inputs });
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
    let number = rest[..end].parse().ok()?;
    *rest = &rest[end..];
    Some(Equation::Number(number))
}

/// Text up to a mark that is not doubled.
fn read_quoted(rest: &mut &str, mark: char) -> Option<String> {
    let mut text = String::new();
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == mark && characters.next_if(|(_, next)| *next == mark).is_none() {
            *rest = &rest[at + mark.len_utf8()..];
            return Some(text);
        }
        text.push(character);
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parameters::Parameter;

    fn row(name: &str, value: f64) -> Factor {
        Factor::from(&Parameter { name: name.to_owned(), value, ..Parameter::default() })
    }

    fn values(equation: &Equation, at: impl Fn(&str) -> f64) -> Vec<f64> {
        let value = |leaf: &Leaf<'_>| match leaf {
            Leaf::Number(number) => *number,
            Leaf::Parameter(name) => at(name),
        };
        equation.leaves().iter().map(value).collect()
    }

    #[test]
    fn an_equation_reads_as_people_write_it() {
        let (a, b, c) = (row("a", 2.0), row("b [x]", 3.0), row("c", 5.0));
        let sum = &(&(&a * 2.5) * &(&b - &Factor::exact(1.0))) - &c;
        assert_eq!(Equation::of(&sum).to_string(), "−[c] + 2.5 × [a] × ([b [x]]] − 1)");
        let of = Factor::of("ln({x}) / y", [&a, &sum], |[x, y]| Ok(x.ln() / y)).expect("a number");
        let text = Equation::of(&of).to_string();
        assert_eq!(text, "{ln({x}}) / y}([a]; −[c] + 2.5 × [a] × ([b [x]]] − 1))");
        assert_eq!(Equation::read(&text), Some(Equation::of(&of)));
        assert_eq!(Equation::of(&of).value(&[1.0; 6]), None);
        assert_eq!(Equation::of(&Factor::exact(-0.25)).to_string(), "−0.25");
        for broken in ["", "[a", "[a] ×", "1 + ", "{f}", "{f}([a] [b])", "[a] [b]", "−−1", "a"] {
            assert_eq!(Equation::read(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_formula_that_nobody_reads_is_said_in_a_few_words() {
        let many = (0..300).fold(Factor::default(), |sum, index| &sum + &row(&format!("p{index}"), 1.0));
        assert_eq!(Equation::of(&many).to_string(), "{formula of 300 parameters}()");
    }

    /// The same value wherever the name occurs.
    fn value_of(name: &str) -> f64 {
        f64::from(name.bytes().map(u32::from).sum::<u32>() % 40 + 1) / 8.0
    }

    fn factor() -> impl Strategy<Value = Factor> {
        let leaf = prop_oneof![
            "[a-d\\]\\[×;(){}−]{1,4}".prop_map(|name| row(&name, value_of(&name))),
            (-40_i32..40).prop_map(|value| Factor::exact(f64::from(value) / 4.0)),
        ];
        leaf.prop_recursive(5, 40, 2, |inner| {
            (inner.clone(), inner, 0..4).prop_map(|(one, other, how)| match how {
                0 => &one + &other,
                1 => &one - &other,
                2 => &one * &other,
                _ => &one * -2.5,
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_and_computes_to_the_same(factor in factor()) {
            let equation = Equation::of(&factor);
            let read = Equation::read(&equation.to_string());
            prop_assert_eq!(read.as_ref(), Some(&equation), "{}", equation);
            let leaves = values(&equation, value_of);
            let sizes: Vec<f64> = leaves.iter().map(|leaf| leaf.abs()).collect();
            let [value, size] = [leaves, sizes].map(|leaves| equation.value(&leaves).expect("no formula in words"));
            prop_assert!((value - factor.value()).abs() <= 1e-10 * size.max(1.0), "{} {}", value, factor.value());
        }
    }
}
