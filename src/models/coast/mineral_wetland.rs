//! Rewetted inland wetland on mineral soil.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesCPerYear, TonnesCh4};

/// Factors of a mineral soil that was cultivated and is wet again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RewettedMineralSoil {
    /// The stock of the wetland soil when nobody drains it.
    pub reference: SoilCarbonTo30Cm,
    /// The factor after long cultivation.
    pub cultivated: f64,
    /// The factor after the first transition under water.
    pub after_first: f64,
    /// The factor after the second.
    pub after_second: f64,
    /// The years of a transition.
    pub transition: f64,
    /// Methane, kg CH4/ha/yr.
    pub methane: f64,
}

impl RewettedMineralSoil {
    /// SOC(t) = SOC_ref · (F₀ + (F₁ − F₀) · t/D) for t ≤ D, SOC_ref · (F₁ + (F₂ − F₁) · (t − D)/D) for D < t ≤ 2D, then SOC_ref · F₂
    ///
    /// the stock t years after rewetting in t C/ha to 30 cm, with the factors F₀ of long cultivation, F₁ after the first and F₂
    /// after the second D = 20 years.
    ///
    /// Source: IPCC 2013 Wetlands Supplement, ch. 5, with Eq. 2.25 of the 2006 Guidelines.
    ///
    /// # Errors
    /// A negative time, reference or factor, or no transition.
    pub fn stock(&self, years: f64) -> Result<SoilCarbonTo30Cm> {
        let transitions =
            not_negative("time since rewetting", years, "yr")? / positive("transition", self.transition, "yr")?;
        let reference = not_negative("reference stock", self.reference.0, SoilCarbonTo30Cm::UNIT)?;
        let factors = [self.cultivated, self.after_first, self.after_second];
        for factor in factors {
            positive("land-use factor", factor, "1")?;
        }
        let [cultivated, first, second] = factors;
        let factor = if transitions <= 1.0 {
            cultivated + (first - cultivated) * transitions
        } else {
            first + (second - first) * (transitions - 1.0).min(1.0)
        };
        Ok(SoilCarbonTo30Cm(reference * factor))
    }

    /// A · (SOC(t + 1) − SOC(t)): what the soil gains in the year that begins t years after rewetting.
    ///
    /// # Errors
    /// As [`Self::stock`], or a negative area.
    pub fn gain(&self, area: Hectares, years: f64) -> Result<TonnesCPerYear> {
        let area = not_negative("area", area.0, Hectares::UNIT)?;
        Ok(TonnesCPerYear((self.stock(years + 1.0)? - self.stock(years)?).0 * area))
    }

    /// CH₄ = A · EF_CH4 of rewetted or created wetland, with the factor in kg CH4/ha/yr.
    ///
    /// Source: IPCC 2013 Wetlands Supplement, ch. 5.
    ///
    /// # Errors
    /// A negative area or factor.
    pub fn methane(&self, area: Hectares) -> Result<TonnesCh4> {
        let area = not_negative("area", area.0, Hectares::UNIT)?;
        Ok(TonnesCh4(area * not_negative("methane factor", self.methane, "kg CH4/ha/yr")? / 1000.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::InlandWetlandTable;

    #[test]
    fn a_rewetted_field_is_a_wetland_after_forty_years() {
        let table = InlandWetlandTable::built_in().expect("valid");
        let value = |quantity, class| table.get(["ipcc2013", quantity, class]).expect("a row").value;
        let soil = RewettedMineralSoil {
            reference: SoilCarbonTo30Cm(value("soil_reference_0_30cm", "warm_temperate_moist")),
            cultivated: value("land_use", "long_term_cultivated"),
            after_first: value("land_use", "rewetted_1_to_20yr"),
            after_second: value("land_use", "rewetted_21_to_40yr"),
            transition: 20.0,
            methane: value("ch4_rewetted", "temperate"),
        };
        // 135 · 0.71 = 95.85; · 0.755 = 101.925 at ten years; · 0.80 = 108; · 0.90 = 121.5 at thirty; 135 from forty on.
        for (years, stock) in
            [(0.0, 95.85), (10.0, 101.925), (20.0, 108.0), (30.0, 121.5), (40.0, 135.0), (90.0, 135.0)]
        {
            assert!((soil.stock(years).expect("a stock").0 - stock).abs() < 1e-9, "{years}");
        }
        // 135 · 0.09 / 20 = 0.6075 and 135 · 0.20 / 20 = 1.35 t C/ha/yr; 235 kg CH4/ha/yr.
        let gain = |years| soil.gain(Hectares(10.0), years).expect("a gain").0;
        assert!((gain(5.0) - 6.075).abs() < 1e-9 && (gain(25.0) - 13.5).abs() < 1e-9 && gain(40.0).abs() < 1e-9);
        assert!((soil.methane(Hectares(10.0)).expect("methane").0 - 2.35).abs() < 1e-12);
        assert!(soil.stock(-1.0).is_err() && soil.methane(Hectares(-1.0)).is_err());
    }
}
