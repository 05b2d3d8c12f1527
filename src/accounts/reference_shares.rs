//! What a reference sample found on the ground of every map class, as parameters that are drawn with all others.

use super::Figure;
use super::uncertainty::{Between, Correlation, NamePattern};
use crate::models::sampling::ConfusionMatrix;
use crate::parameters::{Distribution, Evidence, Factor, Parameter};
use crate::units::Hectares;

/// The shares of reference classes within every map class: p̂ᵢₖ = nᵢₖ / nᵢ.
///
/// Their errors are those of the stratified estimator: var p̂ᵢₖ = p̂ᵢₖ (1 − p̂ᵢₖ) / (nᵢ − 1) and cov(p̂ᵢₖ, p̂ᵢₗ) = −p̂ᵢₖ p̂ᵢₗ / (nᵢ − 1), so
/// that shares of one map class always add up to 1 and adjusted areas to the map (Olofsson et al. 2014, Eq. 10, for one class).
#[derive(Debug, Clone)]
pub(super) struct ReferenceShares {
    classes: Vec<String>,
    shares: Vec<Vec<Parameter>>,
}

impl ReferenceShares {
    pub(super) fn new(matrix: &ConfusionMatrix, layer: &str, source: &str) -> Self {
        let classes = matrix.classes().to_vec();
        let shares = (0..classes.len())
            .map(|map| {
                let row = matrix.shares(map);
                row.iter()
                    .zip(&classes)
                    .map(|((share, error), class)| {
                        let limit = |sign: f64| Some(share + sign * Distribution::LIMIT * error);
                        Parameter {
                            name: share_name(layer, &classes[map], class),
                            value: *share,
                            unit: "ha/ha".to_owned(),
                            low: limit(-1.0),
                            high: limit(1.0),
                            distribution: if *error > 0.0 { "normal" } else { "fixed" }.to_owned(),
                            source: source.to_owned(),
                            evidence: Evidence::Derived,
                            ..Parameter::default()
                        }
                    })
                    .collect()
            })
            .collect();
        Self { classes, shares }
    }

    /// The share of a reference class in a map class, by their indices.
    pub(super) fn share(&self, map: usize, reference: usize) -> Factor {
        Factor::from(&self.shares[map][reference])
    }

    /// The adjusted area of some reference classes, from the mapped areas of all.
    pub(super) fn area(&self, mapped: &[Hectares], references: &[usize]) -> Figure {
        let mut sum = Figure::default();
        for (map, area) in mapped.iter().enumerate() {
            let share =
                references.iter().fold(Factor::default(), |share, reference| &share + &self.share(map, *reference));
            sum.add(&Figure::of(format!("mapped {}", self.classes[map]), area.0, Hectares::UNIT, &share));
        }
        sum
    }
}

fn share_name(layer: &str, map: &str, reference: &str) -> String {
    format!("reference sample of {layer}: share of {reference} in mapped {map}")
}

/// How the shares of every map class are correlated.
#[must_use]
pub fn share_correlations(matrix: &ConfusionMatrix, layer: &str, source: &str) -> Vec<Correlation> {
    let classes = matrix.classes();
    (0..classes.len())
        .filter_map(|map| {
            let row = matrix.shares(map);
            // A share of nothing or of all has no error.
            let uncertain: Vec<(usize, f64)> = row
                .iter()
                .enumerate()
                .filter(|(_, (_, error))| *error > 0.0)
                .map(|(index, (share, _))| (index, *share))
                .collect();
            let odds = |share: f64| share / (1.0 - share);
            let correlation = |one: &(usize, f64), other: &(usize, f64)| {
                if one.0 == other.0 { 1.0 } else { -(odds(one.1) * odds(other.1)).sqrt().min(1.0) }
            };
            let name = |index: usize| NamePattern(share_name(layer, &classes[map], &classes[index]));
            (!uncertain.is_empty()).then(|| Correlation {
                parameters: uncertain.iter().map(|(index, _)| name(*index)).collect(),
                between: Between::Matrix(
                    uncertain
                        .iter()
                        .map(|one| uncertain.iter().map(|other| correlation(one, other)).collect())
                        .collect(),
                ),
                source: source.to_owned(),
            })
        })
        .collect()
}
