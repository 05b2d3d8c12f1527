//! Stem volume of a tree from its diameter and height.

use super::checked::positive;
use crate::error::Result;
use crate::parameters::forest::TreeVolumeRows;
use crate::units::{Centimetres, CubicMetres, Metres};

/// V = a · D^b · H^c
///
/// with the stem volume V in m³, the diameter at breast height D in cm and the height H in m: the form of China's two-way
/// volume tables (LY 208-77 and the provincial standards).
///
/// Limits: for trees of the table's own region and for diameters of at least 5 cm, below which survey tables do not go. The
/// table of Zhejiang was not found; what is used in its place comes from the nation or a neighbouring province.
///
/// ```
/// use tanhui::models::TreeVolume;
/// use tanhui::parameters::forest::TreeVolumeTable;
/// use tanhui::units::{Centimetres, Metres};
///
/// let table = TreeVolumeTable::built_in()?;
/// let fir = TreeVolume::from(table.equation("ly208", "chinese_fir")?);
/// assert!((fir.volume(Centimetres(20.0), Metres(15.0))?.0 - 0.24352).abs() < 5e-6);
/// # Ok::<(), tanhui::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreeVolume {
    /// The factor a.
    pub factor: f64,
    /// The exponent b of the diameter.
    pub diameter_exponent: f64,
    /// The exponent c of the height.
    pub height_exponent: f64,
}

impl From<TreeVolumeRows<'_>> for TreeVolume {
    fn from(rows: TreeVolumeRows<'_>) -> Self {
        Self {
            factor: rows.factor.value,
            diameter_exponent: rows.diameter_exponent.value,
            height_exponent: rows.height_exponent.value,
        }
    }
}

impl TreeVolume {
    /// The stem volume of a tree.
    ///
    /// # Errors
    /// A diameter or height that is not more than zero.
    pub fn volume(&self, diameter: Centimetres, height: Metres) -> Result<CubicMetres> {
        let diameter = positive("diameter", diameter.0, Centimetres::UNIT)?;
        let height = positive("height", height.0, Metres::UNIT)?;
        Ok(CubicMetres(self.factor * diameter.powf(self.diameter_exponent) * height.powf(self.height_exponent)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::TreeVolumeTable;

    #[test]
    fn a_tree_of_20_cm_and_15_m_has_the_volume_of_each_table() {
        let table = TreeVolumeTable::built_in().expect("valid");
        for (set, group, volume) in [
            ("ly208", "chinese_fir", 0.24352),
            ("ly208", "masson_pine", 0.21562),
            ("ly208", "broadleaf", 0.22734),
            ("ly208", "oak", 0.19271),
            ("anhui", "masson_pine", 0.20646),
            ("fujian", "chinese_fir", 0.23261),
            ("fujian", "masson_pine", 0.22772),
            ("fujian", "broadleaf", 0.23550),
            ("fujian", "other_conifer", 0.21747),
            ("guangxi", "chinese_fir", 0.23855),
            ("guangxi", "pine", 0.22034),
            ("guangxi", "broadleaf", 0.23184),
        ] {
            let equation = TreeVolume::from(table.equation(set, group).expect("rows"));
            let found = equation.volume(Centimetres(20.0), Metres(15.0)).expect("a tree").0;
            assert!((found - volume).abs() < 5.1e-6, "{set} {group}: {found} against {volume}");
        }
    }

    #[test]
    fn a_tree_without_a_diameter_has_no_volume() {
        let equation = TreeVolume { factor: 6e-5, diameter_exponent: 1.9, height_exponent: 0.9 };
        for diameter in [0.0, -1.0, f64::NAN] {
            let message = equation.volume(Centimetres(diameter), Metres(10.0)).expect_err("no tree").to_string();
            assert!(message.contains("diameter"), "{message}");
        }
    }
}
