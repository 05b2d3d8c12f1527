//! Which parameters a figure's interval comes from.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::columns::Form;
use super::{AT_ONCE, Uncertainty};
use crate::error::Result;
use crate::parameters::{Distribution, Parameter};

/// So many parts of the draws are enough for shares, which nobody reads to more than a percent.
const PARTS: usize = 8;

/// A parameter, or some that are correlated, and what it does to a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver<'a> {
    /// The parameters: one, or all of a correlated group.
    pub parameters: Vec<&'a Parameter>,
    /// Spearman's rank correlation of its draws, or those of the first of a group, with the figure's.
    pub rank_correlation: f64,
    /// The share of the figure's variance that goes when it is fixed at its published value.
    pub variance_share: f64,
    /// The figure with the parameter at the limits of its 95 % interval and all others as published; of a group, with all of it at
    /// the lower or the upper limits.
    pub limits: [f64; 2],
}

impl<'a> Uncertainty<'a> {
    /// What the intervals of some rows come from, by row: the largest share of variance first.
    ///
    /// # Errors
    /// Limits of a parameter that a formula refuses.
    pub fn drivers(&self, rows: &[usize]) -> Result<Vec<Vec<Driver<'a>>>> {
        let groups = self.grouped_sources();
        let parts = &self.draws[..self.draws.len().min(PARTS)];
        let sources: Vec<BTreeSet<usize>> = rows.iter().map(|row| self.columns.sources(&self.forms[*row])).collect();
        let drawn: Vec<Vec<f64>> = rows.par_iter().map(|row| super::drawn(&self.forms[*row], parts)).collect();
        let ranks: Vec<Vec<f64>> = drawn.par_iter().map(|draws| ranks(draws)).collect();
        let found: Vec<Vec<(usize, Driver<'a>)>> = groups
            .par_iter()
            .map(|group| {
                let concerned: Vec<usize> = (0..rows.len())
                    .filter(|index| group.iter().any(|(column, ..)| sources[*index].contains(column)))
                    .collect();
                if concerned.is_empty() {
                    return Ok(Vec::new());
                }
                let forms: Vec<&Form> = concerned.iter().map(|index| &self.forms[rows[*index]]).collect();
                let without = self.without(group, &forms, parts)?;
                let limits = self.at_limits(group, &forms)?;
                let own: Vec<f64> = parts.iter().flat_map(|part| part[group[0].0].iter().copied()).collect();
                let own = self::ranks(&own);
                let driver = |(place, index): (usize, &usize)| {
                    let rest: Vec<f64> =
                        drawn[*index].iter().zip(&without[place]).map(|(draw, gone)| draw - gone).collect();
                    let value = self.values[rows[*index]];
                    let driver = Driver {
                        parameters: group.iter().map(|(_, row, _)| *row).collect(),
                        rank_correlation: correlation(&own, &ranks[*index]),
                        variance_share: 1.0 - variance(&rest) / variance(&drawn[*index]),
                        limits: limits[place].map(|deviation| value + deviation),
                    };
                    (*index, driver)
                };
                Ok(concerned.iter().enumerate().map(driver).collect())
            })
            .collect::<Result<_>>()?;
        let mut by_row: Vec<Vec<Driver<'a>>> = vec![Vec::new(); rows.len()];
        for (index, driver) in found.into_iter().flatten() {
            by_row[index].push(driver);
        }
        for drivers in &mut by_row {
            drivers.sort_by(|one, other| other.variance_share.total_cmp(&one.variance_share));
        }
        Ok(by_row)
    }

    /// Every parameter that is drawn, those of a correlated group together.
    fn grouped_sources(&self) -> Vec<Vec<(usize, &'a Parameter, Distribution)>> {
        let mut groups: BTreeMap<usize, Vec<(usize, &'a Parameter, Distribution)>> = BTreeMap::new();
        for source in self.columns.drawn() {
            let group = self.groups.iter().find(|group| group.members.contains(&source.0));
            groups.entry(group.map_or(source.0, |group| group.members[0])).or_default().push(source);
        }
        groups.into_values().collect()
    }

    /// What of every draw of some forms goes when parameters are fixed.
    fn without(
        &self,
        group: &[(usize, &Parameter, Distribution)],
        forms: &[&Form],
        parts: &[Vec<Vec<f64>>],
    ) -> Result<Vec<Vec<f64>>> {
        let mut gone: Vec<Vec<f64>> = vec![Vec::with_capacity(parts.len() * AT_ONCE); forms.len()];
        for part in parts {
            let draws = part.first().map_or(0, Vec::len);
            let fixed = group.iter().map(|(column, ..)| (*column, vec![0.0; draws])).collect();
            let again = self.columns.remade(&|column| part[column].as_slice(), fixed, draws)?;
            for (form, gone) in forms.iter().zip(&mut gone) {
                let first = gone.len();
                gone.resize(first + draws, 0.0);
                for (column, coefficient) in *form {
                    let Some(now) = again.get(column) else { continue };
                    for ((gone, was), now) in gone[first..].iter_mut().zip(&part[*column]).zip(now) {
                        *gone += coefficient * (was - now);
                    }
                }
            }
        }
        Ok(gone)
    }

    /// By how much forms move when parameters are at their lower and at their upper limits.
    fn at_limits(&self, group: &[(usize, &Parameter, Distribution)], forms: &[&Form]) -> Result<Vec<[f64; 2]>> {
        let limits = group.iter().map(|(column, row, distribution)| {
            (*column, [0.025, 0.975].map(|share| distribution.quantile(share) - row.value).to_vec())
        });
        let again = self.columns.remade(&|_| &[0.0; 2], limits.collect(), 2)?;
        let moved = |form: &&Form| {
            [0, 1].map(|limit| {
                let terms =
                    form.iter().filter_map(|(column, coefficient)| Some(coefficient * again.get(column)?[limit]));
                terms.sum::<f64>()
            })
        };
        Ok(forms.iter().map(moved).collect())
    }
}

/// The rank of every value among all.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut ranks = vec![0.0; values.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64;
    }
    ranks
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let (first, second) = (mean(one), mean(other));
    let covariance: f64 = one.iter().zip(other).map(|(a, b)| (a - first) * (b - second)).sum();
    covariance / (variance(one) * variance(other)).sqrt()
}
