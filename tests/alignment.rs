use std::path::Path;

use tanhui::raster::{Alignment, Crs, Grid, LayerSource, RasterFile, Resampling, Window, is_nodata};

use crate::support::frames::{Frame, TestZone, gdalwarp, gdalwarp_with, pixels, rectangle, text, write_zones};
use crate::support::{Accounts, Workspace, project};

/// The grid of these tests: 64 × 50 pixels of 30 m, CGCS2000, near Ningbo.
const WEST: f64 = 640_000.0;
const NORTH: f64 = 3_330_000.0;
const NODATA: f64 = -9_999.0;

fn grid() -> Frame {
    Frame::north_up("EPSG:4549", WEST, NORTH, 30.0, 50, 64)
}

fn grid_of(frame: &Frame) -> Grid {
    let [west, pixel_width, _, north, _, height] = frame.geo_transform;
    let crs = Crs::from_definition(frame.crs).expect("a known CRS");
    Grid { crs, west, north, pixel_width, pixel_height: -height, rows: frame.rows, columns: frame.columns }
}

/// Five classes in patches of irregular size.
fn class(row: usize, column: usize) -> u8 {
    [1, 2, 5, 10, 40][(row / 3 * 7 + column / 4 * 5 + (row * column) % 11 / 8) % 5]
}

/// A rough quantity, with holes.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn stock(row: usize, column: usize) -> f32 {
    if (row * 31 + column * 17).is_multiple_of(23) { -9_999.0 } else { ((row * 37 + column * 101) % 251) as f32 * 0.7 }
}

/// A layer over a grid, as the program reads it: its pixels row by row.
fn layer(path: &Path, grid: &Grid, resampling: Resampling, nodata: f64) -> Vec<f64> {
    let file = RasterFile::inspect(path, 1, None).expect("a raster");
    let source = LayerSource::new("layer", file, grid, resampling, Some(nodata));
    assert!(source.is_resampled(), "the test wants a layer off the grid");
    let window = Window { row: 0, column: 0, rows: grid.rows, columns: grid.columns };
    let block = source.read(window).expect("readable");
    values(&block)
}

fn values(block: &tanhui::raster::Block) -> Vec<f64> {
    use tanhui::raster::Block;
    match block {
        Block::U8(pixels) => pixels.iter().map(|pixel| f64::from(*pixel)).collect(),
        Block::F32(pixels) => pixels.iter().map(|pixel| f64::from(*pixel)).collect(),
        // Means are taken in double precision; gdalwarp rounds them to that of the file.
        #[expect(clippy::cast_possible_truncation, reason = "meant")]
        Block::F64(pixels) => pixels.iter().map(|pixel| f64::from(*pixel as f32)).collect(),
        _ => panic!("the tests write bytes and single precision"),
    }
}

fn assert_same(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len());
    let differing = ours.iter().zip(theirs).filter(|(one, other)| one != other).count();
    assert_eq!(differing, 0, "{what}: {differing} of {} pixels differ", ours.len());
}

/// Frames off the grid: coarser, finer, shifted, in longitude and latitude, south-up and rotated.
fn frames_off_the_grid() -> Vec<(&'static str, Frame)> {
    let rotated = [WEST - 100.0, 25.0, 6.0, NORTH - 200.0, 5.0, -24.0];
    let south_up = [WEST - 60.0, 40.0, 0.0, NORTH - 1_800.0, 0.0, 40.0];
    vec![
        ("coarser", Frame::north_up("EPSG:4549", WEST - 70.0, NORTH + 90.0, 110.0, 20, 22)),
        ("finer", Frame::north_up("EPSG:4549", WEST - 4.0, NORTH + 3.0, 10.0, 160, 200)),
        ("half a pixel off", Frame::north_up("EPSG:4549", WEST - 15.0, NORTH + 15.0, 30.0, 52, 66)),
        ("longitude and latitude", Frame::north_up("EPSG:4326", 121.45, 30.09, 0.000_4, 60, 75)),
        ("CGCS2000 longitude and latitude", Frame::north_up("EPSG:4490", 121.45, 30.09, 0.000_35, 70, 90)),
        ("south-up", Frame { crs: "EPSG:4549", geo_transform: south_up, rows: 47, columns: 53 }),
        ("rotated", Frame { crs: "EPSG:4549", geo_transform: rotated, rows: 70, columns: 90 }),
    ]
}

