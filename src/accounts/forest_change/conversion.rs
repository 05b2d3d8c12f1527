//! Land that became forest, or stopped to be: biomass at once, dead matter and soil over the transition.

use super::activity::PoolChange;
use super::figures::LIVING_BIOMASS;
use super::{Factor, Period, Provenance};
use crate::error::Result;
use crate::land::CarbonPool;
use crate::models::{
    CarbonFraction, conversion_biomass_change, dead_matter_transition, mineral_soil_transition, transition_share,
};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesCPerHectare, TonnesCPerYear, TotalBiomassPerHectare};

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
        fraction: &Factor,
        transition_years: &Factor,
        data: &Provenance,
    ) -> Result<Vec<PoolChange>> {
        let mut changes = Vec::new();
        if let Some([before, after]) = self.biomass
            && period.holds(self.year)
        {
            let change = conversion_biomass_change(before, after, self.area, CarbonFraction::new(fraction.value)?);
            changes.push(PoolChange {
                pool: LIVING_BIOMASS,
                yearly: TonnesCPerYear(change.0 / period.years()),
                how: "Eq. 2.16",
                provenance: data.with([&fraction.provenance]),
            });
        }
        let years = transition_years.value;
        let in_transition = self.years_in_transition(period, years)? / period.years();
        let mut over_transition = |pool: CarbonPool, yearly: TonnesCPerYear, how| {
            let provenance = data.with([&transition_years.provenance]);
            changes.push(PoolChange { pool: pool.name(), yearly: yearly * in_transition, how, provenance });
        };
        if let Some([before, after]) = self.dead_matter {
            let yearly = dead_matter_transition(before, after, self.area, years)?;
            over_transition(CarbonPool::DeadOrganicMatter, yearly, "Eq. 2.23");
        }
        if let Some([before, after]) = self.soil {
            let yearly = mineral_soil_transition(before, after, self.area, years)?;
            over_transition(CarbonPool::SoilOrganicCarbon, yearly, "Eq. 2.25");
        }
        Ok(changes)
    }

    /// How many years of the transition lie in the period. Its first year is that of the conversion.
    fn years_in_transition(&self, period: Period, transition_years: f64) -> Result<f64> {
        let start = self.year - 1;
        let share_at_end_of = |year: i32| transition_share(f64::from(year - start), transition_years);
        Ok((share_at_end_of(period.to())? - share_at_end_of(period.from())?) * transition_years)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Evidence;

    fn changes(year: i32, period: [i32; 2]) -> Vec<(&'static str, f64)> {
        let data = Provenance::new("survey", Evidence::Published);
        let factor = |value| Factor { value, provenance: data.clone() };
        let conversion = Conversion {
            year,
            area: Hectares(100.0),
            biomass: Some([TotalBiomassPerHectare(10.0), TotalBiomassPerHectare(0.0)]),
            dead_matter: Some([TonnesCPerHectare(0.0), TonnesCPerHectare(2.8)]),
            soil: None,
        };
        let period = Period::new(period[0], period[1]).expect("in order");
        let changes = conversion.pool_changes(period, &factor(0.47), &factor(20.0), &data).expect("a change");
        changes.into_iter().map(|change| (change.pool, change.yearly.0)).collect()
    }

    #[test]
    fn biomass_changes_at_once_and_dead_matter_over_twenty_years() {
        // Biomass: −10 · 100 · 0.47 = −470 t C in 2020; litter: 2.8 · 100 / 20 = 14 t C/yr, of which one year of five.
        assert_eq!(changes(2020, [2019, 2020]), [("living_biomass", -470.0), ("dead_organic_matter", 14.0)]);
        let found = changes(2020, [2015, 2020]);
        assert_eq!(found[0], ("living_biomass", -94.0));
        assert!((found[1].1 - 14.0 / 5.0).abs() < 1e-9, "{found:?}");
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
