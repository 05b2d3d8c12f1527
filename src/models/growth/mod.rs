//! Growth of stands and of regions: rates from two surveys, curves over age, projections towards a target.

mod curve;
mod projection;
mod rate;

pub use curve::{LogisticCurve, RichardsCurve};
pub use projection::{project_growing_stock, yearly_gain_to_target};
pub use rate::{net_growth_rate, pressler_rate};
