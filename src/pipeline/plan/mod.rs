//! The plan: a pipeline file resolved against the files it names. Building it is the check: every problem is collected.

mod grid;
mod layers;
mod methods;
mod zones;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) use layers::read_table;
pub use layers::{PlannedLayer, PlannedLayerKind};
pub(super) use methods::CarbonPlan;
pub use methods::Methods;
pub use zones::PlannedZoneSet;

use super::document::Document;
use super::file::{AreaMeasure, DensityTable, LayerKind, MapEntry, PipelineFile, SchemeEntry};
use crate::error::{Error, Result};
use crate::raster::{BlockGrid, CellAreas, Grid};
use crate::strata::strata_columns;

/// Everything that a run needs, resolved.
#[derive(Debug)]
pub struct Plan {
    /// The name of the account.
    pub name: String,
    /// The pipeline file.
    pub file: PathBuf,
    /// The pipeline file's text, as hashed into the manifest.
    pub text: String,
    /// The grid on which everything is computed.
    pub grid: Grid,
    /// The area of every cell on the ellipsoid.
    pub areas: CellAreas,
    /// How area is measured.
    pub area: AreaMeasure,
    /// The layers, class layers first, each kind in the order of names.
    pub layers: Vec<PlannedLayer>,
    /// The zone sets, in the order of names; without any, the whole grid is one zone.
    pub zone_sets: Vec<PlannedZoneSet>,
    /// What to compute.
    pub methods: Methods,
    /// The tables that were read.
    pub tables: Vec<PathBuf>,
    /// The maps to paint.
    pub maps: Vec<MapEntry>,
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
        for one in problem.clone().into_problems() {
            self.problems.push(one.note(self.document.place(keys)));
        }
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
        let document = Document::read(path)?;
        let file = document.pipeline()?;
        Self::resolve(&document, &file)
    }

    fn resolve(document: &Document, file: &PipelineFile) -> Result<Self> {
        let mut builder = Builder { document, file, problems: Vec::new(), warnings: Vec::new() };
        builder.check_name();
        builder.check_columns();
        let files = builder.inspect_layers();
        let zone_files = builder.read_zones();
        let grid = builder.grid(&files, &zone_files);
        let planned = grid.map(|(grid, areas)| {
            let layers = builder.plan_layers(files, &grid);
            let zone_sets = builder.plan_zones(zone_files, &grid);
            (grid, areas, layers, zone_sets)
        });
        let methods = builder.plan_methods(planned.as_ref().map(|(_, _, layers, _)| layers.as_slice()));
        let Builder { problems, warnings, .. } = builder;
        Error::all(problems)?;
        let ((grid, areas, layers, zone_sets), methods) =
            planned.zip(methods).ok_or_else(|| Error::internal("a plan without problems is incomplete"))?;
        Ok(Self {
            name: file.name.clone(),
            file: document.path().to_owned(),
            text: document.text().to_owned(),
            grid,
            areas,
            area: file.grid.area,
            layers,
            zone_sets,
            methods,
            tables: table_paths(document, file),
            maps: file.outputs.maps.clone(),
            warnings,
        })
    }

    /// The class layers, in the order of the strata's dimensions.
    pub fn class_layers(&self) -> impl Iterator<Item = &PlannedLayer> {
        self.layers.iter().filter(|layer| matches!(layer.kind, PlannedLayerKind::Class(_)))
    }

    /// The quantity layers, in the order of the strata's quantities.
    pub fn quantity_layers(&self) -> impl Iterator<Item = &PlannedLayer> {
        self.layers.iter().filter(|layer| matches!(layer.kind, PlannedLayerKind::Quantity(_)))
    }

    /// What a run would do, for people: grid, blocks, files and bytes to read, memory and disk.
    #[must_use]
    pub fn describe(&self) -> String {
        use std::fmt::Write as _;
        let grid = &self.grid;
        let blocks = BlockGrid::new(grid);
        let mut text = String::new();
        let mut line = |arguments: std::fmt::Arguments<'_>| {
            text.write_fmt(arguments).expect("writing to a string succeeds");
            text.push('\n');
        };
        line(format_args!(
            "grid      {} rows × {} columns = {} pixels, {}",
            grid.rows,
            grid.columns,
            grid.pixels(),
            grid.crs.label()
        ));
        line(format_args!(
            "          pixel {} × {}, from ({}, {}) to ({}, {}), area {:?}",
            grid.pixel_width,
            grid.pixel_height,
            grid.west,
            grid.south(),
            grid.east(),
            grid.north,
            self.area
        ));
        line(format_args!("blocks    {} of {} × {} pixels", blocks.count(), BlockGrid::EDGE, BlockGrid::EDGE));
        let mut bytes_to_read = 0;
        let mut pixel_bytes = 0;
        for layer in &self.layers {
            let source = &layer.source;
            let bytes: u64 = source.file().files.iter().filter_map(|file| file.metadata().ok()).map(|m| m.len()).sum();
            bytes_to_read += bytes;
            pixel_bytes += source.file().pixel_type.bytes();
            line(format_args!(
                "layer     {}: {}, {:.1} MB, {}",
                source.name(),
                source.file().path.display(),
                bytes as f64 / 1e6,
                if source.is_resampled() { "resampled to the grid" } else { "on the grid" }
            ));
        }
        for set in &self.zone_sets {
            line(format_args!("zones     {}: {} zones", set.name, set.zones.len()));
        }
        let block_pixels = BlockGrid::EDGE * BlockGrid::EDGE;
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let memory = 48e6 + (threads * block_pixels * (pixel_bytes + 16)) as f64;
        let maps = (self.maps.len() as u64 * grid.pixels()) as f64;
        line(format_args!("read      {:.1} MB", bytes_to_read as f64 / 1e6));
        line(format_args!("memory    about {:.0} MB with {threads} threads", memory / 1e6));
        line(format_args!(
            "disk      at most about {:.1} MB for {} kinds of map",
            maps * 2.0 / 1e6 + 1.0,
            self.maps.len()
        ));
        text
    }
}

/// The tables a file names: schemes, official areas, densities.
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
    schemes.chain(areas).chain(densities).map(|path| document.beside(path)).collect()
}

impl Builder<'_> {
    /// Layers give the stratum table its columns. Their names must differ, whatever their case, or readers rename them.
    fn check_columns(&mut self) {
        let fixed = strata_columns(None, false).into_iter().map(|column| (column, "every stratum table".to_owned()));
        let mut taken: BTreeMap<String, String> = fixed.collect();
        for (name, entry) in &self.file.layers {
            for column in strata_columns(Some(name), entry.kind == LayerKind::Quantity) {
                if let Some(owner) = taken.insert(column.to_lowercase(), format!("layer `{name}`")) {
                    let problem = Error::data(format!(
                        "layer `{name}` would give `strata.parquet` the column `{column}`, which {owner} has"
                    ))
                    .hint("rename the layer");
                    self.problem(&["layers", name], &problem);
                }
            }
        }
    }

    fn check_name(&mut self) {
        let name = &self.file.name;
        let usable = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0', '\n']);
        if !usable {
            let problem = Error::data(format!("`{name}` cannot be the name of a directory"))
                .hint("use letters, digits, `-` and `_`");
            self.problem(&["name"], &problem);
        }
    }
}
