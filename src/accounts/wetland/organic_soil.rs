//! Drained and rewetted organic soils.

use super::flows::{Flows, Part};
use crate::error::Result;
use crate::models::coast::{
    OrganicSoilFactors, organic_soil_methane, organic_soil_nitrous_oxide, rewetted_organic_soil_methane,
};
use crate::parameters::coast::OrganicSoilTable;
use crate::units::{Hectares, TonnesCPerHectareYear};

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

impl<'a> OrganicSoilMethod<'a> {
    pub(super) fn flows(&self, area: Hectares, state: OrganicSoilState, land: &str) -> Result<Flows<'a>> {
        let row = |quantity| self.table.get([self.set, state.name(), land, quantity]);
        let (soil, nitrogen) = (row("co2")?, row("n2o")?);
        let (methane, used) = match state {
            OrganicSoilState::Drained => {
                let (land, ditch, share) = (row("ch4_land")?, row("ch4_ditch")?, row("ditch_share")?);
                let factors = OrganicSoilFactors {
                    methane_land: land.value,
                    methane_ditch: ditch.value,
                    ditch_share: share.value,
                };
                (organic_soil_methane(area, &factors)?, vec![land, ditch, share])
            }
            OrganicSoilState::Rewetted => {
                let factor = row("ch4")?;
                (rewetted_organic_soil_methane(area, factor.value)?, vec![factor])
            }
        };
        let mut carbon = vec![Part {
            pool: "soil_organic_carbon",
            mass: area * TonnesCPerHectareYear(soil.value),
            used: vec![soil],
        }];
        // What water carries away is published by climate, whose name begins that of the land.
        let climate = land.split('_').next().unwrap_or_default();
        let exported = self.table.find([self.set, state.name(), climate, "dissolved_export"])?;
        let mut how = format!("{} organic soils, `{}`", state.name(), self.set);
        match exported {
            Some(row) => carbon.push(Part {
                pool: "dissolved_organic_carbon",
                mass: area * TonnesCPerHectareYear(row.value),
                used: vec![row],
            }),
            None => how += "; no published figure of carbon carried away by water",
        }
        Ok(Flows {
            how,
            carbon,
            methane: vec![Part { pool: "*", mass: methane, used }],
            nitrous_oxide: vec![Part {
                pool: "*",
                mass: organic_soil_nitrous_oxide(area, nitrogen.value)?,
                used: vec![nitrogen],
            }],
            stock: None,
        })
    }
}
