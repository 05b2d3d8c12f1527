//! Stands from rasters: one for every stratum of zone, land class, forest type and age group, with its growing stock.

use super::{ForestTable, ForestZones, Member, Stand};
use crate::accounts::{Ledger, class_id};
use crate::land::forest::{AgeGroup, ForestLand, SpeciesGroup};
use crate::units::{CubicMetres, Hectares, SQUARE_METRES_PER_HECTARE};

/// Which layers of the strata describe the forest.
#[derive(Debug, Clone)]
pub struct RasterForest {
    /// The class layer of land.
    pub land: usize,
    /// The class layer of forest types, whose classes are species groups.
    pub forest_type: Option<usize>,
    /// The class layer of age groups.
    pub age_group: Option<usize>,
    /// The quantity layer of growing stock per hectare.
    pub growing_stock: usize,
}

impl ForestTable {
    /// The stands of strata. Origin and category are unknown, and a formula that is not linear in the growing stock, such as a
    /// policy for low ones, sees the mean of a stratum.
    #[must_use]
    pub fn of_strata(ledger: &Ledger<'_>, layers: &RasterForest) -> Self {
        let strata = ledger.strata;
        let class = |dimension: usize, codes: &[Option<i32>]| {
            codes[dimension].map(|code| class_id(&ledger.schemes[dimension], Some(code)))
        };
        let stands = strata.strata.iter().map(|stratum| {
            let moments = &stratum.quantities[layers.growing_stock];
            Stand {
                land: class(layers.land, &stratum.codes).as_deref().map(role),
                species: layers
                    .forest_type
                    .and_then(|layer| class(layer, &stratum.codes))
                    .filter(|class| class != "not_forest")
                    .map(|class| SpeciesGroup::new(&class)),
                age_group: layers.age_group.and_then(|layer| {
                    let class = class(layer, &stratum.codes)?;
                    AgeGroup::ALL.into_iter().find(|group| group.name() == class)
                }),
                origin: None,
                category: None,
                area: ledger.measure.area(stratum),
                measured: Hectares::from_square_metres(moments.area),
                stock: CubicMetres(moments.sum / SQUARE_METRES_PER_HECTARE),
                culms: None,
            }
        });
        let sets = strata.zone_sets.iter().zip(ledger.zone_sets).enumerate().map(|(set, (names, facts))| {
            let members = strata.strata.iter().map(|stratum| match stratum.zone {
                _ if stratum.zone_set as usize != set => Member::Elsewhere,
                zone if zone == names.outside() => Member::Outside,
                zone if zone == names.overlap() => Member::Overlap,
                zone => Member::Zone(zone),
            });
            ForestZones {
                set: names.set.clone(),
                ids: names.ids.clone(),
                zones: facts.zones.clone(),
                official: facts.official.clone(),
                members: members.collect(),
            }
        });
        let land = &strata.dimensions[layers.land];
        let stock = &strata.quantities[layers.growing_stock];
        Self {
            source: format!("rasters `{}` and `{}`", land.layer, stock.layer),
            year: land.year,
            sets: sets.collect(),
            stands: stands.collect(),
            has_unverified_codes: false,
        }
    }
}

/// The role of a class of the scheme `tanhui`.
fn role(class: &str) -> ForestLand {
    match class {
        "arbor_forest" => ForestLand::Arbor,
        "bamboo_forest" => ForestLand::Bamboo,
        "mangrove" => ForestLand::Mangrove,
        "special_shrub" => ForestLand::SpecialShrub,
        "other_shrub" => ForestLand::OtherShrub,
        "other_woodland" => ForestLand::OtherWoodland,
        _ => ForestLand::NonForest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::{ClassScheme, Sector};

    #[test]
    fn every_forest_class_of_the_scheme_has_a_role() {
        let scheme = ClassScheme::built_in("tanhui").expect("in the binary");
        for class in scheme.classes() {
            let is_forest = class.sector == Sector::Forest || class.id == "mangrove";
            assert_eq!(role(&class.id) != ForestLand::NonForest, is_forest, "{}", class.id);
        }
    }
}
