//! What yearly net gains of carbon are worth today.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Prices of a tonne by year.
#[derive(Debug, Clone, PartialEq)]
pub enum CarbonPrices {
    /// A price for each year, in money per tonne of whatever the gains are in: t C or t CO2.
    Table(BTreeMap<i32, f64>),
    /// p(y) = p · (1 + i)^(y − y₀), from the price in the first year and the yearly inflation as a share.
    Inflated {
        /// The price in the first year.
        price: f64,
        /// The yearly inflation, as a share.
        inflation: f64,
    },
}

impl CarbonPrices {
    fn at(&self, year: i32, first: i32) -> Result<f64> {
        let price = match self {
            Self::Table(prices) => prices.get(&year).copied().ok_or_else(|| {
                let known: Vec<String> = prices.keys().map(ToString::to_string).collect();
                Error::data(format!("no price for {year}: the table has {}", known.join(", ")))
                    .hint("add the year to the table, or give a price and its inflation")
            })?,
            Self::Inflated { price, inflation } => price * (1.0 + inflation).powi(year - first),
        };
        if price.is_finite() { Ok(price) } else { Err(Error::data(format!("found a price of {price} for {year}"))) }
    }
}

fn discount(rate: f64) -> Result<f64> {
    if rate.is_finite() && rate > -1.0 {
        return Ok(1.0 + rate);
    }
    Err(Error::data(format!("found a discount rate of {rate}, expected a share above -1"))
        .hint("divide a percentage by 100"))
}

/// V = Σₜ₌₁ⁿ p(y₀ + t) · (S(y₀ + t) − S(y₀ + t − 1)) / (1 + d)^t
///
/// with the net gains of the years y₀, y₀ + 1, … in tonnes, prices per tonne of the same, and the discount rate d as a share:
/// the gain of a year is sold at its end.
///
/// Source: InVEST user's guide, Coastal Blue Carbon, equation of the net present value (users guide at f868ba2b). Limits: a loss
/// costs what a gain earns.
///
/// # Errors
/// A year without a price, or a discount rate of −1 and less.
pub fn carbon_value(first: i32, yearly_net: &[f64], prices: &CarbonPrices, discount_rate: f64) -> Result<f64> {
    let yearly = discount(discount_rate)?;
    let (mut value, mut divisor, mut year) = (0.0, 1.0, first);
    for net in yearly_net {
        year += 1;
        divisor *= yearly;
        value += prices.at(year, first)? * net / divisor;
    }
    Ok(value)
}

/// V(T) = Σ_{y = y₀}^{T − 1} p(y) / (1 + d)^(y − y₀) · Σ (net gain until T)
///
/// as InVEST's program values Coastal Blue Carbon (natcap/invest at 54ff9ca1). For comparison only: it multiplies the sum of
/// the factors of all years with the sum of the gains of all years, about as many times too much as there are years.
///
/// ```
/// use tanhui::models::coast::{CarbonPrices, invest_carbon_value};
/// // Price and discount cancel: 83.5 t over 10 years are valued at 835.
/// let prices = CarbonPrices::Inflated { price: 1.0, inflation: 0.04 };
/// assert!((invest_carbon_value(2000, 2010, 83.5, &prices, 0.04)? - 835.0).abs() < 1e-9);
/// # Ok::<(), tanhui::Error>(())
/// ```
///
/// # Errors
/// A year without a price, or a discount rate of −1 and less.
pub fn invest_carbon_value(
    first: i32,
    end: i32,
    net_until_end: f64,
    prices: &CarbonPrices,
    discount_rate: f64,
) -> Result<f64> {
    let yearly = discount(discount_rate)?;
    let factors = (first..end).map(|year| Ok(prices.at(year, first)? / yearly.powi(year - first)));
    Ok(factors.sum::<Result<f64>>()? * net_until_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_the_program_is_that_of_its_tests() {
        // tests/test_coastal_blue_carbon.py: prices 50, 80, 95; d = 10 %; 2010.5 t until 2011, 3016.5 t until 2012.
        let prices = CarbonPrices::Table(BTreeMap::from([(2010, 50.0), (2011, 80.0), (2012, 95.0)]));
        for (end, net, expected) in [
            (2011, 2010.5, 100_525.0),
            (2011, 100.0, 5000.0),
            (2012, 3016.5, 370_206.818_182),
            (2012, 150.0, 18_409.090_909),
        ] {
            let value = invest_carbon_value(2010, end, net, &prices, 0.1).expect("a value");
            assert!((value / expected - 1.0).abs() < 1e-9, "{value} against {expected}");
        }
        // The two pixels: price 1.04 every year, d = 4 %, until 2030; price 10, inflation 5 %, until 2020.
        let constant = CarbonPrices::Inflated { price: 1.04, inflation: 0.0 };
        let inflated = CarbonPrices::Inflated { price: 10.0, inflation: 0.05 };
        for (prices, end, net, expected) in [
            (&constant, 2030, 83.5 - 176.9792 + 73.5, -373.672_45),
            (&constant, 2030, 73.5 - 28.698_004, 837.934_45),
            (&inflated, 2020, 83.5 - 176.9792, -20_506.314),
            (&inflated, 2020, 73.5, 16_123.521),
        ] {
            let value = invest_carbon_value(2000, end, net, prices, 0.04).expect("a value");
            assert!((value / expected - 1.0).abs() < 2e-5, "{value} against {expected}");
        }
    }

    #[test]
    fn a_gain_is_discounted_year_by_year() {
        // 10 t a year at 50, d = 10 %: 500/1.1 + 500/1.21 = 867.768595.
        let prices = CarbonPrices::Inflated { price: 50.0, inflation: 0.0 };
        let value = carbon_value(2010, &[10.0, 10.0], &prices, 0.1).expect("a value");
        assert!((value - (500.0 / 1.1 + 500.0 / 1.21)).abs() < 1e-9);
        // Where inflation is the discount every year counts alike: 83.5 t over 10 years are worth 83.5 times the price.
        let prices = CarbonPrices::Inflated { price: 1.0, inflation: 0.04 };
        assert!((carbon_value(2000, &[8.35; 10], &prices, 0.04).expect("a value") - 83.5).abs() < 1e-9);
    }

    #[test]
    fn a_year_without_a_price_is_refused() {
        let prices = CarbonPrices::Table(BTreeMap::from([(2011, 50.0)]));
        let message = carbon_value(2010, &[1.0, 1.0], &prices, 0.1).expect_err("no price").to_string();
        assert!(message.contains("no price for 2012: the table has 2011"), "{message}");
        assert!(carbon_value(2010, &[1.0], &prices, -1.0).is_err());
    }
}
