//! Factors that go in steps: biomass conversion and expansion factors by growing stock, root-to-shoot ratios by biomass.

use super::Steps;
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
    Bcefs, "bcef.csv", ["set", "zone", "forest_type", "factor", "volume_class"], |key| match key[3] {
        "stock" | "increment" | "removal" => &[BcefStock::UNIT],
        _ => &[],
    }
}

impl Bcefs {
    /// The factor over all classes of growing stock.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn steps(&self, set: &str, zone: &str, forest_type: &str, factor: BcefFactor) -> Result<Steps<'_>> {
        Steps::new(self.0.under(&[set, zone, forest_type, factor.name()])?)
    }
}

forest_table! {
    /// Ratios of root to shoot biomass, by set, zone, forest type and class of above-ground biomass, t d.m./ha.
    RootToShoots, "root_to_shoot.csv", ["set", "zone", "forest_type", "biomass_class"], |_| &["t d.m./t d.m."]
}

impl RootToShoots {
    /// The ratio over all classes of above-ground biomass.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn steps(&self, set: &str, zone: &str, forest_type: &str) -> Result<Steps<'_>> {
        Steps::new(self.0.under(&[set, zone, forest_type])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::ForestParameters;

    #[test]
    fn every_class_in_the_binary_can_be_read() {
        let forest = ForestParameters::built_in().expect("valid");
        for table in [&forest.bcef.0, &forest.root_to_shoot.0] {
            for (key, _) in table.rows() {
                key[key.len() - 1].parse::<super::super::ValueClass>().expect("a class");
            }
        }
    }

    #[test]
    fn the_factor_of_a_growing_stock_is_the_one_of_its_class() {
        let table = Bcefs::built_in().expect("valid");
        let steps = table.steps("ipcc2006", "temperate", "hardwoods", BcefFactor::Stock).expect("rows");
        // IPCC 2006, Table 4.5, temperate hardwoods.
        let at = |volume| steps.at(volume).expect("a class").value;
        assert_eq!([10.0, 20.0, 20.5, 40.0, 41.0, 150.0, 500.0].map(at), [3.0, 3.0, 1.7, 1.7, 1.4, 1.05, 0.8]);
        assert_eq!(steps.breaks(), [20.0, 40.0, 100.0, 200.0]);
    }

    #[test]
    fn a_value_in_no_published_class_is_refused() {
        let table = RootToShoots::built_in().expect("valid");
        let oak = table.steps("ipcc2006", "temperate", "quercus").expect("rows");
        assert_eq!(oak.at(71.0).expect("published").value, 0.30);
        assert!(oak.at(60.0).expect_err("no class").to_string().contains("holds 60"));
    }
}
