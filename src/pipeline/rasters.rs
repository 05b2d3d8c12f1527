//! The section of rasters: zones laid over the grid, strata from one pass or from the cache, their account, their maps.

use std::path::Path;

use super::cache::{self, HashedFile};
use super::coast::PlannedCoast;
use super::file::{AreaMeasure, MapEntry, Overlaps};
use super::output::PartialOutput;
use super::plan::{CarbonPlan, PlannedZoneSet};
use super::run::{Clock, Observer};
use super::{Plan, PlannedLayer, RasterPlan};
use crate::accounts::forest::{ForestTable, RasterForest};
use crate::accounts::{
    AccountRow, CarbonAccount, CoverRate, GrowingStock, Ledger, MapAccuracyAccount, Measure,
    Quantity as AccountQuantity, ZoneOverlapFacts, ZoneSetFacts, carbon_density, carbon_stock_rows, class_id,
    cover_rate_rows, growing_stock_rows, land_area_rows, map_accuracy_rows, present_value_rows, zone_area_rows,
};
use crate::error::{Error, Kind, Result};
use crate::export::{ClassMap, ValueMap};
use crate::land::ClassScheme;
use crate::raster::BlockGrid;
use crate::strata::{Dimension, Pass, Progress, Quantity, StrataTable, ZoneNames, cover, stratify, write_strata};
use crate::units::{Hectares, TonnesCPerHectare};
use crate::vector::Coverage;

/// The strata of a plan, and what their account needs beside them.
pub(super) struct Stratified<'a> {
    rasters: &'a RasterPlan,
    zone_sets: Vec<ZoneSetFacts>,
    pub(super) strata: StrataTable,
    /// The hash of everything the strata were made from.
    pub(super) key: String,
    pub(super) from_cache: bool,
}

impl<'a> Stratified<'a> {
    /// Takes the strata from the cache or, if it has none, from the pixels; then keeps them.
    pub(super) fn new(
        plan: &'a Plan,
        rasters: &'a RasterPlan,
        inputs: &[HashedFile],
        observer: &dyn Observer,
        warnings: &mut Vec<String>,
        clock: &mut Clock,
    ) -> Result<Self> {
        let (zone_facts, coverages) = cover_zones(rasters, &plan.zone_sets)?;
        clock.close("zone coverage");
        observer.check()?;
        let key = cache::strata_key(rasters, &plan.zone_sets, inputs);
        let cached = cache::load(&key);
        let from_cache = cached.is_some();
        let strata = if let Some(strata) = cached {
            strata
        } else {
            observer.stage("stratify", rasters.grid.pixels());
            let strata = strata_of(rasters, &plan.zone_sets, &coverages, observer)?;
            if let Err(error) = cache::store(&key, &strata) {
                warnings.push(format!("the strata are not kept for the next run: {error}"));
            }
            strata
        };
        clock.close("stratify");
        Ok(Self { rasters, zone_sets: zone_facts, strata, key, from_cache })
    }

    /// The bytes of `strata.parquet`.
    pub(super) fn parquet(&self) -> Result<Vec<u8>> {
        write_strata(&self.strata, &self.key)
    }

    /// The stands of the strata, on the ellipsoid.
    pub(super) fn forest(&self, layers: &RasterForest) -> ForestTable {
        let schemes: Vec<ClassScheme> = self.rasters.class_layers().filter_map(PlannedLayer::scheme).cloned().collect();
        let ledger = Ledger {
            strata: &self.strata,
            zone_sets: &self.zone_sets,
            schemes: &schemes,
            measure: Measure::Ellipsoidal,
        };
        ForestTable::of_strata(&ledger, layers)
    }

    /// The account of the coast, on the ellipsoid.
    pub(super) fn coast(&self, coast: &PlannedCoast) -> Result<Vec<AccountRow>> {
        self.with_ledger(|ledger| coast.rows(ledger))
    }

