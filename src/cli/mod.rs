//! The command line: arguments to calls, nothing else.

mod arguments;
mod difference;
mod progress;
mod targets;
mod trace;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use crate::error::{Error, Kind, Result};
use crate::land::{Claim, Precedence};
use crate::parameters::coast::CoastParameters;
use crate::parameters::forest::ForestParameters;
use crate::parameters::{CarbonDensities, Parameter};
use crate::pipeline::{Observer as _, Plan, RunOptions, RunRecord, RunResult, StrataChecked, check, json_schema, run};
use crate::report::{SectorFigure, ZoneSummary, sector_figures, sector_table, summarise, table, targets_text};
use crate::sample::{SampleOptions, write_sample};
use crate::strata::on_threads;
use arguments::{Arguments, Command, ParameterArguments, RunArguments, SampleArguments};
use progress::{Console, stop_on_interrupt};

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { Kind::Usage.exit_code() } else { 0 };
            // A closed pipe is no reason to fail.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    report_defects();
    match std::panic::catch_unwind(|| execute(arguments.command)) {
        // The panic has been reported where it arose; what was half-written went as it unwound.
        Err(_) => ExitCode::from(Kind::Internal.exit_code()),
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            progress::print_error(&error);
            ExitCode::from(error.kind().exit_code())
        }
    }
}

/// A panic is a defect of this program and is told like one.
fn report_defects() {
    std::panic::set_hook(Box::new(|panic| progress::print_error(&Error::internal(panic))));
}

fn execute(command: Command) -> Result<()> {
    match command {
        Command::Run(arguments) => run_pipeline(&arguments),
        Command::Check { pipeline } => {
            let (strata, warnings) = check(&Plan::read(&pipeline)?)?;
            let console = Console::new(false);
            for warning in &warnings {
                console.warning(warning);
            }
            let known = match strata {
                StrataChecked::None => "",
                StrataChecked::Kept => "; strata of an earlier run were at hand",
                StrataChecked::Unknown => "; what the pixels hold shows in a run",
            };
            progress::print(&format!("{}: no problem found{known}\n", pipeline.display()))
        }
        Command::Targets { pipeline, json } => targets::print_targets(&pipeline, json),
        Command::Trace(arguments) => trace::trace(&arguments),
        Command::Diff(arguments) => difference::diff(&arguments),
        Command::Sample(arguments) => write_sample_scene(&arguments),
        Command::Parameters(arguments) => print_parameters(&arguments),
        Command::Verify { json } => verify::verify(json),
        Command::Schema => progress::print(&(json_schema() + "\n")),
        Command::Completions { shell } => progress::print_bytes(&arguments::completions(shell)),
        Command::Man => progress::print_bytes(&arguments::man_page()?),
    }
}

fn run_pipeline(arguments: &RunArguments) -> Result<()> {
    let plan = on_threads(arguments.threads, || Plan::read(&arguments.pipeline))??;
    let console = Console::new(arguments.json);
    if arguments.dry_run {
        plan.warnings.iter().for_each(|warning| console.warning(warning));
        return progress::print(&plan.describe());
    }
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("out").join(&plan.name));
    stop_on_interrupt(&console, &out)?;
    let options = RunOptions { out, threads: arguments.threads, overwrite: arguments.overwrite };
    let result = run(&plan, &options, &console)?;
    console.finish();
    if arguments.json {
        return progress::print(&json_summary(&plan, &options, &result)?);
    }
    let RunRecord { strata, strata_key, strata_from_cache, account_rows, .. } = &result.record;
    let strata = match (strata_key, strata_from_cache) {
        (None, _) => String::new(),
        (Some(_), true) => format!("{strata} strata taken from the cache, no pixel was read for them; "),
        (Some(_), false) => format!("{strata} strata from one pass; "),
    };
    let tracking = targets_text(&result.tracking.targets, &result.tracking.cover_rate_changes);
    progress::print(&format!(
        "{}\n{}{tracking}{strata}{account_rows} account rows in {}\n",
        table(&summarise(&result.rows)),
        sector_table(&sector_figures(&result.rows)),
        options.out.display()
    ))
}

