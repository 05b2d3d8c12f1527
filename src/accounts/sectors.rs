//! One ledger: every hectare of a map in one sector, the classes that several sectors claim, and how far tables differ from it.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::ZoneKey;
use super::{AccountRow, Ledger, Quantity, class_id};
use crate::error::Result;
use crate::land::{Claim, Precedence, Sector};
use crate::parameters::Evidence;
use crate::units::Hectares;

/// The table that decides, as methods name it.
const PRECEDENCE: &str = "sector that goes first in parameters/land_classes/precedence.csv";

/// What a table's area is compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counterpart {
    /// All of a sector.
    Sector(Sector),
    /// A class of the map.
    Class(String),
}

/// An area that a section takes from a table and not from the map.
#[derive(Debug, Clone, PartialEq)]
pub struct TabledArea {
    /// What it is, with the section's name.
    pub what: String,
    /// The zone set by whose ids its zones are known.
    pub zone_set: String,
    /// The id of the zone.
    pub zone: String,
    /// The year.
    pub year: i32,
    /// The area.
    pub area: Hectares,
    /// What it is compared with.
    pub counterpart: Counterpart,
    /// Who published it.
    pub sources: String,
}

/// Dated maps, by sector and class.
#[derive(Debug)]
pub struct SectorMap<'a> {
    ledger: &'a Ledger<'a>,
    precedence: &'a Precedence,
    years: Vec<i32>,
    /// The area of every class by date, zone set and zone; no class is nodata, or a code that the scheme does not know.
    areas: BTreeMap<(usize, usize, ZoneKey, Option<String>), f64>,
    sectors: BTreeMap<String, Sector>,
}

impl<'a> SectorMap<'a> {
    /// The map of some class layers, in the order of their years.
    ///
    /// # Errors
    /// A class that no sector claims.
    pub fn new(ledger: &'a Ledger<'a>, dimensions: &[usize], precedence: &'a Precedence) -> Result<Self> {
        let (mut areas, mut sectors, mut years) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for (date, &dimension) in dimensions.iter().enumerate() {
            let scheme = &ledger.schemes[dimension];
            for class in scheme.classes() {
                sectors.insert(class.id.clone(), precedence.sector(&class.id)?);
            }
            years.extend(ledger.strata.dimensions[dimension].year);
            let sums = ledger.sum(|stratum| {
                let class = stratum.codes[dimension].filter(|code| scheme.class(*code).is_some());
                let class = class.map(|code| class_id(scheme, Some(code)));
                Some((class, ledger.measure.area(stratum).0))
            });
            areas.extend(sums.into_iter().map(|((set, zone, class), area)| ((date, set, zone, class), area)));
        }
        Ok(Self { ledger, precedence, years, areas, sectors })
    }

    /// Rows of area by sector, which add up to the zone at every date, and of the classes that several sectors claim with who
    /// goes first and why. What lies outside all zones always has rows.
    #[must_use]
    pub fn rows(&self) -> Vec<AccountRow> {
        let by_sector = self.sums(|class| {
            let sector = class.map(|class| self.sectors[class]);
            Some(
                sector.map_or((Sector::Land, "no sector: no class".to_owned()), |sector| (sector, "sector".to_owned())),
            )
        });
        let mut rows: Vec<AccountRow> = by_sector
            .into_iter()
            .map(|(place, area)| AccountRow { method: self.method(PRECEDENCE), ..self.row(place, area) })
            .collect();
        let disputed = self.sums(|class| {
            let claims = self.claims(class?);
            (claims.len() > 1).then(|| (claims[0].sector, class.unwrap_or_default().to_owned()))
        });
        rows.extend(disputed.into_iter().map(|((date, set, zone, (sector, class)), area)| {
            let claims = self.claims(&class);
            let names: Vec<&str> = claims.iter().map(|claim| claim.sector.name()).collect();
            let reasons: Vec<String> =
                claims.iter().map(|claim| format!("{}: {}", claim.sector.name(), claim.reason)).collect();
            let sources: BTreeSet<&str> = claims.iter().map(|claim| claim.source.as_str()).collect();
            let category = format!("{class}, claimed by {}", names.join(" before "));
            AccountRow {
                method: self.method(&format!("part of the sector; {}", reasons.join("; "))),
                evidence: claims.iter().map(|claim| evidence(claim)).max(),
                sources: sources.into_iter().collect::<Vec<_>>().join("; "),
                ..self.row((date, set, zone, (sector, category)), area)
            }
        }));
        rows
    }

