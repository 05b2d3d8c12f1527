use std::process::Command;

use insta::assert_snapshot;

use crate::support::rasters::Raster;
use crate::support::scene::Scene;
use crate::support::{Outcome, project};

const TO_OUT: [&str; 4] = ["run", "pipeline.toml", "--out", "out"];

fn outcome(command: &mut Command) -> Outcome {
    Outcome::of(&command.output().expect("the program starts"))
}

/// Names in the workspace that are neither input nor cache.
fn names(scene: &Scene) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(scene.path("."))
        .expect("the workspace")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter(|name| !["cache", "land.tif", "zones.geojson", "pipeline.toml"].contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

#[test]
fn an_output_is_not_replaced_unless_told_to() {
    let scene = Scene::new();
    scene.succeed();
    let manifest = || std::fs::read(scene.path("out/manifest.json")).expect("a manifest");
    let before = manifest();
    let refused = scene.run();
    assert_eq!(refused.code, 73);
    assert_snapshot!(scene.filtered(&refused.stderr), @r"
    error: `out` exists already

    hint: choose another directory with `--out`, or replace it with `--overwrite`
    ");
    assert_eq!(manifest(), before);
    let replaced = outcome(scene.command(&TO_OUT).arg("--overwrite"));
    assert_eq!(replaced.code, 0, "{}", replaced.stderr);
    assert_ne!(manifest(), before);
    assert_eq!(names(&scene), ["out"]);
}

#[test]
fn the_manifest_says_what_the_result_was_made_from() {
    let scene = Scene::new();
    scene.succeed();
    let manifest = std::fs::read(scene.path("out/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    for version in ["tanhui", "gdal", "proj"] {
        assert!(manifest[version].as_str().is_some_and(|version| version.contains('.')), "{version}");
    }
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    let parameters = &manifest["parameters"];
    for table in ["carbon_density.csv", "forest/bcef.csv", "forest_codes/land_codes.csv", "land_classes/tanhui.csv"] {
        let text = std::fs::read(project().join("parameters").join(table)).expect("a table");
        assert_eq!(parameters["tables"][table], hash(&text), "{table}");
    }
    assert_eq!(parameters["carbon_density"]["rows"].as_array().expect("rows").len(), 12);
    let plan = &manifest["plan"];
    assert_eq!((&plan["pixels"], &plan["blocks"], &plan["zone_sets"][0]["zones"]), (&16.into(), &1.into(), &2.into()));
    // What the pipeline leaves out is there as it was taken.
    assert_eq!(plan["settings"]["zones"]["districts"]["overlaps"], "refuse");
    let run = &manifest["run"];
    let inputs = run["inputs"].as_array().expect("inputs");
    for (input, bytes) in inputs.iter().zip(["land.tif", "zones.geojson"].map(|name| std::fs::read(scene.path(name)))) {
        assert_eq!(input["blake3"], hash(&bytes.expect("a file")), "{input}");
    }
    assert_eq!(inputs.len(), 2);
    assert_eq!(run["seconds"][0][0], "check");
    assert!(run["strata"].as_u64() > Some(0) && run["account_rows"].as_u64() > Some(0));
}

#[test]
fn a_directory_of_others_is_never_replaced() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("out")).expect("a directory");
    std::fs::write(scene.path("out/thesis.txt"), "years of work").expect("a file");
    let refused = outcome(scene.command(&TO_OUT).arg("--overwrite"));
    assert_eq!(refused.code, 73);
    assert_snapshot!(scene.filtered(&refused.stderr), @r"
    error: `out` is not replaced: it is not an output directory of tanhui

    hint: choose another directory with `--out`
    ");
    assert_eq!(std::fs::read_to_string(scene.path("out/thesis.txt")).expect("the file"), "years of work");
}

#[test]
fn a_directory_with_a_manifest_of_another_program_is_never_replaced() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("out")).expect("a directory");
    std::fs::write(scene.path("out/manifest.json"), r#"{"name": "a web page"}"#).expect("a file");
    assert_eq!(outcome(scene.command(&TO_OUT).arg("--overwrite")).code, 73);
    assert!(scene.path("out/manifest.json").is_file());
}

#[test]
fn an_output_with_a_file_of_the_user_is_never_replaced() {
    let scene = Scene::new();
    scene.succeed();
    std::fs::write(scene.path("out/thesis.txt"), "years of work").expect("a file");
    let refused = outcome(scene.command(&TO_OUT).arg("--overwrite"));
    assert_eq!(refused.code, 73);
    assert_snapshot!(scene.filtered(&refused.stderr), @r"
    error: `out` is not replaced: it holds `thesis.txt`, which is no part of the result

    hint: choose another directory with `--out`
    ");
    assert_eq!(std::fs::read_to_string(scene.path("out/thesis.txt")).expect("the file"), "years of work");
}

#[test]
fn a_file_in_place_of_the_output_is_never_replaced() {
    let scene = Scene::new().file("out", "years of work");
    let refused = outcome(scene.command(&TO_OUT).arg("--overwrite"));
    assert_eq!(refused.code, 73, "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(scene.path("out")).expect("the file"), "years of work");
}

#[test]
fn an_empty_directory_may_be_replaced() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("out")).expect("a directory");
    assert_eq!(outcome(scene.command(&TO_OUT).arg("--overwrite")).code, 0);
}

#[test]
fn a_failed_run_keeps_the_former_output() {
    let scene = Scene::new();
    scene.succeed();
    let scene = scene.raster("land.tif", &Raster::of([77_u8; 16]));
    let refused = outcome(scene.command(&TO_OUT).arg("--overwrite"));
    assert_eq!(refused.code, 65);
    assert!(scene.path("out/manifest.json").is_file());
    assert_eq!(names(&scene), ["out"]);
}

#[test]
fn a_place_that_cannot_hold_directories_is_refused() {
    let scene = Scene::new().file("file", "");
    for (place, code) in [("file/out", 73), ("/proc/tanhui/out", 73), ("/dev/null/out", 73), ("..", 73), ("/", 73)] {
        let refused = outcome(&mut scene.command(&["run", "pipeline.toml", "--out", place]));
        assert_eq!(refused.code, code, "{place}: {}", refused.stderr);
    }
    let refused = outcome(&mut scene.command(&["run", "pipeline.toml", "--out", "file/out"]));
    assert_snapshot!(scene.filtered(&refused.stderr), @r"
    error: cannot create the output directory `file/out`
      cause: Not a directory (os error 20)

    hint: choose a directory you may write to with `--out`
    ");
}

#[test]
fn what_a_killed_run_left_is_not_taken_into_the_output() {
    let scene = Scene::new();
    let script = "mkdir -p .out.partial-$$/maps && echo old > .out.partial-$$/maps/old.tif && exec \"$0\" \"$@\"";
    let command = scene.command(&TO_OUT);
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(command.get_program()).args(command.get_args()).current_dir(scene.path("."));
    shell.env("TANHUI_CACHE", scene.path("cache"));
    let done = outcome(&mut shell);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(!scene.path("out/maps").exists(), "the output holds the map of another run");
}

/// The scene with maps, of pixels that compress badly.
fn with_maps() -> Scene {
    let mut state = 1_u32;
    let values: Vec<u8> = (0..600 * 600)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(1 + (state >> 24) % 2).expect("small")
        })
        .collect();
    let geo_transform = [121.0, 0.00006, 0.0, 30.0, 0.0, -0.00006];
    Scene::new()
        .raster("land.tif", &Raster { geo_transform, ..Raster::of(values) })
        .append("\n[outputs]\nmaps = [\"land_class\", \"carbon_density\"]\n")
}

