//! One binary for all integration tests.

/// The layer table of the design, checked against the source.
mod architecture;
/// One snapshot per message that a user can cause, and what bad input must never do.
mod error_messages;
/// Running the program and looking at what it leaves.
mod support;
/// The real-data pipeline against InVEST's published totals.
mod willamette;
