//! Tables whose every row stands by itself.

use crate::units::{
    BcefStock, CubicMetresPerHectare, Hectares, TonnesC, TonnesCPerHectare, TonnesCPerYear, TonnesDryMatterPerHectare,
};

/// A ratio of like quantities.
const RATIO: &[&str] = &["1"];
const CARBON_DENSITY: &[&str] = &[TonnesCPerHectare::UNIT];
const DRY_MATTER_RATIO: &[&str] = &["t d.m./t d.m."];
const CARBON_RATIO: &[&str] = &["t C/t C"];
const CARBON_FRACTION: &[&str] = &["t C/t d.m."];
const WOOD_DENSITY: &[&str] = &[BcefStock::UNIT];
const YEARS: &[&str] = &["yr"];

/// The units of the tables of dead wood and of litter.
fn dead_matter(key: &[&str]) -> &'static [&'static str] {
    match key[1] {
        "carbon_density" => CARBON_DENSITY,
        "share_of_tree_carbon" | "share_of_vegetation_carbon" => CARBON_RATIO,
        "share_of_above_ground_biomass" => DRY_MATTER_RATIO,
        _ => &[],
    }
}

forest_table! {
    /// Carbon in dry matter, by set and material, t C/t d.m.
    CarbonFractionTable, "carbon_fraction.csv", ["set", "material"], |_| CARBON_FRACTION
}

forest_table! {
    /// Wood density, biomass expansion factor, root-to-shoot ratio and carbon fraction, by set and species group.
    SpeciesWoodTable, "species_wood.csv", ["set", "species_group", "quantity"], |key| match key[2] {
        "wood_density" => WOOD_DENSITY,
        "biomass_expansion_factor" => RATIO,
        "root_to_shoot" => DRY_MATTER_RATIO,
        "carbon_fraction" => CARBON_FRACTION,
        _ => &[],
    }
}

forest_table! {
    /// Biomass per culm, culms per hectare, carbon density and root-to-shoot ratio of bamboo, by set.
    BambooTable, "bamboo.csv", ["set", "quantity"], |key| match key[1] {
        "biomass_per_culm" => &["kg d.m./culm"],
        "culms_per_hectare" => &["culms/ha"],
        "carbon_density" => CARBON_DENSITY,
        "root_to_shoot" => DRY_MATTER_RATIO,
        _ => &[],
    }
}

forest_table! {
    /// Biomass with roots of bamboo, economic and shrub forest, by set and vegetation, t d.m./ha.
    AreaBiomassTable, "area_biomass.csv", ["set", "vegetation"], |_| &[TonnesDryMatterPerHectare::UNIT]
}

forest_table! {
    /// Wood density and biomass expansion factor of whole regions, by scope.
    ProvincialGuideTable, "provincial_guide.csv", ["scope", "quantity"], |key| match key[1] {
        "wood_density" => WOOD_DENSITY,
        "biomass_expansion_factor" => RATIO,
        _ => &[],
    }
}

forest_table! {
    /// Area and carbon densities of the forest types of Zhejiang, by set, forest type and quantity: `area`, `tree_layer`,
    /// `shrub_and_herb_layer`, `litter`, `soil_organic_carbon_0_100cm` and `ecosystem`.
    ZhejiangPoolTable, "zhejiang_pools.csv", ["set", "forest_type", "quantity"], |key| match key[2] {
        "area" => &[Hectares::UNIT],
        "tree_layer" | "shrub_and_herb_layer" | "litter" | "soil_organic_carbon_0_100cm" | "ecosystem" => CARBON_DENSITY,
        _ => &[],
    }
}

forest_table! {
    /// Carbon density of the tree layer, by set, origin (`natural`, `planted`), forest type and age group.
    ZhejiangTreeAgeTable, "zhejiang_tree_carbon_by_age.csv", ["set", "origin", "forest_type", "age_group"],
    |_| CARBON_DENSITY
}

forest_table! {
    /// Dead wood per area, or as a share of living carbon or biomass, by set, quantity and group.
    DeadWoodTable, "dead_wood.csv", ["set", "quantity", "group"], dead_matter
}

forest_table! {
    /// Litter per area, or as a share of living biomass, by set, quantity and group.
    LitterTable, "litter.csv", ["set", "quantity", "group"], dead_matter
}

forest_table! {
    /// Soil organic carbon under native vegetation to a depth of 30 cm, by set, climate and soil, t C/ha.
    SoilReferenceTable, "soil_reference.csv", ["set", "climate", "soil"], |_| CARBON_DENSITY
}

forest_table! {
    /// Factors of land use, management and input of forest, cropland and grassland, the length of a transition, and the
    /// nitrous oxide of nitrogen from lost soil carbon and fertiliser, by set, factor, practice.
    SoilFactorTable, "soil_factors.csv", ["set", "factor", "practice"], |key| match key[1] {
        "land_use" | "management" | "input" | "leached_share" => RATIO,
        "transition_period" => YEARS,
        "drained_organic_soil" => &["t C/ha/yr"],
        "carbon_to_nitrogen" => &["t C/t N"],
        "n2o_n_of_nitrogen" => &["t N2O-N/t N"],
        _ => &[],
    }
}

