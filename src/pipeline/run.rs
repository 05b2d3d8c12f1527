//! A run: read, account section by section, write.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::cache::HashedFile;
use super::document::Document;
use super::gis::write_gis;
use super::ledger::surveyed_forest;
use super::manifest::{RunRecord, input_files, manifest};
use super::maps::DrawnAccount;
use super::output::{PartialOutput, files_below};
use super::page::page;
use super::products::Products;
use super::rasters::{Stratified, not_compared};
use super::sensitivity::sensitivity_csv;
use super::targets::tracked;
use super::trace::{write_figures, write_parameters};
use super::uncertainty::with_intervals;
use super::{Plan, Tracking, series};
use crate::accounts::uncertainty::fill_exact;
use crate::accounts::{AccountRow, forest_change_rows, write_accounts_csv};
use crate::error::{Error, Kind, Result};
use crate::inventory::write_sub_compartments;
use crate::land::Precedence;
use crate::report::target_chart;
use crate::strata::{Progress, on_threads};

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
    /// What was found about targets.
    pub tracking: Tracking,
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
    let checked = ("check".to_owned(), plan.check_time.as_secs_f64());
    let mut clock = Clock { last: Instant::now(), seconds: vec![checked] };
    let mut warnings = plan.warnings.clone();
    let output = PartialOutput::create(&options.out, options.overwrite)?;
    let inputs = input_files(plan).iter().map(|file| HashedFile::read(file)).collect::<Result<Vec<_>>>()?;
    clock.close("hash inputs");
    let stratified = stratified(plan, &inputs, observer, &mut warnings)?;
    clock.close("stratify");
    let mut rows = section_rows(plan, stratified.as_ref(), &mut warnings)?;
    warnings.extend(not_compared(&rows));
    clock.close("account");
    let found = with_intervals(&mut rows, &plan.uncertainty, &mut warnings)?;
    clock.close("draw");
    let tracking = tracked(plan, &rows)?;
    rows.extend(tracking.rows());
    fill_exact(&mut rows);
    output.write("accounts.csv", &write_accounts_csv(&rows)?)?;
    output.write("figures.parquet", &write_figures(&rows)?)?;
    output.write("parameters.csv", &write_parameters(&rows, &plan.uncertainty)?)?;
    if !found.is_empty() {
        output.write("uncertainty.csv", &found.csv(&rows)?)?;
        output.write("sensitivity.csv", &sensitivity_csv(&rows, found.drivers())?)?;
    }
    for planned in &plan.inventories {
        let name = format!("inventory-{}.parquet", planned.inventory.source.name);
        output.write(&name, &write_sub_compartments(&planned.inventory.sub_compartments)?)?;
    }
    let mut made = Vec::new();
    if let Some(stratified) = &stratified {
        output.write("strata.parquet", &stratified.parquet()?)?;
        let account = DrawnAccount { rows: &rows, uncertainty: &plan.uncertainty };
        made = stratified
            .paint(plan.coast.as_ref(), account, &output, observer)
            .map_err(|error| output.in_place(error))?;
        clock.close("paint");
    }
    let maps: Vec<_> = made.iter().map(|made| made.painted.clone()).collect();
    write_gis(plan, &rows, &maps, &output, &mut warnings)?;
    clock.close("gis");
    if plan.ledger.is_some() {
        output.write("precedence.csv", Precedence::built_in_text().as_bytes())?;
    }
    if !tracking.is_empty() {
        output.write("targets.json", tracking.json()?.as_bytes())?;
    }
    if !tracking.targets.is_empty() {
        let file = plan.document.pipeline()?;
        let language = file.outputs.language;
        let chart = target_chart(&tracking.targets, &file.target_titles(language), language)?;
        output.write("report/targets.svg", chart.svg().as_bytes())?;
    }
    if let Some(page) = page(plan, &rows, &tracking, &made, output.path()).map_err(|error| output.in_place(error))? {
        output.write("report/page.html", page.as_bytes())?;
        clock.close("page");
    }
    let mut drawn = Vec::new();
    if let Some(pictures) = &plan.pictures {
        drawn = pictures.write(plan, &rows, &made, &output, observer)?;
        drawn.extend(pictures.write_charts(plan, &rows, &tracking, found.drivers(), &output, &mut warnings)?);
        clock.close("pictures");
    }
    let drivers = found.drivers();
    let products = Products {
        plan,
        rows: &rows,
        tracking: &tracking,
        drivers,
        drawn: &drawn,
        inputs: &inputs,
        warnings: &warnings,
    };
    products.write(&plan.outputs, &output).map_err(|error| plan.document.locate(&["outputs"], error))?;
    clock.close("tables and report");
    observer.check()?;
    for input in &inputs {
        input.refuse_changed()?;
    }
    let mut record = RunRecord {
        inputs,
        strata_key: stratified.as_ref().map(|stratified| stratified.key.clone()),
        strata_from_cache: stratified.as_ref().is_some_and(|stratified| stratified.from_cache),
        strata: stratified.as_ref().map_or(0, |stratified| stratified.strata.strata.len()),
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
    Ok(RunResult { rows, tracking, record })
}

