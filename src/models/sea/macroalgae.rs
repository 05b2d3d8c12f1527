//! Carbon in harvested macroalgae.

use super::HarvestMass;
use crate::error::Result;
use crate::models::checked::share;
use crate::parameters::coast::MacroalgaRows;
use crate::units::MaricultureCarbon;

/// C = P · r · c
///
/// with the harvest P, its dry matter per wet mass r and the carbon c of dry matter.
///
/// Source: HY/T 0305-2021 by its definitions (its tables were not to be had); coefficients of 孙康 et al. 2020, 地理研究 39(11),
/// Table 2. Limits: the carbon content of kelp falls while it grows; carbon taken out of the water, mostly for a short time.
///
/// # Errors
/// A negative harvest, or contents that are no shares.
pub fn macroalga_carbon(harvest: HarvestMass, rows: &MacroalgaRows<'_>) -> Result<MaricultureCarbon> {
    Ok(MaricultureCarbon(harvest.dry(rows.dry_share.value)? * share("carbon fraction", rows.carbon.value)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::MaricultureTable;
    use crate::units::{TonnesDryMatter, TonnesWet};

    fn dioxide(species: &str, harvest: HarvestMass) -> f64 {
        let table = MaricultureTable::built_in().expect("valid");
        let rows = table.macroalga("sun2020", species).expect("rows");
        macroalga_carbon(harvest, &rows).expect("a harvest").0 * 44.0 / 12.0
    }

    #[test]
    fn the_nori_of_xiangshan_dry_or_wet() {
        // 4200 t of 2020: 4218 t CO2 if it was weighed dry, 844 if wet.
        assert!((dioxide("nori", HarvestMass::Dry(TonnesDryMatter(4200.0))) - 4218.0).abs() < 0.1);
        assert!((dioxide("nori", HarvestMass::Wet(TonnesWet(4200.0))) - 843.6).abs() < 0.1);
    }

    #[test]
    fn the_kelp_of_xiangshan() {
        // 5000 mu of 0.5 to 0.75 t dry: 2860 to 4290 t CO2; a tonne wet holds 0.2288.
        assert!((dioxide("kelp", HarvestMass::Dry(TonnesDryMatter(2500.0))) - 2860.0).abs() < 0.1);
        assert!((dioxide("kelp", HarvestMass::Wet(TonnesWet(1.0))) - 0.2288).abs() < 1e-12);
    }
}
