//! Maps of the coast, whose layers are read once for all of them but the histories.

use super::{Made, MadeMap, PERCENT, Painter, TONNES_C_PER_HECTARE, names};
use crate::accounts::coast::CoastCarbon;
use crate::accounts::uncertainty::percentage_uncertainties;
use crate::error::Result;
use crate::export::ValueMaps;
use crate::parameters::Factor;
use crate::pipeline::file::MapEntry;

/// The coast as maps need it.
pub(in crate::pipeline) struct CoastLayers<'a> {
    /// The places of its class layers in the strata.
    pub(in crate::pipeline) dimensions: &'a [usize],
    /// What its histories hold and gain.
    pub(in crate::pipeline) carbon: &'a CoastCarbon,
}

/// The maps of values that were asked for.
pub(super) struct CoastMaps<'a> {
    layers: &'a CoastLayers<'a>,
    maps: ValueMaps<'a>,
    entries: Vec<MapEntry>,
}

impl<'a> CoastMaps<'a> {
    pub(super) fn new(painter: &Painter<'a>, layers: &'a CoastLayers<'a>) -> Self {
        Self { layers, maps: painter.value_maps(layers.dimensions), entries: Vec::new() }
    }

    pub(super) fn add(&mut self, painter: &Painter<'_>, map: MapEntry) -> Result<()> {
        let carbon = self.layers.carbon;
        let years = carbon.years();
        let before = self.entries.len();
        match map {
            MapEntry::CoastCarbonDensity => {
                for (index, year) in years.iter().enumerate() {
                    let name = names::of_year(map, *year, format!("carbon density of the coast {year}, all pools"));
                    self.maps.add(name, TONNES_C_PER_HECTARE, |codes| carbon.density(codes, index));
                }
                self.entries.resize(before + years.len(), map);
            }
            MapEntry::CoastCarbonDensityUncertainty => {
                for (index, year) in years.iter().enumerate() {
                    let name = names::of_uncertainty(map, *year, "carbon density of the coast");
                    let uncertainties = self.uncertainties(painter, index)?;
                    let combinations = self.maps.combinations().to_vec();
                    self.maps.add(name, PERCENT, |codes| {
                        uncertainties[combinations.binary_search_by(|known| known.as_slice().cmp(codes)).ok()?]
                    });
                }
                self.entries.resize(before + years.len(), map);
            }
            _ => {
                for (period, years) in years.windows(2).enumerate() {
                    let band = format!("net carbon gain of the coast {}–{}, all pools", years[0], years[1]);
                    let name = names::of_years(map, [years[0], years[1]], band);
                    self.maps.add(name, TONNES_C_PER_HECTARE, |codes| carbon.net_gain(codes, period));
                }
                self.entries.resize(before + years.len().saturating_sub(1), map);
            }
        }
        Ok(())
    }

    /// The uncertainty of what every combination of codes holds at a year, percent.
    fn uncertainties(&self, painter: &Painter<'_>, year: usize) -> Result<Vec<Option<f64>>> {
        let density = |codes: &Vec<Option<i32>>| self.layers.carbon.density_factor(codes, year);
        let densities = self.maps.combinations().iter().map(density).collect::<Result<Vec<_>>>()?;
        let known: Vec<Factor> = densities.iter().flatten().cloned().collect();
        let mut drawn =
            percentage_uncertainties(painter.account.rows, &known, painter.account.uncertainty)?.into_iter();
        Ok(densities.into_iter().map(|density| density.and_then(|_| drawn.next().flatten())).collect())
    }

    /// Paints what was added.
    pub(super) fn paint(self, painter: &Painter<'_>) -> Result<Vec<MadeMap>> {
        if self.maps.is_empty() {
            return Ok(Vec::new());
        }
        let made = painter.values("maps of the coast", &self.maps, self.layers.dimensions)?;
        let made = made.into_iter().zip(self.entries);
        Ok(made.map(|(Made { painted, layers }, map)| MadeMap { painted, map, layers }).collect())
    }
}
