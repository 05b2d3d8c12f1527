//! The account of cropland from tables of areas: soils under another use, methane of paddy, woody plants outside forest.

mod paddy;
mod soil;
mod soil_rows;
mod woody;

pub use paddy::{PaddyField, PaddyMethod, paddy_rows};
pub use soil::{MeasuredMethod, Practice, SoilChange, SoilCourse, SoilMethod, SoilParcel};
pub use soil_rows::soil_rows;
pub use woody::{WoodyArea, woody_rows};
