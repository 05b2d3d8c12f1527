use insta::assert_snapshot;

use crate::support::rasters::{NINGBO, Raster, empty, rectangle, zones};
use crate::support::scene::Scene;

fn land(raster: &Raster<u8>) -> Scene {
    Scene::new().raster("land.tif", raster)
}

fn classes() -> Raster<u8> {
    Raster::of([1_u8, 1, 2, 2].repeat(4))
}

/// The scene with a second class layer, which does not give the grid.
fn second(raster: &Raster<u8>, keys: &str) -> Scene {
    Scene::new().raster("second.tif", raster).append(&format!(
        "\n[layers.second]\npath = \"second.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = 2021\n{keys}\n"
    ))
}

/// The scene with a quantity that does not give the grid.
fn quantity(geo_transform: [f64; 6], keys: &str) -> Scene {
    let raster = Raster { geo_transform, nodata: Some(-1.0), ..Raster::of([50.0_f32; 16]) };
    Scene::new()
        .raster("volume.tif", &raster)
        .append(&format!("\n[layers.volume]\npath = \"volume.tif\"\nkind = \"quantity\"\nunit = \"m³/ha\"\n{keys}\n"))
}

#[test]
fn a_layer_without_a_crs_is_refused() {
    assert_snapshot!(land(&Raster { crs: None, ..classes() }).refused(65), @r#"
    error: layer `land` has no CRS
      in pipeline.toml, line 7

    hint: name it with `assume_crs`, for instance `assume_crs = "EPSG:4490"`
    "#);
}

#[test]
fn a_layer_without_a_georeference_is_refused() {
    assert_snapshot!(land(&Raster { geo_transform: [0.0, 1.0, 0.0, 0.0, 0.0, 1.0], ..classes() }).refused(65), @r"
    error: `land.tif` is not north-up: it cannot give the grid
      in pipeline.toml, line 3

    hint: take the grid from another layer, or write `crs`, `resolution` and `extent` in `[grid]`
    ");
}

#[test]
fn a_crs_with_an_unknown_datum_is_refused_until_it_is_named() {
    let modis = r#"GEOGCS["unnamed",DATUM["Unknown_based_on_Clarke_1866_ellipsoid",SPHEROID["Clarke 1866",6378206.4,294.978698213898]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#;
    let scene = land(&Raster { crs: Some(modis), ..classes() });
    assert_snapshot!(scene.refused(65), @r#"
    error: layer `land` has the CRS `unnamed`, whose datum is unknown
      in pipeline.toml, line 7

    hint: name it with `assume_crs`, for instance `assume_crs = "EPSG:4490"`
    "#);
    scene.in_table("layers.land", "assume_crs = \"EPSG:4490\"").succeed();
}

#[test]
fn an_assumed_crs_that_does_not_exist_is_refused() {
    assert_snapshot!(Scene::new().in_table("layers.land", "assume_crs = \"EPSG:449000\"").refused(65), @r"
    error: `EPSG:449000` is not a coordinate reference system
      cause: GDAL: […]
      in pipeline.toml, line 7

    hint: write for instance `EPSG:4490` (CGCS2000), `EPSG:4549` (CGCS2000, 3-degree zone of 120°E) or WKT
    ");
}

#[test]
fn an_assumed_crs_that_places_nothing_is_refused() {
    for definition in ["", "EPSG:5773", "EPSG:4978", "LOCAL_CS[\"x\",UNIT[\"metre\",1]]"] {
        let scene = Scene::new().in_table("zones.districts", &format!("assume_crs = '{definition}'"));
        assert!(scene.refused(65).contains("coordinate reference system"), "{definition}");
    }
}

#[test]
fn a_layer_beside_the_grid_is_refused() {
    let raster = Raster { geo_transform: [100.0, 0.01, 0.0, 30.0, 0.0, -0.01], ..classes() };
    assert_snapshot!(second(&raster, "").refused(65), @r"
    error: layer `second` and the grid do not overlap
      in pixels of the grid, the layer reaches over columns -2100 to -2096, rows 0 to 4
      in pipeline.toml, line 25

    hint: check the CRS of both; swapped axes and a wrong zone of the projection are the usual causes
    ");
}

#[test]
fn a_layer_whose_place_overflows_is_refused() {
    for origin in [1e300, -1e300, f64::MAX, f64::NAN, f64::INFINITY] {
        let raster = Raster { geo_transform: [origin, 0.01, 0.0, 30.0, 0.0, -0.01], ..classes() };
        second(&raster, "").refused(65);
        land(&raster).refused(65);
    }
    for width in [0.0, f64::NAN] {
        let raster = Raster { geo_transform: [121.0, width, 0.0, 30.0, 0.0, -0.01], ..classes() };
        second(&raster, "resampling = \"nearest\"").refused(65);
        land(&raster).refused(65);
    }
}

#[test]
fn zones_beside_the_grid_are_refused() {
    let scene = Scene::new().file("zones.geojson", zones(4490, &[("1", "far", rectangle([100.0, 20.0, 101.0, 21.0]))]));
    assert_snapshot!(scene.refused(65), @r"
    error: zone set `districts` and the grid do not overlap
      in pixels of the grid, the zones reach over columns -2100 to -2000, rows 900 to 1000
      in pipeline.toml, line 13

    hint: check the CRS of both; swapped axes and a wrong zone of the projection are the usual causes
    ");
}

#[test]
fn web_mercator_gives_no_areas() {
    let geo_transform = [13_470_000.0, 1_000.0, 0.0, 3_504_000.0, 0.0, -1_000.0];
    let scene = land(&Raster { crs: Some("EPSG:3857"), geo_transform, ..classes() });
    assert_snapshot!(scene.refused(65), @r#"
    error: Web Mercator cannot give areas: at 30° north it shows them a third too large
      in pipeline.toml, line 3

    hint: give the grid another CRS, for instance `crs = "EPSG:4549"`
    "#);
}

#[test]
fn a_shift_of_half_a_pixel_is_named() {
    let shifted = [121.005, 0.01, 0.0, 29.995, 0.0, -0.01];
    assert_snapshot!(second(&Raster { geo_transform: shifted, ..classes() }, "").refused(65), @r#"
    error: layer `second` is shifted against the grid by -0.50 pixels east and -0.50 pixels south
      `second.tif`
      in pipeline.toml, line 24

    hint: choose `resampling`: `nearest` or `mode`; or take the grid from this layer with `from_layer = "second"`; a shift of half a pixel usually means that one file was georeferenced by pixel centres
    "#);
    second(&Raster { geo_transform: shifted, ..classes() }, "resampling = \"nearest\"").succeed();
}

#[test]
fn a_rotated_raster_gives_no_grid() {
    let geo_transform = [121.0, 0.01, 0.001, 30.0, 0.001, -0.01];
    assert_snapshot!(land(&Raster { geo_transform, ..classes() }).refused(65), @r"
    error: `land.tif` is rotated: it cannot give the grid
      in pipeline.toml, line 3

    hint: take the grid from another layer, or write `crs`, `resolution` and `extent` in `[grid]`
    ");
}

#[test]
fn a_raster_with_south_up_gives_no_grid() {
    let geo_transform = [121.0, 0.01, 0.0, 29.96, 0.0, 0.01];
    assert_snapshot!(land(&Raster { geo_transform, ..classes() }).refused(65), @r"
    error: `land.tif` is not north-up: it cannot give the grid
      in pipeline.toml, line 3

    hint: take the grid from another layer, or write `crs`, `resolution` and `extent` in `[grid]`
    ");
}

#[test]
fn a_raster_with_south_up_is_read_as_a_layer() {
    let geo_transform = [121.0, 0.01, 0.0, 29.96, 0.0, 0.01];
    second(&Raster { geo_transform, ..classes() }, "").succeed();
}

#[test]
fn a_quantity_on_another_grid_needs_a_resampling() {
    let coarse = [121.0, 0.02, 0.0, 30.0, 0.0, -0.02];
    assert_snapshot!(quantity(coarse, "").refused(65), @r#"
    error: layer `volume` lies on another grid than the plan's
      `volume.tif`
      in pipeline.toml, line 24

    hint: choose `resampling`: `average`, `bilinear` or `nearest`; or take the grid from this layer with `from_layer = "volume"`; a shift of half a pixel usually means that one file was georeferenced by pixel centres
    "#);
    quantity(coarse, "resampling = \"average\"").succeed();
}

#[test]
fn a_density_is_not_summed_when_resampled() {
    assert_snapshot!(quantity(NINGBO, "resampling = \"sum\"").refused(65), @r"
    error: layer `volume` is a quantity per area or a class: it cannot be summed when resampled
      in pipeline.toml, line 28

    hint: use `average`
    ");
}

#[test]
fn classes_are_not_averaged() {
    assert_snapshot!(Scene::new().in_table("layers.land", "resampling = \"average\"").refused(65), @r"
    error: layer `land` cannot be resampled this way, expected `nearest` or `mode`
      in pipeline.toml, line 7
    ");
}

#[test]
fn a_layer_without_nodata_must_cover_the_grid() {
    let geo_transform = [121.01, 0.01, 0.0, 30.0, 0.0, -0.01];
    let scene = second(&Raster { geo_transform, nodata: None, ..classes() }, "no_nodata = true");
    assert_snapshot!(scene.refused(65), @r"
    error: layer `second` does not cover the whole grid and has no nodata value
      in pipeline.toml, line 24

    hint: give it a `nodata` value that does not occur in the layer and that its pixels can hold
    ");
}

fn given(resolution: &str, extent: &str) -> Scene {
    let grid = format!("crs = \"EPSG:4490\"\nresolution = {resolution}\nextent = {extent}");
    Scene::new().with("from_layer = \"land\"", &grid)
}

const EXTENT: &str = "[121.0, 29.96, 121.04, 30.0]";

#[test]
fn a_grid_of_ten_to_the_thirteen_pixels_is_refused() {
    assert_snapshot!(given("0.0001", "[-180.0, -90.0, 180.0, 90.0]").with("0.0001", "0.00008").refused(65), @r"
    error: the grid has 2250000 × 4500000 = 1.012e13 pixels, at most 1.5e12 can be run
      in pipeline.toml, line 3

    hint: check that `resolution` is in the units of the CRS: degrees for a geographic one, usually metres otherwise
    ");
    given("5e-324", EXTENT).refused(65);
    given("1e-300", EXTENT).refused(65);
}

#[test]
fn a_raster_of_ten_to_the_thirteen_pixels_gives_no_grid() {
    let scene = Scene::new();
    let options =
        ["SPARSE_OK=TRUE", "TILED=YES", "BLOCKXSIZE=65536", "BLOCKYSIZE=65536", "BIGTIFF=YES", "COMPRESS=DEFLATE"];
    empty(&scene.path("land.tif"), 4_000_000, 2_500_000, &options);
    let scene = scene.in_table("layers.land", "nodata = 0");
    assert_snapshot!(scene.refused(65), @r"
    error: the grid has 2500000 × 4000000 = 1.000e13 pixels, at most 1.5e12 can be run
      in pipeline.toml, line 3

    hint: check that `resolution` is in the units of the CRS: degrees for a geographic one, usually metres otherwise
    ");
}

#[test]
fn a_resolution_that_is_not_positive_is_refused() {
    assert_snapshot!(given("0", EXTENT).refused(65), @r"
    error: the extent [121, 29.96, 121.04, 30] at resolution 0 holds no pixel
      in pipeline.toml, line 3

    hint: write `extent = [west, south, east, north]` and a positive `resolution`
    ");
    assert_snapshot!(given("-0.01", EXTENT).refused(65), @r"
    error: the extent [121, 29.96, 121.04, 30] at resolution -0.01 holds no pixel
      in pipeline.toml, line 3

    hint: write `extent = [west, south, east, north]` and a positive `resolution`
    ");
    assert_snapshot!(given("nan", EXTENT).refused(65), @r"
    error: `grid.resolution`: found `nan`, expected a finite number
      in pipeline.toml, line 5
    ");
}

#[test]
fn an_extent_that_holds_nothing_is_refused() {
    assert_snapshot!(given("0.01", "[121.04, 29.96, 121.0, 30.0]").refused(65), @r"
    error: the extent [121.04, 29.96, 121, 30] at resolution 0.01 holds no pixel
      in pipeline.toml, line 3

    hint: write `extent = [west, south, east, north]` and a positive `resolution`
    ");
    given("0.01", "[121.0, 30.0, 121.04, 30.0]").refused(65);
    given("0.01", "[1e308, 1e307, 1.1e308, 1e308]").refused(65);
}

#[test]
fn a_geographic_grid_beyond_the_poles_is_refused() {
    assert_snapshot!(given("10", "[0.0, -200.0, 400.0, 200.0]").refused(65), @r"
    error: the grid reaches from -200° to 200° north and over 400° of longitude, which is more than the Earth
      its CRS, `EPSG:4490`, is geographic: coordinates are in degrees
      in pipeline.toml, line 3
    ");
}

#[test]
fn a_crop_beside_the_layer_is_refused() {
    assert_snapshot!(Scene::new().in_table("grid", "extent = [100.0, 20.0, 101.0, 21.0]").refused(65), @r"
    error: the extent [100, 20, 101, 21] holds no pixel of the layer, which reaches over [121, 29.96, 121.04, 30]
      in pipeline.toml, line 3
    ");
}

#[test]
fn a_projected_grid_beyond_its_crs_is_refused_without_words_of_other_programs() {
    let scene = Scene::new()
        .with("from_layer = \"land\"", "crs = \"EPSG:4549\"\nresolution = 10000000\nextent = [0.0, 0.0, 1e9, 1e9]");
    let message = scene.refused(65);
    assert!(message.starts_with("error: "), "{message}");
}

#[test]
fn an_incomplete_grid_says_what_would_complete_it() {
    assert_snapshot!(Scene::new().with("from_layer = \"land\"", "crs = \"EPSG:4490\"").refused(65), @r#"
    error: the grid is incomplete
      in pipeline.toml, line 3

    hint: write `from_layer = "…"`, or `from_zones = "…"` with `resolution`, or `crs`, `resolution` and `extent`
    "#);
}

#[test]
fn a_grid_from_an_unknown_layer_names_the_nearest() {
    assert_snapshot!(Scene::new().with("from_layer = \"land\"", "from_layer = \"lnad\"").refused(65), @r"
    error: no layer `lnad`: there is land
      in pipeline.toml, line 4

    hint: did you mean `land`?
    ");
}

#[test]
fn a_layer_that_reaches_beyond_the_projection_of_the_grid_is_read_where_they_meet() {
    let grid = "crs = \"EPSG:4549\"\nresolution = 1000\nextent = [500000.0, 3315000.0, 504000.0, 3319000.0]";
    for geo_transform in [[-180.0, 90.0, 0.0, 90.0, 0.0, -45.0], [-60.0, 60.0, 0.0, 80.0, 0.0, -40.0]] {
        land(&Raster { geo_transform, ..classes() })
            .with("from_layer = \"land\"", grid)
            .file("zones.geojson", zones(4490, &[("1", "all", rectangle([119.0, 29.0, 121.0, 31.0]))]))
            .succeed();
    }
}

#[test]
fn zones_beyond_the_projection_of_the_grid_are_refused() {
    let grid = "crs = \"EPSG:4549\"\nresolution = 1000\nextent = [595000.0, 3315000.0, 600000.0, 3319000.0]";
    let scene = Scene::new()
        .with("from_layer = \"land\"", grid)
        .file("zones.geojson", zones(4490, &[("1", "all", rectangle([29.0, 0.0, 31.0, 0.1]))]));
    assert_snapshot!(scene.refused(65), @r#"
    error: cannot bring coordinates from `EPSG:4490` to `EPSG:4549`
      cause: Invalid coordinate range while transforming points from 'EPSG:4490' to 'EPSG:4549': 'Some("Point outside of projection domain")'
      in pipeline.toml, line 15
    "#);
}
