//! Methane by salinity, and where it outweighs what the soil gains.

use std::collections::{BTreeMap, BTreeSet};

use super::{Section, Sums};
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Figure, Part, Quantity, class_id};
use crate::error::{Error, Result};
use crate::land::{Habitat, Sector};
use crate::models::coast::{salinity_methane, salinity_methane_factor};
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::parameters::{Factor, Parameter, Steps};
use crate::strata::Stratum;
use crate::units::{Hectares, TonnesC, TonnesCO2e, TonnesCh4};

/// The methane of tidal wetland.
#[derive(Debug, Clone)]
pub struct Methane<'a> {
    /// The quantity layer of salinity, ppt; strata are cut at the steps of the factors.
    pub salinity: usize,
    /// Which of the account's dates it describes.
    pub date: usize,
    /// The factors over salinity.
    pub factors: Steps<'a>,
    /// The warming potentials, and their edition.
    pub potentials: (&'a GlobalWarmingPotentialTable, &'a str),
}

/// The methane of a stratum.
struct Found<'a> {
    class: String,
    area: Hectares,
    /// The row behind its methane, or why there is none.
    methane: std::result::Result<&'a Parameter, &'static str>,
}

/// A figure of which every part is weighed.
fn weighed(figure: &Figure, weight: &Factor) -> Figure {
    figure.parts().iter().map(|part| Part { factor: &part.factor * weight, ..part.clone() }).collect()
}

impl Section<'_> {
    /// Rows of methane in the year of the salinity layer, t CH4 and t CO2e, and of the area that has no figure.
    ///
    /// # Errors
    /// A negative salinity, or a stratum on both sides of a step.
    pub(super) fn methane_rows(&self, warnings: &mut Vec<String>) -> Result<Vec<AccountRow>> {
        let Some(methane) = &self.account.methane else { return Ok(Vec::new()) };
        let mut used: BTreeMap<&str, &Parameter> = BTreeMap::new();
        for stratum in &self.ledger.strata.strata {
            let found = self.methane_of(methane, stratum)?;
            used.extend(found.and_then(|found| found.methane.ok()).map(|row| (row.name.as_str(), row)));
        }
        let found = |stratum: &Stratum| self.methane_of(methane, stratum).ok().flatten();
        let known = self.ledger.sum(|stratum| {
            let found = found(stratum)?;
            Some(((found.class, found.methane.ok()?.name.as_str()), found.area.0))
        });
        let factors: BTreeMap<&str, Factor> = used
            .values()
            .map(|row| {
                let factor = Factor::of_linear("methane by salinity", 1, [&(*row).into()], |[factor]| {
                    Ok(salinity_methane(Hectares(1.0), factor)?.0)
                });
                Ok((row.name.as_str(), factor?))
            })
            .collect::<Result<_>>()?;
        let mut masses: Sums<String, Figure> = BTreeMap::new();
        for ((set, zone, (class, row)), area) in known {
            let mass = Figure::of(class.as_str(), area, Hectares::UNIT, &factors[row]);
            masses.entry((set, zone, class)).or_default().add(&mass);
        }
        let areas = self.ledger.sum(|stratum| {
            let found = found(stratum)?;
            Some((format!("{} {}", found.class, found.methane.err()?), found.area.0))
        });
        let row = |set, zone, category, quantity, unit, figure: Figure, method: &str| AccountRow {
            year: Some(self.histories.years[methane.date]),
            sector: Sector::Coast,
            category,
            method: format!("coast, methane by salinity, {method}"),
            ..self.ledger.row(set, zone, quantity, unit, figure)
        };
        let mut rows = Vec::new();
        let (table, edition) = methane.potentials;
        let potential = table.get([edition, "ch4"])?;
        for ((set, zone, class), mass) in &masses {
            let figures = [
                (TonnesCh4::UNIT, mass.clone(), "in the year".to_owned(), None),
                (
                    TonnesCO2e::UNIT,
                    weighed(mass, &Factor::from(potential)),
                    format!("in the year, warming potentials `{edition}`"),
                    Some(potential),
                ),
            ];
            for (unit, figure, method, more) in figures {
                let behind: Vec<&Parameter> = used.values().copied().chain(more).collect();
                let sources: BTreeSet<&str> = behind.iter().map(|row| row.source.as_str()).collect();
                rows.push(AccountRow {
                    evidence: behind.iter().map(|row| row.evidence).max(),
                    sources: sources.into_iter().collect::<Vec<_>>().join("; "),
                    ..row(*set, *zone, class.clone(), Quantity::EmissionsCh4, unit, figure, &method)
                });
            }
        }
        warnings.extend(self.methane_warnings(methane, &masses, potential));
        rows.extend(areas.into_iter().map(|((set, zone, reason), area)| {
            row(set, zone, reason, Quantity::Area, Hectares::UNIT, area.into(), "no figure")
        }));
        Ok(rows)
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
        if moments.area == 0.0 {
            return Ok(Some(Found { class, area, methane: Err("without a salinity") }));
        }
        let methane = match [moments.minimum, moments.maximum].map(|salinity| methane.factors.at(salinity)) {
            [Ok(low), Ok(high)] if std::ptr::eq(low, high) => {
                Ok(salinity_methane_factor(moments.minimum, &methane.factors)?)
            }
            [Err(_), Err(_)] => Err("with a salinity that no published factor holds for"),
            _ => return Err(Error::internal("a stratum lies on both sides of a step of salinity")),
        };
        Ok(Some(Found { class, area, methane }))
    }

    /// Where the methane of a class warms more than its soil gains on the same ground, in one sentence per class.
    fn methane_warnings(
        &self,
        methane: &Methane<'_>,
        masses: &Sums<String, Figure>,
        potential: &Parameter,
    ) -> Vec<String> {
        let gains = self.ledger.sum(|stratum| {
            let found = self.methane_of(methane, stratum).ok().flatten()?;
            let (rate, _) = self.account.classes.get(&found.class)?.burial.as_ref()?;
            let gives_off = found.methane.ok()?.value > 0.0;
            Some((found.class, if gives_off { found.area.0 * rate.value() } else { 0.0 }))
        });
        let mut outweighed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (key @ (set, zone, class), mass) in masses.iter().filter(|((_, zone, _), _)| *zone != ZoneKey::All) {
            let Some(gain) = gains.get(key).map(|gain| TonnesC(*gain).to_carbon_dioxide().0) else { continue };
            let warming = mass.value() * potential.value;
            if warming > gain {
                let zone = self.ledger.row(*set, *zone, Quantity::EmissionsCh4, TonnesCO2e::UNIT, 0.0).zone_name;
                outweighed.entry(class).or_default().push(format!("{zone} {warming:.1} against {gain:.1}"));
            }
        }
        let year = self.histories.years[methane.date];
        let sentence = |(class, zones): (&str, Vec<String>)| {
            format!(
                "coast, {class} in {year}: where its water is fresh enough for methane, that warms more than its soil takes up or \
                 buries, t CO2e a year (`{}`): {}",
                methane.potentials.1,
                zones.join("; ")
            )
        };
        outweighed.into_iter().map(sentence).collect()
    }
}
