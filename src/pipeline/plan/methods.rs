//! Methods: the layers and classes they name exist and fit, and their tables are read.

use std::collections::BTreeSet;

use super::grid::unknown;
use super::layers::{PlannedLayer, read_table};
use super::{Builder, RasterPlan};
use crate::accounts::uncertainty::Correlation;
use crate::accounts::{SharedErrors, share_correlations};
use crate::error::{Error, Result};
use crate::models::present_value_factor;
use crate::models::sampling::ConfusionMatrix;
use crate::parameters::{CarbonDensities, WideColumns};
use crate::pipeline::coast::CoastEntry;
use crate::pipeline::file::{
    AreaMeasure, CarbonDensityEntry, DensityTable, LayerKind, LongTable, MapAccuracyEntry, MapEntry, PresentValueEntry,
    WideTable,
};

/// Beyond these a price or a rate is a mistake, and products with it overflow.
const MOST_PRICE: f64 = 1e9;
const MOST_PERCENT: f64 = 1_000.0;

/// What to compute, by indices into the strata's dimensions and quantities.
#[derive(Debug, Default)]
pub struct Methods {
    /// Class layers of the land-area account.
    pub land_area: Option<Vec<usize>>,
    /// The carbon account.
    pub carbon_density: Option<CarbonPlan>,
    /// The present value of its change.
    pub present_value: Option<PresentValueEntry>,
    /// The growing-stock account.
    pub growing_stock: Option<GrowingStockPlan>,
    /// The cover-rate account.
    pub cover_rate: Option<CoverRatePlan>,
    /// Areas corrected by a reference sample.
    pub map_accuracy: Option<MapAccuracyPlan>,
}

/// The carbon account.
#[derive(Debug)]
pub struct CarbonPlan {
    /// Class layers, in the order of their years.
    pub dimensions: Vec<usize>,
    /// The densities.
    pub densities: CarbonDensities,
    /// Classes left out on purpose.
    pub excluded: BTreeSet<String>,
    /// Whether unverified rows may be used.
    pub allow_unverified: bool,
    /// What shares one error of a density.
    pub errors: SharedErrors,
}

/// The growing-stock account.
#[derive(Debug)]
pub struct GrowingStockPlan {
    /// The quantity layer.
    pub quantity: usize,
    /// The class layer.
    pub dimension: usize,
    /// The classes whose trees make up the stock.
    pub classes: BTreeSet<String>,
}

/// The cover-rate account.
#[derive(Debug)]
pub struct CoverRatePlan {
    /// The class layer.
    pub dimension: usize,
    /// The classes of the numerator.
    pub classes: BTreeSet<String>,
    /// The name of the definition.
    pub basis: String,
}

/// Areas corrected by a reference sample.
#[derive(Debug)]
pub struct MapAccuracyPlan {
    /// The class layer.
    pub dimension: usize,
    /// The reference sample.
    pub matrix: ConfusionMatrix,
    /// The classes of forest.
    pub classes: BTreeSet<String>,
    /// The name of the definition.
    pub basis: String,
    /// Who took the sample.
    pub source: String,
    /// How the errors of what the sample found are correlated.
    pub correlations: Vec<Correlation>,
}

/// Layers by name, in the order of the strata's columns of their kind.
pub(super) struct Names<'a> {
    layers: Vec<(&'a str, &'a PlannedLayer)>,
}

impl<'a> Names<'a> {
    /// The class layers of a plan.
    pub(super) fn of_classes(rasters: &'a RasterPlan) -> Self {
        Self { layers: rasters.class_layers().map(|layer| (layer.source.name(), layer)).collect() }
    }
}

