//! The area of every cell of a grid on the ellipsoid.
//!
//! Geographic grid: the exact zone formula, one value per row. Projected grid: ellipsoidal areas of cells on a coarse
//! lattice, interpolated by a biquadratic per patch; the patch is halved until cells between the nodes agree to
//! [`TOLERANCE`]. A cell's area is that of its outline in the equal-area plane (longitude, zone area), not of a geodesic
//! polygon: geodesic polygon areas carry an absolute error that is large beside a cell of 10 m.

use std::ops::Range;

use proj::Proj;

use super::{Grid, Window};
use crate::error::{Error, Result};

/// The relative error at which the interpolation is fine enough.
const TOLERANCE: f64 = 1e-8;

/// How many pieces the edge of a cell is cut into, so that its outline follows the grid lines.
const PIECES: usize = 4;

/// The widest patch, in cells.
const WIDEST_PATCH: usize = 4_096;

/// The cell areas of a grid, m².
#[derive(Debug, Clone)]
pub struct CellAreas(Form);

#[derive(Debug, Clone)]
enum Form {
    Constant(f64),
    PerRow(Vec<f64>),
    Patches(Patches),
}

#[derive(Debug, Clone)]
struct Patches {
    edge: usize,
    across: usize,
    /// Coefficients of row⁰⋯row² × column⁰⋯column², counted from the patch's first cell, row by row of patches.
    coefficients: Vec<[[f64; 3]; 3]>,
}

/// The areas of the cells of one row over some columns, m².
#[derive(Debug, Clone, Default)]
pub struct RowAreas {
    /// The edge of a patch as a power of two: to shift is much faster than to divide.
    shift: u32,
    first_patch: usize,
    /// Coefficients of column⁰⋯column², counted from each patch's first column.
    coefficients: Vec<[f64; 3]>,
}

impl CellAreas {
    /// Width times height in CRS units, the same for every cell.
    #[must_use]
    pub fn planar(grid: &Grid) -> Self {
        Self(Form::Constant(grid.pixel_width * grid.pixel_height))
    }

    /// Areas on the ellipsoid of the grid's CRS.
    ///
    /// # Errors
    /// A CRS that PROJ cannot bring to longitude and latitude, or a grid that reaches beyond where it can.
    pub fn ellipsoidal(grid: &Grid) -> Result<Self> {
        if grid.crs.is_geographic() {
            let zones = Zones::new(grid);
            return Ok(Self(Form::PerRow((0..grid.rows).map(|row| geographic_cell(grid, zones, row)).collect())));
        }
        let cells = ProjectedCells::new(grid)?;
        let largest = WIDEST_PATCH.min(grid.rows.max(grid.columns).next_power_of_two());
        let mut edge = largest;
        loop {
            let patches = cells.patches(edge)?;
            if edge <= 4 || cells.largest_error(&patches)? < TOLERANCE {
                return Ok(Self(Form::Patches(patches)));
            }
            edge /= 2;
        }
    }

    /// Fills `areas` with the areas of the cells of `row` over the columns of `window`.
    pub fn row(&self, row: usize, window: &Window, areas: &mut RowAreas) {
        areas.coefficients.clear();
        match &self.0 {
            Form::Constant(area) => {
                areas.shift = usize::BITS - 1;
                areas.first_patch = 0;
                areas.coefficients.push([*area, 0.0, 0.0]);
            }
            Form::PerRow(rows) => {
                areas.shift = usize::BITS - 1;
                areas.first_patch = 0;
                areas.coefficients.push([rows[row], 0.0, 0.0]);
            }
            Form::Patches(patches) => {
                areas.shift = patches.edge.trailing_zeros();
                areas.first_patch = window.column / patches.edge;
                let last = (window.column + window.columns - 1) / patches.edge;
                let (patch_row, v) = (row / patches.edge, (row % patches.edge) as f64);
                for patch_column in areas.first_patch..=last {
                    let by_row = &patches.coefficients[patch_row * patches.across + patch_column];
                    areas.coefficients.push(std::array::from_fn(|power| {
                        by_row[0][power] + v * (by_row[1][power] + v * by_row[2][power])
                    }));
                }
            }
        }
    }

    /// The area of one cell, m².
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> f64 {
        let mut areas = RowAreas::default();
        self.row(row, &Window { row, column, rows: 1, columns: 1 }, &mut areas);
        areas.cell(column)
    }
}

impl RowAreas {
    /// The same area for every cell.
    #[must_use]
    pub fn constant(area: f64) -> Self {
        Self { shift: usize::BITS - 1, first_patch: 0, coefficients: vec![[area, 0.0, 0.0]] }
    }

