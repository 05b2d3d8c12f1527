//! The area of every cell of a grid on the ellipsoid.
//!
//! Geographic grid: the exact zone formula, one value per row. Projected grid: areas of cells on a coarse lattice,
//! interpolated by a biquadratic per patch.

mod projected;

use std::ops::Range;

use projected::Patches;

use super::{Crs, Grid, Window};
use crate::error::Result;

/// The cell areas of a grid, m².
#[derive(Debug, Clone)]
pub struct CellAreas(Form);

#[derive(Debug, Clone)]
enum Form {
    Constant(f64),
    PerRow(Vec<f64>),
    Patches(Patches),
}

/// The areas of the cells of one row over some columns, m².
#[derive(Debug, Clone, Default)]
pub struct RowAreas {
    /// The edge of a patch as a power of two: to shift is much faster than to divide.
    shift: u32,
    first_patch: usize,
    patches: Vec<Strip>,
}

/// The areas of the cells of one row within one patch, by their column counted from the patch's first.
#[derive(Debug, Clone, Copy)]
pub struct Strip {
    /// Coefficients of column⁰⋯column² of the area of a cell.
    cell: [f64; 3],
    /// Coefficients of column¹⋯column³ of the area of the cells before a column.
    sum: [f64; 3],
}

impl Strip {
    /// The same area for every cell.
    #[must_use]
    pub fn constant(area: f64) -> Self {
        Self::new([area, 0.0, 0.0])
    }

    /// Σ over columns 0⋯u − 1 of c₀ + c₁ k + c₂ k² is (c₀ − c₁/2 + c₂/6) u + (c₁ − c₂)/2 u² + c₂/3 u³.
    fn new([constant, linear, square]: [f64; 3]) -> Self {
        Self {
            cell: [constant, linear, square],
            sum: [constant - linear / 2.0 + square / 6.0, (linear - square) / 2.0, square / 3.0],
        }
    }

    /// The area of the cell in a column, m².
    #[inline]
    #[must_use]
    pub fn cell(&self, column: f64) -> f64 {
        let [constant, linear, square] = self.cell;
        constant + column * (linear + column * square)
    }

    /// The area of the cells from `start` up to but not including `end`, m².
    #[inline]
    #[must_use]
    pub fn sum(&self, start: f64, end: f64) -> f64 {
        let [linear, square, cube] = self.sum;
        // As a product with the width, so that nothing cancels.
        (end - start) * (linear + square * (start + end) + cube * (start * start + start * end + end * end))
    }
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
            let zones = Zones::new(&grid.crs);
            return Ok(Self(Form::PerRow((0..grid.rows).map(|row| geographic_cell(grid, zones, row)).collect())));
        }
        Patches::fit(grid).map(Form::Patches).map(Self)
    }

    /// Fills `areas` with the areas of the cells of `row` over the columns of `window`.
    pub fn row(&self, row: usize, window: &Window, areas: &mut RowAreas) {
        areas.patches.clear();
        match &self.0 {
            Form::Constant(area) => areas.same(*area),
            Form::PerRow(rows) => areas.same(rows[row]),
            Form::Patches(patches) => {
                areas.shift = patches.edge.trailing_zeros();
                areas.first_patch = window.column / patches.edge;
                let last = (window.column + window.columns - 1) / patches.edge;
                let (patch_row, v) = (row / patches.edge, (row % patches.edge) as f64);
                for patch_column in areas.first_patch..=last {
                    let by_row = &patches.coefficients[patch_row * patches.across + patch_column];
                    areas.patches.push(Strip::new(std::array::from_fn(|power| {
                        by_row[0][power] + v * (by_row[1][power] + v * by_row[2][power])
                    })));
                }
            }
        }
    }

    /// The area of one cell, m².
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> f64 {
        let mut areas = RowAreas::default();
        self.row(row, &Window { row, column, rows: 1, columns: 1 }, &mut areas);
        areas.sum(column, column + 1)
    }
}

impl RowAreas {
    fn same(&mut self, area: f64) {
        self.shift = usize::BITS - 1;
        self.first_patch = 0;
        self.patches.push(Strip::constant(area));
    }

    /// The area of the cells from `start` up to but not including `end`, m².
    #[inline]
    #[must_use]
    pub fn sum(&self, start: usize, end: usize) -> f64 {
        self.strips(start, end).map(|(columns, strip)| strip.sum(columns.start.into(), columns.end.into())).sum()
    }

    /// The columns from `start` up to but not including `end` cut by patches, counted from each patch's first.
    #[inline]
    pub fn strips(&self, start: usize, end: usize) -> impl Iterator<Item = (Range<u32>, &Strip)> {
        let index = |column: usize| u32::try_from(column).expect("a grid has fewer than 2^32 columns");
        let mut from = start;
        std::iter::from_fn(move || {
            if from >= end {
                return None;
            }
            let patch = from >> self.shift;
            let first = patch << self.shift;
            let to = end.min(first.saturating_add(1 << self.shift));
            let columns = index(from - first)..index(to - first);
            from = to;
            Some((columns, &self.patches[patch - self.first_patch]))
        })
    }
}

/// The zones between the equator and a latitude on an ellipsoid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Zones {
    eccentricity: f64,
    semi_minor_axis: f64,
}

impl Zones {
    pub(crate) fn new(crs: &Crs) -> Self {
        let f = crs.flattening();
        Self { eccentricity: (f * (2.0 - f)).sqrt(), semi_minor_axis: crs.semi_major_axis() * (1.0 - f) }
    }

    /// The area between the equator and `latitude` (degrees) per radian of longitude, m²:
    /// b²/2 · [sin φ / (1 − e² sin² φ) + artanh(e sin φ) / e]
    /// (Snyder 1987, Map Projections: A Working Manual, USGS Professional Paper 1395, eq. 3-12 times a²/2, p. 16).
    pub(crate) fn area(self, latitude: f64) -> f64 {
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

#[cfg(test)]
mod tests {
    use geographiclib_rs::{Geodesic, PolygonArea, Winding};

    use super::projected::ProjectedCells;
    use super::*;

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
            // The last patch ends at its own middle.
            grid("EPSG:4549", 400_000.0, 3_400_000.0, 100.0, 1_024, 2_048),
            grid("EPSG:4549", 400_000.0, 3_400_000.0, 100.0, 256, 128),
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
        let cells =
            row.strips(3_950, 4_250).flat_map(|(columns, strip)| columns.map(|column| strip.cell(column.into())));
        assert!((row.sum(3_950, 4_250) / cells.sum::<f64>() - 1.0).abs() < 1e-14);
    }

    #[test]
    fn a_planar_cell_is_width_times_height() {
        let grid = grid("EPSG:26910", 443_723.127, 4_956_546.9, 30.0, 10, 10);
        assert_eq!(CellAreas::planar(&grid).cell(3, 3), 30.0 * 30.0);
    }
}
