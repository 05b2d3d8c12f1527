//! Cells of a projected grid. The patch of the interpolation is halved until cells between its nodes agree to [`TOLERANCE`].
//!
//! A cell's area is that of its outline in the equal-area plane (longitude, zone area), not of a geodesic polygon: geodesic
//! polygon areas carry an absolute error that is large beside a cell of 10 m.

use proj::Proj;

use super::{CellAreas, Form, Zones};
use crate::error::{Error, Result};
use crate::raster::Grid;

/// The relative error at which the interpolation is fine enough.
const TOLERANCE: f64 = 1e-8;

/// How many pieces the edge of a cell is cut into, so that its outline follows the grid lines.
const PIECES: usize = 4;

/// The widest patch, in cells.
const WIDEST_PATCH: usize = 4_096;

/// Cell areas as a biquadratic per patch.
#[derive(Debug, Clone)]
pub(super) struct Patches {
    pub(super) edge: usize,
    pub(super) across: usize,
    /// Coefficients of row⁰⋯row² × column⁰⋯column², counted from the patch's first cell, row by row of patches.
    pub(super) coefficients: Vec<[[f64; 3]; 3]>,
}

impl Patches {
    /// The widest patches that are fine enough.
    ///
    /// # Errors
    /// A CRS that PROJ cannot bring to longitude and latitude, or a grid that reaches beyond where it can.
    pub(super) fn fit(grid: &Grid) -> Result<Self> {
        let cells = ProjectedCells::new(grid)?;
        let mut edge = WIDEST_PATCH.min(grid.rows.max(grid.columns).next_power_of_two());
        loop {
            let patches = cells.patches(edge)?;
            if edge <= 4 || cells.largest_error(&patches)? < TOLERANCE {
                return Ok(patches);
            }
            edge /= 2;
        }
    }
}

/// Cells of a projected grid and their areas on the ellipsoid.
pub(super) struct ProjectedCells<'a> {
    grid: &'a Grid,
    pub(super) to_geographic: Proj,
    zones: Zones,
}

impl<'a> ProjectedCells<'a> {
    pub(super) fn new(grid: &'a Grid) -> Result<Self> {
        let to_geographic =
            Proj::new_known_crs(grid.crs.wkt(), grid.crs.geographic()?.wkt(), None).map_err(|error| {
                Error::data(format!("PROJ cannot bring `{}` to longitude and latitude", grid.crs.label())).cause(error)
            })?;
        Ok(Self { grid, to_geographic, zones: Zones::new(&grid.crs) })
    }

    /// Longitude in radians and the zone area to the equator, m² per radian, of a continuous row and column.
    fn equal_area(&self, row: f64, column: f64) -> Result<(f64, f64)> {
        let (x, y) = self.grid.to_crs(column, row);
        let (longitude, latitude) = self.to_geographic.convert((x, y)).map_err(|error| {
            Error::data(format!("the grid reaches beyond where `{}` is defined, at ({x}, {y})", self.grid.crs.label()))
                .cause(error)
        })?;
        Ok((longitude.to_radians(), self.zones.area(latitude)))
    }

    /// The area of the cell whose north-west corner is at a continuous row and column, m².
    fn area(&self, row: f64, column: f64) -> Result<f64> {
        let origin = self.equal_area(row, column)?;
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let mut previous = (0.0, 0.0);
        let mut doubled = 0.0;
        for edge in corners.windows(2) {
            for piece in 1..=PIECES {
                let t = piece as f64 / PIECES as f64;
                let (v, u) = (edge[0].0 + t * (edge[1].0 - edge[0].0), edge[0].1 + t * (edge[1].1 - edge[0].1));
                let point = self.equal_area(row + v, column + u)?;
                // A cell is narrow, so a longitude that jumps has crossed the antimeridian.
                let turn = std::f64::consts::TAU;
                let longitude = (point.0 - origin.0) - turn * ((point.0 - origin.0) / turn).round();
                let point = (longitude, point.1 - origin.1);
                doubled += previous.0 * point.1 - point.0 * previous.1;
                previous = point;
            }
        }
        let area = doubled / 2.0;
        if area.is_finite() && area > 0.0 {
            return Ok(area);
        }
        Err(Error::data(format!(
            "the cell at row {row}, column {column} has no area in `{}`: the grid reaches beyond where it is defined",
            self.grid.crs.label()
        )))
    }

