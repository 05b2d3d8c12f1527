//! Carbon on areas that a reference sample corrected.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::ZoneKey;
use super::reference_shares::ReferenceShares;
use super::{AccountRow, CarbonAccount, Figure, Ledger, MapAccuracyAccount, Quantity, carbon_density, class_id};
use crate::land::CarbonPool;
use crate::parameters::{Evidence, Factor};
use crate::units::{Hectares, TonnesC};

/// Rows of the carbon by pool and in all pools of the whole of every zone set at the date of the sampled layer, t C: mapped areas
/// times what a reference sample found there times the densities of what it found. The errors of shares and densities are drawn
/// together. Nothing where the layer is not accounted or the sample does not know a class of the map.
#[must_use]
pub fn adjusted_carbon_rows(
    ledger: &Ledger<'_>,
    accuracy: &MapAccuracyAccount<'_>,
    carbon: &CarbonAccount<'_>,
) -> Vec<AccountRow> {
    let dimension = &ledger.strata.dimensions[accuracy.dimension];
    if !carbon.dimensions.contains(&accuracy.dimension) {
        return Vec::new();
    }
    let classes = accuracy.matrix.classes();
    let shares = ReferenceShares::new(accuracy.matrix, &dimension.layer, accuracy.source);
    let areas = ledger.sum(|stratum| {
        let class = class_id(&ledger.schemes[accuracy.dimension], stratum.codes[accuracy.dimension]);
        let index = classes.iter().position(|known| *known == class)?;
        Some((index, ledger.measure.area(stratum).0))
    });
    // What a hectare of a map class holds, by pool, with the sources.
    let mut per_hectare: BTreeMap<(usize, CarbonPool), Factor> = BTreeMap::new();
    let mut sources = BTreeSet::from([accuracy.source]);
    let mut evidence = Evidence::Derived;
    for (reference, class) in classes.iter().enumerate() {
        if carbon_density(carbon, class).is_none() {
            continue;
        }
        for (pool, row) in carbon.densities.of_class(class) {
            sources.insert(&row.source);
            evidence = evidence.max(row.evidence);
            for map in 0..classes.len() {
                let held = &shares.share(map, reference) * &row.into();
                let sum = per_hectare.entry((map, pool)).or_default();
                *sum = &*sum + &held;
            }
        }
    }
    let mut sums: BTreeMap<(usize, Option<CarbonPool>), Figure> = BTreeMap::new();
    for ((set, _, map), area) in areas.into_iter().filter(|((_, zone, _), _)| *zone == ZoneKey::All) {
        for ((_, pool), held) in per_hectare.range((map, CarbonPool::ALL[0])..).take_while(|((of, _), _)| *of == map) {
            let part = Figure::of(format!("mapped {}", classes[map]), area, Hectares::UNIT, held);
            sums.entry((set, Some(*pool))).or_default().add(&part);
            sums.entry((set, None)).or_default().add(&part);
        }
    }
    let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
    let row = |((set, pool), carbon): ((usize, Option<CarbonPool>), Figure)| AccountRow {
        year: dimension.year,
        pool: pool.map_or("*", CarbonPool::name).to_owned(),
        method: format!(
            "carbon_density on areas adjusted by {} points of a reference sample, {}",
            accuracy.matrix.points(),
            ledger.measure.name()
        ),
        evidence: Some(evidence),
        sources: sources.clone(),
        ..ledger.row(set, ZoneKey::All, Quantity::CarbonStockAdjusted, TonnesC::UNIT, carbon)
    };
    sums.into_iter().map(row).collect()
}
