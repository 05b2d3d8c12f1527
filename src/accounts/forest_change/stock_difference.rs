//! Change as the difference of two inventories of the same land.

use std::collections::BTreeSet;

use super::Provenance;
use super::figures::{ALL, Account, LIVING_BIOMASS, NamedZone, Sums, YearlySum};
use crate::accounts::{AccountRow, Figure};
use crate::error::{Error, Result};
use crate::models::{BiomassExpansion, CarbonFraction, LowVolumePolicy, stock_difference};
use crate::parameters::{Factor, Parameter};
use crate::units::{CubicMetres, CubicMetresPerHectare, CubicMetresPerYear, Hectares, TonnesC, TotalBiomass};

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

/// A line over growing stock.
#[derive(Debug, Clone, PartialEq)]
pub struct BiomassLine {
    /// Its set and species group.
    pub name: String,
    /// The slope, t d.m./m³.
    pub slope: Parameter,
    /// The intercept, t d.m./ha.
    pub intercept: Parameter,
}

/// What an inventory measured, at both ends of the period.
#[derive(Debug, Clone, PartialEq)]
pub enum Stocks {
    /// Stem volume, and the line that gives its biomass.
    GrowingStock {
        /// The growing stocks.
        volumes: [CubicMetres; 2],
        /// The line that gives biomass.
        line: Box<BiomassLine>,
        /// The carbon in dry matter.
        carbon_fraction: Parameter,
    },
    /// Biomass of trees, roots included.
    Biomass {
        /// The biomasses.
        biomass: [TotalBiomass; 2],
        /// The carbon in dry matter.
        carbon_fraction: Parameter,
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
        let years = account.period.years();
        let yearly = |[before, after]: [f64; 2]| (after - before) / years;
        let (change, how, rows) = match &self.stocks {
            Stocks::GrowingStock { volumes, line, carbon_fraction } => {
                let BiomassLine { name, slope, intercept } = line.as_ref();
                CarbonFraction::new(carbon_fraction.value)?;
                let expansion = BiomassExpansion { slope: slope.value, intercept: intercept.value };
                for date in 0..2 {
                    expansion.biomass(self.per_hectare(volumes, date)?, LowVolumePolicy::AsPublished)?;
                }
                let carbon = Factor::from(carbon_fraction);
                let mut change = Figure::of(
                    "growing stock gained",
                    yearly(volumes.map(|volume| volume.0)),
                    CubicMetresPerYear::UNIT,
                    &(&Factor::from(slope) * &carbon),
                );
                let (how, rows) = if self.areas[0] == self.areas[1] {
                    ("a · ΔV on constant area", vec![slope, carbon_fraction])
                } else {
                    let gained = yearly(self.areas.map(|area| area.0));
                    let of_area = &Factor::from(intercept) * &carbon;
                    change.add(&Figure::of("area gained", gained, "ha/yr", &of_area));
                    ("B2 − B1 of a · V + b · A, as the area changes", vec![slope, intercept, carbon_fraction])
                };
                (change, format!("{how} (line {name}; carbon fraction {})", carbon_fraction.value), rows)
            }
            Stocks::Biomass { biomass, carbon_fraction } => {
                CarbonFraction::new(carbon_fraction.value)?;
                let gained = yearly(biomass.map(|biomass| biomass.0));
                let change = Figure::of("biomass gained", gained, "t d.m./yr", &carbon_fraction.into());
                let how = format!("C2 − C1 of declared biomass (carbon fraction {})", carbon_fraction.value);
                (change, how, vec![carbon_fraction])
            }
            Stocks::Carbon(carbon) => {
                let [from, to] = [account.period.from(), account.period.to()].map(f64::from);
                let change = stock_difference(carbon[0], carbon[1], from, to)?;
                (Figure::from(change.0), "C2 − C1 of declared carbon".to_owned(), Vec::new())
            }
        };
        Ok(YearlySum { yearly: change, how: BTreeSet::from([how]), provenance: inventories.with_rows(rows) })
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
                line: Box::new(BiomassLine {
                    name: "li2016-zhejiang, chinese_fir".to_owned(),
                    slope: line.slope.clone(),
                    intercept: line.intercept.clone(),
                }),
                carbon_fraction: Parameter { value: 0.47, ..Parameter::default() },
            },
        };
        let account = Account { name: "x", period: Period::new(2015, 2020).expect("in order"), method: METHOD };
        stratum.change(&account, &provenance).map(|figure| figure.yearly.value())
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
