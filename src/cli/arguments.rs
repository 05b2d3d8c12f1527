//! The arguments.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

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
    #[arg(long, value_delimiter = ',', num_args = 4, allow_negative_numbers = true)]
    pub(super) extent: Option<Vec<f64>>,
}

#[derive(Debug, Args)]
pub(super) struct ParameterArguments {
    /// Only rows whose set, class or pool holds this text; of the forest's tables, whose table or key does.
    #[arg(long)]
    pub(super) key: Option<String>,
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