    /// Rows of what tables have more than the map of the nearest year, ha: two sources of one area, never added. All zones are
    /// compared together only where a table has every one of them.
    #[must_use]
    pub fn differences(&self, tabled: &[TabledArea]) -> Vec<AccountRow> {
        let mut sums: BTreeMap<(&str, &Counterpart, &str, i32), BTreeMap<&str, f64>> = BTreeMap::new();
        let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
        for area in tabled {
            let zones = sums.entry((&area.what, &area.counterpart, &area.zone_set, area.year)).or_default();
            *zones.entry(&area.zone).or_default() += area.area.0;
            sources.insert(&area.what, &area.sources);
        }
        let mut rows = Vec::new();
        for ((what, counterpart, zone_set, year), mut zones) in sums {
            let names = &self.ledger.strata.zone_sets;
            let Some(set) = names.iter().position(|names| names.set == zone_set) else { continue };
            let Some(date) = self.nearest(year) else { continue };
            if matches!(counterpart, Counterpart::Class(class) if !self.sectors.contains_key(class)) {
                continue;
            }
            zones.retain(|zone, _| names[set].ids.iter().any(|id| id == zone));
            if zones.len() == names[set].ids.len() {
                zones.insert("*", zones.values().sum());
            }
            for (zone, area) in zones {
                let key = match zone {
                    "*" => ZoneKey::All,
                    id => match names[set].index(id).filter(|index| *index < names[set].outside()) {
                        Some(index) => ZoneKey::Zone(index),
                        None => continue,
                    },
                };
                let (sector, mapped) = self.mapped(date, set, key, counterpart);
                let counterpart = match counterpart {
                    Counterpart::Sector(sector) => format!("sector {}", sector.name()),
                    Counterpart::Class(class) => format!("class {class}"),
                };
                rows.push(AccountRow {
                    year: Some(year),
                    sector,
                    category: format!("{what} minus map: {counterpart}"),
                    method: self.method(&format!("table of {year} minus map of {}", self.years[date])),
                    sources: sources[what].to_owned(),
                    ..self.ledger.row(set, key, Quantity::AreaDifference, Hectares::UNIT, area - mapped)
                });
            }
        }
        rows
    }

    /// The area of a sector or class at a date, with the sector it belongs to.
    fn mapped(&self, date: usize, set: usize, zone: ZoneKey, counterpart: &Counterpart) -> (Sector, f64) {
        let here = self.areas.iter().filter(|((at, of, place, _), _)| (*at, *of, *place) == (date, set, zone));
        let sum = |wanted: &dyn Fn(&str) -> bool| {
            here.filter(|((.., class), _)| class.as_deref().is_some_and(wanted)).map(|(_, area)| area).sum()
        };
        match counterpart {
            Counterpart::Sector(sector) => (*sector, sum(&|class| self.sectors[class] == *sector)),
            Counterpart::Class(class) => {
                (self.sectors.get(class).copied().unwrap_or(Sector::Other), sum(&|found| found == class))
            }
        }
    }

    /// The date nearest to a year, the later of two.
    fn nearest(&self, year: i32) -> Option<usize> {
        (0..self.years.len()).rev().min_by_key(|date| self.years[*date].abs_diff(year))
    }

    /// The claims on a class, one for each sector, the first before the others.
    fn claims(&self, class: &str) -> Vec<&Claim> {
        let mut found: Vec<&Claim> = Vec::new();
        for claim in self.precedence.claims(class) {
            if !found.iter().any(|other| other.sector == claim.sector) {
                found.push(claim);
            }
        }
        found
    }

    fn sums<K: Ord + Clone>(
        &self,
        key: impl Fn(Option<&str>) -> Option<K>,
    ) -> BTreeMap<(usize, usize, ZoneKey, K), f64> {
        let mut sums = BTreeMap::new();
        for ((date, set, zone, class), area) in &self.areas {
            let Some(key) = key(class.as_deref()) else { continue };
            sums.entry((*date, *set, ZoneKey::Outside, key.clone())).or_default();
            *sums.entry((*date, *set, *zone, key)).or_default() += area;
        }
        sums
    }

    fn row(&self, (date, set, zone, (sector, category)): Place, area: f64) -> AccountRow {
        AccountRow {
            year: self.years.get(date).copied(),
            sector,
            category,
            ..self.ledger.row(set, zone, Quantity::Area, Hectares::UNIT, area)
        }
    }

    fn method(&self, what: &str) -> String {
        format!("ledger, {what}, {}", self.ledger.measure.name())
    }
}

/// Date, zone set, zone, and the sector with its category.
type Place = (usize, usize, ZoneKey, (Sector, String));

