//! The plan: a pipeline file resolved against the files it names. Building it is the check: every problem is collected.

mod activity;
mod coast;
mod coverage;
mod cuts;
mod forest;
mod forest_change;
mod gis;
mod grid;
mod layers;
mod ledger;
mod methods;
mod pictures;
mod products;
mod rasters;
mod series;
mod targets;
mod zones;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(super) use coverage::cover_sets;
pub use coverage::{CoveredSet, CoveredZones};
pub(super) use layers::read_table;
pub use layers::{PlannedLayer, PlannedLayerKind};
pub(super) use methods::CarbonPlan;
pub use methods::Methods;
pub use rasters::RasterPlan;
pub use series::SeriesPlan;
pub use zones::PlannedZoneSet;

use super::coast::{CoastEntry, PlannedCoast};
use super::coast_management::PlannedCoastManagement;
use super::cropland::PlannedCropland;
use super::document::Document;
use super::file::{DensityTable, ForestChangeEntry, OutputEntries, PipelineFile, SchemeEntry};
use super::forest::{PlannedForest, PlannedInventory};
use super::gis::PlannedGis;
use super::ledger::PlannedLedger;
use super::mariculture::PlannedMariculture;
use super::pictures::{PicturesEntry, PlannedPictures};
use super::samples::PlannedSample;
use super::soil_cores::PlannedSoilCores;
use super::wetland::PlannedWetland;
use crate::accounts::uncertainty::UncertaintySettings;
use crate::accounts::{CoverRateComparison, ForestChange, Target};
use crate::error::{Error, Result};
use crate::report::Templates;

/// Everything that a run needs, resolved.
#[derive(Debug)]
pub struct Plan {
    /// The name of the account.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// The pipeline file.
    pub document: Document,
    /// How long it took to read and check it, with the files it names.
    pub check_time: Duration,
    /// The zone sets, in the order of names; a grid without any is one zone as a whole.
    pub zone_sets: Vec<PlannedZoneSet>,
    /// What is computed on a grid, if there is one.
    pub rasters: Option<RasterPlan>,
    /// The inventories of sub-compartments, in the order of names.
    pub inventories: Vec<PlannedInventory>,
    /// The forest account.
    pub forest: Option<PlannedForest>,
    /// The account of the coast.
    pub coast: Option<PlannedCoast>,
    /// Inland wetland, in the order of names.
    pub wetland: Vec<PlannedWetland>,
    /// The sectors of the map.
    pub ledger: Option<PlannedLedger>,
    /// How the account is drawn again.
    pub uncertainty: UncertaintySettings,
    /// The inventories of plots, in the order of names.
    pub samples: Vec<PlannedSample>,
    /// Activities on coastal wetland, in the order of names.
    pub coast_management: Vec<PlannedCoastManagement>,
    /// Soil cores, in the order of names.
    pub soil_cores: Vec<PlannedSoilCores>,
    /// Mariculture, in the order of names.
    pub mariculture: Vec<PlannedMariculture>,
    /// Cropland, in the order of names.
    pub cropland: Vec<PlannedCropland>,
    /// Observed values.
    pub series: Vec<SeriesPlan>,
    /// Declared changes of forest carbon.
    pub forest_changes: Vec<ForestChange>,
    /// Targets, which look at the rows of all other sections.
    pub targets: Vec<Target>,
    /// Cover rates whose difference is explained.
    pub cover_rate_changes: Vec<CoverRateComparison>,
    /// The files for GIS programs, if any are asked for.
    pub(super) gis: Option<PlannedGis>,
    /// Pictures and charts.
    pub pictures: Option<PlannedPictures>,
    /// The tables that were read.
    pub tables: Vec<PathBuf>,
    /// What is written beside the account.
    pub outputs: OutputEntries,
    /// Things a user should know that do not stop the run.
    pub warnings: Vec<String>,
}

/// What building a plan carries along: the document, for places, and what was found so far.
struct Builder<'a> {
    document: &'a Document,
    file: &'a PipelineFile,
    problems: Vec<Error>,
    warnings: Vec<String>,
}

impl Builder<'_> {
    /// Keeps a problem with the place of the key it is about.
    fn problem(&mut self, keys: &[&str], problem: &Error) {
        self.problems.push(self.document.locate(keys, problem.clone()));
    }

    /// The value, or the problem kept.
    fn keep<T>(&mut self, keys: &[&str], result: Result<T>) -> Option<T> {
        result.map_err(|problem| self.problem(keys, &problem)).ok()
    }

    /// A path of the file, relative to the file's directory.
    fn path(&self, path: &Path) -> PathBuf {
        self.document.beside(path)
    }
}

impl Plan {
    /// Reads, checks and resolves a pipeline file.
    ///
    /// # Errors
    /// All problems, each with file and line.
    pub fn read(path: &Path) -> Result<Self> {
        let start = Instant::now();
        let document = Document::read(path)?;
        let file = document.pipeline()?;
        Ok(Self { check_time: start.elapsed(), ..Self::resolve(&document, &file)? })
    }

