/// A browser without a window.
pub(crate) mod browser;
/// A pipeline with its tables in a directory of their own.
pub(crate) mod case;
/// Where a map is a Cloud Optimized GeoTIFF and where not.
pub(crate) mod cog;
/// Rasters and zones on any frame, and GDAL's own tools.
pub(crate) mod frames;
/// Small files made by code.
pub(crate) mod rasters;
/// A sound pipeline to spoil.
pub(crate) mod scene;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The project's own directory.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a shipped pipeline, to run anywhere, with fewer draws than 10,000: what is tested is not the interval.
pub(crate) fn shipped_with_few_draws(name: &str) -> String {
    let pipelines = project().join("pipelines");
    let text = std::fs::read_to_string(pipelines.join(format!("{name}.toml"))).expect("the pipeline");
    let [pipelines, project] = [pipelines.as_path(), project()].map(|path| path.to_str().expect("UTF-8"));
    text.replace("\"../", &format!("\"{project}/"))
        .replace("\"data/", &format!("\"{pipelines}/data/"))
        .replace("\"ningbo-coast-transitions", &format!("\"{pipelines}/ningbo-coast-transitions"))
        .replacen("[[uncertainty.assumed]]", "[uncertainty]\ndraws = 500\n\n[[uncertainty.assumed]]", 1)
}

/// Real data that is not part of the project; none, and a line that says so, where it is absent.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn real_data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TANHUI_REAL_DATA").map_or_else(|| project().join("../shared/data"), PathBuf::from);
    let found = root.join(folder);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: no real data at {}", found.display());
    None
}

/// A directory of its own for a test, with its own cache of strata.
pub(crate) struct Workspace {
    directory: TempDir,
}

/// What the program left and said.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        Self { directory: TempDir::new().expect("a temporary directory") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The program, with arguments, in this directory.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tanhui"));
        command.args(arguments).current_dir(self.directory.path()).env("TANHUI_CACHE", self.path("cache"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&self.command(arguments).output().expect("the program starts"))
    }

    /// Runs and expects success; shows what the program said otherwise.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, 0, "tanhui {arguments:?}\n{}\n{}", outcome.stdout, outcome.stderr);
        outcome
    }
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// `accounts.csv`, column by name.
pub(crate) struct Accounts {
    pub(crate) rows: Vec<std::collections::HashMap<String, String>>,
}

impl Accounts {
    pub(crate) fn read(output: &Path) -> Self {
        let mut reader = csv::Reader::from_path(output.join("accounts.csv")).expect("an account");
        Self { rows: reader.deserialize().collect::<Result<_, _>>().expect("a valid account") }
    }

    /// The value of the one row whose columns hold what is given; `method` need only contain it.
    pub(crate) fn value(&self, wanted: &[(&str, &str)]) -> f64 {
        let found = self.values(wanted);
        assert_eq!(found.len(), 1, "{wanted:?} fits {} rows", found.len());
        found[0]
    }

    /// The same, or zero where there is no such row.
    pub(crate) fn value_or_zero(&self, wanted: &[(&str, &str)]) -> f64 {
        let found = self.values(wanted);
        assert!(found.len() < 2, "{wanted:?} fits {} rows", found.len());
        found.first().copied().unwrap_or(0.0)
    }

    /// The values of all rows whose columns hold what is given; `method` need only contain it.
    pub(crate) fn values(&self, wanted: &[(&str, &str)]) -> Vec<f64> {
        self.numbers(wanted, ["value"]).into_iter().flatten().collect()
    }

    /// The value and the limits of the one row whose columns hold what is given.
    pub(crate) fn interval(&self, wanted: &[(&str, &str)]) -> [f64; 3] {
        let found = self.numbers(wanted, ["value", "low95", "high95"]);
        assert_eq!(found.len(), 1, "{wanted:?} fits {} rows", found.len());
        found[0]
    }

    fn numbers<const N: usize>(&self, wanted: &[(&str, &str)], columns: [&str; N]) -> Vec<[f64; N]> {
        let fits = |row: &&std::collections::HashMap<String, String>| {
            wanted.iter().all(|(column, value)| match *column {
                "method" => row[*column].contains(value),
                _ => row[*column] == *value,
            })
        };
        let numbers = |row: &std::collections::HashMap<String, String>| {
            columns.map(|column| row[column].parse().expect("a number"))
        };
        self.rows.iter().filter(fits).map(numbers).collect()
    }
}
