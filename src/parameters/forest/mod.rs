//! The tables of forest science, one file each in `parameters/forest/`.
//!
//! A look-up gives the rows themselves, so that an account can print value, source and evidence of all it used. Where
//! published values contradict each other, each is a set of rows; [`ForestDefaults`] says which is taken and why.

/// A table in the binary as a type of its own, so that no table is taken for another.
macro_rules! forest_table {
    ($(#[$doc:meta])* $name:ident, $file:literal, $keys:expr, $units:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub(super) crate::parameters::ParameterTable);

        impl $name {
            const SCHEMA: crate::parameters::TableSchema =
                crate::parameters::TableSchema { keys: &$keys, units: $units };

            /// The table in the binary.
            ///
            /// # Errors
            /// A table that is not valid; a unit test reads every table.
            pub fn built_in() -> crate::error::Result<Self> {
                let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/parameters/forest/", $file));
                Self::from_csv(concat!("parameters/forest/", $file), text)
            }

            /// A table of one's own.
            ///
            /// # Errors
            /// All rows that cannot be used, together.
            pub fn from_csv(file: &str, text: &str) -> crate::error::Result<Self> {
                Ok(Self(crate::parameters::ParameterTable::from_csv(Self::SCHEMA, file, text)?))
            }

            /// The same table, which gives out unverified rows as well, or refuses them.
            #[must_use]
            pub fn allow_unverified(self, allow_unverified: bool) -> Self {
                Self(self.0.allow_unverified(allow_unverified))
            }

            /// The row of a key, in the order of the key columns.
            ///
            /// # Errors
            /// No such row, with the nearest key; or an unverified row that is not allowed.
            pub fn get(&self, key: [&str; $keys.len()]) -> crate::error::Result<&crate::parameters::Parameter> {
                self.0.get(&key)
            }
        }
    };
}

mod bcef;
mod biomass_expansion;
mod defaults;
mod growth;
mod root_to_shoot;
mod single_values;
mod stand_form;
mod steps;
mod tree_biomass;
mod tree_volume;

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
pub use steps::{Step, Steps, ValueClass};
pub use tree_biomass::{
    AllometryRows, DiameterHeightRows, DiameterHeightTable, GenericTreeRows, GenericTreeTable, TreeBiomassTable,
    TreePart,
};
pub use tree_volume::{TreeVolumeRows, TreeVolumeTable};

use super::ParameterTable;
use crate::error::Result;

macro_rules! forest_parameters {
    ($($(#[$doc:meta])* $field:ident: $table:ident;)*) => {
        /// Every table of forest science.
        #[derive(Debug, Clone, PartialEq)]
        pub struct ForestParameters {
            $($(#[$doc])* pub $field: $table,)*
        }

        impl ForestParameters {
            /// The tables in the binary.
            ///
            /// # Errors
            /// A table that is not valid; a unit test reads every table.
            pub fn built_in() -> Result<Self> {
                Ok(Self { $($field: $table::built_in()?,)* })
            }

            /// The same tables, which give out unverified rows as well, or refuse them.
            #[must_use]
            pub fn allow_unverified(self, allow_unverified: bool) -> Self {
                Self { $($field: self.$field.allow_unverified(allow_unverified),)* }
            }

            /// Every table with its name.
            #[must_use]
            pub fn tables(&self) -> Vec<(&'static str, &ParameterTable)> {
                vec![$((stringify!($field), &self.$field.0),)*]
            }
        }
    };
}

forest_parameters! {
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