#[test]
fn a_class_layer_off_the_grid_is_resampled_as_gdalwarp_does() {
    let workspace = Workspace::new();
    let path = workspace.path("layer.tif");
    for (name, frame) in frames_off_the_grid() {
        frame.write(&path, Some(255.0), &[], class);
        for (resampling, method) in [(Resampling::Nearest, "near"), (Resampling::Mode, "mode")] {
            let ours = layer(&path, &grid_of(&grid()), resampling, 255.0);
            assert_same(&ours, &gdalwarp(&workspace, &path, &grid(), method, 255.0), &format!("{name}, {method}"));
            let valid = ours.iter().filter(|code| **code != 255.0).count();
            assert!(valid > 2_000, "{name}: only {valid} pixels of the grid are covered");
        }
    }
}

#[test]
fn a_quantity_off_the_grid_is_resampled_as_gdalwarp_does() {
    let workspace = Workspace::new();
    let path = workspace.path("layer.tif");
    for (name, frame) in frames_off_the_grid() {
        frame.write(&path, Some(NODATA), &[], stock);
        for (resampling, method) in
            [(Resampling::Nearest, "near"), (Resampling::Average, "average"), (Resampling::Bilinear, "bilinear")]
        {
            let ours = layer(&path, &grid_of(&grid()), resampling, NODATA);
            // A pixel of the grid is 30 m; along the rotated rows and columns of the file it takes this many pixels. GDAL
            // would guess the scale from the bounding boxes of both, which is right only without rotation.
            let determinant: f64 = 25.0 * -24.0 - 6.0 * 5.0;
            let across = (30.0 / determinant * -24.0).hypot(30.0 / determinant * 6.0);
            let down = (30.0 / determinant * 5.0).hypot(30.0 / determinant * 25.0);
            let scale = [across, down].map(f64::recip);
            let scale = [format!("XSCALE={}", scale[0]), format!("YSCALE={}", scale[1])];
            let options: &[&str] =
                if name == "rotated" { &["-wo", scale[0].as_str(), "-wo", scale[1].as_str()] } else { &[] };
            let theirs = gdalwarp_with(&workspace, &path, &grid(), method, NODATA, options);
            assert_same(&ours, &theirs, &format!("{name}, {method}"));
        }
    }
}

#[test]
fn a_layer_read_in_blocks_is_the_layer_read_at_once() {
    // Blocks are warped one by one: a target pixel must not depend on where blocks are cut.
    let workspace = Workspace::new();
    let path = workspace.path("layer.tif");
    for (name, frame) in frames_off_the_grid() {
        frame.write(&path, Some(NODATA), &[], stock);
        for resampling in [Resampling::Nearest, Resampling::Average, Resampling::Bilinear] {
            let grid = grid_of(&grid());
            let whole = layer(&path, &grid, resampling, NODATA);
            let file = RasterFile::inspect(&path, 1, None).expect("a raster");
            let source = LayerSource::new("layer", file, &grid, resampling, Some(NODATA));
            for window in [
                Window { row: 0, column: 0, rows: 13, columns: 64 },
                Window { row: 13, column: 5, rows: 20, columns: 17 },
                Window { row: 49, column: 63, rows: 1, columns: 1 },
            ] {
                let part = values(&source.read(window).expect("readable"));
                let expected: Vec<f64> = (window.row..window.row + window.rows)
                    .flat_map(|row| (window.column..window.column + window.columns).map(move |column| (row, column)))
                    .map(|(row, column)| whole[row * 64 + column])
                    .collect();
                assert_same(&part, &expected, &format!("{name}, {resampling:?}, {window:?}"));
            }
        }
    }
}

