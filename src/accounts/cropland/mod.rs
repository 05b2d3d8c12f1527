//! The account of cropland from tables of areas: soils under another use, methane of paddy, woody plants outside forest.

mod paddy;
mod soil;
mod woody;

pub use paddy::{PaddyField, PaddyMethod, paddy_rows};
pub use soil::{MeasuredMethod, Practice, SoilChange, SoilMethod, SoilParcel, soil_rows};
pub use woody::{WoodyArea, woody_rows};
