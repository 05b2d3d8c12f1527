//! Stands from rasters: one for every stratum of zone, land class, forest type and age group, with its growing stock.

use super::{ForestTable, ForestZones, MeasuringErrors, Member, Stand};
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
            errors: MeasuringErrors::of(&format!("layers/{}: area", land.layer), &format!("layers/{}", stock.layer)),
        }
    }
}

/// The role of a class of the scheme `tanhui`.
fn role(class: &str) -> ForestLand {
    match class {
        "arbor_forest" => ForestLand::Arbor,
        "bamboo_forest" => ForestLand::Bamboo,
        "mangrove" => ForestLand::Mangrove,
        "swamp_forest" => ForestLand::SwampForest,
        "special_shrub" => ForestLand::SpecialShrub,
        "other_shrub" => ForestLand::OtherShrub,
        "other_woodland" => ForestLand::OtherWoodland,
        _ => ForestLand::NonForest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::{stand, table, value};
    use crate::accounts::forest::{BambooCarbon, ForestCarbon, TreeMethod, living_carbon_rows};
    use crate::accounts::{AccountRow, Measure, Quantity, ZoneFacts, ZoneSetFacts};
    use crate::land::{ClassScheme, Sector};
    use crate::models::LowVolumePolicy;
    use crate::parameters::forest::{ForestDefaults, ForestParameters};
    use crate::strata::{Dimension, Moments, StrataTable, Stratum, ZoneNames};

    #[test]
    fn every_forest_class_of_the_scheme_has_a_role() {
        let scheme = ClassScheme::built_in("tanhui").expect("in the binary");
        for class in scheme.classes() {
            let is_forest = class.sector == Sector::Forest || class.id == "mangrove";
            assert_eq!(role(&class.id) != ForestLand::NonForest, is_forest, "{}", class.id);
        }
    }

    fn carbon_of_trees(table: &ForestTable) -> f64 {
        let parameters = ForestParameters::built_in().expect("valid");
        let defaults = ForestDefaults::built_in().expect("valid");
        let method = ForestCarbon {
            parameters: &parameters,
            defaults: &defaults,
            trees: TreeMethod::Expansion { set: None, low_volume: LowVolumePolicy::AsPublished },
            carbon_fraction: ("ipcc2006", "forest"),
            bamboo: BambooCarbon::Area,
            shrub: false,
        };
        let rows: Vec<AccountRow> = living_carbon_rows(table, &method).expect("an account");
        value(&rows, "*", Quantity::CarbonStock, "trees", "living_biomass")
    }

    #[test]
    fn a_line_gives_pixels_the_carbon_of_the_sub_compartments_they_show() {
        // Oak (6) and fir (3), each of several stands whose pixels are one stratum.
        let volumes = [[12.0, 80.0, 45.0], [150.0, 3.0, 66.0]];
        let areas = [4.0, 10.0, 25.0];
        let features = ["oak", "chinese_fir"].iter().zip(volumes).flat_map(|(species, volumes)| {
            areas.into_iter().zip(volumes).map(|(area, volume)| stand(ForestLand::Arbor, species, area, volume))
        });
        let features = carbon_of_trees(&table(features.collect()));
        let strata = [6, 3].into_iter().zip(volumes).map(|(code, volumes)| {
            let moment = |power: i32| areas.iter().zip(volumes).map(|(area, x)| area * 1e4 * f64::powi(x, power)).sum();
            Stratum {
                zone_set: 0,
                zone: 0,
                codes: vec![Some(1), Some(code)],
                pixels: 0,
                coverage: 0.0,
                area: moment(0),
                quantities: vec![Moments {
                    area: moment(0),
                    sum: moment(1),
                    sum_of_squares: moment(2),
                    minimum: 3.0,
                    maximum: 150.0,
                }],
            }
        });
        let dimension = |layer: &str| Dimension { layer: layer.to_owned(), year: Some(2022) };
        let strata = StrataTable {
            zone_sets: vec![ZoneNames { set: "counties".to_owned(), ids: vec!["a".to_owned()] }],
            dimensions: vec![dimension("land"), dimension("type")],
            quantities: vec![crate::strata::Quantity {
                layer: "stock".to_owned(),
                year: Some(2022),
                unit: "m³/ha".to_owned(),
            }],
            strata: strata.collect(),
        };
        let schemes = ["tanhui", "forest_type"].map(|name| ClassScheme::built_in(name).expect("in the binary"));
        let zone = ZoneFacts { name: "A".to_owned(), geodesic_area: None, official_area: None };
        let zone_sets = [ZoneSetFacts { zones: vec![zone], official: None, overlaps: Vec::new() }];
        let ledger =
            Ledger { strata: &strata, zone_sets: &zone_sets, schemes: &schemes, measure: Measure::Ellipsoidal };
        let layers = RasterForest { land: 0, forest_type: Some(1), age_group: None, growing_stock: 0 };
        let pixels = carbon_of_trees(&ForestTable::of_strata(&ledger, &layers));
        assert!((pixels / features - 1.0).abs() < 1e-12, "{pixels} against {features}");
    }
}
