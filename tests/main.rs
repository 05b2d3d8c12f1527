//! One binary for all integration tests.

/// The layer table of the design, checked against the source.
mod architecture;
/// Running the program and looking at what it leaves.
mod support;
/// The real-data pipeline against InVEST's published totals.
mod willamette;
