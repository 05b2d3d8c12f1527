//! The manifest: what a result was made from, by what, how long it took. It is written last.

use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::cache::HashedFile;
use super::{Plan, PlannedLayerKind, RasterPlan};
use crate::parameters::BUILT_IN_TABLES;
use crate::raster::BlockGrid;

/// What happened in a run.
#[derive(Debug, Clone, Serialize)]
pub struct RunRecord {
    /// The input files with their hashes.
    pub inputs: Vec<HashedFile>,
    /// The hash of everything the strata were made from; none without rasters.
    pub strata_key: Option<String>,
    /// Whether the strata were taken from the cache, so that no pixel was read for them.
    pub strata_from_cache: bool,
    /// The number of strata.
    pub strata: usize,
    /// The number of account rows.
    pub account_rows: usize,
    /// The threads used.
    pub threads: usize,
    /// Seconds spent per stage.
    pub seconds: Vec<(String, f64)>,
    /// What was warned about.
    pub warnings: Vec<String>,
    /// The files of the output with their hashes, paths relative to the output directory.
    pub outputs: Vec<HashedFile>,
}

/// The text of `manifest.json`.
#[must_use]
pub(super) fn manifest(plan: &Plan, record: &RunRecord) -> String {
    let zone_sets: Vec<Value> = plan
        .zone_sets
        .iter()
        .map(|set| {
            let outlines: Map<String, Value> =
                set.ids.iter().cloned().zip(set.outlines.iter().map(|hash| hash.as_str().into())).collect();
            json!({ "name": set.name, "zones": set.ids.len(), "coverage": set.rule, "files": set.files,
                "outlines": outlines })
        })
        .collect();
    let mut resolved = plan.rasters.as_ref().map(rasters).unwrap_or_default();
    resolved.insert("zone_sets".to_owned(), zone_sets.into());
    // Every key of every section, with what is taken where the pipeline says nothing.
    let settings = plan.document.pipeline().map(|file| serde_json::to_value(file).expect("a pipeline is writable"));
    resolved.insert("settings".to_owned(), settings.expect("the plan was made of it"));
    let inventories = plan.inventories.iter().map(|planned| {
        let source = &planned.inventory.source;
        json!({ "name": source.name, "files": source.files, "layer": source.layer, "land_codes": source.land_codes,
            "sub_compartments": planned.inventory.sub_compartments.len() })
    });
    resolved.insert("inventories".to_owned(), inventories.collect());
    let samples: Vec<Value> = plan
        .samples
        .iter()
        .map(|sample| {
            let units = &sample.inventory.units;
            let strata: usize = units.iter().map(|unit| unit.strata.len()).sum();
            json!({ "name": sample.name, "year": sample.year, "files": sample.files,
                "design": units.first().map(|unit| unit.design), "units": units.len(), "strata": strata, "plots": sample.inventory.plots().count() })
        })
        .collect();
    resolved.insert("samples".to_owned(), samples.into());
    let series = plan.series.iter().map(|series| json!({ "name": series.name, "values": series.observations.len() }));
    resolved.insert("series".to_owned(), series.collect());
    resolved.insert("targets".to_owned(), plan.targets.iter().map(|target| target.name.as_str()).collect());
    let tables: Map<String, Value> = BUILT_IN_TABLES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), blake3::hash(text.as_bytes()).to_hex().to_string().into()))
        .collect();
    let manifest = json!({
        "tanhui": env!("CARGO_PKG_VERSION"),
        "gdal": crate::raster::gdal_version(),
        "proj": crate::raster::proj_version(),
        "name": plan.name,
        "pipeline": {
            "path": plan.document.path(),
            "blake3": blake3::hash(plan.document.text().as_bytes()).to_hex().to_string(),
            "text": plan.document.text(),
        },
        "plan": resolved,
        "parameters": {
            "tables": tables,
            "carbon_density": plan.rasters.as_ref().and_then(|rasters| rasters.methods.carbon_density.as_ref()).map(|carbon| {
                let rows: Vec<Value> = carbon.densities.rows().map(|(class, pool, row)| {
                    json!({ "class": class, "pool": pool, "row": row })
                }).collect();
                json!({ "table": carbon.densities.name(), "rows": rows })
            }),
        },
        "run": record,
    });
    serde_json::to_string_pretty(&manifest).expect("a JSON value is always writable") + "\n"
}

/// What the manifest says of a raster plan.
fn rasters(rasters: &RasterPlan) -> Map<String, Value> {
    let layers: Vec<Value> = rasters
        .layers
        .iter()
        .map(|layer| {
            let source = &layer.source;
            let classes = layer.scheme().map(|scheme| -> Map<String, Value> {
                scheme.classes().map(|class| (class.code.to_string(), class.id.as_str().into())).collect()
            });
            json!({
                "name": source.name(),
                "kind": match &layer.kind {
                    PlannedLayerKind::Class(scheme) => json!({ "class": scheme.name() }),
                    PlannedLayerKind::Quantity(unit) => json!({ "quantity": unit.symbol() }),
                },
                "classes": classes,
                "year": layer.year,
                "path": source.file().path,
                "band": source.file().band,
                "nodata": source.nodata().map(|nodata| nodata.to_string()),
                "resampling": source.resampling(),
            })
        })
        .collect();
    let Value::Object(resolved) = json!({
        "grid": rasters.grid,
        "area": rasters.area,
        "blocks": BlockGrid::new(&rasters.grid).count(),
        "block_edge": BlockGrid::EDGE,
        "pixels": rasters.grid.pixels(),
        "layers": layers,
    }) else {
        unreachable!("the value is written as an object")
    };
    resolved
}

/// The files a plan reads: layers, zones and tables, each once.
#[must_use]
pub(super) fn input_files(plan: &Plan) -> Vec<PathBuf> {
    let rasters = plan.rasters.iter().flat_map(|rasters| &rasters.layers);
    let layers = rasters.flat_map(|layer| layer.source.file().files.iter().cloned());
    let zones = plan.zone_sets.iter().flat_map(|set| set.files.iter().cloned());
    let mut files: Vec<PathBuf> = layers.chain(zones).chain(plan.tables.iter().cloned()).collect();
    files.sort();
    files.dedup();
    files
}
