//! Areas on the ellipsoid, exact coverage of pixels, and units: reference figures beyond the formulas of the science.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::raster::{CellAreas, Crs, Grid};
use crate::units::{Acres, CubicFeet, CubicFeetPerAcre, TonnesC};
use crate::vector::{Coverage, CoverageRule, PixelPolygon};

const EARTH: Method = Method {
    file: "raster/cell_area.rs",
    source: "surface of the ellipsoid, 4π times the square of the authalic radius, by hand from its two axes",
    unit: "km²",
    tolerance: Relative(1e-12),
};

const CELL: Method = Method {
    source: "PROJ 9.5.1, geodesic polygon of 128 pieces per edge",
    unit: "m²",
    tolerance: Relative(1e-7),
    ..EARTH
};

const PROJECTED: Method = Method { file: "raster/cell_area/projected.rs", ..CELL };

const FRACTION: Method = Method {
    file: "vector/coverage/mod.rs",
    source: "by hand: plane geometry",
    unit: "pixels",
    tolerance: Absolute(1e-12),
};

const UNITS: Method = Method {
    file: "units.rs",
    source: "44/12, molar masses as the IPCC takes them",
    unit: "t CO2",
    tolerance: Relative(1e-12),
};

const AMERICAN: Method =
    Method { source: "NIST Handbook 44, appendix C, with the international foot of 0.3048 m", unit: "ha", ..UNITS };

fn cells(crs: &str, [west, north, edge]: [f64; 3], rows: usize, columns: usize) -> Result<CellAreas> {
    let crs = Crs::from_definition(crs)?;
    CellAreas::ellipsoidal(&Grid { crs, west, north, pixel_width: edge, pixel_height: edge, rows, columns })
}

fn earth(crs: &str) -> Result<f64> {
    let areas = cells(crs, [-180.0, 90.0, 1.0], 180, 360)?;
    Ok((0..180).map(|row| areas.cell(row, 0) * 360.0).sum::<f64>() / 1e6)
}

/// What a polygon covers of the pixel in a row and column of a grid of 24 × 24.
fn covered(exterior: &[[f64; 2]], holes: &[&[[f64; 2]]], pixels: impl Fn(usize, usize) -> bool) -> f64 {
    let polygon = PixelPolygon { exterior: exterior.to_vec(), holes: holes.iter().map(|hole| hole.to_vec()).collect() };
    let coverage = Coverage::new(24, 24, &[vec![polygon]], CoverageRule::Exact);
    let mut sum = 0.0;
    for row in 0..24 {
        for part in coverage.set(0).parts(row, 0..24) {
            let share = part.shares().iter().find(|share| share.zone == 0).map_or(0.0, |share| share.weight);
            sum += share * part.columns.clone().filter(|column| pixels(row, *column)).count() as f64;
        }
    }
    sum
}

/// The long side falls from (0, 1) to (2, 0).
const TRIANGLE: [[f64; 2]; 3] = [[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]];
/// Twenty pixels long and at most a thousandth of a pixel wide.
const NEEDLE: [[f64; 2]; 3] = [[1.0, 1.5], [21.0, 1.5], [21.0, 1.501]];
/// A frame of a hundredth of a pixel inside one pixel and its neighbours.
const FRAME: [[f64; 2]; 4] = [[2.5, 2.5], [4.5, 2.5], [4.5, 4.5], [2.5, 4.5]];
const INNER: [[f64; 2]; 4] = [[2.51, 2.51], [4.49, 2.51], [4.49, 4.49], [2.51, 4.49]];

fn ring(corners: u32, radius: f64) -> Vec<[f64; 2]> {
    let point = |corner| {
        let (sin, cos) = (std::f64::consts::TAU * f64::from(corner) / f64::from(corners)).sin_cos();
        [12.0 + radius * cos, 12.0 + radius * sin]
    };
    (0..corners).map(point).collect()
}

pub(super) const CASES: &[Case] = &[
    EARTH.case("all cells of WGS 84", 510_065_621.724_088_43, || earth("EPSG:4326")),
    EARTH.case("all cells of CGCS2000", 510_065_621.718_491_26, || earth("EPSG:4490")),
    CELL.case("0.01° at 121° E, 30.5° N, WGS 84", 1_064_306.471_850_961_4, || {
        Ok(cells("EPSG:4326", [121.0, 30.5, 0.01], 300, 250)?.cell(0, 0))
    }),
    CELL.case("0.05° at 36.9° N, CGCS2000", 24_735_608.097_366_452, || {
        Ok(cells("EPSG:4490", [73.5, 53.5, 0.05], 1000, 1230)?.cell(332, 82))
    }),
    PROJECTED.case("100 m, CGCS2000 zone of 120° E, Ningbo", 9_993.291_822_848_507, || {
        Ok(cells("EPSG:4549", [580_000.0, 3_390_000.0, 100.0], 1900, 1700)?.cell(949, 849))
    }),
    PROJECTED.case("1 km, UTM zone 10, far from its meridian", 998_592.938_951_050_4, || {
        Ok(cells("EPSG:26910", [300_000.0, 5_400_000.0, 1000.0], 900, 500)?.cell(899, 499))
    }),
    FRACTION.case("triangle of 2 × 1, first pixel", 0.75, || {
        Ok(covered(&TRIANGLE, &[], |row, column| (row, column) == (0, 0)))
    }),
    FRACTION.case("triangle of 2 × 1, second pixel", 0.25, || {
        Ok(covered(&TRIANGLE, &[], |row, column| (row, column) == (0, 1)))
    }),
    FRACTION.case("needle of 20 × 0.001, tenth pixel", 9.5 * 0.001 / 20.0, || {
        Ok(covered(&NEEDLE, &[], |row, column| (row, column) == (1, 10)))
    }),
    FRACTION.case("frame 0.01 wide, corner pixel", 0.5 * 0.5 - 0.49 * 0.49, || {
        Ok(covered(&FRAME, &[&INNER], |row, column| (row, column) == (2, 2)))
    }),
    FRACTION.case("frame 0.01 wide, side pixel", 0.01, || {
        Ok(covered(&FRAME, &[&INNER], |row, column| (row, column) == (2, 3)))
    }),
    // n/2 · r² · sin(2π/n).
    FRACTION.case("polygon of 1000 corners, radius 10", 314.157_198_277_947_55, || {
        Ok(covered(&ring(1000, 10.0), &[], |_, _| true))
    }),
    UNITS.case("12 t C", 44.0, || Ok(TonnesC(12.0).to_carbon_dioxide().0)),
    AMERICAN.case("an acre", 0.404_685_642_24, || Ok(Acres(1.0).to_hectares().0)),
    Method { unit: "m³", ..AMERICAN }
        .case("a cubic foot", 0.028_316_846_592, || Ok(CubicFeet(1.0).to_cubic_metres().0)),
    Method { unit: "m³/ha", ..AMERICAN }.case("1000 cubic feet per acre", 28.316_846_592 / 0.404_685_642_24, || {
        Ok(CubicFeetPerAcre(1_000.0).to_cubic_metres_per_hectare().0)
    }),
];
