use std::path::Path;

use tanhui::raster::{BlockGrid, CellAreas, Crs, Grid, LayerSource, RasterFile, Resampling};
use tanhui::strata::{
    Dimension, PartialStrata, Pass, Quantity, ZoneNames, on_threads, read_strata, stratify, write_strata,
};
use tanhui::vector::{Coverage, CoverageRule, OutlinedSet, PixelPolygon, PixelZone};

use crate::support::frames::{Frame, Silent, TestZone, write_zones};
use crate::support::{Outcome, Workspace};

/// 1100 × 530 pixels of 30 m: three by two blocks, those in the east and south cut short.
const ROWS: usize = 530;
const COLUMNS: usize = 1_100;
const WEST: f64 = 600_000.0;
const NORTH: f64 = 3_340_000.0;
const PIXEL: f64 = 30.0;

fn frame() -> Frame {
    Frame::north_up("EPSG:4549", WEST, NORTH, PIXEL, ROWS, COLUMNS)
}

/// A number that looks random, from a place and a salt.
fn speckle(row: usize, column: usize, salt: u64) -> u64 {
    let mut x = (row as u64) << 32 | column as u64 ^ salt << 17;
    for factor in [0xff51_afd7_ed55_8ccd_u64, 0xc4ce_b9fe_1a85_ec53] {
        x = (x ^ x >> 33).wrapping_mul(factor);
    }
    x ^ x >> 33
}

/// Runs of seven pixels, sprinkled with others; some without data.
fn class(row: usize, column: usize, salt: u64) -> u8 {
    let codes = [1, 1, 1, 2, 5, 10, 30, 255];
    let run = if speckle(row, column, salt).is_multiple_of(4) { column } else { column / 7 };
    codes[usize::try_from(speckle(row / 5, run, salt) % 8).expect("small")]
}

fn stock(row: usize, column: usize) -> f32 {
    let noise = speckle(row, column, 3);
    if noise.is_multiple_of(13) { -9_999.0 } else { (noise % 100_003) as f32 * 1.37e-3 }
}

/// Ten stars in pixel coordinates, some overlapping, some reaching beyond the grid.
fn stars() -> Vec<Vec<[f64; 2]>> {
    let share = |of: usize, salt| speckle(of, 7, salt) as f64 / u64::MAX as f64;
    (0..10)
        .map(|star| {
            let (column, row) = (share(star, 11) * COLUMNS as f64, share(star, 12) * ROWS as f64);
            let vertices = 5 + star * 9;
            (0..vertices)
                .map(|vertex| {
                    let angle = std::f64::consts::TAU * vertex as f64 / vertices as f64;
                    let radius = 60.0 + 240.0 * share(star * 1_000 + vertex, 13);
                    [column + radius * angle.cos(), row + radius * angle.sin()]
                })
                .collect()
        })
        .collect()
}

fn write_layers(workspace: &Workspace, suffix: &str, options: &[&str]) {
    let path = |name: &str| workspace.path(&format!("{name}{suffix}.tif"));
    frame().write(&path("land_2000"), Some(255.0), options, |row, column| class(row, column, 1));
    frame().write(&path("land_2020"), Some(255.0), options, |row, column| class(row, column, 2));
    frame().write(&path("stock"), Some(-9_999.0), options, stock);
}

/// What a pass borrows.
struct Scene {
    grid: Grid,
    areas: CellAreas,
    layers: Vec<LayerSource>,
    coverage: Coverage,
}

impl Scene {
    fn new(workspace: &Workspace) -> Self {
        let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
        let grid = Grid {
            crs,
            west: WEST,
            north: NORTH,
            pixel_width: PIXEL,
            pixel_height: PIXEL,
            rows: ROWS,
            columns: COLUMNS,
        };
        let layer = |name: &str| {
            let file = RasterFile::inspect(&workspace.path(&format!("{name}.tif")), 1, None).expect("a raster");
            let nodata = file.nodata;
            LayerSource::new(name, file, &grid, Resampling::Nearest, nodata)
        };
        let layers = ["land_2000", "land_2020", "stock"].map(layer).into();
        let zones: Vec<PixelZone> =
            stars().into_iter().map(|exterior| vec![PixelPolygon { exterior, holes: Vec::new() }]).collect();
        let sets = [CoverageRule::Exact, CoverageRule::Center].map(|rule| OutlinedSet { zones: &zones, rule });
        let coverage = Coverage::of_sets(ROWS, COLUMNS, &sets);
        let areas = CellAreas::ellipsoidal(&grid).expect("inside the zone of the CRS");
        Self { grid, areas, layers, coverage }
    }

