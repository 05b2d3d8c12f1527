//! Carbon in harvested bivalves.

use super::HarvestMass;
use crate::error::{Error, Result};
use crate::models::checked::share;
use crate::parameters::coast::BivalveRows;
use crate::units::MaricultureCarbon;

/// What is made of the carbon in shells, on which science is of several minds: making a shell gives off carbon dioxide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ShellAccounting {
    /// Counted in full, as the Chinese standards' coefficients do.
    Standard,
    /// Left out.
    Exclude,
    /// Counted, less the carbon dioxide that was given off when it was made.
    Net {
        /// Moles of carbon dioxide given off per mole of calcium carbonate.
        released: f64,
    },
}

/// The carbon of a harvest of bivalves, soft tissue and shell apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BivalveCarbon {
    /// In soft tissue.
    pub soft: MaricultureCarbon,
    /// In shells.
    pub shell: MaricultureCarbon,
}

impl BivalveCarbon {
    /// What is counted: soft + shell, soft, or soft + (1 − released) · shell.
    ///
    /// # Errors
    /// A release that is no share.
    pub fn counted(&self, accounting: ShellAccounting) -> Result<MaricultureCarbon> {
        let part = match accounting {
            ShellAccounting::Standard => 1.0,
            ShellAccounting::Exclude => 0.0,
            ShellAccounting::Net { released } => {
                1.0 - share("release of carbon dioxide per shell carbonate", released)?
            }
        };
        Ok(self.soft + self.shell * part)
    }
}

/// C = P · r · (w_soft · c_soft + w_shell · c_shell), with w_soft + w_shell = 1
///
/// with the harvest P, its dry matter per wet mass r, the shares w of soft tissue and shell in dry matter, and their carbon
/// contents c.
///
/// Source: HY/T 0305-2021 by its definitions (its tables were not to be had); coefficients of 孙康 et al. 2020, 地理研究 39(11),
/// Table 2. Limits: carbon taken out of the water, mostly for a short time; production alone is no sink; never beside an area
/// account of the same ponds and flats.
///
/// # Errors
/// A negative harvest, or shares that are not the whole animal.
pub fn bivalve_carbon(harvest: HarvestMass, rows: &BivalveRows<'_>) -> Result<BivalveCarbon> {
    let (soft, shell) = (rows.soft_share.value, rows.shell_share.value);
    if !((soft + shell - 1.0).abs() < 1e-6) {
        return Err(Error::data(format!("soft tissue of {soft} and shell of {shell} are not the whole animal"))
            .hint("the two shares of dry matter must add up to 1"));
    }
    let dry = harvest.dry(rows.dry_share.value)?;
    let carbon = |part: f64, fraction: f64| {
        Ok(MaricultureCarbon(dry * share("part of a bivalve", part)? * share("carbon fraction", fraction)?))
    };
    Ok(BivalveCarbon { soft: carbon(soft, rows.carbon_soft.value)?, shell: carbon(shell, rows.carbon_shell.value)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::MaricultureTable;
    use crate::units::TonnesWet;

    #[test]
    fn ten_thousand_tonnes_of_oysters_by_three_ways_of_counting_shells() {
        // 10,000 t: 674 t CO2 in soft tissue and 2841 in shells; net of 0.6, 674 + 0.4 · 2841.
        let table = MaricultureTable::built_in().expect("valid").allow_unverified(true);
        let rows = table.bivalve("sun2020", "oyster").expect("rows");
        let carbon = bivalve_carbon(HarvestMass::Wet(TonnesWet(10_000.0)), &rows).expect("a harvest");
        assert!((carbon.soft.0 - 10_000.0 * 0.651 * 0.0614 * 0.4598).abs() < 1e-9);
        let released = table.get(["carbonate-chemistry", "any", "co2_per_shell_carbonate"]).expect("a row").value;
        let dioxide = |accounting| carbon.counted(accounting).expect("a share").0 * 44.0 / 12.0;
        assert!((dioxide(ShellAccounting::Standard) - 3515.0).abs() < 0.5);
        assert!((dioxide(ShellAccounting::Exclude) - 674.0).abs() < 0.5);
        assert!((dioxide(ShellAccounting::Net { released }) - (674.0 + 0.4 * 2841.0)).abs() < 1.0);
        assert!(carbon.counted(ShellAccounting::Net { released: 60.0 }).is_err());
    }

    #[test]
    fn each_species_holds_the_carbon_of_its_derived_column() {
        let table = MaricultureTable::built_in().expect("valid").allow_unverified(true);
        for (species, expected) in [
            ("clam", 0.06401),
            ("scallop", 0.10166),
            ("oyster", 0.09586),
            ("mussel", 0.10934),
            ("other_bivalve", 0.09722),
        ] {
            let rows = table.bivalve("sun2020", species).expect("rows");
            let carbon = bivalve_carbon(HarvestMass::Wet(TonnesWet(1.0)), &rows).expect("a harvest");
            let found = carbon.counted(ShellAccounting::Standard).expect("counted").0;
            assert!((found - expected).abs() < 1.1e-5, "{species}: {found}");
        }
    }
}
