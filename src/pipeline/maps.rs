//! The maps of a plan: their layers, names, units and values.

use std::path::PathBuf;

use super::file::MapEntry;
use super::output::PartialOutput;
use super::plan::CarbonPlan;
use super::run::Observer;
use super::{PlannedLayer, RasterPlan};
use crate::accounts::coast::CoastCarbon;
use crate::accounts::{carbon_density, class_id};
use crate::error::{Error, Kind, Result};
use crate::export::{ClassMap, ValueMaps};
use crate::strata::StrataTable;
use crate::units::TonnesCPerHectare;

/// The unit of every map of values.
const UNIT: &str = TonnesCPerHectare::UNIT;

/// A map that was painted.
#[derive(Debug, Clone)]
pub(super) struct PaintedMap {
    /// The name of the file in the directory of the maps.
    pub(super) file: String,
    /// What it shows.
    pub(super) map: MapEntry,
    /// Of which years.
    pub(super) years: Vec<i32>,
    /// The layers that it is made of, among the class layers.
    pub(super) layers: Vec<usize>,
}

/// What the maps of a run share.
pub(super) struct Painter<'a> {
    rasters: &'a RasterPlan,
    strata: &'a StrataTable,
    layers: Vec<&'a PlannedLayer>,
    directory: PathBuf,
    observer: &'a dyn Observer,
}

impl<'a> Painter<'a> {
    /// Creates the directory of the maps.
    pub(super) fn new(
        rasters: &'a RasterPlan,
        strata: &'a StrataTable,
        output: &PartialOutput,
        observer: &'a dyn Observer,
    ) -> Result<Self> {
        let directory = output.path().join("maps");
        std::fs::create_dir_all(&directory).map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
        })?;
        Ok(Self { rasters, strata, layers: rasters.class_layers().collect(), directory, observer })
    }

    /// Paints everything that was asked for; `coast` holds the layers of the coast and the carbon of its histories.
    pub(super) fn paint(&self, coast: Option<(&[usize], &CoastCarbon)>) -> Result<Vec<PaintedMap>> {
        let mut painted = Vec::new();
        let methods = &self.rasters.methods;
        let mut of_the_coast = coast.map(|(dimensions, carbon)| (self.value_maps(dimensions), carbon));
        for map in &self.rasters.maps {
            match (map, &methods.land_area, &methods.carbon_density, &mut of_the_coast) {
                (MapEntry::LandClass, Some(dimensions), ..) => {
                    for &index in dimensions {
                        let file = self.classes(self.layers[index])?;
                        painted.push(self.painted(file, *map, vec![index]));
                    }
                }
                (MapEntry::CarbonDensity, _, Some(carbon), _) => {
                    for &index in &carbon.dimensions {
                        let file = self.density(carbon, &[index])?;
                        painted.push(self.painted(file, *map, vec![index]));
                    }
                }
                (MapEntry::CarbonChange, _, Some(carbon), _) => {
                    let (Some(&first), Some(&last)) = (carbon.dimensions.first(), carbon.dimensions.last()) else {
                        continue;
                    };
                    let file = self.density(carbon, &[first, last])?;
                    painted.push(self.painted(file, *map, vec![first, last]));
                }
                (MapEntry::CoastCarbonDensity, .., Some((maps, carbon))) => {
                    for (index, year) in carbon.years().iter().enumerate() {
                        let file = format!("coast_carbon_density_{year}.tif");
                        let title = format!("carbon density of the coast {year}, all pools");
                        maps.add(self.directory.join(&file), title, UNIT, |codes| carbon.density(codes, index));
                        let layers = coast.iter().flat_map(|(dimensions, _)| dimensions.to_vec()).collect();
                        painted.push(PaintedMap { file, map: *map, years: vec![*year], layers });
                    }
                }
                (MapEntry::CoastCarbonChange, .., Some((maps, carbon))) => {
                    for (period, years) in carbon.years().windows(2).enumerate() {
                        let file = format!("coast_carbon_change_{}_{}.tif", years[0], years[1]);
                        let title = format!("net carbon gain of the coast {}–{}, all pools", years[0], years[1]);
                        maps.add(self.directory.join(&file), title, UNIT, |codes| carbon.net_gain(codes, period));
                        let layers = coast.iter().flat_map(|(dimensions, _)| dimensions.to_vec()).collect();
                        painted.push(PaintedMap { file, map: *map, years: years.to_vec(), layers });
                    }
                }
                _ => return Err(Error::internal("a map without its method passed the checks")),
            }
        }
        if let Some((maps, _)) = of_the_coast.filter(|(maps, _)| !maps.is_empty()) {
            self.values("maps of the coast", &maps)?;
        }
        Ok(painted)
    }

    fn painted(&self, file: String, map: MapEntry, layers: Vec<usize>) -> PaintedMap {
        let years = layers.iter().map(|index| self.layers[*index].year.unwrap_or_default()).collect();
        PaintedMap { file, map, years, layers }
    }

    /// Paints the classes of a layer; gives the name of the file.
    fn classes(&self, layer: &PlannedLayer) -> Result<String> {
        let scheme = layer.scheme().ok_or_else(|| Error::internal("a class layer has no scheme"))?;
        let name = format!("land_class_{}.tif", layer.year.unwrap_or_default());
        self.observer.stage(&format!("paint {name}"), self.rasters.grid.pixels());
        let title = format!("land class {}", layer.year.unwrap_or_default());
        let map = ClassMap { layer: &layer.source, scheme, title };
        map.write(&self.directory.join(&name), &self.rasters.grid, self.observer)?;
        Ok(name)
    }

    /// Paints carbon density at one date, or its change between two; gives the name of the file.
    fn density(&self, carbon: &CarbonPlan, dates: &[usize]) -> Result<String> {
        let layers: Vec<&PlannedLayer> = dates.iter().map(|index| self.layers[*index]).collect();
        let years: Vec<String> = layers.iter().map(|layer| layer.year.unwrap_or_default().to_string()).collect();
        let (file, title) = match years.as_slice() {
            [year] => (format!("carbon_density_{year}.tif"), format!("carbon density {year}, all pools")),
            years => {
                (format!("carbon_change_{}.tif", years.join("_")), format!("carbon density change {}", years.join("–")))
            }
        };
        let density = |layer: &PlannedLayer, code| {
            carbon_density(&carbon.account(), &class_id(layer.scheme()?, code)).map(|density| density.0)
        };
        let mut maps = self.value_maps(dates);
        maps.add(self.directory.join(&file), title, UNIT, |codes| {
            let mut densities = layers.iter().zip(codes).map(|(layer, code)| density(layer, *code));
            let first = densities.next()??;
            match densities.next() {
                None => Some(first),
                Some(last) => Some(last? - first),
            }
        });
        self.values(&file, &maps)?;
        Ok(file)
    }

    /// Maps of values per combination of codes of some class layers.
    fn value_maps(&self, dimensions: &[usize]) -> ValueMaps<'a> {
        let layers: Vec<_> = dimensions.iter().map(|index| (*index, &self.layers[*index].source)).collect();
        ValueMaps::new(self.strata, &layers)
    }

    /// Paints maps that the observer knows by `name`.
    fn values(&self, name: &str, maps: &ValueMaps<'_>) -> Result<()> {
        self.observer.stage(&format!("paint {name}"), self.rasters.grid.pixels());
        maps.write(&self.rasters.grid, self.observer)
    }
}
