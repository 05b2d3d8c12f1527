//! Which district each pixel belongs to, by its centre, and how much of it lies in each district, by eight lines per row.

use geo::{BoundingRect, MultiPolygon};

use super::outlines;
use super::tables::Line;
use crate::raster::{Grid, Window};

/// Where a pixel's centre lies: the index of a district, or one of the two below.
pub(super) type Owner = u8;

/// Outside every outline.
pub(super) const SEA: Owner = 254;
/// On land that is no district's.
pub(super) const NEIGHBOUR: Owner = 253;

/// Lines per row of pixels along which coverage is measured, exactly in the direction of the row.
const LINES_PER_ROW: usize = 8;

/// The outlines as edges, ready for scan lines.
#[derive(Debug)]
pub(super) struct Mask {
    shapes: Vec<Shape>,
}

#[derive(Debug)]
struct Shape {
    owner: Owner,
    edges: Vec<Line>,
    /// West, south, east, north.
    bounds: [f64; 4],
}

impl Shape {
    fn new(owner: Owner, outline: &MultiPolygon) -> Self {
        let bounds = outline.bounding_rect().map_or([0.0; 4], |rectangle| {
            let (low, high) = (rectangle.min(), rectangle.max());
            [low.x, low.y, high.x, high.y]
        });
        Self { owner, edges: outlines::edges(outline).collect(), bounds }
    }
}

impl Mask {
    /// Of districts in their order, over the neighbouring land.
    pub(super) fn new<'a>(districts: impl Iterator<Item = &'a MultiPolygon>, neighbour: &MultiPolygon) -> Self {
        let mut shapes = vec![Shape::new(NEIGHBOUR, neighbour)];
        shapes.extend((0..).zip(districts).map(|(owner, outline)| Shape::new(owner, outline)));
        Self { shapes }
    }

    /// The owner of a point.
    pub(super) fn owner(&self, x: f64, y: f64) -> Owner {
        let inside = |shape: &Shape| {
            let [west, south, east, north] = shape.bounds;
            let crossed = |edge: &Line| crossing(edge, y).is_some_and(|found| found <= x);
            (west..=east).contains(&x)
                && (south..=north).contains(&y)
                && shape.edges.iter().filter(|edge| crossed(edge)).count() % 2 == 1
        };
        self.shapes.iter().rev().find(|shape| inside(shape)).map_or(SEA, |shape| shape.owner)
    }

    /// The owners of the pixels of a window, row by row.
    pub(super) fn owners(&self, grid: &Grid, window: &Window) -> Vec<Owner> {
        let mut owners = vec![SEA; window.pixels()];
        for (owner, near) in self.near(grid, window) {
            for row in 0..window.rows {
                let (_, y) = grid.to_crs(0.0, (window.row + row) as f64 + 0.5);
                for span in crossings(near.iter().copied(), y).chunks_exact(2) {
                    let first = centre_after(grid, span[0]).clamp(window.column, window.column + window.columns);
                    let last = centre_after(grid, span[1]).clamp(window.column, window.column + window.columns);
                    let start = row * window.columns;
                    owners[start + first - window.column..start + last - window.column].fill(owner);
                }
            }
        }
        owners
    }

    /// The share of each pixel of a window inside each district that has any: district, and shares row by row.
    pub(super) fn coverage(&self, grid: &Grid, window: &Window) -> Vec<(Owner, Vec<f64>)> {
        let mut found = Vec::new();
        let (first, end) = (window.column as f64, (window.column + window.columns) as f64);
        for (owner, near) in self.near(grid, window).into_iter().filter(|(owner, _)| *owner != NEIGHBOUR) {
            let mut shares = vec![0.0; window.pixels()];
            for (row, shares) in shares.chunks_exact_mut(window.columns).enumerate() {
                for line in 0..LINES_PER_ROW {
                    let part = (line as f64 + 0.5) / LINES_PER_ROW as f64;
                    let (_, y) = grid.to_crs(0.0, (window.row + row) as f64 + part);
                    for span in crossings(near.iter().copied(), y).chunks_exact(2) {
                        let west = grid.to_pixel(span[0], y).0.max(first) - first;
                        let east = grid.to_pixel(span[1], y).0.min(end) - first;
                        if west < east {
                            add_span(shares, west, east);
                        }
                    }
                }
            }
            if shares.iter().any(|share| *share > 0.0) {
                found.push((owner, shares));
            }
        }
        found
    }

    /// The edges that scan lines through a window can cross.
    fn near(&self, grid: &Grid, window: &Window) -> Vec<(Owner, Vec<&Line>)> {
        let (_, north) = grid.to_crs(0.0, window.row as f64);
        let (_, south) = grid.to_crs(0.0, (window.row + window.rows) as f64);
        let meets =
            |edge: &&Line| edge.northing.min(edge.to_northing) <= north && edge.northing.max(edge.to_northing) >= south;
        self.shapes
            .iter()
            .map(|shape| (shape.owner, shape.edges.iter().filter(meets).collect::<Vec<_>>()))
            .filter(|(_, near)| !near.is_empty())
            .collect()
    }
}

