//! What every account starts from: the strata, the zones as people know them, and how area is measured.

use std::collections::BTreeMap;

use super::{AccountRow, Figure, Quantity};
use crate::land::{ClassScheme, Sector};
use crate::strata::{StrataTable, Stratum};
use crate::units::Hectares;

/// A zone as people know it.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneFacts {
    /// The name.
    pub name: String,
    /// The area of its polygon with geodesic edges; none for the whole grid as one zone.
    pub geodesic_area: Option<Hectares>,
    /// Its official area.
    pub official_area: Option<Hectares>,
}

/// Where official areas come from.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficialSource {
    /// Who published them, where.
    pub source: String,
    /// The year they were in force.
    pub year: i32,
}

/// Two zones that cover the same ground.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneOverlapFacts {
    /// The index of one.
    pub first: u32,
    /// The index of the other.
    pub second: u32,
    /// The least area both cover.
    pub area: Hectares,
}

/// The zones of a set, in the order of their indices in strata.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneSetFacts {
    /// The zones.
    pub zones: Vec<ZoneFacts>,
    /// Where official areas come from.
    pub official: Option<OfficialSource>,
    /// Zones that overlap.
    pub overlaps: Vec<ZoneOverlapFacts>,
}

/// How the area of a stratum is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// On the ellipsoid.
    Ellipsoidal,
    /// Pixels times the area of a pixel in CRS units.
    Planar {
        /// The area of a pixel, m².
        pixel: f64,
    },
}

impl Measure {
    /// The area of a stratum.
    #[must_use]
    pub fn area(self, stratum: &Stratum) -> Hectares {
        Hectares::from_square_metres(match self {
            Self::Ellipsoidal => stratum.area,
            Self::Planar { pixel } => stratum.coverage * pixel,
        })
    }

    /// How the measure is named in the method of a row.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ellipsoidal => "ellipsoidal area",
            Self::Planar { .. } => "planar area",
        }
    }
}

/// What accounts are made from.
#[derive(Debug, Clone)]
pub struct Ledger<'a> {
    /// The strata.
    pub strata: &'a StrataTable,
    /// The zone sets, as in the strata.
    pub zone_sets: &'a [ZoneSetFacts],
    /// The scheme of every categorical layer, as in the strata.
    pub schemes: &'a [ClassScheme],
    /// How area is measured.
    pub measure: Measure,
}

/// A zone in sums: one of a set, what lies outside all of them, or all of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ZoneKey {
    Zone(u32),
    All,
    Outside,
}

impl Ledger<'_> {
    /// Sums over strata, by zone set, zone and whatever key `item` gives; each stratum also counts in the set's total.
    /// What several zones cover counts in each of them, and once in the total.
    pub(super) fn sum<K: Ord + Clone>(
        &self,
        item: impl Fn(&Stratum) -> Option<(K, f64)>,
    ) -> BTreeMap<(usize, ZoneKey, K), f64> {
        let mut sums = BTreeMap::new();
        for stratum in &self.strata.strata {
            let Some((key, value)) = item(stratum) else { continue };
            let set = stratum.zone_set as usize;
            let names = &self.strata.zone_sets[set];
            if stratum.zone == names.outside() {
                *sums.entry((set, ZoneKey::Outside, key)).or_default() += value;
                continue;
            }
            if stratum.zone != names.overlap() {
                *sums.entry((set, ZoneKey::Zone(stratum.zone), key.clone())).or_default() += value;
            }
            *sums.entry((set, ZoneKey::All, key)).or_default() += value;
        }
        sums
    }

    /// A row of a zone with its names filled in; the caller sets the rest.
    pub(super) fn row(
        &self,
        set: usize,
        zone: ZoneKey,
        quantity: Quantity,
        unit: &str,
        value: impl Into<Figure>,
    ) -> AccountRow {
        let figure = value.into();
        let names = &self.strata.zone_sets[set];
        let (id, name) = match zone {
            ZoneKey::Zone(index) => (names.id(index), self.zone_sets[set].zones[index as usize].name.as_str()),
            ZoneKey::Outside => (names.id(names.outside()), "outside all zones"),
            ZoneKey::All => ("*", "all zones"),
        };
        AccountRow {
            zone_set: names.set.clone(),
            zone: id.to_owned(),
            zone_name: name.to_owned(),
            year: None,
            year_to: None,
            sector: Sector::Land,
            category: "*".to_owned(),
            pool: String::new(),
            quantity,
            unit: unit.to_owned(),
            value: figure.value(),
            figure,
            low95: None,
            high95: None,
            method: String::new(),
            evidence: None,
            sources: String::new(),
        }
    }
}
