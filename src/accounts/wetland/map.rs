//! Reservoirs and standing wetland as dated maps show them.

use super::flows::{Wetland, WetlandArea};
use crate::accounts::activity::ActivityZone;
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{Ledger, Quantity, class_id};
use crate::units::Hectares;

/// The class of reservoirs in the scheme `tanhui`.
const RESERVOIR: &str = "reservoir";

/// Reservoirs of dated maps.
#[derive(Debug, Clone, Copy)]
pub struct MappedReservoirs<'a> {
    /// The class layers, in the order of their years.
    pub dimensions: &'a [usize],
    /// The year in which those of the first map were flooded: a map cannot say.
    pub standing_since: i32,
    /// The trophic state of their water.
    pub trophic: &'a str,
}

/// The reservoirs of every date, zone by zone, by zone set. Water counts from the first of the maps in a row that show it; what lies
/// outside all zones and all zones together are zones among the others.
#[must_use]
pub fn mapped_reservoirs(ledger: &Ledger<'_>, map: &MappedReservoirs<'_>) -> Vec<(String, WetlandArea)> {
    let year = |dimension: usize| ledger.strata.dimensions[dimension].year.unwrap_or_default();
    let mut areas = Vec::new();
    for (date, &dimension) in map.dimensions.iter().enumerate() {
        let sums = ledger.sum(|stratum| {
            let is_water =
                |dimension: &usize| class_id(&ledger.schemes[*dimension], stratum.codes[*dimension]) == RESERVOIR;
            let past = &map.dimensions[..=date];
            let first = past.iter().rev().take_while(|dimension| is_water(dimension)).last()?;
            let flooded = if first == &map.dimensions[0] { map.standing_since } else { year(*first) };
            Some((flooded, ledger.measure.area(stratum).0))
        });
        areas.extend(sums.into_iter().map(|((set, zone, flooded), area)| {
            let wetland = Wetland::Reservoir { flooded, trophic: map.trophic.to_owned() };
            let (name, zone) = place(ledger, set, zone);
            (name, WetlandArea { zone, year: year(dimension), area: Hectares(area), wetland })
        }));
    }
    areas
}

/// The area of some classes at every date: zone set, zone, year, class, area.
#[must_use]
pub fn mapped_class_areas(
    ledger: &Ledger<'_>,
    dimensions: &[usize],
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<(String, ActivityZone, i32, String, Hectares)> {
    let mut areas = Vec::new();
    for &dimension in dimensions {
        let sums = ledger.sum(|stratum| {
            let class = class_id(&ledger.schemes[dimension], stratum.codes[dimension]);
            is_wanted(&class).then(|| (class, ledger.measure.area(stratum).0))
        });
        let year = ledger.strata.dimensions[dimension].year.unwrap_or_default();
        areas.extend(sums.into_iter().map(|((set, zone, class), area)| {
            let (name, zone) = place(ledger, set, zone);
            (name, zone, year, class, Hectares(area))
        }));
    }
    areas
}

fn place(ledger: &Ledger<'_>, set: usize, zone: ZoneKey) -> (String, ActivityZone) {
    let row = ledger.row(set, zone, Quantity::Area, Hectares::UNIT, 0.0);
    (row.zone_set, ActivityZone { id: row.zone, name: row.zone_name })
}
