//! Biomass of a single tree by part.

use super::checked::positive;
use crate::error::{Error, Result};
use crate::parameters::forest::{AllometryRows, DiameterHeightRows, GenericTreeRows};
use crate::units::{AboveGroundBiomass, Centimetres, Metres, TonnesDryMatter, TotalBiomass};

const KILOGRAMS_PER_TONNE: f64 = 1000.0;

/// What is measured at a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreeMeasures {
    /// The diameter at breast height; of shrubs, at the ground.
    pub diameter: Centimetres,
    /// The height.
    pub height: Metres,
    /// The length of the crown, where measured.
    pub crown_length: Option<Metres>,
}

/// W = a · H^h · D^d · L^l
///
/// with the dry mass W of a part (stem, crown, root) in kg, the height H in m, the diameter D in cm and the crown length L
/// **in m**. A part without an exponent does not depend on that measure.
///
/// Source: 袁位高 et al. 2009, models of the public-benefit forests of Zhejiang, as printed in 戴巍 et al. 2017 (Acta Ecologica
/// Sinica 37(22):7528) and ChinaXiv-201711.00073V1, Table 1. The former prints L in cm, the latter in m; only metres give
/// crowns of a plausible mass. Limits: trees of Zhejiang of the species group; the two papers list other species for the
/// hardwoods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allometry {
    /// The factor a.
    pub factor: f64,
    /// The exponent of the diameter.
    pub diameter: f64,
    /// The exponent of the height.
    pub height: Option<f64>,
    /// The exponent of the crown length.
    pub crown_length: Option<f64>,
}

impl From<AllometryRows<'_>> for Allometry {
    fn from(rows: AllometryRows<'_>) -> Self {
        Self {
            factor: rows.factor.value,
            diameter: rows.diameter.value,
            height: rows.height.map(|row| row.value),
            crown_length: rows.crown_length.map(|row| row.value),
        }
    }
}

impl Allometry {
    /// The dry mass of the part, kg.
    ///
    /// # Errors
    /// A measure that is not more than zero, or a crown length that is needed and not given.
    pub fn kilograms(&self, tree: &TreeMeasures) -> Result<f64> {
        let mut mass = self.factor * positive("diameter", tree.diameter.0, Centimetres::UNIT)?.powf(self.diameter);
        if let Some(exponent) = self.height {
            mass *= positive("height", tree.height.0, Metres::UNIT)?.powf(exponent);
        }
        if let Some(exponent) = self.crown_length {
            let length = tree.crown_length.ok_or_else(|| {
                Error::data("the crown of this model needs the crown length, which the tree lacks")
                    .hint("measure it, or use a model of diameter and height")
            })?;
            mass *= positive("crown length", length.0, Metres::UNIT)?.powf(exponent);
        }
        Ok(mass)
    }
}

/// W = a · (D² · H)^b
///
/// with the dry mass W of a part (stem, branch, leaf, root) in kg, D in cm and H in m.
///
/// Source: 汲玉河 et al. 2016, Chinese Journal of Plant Ecology, doi:10.17521/cjpe.2015.0147, Table 1. Limits: trees of Anhui of
/// the species.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiameterHeightAllometry {
    /// The factor a.
    pub factor: f64,
    /// The exponent b.
    pub exponent: f64,
}

impl From<DiameterHeightRows<'_>> for DiameterHeightAllometry {
    fn from(rows: DiameterHeightRows<'_>) -> Self {
        Self { factor: rows.factor.value, exponent: rows.exponent.value }
    }
}

impl DiameterHeightAllometry {
    /// The dry mass of the part, kg.
    ///
    /// # Errors
    /// A measure that is not more than zero.
    pub fn kilograms(&self, tree: &TreeMeasures) -> Result<f64> {
        let diameter = positive("diameter", tree.diameter.0, Centimetres::UNIT)?;
        let height = positive("height", tree.height.0, Metres::UNIT)?;
        Ok(self.factor * (diameter * diameter * height).powf(self.exponent))
    }
}

/// M = factor · ρ · D^exponent (published: 0.3 · ρ · D^(7/3))
///
/// with the dry mass M above ground in kg, the basic wood density ρ in g/cm³ and D in cm.
///
/// Source: Zeng 2018, fitted to 34 species of China. Limits: a fall-back where the species has no model of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GenericAllometry {
    /// The factor.
    pub factor: f64,
    /// The exponent of the diameter.
    pub exponent: f64,
}

impl From<GenericTreeRows<'_>> for GenericAllometry {
    fn from(rows: GenericTreeRows<'_>) -> Self {
        Self { factor: rows.factor.value, exponent: rows.exponent.value }
    }
}

impl GenericAllometry {
    /// The biomass of a tree above ground.
    ///
    /// # Errors
    /// A wood density or a diameter that is not more than zero.
    pub fn biomass(&self, wood_density: f64, diameter: Centimetres) -> Result<AboveGroundBiomass> {
        let density = positive("wood density", wood_density, "g/cm³")?;
        let diameter = positive("diameter", diameter.0, Centimetres::UNIT)?;
        Ok(AboveGroundBiomass(self.factor * density * diameter.powf(self.exponent) / KILOGRAMS_PER_TONNE))
    }
}