    /// What a section makes of the strata, on the ellipsoid.
    pub(super) fn with_ledger<T>(&self, make: impl FnOnce(&Ledger<'_>) -> T) -> T {
        let schemes: Vec<ClassScheme> = self.rasters.class_layers().filter_map(PlannedLayer::scheme).cloned().collect();
        make(&Ledger {
            strata: &self.strata,
            zone_sets: &self.zone_sets,
            schemes: &schemes,
            measure: Measure::Ellipsoidal,
        })
    }

    /// The account of the strata. With planar area, everything that can be is given on the ellipsoid beside it.
    pub(super) fn rows(&self) -> Result<Vec<AccountRow>> {
        let Self { rasters, zone_sets, strata, .. } = self;
        let schemes: Vec<ClassScheme> = rasters.class_layers().filter_map(PlannedLayer::scheme).cloned().collect();
        let measures = match rasters.area {
            AreaMeasure::Ellipsoidal => vec![Measure::Ellipsoidal],
            AreaMeasure::Planar => {
                vec![
                    Measure::Planar { pixel: rasters.grid.pixel_width * rasters.grid.pixel_height },
                    Measure::Ellipsoidal,
                ]
            }
        };
        let methods = &rasters.methods;
        let mut rows = Vec::new();
        for measure in measures {
            let ledger = Ledger { strata, zone_sets, schemes: &schemes, measure };
            rows.extend(zone_area_rows(&ledger));
            if let Some(dimensions) = &methods.land_area {
                rows.extend(land_area_rows(&ledger, dimensions));
            }
            if let Some(carbon) = &methods.carbon_density {
                let carbon_rows = carbon_stock_rows(&ledger, &carbon.account())?;
                if let Some(value) = &methods.present_value {
                    rows.extend(present_value_rows(
                        &carbon_rows,
                        value.price_per_tonne_c,
                        &value.currency,
                        value.discount_rate_percent,
                        value.price_drift_percent,
                        &value.source,
                    ));
                }
                rows.extend(carbon_rows);
            }
            if let Some(stock) = &methods.growing_stock {
                let account =
                    GrowingStock { quantity: stock.quantity, dimension: stock.dimension, classes: &stock.classes };
                rows.extend(growing_stock_rows(&ledger, &account));
            }
            if let Some(cover) = &methods.cover_rate {
                let account = CoverRate { dimension: cover.dimension, classes: &cover.classes, basis: &cover.basis };
                rows.extend(cover_rate_rows(&ledger, &account));
            }
            if let Some(accuracy) = &methods.map_accuracy {
                let account = MapAccuracyAccount {
                    dimension: accuracy.dimension,
                    matrix: &accuracy.matrix,
                    forest: &accuracy.classes,
                    basis: &accuracy.basis,
                    source: &accuracy.source,
                };
                rows.extend(map_accuracy_rows(&ledger, &account)?);
            }
        }
        Ok(rows)
    }

    pub(super) fn paint(&self, output: &PartialOutput, observer: &dyn Observer) -> Result<()> {
        let Self { rasters, strata, .. } = self;
        if rasters.maps.is_empty() {
            return Ok(());
        }
        let directory = output.path().join("maps");
        std::fs::create_dir_all(&directory).map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
        })?;
        let layers: Vec<&PlannedLayer> = rasters.class_layers().collect();
        for map in &rasters.maps {
            match (map, &rasters.methods.land_area, &rasters.methods.carbon_density) {
                (MapEntry::LandClass, Some(dimensions), _) => {
                    for &index in dimensions {
                        paint_classes(rasters, layers[index], &directory, observer)?;
                    }
                }
                (MapEntry::CarbonDensity, _, Some(carbon)) => {
                    for &index in &carbon.dimensions {
                        paint_density(rasters, strata, carbon, &[(index, layers[index])], &directory, observer)?;
                    }
                }
                (MapEntry::CarbonChange, _, Some(carbon)) => {
                    let (Some(&first), Some(&last)) = (carbon.dimensions.first(), carbon.dimensions.last()) else {
                        continue;
                    };
                    let pair = [(first, layers[first]), (last, layers[last])];
                    paint_density(rasters, strata, carbon, &pair, &directory, observer)?;
                }
                _ => return Err(Error::internal("a map without its method passed the checks")),
            }
        }
        Ok(())
    }
}

