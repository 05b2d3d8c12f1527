//! Outlines for the screen: simplified so that neighbours still share their boundary, without gaps between them.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, LineString, MultiPolygon, Simplify};

/// A polygon as GeoJSON has it: rings of longitude and latitude, the exterior first.
pub(super) type Rings = Vec<Vec<[f64; 2]>>;

/// What is off by less than this share of the extent of all zones cannot be seen with the whole city on the screen.
const TOLERANCE: f64 = 1.0 / 4_000.0;

/// Vertices that are this near in degrees are one: a tenth of a millimetre.
const SAME: f64 = 1e-9;

type Vertex = (i64, i64);

fn vertex(point: Coord) -> Vertex {
    #[expect(clippy::cast_possible_truncation, reason = "degrees")]
    let rounded = |degrees: f64| (degrees / SAME).round() as i64;
    (rounded(point.x), rounded(point.y))
}

/// The outlines of a zone set, in degrees, simplified. A boundary is cut where neighbours change, and each piece is simplified the
/// same way for both; five decimals of a degree are kept.
pub(super) fn simplified(zones: &[MultiPolygon<f64>]) -> Vec<Vec<Rings>> {
    let tolerance = extent(zones) * TOLERANCE;
    let junctions = junctions(zones);
    let ring = |ring: &LineString<f64>| rounded(&simplified_ring(ring, &junctions, tolerance));
    zones
        .iter()
        .map(|zone| {
            let polygons = zone.iter().filter_map(|polygon| {
                let exterior = ring(polygon.exterior())?;
                Some(std::iter::once(exterior).chain(polygon.interiors().iter().filter_map(ring)).collect())
            });
            let polygons: Vec<Rings> = polygons.collect();
            // A zone of islands that all are too small for the screen keeps them as they are.
            if polygons.is_empty() {
                zone.iter().filter_map(|polygon| rounded(polygon.exterior()).map(|ring| vec![ring])).collect()
            } else {
                polygons
            }
        })
        .collect()
}

/// The longer side of the bounding box.
fn extent(zones: &[MultiPolygon<f64>]) -> f64 {
    let points = || zones.iter().flatten().flat_map(|polygon| &polygon.exterior().0);
    let side = |of: fn(&Coord) -> f64| {
        let (low, high) = points().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        high - low
    };
    side(|point| point.x).max(side(|point| point.y)).max(0.0)
}

/// Vertices from which a boundary goes on in more than two directions.
fn junctions(zones: &[MultiPolygon<f64>]) -> BTreeSet<Vertex> {
    let mut neighbours: BTreeMap<Vertex, BTreeSet<Vertex>> = BTreeMap::new();
    for polygon in zones.iter().flatten() {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for edge in ring.0.windows(2) {
                let (from, to) = (vertex(edge[0]), vertex(edge[1]));
                if from != to {
                    neighbours.entry(from).or_default().insert(to);
                    neighbours.entry(to).or_default().insert(from);
                }
            }
        }
    }
    neighbours.into_iter().filter(|(_, around)| around.len() > 2).map(|(vertex, _)| vertex).collect()
}

fn simplified_ring(ring: &LineString<f64>, junctions: &BTreeSet<Vertex>, tolerance: f64) -> LineString<f64> {
    let mut points = ring.0.clone();
    points.pop();
    if points.len() < 4 {
        return ring.clone();
    }
    // A ring without neighbours, or with one all around, begins at the same vertex from either side.
    let is_junction = |point: &Coord| junctions.contains(&vertex(*point));
    let least = || (0..points.len()).min_by_key(|index| vertex(points[*index])).unwrap_or(0);
    let start = points.iter().position(is_junction).unwrap_or_else(least);
    points.rotate_left(start);
    points.push(points[0]);
    let mut simple = vec![points[0]];
    let mut piece = vec![points[0]];
    for (index, point) in points.iter().enumerate().skip(1) {
        piece.push(*point);
        if is_junction(point) || index == points.len() - 1 {
            simple.extend(simplified_piece(std::mem::take(&mut piece), tolerance).into_iter().skip(1));
            piece.push(*point);
        }
    }
    LineString(simple)
}

/// The same points whichever way round the piece comes.
fn simplified_piece(mut piece: Vec<Coord>, tolerance: f64) -> Vec<Coord> {
    let ends = |one: &Coord, other: &Coord| vertex(*one).cmp(&vertex(*other));
    let backwards = piece.iter().zip(piece.iter().rev()).map(|(one, other)| ends(one, other));
    let is_reversed = backwards.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).is_gt();
    if is_reversed {
        piece.reverse();
    }
    let mut simple = LineString(piece).simplify(tolerance).0;
    if is_reversed {
        simple.reverse();
    }
    simple
}

/// A ring with five decimals, about a metre; none if nothing of it is left.
fn rounded(ring: &LineString<f64>) -> Option<Vec<[f64; 2]>> {
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let mut points: Vec<[f64; 2]> = ring.0.iter().map(|point| [round(point.x), round(point.y)]).collect();
    points.dedup();
    (points.len() >= 4).then_some(points)
}

#[cfg(test)]
mod tests {
    use geo::Polygon;

    use super::*;

    /// A wavy boundary between two zones, in a box.
    fn neighbours() -> Vec<MultiPolygon<f64>> {
        let wave: Vec<(f64, f64)> =
            (0..=1_000).map(|step| (120.0 + 1e-4 * f64::from(step % 7), 30.0 + f64::from(step) / 1_000.0)).collect();
        let back: Vec<(f64, f64)> = wave.iter().rev().copied().collect();
        let west: LineString = [vec![(119.0, 30.0)], wave.clone(), vec![(119.0, 31.0), (119.0, 30.0)]].concat().into();
        let east: LineString = [vec![(121.0, 31.0)], back, vec![(121.0, 30.0), (121.0, 31.0)]].concat().into();
        [west, east].map(|ring| MultiPolygon::new(vec![Polygon::new(ring, Vec::new())])).into()
    }

    #[test]
    fn neighbours_still_share_every_point_of_their_boundary() {
        let simple = simplified(&neighbours());
        let shared = |zone: usize| {
            let mut points: Vec<String> = simple[zone][0][0]
                .iter()
                .filter(|[x, _]| (119.5..120.5).contains(x))
                .map(|p| format!("{p:?}"))
                .collect();
            points.sort();
            points.dedup();
            points
        };
        assert!(shared(0).len() > 2 && shared(0).len() < 500, "{} points", shared(0).len());
        assert_eq!(shared(0), shared(1));
    }

    #[test]
    fn an_island_too_small_for_the_screen_vanishes_unless_it_is_the_zone() {
        let speck = |x: f64| {
            let step = 1e-5;
            let ring: LineString = (0..=40)
                .map(|n| f64::from(n % 40) / 40.0 * std::f64::consts::TAU)
                .map(|angle| (x + step * angle.cos(), 30.0 + step * angle.sin()))
                .collect();
            Polygon::new(ring, Vec::new())
        };
        let large = neighbours().remove(0).0.remove(0);
        let zones = [MultiPolygon::new(vec![large, speck(118.0)]), MultiPolygon::new(vec![speck(117.0)])];
        let simple = simplified(&zones);
        assert_eq!(simple.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    }
}
