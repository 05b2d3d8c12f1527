//! The arguments.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::accounts::Selection;
use crate::error::{Error, Result};

/// Audited forest, wetland and blue-carbon accounts from land-cover rasters and forest inventories.
#[derive(Debug, Parser)]
#[command(
    name = "tanhui",
    version,
    about,
    after_help = "Exit codes: 0 done, 64 usage, 65 bad data, 66 input missing, \
    70 internal bug, 73 cannot create output, 74 I/O error, 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a pipeline file into an output directory.
    Run(RunArguments),
    /// Report every problem of a pipeline file and of the files it names, without reading a pixel.
    Check {
        /// The pipeline file.
        pipeline: PathBuf,
    },
    /// Show how far a pipeline's targets are away, and why its cover rates differ.
    Targets {
        /// The pipeline file.
        pipeline: PathBuf,
        /// Print what `targets.json` would hold.
        #[arg(long)]
        json: bool,
    },
    /// Show how a figure of a finished run came about: parts, ground, parameters, input files.
    Trace(TraceArguments),
    /// Explain the difference of two finished runs by cause: input data, boundary, parameter, method, definition.
    Diff(DiffArguments),
    /// Write the synthetic sample scene of Ningbo at any resolution.
    Sample(SampleArguments),
    /// Print every parameter with its source.
    Parameters(ParameterArguments),
    /// Compute the published worked examples in the program on this machine and compare them with their figures.
    Verify {
        /// Print the cases for programs.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of the pipeline file.
    Schema,
    /// Print a completion script.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    /// The pipeline file.
    pub(super) pipeline: PathBuf,
    /// The output directory; by default `out/<name>`.
    #[arg(long)]
    pub(super) out: Option<PathBuf>,
    /// The number of threads; by default all cores.
    #[arg(long, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(super) threads: Option<usize>,
    /// Replace an existing output.
    #[arg(long)]
    pub(super) overwrite: bool,
    /// Print a machine-readable summary on standard output.
    #[arg(long)]
    pub(super) json: bool,
    /// Print the grid, the blocks, what would be read, memory and disk, and stop.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct TraceArguments {
    /// The output directory of the run.
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Trace every row that fits, where there are several.
    #[arg(long)]
    pub(super) all: bool,
    /// Print it for programs.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The output directory of the first run, A.
    pub(super) first: PathBuf,
    /// The output directory of the second run, B.
    pub(super) second: PathBuf,
    /// Rows to compare; by default those of all zones and of all that is accounted.
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Also write the differences as a table.
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
    /// Print them for programs.
    #[arg(long)]
    pub(super) json: bool,
}

/// Rows of an account, as the columns of `accounts.csv` name them.
#[derive(Debug, Args)]
pub(super) struct SelectionArguments {
    /// The zone set.
    #[arg(long)]
    zone_set: Option<String>,
    /// The zone's id or name; `*` is all zones.
    #[arg(long)]
    zone: Option<String>,
    /// The sector.
    #[arg(long)]
    sector: Option<String>,
    /// The category; `*` is all that is accounted.
    #[arg(long)]
    category: Option<String>,
    /// The pool; `*` is all of them.
    #[arg(long)]
    pool: Option<String>,
    /// The quantity.
    #[arg(long)]
    quantity: Option<String>,
    /// The year of a stock, the first year of a change.
    #[arg(long)]
    year: Option<String>,
    /// The last year of a change; `""` is a stock.
    #[arg(long)]
    year_to: Option<String>,
}

impl SelectionArguments {
    pub(super) fn selection(&self) -> Selection {
        let Self { zone_set, zone, sector, category, pool, quantity, year, year_to } = self;
        Selection {
            zone_set: zone_set.clone(),
            zone: zone.clone(),
            sector: sector.clone(),
            category: category.clone(),
            pool: pool.clone(),
            quantity: quantity.clone(),
            year: year.clone(),
            year_to: year_to.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct SampleArguments {
    /// The directory to write; it must be empty or not exist.
    #[arg(long)]
    pub(super) out: PathBuf,
    /// The edge of a pixel in metres; one that divides 1000.
    #[arg(long, default_value_t = 100.0)]
    pub(super) resolution: f64,
    /// About how many sub-compartments to make.
    #[arg(long, default_value_t = crate::sample::SampleOptions::SUB_COMPARTMENTS)]
    pub(super) sub_compartments: usize,
    /// Crop the rasters to `WEST,SOUTH,EAST,NORTH` in EPSG:4549.
    #[arg(long, value_name = "EXTENT", value_parser = extent, allow_hyphen_values = true)]
    pub(super) extent: Option<[f64; 4]>,
}

#[derive(Debug, Args)]
pub(super) struct ParameterArguments {
    /// Only rows whose set, class or pool holds this text; of the forest's tables, whose table or key does.
    #[arg(long)]
    pub(super) key: Option<String>,
}

/// `WEST,SOUTH,EAST,NORTH`.
fn extent(text: &str) -> std::result::Result<[f64; 4], String> {
    let limits: Option<Vec<f64>> = text.split(',').map(|limit| limit.trim().parse().ok()).collect();
    let limits = limits.and_then(|limits| limits.try_into().ok());
    limits.ok_or_else(|| "expected four numbers with commas between them".to_owned())
}

pub(super) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tanhui", &mut bytes);
    bytes
}

pub(super) fn man_page() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_is_four_numbers() {
        assert_eq!(extent("590000,3222000, 690000,3372000"), Ok([590_000.0, 3_222_000.0, 690_000.0, 3_372_000.0]));
        for wrong in ["1,2,3", "1,2,3,4,5", "1,2,3,north", ""] {
            assert!(extent(wrong).is_err(), "{wrong}");
        }
        let parsed = Arguments::try_parse_from(["tanhui", "sample", "--out", "a", "--extent", "-1,0,1,2"]);
        assert!(parsed.is_ok(), "{parsed:?}");
    }
}
