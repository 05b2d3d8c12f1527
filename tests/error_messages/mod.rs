/// Paths and files that cannot be read.
mod files;
/// Grids and how layers lie on them.
mod grids;
/// Pixels.
mod pixels;
