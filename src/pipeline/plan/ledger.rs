//! The ledger and the sections of inland wetland: their layers exist, and no two sections account the same hectares.

use super::methods::Names;
use super::zones::PlannedZoneSet;
use super::{Builder, RasterPlan};
use crate::error::Error;
use crate::land::{Precedence, Sector};
use crate::pipeline::coast::PlannedCoast;
use crate::pipeline::ledger::PlannedLedger;
use crate::pipeline::wetland::{PlannedWetland, ReservoirEntry, WetlandLayers};

/// The scheme of the maps of inland wetland.
const SCHEME: &str = "tanhui";

impl Builder<'_> {
    /// The ledger that is asked for; a coast has one over its own layers in any case.
    pub(super) fn plan_ledger(
        &mut self,
        rasters: Option<&RasterPlan>,
        coast: Option<&PlannedCoast>,
    ) -> Option<PlannedLedger> {
        let Some(entry) = &self.file.ledger else {
            return coast.map(|coast| PlannedLedger { dimensions: coast.dimensions.clone() });
        };
        let dimensions = self.class_layers(&["ledger", "layers"], &entry.layers, rasters)?;
        let rasters = rasters?;
        let precedence = self.keep(&["ledger"], Precedence::built_in())?;
        for &dimension in &dimensions {
            let Some(scheme) = rasters.class_layers().nth(dimension).and_then(|layer| layer.scheme()) else { continue };
            let unclaimed: Vec<Error> =
                scheme.classes().filter_map(|class| precedence.sector(&class.id).err()).collect();
            for problem in unclaimed {
                self.problem(&["ledger", "layers"], &problem);
            }
        }
        self.refuse_double_carbon(rasters, &precedence);
        Some(PlannedLedger { dimensions })
    }

    /// Densities by class and a section of a sector must not both hold the carbon of a class.
    fn refuse_double_carbon(&mut self, rasters: &RasterPlan, precedence: &Precedence) {
        let file = self.file;
        let Some(carbon) = &rasters.methods.carbon_density else { return };
        let sections = [
            (Sector::Coast, "[coast]", file.coast.is_some()),
            (Sector::Forest, "[forest.carbon]", file.forest.as_ref().is_some_and(|forest| forest.carbon.is_some())),
            (
                Sector::Cropland,
                "[cropland]",
                file.cropland.values().any(|entry| entry.soil.is_some() || entry.woody.is_some()),
            ),
            (Sector::Wetland, "[wetland]", file.wetland.values().any(|entry| entry.mineral_soils.is_some())),
        ];
        let layers = carbon.dimensions.first().and_then(|first| rasters.class_layers().nth(*first));
        let Some(scheme) = layers.and_then(|layer| layer.scheme()) else { return };
        for (sector, section, _) in sections.into_iter().filter(|(.., accounted)| *accounted) {
            let twice: Vec<&str> = scheme
                .classes()
                .filter(|class| precedence.sector(&class.id).is_ok_and(|of| of == sector))
                .map(|class| class.id.as_str())
                .filter(|class| carbon.densities.has_class(class) && !carbon.excluded.contains(*class))
                .collect();
            if twice.is_empty() {
                continue;
            }
            let quoted: Vec<String> = twice.iter().map(|class| format!("`{class}`")).collect();
            let problem = Error::data(format!(
                "`[methods.carbon_density]` and `{section}` both account the carbon of {}",
                quoted.join(", ")
            ))
            .note("with a `[ledger]`, every hectare belongs to one sector and is accounted once")
            .hint("add the classes to `exclude` of `[methods.carbon_density]`, or drop one of the sections");
            self.problem(&["methods", "carbon_density"], &problem);
        }
    }

    pub(super) fn plan_wetland(
        &mut self,
        rasters: Option<&RasterPlan>,
        zone_sets: &[PlannedZoneSet],
    ) -> Vec<PlannedWetland> {
        let mut planned = Vec::new();
        for (name, entry) in &self.file.wetland {
            let zones = self.activity_zones("wetland", name, entry.zones.as_deref(), zone_sets);
            let mut layers = |key: &str, names: &[String]| {
                if names.is_empty() { Some(Vec::new()) } else { self.wetland_layers(name, key, names, rasters) }
            };
            let reservoirs =
                layers("reservoirs", entry.reservoirs.as_ref().map_or(&[], |entry| entry.layers.as_slice()));
            let burial = layers("burial", entry.burial.as_ref().map_or(&[], |entry| entry.layers.as_slice()));
            let (Some(zones), Some(reservoirs), Some(burial)) = (zones, reservoirs, burial) else { continue };
            let first = |entry: &ReservoirEntry| self.file.layers.get(entry.layers.first()?)?.year;
            if let Some(entry) = &entry.reservoirs
                && let (Some(since), Some(first)) = (entry.standing_since, first(entry))
                && since > first
            {
                let problem = Error::data(format!(
                    "reservoirs stand since {since}, but the first map that shows them is of {first}"
                ));
                self.problem(&["wetland", name, "reservoirs", "standing_since"], &problem);
                continue;
            }
            let layers = WetlandLayers { reservoirs, burial };
            let section = PlannedWetland::read(self.document, name, entry, layers, zones.0);
            planned.extend(self.keep(&["wetland", name], section));
        }
        planned
    }

    fn wetland_layers(
        &mut self,
        name: &str,
        key: &str,
        names: &[String],
        rasters: Option<&RasterPlan>,
    ) -> Option<Vec<usize>> {
        let keys = ["wetland", name, key, "layers"];
        let dimensions = self.class_layers(&keys, names, rasters)?;
        for (layer, &dimension) in names.iter().zip(&dimensions) {
            let scheme = rasters?.class_layers().nth(dimension)?.scheme()?.name();
            if scheme != SCHEME {
                let problem = Error::data(format!("layer `{layer}` is in scheme `{scheme}`, expected `{SCHEME}`"));
                self.problem(&keys, &problem);
            }
        }
        Some(dimensions)
    }

    /// The places of class layers, in the order of their years.
    fn class_layers(&mut self, keys: &[&str], names: &[String], rasters: Option<&RasterPlan>) -> Option<Vec<usize>> {
        if self.file.grid.is_none() {
            let problem = Error::data("maps need a grid").hint("add `[grid]`, with the class layers in `[layers]`");
            self.problem(keys, &problem);
            return None;
        }
        self.dated(keys, names, &Names::of_classes(rasters?))
    }
}
