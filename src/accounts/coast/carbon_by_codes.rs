//! What a hectare of every history of cover holds and gains, by the codes of its dates: what maps are painted from.

use super::CoastAccount;
use super::factors::{stocks, sum};
use super::histories::Histories;
use crate::accounts::Ledger;
use crate::error::Result;
use crate::parameters::Factor;

/// The carbon of a hectare by the codes of its dates, evaluated once per distinct history.
///
/// A history has figures at every year if it is of the coast at any date: before that it holds nothing, so that the density of a year
/// less that of an earlier one stands for the same ground. There are none where it never is, or has no class at a date.
#[derive(Debug)]
pub struct CoastCarbon(Histories);

impl CoastCarbon {
    /// The figures of the histories of an account.
    ///
    /// # Errors
    /// As [`super::coast_rows`], but for closure.
    pub fn new(ledger: &Ledger<'_>, account: &CoastAccount<'_>) -> Result<Self> {
        Histories::new(ledger, account).map(Self)
    }

    /// The years of the account: those of the dates, and the projected one.
    #[must_use]
    pub fn years(&self) -> &[i32] {
        &self.0.years
    }

    /// What all pools hold at the start of a year, given by its place in [`Self::years`], t C/ha.
    #[must_use]
    pub fn density(&self, codes: &[Option<i32>], year: usize) -> Option<f64> {
        Some(self.0.with_codes(codes)?.stocks.get(year)?.total())
    }

    /// The same with what it is made of, as the account draws it.
    ///
    /// # Errors
    /// None that input can cause: a history that has a density has been evaluated.
    pub fn density_factor(&self, codes: &[Option<i32>], year: usize) -> Result<Option<Factor>> {
        let found = self.0.with_codes(codes).zip(self.0.years.get(year));
        found.map(|(history, year)| Ok(sum(&stocks(history, *year)?))).transpose()
    }

    /// Whether codes are a history of the coast.
    #[must_use]
    pub fn has_history(&self, codes: &[Option<i32>]) -> bool {
        self.0.with_codes(codes).is_some()
    }

    /// The net gain from one year of [`Self::years`] to the next, t C/ha.
    #[must_use]
    pub fn net_gain(&self, codes: &[Option<i32>], period: usize) -> Option<f64> {
        Some(self.0.with_codes(codes)?.flows.get(period)?.net)
    }
}