/// Runs where no file may grow beyond a size, in units of 512 bytes, as on a full disk or under a quota.
fn limited(scene: &Scene, blocks: u32) -> Outcome {
    let command = scene.command(&TO_OUT);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args()).current_dir(scene.path("."));
    // The cache is no part of the output, and its failure only a warning.
    shell.env("TANHUI_CACHE", scene.path("cache"));
    outcome(&mut shell)
}

#[test]
fn a_full_disk_leaves_no_output_and_is_never_taken_for_success() {
    let scene = with_maps();
    scene.succeed();
    let maps = || {
        ["land_class_2020.tif", "carbon_density_2020.tif"]
            .map(|name| std::fs::read(scene.path("out/maps").join(name)).expect("a map"))
    };
    let sound = maps();
    let largest = u32::try_from(sound.iter().map(Vec::len).max().expect("two maps") / 512).expect("small");
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
    let mut codes = Vec::new();
    // Up to three times the largest map: what is written on the way to it may be larger.
    for blocks in [0, 1, 16].into_iter().chain((1..=6).map(|half| largest * half / 2)) {
        let run = limited(&scene, blocks);
        codes.push(run.code);
        if run.code == 0 {
            assert!(maps() == sound, "{blocks} blocks: a map is not what was painted");
            std::fs::remove_dir_all(scene.path("out")).expect("an output");
            continue;
        }
        assert!([73, 74].contains(&run.code), "{blocks} blocks: {}\n{}", run.code, run.stderr);
        let said: Vec<&str> =
            run.stderr.lines().filter(|line| !line.starts_with("warning: the strata are not kept")).collect();
        assert!(said.iter().any(|line| line.starts_with("error: cannot ")), "{}", run.stderr);
        assert_eq!(names(&scene), Vec::<String>::new(), "{blocks} blocks");
    }
    assert_eq!((codes.first(), codes.last()), (Some(&74), Some(&0)), "{codes:?}");
}

