//! A run: plan, stratify, account, paint, write.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::cache::{self, HashedFile};
use super::file::{AreaMeasure, MapEntry, Overlaps};
use super::manifest::{RunRecord, input_files, manifest};
use super::output::{PartialOutput, files_below};
use super::plan::{CarbonPlan, PlannedZoneSet};
use super::{Plan, PlannedLayer};
use crate::accounts::{
    AccountRow, CarbonAccount, CoverRate, GrowingStock, Ledger, Measure, Quantity as AccountQuantity, ZoneOverlapFacts,
    ZoneSetFacts, carbon_density, carbon_stock_rows, class_id, cover_rate_rows, growing_stock_rows, land_area_rows,
    present_value_rows, write_accounts_csv, zone_area_rows,
};
use crate::error::{Error, Kind, Result};
use crate::export::{ClassMap, ValueMap};
use crate::land::ClassScheme;
use crate::raster::BlockGrid;
use crate::strata::{
    Dimension, Pass, Progress, Quantity, StrataTable, ZoneNames, cover, on_threads, stratify, write_strata,
};
use crate::units::{Hectares, TonnesCPerHectare};
use crate::vector::Coverage;

/// Told what a run is doing.
pub trait Observer: Progress {
    /// A stage begins that will advance by `pixels`.
    fn stage(&self, name: &str, pixels: u64);
    /// Something a user should know that does not stop the run.
    fn warning(&self, warning: &str);
}

/// How to run a plan.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The output directory.
    pub out: PathBuf,
    /// Threads; none is all cores.
    pub threads: Option<usize>,
    /// Whether an existing output is replaced.
    pub overwrite: bool,
}

/// What a run gave.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// The account.
    pub rows: Vec<AccountRow>,
    /// What happened.
    pub record: RunRecord,
}

/// Seconds per stage, measured as stages are closed.
struct Clock {
    last: Instant,
    seconds: Vec<(String, f64)>,
}

impl Clock {
    fn close(&mut self, stage: &str) {
        let now = Instant::now();
        self.seconds.push((stage.to_owned(), (now - self.last).as_secs_f64()));
        self.last = now;
    }
}

/// Runs a plan into an output directory, which appears complete or not at all.
///
/// # Errors
/// Input that cannot be used, output that cannot be written, or an interruption.
pub fn run(plan: &Plan, options: &RunOptions, observer: &dyn Observer) -> Result<RunResult> {
    on_threads(options.threads, || run_here(plan, options, observer))?
}

fn run_here(plan: &Plan, options: &RunOptions, observer: &dyn Observer) -> Result<RunResult> {
    let mut clock = Clock { last: Instant::now(), seconds: Vec::new() };
    let mut warnings = plan.warnings.clone();
    let output = PartialOutput::create(&options.out, options.overwrite)?;
    let inputs = input_files(plan).iter().map(|file| HashedFile::read(file)).collect::<Result<Vec<_>>>()?;
    clock.close("hash inputs");
    let (zone_facts, coverages) = cover_zones(plan)?;
    clock.close("zone coverage");
    observer.check()?;
    let strata_key = cache::strata_key(plan, &inputs);
    let cached = cache::load(&strata_key);
    let strata_from_cache = cached.is_some();
    let strata = if let Some(strata) = cached {
        strata
    } else {
        observer.stage("stratify", plan.grid.pixels());
        let strata = strata_of(plan, &coverages, observer)?;
        if let Err(error) = cache::store(&strata_key, &strata) {
            warnings.push(format!("the strata are not kept for the next run: {error}"));
        }
        strata
    };
    drop(coverages);
    clock.close("stratify");
    let rows = account(plan, &strata, &zone_facts)?;
    warnings.extend(not_compared(&rows));
    clock.close("account");
    output.write("strata.parquet", &write_strata(&strata, &strata_key)?)?;
    output.write("accounts.csv", &write_accounts_csv(&rows)?)?;
    paint(plan, &strata, &output, observer).map_err(|error| output.in_place(error))?;
    clock.close("paint");
    observer.check()?;
    for input in &inputs {
        input.refuse_changed()?;
    }
    let mut record = RunRecord {
        inputs,
        strata_key,
        strata_from_cache,
        strata: strata.strata.len(),
        account_rows: rows.len(),
        threads: crate::strata::threads(),
        seconds: Vec::new(),
        warnings,
        outputs: hash_outputs(output.path())?,
    };
    clock.close("hash outputs");
    record.seconds = clock.seconds;
    output.write("manifest.json", manifest(plan, &record).as_bytes())?;
    output.finish()?;
    for warning in &record.warnings {
        observer.warning(warning);
    }
    Ok(RunResult { rows, record })
}

/// The strata of a plan, from its pixels: zone coverage and the pass, nothing else.
///
/// # Errors
/// Input that cannot be used, or an interruption.
pub fn stratify_plan(plan: &Plan, progress: &dyn Progress) -> Result<StrataTable> {
    let (_, coverages) = cover_zones(plan)?;
    strata_of(plan, &coverages, progress)
}

