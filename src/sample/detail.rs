//! What varies over hundreds of metres, computed once on a lattice: terrain, shore, towns, water.

use super::lattice::Lattice;
use super::mask::{Mask, SEA};
use super::noise::{creased, falloff, noise, rough};
use super::shoreline::Shoreline;
use super::tables::{Lake, Tables};

/// The spacing of the lattice, m.
pub(super) const SPACING: f64 = 200.0;
/// The fields on the lattice: those of [`Sea`], salinity, then those of [`Land`].
const FIELDS: usize = 22;
const SALINITY: usize = 8;
const LAND: usize = 9;
/// Bends and reclamation never move the shore this far from the outlines, m.
const FARTHEST_LAND: f64 = 4_000.0;

/// The fields that decide what lies seaward of the shore.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sea {
    /// The distance to the shore in 2015, 2020 and 2022, m, positive at sea.
    pub(super) shore: [f64; 3],
    /// How far salt marsh reaches from the shore in those years, m.
    pub(super) marsh: [f64; 3],
    /// How far tidal flat reaches from the shore, m.
    pub(super) flat: f64,
    /// 0 along the middle of tidal creeks.
    pub(super) creek: f64,
}

/// The fields that decide what lies landward of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Land {
    /// The height above the plain, m.
    pub(super) elevation: f64,
    /// How far ponds reach landward from the shore, m.
    pub(super) pond_belt: f64,
    /// 1 on muddy coasts, 0 on rocky ones.
    pub(super) muddiness: f64,
    /// Above zero in towns.
    pub(super) town: f64,
    /// 1 in the middle of a town, 0 far from any.
    pub(super) urban: f64,
    /// The share of villages that exist here; below zero none does.
    pub(super) settled: f64,
    /// Above zero in lakes.
    pub(super) lake: f64,
    /// How far rivers wind from their line here, −1 to 1 in both directions.
    pub(super) winding: [f64; 2],
    /// The share of dry crops in arable land.
    pub(super) dry: f64,
    /// What neighbouring farmers have in common, 0–1.
    pub(super) local: f64,
    /// The suitability for forest, short of what belongs to the stand.
    pub(super) suitability: f64,
    /// How far the edges of stands are bent, −0.5 to 0.5.
    pub(super) bend: f64,
}

/// Those fields on their lattice.
#[derive(Debug)]
pub(super) struct DetailLattice(Lattice<FIELDS>);

impl DetailLattice {
    pub(super) fn new(extent: [f64; 4], spacing: f64, tables: &Tables, mask: &Mask, shoreline: &Shoreline) -> Self {
        Self(Lattice::new(extent, spacing, |x, y| {
            let distance = shoreline.distance(x, y);
            compute(tables, if mask.owner(x, y) == SEA { distance } else { -distance }, x, y)
        }))
    }

    pub(super) fn sea(&self, x: f64, y: f64) -> Sea {
        let [shore_2015, shore_2020, shore_2022, marsh_2015, marsh_2020, marsh_2022, flat, creek] =
            self.0.part(0, x, y).map(f64::from);
        let (shore, marsh) = ([shore_2015, shore_2020, shore_2022], [marsh_2015, marsh_2020, marsh_2022]);
        Sea { shore, marsh, flat, creek }
    }

    /// Salinity, ppt.
    pub(super) fn salinity(&self, x: f64, y: f64) -> f64 {
        let [salinity] = self.0.part(SALINITY, x, y).map(f64::from);
        salinity
    }

    pub(super) fn land(&self, x: f64, y: f64) -> Land {
        let [
            elevation,
            pond_belt,
            muddiness,
            town,
            urban,
            settled,
            lake,
            wind_x,
            wind_y,
            dry,
            local,
            suitability,
            bend,
        ] = self.0.part(LAND, x, y).map(f64::from);
        Land {
            elevation,
            pond_belt,
            muddiness,
            town,
            urban,
            settled,
            lake,
            winding: [wind_x, wind_y],
            dry,
            local,
            suitability,
            bend,
        }
    }
}

