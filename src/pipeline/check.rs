//! The check of a pipeline without a run: what the plan does not find, the account of what is at hand does.

use std::collections::BTreeMap;

use super::cache::HashedFile;
use super::manifest::input_files;
use super::rasters::Stratified;
use super::run::section_rows;
use super::targets::tracked;
use super::{Plan, RasterPlan};
use crate::error::Result;

/// What a check could know of the classes that occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrataChecked {
    /// There is no raster.
    None,
    /// An earlier run of the same input has left its strata: the check knows what a run would.
    Kept,
    /// No pixel was read.
    Unknown,
}

/// Accounts what needs no pixel, and all of it where strata of an earlier run are kept. Nothing is written.
///
/// # Errors
/// What a run would refuse, as far as that can be known.
pub fn check(plan: &Plan) -> Result<(StrataChecked, Vec<String>)> {
    let mut warnings = plan.warnings.clone();
    let rasters = plan.rasters.as_ref();
    let inputs = if rasters.is_some() { input_files(plan) } else { Vec::new() };
    let inputs = inputs.iter().map(|file| HashedFile::read(file)).collect::<Result<Vec<_>>>()?;
    let stratified = rasters.and_then(|rasters| Stratified::cached(plan, rasters, &inputs));
    let rows = section_rows(plan, stratified.as_ref(), &mut warnings)?;
    if let (Some(rasters), None) = (rasters, &stratified) {
        warnings.extend(classes_without_density(rasters));
        return Ok((StrataChecked::Unknown, warnings));
    }
    tracked(plan, &rows)?;
    Ok((if rasters.is_some() { StrataChecked::Kept } else { StrataChecked::None }, warnings))
}

/// Classes of the layers' schemes that a run would refuse if they occur.
fn classes_without_density(rasters: &RasterPlan) -> Vec<String> {
    let Some(carbon) = &rasters.methods.carbon_density else { return Vec::new() };
    let layers: Vec<_> = rasters.class_layers().collect();
    let mut layers_with: BTreeMap<(&str, Vec<String>), Vec<String>> = BTreeMap::new();
    for layer in carbon.dimensions.iter().map(|&dimension| layers[dimension]) {
        let Some(scheme) = layer.scheme() else { continue };
        let (missing, unverified) = carbon.account().unsettled(scheme);
        for (lack, classes) in
            [("have no density and are not excluded", missing), ("have densities that nobody has read", unverified)]
        {
            layers_with.entry((lack, classes)).or_default().push(format!("`{}`", layer.source.name()));
        }
    }
    layers_with.retain(|(_, classes), _| !classes.is_empty());
    let warning = |((lack, classes), layers): ((&str, Vec<String>), Vec<String>)| {
        format!(
            "a run refuses these classes if they occur in {}, for they {lack}: {}",
            layers.join(", "),
            classes.join(", ")
        )
    };
    layers_with.into_iter().map(warning).collect()
}