fn evidence(claim: &Claim) -> Evidence {
    let all = [Evidence::Published, Evidence::Secondary, Evidence::Derived];
    all.into_iter().find(|evidence| evidence.name() == claim.evidence).unwrap_or(Evidence::Unverified)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Measure, ZoneFacts, ZoneSetFacts};
    use crate::land::ClassScheme;
    use crate::strata::{Dimension, StrataTable, Stratum, ZoneNames};

    /// One county and what lies seaward of it, at one date; areas in ha.
    fn with_map<T>(classes: &[(u32, Option<&str>, f64)], look: impl FnOnce(&SectorMap<'_>) -> T) -> T {
        let schemes = [ClassScheme::built_in("tanhui").expect("in the binary")];
        let strata = classes.iter().map(|(zone, class, area)| Stratum {
            zone_set: 0,
            zone: *zone,
            codes: vec![class.map(|class| schemes[0].by_id(class).expect(class).code)],
            pixels: 0,
            coverage: 0.0,
            area: area * 1e4,
            quantities: Vec::new(),
        });
        let strata = StrataTable {
            zone_sets: vec![ZoneNames { set: "counties".to_owned(), ids: vec!["a".to_owned()] }],
            dimensions: vec![Dimension { layer: "land".to_owned(), year: Some(2020) }],
            quantities: Vec::new(),
            strata: strata.collect(),
        };
        let zone = ZoneFacts { name: "A".to_owned(), geodesic_area: None, official_area: None };
        let zone_sets = [ZoneSetFacts { zones: vec![zone], official: None, overlaps: Vec::new() }];
        let ledger =
            Ledger { strata: &strata, zone_sets: &zone_sets, schemes: &schemes, measure: Measure::Ellipsoidal };
        let precedence = Precedence::built_in().expect("valid");
        look(&SectorMap::new(&ledger, &[0], &precedence).expect("every class has a sector"))
    }

    fn value(rows: &[AccountRow], zone: &str, sector: Sector, category: &str) -> f64 {
        let fits =
            |row: &&AccountRow| (row.zone.as_str(), row.sector, row.category.as_str()) == (zone, sector, category);
        let found: Vec<f64> = rows.iter().filter(fits).map(|row| row.value).collect();
        assert_eq!(found.len(), 1, "{zone} {sector:?} {category}");
        found[0]
    }

    #[test]
    fn every_hectare_is_in_one_sector_and_a_claim_that_lost_is_named() {
        let map = [
            (0, Some("mangrove"), 3.0),
            (0, Some("swamp_forest"), 2.0),
            (0, Some("paddy"), 50.0),
            (0, Some("pond"), 7.0),
            (0, None, 1.0),
            (1, Some("salt_marsh"), 40.0),
        ];
        let (rows, differences) = with_map(&map, |map| (map.rows(), map.differences(&[])));
        assert!(differences.is_empty(), "no table, no difference");
        let sector = |zone, sector| value(&rows, zone, sector, "sector");
        assert_eq!(
            [Sector::Coast, Sector::Forest, Sector::Cropland, Sector::Sea].map(|of| sector("a", of)),
            [3.0, 2.0, 50.0, 7.0]
        );
        assert_eq!(value(&rows, "*", Sector::Land, "no sector: no class"), 1.0);
        assert_eq!((sector("(outside)", Sector::Coast), sector("(outside)", Sector::Forest)), (40.0, 0.0));
        let whole: f64 = rows
            .iter()
            .filter(|row| row.zone == "a" && (row.category == "sector" || row.category.starts_with("no sector")))
            .map(|row| row.value)
            .sum();
        assert_eq!(whole, 63.0);
        assert_eq!(value(&rows, "a", Sector::Coast, "mangrove, claimed by coast before forest before wetland"), 3.0);
        assert_eq!(value(&rows, "a", Sector::Forest, "swamp_forest, claimed by forest before wetland"), 2.0);
        assert_eq!(value(&rows, "a", Sector::Cropland, "paddy, claimed by cropland before wetland"), 50.0);
        let pond = rows.iter().find(|row| row.category == "pond, claimed by sea before wetland").expect("a row");
        assert!(pond.method.contains("not wetland by law") && pond.sources.contains("湿地保护法"), "{pond:?}");
    }

    #[test]
    fn a_table_is_compared_with_the_map_and_never_added() {
        let map = [(0, Some("paddy"), 50.0), (0, Some("dry_cropland"), 20.0), (1, Some("paddy"), 5.0)];
        let tabled = |counterpart, zone: &str| TabledArea {
            what: "soils of `fields`".to_owned(),
            zone_set: "counties".to_owned(),
            zone: zone.to_owned(),
            year: 2022,
            area: Hectares(60.0),
            counterpart,
            sources: "a survey".to_owned(),
        };
        let sector = tabled(Counterpart::Sector(Sector::Cropland), "a");
        let class = tabled(Counterpart::Class("paddy".to_owned()), "a");
        let nowhere = tabled(Counterpart::Sector(Sector::Cropland), "b");
        let rows = with_map(&map, |map| map.differences(&[sector, class, nowhere]));
        let difference = |category| value(&rows, "*", Sector::Cropland, category);
        assert_eq!(difference("soils of `fields` minus map: sector cropland"), -10.0);
        assert_eq!(difference("soils of `fields` minus map: class paddy"), 10.0);
        assert!(rows.iter().all(|row| row.quantity == Quantity::AreaDifference && row.method.contains("of 2022 minus map of 2020")));
        assert_eq!(rows.len(), 4);
    }
}
