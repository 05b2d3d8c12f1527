//! Coverage by hand.

use super::{Coverage, CoverageRule, PixelPolygon, PixelZone, ZoneOverlap};

pub(super) type Ring = Vec<[f64; 2]>;

/// A polygon without holes.
pub(super) fn polygon(exterior: &[[f64; 2]]) -> PixelPolygon {
    PixelPolygon { exterior: exterior.to_vec(), holes: Vec::new() }
}

pub(super) fn rectangle(west: f64, north: f64, east: f64, south: f64) -> Ring {
    vec![[west, north], [east, north], [east, south], [west, south]]
}

pub(super) fn exact(rows: usize, columns: usize, zones: &[PixelZone]) -> Coverage {
    Coverage::new(rows, columns, zones, CoverageRule::Exact)
}

/// The weight of a (pseudo-)zone in a pixel.
fn weight(coverage: &Coverage, row: usize, column: usize, zone: u32) -> f64 {
    let part = coverage.set(0).parts(row, column..column + 1).next().expect("parts tile the row");
    part.shares().iter().find(|share| share.zone == zone).map_or(0.0, |share| share.weight)
}

/// The weights of a (pseudo-)zone in all pixels.
pub(super) fn weights(coverage: &Coverage, rows: usize, columns: usize, zone: u32) -> Vec<Vec<f64>> {
    (0..rows).map(|row| (0..columns).map(|column| weight(coverage, row, column, zone)).collect()).collect()
}

fn assert_weights<const COLUMNS: usize>(coverage: &Coverage, zone: u32, expected: &[[f64; COLUMNS]]) {
    let found = weights(coverage, expected.len(), COLUMNS, zone);
    for (found, expected) in found.iter().flatten().zip(expected.as_flattened()) {
        assert!((found - expected).abs() < 1e-14, "{found} is not {expected}");
    }
}

pub(super) fn shoelace(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(from, to)| from[0] * to[1] - from[1] * to[0]).sum::<f64>().abs() / 2.0
}

#[test]
fn an_aligned_unit_square_is_one_whole_pixel() {
    let coverage = exact(3, 3, &[vec![polygon(&rectangle(1.0, 1.0, 2.0, 2.0))]]);
    assert_weights(&coverage, 0, &[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]);
    assert_eq!(coverage.set(0).parts(0, 0..3).count(), 1);
    let owners: Vec<_> = coverage.set(0).parts(1, 0..3).map(|part| (part.columns.clone(), part.owner())).collect();
    assert_eq!(owners, [(0..1, 1), (1..2, 0), (2..3, 1)]);
}

#[test]
fn more_zones_than_are_remembered_keep_their_pixels() {
    let strips: Vec<PixelZone> =
        (0..100).map(|zone| vec![polygon(&rectangle(f64::from(zone), 0.0, f64::from(zone + 1), 3.0))]).collect();
    let coverage = exact(3, 100, &strips);
    for row in 0..3 {
        let owners = coverage.set(0).parts(row, 0..100).map(|part| (part.columns.start, part.owner()));
        assert!(owners.eq((0..100).zip(0..100)));
    }
}

#[test]
fn a_triangle_over_four_pixels_has_the_fractions_drawn_by_hand() {
    let coverage = exact(2, 2, &[vec![polygon(&[[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]])]]);
    // The long side falls from (0, 1) to (2, 0): it crosses the pixels' common side at half the height.
    assert_weights(&coverage, 0, &[[0.5 + 0.5 / 2.0, 0.5 / 2.0], [0.0, 0.0]]);

    let coverage = exact(2, 2, &[vec![polygon(&[[0.5, 0.5], [1.5, 0.5], [0.5, 1.5]])]]);
    assert_weights(&coverage, 0, &[[0.5 * 0.5, 0.5 * 0.5 / 2.0], [0.5 * 0.5 / 2.0, 0.0]]);
}

#[test]
fn a_hole_is_subtracted_whatever_its_orientation() {
    let mut hole = rectangle(0.5, 0.25, 1.0, 1.5);
    for _ in 0..2 {
        let zone = vec![PixelPolygon { exterior: rectangle(0.0, 0.0, 2.0, 2.0), holes: vec![hole.clone()] }];
        let coverage = exact(2, 2, &[zone]);
        assert_weights(&coverage, 0, &[[1.0 - 0.5 * 0.75, 1.0], [1.0 - 0.5 * 0.5, 1.0]]);
        hole.reverse();
    }
}

