//! Inventories and the forest account: read, checked, and matched with zone sets and layers.

use std::collections::BTreeMap;

use super::grid::unknown;
use super::zones::{PlannedZoneSet, ZoneFile};
use super::{Builder, RasterPlan};
use crate::accounts::forest::RasterForest;
use crate::error::Error;
use crate::inventory;
use crate::pipeline::file::LayerKind;
use crate::pipeline::forest::{ForestCarbonEntry, ForestLayersEntry, PlannedForest, PlannedInventory, TreeMethodEntry};
use crate::pipeline::unit::Unit;

impl Builder<'_> {
    /// Reads and checks every inventory; its findings that do not stop the run are warnings.
    pub(super) fn plan_inventories(
        &mut self,
        zone_files: &BTreeMap<String, ZoneFile>,
        zone_sets: &[PlannedZoneSet],
    ) -> BTreeMap<String, PlannedInventory> {
        let mut inventories = BTreeMap::new();
        for (name, entry) in &self.file.inventories {
            self.check_file_name(&["inventories", name], name);
            let set = |builder: &mut Self, key: &str, set: &Option<String>| {
                let set = set.as_ref()?;
                let found = zone_sets.iter().position(|known| known.name == *set);
                if found.is_none() && !builder.file.zones.contains_key(set) {
                    let known: Vec<&str> = builder.file.zones.keys().map(String::as_str).collect();
                    builder.problem(&["inventories", name, key], &unknown("zone set", set, &known));
                }
                found
            };
            let counties = set(self, "counties", &entry.counties);
            let townships = set(self, "townships", &entry.townships);
            let request = entry.request(name, self.document.directory());
            let Some(request) = self.keep(&["inventories", name], request) else { continue };
            let zones = entry.counties.as_ref().and_then(|set| zone_files.get(set)).map(|file| &file.zones);
            let Some(inventory) = self.keep(&["inventories", name], inventory::read(&request, zones)) else { continue };
            self.warnings.extend(inventory.findings.iter().map(inventory::Finding::warning));
            self.warnings.extend(inventory.source.warnings.iter().cloned());
            inventories.insert(name.clone(), PlannedInventory { inventory, counties, townships });
        }
        inventories
    }

    pub(super) fn plan_forest(
        &mut self,
        inventories: &BTreeMap<String, PlannedInventory>,
        rasters: Option<&RasterPlan>,
    ) -> Option<PlannedForest> {
        let entry = self.file.forest.as_ref()?;
        let before = self.problems.len();
        if entry.inventory.is_none() && entry.rasters.is_none() {
            let problem = Error::data("the forest account has nothing to account")
                .hint("name an inventory with `inventory`, or layers with `rasters`");
            self.problem(&["forest"], &problem);
        }
        let inventory = entry.inventory.as_ref().and_then(|name| {
            if !self.file.inventories.contains_key(name) {
                let known: Vec<&str> = self.file.inventories.keys().map(String::as_str).collect();
                self.problem(&["forest", "inventory"], &unknown("inventory", name, &known));
            }
            inventories.keys().position(|known| known == name)
        });
        let unverified: Vec<&str> =
            entry.cover.iter().filter(|basis| basis.is_unverified()).map(|basis| basis.name()).collect();
        if !unverified.is_empty() && !entry.allow_unverified {
            let problem = Error::data(format!(
                "nobody has read the definition of the cover basis {} in its source",
                unverified.join(" and ")
            ))
            .hint("use `regulation`, or set `allow_unverified = true` in `[forest]`: every figure then says so");
            self.problem(&["forest", "cover"], &problem);
        }
        let additions = entry.cover_additions.iter().flat_map(|additions| &additions.areas_ha);
        for (addition, area) in additions {
            if !(0.0..=5.2e10).contains(area) {
                let problem = Error::data(format!("found an area of {area} ha, expected 0 or more"));
                self.problem(&["forest", "cover_additions", "areas_ha", addition.name()], &problem);
            }
        }
        let is_stepped = |carbon: &ForestCarbonEntry| matches!(carbon.trees, TreeMethodEntry::Bcef(_));
        if entry.rasters.is_some() && entry.carbon.as_ref().is_some_and(is_stepped) {
            let problem =
                Error::data("BCEF goes in steps over the growing stock of a stand, and strata of pixels have means")
                    .hint("account the sub-compartments alone, or take `trees = { expansion = … }`");
            self.problem(&["forest", "carbon", "trees"], &problem);
        }
        let layers = entry.rasters.as_ref().and_then(|layers| self.forest_layers(layers, rasters));
        let planned =
            PlannedForest { entry: entry.clone(), inventory, rasters: layers, beside_coast: self.file.coast.is_some() };
        (self.problems.len() == before).then_some(planned)
    }

    /// The places of the layers in the strata.
    fn forest_layers(&mut self, entry: &ForestLayersEntry, rasters: Option<&RasterPlan>) -> Option<RasterForest> {
        let mut class = |key: &str, name: &str, scheme: &str| {
            self.forest_layer(key, name, LayerKind::Class)?;
            let rasters = rasters?;
            let place = rasters.class_layers().position(|layer| layer.source.name() == name)?;
            let found = rasters.class_layers().nth(place).and_then(|layer| layer.scheme())?.name();
            if found != scheme {
                let problem = Error::data(format!("layer `{name}` is in scheme `{found}`, expected `{scheme}`"));
                self.problem(&["forest", "rasters", key], &problem);
            }
            Some(place)
        };
        let land = class("land", &entry.land, "tanhui");
        let forest_type = entry.forest_type.as_ref().map(|name| class("forest_type", name, "forest_type"));
        let age_group = entry.age_group.as_ref().map(|name| class("age_group", name, "age_group"));
        self.forest_layer("growing_stock", &entry.growing_stock, LayerKind::Quantity)?;
        let stock_unit = self.file.layers.get(&entry.growing_stock).and_then(|layer| layer.unit);
        if let Some(unit) = stock_unit.filter(|unit| *unit != Unit::CubicMetresPerHectare) {
            let problem =
                Error::data(format!("layer `{}` is in `{}`, expected `m³/ha`", entry.growing_stock, unit.symbol()));
            self.problem(&["forest", "rasters", "growing_stock"], &problem);
        }
        let growing_stock = rasters?.quantity_layers().position(|layer| layer.source.name() == entry.growing_stock);
        Some(RasterForest {
            land: land?,
            forest_type: forest_type.flatten(),
            age_group: age_group.flatten(),
            growing_stock: growing_stock?,
        })
    }

    /// Whether there is a layer of a name and kind; if not, the problem is kept.
    fn forest_layer(&mut self, key: &str, name: &str, kind: LayerKind) -> Option<()> {
        let problem = match self.file.layers.get(name) {
            Some(layer) if layer.kind == kind => return Some(()),
            Some(_) => Error::data(format!(
                "layer `{name}` is of the wrong kind, expected `kind = \"{}\"`",
                match kind {
                    LayerKind::Class => "class",
                    LayerKind::Quantity => "quantity",
                }
            )),
            None => {
                let known: Vec<&str> = self.file.layers.keys().map(String::as_str).collect();
                unknown("layer", name, &known)
            }
        };
        self.problem(&["forest", "rasters", key], &problem);
        None
    }
}
