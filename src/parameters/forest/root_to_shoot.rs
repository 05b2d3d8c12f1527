//! Root-to-shoot ratios, which go in steps over biomass.

use super::{Steps, ValueClass};
use crate::error::Result;

forest_table! {
    /// Ratios of root to shoot biomass, by set, zone, forest type and class of above-ground biomass, t d.m./ha.
    RootToShootTable, "root_to_shoot.csv", ["set", "zone", "forest_type", "biomass_class"], |key| {
        if key[3].parse::<ValueClass>().is_ok() { &["t d.m./t d.m."] } else { &[] }
    }
}

impl RootToShootTable {
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

    #[test]
    fn a_value_in_no_published_class_is_refused() {
        let table = RootToShootTable::built_in().expect("valid");
        let oak = table.steps("ipcc2006", "temperate", "quercus").expect("rows");
        assert_eq!(oak.at(71.0).expect("published").value, 0.30);
        assert!(oak.at(60.0).expect_err("no class").to_string().contains("holds 60"));
    }
}