#[test]
fn the_polygons_of_a_multipolygon_add_up() {
    let zone = vec![
        polygon(&rectangle(0.0, 0.0, 0.5, 1.0)),
        polygon(&rectangle(0.75, 0.0, 1.0, 1.0)),
        polygon(&rectangle(2.0, 0.0, 3.0, 0.5)),
    ];
    assert_weights(&exact(1, 3, &[zone]), 0, &[[0.5 + 0.25, 0.0, 0.5]]);
}

#[test]
fn what_lies_beyond_a_side_of_the_grid_is_cut_off() {
    let zone = |west, north, east, south| vec![vec![polygon(&rectangle(west, north, east, south))]];
    let west = exact(2, 2, &zone(-3.0, 0.5, 0.25, 2.0));
    assert_weights(&west, 0, &[[0.25 * 0.5, 0.0], [0.25, 0.0]]);
    let east = exact(2, 2, &zone(1.25, 0.5, 7.0, 2.0));
    assert_weights(&east, 0, &[[0.0, 0.75 * 0.5], [0.0, 0.75]]);
    let north = exact(2, 2, &zone(0.5, -7.0, 2.0, 0.25));
    assert_weights(&north, 0, &[[0.5 * 0.25, 0.25], [0.0, 0.0]]);
    let south = exact(2, 2, &zone(0.5, 1.75, 2.0, 9.0));
    assert_weights(&south, 0, &[[0.0, 0.0], [0.5 * 0.25, 0.25]]);
    let around = exact(2, 2, &zone(-1.0, -1.0, 3.0, 3.0));
    assert_weights(&around, 0, &[[1.0, 1.0], [1.0, 1.0]]);
}

#[test]
fn an_oblique_edge_that_enters_from_the_west_counts_what_is_inside_the_grid() {
    // The diagonal row = column, cut at column 0: the pixel (1, 1) holds a half, those above the diagonal nothing.
    let coverage = exact(2, 2, &[vec![polygon(&[[-4.0, -4.0], [6.0, 6.0], [-4.0, 6.0]])]]);
    assert_weights(&coverage, 0, &[[0.5, 0.0], [1.0, 0.5]]);
}

#[test]
fn polygons_wholly_beyond_the_grid_cover_nothing() {
    for [column, row] in [[-9.0, 0.0], [9.0, 0.0], [0.0, -9.0], [0.0, 9.0], [-9.0, -9.0], [9.0, 9.0]] {
        let zone = vec![polygon(&rectangle(column, row, column + 2.0, row + 3.0))];
        for rule in [CoverageRule::Exact, CoverageRule::Center] {
            let coverage = Coverage::new(2, 2, std::slice::from_ref(&zone), rule);
            assert_eq!(coverage.set(0).zone_coverage(), [0.0]);
            let parts =
                |row| coverage.set(0).parts(row, 0..2).map(|part| (part.columns.clone(), part.shares().to_vec()));
            assert!(parts(0).eq(parts(1)));
        }
    }
}

#[test]
fn two_polygons_tile_every_pixel_of_their_common_edge() {
    let edge = [[7.3, 0.0], [3.16, 2.74], [9.99, 5.5], [4.0, 6.0], [6.1, 10.0]];
    let mut west = edge.to_vec();
    west.extend([[0.0, 10.0], [0.0, 0.0]]);
    let mut east: Ring = edge.iter().rev().copied().collect();
    east.extend([[12.0, 0.0], [12.0, 10.0]]);
    let coverage = exact(10, 12, &[vec![polygon(&west)], vec![polygon(&east)]]);
    for row in 0..10 {
        for part in coverage.set(0).parts(row, 0..12) {
            assert!(part.shares().iter().all(|share| share.zone < 2), "{:?}", part.shares());
            assert!((part.shares().iter().map(|share| share.weight).sum::<f64>() - 1.0).abs() < 1e-15);
        }
    }
    assert_eq!(coverage.set(0).overlaps(), []);
}

