//! Reservoirs by the years since flooding.

use super::flows::{Flows, HECTARE, Part};
use crate::error::{Error, Result};
use crate::models::coast::ReservoirFactors;
use crate::parameters::Factor;
use crate::parameters::coast::ReservoirTable;

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

impl ReservoirMethod<'_> {
    pub(super) fn flows(&self, year: i32, flooded: i32, trophic: &str) -> Result<Flows> {
        if year < flooded {
            return Err(Error::data(format!("the reservoir was flooded in {flooded}, after the year {year}")));
        }
        let age = f64::from(year - flooded);
        let row = |quantity, class| self.table.get([self.set, quantity, class, "any"]).map(Factor::from);
        let (downstream, state) = (row("downstream_ratio", "any")?, row("trophic_adjustment", trophic)?);
        let factor = Factor::from(self.table.methane(self.set, self.climate)?.at(age)?);
        let methane = |[methane, trophic_adjustment, downstream_ratio]: [f64; 3]| {
            ReservoirFactors { methane, carbon_dioxide: 0.0, downstream_ratio, trophic_adjustment }.methane(HECTARE)
        };
        let surface =
            Factor::of_linear("methane of the surface of a reservoir", 1, [&factor, &state], move |[a, b]| {
                Ok(methane([a, b, 0.0])?.surface.0)
            })?;
        let below = Factor::of_linear("methane below a dam", 1, [&factor, &state, &downstream], move |values| {
            Ok(methane(values)?.downstream.0)
        })?;
        let dioxide = self.table.carbon_dioxide(self.set, self.climate)?.find(age);
        let carbon = Factor::of_linear(
            "carbon lost from a reservoir",
            1,
            [&dioxide.map_or_else(Factor::default, Factor::from)],
            |[carbon_dioxide]| {
                let none =
                    ReservoirFactors { methane: 0.0, carbon_dioxide, downstream_ratio: 0.0, trophic_adjustment: 0.0 };
                Ok(none.carbon_loss(HECTARE)?.0)
            },
        )?;
        Ok(Flows {
            how: format!("reservoirs by years since flooding, `{}` of `{}`", self.set, self.climate),
            carbon: vec![Part { pool: "water_surface", factor: carbon }],
            methane: vec![Part { pool: "water_surface", factor: surface }, Part { pool: "downstream", factor: below }],
            ..Flows::default()
        })
    }
}
