//! How sure the numbers are that an account is made with, such as a density of a class.

use super::columns::Columns;
use super::{Spread, UncertaintySettings, drawn_columns, spreads};
use crate::accounts::AccountRow;
use crate::error::Result;
use crate::parameters::Factor;

/// The uncertainty of numbers as inventories state it: half the width of the 95 % interval, percent of the value (IPCC 2006
/// Guidelines, vol. 1, chapter 3). None where nothing that a number is made of has a known error, and where it is 0.
///
/// `rows` are those of the account: with the same settings a number is drawn as it is drawn there, so that a figure which is an
/// area times the number has the same uncertainty.
///
/// # Errors
/// Distributions or correlations that cannot be, or draws that a formula refuses.
pub fn percentage_uncertainties(
    rows: &[AccountRow],
    numbers: &[Factor],
    settings: &UncertaintySettings,
) -> Result<Vec<Option<f64>>> {
    let mut columns = Columns::new(settings);
    if !settings.correlations.is_empty() {
        // A correlated parameter is drawn from those of its group that come before it: in the account's order.
        for row in rows {
            columns.of_figure(&row.figure)?;
        }
    }
    let forms = numbers.iter().map(|number| columns.of_factor(number)).collect::<Result<Vec<_>>>()?;
    let draws = drawn_columns(&columns, &columns.groups()?, settings)?;
    let values: Vec<f64> = numbers.iter().map(Factor::value).collect();
    let spreads = spreads(&forms, &values, &draws);
    let percentage = |(value, spread): (f64, Option<Spread>)| {
        let spread = spread?;
        (value != 0.0).then(|| (spread.high95 - spread.low95) / 2.0 / value.abs() * 100.0)
    };
    Ok(values.into_iter().zip(spreads).map(percentage).collect())
}
