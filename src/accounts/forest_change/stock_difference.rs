//! Change as the difference of two inventories of the same land.

use std::collections::BTreeSet;

use super::figures::{ALL, Account, LIVING_BIOMASS, NamedZone, Sums, YearlySum};
use super::{Factor, Provenance};
use crate::accounts::AccountRow;
use crate::error::{Error, Result};
use crate::models::{BiomassExpansion, CarbonFraction, LowVolumePolicy, stock_difference};
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares, TonnesC, TonnesCPerYear, TotalBiomass};

/// The name in rows.
pub(super) const METHOD: &str = "stock_difference";

/// The two inventories.
#[derive(Debug, Clone, PartialEq)]
pub struct StockDifference {
    /// One per zone and species group.
    pub strata: Vec<StratumStocks>,
    /// Where the inventories come from.
    pub provenance: Provenance,
}

/// A species group at the start and at the end of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct StratumStocks {
    /// The zone.
    pub zone: NamedZone,
    /// The species group.
    pub species_group: String,
    /// The areas.
    pub areas: [Hectares; 2],
    /// What stands there.
    pub stocks: Stocks,
}

/// What an inventory measured, at both ends of the period.
#[derive(Debug, Clone, PartialEq)]
pub enum Stocks {
    /// Stem volume, and the line that gives its biomass.
    GrowingStock {
        /// The growing stocks.
        volumes: [CubicMetres; 2],
        /// The slope of the line, t d.m./m³.
        slope: Factor,
        /// Its intercept, t d.m./ha.
        intercept: Factor,
        /// The line's set and species group.
        line: String,
        /// The carbon in dry matter.
        carbon_fraction: Factor,
    },
    /// Biomass of trees, roots included.
    Biomass {
        /// The biomasses.
        biomass: [TotalBiomass; 2],
        /// The carbon in dry matter.
        carbon_fraction: Factor,
    },
    /// Carbon of trees, roots included.
    Carbon([TonnesC; 2]),
}

impl StockDifference {
    /// The yearly change by species group and of each zone as a whole.
    pub(super) fn sums(&self, account: &Account<'_>) -> Result<Sums> {
        let mut sums = Sums::default();
        for stratum in &self.strata {
            let part = stratum.change(account, &self.provenance).map_err(|error| {
                error.note(format!("species group `{}` of zone `{}`", stratum.species_group, stratum.zone.id))
            })?;
            sums.add(&stratum.zone, &stratum.species_group, LIVING_BIOMASS, &part);
            sums.add(&stratum.zone, ALL, LIVING_BIOMASS, &part);
        }
        Ok(sums)
    }

    pub(super) fn rows(&self, account: &Account<'_>) -> Result<Vec<AccountRow>> {
        Ok(self.sums(account)?.carbon_rows(account))
    }
}

