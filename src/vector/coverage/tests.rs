//! Coverage by hand, and what must hold for any polygon.

use std::f64::consts::TAU;

use proptest::prelude::*;

use super::{
    Coverage, CoverageBands, CoverageRule, OutlinedSet, PixelPolygon, PixelZone, SetCoverage, TILING_TOLERANCE,
    ZoneOverlap,
};

type Ring = Vec<[f64; 2]>;

/// A polygon without holes.
fn polygon(exterior: &[[f64; 2]]) -> PixelPolygon {
    PixelPolygon { exterior: exterior.to_vec(), holes: Vec::new() }
}

fn rectangle(west: f64, north: f64, east: f64, south: f64) -> Ring {
    vec![[west, north], [east, north], [east, south], [west, south]]
}

fn exact(rows: usize, columns: usize, zones: &[PixelZone]) -> Coverage {
    Coverage::new(rows, columns, zones, CoverageRule::Exact)
}

/// The weight of a (pseudo-)zone in a pixel.
fn weight(coverage: &Coverage, row: usize, column: usize, zone: u32) -> f64 {
    let part = coverage.set(0).parts(row, column..column + 1).next().expect("parts tile the row");
    part.shares().iter().find(|share| share.zone == zone).map_or(0.0, |share| share.weight)
}

/// The weights of a (pseudo-)zone in all pixels.
fn weights(coverage: &Coverage, rows: usize, columns: usize, zone: u32) -> Vec<Vec<f64>> {
    (0..rows).map(|row| (0..columns).map(|column| weight(coverage, row, column, zone)).collect()).collect()
}

fn assert_weights<const COLUMNS: usize>(coverage: &Coverage, zone: u32, expected: &[[f64; COLUMNS]]) {
    let found = weights(coverage, expected.len(), COLUMNS, zone);
    for (found, expected) in found.iter().flatten().zip(expected.as_flattened()) {
        assert!((found - expected).abs() < 1e-14, "{found} is not {expected}");
    }
}

fn shoelace(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(from, to)| from[0] * to[1] - from[1] * to[0]).sum::<f64>().abs() / 2.0
}

/// A star-shaped ring: it never crosses itself.
fn star(center: [f64; 2], radii: &[f64]) -> Ring {
    let angle = |vertex: usize| TAU * vertex as f64 / radii.len() as f64;
    let point = |(vertex, radius): (usize, &f64)| {
        [center[0] + radius * angle(vertex).cos(), center[1] + radius * angle(vertex).sin()]
    };
    radii.iter().enumerate().map(point).collect()
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

fn radii() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.2_f64..19.0, 3..60)
}

fn center() -> impl Strategy<Value = [f64; 2]> {
    [19.5_f64..20.5, 19.5_f64..20.5]
}

/// Anywhere, so that the stars lie partly beyond the grid and over each other.
fn any_zone() -> impl Strategy<Value = PixelZone> {
    ([-10.0_f64..50.0, -10.0_f64..50.0], radii()).prop_map(|(center, radii)| vec![polygon(&star(center, &radii))])
}

fn any_rule() -> impl Strategy<Value = CoverageRule> {
    prop_oneof![Just(CoverageRule::Exact), Just(CoverageRule::Center)]
}