fn stratified<'a>(
    plan: &'a Plan,
    inputs: &[HashedFile],
    observer: &dyn Observer,
    warnings: &mut Vec<String>,
) -> Result<Option<Stratified<'a>>> {
    let Some(rasters) = &plan.rasters else { return Ok(None) };
    Stratified::new(plan, rasters, inputs, observer, warnings).map(Some)
}

/// The rows of the sections so far, and what they refuse.
struct Sections<'a> {
    document: &'a Document,
    rows: Vec<AccountRow>,
    problems: Vec<Error>,
}

impl Sections<'_> {
    /// Keeps the rows of a section, or what it refuses with its place.
    fn add(&mut self, keys: &[&str], found: Result<Vec<AccountRow>>) {
        match found {
            Ok(rows) => self.rows.extend(rows),
            Err(problem) => self.problems.push(self.document.locate(keys, problem)),
        }
    }
}

/// The account: the rows of every section of the pipeline, one after the other. A section is a function that gives rows;
/// targets, which need the figures of others, come after them.
///
/// Rows are those of all sections that need no figures of others; without strata, of those that need none.
pub(super) fn section_rows(
    plan: &Plan,
    stratified: Option<&Stratified<'_>>,
    warnings: &mut Vec<String>,
) -> Result<Vec<AccountRow>> {
    let mut sections = Sections { document: &plan.document, rows: Vec::new(), problems: Vec::new() };
    if let Some(stratified) = stratified {
        match stratified.rows(&plan.document) {
            Ok(rows) => sections.rows.extend(rows),
            Err(problem) => sections.problems.push(problem),
        }
    }
    if let Some(forest) = &plan.forest {
        let table = stratified.zip(forest.rasters.as_ref()).map(|(stratified, layers)| stratified.forest(layers));
        sections.add(&["forest"], forest.rows(&plan.inventories, &plan.zone_sets, table.as_ref(), warnings));
    }
    let mut tabled = surveyed_forest(&sections.rows);
    if let (Some(coast), Some(stratified)) = (&plan.coast, stratified) {
        sections.add(&["coast"], stratified.coast(coast, warnings));
    }
    for management in &plan.coast_management {
        sections.add(&["coast_management", &management.source.name], management.rows());
    }
    for cores in &plan.soil_cores {
        sections.add(&["soil_cores", &cores.account.source.name], cores.rows());
    }
    for wetland in &plan.wetland {
        let rows = match (wetland.has_maps(), stratified) {
            (true, Some(stratified)) => stratified.with_ledger(|ledger| wetland.rows(Some(ledger))),
            (true, None) => continue,
            (false, _) => wetland.rows(None),
        };
        sections.add(&["wetland", &wetland.source.name], rows);
        tabled.extend(wetland.tabled());
    }
    for sample in &plan.samples {
        sections.add(&["samples", &sample.name], sample.rows());
    }
    for harvest in &plan.mariculture {
        sections.add(&["mariculture", &harvest.source.name], harvest.rows());
        tabled.extend(harvest.tabled());
    }
    for cropland in &plan.cropland {
        sections.add(&["cropland", &cropland.source.name], cropland.rows());
        tabled.extend(cropland.tabled());
    }
    if let (Some(ledger), Some(stratified)) = (&plan.ledger, stratified) {
        sections.add(&["ledger"], stratified.with_ledger(|strata| ledger.rows(strata, &tabled)));
    }
    sections.rows.extend(series::rows(&plan.series));
    for change in &plan.forest_changes {
        sections.add(&["forest_change", &change.name], forest_change_rows(change));
    }
    Error::all(sections.problems)?;
    Ok(sections.rows)
}

/// Targets and cover rates of a plan, without any output. Rasters are read only if the plan has some.
///
/// # Errors
/// Input that cannot be used, or an interruption.
pub fn track_targets(plan: &Plan, observer: &dyn Observer) -> Result<Tracking> {
    on_threads(None, || {
        let inputs = input_files(plan).iter().map(|file| HashedFile::read(file)).collect::<Result<Vec<_>>>()?;
        let mut warnings = plan.warnings.clone();
        let stratified = stratified(plan, &inputs, observer, &mut warnings)?;
        let mut rows = section_rows(plan, stratified.as_ref(), &mut warnings)?;
        with_intervals(&mut rows, &plan.uncertainty, &mut warnings)?;
        let tracking = tracked(plan, &rows)?;
        for warning in &warnings {
            observer.warning(warning);
        }
        Ok(tracking)
    })?
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
