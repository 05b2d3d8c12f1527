//! Methane and nitrous oxide of fires and of soils that lose carbon, each in its own mass and as carbon dioxide equivalent.

use std::collections::BTreeSet;

use super::activity::{Activity, ActivityKind, PoolChange};
use super::figures::{ALL, Account, Sums, YearlySum};
use super::{Factor, Provenance};
use crate::accounts::{AccountRow, Quantity};
use crate::error::Result;
use crate::land::CarbonPool;
use crate::models::{FireEmissionFactors, fire_emissions, fuel_burnt, soil_nitrous_oxide};
use crate::units::{TonnesC, TonnesCh4, TonnesN2O};

/// What burning fuel gives off, g/kg d.m.
#[derive(Debug, Clone, PartialEq)]
pub struct FireGases {
    /// The set of factors.
    pub set: String,
    /// Carbon dioxide, whose carbon is accounted as a loss of biomass.
    pub co2: Factor,
    /// Methane.
    pub ch4: Factor,
    /// Nitrous oxide.
    pub n2o: Factor,
}

/// What the loss of soil carbon gives off.
#[derive(Debug, Clone, PartialEq)]
pub struct SoilNitrogen {
    /// Carbon to nitrogen, t C/t N.
    pub carbon_to_nitrogen: Factor,
    /// EF₁, t N₂O-N/t N.
    pub emission_factor: Factor,
}

/// What a tonne of gas counts as, t CO2e/t.
#[derive(Debug, Clone, PartialEq)]
pub struct WarmingPotentials {
    /// The assessment report.
    pub set: String,
    /// Of methane.
    pub ch4: Factor,
    /// Of nitrous oxide.
    pub n2o: Factor,
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
        let burnt = fuel_burnt(*area, *fuel, combustion.value)?;
        let factors = FireEmissionFactors { co2: gases.co2.value, ch4: gases.ch4.value, n2o: gases.n2o.value };
        let emissions = fire_emissions(burnt, &factors);
        let how = format!("Eq. 2.27, emission factors {}", gases.set);
        let figure = |yearly, factor: &Factor| YearlySum {
            yearly,
            how: BTreeSet::from([how.clone()]),
            provenance: data.with([&combustion.provenance, &factor.provenance]),
        };
        add(&mut self.ch4, activity, &figure(emissions.ch4.0, &gases.ch4));
        add(&mut self.n2o, activity, &figure(emissions.n2o.0, &gases.n2o));
        Ok(())
    }

    /// Adds what soils give off that lose carbon.
    pub(super) fn add_soil(&mut self, activity: &Activity, change: &PoolChange, soil: &SoilNitrogen) -> Result<()> {
        if change.pool != CarbonPool::SoilOrganicCarbon.name() || !(change.yearly.0 < 0.0) {
            return Ok(());
        }
        let SoilNitrogen { carbon_to_nitrogen: ratio, emission_factor } = soil;
        let emission = soil_nitrous_oxide(TonnesC(-change.yearly.0), ratio.value, emission_factor.value)?;
        let figure = YearlySum {
            yearly: emission.0,
            how: BTreeSet::from(["N2O of lost soil carbon (ch. 11)".to_owned()]),
            provenance: change.provenance.with([&ratio.provenance, &emission_factor.provenance]),
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
