//! Yearly change of biomass carbon as gains minus losses: IPCC 2006 Guidelines, vol. 4, ch. 2, Eq. 2.7 to 2.14.
//!
//! Limits: growth and losses of the same land in the same year. Biomass that the removal of a tree leaves as dead wood is lost
//! to this pool and gained by another. Growing stock, with the step factors BCEF, must be of one class.

use super::{CarbonFraction, RootToShoot};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, BcefIncrement, BcefRemoval, CubicMetresPerHectareYear,
    CubicMetresPerYear, Hectares, TonnesCPerYear, TotalGrowth,
};

/// G_TOTAL = I_V · BCEF_I · (1 + R): Eq. 2.10, tier 2 and 3.
///
/// I_V is the net increment of stem volume, m³/ha/yr. At tier 1, the growth above ground is a published value:
/// [`AboveGroundGrowth::with_roots`].
#[must_use]
pub fn growth_from_increment(
    increment: CubicMetresPerHectareYear,
    bcef: BcefIncrement,
    roots: RootToShoot,
) -> TotalGrowth {
    let above: AboveGroundGrowth = increment * bcef;
    above.with_roots(roots)
}

/// ΔC_G = Σ A · G_TOTAL · CF: Eq. 2.9, for one stratum.
#[must_use]
pub fn biomass_gain(area: Hectares, growth: TotalGrowth, fraction: CarbonFraction) -> TonnesCPerYear {
    TonnesCPerYear(area.0 * growth.0 * fraction.value())
}

/// L_wood = H · BCEF_R · (1 + R) · CF: Eq. 2.12.
///
/// H is the merchantable volume removed, m³/yr over bark. One published worked example multiplies by (1 + R + 0.1) for bark;
/// the guidelines do not, since BCEF_R has the bark.
#[must_use]
pub fn wood_removal(
    removed: CubicMetresPerYear,
    bcef: BcefRemoval,
    roots: RootToShoot,
    fraction: CarbonFraction,
) -> TonnesCPerYear {
    TonnesCPerYear(removed.0 * bcef.0 * (1.0 + roots.value()) * fraction.value())
}

/// L_fuel = [FG_trees · BCEF_R · (1 + R) + FG_part · D] · CF: Eq. 2.13.
///
/// FG_trees is the volume of whole trees taken for fuel and FG_part that of branches and the like, m³/yr; D is the basic wood
/// density, t d.m./m³. Parts leave the roots alive.
#[must_use]
pub fn fuelwood_removal(
    whole_trees: CubicMetresPerYear,
    bcef: BcefRemoval,
    roots: RootToShoot,
    parts: CubicMetresPerYear,
    wood_density: f64,
    fraction: CarbonFraction,
) -> TonnesCPerYear {
    wood_removal(whole_trees, bcef, roots, fraction) + TonnesCPerYear(parts.0 * wood_density * fraction.value())
}

/// L_disturbance = A · B_W · (1 + R) · CF · fd: Eq. 2.14.
///
/// A is the area disturbed in the year, B_W the mean biomass above ground there, fd the share of it that is lost.
#[must_use]
pub fn disturbance_loss(
    area: Hectares,
    above_ground: AboveGroundBiomassPerHectare,
    roots: RootToShoot,
    fraction: CarbonFraction,
    share_lost: f64,
) -> TonnesCPerYear {
    TonnesCPerYear((area * above_ground.with_roots(roots) * fraction).0 * share_lost)
}

/// ΔC_B = ΔC_G − ΔC_L, ΔC_L = L_wood + L_fuel + L_disturbance: Eq. 2.7 and 2.11. Positive where carbon is gained.
#[must_use]
pub fn biomass_change(gain: TonnesCPerYear, losses: &[TonnesCPerYear]) -> TonnesCPerYear {
    gain - losses.iter().copied().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(ratio: f64) -> RootToShoot {
        RootToShoot::new(ratio).expect("a ratio")
    }

    fn fraction() -> CarbonFraction {
        CarbonFraction::new(0.47).expect("a fraction")
    }

    fn close(found: TonnesCPerYear, expected: f64) {
        assert!((found.0 - expected).abs() < 1e-9 * expected.abs(), "{found:?} against {expected}");
    }

    // The worked example of a public transcription of Eq. 2.9 to 2.14.

    #[test]
    fn growth_of_100_000_hectares() {
        // 100,000 ha · 4.0 t d.m./ha/yr · (1 + 0.29) · 0.47 = 242,520 t C/yr.
        close(biomass_gain(Hectares(100_000.0), AboveGroundGrowth(4.0).with_roots(roots(0.29)), fraction()), 242_520.0);
    }

    #[test]
    fn growth_from_an_increment_is_growth_above_ground_with_roots() {
        // 5 m³/ha/yr · 0.8 t d.m./m³ = 4 t d.m./ha/yr.
        let growth = growth_from_increment(CubicMetresPerHectareYear(5.0), BcefIncrement(0.8), roots(0.29));
        close(biomass_gain(Hectares(100_000.0), growth, fraction()), 242_520.0);
    }

    #[test]
    fn removal_of_1000_cubic_metres() {
        let removal = |ratio| wood_removal(CubicMetresPerYear(1000.0), BcefRemoval(1.11), roots(ratio), fraction());
        // 1000 · 1.11 · 1.29 · 0.47 = 672.993 t C/yr.
        close(removal(0.29), 672.993);
        // With a bark fraction of 0.1 beside the roots: 725.163, printed as 725.16.
        close(removal(0.29 + 0.1), 725.163);
    }

    #[test]
    fn fuelwood_of_whole_trees_and_of_parts() {
        // [1000 · 1.11 · 1.29 + 200 · 0.5] · 0.47 = 672.993 + 47 = 719.993.
        let (trees, parts) = (CubicMetresPerYear(1000.0), CubicMetresPerYear(200.0));
        close(fuelwood_removal(trees, BcefRemoval(1.11), roots(0.29), parts, 0.5, fraction()), 719.993);
    }

    #[test]
    fn disturbance_of_2000_hectares() {
        // 2000 · 4 · 1.29 · 0.47 · 0.3 = 1455.12 t C/yr.
        let biomass = AboveGroundBiomassPerHectare(4.0);
        close(disturbance_loss(Hectares(2000.0), biomass, roots(0.29), fraction(), 0.3), 1455.12);
    }

    #[test]
    fn the_change_is_gains_minus_losses() {
        let losses = [TonnesCPerYear(672.993), TonnesCPerYear(1455.12)];
        close(biomass_change(TonnesCPerYear(242_520.0), &losses), 240_391.887);
    }
}