impl StratumStocks {
    fn change(&self, account: &Account<'_>, inventories: &Provenance) -> Result<YearlySum> {
        let [year_before, year_after] = [account.period.from(), account.period.to()].map(f64::from);
        let difference = |[before, after]: [TonnesC; 2]| stock_difference(before, after, year_before, year_after);
        let (change, how, factors) = match &self.stocks {
            Stocks::GrowingStock { volumes, slope, intercept, line, carbon_fraction } => {
                let fraction = CarbonFraction::new(carbon_fraction.value)?;
                let expansion = BiomassExpansion { slope: slope.value, intercept: intercept.value };
                let (change, how, factors) = if self.areas[0] == self.areas[1] {
                    let biomass = expansion.change(CubicMetresPerHectare(
                        self.per_hectare(volumes, 1)?.0 - self.per_hectare(volumes, 0)?.0,
                    ));
                    let change = TonnesCPerYear((self.areas[0] * biomass * fraction).0 / account.period.years());
                    (change, "a · ΔV on constant area", vec![slope, carbon_fraction])
                } else {
                    let carbon = |date: usize| -> Result<TonnesC> {
                        let volume = self.per_hectare(volumes, date)?;
                        let biomass = expansion.biomass(volume, LowVolumePolicy::AsPublished)?;
                        Ok(self.areas[date] * biomass * fraction)
                    };
                    let how = "B2 − B1 of a · V + b · A, as the area changes";
                    (difference([carbon(0)?, carbon(1)?])?, how, vec![slope, intercept, carbon_fraction])
                };
                (change, format!("{how} (line {line}; carbon fraction {})", carbon_fraction.value), factors)
            }
            Stocks::Biomass { biomass, carbon_fraction } => {
                let fraction = CarbonFraction::new(carbon_fraction.value)?;
                let how = format!("C2 − C1 of declared biomass (carbon fraction {})", carbon_fraction.value);
                (difference(biomass.map(|biomass| biomass * fraction))?, how, vec![carbon_fraction])
            }
            Stocks::Carbon(carbon) => (difference(*carbon)?, "C2 − C1 of declared carbon".to_owned(), Vec::new()),
        };
        Ok(YearlySum {
            yearly: change.0,
            how: BTreeSet::from([how]),
            provenance: inventories.with(factors.into_iter().map(|factor| &factor.provenance)),
        })
    }

    /// The mean growing stock at a date; none where there is no forest.
    fn per_hectare(&self, volumes: &[CubicMetres; 2], date: usize) -> Result<CubicMetresPerHectare> {
        let (area, volume) = (self.areas[date].0, volumes[date].0);
        if area == 0.0 && volume > 0.0 {
            return Err(Error::data(format!("found {volume} m³ of growing stock on 0 ha, expected an area")));
        }
        Ok(CubicMetresPerHectare(if area == 0.0 { 0.0 } else { volume / area }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest_change::Period;
    use crate::parameters::Evidence;
    use crate::parameters::forest::BiomassExpansionTable;

    /// Chinese fir by Li et al. 2016: B = 0.4652 V + 19.141.
    fn fir(areas: [f64; 2], volumes: [f64; 2]) -> Result<f64> {
        let table = BiomassExpansionTable::built_in().expect("valid");
        let line = table.equation("li2016-zhejiang", "chinese_fir").expect("rows");
        let provenance = Provenance::new("survey", Evidence::Published);
        let stratum = StratumStocks {
            zone: NamedZone { id: "1".to_owned(), name: "1".to_owned() },
            species_group: "chinese_fir".to_owned(),
            areas: areas.map(Hectares),
            stocks: Stocks::GrowingStock {
                volumes: volumes.map(CubicMetres),
                slope: line.slope.into(),
                intercept: line.intercept.into(),
                line: "li2016-zhejiang, chinese_fir".to_owned(),
                carbon_fraction: Factor { value: 0.47, provenance: provenance.clone() },
            },
        };
        let account = Account { name: "x", period: Period::new(2015, 2020).expect("in order"), method: METHOD };
        stratum.change(&account, &provenance).map(|figure| figure.yearly)
    }

    #[test]
    fn on_constant_area_the_intercept_cancels() {
        // 1000 ha from 50 to 60 m³/ha in 5 years: 0.4652 · 10,000 · 0.47 / 5 = 437.288 t C/yr.
        assert!((fir([1000.0; 2], [50_000.0, 60_000.0]).expect("a change") - 437.288).abs() < 1e-9);
    }

    #[test]
    fn new_area_brings_the_intercept() {
        // 1000 to 1100 ha, 50,000 to 60,000 m³: (0.4652 · 10,000 + 19.141 · 100) · 0.47 / 5 = 617.2134 t C/yr.
        assert!((fir([1000.0, 1100.0], [50_000.0, 60_000.0]).expect("a change") - 617.213_4).abs() < 1e-9);
    }

    #[test]
    fn wood_without_land_is_refused() {
        assert!(fir([0.0, 1000.0], [1.0, 50_000.0]).expect_err("no land").to_string().contains("on 0 ha"));
    }
}
