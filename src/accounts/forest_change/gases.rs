//! Methane and nitrous oxide of fires and of soils that lose carbon, each in its own mass and as carbon dioxide equivalent.

use std::collections::BTreeSet;

use super::Provenance;
use super::activity::{Activity, ActivityKind, PoolChange};
use super::figures::{ALL, Account, Sums, YearlySum};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::{Error, Result};
use crate::land::CarbonPool;
use crate::models::{FireEmissionFactors, FireEmissions, fire_emissions, fuel_burnt, soil_nitrous_oxide};
use crate::parameters::{Factor, Parameter};
use crate::units::{Hectares, TonnesC, TonnesCh4, TonnesN2O};

/// What burning fuel gives off, g/kg d.m.
#[derive(Debug, Clone, PartialEq)]
pub struct FireGases {
    /// The set of factors.
    pub set: String,
    /// Carbon dioxide, whose carbon is accounted as a loss of biomass.
    pub co2: Parameter,
    /// Methane.
    pub ch4: Parameter,
    /// Nitrous oxide.
    pub n2o: Parameter,
}

/// What the loss of soil carbon gives off.
#[derive(Debug, Clone, PartialEq)]
pub struct SoilNitrogen {
    /// Carbon to nitrogen, t C/t N.
    pub carbon_to_nitrogen: Parameter,
    /// EF₁, t N₂O-N/t N.
    pub emission_factor: Parameter,
}

/// What a tonne of gas counts as, t CO2e/t.
#[derive(Debug, Clone, PartialEq)]
pub struct WarmingPotentials {
    /// The assessment report.
    pub set: String,
    /// Of methane.
    pub ch4: Parameter,
    /// Of nitrous oxide.
    pub n2o: Parameter,
}

/// The emissions of an account.
#[derive(Default)]
pub(super) struct Gases {
    ch4: Sums,
    n2o: Sums,
}

/// The unit of carbon dioxide equivalents.
const EQUIVALENT: &str = "t CO2e";

impl Gases {
    /// Adds what a fire gives off.
    pub(super) fn add_fire(&mut self, activity: &Activity, gases: &FireGases, data: &Provenance) -> Result<()> {
        let ActivityKind::Fire { area, fuel, combustion } = &activity.kind else { return Ok(()) };
        let (how, fuel) = (format!("Eq. 2.27, emission factors {}", gases.set), *fuel);
        let figure = |gas: &Parameter, mass: fn(&FireEmissions) -> f64| {
            let inputs = [&combustion.into(), &gas.into()];
            let given_off = Factor::of("Eq. 2.27", inputs, move |[combustion, gas]| {
                let burnt = fuel_burnt(Hectares(1.0), fuel, combustion)?;
                Ok(mass(&fire_emissions(burnt, &FireEmissionFactors { co2: gas, ch4: gas, n2o: gas })))
            })?;
            Ok::<_, Error>(YearlySum {
                yearly: Figure::of("area burnt", area.0, Hectares::UNIT, &given_off),
                how: BTreeSet::from([how.clone()]),
                provenance: data.with_rows([combustion, gas]),
            })
        };
        add(&mut self.ch4, activity, &figure(&gases.ch4, |emissions| emissions.ch4.0)?);
        add(&mut self.n2o, activity, &figure(&gases.n2o, |emissions| emissions.n2o.0)?);
        Ok(())
    }

    /// Adds what soils give off that lose carbon.
    pub(super) fn add_soil(&mut self, activity: &Activity, change: &PoolChange, soil: &SoilNitrogen) -> Result<()> {
        if change.pool != CarbonPool::SoilOrganicCarbon.name() || !(change.yearly.value() < 0.0) {
            return Ok(());
        }
        let SoilNitrogen { carbon_to_nitrogen: ratio, emission_factor } = soil;
        let inputs = [&ratio.into(), &emission_factor.into()];
        let of_a_tonne = Factor::of("N2O of lost soil carbon", inputs, |[ratio, emission]| {
            Ok(soil_nitrous_oxide(TonnesC(1.0), ratio, emission)?.0)
        })?;
        let figure = YearlySum {
            yearly: change.yearly.times(-1.0).by(&of_a_tonne, "soil carbon lost", TonnesC::UNIT),
            how: BTreeSet::from(["N2O of lost soil carbon (ch. 11)".to_owned()]),
            provenance: change.provenance.with_rows([ratio, emission_factor]),
        };
        add(&mut self.n2o, activity, &figure);
        Ok(())
    }

    pub(super) fn rows(&self, account: &Account<'_>, potentials: Option<&WarmingPotentials>) -> Vec<AccountRow> {
        let mut rows = self.ch4.rows(account, Quantity::EmissionsCh4, TonnesCh4::UNIT);
        rows.extend(self.n2o.rows(account, Quantity::EmissionsN2o, TonnesN2O::UNIT));
        if let Some(potentials) = potentials {
            let how = format!("global warming potential {}", potentials.set);
            for (gas, sums, factor) in [
                (Quantity::EmissionsCh4, &self.ch4, &potentials.ch4),
                (Quantity::EmissionsN2o, &self.n2o, &potentials.n2o),
            ] {
                rows.extend(sums.times(factor, &how).rows(account, gas, EQUIVALENT));
            }
        }
        rows
    }
}

fn add(sums: &mut Sums, activity: &Activity, figure: &YearlySum) {
    let Activity { zone, species_group, kind } = activity;
    sums.add(zone, &format!("{}: {species_group}", kind.name()), "", figure);
    sums.add(zone, ALL, "", figure);
}
