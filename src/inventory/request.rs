//! What to read, in which units and codes, and how strictly to check it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AreaUnit, Attribute, Check, Severity, VolumeUnit};
use crate::land::forest::{CodeTable, LandCodeTable, SpeciesGroup};
use crate::raster::Crs;
use crate::vector::Encoding;

/// A sub-compartment layer and what has to be known to understand it.
#[derive(Debug, Clone)]
pub struct InventoryRequest {
    /// The inventory's name, for messages.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The layer, if the file holds several.
    pub layer: Option<String>,
    /// The encoding of attributes.
    pub encoding: Encoding,
    /// The CRS of a file that has none, or a wrong one.
    pub assume_crs: Option<Crs>,
    /// The year of the survey.
    pub year: i32,
    /// The land-class codes; without them, the error suggests a system.
    pub land_codes: Option<LandCodeTable>,
    /// Species codes.
    pub species_codes: CodeTable<SpeciesGroup>,
    /// The unit of recorded areas.
    pub area_unit: AreaUnit,
    /// The unit of volumes and stems per area.
    pub volume_unit: VolumeUnit,
    /// Fields that are not called as usual.
    pub fields: BTreeMap<Attribute, String>,
    /// The fields that identify a feature together; empty for the usual ones.
    pub id: Vec<String>,
    /// What to do about findings, where it is not the default.
    pub checks: BTreeMap<Check, Severity>,
    /// From where on a value is a finding.
    pub limits: Limits,
    /// Whether codes may be used whose meaning nobody has seen in a text.
    pub allow_unverified: bool,
}

/// From where on a value is a finding. There are no published ranges of heights, diameters and the like: without one here,
/// only impossible values are found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// How far the recorded area may be from that of the polygon, relative to the polygon's; by default as in
    /// `parameters/forest_codes/tolerances.csv`.
    pub area_tolerance: Option<f64>,
    /// How far the recorded volume may be from volume per area times area, relative; by default as in
    /// `parameters/forest_codes/tolerances.csv`.
    pub volume_tolerance: Option<f64>,
    /// The largest overlap of two sub-compartments, and gap in a zone, that is passed over, ha; by default the least area of
    /// a forest.
    pub sliver_ha: Option<f64>,
    /// Plausible mean diameters, `[least, most]`, cm.
    pub diameter_cm: Option<[f64; 2]>,
    /// Plausible mean heights, `[least, most]`, m.
    pub height_m: Option<[f64; 2]>,
    /// Plausible mean ages, `[least, most]`, a.
    pub age_a: Option<[f64; 2]>,
    /// Plausible growing stocks, `[least, most]`, m³/ha.
    pub volume_m3_per_ha: Option<[f64; 2]>,
    /// Plausible numbers of stems or culms, `[least, most]`, 1/ha.
    pub stems_per_ha: Option<[f64; 2]>,
}
