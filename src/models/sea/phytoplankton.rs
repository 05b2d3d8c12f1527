//! What phytoplankton produces: information, never a removal.

use crate::error::{Error, Result};
use crate::models::checked::not_negative;
use crate::units::{Hectares, PrimaryProduction};

/// What is measured in the water.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurfaceWater {
    /// Chlorophyll a at the surface, mg/m³.
    pub chlorophyll: f64,
    /// Carbon bound per chlorophyll, mg C/(mg·h).
    pub assimilation_number: f64,
    /// The depth that light reaches, m.
    pub euphotic_depth: f64,
    /// Hours of daylight.
    pub daylight: f64,
}

/// PP = Ca · Q · L · t / 2
///
/// mg C/m²/d, with the chlorophyll Ca, the assimilation number Q, the depth L that light reaches and the daylight t; here over
/// an area and days, t C.
///
/// Source: Cadée and Hegeman, as in GB/T 12763.6. Limits: **production, not a sink**: almost all of it is eaten and breathed out
/// within weeks, and no share that is exported or buried is published for these waters. So it adds to nothing:
///
/// ```compile_fail
/// use tanhui::units::{InventoryRemovals, PrimaryProduction};
/// let wrong = InventoryRemovals(1.0) + PrimaryProduction(1.0);
/// ```
///
/// # Errors
/// A negative measure, or a day of more than 24 hours.
pub fn phytoplankton_production(water: &SurfaceWater, area: Hectares, days: f64) -> Result<PrimaryProduction> {
    let chlorophyll = not_negative("chlorophyll", water.chlorophyll, "mg/m³")?;
    let assimilation = not_negative("assimilation number", water.assimilation_number, "mg C/(mg·h)")?;
    let depth = not_negative("euphotic depth", water.euphotic_depth, "m")?;
    let daylight = not_negative("daylight", water.daylight, "h")?;
    if daylight > 24.0 {
        return Err(Error::data(format!("found a daylight of {daylight} h, expected no more than 24")));
    }
    let daily = chlorophyll * assimilation * depth * daylight / 2.0;
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    // 1 mg/m² is 10⁻⁵ t/ha.
    Ok(PrimaryProduction(daily * not_negative("days", days, "d")? * area * 1e-5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bay_of_the_east_china_sea() {
        // 4 · 3.7 · 6 · 12 / 2 = 532.8 mg C/m²/d; · 365 · 10⁻⁵ = 1.94472 t C/ha/yr, between the 1.62 and 3.18 of Xiangshan Bay.
        let water = SurfaceWater { chlorophyll: 4.0, assimilation_number: 3.7, euphotic_depth: 6.0, daylight: 12.0 };
        let yearly = phytoplankton_production(&water, Hectares(1.0), 365.0).expect("production").0;
        assert!((yearly - 1.944_72).abs() < 1e-9);
        let wrong = SurfaceWater { daylight: 720.0, ..water };
        assert!(phytoplankton_production(&wrong, Hectares(1.0), 365.0).is_err());
    }
}
