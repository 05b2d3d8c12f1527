//! Mineral soils that are wet again.

use super::flows::{Flows, Part};
use crate::error::{Error, Result};
use crate::models::coast::RewettedMineralSoil;
use crate::parameters::coast::InlandWetlandTable;
use crate::parameters::forest::SoilFactorTable;
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesC, TonnesCPerYear};

/// How rewetted mineral soils are accounted.
#[derive(Debug, Clone, Copy)]
pub struct MineralSoilMethod<'a> {
    /// Reference stocks, factors and methane.
    pub table: &'a InlandWetlandTable,
    /// Their set.
    pub set: &'a str,
    /// The climate of the reference stock.
    pub climate: &'a str,
    /// The climate of the methane.
    pub methane: &'a str,
    /// The length of a transition.
    pub transition: &'a SoilFactorTable,
}

impl<'a> MineralSoilMethod<'a> {
    pub(super) fn flows(&self, area: Hectares, year: i32, rewetted: i32) -> Result<Flows<'a>> {
        if year < rewetted {
            return Err(Error::data(format!("the soil was rewetted in {rewetted}, after the year {year}")));
        }
        let row = |quantity, class| self.table.get([self.set, quantity, class]);
        let reference = row("soil_reference_0_30cm", self.climate)?;
        let [cultivated, first, second] =
            ["long_term_cultivated", "rewetted_1_to_20yr", "rewetted_21_to_40yr"].map(|class| row("land_use", class));
        let (cultivated, first, second) = (cultivated?, first?, second?);
        let transition = self.transition.get(["ipcc2006", "transition_period", "default"])?;
        let methane = row("ch4_rewetted", self.methane)?;
        let soil = RewettedMineralSoil {
            reference: SoilCarbonTo30Cm(reference.value),
            cultivated: cultivated.value,
            after_first: first.value,
            after_second: second.value,
            transition: transition.value,
            methane: methane.value,
        };
        let years = f64::from(year - rewetted);
        let used = vec![reference, cultivated, first, second, transition];
        let gain = soil.gain(area, years)?;
        Ok(Flows {
            how: format!("rewetted mineral soils, `{}` of `{}`", self.set, self.climate),
            carbon: vec![Part { pool: "soil_organic_carbon", mass: TonnesCPerYear(-gain.0), used: used.clone() }],
            methane: vec![Part { pool: "*", mass: soil.methane(area)?, used: vec![methane] }],
            nitrous_oxide: Vec::new(),
            stock: Some(Part {
                pool: "soil_organic_carbon_0_30cm",
                mass: TonnesC(soil.stock(years)?.0 * area.0),
                used,
            }),
        })
    }
}