    /// The area of the cell in `column`, m².
    #[inline]
    #[must_use]
    pub fn cell(&self, column: usize) -> f64 {
        let patch = column >> self.shift;
        let [constant, linear, square] = self.coefficients[patch - self.first_patch];
        let u = (column - (patch << self.shift)) as f64;
        constant + u * (linear + u * square)
    }

    /// The areas of eight cells from `column` on, m².
    #[inline]
    #[must_use]
    pub fn eight(&self, column: usize) -> [f64; 8] {
        let patch = column >> self.shift;
        if patch != (column + 7) >> self.shift {
            return std::array::from_fn(|offset| self.cell(column + offset));
        }
        let [constant, linear, square] = self.coefficients[patch - self.first_patch];
        let first = (column - (patch << self.shift)) as f64;
        [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0].map(|offset| {
            let u = first + offset;
            constant + u * (linear + u * square)
        })
    }

    /// The area of the cells from `start` up to but not including `end`, m².
    #[inline]
    #[must_use]
    pub fn sum(&self, start: usize, end: usize) -> f64 {
        let mut total = 0.0;
        for (columns, [constant, linear, square]) in self.patches(start, end) {
            let (u, w) = (columns.start as f64, columns.end as f64);
            total += constant * (w - u);
            if linear != 0.0 || square != 0.0 {
                total += linear * (w * (w - 1.0) - u * (u - 1.0)) / 2.0
                    + square * (w * (w - 1.0) * (2.0 * w - 1.0) - u * (u - 1.0) * (2.0 * u - 1.0)) / 6.0;
            }
        }
        total
    }

    /// The columns from `start` to `end` cut by patches, counted from each patch's first, with the patch's coefficients.
    #[inline]
    fn patches(&self, start: usize, end: usize) -> impl Iterator<Item = (Range<usize>, [f64; 3])> + '_ {
        let mut from = start;
        std::iter::from_fn(move || {
            if from >= end {
                return None;
            }
            let patch = from >> self.shift;
            let first = patch << self.shift;
            let to = end.min(first.saturating_add(1 << self.shift));
            let columns = from - first..to - first;
            from = to;
            Some((columns, self.coefficients[patch - self.first_patch]))
        })
    }
}

/// The zones between the equator and a latitude on an ellipsoid.
#[derive(Debug, Clone, Copy)]
struct Zones {
    eccentricity: f64,
    semi_minor_axis: f64,
}

impl Zones {
    fn new(grid: &Grid) -> Self {
        let f = grid.crs.flattening();
        Self { eccentricity: (f * (2.0 - f)).sqrt(), semi_minor_axis: grid.crs.semi_major_axis() * (1.0 - f) }
    }

    /// The area between the equator and `latitude` (degrees) per radian of longitude, m²:
    /// b²/2 · [sin φ / (1 − e² sin² φ) + artanh(e sin φ) / e]
    /// (Snyder 1987, Map Projections: A Working Manual, USGS Professional Paper 1395, eq. 3-12 times a²/2, p. 16).
    fn area(self, latitude: f64) -> f64 {
        let (e, b) = (self.eccentricity, self.semi_minor_axis);
        let s = latitude.clamp(-90.0, 90.0).to_radians().sin();
        let q = if e == 0.0 { 2.0 * s } else { s / (1.0 - (e * s).powi(2)) + (e * s).atanh() / e };
        b * b / 2.0 * q
    }
}

fn geographic_cell(grid: &Grid, zones: Zones, row: usize) -> f64 {
    let (_, north) = grid.to_crs(0.0, row as f64);
    let (_, south) = grid.to_crs(0.0, (row + 1) as f64);
    grid.pixel_width.to_radians() * (zones.area(north) - zones.area(south))
}

/// Cells of a projected grid and their areas on the ellipsoid.
struct ProjectedCells<'a> {
    grid: &'a Grid,
    to_geographic: Proj,
    zones: Zones,
}