#[test]
fn neighbours_that_digitise_their_common_edge_differently_leave_no_gap() {
    let west = polygon(&[[0.0, 0.0], [0.1, 0.0], [1000.3, 7.0], [0.0, 7.0]]);
    let inserted: [f64; 2] = [0.1 + 1000.2 * 3.1 / 7.0, 3.1];
    let east = polygon(&[[0.1, 0.0], [1001.0, 0.0], [1001.0, 7.0], [1000.3, 7.0], inserted]);
    let coverage = exact(7, 1001, &[vec![west], vec![east]]);
    let shares = (0..7).flat_map(|row| coverage.set(0).parts(row, 0..1001)).flat_map(|part| part.shares().to_vec());
    assert!(shares.into_iter().all(|share| share.zone < 2));
}

#[test]
fn a_zone_in_the_hole_of_another_tiles_it() {
    let inner = vec![[1.2, 1.3], [3.7, 1.9], [2.4, 3.6]];
    let outer = PixelPolygon { exterior: rectangle(0.0, 0.0, 5.0, 5.0), holes: vec![inner.clone()] };
    let coverage = exact(5, 5, &[vec![outer], vec![polygon(&inner)]]);
    let zones = coverage.set(0).zone_coverage();
    assert!((zones[1] - shoelace(&inner)).abs() < 1e-14);
    assert!((zones[0] - (5.0 * 5.0 - shoelace(&inner))).abs() < 1e-13);
    assert_weights(&coverage, coverage.set(0).outside(), &[[0.0; 5]; 5]);
    assert_eq!(coverage.set(0).overlaps(), []);
}

#[test]
fn a_polygon_smaller_than_a_pixel_keeps_its_area() {
    let coverage = exact(3, 3, &[vec![polygon(&[[1.25, 1.5], [1.5, 1.5], [1.5, 1.75]])]]);
    assert_weights(&coverage, 0, &[[0.0; 3], [0.0, 0.25 * 0.25 / 2.0, 0.0], [0.0; 3]]);
    let part = coverage.set(0).parts(1, 1..2).next().expect("a part");
    assert_eq!((part.owner(), part.shares()[0].zone), (coverage.set(0).outside(), coverage.set(0).outside()));
}

#[test]
fn overlapping_zones_weigh_one_with_the_negative_overlap() {
    let first = vec![polygon(&rectangle(0.0, 0.0, 2.5, 2.0))];
    let second = vec![polygon(&rectangle(1.0, 0.0, 4.0, 2.0))];
    let coverage = exact(2, 4, &[first, second]);
    assert_weights(&coverage, 0, &[[1.0, 1.0, 0.5, 0.0]; 2]);
    assert_weights(&coverage, 1, &[[0.0, 1.0, 1.0, 1.0]; 2]);
    assert_weights(&coverage, coverage.set(0).overlap(), &[[0.0, -1.0, -0.5, 0.0]; 2]);
    let owners: Vec<_> = coverage.set(0).parts(0, 0..4).map(|part| part.owner()).collect();
    assert_eq!(owners, [0, 0, 1, 1]);
    assert_eq!(coverage.set(0).overlaps(), [ZoneOverlap { first: 0, second: 1, pixels: 2.0 * (1.0 + 0.5) }]);
}

#[test]
fn overlaps_come_largest_first_and_neighbours_under_a_third_zone_are_no_overlap() {
    let zones = [
        vec![polygon(&rectangle(0.0, 0.0, 1.25, 1.0))],
        vec![polygon(&rectangle(1.25, 0.0, 3.0, 1.0))],
        vec![polygon(&rectangle(1.0, 0.0, 2.0, 1.0))],
    ];
    assert_eq!(
        exact(1, 3, &zones).set(0).overlaps(),
        [ZoneOverlap { first: 1, second: 2, pixels: 0.75 }, ZoneOverlap { first: 0, second: 2, pixels: 0.25 }]
    );
}

#[test]
fn an_excess_of_three_zones_that_no_pair_explains_goes_to_the_largest_pair() {
    let zones = [0.25, 0.5, 0.375].map(|width| vec![polygon(&rectangle(0.0, 0.0, width, 1.0))]);
    let coverage = exact(1, 1, &zones);
    let excess = 0.25 + 0.5 + 0.375 - 1.0;
    assert_weights(&coverage, coverage.set(0).overlap(), &[[-excess]]);
    assert_eq!(coverage.set(0).overlaps(), [ZoneOverlap { first: 1, second: 2, pixels: excess }]);
}

