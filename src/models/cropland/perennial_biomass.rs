//! Woody plants outside forest: orchards, tea, trees in towns.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::units::{Hectares, TonnesC, TonnesCPerHectare, TonnesCPerHectareYear, TonnesCPerYear};

/// A stand of woody plants that grows evenly until it is mature and then holds what it has.
///
/// C(t) = min(G · t, C_max)
///
/// with the growth G in t C/ha/yr and the carbon C_max of a mature stand in t C/ha.
///
/// Source: IPCC 2006 Guidelines, vol. 4, ch. 5 (perennial crops, Tier 1) and ch. 8 (trees in settlements). Limits: pruning and
/// fruit are not in it; a felled stand loses all it held in that year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerennialStand {
    /// The carbon of a mature stand.
    pub mature: TonnesCPerHectare,
    /// The yearly growth until then.
    pub growth: TonnesCPerHectareYear,
}

impl PerennialStand {
    /// The carbon per area at an age.
    ///
    /// # Errors
    /// A negative age, or growth or carbon that is not more than zero.
    pub fn carbon(&self, age: f64) -> Result<TonnesCPerHectare> {
        let growth = positive("growth", self.growth.0, TonnesCPerHectareYear::UNIT)?;
        let mature = positive("carbon of a mature stand", self.mature.0, TonnesCPerHectare::UNIT)?;
        Ok(TonnesCPerHectare(mature.min(growth * not_negative("age of a stand", age, "yr")?)))
    }

    /// The gain of the year that follows an age.
    ///
    /// # Errors
    /// As [`PerennialStand::carbon`], or a negative area.
    pub fn gain(&self, area: Hectares, age: f64) -> Result<TonnesCPerYear> {
        let area = not_negative("area", area.0, Hectares::UNIT)?;
        Ok(TonnesCPerYear(area * (self.carbon(age + 1.0)? - self.carbon(age)?).0))
    }

    /// What is lost where stands of an age are felled.
    ///
    /// # Errors
    /// As [`PerennialStand::carbon`], or a negative area.
    pub fn felling_loss(&self, area: Hectares, age: f64) -> Result<TonnesC> {
        Ok(Hectares(not_negative("area", area.0, Hectares::UNIT)?) * self.carbon(age)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::PerennialBiomassTable;

    #[test]
    fn the_trees_of_a_town_grow_until_they_are_mature() {
        // Pinghu: 22.72 t C/ha at 8.99 · 12/44 = 2.451818 t C/ha/yr: mature in 9.27 years.
        let table = PerennialBiomassTable::built_in().expect("valid");
        let value = |quantity| table.get(["pinghu2024", "urban_trees", quantity]).expect("a row").value;
        let trees = PerennialStand {
            mature: TonnesCPerHectare(value("carbon_density")),
            growth: TonnesCPerHectareYear(value("growth")),
        };
        assert!((trees.gain(Hectares(10.0), 5.0).expect("a gain").0 * 44.0 / 12.0 - 89.9).abs() < 1e-4);
        assert!((trees.carbon(9.0).expect("carbon").0 - 9.0 * 8.99 * 12.0 / 44.0).abs() < 1e-4);
        assert_eq!(trees.carbon(10.0).expect("carbon").0, 22.72);
        assert_eq!(trees.gain(Hectares(10.0), 10.0).expect("a gain").0, 0.0);
        assert!((trees.felling_loss(Hectares(10.0), 40.0).expect("a loss").0 - 227.2).abs() < 1e-9);
        assert!(trees.carbon(-1.0).is_err());
    }
}
