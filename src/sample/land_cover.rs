//! The land class of a point in a year.

use super::calibration::Calibration;
use super::detail::{Land, Sea};
use super::mask::Owner;
use super::noise::{Patch, hash, noise};
use super::scene::Scene;
use super::stands::{Stand, StandCache, StandKind};
use super::tables::Lake;

/// The years that are mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    Y2015,
    Y2020,
    Y2022,
}

impl Year {
    /// The year in file names.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Y2015 => "2015",
            Self::Y2020 => "2020",
            Self::Y2022 => "2022",
        }
    }
}

// The scheme `tanhui`.
const ARBOR_FOREST: u8 = 1;
const BAMBOO_FOREST: u8 = 2;
const SPECIAL_SHRUB: u8 = 3;
const OTHER_SHRUB: u8 = 4;
const OTHER_WOODLAND: u8 = 5;
const PADDY: u8 = 10;
const DRY_CROPLAND: u8 = 11;
const ORCHARD: u8 = 12;
const GRASSLAND: u8 = 20;
const BUILT: u8 = 30;
const RIVER: u8 = 40;
const POND: u8 = 42;
const INLAND_WETLAND: u8 = 43;
pub(super) const SALT_MARSH: u8 = 50;
pub(super) const TIDAL_FLAT: u8 = 51;
pub(super) const SEA_WATER: u8 = 60;

/// The sizes of a stand, a parcel of farmland, a block of ponds, a block in town and the land of a village, m.
const STAND: f64 = 270.0;
const PARCEL: f64 = 160.0;
const PONDS: f64 = 420.0;
const TOWN_BLOCK: f64 = 230.0;
const VILLAGE: f64 = 1_080.0;
/// The stream of the seed points of stands.
const STANDS: u32 = 83;

/// Whether a land class is forest.
pub(super) fn is_forest_class(code: u8) -> bool {
    matches!(code, ARBOR_FOREST | BAMBOO_FOREST | SPECIAL_SHRUB)
}

/// What a point is before it is settled where forest starts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ground {
    /// Water, ponds, settlement: never forest.
    Taken(u8),
    /// Forest where suitable enough.
    Open { suitability: f64, stand: Patch, land: Land },
}

impl Scene {
    /// What a point is, short of whether forest grows there.
    pub(super) fn ground(&self, x: f64, y: f64, year: Year) -> Ground {
        let sea = self.detail.sea(x, y);
        let seawards = sea.shore[year as usize];
        if seawards > 0.0 {
            return Ground::Taken(seaward(&sea, seawards, year));
        }
        let land = self.detail.land(x, y);
        if self.rivers.cover(x, y, land.winding) {
            return Ground::Taken(RIVER);
        }
        if land.lake > 0.0 {
            return Ground::Taken(self.nearest_lake(x, y));
        }
        if land.elevation < 12.0 && -seawards < land.pond_belt {
            let share = if land.muddiness > 0.5 { 0.78 } else { 0.5 };
            if Patch::at(x, y, PONDS, 73).uniform(74) < share {
                return Ground::Taken(POND);
            }
        }
        if is_built(x, y, &land, year) {
            return Ground::Taken(BUILT);
        }
        let (stand, fine) = patch(&land, x, y);
        // A stand felled or planted between two dates stands out from its surroundings for one date only.
        let changing = stand.uniform(85);
        let change = match year {
            Year::Y2015 if changing < 0.045 => 0.9 * (stand.uniform(86) - 0.62),
            Year::Y2020 if changing < 0.025 => 0.9 * (stand.uniform(87) - 0.58),
            _ => 0.0,
        };
        let suitability =
            land.suitability + 0.16 * (stand.uniform(84) - 0.5) + 0.10 * fine + change - self.regional(x, y).0;
        Ground::Open { suitability, stand, land }
    }

    /// The stand of a point that is known to be forest.
    pub(super) fn stand_of_forest(&self, stands: &mut StandCache, x: f64, y: f64) -> Stand {
        stands.stand(self, &patch(&self.detail.land(x, y), x, y).0)
    }

    fn nearest_lake(&self, x: f64, y: f64) -> u8 {
        let distance = |lake: &Lake| (x - lake.easting).hypot(y - lake.northing) / lake.radius;
        let nearest = self.tables.lakes.iter().min_by(|one, two| distance(one).total_cmp(&distance(two)));
        nearest.map_or(RIVER, |lake| lake.code)
    }

    /// The land class of a point.
    pub(super) fn land_class(
        &self,
        calibration: &Calibration,
        stands: &mut StandCache,
        (owner, x, y): (Owner, f64, f64),
        year: Year,
    ) -> u8 {
        match self.ground(x, y, year) {
            Ground::Taken(code) => code,
            Ground::Open { suitability, stand, land } => {
                if calibration.is_forest(owner, suitability) {
                    match stands.stand(self, &stand).kind {
                        StandKind::Arbor(_) => ARBOR_FOREST,
                        StandKind::Bamboo => BAMBOO_FOREST,
                        StandKind::SpecialShrub => SPECIAL_SHRUB,
                    }
                } else {
                    farmland(x, y, &land)
                }
            }
        }
    }

