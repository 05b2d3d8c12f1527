//! Credits for the soil carbon of restored marsh and mangrove.

use crate::error::{Error, Result};
use crate::land::Habitat;
use crate::models::checked::{not_negative, share};
use crate::units::{CarbonCredits, Hectares, TonnesCPerHectareYear};

/// The default soil removal of a standard, and the covers between which it rises from nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CreditRate {
    /// The rate at full cover.
    pub rate: TonnesCPerHectareYear,
    /// The cover up to which nothing is credited.
    pub zero_cover: f64,
    /// The cover from which the whole rate is credited.
    pub full_cover: f64,
}

/// CO₂ = A · r · (c − c₀)/(c₁ − c₀) · 44/12, with the last factor but one held between 0 and 1
///
/// with the cover c of vegetation, and the covers c₀ and c₁ of no rate and of the whole rate.
///
/// Source: Verra VM0033 v2.1, section on the default factor of soil carbon: 1.46 t C/ha/yr from 50 % cover, none below 15 %.
/// Limits: a yearly rate, before deductions for carbon from elsewhere, methane, leakage, uncertainty and the buffer. Spartina,
/// which is being cleared, earns nothing.
///
/// # Errors
/// An invasive habitat, a cover that is no share, or covers in the wrong order.
pub fn soil_credit(habitat: Habitat, area: Hectares, cover: f64, rate: &CreditRate) -> Result<CarbonCredits> {
    if habitat.is_invasive() {
        return Err(Error::data(format!("`{}` is invasive: its carbon earns no credit", habitat.name()))
            .hint("account it as a stock; clearing it is a loss"));
    }
    let (cover, zero) = (share("cover", cover)?, share("cover of no rate", rate.zero_cover)?);
    let full = share("cover of the whole rate", rate.full_cover)?;
    if !(zero < full) {
        return Err(Error::data(format!("found a cover of no rate of {zero}, expected one below {full}")));
    }
    let part = ((cover - zero) / (full - zero)).clamp(0.0, 1.0);
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    let rate = not_negative("rate of a credit", rate.rate.0, TonnesCPerHectareYear::UNIT)?;
    Ok(CarbonCredits(area * rate * part * 44.0 / 12.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::{SoilAccumulationTable, WetlandManagementTable};

    fn vm0033() -> CreditRate {
        let rates = SoilAccumulationTable::built_in().expect("valid");
        let covers = WetlandManagementTable::built_in().expect("valid");
        let cover = |quantity| covers.get(["vm0033", quantity, "any"]).expect("a row").value;
        CreditRate {
            rate: TonnesCPerHectareYear(
                rates.get(["salt_marsh", "soil_organic_carbon", "world", "vm0033"]).expect("a row").value,
            ),
            zero_cover: cover("zero_rate_cover"),
            full_cover: cover("full_rate_cover"),
        }
    }

    #[test]
    fn the_rate_rises_with_cover() {
        let credit = |cover| soil_credit(Habitat::Reed, Hectares(1.0), cover, &vm0033()).expect("a credit").0;
        // 1.46 · 44/12 = 5.353333 t CO2/ha/yr from 50 %; half of it at 32.5 %; none at 15 %.
        for (cover, part) in [(0.0, 0.0), (0.15, 0.0), (0.325, 0.5), (0.5, 1.0), (1.0, 1.0)] {
            assert!((credit(cover) - part * 1.46 * 44.0 / 12.0).abs() < 1e-9, "{cover}");
        }
    }

    #[test]
    fn spartina_earns_nothing() {
        let message = soil_credit(Habitat::Spartina, Hectares(1.0), 0.9, &vm0033()).expect_err("invasive").to_string();
        assert!(message.contains("`spartina` is invasive"), "{message}");
        assert!(soil_credit(Habitat::Reed, Hectares(1.0), 90.0, &vm0033()).is_err());
    }
}
