//! Growing stock from a layer of stock per hectare: V = Σ area · v over the classes that count.

use std::collections::BTreeSet;

use super::{AccountRow, Figure, Ledger, Quantity, class_id, measured};
use crate::land::Sector;
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares, SQUARE_METRES_PER_HECTARE};

/// What a growing-stock account needs beside the ledger.
#[derive(Debug, Clone)]
pub struct GrowingStock<'a> {
    /// The index of the layer of stock per hectare.
    pub quantity: usize,
    /// The class layer.
    pub dimension: usize,
    /// The classes whose trees make up the stock.
    pub classes: &'a BTreeSet<String>,
}

/// Rows of growing stock, m³ and m³/ha, and of the area of those classes where the layer has no data, ha.
#[must_use]
pub fn growing_stock_rows(ledger: &Ledger<'_>, account: &GrowingStock<'_>) -> Vec<AccountRow> {
    let layer = &ledger.strata.quantities[account.quantity];
    let counts = |codes: &[Option<i32>]| {
        account.classes.contains(&class_id(&ledger.schemes[account.dimension], codes[account.dimension]))
    };
    let sum = |of: fn(&crate::strata::Moments) -> f64| {
        ledger.sum(|stratum| counts(&stratum.codes).then(|| ((), of(&stratum.quantities[account.quantity]))))
    };
    let stocks = sum(|moments| moments.sum / SQUARE_METRES_PER_HECTARE);
    let measured = sum(|moments| moments.area);
    let whole = ledger.sum(|stratum| counts(&stratum.codes).then_some(((), stratum.area)));
    // A map of stock is off by the same share everywhere: its interval is then that of any total of it.
    let name = format!("layers/{}", layer.layer);
    let error = measured::of_source(name.clone(), name);
    let mut rows = Vec::new();
    for (&(set, zone, ()), &stock) in &stocks {
        let row = |quantity, category: &str, unit, value: Figure| AccountRow {
            year: layer.year,
            sector: Sector::Forest,
            category: category.to_owned(),
            method: format!("growing_stock: sum of area times `{}` over {}", layer.layer, join(account.classes)),
            ..ledger.row(set, zone, quantity, unit, value)
        };
        let measured = Hectares::from_square_metres(measured[&(set, zone, ())]);
        let whole = Hectares::from_square_metres(whole[&(set, zone, ())]);
        let unit = CubicMetres::UNIT;
        rows.push(row(Quantity::GrowingStock, "forest", unit, Figure::of("as measured", stock, unit, &error)));
        if measured.0 > 0.0 {
            let unit = CubicMetresPerHectare::UNIT;
            let mean = Figure::of("as measured", stock / measured.0, unit, &error);
            rows.push(row(Quantity::GrowingStockPerHectare, "forest", unit, mean));
        }
        let missing = whole - measured;
        if missing.0 > 1e-6 {
            rows.push(row(Quantity::Area, "no growing-stock data", Hectares::UNIT, missing.0.into()));
        }
    }
    rows
}

fn join(classes: &BTreeSet<String>) -> String {
    classes.iter().map(String::as_str).collect::<Vec<_>>().join(" + ")
}