fn compute(tables: &Tables, outline: f64, x: f64, y: f64) -> [f64; FIELDS] {
    let widths = shore_widths(tables, x, y);
    let shore = shores(outline, muddiness(&widths), x, y);
    let (marsh, flat) = if outline.abs() < 16_000.0 { mud(&widths, x, y) } else { ([0.0; 3], 0.0) };
    let creek = creased(x + 500.0 * rough(x, y, 1_300.0, 2, 57), y, 1_900.0, 65);
    let salinity = widths.salinity + 1.6 * (rough(x, y, 5_500.0, 2, 161) - 0.5);
    let mut fields = [0.0; FIELDS];
    fields[..LAND]
        .copy_from_slice(&[shore[0], shore[1], shore[2], marsh[0], marsh[1], marsh[2], flat, creek, salinity]);
    if outline < FARTHEST_LAND {
        fields[LAND..].copy_from_slice(&land_fields(tables, &widths, x, y));
    }
    fields
}

/// The fields of [`Land`], in its order.
fn land_fields(tables: &Tables, widths: &Widths, x: f64, y: f64) -> [f64; FIELDS - LAND] {
    let elevation = elevation(tables, x, y);
    let urban = tables.towns.iter().fold(0.0, |most: f64, town| {
        let squared = (x - town.easting).powi(2) + (y - town.northing).powi(2);
        most.max(falloff(squared.sqrt(), 1.75 * town.radius))
    });
    let local = noise(x, y, 2_600.0, 123);
    [
        elevation,
        widths.pond * (0.3 + 1.2 * noise(x, y, 2_900.0, 71)),
        muddiness(widths),
        urban - 0.52 + 1.5 * (rough(x, y, 4_700.0, 5, 101) - 0.5) * (0.3 + urban).min(1.0) - elevation / 110.0,
        urban,
        0.30 + 0.75 * noise(x, y, 7_000.0, 111) - elevation / 130.0,
        lakes(tables, x, y),
        2.0 * rough(x, y, 2_300.0, 2, 21) - 1.0,
        2.0 * rough(x, y, 2_300.0, 2, 23) - 1.0,
        // The reclaimed plain of Hangzhou Bay is light and salty: dry crops. The old plain is wet: rice.
        (0.14 + 0.6 * (widths.flat / 2_600.0).min(1.0) + 0.6 * (local - 0.5)).clamp(0.04, 0.95),
        local,
        elevation / (elevation + 110.0) + 0.14 * (rough(x, y, 1_500.0, 2, 88) - 0.5),
        noise(x, y, 400.0, 81) - 0.5,
    ]
}

/// 1 where tidal flats are wide, 0 on rocky coasts.
fn muddiness(widths: &Widths) -> f64 {
    (widths.flat / 1_500.0).min(1.0)
}

/// Ranges with valleys cut into them, m above the plain.
fn elevation(tables: &Tables, x: f64, y: f64) -> f64 {
    let bend = 0.55 + 0.9 * noise(x, y, 9_000.0, 11);
    let (sum, top) = tables.mountains.iter().fold((0.0, 0.0_f64), |(sum, top), mountain| {
        let height = mountain.height * falloff(mountain.crest.distance(x, y), mountain.reach * (0.75 + 0.5 * bend));
        (sum + height, top.max(height))
    });
    // Ranges that overlap add up to a massif, but not to a peak twice as high.
    let relief = (0.6 * top + 0.4 * sum) * bend;
    if relief < 1.0 {
        return 0.0;
    }
    let bent_x = x + 1_500.0 * (rough(x, y, 3_100.0, 2, 91) - 0.5);
    let bent_y = y + 1_500.0 * (rough(x, y, 3_100.0, 2, 97) - 0.5);
    let (main, side) = valleys(bent_x, bent_y);
    let gullies = 0.6 * creased(bent_x, bent_y, 1_050.0, 95) + 0.4 * creased(x, y, 520.0, 96);
    let cut = (1.25 * main + 0.75 * side + 0.30 * gullies - 0.21).max(0.0);
    (relief * cut - 12.0).max(0.0)
}

