//! One published method per file: pure functions of quantities, with equation, source and worked example.

mod cover_rate_change;
mod present_value;
mod projection;
pub mod sampling;
mod target_gap;
mod target_probability;

pub use cover_rate_change::{CoverRateChange, CoverRateParts, cover_rate_change};
pub use present_value::present_value_factor;
pub use projection::{YearlyChange, years_to_reach};
pub use target_gap::{YearlyRate, yearly_rate};
pub use target_probability::target_probability;