#[test]
fn a_density_that_is_averaged_keeps_its_mean_and_a_constant_one_its_value() {
    let workspace = Workspace::new();
    let path = workspace.path("layer.tif");
    // 10 m pixels, three by three in each of the grid's, over exactly its extent.
    let fine = Frame::north_up("EPSG:4549", WEST, NORTH, 10.0, 150, 192);
    fine.write(&path, Some(NODATA), &[], |row, column| f32::from(class(row, column)));
    let coarse = layer(&path, &grid_of(&grid()), Resampling::Average, NODATA);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!((mean(&coarse) / mean(&pixels(&path)) - 1.0).abs() < 1e-6);

    for (name, frame) in frames_off_the_grid() {
        frame.write(&path, Some(NODATA), &[], |_, _| 80.0_f32);
        for resampling in [Resampling::Average, Resampling::Bilinear] {
            let found = layer(&path, &grid_of(&grid()), resampling, NODATA);
            let wrong = found.iter().filter(|value| !is_nodata(**value, Some(NODATA)) && **value != 80.0).count();
            assert_eq!(wrong, 0, "{name}, {resampling:?}");
        }
    }
}

#[test]
fn a_nodata_value_stated_in_the_pipeline_holds_for_resampled_layers_as_well() {
    let workspace = Workspace::new();
    let path = workspace.path("layer.tif");
    let fine = Frame::north_up("EPSG:4549", WEST, NORTH, 10.0, 150, 192);
    // The file declares 0, but the holes hold 250; a 0 is a density like any other.
    let value = |row: usize, column: usize| match (row % 3, column % 3) {
        (0, 0) => 250_u8,
        (1, _) => 0,
        _ => 60,
    };
    fine.write(&path, Some(0.0), &[], value);
    let found = layer(&path, &grid_of(&grid()), Resampling::Average, 250.0);
    let differing = |expected: f64| found.iter().filter(|value| **value != expected).count();
    // In each pixel of the grid: 1 hole, 3 zeros, 5 times 60.
    let expected = (3.0 * 0.0 + 5.0 * 60.0_f64) / 8.0;
    // Half a unit, although the file holds bytes.
    assert_eq!((expected, differing(expected)), (37.5, 0), "{}", found[0]);
}

#[test]
fn pixels_that_a_layer_does_not_reach_are_nodata_whether_resampled_or_not() {
    let workspace = Workspace::new();
    let path = workspace.path("layer.tif");
    // 10 pixels too far east, 5 too far south.
    let shifted = Frame::north_up("EPSG:4549", WEST + 300.0, NORTH - 150.0, 30.0, 50, 64);
    shifted.write(&path, Some(255.0), &[], class);
    let grid = grid_of(&grid());
    let file = RasterFile::inspect(&path, 1, None).expect("a raster");
    assert_eq!(file.alignment(&grid), Alignment::Same { row: -5, column: -10 });
    let source = LayerSource::new("layer", file, &grid, Resampling::Nearest, Some(255.0));
    let window = Window { row: 0, column: 0, rows: 50, columns: 64 };
    let ours = values(&source.read(window).expect("readable"));
    assert_same(&ours, &gdalwarp(&workspace, &path, &self::grid(), "near", 255.0), "aligned");
    assert_eq!(ours.iter().filter(|code| **code == 255.0).count(), 50 * 64 - (50 - 5) * (64 - 10));
    let corner = Window { row: 0, column: 0, rows: 5, columns: 64 };
    assert!(values(&source.read(corner).expect("readable")).iter().all(|code| *code == 255.0));

    // Resampled, and 1000 m too far east: a whole window is beyond the file, in either CRS.
    for frame in [
        Frame::north_up("EPSG:4549", WEST + 1_000.0, NORTH, 40.0, 40, 40),
        Frame::north_up("EPSG:4490", 121.47, 30.09, 0.000_35, 70, 60),
    ] {
        frame.write(&path, Some(255.0), &[], class);
        let file = RasterFile::inspect(&path, 1, None).expect("a raster");
        let source = LayerSource::new("layer", file, &grid, Resampling::Mode, Some(255.0));
        for (columns, expected) in [(0..25, 0), (60..64, 4 * 50)] {
            let window = Window { row: 0, column: columns.start, rows: 50, columns: columns.len() };
            let codes = values(&source.read(window).expect("readable"));
            assert_eq!(codes.iter().filter(|code| **code != 255.0).count(), expected, "{}, {columns:?}", frame.crs);
        }
    }
}

/// A pipeline with the given grid over one class layer and one zone set.
fn account(workspace: &Workspace, grid: &str, layer: &str) -> Accounts {
    let pipeline = format!(
        r#"name = "alignment"
[grid]
{grid}
[layers.land]
path = "land.tif"
kind = "class"
scheme = "tanhui"
year = 2020
{layer}
[zones.counties]
path = "zones.geojson"
id = "id"
name = "name"
[methods.land_area]
layers = ["land"]
"#
    );
    std::fs::write(workspace.path("pipeline.toml"), pipeline).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out", "--overwrite"]);
    Accounts::read(&workspace.path("out"))
}

