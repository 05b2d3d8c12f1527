//! Coefficients of B = a · V + b.

use crate::error::Result;
use crate::parameters::Parameter;
use crate::units::{BcefStock, TotalBiomassPerHectare};

forest_table! {
    /// Lines of biomass over growing stock, by set, species group and coefficient (`slope`, `intercept`). Roots are in.
    ///
    /// `li2016-zhejiang` is the default, being what was applied to Zhejiang. `zhang2013` and `fang2001` differ from it by
    /// up to a factor of 1.7 at 50 m³/ha: that spread is the uncertainty of the method.
    BiomassExpansionTable, "biomass_expansion.csv", ["set", "species_group", "coefficient"], |key| match key[2] {
        "slope" => &[BcefStock::UNIT],
        "intercept" => &[TotalBiomassPerHectare::UNIT],
        _ => &[],
    }
}

/// The rows of one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BiomassExpansionRows<'a> {
    /// The slope a.
    pub slope: &'a Parameter,
    /// The intercept b.
    pub intercept: &'a Parameter,
}

impl<'a> BiomassExpansionRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 2] {
        [self.slope, self.intercept]
    }
}

impl BiomassExpansionTable {
    /// One line.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn equation(&self, set: &str, species_group: &str) -> Result<BiomassExpansionRows<'_>> {
        let row = |coefficient| self.get([set, species_group, coefficient]);
        Ok(BiomassExpansionRows { slope: row("slope")?, intercept: row("intercept")? })
    }
}
