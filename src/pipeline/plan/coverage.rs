//! Zone sets laid over the grid: what of every pixel each zone covers, and where zones cover the same ground. No pixel is read.

use std::collections::BTreeMap;

use super::Builder;
use super::zones::{PlannedZoneSet, ZoneFile};
use crate::accounts::ZoneOverlapFacts;
use crate::error::Error;
use crate::pipeline::file::Overlaps;
use crate::raster::{CellAreas, Grid};
use crate::strata::cover;
use crate::units::Hectares;
use crate::vector::{Coverage, PixelZone};

/// A zone set on the grid.
#[derive(Debug)]
pub struct CoveredZones {
    /// The outlines in pixels of the grid.
    pub outlines: Vec<PixelZone>,
    /// What of every pixel each zone covers.
    pub coverage: Coverage,
    /// The ground that zones have in common.
    pub overlaps: Vec<ZoneOverlapFacts>,
}

impl CoveredZones {
    pub(super) fn new(set: &PlannedZoneSet, outlines: Vec<PixelZone>, grid: &Grid, areas: &CellAreas) -> Self {
        let coverage = cover(grid.rows, grid.columns, &outlines, set.rule);
        let pixel = areas.cell(grid.rows / 2, grid.columns / 2);
        let overlaps = coverage.overlaps().into_iter().map(|overlap| ZoneOverlapFacts {
            first: overlap.first,
            second: overlap.second,
            area: Hectares::from_square_metres(overlap.pixels * pixel),
        });
        Self { overlaps: overlaps.collect(), outlines, coverage }
    }
}

impl Builder<'_> {
    /// Every zone set on the grid, in the order of the sets. Overlaps are refused unless the pipeline allows them.
    pub(super) fn cover_zones(
        &mut self,
        zone_sets: &[PlannedZoneSet],
        files: &BTreeMap<String, ZoneFile>,
        grid: &Grid,
        areas: &CellAreas,
    ) -> Vec<CoveredZones> {
        let mut covered = Vec::new();
        for set in zone_sets {
            let outlines = files.get(&set.name).and_then(|file| self.outlines(&set.name, file, grid));
            let Some(outlines) = outlines else { continue };
            let zones = CoveredZones::new(set, outlines, grid, areas);
            if !zones.overlaps.is_empty() && set.overlaps == Overlaps::Refuse {
                self.problem(&["zones", &set.name], &overlap_problem(set, &zones.overlaps));
            }
            covered.push(zones);
        }
        covered
    }
}

fn overlap_problem(set: &PlannedZoneSet, overlaps: &[ZoneOverlapFacts]) -> Error {
    let total: f64 = overlaps.iter().map(|overlap| overlap.area.0).sum();
    let mut error = Error::data(format!(
        "zones of set `{}` overlap: {} {}, {total:.4} ha in all",
        set.name,
        overlaps.len(),
        if overlaps.len() == 1 { "pair" } else { "pairs" }
    ));
    for overlap in overlaps.iter().take(10) {
        let name = |zone: u32| &set.zones[zone as usize].name;
        error = error.note(format!("{} and {}: {:.4} ha", name(overlap.first), name(overlap.second), overlap.area.0));
    }
    error.hint(format!(
        "repair the boundaries, or set `overlaps = \"allow\"` in `[zones.{}]`: each zone then counts all of its area, and the \
         total counts the overlap once",
        set.name
    ))
}
