//! The maps of a plan: their layers, names, units and values, and the styles beside them.

mod carbon;
mod coast;
mod names;

use std::path::PathBuf;

pub(super) use self::coast::CoastLayers;
use self::coast::CoastMaps;
use super::file::MapEntry;
use super::output::PartialOutput;
use super::run::Observer;
use super::{PlannedLayer, RasterPlan};
use crate::accounts::AccountRow;
use crate::accounts::uncertainty::UncertaintySettings;
use crate::error::{Error, Kind, Result};
use crate::export::gis::{FileNames, MapContent, PaintedMap, colour_table, raster_style};
use crate::export::{ClassMap, DatedLayer, HistoryMap, MapName, ValueMaps, class_shares};
use crate::strata::StrataTable;
use crate::units::TonnesCPerHectare;

/// The unit of maps of densities and their changes.
const TONNES_C_PER_HECTARE: &str = TonnesCPerHectare::UNIT;
/// The unit of maps of uncertainty.
const PERCENT: &str = "%";

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

/// A painted map with the layers that it is made of.
struct Made {
    painted: PaintedMap,
    layers: Vec<usize>,
}

impl MadeMap {
    /// Whether its pixels are classes.
    pub(super) fn is_of_classes(&self) -> bool {
        matches!(self.painted.content, MapContent::Classes(_))
    }

    /// The years that it shows.
    pub(super) fn years(&self) -> Vec<i32> {
        [self.painted.year, self.painted.year_to].into_iter().flatten().collect()
    }
}

/// An account and how it was drawn.
#[derive(Clone, Copy)]
pub(super) struct DrawnAccount<'a> {
    pub(super) rows: &'a [AccountRow],
    pub(super) uncertainty: &'a UncertaintySettings,
}

