//! Rows that go in steps over salinity or age.

use super::single_values::{ReservoirTable, SalinityMethaneTable};
use crate::error::Result;
use crate::parameters::Steps;

impl SalinityMethaneTable {
    /// The methane of a wetland over salinity, ppt.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn steps(&self, set: &str, wetland: &str) -> Result<Steps<'_>> {
        Steps::new(self.0.under(&[set, wetland])?)
    }
}

impl ReservoirTable {
    /// The methane of a climate over the years since flooding.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn methane(&self, set: &str, climate: &str) -> Result<Steps<'_>> {
        Steps::new(self.0.under(&[set, "ch4", climate])?)
    }

    /// The carbon dioxide of a climate over the years since flooding; an older reservoir is in no class.
    ///
    /// # Errors
    /// No such rows, or unverified ones that are not allowed.
    pub fn carbon_dioxide(&self, set: &str, climate: &str) -> Result<Steps<'_>> {
        Steps::new(self.0.under(&[set, "co2", climate])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wetland_of_eighteen_parts_per_thousand_gives_off_no_methane_by_the_ipcc() {
        let table = SalinityMethaneTable::built_in().expect("valid");
        let ipcc = table.steps("ipcc2013", "marsh_and_mangrove").expect("rows");
        let at = |salinity| ipcc.at(salinity).expect("a class").value;
        assert_eq!([0.0, 17.9, 18.0, 35.0].map(at), [193.7, 193.7, 0.0, 0.0]);
        assert_eq!((ipcc.breaks(), ipcc.limits()), (vec![18.0], vec![(18.0, true)]));
        let credit = table.steps("vm0033", "tidal_wetland").expect("rows");
        assert_eq!([19.0, 20.0].map(|salinity| credit.at(salinity).expect("a class").value), [11.0, 5.6]);
        assert!(credit.at(10.0).is_err());
        assert_eq!(credit.limits(), [(18.0, false), (20.0, true)]);
    }
}
