//! Reservoirs by the years since flooding.

use super::flows::{Flows, Part};
use crate::error::{Error, Result};
use crate::models::coast::ReservoirFactors;
use crate::parameters::coast::ReservoirTable;
use crate::units::Hectares;

/// How reservoirs are accounted.
#[derive(Debug, Clone, Copy)]
pub struct ReservoirMethod<'a> {
    /// The factors.
    pub table: &'a ReservoirTable,
    /// Their set.
    pub set: &'a str,
    /// The climate.
    pub climate: &'a str,
}

impl<'a> ReservoirMethod<'a> {
    pub(super) fn flows(&self, area: Hectares, year: i32, flooded: i32, trophic: &str) -> Result<Flows<'a>> {
        if year < flooded {
            return Err(Error::data(format!("the reservoir was flooded in {flooded}, after the year {year}")));
        }
        let age = f64::from(year - flooded);
        let row = |quantity, class| self.table.get([self.set, quantity, class, "any"]);
        let (downstream, state) = (row("downstream_ratio", "any")?, row("trophic_adjustment", trophic)?);
        let factors = ReservoirFactors {
            methane: self.table.methane(self.set, self.climate)?,
            carbon_dioxide: self.table.carbon_dioxide(self.set, self.climate)?,
            downstream_ratio: downstream.value,
            trophic_adjustment: state.value,
        };
        let methane = factors.methane(area, age)?;
        let of_surface = vec![factors.methane.at(age)?, state];
        let below = of_surface.iter().copied().chain([downstream]).collect();
        let dioxide = factors.carbon_dioxide.steps().iter().find(|step| step.class.contains(age));
        let carbon = factors.carbon_loss(area, age)?;
        Ok(Flows {
            how: format!("reservoirs by years since flooding, `{}` of `{}`", self.set, self.climate),
            carbon: vec![Part {
                pool: "water_surface",
                mass: carbon,
                used: dioxide.map(|step| step.row).into_iter().collect(),
            }],
            methane: vec![
                Part { pool: "water_surface", mass: methane.surface, used: of_surface },
                Part { pool: "downstream", mass: methane.downstream, used: below },
            ],
            ..Flows::default()
        })
    }
}
