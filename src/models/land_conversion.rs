//! Carbon of land that becomes another use.

use super::CarbonFraction;
use super::checked::positive;
use crate::error::Result;
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesC, TonnesCPerHectare, TonnesCPerYear, TotalBiomassPerHectare};

/// ΔC_conversion = Σ (B_after − B_before) · ΔA · CF: the initial change of biomass of one kind of conversion.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.16, the middle term of Eq. 2.15. It falls in the year of the conversion; growth
/// and losses after it come from [`super::biomass_gain`] and its like.
#[must_use]
pub fn conversion_biomass_change(
    before: TotalBiomassPerHectare,
    after: TotalBiomassPerHectare,
    converted: Hectares,
    fraction: CarbonFraction,
) -> TonnesC {
    converted * (after - before) * fraction
}

/// ΔC_DOM = (C_new − C_old) · A / T: the yearly change of dead wood or litter over the T years of transition.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.23. A is the land converted within the last T years.
///
/// # Errors
/// A transition of no years.
pub fn dead_matter_transition(
    old: TonnesCPerHectare,
    new: TonnesCPerHectare,
    area: Hectares,
    transition_years: f64,
) -> Result<TonnesCPerYear> {
    let years = positive("transition", transition_years, "yr")?;
    Ok(TonnesCPerYear((area * (new - old)).0 / years))
}

/// SOC = SOC_ref · F_LU · F_MG · F_I
///
/// with the reference stock of the climate and soil and the factors of land use, management and input.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.25. Limits: mineral soils to 30 cm; forest soils have factors of 1.
#[must_use]
pub fn soil_carbon_under_use(
    reference: SoilCarbonTo30Cm,
    land_use: f64,
    management: f64,
    input: f64,
) -> SoilCarbonTo30Cm {
    reference * (land_use * management * input)
}

/// ΔC_mineral = (SOC₀ − SOC₋T) · A / D: the yearly change over the transition D.
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.25, with D = 20 years by default. A is the land converted within the last D
/// years; after that the soil is taken to be in balance.
///
/// # Errors
/// A transition of no years.
pub fn mineral_soil_transition(
    before: SoilCarbonTo30Cm,
    after: SoilCarbonTo30Cm,
    area: Hectares,
    transition_years: f64,
) -> Result<TonnesCPerYear> {
    dead_matter_transition(before.to_carbon_density(), after.to_carbon_density(), area, transition_years)
}

/// The share of a transition that has taken place a number of years after the conversion: t/T, and all of it from T on.
///
/// # Errors
/// A transition of no years.
pub fn transition_share(years_since_conversion: f64, transition_years: f64) -> Result<f64> {
    Ok((years_since_conversion / positive("transition", transition_years, "yr")?).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::{SoilFactorTable, SoilReferenceTable};

    #[test]
    fn soil_carbon_rises_over_twenty_years() {
        // The worked example of a public transcription: 58.78 to 64.06 Mt C over 20 years give 264,000 t C/yr.
        let area = Hectares(1e6);
        let years = SoilFactorTable::built_in().expect("valid");
        let years = years.get(["ipcc2006", "transition_period", "default"]).expect("a row").value;
        let change = mineral_soil_transition(SoilCarbonTo30Cm(58.78), SoilCarbonTo30Cm(64.06), area, years);
        assert!((change.expect("a transition").0 - 264_000.0).abs() < 1e-3);
        assert!(mineral_soil_transition(SoilCarbonTo30Cm(1.0), SoilCarbonTo30Cm(2.0), area, 0.0).is_err());
    }

    #[test]
    fn cropland_keeps_69_percent_of_the_reference() {
        // 55 t C/ha · 0.69 = 37.95.
        let table = SoilReferenceTable::built_in().expect("valid");
        let reference = table.get(["ipcc2019", "warm_temperate_moist", "low_activity_clay"]).expect("a row").value;
        let cropland = soil_carbon_under_use(SoilCarbonTo30Cm(reference), 0.69, 1.0, 1.0);
        assert!((cropland.0 - 37.95).abs() < 1e-9);
    }

    #[test]
    fn conversion_loses_what_stood_there() {
        // 10 ha from 80 to 10 t d.m./ha: −70 · 10 · 0.47 = −329 t C.
        let fraction = CarbonFraction::new(0.47).expect("a fraction");
        let (before, after) = (TotalBiomassPerHectare(80.0), TotalBiomassPerHectare(10.0));
        assert!((conversion_biomass_change(before, after, Hectares(10.0), fraction).0 + 329.0).abs() < 1e-9);
    }

    #[test]
    fn litter_builds_up_evenly_and_then_stays() {
        // 2.8 t C/ha on 100 ha over 20 years: 14 t C/yr.
        let change = dead_matter_transition(TonnesCPerHectare(0.0), TonnesCPerHectare(2.8), Hectares(100.0), 20.0);
        assert!((change.expect("a transition").0 - 14.0).abs() < 1e-12);
        let share = |years| transition_share(years, 20.0).expect("a transition");
        assert_eq!([0.0, 5.0, 20.0, 35.0].map(share), [0.0, 0.25, 1.0, 1.0]);
    }
}
