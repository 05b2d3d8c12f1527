//! Growing stock in the years to come.

use crate::error::Result;
use crate::models::checked::{not_negative, positive};
use crate::units::{CubicMetres, CubicMetresPerYear};

/// V(t + 1) = V(t) · (1 + GR − CR)
///
/// the growing stock of a region after a number of years, with the yearly rates of gross growth GR and of consumption CR, as
/// shares.
///
/// Source: the provincial greenhouse gas inventory guide's rates (省级温室气体清单编制指南). Limits: rates that hold for the whole
/// region and every year; a few years ahead.
///
/// # Errors
/// A negative growing stock or rate.
pub fn project_growing_stock(
    start: CubicMetres,
    growth_rate: f64,
    consumption_rate: f64,
    years: u32,
) -> Result<CubicMetres> {
    let start = not_negative("growing stock", start.0, CubicMetres::UNIT)?;
    let growth = not_negative("growth rate", growth_rate, "1/yr")?;
    let yearly = 1.0 + growth - not_negative("consumption rate", consumption_rate, "1/yr")?;
    Ok((0..years).fold(CubicMetres(start), |stock, _| stock * yearly))
}

/// (V_target − V_0) / n: what must be added in each of n years, m³/yr, to reach a target.
///
/// # Errors
/// Years that are not more than zero.
pub fn yearly_gain_to_target(start: CubicMetres, target: CubicMetres, years: f64) -> Result<CubicMetresPerYear> {
    Ok(CubicMetresPerYear((target - start).0 / positive("time to the target", years, "yr")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_targets_of_ningbo_need_these_yearly_gains() {
        // Mm³ a year, from 25.2072 Mm³ in 2022.
        for (start, target, years, gap) in
            [(25.2072, 27.0, 3.0, 0.5976), (25.2072, 35.0, 8.0, 1.2241), (27.0, 35.0, 5.0, 1.6)]
        {
            let found = yearly_gain_to_target(CubicMetres(start), CubicMetres(target), years).expect("a gap").0;
            assert!((found - gap).abs() < 5.1e-5, "{found} against {gap}");
        }
    }

    #[test]
    fn a_stock_grows_by_what_is_not_cut() {
        // 100 · (1 + 0.08 − 0.03)² = 110.25.
        let stock = project_growing_stock(CubicMetres(100.0), 0.08, 0.03, 2).expect("a projection");
        assert!((stock.0 - 110.25).abs() < 1e-12);
        assert!(project_growing_stock(CubicMetres(100.0), 0.08, -0.03, 2).is_err());
    }
}
