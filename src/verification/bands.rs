//! What refuses or warns: counted over figures of which it is known which ones are wrong.

use super::Tolerance::Absolute;
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::{ClosingRow, PlausibilityBand, check_bounds, check_closure};
use crate::parameters::coast::BoundsTable;
use crate::parameters::forest::PlausibilityTable;

const CLOSURE: Method = Method {
    file: "models/closure.rs",
    source: "by hand: 1000 + 50 − 20 − 5 = 1025",
    unit: "rows",
    tolerance: Absolute(0.0),
};

const BAND: Method = Method {
    file: "models/forest_plausibility.rs",
    source: "by hand: 10.796 to 11.974 Mt C, the area of Ningbo's trees at 24.65 to 27.34 t C/ha (Li et al. 2016; 戴巍 等 2017)",
    unit: "figures",
    tolerance: Absolute(0.0),
};

const BOUNDS: Method = Method {
    file: "models/sanity_bounds.rs",
    source: "by hand: warned above 110 and refused above 400 t C/ha (刘雨薇 2023; Yuan 2020)",
    ..BAND
};

fn refused(closing: &[f64]) -> f64 {
    let row = |closing: f64| ClosingRow {
        name: String::new(),
        opening: 1000.0,
        gains: 50.0,
        losses: 20.0,
        reclassification: -5.0,
        closing,
    };
    closing.iter().filter(|closing| check_closure(&[row(**closing)]).is_err()).count() as f64
}

fn outside(figures: &[f64]) -> Result<f64> {
    let table = PlausibilityTable::built_in()?;
    let band = PlausibilityBand::from(table.get(["ningbo", "tree_carbon_stock"])?);
    Ok(figures.iter().filter(|figure| band.check(**figure).is_some()).count() as f64)
}

/// How many figures are warned of, and how many are refused.
fn judged(figures: &[f64]) -> Result<(f64, f64)> {
    let bounds = BoundsTable::built_in()?;
    let judge = |figure: &f64| check_bounds(&bounds, "ningbo", "salt_marsh_soil_0_100cm", *figure);
    let verdicts: Vec<Result<Option<String>>> = figures.iter().map(judge).collect();
    let warned = verdicts.iter().filter(|verdict| matches!(verdict, Ok(Some(_)))).count();
    Ok((warned as f64, verdicts.iter().filter(|verdict| verdict.is_err()).count() as f64))
}

const MARSHES: [f64; 4] = [57.7, 109.0, 226.0, 940.0];

pub(super) const CASES: &[Case] = &[
    CLOSURE.case("1025 closes; 1030, 1025 + 10⁻⁵ and no number do not", 3.0, || {
        Ok(refused(&[1_025.0, 1_030.0, 1_025.000_01, f64::NAN]))
    }),
    BAND.case("of 11.4, 10.7, 12.0 and 40 Mt C, outside the band", 3.0, || outside(&[11.4e6, 10.7e6, 12.0e6, 40e6])),
    BOUNDS.case("of 57.7, 109, 226 and 940 t C/ha, warned of", 1.0, || Ok(judged(&MARSHES)?.0)),
    BOUNDS.case("of 57.7, 109, 226 and 940 t C/ha, refused", 1.0, || Ok(judged(&MARSHES)?.1)),
];
