//! Methane of paddy, season by season.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::cropland::{Amendment, PaddySeason, paddy_methane};
use crate::parameters::Factor;
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

impl PaddyMethod<'_> {
    /// The methane of a hectare of a field, t CH4.
    ///
    /// # Errors
    /// Classes without a row, or unverified rows that are not allowed.
    pub fn methane(&self, field: &PaddyField) -> Result<Factor> {
        let row = |quantity, class: &str| self.table.get([self.set, quantity, class]).map(Factor::from);
        let days = match field.days {
            Some(days) => Factor::exact(days),
            None => row("cultivation_period", self.region)?,
        };
        let mut inputs = vec![
            row("baseline", self.region)?,
            days,
            row("water_regime", &field.water_regime)?,
            row("before_season", &field.before_season)?,
            row("amendment_exponent", "any")?,
        ];
        let first = inputs.len();
        for (class, _) in &field.amendments {
            inputs.push(row("amendment", class)?);
        }
        let rates: Vec<f64> = field.amendments.iter().map(|(_, rate)| *rate).collect();
        Factor::of_list("methane of a season of paddy", inputs, 0, move |values| {
            let amendments =
                rates.iter().zip(&values[first..]).map(|(rate, factor)| Amendment { rate: *rate, factor: *factor });
            let season = PaddySeason {
                baseline: values[0],
                days: values[1],
                water_regime: values[2],
                before_season: values[3],
                amendment_exponent: values[4],
                amendments: amendments.collect(),
            };
            Ok(paddy_methane(Hectares(1.0), &season)?.0)
        })
    }
}

/// Rows of methane by water regime (t CH4, and t CO2e apart) and of the area harvested (ha).
///
/// # Errors
/// As [`PaddyMethod::methane`], for every field.
pub fn paddy_rows(source: &ActivitySource, fields: &[PaddyField], method: &PaddyMethod<'_>) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Cropland);
    let (potentials, edition) = method.potentials;
    let potential = Factor::from(potentials.get([edition, "ch4"])?);
    // Factors of alike fields are the same.
    let mut known: BTreeMap<_, Factor> = BTreeMap::new();
    for field in fields {
        let amendments: Vec<(&str, u64)> =
            field.amendments.iter().map(|(class, rate)| (class.as_str(), rate.to_bits())).collect();
        let alike = (&field.water_regime, &field.before_season, field.days.map(f64::to_bits), amendments);
        let methane = match known.entry(alike) {
            Slot::Occupied(found) => found.into_mut(),
            Slot::Vacant(empty) => empty.insert(method.methane(field)?),
        };
        let warming = &*methane * &potential;
        let how = format!("paddy, factors `{}` of `{}`", method.set, method.region);
        let of_field = format!("paddy, {}", field.water_regime);
        let figure = |factor| Figure::of(of_field.as_str(), field.area.0, Hectares::UNIT, factor);
        for category in [of_field.as_str(), "*"] {
            let mut add = |quantity, unit, how: String, figure: &Figure| {
                let (category, pool) = (category.to_owned(), String::new());
                let entry = Entry { year: field.year, year_to: None, category, pool, quantity, unit, method: how };
                tally.add(&field.zone, entry, figure);
            };
            add(Quantity::Area, Hectares::UNIT, "paddy harvested".to_owned(), &field.area.0.into());
            add(Quantity::EmissionsCh4, TonnesCh4::UNIT, how.clone(), &figure(methane));
            let weighed = format!("{how}; warming potentials `{edition}`");
            add(Quantity::EmissionsCh4, TonnesCO2e::UNIT, weighed, &figure(&warming));
        }
    }
    Ok(tally.rows())
}
