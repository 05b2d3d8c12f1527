//! What in the maps and the figures deserves a second look.

use std::collections::{BTreeMap, BTreeSet};

use super::{Provenance, Section};
use crate::accounts::Quantity;
use crate::accounts::ledger::ZoneKey;
use crate::land::Habitat;
use crate::units::Hectares;

impl Section<'_> {
    /// What is known of the classes on the maps; Spartina on maps of years after it was cleared, and zones where more than one ecosystem has no figures but defaults.
    pub(super) fn plausibility(&self) -> Vec<String> {
        let on_maps = self.histories.ids.iter();
        let known = on_maps.flat_map(|id| self.account.classes.warnings_of(id)).map(|text| format!("coast, {text}"));
        let mut warnings: Vec<String> = known.collect();
        warnings.extend(self.spartina());
        warnings.extend(self.defaults());
        warnings
    }

    fn spartina(&self) -> Vec<String> {
        let cleared = self.account.spartina_cleared;
        let mut warnings = Vec::new();
        for (date, &dimension) in self.account.dimensions.iter().enumerate() {
            let year = self.histories.years[date];
            if f64::from(year) <= cleared.value {
                continue;
            }
            let of_set = |(set, zone): (usize, ZoneKey)| set == 0 && matches!(zone, ZoneKey::All | ZoneKey::Outside);
            let is_invasive = |class: &str| {
                let habitat = self.account.classes.get(class).and_then(|class| class.habitat);
                habitat.is_some_and(Habitat::is_invasive)
            };
            let areas = self.class_areas(dimension).into_iter();
            let area: f64 = areas
                .filter(|((set, zone, class), _)| of_set((*set, *zone)) && is_invasive(class))
                .map(|(_, area)| area)
                .sum();
            if area > 0.0 {
                warnings.push(format!(
                    "coast, {area:.1} ha of Spartina in {year}: it was reported to be cleared by {} ({}); its carbon earns no credit",
                    cleared.value, cleared.source
                ));
            }
        }
        warnings
    }

    /// Zones in which the figures of two ecosystems or more were measured nowhere near, one sentence for all that are alike.
    fn defaults(&self) -> Vec<String> {
        let mut zones: BTreeMap<(usize, ZoneKey), BTreeSet<String>> = BTreeMap::new();
        for &dimension in self.account.dimensions {
            for ((set, zone, class), area) in self.class_areas(dimension) {
                if area > 0.0 && zone != ZoneKey::All {
                    zones.entry((set, zone)).or_default().insert(class);
                }
            }
        }
        let mut alike: BTreeMap<BTreeMap<&str, BTreeSet<&str>>, Vec<String>> = BTreeMap::new();
        for ((set, zone), classes) in zones {
            let mut ecosystems: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for class in classes.iter().filter_map(|class| self.account.classes.get(class)) {
                let Some(habitat) = class.habitat else { continue };
                let figures: BTreeSet<&str> =
                    class.provenance.iter().flat_map(Provenance::defaults).map(String::as_str).collect();
                if !figures.is_empty() {
                    ecosystems.entry(habitat.kind_of().unwrap_or(habitat).name()).or_default().extend(figures);
                }
            }
            if ecosystems.len() > 1 {
                let row = self.ledger.row(set, zone, Quantity::Area, Hectares::UNIT, 0.0);
                alike.entry(ecosystems).or_default().push(row.zone_name);
            }
        }
        let sentence = |(ecosystems, zones): (BTreeMap<&str, BTreeSet<&str>>, Vec<String>)| {
            let ecosystems: Vec<String> = ecosystems
                .into_iter()
                .map(|(name, figures)| format!("{name} ({})", figures.into_iter().collect::<Vec<_>>().join("; ")))
                .collect();
            format!(
                "coast, {}: more than one ecosystem has defaults that were measured elsewhere: {}",
                zones.join(", "),
                ecosystems.join(", ")
            )
        };
        alike.into_iter().map(sentence).collect()
    }
}
