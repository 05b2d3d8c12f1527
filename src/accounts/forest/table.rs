//! Stands: the strata of a forest account.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::errors::MeasuringErrors;
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Figure, OfficialSource, Provenance, Quantity, ZoneFacts};
use crate::land::Sector;
use crate::land::forest::{AgeGroup, ForestCategory, ForestLand, Origin, SpeciesGroup};
use crate::parameters::Evidence;
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};

/// What grows on some land: one sub-compartment, or all pixels of a zone with the same codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// The role of the land; none where nobody knows it.
    pub land: Option<ForestLand>,
    /// The dominant species.
    pub species: Option<SpeciesGroup>,
    /// The age group.
    pub age_group: Option<AgeGroup>,
    /// The origin.
    pub origin: Option<Origin>,
    /// Whom it serves.
    pub category: Option<ForestCategory>,
    /// The area.
    pub area: Hectares,
    /// The part of the area where the growing stock is known.
    pub measured: Hectares,
    /// The growing stock of that part.
    pub stock: CubicMetres,
    /// The culms of bamboo, where they were counted.
    pub culms: Option<f64>,
}

impl Stand {
    /// Whether its trees make up the forest stock: bamboo is counted in culms.
    #[must_use]
    pub fn has_forest_stock(&self) -> bool {
        self.land.is_some_and(|land| land.has_stand() && land != ForestLand::Bamboo)
    }

    /// The growing stock per hectare of the part where it is known.
    #[must_use]
    pub fn stock_per_hectare(&self) -> Option<CubicMetresPerHectare> {
        (self.measured.0 > 0.0).then(|| CubicMetresPerHectare(self.stock.0 / self.measured.0))
    }
}

/// Where a stand lies, as one zone set sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Member {
    /// In a zone.
    Zone(u32),
    /// In the ground that several zones cover, which the total must not count twice.
    Overlap,
    /// In no zone of the set.
    Outside,
    /// The stand is not for this set: other stands describe the same ground.
    Elsewhere,
}

/// The zones of one set, and where every stand lies.
#[derive(Debug, Clone)]
pub struct ForestZones {
    /// The name of the set.
    pub set: String,
    /// The ids.
    pub ids: Vec<String>,
    /// The zones as people know them.
    pub zones: Vec<ZoneFacts>,
    /// Where official areas come from.
    pub official: Option<OfficialSource>,
    /// Where each stand lies.
    pub members: Vec<Member>,
}

/// Everything a forest account is made from.
#[derive(Debug, Clone)]
pub struct ForestTable {
    /// What it was made from, for the method of every row.
    pub source: String,
    /// The year.
    pub year: Option<i32>,
    /// The zone sets.
    pub sets: Vec<ForestZones>,
    /// The stands.
    pub stands: Vec<Stand>,
    /// Whether codes were used whose meaning nobody has seen in a text.
    pub has_unverified_codes: bool,
    /// What is drawn for the errors of areas and growing stocks.
    pub errors: MeasuringErrors,
}

/// A set, a zone of it, and whatever else sums are kept apart by.
pub(super) type Sums<K> = BTreeMap<(usize, ZoneKey, K), f64>;

impl ForestTable {
    /// The same forest with one stand for all that are alike and lie in the same zones: sums over it are those over the
    /// stands, formulas that are not linear in the growing stock are not.
    #[must_use]
    pub fn grouped(&self) -> Self {
        let mut places = FxHashMap::default();
        let mut firsts = Vec::new();
        let mut stands: Vec<Stand> = Vec::new();
        for (number, stand) in self.stands.iter().enumerate() {
            let members: Vec<Member> = self.sets.iter().map(|set| set.members[number]).collect();
            let kind =
                (stand.land, &stand.species, stand.age_group, stand.origin, stand.category, stand.culms.is_some());
            let place = *places.entry((kind, members)).or_insert(stands.len());
            if let Some(group) = stands.get_mut(place) {
                group.area = group.area + stand.area;
                group.measured = group.measured + stand.measured;
                group.stock = group.stock + stand.stock;
                group.culms = group.culms.zip(stand.culms).map(|(some, more)| some + more);
            } else {
                firsts.push(number);
                stands.push(stand.clone());
            }
        }
        let sets = self.sets.iter().map(|set| ForestZones {
            members: firsts.iter().map(|first| set.members[*first]).collect(),
            ..set.clone()
        });
        Self { sets: sets.collect(), stands, source: self.source.clone(), errors: self.errors.clone(), ..*self }
    }

    /// Sums over stands, by zone set, zone and the keys that `items` gives.
    pub(super) fn sum<K: Ord + Clone>(&self, mut items: impl FnMut(&Stand, &mut dyn FnMut(K, f64))) -> Sums<K> {
        let mut sums = Sums::new();
        for (number, stand) in self.stands.iter().enumerate() {
            items(stand, &mut |key, value| {
                for (set, zones) in self.sets.iter().enumerate() {
                    let mut add = |zone| *sums.entry((set, zone, key.clone())).or_insert(0.0) += value;
                    match zones.members[number] {
                        Member::Zone(zone) => {
                            add(ZoneKey::Zone(zone));
                            add(ZoneKey::All);
                        }
                        Member::Overlap => add(ZoneKey::All),
                        Member::Outside => add(ZoneKey::Outside),
                        Member::Elsewhere => {}
                    }
                }
            });
        }
        sums
    }

