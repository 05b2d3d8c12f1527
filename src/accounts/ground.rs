//! The ground behind a figure: the combinations of classes whose areas its amounts are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Measure, Quantity, TracedRow};
use crate::strata::{StrataTable, Stratum};
use crate::units::Hectares;

/// The names of the codes of a layer of classes.
pub type ClassNames = BTreeMap<i32, String>;

/// Combinations of classes with their areas, which sum to the amounts of a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ground {
    /// The layers of classes, in the order of their dates.
    pub layers: Vec<String>,
    /// The combinations, the largest first.
    pub classes: Vec<GroundShare>,
}

/// A combination of classes in a zone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroundShare {
    /// What the amount is of.
    pub what: String,
    /// The code in each layer; none is nodata.
    pub codes: Vec<Option<i32>>,
    /// How many strata it is the sum of.
    pub strata: usize,
    /// Whole pixels.
    pub pixels: u64,
    /// The area, by the measure of the account.
    pub area_ha: f64,
}

/// The ground behind a row; none where its amounts are no areas of classes at the row's dates.
#[must_use]
pub fn ground(row: &TracedRow, table: &StrataTable, names: &[Option<ClassNames>], planar: Measure) -> Option<Ground> {
    let amounts = amounts(row)?;
    let measure = if row.row.method.contains(planar.name()) { planar } else { Measure::Ellipsoidal };
    let at = |year: Option<i32>| -> Vec<usize> {
        let years = table.dimensions.iter().map(|dimension| dimension.year);
        let of_year =
            years.enumerate().filter(|(index, own)| year.is_some() && *own == year && names[*index].is_some());
        of_year.map(|(index, _)| index).collect()
    };
    let firsts = at(row.row.year);
    let combinations: Vec<Vec<usize>> = if row.row.year_to.is_some() {
        let lasts = at(row.row.year_to);
        let pairs = firsts.iter().flat_map(|first| lasts.iter().map(|last| vec![*first, *last]));
        // What a change leaves out has the classes of one of its dates.
        let single = firsts.iter().chain(&lasts).map(|one| vec![*one]);
        pairs.chain(single).collect()
    } else {
        firsts.into_iter().map(|one| vec![one]).collect()
    };
    let strata: Vec<&Stratum> = table.strata.iter().filter(|stratum| is_in_zone(row, table, stratum)).collect();
    combinations.into_iter().find_map(|dimensions| {
        let shares = shares(&strata, &dimensions, names, measure, &amounts);
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for share in &shares {
            *sums.entry(&share.what).or_default() += share.area_ha;
        }
        let is_sum = |(what, amount): (&&str, &f64)| {
            sums.get(*what).is_some_and(|sum| (sum - amount).abs() <= 1e-9 * amount.abs().max(1e-3))
        };
        let layers = dimensions.iter().map(|dimension| table.dimensions[*dimension].layer.clone()).collect();
        amounts.iter().all(is_sum).then_some(Ground { layers, classes: shares })
    })
}

/// The area of everything that the amounts are of; none where two amounts of the same thing differ or one is no area.
fn amounts(row: &TracedRow) -> Option<BTreeMap<&str, f64>> {
    if row.parts.is_empty() {
        let is_area = [Quantity::Area, Quantity::AreaTransition].contains(&row.row.quantity);
        // Such as `excluded: paddy`.
        let what = row.row.category.rsplit(": ").next().unwrap_or_default();
        let what = if what == "no data" { "nodata" } else { what };
        return is_area.then(|| BTreeMap::from([(what, row.row.value)]));
    }
    let mut amounts = BTreeMap::new();
    for part in &row.parts {
        let known = amounts.insert(part.what.as_str(), part.amount);
        if part.unit != Hectares::UNIT || known.is_some_and(|known| known != part.amount) {
            return None;
        }
    }
    Some(amounts)
}

fn is_in_zone(row: &TracedRow, table: &StrataTable, stratum: &Stratum) -> bool {
    let names = &table.zone_sets[stratum.zone_set as usize];
    names.set == row.row.zone_set
        && match row.row.zone.as_str() {
            "*" => stratum.zone != names.outside(),
            zone => names.id(stratum.zone) == zone,
        }
}

fn shares(
    strata: &[&Stratum],
    dimensions: &[usize],
    names: &[Option<ClassNames>],
    measure: Measure,
    amounts: &BTreeMap<&str, f64>,
) -> Vec<GroundShare> {
    let mut shares: BTreeMap<Vec<Option<i32>>, GroundShare> = BTreeMap::new();
    for stratum in strata {
        let codes: Vec<Option<i32>> = dimensions.iter().map(|dimension| stratum.codes[*dimension]).collect();
        let classes: Vec<String> =
            dimensions.iter().zip(&codes).map(|(dimension, code)| class(names[*dimension].as_ref(), *code)).collect();
        let what = classes.join(" > ");
        if !amounts.contains_key(what.as_str()) {
            continue;
        }
        let share =
            shares.entry(codes.clone()).or_insert(GroundShare { what, codes, strata: 0, pixels: 0, area_ha: 0.0 });
        share.strata += 1;
        share.pixels += stratum.pixels;
        share.area_ha += measure.area(stratum).0;
    }
    let mut shares: Vec<GroundShare> = shares.into_values().collect();
    shares.sort_by(|one, other| other.area_ha.total_cmp(&one.area_ha));
    shares
}

fn class(names: Option<&ClassNames>, code: Option<i32>) -> String {
    match code {
        None => "nodata".to_owned(),
        Some(code) => names.and_then(|names| names.get(&code).cloned()).unwrap_or_else(|| format!("unknown_{code}")),
    }
}
