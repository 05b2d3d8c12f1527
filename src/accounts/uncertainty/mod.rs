//! How sure an account is: every figure drawn again from the distributions of its parameters (IPCC 2006 Guidelines, vol. 1,
//! chapter 3, approach 2).
//!
//! A parameter is drawn once per realisation, by its name, and moves every figure that depends on it. Draws of different
//! parameters are independent unless they are declared to be correlated.

mod approach1;
mod columns;
mod percentage;
mod scores;
mod sensitivity;
mod settings;
mod spread;

use std::collections::BTreeSet;

pub use approach1::Disagreement;
pub use percentage::percentage_uncertainties;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
pub use sensitivity::Driver;
pub use settings::{AssumedError, Between, Correlation, NamePattern, UncertaintySettings};
pub use spread::Spread;

use self::columns::{Columns, Form};
use self::scores::Group;
use super::AccountRow;
use crate::error::{Error, Result};
use crate::parameters::Distribution;

/// Draws that are made at once by one thread.
const AT_ONCE: usize = 500;

/// The figures of an account, drawn again.
pub struct Uncertainty<'a> {
    settings: &'a UncertaintySettings,
    groups: Vec<Group>,
    columns: Columns<'a>,
    forms: Vec<Form>,
    values: Vec<f64>,
    /// Deviations by part of the draws, column and draw.
    draws: Vec<Vec<Vec<f64>>>,
    spreads: Vec<Option<Spread>>,
    propagated: Vec<Propagated>,
}

/// Half-widths by error propagation.
struct Propagated {
    /// With all parts independent.
    half: f64,
    /// With what parts share taken together.
    shared: f64,
}

impl<'a> Uncertainty<'a> {
    /// Draws the figures of all rows.
    ///
    /// # Errors
    /// Distributions or correlations that cannot be, or draws that a formula refuses.
    pub fn of(rows: &'a [AccountRow], settings: &'a UncertaintySettings) -> Result<Self> {
        settings.check()?;
        let mut columns = Columns::new(settings);
        let forms = rows
            .iter()
            .map(|row| {
                if row.figure.value().to_bits() != row.value.to_bits() {
                    return Err(Error::internal(format!(
                        "zone `{}`, {:?} of `{}`: the value {} is not that of its figure, {}",
                        row.zone,
                        row.quantity,
                        row.category,
                        row.value,
                        row.figure.value()
                    )));
                }
                columns.of_figure(&row.figure)
            })
            .collect::<Result<Vec<_>>>()?;
        let groups = columns.groups()?;
        let draws = drawn_columns(&columns, &groups, settings)?;
        let values: Vec<f64> = rows.iter().map(|row| row.value).collect();
        let spreads = spreads(&forms, &values, &draws);
        let halves = columns.halves()?;
        let propagated = rows
            .iter()
            .zip(&forms)
            .map(|(row, form)| {
                let half = approach1::half_width(&mut columns, &halves, &row.figure)?;
                Ok(Propagated { half, shared: approach1::of_form(form, &halves) })
            })
            .collect::<Result<_>>()?;
        Ok(Self { settings, groups, columns, forms, values, draws, spreads, propagated })
    }

    /// What the draws say of a row; none where nothing that it depends on has a known error.
    #[must_use]
    pub fn spread(&self, row: usize) -> Option<Spread> {
        self.spreads[row]
    }

    /// The half-width of a row's interval by error propagation (approach 1), and why it is not to be relied on where it is further
    /// from that of the draws than the margin.
    #[must_use]
    pub fn approach1(&self, row: usize) -> Option<(f64, Option<Disagreement>)> {
        let (spread, propagated) = (self.spreads[row]?, &self.propagated[row]);
        let Propagated { half, shared } = *propagated;
        Some((half, approach1::disagreement(self.values[row], half, shared, &spread, self.settings.margin)))
    }

    /// The draws of a row.
    #[must_use]
    pub fn draws(&self, row: usize) -> Vec<f64> {
        let mut draws = drawn(&self.forms[row], &self.draws);
        for draw in &mut draws {
            *draw += self.values[row];
        }
        draws
    }

