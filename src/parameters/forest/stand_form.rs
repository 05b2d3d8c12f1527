//! Coefficients of the form factor f = constant + numerator/(H + offset).

use crate::error::Result;
use crate::parameters::Parameter;

forest_table! {
    /// Form factors of stands, by set, species group and coefficient (`constant`, `numerator`, `offset`).
    StandFormTable, "stand_form.csv", ["set", "species_group", "coefficient"], |key| match key[2] {
        "constant" => &["1"],
        "numerator" | "offset" => &["m"],
        _ => &[],
    }
}

/// The rows of one form factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandFormRows<'a> {
    /// The form factor of an endlessly tall stand.
    pub constant: &'a Parameter,
    /// The numerator.
    pub numerator: &'a Parameter,
    /// What is added to the height.
    pub offset: &'a Parameter,
}

impl<'a> StandFormRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 3] {
        [self.constant, self.numerator, self.offset]
    }
}

impl StandFormTable {
    /// One equation.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn equation(&self, set: &str, species_group: &str) -> Result<StandFormRows<'_>> {
        let row = |coefficient| self.get([set, species_group, coefficient]);
        Ok(StandFormRows { constant: row("constant")?, numerator: row("numerator")?, offset: row("offset")? })
    }
}
