//! Roots, from the biomass above ground.

use super::checked::not_negative;
use crate::error::Result;
use crate::units::{
    AboveGroundBiomass, AboveGroundBiomassPerHectare, AboveGroundGrowth, TotalBiomass, TotalBiomassPerHectare,
    TotalGrowth,
};

/// The ratio R of root to shoot biomass, t d.m./t d.m.: total = above ground · (1 + R)
///
/// Source: IPCC 2006 Guidelines, vol. 4, Eq. 2.8b and Table 4.4; 2019 Refinement, Table 4.4. Limits: R depends on the
/// above-ground biomass of the stand, t d.m./ha; look it up at that.
///
/// Roots cannot be counted twice, because only biomass above ground can be given roots:
///
/// ```
/// use tanhui::models::RootToShoot;
/// use tanhui::units::AboveGroundBiomassPerHectare;
/// let total = AboveGroundBiomassPerHectare(100.0).with_roots(RootToShoot::new(0.23)?);
/// assert_eq!(total.0, 123.0);
/// # Ok::<(), tanhui::Error>(())
/// ```
///
/// ```compile_fail
/// use tanhui::models::RootToShoot;
/// use tanhui::units::TotalBiomassPerHectare;
/// // A line over growing stock gives biomass with its roots.
/// let wrong = TotalBiomassPerHectare(100.0).with_roots(RootToShoot::new(0.23)?);
/// # Ok::<(), tanhui::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RootToShoot(f64);

impl RootToShoot {
    /// A ratio.
    ///
    /// # Errors
    /// A negative one.
    pub fn new(ratio: f64) -> Result<Self> {
        not_negative("root-to-shoot ratio", ratio, "t d.m./t d.m.").map(Self)
    }

    /// The ratio, t d.m./t d.m.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

macro_rules! roots {
    ($($above:ident => $total:ident;)*) => {$(
        impl $above {
            /// The same with its roots: × (1 + R).
            #[must_use]
            pub fn with_roots(self, ratio: RootToShoot) -> $total {
                $total(self.0 * (1.0 + ratio.0))
            }
        }
    )*};
}

roots! {
    AboveGroundBiomass => TotalBiomass;
    AboveGroundBiomassPerHectare => TotalBiomassPerHectare;
    AboveGroundGrowth => TotalGrowth;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::RootToShootTable;

    #[test]
    fn the_ratio_of_subtropical_humid_asia_is_that_of_the_biomass() {
        // IPCC 2019 Refinement, Table 4.4: 0.230 up to 125 t d.m./ha, 0.246 above.
        let table = RootToShootTable::built_in().expect("valid");
        let ratios = table.steps("ipcc2019", "subtropical_humid_asia", "natural").expect("rows");
        for (above, total) in [(100.0, 123.0), (125.0, 153.75), (200.0, 249.2)] {
            let ratio = RootToShoot::new(ratios.at(above).expect("a class").value).expect("a ratio");
            assert!((AboveGroundBiomassPerHectare(above).with_roots(ratio).0 - total).abs() < 1e-9);
        }
        assert!(RootToShoot::new(-0.1).is_err() && RootToShoot::new(f64::NAN).is_err());
    }
}