/// The strata of a plan, from its pixels: zone coverage and the pass, nothing else.
///
/// # Errors
/// Input that cannot be used, or an interruption.
pub fn stratify_plan(plan: &Plan, progress: &dyn Progress) -> Result<StrataTable> {
    let rasters = plan.rasters.as_ref().ok_or_else(|| Error::data("the pipeline has no grid, hence no strata"))?;
    let (_, coverages) = cover_zones(rasters, &plan.zone_sets)?;
    strata_of(rasters, &plan.zone_sets, &coverages, progress)
}

/// The coverage of every zone set; overlaps are refused unless the pipeline allows them.
fn cover_zones(rasters: &RasterPlan, zone_sets: &[PlannedZoneSet]) -> Result<(Vec<ZoneSetFacts>, Vec<Coverage>)> {
    let mut facts = Vec::new();
    let mut coverages = Vec::new();
    let mut problems = Vec::new();
    for (set, outlines) in zone_sets.iter().zip(&rasters.outlines) {
        let coverage = cover(rasters.grid.rows, rasters.grid.columns, outlines, set.rule);
        let pixel = rasters.areas.cell(rasters.grid.rows / 2, rasters.grid.columns / 2);
        let overlaps: Vec<ZoneOverlapFacts> = coverage
            .overlaps()
            .into_iter()
            .map(|overlap| ZoneOverlapFacts {
                first: overlap.first,
                second: overlap.second,
                area: Hectares::from_square_metres(overlap.pixels * pixel),
            })
            .collect();
        if !overlaps.is_empty() && set.overlaps == Overlaps::Refuse {
            problems.push(overlap_problem(set, &overlaps));
        }
        facts.push(ZoneSetFacts { zones: set.zones.clone(), official: set.official.clone(), overlaps });
        coverages.push(coverage);
    }
    Error::all(problems)?;
    Ok((facts, coverages))
}

fn overlap_problem(set: &PlannedZoneSet, overlaps: &[ZoneOverlapFacts]) -> Error {
    let total: f64 = overlaps.iter().map(|overlap| overlap.area.0).sum();
    let mut error = Error::data(format!(
        "zones of set `{}` overlap: {} {}, {total:.4} ha in all",
        set.name,
        overlaps.len(),
        if overlaps.len() == 1 { "pair" } else { "pairs" }
    ));
    for overlap in overlaps.iter().take(10) {
        let name = |zone: u32| &set.zones[zone as usize].name;
        error = error.note(format!("{} and {}: {:.4} ha", name(overlap.first), name(overlap.second), overlap.area.0));
    }
    error.hint(format!(
        "repair the boundaries, or set `overlaps = \"allow\"` in `[zones.{}]`: each zone then counts all of its area, and the \
         total counts the overlap once",
        set.name
    ))
}

fn strata_of(
    rasters: &RasterPlan,
    zone_sets: &[PlannedZoneSet],
    coverages: &[Coverage],
    progress: &dyn Progress,
) -> Result<StrataTable> {
    let pass = Pass {
        grid: &rasters.grid,
        areas: &rasters.areas,
        classes: rasters.class_layers().map(|layer| (dimension(layer), &layer.source)).collect(),
        quantities: rasters.quantity_layers().filter_map(|layer| Some((quantity(layer)?, &layer.source))).collect(),
        zone_sets: zone_sets
            .iter()
            .zip(coverages)
            .map(|(set, coverage)| (ZoneNames { set: set.name.clone(), ids: set.ids.clone() }, coverage))
            .collect(),
    };
    stratify(&pass, 0..BlockGrid::new(&rasters.grid).count(), progress)?.finish(&pass)
}

