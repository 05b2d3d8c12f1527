//! YearlySum change of forest carbon from declared activity data: what two inventories differ by, what was gained and lost, and
//! what harvested wood still holds.

mod activity;
mod conversion;
mod figures;
mod gain_loss;
mod gases;
mod harvested_wood;
mod period;
mod stock_difference;

use std::collections::BTreeSet;

pub use activity::{Activity, ActivityKind, Growth};
pub use conversion::Conversion;
pub use figures::NamedZone;
use figures::{ALL, Account, Key, LIVING_BIOMASS, Sums, YearlySum};
pub use gain_loss::GainLoss;
pub use gases::{FireGases, SoilNitrogen, WarmingPotentials};
pub use harvested_wood::{HarvestedWood, ProductInflow};
pub use period::Period;
pub use stock_difference::{BiomassLine, StockDifference, Stocks, StratumStocks};

use super::{AccountRow, Provenance, Quantity};
use crate::error::Result;
use crate::units::TonnesC;

/// Everything that was declared about the change of forest carbon over a period.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestChange {
    /// The name, which stands for the zone set.
    pub name: String,
    /// The period.
    pub period: Period,
    /// Two inventories.
    pub stock_difference: Option<StockDifference>,
    /// Activity data.
    pub gain_loss: Option<GainLoss>,
    /// Products of harvested wood.
    pub harvested_wood: Option<HarvestedWood>,
}

/// Rows of the change by each method, and of how far the methods are apart.
///
/// # Errors
/// Declared values that no forest can have.
pub fn forest_change_rows(change: &ForestChange) -> Result<Vec<AccountRow>> {
    let account = |method| Account { name: &change.name, period: change.period, method };
    let mut rows = Vec::new();
    if let Some(stocks) = &change.stock_difference {
        rows.extend(stocks.rows(&account(stock_difference::METHOD))?);
    }
    if let Some(gain_loss) = &change.gain_loss {
        rows.extend(gain_loss.rows(&account(gain_loss::METHOD))?);
    }
    if let (Some(stocks), Some(gain_loss)) = (&change.stock_difference, &change.gain_loss) {
        let difference = account("stock_difference − gain_loss");
        let stocks = stocks.sums(&account(stock_difference::METHOD))?;
        let (gain_loss, _) = gain_loss.sums(&account(gain_loss::METHOD))?;
        rows.extend(difference_rows(&difference, &stocks, &gain_loss));
    }
    if let Some(products) = &change.harvested_wood {
        rows.extend(products.rows(&account(harvested_wood::METHOD))?);
    }
    Ok(rows)
}

/// How much more living biomass two inventories find in a zone than the activity data explain.
fn difference_rows(account: &Account<'_>, stocks: &Sums, gain_loss: &Sums) -> Vec<AccountRow> {
    let mut rows = Vec::new();
    for zone in stocks.zones() {
        let whole = |sums: &Sums| sums.get(zone, ALL, LIVING_BIOMASS).cloned();
        let (Some(found), Some(explained)) = (whole(stocks), whole(gain_loss)) else { continue };
        let figure = YearlySum {
            yearly: found.yearly.less(&explained.yearly),
            how: BTreeSet::from(["living biomass of all species groups".to_owned()]),
            provenance: found.provenance.with([&explained.provenance]),
        };
        let key = Key { zone: zone.clone(), category: "difference of methods".to_owned(), pool: LIVING_BIOMASS };
        let over_period = figure.yearly.times(account.period.years());
        rows.push(account.row(&key, Quantity::StockChange, TonnesC::UNIT, over_period, &figure));
    }
    rows
}
