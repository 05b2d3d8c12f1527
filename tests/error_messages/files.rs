use insta::assert_snapshot;

use crate::support::rasters::{Raster, empty};
use crate::support::scene::Scene;

fn land_path(path: &str) -> Scene {
    Scene::new().with("path = \"land.tif\"", &format!("path = \"{path}\""))
}

#[test]
fn the_scene_that_the_tests_spoil_is_sound() {
    let outcome = Scene::new().succeed();
    assert!(!outcome.stderr.contains("warning"), "{}", outcome.stderr);
}

#[test]
fn a_missing_raster_is_named() {
    assert_snapshot!(land_path("absent.tif").refused(66), @r"
    error: no file `absent.tif`
      in pipeline.toml, line 7

    hint: paths in a pipeline file are relative to that file
    ");
}

#[test]
fn a_missing_zone_file_is_named() {
    let scene = Scene::new().with("path = \"zones.geojson\"", "path = \"absent.geojson\"");
    assert_snapshot!(scene.refused(66), @r"
    error: no file `absent.geojson`
      in pipeline.toml, line 13

    hint: paths in a pipeline file are relative to that file
    ");
}

#[test]
fn a_missing_pipeline_is_named() {
    let scene = Scene::new();
    let outcome = scene.workspace.run(&["run", "absent.toml", "--out", "out"]);
    assert_eq!(outcome.code, 66);
    assert_snapshot!(outcome.stderr, @"error: pipeline file `absent.toml` does not exist");
}

#[test]
fn a_vrt_under_another_name_is_not_read() {
    let virtual_raster = r#"<VRTDataset rasterXSize="4" rasterYSize="4"><GeoTransform>121, 0.01, 0, 30, 0, -0.01</GeoTransform>
<VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand"><SourceFilename relativeToVRT="1">secret.txt</SourceFilename>
<ImageOffset>0</ImageOffset><PixelOffset>1</PixelOffset><LineOffset>4</LineOffset></VRTRasterBand></VRTDataset>"#;
    let scene = Scene::new().file("land.tif", virtual_raster).file("secret.txt", "0123456789abcdef");
    assert_snapshot!(scene.refused(65), @r"
    error: cannot open `land.tif`
      cause: GDAL: […]
      in pipeline.toml, line 7

    hint: readable formats are GTiff, HFA, AIG, AAIGrid; a VRT is not read, whatever its name
    ");
}

#[test]
fn a_file_on_the_network_is_not_read() {
    assert_snapshot!(land_path("http://127.0.0.1:9/land.tif").refused(65), @r"
    error: `http://127.0.0.1:9/land.tif` is not a path to a local file
      in pipeline.toml, line 7

    hint: copy the file to a local disk: network, archive and database sources are not read
    ");
}

#[test]
fn no_path_reaches_the_network_an_archive_or_a_database() {
    for path in [
        "/vsicurl/http://127.0.0.1:9/land.tif",
        "/vsicurl?url=http%3A%2F%2F127.0.0.1%3A9%2Fland.tif",
        "/vsizip/land.zip/land.tif",
        "/vsigzip/land.tif.gz",
        "/vsis3/bucket/land.tif",
        "/vsimem/land.tif",
        "/vsistdin/",
        "https://127.0.0.1:9/land.tif",
        "PG:dbname=forest",
        "GPKG:land.gpkg:land",
        "GTIFF_DIR:1:land.tif",
        "MEM:::DATAPOINTER=1",
        "NETCDF:land.nc:land",
    ] {
        let message = land_path(path).refused(65);
        assert!(message.contains(&format!("error: `{path}` is not a path to a local file")), "{message}");
        let zones = Scene::new().with("path = \"zones.geojson\"", &format!("path = \"{path}\""));
        let message = zones.refused(65);
        assert!(message.contains(&format!("error: `{path}` is not a path to a local file")), "{message}");
    }
}

#[test]
fn a_directory_whose_name_looks_like_a_virtual_file_is_read() {
    let scene = land_path("./vsi_project/land.tif");
    std::fs::create_dir(scene.path("vsi_project")).expect("a directory");
    std::fs::rename(scene.path("land.tif"), scene.path("vsi_project/land.tif")).expect("a move");
    scene.succeed();
}

#[test]
fn a_raster_that_is_no_raster_is_refused() {
    assert_snapshot!(Scene::new().file("land.tif", "code,name\n1,forest\n").refused(65), @r"
    error: cannot open `land.tif`
      cause: GDAL: […]
      in pipeline.toml, line 7

    hint: readable formats are GTiff, HFA, AIG, AAIGrid; a VRT is not read, whatever its name
    ");
}

#[test]
fn an_empty_raster_file_is_refused() {
    assert_snapshot!(Scene::new().file("land.tif", "").refused(65), @r"
    error: cannot open `land.tif`
      cause: GDAL: […]
      in pipeline.toml, line 7

    hint: readable formats are GTiff, HFA, AIG, AAIGrid; a VRT is not read, whatever its name
    ");
}

#[test]
fn a_directory_in_place_of_a_raster_is_refused() {
    assert_snapshot!(land_path(".").refused(65), @r"
    error: cannot open `.`
      cause: GDAL: […]
      in pipeline.toml, line 7

    hint: readable formats are GTiff, HFA, AIG, AAIGrid; a VRT is not read, whatever its name
    ");
}

#[test]
fn zones_that_are_no_vector_file_are_refused() {
    assert_snapshot!(Scene::new().file("zones.geojson", "id,name\n").refused(65), @r"
    error: cannot open `zones.geojson`
      cause: GDAL: […]
      in pipeline.toml, line 13

    hint: readable formats are GPKG, GeoJSON, ESRI Shapefile, FlatGeobuf, OpenFileGDB; a VRT is not read, whatever its name
    ");
}

#[test]
fn a_band_that_the_file_does_not_have_is_named() {
    let scene = Scene::new().in_table("layers.land", "band = 2");
    assert_snapshot!(scene.refused(65), @r"
    error: `land.tif` has no band 2: it has 1
      in pipeline.toml, line 8

    hint: bands are counted from 1
    ");
    let scene = Scene::new().in_table("layers.land", "band = 9223372036854775807");
    assert!(scene.refused(65).contains("has no band 9223372036854775807"));
}

#[test]
fn a_raster_of_a_pixel_type_that_is_not_read_is_refused() {
    let scene = Scene::new().raster("land.tif", &Raster { nodata: None, ..Raster::of([1_u32; 16]) });
    assert_snapshot!(scene.refused(65), @r"
    error: band 1 of `land.tif` holds UInt32, expected 8- to 32-bit integers or floating point
      in pipeline.toml, line 7
    ");
}

/// A raster large enough to be cut in the middle of its pixels.
fn noise(options: &'static [&'static str]) -> Raster<u8> {
    let values =
        (0..300_u32 * 300).map(|pixel| u8::try_from(1 + (pixel.wrapping_mul(2_654_435_761) >> 17) % 2).expect("small"));
    Raster { options, geo_transform: [121.0, 0.0001, 0.0, 30.0, 0.0, -0.0001], ..Raster::of(values) }
}

#[test]
fn a_truncated_raster_names_layer_band_and_window() {
    let scene = Scene::new().raster("land.tif", &noise(&["COMPRESS=DEFLATE", "BLOCKYSIZE=16"]));
    let bytes = std::fs::read(scene.path("land.tif")).expect("the raster");
    let scene = scene.file("land.tif", &bytes[..bytes.len() / 2]);
    assert_snapshot!(scene.refused_in_run(65), @r"
    error: cannot read layer `land`, band 1 of `land.tif`, rows 0–299, columns 0–299 of the grid
      cause: GDAL: […]

    hint: the file is damaged or was cut short while copying: copy it again and compare its size
    ");
}

#[test]
fn a_raster_cut_before_its_directory_is_refused() {
    let scene = Scene::new().raster("land.tif", &noise(&["COMPRESS=DEFLATE"]));
    let bytes = std::fs::read(scene.path("land.tif")).expect("the raster");
    let scene = scene.file("land.tif", &bytes[..100]);
    assert_snapshot!(scene.refused(65), @r"
    error: cannot open `land.tif`
      cause: GDAL: […]
      in pipeline.toml, line 7

    hint: readable formats are GTiff, HFA, AIG, AAIGrid; a VRT is not read, whatever its name
    ");
}

#[test]
fn flipped_bytes_in_a_compressed_tile_name_layer_band_and_window() {
    let options: [&'static [&'static str]; 2] = [
        &["COMPRESS=ZSTD", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"],
        &["COMPRESS=DEFLATE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"],
    ];
    let messages = options.map(|options| {
        let scene = Scene::new().raster("land.tif", &noise(options));
        let mut bytes = std::fs::read(scene.path("land.tif")).expect("the raster");
        let middle = bytes.len() * 2 / 3;
        bytes[middle..middle + 32].iter_mut().for_each(|byte| *byte ^= 0xFF);
        scene.file("land.tif", bytes).refused_in_run(65)
    });
    assert_eq!(messages[0], messages[1]);
    assert_snapshot!(messages[0], @r"
    error: cannot read layer `land`, band 1 of `land.tif`, rows 0–299, columns 0–299 of the grid
      cause: GDAL: […]

    hint: the file is damaged or was cut short while copying: copy it again and compare its size
    ");
}

#[test]
fn a_tile_that_was_never_written_is_not_class_zero() {
    let scene = Scene::new();
    empty(&scene.path("land.tif"), 4, 4, &["SPARSE_OK=TRUE", "COMPRESS=DEFLATE"]);
    let scene = scene.in_table("layers.land", "nodata = 99").with("scheme = \"tanhui\"", "scheme = \"igbp\"");
    assert_snapshot!(scene.refused(65), @r"
    error: layer `land` has blocks that were never written: they read as 0
      the first begins at row 0, column 0 of `land.tif`
      in pipeline.toml, line 8

    hint: set `nodata = 0` if they mean no data and no pixel holds 0 otherwise
    ");
}

#[test]
fn a_pipe_or_a_device_is_not_waited_for() {
    let scene = land_path("pipe.tif");
    assert!(std::process::Command::new("mkfifo").arg(scene.path("pipe.tif")).status().expect("mkfifo").success());
    assert_snapshot!(scene.refused(65), @r"
    error: `pipe.tif` is a pipe, a socket or a device, expected a file
      in pipeline.toml, line 7
    ");
    assert!(land_path("/dev/zero").refused(65).contains("`/dev/zero` is a pipe, a socket or a device"));
    let table = "table = { path = \"/dev/zero\", set = \"own\" }";
    let scene = Scene::new().with("table = \"zhejiang-land\"", table);
    assert!(scene.refused(65).contains("`/dev/zero` is a pipe, a socket or a device"));
}