impl Builder<'_> {
    /// Checks the methods. Without planned layers, names are still checked against the file.
    pub(super) fn plan_methods(&mut self, layers: Option<&[PlannedLayer]>) -> Option<Methods> {
        let before = self.problems.len();
        let entries = &self.file.methods;
        let by_kind = |classes: bool| Names {
            layers: layers
                .unwrap_or_default()
                .iter()
                .filter(|layer| layer.scheme().is_some() == classes)
                .map(|layer| (layer.source.name(), layer))
                .collect(),
        };
        let (classes, quantities) = (by_kind(true), by_kind(false));
        let mut methods = Methods { present_value: entries.present_value.clone(), ..Methods::default() };
        if let Some(entry) = &entries.land_area {
            methods.land_area = self.dated(&["methods", "land_area", "layers"], &entry.layers, &classes);
        }
        if let Some(entry) = &entries.carbon_density {
            methods.carbon_density = self.plan_carbon(entry, &classes);
        }
        if let Some(entry) = &entries.present_value {
            self.check_present_value(entry);
        }
        if let Some(entry) = &entries.growing_stock {
            let keys = |key| ["methods", "growing_stock", key];
            let quantity = self.layer(&keys("layer"), &entry.layer, LayerKind::Quantity, &quantities);
            let dimension = self.layer(&keys("land"), &entry.land, LayerKind::Class, &classes);
            self.check_stock_unit(&entry.layer);
            if let (Some(quantity), Some(dimension)) = (quantity, dimension) {
                let classes = self.class_set(&keys("classes"), &entry.classes, classes.layers[dimension].1);
                methods.growing_stock = Some(GrowingStockPlan { quantity, dimension, classes });
            }
        }
        if let Some(entry) = &entries.cover_rate {
            let keys = |key| ["methods", "cover_rate", key];
            if let Some(dimension) = self.layer(&keys("land"), &entry.land, LayerKind::Class, &classes) {
                let classes = self.class_set(&keys("classes"), &entry.classes, classes.layers[dimension].1);
                methods.cover_rate = Some(CoverRatePlan { dimension, classes, basis: entry.basis.clone() });
            }
            if self.file.zones.values().all(|zones| zones.official_area.is_none()) {
                let problem =
                    Error::data("a cover rate needs the official land area of zones, which no zone set gives")
                        .hint("add `official_area` to a zone set: the denominator is never computed from pixels");
                self.problem(&["methods", "cover_rate"], &problem);
            }
        }
        if let Some(entry) = &entries.map_accuracy {
            methods.map_accuracy = self.plan_map_accuracy(entry, &classes);
        }
        self.check_maps();
        (self.problems.len() == before && layers.is_some()).then_some(methods)
    }

    fn plan_map_accuracy(&mut self, entry: &MapAccuracyEntry, classes: &Names<'_>) -> Option<MapAccuracyPlan> {
        let keys = |key| ["methods", "map_accuracy", key];
        let path = self.path(&entry.matrix);
        let matrix = read_table(&path).and_then(|text| ConfusionMatrix::from_csv(&path.display().to_string(), &text));
        let matrix = self.keep(&keys("matrix"), matrix);
        let dimension = self.layer(&keys("land"), &entry.land, LayerKind::Class, classes)?;
        let layer = classes.layers[dimension].1;
        let forest = self.class_set(&keys("classes"), &entry.classes, layer);
        let matrix = matrix?;
        self.class_set(&keys("matrix"), matrix.classes(), layer);
        let (basis, source) = (entry.basis.clone(), entry.source.clone());
        let correlations = share_correlations(&matrix, &entry.land, &source);
        Some(MapAccuracyPlan { dimension, matrix, classes: forest, basis, source, correlations })
    }

    /// The index of a layer of a kind among the strata's columns.
    fn layer(&mut self, keys: &[&str], name: &str, kind: LayerKind, names: &Names<'_>) -> Option<usize> {
        match self.file.layers.get(name) {
            None => {
                let known: Vec<&str> = self.file.layers.keys().map(String::as_str).collect();
                self.problem(keys, &unknown("layer", name, &known));
                None
            }
            Some(entry) if entry.kind != kind => {
                let (is, expected) = match kind {
                    LayerKind::Class => ("a quantity", "classes"),
                    LayerKind::Quantity => ("of classes", "a quantity"),
                };
                self.problem(keys, &Error::data(format!("layer `{name}` is {is}, expected {expected}")));
                None
            }
            Some(_) => names.layers.iter().position(|(known, _)| *known == name),
        }
    }

    /// Class layers with years, in rising order.
    pub(super) fn dated(&mut self, keys: &[&str], names: &[String], classes: &Names<'_>) -> Option<Vec<usize>> {
        let dimensions: Vec<Option<usize>> =
            names.iter().map(|name| self.layer(keys, name, LayerKind::Class, classes)).collect();
        let years: Vec<Option<i32>> = names.iter().map(|name| self.file.layers.get(name)?.year).collect();
        if let Some(index) = years.iter().position(Option::is_none) {
            if self.file.layers.contains_key(&names[index]) {
                let problem = Error::data(format!("layer `{}` has no year, which an account needs", names[index]));
                self.problem(&["layers", &names[index]], &problem);
            }
        } else if years.windows(2).any(|pair| pair[0] >= pair[1]) {
            let problem = Error::data("the layers are not in the order of their years, or two have the same year")
                .note(
                    names
                        .iter()
                        .zip(&years)
                        .map(|(name, year)| format!("{name} {}", year.unwrap_or(0)))
                        .collect::<Vec<_>>()
                        .join(", "),
                );
            self.problem(keys, &problem);
        }
        dimensions.into_iter().collect()
    }

    fn class_set(&mut self, keys: &[&str], ids: &[String], layer: &PlannedLayer) -> BTreeSet<String> {
        let Some(scheme) = layer.scheme() else { return BTreeSet::new() };
        let known: Vec<&str> = scheme.classes().map(|class| class.id.as_str()).collect();
        for id in ids {
            if !known.contains(&id.as_str()) && !id.starts_with("unknown_") {
                self.problem(keys, &unknown(&format!("class of scheme `{}` named", scheme.name()), id, &known));
            }
        }
        ids.iter().cloned().collect()
    }

    fn plan_carbon(&mut self, entry: &CarbonDensityEntry, classes: &Names<'_>) -> Option<CarbonPlan> {
        let keys = |key| ["methods", "carbon_density", key];
        let dimensions = self.dated(&keys("layers"), &entry.layers, classes);
        let layer = dimensions
            .as_ref()
            .and_then(|dimensions| classes.layers.get(*dimensions.first()?))
            .map(|(_, layer)| *layer);
        let densities = match (&entry.table, layer) {
            (DensityTable::Name(set), _) => self.keep(&keys("table"), CarbonDensities::built_in(set)),
            (DensityTable::Long(table), _) => {
                let densities = self.long_table(table);
                self.keep(&keys("table"), densities)
            }
            (DensityTable::Wide(table), Some(layer)) => {
                let densities = self.wide_table(table, layer);
                self.keep(&keys("table"), densities)
            }
            (DensityTable::Wide(_), None) => None,
        }?;
        let excluded = self.class_set(&keys("exclude"), &entry.exclude, layer?);
        Some(CarbonPlan {
            dimensions: dimensions?,
            densities,
            excluded,
            allow_unverified: entry.allow_unverified,
            errors: entry.shared_errors,
        })
    }

    fn long_table(&self, table: &LongTable) -> Result<CarbonDensities> {
        let path = self.path(&table.path);
        CarbonDensities::from_long_csv(&path.display().to_string(), &read_table(&path)?, &table.set)
    }

    fn wide_table(&self, table: &WideTable, layer: &PlannedLayer) -> Result<CarbonDensities> {
        let path = self.path(&table.path);
        let class_id = |code: &str| {
            let code = code.parse().ok()?;
            Some(layer.scheme()?.class(code)?.id.clone())
        };
        let text = read_table(&path)?;
        CarbonDensities::from_wide_csv(
            &path.display().to_string(),
            &text,
            &WideColumns { class: &table.class, pools: &table.pools, standard_deviations: &table.standard_deviations },
            &table.source,
            table.evidence,
            class_id,
        )
    }

    fn check_present_value(&mut self, entry: &PresentValueEntry) {
        for (key, rate) in
            [("discount_rate_percent", entry.discount_rate_percent), ("price_drift_percent", entry.price_drift_percent)]
        {
            if !(rate > -100.0 && rate <= MOST_PERCENT) {
                let problem =
                    Error::data(format!("`{key}` is {rate} %, expected more than −100 % and at most {MOST_PERCENT} %"));
                self.problem(&["methods", "present_value", key], &problem);
            }
        }
        if !(0.0..=MOST_PRICE).contains(&entry.price_per_tonne_c) {
            let problem = Error::data(format!("a price of {} {}", entry.price_per_tonne_c, entry.currency))
                .note(format!("expected 0 to {MOST_PRICE}"));
            self.problem(&["methods", "present_value", "price_per_tonne_c"], &problem);
        }
        let years = self.file.layers.values().filter_map(|layer| layer.year);
        let span = years.clone().max().zip(years.min()).map_or(0, |(last, first)| last.abs_diff(first));
        let factor = present_value_factor(span, entry.discount_rate_percent, entry.price_drift_percent);
        if !(factor.abs() < MOST_PRICE) {
            let problem = Error::data(format!(
                "at a discount of {} % and a price drift of {} %, a tonne gained over {span} years is worth {factor:e} times its price",
                entry.discount_rate_percent, entry.price_drift_percent
            ))
            .hint("check the signs: a negative rate makes what comes later worth more");
            self.problem(&["methods", "present_value"], &problem);
        }
        if self.file.methods.carbon_density.as_ref().is_none_or(|carbon| carbon.layers.len() < 2) {
            let problem = Error::data("a present value needs `carbon_density` with two dates or more");
            self.problem(&["methods", "present_value"], &problem);
        }
    }

    fn check_stock_unit(&mut self, layer: &str) {
        let Some(unit) = self.file.layers.get(layer).and_then(|entry| entry.unit) else { return };
        if unit != crate::pipeline::unit::Unit::CubicMetresPerHectare {
            let problem =
                Error::data(format!("`growing_stock` wants `m³/ha`, but layer `{layer}` is in `{}`", unit.symbol()))
                    .hint(format!("set `unit = \"m³/ha\"` on layer `{layer}` if that is what it holds"));
            self.problem(&["layers", layer, "unit"], &problem);
        }
        if self.file.grid.as_ref().is_some_and(|grid| grid.area == AreaMeasure::Planar) {
            let problem =
                Error::data("`growing_stock` is made with ellipsoidal areas only").hint("drop `area = \"planar\"`");
            self.problem(&["grid", "area"], &problem);
        }
    }

    fn check_maps(&mut self) {
        let methods = &self.file.methods;
        let land_dates = methods.land_area.as_ref().map_or(0, |land_area| land_area.layers.len());
        let dates = methods.carbon_density.as_ref().map_or(0, |carbon| carbon.layers.len());
        let coast_dates = self.file.coast.as_ref().map_or(0, |coast| coast.layers.len());
        let coast_years = self.file.coast.as_ref().map_or(0, CoastEntry::year_count);
        for (index, map) in self.file.outputs.maps.iter().enumerate() {
            let missing = match map {
                MapEntry::LandClass if land_dates < 1 => "`[methods.land_area]`",
                MapEntry::LandHistory if land_dates < 2 => "`[methods.land_area]` with two dates or more",
                MapEntry::CarbonDensity | MapEntry::CarbonDensityUncertainty | MapEntry::CarbonDensityByPool
                    if dates < 1 =>
                {
                    "`[methods.carbon_density]`"
                }
                MapEntry::ClassLayers if self.file.grid.is_none() => "`[grid]` with class layers",
                MapEntry::CarbonChange if dates < 2 => "`[methods.carbon_density]` with two dates or more",
                MapEntry::CoastHistory if coast_dates < 2 => "`[coast]` with two dates or more",
                MapEntry::CoastCarbonDensity | MapEntry::CoastCarbonDensityUncertainty if coast_years < 1 => {
                    "`[coast]`"
                }
                MapEntry::CoastCarbonChange if coast_years < 2 => {
                    "`[coast]` with two dates or more, or with `project_to`"
                }
                _ => continue,
            };
            let index = index.to_string();
            self.problem(&["outputs", "maps", &index], &Error::data(format!("this map needs {missing}")));
        }
    }
}
