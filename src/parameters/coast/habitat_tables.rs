//! Stocks and rates per habitat, which go by tier.

use super::tier::{Tier, TieredRow, nearest_row};
use crate::error::Result;
use crate::land::Habitat;
use crate::units::TonnesCPerHectare;

fn known(key: &[&str]) -> bool {
    Habitat::from_name(key[0]).is_some() && Tier::from_name(key[2]).is_some()
}

coast_table! {
    /// Carbon per area by habitat, pool, tier and place. The depth of soil carbon is part of the pool's name.
    ///
    /// ```
    /// use tanhui::land::Habitat;
    /// use tanhui::parameters::coast::{HabitatPoolTable, Tier};
    /// let table = HabitatPoolTable::built_in()?;
    /// let found = table.nearest(Habitat::TidalFlat, "soil_organic_carbon_0_100cm")?;
    /// assert_eq!((found.row.value, found.tier), (48.4, Tier::ZhejiangYangtze));
    /// # Ok::<(), tanhui::Error>(())
    /// ```
    HabitatPoolTable, "pools.csv", ["habitat", "pool", "tier", "place"], |key| match key[1] {
        "above_ground_biomass" | "below_ground_biomass" | "living_biomass" | "dead_wood" | "litter"
        | "soil_organic_carbon_0_100cm" | "soil_organic_carbon_0_40cm" | "soil_organic_carbon_unstated_depth"
            if known(key) => &[TonnesCPerHectare::UNIT],
        _ => &[],
    }
}

coast_table! {
    /// Carbon that soils bury or build up a year, by habitat, pool, tier and place, t C/ha/yr.
    SoilAccumulationTable, "soil_accumulation.csv", ["habitat", "pool", "tier", "place"], |key| match key[1] {
        "soil_organic_carbon" if known(key) => &["t C/ha/yr"],
        _ => &[],
    }
}

macro_rules! by_tier {
    ($($table:ident)*) => {$(
        impl $table {
            /// The nearest row: site before Zhejiang and the Yangtze, China, the IPCC and the world.
            ///
            /// # Errors
            /// No row of the habitat or of the kind that it belongs to; or only unverified ones that are not allowed.
            pub fn nearest(&self, habitat: Habitat, pool: &str) -> Result<TieredRow<'_>> {
                nearest_row(&self.0, habitat, pool, &Tier::ALL)
            }

            /// The row of one tier, such as the IPCC's beside a local one.
            ///
            /// # Errors
            /// No row of that tier; or only unverified ones that are not allowed.
            pub fn of_tier(&self, habitat: Habitat, pool: &str, tier: Tier) -> Result<TieredRow<'_>> {
                nearest_row(&self.0, habitat, pool, &[tier])
            }
        }
    )*};
}

by_tier! { HabitatPoolTable SoilAccumulationTable }

#[cfg(test)]
mod tests {
    use super::*;

    const SOIL: &str = "soil_organic_carbon_0_100cm";

    fn pools() -> HabitatPoolTable {
        HabitatPoolTable::built_in().expect("valid")
    }

    #[test]
    fn a_local_figure_goes_before_the_default_of_the_ipcc() {
        let pools = pools();
        let local = pools.nearest(Habitat::SaltMarsh, SOIL).expect("a row");
        assert_eq!((local.row.value, local.tier, local.place), (49.2, Tier::ZhejiangYangtze, "chongming_mixed"));
        let default = pools.of_tier(Habitat::SaltMarsh, SOIL, Tier::Ipcc).expect("a row");
        assert_eq!((default.row.value, default.place), (255.0, "aggregated"));
        let reed = pools.nearest(Habitat::Reed, "living_biomass").expect("a row");
        assert_eq!((reed.row.value, reed.tier), (17.06, Tier::Site));
    }

    #[test]
    fn an_unverified_row_is_passed_over_unless_allowed() {
        assert_eq!(pools().nearest(Habitat::SaltMarsh, SOIL).expect("a row").tier, Tier::ZhejiangYangtze);
        let allowed = pools().allow_unverified(true);
        assert_eq!(allowed.nearest(Habitat::SaltMarsh, SOIL).expect("a row").place, "andong");
        let message = pools().nearest(Habitat::Seagrass, SOIL).expect_err("unverified only").to_string();
        assert!(message.contains("allow_unverified"), "{message}");
    }

    #[test]
    fn a_plant_without_figures_takes_those_of_salt_marsh_and_says_so() {
        let pools = pools();
        let found = pools.nearest(Habitat::Suaeda, SOIL).expect("a row");
        assert_eq!((found.habitat, found.row.value), (Habitat::SaltMarsh, 49.2));
        let message = pools.nearest(Habitat::Suaeda, "living_biomass").expect_err("none").to_string();
        insta::assert_snapshot!(message, @"
        no published living_biomass of suaeda in site, zhejiang_yangtze, china, ipcc, world
          those with one are mangrove, reed, scirpus, spartina

        hint: add the row to a table of your own, with its source
        ");
    }

    #[test]
    fn every_plant_of_a_site_is_the_sum_of_its_parts() {
        let pools = pools();
        for (key, row) in pools.0.rows().filter(|(key, _)| key[1] == "living_biomass" && key[2] != "ipcc") {
            let part = |pool| pools.get([&key[0], pool, &key[2], &key[3]]).expect("a row").value;
            assert!((part("above_ground_biomass") + part("below_ground_biomass") - row.value).abs() < 1e-9, "{key:?}");
        }
    }

    #[test]
    fn the_nearest_rate_of_burial_is_the_one_that_was_verified() {
        let table = SoilAccumulationTable::built_in().expect("valid");
        let found = table.nearest(Habitat::SaltMarsh, "soil_organic_carbon").expect("a row");
        assert_eq!((found.row.value, found.tier), (0.91, Tier::Ipcc));
    }
}
