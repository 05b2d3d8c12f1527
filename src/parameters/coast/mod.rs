//! The tables of coastal, marine and cropland science, one file each in `parameters/coast/`.
//!
//! Stocks and rates of habitats go by tier: the site before Zhejiang and the Yangtze, China, the IPCC and the world; a
//! look-up says which it used. Warming potentials, reference stocks of soil and factors of land use are with those of forest.

macro_rules! coast_table {
    ($($table:tt)*) => { built_in_table! { "coast", $($table)* } };
}

mod habitat_tables;
mod mariculture;
mod single_values;
mod steps;
mod tier;

pub use habitat_tables::{HabitatPoolTable, SoilAccumulationTable};
pub use mariculture::{BivalveRows, MacroalgaRows, MaricultureTable, SpeciesRows};
pub use single_values::{
    BoundsTable, CoastVegetationTable, DisturbanceTable, InlandWetlandTable, OrganicSoilTable, PaddyMethaneTable,
    PerennialBiomassTable, PondTable, PrimaryProductionTable, ReservoirTable, SalinityMethaneTable, SoilIncrementTable,
    WetlandManagementTable,
};
pub use tier::{Tier, TieredRow};

table_set! {
    /// Every table of coastal, marine and cropland science.
    CoastParameters;
    /// Carbon per area of habitats.
    pools: HabitatPoolTable;
    /// Carbon that soils build up.
    soil_accumulation: SoilAccumulationTable;
    /// Dry matter, growth and roots of coastal vegetation.
    vegetation: CoastVegetationTable;
    /// Methane of wetlands by salinity.
    salinity_methane: SalinityMethaneTable;
    /// Drainage, thresholds of cover, factors of VM0033.
    wetland_management: WetlandManagementTable;
    /// Disturbance and half-lives.
    disturbance: DisturbanceTable;
    /// Ponds and ditches.
    ponds: PondTable;
    /// Reservoirs by age.
    reservoirs: ReservoirTable;
    /// Organic soils.
    organic_soils: OrganicSoilTable;
    /// Inland wetlands.
    inland_wetlands: InlandWetlandTable;
    /// Species of mariculture.
    mariculture: MaricultureTable;
    /// Plankton's production.
    primary_production: PrimaryProductionTable;
    /// Methane of paddy.
    paddy_methane: PaddyMethaneTable;
    /// Measured gains of cropland soils.
    soil_increment: SoilIncrementTable;
    /// Orchards and urban trees.
    perennial_biomass: PerennialBiomassTable;
    /// Bands outside which a figure deserves a second look.
    bounds: BoundsTable;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Evidence;

    #[test]
    fn every_row_of_every_table_in_the_binary_can_be_used() {
        // Reading a table checks unit, number, range, source and key of every row.
        let coast = CoastParameters::built_in().expect("valid tables");
        assert_eq!(coast.tables().len(), 16);
        for (name, table) in coast.tables() {
            assert!(table.rows().count() > 0, "{name}");
            for (key, _) in table.rows().filter(|(_, row)| row.evidence == Evidence::Unverified) {
                let key: Vec<&str> = key.iter().map(String::as_str).collect();
                assert!(table.get(&key).is_err(), "{name}: {key:?}");
            }
        }
    }

    #[test]
    fn nobody_turned_an_assumed_bulk_density_into_a_stock() {
        let pools = HabitatPoolTable::built_in().expect("valid");
        assert!(pools.get(["salt_marsh", "soil_organic_carbon_0_100cm", "site", "andong"]).is_err());
    }
}
