//! Biomass conversion and expansion factors, which go in steps over growing stock.

use super::{Steps, ValueClass};
use crate::error::Result;
use crate::units::BcefStock;

/// Which volume a biomass conversion and expansion factor is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BcefFactor {
    /// Growing stock: BCEF_S.
    Stock,
    /// Net annual increment: BCEF_I.
    Increment,
    /// Removed wood, whose bark and losses it adds: BCEF_R.
    Removal,
}

impl BcefFactor {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Increment => "increment",
            Self::Removal => "removal",
        }
    }
}

forest_table! {
    /// IPCC factors from stem volume to above-ground biomass, by set, zone, forest type, factor and class of growing stock.
    ///
    /// The 2006 table has no humid subtropical zone; `temperate` is the default. Its classes `21-40`, `41-100` leave gaps
    /// between whole numbers, so a class is read as `20 < V <= 40`.
    BcefTable, "bcef.csv", ["set", "zone", "forest_type", "factor", "volume_class"], |key| match key[3] {
        "stock" | "increment" | "removal" if key[4].parse::<ValueClass>().is_ok() => &[BcefStock::UNIT],
        _ => &[],
    }
}

impl BcefTable {
    /// The factor over all classes of growing stock.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn steps(&self, set: &str, zone: &str, forest_type: &str, factor: BcefFactor) -> Result<Steps<'_>> {
        Steps::new(self.0.under(&[set, zone, forest_type, factor.name()])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_of_a_growing_stock_is_the_one_of_its_class() {
        let table = BcefTable::built_in().expect("valid");
        let steps = table.steps("ipcc2006", "temperate", "hardwoods", BcefFactor::Stock).expect("rows");
        // IPCC 2006, Table 4.5, temperate hardwoods.
        let at = |volume| steps.at(volume).expect("a class").value;
        assert_eq!([10.0, 20.0, 20.5, 40.0, 41.0, 150.0, 500.0].map(at), [3.0, 3.0, 1.7, 1.7, 1.4, 1.05, 0.8]);
        assert_eq!(steps.breaks(), [20.0, 40.0, 100.0, 200.0]);
    }
}
