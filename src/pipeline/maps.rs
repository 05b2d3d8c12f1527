//! The maps of a plan: their layers, names, units and values, and the styles beside them.

use std::path::PathBuf;

use super::file::MapEntry;
use super::output::PartialOutput;
use super::plan::CarbonPlan;
use super::run::Observer;
use super::{PlannedLayer, RasterPlan};
use crate::accounts::coast::CoastCarbon;
use crate::accounts::{carbon_density, carbon_density_of_pool, class_id};
use crate::error::{Error, Kind, Result};
use crate::export::gis::{FileNames, PaintedMap, Words, colour_table, raster_style};
use crate::export::{ClassMap, MapName, ValueMaps, class_shares};
use crate::land::CarbonPool;
use crate::strata::StrataTable;
use crate::units::TonnesCPerHectare;

/// The unit of every map of values.
const UNIT: &str = TonnesCPerHectare::UNIT;

/// A painted map, as what it was asked for and from what it was made.
#[derive(Debug, Clone)]
pub(super) struct MadeMap {
    /// The map.
    pub(super) painted: PaintedMap,
    /// What was asked for.
    pub(super) map: MapEntry,
    /// The layers that it is made of, among the class layers.
    pub(super) layers: Vec<usize>,
}

impl MadeMap {
    /// Whether its pixels are classes.
    pub(super) fn is_of_classes(&self) -> bool {
        matches!(self.map, MapEntry::LandClass | MapEntry::ClassLayers)
    }

    /// The years that it shows.
    pub(super) fn years(&self) -> Vec<i32> {
        [self.painted.year, self.painted.year_to].into_iter().flatten().collect()
    }
}

/// What the maps of a run share.
pub(super) struct Painter<'a> {
    rasters: &'a RasterPlan,
    strata: &'a StrataTable,
    layers: Vec<&'a PlannedLayer>,
    output: &'a PartialOutput,
    directory: PathBuf,
    observer: &'a dyn Observer,
}