    fn pass(&self) -> Pass<'_> {
        let ids: Vec<String> = (0..10).map(|zone| format!("zone_{zone}")).collect();
        let names = |set: &str| ZoneNames { set: set.to_owned(), ids: ids.clone() };
        let dimension = |layer: &LayerSource| Dimension { layer: layer.name().to_owned(), year: None };
        let stock = &self.layers[2];
        Pass {
            grid: &self.grid,
            areas: &self.areas,
            classes: self.layers[..2].iter().map(|layer| (dimension(layer), layer)).collect(),
            quantities: vec![(Quantity { layer: "stock".into(), year: None, unit: "m³/ha".into() }, stock)],
            zone_sets: vec![names("exact"), names("center")],
            coverage: &self.coverage,
        }
    }
}

#[test]
fn strata_are_equal_for_any_cut_of_the_blocks_merged_in_any_order_on_any_number_of_threads() {
    let workspace = Workspace::new();
    write_layers(&workspace, "", &["TILED=YES"]);
    let scene = Scene::new(&workspace);
    let pass = scene.pass();
    let blocks = BlockGrid::new(&scene.grid).count();
    assert_eq!(blocks, 3 * 2);
    let part = |range: std::ops::Range<usize>| stratify(&pass, range, &Silent).expect("a part");
    // As bytes, because a stratum without data of the quantity has NaN for its extremes.
    let finish = |strata: PartialStrata| {
        let table = strata.finish(&pass).expect("all blocks are in");
        write_strata(&table, "").expect("a table")
    };

    let expected = on_threads(Some(1), || finish(part(0..blocks))).expect("a pool");
    let strata = read_strata(expected.clone()).expect("just written").0.strata.len();
    assert!(strata > 500, "{strata} strata");
    for threads in [2, 8] {
        let found = on_threads(Some(threads), || finish(part(0..blocks))).expect("a pool");
        assert!(found == expected, "{threads} threads");
    }
    let single: Vec<PartialStrata> = (0..blocks).map(|block| part(block..block + 1)).collect();
    for order in 0..20 {
        let mut rest = single.clone();
        while rest.len() > 1 {
            let mut take = || {
                let any = usize::try_from(speckle(rest.len(), order, 5)).expect("64 bits");
                rest.swap_remove(any % rest.len())
            };
            let (one, other) = (take(), take());
            rest.push(one.merge(other).expect("small sums"));
        }
        assert!(finish(rest.remove(0)) == expected, "order {order}");
    }
    for cut in [1, 4, 5] {
        let parts = part(cut..blocks).merge(part(0..cut)).expect("small sums");
        assert!(finish(parts) == expected, "cut at block {cut}");
    }
}

#[test]
fn a_shard_that_is_missing_or_counted_twice_fails() {
    let workspace = Workspace::new();
    write_layers(&workspace, "", &["TILED=YES"]);
    let scene = Scene::new(&workspace);
    let pass = scene.pass();
    let part = |range| stratify(&pass, range, &Silent).expect("a part");
    assert!(part(0..5).finish(&pass).is_err());
    let twice = part(0..6).merge(part(3..4)).expect("small sums");
    assert!(twice.finish(&pass).is_err());
}

/// A pipeline over the copies of the layers with the given suffix.
fn pipeline(suffix: &str, maps: &str) -> String {
    let layer = |name: &str, of: &str| format!("[layers.{name}]\npath = \"{name}{suffix}.tif\"\n{of}\n");
    [
        "name = \"determinism\"\n[grid]\nfrom_layer = \"land_2000\"\n",
        &layer("land_2000", "kind = \"class\"\nscheme = \"tanhui\"\nyear = 2000"),
        &layer("land_2020", "kind = \"class\"\nscheme = \"tanhui\"\nyear = 2020"),
        &layer("stock", "kind = \"quantity\"\nunit = \"m³/ha\"\nyear = 2020"),
        r#"[zones.stars]
path = "zones.geojson"
id = "id"
overlaps = "allow"
[zones.centres]
path = "zones.geojson"
id = "id"
overlaps = "allow"
coverage = "center"
[methods.land_area]
layers = ["land_2000", "land_2020"]
[methods.carbon_density]
layers = ["land_2000", "land_2020"]
exclude = ["built"]
table = { path = "density.csv", class = "code", pools = { above_ground_biomass = "above" }, unit = "t C/ha", source = "made up", evidence = "derived" }
[methods.growing_stock]
layer = "stock"
land = "land_2020"
classes = ["arbor_forest"]
[outputs]
"#,
        maps,
    ]
    .concat()
}

