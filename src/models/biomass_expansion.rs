//! Biomass of a stand as a line over its growing stock.

use super::checked::{not_negative, positive};
use crate::error::{Error, Result};
use crate::parameters::forest::BiomassExpansionRows;
use crate::units::{CubicMetresPerHectare, TotalBiomassPerHectare};

/// B = a · V + b
///
/// with the biomass B in t d.m./ha, **roots included**, and the growing stock V in m³/ha.
///
/// Source: Fang et al. 2001 (Science 292:2320) and later fits; the lines applied to Zhejiang are in Li et al. 2016, Chinese
/// Journal of Plant Ecology 40(4), doi:10.17521/cjpe.2015.0193, Table 1.
///
/// Limits: stands whose growing stock lies within the fitted range, which the papers do not print. The intercept is 20 to
/// 46 t d.m./ha for conifers, so a stand of a few m³/ha gets far too much: say with a [`LowVolumePolicy`] what to do.
/// The line is over the mean of a stand; for a group of stands, area-weighted means give the same total as the stands do,
/// as long as the policy is [`LowVolumePolicy::AsPublished`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BiomassExpansion {
    /// The slope a, t d.m./m³.
    pub slope: f64,
    /// The intercept b, t d.m./ha.
    pub intercept: f64,
}

/// What a line with an intercept gives for a growing stock below the fitted range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LowVolumePolicy {
    /// The line as published, down to its intercept.
    AsPublished,
    /// Below this growing stock, the straight line from nothing to the published value there.
    LinearToOrigin {
        /// Where the published line begins.
        below: CubicMetresPerHectare,
    },
    /// Below this growing stock, an error.
    Refuse {
        /// Where the published line begins.
        below: CubicMetresPerHectare,
    },
}

impl From<BiomassExpansionRows<'_>> for BiomassExpansion {
    fn from(rows: BiomassExpansionRows<'_>) -> Self {
        Self { slope: rows.slope.value, intercept: rows.intercept.value }
    }
}

impl BiomassExpansion {
    /// The biomass of a stand, with roots.
    ///
    /// # Errors
    /// A negative growing stock, or one that the policy refuses.
    pub fn biomass(
        &self,
        growing_stock: CubicMetresPerHectare,
        policy: LowVolumePolicy,
    ) -> Result<TotalBiomassPerHectare> {
        let volume = not_negative("growing stock", growing_stock.0, CubicMetresPerHectare::UNIT)?;
        let line = |volume: f64| self.slope * volume + self.intercept;
        let least = |below: CubicMetresPerHectare| {
            positive("least growing stock of the policy", below.0, CubicMetresPerHectare::UNIT)
        };
        let biomass = match policy {
            LowVolumePolicy::AsPublished => line(volume),
            LowVolumePolicy::LinearToOrigin { below } => match least(below)? {
                below if volume < below => line(below) * volume / below,
                _ => line(volume),
            },
            LowVolumePolicy::Refuse { below } => match least(below)? {
                below if volume < below => {
                    return Err(Error::data(format!(
                        "the growing stock of {volume} m³/ha is below {below} m³/ha, where the biomass line begins"
                    ))
                    .hint("account the stand by its area, or choose another policy for low growing stocks"));
                }
                _ => line(volume),
            },
        };
        Ok(TotalBiomassPerHectare(biomass))
    }