proptest! {
    #[test]
    fn coverage_sums_to_the_area_of_the_polygon(center in center(), radii in radii()) {
        let ring = star(center, &radii);
        let area = shoelace(&ring);
        let covered = exact(40, 40, &[vec![polygon(&ring)]]).set(0).zone_coverage()[0];
        prop_assert!((covered - area).abs() <= 1e-12 * area, "{covered} is not {area}");
    }

    #[test]
    fn bands_of_rows_stack_to_the_whole(center in center(), radii in radii(), cut in 1_usize..39) {
        let ring = star(center, &radii);
        let zones = [vec![polygon(&ring)], vec![polygon(&rectangle(3.5, 2.25, 30.0, 33.125))]];
        let mut bands = CoverageBands::new(40, &[OutlinedSet { zones: &zones, rule: CoverageRule::Exact }]);
        let bands = [0..cut, cut..40].map(|rows| bands.band(rows));
        let (stacked, whole) = (Coverage::stack(bands.into()), exact(40, 40, &zones));
        for zone in 0..4 {
            let pairs = [&stacked, &whole].map(|coverage| weights(coverage, 40, 40, zone).concat());
            for (one, other) in pairs[0].iter().zip(&pairs[1]) {
                prop_assert!((one - other).abs() < 1e-12, "{one} is not {other}");
            }
        }
    }

    #[test]
    fn sets_laid_over_each_other_cover_what_each_covers_alone(
        sets in prop::collection::vec((prop::collection::vec(any_zone(), 0..4), any_rule()), 0..4),
    ) {
        let outlined: Vec<_> = sets.iter().map(|(zones, rule)| OutlinedSet { zones, rule: *rule }).collect();
        let together = Coverage::of_sets(40, 40, &outlined);
        prop_assert_eq!(together.sets().count(), sets.len());
        for (set, (zones, rule)) in together.sets().zip(&sets) {
            let alone = Coverage::new(40, 40, zones, *rule);
            let shares = |set: SetCoverage<'_>| -> Vec<_> {
                (0..40)
                    .flat_map(|row| set.parts(row, 0..40))
                    .flat_map(|part| part.columns.clone().map(move |_| part.shares().to_vec()))
                    .collect()
            };
            prop_assert_eq!(shares(set), shares(alone.set(0)));
            prop_assert_eq!(set.zone_coverage(), alone.set(0).zone_coverage());
            prop_assert_eq!(set.overlaps(), alone.set(0).overlaps());
        }
    }

    #[test]
    fn a_fan_of_triangles_tiles_the_star(center in center(), radii in radii()) {
        let ring = star(center, &radii);
        let triangle = |vertex: usize| vec![polygon(&[center, ring[vertex], ring[(vertex + 1) % ring.len()]])];
        let fan: Vec<_> = (0..ring.len()).map(triangle).collect();
        let coverage = exact(40, 40, &fan);
        let covered: f64 = coverage.set(0).zone_coverage().iter().sum();
        let area = shoelace(&ring);
        prop_assert!((covered - area).abs() <= 1e-9 * area, "{covered} is not {area}");
        prop_assert_eq!(coverage.set(0).overlaps(), []);
    }

    #[test]
    fn the_centers_in_a_fan_of_triangles_are_those_in_the_star(center in center(), radii in radii()) {
        let ring = star(center, &radii);
        let triangle = |vertex: usize| vec![polygon(&[center, ring[vertex], ring[(vertex + 1) % ring.len()]])];
        let fan: Vec<_> = (0..ring.len()).map(triangle).collect();
        let of_fan = Coverage::new(40, 40, &fan, CoverageRule::Center);
        let of_star = Coverage::new(40, 40, &[vec![polygon(&ring)]], CoverageRule::Center);
        let centers: f64 = of_fan.set(0).zone_coverage().iter().sum();
        prop_assert_eq!(vec![centers], of_star.set(0).zone_coverage());
        prop_assert_eq!(of_fan.set(0).overlaps(), []);
    }

    #[test]
    fn parts_tile_the_row_and_weigh_one(
        zones in prop::collection::vec(any_zone(), 0..6),
        rule in any_rule(),
        row in 0_usize..40,
        columns in (0_usize..=40, 0_usize..=40).prop_map(|(one, other)| one.min(other)..one.max(other)),
    ) {
        let coverage = Coverage::new(40, 40, &zones, rule);
        let mut west = columns.start;
        for part in coverage.set(0).parts(row, columns.clone()) {
            prop_assert_eq!(part.columns.start, west);
            prop_assert!(part.columns.end > west);
            west = part.columns.end;
            let total: f64 = part.shares().iter().map(|share| share.weight).sum();
            prop_assert!((total - 1.0).abs() <= 1e-15 * part.shares().len() as f64, "{:?}", part.shares().to_vec());
            prop_assert_eq!(part.owner(), part.shares()[0].zone);
            for share in part.shares().iter() {
                prop_assert!(share.weight <= part.shares()[0].weight + TILING_TOLERANCE);
                prop_assert_eq!(share.weight < 0.0, share.zone == coverage.set(0).overlap());
                prop_assert!(share.weight <= 1.0 && share.weight != 0.0);
            }
        }
        prop_assert_eq!(west, columns.end);
        let lists: Vec<_> = coverage.set(0).parts(row, columns).map(|part| part.shares().to_vec()).collect();
        prop_assert!(lists.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn orientation_and_starting_point_of_a_ring_do_not_matter(
        radii in radii(), turn in 0_usize..60, reversed: bool, closed: bool, rule in any_rule(),
    ) {
        let ring = star([12.3, 30.9], &radii);
        let mut other = ring.clone();
        other.rotate_left(turn % ring.len());
        if reversed {
            other.reverse();
        }
        if closed {
            other.push(other[0]);
        }
        let [one, other] = [ring, other].map(|ring| Coverage::new(40, 40, &[vec![polygon(&ring)]], rule));
        for (one, other) in weights(&one, 40, 40, 0).iter().flatten().zip(weights(&other, 40, 40, 0).iter().flatten()) {
            prop_assert!((one - other).abs() <= 1e-14);
        }
    }
}
