//! Projection of a stock or an area by yearly growth, harvest and planting.

/// What changes every year, the same in each.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct YearlyChange {
    /// Gross growth, percent of what is there.
    pub growth_percent: f64,
    /// Harvest, percent of what is there.
    pub harvest_percent: f64,
    /// What comes in beside it, in the unit of the quantity: planting, less harvest or loss that is given as an amount.
    pub added: f64,
}

impl YearlyChange {
    /// The value after `years` years:
    ///
    /// Vₜ₊₁ = Vₜ · (1 + g − c) + b, hence Vₙ = V₀ qⁿ + b (qⁿ − 1) / (q − 1) with q = 1 + g − c, or V₀ + b n if q = 1
    ///
    /// with g the gross growth rate, c the harvest rate and b what is added. It is the stock projection of regional forest
    /// accounts, V · (1 + GR − CR) per year with the rates of growth and of consumption of the provincial guidelines for
    /// greenhouse-gas inventories (省级温室气体清单编制指南), with amounts beside the rates. Rates are constant: no ageing, no
    /// saturation, so a decade is about as far as it carries. Growth by age group is a sum of projections, one per group,
    /// within which no forest changes its group.
    #[must_use]
    pub fn project(self, start: f64, years: u32) -> f64 {
        let per_year = self.rate();
        let power = (1.0 + per_year).powi(years.cast_signed());
        if per_year == 0.0 {
            start + self.added * f64::from(years)
        } else {
            start * power + self.added * (power - 1.0) / per_year
        }
    }

    fn rate(self) -> f64 {
        (self.growth_percent - self.harvest_percent) / 100.0
    }
}

/// The first year, counted from the start, in which a projection is at the target or above; none within `most` years.
#[must_use]
pub fn years_to_reach(project: impl Fn(u32) -> f64, target: f64, most: u32) -> Option<u32> {
    (0..=most).find(|years| project(*years) >= target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_at_the_needed_compound_rate_meets_the_target() {
        // Ningbo: 25.2072 Mm³ growing 2.3167 % a year are 27 Mm³ after three years; gross 3.3167 % less 1 % harvest is the same.
        for (growth_percent, harvest_percent) in [(2.3167, 0.0), (3.3167, 1.0)] {
            let change = YearlyChange { growth_percent, harvest_percent, added: 0.0 };
            assert!((change.project(25.2072, 3) - 27.0).abs() < 1e-4);
        }
    }

    #[test]
    fn the_closed_form_is_the_yearly_recurrence() {
        let change = YearlyChange { growth_percent: 5.0, harvest_percent: 1.5, added: 0.25 };
        let mut stock = 25.2072;
        for years in 0..20 {
            assert!((change.project(25.2072, years) / stock - 1.0).abs() < 1e-12);
            stock += stock * (0.05 - 0.015) + 0.25;
        }
    }

    #[test]
    fn planting_alone_takes_eighteen_years_to_close_the_cover_gap_of_ningbo() {
        // 48 % of 980,421 ha less 437,954 ha of forest is 32,648 ha; 1,846.07 ha were planted in 2022.
        let planting = YearlyChange { added: 1_846.07, ..YearlyChange::default() };
        let project = |years| planting.project(437_954.0, years);
        let target: f64 = 0.48 * 980_421.0;
        assert!((target - 437_954.0 - 32_648.0).abs() < 1.0);
        assert_eq!(years_to_reach(project, target, 100), Some(18));
        assert_eq!(years_to_reach(project, target, 17), None);
    }
}
