use insta::assert_snapshot;

use crate::support::Outcome;
use crate::support::rasters::Raster;
use crate::support::scene::Scene;

#[test]
fn several_problems_are_reported_at_once_with_file_and_line() {
    let scene = Scene::new()
        .with("path = \"land.tif\"", "path = \"absent.tif\"")
        .with("id = \"id\"", "id = \"ident\"")
        .with("layers = [\"land\"]", "layers = [\"lnad\"]")
        .with("\"zhejiang-land\"", "\"zhejiang\"")
        .append("\n[outputs]\nmaps = [\"carbon_change\"]\n");
    assert_snapshot!(scene.refused(66), @r"
    error: no file `absent.tif`
      in pipeline.toml, line 7

    hint: paths in a pipeline file are relative to that file

    error: zone set `districts` has no field `ident` (`id`): `zones.geojson` has id, name
      in pipeline.toml, line 13

    error: no layer `lnad`: there is land
      in pipeline.toml, line 18

    hint: did you mean `land`?

    error: `parameters/carbon_density.csv` has no set `zhejiang`: it has zhejiang-igbp, zhejiang-land
      in pipeline.toml, line 22

    hint: did you mean `zhejiang-igbp`?

    error: this map needs `[methods.carbon_density]` with two dates or more
      in pipeline.toml, line 25
    ");
}

#[test]
fn every_departure_from_the_schema_is_reported_at_once() {
    let scene = Scene::new()
        .with("kind = \"class\"", "kind = \"classes\"")
        .with("year = 2020", "yaer = 2020")
        .with("id = \"id\"", "id = 1");
    assert_snapshot!(scene.refused(65), @r#"
    error: `layers.land.kind`: found `classes`, expected `class` or `quantity`
      in pipeline.toml, line 8

    hint: did you mean `class`?

    error: unknown key `yaer` in `layers.land`
      in pipeline.toml, line 10

    hint: did you mean `year`?

    error: `zones.districts.id`: found an integer, expected a string
      in pipeline.toml, line 14

    hint: write it in quotes: `"1"`
    "#);
}

#[test]
fn what_is_not_toml_names_line_and_column() {
    assert_snapshot!(Scene::new().with("[layers.land]", "[layers.land").refused(65), @r"
    error: not valid TOML: unclosed table, expected `]`
      in pipeline.toml, line 6, column 13
      6 | [layers.land
    ");
}

#[test]
fn a_pipeline_that_is_not_utf_8_is_refused() {
    let scene = Scene::new().file("gbk.toml", b"name = \"\xc4\xfe\xb2\xa8\"\n");
    let outcome = scene.workspace.run(&["run", "gbk.toml"]);
    assert_eq!(outcome.code, 65);
    assert_snapshot!(outcome.stderr, @r"
    error: pipeline file `gbk.toml` is not UTF-8
      in gbk.toml, line 1

    hint: save the file as UTF-8 in the text editor
    ");
}

#[test]
fn a_directory_in_place_of_a_pipeline_is_refused() {
    let outcome = Scene::new().workspace.run(&["run", "."]);
    assert_eq!(outcome.code, 66);
    assert_snapshot!(outcome.stderr, @r"
    error: cannot read pipeline file `.`
      cause: Is a directory (os error 21)
    ");
}

#[test]
fn a_name_that_is_no_directory_is_refused() {
    assert_snapshot!(Scene::new().with("\"scene\"", "\"../scene\"").refused(65), @r"
    error: `../scene` cannot be the name of a file or directory
      in pipeline.toml, line 1

    hint: use letters, digits, `-` and `_`
    ");
}

#[test]
fn check_says_that_it_found_nothing() {
    let scene = Scene::new();
    let outcome = Outcome::of(&scene.command(&["check", "pipeline.toml"]).output().expect("the program starts"));
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()),
        (0, "pipeline.toml: no problem found; what the pixels hold shows in a run\n", CLASSES_WITHOUT_DENSITY)
    );
    scene.assert_nothing_left();
}

/// What a check warns of as long as it does not know which classes occur.
const CLASSES_WITHOUT_DENSITY: &str = "\
    warning: a run refuses these classes if they occur in `land`, for they have densities that nobody has read: \
    special_shrub\n\
    warning: a run refuses these classes if they occur in `land`, for they have no density and are not excluded: \
    other_shrub, other_woodland, swamp_forest, paddy, dry_cropland, orchard, grassland, built, river, reservoir, pond, \
    inland_wetland, mangrove, reed, spartina, scirpus, suaeda, seagrass, sea\n";

#[test]
fn check_knows_the_classes_that_an_earlier_run_found() {
    let scene = Scene::new();
    scene.succeed();
    let check = || Outcome::of(&scene.command(&["check", "pipeline.toml"]).output().expect("the program starts"));
    let outcome = check();
    let found_nothing = "pipeline.toml: no problem found; strata of an earlier run were at hand\n";
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (0, found_nothing, ""));
    let changed = scene.raster("land.tif", &Raster::of([1_u8, 1, 2, 10].repeat(4)));
    let command = &mut changed.command(&["check", "pipeline.toml"]);
    assert_eq!(Outcome::of(&command.output().expect("the program starts")).stderr, CLASSES_WITHOUT_DENSITY);
    std::fs::remove_dir_all(changed.path("out")).expect("the first result");
    let refused = changed.refused(65);
    assert!(refused.contains("`paddy` in layer `land`: 4 pixels"), "{refused}");
}

#[test]
fn a_dry_run_leaves_nothing() {
    let scene = Scene::new();
    let arguments = ["run", "pipeline.toml", "--out", "out", "--dry-run"];
    let outcome = Outcome::of(&scene.command(&arguments).output().expect("the program starts"));
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    scene.assert_nothing_left();
    for line in [
        "grid      4 rows × 4 columns = 16 pixels, EPSG:4490\n",
        "pixel 0.01 × 0.01, from (121, 29.96) to (121.04, 30), area on the ellipsoid\n",
        "blocks    1 of 512 × 512 pixels\n",
        "layer     land: land.tif, 0.0 MB, on the grid\n",
        "zones     districts: 2 zones\n",
        "disk      at most about 1.0 MB, 0 maps\n",
    ] {
        assert!(outcome.stdout.contains(line), "{line}{}", outcome.stdout);
    }
}

fn usage(arguments: &[&str]) -> String {
    let outcome = Scene::new().workspace.run(arguments);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (64, ""));
    outcome.stderr
}

#[test]
fn an_unknown_option_is_a_usage_error() {
    assert_snapshot!(usage(&["run", "pipeline.toml", "--ouput", "out"]), @r"
    error: unexpected argument '--ouput' found

      tip: to pass '--ouput' as a value, use '-- --ouput'

    Usage: tanhui run <PIPELINE>

    For more information, try '--help'.
    ");
}

#[test]
fn no_threads_are_a_usage_error() {
    assert_snapshot!(usage(&["run", "pipeline.toml", "--threads", "0"]), @r"
    error: invalid value '0' for '--threads <THREADS>': 0 is not in 1..=1024

    For more information, try '--help'.
    ");
}

#[test]
fn an_unknown_command_is_a_usage_error() {
    assert_snapshot!(usage(&["rnu", "pipeline.toml"]), @r"
    error: unrecognized subcommand 'rnu'

    Usage: tanhui <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn no_command_is_a_usage_error() {
    assert!(usage(&[]).contains("Usage: tanhui"));
}

#[test]
fn a_path_that_is_not_utf_8_is_no_panic() {
    use std::os::unix::ffi::OsStrExt as _;
    let scene = Scene::new();
    let mut command = scene.command(&["run"]);
    let outcome = Outcome::of(&command.arg(std::ffi::OsStr::from_bytes(b"\xff.toml")).output().expect("it starts"));
    assert_eq!(outcome.code, 66, "{}", outcome.stderr);
}

#[test]
fn an_error_that_nobody_reads_keeps_its_exit_code() {
    let scene = Scene::new().with("path = \"land.tif\"", "path = \"absent.tif\"");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = scene.command(&["run", "pipeline.toml"]).stderr(writer).status().expect("the program starts");
    assert_eq!(status.code(), Some(66));
    let scene = Scene::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let arguments = ["run", "pipeline.toml", "--out", "out"];
    let status = scene.command(&arguments).stderr(writer).status().expect("the program starts");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn layers_without_a_grid_are_refused() {
    assert_snapshot!(Scene::new().with("[grid]\nfrom_layer = \"land\"\n", "").refused(65), @r#"
    error: the pipeline has layers but no grid to compute them on
      in pipeline.toml, line 4

    hint: add `[grid]`, for instance with `from_layer = "land"`
    "#);
}

#[test]
fn a_pipeline_that_accounts_nothing_is_refused_and_its_zones_are_still_read() {
    let scene = Scene::new().file("empty.toml", "name = \"empty\"\n");
    let outcome = scene.workspace.run(&["run", "empty.toml"]);
    assert_eq!(outcome.code, 65);
    assert_snapshot!(outcome.stderr, @r"
    error: the pipeline accounts nothing
      in empty.toml

    hint: add `[grid]` with layers, `[forest]`, `[forest_change]`, `[coast_management]`, `[soil_cores]`, `[mariculture]`, `[cropland]`, `[wetland]`, `[series]` or `[samples]`
    ");
    let zones = "name = \"empty\"\n[zones.districts]\npath = \"zones.geojson\"\nid = \"ident\"\n\
                 [methods.land_area]\nlayers = [\"land\"]\n";
    let outcome = scene.file("zones.toml", zones).workspace.run(&["run", "zones.toml"]);
    assert_eq!(outcome.code, 65);
    assert_snapshot!(outcome.stderr, @r"
    error: the pipeline accounts nothing
      in zones.toml

    hint: add `[grid]` with layers, `[forest]`, `[forest_change]`, `[coast_management]`, `[soil_cores]`, `[mariculture]`, `[cropland]`, `[wetland]`, `[series]` or `[samples]`

    error: zone set `districts` has no field `ident` (`id`): `zones.geojson` has id, name
      in zones.toml, line 3

    error: no layer `land`: there is none
      in zones.toml, line 6
    ");
}
