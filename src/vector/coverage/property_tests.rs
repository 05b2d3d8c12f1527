//! What must hold for the coverage of any polygon.

use std::f64::consts::TAU;

use proptest::prelude::*;

use super::tests::{Ring, exact, polygon, rectangle, shoelace, weights};
use super::{Coverage, CoverageBands, CoverageRule, OutlinedSet, PixelZone, SetCoverage, TILING_TOLERANCE};

/// A star-shaped ring: it never crosses itself.
fn star(center: [f64; 2], radii: &[f64]) -> Ring {
    let angle = |vertex: usize| TAU * vertex as f64 / radii.len() as f64;
    let point = |(vertex, radius): (usize, &f64)| {
        [center[0] + radius * angle(vertex).cos(), center[1] + radius * angle(vertex).sin()]
    };
    radii.iter().enumerate().map(point).collect()
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
