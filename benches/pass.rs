//! What one measured job does; `benches/run` starts it in a process of its own, so that peak memory is the job's.
//!
//! `pass floor THREADS PIPELINE` decodes every block of every layer and nothing else; `pass full THREADS PIPELINE` runs the
//! whole pass: zone coverage, strata of all zone sets, merged. Both print seconds, million pixels per second and peak memory.
//! `pass inventory THREADS PIPELINE` reads, checks and accounts sub-compartments, and prints millions of them per second.
//! `pass run THREADS PIPELINE` runs everything, from the plan to the written output, with no strata of an earlier run, and prints as a
//! fourth figure the megabytes written, the kept strata included.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tanhui::pipeline::{Observer, Plan, RunOptions, run, stratify_plan};
use tanhui::raster::PixelType;
use tanhui::strata::{Progress, on_threads};

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

impl Observer for Silent {
    fn stage(&self, _: &str, _: u64) {}
    fn warning(&self, _: &str) {}
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [job, threads, pipeline] = arguments.as_slice() else {
        println!("usage: pass floor|full|inventory|run THREADS PIPELINE (see benches/run)");
        return;
    };
    let threads: usize = threads.parse().expect("a number of threads");
    match job.as_str() {
        "inventory" => return inventory(threads, Path::new(pipeline)),
        "run" => return whole_run(threads, Path::new(pipeline)),
        _ => {}
    }
    let plan = Plan::read(Path::new(pipeline)).unwrap_or_else(|error| panic!("{error}"));
    let rasters = plan.rasters.as_ref().expect("a pipeline with a grid");
    let pixels = rasters.grid.pixels() as f64;
    let start = Instant::now();
    match job.as_str() {
        "floor" => rasters.layers.iter().for_each(|layer| {
            let file = layer.source.file();
            match file.pixel_type {
                PixelType::U8 => decode::<u8>(&file.path, threads),
                PixelType::F32 => decode::<f32>(&file.path, threads),
                other => panic!("the floor does not decode {other:?}"),
            }
        }),
        "full" => {
            let strata = on_threads(Some(threads), || stratify_plan(plan, &Silent)).expect("threads").expect("a pass");
            assert!(!strata.strata.is_empty());
        }
        other => panic!("no job `{other}`"),
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{seconds:.3} {:.1} {:.0}", pixels / 1e6 / seconds, peak_megabytes());
}

/// Reads, checks and accounts an inventory of sub-compartments into a directory that is thrown away.
fn inventory(threads: usize, pipeline: &Path) {
    let out = std::env::temp_dir().join(format!("tanhui-bench-{}", std::process::id()));
    let options = RunOptions { out: out.clone(), threads: Some(threads), overwrite: true };
    let start = Instant::now();
    let plan = Plan::read(pipeline).unwrap_or_else(|error| panic!("{error}"));
    run(&plan, &options, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_dir_all(&out).expect("written just now");
    let stands: usize = plan.inventories.iter().map(|planned| planned.inventory.sub_compartments.len()).sum();
    println!("{seconds:.3} {:.3} {:.0}", stands as f64 / 1e6 / seconds, peak_megabytes());
}

/// Runs a pipeline on a grid into a directory that is thrown away, as is the cache in it.
fn whole_run(threads: usize, pipeline: &Path) {
    let directory = PathBuf::from(std::env::var_os("TANHUI_CACHE").expect("a cache of the run's own"));
    let options = RunOptions { out: directory.join("out"), threads: Some(threads), overwrite: true };
    let start = Instant::now();
    let plan = Plan::read(pipeline).unwrap_or_else(|error| panic!("{error}"));
    run(&plan, &options, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let seconds = start.elapsed().as_secs_f64();
    let pixels = plan.rasters.as_ref().expect("a pipeline with a grid").grid.pixels() as f64 / 1e6;
    println!("{seconds:.3} {:.1} {:.0} {:.1}", pixels / seconds, peak_megabytes(), bytes(&directory) as f64 / 1e6);
}

/// The bytes of all files below a directory.
fn bytes(directory: &Path) -> u64 {
    let entries = directory.read_dir().expect("a directory").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { bytes(&path) } else { path.metadata().expect("a file").len() }).sum()
}

/// Decodes all blocks of a file with `GDALReadBlock`, one handle per thread.
fn decode<T: gdal::raster::GdalType + Copy>(path: &Path, threads: usize) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let dataset = gdal::Dataset::open(path).expect("a raster");
                let band = dataset.rasterband(1).expect("a band");
                let (width, height) = band.block_size();
                let (across, down) = (band.x_size().div_ceil(width), band.y_size().div_ceil(height));
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= across * down {
                        break;
                    }
                    let block = band.read_block::<T>((index % across, index / across)).expect("a block");
                    std::hint::black_box(block.data()[0]);
                }
            });
        }
    });
}

/// The largest resident memory so far, in megabytes.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
