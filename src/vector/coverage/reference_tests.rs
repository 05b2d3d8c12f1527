//! Coverage against exactextract and shapely; `tests/reference/exactextract.py` made the values.

use serde::Deserialize;

use super::{Coverage, CoverageRule, PixelPolygon, PixelZone};

#[derive(Deserialize)]
struct Reference {
    rows: usize,
    columns: usize,
    zones: Vec<ReferenceZone>,
}

#[derive(Deserialize)]
struct ReferenceZone {
    name: String,
    /// Polygons, rings, points.
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
    count: f64,
    sum: f64,
    coverage: Vec<(usize, usize, f64)>,
    exact: Vec<(usize, usize, f64)>,
}

impl ReferenceZone {
    fn outline(&self) -> PixelZone {
        self.polygons
            .iter()
            .map(|rings| PixelPolygon { exterior: rings[0].clone(), holes: rings[1..].to_vec() })
            .collect()
    }
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../../../tests/reference/exactextract.json"))
        .expect("the reference is valid JSON")
}

/// The fraction of every pixel that the only zone covers, row by row.
fn fractions(coverage: &Coverage, rows: usize, columns: usize) -> Vec<f64> {
    let mut fractions = Vec::new();
    for row in 0..rows {
        for part in coverage.set(0).parts(row, 0..columns) {
            let fraction = part.shares().iter().find(|share| share.zone == 0).map_or(0.0, |share| share.weight);
            fractions.extend(part.columns.map(|_| fraction));
        }
    }
    fractions
}

/// The fraction of every pixel from a list of row, column, fraction; 0 where the list has none.
fn dense(list: &[(usize, usize, f64)], rows: usize, columns: usize) -> Vec<f64> {
    let mut fractions = vec![0.0; rows * columns];
    for &(row, column, fraction) in list {
        fractions[row * columns + column] = fraction;
    }
    fractions
}

fn assert_close(ours: &[f64], theirs: &[f64], columns: usize, tolerance: f64, name: &str) {
    assert_eq!(ours.len(), theirs.len());
    for (pixel, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let place = (pixel / columns, pixel % columns);
        assert!((ours - theirs).abs() <= tolerance, "{name}, pixel {place:?}: {ours}, reference {theirs}");
    }
}

#[test]
fn fractions_are_those_of_shapely_intersections() {
    let Reference { rows, columns, zones } = reference();
    for zone in zones {
        let coverage = Coverage::new(rows, columns, &[zone.outline()], CoverageRule::Exact);
        let ours = fractions(&coverage, rows, columns);
        let exact = dense(&zone.exact, rows, columns);
        assert_close(&ours, &exact, columns, 1e-12, &zone.name);
        let total: f64 = exact.iter().sum();
        let difference = coverage.set(0).zone_coverage()[0] - total;
        assert!(difference.abs() <= 1e-9 * total, "{}: off by {difference} of {total}", zone.name);
    }
}

#[test]
fn fractions_count_and_sum_are_those_of_exactextract_as_far_as_its_single_precision_goes() {
    let Reference { rows, columns, zones } = reference();
    for zone in zones {
        let coverage = Coverage::new(rows, columns, &[zone.outline()], CoverageRule::Exact);
        let ours = fractions(&coverage, rows, columns);
        let theirs = dense(&zone.coverage, rows, columns);
        assert_close(&ours, &theirs, columns, f64::from(f32::EPSILON), &zone.name);

        let partial = zone.coverage.iter().filter(|(_, _, fraction)| *fraction < 1.0).count();
        let allowed = partial as f64 * f64::from(f32::EPSILON);
        let difference = coverage.set(0).zone_coverage()[0] - zone.count;
        assert!(difference.abs() <= allowed, "{}: count off by {difference}", zone.name);

        let value = |pixel: usize| (pixel % 17) as f64 + 0.25 * (pixel % columns) as f64;
        let largest_value = 16.0 + 0.25 * 39.0;
        let sum: f64 = ours.iter().enumerate().map(|(pixel, fraction)| fraction * value(pixel)).sum();
        let difference = sum - zone.sum;
        assert!(difference.abs() <= allowed * largest_value + 1e-9, "{}: sum off by {difference}", zone.name);
    }
}

#[test]
fn all_reference_zones_together_keep_their_coverage() {
    let Reference { rows, columns, zones } = reference();
    let outlines: Vec<_> = zones.iter().map(ReferenceZone::outline).collect();
    let together = Coverage::new(rows, columns, &outlines, CoverageRule::Exact).set(0).zone_coverage();
    for ((zone, outline), coverage) in zones.iter().zip(&outlines).zip(together) {
        let alone =
            Coverage::new(rows, columns, std::slice::from_ref(outline), CoverageRule::Exact).set(0).zone_coverage()[0];
        assert!((coverage - alone).abs() <= 1e-9 * alone, "{}: {coverage}, alone {alone}", zone.name);
    }
}
