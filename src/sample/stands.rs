//! Stands: patches of a few hectares with one forest type, one age group and one quality of site.

use super::land_cover::speckle;
use super::noise::{Patch, noise};
use super::scene::Scene;
use super::tables::StandType;
use crate::error::{Error, Result};
use crate::land::ClassScheme;

/// The growth of growing stock per area, per year: with no change of area, 2020 is this much less, twice.
const ANNUAL_GROWTH: f64 = 0.023;
const YEARS_2020_TO_2022: i32 = 2;

/// Shares of the age groups, young to over-mature.
const AGE_SHARES: [f64; 5] = [0.24, 0.42, 0.18, 0.11, 0.05];

/// Growth by age group relative to the mean weighted by stock: young stands grow faster than old ones.
const VIGOUR: [f64; 6] = [1.0, 1.9, 1.2, 0.85, 0.6, 0.35];

/// What grows in a stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StandKind {
    /// Trees: the index of a type in the table.
    Arbor(usize),
    Bamboo,
    SpecialShrub,
}

/// A stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand {
    pub(super) kind: StandKind,
    /// 1 young to 5 over-mature; 0 unless arbor.
    pub(super) age_group: u8,
    /// Growing stock in 2022 before it is scaled to the county, m³/ha; 0 unless arbor.
    pub(super) stock: f64,
    /// The height of its seed point, m.
    pub(super) elevation: f64,
}

/// The table of stand types with the codes of `forest_type`.
#[derive(Debug)]
pub(super) struct StandTable {
    codes: Vec<u8>,
    bamboo: u8,
    special_shrub: u8,
    stocks: Vec<[f64; 5]>,
    shares: Vec<(f64, f64)>,
}

impl StandTable {
    pub(super) fn new(types: &[StandType]) -> Result<Self> {
        let scheme = forest_types();
        let code = |id: &str| {
            let class = scheme.by_id(id).ok_or_else(|| Error::internal(format!("no forest type `{id}`")))?;
            u8::try_from(class.code).map_err(Error::internal)
        };
        Ok(Self {
            codes: types.iter().map(|stand| code(&stand.forest_type)).collect::<Result<_>>()?,
            bamboo: code("bamboo")?,
            special_shrub: code("special_shrub")?,
            stocks: types.iter().map(StandType::stocks).collect(),
            shares: types.iter().map(|stand| (stand.share_foot, stand.share_crest)).collect(),
        })
    }

    /// The code of the forest type.
    pub(super) fn code(&self, kind: StandKind) -> u8 {
        match kind {
            StandKind::Arbor(index) => self.codes[index],
            StandKind::Bamboo => self.bamboo,
            StandKind::SpecialShrub => self.special_shrub,
        }
    }
}

/// Stands met lately: neighbouring pixels share them.
#[derive(Debug)]
pub(super) struct StandCache(Vec<Option<(i32, i32, Stand)>>);

impl StandCache {
    const PLACES: usize = 4_096;

    pub(super) fn new() -> Self {
        Self(vec![None; Self::PLACES])
    }

    /// The stand of a patch, were it forest.
    pub(super) fn stand(&mut self, scene: &Scene, patch: &Patch) -> Stand {
        let Patch { column, row, .. } = *patch;
        let place = &mut self.0[(column & 63).cast_unsigned() as usize * 64 + (row & 63).cast_unsigned() as usize];
        match place {
            Some((known_column, known_row, stand)) if (*known_column, *known_row) == (column, row) => *stand,
            _ => {
                let stand = scene.stand(patch);
                *place = Some((column, row, stand));
                stand
            }
        }
    }
}

/// The scheme of the forest-type raster.
pub(super) fn forest_types() -> ClassScheme {
    ClassScheme::from_csv("forest_type", include_str!("../../parameters/land_classes/forest_type.csv"))
        .expect("the embedded scheme is valid: a unit test reads it")
}

/// The scheme of the age-group raster.
pub(super) fn age_groups() -> ClassScheme {
    ClassScheme::from_csv("age_group", include_str!("../../parameters/land_classes/age_group.csv"))
        .expect("the embedded scheme is valid: a unit test reads it")
}

impl Scene {
    /// The stand of a patch, were it forest.
    pub(super) fn stand(&self, patch: &Patch) -> Stand {
        let (x, y) = (patch.x, patch.y);
        let elevation = self.detail.land(x, y).elevation;
        let none = Stand { kind: StandKind::Bamboo, age_group: 0, stock: 0.0, elevation };
        // Bamboo grows in groves on the lower and middle slopes, shrub at the foot and near the sea.
        let bamboo = 0.62 * noise(x, y, 3_900.0, 141) + 0.38 * patch.uniform(142);
        if bamboo > 0.655 && elevation > 25.0 && elevation < 520.0 {
            return none;
        }
        let shrub =
            0.55 * noise(x, y, 3_300.0, 143) + 0.45 * patch.uniform(144) + (0.12 - elevation / 900.0).max(-0.05);
        if shrub > 0.70 {
            return Stand { kind: StandKind::SpecialShrub, ..none };
        }
        let index = self.arbor_type(patch, elevation);
        let age = pick(&AGE_SHARES, patch.uniform(146));
        let site = (0.7 + 0.6 * patch.uniform(147)) * (0.8 + 0.4 * noise(x, y, 7_100.0, 148));
        Stand {
            kind: StandKind::Arbor(index),
            age_group: u8::try_from(age + 1).expect("five groups"),
            stock: self.stand_table.stocks[index][age] * site,
            elevation,
        }
    }

    fn arbor_type(&self, patch: &Patch, elevation: f64) -> usize {
        let height = (elevation / 500.0).min(1.0);
        let mut shares = [0.0; 16];
        for ((share, (foot, crest)), stream) in shares.iter_mut().zip(&self.stand_table.shares).zip(150..) {
            // Each type has its home valleys.
            let home = noise(patch.x, patch.y, 5_300.0, stream);
            *share = (foot * (1.0 - height) + crest * height) * (0.1 + 4.0 * home.powi(4));
        }
        pick(&shares[..self.stand_table.shares.len()], patch.uniform(145))
    }

    /// Growing stock of a stand at a point, m³/ha, in 2022 before it is scaled to the county.
    pub(super) fn stock(&self, stand: &Stand, x: f64, y: f64) -> f64 {
        if stand.stock == 0.0 {
            return 0.0;
        }
        stand.stock * (0.9 + 0.2 * speckle(x, y)) * self.regional(x, y).1
    }
}

/// The ratio of growing stock per area in 2020 to that in 2022.
pub(super) fn stock_2020_to_2022(stand: &Stand) -> f64 {
    (1.0 + ANNUAL_GROWTH * VIGOUR[usize::from(stand.age_group)]).powi(-YEARS_2020_TO_2022)
}

/// The index whose share of the whole holds `chance` (0–1).
fn pick(shares: &[f64], chance: f64) -> usize {
    let mut left = chance * shares.iter().sum::<f64>();
    shares
        .iter()
        .position(|share| {
            left -= share;
            left < 0.0
        })
        .unwrap_or(shares.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemes_of_forest_types_and_age_groups_can_be_read() {
        assert_eq!(forest_types().classes().count(), 15);
        assert_eq!(age_groups().classes().count(), 6);
    }

    #[test]
    fn shares_are_picked_in_proportion() {
        assert_eq!(pick(&[0.25, 0.25, 0.5], 0.3), 1);
        assert_eq!(pick(&[0.25, 0.25, 0.5], 0.9999), 2);
    }
}
