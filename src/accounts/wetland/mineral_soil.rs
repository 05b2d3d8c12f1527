//! Mineral soils that are wet again.

use super::flows::{Flows, HECTARE, Part};
use crate::error::{Error, Result};
use crate::models::coast::RewettedMineralSoil;
use crate::parameters::Factor;
use crate::parameters::coast::InlandWetlandTable;
use crate::parameters::forest::SoilFactorTable;
use crate::units::SoilCarbonTo30Cm;

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

impl MineralSoilMethod<'_> {
    pub(super) fn flows(&self, year: i32, rewetted: i32) -> Result<Flows> {
        if year < rewetted {
            return Err(Error::data(format!("the soil was rewetted in {rewetted}, after the year {year}")));
        }
        let row = |quantity, class| self.table.get([self.set, quantity, class]).map(Factor::from);
        let reference = row("soil_reference_0_30cm", self.climate)?;
        let [cultivated, first, second] =
            ["long_term_cultivated", "rewetted_1_to_20yr", "rewetted_21_to_40yr"].map(|class| row("land_use", class));
        let transition = self.transition.get(["ipcc2006", "transition_period", "default"])?.into();
        let years = f64::from(year - rewetted);
        let soil = |[reference, cultivated, after_first, after_second, transition]: [f64; 5]| RewettedMineralSoil {
            reference: SoilCarbonTo30Cm(reference),
            cultivated,
            after_first,
            after_second,
            transition,
            methane: 0.0,
        };
        let of_soil = [&reference, &cultivated?, &first?, &second?, &transition];
        let loss = Factor::of_linear("carbon lost from a rewetted mineral soil", 1, of_soil, move |values| {
            Ok(-soil(values).gain(HECTARE, years)?.0)
        })?;
        let stock = Factor::of_linear("stock of a rewetted mineral soil", 1, of_soil, move |values| {
            Ok(soil(values).stock(years)?.0)
        })?;
        let methane = Factor::of_linear(
            "methane of a rewetted mineral soil",
            1,
            [&row("ch4_rewetted", self.methane)?],
            move |[methane]| Ok(RewettedMineralSoil { methane, ..soil([0.0; 5]) }.methane(HECTARE)?.0),
        )?;
        Ok(Flows {
            how: format!("rewetted mineral soils, `{}` of `{}`", self.set, self.climate),
            carbon: vec![Part { pool: "soil_organic_carbon", factor: loss }],
            methane: vec![Part { pool: "*", factor: methane }],
            nitrous_oxide: Vec::new(),
            stock: Some(Part { pool: "soil_organic_carbon_0_30cm", factor: stock }),
        })
    }
}