/// The account and every map, by name; and the strata without the hash of what they were made from.
struct Outputs {
    files: Vec<(String, Vec<u8>)>,
    parquet: Vec<u8>,
    strata: Vec<u8>,
}

/// Runs the pipeline with a cache of its own.
fn run(workspace: &Workspace, suffix: &str, threads: &str, maps: &str) -> Outputs {
    let out = format!("out{suffix}_{threads}");
    std::fs::write(workspace.path("pipeline.toml"), pipeline(suffix, maps)).expect("writable");
    let mut command = workspace.command(&["run", "pipeline.toml", "--out", &out, "--threads", threads]);
    let cache = workspace.path(&format!("cache_of_{out}"));
    let outcome = Outcome::of(&command.env("TANHUI_CACHE", &cache).output().expect("the program starts"));
    assert_eq!(outcome.code, 0, "{}\n{}", outcome.stdout, outcome.stderr);
    let out = workspace.path(&out);
    let mut files = vec![("accounts.csv".to_owned(), read(&out.join("accounts.csv")))];
    for entry in out.join("maps").read_dir().expect("maps") {
        let path = entry.expect("a map").path();
        files.push((path.file_name().expect("a name").to_string_lossy().into_owned(), read(&path)));
    }
    files.extend(std::fs::read(out.join("report/page.html")).ok().map(|page| ("page.html".to_owned(), page)));
    files.sort();
    let parquet = read(&out.join("strata.parquet"));
    let table = read_strata(parquet.clone()).expect("strata").0;
    Outputs { files, strata: write_strata(&table, "").expect("strata"), parquet }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn assert_same_files(one: &Outputs, other: &Outputs, what: &str) {
    assert_eq!(one.files.len(), other.files.len(), "{what}");
    for ((name, one), (other_name, other)) in one.files.iter().zip(&other.files) {
        assert_eq!(name, other_name, "{what}");
        assert!(one == other, "{name} differs: {what}");
    }
}

#[test]
fn threads_and_the_tiling_of_the_input_do_not_change_a_byte() {
    let workspace = Workspace::new();
    let zones: Vec<(String, Vec<[f64; 2]>)> = stars()
        .into_iter()
        .enumerate()
        .map(|(star, ring)| {
            let mut ring: Vec<_> = ring.iter().map(|[c, r]| [WEST + c * PIXEL, NORTH - r * PIXEL]).collect();
            ring.push(ring[0]);
            (format!("zone_{star}"), ring)
        })
        .collect();
    let zones: Vec<_> =
        zones.iter().map(|(id, ring)| TestZone { id, name: id, polygons: vec![vec![ring.clone()]] }).collect();
    write_zones(&workspace.path("zones.geojson"), 4549, &zones);
    std::fs::write(workspace.path("density.csv"), "code,above\n1,28.717\n2,20.25\n5,9.125\n10,2\n").expect("writable");
    write_layers(&workspace, "", &["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512"]);

    let maps = "maps = [\"land_class\", \"carbon_density\", \"carbon_change\"]\npage = true";
    let expected = run(&workspace, "", "1", maps);
    let names: Vec<&str> = expected.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "accounts.csv",
            "carbon_change_2000_2020.qml",
            "carbon_change_2000_2020.tif",
            "carbon_density_2000.qml",
            "carbon_density_2000.tif",
            "carbon_density_2020.qml",
            "carbon_density_2020.tif",
            "land_class_2000.clr",
            "land_class_2000.qml",
            "land_class_2000.tif",
            "land_class_2000.tif.aux.xml",
            "land_class_2020.clr",
            "land_class_2020.qml",
            "land_class_2020.tif",
            "land_class_2020.tif.aux.xml",
            "page.html",
        ]
    );
    for threads in ["2", "8"] {
        let found = run(&workspace, "", threads, maps);
        assert_same_files(&found, &expected, &format!("{threads} threads"));
        assert!(found.parquet == expected.parquet, "strata.parquet differs: {threads} threads");
    }
    for (suffix, options) in [
        ("_striped", &["COMPRESS=DEFLATE"][..]),
        ("_odd", &["TILED=YES", "BLOCKXSIZE=48", "BLOCKYSIZE=80", "COMPRESS=LZW"]),
    ] {
        write_layers(&workspace, suffix, options);
        let found = run(&workspace, suffix, "2", "maps = [\"carbon_change\"]");
        for (name, bytes) in &found.files {
            let same = expected.files.iter().any(|expected| (&expected.0, &expected.1) == (name, bytes));
            assert!(same, "{name} differs: {suffix}");
        }
        assert!(found.strata == expected.strata, "the strata differ: {suffix}");
    }
}
