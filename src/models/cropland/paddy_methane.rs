//! Methane of paddy.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::units::{Hectares, TonnesCh4};

/// Organic matter put on a paddy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amendment {
    /// How much, t/ha: dry for straw, fresh for the rest.
    pub rate: f64,
    /// Its conversion factor, as to straw shortly before cultivation.
    pub factor: f64,
}

/// A season of paddy.
#[derive(Debug, Clone, PartialEq)]
pub struct PaddySeason {
    /// The baseline factor, kg CH4/ha/d: flooded throughout, not flooded before, nothing put on.
    pub baseline: f64,
    /// The days of cultivation.
    pub days: f64,
    /// The factor of the water regime in the season.
    pub water_regime: f64,
    /// The factor of the water before the season.
    pub before_season: f64,
    /// What is put on.
    pub amendments: Vec<Amendment>,
    /// The exponent of the amendments' factor.
    pub amendment_exponent: f64,
}

/// CH₄ = A · t · EF_c · SF_w · SF_p · SF_o, SF_o = (1 + Σ ROA · CFOA)^0.59
///
/// with the baseline EF_c in kg CH4/ha/d, days t, factors of water SF, and amendments ROA in t/ha with their factors CFOA.
///
/// Source: IPCC 2019 Refinement, vol. 4, Eq. 5.1 to 5.3 and Tables 5.11 to 5.14. Limits: one season; add seasons and fields.
///
/// # Errors
/// A negative measure, or a baseline or period that is not more than zero.
pub fn paddy_methane(area: Hectares, season: &PaddySeason) -> Result<TonnesCh4> {
    let area = not_negative("area", area.0, Hectares::UNIT)?;
    let baseline = positive("baseline factor", season.baseline, "kg CH4/ha/d")?;
    let days = positive("cultivation period", season.days, "d")?;
    let water = not_negative("factor of the water regime", season.water_regime, "1")?;
    let before = not_negative("factor of the water before the season", season.before_season, "1")?;
    let mut organic = 1.0;
    for Amendment { rate, factor } in &season.amendments {
        organic += not_negative("amendment", *rate, "t/ha")? * not_negative("factor of an amendment", *factor, "1")?;
    }
    let scaled = organic.powf(not_negative("exponent of amendments", season.amendment_exponent, "1")?);
    Ok(TonnesCh4(area * days * baseline * water * before * scaled / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::coast::PaddyMethaneTable;

    fn season(region: &str, regime: &str) -> PaddySeason {
        let table = PaddyMethaneTable::built_in().expect("valid").allow_unverified(true);
        let value = |quantity, class| table.get(["ipcc2019", quantity, class]).expect("a row").value;
        PaddySeason {
            baseline: value("baseline", region),
            days: value("cultivation_period", region),
            water_regime: value("water_regime", regime),
            before_season: value("before_season", "not_flooded_under_180d"),
            amendments: Vec::new(),
            amendment_exponent: value("amendment_exponent", "any"),
        }
    }

    #[test]
    fn a_season_of_east_asia_drained_once() {
        // 1.32 · 0.71 · 112 = 104.966 kg CH4/ha.
        let methane = paddy_methane(Hectares(1.0), &season("east_asia", "single_drainage")).expect("methane");
        assert!((methane.0 * 1000.0 - 104.966).abs() < 1e-3);
        // 1.19 · 113 · 27 = 3630.69 kg CO2e/ha of the world's mean.
        let methane = paddy_methane(Hectares(1.0), &season("world", "continuously_flooded")).expect("methane");
        assert!((methane.0 * 27_000.0 - 3630.69).abs() < 1e-6);
    }

    #[test]
    fn straw_ploughed_in_late_feeds_methane() {
        // 6 t/ha of straw shortly before: (1 + 6 · 1)^0.59 = 3.1525; long before: (1 + 6 · 0.19)^0.59.
        let mut late = season("east_asia", "single_drainage");
        late.amendments.push(Amendment { rate: 6.0, factor: 1.0 });
        let methane = paddy_methane(Hectares(1.0), &late).expect("methane").0 * 1000.0;
        assert!((methane - 104.9664 * 7.0_f64.powf(0.59)).abs() < 1e-6);
        late.amendments[0].rate = -1.0;
        assert!(paddy_methane(Hectares(1.0), &late).is_err());
    }
}
