//! Drained and rewetted organic soils.

use super::flows::{Flows, HECTARE, Part};
use crate::error::Result;
use crate::models::coast::{
    OrganicSoilFactors, organic_soil_methane, organic_soil_nitrous_oxide, rewetted_organic_soil_methane,
};
use crate::parameters::Factor;
use crate::parameters::coast::OrganicSoilTable;

/// What was done with the water of an organic soil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrganicSoilState {
    /// Ditches take it away.
    Drained,
    /// It is back.
    Rewetted,
}

impl OrganicSoilState {
    /// The name used in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Drained => "drained",
            Self::Rewetted => "rewetted",
        }
    }
}

/// How organic soils are accounted.
#[derive(Debug, Clone, Copy)]
pub struct OrganicSoilMethod<'a> {
    /// The factors.
    pub table: &'a OrganicSoilTable,
    /// Their set.
    pub set: &'a str,
}

impl OrganicSoilMethod<'_> {
    pub(super) fn flows(&self, state: OrganicSoilState, land: &str) -> Result<Flows> {
        let row = |quantity| self.table.get([self.set, state.name(), land, quantity]).map(Factor::from);
        let (soil, nitrogen) = (row("co2")?, row("n2o")?);
        let methane = match state {
            OrganicSoilState::Drained => Factor::of_linear(
                "methane of a drained organic soil",
                2,
                [&row("ch4_land")?, &row("ch4_ditch")?, &row("ditch_share")?],
                |[methane_land, methane_ditch, ditch_share]| {
                    let factors = OrganicSoilFactors { methane_land, methane_ditch, ditch_share };
                    Ok(organic_soil_methane(HECTARE, &factors)?.0)
                },
            ),
            OrganicSoilState::Rewetted => {
                Factor::of_linear("methane of a rewetted organic soil", 1, [&row("ch4")?], |[factor]| {
                    Ok(rewetted_organic_soil_methane(HECTARE, factor)?.0)
                })
            }
        }?;
        let nitrous_oxide = Factor::of_linear("nitrous oxide of an organic soil", 1, [&nitrogen], |[factor]| {
            Ok(organic_soil_nitrous_oxide(HECTARE, factor)?.0)
        })?;
        let mut carbon = vec![Part { pool: "soil_organic_carbon", factor: soil }];
        // What water carries away is published by climate, whose name begins that of the land.
        let climate = land.split('_').next().unwrap_or_default();
        let exported = self.table.find([self.set, state.name(), climate, "dissolved_export"])?;
        let mut how = format!("{} organic soils, `{}`", state.name(), self.set);
        match exported {
            Some(row) => carbon.push(Part { pool: "dissolved_organic_carbon", factor: row.into() }),
            None => how += "; no published figure of carbon carried away by water",
        }
        Ok(Flows {
            how,
            carbon,
            methane: vec![Part { pool: "*", factor: methane }],
            nitrous_oxide: vec![Part { pool: "*", factor: nitrous_oxide }],
            stock: None,
        })
    }
}
