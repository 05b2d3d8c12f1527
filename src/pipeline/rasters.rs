//! The section of rasters: zones laid over the grid, strata from one pass or from the cache, their account, their maps.

use super::cache::{self, HashedFile};
use super::coast::PlannedCoast;
use super::document::Document;
use super::file::{AreaMeasure, MapEntry};
use super::maps::{CoastLayers, DrawnAccount, MadeMap, Painter};
use super::output::PartialOutput;
use super::plan::{CarbonPlan, CoveredSet, PlannedZoneSet, cover_sets};
use super::run::Observer;
use super::{Plan, PlannedLayer, RasterPlan};
use crate::accounts::forest::{ForestTable, RasterForest};
use crate::accounts::{
    AccountRow, CarbonAccount, CoverRate, GrowingStock, Ledger, MapAccuracyAccount, Measure,
    Quantity as AccountQuantity, ZoneSetFacts, adjusted_carbon_rows, carbon_stock_rows, cover_rate_rows,
    growing_stock_rows, land_area_rows, map_accuracy_rows, present_value_rows, zone_area_rows,
};
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::raster::BlockGrid;
use crate::strata::{Dimension, Pass, Progress, Quantity, StrataTable, ZoneNames, stratify, write_strata};
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
    ) -> Result<Self> {
        let key = cache::strata_key(rasters, &plan.zone_sets, inputs);
        if let Some(strata) = cache::load(&key) {
            return Ok(Self::of(plan, rasters, strata, key, true));
        }
        observer.stage("stratify", rasters.grid.pixels());
        let strata = strata_of(rasters, &plan.zone_sets, &rasters.zones.coverage, observer)?;
        if let Err(error) = cache::store(&key, &strata) {
            warnings.push(format!("the strata are not kept for the next run: {error}"));
        }
        Ok(Self::of(plan, rasters, strata, key, false))
    }

    /// The strata of an earlier run of the same input, if they are kept.
    pub(super) fn cached(plan: &'a Plan, rasters: &'a RasterPlan, inputs: &[HashedFile]) -> Option<Self> {
        let key = cache::strata_key(rasters, &plan.zone_sets, inputs);
        cache::load(&key).map(|strata| Self::of(plan, rasters, strata, key, true))
    }

    fn of(plan: &'a Plan, rasters: &'a RasterPlan, strata: StrataTable, key: String, from_cache: bool) -> Self {
        let facts = |(set, zones): (&PlannedZoneSet, &CoveredSet)| ZoneSetFacts {
            zones: set.zones.clone(),
            official: set.official.clone(),
            overlaps: zones.overlaps.clone(),
        };
        let zone_sets = plan.zone_sets.iter().zip(&rasters.zones.sets).map(facts).collect();
        Self { rasters, zone_sets, strata, key, from_cache }
    }

    /// The bytes of `strata.parquet`.
    pub(super) fn parquet(&self) -> Result<Vec<u8>> {
        write_strata(&self.strata, &self.key)
    }

    /// The stands of the strata, on the ellipsoid.
    pub(super) fn forest(&self, layers: &RasterForest) -> ForestTable {
        self.with_ledger(|ledger| ForestTable::of_strata(ledger, layers))
    }

    /// The account of the coast, on the ellipsoid.
    pub(super) fn coast(&self, coast: &PlannedCoast, warnings: &mut Vec<String>) -> Result<Vec<AccountRow>> {
        self.with_ledger(|ledger| coast.rows(ledger, warnings))
    }

    /// Paints the maps that were asked for.
    pub(super) fn paint(
        &self,
        coast: Option<&PlannedCoast>,
        account: DrawnAccount<'_>,
        output: &PartialOutput,
        observer: &dyn Observer,
    ) -> Result<Vec<MadeMap>> {
        let maps = &self.rasters.maps;
        if maps.is_empty() {
            return Ok(Vec::new());
        }
        let coast = coast.filter(|_| maps.iter().copied().any(MapEntry::is_of_coast));
        let carbon = coast.map(|coast| self.with_ledger(|ledger| coast.carbon(ledger))).transpose()?;
        let coast =
            coast.zip(carbon.as_ref()).map(|(coast, carbon)| CoastLayers { dimensions: &coast.dimensions, carbon });
        Painter::new(self.rasters, &self.strata, account, output, observer)?.paint(coast.as_ref())
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
    pub(super) fn rows(&self, document: &Document) -> Result<Vec<AccountRow>> {
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
                let carbon_rows = carbon_stock_rows(&ledger, &carbon.account())
                    .map_err(|problem| document.locate(&["methods", "carbon_density"], problem))?;
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
                let accuracy_rows = map_accuracy_rows(&ledger, &account);
                rows.extend(accuracy_rows.map_err(|problem| document.locate(&["methods", "map_accuracy"], problem))?);
                if let Some(carbon) = &methods.carbon_density {
                    rows.extend(adjusted_carbon_rows(&ledger, &account, &carbon.account()));
                }
            }
        }
        Ok(rows)
    }
}

/// The strata of a plan, from its pixels: zone coverage, made anew to be measured with the rest, and the pass.
///
/// # Errors
/// Input that cannot be used, or an interruption.
pub fn stratify_plan(mut plan: Plan, progress: &dyn Progress) -> Result<StrataTable> {
    let rasters = plan.rasters.as_mut().ok_or_else(|| Error::data("the pipeline has no grid, hence no strata"))?;
    // What the plan covered is given back first.
    let sets = std::mem::take(&mut rasters.zones).sets;
    let outlined = plan.zone_sets.iter().zip(&sets).map(|(set, covered)| (set, covered.outlines.as_slice()));
    let coverage = cover_sets(&rasters.grid, outlined);
    strata_of(rasters, &plan.zone_sets, &coverage, progress)
}

fn strata_of(
    rasters: &RasterPlan,
    zone_sets: &[PlannedZoneSet],
    coverage: &Coverage,
    progress: &dyn Progress,
) -> Result<StrataTable> {
    let pass = Pass {
        grid: &rasters.grid,
        areas: &rasters.areas,
        classes: rasters.class_layers().map(|layer| (dimension(layer), &layer.source)).collect(),
        quantities: rasters.quantity_layers().filter_map(|layer| Some((quantity(layer)?, &layer.source))).collect(),
        zone_sets: zone_sets.iter().map(|set| ZoneNames { set: set.name.clone(), ids: set.ids.clone() }).collect(),
        coverage,
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
    pub(super) fn account(&self) -> CarbonAccount<'_> {
        CarbonAccount {
            dimensions: &self.dimensions,
            densities: &self.densities,
            excluded: &self.excluded,
            allow_unverified: self.allow_unverified,
            errors: self.errors,
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
