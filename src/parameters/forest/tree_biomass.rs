//! Coefficients of the biomass of a single tree.

use crate::error::Result;
use crate::parameters::Parameter;

/// A part of a tree, as the equations divide it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreePart {
    /// Stem, or culm.
    Stem,
    /// Branches and leaves.
    Crown,
    /// Branches.
    Branch,
    /// Leaves.
    Leaf,
    /// Roots.
    Root,
    /// The whole plant, roots included.
    Whole,
}

impl TreePart {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stem => "stem",
            Self::Crown => "crown",
            Self::Branch => "branch",
            Self::Leaf => "leaf",
            Self::Root => "root",
            Self::Whole => "whole",
        }
    }
}

forest_table! {
    /// W = a · H^h · D^d · L^l, by set, species group, part (`stem`, `crown`, `root`, `whole`) and coefficient (`factor`,
    /// `height`, `diameter`, `crown_length`). A part lacks the exponents of what it does not depend on.
    TreeBiomassTable, "tree_biomass.csv", ["set", "species_group", "part", "coefficient"], |key| match key[3] {
        "factor" => &["kg d.m. cm^-d m^-(h+l)"],
        "height" | "diameter" | "crown_length" => &["1"],
        _ => &[],
    }
}

/// The rows of one part; none where the part does not depend on a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AllometryRows<'a> {
    /// The factor a.
    pub factor: &'a Parameter,
    /// The exponent of the diameter.
    pub diameter: &'a Parameter,
    /// The exponent of the height.
    pub height: Option<&'a Parameter>,
    /// The exponent of the crown length.
    pub crown_length: Option<&'a Parameter>,
}

impl<'a> AllometryRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> Vec<&'a Parameter> {
        [Some(self.factor), Some(self.diameter), self.height, self.crown_length].into_iter().flatten().collect()
    }
}

impl TreeBiomassTable {
    /// The equation of one part.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn equation(&self, set: &str, species_group: &str, part: TreePart) -> Result<AllometryRows<'_>> {
        let key = |coefficient| [set, species_group, part.name(), coefficient];
        Ok(AllometryRows {
            factor: self.get(key("factor"))?,
            diameter: self.get(key("diameter"))?,
            height: self.0.find(&key("height"))?,
            crown_length: self.0.find(&key("crown_length"))?,
        })
    }
}

forest_table! {
    /// W = a · (D² H)^b, by set, species, part (`stem`, `branch`, `leaf`, `root`) and coefficient (`factor`, `exponent`).
    DiameterHeightTable, "tree_biomass_d2h.csv", ["set", "species_group", "part", "coefficient"], |key| match key[3] {
        "factor" => &["kg d.m. (cm² m)^-b"],
        "exponent" => &["1"],
        _ => &[],
    }
}

/// The rows of one part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiameterHeightRows<'a> {
    /// The factor a.
    pub factor: &'a Parameter,
    /// The exponent b.
    pub exponent: &'a Parameter,
}

impl<'a> DiameterHeightRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 2] {
        [self.factor, self.exponent]
    }
}

impl DiameterHeightTable {
    /// The equation of one part.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn equation(&self, set: &str, species_group: &str, part: TreePart) -> Result<DiameterHeightRows<'_>> {
        let row = |coefficient| self.get([set, species_group, part.name(), coefficient]);
        Ok(DiameterHeightRows { factor: row("factor")?, exponent: row("exponent")? })
    }
}

forest_table! {
    /// M = factor · wood density · D^exponent, by set and coefficient (`factor`, `exponent`).
    GenericTreeTable, "tree_biomass_generic.csv", ["set", "coefficient"], |key| match key[1] {
        "factor" => &["kg d.m. (g/cm³)^-1 cm^-7/3"],
        "exponent" => &["1"],
        _ => &[],
    }
}

/// The rows of one equation for all species.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GenericTreeRows<'a> {
    /// The factor.
    pub factor: &'a Parameter,
    /// The exponent of the diameter.
    pub exponent: &'a Parameter,
}

impl<'a> GenericTreeRows<'a> {
    /// Every row, for an account to print.
    #[must_use]
    pub fn parameters(&self) -> [&'a Parameter; 2] {
        [self.factor, self.exponent]
    }
}

impl GenericTreeTable {
    /// One equation.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn equation(&self, set: &str) -> Result<GenericTreeRows<'_>> {
        Ok(GenericTreeRows { factor: self.get([set, "factor"])?, exponent: self.get([set, "exponent"])? })
    }
}
