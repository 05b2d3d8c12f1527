//! The output directory of a run that has finished, as its auditor opens it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::figures::read_figures;
use super::settings::{FileUse, file_use};
use crate::accounts::uncertainty::UncertaintySettings;
use crate::accounts::{
    AccountRow, ClassNames, InputFile, Measure, Origin, Trace, TracedRow, UsedParameter, ground, read_accounts_csv,
    used_parameters,
};
use crate::error::{Error, Kind, Result};
use crate::pipeline::HashedFile;
use crate::strata::{StrataTable, read_strata};

/// The files that figures are traced with.
const TRACED: [&str; 4] = ["accounts.csv", "figures.parquet", "parameters.csv", "strata.parquet"];

/// The bytes of `parameters.csv`: every parameter that a figure was made with.
///
/// # Errors
/// A parameter whose distribution cannot be.
pub(in crate::pipeline) fn write_parameters(rows: &[AccountRow], settings: &UncertaintySettings) -> Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).has_headers(false).from_writer(Vec::new());
    // Also where there is none: a reader finds the same columns.
    let columns = [
        "name",
        "value",
        "unit",
        "low",
        "high",
        "distribution",
        "interval_assumed_by",
        "source",
        "table",
        "year",
        "evidence",
        "note",
        "rows",
    ];
    writer.write_record(columns).map_err(Error::internal)?;
    for parameter in used_parameters(rows, settings)? {
        writer.serialize(parameter).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// The parts of a manifest that are read again.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    tanhui: String,
    gdal: String,
    proj: String,
    pipeline: ManifestPipeline,
    pub(super) plan: ManifestPlan,
    run: ManifestRun,
}

#[derive(Debug, Deserialize)]
struct ManifestPipeline {
    path: PathBuf,
    blake3: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ManifestPlan {
    #[serde(default)]
    layers: Vec<ManifestLayer>,
    pub(super) zone_sets: Vec<ManifestZoneSet>,
    grid: Option<ManifestGrid>,
    pub(super) settings: Value,
}

#[derive(Debug, Deserialize)]
struct ManifestLayer {
    name: String,
    path: PathBuf,
    classes: Option<ClassNames>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ManifestZoneSet {
    pub(super) name: String,
    files: Vec<PathBuf>,
    pub(super) outlines: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct ManifestGrid {
    pixel_width: f64,
    pixel_height: f64,
}

#[derive(Debug, Deserialize)]
struct ManifestRun {
    inputs: Vec<HashedFile>,
    outputs: Vec<HashedFile>,
}

/// The output of a run, with what its figures were made of.
#[derive(Debug)]
pub struct Finished {
    directory: PathBuf,
    pub(super) manifest: Manifest,
    rows: Vec<AccountRow>,
    parameters: Vec<UsedParameter>,
    strata: Option<StrataTable>,
    warnings: Vec<String>,
}

impl Finished {
    /// Opens an output directory; nothing outside it is read.
    ///
    /// # Errors
    /// A directory without a manifest, or files that are not those that the run left.
    pub fn open(directory: &Path) -> Result<Self> {
        let shown = directory.display();
        let text = std::fs::read(directory.join("manifest.json")).map_err(|error| {
            Error::new(Kind::Missing, format!("`{shown}` holds no finished result: there is no `manifest.json`"))
                .cause(error)
                .hint("name the output directory of a run that has ended, such as `out/my-county`")
        })?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| {
            Error::data(format!("`{shown}/manifest.json` is no manifest that this version of tanhui can read"))
                .cause(error)
                .hint("run the pipeline again with this version")
        })?;
        let mut problems = Vec::new();
        let mut warnings = Vec::new();
        for output in &manifest.run.outputs {
            let name = output.path.display();
            if !output.path.components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(Error::data(format!("`{shown}/manifest.json` names `{name}`, which is not in the output")));
            }
            let found = match HashedFile::read(&directory.join(&output.path)) {
                Ok(found) if found.blake3 == output.blake3 => continue,
                Ok(_) => format!("`{shown}/{name}` was changed after the run: its hash is not that of the manifest"),
                Err(_) => format!("`{shown}/{name}` is missing or cannot be read"),
            };
            if TRACED.iter().any(|traced| output.path == Path::new(traced)) {
                problems.push(Error::data(found).hint("run the pipeline again, or take the output as the run left it"));
            } else {
                warnings.push(found);
            }
        }
        Error::all(problems)?;
        let has = |name: &str| manifest.run.outputs.iter().any(|output| output.path == Path::new(name));
        for name in ["accounts.csv", "figures.parquet", "parameters.csv"] {
            if !has(name) {
                return Err(Error::data(format!("`{shown}` holds no `{name}`: an older version of tanhui made it"))
                    .hint("run the pipeline again with this version"));
            }
        }
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read(&path)
                .map_err(|error| Error::new(Kind::Missing, format!("cannot read `{}`", path.display())).cause(error))
        };
        let in_place = |error: Error| error.note(format!("in `{shown}`"));
        let rows = read_accounts_csv(&read("accounts.csv")?).map_err(in_place)?;
        let parameters = csv::Reader::from_reader(read("parameters.csv")?.as_slice())
            .into_deserialize()
            .collect::<csv::Result<Vec<UsedParameter>>>()
            .map_err(|error| in_place(Error::data("this is no `parameters.csv` of this version").cause(error)))?;
        let strata =
            if has("strata.parquet") { Some(read_strata(read("strata.parquet")?).map_err(in_place)?.0) } else { None };
        Ok(Self { directory: directory.to_owned(), manifest, rows, parameters, strata, warnings })
    }