impl<'a> Painter<'a> {
    /// Creates the directory of the maps.
    pub(super) fn new(
        rasters: &'a RasterPlan,
        strata: &'a StrataTable,
        output: &'a PartialOutput,
        observer: &'a dyn Observer,
    ) -> Result<Self> {
        let directory = output.path().join("maps");
        std::fs::create_dir_all(&directory).map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
        })?;
        Ok(Self { rasters, strata, layers: rasters.class_layers().collect(), output, directory, observer })
    }

    /// Paints everything that was asked for; `coast` holds the layers of the coast and the carbon of its histories.
    pub(super) fn paint(&self, coast: Option<(&[usize], &CoastCarbon)>) -> Result<Vec<MadeMap>> {
        let methods = &self.rasters.methods;
        let mut of_the_coast = coast.map(|(dimensions, carbon)| (self.value_maps(dimensions), carbon));
        let mut of_coast = Vec::new();
        let mut made: Vec<MadeMap> = Vec::new();
        for &map in &self.rasters.maps {
            let mut add = |painted: Vec<PaintedMap>, layers: &[usize]| {
                made.extend(painted.into_iter().map(|painted| MadeMap { painted, map, layers: layers.to_vec() }));
            };
            match (map, &methods.land_area, &methods.carbon_density, &mut of_the_coast) {
                (MapEntry::LandClass, Some(dimensions), ..) => {
                    for &index in dimensions {
                        add(vec![self.classes(index, land_class_name(self.layers[index].year))?], &[index]);
                    }
                }
                (MapEntry::ClassLayers, land_area, ..) => {
                    let mut names = FileNames::default();
                    for (index, layer) in self.layers.iter().enumerate() {
                        if land_area.as_ref().is_none_or(|dimensions| !dimensions.contains(&index)) {
                            add(vec![self.classes(index, class_layer_name(layer, &mut names))?], &[index]);
                        }
                    }
                }
                (MapEntry::CarbonDensity, _, Some(carbon), _) => {
                    for &index in &carbon.dimensions {
                        add(self.densities(carbon, index, &[None])?, &[index]);
                    }
                }
                (MapEntry::CarbonDensityByPool, _, Some(carbon), _) => {
                    let pools: Vec<_> = carbon.densities.pools().into_iter().map(Some).collect();
                    for &index in &carbon.dimensions {
                        add(self.densities(carbon, index, &pools)?, &[index]);
                    }
                }
                (MapEntry::CarbonChange, _, Some(carbon), _) => {
                    let (Some(&first), Some(&last)) = (carbon.dimensions.first(), carbon.dimensions.last()) else {
                        continue;
                    };
                    add(self.change(carbon, first, last)?, &[first, last]);
                }
                (MapEntry::CoastCarbonDensity, .., Some((maps, carbon))) => {
                    for (index, year) in carbon.years().iter().enumerate() {
                        let name = MapName {
                            file: format!("coast_carbon_density_{year}.tif"),
                            band: format!("carbon density of the coast {year}, all pools"),
                            title: Words::term("gis.map.coast_carbon_density", &[("year", number(*year))]),
                            year: Some(*year),
                            year_to: None,
                        };
                        maps.add(name, UNIT, |codes| carbon.density(codes, index));
                        of_coast.push(map);
                    }
                }
                (MapEntry::CoastCarbonChange, .., Some((maps, carbon))) => {
                    for (period, years) in carbon.years().windows(2).enumerate() {
                        let name = MapName {
                            file: format!("coast_carbon_change_{}_{}.tif", years[0], years[1]),
                            band: format!("net carbon gain of the coast {}–{}, all pools", years[0], years[1]),
                            title: Words::term("gis.map.coast_carbon_change", &[("years", span(years[0], years[1]))]),
                            year: Some(years[0]),
                            year_to: Some(years[1]),
                        };
                        maps.add(name, UNIT, |codes| carbon.net_gain(codes, period));
                        of_coast.push(map);
                    }
                }
                _ => return Err(Error::internal("a map without its method passed the checks")),
            }
        }
        if let Some((maps, _)) = of_the_coast.filter(|(maps, _)| !maps.is_empty()) {
            let layers: Vec<usize> = coast.iter().flat_map(|(dimensions, _)| dimensions.to_vec()).collect();
            let painted = self.values("maps of the coast", &maps)?.into_iter().zip(of_coast);
            made.extend(painted.map(|(painted, map)| MadeMap { painted, map, layers: layers.clone() }));
        }
        for made in &made {
            self.write_styles(&made.painted)?;
        }
        Ok(made)
    }

    /// Styles beside a map, under its name: older programs take their colours from nowhere else.
    fn write_styles(&self, map: &PaintedMap) -> Result<()> {
        let beside = |ending: &str| format!("maps/{}{ending}", map.file.trim_end_matches(".tif"));
        self.output.write(&beside(".qml"), &raster_style(map)?)?;
        match colour_table(map) {
            Some(table) => self.output.write(&beside(".clr"), table.as_bytes()),
            None => Ok(()),
        }
    }

    fn classes(&self, index: usize, name: MapName) -> Result<PaintedMap> {
        let layer = self.layers[index];
        let scheme = layer.scheme().ok_or_else(|| Error::internal("a class layer has no scheme"))?;
        self.observer.stage(&format!("paint {}", name.file), self.rasters.grid.pixels());
        let shares = class_shares(self.strata, index, scheme);
        let map = ClassMap { layer: &layer.source, scheme, shares: &shares, name };
        map.write(&self.directory, &self.rasters.grid, self.observer)
    }

    /// Paints carbon density at one date, in some pools; none is all of them.
    fn densities(&self, carbon: &CarbonPlan, date: usize, pools: &[Option<CarbonPool>]) -> Result<Vec<PaintedMap>> {
        let layer = self.layers[date];
        let year = layer.year.unwrap_or_default();
        let mut maps = self.value_maps(&[date]);
        for pool in pools {
            let name = density_name(year, *pool);
            maps.add(name, UNIT, |codes| density(carbon, layer, *codes.first()?, *pool));
        }
        let stage = match pools {
            [pool] => density_name(year, *pool).file,
            _ => format!("carbon density by pool {year}"),
        };
        self.values(&stage, &maps)
    }

    /// Paints the change of carbon density between two dates.
    fn change(&self, carbon: &CarbonPlan, first: usize, last: usize) -> Result<Vec<PaintedMap>> {
        let layers = [first, last].map(|index| self.layers[index]);
        let [from, to] = layers.map(|layer| layer.year.unwrap_or_default());
        let name = MapName {
            file: format!("carbon_change_{from}_{to}.tif"),
            band: format!("carbon density change {from}–{to}"),
            title: Words::term("gis.map.carbon_change", &[("years", span(from, to))]),
            year: Some(from),
            year_to: Some(to),
        };
        let mut maps = self.value_maps(&[first, last]);
        let stage = name.file.clone();
        maps.add(name, UNIT, |codes| {
            let [before, after] = [0, 1].map(|date| density(carbon, layers[date], *codes.get(date)?, None));
            Some(after? - before?)
        });
        self.values(&stage, &maps)
    }

    /// Maps of values per combination of codes of some class layers.
    fn value_maps(&self, dimensions: &[usize]) -> ValueMaps<'a> {
        let layers: Vec<_> = dimensions.iter().map(|index| (*index, &self.layers[*index].source)).collect();
        ValueMaps::new(self.strata, &layers)
    }

    /// Paints maps that the observer knows by `name`.
    fn values(&self, name: &str, maps: &ValueMaps<'_>) -> Result<Vec<PaintedMap>> {
        self.observer.stage(&format!("paint {name}"), self.rasters.grid.pixels());
        maps.write(&self.directory, &self.rasters.grid, self.observer)
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

fn number(year: i32) -> Words {
    Words::same(&year.to_string())
}

fn span(from: i32, to: i32) -> Words {
    Words::same(&format!("{from}–{to}"))
}

fn land_class_name(year: Option<i32>) -> MapName {
    let known = year.unwrap_or_default();
    MapName {
        file: format!("land_class_{known}.tif"),
        band: format!("land class {known}"),
        title: Words::term("gis.map.land_class", &[("year", number(known))]),
        year,
        year_to: None,
    }
}

fn class_layer_name(layer: &PlannedLayer, names: &mut FileNames) -> MapName {
    let name = layer.source.name();
    MapName {
        file: format!("class_{}.tif", names.unique(name)),
        band: format!("classes of {name}"),
        title: Words::term("gis.map.class_layer", &[("layer", Words::same(name))]),
        year: layer.year,
        year_to: None,
    }
}

fn density_name(year: i32, pool: Option<CarbonPool>) -> MapName {
    let (file, band, title) = match pool {
        None => (
            format!("carbon_density_{year}.tif"),
            format!("carbon density {year}, all pools"),
            Words::term("gis.map.carbon_density", &[("year", number(year))]),
        ),
        Some(pool) => (
            format!("carbon_density_{}_{year}.tif", pool.name()),
            format!("carbon density {year}, {}", pool.name()),
            Words::term(
                "gis.map.carbon_density_of_pool",
                &[("year", number(year)), ("pool", Words::of("pool", pool.name()))],
            ),
        ),
    };
    MapName { file, band, title, year: Some(year), year_to: None }
}