/// What the maps of a run share.
pub(super) struct Painter<'a> {
    rasters: &'a RasterPlan,
    strata: &'a StrataTable,
    account: DrawnAccount<'a>,
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
        account: DrawnAccount<'a>,
        output: &'a PartialOutput,
        observer: &'a dyn Observer,
    ) -> Result<Self> {
        let directory = output.path().join("maps");
        std::fs::create_dir_all(&directory).map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
        })?;
        Ok(Self { rasters, strata, account, layers: rasters.class_layers().collect(), output, directory, observer })
    }

    /// Paints everything that was asked for; maps of values of the coast come last.
    pub(super) fn paint(&self, coast: Option<&'a CoastLayers<'a>>) -> Result<Vec<MadeMap>> {
        let methods = &self.rasters.methods;
        let land_area = methods.land_area.as_deref();
        let mut coast_maps = coast.map(|layers| CoastMaps::new(self, layers));
        let mut made: Vec<MadeMap> = Vec::new();
        for &map in &self.rasters.maps {
            let painted = match (map, land_area, &methods.carbon_density, coast) {
                (MapEntry::LandClass, Some(dimensions), ..) => self.land_classes(dimensions)?,
                (MapEntry::LandHistory, Some(dimensions), ..) => vec![self.history(map, dimensions, |_| true)?],
                (MapEntry::ClassLayers, ..) => self.class_layers(land_area.unwrap_or_default())?,
                (MapEntry::CarbonDensity, _, Some(carbon), _) => self.densities(carbon, &[None])?,
                (MapEntry::CarbonDensityUncertainty, _, Some(carbon), _) => self.uncertainties(carbon)?,
                (MapEntry::CarbonDensityByPool, _, Some(carbon), _) => {
                    let pools: Vec<_> = carbon.densities.pools().into_iter().map(Some).collect();
                    self.densities(carbon, &pools)?
                }
                (MapEntry::CarbonChange, _, Some(carbon), _) => self.change(carbon)?,
                (MapEntry::CoastHistory, .., Some(CoastLayers { dimensions, carbon })) => {
                    vec![self.history(map, dimensions, |codes| carbon.has_history(codes))?]
                }
                (map, .., Some(_)) if map.is_of_coast() => {
                    coast_maps.as_mut().map_or(Ok(()), |maps| maps.add(self, map))?;
                    Vec::new()
                }
                _ => return Err(Error::internal("a map without its method passed the checks")),
            };
            made.extend(painted.into_iter().map(|Made { painted, layers }| MadeMap { painted, map, layers }));
        }
        if let Some(maps) = coast_maps {
            made.extend(maps.paint(self)?);
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

    fn land_classes(&self, dimensions: &[usize]) -> Result<Vec<Made>> {
        let year = |index: usize| self.layers[index].year.expect("the plan refuses land classes without a year");
        let name = |index: usize| names::land_class(year(index));
        dimensions.iter().map(|index| self.classes(*index, name(*index))).collect()
    }

    /// Paints the class layers that are none of those of land classes.
    fn class_layers(&self, land_area: &[usize]) -> Result<Vec<Made>> {
        let mut names = FileNames::default();
        let others = self.layers.iter().enumerate().filter(|(index, _)| !land_area.contains(index));
        others.map(|(index, layer)| self.classes(index, names::class_layer(layer, &mut names))).collect()
    }

    fn classes(&self, index: usize, name: MapName) -> Result<Made> {
        let layer = self.layers[index];
        let scheme = layer.scheme().ok_or_else(|| Error::internal("a class layer has no scheme"))?;
        self.observer.stage(&format!("paint {}", name.file), self.rasters.grid.pixels());
        let shares = class_shares(self.strata, index, scheme);
        let map = ClassMap { layer: &layer.source, scheme, shares: &shares, name };
        let painted = map.write(&self.directory, &self.rasters.grid, self.observer)?;
        Ok(Made { painted, layers: vec![index] })
    }

    /// Paints the classes that pixels had at the dates of some layers, where their codes are `shown`.
    fn history(&self, map: MapEntry, dimensions: &[usize], shown: impl Fn(&[Option<i32>]) -> bool) -> Result<Made> {
        let dated = dimensions.iter().map(|&dimension| {
            let layer = self.layers[dimension];
            let (scheme, year) = layer.scheme().zip(layer.year)?;
            Some(DatedLayer { dimension, source: &layer.source, scheme, year })
        });
        let dated: Option<Vec<DatedLayer<'_>>> = dated.collect();
        let dated = dated.ok_or_else(|| Error::internal("a layer of a history has no scheme or no year"))?;
        let years: Vec<String> = dated.iter().map(|layer| layer.year.to_string()).collect();
        let (Some(first), Some(last)) = (dated.first(), dated.last()) else {
            return Err(Error::internal("a history without dates passed the checks"));
        };
        let band = format!("land-cover history {}", years.join(", "));
        let name = names::of_years(map, [first.year, last.year], band);
        self.observer.stage(&format!("paint {}", name.file), self.rasters.grid.pixels());
        let map = HistoryMap::new(self.strata, &dated, name, shown);
        let painted = map.write(&self.directory, &self.rasters.grid, self.observer)?;
        Ok(Made { painted, layers: dimensions.to_vec() })
    }

    /// Maps of values per combination of codes of some class layers.
    fn value_maps(&self, dimensions: &[usize]) -> ValueMaps<'a> {
        let layers: Vec<_> = dimensions.iter().map(|index| (*index, &self.layers[*index].source)).collect();
        ValueMaps::new(self.strata, &layers)
    }

    /// Paints maps that the observer knows by `name`, made of some layers.
    fn values(&self, name: &str, maps: &ValueMaps<'_>, layers: &[usize]) -> Result<Vec<Made>> {
        self.observer.stage(&format!("paint {name}"), self.rasters.grid.pixels());
        let painted = maps.write(&self.directory, &self.rasters.grid, self.observer)?;
        Ok(painted.into_iter().map(|painted| Made { painted, layers: layers.to_vec() }).collect())
    }
}
