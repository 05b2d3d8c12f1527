//! The pools beside living biomass: dead wood, litter and soil, from densities per hectare of forest type.

use std::collections::{BTreeMap, BTreeSet};

use super::ForestTable;
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Figure, Provenance, Quantity};
use crate::error::{Error, Result};
use crate::land::CarbonPool;
use crate::land::forest::ForestLand;
use crate::parameters::Parameter;
use crate::parameters::forest::{ForestDefaults, ForestParameters};
use crate::units::{Hectares, TonnesC};

/// The pools, with the quantity of `zhejiang_pools` that holds them; dead wood has one density for all types.
const POOLS: [(CarbonPool, Option<&str>); 3] = [
    (CarbonPool::DeadWood, None),
    (CarbonPool::Litter, Some("litter")),
    (CarbonPool::SoilOrganicCarbon, Some("soil_organic_carbon_0_100cm")),
];

/// Rows of the carbon of dead wood, litter and soil to 100 cm under stands of known species and bamboo, t C.
///
/// # Errors
/// Species groups without a density, or unverified rows that are not allowed, together.
pub fn other_pool_rows(
    table: &ForestTable,
    parameters: &ForestParameters,
    defaults: &ForestDefaults,
) -> Result<Vec<AccountRow>> {
    let mut rows = Vec::new();
    let mut problems: BTreeMap<String, Error> = BTreeMap::new();
    for (pool, quantity) in POOLS {
        let mut found: BTreeMap<String, Option<&Parameter>> = BTreeMap::new();
        let mut provenance = Provenance::default();
        let mut density = |group: &str| {
            let row = found.entry(group.to_owned()).or_insert_with(|| {
                let row = density_row(parameters, defaults, quantity, group);
                row.map_err(|problem| problems.insert(problem.to_string(), problem)).ok()
            });
            provenance.add(*row);
            row.is_some()
        };
        let areas = table.sum(|stand, add| {
            let group = match (stand.land, &stand.species) {
                (Some(ForestLand::Bamboo), _) => "bamboo",
                (_, Some(group)) if stand.has_forest_stock() => group.id(),
                _ => return,
            };
            if density(group) {
                add(group.to_owned(), stand.area.0);
            }
        });
        let mut carbon: BTreeMap<(usize, ZoneKey), Figure> = BTreeMap::new();
        for ((set, zone, group), area) in areas {
            let Some(row) = found[&group] else { continue };
            let part = Figure::of(group, area, Hectares::UNIT, &row.into());
            carbon.entry((set, zone)).or_default().add(&table.errors.of_amounts(&part));
        }
        let depth = if pool == CarbonPool::SoilOrganicCarbon { ", 0–100 cm" } else { "" };
        rows.extend(carbon.into_iter().map(|((set, zone), carbon)| AccountRow {
            category: "stands of known species and bamboo".to_owned(),
            pool: pool.name().to_owned(),
            method: format!("{}: area · carbon density of the forest type in Zhejiang{depth}", table.source),
            evidence: table.evidence(&provenance),
            sources: provenance.sources(),
            ..table.row(set, zone, Quantity::CarbonStock, TonnesC::UNIT, carbon)
        }));
    }
    Error::all(problems.into_values().collect())?;
    Ok(rows)
}

/// Rows of the sum over all pools of every zone, t C.
#[must_use]
pub fn all_pool_rows(rows: &[AccountRow]) -> Vec<AccountRow> {
    let mut totals: BTreeMap<(&str, &str), AccountRow> = BTreeMap::new();
    let living = CarbonPool::LivingBiomass.name();
    let whole = rows.iter().filter(|row| row.quantity == Quantity::CarbonStock);
    for row in whole.filter(|row| row.pool != living || row.category == "*") {
        let Some(total) = totals.get_mut(&(row.zone_set.as_str(), row.zone.as_str())) else {
            let total = AccountRow { pool: "*".to_owned(), ..row.clone() };
            totals.insert((&row.zone_set, &row.zone), AccountRow { category: "*".to_owned(), ..total });
            continue;
        };
        total.figure.add(&row.figure);
        total.value = total.figure.value();
        total.evidence = total.evidence.max(row.evidence);
        total.method = format!("{} + {}", total.method, row.pool);
        let sources: BTreeSet<&str> = total.sources.split("; ").chain(row.sources.split("; ")).collect();
        total.sources = sources.into_iter().collect::<Vec<_>>().join("; ");
    }
    totals.into_values().collect()
}

fn density_row<'a>(
    parameters: &'a ForestParameters,
    defaults: &ForestDefaults,
    quantity: Option<&str>,
    group: &str,
) -> Result<&'a Parameter> {
    match quantity {
        None => {
            let choice = defaults.choice("dead_wood", group)?;
            parameters.dead_wood.get([&choice.set, "carbon_density", &choice.row])
        }
        Some(quantity) => {
            let choice = defaults.choice("zhejiang_pools", group)?;
            parameters.zhejiang_pools.get([&choice.set, &choice.row, quantity])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::{stand, table, value};

    #[test]
    fn densities_of_the_forest_type_times_its_area() {
        let parameters = ForestParameters::built_in().expect("valid");
        let defaults = ForestDefaults::built_in().expect("valid");
        let stands = vec![
            stand(ForestLand::Arbor, "chinese_fir", 10.0, 50.0),
            stand(ForestLand::Bamboo, "moso", 4.0, 0.0),
            stand(ForestLand::NonForest, "", 90.0, 0.0),
        ];
        let rows = other_pool_rows(&table(stands), &parameters, &defaults).expect("an account");
        let carbon = |pool| value(&rows, "*", Quantity::CarbonStock, "stands of known species and bamboo", pool);
        // Li et al. 2016, table 3: fir 2.68 and 98.96, bamboo 0.63 and 71.63 t C/ha; dead wood 1.38 (Dai et al. 2017).
        assert!((carbon("litter") - (10.0 * 2.68 + 4.0 * 0.63)).abs() < 1e-9);
        assert!((carbon("soil_organic_carbon") - (10.0 * 98.96 + 4.0 * 71.63)).abs() < 1e-9);
        assert!((carbon("dead_wood") - 14.0 * 1.38).abs() < 1e-9);
    }
}