    /// The change of biomass of a stand whose growing stock changes: a · ΔV, without the intercept, as long as the area
    /// stays the same and both growing stocks lie on the published line.
    #[must_use]
    pub fn change(&self, stock_change: CubicMetresPerHectare) -> TotalBiomassPerHectare {
        TotalBiomassPerHectare(self.slope * stock_change.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parameters::forest::BiomassExpansionTable;
    use crate::units::{Hectares, TotalBiomass};

    fn of_zhejiang(group: &str) -> BiomassExpansion {
        let table = BiomassExpansionTable::built_in().expect("valid");
        table.equation("li2016-zhejiang", group).expect("rows").into()
    }

    fn published(line: BiomassExpansion, volume: f64) -> f64 {
        line.biomass(CubicMetresPerHectare(volume), LowVolumePolicy::AsPublished).expect("a stand").0
    }

    #[test]
    fn the_lines_of_zhejiang_give_their_biomass_at_50_and_100() {
        // Li et al. 2016, Table 1: a · 50 + b and a · 100 + b.
        for (group, at_50, at_100) in [
            ("masson_pine", 45.717, 70.887),
            ("other_pine", 59.078, 84.918),
            ("chinese_fir", 42.401, 65.661),
            ("cryptomeria", 62.122, 82.912),
            ("cypress", 76.790, 107.435),
            ("oak", 65.812, 123.077),
            ("camphor_schima", 59.844, 111.629),
            ("hardwood", 61.474, 120.389),
            ("softwood", 54.373, 78.143),
            ("mixed_conifer", 53.985, 83.455),
            ("mixed_broadleaf", 54.316, 103.256),
            ("mixed_con_broad", 59.146, 99.826),
        ] {
            let line = of_zhejiang(group);
            assert!((published(line, 50.0) - at_50).abs() < 6e-4, "{group}: {}", published(line, 50.0));
            assert!((published(line, 100.0) - at_100).abs() < 6e-4, "{group}: {}", published(line, 100.0));
        }
    }

    #[test]
    fn a_low_growing_stock_gives_what_the_policy_says() {
        let pine = of_zhejiang("masson_pine");
        let below = CubicMetresPerHectare(20.0);
        let at = |volume, policy| pine.biomass(CubicMetresPerHectare(volume), policy);
        // As published, 5 m³/ha of Masson pine weigh 0.5034 · 5 + 20.547 = 23.064 t d.m./ha.
        assert!((published(pine, 5.0) - 23.064).abs() < 1e-9);
        // A quarter of the way to 20 m³/ha: (0.5034 · 20 + 20.547)/4 = 7.65375.
        let linear = LowVolumePolicy::LinearToOrigin { below };
        assert!((at(5.0, linear).expect("allowed").0 - 7.653_75).abs() < 1e-9);
        assert_eq!(at(0.0, linear).expect("allowed").0, 0.0);
        assert_eq!(at(20.0, linear).expect("allowed").0, published(pine, 20.0));
        let message = at(5.0, LowVolumePolicy::Refuse { below }).expect_err("too little").to_string();
        assert!(message.contains("5 m³/ha") && message.contains("20 m³/ha"), "{message}");
        assert!(at(-1.0, LowVolumePolicy::AsPublished).is_err() && at(f64::NAN, linear).is_err());
        let nowhere = LowVolumePolicy::LinearToOrigin { below: CubicMetresPerHectare(f64::NAN) };
        assert!(at(5.0, nowhere).is_err() && at(500.0, nowhere).is_err());
    }

    #[test]
    fn a_change_leaves_the_intercept_out() {
        let pine = of_zhejiang("masson_pine");
        let difference = published(pine, 60.0) - published(pine, 50.0);
        assert!((pine.change(CubicMetresPerHectare(10.0)).0 - difference).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn a_group_weighs_what_its_stands_weigh(stands in prop::collection::vec((0.01..500.0_f64, 0.0..600.0_f64), 1..50)) {
            for group in ["masson_pine", "chinese_fir", "hardwood", "mixed_con_broad"] {
                let line = of_zhejiang(group);
                let biomass = |area: f64, volume| {
                    let per_hectare = line.biomass(CubicMetresPerHectare(volume), LowVolumePolicy::AsPublished);
                    Hectares(area) * per_hectare.expect("a stand")
                };
                let each: TotalBiomass = stands.iter().map(|(area, volume)| biomass(*area, *volume)).sum();
                let area: f64 = stands.iter().map(|(area, _)| area).sum();
                let mean = stands.iter().map(|(area, volume)| area * volume).sum::<f64>() / area;
                prop_assert!((biomass(area, mean).0 - each.0).abs() <= 1e-9 * each.0);
            }
        }
    }
}