/// Main and side valleys: 0 along their floors.
fn valleys(x: f64, y: f64) -> (f64, f64) {
    (creased(x, y, 6_400.0, 93), creased(x, y, 2_700.0, 94))
}

/// Lakes fill valleys, so that reservoirs have arms; above zero inside.
fn lakes(tables: &Tables, x: f64, y: f64) -> f64 {
    let metric = |lake: &Lake| {
        let distance = (x - lake.easting).hypot(y - lake.northing) / lake.radius;
        let ragged = 0.9 * (rough(x, y, 1.2 * lake.radius, 3, 31) - 0.5);
        let arms = 0.9 * creased(x, y, 1.4 * lake.radius, 35);
        1.15 - distance + ragged - arms
    };
    tables
        .lakes
        .iter()
        .filter(|lake| (x - lake.easting).abs().max((y - lake.northing).abs()) < 2.0 * lake.radius)
        .map(metric)
        .fold(-1.0, f64::max)
}

/// The widths of the shore's belts, m, and salinity, ppt.
struct Widths {
    flat: f64,
    marsh: f64,
    pond: f64,
    salinity: f64,
}

fn shore_widths(tables: &Tables, x: f64, y: f64) -> Widths {
    let (mut weights, mut flat, mut marsh, mut pond) = (0.0, 0.0, 0.0, 0.0);
    for shore in &tables.shores {
        let weight = falloff(((x - shore.easting).powi(2) + (y - shore.northing).powi(2)).sqrt(), 1.25 * shore.reach);
        weights += weight;
        flat += weight * shore.flat_width;
        marsh += weight * shore.marsh_width;
        pond += weight * shore.pond_belt;
    }
    // Where no muddy shore is near, the widths fall to those of rock and sand.
    let over = f64::max(weights, 0.45);
    let (mut salinity_weights, mut salinity) = (0.0, 0.0);
    for place in &tables.salinity {
        let squared = (x - place.easting).powi(2) + (y - place.northing).powi(2);
        let weight = 1.0 / (1.0 + squared / 4.0e6).powi(2);
        salinity_weights += weight;
        salinity += weight * place.parts_per_thousand;
    }
    Widths {
        flat: 80.0 + flat / over,
        marsh: marsh / over,
        pond: 60.0 + pond / over,
        salinity: salinity / salinity_weights,
    }
}

/// The distance to the shore of each year: the outlines' coast with small bends and with reclamation.
fn shores(outline: f64, muddiness: f64, x: f64, y: f64) -> [f64; 3] {
    if outline.abs() > FARTHEST_LAND {
        return [outline; 3];
    }
    // Sea walls are straight, rocky coasts are not.
    let bends = (1.0 - 0.75 * muddiness) * 520.0 * (2.0 * rough(x, y, 2_000.0, 4, 41) - 1.0);
    let since_2015 = 2.0 * 1_900.0 * (noise(x, y, 6_500.0, 47) - 0.55).max(0.0) * muddiness;
    let since_2020 = 2.0 * 1_100.0 * (noise(x, y, 5_200.0, 49) - 0.62).max(0.0) * muddiness;
    [outline + bends + since_2015, outline + bends, outline + bends - since_2020]
}

/// How far marsh, by year, and flat reach seaward.
fn mud(widths: &Widths, x: f64, y: f64) -> ([f64; 3], f64) {
    /// Cordgrass spreads until 2020 and is cleared after.
    const SPREAD: [f64; 3] = [0.85, 1.2, 0.75];
    let ragged = rough(x, y, 1_500.0, 3, 55);
    let belt = widths.marsh * (3.0 * noise(x, y, 3_700.0, 53) - 0.55).max(0.0) * (0.25 + 1.5 * ragged);
    // Clumps ahead of the belt.
    let clumps = 1.6 * widths.marsh * (noise(x, y, 700.0, 59) - 0.62).max(0.0);
    let flat = widths.flat * (0.45 + 1.1 * noise(x, y, 4_100.0, 51)) * (0.55 + 0.9 * rough(x, y, 2_300.0, 3, 61));
    (SPREAD.map(|spread| spread * (belt + clumps)), flat)
}
