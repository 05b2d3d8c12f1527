//! Growing stock of a stand from its basal area and height.

use super::checked::{not_negative, positive};
use crate::error::Result;
use crate::parameters::forest::StandFormRows;
use crate::units::{CubicMetresPerHectare, Metres, SquareMetresPerHectare};

/// V = G · H · f, f = constant + numerator/(H + offset)
///
/// with the growing stock V in m³/ha, the basal area G in m²/ha, the mean height H in m and the form factor f.
///
/// Source: the equations of Guangxi, in a public transcription; none of Zhejiang was found. Limits: stands of one species group; f comes
/// from a hyperbola in H, so heights of a few metres give form factors that nobody has measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandForm {
    /// The form factor of an endlessly tall stand.
    pub constant: f64,
    /// The numerator, m.
    pub numerator: f64,
    /// What is added to the height, m.
    pub offset: f64,
}

impl From<StandFormRows<'_>> for StandForm {
    fn from(rows: StandFormRows<'_>) -> Self {
        Self { constant: rows.constant.value, numerator: rows.numerator.value, offset: rows.offset.value }
    }
}

impl StandForm {
    /// The form factor of a stand.
    ///
    /// # Errors
    /// A height that is not more than zero.
    pub fn form_factor(&self, height: Metres) -> Result<f64> {
        let height = positive("mean height", height.0, Metres::UNIT)?;
        Ok(self.constant + self.numerator / (height + self.offset))
    }

    /// The growing stock of a stand.
    ///
    /// # Errors
    /// A negative basal area, or a height that is not more than zero.
    pub fn growing_stock(&self, basal_area: SquareMetresPerHectare, height: Metres) -> Result<CubicMetresPerHectare> {
        let basal_area = not_negative("basal area", basal_area.0, SquareMetresPerHectare::UNIT)?;
        Ok(CubicMetresPerHectare(basal_area * height.0 * self.form_factor(height)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::StandFormTable;

    #[test]
    fn the_growing_stock_is_basal_area_times_height_times_form() {
        // Chinese fir of 8 m: f = 0.45225 + 1.31334/10 = 0.583584; 20 m²/ha · 8 m · f = 93.37344 m³/ha.
        let table = StandFormTable::built_in().expect("valid");
        let fir = StandForm::from(table.equation("guangxi", "chinese_fir").expect("rows"));
        let stock = fir.growing_stock(SquareMetresPerHectare(20.0), Metres(8.0)).expect("a stand");
        assert!((stock.0 - 93.373_44).abs() < 1e-9, "{stock:?}");
        assert!(fir.growing_stock(SquareMetresPerHectare(20.0), Metres(0.0)).is_err());
    }
}
