//! Quantity layers cut into classes where a factor steps, so that no stratum lies on both sides of a step.

use super::Builder;
use super::layers::{PlannedLayer, PlannedLayerKind};
use crate::land::{ClassScheme, LandClass, Sector};
use crate::parameters::coast::CoastParameters;
use crate::raster::{Cut, Limit};

/// A layer that a section needs cut, and where.
pub(super) struct LayerCut {
    /// The quantity layer.
    pub(super) layer: String,
    cut: Cut,
}

impl LayerCut {
    /// The name of the classes, as a layer and as a column of strata.
    pub(super) fn name(&self) -> String {
        format!("{}_class", self.layer)
    }

    fn scheme(&self) -> Option<ClassScheme> {
        let limits = self.cut.limits();
        let class = |index: usize| {
            let below = index.checked_sub(1).and_then(|index| limits.get(index));
            let from =
                below.map(|limit| format!("{} {}", if limit.belongs_above { "from" } else { "above" }, limit.value));
            let to = limits
                .get(index)
                .map(|limit| format!("{} {}", if limit.belongs_above { "below" } else { "to" }, limit.value));
            let id = [from, to].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Some(LandClass {
                code: i32::try_from(index).ok()?,
                name: id.clone(),
                id,
                name_zh: String::new(),
                sector: Sector::Land,
                red: 0,
                green: 0,
                blue: 0,
            })
        };
        ClassScheme::new(&self.name(), (0..=limits.len()).filter_map(class)).ok()
    }
}

impl Builder<'_> {
    /// What sections need cut. A set that cannot be used is the section's problem.
    pub(super) fn cuts(&self) -> Vec<LayerCut> {
        let salinity = self.file.coast.as_ref().and_then(|entry| {
            let parameters = CoastParameters::built_in().ok()?.allow_unverified(entry.allow_unverified);
            let limits = entry.methane_factors(&parameters).ok()?.limits();
            let limits = limits.into_iter().map(|(value, belongs_above)| Limit { value, belongs_above }).collect();
            Some(LayerCut { layer: entry.salinity.clone()?, cut: Cut::new(limits) })
        });
        salinity.into_iter().filter(|cut| !cut.cut.limits().is_empty()).collect()
    }

    /// The class layers of the cuts, beside the layers that they are of.
    pub(super) fn cut_layers(&self, layers: &[PlannedLayer]) -> Vec<PlannedLayer> {
        let cut_layer = |cut: LayerCut| {
            let layer = layers.iter().find(|layer| layer.source.name() == cut.layer && layer.scheme().is_none())?;
            let kind = PlannedLayerKind::Class(cut.scheme()?);
            Some(PlannedLayer { source: layer.source.cut(&cut.name(), cut.cut), year: layer.year, kind })
        };
        self.cuts().into_iter().filter_map(cut_layer).collect()
    }
}