    fn resolve(document: &Document, file: &PipelineFile) -> Result<Self> {
        let mut builder = Builder { document, file, problems: Vec::new(), warnings: Vec::new() };
        builder.check_name();
        builder.check_that_something_is_accounted();
        builder.check_products();
        builder.check_templates();
        let layer_files = builder.inspect_layers();
        let zone_files = builder.read_zones();
        let mut zone_sets = builder.plan_zones(&zone_files);
        let inventories = builder.plan_inventories(&zone_files, &zone_sets);
        let rasters = builder.plan_rasters(layer_files, &zone_files, &mut zone_sets);
        let gis = builder.plan_gis(&zone_files, rasters.as_ref());
        let forest = builder.plan_forest(&inventories, rasters.as_ref());
        let soil_cores = builder.plan_soil_cores();
        let coast = builder.plan_coast(rasters.as_ref(), &soil_cores);
        let coast_management = builder.plan_coast_management(&zone_sets);
        let ledger = builder.plan_ledger(rasters.as_ref(), coast.as_ref());
        let wetland = builder.plan_wetland(rasters.as_ref(), &zone_sets);
        let samples = builder.plan_samples();
        let forest_changes = builder.plan_forest_changes(&zone_sets);
        let mariculture = builder.plan_mariculture(&zone_sets);
        let cropland = builder.plan_cropland(&zone_sets);
        let before = builder.problems.len();
        let series = builder.plan_series(&zone_sets);
        let targets = builder.plan_targets();
        let cover_rate_changes = builder.plan_cover_rate_changes();
        let uncertainty = file.uncertainty.as_ref().and_then(|entry| builder.keep(&["uncertainty"], entry.settings()));
        let mut uncertainty = uncertainty.unwrap_or_default();
        if let Some(accuracy) = rasters.as_ref().and_then(|rasters| rasters.methods.map_accuracy.as_ref()) {
            uncertainty.correlations.extend(accuracy.correlations.iter().cloned());
        }
        let needs_more = file.grid.is_some() || !file.layers.is_empty() || file.forest.is_some();
        let needs_more = needs_more || !file.mariculture.is_empty() || !file.cropland.is_empty();
        let needs_more = needs_more || !file.coast_management.is_empty() || !file.soil_cores.is_empty();
        let needs_more = needs_more || !file.wetland.is_empty();
        let can_try = !needs_more && builder.problems.len() == before;
        if can_try {
            builder.try_targets(&series, &samples, &targets, &cover_rate_changes);
        }
        let pictures = builder.plan_pictures(&zone_sets, rasters.as_ref());
        let Builder { problems, mut warnings, .. } = builder;
        Error::all(problems)?;
        warnings.extend(samples.iter().flat_map(PlannedSample::warnings));
        let sampled = samples.iter().flat_map(|sample| sample.files.iter().cloned());
        let directory = document.directory();
        let surveyed = file.inventories.values().flat_map(|entry| entry.tables(directory));
        let surveyed = surveyed.chain(inventories.values().flat_map(|planned| planned.inventory.source.files.clone()));
        warnings.extend(cropland.iter().flat_map(PlannedCropland::warnings));
        let activity = mariculture.iter().flat_map(|planned| &planned.files);
        let activity = activity.chain(cropland.iter().flat_map(|planned| &planned.files));
        let activity = activity.chain(coast_management.iter().flat_map(|planned| &planned.files));
        let activity = activity.chain(wetland.iter().flat_map(|planned| &planned.files));
        let activity = activity.chain(soil_cores.iter().flat_map(|planned| &planned.files)).cloned();
        warnings.extend(soil_cores.iter().flat_map(PlannedSoilCores::warnings));
        let templates = file.outputs.template_directory(document).map(|directory| Templates::files(&directory));
        let templates = templates.transpose()?.into_iter().flatten();
        let tables = table_paths(document, file)
            .into_iter()
            .chain(templates)
            .chain(sampled)
            .chain(surveyed)
            .chain(activity)
            .collect();
        Ok(Self {
            name: file.name.clone(),
            title: file.title.clone(),
            document: document.clone(),
            check_time: Duration::ZERO,
            zone_sets,
            rasters,
            forest,
            coast,
            coast_management,
            soil_cores,
            wetland,
            ledger,
            series,
            forest_changes,
            targets,
            cover_rate_changes,
            uncertainty,
            gis,
            pictures,
            tables,
            outputs: file.outputs.clone(),
            mariculture,
            cropland,
            inventories: inventories.into_values().collect(),
            samples,
            warnings,
        })
    }

