//! Straight edges in another CRS, where they are curves.

use geo::{Coord, LineString};

use crate::error::Result;
use crate::raster::Transformer;

/// No edge is cut into more pieces: where it would be, coordinates are beyond what the other CRS is for.
const MOST_PIECES: f64 = 1_000.0;

/// The points of a ring in another CRS, with as many more on each edge as keep the straight pieces within `tolerance`, in units of
/// that CRS, of the curve that the edge is there.
///
/// What is straight is the edge between two vertices in the ring's own CRS, as formats define it. How far its curve is off is
/// seen at a third and two thirds of it; it falls with the square of the number of pieces. Neighbours that share an edge get
/// the same points, whichever way round they go.
///
/// # Errors
/// Coordinates outside of the other CRS.
pub(super) fn project_ring(ring: &LineString, to: &Transformer, tolerance: f64) -> Result<Vec<Coord>> {
    let vertices = project(&ring.0, to)?;
    if to.is_identity() {
        return Ok(vertices);
    }
    let edges = || ring.0.windows(2).map(|edge| (edge[0], edge[1]));
    let thirds: Vec<Coord> = edges().flat_map(|edge| [1.0, 2.0].map(|third| point_on(edge, third, 3.0))).collect();
    let thirds = project(&thirds, to)?;
    let pieces: Vec<f64> = vertices
        .windows(2)
        .zip(thirds.chunks_exact(2))
        .map(|(edge, curve)| {
            let off = [1.0, 2.0].iter().zip(curve).map(|(third, at)| {
                let straight = point_on((edge[0], edge[1]), *third, 3.0);
                (at.x - straight.x).hypot(at.y - straight.y)
            });
            // A parabola is 9/8 times as far off in its middle as at its thirds.
            let off = 9.0 / 8.0 * off.fold(0.0, f64::max);
            (off / tolerance).sqrt().ceil().clamp(1.0, MOST_PIECES)
        })
        .collect();
    let more: Vec<Coord> = edges()
        .zip(&pieces)
        .flat_map(|(edge, &pieces)| {
            let steps =
                std::iter::successors(Some(1.0), |step| Some(step + 1.0)).take_while(move |step| *step < pieces);
            steps.map(move |step| point_on(edge, step, pieces))
        })
        .collect();
    if more.is_empty() {
        return Ok(vertices);
    }
    let mut more = project(&more, to)?.into_iter();
    let mut points = Vec::with_capacity(vertices.len() + more.len());
    for (index, vertex) in vertices.into_iter().enumerate() {
        points.push(vertex);
        let between = pieces.get(index).map_or(0.0, |pieces| pieces - 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
        points.extend(more.by_ref().take(between as usize));
    }
    Ok(points)
}

/// The point at `step` of `pieces` of an edge: the same, to the last bit, from either end.
fn point_on((from, to): (Coord, Coord), step: f64, pieces: f64) -> Coord {
    if (from.x, from.y) > (to.x, to.y) {
        return point_on((to, from), pieces - step, pieces);
    }
    from + (to - from) * (step / pieces)
}

fn project(points: &[Coord], to: &Transformer) -> Result<Vec<Coord>> {
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = points.iter().map(|point| (point.x, point.y)).unzip();
    to.transform(&mut x, &mut y)?;
    Ok(x.into_iter().zip(y).map(|(x, y)| Coord { x, y }).collect())
}

#[cfg(test)]
mod tests {
    use geo::line_string;

    use super::*;
    use crate::raster::Crs;

    const TOLERANCE: f64 = 0.01;

    fn transformer(from: &str, to: &str) -> Transformer {
        let crs = |definition| Crs::from_definition(definition).expect("a known CRS");
        crs(from).transformer_to(&crs(to)).expect("a way")
    }

    fn distance(point: Coord, (from, to): (Coord, Coord)) -> f64 {
        let along = to - from;
        let t = ((point - from).x * along.x + (point - from).y * along.y) / (along.x.powi(2) + along.y.powi(2));
        let nearest = from + along * t.clamp(0.0, 1.0);
        (point.x - nearest.x).hypot(point.y - nearest.y)
    }

    #[test]
    fn no_point_of_an_edge_of_a_degree_is_further_off_than_the_tolerance() {
        let to = transformer("EPSG:4490", "EPSG:4549");
        for ring in [
            line_string![(x: 121.0, y: 30.0), (x: 122.0, y: 30.0)],
            line_string![(x: 119.0, y: 29.0), (x: 121.5, y: 30.5)],
        ] {
            let points = project_ring(&ring, &to, TOLERANCE).expect("inside");
            let truth: Vec<Coord> =
                (0..=1_000).map(|step| point_on((ring[0], ring[1]), f64::from(step), 1_000.0)).collect();
            let truth = project(&truth, &to).expect("inside");
            let off = |pieces: &[Coord]| {
                let nearest = |point: &Coord| {
                    pieces.windows(2).map(|edge| distance(*point, (edge[0], edge[1]))).fold(f64::INFINITY, f64::min)
                };
                truth.iter().map(nearest).fold(0.0, f64::max)
            };
            assert!(off(&points) < TOLERANCE, "{} m", off(&points));
            assert!(off(&[points[0], points[points.len() - 1]]) > 50.0, "as the vertices alone are");
        }
    }

    #[test]
    fn an_outline_of_short_edges_gets_no_more_points() {
        let to = transformer("EPSG:4490", "EPSG:4549");
        // About 200 m each.
        let ring: LineString = (0..50).map(|step| (121.0 + f64::from(step) * 0.002, 29.5)).collect();
        assert_eq!(project_ring(&ring, &to, TOLERANCE).expect("inside").len(), 50);
    }

    #[test]
    fn both_neighbours_of_an_edge_get_the_same_points() {
        let to = transformer("EPSG:4490", "EPSG:4549");
        let ring = line_string![(x: 121.1, y: 30.3), (x: 122.0, y: 29.7), (x: 122.7, y: 30.1)];
        let reversed = LineString(ring.0.iter().rev().copied().collect());
        let mut points = project_ring(&reversed, &to, TOLERANCE).expect("inside");
        points.reverse();
        assert!(points.len() > 20);
        assert_eq!(project_ring(&ring, &to, TOLERANCE).expect("inside"), points);
    }

    #[test]
    fn nothing_changes_in_the_ring_s_own_crs() {
        let ring = line_string![(x: 121.0, y: 30.0), (x: 122.0, y: 30.0)];
        assert_eq!(project_ring(&ring, &transformer("EPSG:4490", "EPSG:4490"), TOLERANCE).expect("inside"), ring.0);
    }
}
