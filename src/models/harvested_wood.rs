//! Carbon in harvested wood products.

use super::checked::positive;
use crate::error::Result;
use crate::units::TonnesC;

/// C(i+1) = e^(−k) · C(i) + (1 − e^(−k))/k · Inflow(i), k = ln 2 / half-life
///
/// with the carbon C in products in use at the start of year i and the carbon of the products made in it, t C.
///
/// Source: IPCC 2006 Guidelines, vol. 4, ch. 12, Eq. 12.1. Limits: first-order decay of products in use; carbon in landfills is
/// not in it. Start far enough back that the first stock no longer matters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HarvestedWoodDecay {
    rate: f64,
}

impl HarvestedWoodDecay {
    /// Decay with a half-life, in years.
    ///
    /// # Errors
    /// A half-life that is not more than zero.
    pub fn from_half_life(years: f64) -> Result<Self> {
        Ok(Self { rate: std::f64::consts::LN_2 / positive("half-life", years, "yr")? })
    }

    /// The decay constant k, 1/yr.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// What is left of a stock after a year: e^(−k).
    #[must_use]
    pub fn kept_share(&self) -> f64 {
        (-self.rate).exp()
    }

    /// What is left at the end of a year of the products made in it: (1 − e^(−k))/k.
    #[must_use]
    pub fn inflow_factor(&self) -> f64 {
        -(-self.rate).exp_m1() / self.rate
    }

    /// The stock a year later.
    #[must_use]
    pub fn next(&self, stock: TonnesC, inflow: TonnesC) -> TonnesC {
        stock * self.kept_share() + inflow * self.inflow_factor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::HarvestedWoodTable;

    #[test]
    fn each_product_decays_with_its_half_life() {
        let table = HarvestedWoodTable::built_in().expect("valid").allow_unverified(true);
        for (set, product, rate, kept, inflow) in [
            ("ipcc", "sawnwood", 0.019_804_21, 0.980_390_61, 0.990_162_94),
            ("ipcc", "panels", 0.027_725_89, 0.972_654_95, 0.986_264_29),
            ("ipcc", "paper", 0.346_573_59, std::f64::consts::FRAC_1_SQRT_2, 0.845_111_19),
            ("ipcc2006", "solid_wood", 0.023_104_91, 0.977_159_97, 0.988_536_01),
        ] {
            let half_life = table.get([set, product, "half_life"]).expect("a row").value;
            let decay = HarvestedWoodDecay::from_half_life(half_life).expect("a half-life");
            for (found, expected) in [(decay.rate(), rate), (decay.kept_share(), kept), (decay.inflow_factor(), inflow)]
            {
                assert!((found - expected).abs() < 1e-8, "{product}: {found} against {expected}");
            }
        }
    }

    #[test]
    fn half_is_left_after_a_half_life() {
        let decay = HarvestedWoodDecay::from_half_life(25.0).expect("a half-life");
        let left = (0..25).fold(TonnesC(100.0), |stock, _| decay.next(stock, TonnesC(0.0)));
        assert!((left.0 - 50.0).abs() < 1e-9);
    }

    #[test]
    fn a_steady_inflow_tends_to_inflow_over_rate() {
        let decay = HarvestedWoodDecay::from_half_life(2.0).expect("a half-life");
        let stock = (0..200).fold(TonnesC(0.0), |stock, _| decay.next(stock, TonnesC(10.0)));
        assert!((stock.0 - 10.0 / decay.rate()).abs() < 1e-9);
        assert!(HarvestedWoodDecay::from_half_life(0.0).is_err());
    }
}
