/// What random damage to any file must never do.
mod damage;
/// Paths and files that cannot be read.
mod files;
/// Grids and how layers lie on them.
mod grids;
/// Stopping a run.
mod interrupts;
/// Official areas of zones.
mod official_areas;
/// Places that cannot be written to, and full disks.
mod outputs;
/// The pipeline file and the command line.
mod pipelines;
/// Pixels.
mod pixels;
/// Inventories of plots, and reference samples of maps.
mod samples;
/// Densities, schemes and prices.
mod tables;
/// Zones.
mod zones;
