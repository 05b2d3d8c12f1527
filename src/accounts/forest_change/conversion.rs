//! Land that became forest, or stopped to be: biomass at once, dead matter and soil over the transition.

use super::activity::PoolChange;
use super::figures::LIVING_BIOMASS;
use super::{Period, Provenance};
use crate::accounts::Figure;
use crate::error::{Error, Result};
use crate::land::CarbonPool;
use crate::models::{
    CarbonFraction, conversion_biomass_change, dead_matter_transition, mineral_soil_transition, transition_share,
};
use crate::parameters::{Factor, Parameter};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesCPerHectare, TotalBiomassPerHectare};

/// Land converted in one year, with what each pool held before and after; a pool without figures is not accounted.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The year.
    pub year: i32,
    /// How much land.
    pub area: Hectares,
    /// Biomass with roots, just before and just after.
    pub biomass: Option<[TotalBiomassPerHectare; 2]>,
    /// Dead wood and litter, before and at the end of the transition.
    pub dead_matter: Option<[TonnesCPerHectare; 2]>,
    /// Soil organic carbon to 30 cm, before and at the end of the transition.
    pub soil: Option<[SoilCarbonTo30Cm; 2]>,
}

impl Conversion {
    /// The mean yearly changes over a period.
    pub(super) fn pool_changes(
        &self,
        period: Period,
        fraction: &Parameter,
        transition_years: &Parameter,
        data: &Provenance,
    ) -> Result<Vec<PoolChange>> {
        let mut changes = Vec::new();
        if let Some([before, after]) = self.biomass
            && period.holds(self.year)
        {
            let change = Factor::of("Eq. 2.16", [&fraction.into()], move |[fraction]| {
                let one = Hectares(1.0);
                Ok(conversion_biomass_change(before, after, one, CarbonFraction::new(fraction)?).0)
            })?;
            changes.push(PoolChange {
                pool: LIVING_BIOMASS,
                yearly: self.yearly(&change, period),
                how: "Eq. 2.16",
                provenance: data.with_rows([fraction]),
            });
        }
        let start = self.year - 1;
        let mut over_transition = |pool: CarbonPool, how, yearly: Box<dyn Fn(f64) -> Result<f64> + Send + Sync>| {
            let change = Factor::of(how, [&transition_years.into()], move |[years]| {
                Ok(yearly(years)? * years_in_transition(start, period, years)?)
            })?;
            let provenance = data.with_rows([transition_years]);
            changes.push(PoolChange { pool: pool.name(), yearly: self.yearly(&change, period), how, provenance });
            Ok::<(), Error>(())
        };
        let one = Hectares(1.0);
        if let Some([before, after]) = self.dead_matter {
            let yearly = move |years| Ok(dead_matter_transition(before, after, one, years)?.0);
            over_transition(CarbonPool::DeadOrganicMatter, "Eq. 2.23", Box::new(yearly))?;
        }
        if let Some([before, after]) = self.soil {
            let yearly = move |years| Ok(mineral_soil_transition(before, after, one, years)?.0);
            over_transition(CarbonPool::SoilOrganicCarbon, "Eq. 2.25", Box::new(yearly))?;
        }
        Ok(changes)
    }

    /// The yearly mean over a period of what a hectare changes by in it.
    fn yearly(&self, change: &Factor, period: Period) -> Figure {
        Figure::of("area converted", self.area.0 / period.years(), Hectares::UNIT, change)
    }
}

/// How many years of a transition lie in the period. Its first year is that of the conversion, which `start` is the end of.
fn years_in_transition(start: i32, period: Period, transition_years: f64) -> Result<f64> {
    let share_at_end_of = |year: i32| transition_share(f64::from(year - start), transition_years);
    Ok((share_at_end_of(period.to())? - share_at_end_of(period.from())?) * transition_years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Evidence;

    fn changes(year: i32, period: [i32; 2]) -> Vec<(&'static str, f64)> {
        let data = Provenance::new("survey", Evidence::Published);
        let row = |name: &str, value| Parameter { name: name.to_owned(), value, ..Parameter::default() };
        let conversion = Conversion {
            year,
            area: Hectares(100.0),
            biomass: Some([TotalBiomassPerHectare(10.0), TotalBiomassPerHectare(0.0)]),
            dead_matter: Some([TonnesCPerHectare(0.0), TonnesCPerHectare(2.8)]),
            soil: None,
        };
        let period = Period::new(period[0], period[1]).expect("in order");
        let changes =
            conversion.pool_changes(period, &row("fraction", 0.47), &row("years", 20.0), &data).expect("a change");
        changes.into_iter().map(|change| (change.pool, change.yearly.value())).collect()
    }

    #[test]
    fn biomass_changes_at_once_and_dead_matter_over_twenty_years() {
        // Biomass: −10 · 100 · 0.47 = −470 t C in 2020; litter: 2.8 · 100 / 20 = 14 t C/yr, of which one year of five.
        for (period, expected) in [([2019, 2020], [-470.0, 14.0]), ([2015, 2020], [-94.0, 14.0 / 5.0])] {
            let found = changes(2020, period);
            assert_eq!([found[0].0, found[1].0], ["living_biomass", "dead_organic_matter"]);
            assert!(found.iter().zip(expected).all(|((_, change), want)| (change - want).abs() < 1e-9), "{found:?}");
        }
    }

    #[test]
    fn land_converted_before_the_period_goes_on_until_its_transition_ends() {
        // Converted in 2000, the transition is of the years 2000 to 2019: four of the five years 2016 to 2020.
        let found = changes(2000, [2015, 2020]);
        assert_eq!(found.len(), 1);
        assert!((found[0].1 - 14.0 * 4.0 / 5.0).abs() < 1e-9, "{found:?}");
        assert_eq!(changes(1990, [2015, 2020]), [("dead_organic_matter", 0.0)]);
        assert_eq!(changes(2025, [2015, 2020]), [("dead_organic_matter", 0.0)]);
    }
}
