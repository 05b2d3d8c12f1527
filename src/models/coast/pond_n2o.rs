//! Nitrous oxide of fish ponds.

use crate::error::Result;
use crate::models::checked::not_negative;
use crate::units::{TonnesN2O, TonnesWet};

/// N₂O = F · EF · 44/28
///
/// with the fish produced in a year, t, and the factor in kg N2O-N per kg of fish.
///
/// Source: IPCC 2013 Wetlands Supplement, Eq. 4.10 and Table 4.15.
///
/// # Errors
/// A negative production or factor.
pub fn pond_nitrous_oxide(fish: TonnesWet, nitrogen_per_fish: f64) -> Result<TonnesN2O> {
    let fish = not_negative("production of fish", fish.0, TonnesWet::UNIT)?;
    Ok(TonnesN2O(fish * not_negative("emission factor", nitrogen_per_fish, "kg N2O-N/kg")? * 44.0 / 28.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::PondTable;

    #[test]
    fn the_fish_of_the_cages_of_xiangshan() {
        // 3300 t · 0.00169 · 44/28 = 8.763857 t N2O.
        let table = PondTable::built_in().expect("valid");
        let factor = table.get(["ipcc2013", "n2o_n_per_fish", "any"]).expect("a row").value;
        let emission = pond_nitrous_oxide(TonnesWet(3300.0), factor).expect("an emission");
        assert!((emission.0 - 3300.0 * 0.00169 * 44.0 / 28.0).abs() < 1e-12 && (emission.0 - 8.763_857).abs() < 1e-6);
        assert!(pond_nitrous_oxide(TonnesWet(-1.0), factor).is_err());
    }
}
