//! What a run leaves so that each of its figures can be traced without it, and how that is read again.

mod changes;
mod figures;
mod finished;
mod settings;

pub use changes::changes;
pub(super) use figures::write_figures;
pub use finished::Finished;
pub(super) use finished::write_parameters;
