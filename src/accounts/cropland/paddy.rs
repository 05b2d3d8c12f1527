//! Methane of paddy, season by season.

use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::GasMasses;
use crate::models::cropland::{Amendment, PaddySeason, paddy_methane};
use crate::parameters::Parameter;
use crate::parameters::coast::PaddyMethaneTable;
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::units::{Hectares, TonnesCO2e, TonnesCh4};

/// A season of rice on some land.
#[derive(Debug, Clone, PartialEq)]
pub struct PaddyField {
    /// The zone.
    pub zone: ActivityZone,
    /// The year of the harvest.
    pub year: i32,
    /// The area; land with two seasons is there twice.
    pub area: Hectares,
    /// The water in the season, such as `single_drainage`.
    pub water_regime: String,
    /// The water before it, such as `not_flooded_under_180d`.
    pub before_season: String,
    /// The days of cultivation; none for those of the region.
    pub days: Option<f64>,
    /// What is put on the field, by class, t/ha.
    pub amendments: Vec<(String, f64)>,
}

/// How paddy is accounted.
#[derive(Debug, Clone, Copy)]
pub struct PaddyMethod<'a> {
    /// The factors.
    pub table: &'a PaddyMethaneTable,
    /// Their set.
    pub set: &'a str,
    /// The region of baseline and days.
    pub region: &'a str,
    /// The warming potentials and their edition.
    pub potentials: (&'a GlobalWarmingPotentialTable, &'a str),
}

impl<'a> PaddyMethod<'a> {
    /// The season of a field, with the rows that say so.
    ///
    /// # Errors
    /// Classes without a row, or unverified rows that are not allowed.
    pub fn season(&self, field: &PaddyField) -> Result<(PaddySeason, Vec<&'a Parameter>)> {
        let mut used = Vec::new();
        let mut value = |quantity, class: &str| -> Result<f64> {
            let row = self.table.get([self.set, quantity, class])?;
            used.push(row);
            Ok(row.value)
        };
        let mut amendments = Vec::new();
        for (class, rate) in &field.amendments {
            amendments.push(Amendment { rate: *rate, factor: value("amendment", class)? });
        }
        let season = PaddySeason {
            baseline: value("baseline", self.region)?,
            days: match field.days {
                Some(days) => days,
                None => value("cultivation_period", self.region)?,
            },
            water_regime: value("water_regime", &field.water_regime)?,
            before_season: value("before_season", &field.before_season)?,
            amendments,
            amendment_exponent: value("amendment_exponent", "any")?,
        };
        Ok((season, used))
    }
}

/// Rows of methane by water regime (t CH4, and t CO2e apart) and of the area harvested (ha).
///
/// # Errors
/// As [`PaddyMethod::season`], for every field.
pub fn paddy_rows(source: &ActivitySource, fields: &[PaddyField], method: &PaddyMethod<'_>) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Cropland);
    let (potentials, edition) = method.potentials;
    let potential = potentials.get([edition, "ch4"])?;
    for field in fields {
        let (season, mut used) = method.season(field)?;
        let methane = paddy_methane(field.area, &season)?;
        let warming = GasMasses { methane, ..GasMasses::default() }.warming(potentials, edition)?;
        let how = format!("paddy, factors `{}` of `{}`", method.set, method.region);
        for category in [format!("paddy, {}", field.water_regime), "*".to_owned()] {
            let mut add = |quantity, unit, how: String, value, used: &[&Parameter]| {
                let (category, pool) = (category.clone(), String::new());
                let figure = Entry { year: field.year, year_to: None, category, pool, quantity, unit, method: how };
                tally.add(&field.zone, figure, value, used);
            };
            add(Quantity::Area, Hectares::UNIT, "paddy harvested".to_owned(), field.area.0, &[]);
            add(Quantity::EmissionsCh4, TonnesCh4::UNIT, how.clone(), methane.0, &used);
            used.push(potential);
            let weighed = format!("{how}; warming potentials `{edition}`");
            add(Quantity::EmissionsCh4, TonnesCO2e::UNIT, weighed, warming.equivalent.0, &used);
            used.pop();
        }
    }
    Ok(tally.rows())
}
