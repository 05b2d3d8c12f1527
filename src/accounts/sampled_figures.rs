//! What is estimated from plots: the values whose totals an account of samples has.

use super::tree_basis::Basis;
use super::{Quantity, SampleAccount};
use crate::inventory_plots::PlotValues;
use crate::land::{CarbonPool, Sector};
use crate::parameters::Parameter;
use crate::units::{CubicMetres, Hectares, TonnesC, TonnesDryMatter};

/// What is said of a figure beside its value.
#[derive(Clone, Copy)]
pub(super) struct Label<'a> {
    pub(super) category: &'a str,
    pub(super) sector: Sector,
    pub(super) pool: &'static str,
    pub(super) quantity: Quantity,
    pub(super) unit: &'static str,
    pub(super) basis: Option<&'a Basis>,
    pub(super) model: &'static str,
    /// The carbon fraction, of carbon.
    pub(super) fraction: Option<&'a Parameter>,
}

/// A value of plots whose total is estimated.
pub(super) struct Estimated<'a> {
    pub(super) label: Label<'a>,
    pub(super) value: Box<dyn Fn(&PlotValues) -> f64 + 'a>,
}

impl<'a> SampleAccount<'a> {
    /// Of what the trees are: of the forest, or of all land where plots do not say.
    fn trees_of(&self) -> &'static str {
        if self.inventory.knows_land() { "forest" } else { "*" }
    }

    /// Everything that is estimated.
    pub(super) fn figures(&self) -> Vec<Estimated<'a>> {
        let inventory = self.inventory;
        let trees = self.trees;
        let trees_of = self.trees_of();
        let figure = |quantity, unit, pool, basis, model, value: Box<dyn Fn(&PlotValues) -> f64 + 'a>| {
            let sector = Sector::Forest;
            let label = Label { category: trees_of, sector, pool, quantity, unit, basis, model, fraction: None };
            Estimated { label, value }
        };
        let mut figures = Vec::new();
        if inventory.knows_land() {
            let forest = Box::new(|plot: &PlotValues| inventory.forest(plot));
            figures.push(figure(Quantity::Area, Hectares::UNIT, "", None, "", forest));
        }
        let (basis, model) =
            (trees.map(|trees| &trees.volume), if trees.is_some() { "volume equations; " } else { "" });
        let stock = Box::new(|plot: &PlotValues| plot.growing_stock.0);
        figures.push(figure(Quantity::GrowingStock, CubicMetres::UNIT, "", basis, model, stock));
        if let Some(trees) = trees {
            type Pool = (&'static str, fn(&PlotValues) -> f64);
            let mut pools: Vec<Pool> = vec![
                (CarbonPool::AboveGroundBiomass.name(), |plot| plot.trees.above_ground.0),
                (CarbonPool::BelowGroundBiomass.name(), |plot| plot.trees.below_ground.0),
            ];
            // Beside the two, only what is in neither: pools add up to `*`.
            if trees.has_unparted {
                pools.push((CarbonPool::LivingBiomass.name(), |plot| plot.trees.unparted.0));
            }
            pools.push(("*", |plot| plot.trees.living().0));
            for &(pool, of) in pools.iter().filter(|_| trees.biomass.is_some()) {
                let (basis, model) = (trees.biomass.as_ref(), "models of single trees; ");
                figures.push(figure(Quantity::Biomass, TonnesDryMatter::UNIT, pool, basis, model, Box::new(of)));
            }
            if let Some((fraction, basis)) = &trees.carbon {
                for (pool, of) in pools {
                    let carbon = Box::new(move |plot: &PlotValues| of(plot) * fraction.value);
                    let model = "models of single trees, carbon fraction; ";
                    let mut carbon = figure(Quantity::CarbonStock, TonnesC::UNIT, pool, Some(basis), model, carbon);
                    carbon.label.fraction = Some(fraction);
                    figures.push(carbon);
                }
            }
            if trees.has_culms {
                let culms = Box::new(|plot: &PlotValues| plot.trees.culms);
                let mut culms = figure(Quantity::Culms, "culms", "", None, "", culms);
                culms.label.category = "bamboo";
                figures.push(culms);
            }
        }
        for class in inventory.classes() {
            let of = move |plot: &PlotValues| plot.classes.get(class).copied().unwrap_or_default();
            let sector = if inventory.forest_classes.contains(class) { Sector::Forest } else { Sector::Land };
            let mut area = figure(Quantity::Area, Hectares::UNIT, "", None, "", Box::new(of));
            (area.label.category, area.label.sector) = (class, sector);
            figures.push(area);
        }
        figures
    }
}
