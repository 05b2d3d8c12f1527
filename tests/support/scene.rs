//! A sound pipeline of one layer and two zones, which a test spoils in one respect and then runs.

use std::path::PathBuf;
use std::process::Command;

use super::rasters::{EAST, Raster, WEST, rectangle, zones};
use super::{Outcome, Workspace};

const PIPELINE: &str = r#"name = "scene"

[grid]
from_layer = "land"

[layers.land]
path = "land.tif"
kind = "class"
scheme = "tanhui"
year = 2020

[zones.districts]
path = "zones.geojson"
id = "id"
name = "name"

[methods.land_area]
layers = ["land"]

[methods.carbon_density]
layers = ["land"]
table = "zhejiang-land"
"#;

/// A workspace with `pipeline.toml`, `land.tif` and `zones.geojson`.
pub(crate) struct Scene {
    pub(crate) workspace: Workspace,
    pub(crate) pipeline: String,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let workspace = Workspace::new();
        Raster::of([1_u8, 1, 2, 2].repeat(4)).write(&workspace.path("land.tif"));
        let scene = Self { workspace, pipeline: PIPELINE.to_owned() };
        scene.file("zones.geojson", zones(4490, &[("1", "西区", rectangle(WEST)), ("2", "东区", rectangle(EAST))]))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.workspace.path(name)
    }

    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.file_at(name, content.as_ref());
        self
    }

    pub(crate) fn file_at(&self, name: &str, content: &[u8]) {
        std::fs::write(self.path(name), content).expect("a file can be written");
    }

    pub(crate) fn raster<T: gdal::raster::GdalType + Copy>(self, name: &str, raster: &Raster<T>) -> Self {
        // A side-car file of a former raster would describe this one.
        let _ = std::fs::remove_file(self.path(name));
        raster.write(&self.path(name));
        self
    }

    /// Replaces a part of the pipeline, which must be there.
    pub(crate) fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.pipeline.contains(from), "the pipeline has no {from:?}");
        self.pipeline = self.pipeline.replacen(from, to, 1);
        self
    }

    /// Adds keys to a table of the pipeline.
    pub(crate) fn in_table(self, table: &str, keys: &str) -> Self {
        self.with(&format!("[{table}]\n"), &format!("[{table}]\n{keys}\n"))
    }

    /// Adds tables at the end of the pipeline.
    pub(crate) fn append(mut self, text: &str) -> Self {
        self.pipeline += text;
        self
    }

    /// The program with the pipeline in place, before it starts.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        std::fs::write(self.path("pipeline.toml"), &self.pipeline).expect("a pipeline can be written");
        self.workspace.command(arguments)
    }

    pub(crate) fn run(&self) -> Outcome {
        Outcome::of(&self.command(&RUN).output().expect("the program starts"))
    }

    /// Runs and expects success.
    pub(crate) fn succeed(&self) -> Outcome {
        let outcome = self.run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome
    }

    /// What `check` and `run` both say, ending with `code` and leaving nothing behind.
    pub(crate) fn refused(&self, code: i32) -> String {
        let message = self.refused_in_run(code);
        let check = Outcome::of(&self.command(&["check", "pipeline.toml"]).output().expect("the program starts"));
        assert_eq!((check.code, self.filtered(&check.stderr)), (code, message.clone()), "check and run differ");
        message
    }

    /// What `run` says where the check of the pipeline cannot know, ending with `code` and leaving nothing behind.
    pub(crate) fn refused_in_run(&self, code: i32) -> String {
        let outcome = self.run();
        assert_eq!(outcome.code, code, "{}{}", outcome.stdout, outcome.stderr);
        assert_eq!(outcome.stdout, "", "a refusal prints nothing on standard output");
        self.assert_nothing_left();
        self.filtered(&outcome.stderr)
    }

    /// Neither an output nor a part of one.
    pub(crate) fn assert_nothing_left(&self) {
        let left: Vec<_> = std::fs::read_dir(self.path("."))
            .expect("the workspace")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
            .filter(|name| name == "out" || name.contains(".partial") || name.contains(".replaced"))
            .collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }

    /// Without what differs between machines and versions: directories, progress, and GDAL's own words.
    pub(crate) fn filtered(&self, stderr: &str) -> String {
        let directory = self.path("").display().to_string();
        let mut lines = Vec::new();
        for line in stderr.replace(directory.trim_end_matches('/'), "[directory]").lines() {
            if line.ends_with(" pixels") && !line.starts_with(' ') {
                continue;
            }
            match line.split_once("cause: GDAL: ") {
                Some((before, _)) => lines.push(format!("{before}cause: GDAL: […]")),
                None => lines.push(line.to_owned()),
            }
        }
        lines.join("\n")
    }
}

const RUN: [&str; 6] = ["run", "pipeline.toml", "--out", "out", "--threads", "2"];
