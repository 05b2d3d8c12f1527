use serde::Deserialize;
use tanhui::raster::{BlockGrid, CellAreas, Crs, Grid, LayerSource, RasterFile, Resampling};
use tanhui::strata::{Dimension, Pass, Quantity, ZoneNames, read_strata, stratify};
use tanhui::vector::{Coverage, CoverageRule, PixelPolygon, PixelZone};

use crate::support::Workspace;
use crate::support::frames::{Frame, Silent, TestZone, write_zones};

const NODATA: f64 = -9_999.0;
const WEST: f64 = 640_000.0;
const NORTH: f64 = 3_330_000.0;
const PIXEL: f64 = 30.0;

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
    exactextract: Figures,
    exact: Figures,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Figures {
    /// Σ coverage where the quantity has data.
    valid: f64,
    /// Σ coverage · x.
    sum: f64,
    /// Σ coverage of classes 1 to 4.
    classes: [f64; 4],
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/zonal_sums.json")).expect("the reference is valid JSON")
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn value(row: usize, column: usize) -> f32 {
    if (31 * row + 17 * column).is_multiple_of(23) {
        -9_999.0
    } else {
        ((37 * row + 101 * column) % 251) as f32 * 0.375
    }
}

fn class(row: usize, column: usize) -> u8 {
    u8::try_from((row / 3 * 7 + column / 4 * 5) % 4 + 1).expect("1 to 4")
}

fn frame(reference: &Reference) -> Frame {
    Frame::north_up("EPSG:4549", WEST, NORTH, PIXEL, reference.rows, reference.columns)
}

/// exactextract's coverage is single precision: each boundary pixel may be off by its last digit. No zone of the reference
/// touches more than 400 pixels with its boundary, and values stay below 94.
const SINGLE: f64 = 400.0 * f32::EPSILON as f64;

fn assert_close(found: f64, expected: f64, slack: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs() + slack, "{what}: {found}, expected {expected}");
}

#[test]
fn sums_over_awkward_zones_are_those_of_exactextract_and_of_shapely() {
    let reference = reference();
    let workspace = Workspace::new();
    let frame = frame(&reference);
    frame.write(&workspace.path("land.tif"), Some(255.0), &[], class);
    frame.write(&workspace.path("stock.tif"), Some(NODATA), &[], value);
    let grid = Grid {
        crs: Crs::from_definition("EPSG:4549").expect("a known CRS"),
        west: WEST,
        north: NORTH,
        pixel_width: PIXEL,
        pixel_height: PIXEL,
        rows: reference.rows,
        columns: reference.columns,
    };
    let layer = |name: &str| {
        let file = RasterFile::inspect(&workspace.path(&format!("{name}.tif")), 1, None).expect("a raster");
        let nodata = file.nodata;
        LayerSource::new(name, file, &grid, Resampling::Nearest, nodata)
    };
    let (land, stock) = (layer("land"), layer("stock"));
    let areas = CellAreas::planar(&grid);
    for zone in &reference.zones {
        let outline: PixelZone = zone
            .polygons
            .iter()
            .map(|rings| PixelPolygon { exterior: rings[0].clone(), holes: rings[1..].to_vec() })
            .collect();
        let coverage = Coverage::new(grid.rows, grid.columns, &[outline], CoverageRule::Exact);
        let pass = Pass {
            grid: &grid,
            areas: &areas,
            classes: vec![(Dimension { layer: "land".into(), year: None }, &land)],
            quantities: vec![(Quantity { layer: "stock".into(), year: None, unit: "m³/ha".into() }, &stock)],
            zone_sets: vec![ZoneNames { set: "zones".into(), ids: vec![zone.name.clone()] }],
            coverage: &coverage,
        };
        let strata = stratify(&pass, 0..BlockGrid::new(&grid).count(), &Silent).expect("readable");
        let mut found = Figures::default();
        for stratum in strata.finish(&pass).expect("all blocks").strata.iter().filter(|stratum| stratum.zone == 0) {
            let code = stratum.codes[0].expect("every pixel has a class");
            found.classes[usize::try_from(code - 1).expect("1 to 4")] += stratum.coverage;
            // On the planar measure an area is the coverage times that of a pixel.
            found.valid += stratum.quantities[0].area / (PIXEL * PIXEL);
            found.sum += stratum.quantities[0].sum / (PIXEL * PIXEL);
        }
        for (expected, slack) in [(&zone.exact, 0.0), (&zone.exactextract, SINGLE)] {
            assert_close(found.valid, expected.valid, slack, &format!("{}, coverage with data", zone.name));
            assert_close(found.sum, expected.sum, slack * 94.0, &format!("{}, sum", zone.name));
            for (code, (found, expected)) in found.classes.iter().zip(expected.classes).enumerate() {
                assert_close(*found, expected, slack, &format!("{}, class {}", zone.name, code + 1));
            }
        }
    }
}

