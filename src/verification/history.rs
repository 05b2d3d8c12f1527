//! Carbon through dated land covers, by the guide's equations and as InVEST's program has it.

use super::Tolerance::Relative;
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::coast::{
    ClassCarbon, CoverHistory,
    HistoryRules::{self, Correct, Invest},
    Impact, PoolCourse, Transition,
};
use crate::parameters::coast::DisturbanceTable;

const PROGRAM: Method = Method {
    file: "models/coast/history/invest.rs",
    source: "tests/test_coastal_blue_carbon.py of InVEST (natcap/invest at 54ff9ca1)",
    unit: "t C/ha",
    tolerance: Relative(1e-5),
};

const SIXTH_YEAR: Method = Method { tolerance: Relative(1e-6), ..PROGRAM };

const GUIDE: Method = Method {
    file: "models/coast/history/correct.rs",
    source: "by hand from S − D + A t + D 0.5^(t/H) of InVEST's user's guide, Coastal Blue Carbon",
    unit: "t C/ha",
    tolerance: Relative(1e-9),
};

const WHOLE: Method =
    Method { file: "models/coast/history/mod.rs", source: "by hand: what was gained less what was given off", ..GUIDE };

/// The mangrove of InVEST's test, with the guide's disturbance and half-lives, and a parking lot.
fn classes() -> Result<[ClassCarbon; 2]> {
    let table = DisturbanceTable::built_in()?;
    let course = |pool, initial, accumulation| -> Result<PoolCourse> {
        let value = |quantity| Ok(table.get(["invest-guide", "mangrove", pool, quantity])?.value);
        Ok(PoolCourse {
            initial,
            accumulation,
            disturbance: [value("low_disturbance")?, value("medium_disturbance")?, value("high_disturbance")?],
            half_life: value("half_life")?,
        })
    };
    let mangrove = ClassCarbon {
        biomass: course("biomass", 64.0, 2.0)?,
        soil: course("soil", 313.0, 5.35)?,
        litter: PoolCourse { initial: 3.0, accumulation: 1.0, ..PoolCourse::default() },
    };
    Ok([mangrove, ClassCarbon::default()])
}

fn pixel(rules: HistoryRules, covers: [usize; 3]) -> Result<CoverHistory> {
    let transition = |from, to| match (from, to) {
        (0, 1) => Transition::Disturbance(Impact::High),
        (1, 0) => Transition::Accumulation,
        _ => Transition::NoChange,
    };
    let [first, second, third] = covers;
    CoverHistory::new(rules, &classes()?, &[(2000, first), (2010, second), (2020, third)], transition)
}

/// Mangrove, built over in 2010, mangrove again from 2020.
const FIRST: [usize; 3] = [0, 1, 0];
/// The other way round.
const SECOND: [usize; 3] = [1, 0, 1];

fn net(covers: [usize; 3], from: i32, to: i32) -> Result<f64> {
    Ok(pixel(Invest, covers)?.flows(from, to)?.net)
}

/// 5.5 t C/ha disturbed at once, with a half-life of 7.5 years: what is given off in the sixth year.
fn sixth_year() -> Result<f64> {
    let biomass = PoolCourse { initial: 5.5, accumulation: 0.0, disturbance: [1.0; 3], half_life: 7.5 };
    let classes = [ClassCarbon { biomass, ..ClassCarbon::default() }, ClassCarbon::default()];
    let disturbed = |_, _| Transition::Disturbance(Impact::High);
    let history = CoverHistory::new(Invest, &classes, &[(2000, 0), (2001, 1)], disturbed)?;
    Ok(history.flows(2006, 2007)?.emissions)
}

pub(super) const CASES: &[Case] = &[
    PROGRAM.case("first pixel, net gain 2000 to 2010", 83.5, || net(FIRST, 2000, 2010)),
    PROGRAM.case("first pixel, net gain 2010 to 2020", -176.9792, || net(FIRST, 2010, 2020)),
    PROGRAM.case("first pixel, net gain 2020 to 2030", 73.5, || net(FIRST, 2020, 2030)),
    PROGRAM.case("second pixel, net gain 2000 to 2010", 0.0, || net(SECOND, 2000, 2010)),
    PROGRAM.case("second pixel, net gain 2010 to 2020", 73.5, || net(SECOND, 2010, 2020)),
    PROGRAM.case("second pixel, net gain 2020 to 2030", -28.698_004, || net(SECOND, 2020, 2030)),
    SIXTH_YEAR.case("sixth year of 5.5 t C/ha disturbed, half-life 7.5", 0.305_862_5, sixth_year),
    // 366.5 · 0.34 + 366.5 · 0.66 · 0.5^(10/7.5) and 84 · 0.5^(10/15).
    GUIDE.case("soil in 2020, ten years after it was built over", 220.604_110_115_147, || {
        Ok(pixel(Correct, FIRST)?.stocks(2020)?.soil)
    }),
    GUIDE.case("biomass in 2020, ten years after", 52.916_684_095_584_7, || {
        Ok(pixel(Correct, FIRST)?.stocks(2020)?.biomass)
    }),
    GUIDE.case("given off from 2010 to 2020", 176.979_205_789_268, || {
        Ok(pixel(Correct, FIRST)?.flows(2010, 2020)?.emissions)
    }),
    WHOLE.case("gained from 2000 to 2010", 10.0 * (2.0 + 5.35 + 1.0), || {
        Ok(pixel(Correct, FIRST)?.flows(2000, 2010)?.accumulation)
    }),
    WHOLE.case("net gain of each year from 2000, summed to 2020", 83.5 - 176.979_205_789_268, || {
        Ok(pixel(Correct, FIRST)?.yearly_net(2000, 2020)?.iter().sum())
    }),
];
