//! The soil carbon of a core from its depth series.

use crate::error::{Error, Result};
use crate::models::checked::{not_negative, positive, share};
use crate::units::{Centimetres, TonnesCPerHectare};

/// A slice of a core, as it was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoreSlice {
    /// The upper end below the surface of the core, cm.
    pub top: f64,
    /// The lower end, cm.
    pub bottom: f64,
    /// The dry bulk density, g/cm³, where measured.
    pub bulk_density: Option<f64>,
    /// The organic carbon of the dry soil, t C/t, where measured.
    pub carbon_fraction: Option<f64>,
}

/// A soil core.
#[derive(Debug, Clone, PartialEq)]
pub struct SoilCore {
    /// How people know it: study, site, core.
    pub name: String,
    /// Its slices, from the surface down.
    pub slices: Vec<CoreSlice>,
}

/// How far driving the corer pressed the soil together: the length of the core over the depth that it was driven to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compaction(f64);

impl Compaction {
    /// A core as long as its hole is deep.
    pub const NONE: Self = Self(1.0);

    /// From the length of the core and the depth of the hole.
    ///
    /// # Errors
    /// Lengths that are not more than zero, or a core longer than its hole.
    pub fn from_lengths(core: Centimetres, driven: Centimetres) -> Result<Self> {
        let (core, driven) = (positive("core", core.0, "cm")?, positive("depth of a hole", driven.0, "cm")?);
        share("compaction of a core", core / driven).map(Self)
    }
}

/// What is taken for the soil below the end of a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BelowCore {
    /// Nothing: a core that is too short gives no stock.
    Refuse,
    /// The carbon per volume of its lowest slice.
    LastSlice,
    /// The mean carbon per volume of the core.
    Mean,
}

/// A soil stock to a depth, and how much of it was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoreStock {
    /// The stock.
    pub stock: TonnesCPerHectare,
    /// The depth it holds to.
    pub depth: Centimetres,
    /// How much of the depth lies in slices; the rest is in gaps or below the core.
    pub measured: Centimetres,
}

/// A slice of what is known: its ends in the undisturbed soil, and its carbon per volume, g/cm³.
struct Density {
    top: f64,
    bottom: f64,
    carbon: f64,
}

impl SoilCore {
    /// SOC = 100 · Σ B · F · c · Δz / c
    ///
    /// with SOC in t C/ha and, per slice, the bulk density B in g/cm³, the carbon fraction F, the thickness Δz in cm and the
    /// compaction c, which makes slices thinner and denser alike: it moves depths, and leaves mass as it is.
    ///
    /// Source: IPCC 2013 Wetlands Supplement, Eq. 4.6, stocks to 1 m; depth series as in Maxwell et al. 2023. Limits: compaction
    /// is taken to be even along the core; a gap between slices has the mean of its neighbours, and above the first slice the
    /// soil is like it; organic matter is not turned into carbon here.
    ///
    /// # Errors
    /// A slice without bulk density or carbon, slices that overlap or all lie deeper, measures that no soil has, or a core that ends above the
    /// depth where that is refused.
    pub fn stock(&self, depth: Centimetres, compaction: Compaction, below: BelowCore) -> Result<CoreStock> {
        let named = |error: Error| error.note(format!("in core `{}`", self.name));
        let depth = positive("depth", depth.0, "cm").map_err(named)?;
        let densities = self.densities(compaction)?;
        let (Some(first), Some(last)) = (densities.first(), densities.last()) else {
            return Err(Error::data(format!("core `{}` has no slices", self.name)));
        };
        let mut carbon = first.carbon * first.top.min(depth);
        let mut measured = 0.0;
        for (index, slice) in densities.iter().enumerate() {
            let within = (slice.bottom.min(depth) - slice.top.min(depth)).max(0.0);
            carbon += slice.carbon * within;
            measured += within;
            if let Some(next) = densities.get(index + 1) {
                let gap = (next.top.min(depth) - slice.bottom.min(depth)).max(0.0);
                carbon += f64::midpoint(slice.carbon, next.carbon) * gap;
            }
        }
        if measured == 0.0 {
            return Err(Error::data(format!(
                "core `{}` has no slice above {depth} cm: it begins at {} cm",
                self.name, first.top
            ))
            .hint("a stock to this depth needs a measure of the soil above it"));
        }
        let missing = depth - last.bottom;
        if missing > 1e-9 {
            carbon += missing
                * match below {
                    BelowCore::LastSlice => last.carbon,
                    BelowCore::Mean => carbon / last.bottom,
                    BelowCore::Refuse => {
                        return Err(Error::data(format!(
                            "core `{}` ends at {} cm, expected {depth} cm",
                            self.name, last.bottom
                        ))
                        .hint("take the stock to the depth of the core, or say what lies below it"));
                    }
                };
        }
        // 1 g/cm² is 100 t/ha.
        Ok(CoreStock {
            stock: TonnesCPerHectare(carbon * 100.0),
            depth: Centimetres(depth),
            measured: Centimetres(measured),
        })
    }

