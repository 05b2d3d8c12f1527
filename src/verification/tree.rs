//! Stem volume and biomass of single trees.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::Result;
use crate::models::{Allometry, DiameterHeightAllometry, GenericAllometry, TreeMass, TreeMeasures, TreeVolume};
use crate::parameters::forest::TreePart::{self, Crown, Root, Stem, Whole};
use crate::parameters::forest::{DiameterHeightTable, GenericTreeTable, TreeBiomassTable, TreeVolumeTable};
use crate::units::{Centimetres, Metres};

const LY_208: Method = Method {
    file: "models/tree_volume.rs",
    source: "by hand from V = a D^b H^c, LY 208-77 in public code",
    unit: "m³",
    tolerance: Absolute(5.1e-6),
};

const ANHUI_VOLUME: Method =
    Method { source: "by hand from V = a D^b H^c, DB34/T 3345-2019 of Anhui in public code", ..LY_208 };

const FUJIAN_VOLUME: Method =
    Method { source: "by hand from V = a D^b H^c, DB35/T 1823-2019 of Fujian in public code", ..LY_208 };

const GUANGXI_VOLUME: Method =
    Method { source: "by hand from V = a D^b H^c, volume table of Guangxi in public code", ..LY_208 };

const ZHEJIANG: Method = Method {
    file: "models/tree_biomass.rs",
    source: "by hand from W = a H^h D^d L^l, 袁位高 等 2009 in 戴巍 等 2017 and ChinaXiv-201711.00073V1, Table 1",
    unit: "kg",
    tolerance: Absolute(6e-4),
};

const ANHUI: Method = Method {
    file: "models/tree_biomass.rs",
    source: "by hand from W = a (D² H)^b, 汲玉河 等 2016, doi:10.17521/cjpe.2015.0147, Table 1",
    unit: "kg",
    tolerance: Relative(1e-9),
};

const GENERIC: Method = Method {
    file: "models/tree_biomass.rs",
    source: "by hand from M = 0.3 ρ D^(7/3), Zeng 2018",
    unit: "t d.m.",
    tolerance: Relative(1e-9),
};

const PARTS: Method = Method {
    file: "models/tree_biomass.rs",
    source: "by hand: a tree is the sum of its parts",
    unit: "t d.m.",
    tolerance: Relative(1e-12),
};

fn volume(set: &str, group: &str) -> Result<f64> {
    let table = TreeVolumeTable::built_in()?;
    Ok(TreeVolume::from(table.equation(set, group)?).volume(Centimetres(20.0), Metres(15.0))?.0)
}

/// A tree of 15 cm and 10 m with a crown of 4 m.
const TREE: TreeMeasures =
    TreeMeasures { diameter: Centimetres(15.0), height: Metres(10.0), crown_length: Some(Metres(4.0)) };
const MOSO: TreeMeasures =
    TreeMeasures { diameter: Centimetres(10.0), height: Metres(12.0), crown_length: Some(Metres(6.0)) };
const SHRUB: TreeMeasures = TreeMeasures { diameter: Centimetres(3.0), height: Metres(2.0), crown_length: None };

fn zhejiang(group: &str, part: TreePart, tree: &TreeMeasures) -> Result<f64> {
    let table = TreeBiomassTable::built_in()?;
    Allometry::from(table.equation("zhejiang", group, part)?).kilograms(tree)
}

fn anhui(group: &str, part: TreePart) -> Result<f64> {
    let table = DiameterHeightTable::built_in()?;
    DiameterHeightAllometry::from(table.equation("anhui", group, part)?).kilograms(&TREE)
}

fn generic() -> Result<f64> {
    let table = GenericTreeTable::built_in()?;
    Ok(GenericAllometry::from(table.equation("zeng2018")?).biomass(0.5, Centimetres(8.0))?.0)
}

const MASS: TreeMass = TreeMass { stem: 500.0, crown: 300.0, root: 150.0 };

