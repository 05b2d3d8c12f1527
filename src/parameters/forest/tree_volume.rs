//! Coefficients of V = a · D^b · H^c.

use crate::error::Result;
use crate::parameters::Parameter;

forest_table! {
    /// Two-way volume equations, by set, species group and coefficient (`a`, `b`, `c`).
    TreeVolumeTable, "tree_volume.csv", ["set", "species_group", "coefficient"], |key| match key[2] {
        "a" => &["m³ cm^-b m^-c"],
        "b" | "c" => &["1"],
        _ => &[],
    }
}

/// The rows of one volume equation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreeVolumeRows<'a> {
    /// The factor a.
    pub factor: &'a Parameter,
    /// The exponent b of the diameter.
    pub diameter_exponent: &'a Parameter,
    /// The exponent c of the height.
    pub height_exponent: &'a Parameter,
}

impl<'a> TreeVolumeRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 3] {
        [self.factor, self.diameter_exponent, self.height_exponent]
    }
}

impl TreeVolumeTable {
    /// One equation.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn equation(&self, set: &str, species_group: &str) -> Result<TreeVolumeRows<'_>> {
        let row = |coefficient| self.get([set, species_group, coefficient]);
        Ok(TreeVolumeRows { factor: row("a")?, diameter_exponent: row("b")?, height_exponent: row("c")? })
    }
}
