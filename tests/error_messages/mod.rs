/// Paths and files that cannot be read.
mod files;
/// Grids and how layers lie on them.
mod grids;
/// Pixels.
mod pixels;
/// Zones and their official areas.
mod zones;
/// The pipeline file and the command line.
mod pipelines;
/// Densities, schemes and prices.
mod tables;