#[test]
fn a_grid_can_be_that_of_a_layer_or_a_crop_of_it_or_of_zones_or_given_and_the_zones_have_the_same_account() {
    let workspace = Workspace::new();
    grid().write(&workspace.path("land.tif"), Some(255.0), &[], class);
    let zone = |id, name, offset: f64| TestZone {
        id,
        name,
        polygons: vec![vec![rectangle(WEST + offset, NORTH - 1_200.0, WEST + offset + 310.0, NORTH - 333.0)]],
    };
    write_zones(
        &workspace.path("zones.geojson"),
        4549,
        &[zone("330282", "慈溪市", 312.5), zone("330281", "余姚市", 811.0)],
    );
    let classes = ["arbor_forest", "bamboo_forest", "other_woodland", "paddy", "river"];
    let areas = |grid: &str| -> Vec<f64> {
        let accounts = account(&workspace, grid, "");
        ["330281", "330282", "*"]
            .into_iter()
            .flat_map(|zone| classes.map(|class| (zone, class)))
            .map(|(zone, class)| {
                let wanted = [("zone", zone), ("category", class), ("year", "2020"), ("quantity", "area")];
                accounts.value_or_zero(&wanted)
            })
            .collect()
    };
    let expected = areas("from_layer = \"land\"");
    assert!(expected.iter().sum::<f64>() > 2.0 * 2.0 * 31.0 * 86.7 / 100.0 * 0.99, "{expected:?}");
    let crs = "crs = \"EPSG:4549\"\nresolution = 30.0";
    let origin = format!("origin = [{WEST:?}, {NORTH:?}]");
    for grid in [
        // A crop to whole pixels around the zones.
        format!(
            "from_layer = \"land\"\nextent = [{:?}, {:?}, {:?}, {:?}]",
            WEST + 301.0,
            NORTH - 1_222.0,
            WEST + 1_122.0,
            NORTH - 325.0
        ),
        format!("from_zones = \"counties\"\n{crs}\n{origin}"),
        format!(
            "{crs}\n{origin}\nextent = [{:?}, {:?}, {:?}, {:?}]",
            WEST + 270.0,
            NORTH - 1_500.0,
            WEST + 1_500.0,
            NORTH - 300.0
        ),
    ] {
        for (found, expected) in areas(&grid).iter().zip(&expected) {
            // Another grid of the same pixels: cell areas are interpolated from other nodes, good to 1e-7.
            assert!((found - expected).abs() <= 1e-7 * expected, "{grid}: {found}, expected {expected}");
        }
    }
}

#[test]
fn a_layer_of_longitude_and_latitude_gives_the_class_areas_that_gdalwarp_counts() {
    let workspace = Workspace::new();
    let land = workspace.path("land.tif");
    Frame::north_up("EPSG:4326", 121.45, 30.09, 0.000_4, 60, 75).write(&land, Some(255.0), &[], class);
    let extent = rectangle(WEST, NORTH - 1_500.0, WEST + 1_920.0, NORTH);
    let zone = TestZone { id: "all", name: "全部", polygons: vec![vec![extent]] };
    write_zones(&workspace.path("zones.geojson"), 4549, &[zone]);
    let accounts = account(
        &workspace,
        "from_zones = \"counties\"\nresolution = 30.0\narea = \"planar\"\norigin = [640000.0, 3330000.0]",
        "resampling = \"mode\"",
    );
    let theirs = gdalwarp(&workspace, &land, &grid(), "mode", 255.0);
    for (code, class) in [
        (1.0, "arbor_forest"),
        (2.0, "bamboo_forest"),
        (5.0, "other_woodland"),
        (10.0, "paddy"),
        (40.0, "river"),
        (255.0, "nodata"),
    ] {
        let wanted = [("zone", "all"), ("category", class), ("year", "2020"), ("quantity", "area")];
        let method = [("method", "land_area, planar area")];
        let count = theirs.iter().filter(|found| **found == code).count();
        let area = accounts.value_or_zero(&[&wanted[..], &method[..]].concat());
        // A pixel of 30 m is 0.09 ha.
        assert!((area - count as f64 * 0.09).abs() < 1e-9, "{class}: {area} ha, {count} pixels");
    }
}

