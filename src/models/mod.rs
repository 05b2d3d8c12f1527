//! One published method per file: pure functions of quantities, with equation, source and worked example.

mod present_value;
pub mod sampling;

pub use present_value::present_value_factor;
