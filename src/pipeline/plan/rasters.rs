//! What is computed on a grid: grid, layers, zones in pixels, methods, maps. The one part of a plan that reads pixels.

use std::collections::BTreeMap;

use super::Builder;
use super::coverage::CoveredZones;
use super::layers::{PlannedLayer, PlannedLayerKind};
use super::methods::Methods;
use super::zones::{PlannedZoneSet, ZoneFile, outline_of_grid, whole_grid};
use crate::error::Error;
use crate::pipeline::coast::CoastEntry;
use crate::pipeline::file::{AreaMeasure, LayerKind, MapEntry};
use crate::raster::{BlockGrid, CellAreas, Grid, RasterFile};
use crate::strata::strata_columns;

/// Everything on the grid.
#[derive(Debug)]
pub struct RasterPlan {
    /// The grid on which everything is computed.
    pub grid: Grid,
    /// The area of every cell on the ellipsoid.
    pub areas: CellAreas,
    /// How area is measured.
    pub area: AreaMeasure,
    /// The layers, class layers first, each kind in the order of names.
    pub layers: Vec<PlannedLayer>,
    /// The plan's zone sets on the grid.
    pub zones: CoveredZones,
    /// What to compute.
    pub methods: Methods,
    /// The maps to paint.
    pub maps: Vec<MapEntry>,
    /// How many years the account of the coast has.
    coast_years: usize,
}

impl RasterPlan {
    /// The class layers, in the order of the strata's dimensions.
    pub fn class_layers(&self) -> impl Iterator<Item = &PlannedLayer> {
        self.layers.iter().filter(|layer| matches!(layer.kind, PlannedLayerKind::Class(_)))
    }

    /// The quantity layers, in the order of the strata's quantities.
    pub fn quantity_layers(&self) -> impl Iterator<Item = &PlannedLayer> {
        self.layers.iter().filter(|layer| matches!(layer.kind, PlannedLayerKind::Quantity(_)))
    }

    /// Grid, blocks, files and bytes to read, memory and disk; `zones` are the lines about the zone sets.
    pub(super) fn describe(&self, zones: &[String]) -> Vec<String> {
        let grid = &self.grid;
        let blocks = BlockGrid::new(grid);
        let mut lines = Vec::new();
        lines.push(format!(
            "grid      {} rows × {} columns = {} pixels, {}",
            grid.rows,
            grid.columns,
            grid.pixels(),
            grid.crs.label()
        ));
        lines.push(format!(
            "          pixel {} × {}, from ({}, {}) to ({}, {}), area {}",
            grid.pixel_width,
            grid.pixel_height,
            grid.west,
            grid.south(),
            grid.east(),
            grid.north,
            match self.area {
                AreaMeasure::Ellipsoidal => "on the ellipsoid",
                AreaMeasure::Planar => "of pixel edges, and on the ellipsoid beside it",
            }
        ));
        lines.push(format!("blocks    {} of {} × {} pixels", blocks.count(), BlockGrid::EDGE, BlockGrid::EDGE));
        let mut bytes_to_read = 0;
        let mut pixel_bytes = 0;
        for layer in &self.layers {
            let source = &layer.source;
            let bytes: u64 = source.file().files.iter().filter_map(|file| file.metadata().ok()).map(|m| m.len()).sum();
            bytes_to_read += bytes;
            pixel_bytes += source.file().pixel_type.bytes();
            lines.push(format!(
                "layer     {}: {}, {:.1} MB, {}",
                source.name(),
                source.file().path.display(),
                bytes as f64 / 1e6,
                match (source.is_resampled(), source.limits()) {
                    (_, Some(_)) => "cut into classes",
                    (true, None) => "resampled to the grid",
                    (false, None) => "on the grid",
                }
            ));
        }
        lines.extend(zones.iter().cloned());
        let block_pixels = BlockGrid::EDGE * BlockGrid::EDGE;
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let coverage = self.zones.coverage.memory_bytes();
        // The program and its libraries take about 80 MB; of each layer, a block as read and one on its way.
        let memory = 80e6 + (coverage + threads * block_pixels * (2 * pixel_bytes + 16)) as f64;
        let maps = self.bytes_per_pixel_of_maps();
        // Overviews are a third of a map; account and strata are about a megabyte.
        let disk = maps.iter().sum::<usize>() as f64 * grid.pixels() as f64 * 4.0 / 3.0 + 1e6;
        lines.push(format!("read      {:.1} MB", bytes_to_read as f64 / 1e6));
        lines.push(format!("memory    about {:.0} MB with {threads} threads", memory / 1e6));
        lines.push(format!("disk      at most about {:.1} MB, {} maps", disk / 1e6, maps.len()));
        lines
    }

