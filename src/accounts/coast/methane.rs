//! Methane by salinity, as far as strata can tell.

use super::Section;
use crate::accounts::{AccountRow, Quantity, class_id};
use crate::error::Result;
use crate::land::{Habitat, Sector};
use crate::models::coast::salinity_methane;
use crate::parameters::{Parameter, Steps};
use crate::strata::Stratum;
use crate::units::{Hectares, TonnesCh4};

/// The methane of tidal wetland.
#[derive(Debug, Clone)]
pub struct Methane<'a> {
    /// The quantity layer of salinity, ppt.
    pub salinity: usize,
    /// Which of the account's dates it describes.
    pub date: usize,
    /// The factors over salinity.
    pub factors: Steps<'a>,
}

/// The methane of a stratum.
struct Found<'a> {
    class: String,
    mass: TonnesCh4,
    factor: Option<&'a Parameter>,
    /// The area without a figure, and why.
    without: Hectares,
    reason: &'static str,
}

impl Section<'_> {
    /// Rows of methane in the year of the salinity layer, t CH4, and of the area whose salinity says nothing.
    ///
    /// A stratum keeps the least and the greatest salinity: where one factor holds for both it holds for all between. Where none
    /// does, the factor of the mean would be wrong and there is no figure; a class layer cut at the limits of the factors, beside
    /// the salinity in the pipeline, parts such strata.
    ///
    /// # Errors
    /// A negative salinity.
    pub(super) fn methane_rows(&self) -> Result<Vec<AccountRow>> {
        let Some(methane) = &self.account.methane else { return Ok(Vec::new()) };
        let mut used: Vec<&Parameter> = Vec::new();
        for stratum in &self.ledger.strata.strata {
            used.extend(self.methane_of(methane, stratum)?.and_then(|found| found.factor));
        }
        let found = |stratum: &Stratum| self.methane_of(methane, stratum).ok().flatten();
        // What has no factor at all is an area and no methane of zero.
        let masses = self.ledger.sum(|stratum| {
            let found = found(stratum).filter(|found| found.factor.is_some())?;
            Some((found.class, found.mass.0))
        });
        let areas = self.ledger.sum(|stratum| {
            let found = found(stratum).filter(|found| found.without.0 > 0.0)?;
            Some((format!("{} {}", found.class, found.reason), found.without.0))
        });
        let row = |set, zone, category, quantity, unit, value, method: &str| AccountRow {
            year: Some(self.histories.years[methane.date]),
            sector: Sector::Coast,
            category,
            method: format!("coast, methane by salinity, {method}"),
            ..self.ledger.row(set, zone, quantity, unit, value)
        };
        let sources: std::collections::BTreeSet<&str> = used.iter().map(|row| row.source.as_str()).collect();
        let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
        let evidence = used.iter().map(|row| row.evidence).max();
        let masses = masses.into_iter().map(|((set, zone, class), mass)| AccountRow {
            evidence,
            sources: sources.clone(),
            ..row(
                set,
                zone,
                class,
                Quantity::EmissionsCh4,
                TonnesCh4::UNIT,
                mass,
                "in the year, where one factor holds",
            )
        });
        let areas = areas.into_iter().map(|((set, zone, reason), area)| {
            row(set, zone, reason, Quantity::Area, Hectares::UNIT, area, "no figure")
        });
        Ok(masses.chain(areas).collect())
    }

    /// The methane of a stratum of marsh or mangrove.
    fn methane_of<'a>(&self, methane: &Methane<'a>, stratum: &Stratum) -> Result<Option<Found<'a>>> {
        let dimension = self.account.dimensions[methane.date];
        let class = class_id(&self.ledger.schemes[dimension], stratum.codes[dimension]);
        let Some(habitat) = self.account.classes.get(&class).and_then(|class| class.habitat) else { return Ok(None) };
        if ![Habitat::SaltMarsh, Habitat::Mangrove].contains(&habitat.kind_of().unwrap_or(habitat)) {
            return Ok(None);
        }
        let area = self.ledger.measure.area(stratum);
        let moments = &stratum.quantities[methane.salinity];
        let none = Found { class, mass: TonnesCh4(0.0), factor: None, without: area, reason: "without a salinity" };
        if moments.area == 0.0 {
            return Ok(Some(none));
        }
        let [low, high] = [moments.minimum, moments.maximum].map(|salinity| methane.factors.at(salinity));
        Ok(Some(match (low, high) {
            (Ok(low), Ok(high)) if std::ptr::eq(low, high) => {
                let measured = Hectares::from_square_metres(moments.area);
                let mass = salinity_methane(measured, moments.minimum, &methane.factors)?;
                // What rounding of sums leaves is no area.
                let without = if moments.area < stratum.area { area - measured } else { Hectares(0.0) };
                Found { mass, factor: Some(low), without, ..none }
            }
            _ => Found { reason: "with salinities that no single factor holds for", ..none },
        }))
    }
}
