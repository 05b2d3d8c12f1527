//! What one measured job does; `benches/run` starts it in a process of its own, so that peak memory is the job's.
//!
//! `pass floor THREADS PIPELINE` decodes every block of every layer and nothing else; `pass full THREADS PIPELINE` runs the
//! whole pass: zone coverage, strata of all zone sets, merged. Both print seconds, million pixels per second and peak memory.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tanhui::pipeline::{Plan, stratify_plan};
use tanhui::raster::PixelType;
use tanhui::strata::{Progress, on_threads};

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [job, threads, pipeline] = arguments.as_slice() else {
        println!("usage: pass floor|full THREADS PIPELINE (see benches/run)");
        return;
    };
    let threads: usize = threads.parse().expect("a number of threads");
    let plan = Plan::read(Path::new(pipeline)).unwrap_or_else(|error| panic!("{error}"));
    let rasters = plan.rasters.as_ref().expect("a pipeline with a grid");
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
            let strata = on_threads(Some(threads), || stratify_plan(&plan, &Silent)).expect("threads").expect("a pass");
            assert!(!strata.strata.is_empty());
        }
        other => panic!("no job `{other}`"),
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{seconds:.3} {:.1} {:.0}", rasters.grid.pixels() as f64 / 1e6 / seconds, peak_megabytes());
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