    /// The bytes that a pixel of each map takes at most, before compression.
    fn bytes_per_pixel_of_maps(&self) -> Vec<usize> {
        let classes: Vec<usize> = self.class_layers().map(|layer| layer.source.file().pixel_type.bytes()).collect();
        let density = size_of::<f32>();
        let dates = self.methods.carbon_density.as_ref().map_or(0, |carbon| carbon.dimensions.len());
        let of_kind = |map: &MapEntry| match map {
            MapEntry::LandClass => self.methods.land_area.iter().flatten().map(|&index| classes[index]).collect(),
            // As many bytes as 65,534 histories need; those of most maps fit into one.
            MapEntry::LandHistory | MapEntry::CoastHistory => vec![size_of::<u16>()],
            MapEntry::CarbonDensity | MapEntry::CarbonDensityUncertainty => vec![density; dates],
            MapEntry::CarbonDensityByPool => {
                let pools = self.methods.carbon_density.as_ref().map_or(0, |carbon| carbon.densities.pools().len());
                vec![density; dates * pools]
            }
            MapEntry::ClassLayers => {
                let in_land_area = |index: &usize| self.methods.land_area.iter().flatten().any(|known| known == index);
                let others = classes.iter().enumerate().filter(|(index, _)| !in_land_area(index));
                others.map(|(_, bytes)| *bytes).collect()
            }
            MapEntry::CarbonChange => vec![density],
            MapEntry::CoastCarbonDensity | MapEntry::CoastCarbonDensityUncertainty => vec![density; self.coast_years],
            MapEntry::CoastCarbonChange => vec![density; self.coast_years.saturating_sub(1)],
        };
        self.maps.iter().flat_map(of_kind).collect()
    }
}

impl Builder<'_> {
    /// The raster part of the plan; none if there is no grid, or a problem, which is then kept.
    pub(super) fn plan_rasters(
        &mut self,
        files: BTreeMap<String, RasterFile>,
        zone_files: &BTreeMap<String, ZoneFile>,
        zone_sets: &mut Vec<PlannedZoneSet>,
    ) -> Option<RasterPlan> {
        self.check_columns();
        let Some(entry) = &self.file.grid else {
            if let Some(layer) = self.file.layers.keys().next() {
                let problem = Error::data("the pipeline has layers but no grid to compute them on")
                    .hint(format!("add `[grid]`, for instance with `from_layer = \"{layer}\"`"));
                self.problem(&["layers"], &problem);
            }
            self.plan_methods(None);
            return None;
        };
        let planned = self.grid(entry, &files, zone_files).map(|(grid, areas)| {
            let layers = self.plan_layers(files, &grid);
            let zones = if self.file.zones.is_empty() {
                let whole = whole_grid();
                let zones = CoveredZones::new(vec![(&whole, outline_of_grid(&grid))], &grid, &areas);
                zone_sets.push(whole);
                zones
            } else {
                self.cover_zones(zone_sets, zone_files, &grid, &areas)
            };
            (layers, zones, grid, areas)
        });
        let methods = self.plan_methods(planned.as_ref().map(|(layers, ..)| layers.as_slice()));
        let ((layers, zones, grid, areas), methods) = planned.zip(methods)?;
        let maps = self.file.outputs.maps.clone();
        let coast_years = self.file.coast.as_ref().map_or(0, CoastEntry::year_count);
        Some(RasterPlan { grid, areas, area: entry.area, layers, zones, methods, maps, coast_years })
    }

    /// Layers give the stratum table its columns. Their names must differ, whatever their case, or readers rename them.
    fn check_columns(&mut self) {
        let fixed = strata_columns(None, false).into_iter().map(|column| (column, "every stratum table".to_owned()));
        let mut taken: BTreeMap<String, String> = fixed.collect();
        for cut in self.cuts() {
            taken.insert(cut.name().to_lowercase(), format!("the cut of layer `{}`", cut.layer));
        }
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
}