#[test]
fn the_modis_sample_is_read_on_the_crs_it_is_assumed_to_have() {
    let workspace = Workspace::new();
    let sample = project().join("sample-rasters/modis_landcover_2019_ningbo.tif");
    let pipeline = |crs: &str| {
        format!(
            "name = \"modis\"\n[grid]\nfrom_layer = \"land\"\n[layers.land]\npath = \"{}\"\nkind = \"class\"\n\
             scheme = \"igbp\"\nyear = 2019\n{crs}\n[methods.land_area]\nlayers = [\"land\"]\n",
            text(&sample)
        )
    };
    std::fs::write(workspace.path("unnamed.toml"), pipeline("")).expect("writable");
    let refused = workspace.run(&["run", "unnamed.toml", "--out", "unnamed"]);
    assert_eq!(refused.code, 65, "{}", refused.stderr);
    assert!(refused.stderr.contains("assume_crs"), "{}", refused.stderr);

    std::fs::write(workspace.path("assumed.toml"), pipeline("assume_crs = \"EPSG:4326\"")).expect("writable");
    workspace.succeed(&["run", "assumed.toml", "--out", "out"]);
    let accounts = Accounts::read(&workspace.path("out"));
    let water = accounts.value(&[("zone", "*"), ("category", "water"), ("quantity", "area"), ("year", "2019")]);
    let zone = accounts.value(&[("zone", "*"), ("category", "zone"), ("quantity", "area")]);
    let codes = pixels(&sample);
    let count = codes.iter().filter(|code| **code == 0.0).count();
    // Cells differ by the cosine of the latitude, 28.85° to 30.45° north: about one part in a hundred.
    assert!((water / zone / (count as f64 / codes.len() as f64) - 1.0).abs() < 0.02, "{water} of {zone}, {count}");
}

#[test]
fn a_nodata_value_that_pixels_cannot_hold_is_an_error_and_never_makes_class_0() {
    let workspace = Workspace::new();
    Frame::north_up("EPSG:4549", WEST, NORTH, 30.0, 20, 20).write(
        &workspace.path("land.tif"),
        Some(NODATA),
        &[],
        class,
    );
    let outside = TestZone {
        id: "330282",
        name: "慈溪市",
        polygons: vec![vec![rectangle(WEST + 300.0, NORTH - 900.0, WEST + 900.0, NORTH - 300.0)]],
    };
    write_zones(&workspace.path("zones.geojson"), 4549, &[outside]);
    let grid = "from_zones = \"counties\"\nresolution = 30.0\norigin = [640000.0, 3330000.0]\narea = \"planar\"";
    let pipeline = |nodata: &str| {
        format!(
            "name = \"nodata\"\n[grid]\n{grid}\n[layers.land]\npath = \"land.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\n\
             year = 2020\n{nodata}\n[zones.counties]\npath = \"zones.geojson\"\nid = \"id\"\n\
             [methods.land_area]\nlayers = [\"land\"]\n"
        )
    };
    for (file, nodata, message) in [
        ("declared.toml", "", "has the nodata value -9999, which its pixels, unsigned 8-bit integers, cannot hold"),
        ("uncovered.toml", "no_nodata = true", "does not cover the whole grid and has no nodata value"),
    ] {
        std::fs::write(workspace.path(file), pipeline(nodata)).expect("writable");
        let refused = workspace.run(&["run", file, "--out", "refused"]);
        assert_eq!(refused.code, 65, "{}", refused.stderr);
        assert!(refused.stderr.contains(message), "{}", refused.stderr);
    }
    std::fs::write(workspace.path("stated.toml"), pipeline("nodata = 255")).expect("writable");
    workspace.succeed(&["run", "stated.toml", "--out", "out"]);
    let wanted = [("zone", "*"), ("category", "nodata"), ("method", "planar area")];
    let nodata = Accounts::read(&workspace.path("out")).value(&wanted);
    // The zone has 20 × 20 pixels of 0.09 ha; the layer reaches over 10 × 10 of them.
    assert!((nodata - (20.0 * 20.0 - 10.0 * 10.0) * 0.09).abs() < 1e-9, "{nodata}");
}
