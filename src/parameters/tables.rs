//! The tables in the binary as they are, for the record of a run.

/// Paths in `parameters/` with what is there.
macro_rules! texts {
    ($($path:literal)*) => {
        [$(($path, include_str!(concat!("../../parameters/", $path)))),*]
    };
}

/// Every table in the binary that figures of an account can depend on: its path below `parameters/`, its text.
pub const BUILT_IN_TABLES: [(&str, &str); 62] = texts![
    "carbon_density.csv"
    "coast/bounds.csv"
    "coast/disturbance.csv"
    "coast/inland_wetlands.csv"
    "coast/mariculture.csv"
    "coast/nearest_species.csv"
    "coast/organic_soils.csv"
    "coast/paddy_methane.csv"
    "coast/perennial_biomass.csv"
    "coast/ponds.csv"
    "coast/pools.csv"
    "coast/primary_production.csv"
    "coast/reservoirs.csv"
    "coast/salinity_methane.csv"
    "coast/soil_accumulation.csv"
    "coast/soil_increment.csv"
    "coast/vegetation.csv"
    "coast/wetland_management.csv"
    "forest/area_biomass.csv"
    "forest/bamboo.csv"
    "forest/bcef.csv"
    "forest/biomass_expansion.csv"
    "forest/carbon_fraction.csv"
    "forest/dead_wood.csv"
    "forest/defaults.csv"
    "forest/fire.csv"
    "forest/global_warming_potential.csv"
    "forest/growth.csv"
    "forest/harvested_wood.csv"
    "forest/litter.csv"
    "forest/plausibility.csv"
    "forest/provincial_guide.csv"
    "forest/root_to_shoot.csv"
    "forest/soil_factors.csv"
    "forest/soil_reference.csv"
    "forest/species_wood.csv"
    "forest/stand_form.csv"
    "forest/tree_biomass.csv"
    "forest/tree_biomass_d2h.csv"
    "forest/tree_biomass_generic.csv"
    "forest/tree_volume.csv"
    "forest/zhejiang_pools.csv"
    "forest/zhejiang_tree_carbon_by_age.csv"
    "forest_codes/age_groups.csv"
    "forest_codes/age_limits.csv"
    "forest_codes/cover_bases.csv"
    "forest_codes/fields.csv"
    "forest_codes/forest_definition.csv"
    "forest_codes/forest_purposes.csv"
    "forest_codes/ipcc_forest_types.csv"
    "forest_codes/land_code_systems.csv"
    "forest_codes/land_codes.csv"
    "forest_codes/origins.csv"
    "forest_codes/tolerances.csv"
    "forest_codes/tree_species.csv"
    "land_classes/age_group.csv"
    "land_classes/forest_type.csv"
    "land_classes/igbp.csv"
    "land_classes/precedence.csv"
    "land_classes/tanhui.csv"
    "land_classes/worldcover.csv"
    "plots/codes.csv"
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn no_table_is_left_out() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("parameters");
        let mut found = Vec::new();
        for folder in std::iter::once(root.clone())
            .chain(root.read_dir().expect("a directory").map(|entry| entry.expect("an entry").path()))
        {
            // Of these the sample scene and the pipelines are made, which name them.
            if !folder.is_dir() || folder.ends_with("sample") || folder.ends_with("ningbo") {
                continue;
            }
            let files = folder.read_dir().expect("a directory").map(|entry| entry.expect("an entry").path());
            let tables = files.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
            found.extend(tables.map(|path| path.strip_prefix(&root).expect("below").to_string_lossy().into_owned()));
        }
        found.sort();
        assert_eq!(found, BUILT_IN_TABLES.map(|(path, _)| path));
    }
}