/// The coverage of every zone set; overlaps are refused unless the pipeline allows them.
fn cover_zones(plan: &Plan) -> Result<(Vec<ZoneSetFacts>, Vec<Coverage>)> {
    let mut facts = Vec::new();
    let mut coverages = Vec::new();
    let mut problems = Vec::new();
    for set in &plan.zone_sets {
        let coverage = cover(plan.grid.rows, plan.grid.columns, &set.outlines, set.rule);
        let pixel = plan.areas.cell(plan.grid.rows / 2, plan.grid.columns / 2);
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

fn strata_of(plan: &Plan, coverages: &[Coverage], progress: &dyn Progress) -> Result<StrataTable> {
    let pass = Pass {
        grid: &plan.grid,
        areas: &plan.areas,
        classes: plan.class_layers().map(|layer| (dimension(layer), &layer.source)).collect(),
        quantities: plan.quantity_layers().filter_map(|layer| Some((quantity(layer)?, &layer.source))).collect(),
        zone_sets: plan
            .zone_sets
            .iter()
            .zip(coverages)
            .map(|(set, coverage)| (ZoneNames { set: set.name.clone(), ids: set.ids.clone() }, coverage))
            .collect(),
    };
    stratify(&pass, 0..BlockGrid::new(&plan.grid).count(), progress)?.finish(&pass)
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
fn not_compared(rows: &[AccountRow]) -> Vec<String> {
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

/// The account of a plan. With planar area, everything that can be is given on the ellipsoid beside it.
fn account(plan: &Plan, strata: &StrataTable, zone_sets: &[ZoneSetFacts]) -> Result<Vec<AccountRow>> {
    let schemes: Vec<ClassScheme> = plan.class_layers().filter_map(PlannedLayer::scheme).cloned().collect();
    let measures = match plan.area {
        AreaMeasure::Ellipsoidal => vec![Measure::Ellipsoidal],
        AreaMeasure::Planar => {
            vec![Measure::Planar { pixel: plan.grid.pixel_width * plan.grid.pixel_height }, Measure::Ellipsoidal]
        }
    };
    let methods = &plan.methods;
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
    }
    Ok(rows)
}

fn paint(plan: &Plan, strata: &StrataTable, output: &PartialOutput, observer: &dyn Observer) -> Result<()> {
    if plan.maps.is_empty() {
        return Ok(());
    }
    let directory = output.path().join("maps");
    std::fs::create_dir_all(&directory).map_err(|error| {
        Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
    })?;
    let layers: Vec<&PlannedLayer> = plan.class_layers().collect();
    for map in &plan.maps {
        match (map, &plan.methods.land_area, &plan.methods.carbon_density) {
            (MapEntry::LandClass, Some(dimensions), _) => {
                for &index in dimensions {
                    paint_classes(plan, layers[index], &directory, observer)?;
                }
            }
            (MapEntry::CarbonDensity, _, Some(carbon)) => {
                for &index in &carbon.dimensions {
                    paint_density(plan, strata, carbon, &[(index, layers[index])], &directory, observer)?;
                }
            }
            (MapEntry::CarbonChange, _, Some(carbon)) => {
                let (Some(&first), Some(&last)) = (carbon.dimensions.first(), carbon.dimensions.last()) else {
                    continue;
                };
                let pair = [(first, layers[first]), (last, layers[last])];
                paint_density(plan, strata, carbon, &pair, &directory, observer)?;
            }
            _ => return Err(Error::internal("a map without its method passed the checks")),
        }
    }
    Ok(())
}

fn paint_classes(plan: &Plan, layer: &PlannedLayer, directory: &Path, observer: &dyn Observer) -> Result<()> {
    let scheme = layer.scheme().ok_or_else(|| Error::internal("a class layer has no scheme"))?;
    let name = format!("land_class_{}.tif", layer.year.unwrap_or_default());
    observer.stage(&format!("paint {name}"), plan.grid.pixels());
    let title = format!("land class {}", layer.year.unwrap_or_default());
    ClassMap { layer: &layer.source, scheme, title }.write(&directory.join(name), &plan.grid, observer)
}

/// Paints carbon density at one date, or its change between two.
fn paint_density(
    plan: &Plan,
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
    observer.stage(&format!("paint {file}"), plan.grid.pixels());
    map.write(&directory.join(file), &plan.grid, observer)
}

/// Hashes everything written so far, with paths relative to the output.
fn hash_outputs(directory: &Path) -> Result<Vec<HashedFile>> {
    let files = files_below(directory)
        .map_err(|error| Error::new(Kind::Io, format!("cannot list `{}`", directory.display())).cause(error))?;
    files
        .into_iter()
        .map(|path| {
            let mut hashed = HashedFile::read(&directory.join(&path))?;
            hashed.path = path;
            Ok(hashed)
        })
        .collect()
}
