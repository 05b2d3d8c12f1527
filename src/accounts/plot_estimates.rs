//! Totals over an estimation unit, by the design of its plots.

use crate::error::Result;
use crate::inventory_plots::{Design, EstimationUnit, PlotInventory, PlotStratum, PlotValues};
use crate::models::sampling::{
    Estimate, FirstPhaseStratum, Moments, PostStratum, SampledStratum, double_sampling_mean, post_stratified_mean,
    regression_mean, simple_random_mean, stratified_mean,
};

/// An estimate, and what it would be without the auxiliary.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlotEstimate {
    pub(super) estimate: Estimate,
    pub(super) plain: Estimate,
}

/// The total of a value per hectare over an estimation unit, by the design of its plots. Plots are taken as small beside the
/// unit, so no estimator has a finite population correction.
///
/// # Errors
/// A stratum with fewer than two plots, or an auxiliary that is the same on all plots.
pub fn unit_estimate(unit: &EstimationUnit, value: impl Fn(&PlotValues) -> f64) -> Result<Estimate> {
    Ok(plot_estimate(unit, &value)?.estimate)
}

/// The forest area of an estimation unit, ha.
///
/// # Errors
/// A stratum with fewer than two plots.
pub fn forest_area(inventory: &PlotInventory, unit: &EstimationUnit) -> Result<Estimate> {
    unit_estimate(unit, |plot| inventory.forest(plot))
}

/// The growing stock of an estimation unit, m³.
///
/// # Errors
/// A stratum with fewer than two plots.
pub fn growing_stock(unit: &EstimationUnit) -> Result<Estimate> {
    unit_estimate(unit, |plot| plot.growing_stock.0)
}

/// The sum over units, which are independent.
pub(super) fn sum(estimates: impl Iterator<Item = PlotEstimate> + Clone) -> PlotEstimate {
    PlotEstimate {
        estimate: estimates.clone().map(|unit| unit.estimate).sum(),
        plain: estimates.map(|unit| unit.plain).sum(),
    }
}

pub(super) fn plot_estimate(unit: &EstimationUnit, value: &dyn Fn(&PlotValues) -> f64) -> Result<PlotEstimate> {
    let samples = unit
        .strata
        .iter()
        .map(|stratum| {
            let values: Vec<f64> = stratum.plots.iter().map(value).collect();
            let about = |error: crate::Error| error.note(format!("stratum `{}` of unit `{}`", stratum.id, unit.id));
            Moments::of(&values).map_err(about)
        })
        .collect::<Result<Vec<_>>>()?;
    let strata = || unit.strata.iter().zip(&samples).map(|(stratum, sample)| (stratum, *sample));
    let plain = match unit.design {
        Design::SimpleRandom | Design::Systematic => simple_random_mean(&samples[0], None),
        Design::Stratified => stratified_mean(
            &strata()
                .map(|(PlotStratum { weight, .. }, sample)| SampledStratum {
                    weight: *weight,
                    population: None,
                    sample,
                })
                .collect::<Vec<_>>(),
        ),
        Design::PostStratified => post_stratified_mean(
            &strata().map(|(stratum, sample)| PostStratum { weight: stratum.weight, sample }).collect::<Vec<_>>(),
        ),
        Design::DoubleSampling => double_sampling_mean(
            &strata()
                .map(|(stratum, sample)| FirstPhaseStratum { points: stratum.points.unwrap_or_default(), sample })
                .collect::<Vec<_>>(),
        ),
    }?;
    let estimate = match unit.auxiliary_mean {
        None => plain,
        Some(mean) => {
            let values: Vec<f64> = unit.plots().map(value).collect();
            let auxiliary: Vec<f64> = unit.plots().filter_map(|plot| plot.auxiliary).collect();
            regression_mean(&values, &auxiliary, mean, None)
                .map_err(|error| error.note(format!("the auxiliary of unit `{}`", unit.id)))?
        }
    };
    Ok(PlotEstimate { estimate: estimate * unit.area.0, plain: plain * unit.area.0 })
}
