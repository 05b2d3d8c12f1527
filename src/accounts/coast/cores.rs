//! Soil stocks of cores by habitat, with their limits.

use std::collections::BTreeMap;

use crate::accounts::{AccountRow, ActivitySource, Figure, Quantity};
use crate::error::{Error, Result};
use crate::land::{Habitat, Sector};
use crate::models::coast::{BelowCore, Compaction, HabitatMean, SoilCore, habitat_mean};
use crate::parameters::{Factor, Parameter};
use crate::units::{Centimetres, TonnesCPerHectare};

/// A core, where it was taken, and how far driving it pressed the soil together.
#[derive(Debug, Clone, PartialEq)]
pub struct HabitatCore {
    /// The site.
    pub site: String,
    /// What grows there.
    pub habitat: Habitat,
    /// The core.
    pub soil: SoilCore,
    /// Its compaction, where it was measured.
    pub compaction: Option<Compaction>,
}

/// Cores, and to which depth their stock is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct CoreAccount {
    /// Who published them.
    pub source: ActivitySource,
    /// The cores.
    pub cores: Vec<HabitatCore>,
    /// The depth.
    pub depth: Centimetres,
    /// What is taken for the soil below the end of a core.
    pub below: BelowCore,
    /// The year of the rows.
    pub year: Option<i32>,
}

impl CoreAccount {
    /// The stock of every core, or why it gives none.
    pub fn stocks(&self) -> impl Iterator<Item = (&HabitatCore, Result<TonnesCPerHectare>)> {
        self.cores.iter().map(|core| {
            let compaction = core.compaction.unwrap_or(Compaction::NONE);
            (core, core.soil.stock(self.depth, compaction, self.below).map(|found| found.stock))
        })
    }

    /// The mean of a habitat over all sites.
    ///
    /// # Errors
    /// No core of the habitat that gives a stock.
    pub fn mean(&self, habitat: Habitat) -> Result<HabitatMean> {
        let stocks: Vec<TonnesCPerHectare> =
            self.stocks().filter(|(core, _)| core.habitat == habitat).filter_map(|(_, stock)| stock.ok()).collect();
        if stocks.is_empty() {
            return Err(Error::data(format!(
                "the cores of `{}` give no stock of {} to {} cm",
                self.source.name,
                habitat.name(),
                self.depth.0
            )));
        }
        habitat_mean(&stocks)
    }

    /// A mean as a parameter, with its limits.
    #[must_use]
    pub fn parameter(&self, what: &str, mean: &HabitatMean) -> Parameter {
        Parameter {
            name: format!("soil_cores {}: {what}", self.source.name),
            value: mean.mean.0,
            unit: TonnesCPerHectare::UNIT.to_owned(),
            low: mean.limits.map(|(low, _)| low.0),
            high: mean.limits.map(|(_, high)| high.0),
            distribution: mean.limits.map_or("", |_| "student_t").to_owned(),
            source: self.source.source.clone(),
            year: self.year,
            evidence: self.source.evidence,
            ..Parameter::default()
        }
    }

    /// The pool with its depth.
    #[must_use]
    pub fn pool(&self) -> String {
        format!("soil_organic_carbon_0_{}cm", self.depth.0)
    }

    /// How a mean was made.
    #[must_use]
    pub fn method(&self, cores: usize) -> String {
        let below = match self.below {
            BelowCore::Refuse => "none that ends above",
            BelowCore::LastSlice => "below its end a core is like its lowest slice",
            BelowCore::Mean => "below its end a core is like its mean",
        };
        format!("mean of {cores} soil cores to {} cm, {below}", self.depth.0)
    }
}

/// Rows of the mean stock of habitats at every site and at all of them (t C/ha), with 95 % limits from Student's t where there are
/// two cores. A core without bulk density or carbon is in none.
///
/// # Errors
/// Cores of which none gives a stock.
pub fn core_rows(account: &CoreAccount) -> Result<Vec<AccountRow>> {
    let mut stocks: BTreeMap<(&str, Habitat), Vec<TonnesCPerHectare>> = BTreeMap::new();
    for (core, stock) in account.stocks() {
        let Ok(stock) = stock else { continue };
        for site in ["*", core.site.as_str()] {
            stocks.entry((site, core.habitat)).or_default().push(stock);
        }
    }
    if stocks.is_empty() {
        return Err(Error::data(format!("none of the cores of `{}` gives a stock", account.source.name)));
    }
    let row = |((site, habitat), stocks): ((&str, Habitat), Vec<TonnesCPerHectare>)| {
        let mean = habitat_mean(&stocks)?;
        let what = if site == "*" { habitat.name().to_owned() } else { format!("{} at {site}", habitat.name()) };
        let figure = match mean.limits {
            Some(_) => Figure::of(what.as_str(), 1.0, "", &Factor::from(&account.parameter(&what, &mean))),
            None => Figure::of_unknown_error(mean.mean.0),
        };
        Ok(AccountRow {
            zone_set: account.source.name.clone(),
            zone: site.to_owned(),
            zone_name: if site == "*" { "all sites" } else { site }.to_owned(),
            year: account.year,
            year_to: None,
            sector: Sector::Coast,
            category: habitat.name().to_owned(),
            pool: account.pool(),
            quantity: Quantity::CarbonStockPerHectare,
            unit: TonnesCPerHectare::UNIT.to_owned(),
            value: mean.mean.0,
            figure,
            low95: mean.limits.map(|(low, _)| low.0),
            high95: mean.limits.map(|(_, high)| high.0),
            method: account.method(mean.cores),
            evidence: Some(account.source.evidence),
            sources: account.source.source.clone(),
        })
    };
    stocks.into_iter().map(row).collect()
}
