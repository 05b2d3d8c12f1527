//! What targets ask for, how likely they are met, and why two cover rates differ.

use super::Tolerance::Absolute;
use super::case::{Case, Method};
use crate::error::{Error, Result};
use crate::models::{CoverRateChange, CoverRateParts, cover_rate_change, target_probability, yearly_rate};

const LINEAR: Method = Method {
    file: "models/target_gap.rs",
    source: "by hand from 宁波统计年鉴2023, 表6-7 (25.2072 Mm³ of forest, 26.1776 Mm³ living, 2022) and the targets",
    unit: "Mm³/yr",
    tolerance: Absolute(5.1e-5),
};

const COMPOUND: Method = Method { unit: "%/yr", ..LINEAR };

const PROBABILITY: Method = Method {
    file: "models/target_probability.rs",
    source: "printed tables of the normal distribution",
    unit: "1",
    tolerance: Absolute(1e-7),
};

const INTERVAL: Method = Method {
    source: "by hand from IPCC 2006 Guidelines, vol. 1, ch. 3, approach 1: √(3² + 4²)/2",
    tolerance: Absolute(1e-9),
    ..PROBABILITY
};

const COVER: Method = Method {
    file: "models/cover_rate_change.rs",
    source: "by hand as Shapley values; 宁海 2021 and 2022: 107,507 ha are 64.14 %, 108,150 ha are 58.11 %",
    unit: "percentage points",
    tolerance: Absolute(1e-9),
};

const RATE: Method = Method {
    source: "published: 107,507 ha of forest in 宁海 are 64.14 % of 167,613 ha",
    unit: "%",
    tolerance: Absolute(0.005),
    ..COVER
};

fn compound(from: f64, to: f64, years: u32) -> Result<f64> {
    yearly_rate(from, to, years).percent_per_year.ok_or_else(|| Error::data("no compound rate"))
}

/// Of a projection `above` the target, whose one assumption spans ± 1.96 standard deviations of 1.
fn probability(above: f64) -> Result<(f64, [f64; 2])> {
    let effect = 2.0 * 1.959_963_984_540_054;
    target_probability(10.0 + above, &[effect], 10.0).ok_or_else(|| Error::data("no interval"))
}

fn upper_limit() -> Result<f64> {
    let known = target_probability(0.0, &[3.0, 4.0], 0.0).ok_or_else(|| Error::data("no interval"))?;
    Ok(known.1[1])
}

fn ninghai(definition: f64) -> CoverRateChange {
    let first = CoverRateParts { forest_ha: 107_507.0, denominator_ha: 107_507.0 / 0.6414 };
    let second = CoverRateParts { forest_ha: 108_150.0, denominator_ha: 108_150.0 / 0.5811 };
    cover_rate_change(first, second, definition)
}

pub(super) const CASES: &[Case] = &[
    LINEAR.case("27 Mm³ in 2025 from 2022", 0.5976, || Ok(yearly_rate(25.2072, 27.0, 3).per_year)),
    LINEAR.case("35 Mm³ in 2030 from 2022", 1.2241, || Ok(yearly_rate(25.2072, 35.0, 8).per_year)),
    LINEAR.case("35 Mm³ in 2030 from 27 in 2025", 1.6000, || Ok(yearly_rate(27.0, 35.0, 5).per_year)),
    LINEAR.case("27 Mm³ in 2025 from all living stock", 0.2741, || Ok(yearly_rate(26.1776, 27.0, 3).per_year)),
    COMPOUND.case("27 Mm³ in 2025 from 2022", 2.3167, || compound(25.2072, 27.0, 3)),
    COMPOUND.case("35 Mm³ in 2030 from 2022", 4.1881, || compound(25.2072, 35.0, 8)),
    COMPOUND.case("35 Mm³ in 2030 from 27 in 2025", 5.3273, || compound(27.0, 35.0, 5)),
    COMPOUND.case("27 Mm³ in 2025 from all living stock", 1.0364, || compound(26.1776, 27.0, 3)),
    PROBABILITY.case("Φ(0)", 0.5, || Ok(probability(0.0)?.0)),
    PROBABILITY.case("Φ(1)", 0.841_344_7, || Ok(probability(1.0)?.0)),
    PROBABILITY.case("Φ(−1.6448536)", 0.05, || Ok(probability(-1.644_853_6)?.0)),
    INTERVAL.case("half interval of effects of 3 and 4", 2.5, upper_limit),
    RATE.case("cover rate of 107,507 of 167,613 ha", 64.14, || {
        Ok(CoverRateParts { forest_ha: 107_507.0, denominator_ha: 167_613.0 }.rate())
    }),
    COVER.case("part of the forest, no other definition", 0.364_555_796_4, || Ok(ninghai(0.0).forest)),
    COVER.case("part of the denominator", -6.394_555_796_414_5, || Ok(ninghai(700.0).denominator)),
    COVER.case("part of the definition, 700 ha", 0.396_872_562_193_1, || Ok(ninghai(700.0).definition)),
    COVER.case("part of the forest, 700 ha of other definition", -0.032_316_765_778_6, || Ok(ninghai(700.0).forest)),
];
