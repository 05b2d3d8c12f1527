//! Growing stock: forest stock and living stock kept apart, by what grows and where.

use super::ForestTable;
use super::table::Stand;
use crate::accounts::{AccountRow, Quantity};
use crate::land::forest::ForestLand;
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};

/// Gives every category by which figures of a stand are broken down. Within one breakdown the categories add up to the
/// whole, `unknown` included.
pub(super) fn breakdowns(stand: &Stand, give: &mut dyn FnMut(String)) {
    let species = stand.species.as_ref().map_or("unknown", |species| species.id());
    let age_group = stand.age_group.map_or("unknown", |group| group.name());
    give(format!("species:{species}"));
    give(format!("age_group:{age_group}"));
    give(format!("species:{species}, age_group:{age_group}"));
    give(format!("origin:{}", stand.origin.map_or("unknown", |origin| origin.name())));
    give(format!("forest_category:{}", stand.category.map_or("unknown", |category| category.name())));
}

/// Which part of the living stock a stand's trees belong to.
fn part_of_living(stand: &Stand) -> &'static str {
    match stand.land {
        _ if stand.has_forest_stock() => "forest",
        Some(ForestLand::Sparse) => "sparse",
        _ => "scattered",
    }
}

/// Rows of growing stock, m³ and m³/ha, of culms, and of area without a figure.
///
/// Forest stock (森林蓄积) is of stands of trees; living stock (活立木蓄积) adds sparse woodland and the trees on other land, as far
/// as the data hold them: trees beside fields, villages, roads and waters are usually counted by another survey.
#[must_use]
pub fn forest_stock_rows(table: &ForestTable) -> Vec<AccountRow> {
    let stocks = table.sum(|stand, add| {
        let part = part_of_living(stand);
        if part != "forest" && stand.stock.0 == 0.0 {
            return;
        }
        add(part.to_owned(), stand.stock.0);
        add("living".to_owned(), stand.stock.0);
        if part == "forest" {
            breakdowns(stand, &mut |category| add(format!("forest, {category}"), stand.stock.0));
        }
    });
    let measured = table.sum(|stand, add| {
        if stand.has_forest_stock() {
            add("forest".to_owned(), stand.measured.0);
            breakdowns(stand, &mut |category| add(format!("forest, {category}"), stand.measured.0));
        }
    });
    let mut rows = Vec::new();
    for ((set, zone, category), stock) in &stocks {
        let row = |quantity, unit, value, method| AccountRow {
            category: category.clone(),
            method,
            ..table.row(*set, *zone, quantity, unit, value)
        };
        let method = match category.as_str() {
            "living" => "sum of forest, sparse woodland and trees on other land as far as recorded",
            "sparse" => "sum over sparse woodland",
            "scattered" => "sum over other land",
            _ => "sum over stands of trees",
        };
        let method = format!("{}: {method}", table.source);
        if let Some(area) = measured.get(&(*set, *zone, category.clone())).filter(|area| **area > 0.0) {
            let per_hectare = stock / area;
            let method = format!("{method}, over {area} ha where it is known");
            rows.push(row(Quantity::GrowingStockPerHectare, CubicMetresPerHectare::UNIT, per_hectare, method));
        }
        rows.push(row(Quantity::GrowingStock, CubicMetres::UNIT, *stock, method));
    }
    rows.extend(culm_rows(table));
    rows.extend(unknown_rows(table));
    rows
}

fn culm_rows(table: &ForestTable) -> impl Iterator<Item = AccountRow> {
    let culms = table.sum(|stand, add| {
        if let (Some(ForestLand::Bamboo), Some(culms)) = (stand.land, stand.culms) {
            add((), culms);
        }
    });
    culms.into_iter().map(|((set, zone, ()), culms)| AccountRow {
        category: "bamboo".to_owned(),
        method: format!("{}: sum of culms", table.source),
        ..table.row(set, zone, Quantity::Culms, "culms", culms)
    })
}

fn unknown_rows(table: &ForestTable) -> impl Iterator<Item = AccountRow> {
    let unknown = table.sum(|stand, add| {
        if stand.has_forest_stock() {
            add((), (stand.area - stand.measured).0);
        }
    });
    unknown.into_iter().filter(|(_, area)| *area > 1e-6).map(|((set, zone, ()), area)| AccountRow {
        category: "stands of trees without a growing stock".to_owned(),
        ..table.row(set, zone, Quantity::Area, Hectares::UNIT, area)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::{stand, table, value};
    use crate::land::forest::AgeGroup;

    #[test]
    fn forest_and_living_stock_are_kept_apart() {
        let rows = forest_stock_rows(&table(vec![
            stand(ForestLand::Arbor, "oak", 10.0, 60.0),
            stand(ForestLand::Sparse, "oak", 5.0, 8.0),
            stand(ForestLand::NonForest, "", 100.0, 0.5),
            stand(ForestLand::Bamboo, "moso", 7.0, 0.0),
        ]));
        let stock = |zone, category| value(&rows, zone, Quantity::GrowingStock, category, "");
        assert_eq!((stock("*", "forest"), stock("*", "sparse"), stock("*", "scattered")), (600.0, 40.0, 50.0));
        assert_eq!(stock("*", "living"), 690.0);
        assert_eq!(value(&rows, "*", Quantity::GrowingStockPerHectare, "forest", ""), 60.0);
        assert_eq!((stock("a", "forest"), stock("b", "living")), (600.0, 40.0));
    }

    #[test]
    fn every_breakdown_adds_up_to_the_whole() {
        let mut stands: Vec<Stand> = (1..40_u8)
            .map(|i| stand(ForestLand::Arbor, ["oak", "masson_pine", ""][usize::from(i % 3)], f64::from(i), 3.0))
            .collect();
        for (number, stand) in stands.iter_mut().enumerate() {
            stand.age_group = AgeGroup::ALL.get(number % 7).copied();
        }
        let rows = forest_stock_rows(&table(stands));
        let whole = value(&rows, "*", Quantity::GrowingStock, "forest", "");
        for breakdown in ["species:", "age_group:", "origin:", "forest_category:"] {
            let parts: f64 = rows
                .iter()
                .filter(|row| row.zone == "*" && row.quantity == Quantity::GrowingStock)
                .filter(|row| row.category.starts_with(&format!("forest, {breakdown}")))
                .filter(|row| breakdown != "species:" || !row.category.contains("age_group"))
                .map(|row| row.value)
                .sum();
            assert!((parts - whole).abs() < 1e-9 * whole, "{breakdown} {parts} of {whole}");
        }
        let counties = value(&rows, "a", Quantity::GrowingStock, "forest", "")
            + value(&rows, "b", Quantity::GrowingStock, "forest", "");
        assert!((counties - whole).abs() < 1e-9 * whole);
    }

    #[test]
    fn stands_whose_stock_nobody_knows_are_an_area() {
        let mut unknown = stand(ForestLand::Arbor, "oak", 4.0, 0.0);
        unknown.measured = Hectares(0.0);
        let rows = forest_stock_rows(&table(vec![stand(ForestLand::Arbor, "oak", 10.0, 60.0), unknown]));
        assert_eq!(value(&rows, "b", Quantity::Area, "stands of trees without a growing stock", ""), 4.0);
        assert_eq!(value(&rows, "*", Quantity::GrowingStockPerHectare, "forest", ""), 60.0);
    }
}