    /// The names of the parameters whose errors a row depends on.
    #[must_use]
    pub fn drawn_parameters(&self, row: usize) -> BTreeSet<&'a str> {
        let sources = self.columns.sources(&self.forms[row]);
        let drawn = self.columns.drawn().filter(|(column, ..)| sources.contains(column));
        drawn.map(|(_, row, _)| row.name.as_str()).collect()
    }

    /// How many of the parameters that are drawn are log-normal.
    #[must_use]
    pub fn skewed_parameters(&self) -> usize {
        self.columns.drawn().filter(|(.., distribution)| matches!(distribution, Distribution::LogNormal { .. })).count()
    }

    /// The names of all parameters of the account.
    #[must_use]
    pub fn parameters(&self) -> BTreeSet<&'a str> {
        self.columns.parameters().keys().copied().collect()
    }
}

/// The deviations of all columns by part of the draws, column and draw.
fn drawn_columns(
    columns: &Columns<'_>,
    groups: &[Group],
    settings: &UncertaintySettings,
) -> Result<Vec<Vec<Vec<f64>>>> {
    let part = |part: usize| {
        let first = part * AT_ONCE;
        columns.draw(groups, first..settings.draws.min(first + AT_ONCE))
    };
    (0..settings.draws.div_ceil(AT_ONCE)).into_par_iter().map(part).collect()
}

/// The sum of a form in every draw.
fn drawn(form: &Form, draws: &[Vec<Vec<f64>>]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(draws.iter().map(|part| part.first().map_or(0, Vec::len)).sum());
    for part in draws {
        let first = sums.len();
        sums.resize(first + part.first().map_or(0, Vec::len), 0.0);
        for (column, coefficient) in form {
            for (sum, deviation) in sums[first..].iter_mut().zip(&part[*column]) {
                *sum += coefficient * deviation;
            }
        }
    }
    sums
}

/// What draws say of every form. Forms that are multiples of each other are summed up once.
fn spreads(forms: &[Form], values: &[f64], draws: &[Vec<Vec<f64>>]) -> Vec<Option<Spread>> {
    let mut indices: FxHashMap<Vec<(usize, u64)>, usize> = FxHashMap::default();
    let mut distinct: Vec<Form> = Vec::new();
    let index: Vec<Option<usize>> = forms
        .iter()
        .map(|form| {
            let (_, first) = *form.first()?;
            let relative: Form = form.iter().map(|(column, coefficient)| (*column, coefficient / first)).collect();
            let key = relative.iter().map(|(column, coefficient)| (*column, coefficient.to_bits())).collect();
            Some(*indices.entry(key).or_insert_with(|| {
                distinct.push(relative);
                distinct.len() - 1
            }))
        })
        .collect();
    let found: Vec<Spread> = distinct.par_iter().map(|form| Spread::of(&mut drawn(form, draws))).collect();
    let spread = |((form, index), value): ((&Form, Option<usize>), &f64)| Some(found[index?].scaled(form[0].1, *value));
    forms.iter().zip(index).zip(values).map(spread).collect()
}

/// Fills the intervals of rows that have none of their own from their draws.
pub fn fill_intervals(rows: &mut [AccountRow], spreads: &[Option<Spread>]) {
    for (row, spread) in rows.iter_mut().zip(spreads) {
        if let (Some(spread), None, None) = (spread, row.low95, row.high95) {
            row.low95 = Some(spread.low95);
            row.high95 = Some(spread.high95);
        }
    }
}

/// Gives every row that nothing with a known error went into the interval that it has: its value. An estimate whose own error is
/// unknown, such as the mean of one sample, keeps none.
pub fn fill_exact(rows: &mut [AccountRow]) {
    for row in rows.iter_mut().filter(|row| row.low95.is_none() && row.high95.is_none()) {
        if !row.figure.is_error_unknown() {
            row.low95 = Some(row.value);
            row.high95 = Some(row.value);
        }
    }
}

#[cfg(test)]
mod tests;