#[test]
fn a_full_disk_is_named() {
    let scene = with_maps();
    let run = limited(&scene, 64);
    assert_eq!(run.code, 74);
    assert_snapshot!(scene.filtered(&run.stderr), @r"
    error: cannot write `out/maps/land_class_2020.tif`
      cause: File too large (os error 27)

    hint: check that the disk is not full and that no quota or file-size limit applies
    ");
}

#[test]
fn a_summary_that_cannot_be_printed_is_an_error_after_the_output() {
    let scene = Scene::new();
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has a full device");
    let run = Outcome::of(&scene.command(&TO_OUT).stdout(full).output().expect("the program starts"));
    assert_eq!(run.code, 74);
    assert_snapshot!(scene.filtered(&run.stderr), @r"
    error: cannot write to standard output
      cause: No space left on device (os error 28)
    ");
    assert!(scene.path("out/manifest.json").is_file());
}

#[test]
fn a_cache_that_cannot_be_written_to_is_only_warned_about() {
    let scene = Scene::new().file("file", "");
    let run = outcome(scene.command(&TO_OUT).env("TANHUI_CACHE", scene.path("file")));
    assert_eq!(run.code, 0);
    assert_snapshot!(scene.filtered(&run.stderr), @r"
    warning: the strata are not kept for the next run: cannot keep the strata in `[directory]/file`
      cause: File exists (os error 17)
    ");
}

#[test]
fn a_damaged_cache_is_not_used() {
    let scene = Scene::new();
    scene.succeed();
    std::fs::remove_dir_all(scene.path("out")).expect("the output");
    for entry in std::fs::read_dir(scene.path("cache")).expect("the cache") {
        let path = entry.expect("an entry").path();
        let mut bytes = std::fs::read(&path).expect("strata");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).expect("strata");
    }
    assert!(scene.succeed().stdout.contains("from one pass"));
}

#[test]
fn a_layer_written_to_during_the_run_gives_no_output() {
    let scene = with_maps();
    let mut run = scene.command(&TO_OUT).stderr(std::process::Stdio::piped()).spawn().expect("the program starts");
    let mut said = std::io::BufReader::new(run.stderr.take().expect("piped"));
    let mut line = String::new();
    // The inputs are hashed before the first stage is announced.
    std::io::BufRead::read_line(&mut said, &mut line).expect("a line");
    assert!(line.starts_with("stratify"), "{line}");
    let file = std::fs::File::options().append(true).open(scene.path("land.tif")).expect("the layer");
    std::io::Write::write_all(&mut &file, b"x").expect("a byte");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).expect("text");
    assert_eq!(run.wait().expect("an end").code(), Some(65), "{rest}");
    scene.assert_nothing_left();
    assert_snapshot!(scene.filtered(&rest), @r"
    error: `land.tif` was changed or removed while it was being read

    hint: run again once nothing else writes to the input files
    ");
}
