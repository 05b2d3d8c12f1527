//! Maps of carbon densities, of how sure they are, and of their change.

use std::collections::{BTreeMap, BTreeSet};

use super::{Made, PERCENT, Painter, TONNES_C_PER_HECTARE, names};
use crate::accounts::uncertainty::percentage_uncertainties;
use crate::accounts::{carbon_density, carbon_density_factor, carbon_density_of_pool, class_id};
use crate::error::Result;
use crate::land::CarbonPool;
use crate::pipeline::PlannedLayer;
use crate::pipeline::file::MapEntry;
use crate::pipeline::plan::CarbonPlan;

impl Painter<'_> {
    /// Paints carbon density at every date, in some pools; none is all of them.
    pub(super) fn densities(&self, carbon: &CarbonPlan, pools: &[Option<CarbonPool>]) -> Result<Vec<Made>> {
        let mut made = Vec::new();
        for &date in &carbon.dimensions {
            let layer = self.layers[date];
            let year = layer.year.unwrap_or_default();
            let mut maps = self.value_maps(&[date]);
            for pool in pools {
                maps.add(names::density(year, *pool), TONNES_C_PER_HECTARE, |codes| {
                    density(carbon, layer, *codes.first()?, *pool)
                });
            }
            let stage = match pools {
                [pool] => names::density(year, *pool).file,
                _ => format!("carbon density by pool {year}"),
            };
            made.extend(self.values(&stage, &maps, &[date])?);
        }
        Ok(made)
    }

    /// Paints how sure carbon density is at every date.
    pub(super) fn uncertainties(&self, carbon: &CarbonPlan) -> Result<Vec<Made>> {
        let uncertainties = self.uncertainty_by_class(carbon)?;
        let mut made = Vec::new();
        for &date in &carbon.dimensions {
            let layer = self.layers[date];
            let name = names::of_uncertainty(
                MapEntry::CarbonDensityUncertainty,
                layer.year.unwrap_or_default(),
                "carbon density",
            );
            let stage = name.file.clone();
            let mut maps = self.value_maps(&[date]);
            maps.add(name, PERCENT, |codes| uncertainties.get(&class_id(layer.scheme()?, *codes.first()?)).copied());
            made.extend(self.values(&stage, &maps, &[date])?);
        }
        Ok(made)
    }

    /// The uncertainty of the density of every class that occurs at a date and has one, percent.
    fn uncertainty_by_class(&self, carbon: &CarbonPlan) -> Result<BTreeMap<String, f64>> {
        let of_date = |&date: &usize| {
            let scheme = self.layers[date].scheme();
            let codes = self.strata.of_set(0).map(move |stratum| stratum.codes[date]);
            codes.filter_map(move |code| Some(class_id(scheme?, code)))
        };
        let classes: BTreeSet<String> = carbon.dimensions.iter().flat_map(of_date).collect();
        let account = carbon.account();
        let with_density =
            classes.into_iter().filter_map(|class| Some((carbon_density_factor(&account, &class)?, class)));
        let (densities, classes): (Vec<_>, Vec<_>) = with_density.unzip();
        let uncertainties = percentage_uncertainties(self.account.rows, &densities, self.account.uncertainty)?;
        Ok(classes.into_iter().zip(uncertainties).filter_map(|(class, known)| Some((class, known?))).collect())
    }

    /// Paints the change of carbon density between the first and the last date.
    pub(super) fn change(&self, carbon: &CarbonPlan) -> Result<Vec<Made>> {
        let (Some(&first), Some(&last)) = (carbon.dimensions.first(), carbon.dimensions.last()) else {
            return Ok(Vec::new());
        };
        let layers = [first, last].map(|index| self.layers[index]);
        let [from, to] = layers.map(|layer| layer.year.unwrap_or_default());
        let band = format!("carbon density change {from}–{to}");
        let name = names::of_years(MapEntry::CarbonChange, [from, to], band);
        let stage = name.file.clone();
        let mut maps = self.value_maps(&[first, last]);
        maps.add(name, TONNES_C_PER_HECTARE, |codes| {
            let [before, after] = [0, 1].map(|date| density(carbon, layers[date], *codes.get(date)?, None));
            Some(after? - before?)
        });
        self.values(&stage, &maps, &[first, last])
    }
}

/// The density of a layer's code in a pool, or in all of them.
fn density(carbon: &CarbonPlan, layer: &PlannedLayer, code: Option<i32>, pool: Option<CarbonPool>) -> Option<f64> {
    let class = class_id(layer.scheme()?, code);
    let density = match pool {
        Some(pool) => carbon_density_of_pool(&carbon.account(), &class, pool),
        None => carbon_density(&carbon.account(), &class),
    };
    density.map(|density| density.0)
}
