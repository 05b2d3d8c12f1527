//! Carbon, from dry matter.

use std::ops::Mul;

use crate::error::{Error, Result};
use crate::units::{
    AboveGroundBiomass, AboveGroundBiomassPerHectare, TonnesC, TonnesCPerHectare, TonnesDryMatter,
    TonnesDryMatterPerHectare, TotalBiomass, TotalBiomassPerHectare,
};

/// The carbon fraction CF of dry matter, t C/t d.m.: carbon = dry matter · CF
///
/// Source: IPCC 2006 Guidelines, vol. 4, Table 4.3. 0.47 and 0.50 are both in use for Chinese forests and differ by 6.4 %, so
/// the account says which it took.
///
/// ```
/// use tanhui::models::CarbonFraction;
/// use tanhui::units::{Hectares, TonnesC, TotalBiomassPerHectare};
/// let carbon: TonnesC = Hectares(10.0) * TotalBiomassPerHectare(100.0) * CarbonFraction::new(0.47)?;
/// assert_eq!(carbon, TonnesC(470.0));
/// # Ok::<(), tanhui::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CarbonFraction(f64);

impl CarbonFraction {
    /// A fraction.
    ///
    /// # Errors
    /// One that is not between 0 and 1.
    pub fn new(fraction: f64) -> Result<Self> {
        if fraction > 0.0 && fraction < 1.0 {
            return Ok(Self(fraction));
        }
        Err(Error::data(format!(
            "found a carbon fraction of {fraction} t C/t d.m., expected more than 0 and less than 1"
        )))
    }

    /// The fraction, t C/t d.m.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

macro_rules! carbon_of {
    ($($matter:ident => $carbon:ident;)*) => {$(
        impl Mul<CarbonFraction> for $matter {
            type Output = $carbon;
            fn mul(self, fraction: CarbonFraction) -> $carbon { $carbon(self.0 * fraction.0) }
        }
    )*};
}

carbon_of! {
    TonnesDryMatter => TonnesC;
    TonnesDryMatterPerHectare => TonnesCPerHectare;
    AboveGroundBiomass => TonnesC;
    AboveGroundBiomassPerHectare => TonnesCPerHectare;
    TotalBiomass => TonnesC;
    TotalBiomassPerHectare => TonnesCPerHectare;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::CarbonFractionTable;

    #[test]
    fn the_chinese_convention_gives_six_percent_more_than_the_ipcc() {
        let table = CarbonFractionTable::built_in().expect("valid");
        let of = |set| CarbonFraction::new(table.get([set, "forest"]).expect("a row").value).expect("a fraction");
        let carbon = |set| (TotalBiomassPerHectare(100.0) * of(set)).0;
        assert!((carbon("china") / carbon("ipcc2006") - 1.0638).abs() < 1e-4);
        for wrong in [0.0, 1.0, 47.0, f64::NAN] {
            assert!(CarbonFraction::new(wrong).is_err());
        }
    }
}