#[test]
fn the_lower_index_owns_a_pixel_cut_in_halves() {
    let north =
        vec![polygon(&[[0.0, 0.0], [3.0, 0.0], [3.0, 1.0], [0.0, 1.0]].map(|[column, row]| [column, row / 2.0]))];
    let south = vec![polygon(&rectangle(0.0, 0.5, 3.0, 1.0))];
    for zones in [[north.clone(), south.clone()], [south, north]] {
        let coverage = exact(1, 3, &zones);
        let parts: Vec<_> = coverage.set(0).parts(0, 0..3).map(|part| (part.columns.clone(), part.owner())).collect();
        assert_eq!(parts, [(0..3, 0)]);
    }
}

#[test]
fn neighbouring_boundary_pixels_with_equal_shares_are_one_part() {
    let zone = vec![polygon(&rectangle(0.25, 0.5, 9.75, 2.0))];
    let coverage = exact(2, 12, &[zone]);
    let parts: Vec<_> = coverage.set(0).parts(0, 0..12).map(|part| part.columns).collect();
    assert_eq!(parts, [0..1, 1..9, 9..10, 10..12]);
}

#[test]
fn a_center_on_a_common_edge_belongs_to_the_zone_in_the_east_or_south() {
    let quarters = [[0.0, 0.0], [1.5, 0.0], [0.0, 1.5], [1.5, 1.5]];
    let zones = quarters.map(|[west, north]| vec![polygon(&rectangle(west, north, west + 1.5, north + 1.5))]);
    let coverage = Coverage::new(3, 3, &zones, CoverageRule::Center);
    assert_weights(&coverage, 0, &[[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]);
    assert_weights(&coverage, 1, &[[0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]);
    assert_weights(&coverage, 2, &[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
    assert_weights(&coverage, 3, &[[0.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0]]);
}

#[test]
fn centers_on_a_common_diagonal_are_counted_once() {
    let above = vec![polygon(&[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]])];
    let below = vec![polygon(&[[0.0, 0.0], [4.0, 4.0], [0.0, 4.0]])];
    let coverage = Coverage::new(4, 4, &[above, below], CoverageRule::Center);
    assert_eq!(coverage.set(0).zone_coverage(), [f64::from(4 + 3 + 2 + 1), f64::from(3 + 2 + 1)]);
    assert_eq!(coverage.set(0).overlaps(), []);
}

#[test]
fn centers_covered_twice_weigh_one_with_the_overlap() {
    let zones = [0.0, 1.0, 1.2].map(|west| vec![polygon(&rectangle(west, 0.0, west + 2.0, 1.0))]);
    let coverage = Coverage::new(1, 4, &zones, CoverageRule::Center);
    assert_weights(&coverage, coverage.set(0).overlap(), &[[0.0, -2.0, -1.0, 0.0]]);
    let pair = |first, second, pixels| ZoneOverlap { first, second, pixels };
    assert_eq!(coverage.set(0).overlaps(), [pair(1, 2, 2.0), pair(0, 1, 1.0), pair(0, 2, 1.0)]);
}

#[test]
fn rings_without_area_and_zones_without_polygons_cover_nothing() {
    let zones =
        [vec![], vec![PixelPolygon::default()], vec![polygon(&[[1.0, 1.0]])], vec![polygon(&[[0.0, 0.0], [2.0, 2.0]])]];
    assert_eq!(exact(2, 2, &zones).set(0).zone_coverage(), [0.0; 4]);
}

#[test]
fn the_interior_of_a_zone_takes_no_shares() {
    let triangle = |size: f64| exact(1000, 1000, &[vec![polygon(&[[0.0, 0.0], [size, size], [0.0, size]])]]);
    let shared = |coverage: &Coverage| -> usize {
        coverage.bands.iter().flat_map(|band| &band.tiles).map(super::CoverageTile::shared).sum()
    };
    // Zone and outside share one half pixel in every row, on the diagonal; the interior spans and the outside cost nothing.
    assert_eq!(shared(&triangle(1000.0)), 1000);
    assert_eq!(shared(&triangle(500.0)), 500);
}
