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
use crate::vector::{Coverage, OutlinedSet, PixelZone, ZoneOverlap};

/// The zone sets on the grid.
#[derive(Debug, Default)]
pub struct CoveredZones {
    /// Each set, in the order of the sets.
    pub sets: Vec<CoveredSet>,
    /// What of every pixel the zones of each set cover.
    pub coverage: Coverage,
}

/// A zone set on the grid.
#[derive(Debug)]
pub struct CoveredSet {
    /// The outlines in pixels of the grid.
    pub outlines: Vec<PixelZone>,
    /// The ground that zones have in common.
    pub overlaps: Vec<ZoneOverlapFacts>,
}

impl CoveredZones {
    /// Lays zone sets over a grid.
    pub(super) fn new(sets: Vec<(&PlannedZoneSet, Vec<PixelZone>)>, grid: &Grid, areas: &CellAreas) -> Self {
        let coverage = cover_sets(grid, sets.iter().map(|(set, outlines)| (*set, outlines.as_slice())));
        let pixel = areas.cell(grid.rows / 2, grid.columns / 2);
        let facts = |overlap: ZoneOverlap| ZoneOverlapFacts {
            first: overlap.first,
            second: overlap.second,
            area: Hectares::from_square_metres(overlap.pixels * pixel),
        };
        let overlaps = coverage.sets().map(|set| set.overlaps().into_iter().map(facts).collect());
        let sets = sets.into_iter().zip(overlaps).map(|((_, outlines), overlaps)| CoveredSet { outlines, overlaps });
        Self { sets: sets.collect(), coverage }
    }
}

/// The coverage of a grid by zone sets with these outlines.
pub(in crate::pipeline) fn cover_sets<'a>(
    grid: &Grid,
    sets: impl Iterator<Item = (&'a PlannedZoneSet, &'a [PixelZone])>,
) -> Coverage {
    let sets: Vec<_> = sets.map(|(set, zones)| OutlinedSet { zones, rule: set.rule }).collect();
    cover(grid.rows, grid.columns, &sets)
}

impl Builder<'_> {
    /// Every zone set on the grid. Overlaps are refused unless the pipeline allows them.
    pub(super) fn cover_zones(
        &mut self,
        zone_sets: &[PlannedZoneSet],
        files: &BTreeMap<String, ZoneFile>,
        grid: &Grid,
        areas: &CellAreas,
    ) -> CoveredZones {
        let mut outlined = Vec::new();
        for set in zone_sets {
            let outlines = files.get(&set.name).and_then(|file| self.outlines(&set.name, file, grid));
            outlined.extend(outlines.map(|outlines| (set, outlines)));
        }
        let names: Vec<&PlannedZoneSet> = outlined.iter().map(|(set, _)| *set).collect();
        let covered = CoveredZones::new(outlined, grid, areas);
        for (set, zones) in names.into_iter().zip(&covered.sets) {
            if !zones.overlaps.is_empty() && set.overlaps == Overlaps::Refuse {
                self.problem(&["zones", &set.name], &overlap_problem(set, &zones.overlaps));
            }
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