pub(super) const CASES: &[Case] = &[
    LY_208.case("stem of Chinese fir, 20 cm, 15 m", 0.24352, || volume("ly208", "chinese_fir")),
    LY_208.case("stem of Masson pine, 20 cm, 15 m", 0.21562, || volume("ly208", "masson_pine")),
    LY_208.case("stem of broadleaf, 20 cm, 15 m", 0.22734, || volume("ly208", "broadleaf")),
    LY_208.case("stem of oak, 20 cm, 15 m", 0.19271, || volume("ly208", "oak")),
    ANHUI_VOLUME.case("stem of Masson pine of Anhui, 20 cm, 15 m", 0.20646, || volume("anhui", "masson_pine")),
    FUJIAN_VOLUME.case("stem of Chinese fir of Fujian, 20 cm, 15 m", 0.23261, || volume("fujian", "chinese_fir")),
    FUJIAN_VOLUME.case("stem of Masson pine of Fujian, 20 cm, 15 m", 0.22772, || volume("fujian", "masson_pine")),
    FUJIAN_VOLUME.case("stem of broadleaf of Fujian, 20 cm, 15 m", 0.23550, || volume("fujian", "broadleaf")),
    FUJIAN_VOLUME.case("stem of other conifer of Fujian, 20 cm, 15 m", 0.21747, || volume("fujian", "other_conifer")),
    GUANGXI_VOLUME.case("stem of Chinese fir of Guangxi, 20 cm, 15 m", 0.23855, || volume("guangxi", "chinese_fir")),
    GUANGXI_VOLUME.case("stem of pine of Guangxi, 20 cm, 15 m", 0.22034, || volume("guangxi", "pine")),
    GUANGXI_VOLUME.case("stem of broadleaf of Guangxi, 20 cm, 15 m", 0.23184, || volume("guangxi", "broadleaf")),
    ZHEJIANG.case("stem of pine, 15 cm, 10 m", 48.877, || zhejiang("pine", Stem, &TREE)),
    ZHEJIANG.case("crown of pine, 15 cm, crown of 4 m", 13.554, || zhejiang("pine", Crown, &TREE)),
    ZHEJIANG.case("root of pine, 15 cm, 10 m", 15.930, || zhejiang("pine", Root, &TREE)),
    ZHEJIANG.case("stem of fir, 15 cm, 10 m", 28.630, || zhejiang("fir", Stem, &TREE)),
    ZHEJIANG.case("crown of fir, 15 cm, crown of 4 m", 12.681, || zhejiang("fir", Crown, &TREE)),
    ZHEJIANG.case("root of fir, 15 cm, 10 m", 14.937, || zhejiang("fir", Root, &TREE)),
    ZHEJIANG.case("stem of hardwood, 15 cm, 10 m", 49.149, || zhejiang("hardwood", Stem, &TREE)),
    ZHEJIANG.case("crown of hardwood, 15 cm, crown of 4 m", 16.110, || zhejiang("hardwood", Crown, &TREE)),
    ZHEJIANG.case("root of hardwood, 15 cm, 10 m", 20.447, || zhejiang("hardwood", Root, &TREE)),
    ZHEJIANG.case("stem of dense hardwood, 15 cm, 10 m", 64.531, || zhejiang("dense_hardwood", Stem, &TREE)),
    ZHEJIANG.case("crown of dense hardwood, 15 cm, crown of 4 m", 20.666, || zhejiang("dense_hardwood", Crown, &TREE)),
    ZHEJIANG.case("root of dense hardwood, 15 cm, 10 m", 47.726, || zhejiang("dense_hardwood", Root, &TREE)),
    ZHEJIANG.case("stem of softwood, 15 cm, 10 m", 23.857, || zhejiang("softwood", Stem, &TREE)),
    ZHEJIANG.case("crown of softwood, 15 cm, crown of 4 m", 4.112, || zhejiang("softwood", Crown, &TREE)),
    ZHEJIANG.case("root of softwood, 15 cm, 10 m", 14.117, || zhejiang("softwood", Root, &TREE)),
    ZHEJIANG.case("culm of Moso, 10 cm, 12 m", 11.952, || zhejiang("moso", Stem, &MOSO)),
    ZHEJIANG.case("crown of Moso, 10 cm, crown of 6 m", 3.134, || zhejiang("moso", Crown, &MOSO)),
    ZHEJIANG.case("below ground of Moso, 10 cm, 12 m", 4.983, || zhejiang("moso", Root, &MOSO)),
    ZHEJIANG.case("shrub, 3 cm, 2 m", 1.916, || zhejiang("shrub", Whole, &SHRUB)),
    ANHUI.case("stem of Masson pine, 15 cm, 10 m", 53.616_618_938_4, || anhui("masson_pine", Stem)),
    GENERIC.case("above ground, 0.5 g/cm³, 8 cm", 0.0192, generic),
    PARTS.case("above ground of 500 and 300 kg", 0.8, || Ok(MASS.above_ground().0)),
    PARTS.case("below ground of 150 kg", 0.15, || Ok(MASS.below_ground().0)),
    PARTS.case("total of 500, 300 and 150 kg", 0.95, || Ok(MASS.total().0)),
];