impl<'a> ProjectedCells<'a> {
    fn new(grid: &'a Grid) -> Result<Self> {
        let to_geographic =
            Proj::new_known_crs(grid.crs.wkt(), grid.crs.geographic()?.wkt(), None).map_err(|error| {
                Error::data(format!("PROJ cannot bring `{}` to longitude and latitude", grid.crs.label())).cause(error)
            })?;
        Ok(Self { grid, to_geographic, zones: Zones::new(grid) })
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
        if at <= last {
            return at;
        }
        let patch_start = ((node - 1) / 2 * 2) as f64 * half;
        if node % 2 == 1 {
            // The middle node of the last patch.
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
                largest = largest.max((areas.cell(row, column) / exact - 1.0).abs());
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

#[cfg(test)]
mod tests {
    use geographiclib_rs::{Geodesic, PolygonArea, Winding};

    use super::*;
    use crate::raster::Crs;

    fn grid(crs: &str, west: f64, north: f64, pixel: f64, rows: usize, columns: usize) -> Grid {
        let crs = Crs::from_definition(crs).expect("a known CRS");
        Grid { crs, west, north, pixel_width: pixel, pixel_height: pixel, rows, columns }
    }

    /// The area of a cell as a geodesic polygon whose edges are cut into many pieces, so that they follow the grid lines.
    fn geodesic_polygon(grid: &Grid, row: usize, column: usize) -> f64 {
        let cells =
            if grid.crs.is_geographic() { None } else { Some(ProjectedCells::new(grid).expect("a projected grid")) };
        let geodesic = Geodesic::new(grid.crs.semi_major_axis(), grid.crs.flattening());
        let mut polygon = PolygonArea::new(&geodesic, Winding::CounterClockwise);
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        for edge in corners.windows(2) {
            for piece in 0..200 {
                let t = f64::from(piece) / 200.0;
                let v = row as f64 + edge[0].0 + t * (edge[1].0 - edge[0].0);
                let u = column as f64 + edge[0].1 + t * (edge[1].1 - edge[0].1);
                let (x, y) = grid.to_crs(u, v);
                let (longitude, latitude) =
                    cells.as_ref().map_or((x, y), |cells| cells.to_geographic.convert((x, y)).expect("inside"));
                polygon.add_point(latitude, longitude);
            }
        }
        polygon.compute(true).1
    }

    #[test]
    fn cells_of_every_grid_agree_with_geodesic_polygons_to_1e_7() {
        for grid in [
            grid("EPSG:4326", 120.0, 31.0, 0.01, 300, 300),
            grid("EPSG:4490", -10.0, 89.0, 0.05, 900, 10),
            grid("EPSG:4549", 590_000.0, 3_370_000.0, 100.0, 1_720, 1_320),
            grid("EPSG:4549", 590_000.0, 3_370_000.0, 1_000.0, 172, 132),
            grid("EPSG:26910", 443_723.127, 4_956_546.9, 30.0, 1_889, 1_325),
            grid("ESRI:102025", 1_400_000.0, 3_600_000.0, 5_000.0, 90, 70),
        ] {
            let areas = CellAreas::ellipsoidal(&grid).expect("a grid on the Earth");
            for (v, u) in [(0, 0), (1, 2), (1, 1), (2, 1), (2, 2)] {
                let (row, column) = ((grid.rows - 1) * v / 2, (grid.columns - 1) * u / 2);
                let (got, expected) = (areas.cell(row, column), geodesic_polygon(&grid, row, column));
                assert!(
                    (got / expected - 1.0).abs() < 1e-7,
                    "{} row {row} column {column}: {got} against {expected}",
                    grid.crs.label()
                );
            }
        }
    }

    #[test]
    fn the_cells_of_a_meridional_strip_sum_to_the_ellipsoid() {
        let globe = grid("EPSG:4326", -180.0, 90.0, 1.0, 180, 360);
        let areas = CellAreas::ellipsoidal(&globe).expect("the Earth");
        let sum: f64 = (0..180).map(|row| areas.cell(row, 0) * 360.0).sum();
        let earth = Geodesic::wgs84().area();
        assert!((sum / earth - 1.0).abs() < 1e-12, "{sum} against {earth}");
    }

    #[test]
    fn a_run_of_cells_sums_to_its_cells() {
        let grid = grid("EPSG:4549", 590_000.0, 3_370_000.0, 10.0, 9_000, 9_000);
        let areas = CellAreas::ellipsoidal(&grid).expect("a projected grid");
        let window = Window { row: 5_000, column: 3_900, rows: 1, columns: 500 };
        let mut row = RowAreas::default();
        areas.row(5_000, &window, &mut row);
        let cells: f64 = (3_950..4_250).map(|column| row.cell(column)).sum();
        assert!((row.sum(3_950, 4_250) / cells - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_planar_cell_is_width_times_height() {
        let grid = grid("EPSG:26910", 443_723.127, 4_956_546.9, 30.0, 10, 10);
        assert_eq!(CellAreas::planar(&grid).cell(3, 3), 30.0 * 30.0);
    }
}
