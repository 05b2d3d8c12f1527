//! A sub-compartment.

use std::sync::Arc;

use crate::land::forest::{AgeGroup, ForestLand, ForestPurpose, Origin, SpeciesGroup};
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};

/// A code as a layer holds it and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding<T> {
    /// The code as written; none where there is no value.
    pub code: Option<Arc<str>>,
    /// The meaning; none where there is no code or an unknown one.
    pub meaning: Option<T>,
    /// Whether nobody has seen the code with this meaning in a text.
    pub is_unverified: bool,
}

impl<T> Coding<T> {
    /// Whether there is a code that its table does not know.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.code.is_some() && self.meaning.is_none()
    }
}

impl<T> Default for Coding<T> {
    fn default() -> Self {
        Self { code: None, meaning: None, is_unverified: false }
    }
}

/// A sub-compartment (小班) as recorded, in hectares whatever the unit in the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SubCompartment {
    /// The feature's number in the file.
    pub feature: u64,
    /// What identifies it: the values of the id fields, joined by `-`.
    pub id: String,
    /// The county's code.
    pub county: Option<Arc<str>>,
    /// The township's code.
    pub township: Option<Arc<str>>,
    /// The area that the survey records.
    pub recorded_area: Option<Hectares>,
    /// The part of it that the stand covers, where recorded.
    pub effective_area: Option<Hectares>,
    /// The area of the polygon on the ellipsoid; zero where there is no polygon.
    pub geodesic_area: Hectares,
    /// The land class.
    pub land: Coding<ForestLand>,
    /// The dominant species.
    pub species: Coding<SpeciesGroup>,
    /// The age group.
    pub age_group: Coding<AgeGroup>,
    /// The origin.
    pub origin: Coding<Origin>,
    /// The purpose, and with it the category.
    pub purpose: Coding<ForestPurpose>,
    /// Canopy closure, 0 to 1.
    pub canopy_closure: Option<f64>,
    /// Mean diameter at breast height, cm.
    pub diameter: Option<f64>,
    /// Mean height, m.
    pub height: Option<f64>,
    /// Mean age, a.
    pub age: Option<f64>,
    /// Growing stock per hectare.
    pub volume_per_hectare: Option<CubicMetresPerHectare>,
    /// Growing stock as recorded for the whole sub-compartment.
    pub recorded_volume: Option<CubicMetres>,
    /// Stems, or culms of bamboo, per hectare.
    pub stems_per_hectare: Option<f64>,
}

impl SubCompartment {
    /// The area that accounts use: as recorded, for that is what the survey answers for.
    #[must_use]
    pub fn area(&self) -> Hectares {
        self.recorded_area.unwrap_or(self.geodesic_area)
    }

    /// The growing stock: as recorded, or else per hectare times the area that the stand covers.
    #[must_use]
    pub fn volume(&self) -> Option<CubicMetres> {
        self.recorded_volume.or_else(|| self.computed_volume())
    }

    /// The growing stock per hectare times the area that the stand covers.
    #[must_use]
    pub fn computed_volume(&self) -> Option<CubicMetres> {
        Some(self.effective_area.unwrap_or(self.area()) * self.volume_per_hectare?)
    }

    /// Whether any of its codes has a meaning that nobody has seen in a text.
    #[must_use]
    pub fn has_unverified_code(&self) -> bool {
        self.land.is_unverified
            || self.species.is_unverified
            || self.age_group.is_unverified
            || self.origin.is_unverified
            || self.purpose.is_unverified
    }

    /// The culms or stems of the area that the stand covers.
    #[must_use]
    pub fn stems(&self) -> Option<f64> {
        Some(self.effective_area.unwrap_or(self.area()).0 * self.stems_per_hectare?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_volume_goes_before_the_computed_one() {
        let mut stand = SubCompartment {
            recorded_area: Some(Hectares(4.0)),
            effective_area: Some(Hectares(3.0)),
            volume_per_hectare: Some(CubicMetresPerHectare(60.0)),
            ..SubCompartment::default()
        };
        assert_eq!(stand.volume(), Some(CubicMetres(3.0 * 60.0)));
        stand.recorded_volume = Some(CubicMetres(170.0));
        assert_eq!(stand.volume(), Some(CubicMetres(170.0)));
    }
}
