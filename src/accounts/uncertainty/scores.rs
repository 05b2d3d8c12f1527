//! Normal scores of parameters, draw by draw.

use std::collections::BTreeMap;
use std::ops::Range;

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};

use super::settings::{Between, Correlation};
use crate::error::{Error, Result};

/// Below this a pivot of a correlation matrix is zero: its parameter follows from those before it.
const NO_PIVOT: f64 = 1e-9;

/// The scores of some draws of one parameter, independent of all others.
///
/// A stream of ChaCha8 is keyed by the seed and the parameter's name, and a draw is a place in it: what is drawn depends on
/// neither threads nor other parameters.
pub(super) fn scores(seed: u64, name: &str, draws: Range<usize>) -> Vec<f64> {
    let mut hasher = blake3::Hasher::new_derive_key("tanhui 2026 draws of a parameter");
    hasher.update(&seed.to_le_bytes());
    hasher.update(name.as_bytes());
    let mut stream = ChaCha8Rng::from_seed(*hasher.finalize().as_bytes());
    stream.set_word_pos(2 * draws.start as u128);
    let normal = Normal::standard();
    draws
        .map(|_| {
            // 53 random bits, never 0 and never 1.
            let uniform = ((stream.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
            normal.inverse_cdf(uniform)
        })
        .collect()
}

/// Parameters that are drawn together, as weights on independent scores.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// Indices of the parameters.
    pub(super) members: Vec<usize>,
    /// The lower triangle L of the matrix C = L · Lᵀ, row by row.
    triangle: Vec<Vec<f64>>,
}

impl Group {
    /// The groups of some parameters, whose members are those that occur.
    ///
    /// # Errors
    /// A parameter in two groups, or correlations that cannot be together.
    pub(super) fn all(correlations: &[Correlation], names: &[&str]) -> Result<Vec<Self>> {
        let mut problems = Vec::new();
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        let mut groups = Vec::new();
        for (number, correlation) in correlations.iter().enumerate() {
            // Which parameter, and by which pattern.
            let mut members: Vec<(usize, usize)> = Vec::new();
            for (index, name) in names.iter().enumerate() {
                let Some(pattern) = correlation.parameters.iter().position(|pattern| pattern.matches(name)) else {
                    continue;
                };
                if let Some(other) = taken.insert(index, number) {
                    problems.push(
                        Error::data(format!(
                            "parameter `{name}` is in the correlations {} and {}",
                            other + 1,
                            number + 1
                        ))
                        .hint("put all that is correlated with it in one group"),
                    );
                }
                members.push((index, pattern));
            }
            let between = |one: &(usize, usize), other: &(usize, usize)| match &correlation.between {
                _ if one == other => 1.0,
                Between::Every(correlation) => *correlation,
                Between::Matrix(rows) => rows[one.1][other.1],
            };
            let matrix: Vec<Vec<f64>> =
                members.iter().map(|one| members.iter().map(|other| between(one, other)).collect()).collect();
            match lower_triangle(&matrix) {
                Some(triangle) => {
                    groups.push(Self { members: members.into_iter().map(|(index, _)| index).collect(), triangle });
                }
                None => problems.push(
                    Error::data(format!("the correlations of group {} cannot be together", number + 1))
                        .note("their matrix has a negative eigenvalue: two that follow a third must follow each other")
                        .hint("lower the correlations, or give those of all pairs"),
                ),
            }
        }
        Error::all(problems)?;
        Ok(groups)
    }

    /// Makes independent scores of the members those of the group, in place.
    pub(super) fn correlate(&self, columns: &mut [Vec<f64>]) {
        let independent: Vec<Vec<f64>> =
            self.members.iter().map(|member| std::mem::take(&mut columns[*member])).collect();
        for (row, member) in self.triangle.iter().zip(&self.members) {
            let mut scores = vec![0.0; independent.first().map_or(0, Vec::len)];
            for (weight, column) in row.iter().zip(&independent).filter(|(weight, _)| **weight != 0.0) {
                scores.iter_mut().zip(column).for_each(|(score, own)| *score += weight * own);
            }
            columns[*member] = scores;
        }
    }
}

/// The lower triangle of a matrix without negative eigenvalues (Cholesky); none of any other.
fn lower_triangle(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let mut triangle: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (index, row) in matrix.iter().enumerate() {
        let mut own = Vec::with_capacity(index + 1);
        for (column, wanted) in row[..=index].iter().enumerate() {
            let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
            if column == index {
                let pivot = wanted - dot(&own, &own);
                if pivot < -NO_PIVOT {
                    return None;
                }
                own.push(if pivot < NO_PIVOT { 0.0 } else { pivot.sqrt() });
            } else {
                let above: &Vec<f64> = &triangle[column];
                let rest = wanted - dot(&own, &above[..column]);
                match above[column] {
                    0.0 if rest.abs() > NO_PIVOT.sqrt() => return None,
                    0.0 => own.push(0.0),
                    pivot => own.push(rest / pivot),
                }
            }
        }
        triangle.push(own);
    }
    Some(triangle)
}

#[cfg(test)]
mod tests {
    use super::super::settings::NamePattern;
    use super::*;

    #[test]
    fn scores_are_normal_and_depend_on_seed_name_and_draw_only() {
        let all = scores(1, "a", 0..20_000);
        assert_eq!(scores(1, "a", 5_000..5_003), all[5_000..5_003]);
        assert_ne!(scores(2, "a", 0..3), all[..3]);
        assert_ne!(scores(1, "b", 0..3), all[..3]);
        let count = all.len() as f64;
        let mean = all.iter().sum::<f64>() / count;
        let variance = all.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / count;
        assert!(mean.abs() < 4.0 / count.sqrt() && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }

    fn correlation(names: &[&str], between: Between) -> Correlation {
        let parameters = names.iter().map(|name| NamePattern((*name).to_owned())).collect();
        Correlation { parameters, between, source: "a test".to_owned() }
    }

    fn sample(group: &Group, count: usize) -> Vec<Vec<f64>> {
        let mut columns: Vec<Vec<f64>> = (0..count).map(|index| scores(7, &index.to_string(), 0..20_000)).collect();
        group.correlate(&mut columns);
        columns
    }

    fn correlation_of(one: &[f64], other: &[f64]) -> f64 {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
    }

    #[test]
    fn groups_have_the_correlations_that_were_declared() {
        let matrix = vec![vec![1.0, -0.8, 0.3], vec![-0.8, 1.0, 0.1], vec![0.3, 0.1, 1.0]];
        let group = &Group::all(&[correlation(&["a", "b", "c"], Between::Matrix(matrix))], &["a", "x", "b", "c"])
            .expect("can be")[0];
        assert_eq!(group.members, [0, 2, 3]);
        let columns = sample(group, 4);
        for (one, other, wanted) in [(0, 2, -0.8), (0, 3, 0.3), (2, 3, 0.1), (0, 1, 0.0)] {
            let found = correlation_of(&columns[one], &columns[other]);
            assert!((found - wanted).abs() < 0.03, "{one} {other}: {found} instead of {wanted}");
        }
        let same = &Group::all(&[correlation(&["*"], Between::Every(1.0))], &["a", "b", "c"]).expect("can be")[0];
        let columns = sample(same, 3);
        assert!(columns[0] == columns[1] && columns[1] == columns[2]);
    }

    #[test]
    fn correlations_that_cannot_be_are_refused() {
        let error = Group::all(&[correlation(&["a", "b", "c"], Between::Every(-0.9))], &["a", "b", "c"]);
        assert!(error.expect_err("impossible").to_string().contains("cannot be together"));
        let twice = [correlation(&["a", "b"], Between::Every(0.5)), correlation(&["b*"], Between::Every(0.5))];
        let error = Group::all(&twice, &["a", "b"]).expect_err("in two groups").to_string();
        assert!(error.contains("`b` is in the correlations 1 and 2"), "{error}");
    }
}