/// The dry mass of a tree by part, kg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreeMass {
    /// The stem, or the culm.
    pub stem: f64,
    /// Branches and leaves.
    pub crown: f64,
    /// The roots.
    pub root: f64,
}

impl TreeMass {
    /// Stem and crown.
    #[must_use]
    pub fn above_ground(&self) -> AboveGroundBiomass {
        AboveGroundBiomass((self.stem + self.crown) / KILOGRAMS_PER_TONNE)
    }

    /// Roots.
    #[must_use]
    pub fn below_ground(&self) -> TonnesDryMatter {
        TonnesDryMatter(self.root / KILOGRAMS_PER_TONNE)
    }

    /// Stem, crown and roots.
    #[must_use]
    pub fn total(&self) -> TotalBiomass {
        TotalBiomass((self.stem + self.crown + self.root) / KILOGRAMS_PER_TONNE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::{DiameterHeightTable, GenericTreeTable, TreeBiomassTable, TreePart};

    fn tree(diameter: f64, height: f64, crown_length: f64) -> TreeMeasures {
        TreeMeasures {
            diameter: Centimetres(diameter),
            height: Metres(height),
            crown_length: Some(Metres(crown_length)),
        }
    }

    #[test]
    fn the_models_of_zhejiang_weigh_stem_crown_and_root() {
        let table = TreeBiomassTable::built_in().expect("valid");
        let measured = tree(15.0, 10.0, 4.0);
        for (group, measures, expected) in [
            ("pine", measured, [48.877, 13.554, 15.930]),
            ("fir", measured, [28.630, 12.681, 14.937]),
            ("hardwood", measured, [49.149, 16.110, 20.447]),
            ("dense_hardwood", measured, [64.531, 20.666, 47.726]),
            ("softwood", measured, [23.857, 4.112, 14.117]),
            ("moso", tree(10.0, 12.0, 6.0), [11.952, 3.134, 4.983]),
        ] {
            for (part, expected) in [TreePart::Stem, TreePart::Crown, TreePart::Root].into_iter().zip(expected) {
                let model = Allometry::from(table.equation("zhejiang", group, part).expect("rows"));
                let found = model.kilograms(&measures).expect("a tree");
                assert!((found - expected).abs() < 6e-4, "{group} {part:?}: {found} against {expected}");
            }
        }
    }

    #[test]
    fn a_shrub_is_weighed_as_a_whole() {
        // 2 m high, 3 cm at the ground: 0.4098 · 2^0.5427 · 3^1.0615 = 1.916 kg.
        let table = TreeBiomassTable::built_in().expect("valid");
        let model = Allometry::from(table.equation("zhejiang", "shrub", TreePart::Whole).expect("rows"));
        let mass = model.kilograms(&TreeMeasures { crown_length: None, ..tree(3.0, 2.0, 1.0) }).expect("a shrub");
        assert!((mass - 1.916).abs() < 5e-4, "{mass}");
    }

    #[test]
    fn a_crown_without_its_length_is_refused() {
        let table = TreeBiomassTable::built_in().expect("valid");
        let unmeasured = TreeMeasures { crown_length: None, ..tree(15.0, 10.0, 4.0) };
        let model = |part| Allometry::from(table.equation("zhejiang", "pine", part).expect("rows"));
        assert!(model(TreePart::Crown).kilograms(&unmeasured).is_err());
        assert!(model(TreePart::Stem).kilograms(&unmeasured).is_ok());
    }

    #[test]
    fn the_models_of_anhui_take_diameter_squared_times_height() {
        // Masson pine of 15 cm and 10 m: D²H = 2250; stem 0.0337 · 2250^0.9551 = 53.617 kg.
        let table = DiameterHeightTable::built_in().expect("valid");
        let stem = table.equation("anhui", "masson_pine", TreePart::Stem).expect("rows");
        let mass = DiameterHeightAllometry::from(stem).kilograms(&tree(15.0, 10.0, 4.0)).expect("a tree");
        assert!(
            (mass - 0.0337 * (2250.0_f64.ln() * 0.9551).exp()).abs() < 1e-9 && (53.6..53.7).contains(&mass),
            "{mass}"
        );
        assert!(table.equation("anhui", "castanopsis_eyrei", TreePart::Stem).is_err(), "a row placed by position");
    }

    #[test]
    fn the_generic_model_takes_wood_density() {
        // 0.3 · 0.5 · 8^(7/3) = 0.15 · 128 = 19.2 kg.
        let table = GenericTreeTable::built_in().expect("valid");
        let model = GenericAllometry::from(table.equation("zeng2018").expect("rows"));
        assert!((model.biomass(0.5, Centimetres(8.0)).expect("a tree").0 - 0.0192).abs() < 1e-12);
    }

    #[test]
    fn a_tree_is_the_sum_of_its_parts() {
        let mass = TreeMass { stem: 500.0, crown: 300.0, root: 200.0 };
        assert_eq!((mass.above_ground().0, mass.below_ground().0, mass.total().0), (0.8, 0.2, 1.0));
    }
}