    /// What a run would do, for people: grid, blocks, files and bytes to read, memory and disk.
    #[must_use]
    pub fn describe(&self) -> String {
        let zones = self.zone_sets.iter().map(|set| format!("zones     {}: {} zones", set.name, set.zones.len()));
        let zones = zones.chain(self.inventories.iter().map(PlannedInventory::describe));
        let zones = zones.chain(self.samples.iter().map(PlannedSample::describe));
        let zones = zones.chain(self.coast_management.iter().map(PlannedCoastManagement::describe));
        let zones = zones.chain(self.soil_cores.iter().map(PlannedSoilCores::describe));
        let zones = zones.chain(self.mariculture.iter().map(PlannedMariculture::describe));
        let zones = zones.chain(self.cropland.iter().map(PlannedCropland::describe));
        let zones: Vec<String> = zones.chain(self.wetland.iter().map(PlannedWetland::describe)).collect();
        let mut lines = match &self.rasters {
            Some(rasters) => rasters.describe(&zones),
            None => std::iter::once("grid      none: no pixel is read".to_owned()).chain(zones).collect(),
        };
        let series = self.series.iter();
        lines.extend(series.map(|series| format!("series    {}: {} values", series.name, series.observations.len())));
        lines.extend(self.forest_changes.iter().map(|change| {
            format!("forest    {}: change from {} to {}", change.name, change.period.from(), change.period.to())
        }));
        if !self.targets.is_empty() {
            lines.push(format!("targets   {}", self.targets.len()));
        }
        lines.join("\n") + "\n"
    }
}

/// The tables a file names: schemes, official areas, densities, reference samples.
fn table_paths(document: &Document, file: &PipelineFile) -> Vec<PathBuf> {
    let schemes = file.layers.values().filter_map(|layer| match &layer.scheme {
        Some(SchemeEntry::Table(table)) => Some(&table.path),
        _ => None,
    });
    let areas = file.zones.values().filter_map(|zones| zones.official_area.as_ref()?.table.as_ref());
    let densities = file.methods.carbon_density.iter().filter_map(|carbon| match &carbon.table {
        DensityTable::Name(_) => None,
        DensityTable::Long(table) => Some(&table.path),
        DensityTable::Wide(table) => Some(&table.path),
    });
    let matrices = file.methods.map_accuracy.iter().map(|accuracy| &accuracy.matrix);
    let series = file.series.values().filter_map(|series| series.table.as_ref());
    let changes = file.forest_change.values().flat_map(ForestChangeEntry::tables);
    let coast = file.coast.iter().flat_map(CoastEntry::tables);
    let pictures = file.outputs.pictures.iter().flat_map(PicturesEntry::files);
    let paths =
        schemes.chain(areas).chain(densities).chain(series).chain(changes).chain(matrices).chain(coast).chain(pictures);
    paths.map(|path| document.beside(path)).collect()
}

impl Builder<'_> {
    /// A file without any section that gives account rows is a mistake, not an empty account.
    fn check_that_something_is_accounted(&mut self) {
        let file = self.file;
        let sections = [
            file.grid.is_some() || !file.layers.is_empty(),
            !file.series.is_empty(),
            !file.samples.is_empty(),
            file.forest.is_some(),
            !file.forest_change.is_empty(),
            !file.coast_management.is_empty(),
            !file.soil_cores.is_empty(),
            !file.mariculture.is_empty(),
            !file.cropland.is_empty(),
            !file.wetland.is_empty(),
        ];
        if !sections.contains(&true) {
            let problem = Error::data("the pipeline accounts nothing").hint(
                "add `[grid]` with layers, `[forest]`, `[forest_change]`, `[coast_management]`, `[soil_cores]`, `[mariculture]`, \
                 `[cropland]`, `[wetland]`, `[series]` or `[samples]`",
            );
            self.problem(&[], &problem);
        }
    }

    /// Reads the inventories of plots. Their rows are told from those of zone sets by name.
    fn plan_samples(&mut self) -> Vec<PlannedSample> {
        let mut samples = Vec::new();
        for (name, entry) in &self.file.samples {
            if self.file.zones.contains_key(name) {
                let problem = Error::data(format!("`{name}` is the name of a sample and of a zone set"))
                    .hint("rename one: both stand in the column `zone_set` of the account");
                self.problem(&["samples", name], &problem);
            }
            let sample = PlannedSample::read(self.document, name, entry);
            samples.extend(self.keep(&["samples", name], sample));
        }
        samples
    }

    fn check_name(&mut self) {
        self.check_file_name(&["name"], &self.file.name);
    }

    /// Names of the account and of inventories become names in the output.
    fn check_file_name(&mut self, keys: &[&str], name: &str) {
        let usable = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0', '\n']);
        if !usable {
            let problem = Error::data(format!("`{name}` cannot be the name of a file or directory"))
                .hint("use letters, digits, `-` and `_`");
            self.problem(keys, &problem);
        }
    }
}
