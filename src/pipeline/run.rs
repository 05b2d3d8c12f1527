//! A run: read, account section by section, write.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::cache::HashedFile;
use super::ledger::surveyed_forest;
use super::manifest::{RunRecord, input_files, manifest};
use super::output::{PartialOutput, files_below};
use super::rasters::{Stratified, not_compared};
use super::targets::tracked;
use super::{Plan, Tracking, series};
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
pub(super) struct Clock {
    last: Instant,
    seconds: Vec<(String, f64)>,
}

impl Clock {
    pub(super) fn close(&mut self, stage: &str) {
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
    let stratified = stratified(plan, &inputs, observer, &mut warnings, &mut clock)?;
    let (rows, tracking) = account(plan, stratified.as_ref(), &mut warnings)?;
    warnings.extend(not_compared(&rows));
    clock.close("account");
    output.write("accounts.csv", &write_accounts_csv(&rows)?)?;
    for planned in &plan.inventories {
        let name = format!("inventory-{}.parquet", planned.inventory.source.name);
        output.write(&name, &write_sub_compartments(&planned.inventory.sub_compartments)?)?;
    }
    if let Some(stratified) = &stratified {
        output.write("strata.parquet", &stratified.parquet()?)?;
        stratified.paint(&output, observer).map_err(|error| output.in_place(error))?;
        clock.close("paint");
    }
    if plan.ledger.is_some() {
        output.write("precedence.csv", Precedence::built_in_text().as_bytes())?;
    }
    if !tracking.is_empty() {
        output.write("targets.json", tracking.json()?.as_bytes())?;
    }
    if !tracking.targets.is_empty() {
        output.write("report/targets.svg", target_chart(&tracking.targets)?.as_bytes())?;
    }
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
    clock: &mut Clock,
) -> Result<Option<Stratified<'a>>> {
    let Some(rasters) = &plan.rasters else { return Ok(None) };
    Stratified::new(plan, rasters, inputs, observer, warnings, clock).map(Some)
}

/// The account: the rows of every section of the pipeline, one after the other. A section is a function that gives rows;
/// one that needs the figures of others comes after them.
fn account(
    plan: &Plan,
    stratified: Option<&Stratified<'_>>,
    warnings: &mut Vec<String>,
) -> Result<(Vec<AccountRow>, Tracking)> {
    let mut rows = Vec::new();
    if let Some(stratified) = stratified {
        rows.extend(stratified.rows()?);
    }
    if let Some(forest) = &plan.forest {
        let table = stratified.zip(forest.rasters.as_ref()).map(|(stratified, layers)| stratified.forest(layers));
        rows.extend(forest.rows(&plan.inventories, &plan.zone_sets, table.as_ref(), warnings)?);
    }
    let mut tabled = surveyed_forest(&rows);
    if let (Some(coast), Some(stratified)) = (&plan.coast, stratified) {
        rows.extend(stratified.coast(coast)?);
    }
    for section in &plan.wetland {
        rows.extend(match stratified.filter(|_| section.has_maps()) {
            Some(stratified) => stratified.with_ledger(|ledger| section.rows(Some(ledger)))?,
            None => section.rows(None)?,
        });
        tabled.extend(section.tabled());
    }
    for sample in &plan.samples {
        rows.extend(sample.rows()?);
    }
    for section in &plan.mariculture {
        rows.extend(section.rows()?);
        tabled.extend(section.tabled());
    }
    for section in &plan.cropland {
        rows.extend(section.rows()?);
        tabled.extend(section.tabled());
    }
    if let (Some(ledger), Some(stratified)) = (&plan.ledger, stratified) {
        rows.extend(stratified.with_ledger(|strata| ledger.rows(strata, &tabled))?);
    }
    rows.extend(series::rows(&plan.series));
    for change in &plan.forest_changes {
        rows.extend(forest_change_rows(change)?);
    }
    let tracking = tracked(&plan.targets, &plan.cover_rate_changes, &rows)?;
    rows.extend(tracking.rows());
    Ok((rows, tracking))
}

/// Targets and cover rates of a plan, without any output. Rasters are read only if the plan has some.
///
/// # Errors
/// Input that cannot be used, or an interruption.
pub fn track_targets(plan: &Plan, observer: &dyn Observer) -> Result<Tracking> {
    on_threads(None, || {
        let mut clock = Clock { last: Instant::now(), seconds: Vec::new() };
        let inputs = input_files(plan).iter().map(|file| HashedFile::read(file)).collect::<Result<Vec<_>>>()?;
        let mut warnings = plan.warnings.clone();
        let stratified = stratified(plan, &inputs, observer, &mut warnings, &mut clock)?;
        let (_, tracking) = account(plan, stratified.as_ref(), &mut warnings)?;
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
