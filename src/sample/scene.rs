//! The scene: the tables, and the fields that every pixel is made from.

use super::detail::{self, DetailLattice};
use super::lattice::Lattice;
use super::mask::{Mask, NEIGHBOUR, Owner, SEA};
use super::outlines::{self, District};
use super::rivers::RiverIndex;
use super::shoreline::Shoreline;
use super::stands::StandTable;
use super::tables::Tables;
use crate::error::Result;
use crate::raster::{Crs, Grid};

/// The zone of CGCS2000 whose central meridian is 120°E.
const CRS: &str = "EPSG:4549";
/// Sea around the districts, m.
const MARGIN: f64 = 8_000.0;
/// The extent is a multiple of this, m, so that all resolutions that divide it nest.
pub(super) const STEP: f64 = 1_000.0;

/// Everything pixels are made from.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) crs: Crs,
    /// West, south, east, north, m.
    pub(super) extent: [f64; 4],
    pub(super) districts: Vec<District>,
    pub(super) tables: Tables,
    pub(super) mask: Mask,
    pub(super) rivers: RiverIndex,
    pub(super) stand_table: StandTable,
    pub(super) detail: DetailLattice,
    /// The suitability at which forest starts, and the factor of growing stock, before the counties are fitted.
    pub(super) regional: Option<Lattice<2>>,
}

impl Scene {
    pub(super) fn new() -> Result<Self> {
        Self::with_spacing(detail::SPACING)
    }

    /// A scene with a coarser or finer lattice of fields: another scene, though like it.
    pub(super) fn with_spacing(spacing: f64) -> Result<Self> {
        let crs = Crs::from_definition(CRS)?;
        let tables = Tables::read()?;
        let districts = outlines::districts(&crs, &tables)?;
        let [west, south, east, north] = outlines::bounds(&districts);
        let down = |value: f64| ((value - MARGIN) / STEP).floor() * STEP;
        let up = |value: f64| ((value + MARGIN) / STEP).ceil() * STEP;
        let extent = [down(west), down(south), up(east), up(north)];
        let neighbour = outlines::neighbouring_land(&tables);
        let mask = Mask::new(districts.iter().map(|district| &district.outline), &neighbour);
        let shoreline = Shoreline::new(extent, &districts, &neighbour, &mask);
        let detail = DetailLattice::new(extent, spacing, &tables, &mask, &shoreline);
        let reaches: Vec<_> = tables.rivers.iter().map(|river| (river.course, river.width)).collect();
        let rivers = RiverIndex::new(extent, &reaches);
        let stand_table = StandTable::new(&tables.stands)?;
        Ok(Self { crs, extent, districts, tables, mask, rivers, stand_table, detail, regional: None })
    }

    /// The grid of a resolution over the whole scene.
    pub(super) fn grid(&self, resolution: f64) -> Grid {
        let [west, south, east, north] = self.extent;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "extents are positive")]
        let count = |length: f64| (length / resolution).round() as usize;
        Grid {
            crs: self.crs.clone(),
            west,
            north,
            pixel_width: resolution,
            pixel_height: resolution,
            rows: count(north - south),
            columns: count(east - west),
        }
    }

    /// The regional threshold of suitability and factor of growing stock.
    pub(super) fn regional(&self, x: f64, y: f64) -> (f64, f64) {
        self.regional.as_ref().map_or((0.0, 1.0), |regional| {
            let [threshold, factor] = regional.at(x, y);
            (f64::from(threshold), f64::from(factor))
        })
    }
}

/// Whether an owner is a district, whose figures are calibrated.
pub(super) fn is_district(owner: Owner) -> bool {
    owner != SEA && owner != NEIGHBOUR
}