    /// The account; figures are as in the file, without their parts.
    #[must_use]
    pub fn rows(&self) -> &[AccountRow] {
        &self.rows
    }

    /// Every parameter that a figure was made with.
    #[must_use]
    pub fn parameters(&self) -> &[UsedParameter] {
        &self.parameters
    }

    /// What a user should know of the directory: files beside the account that were changed after the run.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What made it.
    #[must_use]
    pub fn origin(&self) -> Origin {
        let Manifest { tanhui, gdal, proj, pipeline, .. } = &self.manifest;
        Origin {
            output: self.directory.clone(),
            tanhui: tanhui.clone(),
            gdal: gdal.clone(),
            proj: proj.clone(),
            pipeline: pipeline.path.clone(),
            pipeline_blake3: pipeline.blake3.clone(),
        }
    }

    /// Some rows with the parts of their figures.
    ///
    /// # Errors
    /// A table of figures that is damaged.
    pub fn traced(&self, wanted: &[usize]) -> Result<Vec<TracedRow>> {
        let path = self.directory.join("figures.parquet");
        let bytes = std::fs::read(&path)
            .map_err(|error| Error::new(Kind::Missing, format!("cannot read `{}`", path.display())).cause(error))?;
        let mut figures = read_figures(bytes, wanted)?;
        let traced = |index: &usize| TracedRow {
            index: *index,
            row: self.rows[*index].clone(),
            parts: figures.remove(index).unwrap_or_default(),
        };
        Ok(wanted.iter().map(traced).collect())
    }

    /// How some rows came about.
    ///
    /// # Errors
    /// A table of figures that is damaged.
    pub fn traces(&self, wanted: &[usize]) -> Result<Vec<Trace>> {
        let ManifestPlan { layers, grid, .. } = &self.manifest.plan;
        let pixel = grid.as_ref().map_or(0.0, |grid| grid.pixel_width * grid.pixel_height);
        let dimensions = self.strata.iter().flat_map(|strata| &strata.dimensions);
        let of_layer = |name: &str| layers.iter().find(|layer| layer.name == name)?.classes.clone();
        let names: Vec<Option<ClassNames>> = dimensions.map(|dimension| of_layer(&dimension.layer)).collect();
        let trace = |row: TracedRow| {
            let strata = self.strata.as_ref();
            let ground = strata.and_then(|strata| ground(&row, strata, &names, Measure::Planar { pixel }));
            Trace::new(row, ground, &self.parameters)
        };
        Ok(self.traced(wanted)?.into_iter().map(trace).collect())
    }

    /// The files that the run read, by what they were read as.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputFile> {
        let inputs = self.manifest.run.inputs.iter().map(|file| {
            let role = self.role(&file.path);
            InputFile { role, path: file.path.clone(), blake3: file.blake3.clone(), bytes: file.bytes }
        });
        let mut inputs: Vec<InputFile> = inputs.collect();
        inputs.sort_by(|one, other| (&one.role, &one.path).cmp(&(&other.role, &other.path)));
        inputs
    }

    fn role(&self, path: &Path) -> String {
        let ManifestPlan { layers, zone_sets, settings, .. } = &self.manifest.plan;
        // A raster may have others beside it, such as `.aux.xml`.
        let beside = |other: &Path| other == path || path.to_string_lossy().starts_with(&*other.to_string_lossy());
        if let Some(layer) = layers.iter().find(|layer| beside(&layer.path)) {
            return format!("layers.{}", layer.name);
        }
        if let Some(set) = zone_sets.iter().find(|set| set.files.iter().any(|file| file == path)) {
            return format!("zones.{}", set.name);
        }
        match file_use(settings, path) {
            Some(FileUse { key, .. }) => key,
            None => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        }
    }

    /// The names of the files that parameters come from.
    pub(super) fn parameter_tables(&self) -> BTreeSet<&str> {
        self.parameters.iter().filter_map(|row| row.name.split_once(": ").map(|(file, _)| file)).collect()
    }
}
