//! What carbon is worth: InVEST's figures, and those of its guide's equations.

use std::collections::BTreeMap;

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::coast::{CarbonPrices, carbon_value, invest_carbon_value};
use crate::models::present_value_factor;

const PRESENT: Method = Method {
    file: "models/present_value.rs",
    source: "tests/test_carbon.py of InVEST (natcap/invest): price 43, −58 t C, 2016 to 2030",
    unit: "money",
    tolerance: Absolute(1e-3),
};

const GUIDE: Method = Method {
    file: "models/coast/carbon_value.rs",
    source: "by hand from the net present value of InVEST's user's guide, Coastal Blue Carbon",
    unit: "money",
    tolerance: Relative(1e-9),
};

const PROGRAM: Method =
    Method { source: "tests/test_coastal_blue_carbon.py of InVEST (natcap/invest at 54ff9ca1)", ..GUIDE };

const PIXELS: Method = Method { tolerance: Relative(2e-5), ..PROGRAM };

fn inflated(price: f64, inflation: f64) -> CarbonPrices {
    CarbonPrices::Inflated { price, inflation }
}

fn tabled(end: i32, net: f64) -> Result<f64> {
    let prices = CarbonPrices::Table(BTreeMap::from([(2010, 50.0), (2011, 80.0), (2012, 95.0)]));
    invest_carbon_value(2010, end, net, &prices, 0.1)
}

pub(super) const CASES: &[Case] = &[
    PRESENT.case("discount −7.1 %, price drift 2.8 %", -3422.079, || {
        Ok(43.0 * present_value_factor(14, -7.1, 2.8) * -58.0)
    }),
    PRESENT.case("without rates", -2494.0, || Ok(43.0 * present_value_factor(14, 0.0, 0.0) * -58.0)),
    GUIDE.case("10 t in each of two years at 50, discount 10 %", 500.0 / 1.1 + 500.0 / 1.21, || {
        carbon_value(2010, &[10.0, 10.0], &inflated(50.0, 0.0), 0.1)
    }),
    GUIDE.case("83.5 t in ten years, inflation as discount", 83.5, || {
        carbon_value(2000, &[8.35; 10], &inflated(1.0, 0.04), 0.04)
    }),
    PROGRAM.case("prices 50, 80, 95: 2010.5 t until 2011", 100_525.0, || tabled(2011, 2010.5)),
    PROGRAM.case("prices 50, 80, 95: 100 t until 2011", 5000.0, || tabled(2011, 100.0)),
    PROGRAM.case("prices 50, 80, 95: 3016.5 t until 2012", 370_206.818_182, || tabled(2012, 3016.5)),
    PROGRAM.case("prices 50, 80, 95: 150 t until 2012", 18_409.090_909, || tabled(2012, 150.0)),
    PIXELS.case("first pixel, price 1.04, until 2030", -373.672_45, || {
        invest_carbon_value(2000, 2030, 83.5 - 176.9792 + 73.5, &inflated(1.04, 0.0), 0.04)
    }),
    PIXELS.case("second pixel, price 1.04, until 2030", 837.934_45, || {
        invest_carbon_value(2000, 2030, 73.5 - 28.698_004, &inflated(1.04, 0.0), 0.04)
    }),
    PIXELS.case("first pixel, price 10, inflation 5 %, until 2020", -20_506.314, || {
        invest_carbon_value(2000, 2020, 83.5 - 176.9792, &inflated(10.0, 0.05), 0.04)
    }),
    PIXELS.case("second pixel, price 10, inflation 5 %, until 2020", 16_123.521, || {
        invest_carbon_value(2000, 2020, 73.5, &inflated(10.0, 0.05), 0.04)
    }),
];
