//! The tables of forest science, one file each in `parameters/forest/`.
//!
//! A look-up gives the rows themselves, so that an account can print value, source and evidence of all it used. Where
//! published values contradict each other, each is a set of rows; [`ForestDefaults`] says which is taken and why.

macro_rules! forest_table {
    ($($table:tt)*) => { built_in_table! { "forest", $($table)* } };
}

mod bcef;
mod biomass_expansion;
mod defaults;
mod growth;
mod root_to_shoot;
mod single_values;
mod stand_form;
mod tree_biomass;
mod tree_volume;

pub use super::steps::{Step, Steps, ValueClass};
pub use bcef::{BcefFactor, BcefTable};
pub use biomass_expansion::{BiomassExpansionRows, BiomassExpansionTable};
pub use defaults::{DefaultRow, ForestDefaults};
pub use growth::{GrowthTable, LogisticRows, RichardsRows};
pub use root_to_shoot::RootToShootTable;
pub use single_values::{
    AreaBiomassTable, BambooTable, CarbonFractionTable, DeadWoodTable, FireTable, GlobalWarmingPotentialTable,
    HarvestedWoodTable, LitterTable, PlausibilityTable, ProvincialGuideTable, SoilFactorTable, SoilReferenceTable,
    SpeciesWoodTable, ZhejiangPoolTable, ZhejiangTreeAgeTable,
};
pub use stand_form::{StandFormRows, StandFormTable};
pub use tree_biomass::{
    AllometryRows, DiameterHeightRows, DiameterHeightTable, GenericTreeRows, GenericTreeTable, TreeBiomassTable,
    TreePart,
};
pub use tree_volume::{TreeVolumeRows, TreeVolumeTable};

table_set! {
    /// Every table of forest science.
    ForestParameters;
    /// Stem volume of a tree.
    tree_volume: TreeVolumeTable;
    /// Form factor of a stand.
    stand_form: StandFormTable;
    /// Biomass of a stand from its growing stock.
    biomass_expansion: BiomassExpansionTable;
    /// Biomass conversion and expansion factors.
    bcef: BcefTable;
    /// Root-to-shoot ratios.
    root_to_shoot: RootToShootTable;
    /// Carbon fractions of dry matter.
    carbon_fraction: CarbonFractionTable;
    /// Wood density, expansion, root-to-shoot ratio and carbon fraction of Chinese species.
    species_wood: SpeciesWoodTable;
    /// Biomass of a tree by part, from height, diameter and crown length.
    tree_biomass: TreeBiomassTable;
    /// Biomass of a tree by part, from diameter squared times height.
    tree_biomass_d2h: DiameterHeightTable;
    /// Biomass of a tree from wood density and diameter.
    tree_biomass_generic: GenericTreeTable;
    /// Bamboo.
    bamboo: BambooTable;
    /// Biomass per area of vegetation without a growing stock.
    area_biomass: AreaBiomassTable;
    /// Other values of the provincial inventory guide.
    provincial_guide: ProvincialGuideTable;
    /// Pools of the forest types of Zhejiang.
    zhejiang_pools: ZhejiangPoolTable;
    /// Tree carbon by age in Zhejiang.
    zhejiang_tree_carbon_by_age: ZhejiangTreeAgeTable;
    /// Dead wood.
    dead_wood: DeadWoodTable;
    /// Litter.
    litter: LitterTable;
    /// Reference stocks of soil organic carbon.
    soil_reference: SoilReferenceTable;
    /// Factors of soil organic carbon and of the nitrous oxide that its loss gives off.
    soil_factors: SoilFactorTable;
    /// Fire.
    fire: FireTable;
    /// Global warming potentials.
    global_warming_potential: GlobalWarmingPotentialTable;
    /// Harvested wood products.
    harvested_wood: HarvestedWoodTable;
    /// Growth curves.
    growth: GrowthTable;
    /// Bands outside which a figure is worth a second look.
    plausibility: PlausibilityTable;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Evidence;

    #[test]
    fn every_row_of_every_table_in_the_binary_can_be_used() {
        // Reading a table checks unit, number, range, source and key of every row.
        let forest = ForestParameters::built_in().expect("valid tables");
        assert!(forest.tables().iter().all(|(_, table)| table.rows().count() > 0));
        assert_eq!(forest.tables().len(), 24);
    }

    #[test]
    fn what_was_not_seen_in_a_source_is_refused_by_default() {
        let forest = ForestParameters::built_in().expect("valid tables");
        let unverified = |forest: &ForestParameters| {
            forest
                .tables()
                .iter()
                .flat_map(|(_, table)| {
                    table
                        .rows()
                        .filter(|(_, row)| row.evidence == Evidence::Unverified)
                        .map(|(key, _)| {
                            let key: Vec<&str> = key.iter().map(String::as_str).collect();
                            table.get(&key).is_err()
                        })
                        .collect::<Vec<_>>()
                })
                .collect::<Vec<_>>()
        };
        assert!(unverified(&forest).len() > 100 && unverified(&forest).iter().all(|refused| *refused));
        assert!(unverified(&forest.allow_unverified(true)).iter().all(|refused| !refused));
    }

    #[test]
    fn the_intercepts_that_contradict_each_other_are_rows_of_their_own() {
        let lines = BiomassExpansionTable::built_in().expect("valid").allow_unverified(true);
        let slope = |set| lines.equation(set, "cypress").expect("a line").slope.value;
        assert_eq!((slope("li2016-zhejiang"), slope("zhang2013"), slope("fang2001")), (0.6129, 0.4904, 0.6129));
    }
}