/// Adds a part of one scan line to the pixels it passes.
fn add_span(shares: &mut [f64], west: f64, east: f64) {
    let weight = 1.0 / LINES_PER_ROW as f64;
    let (first, last) = (pixel(west), pixel(east).min(shares.len() - 1));
    for (column, share) in shares.iter_mut().enumerate().take(last + 1).skip(first) {
        let inside = east.min(column as f64 + 1.0) - west.max(column as f64);
        *share += inside.max(0.0) * weight;
    }
}

/// Where a horizontal line crosses edges, from west to east. The crossings of closed rings come in pairs.
fn crossings<'a>(edges: impl Iterator<Item = &'a Line>, y: f64) -> Vec<f64> {
    let mut found: Vec<f64> = edges.filter_map(|edge| crossing(edge, y)).collect();
    found.sort_by(f64::total_cmp);
    found
}

/// Where a horizontal line crosses an edge.
fn crossing(edge: &Line, y: f64) -> Option<f64> {
    if (edge.northing > y) == (edge.to_northing > y) {
        return None;
    }
    let share = (y - edge.northing) / (edge.to_northing - edge.northing);
    Some(edge.easting + share * (edge.to_easting - edge.easting))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid by the caller")]
fn pixel(column: f64) -> usize {
    column.max(0.0) as usize
}

/// The first column whose centre is not west of `x`.
fn centre_after(grid: &Grid, x: f64) -> usize {
    pixel((grid.to_pixel(x, 0.0).0 - 0.5).ceil())
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::*;
    use crate::raster::Crs;

    fn triangle() -> (Mask, Grid) {
        let ring = LineString::from(vec![(0.0, 0.0), (43.0, 0.0), (0.0, 43.0), (0.0, 0.0)]);
        let outline = MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]);
        let crs = Crs::from_definition("EPSG:4549").expect("PROJ knows the zone");
        let grid = Grid { crs, west: 0.0, north: 40.0, pixel_width: 10.0, pixel_height: 10.0, rows: 4, columns: 4 };
        (Mask::new(std::iter::once(&outline), &MultiPolygon::new(Vec::new())), grid)
    }

    #[test]
    fn coverage_adds_up_to_the_polygon() {
        let (mask, grid) = triangle();
        let covered = mask.coverage(&grid, &Window { row: 0, column: 0, rows: 4, columns: 4 });
        let sum: f64 = covered[0].1.iter().sum();
        // The triangle less its two tips beyond the grid; where one is cut off, a line stands for 1.25 m of edge.
        assert!((sum * 10.0 * 10.0 - (43.0 * 43.0 / 2.0 - 2.0 * 3.0 * 3.0 / 2.0)).abs() < 0.25);
    }

    #[test]
    fn owners_agree_with_single_points() {
        let (mask, grid) = triangle();
        let window = Window { row: 0, column: 0, rows: 4, columns: 4 };
        for (place, owner) in mask.owners(&grid, &window).into_iter().enumerate() {
            let (x, y) = grid.to_crs((place % 4) as f64 + 0.5, (place / 4) as f64 + 0.5);
            assert_eq!(owner, mask.owner(x, y), "pixel {place}");
        }
    }
}
