//! Orchards, tea and trees in towns, by their area.

use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::land::{Precedence, Sector};
use crate::parameters::Factor;
use crate::parameters::coast::PerennialBiomassTable;
use crate::units::{Hectares, InventoryRemovals, TonnesC};

/// Land under woody plants outside forest.
#[derive(Debug, Clone, PartialEq)]
pub struct WoodyArea {
    /// The zone.
    pub zone: ActivityZone,
    /// The year.
    pub year: i32,
    /// What grows there, such as `urban_trees`.
    pub vegetation: String,
    /// The area.
    pub area: Hectares,
}

/// Rows of area (ha) and, where a set has figures of the vegetation, of the carbon in living biomass (t C) and of what its
/// growth removes in a year (t C/yr).
///
/// # Errors
/// Unverified rows that are not allowed.
pub fn woody_rows(
    source: &ActivitySource,
    areas: &[WoodyArea],
    table: &PerennialBiomassTable,
    set: &str,
) -> Result<Vec<AccountRow>> {
    let precedence = Precedence::built_in()?;
    // Trees of towns stand on built land.
    let is_other = |vegetation: &str| precedence.sector(vegetation).is_ok_and(|sector| sector == Sector::Other);
    let mut cropland = Tally::new(source, Sector::Cropland);
    let mut other = Tally::new(source, Sector::Other);
    for woody in areas {
        let tally = if is_other(&woody.vegetation) { &mut other } else { &mut cropland };
        let mut add = |quantity, unit, pool: &str, method: String, figure: &Figure| {
            let (category, pool) = (woody.vegetation.clone(), pool.to_owned());
            let entry = Entry { year: woody.year, year_to: None, category, pool, quantity, unit, method };
            tally.add(&woody.zone, entry, figure);
        };
        let figure = |row| Figure::of(woody.vegetation.as_str(), woody.area.0, Hectares::UNIT, &Factor::from(row));
        let density = table.find([set, &woody.vegetation, "carbon_density"])?;
        let growth = table.find([set, &woody.vegetation, "growth"])?;
        let how = match (density, growth) {
            (None, None) => "areas of the table; no published carbon of it",
            _ => "areas of the table",
        };
        add(Quantity::Area, Hectares::UNIT, "", how.to_owned(), &woody.area.0.into());
        if let Some(row) = density {
            let how = format!("mean density `{set}`");
            add(Quantity::CarbonStock, TonnesC::UNIT, "living_biomass", how, &figure(row));
        }
        if let Some(row) = growth {
            let how = format!("mean growth `{set}`, felling not taken off");
            add(Quantity::Removals, InventoryRemovals::UNIT, "living_biomass", how, &figure(row));
        }
    }
    Ok(cropland.rows().into_iter().chain(other.rows()).collect())
}
