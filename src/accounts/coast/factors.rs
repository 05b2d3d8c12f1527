//! What a hectare of a history holds and gains, with what it was made of.

use std::sync::Arc;

use super::classes::POOLS;
use super::histories::History;
use super::{ALL_POOLS, CoastAccount, CoastPrice};
use crate::error::Result;
use crate::models::coast::{CarbonFlows, CoverHistory, HistoryRules, PoolStocks, carbon_value, invest_carbon_value};
use crate::parameters::Factor;

/// The figures of a hectare of a history, t C.
pub(super) struct HistoryFactors {
    /// By year of the account, in the order of [`POOLS`].
    pub(super) stocks: Vec<[Factor; POOLS.len()]>,
    /// By period of the account.
    pub(super) flows: Vec<FlowFactors>,
    /// What the net gains from the first year to the last are worth, where prices are given.
    pub(super) value: Factor,
}

/// What a hectare gained and gave off over years, as [`CarbonFlows`].
#[derive(Default)]
pub(super) struct FlowFactors {
    pub(super) accumulation: Factor,
    pub(super) emissions: Factor,
    pub(super) net: Factor,
}

impl HistoryFactors {
    pub(super) fn new(account: &CoastAccount<'_>, years: &[i32], history: &History) -> Result<Self> {
        let stocks = years.iter().map(|year| stocks(history, *year));
        let flow = |equation, from: i32, to: i32, of: fn(CarbonFlows) -> f64| {
            history.course.factor(equation, &ALL_POOLS, move |cover| Ok(of(cover.flows(from, to)?)))
        };
        let flows = years.windows(2).map(|pair| {
            let (from, to) = (pair[0], pair[1]);
            Ok(FlowFactors {
                accumulation: flow("accumulation of a history of cover", from, to, |flows| flows.accumulation)?,
                emissions: flow("emissions of a history of cover", from, to, |flows| flows.emissions)?,
                net: flow("net gain of a history of cover", from, to, |flows| flows.net)?,
            })
        });
        let value = match (account.price, years) {
            (Some(price), &[first, .., last]) => {
                let (price, rules) = (Arc::new(price.clone()), account.rules);
                history.course.factor("worth of the net gains of a history of cover", &ALL_POOLS, move |cover| {
                    worth(&price, rules, cover, (first, last))
                })?
            }
            _ => Factor::default(),
        };
        Ok(Self { stocks: stocks.collect::<Result<_>>()?, flows: flows.collect::<Result<_>>()?, value })
    }

    /// What all pools hold at a year of the account.
    pub(super) fn stock(&self, year: usize) -> Factor {
        sum(&self.stocks[year])
    }
}

/// What the pools of a hectare of a history hold at a year, in the order of [`POOLS`], t C.
pub(super) fn stocks(history: &History, year: i32) -> Result<[Factor; POOLS.len()]> {
    let stock = |pool: usize| {
        history.course.factor("stock of a history of cover", &[pool], move |cover| Ok(pools(cover.stocks(year)?)[pool]))
    };
    Ok([stock(0)?, stock(1)?, stock(2)?])
}

/// All pools together.
pub(super) fn sum(stocks: &[Factor; POOLS.len()]) -> Factor {
    stocks.iter().fold(Factor::default(), |sum, pool| &sum + pool)
}

/// The pools in the order of [`POOLS`].
fn pools(stocks: PoolStocks) -> [f64; POOLS.len()] {
    [stocks.biomass, stocks.soil, stocks.litter]
}

fn worth(price: &CoastPrice, rules: HistoryRules, cover: &CoverHistory, (first, last): (i32, i32)) -> Result<f64> {
    match rules {
        HistoryRules::Correct => {
            carbon_value(first, &cover.yearly_net(first, last)?, &price.prices, price.discount_rate)
        }
        HistoryRules::Invest => {
            invest_carbon_value(first, last, cover.flows(first, last)?.net, &price.prices, price.discount_rate)
        }
    }
}