#[test]
fn the_programs_strata_hold_the_coverage_of_every_class_that_the_other_tools_find() {
    let reference = reference();
    let workspace = Workspace::new();
    frame(&reference).write(&workspace.path("land.tif"), Some(255.0), &[], class);
    let to_crs = |[column, row]: [f64; 2]| [WEST + column * PIXEL, NORTH - row * PIXEL];
    let zones: Vec<TestZone<'_>> = reference
        .zones
        .iter()
        .map(|zone| {
            let ring = |ring: &Vec<[f64; 2]>| ring.iter().chain(&ring[..1]).copied().map(to_crs).collect();
            let polygons = zone.polygons.iter().map(|rings| rings.iter().map(ring).collect()).collect();
            TestZone { id: &zone.name, name: &zone.name, polygons }
        })
        .collect();
    write_zones(&workspace.path("zones.geojson"), 4549, &zones);
    let pipeline = r#"name = "reference"
[grid]
from_layer = "land"
[layers.land]
path = "land.tif"
kind = "class"
scheme = "tanhui"
year = 2020
[zones.awkward]
path = "zones.geojson"
id = "id"
overlaps = "allow"
[methods.land_area]
layers = ["land"]
"#;
    std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    let bytes = std::fs::read(workspace.path("out/strata.parquet")).expect("strata");
    let table = read_strata(bytes).expect("what the program wrote").0;
    for zone in &reference.zones {
        let index = table.zone_sets[0].index(&zone.name).expect("a zone of the set");
        for (code, expected) in (1..).zip(zone.exact.classes) {
            let of_class = table.strata.iter().find(|s| s.zone == index && s.codes == [Some(code)]);
            let coverage = of_class.map_or(0.0, |stratum| stratum.coverage);
            // A coordinate of 3,330,000 m is known to 5e-10 m, a share of a pixel of 30 m to about 1e-11 per boundary pixel.
            assert_close(coverage, expected, 1e-9, &format!("{}, class {code}", zone.name));
        }
    }
}

#[derive(Deserialize)]
struct CellReference {
    grids: Vec<CellGrid>,
}

#[derive(Deserialize)]
struct CellGrid {
    crs: String,
    west: f64,
    north: f64,
    edge: f64,
    rows: usize,
    columns: usize,
    /// Row, column, area in m².
    cells: Vec<(usize, usize, f64)>,
}

#[test]
fn cell_areas_are_those_of_geodesic_polygons_with_densified_edges() {
    let reference: CellReference =
        serde_json::from_str(include_str!("reference/cell_areas.json")).expect("the reference is valid JSON");
    for CellGrid { crs, west, north, edge, rows, columns, cells } in reference.grids {
        let grid = Grid {
            crs: Crs::from_definition(&crs).expect("a known CRS"),
            west,
            north,
            pixel_width: edge,
            pixel_height: edge,
            rows,
            columns,
        };
        let areas = CellAreas::ellipsoidal(&grid).expect("inside the area of the CRS");
        for (row, column, expected) in cells {
            let found = areas.cell(row, column);
            let difference = found / expected - 1.0;
            assert!(difference.abs() < 1e-7, "{crs}, {edge}, ({row}, {column}): {found}, off by {difference:e}");
        }
    }
}