forest_table! {
    /// Emission factors by gas, combustion factors, and fuel consumed (fuel times combustion factor), by set and class.
    FireTable, "fire.csv", ["set", "quantity", "fire_class"], |key| match key[1] {
        "emission_factor_co2" | "emission_factor_ch4" | "emission_factor_n2o" | "emission_factor_co"
        | "emission_factor_nox" => &["g/kg d.m."],
        "combustion_factor" => RATIO,
        "fuel_consumed" => &[TonnesDryMatterPerHectare::UNIT],
        _ => &[],
    }
}

forest_table! {
    /// Global warming potentials, by assessment report (over 100 years unless its name says otherwise) and gas.
    GlobalWarmingPotentialTable, "global_warming_potential.csv", ["set", "gas"], |_| &["t CO2e/t"]
}

forest_table! {
    /// Half-lives, carbon contents and relative uncertainties (half the 95 % interval), by set and product.
    HarvestedWoodTable, "harvested_wood.csv", ["set", "product", "quantity"], |key| match key[2] {
        "half_life" => YEARS,
        "carbon_content" => &["t C/m³", "t C/t"],
        quantity if quantity.starts_with("relative_uncertainty_of_") => RATIO,
        _ => &[],
    }
}

forest_table! {
    /// Bands outside which a figure is worth a second look, by scope and quantity.
    PlausibilityTable, "plausibility.csv", ["scope", "quantity"], |_| {
        &[TonnesC::UNIT, TonnesCPerHectare::UNIT, TonnesCPerYear::UNIT, CubicMetresPerHectare::UNIT]
    }
}

impl SoilFactorTable {
    /// The row of a key, where there is one.
    ///
    /// # Errors
    /// An unverified row that is not allowed.
    pub fn find(&self, key: [&str; 3]) -> crate::error::Result<Option<&crate::parameters::Parameter>> {
        self.0.find(&key)
    }

    /// The practices of a set that have a row of a factor.
    pub fn practices<'a>(&'a self, set: &'a str, factor: &'a str) -> impl Iterator<Item = &'a str> {
        let rows = self.0.rows().filter(move |(key, _)| key[0] == set && key[1] == factor);
        rows.map(|(key, _)| key[2].as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forest_types_of_zhejiang_add_up_to_their_printed_totals() {
        // Li et al. 2016, Table 3: area-weighted means in t C/ha and totals in Tg C over 49,841 × 100 ha, computed from its rows.
        // The paper prints the soil's mean as 90.51 instead; its discussion misprints the sum 602.73 as 620.73.
        let table = ZhejiangPoolTable::built_in().expect("valid");
        let types: Vec<&str> =
            table.0.rows().filter(|(key, _)| key[2] == "area").map(|(key, _)| key[1].as_str()).collect();
        let value = |forest_type, quantity| table.get(["li2016-zhejiang", forest_type, quantity]).expect("a row").value;
        let area: f64 = types.iter().map(|forest_type| value(forest_type, "area")).sum();
        assert_eq!((types.len(), area), (14, 4_984_100.0));
        let mut sum = 0.0;
        for (quantity, mean, total) in [
            ("tree_layer", 24.652, 122.869),
            ("shrub_and_herb_layer", 3.357, 16.730),
            ("litter", 2.281, 11.366),
            ("soil_organic_carbon_0_100cm", 90.641, 451.764),
        ] {
            let carbon: f64 = types.iter().map(|of| value(of, "area") * value(of, quantity)).sum();
            assert!((carbon / area - mean).abs() < 6e-4, "{quantity}: {}", carbon / area);
            assert!((carbon / 1e6 - total).abs() < 6e-4, "{quantity}: {}", carbon / 1e6);
            sum += carbon / 1e6;
        }
        assert!((sum - 602.73).abs() < 5e-3, "{sum}");
    }

    #[test]
    fn the_parts_of_each_forest_type_are_the_printed_ecosystem() {
        let table = ZhejiangPoolTable::built_in().expect("valid");
        for (key, row) in table.0.rows().filter(|(key, _)| key[2] == "ecosystem") {
            let parts = ["tree_layer", "shrub_and_herb_layer", "litter", "soil_organic_carbon_0_100cm"];
            let sum: f64 = parts.iter().map(|part| table.get([&key[0], &key[1], part]).expect("a row").value).sum();
            assert!((sum - row.value).abs() < 0.02, "{}: {sum} against {}", key[1], row.value);
        }
    }

    #[test]
    fn bamboo_of_zhejiang_weighs_less_per_culm_than_elsewhere() {
        let table = BambooTable::built_in().expect("valid");
        let mass = |set| table.get([set, "biomass_per_culm"]).expect("a row").value;
        assert!(mass("zhejiang") < mass("tianmu") && mass("tianmu") < mass("taojiang-5yr"));
    }
}