fn dimension(layer: &PlannedLayer) -> Dimension {
    Dimension { layer: layer.source.name().to_owned(), year: layer.year }
}

fn quantity(layer: &PlannedLayer) -> Option<Quantity> {
    let super::PlannedLayerKind::Quantity(unit) = layer.kind else { return None };
    Some(Quantity { layer: layer.source.name().to_owned(), year: layer.year, unit: unit.symbol().to_owned() })
}

impl CarbonPlan {
    fn account(&self) -> CarbonAccount<'_> {
        CarbonAccount {
            dimensions: &self.dimensions,
            densities: &self.densities,
            excluded: &self.excluded,
            allow_unverified: self.allow_unverified,
        }
    }
}

/// Says how much carbon the change over the longest period leaves out because it has a figure at one date only.
pub(super) fn not_compared(rows: &[AccountRow]) -> Vec<String> {
    let left_out = || rows.iter().filter(|row| row.quantity == AccountQuantity::StockNotCompared && row.zone == "*");
    let span = |row: &AccountRow| row.year_to.unwrap_or_default() - row.year.unwrap_or_default();
    let Some(first) = left_out().max_by_key(|row| span(row)) else { return Vec::new() };
    left_out()
        .filter(|row| {
            (&row.zone_set, &row.method, span(row)) == (&first.zone_set, &first.method, span(first))
        })
        .map(|row| {
            format!(
                "the carbon change {}–{} leaves out {:.0} t C {}, on ground that is excluded or without data at the other",
                row.year.unwrap_or_default(),
                row.year_to.unwrap_or_default(),
                row.value,
                row.category
            )
        })
        .collect()
}

fn paint_classes(rasters: &RasterPlan, layer: &PlannedLayer, directory: &Path, observer: &dyn Observer) -> Result<()> {
    let scheme = layer.scheme().ok_or_else(|| Error::internal("a class layer has no scheme"))?;
    let name = format!("land_class_{}.tif", layer.year.unwrap_or_default());
    observer.stage(&format!("paint {name}"), rasters.grid.pixels());
    let title = format!("land class {}", layer.year.unwrap_or_default());
    ClassMap { layer: &layer.source, scheme, title }.write(&directory.join(name), &rasters.grid, observer)
}

/// Paints carbon density at one date, or its change between two.
fn paint_density(
    rasters: &RasterPlan,
    strata: &StrataTable,
    carbon: &CarbonPlan,
    dates: &[(usize, &PlannedLayer)],
    directory: &Path,
    observer: &dyn Observer,
) -> Result<()> {
    let years: Vec<String> = dates.iter().map(|(_, layer)| layer.year.unwrap_or_default().to_string()).collect();
    let (file, title) = match years.as_slice() {
        [year] => (format!("carbon_density_{year}.tif"), format!("carbon density {year}, all pools")),
        years => {
            (format!("carbon_change_{}.tif", years.join("_")), format!("carbon density change {}", years.join("–")))
        }
    };
    let density = |layer: &PlannedLayer, code| {
        carbon_density(&carbon.account(), &class_id(layer.scheme()?, code)).map(|density| density.0)
    };
    let layers = dates.iter().map(|(index, layer)| (*index, &layer.source)).collect();
    let map = ValueMap::new(strata, layers, title, TonnesCPerHectare::UNIT, |codes| {
        let mut densities = dates.iter().zip(codes).map(|((_, layer), code)| density(layer, *code));
        let first = densities.next()??;
        match densities.next() {
            None => Some(first),
            Some(last) => Some(last? - first),
        }
    });
    observer.stage(&format!("paint {file}"), rasters.grid.pixels());
    map.write(&directory.join(file), &rasters.grid, observer)
}