    /// The stand around a point, were it forest.
    pub(super) fn stand_near(&self, x: f64, y: f64) -> Stand {
        self.stand(&Patch::at(x, y, STAND, STANDS))
    }

    /// The land class in 2022 of a point that is known not to be forest.
    pub(super) fn farmland_or_taken(&self, x: f64, y: f64) -> u8 {
        match self.ground(x, y, Year::Y2022) {
            Ground::Taken(code) => code,
            Ground::Open { land, .. } => farmland(x, y, &land),
        }
    }

    /// The stand of a point in a year, if it is forest.
    pub(super) fn forest_at(
        &self,
        calibration: &Calibration,
        stands: &mut StandCache,
        (owner, x, y): (Owner, f64, f64),
        year: Year,
    ) -> Option<Stand> {
        match self.ground(x, y, year) {
            Ground::Open { suitability, stand, .. } if calibration.is_forest(owner, suitability) => {
                Some(stands.stand(self, &stand))
            }
            _ => None,
        }
    }
}

/// The patch of stands at a point, whose edges wind, and the fine noise that bends them.
fn patch(land: &Land, x: f64, y: f64) -> (Patch, f64) {
    let fine = noise(x, y, 170.0, 82) - 0.5;
    (Patch::at(x + 150.0 * land.bend + 70.0 * fine, y - 150.0 * land.bend + 70.0 * fine, STAND, STANDS), fine)
}

/// The land class at `distance` metres seaward of the shore.
fn seaward(sea: &Sea, distance: f64, year: Year) -> u8 {
    if distance < sea.marsh[year as usize] {
        SALT_MARSH
    } else if distance < sea.flat && (sea.creek > 0.04 || distance < 0.2 * sea.flat) {
        TIDAL_FLAT
    } else {
        SEA_WATER
    }
}

fn is_built(x: f64, y: f64, land: &Land, year: Year) -> bool {
    let grown = match year {
        Year::Y2015 => 0.05,
        Year::Y2020 => 0.01,
        Year::Y2022 => 0.0,
    };
    if land.urban > 0.0 && land.town > grown {
        // Parks, allotments and building land inside towns.
        return Patch::at(x, y, TOWN_BLOCK, 105).uniform(106) > 0.12 - 0.25 * land.town;
    }
    if land.settled < 0.0 {
        return false;
    }
    let village = Patch::at(x, y, VILLAGE, 107);
    let radius = (70.0 + 330.0 * village.uniform(108).powi(3) + 160.0 * land.urban.min(0.5)) * (1.0 - grown);
    village.distance < 1.5 * radius
        && village.uniform(109) < land.settled
        && village.distance < radius * (0.5 + noise(x, y, 240.0, 110))
}

/// What is not forest, water or settlement.
fn farmland(x: f64, y: f64, land: &Land) -> u8 {
    let chance = Patch::at(x, y, PARCEL, 121).uniform(122);
    let Land { elevation, local, dry, .. } = *land;
    if elevation < 20.0 {
        let rest =
            [(ORCHARD, 0.2 * local), (GRASSLAND, 0.025), (OTHER_WOODLAND, 0.02), (POND, 0.02), (INLAND_WETLAND, 0.006)];
        let [orchard, grassland, woodland, pond, wetland] = rest;
        pick(&[(PADDY, 1.0 - dry), (DRY_CROPLAND, dry), orchard, grassland, woodland, pond, wetland], chance)
    } else if elevation < 90.0 {
        let orchard = (ORCHARD, 0.2 + 0.3 * local);
        let arable = [(DRY_CROPLAND, 0.2), (PADDY, 0.25)];
        pick(&[orchard, arable[0], arable[1], (OTHER_SHRUB, 0.1), (GRASSLAND, 0.06), (OTHER_WOODLAND, 0.08)], chance)
    } else {
        let tea = (ORCHARD, 0.1 + 0.3 * local);
        pick(&[(OTHER_SHRUB, 0.26), (OTHER_WOODLAND, 0.22), tea, (GRASSLAND, 0.1), (DRY_CROPLAND, 0.14)], chance)
    }
}

/// The class whose share of the whole holds `chance` (0–1).
fn pick(shares: &[(u8, f64)], chance: f64) -> u8 {
    let mut left = chance * shares.iter().map(|(_, share)| share).sum::<f64>();
    let found = shares.iter().find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    found.map_or(shares[0].0, |(code, _)| *code)
}

/// A number in [0, 1) that differs from one 20 m square to the next.
pub(super) fn speckle(x: f64, y: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "coordinates are positive and below 10^7 m")]
    let (column, row) = ((x / 20.0) as i32, (y / 20.0) as i32);
    f64::from(hash(column, row, 131)) / 4_294_967_296.0
}