    fn patches(&self, edge: usize) -> Result<Patches> {
        let (across, down) = (self.grid.columns.div_ceil(edge), self.grid.rows.div_ceil(edge));
        let half = edge as f64 / 2.0;
        let nodes_across = 2 * across + 1;
        let mut nodes = Vec::with_capacity(nodes_across * (2 * down + 1));
        for node_row in 0..=2 * down {
            for node_column in 0..nodes_across {
                nodes.push(self.area(
                    Self::within(node_row, half, self.grid.rows),
                    Self::within(node_column, half, self.grid.columns),
                )?);
            }
        }
        let mut coefficients = Vec::with_capacity(across * down);
        for patch_row in 0..down {
            for patch_column in 0..across {
                let row_at: [f64; 3] = std::array::from_fn(|n| Self::within(2 * patch_row + n, half, self.grid.rows));
                let column_at: [f64; 3] =
                    std::array::from_fn(|n| Self::within(2 * patch_column + n, half, self.grid.columns));
                let rows = row_at.map(|at| at - (patch_row * edge) as f64);
                let columns = column_at.map(|at| at - (patch_column * edge) as f64);
                let by_node: [[f64; 3]; 3] = std::array::from_fn(|n| {
                    let first = (2 * patch_row + n) * nodes_across + 2 * patch_column;
                    quadratic(columns, [nodes[first], nodes[first + 1], nodes[first + 2]])
                });
                let mut patch = [[0.0; 3]; 3];
                for power in 0..3 {
                    let by_row = quadratic(rows, by_node.map(|coefficients| coefficients[power]));
                    for (row_power, coefficient) in by_row.into_iter().enumerate() {
                        patch[row_power][power] = coefficient;
                    }
                }
                coefficients.push(patch);
            }
        }
        Ok(Patches { edge, across, coefficients })
    }

    /// Where a node lies: nodes beyond the grid are drawn back, in order, so that the CRS is never asked outside of it.
    fn within(node: usize, half: f64, cells: usize) -> f64 {
        let at = node as f64 * half;
        let last = cells as f64;
        let is_middle = node % 2 == 1;
        // A middle node on the last row or column would coincide with the patch's last.
        if at < last || (at == last && !is_middle) {
            return at;
        }
        let patch_start = ((node - 1) / 2 * 2) as f64 * half;
        if is_middle {
            patch_start + (last - patch_start) / 2.0
        } else if node as f64 * half - 2.0 * half < last {
            last
        } else {
            at
        }
    }

    /// The largest relative error at cells between the nodes, over at most 64 patches.
    fn largest_error(&self, patches: &Patches) -> Result<f64> {
        let areas = CellAreas(Form::Patches(patches.clone()));
        let mut largest = 0.0_f64;
        let step = patches.coefficients.len().div_ceil(64);
        for patch in (0..patches.coefficients.len()).step_by(step) {
            let (first_row, first_column) =
                (patch / patches.across * patches.edge, patch % patches.across * patches.edge);
            let rows = patches.edge.min(self.grid.rows - first_row);
            let columns = patches.edge.min(self.grid.columns - first_column);
            for (v, u) in [(1, 1), (1, 3), (3, 1), (3, 3)] {
                let (row, column) = (first_row + rows * v / 4, first_column + columns * u / 4);
                let exact = self.area(row as f64, column as f64)?;
                let error = (areas.cell(row, column) / exact - 1.0).abs();
                // `max` would pass over NaN.
                largest = if error <= largest { largest } else { error };
            }
        }
        Ok(largest)
    }
}

/// The coefficients of the quadratic through three points; two that coincide make it linear, three constant.
fn quadratic(at: [f64; 3], values: [f64; 3]) -> [f64; 3] {
    let slope = |i: usize, j: usize| (values[j] - values[i]) / (at[j] - at[i]);
    if at[2] <= at[0] {
        return [values[0], 0.0, 0.0];
    }
    let (first, second) = (slope(0, 1), slope(1, 2));
    let curvature = (second - first) / (at[2] - at[0]);
    let linear = first - curvature * (at[0] + at[1]);
    [values[0] - at[0] * (linear + at[0] * curvature), linear, curvature]
}
