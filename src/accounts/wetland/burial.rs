//! What standing inland wetland is thought to bury.

use std::collections::BTreeMap;

use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::coast::burial_estimate;
use crate::parameters::Factor;
use crate::parameters::coast::InlandWetlandTable;
use crate::units::{BurialEstimate, Hectares, TonnesCPerHectareYear};

/// How burial is estimated.
#[derive(Debug, Clone, Copy)]
pub struct BurialMethod<'a> {
    /// The rates.
    pub table: &'a InlandWetlandTable,
    /// Their set.
    pub set: &'a str,
    /// The kind of wetland that a class of the map is taken for.
    pub classes: &'a BTreeMap<String, String>,
}

/// Rows of what the standing wetland of some classes is thought to bury, t C/yr: no removal, and in no other sum.
///
/// # Errors
/// Kinds without a rate, or unverified rates that are not allowed.
pub fn burial_rows(
    source: &ActivitySource,
    areas: &[(ActivityZone, i32, String, Hectares)],
    method: &BurialMethod<'_>,
) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Wetland);
    for (zone, year, class, area) in areas {
        let Some(kind) = method.classes.get(class) else { continue };
        let rate = method.table.get([method.set, "soil_accumulation", kind])?;
        let factor = Factor::of_linear("burial of standing wetland", 1, [&rate.into()], |[rate]| {
            Ok(burial_estimate(Hectares(1.0), TonnesCPerHectareYear(rate))?.0)
        })?;
        let entry = Entry {
            year: *year,
            year_to: None,
            category: class.clone(),
            pool: "soil_organic_carbon".to_owned(),
            quantity: Quantity::BurialEstimate,
            unit: BurialEstimate::UNIT,
            method: format!("burial of standing wetland, `{}` of `{kind}`; no inventory removal", method.set),
        };
        tally.add_to_zone(zone, entry, &Figure::of(class.as_str(), area.0, Hectares::UNIT, &factor));
    }
    Ok(tally.rows())
}