    fn densities(&self, Compaction(compaction): Compaction) -> Result<Vec<Density>> {
        let named = |error: Error| error.note(format!("in core `{}`", self.name));
        let mut densities: Vec<Density> = Vec::with_capacity(self.slices.len());
        for slice in &self.slices {
            let place = format!("{}–{} cm", slice.top, slice.bottom);
            let measured = |what: &str, value: Option<f64>| {
                value.ok_or_else(|| {
                    Error::data(format!("core `{}` has no {what} at {place}: it gives no stock", self.name))
                        .hint(format!("measure the {what}, or leave the core out; nothing is put in its place"))
                })
            };
            let bulk_density = measured("bulk density", slice.bulk_density)?;
            let fraction = measured("organic carbon", slice.carbon_fraction)?;
            let bulk_density = positive("bulk density", bulk_density, "g/cm³").map_err(named)?;
            let fraction = share("carbon fraction", fraction).map_err(named)?;
            let top = not_negative("upper end of a slice", slice.top, "cm").map_err(named)?;
            positive("thickness of a slice", slice.bottom - slice.top, "cm").map_err(named)?;
            if let Some(above) = densities.last().filter(|above| above.bottom > top / compaction + 1e-9) {
                return Err(Error::data(format!(
                    "core `{}` has a slice at {place} above the end of the one before, {} cm",
                    self.name,
                    above.bottom * compaction
                ))
                .hint("order the slices from the surface down; they must not overlap"));
            }
            let ends = (top / compaction, slice.bottom / compaction);
            densities.push(Density { top: ends.0, bottom: ends.1, carbon: bulk_density * fraction * compaction });
        }
        Ok(densities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(slices: &[(f64, f64, f64, f64)]) -> SoilCore {
        let slice = |&(top, bottom, density, carbon)| CoreSlice {
            top,
            bottom,
            bulk_density: Some(density),
            carbon_fraction: Some(carbon),
        };
        SoilCore { name: "Yueqing Bay 2".to_owned(), slices: slices.iter().map(slice).collect() }
    }

    /// Xia et al. 2022 in the dataset of Maxwell et al. 2023.
    fn yueqing_bay_2() -> SoilCore {
        core(&[
            (0.0, 10.0, 0.60, 0.01241),
            (10.0, 20.0, 0.62, 0.01096),
            (20.0, 30.0, 0.56, 0.01117),
            (30.0, 40.0, 0.63, 0.01124),
        ])
    }

    fn stock(core: &SoilCore, depth: f64, below: BelowCore) -> f64 {
        core.stock(Centimetres(depth), Compaction::NONE, below).expect("a stock").stock.0
    }

    #[test]
    fn the_stock_of_yueqing_bay_is_the_sum_of_its_slices() {
        // 100 · 10 · (0.60 · 0.01241 + 0.62 · 0.01096 + 0.56 · 0.01117 + 0.63 · 0.01124) = 27.5776 t C/ha.
        assert!((stock(&yueqing_bay_2(), 40.0, BelowCore::Refuse) - 27.5776).abs() < 1e-9);
        // 25 cm is the upper two slices and half of the third.
        let upper = 100.0 * (10.0 * (0.60 * 0.01241 + 0.62 * 0.01096) + 5.0 * 0.56 * 0.01117);
        assert!((stock(&yueqing_bay_2(), 25.0, BelowCore::Refuse) - upper).abs() < 1e-9);
    }

    #[test]
    fn below_its_end_a_core_is_continued_only_as_told() {
        let core = yueqing_bay_2();
        let message =
            core.stock(Centimetres(100.0), Compaction::NONE, BelowCore::Refuse).expect_err("40 cm only").to_string();
        assert!(message.contains("ends at 40 cm, expected 100 cm"), "{message}");
        let last = 27.5776 + 100.0 * 60.0 * 0.63 * 0.01124;
        assert!((stock(&core, 100.0, BelowCore::LastSlice) - last).abs() < 1e-9);
        assert!((stock(&core, 100.0, BelowCore::Mean) - 27.5776 * 2.5).abs() < 1e-9);
        let found = core.stock(Centimetres(100.0), Compaction::NONE, BelowCore::Mean).expect("a stock");
        assert_eq!((found.depth.0, found.measured.0), (100.0, 40.0));
    }

    #[test]
    fn compaction_moves_depths_and_leaves_mass_as_it_is() {
        // 40 cm of core from a hole of 50 cm: the carbon of 40 cm of core lies in 50 cm of soil.
        let compaction = Compaction::from_lengths(Centimetres(40.0), Centimetres(50.0)).expect("lengths");
        let whole = yueqing_bay_2().stock(Centimetres(50.0), compaction, BelowCore::Refuse).expect("a stock");
        assert!((whole.stock.0 - 27.5776).abs() < 1e-9);
        let upper = yueqing_bay_2().stock(Centimetres(25.0), compaction, BelowCore::Refuse).expect("a stock");
        assert!((upper.stock.0 - stock(&yueqing_bay_2(), 20.0, BelowCore::Refuse)).abs() < 1e-9);
        assert!(Compaction::from_lengths(Centimetres(50.0), Centimetres(40.0)).is_err());
    }

    #[test]
    fn a_gap_has_the_mean_of_its_neighbours() {
        let gap = core(&[(2.0, 10.0, 1.0, 0.02), (20.0, 30.0, 1.0, 0.01)]);
        // Above the first slice like it: 10 cm · 0.02; 10 cm · 0.015; 10 cm · 0.01.
        assert!((stock(&gap, 30.0, BelowCore::Refuse) - 100.0 * (0.2 + 0.15 + 0.1)).abs() < 1e-9);
        let found = gap.stock(Centimetres(30.0), Compaction::NONE, BelowCore::Refuse).expect("a stock");
        assert_eq!(found.measured.0, 18.0);
    }

    #[test]
    fn a_core_without_bulk_density_gives_no_stock() {
        let mut core = yueqing_bay_2();
        core.slices[2].bulk_density = None;
        let message =
            core.stock(Centimetres(40.0), Compaction::NONE, BelowCore::Mean).expect_err("no density").to_string();
        insta::assert_snapshot!(message, @"
        core `Yueqing Bay 2` has no bulk density at 20–30 cm: it gives no stock

        hint: measure the bulk density, or leave the core out; nothing is put in its place
        ");
    }

    #[test]
    fn slices_that_overlap_or_cannot_be_are_refused() {
        let refused = |core: SoilCore| core.stock(Centimetres(10.0), Compaction::NONE, BelowCore::Mean).is_err();
        assert!(refused(core(&[(0.0, 10.0, 1.0, 0.01), (5.0, 15.0, 1.0, 0.01)])));
        assert!(refused(core(&[(0.0, 10.0, 1.0, 1.2)])) && refused(core(&[(10.0, 10.0, 1.0, 0.1)])));
        assert!(refused(core(&[(50.0, 60.0, 1.0, 0.01)])));
        assert!(refused(core(&[])) && refused(core(&[(0.0, 10.0, f64::NAN, 0.1)])));
    }
}
