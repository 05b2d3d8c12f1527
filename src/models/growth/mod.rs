//! Growth of stands: curves over age, and the rate between two surveys.

mod curve;
mod rate;

pub use curve::{LogisticCurve, RichardsCurve};
pub use rate::pressler_rate;