fn json_summary(plan: &Plan, options: &RunOptions, result: &RunResult) -> Result<String> {
    #[derive(serde::Serialize)]
    struct Summary<'a> {
        name: &'a str,
        output: &'a std::path::Path,
        zones: Vec<ZoneSummary>,
        sectors: Vec<SectorFigure>,
        run: &'a RunRecord,
    }
    let summary = Summary {
        name: &plan.name,
        output: &options.out,
        zones: summarise(&result.rows),
        sectors: sector_figures(&result.rows),
        run: &result.record,
    };
    Ok(serde_json::to_string_pretty(&summary).map_err(Error::internal)? + "\n")
}

fn write_sample_scene(arguments: &SampleArguments) -> Result<()> {
    let SampleArguments { out, resolution, sub_compartments, extent } = arguments;
    let summary = write_sample(&SampleOptions {
        directory: out.clone(),
        resolution: *resolution,
        sub_compartments: *sub_compartments,
        extent: *extent,
    })?;
    progress::print(&format!(
        "{} rows × {} columns, {} sub-compartments, {} files in {}\n",
        summary.grid.rows,
        summary.grid.columns,
        summary.sub_compartments,
        summary.files.len(),
        out.display()
    ))
}

fn print_parameters(arguments: &ParameterArguments) -> Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
            "set",
            "class",
            "pool",
            "value",
            "unit",
            "low",
            "high",
            "distribution",
            "source",
            "table",
            "year",
            "evidence",
            "note",
        ])
        .map_err(Error::internal)?;
    let limit = |limit: Option<f64>| limit.map(|limit| limit.to_string()).unwrap_or_default();
    let is_wanted =
        |names: [&str; 3]| arguments.key.as_ref().is_none_or(|key| names.iter().any(|name| name.contains(key)));
    let mut write = |[set, class, pool]: [&str; 3], row: &Parameter| -> Result<()> {
        if !is_wanted([set, class, pool]) {
            return Ok(());
        }
        let record = [
            set,
            class,
            pool,
            &row.value.to_string(),
            &row.unit,
            &limit(row.low),
            &limit(row.high),
            &row.distribution,
            &row.source,
            &row.table,
            &row.year.map(|year| year.to_string()).unwrap_or_default(),
            row.evidence.name(),
            &row.note,
        ];
        writer.write_record(record).map_err(Error::internal)
    };
    for (set, densities) in CarbonDensities::all_built_in()? {
        for (class, pool, row) in densities.rows() {
            write([&set, class, pool.name()], row)?;
        }
    }
    // A table whose key has other columns: its name, its key but for the last column, the last.
    let (forest, coast) = (ForestParameters::built_in()?, CoastParameters::built_in()?);
    for (folder, tables) in [("forest", forest.tables()), ("coast", coast.tables())] {
        for (table, parameters) in tables {
            for (key, row) in parameters.rows() {
                if let Some((last, first)) = key.split_last() {
                    write([&format!("{folder}/{table}"), &first.join("/"), last], row)?;
                }
            }
        }
    }
    // Which sector accounts a class: the lowest rank goes first.
    for claim in Precedence::built_in()?.all() {
        let names = ["land_classes/precedence", &claim.class, claim.sector.name()];
        if is_wanted(names) {
            let (rank, [set, class, sector]) = (claim.rank.to_string(), names);
            let Claim { source, evidence, reason, .. } = claim;
            writer
                .write_record([set, class, sector, &rank, "rank", "", "", "", source, "", "", evidence, reason])
                .map_err(Error::internal)?;
        }
    }
    progress::print_bytes(&writer.into_inner().map_err(Error::internal)?)
}