    /// A row of a zone; the caller sets the rest. A value that no parameter went into has the error of its measurement.
    pub(super) fn row(
        &self,
        set: usize,
        zone: ZoneKey,
        quantity: Quantity,
        unit: &str,
        value: impl Into<Figure>,
    ) -> AccountRow {
        let figure = self.errors.of_row(value.into(), unit);
        let zones = &self.sets[set];
        let (id, name) = match zone {
            ZoneKey::Zone(index) => (zones.ids[index as usize].as_str(), zones.zones[index as usize].name.as_str()),
            ZoneKey::Outside => ("(outside)", "outside all zones"),
            ZoneKey::All => ("*", "all zones"),
        };
        AccountRow {
            zone_set: zones.set.clone(),
            zone: id.to_owned(),
            zone_name: name.to_owned(),
            year: self.year,
            year_to: None,
            sector: Sector::Forest,
            category: "*".to_owned(),
            pool: String::new(),
            quantity,
            unit: unit.to_owned(),
            value: figure.value(),
            figure,
            low95: None,
            high95: None,
            method: self.source.clone(),
            evidence: self.has_unverified_codes.then_some(Evidence::Unverified),
            sources: String::new(),
        }
    }

    /// The evidence of a figure made from this table and parameters.
    pub(super) fn evidence(&self, parameters: &Provenance) -> Option<Evidence> {
        parameters.evidence().max(self.has_unverified_codes.then_some(Evidence::Unverified))
    }

    /// The official area of a zone, or of all zones of the set together.
    pub(super) fn official_area(&self, set: usize, zone: ZoneKey) -> Option<Hectares> {
        let zones = &self.sets[set].zones;
        match zone {
            ZoneKey::Zone(index) => zones[index as usize].official_area,
            ZoneKey::All => zones.iter().map(|zone| zone.official_area).sum(),
            ZoneKey::Outside => None,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A stand of a species in the first zone, with everything else as simple as can be.
    pub(in crate::accounts::forest) fn stand(land: ForestLand, species: &str, area: f64, per_hectare: f64) -> Stand {
        Stand {
            land: Some(land),
            species: (!species.is_empty()).then(|| SpeciesGroup::new(species)),
            age_group: Some(AgeGroup::Young),
            origin: Some(Origin::Natural),
            category: None,
            area: Hectares(area),
            measured: Hectares(area),
            stock: CubicMetres(area * per_hectare),
            culms: None,
        }
    }

    /// The stands, one after the other in two zones of 1,000 ha each.
    pub(in crate::accounts::forest) fn table(stands: Vec<Stand>) -> ForestTable {
        let zone = |name: &str| ZoneFacts {
            name: name.to_owned(),
            geodesic_area: None,
            official_area: Some(Hectares(1_000.0)),
        };
        let members = (0..stands.len()).map(|number| Member::Zone(u32::try_from(number % 2).expect("small"))).collect();
        ForestTable {
            source: "inventory `test`".to_owned(),
            year: Some(2022),
            sets: vec![ForestZones {
                set: "counties".to_owned(),
                ids: vec!["a".to_owned(), "b".to_owned()],
                zones: vec![zone("A"), zone("B")],
                official: Some(OfficialSource { source: "a yearbook".to_owned(), year: 2022 }),
                members,
            }],
            stands,
            has_unverified_codes: false,
            errors: MeasuringErrors::of("areas", "stocks"),
        }
    }

    /// The value of the row of a zone, category and pool.
    pub(in crate::accounts::forest) fn value(
        rows: &[AccountRow],
        zone: &str,
        quantity: Quantity,
        category: &str,
        pool: &str,
    ) -> f64 {
        let found: Vec<_> = rows
            .iter()
            .filter(|row| {
                (row.zone.as_str(), row.quantity, row.category.as_str(), row.pool.as_str())
                    == (zone, quantity, category, pool)
            })
            .collect();
        assert_eq!(found.len(), 1, "{zone} {quantity:?} {category} {pool}: {found:?}");
        found[0].value
    }

    #[test]
    fn stands_in_zones_count_in_the_total_and_overlaps_correct_it() {
        let mut table = table(vec![stand(ForestLand::Arbor, "oak", 10.0, 1.0); 4]);
        table.sets[0].members = vec![Member::Zone(0), Member::Zone(1), Member::Outside, Member::Overlap];
        table.stands[3].area = Hectares(-2.0);
        let sums = table.sum(|stand, add| add((), stand.area.0));
        assert_eq!(sums[&(0, ZoneKey::All, ())], 18.0);
        assert_eq!((sums[&(0, ZoneKey::Zone(0), ())], sums[&(0, ZoneKey::Outside, ())]), (10.0, 10.0));
    }
}
