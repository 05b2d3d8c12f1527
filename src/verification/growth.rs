//! Growth of stands and of regions.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::{LogisticCurve, RichardsCurve, YearlyChange, pressler_rate, years_to_reach};
use crate::parameters::forest::GrowthTable;

const RICHARDS: Method = Method {
    file: "models/growth/curve.rs",
    source: "by hand from the Richards curves of ChinaXiv-201711.00294V1 (unverified, unit not recorded)",
    unit: "-",
    tolerance: Relative(1e-9),
};

const LOGISTIC: Method =
    Method {
        source: "by hand from the logistic curves of 徐冰 等 2010 (unverified)", unit: "t d.m./ha", ..RICHARDS
    };

const PRESSLER: Method = Method {
    file: "models/growth/rate.rs",
    source: "by hand from (V2 − V1)/(V2 + V1) · 2/n; arbor forest of Zhejiang 2004 and 2009",
    unit: "1/yr",
    tolerance: Relative(1e-9),
};

const PROJECTION: Method = Method {
    file: "models/projection.rs",
    source: "by hand: 25.2072 Mm³ of 2022 (宁波统计年鉴2023, 表6-7) at 2.3167 % are 27 Mm³ in 2025",
    unit: "Mm³",
    tolerance: Absolute(1e-4),
};

const RECURRENCE: Method = Method {
    source: "by hand from V(t+1) = V(t) (1 + g − c) + b, year by year",
    tolerance: Relative(1e-9),
    ..PROJECTION
};

const YEARS: Method = Method {
    source: "by hand: 32,648 ha missing to 48 % of 980,421 ha, at 1846.07 ha a year",
    unit: "yr",
    tolerance: Absolute(0.0),
    ..PROJECTION
};

fn richards(scope: &str) -> Result<f64> {
    let table = GrowthTable::built_in()?.allow_unverified(true);
    Ok(RichardsCurve::from(table.richards(scope)?).at(50.0)?.unwrap_or(f64::NAN))
}

fn logistic(scope: &str) -> Result<f64> {
    let table = GrowthTable::built_in()?.allow_unverified(true);
    LogisticCurve::from(table.logistic(scope)?).at(20.0)
}

fn project(growth_percent: f64, harvest_percent: f64, added: f64, years: u32) -> f64 {
    YearlyChange { growth_percent, harvest_percent, added }.project(25.2072, years)
}

fn planting() -> f64 {
    let planting = YearlyChange { added: 1_846.07, ..YearlyChange::default() };
    let years = years_to_reach(|years| planting.project(437_954.0, years), 0.48 * 980_421.0, 100);
    years.map_or(f64::NAN, f64::from)
}

pub(super) const CASES: &[Case] = &[
    RICHARDS.case("broadleaf of North Hebei at 50 years", 113.400_451_837_715, || richards("north_hebei_broadleaf")),
    RICHARDS.case("conifer of North Hebei at 50 years", 141.551_857_519_085, || richards("north_hebei_conifer")),
    LOGISTIC.case("Chinese fir at 20 years", 51.367_791_043_399_5, || logistic("china_chinese_fir")),
    LOGISTIC.case("Masson pine at 20 years", 46.267_578_156_733_9, || logistic("china_masson_pine")),
    PRESSLER.case("from 43.76 to 52.87 m³/ha in 5 years", 9.11 / 48.315 / 5.0, || pressler_rate(43.76, 52.87, 5.0)),
    PROJECTION.case("stock of 2025, net growth 2.3167 %", 27.0, || Ok(project(2.3167, 0.0, 0.0, 3))),
    PROJECTION.case("stock of 2025, 3.3167 % less 1 % of harvest", 27.0, || Ok(project(3.3167, 1.0, 0.0, 3))),
    RECURRENCE
        .case("8 years of 5 % less 1.5 %, and 0.25 Mm³", 35.455_990_449_139_7, || Ok(project(5.0, 1.5, 0.25, 8))),
    YEARS.case("years of planting to a cover rate of 48 %", 18.0, || Ok(planting())),
];
