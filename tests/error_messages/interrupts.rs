use std::io::BufRead as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::rasters::empty;
use crate::support::scene::Scene;

/// A run of 8,000 × 8,000 pixels with maps, which takes many seconds in a debug build.
fn long() -> Scene {
    let scene = Scene::new();
    empty(&scene.path("land.tif"), 8_000, 8_000, &["SPARSE_OK=TRUE", "TILED=YES", "COMPRESS=DEFLATE"]);
    let whole = [121.0, -50.0, 201.0, 30.0];
    let text = crate::support::rasters::zones(4490, &[("1", "all", crate::support::rasters::rectangle(whole))]);
    scene
        .file("zones.geojson", text)
        .in_table("layers.land", "nodata = 0")
        .append("\n[outputs]\nmaps = [\"land_class\", \"carbon_density\"]\n")
}

/// Sends a signal once the run says that a stage begins, and waits for its end.
fn interrupted(signal: &str, stage: &str) {
    let scene = long();
    let arguments = ["run", "pipeline.toml", "--out", "out", "--threads", "2"];
    let mut run = scene.command(&arguments).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut said = std::io::BufReader::new(run.stderr.take().expect("piped")).lines();
    while !said.next().expect("the stage comes").expect("a line").starts_with(stage) {}
    std::thread::sleep(Duration::from_millis(50));
    let start = Instant::now();
    let kill = Command::new("kill").args([signal, &run.id().to_string()]).status().expect("kill");
    assert!(kill.success(), "the run ended before it was interrupted");
    let status = run.wait().expect("an end");
    let took = start.elapsed();
    let last: Vec<String> = said.map(|line| line.expect("a line")).collect();
    assert_eq!(status.code(), Some(130), "{last:?}");
    assert_eq!(last.last().map(String::as_str), Some("error: interrupted: nothing was written"), "{last:?}");
    assert!(took < Duration::from_millis(1_500), "{took:?}");
    scene.assert_nothing_left();
}

#[test]
fn an_interrupted_pass_leaves_nothing() {
    interrupted("-INT", "stratify");
}

#[test]
fn an_interrupted_map_leaves_nothing() {
    interrupted("-INT", "paint land_class");
}

#[test]
fn a_terminated_run_leaves_nothing() {
    interrupted("-TERM", "stratify");
}
