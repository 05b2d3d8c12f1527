//! The `inventory` part of a pipeline file as written, and as resolved: paths, CRS, code tables and limits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::read_table;
use super::schema::map_by;
use crate::error::{Error, Result};
use crate::inventory::{AreaUnit, Attribute, Check, InventoryRequest, Limits, Severity, VolumeUnit};
use crate::land::forest::{CodeTable, LandCodeSystem, LandCodeTable};
use crate::raster::Crs;
use crate::vector::Encoding;

/// A layer of sub-compartments (小班).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InventoryEntry {
    /// The file.
    pub path: PathBuf,
    /// The layer in the file; needed if it holds several.
    pub layer: Option<String>,
    /// The encoding of attributes.
    #[serde(default)]
    pub encoding: Encoding,
    /// The CRS of a file that has none, or a wrong one.
    pub assume_crs: Option<String>,
    /// The zone set whose ids are the county codes: for names, official areas, and gaps.
    pub counties: Option<String>,
    /// The zone set whose ids are the township codes.
    pub townships: Option<String>,
    /// The year of the survey.
    #[schemars(range(min = 1, max = 9999))]
    pub year: i32,
    /// What the land-class codes mean; without it, the check suggests a system.
    pub land_codes: Option<LandCodesEntry>,
    /// A CSV table of species codes (`code, name_zh, group, source, evidence`), put over those in the binary.
    pub species_codes: Option<PathBuf>,
    /// The unit of recorded areas.
    pub area_unit: AreaUnit,
    /// The unit of volumes and stems per area.
    pub volume_unit: VolumeUnit,
    /// The fields that identify a sub-compartment together; by default the codes of county, township and village with the
    /// numbers of compartment, sub-compartment and part, as far as the layer has them.
    #[serde(default)]
    pub id: Vec<String>,
    /// The fields of attributes that are not called as usual (`parameters/forest_codes/fields.csv`).
    #[serde(default)]
    #[schemars(schema_with = "map_by::<Attribute, String>")]
    pub fields: BTreeMap<Attribute, String>,
    /// What to do about findings, where it is not the default.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<Check, Severity>")]
    pub checks: BTreeMap<Check, Severity>,
    /// From where on a value is a finding.
    #[serde(default)]
    pub limits: Limits,
    /// Whether codes may be used whose meaning nobody has seen in a text; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// Land-class codes: the name of a system in the binary, or a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum LandCodesEntry {
    /// A system in the binary.
    System(LandCodeSystem),
    /// A CSV table of codes.
    Table(LandCodesTable),
}

/// A CSV table of land-class codes with the columns `first, last, name_zh, role, source, evidence`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LandCodesTable {
    /// The file.
    pub path: PathBuf,
}

impl InventoryEntry {
    /// What the entry asks for; paths are relative to `directory`.
    ///
    /// # Errors
    /// All together: a CRS or table that cannot be read, limits that are no limits, and checks that are set elsewhere.
    pub fn request(&self, name: &str, directory: &Path) -> Result<InventoryRequest> {
        let mut problems = Vec::new();
        let mut keep =
            |key: &str, problem: Error| problems.push(problem.note(format!("in inventory `{name}`, `{key}`")));
        let assume_crs = self.assume_crs.as_deref().map(Crs::from_definition).transpose();
        let assume_crs = assume_crs.unwrap_or_else(|problem| {
            keep("assume_crs", problem);
            None
        });
        let land_codes = self.land_codes(directory).unwrap_or_else(|problem| {
            keep("land_codes", problem);
            None
        });
        let mut species_codes = CodeTable::built_in();
        if let Some(path) = &self.species_codes {
            let path = directory.join(path);
            match read_table(&path).and_then(|text| CodeTable::from_csv(&path.display().to_string(), &text)) {
                Ok(own) => species_codes.extend(own),
                Err(problem) => keep("species_codes", problem),
            }
        }
        for (key, found) in wrong_limits(&self.limits) {
            keep(&format!("limits.{key}"), Error::data(found));
        }
        if self.checks.contains_key(&Check::UnverifiedCode) {
            let problem =
                Error::data("the check `unverified_code` cannot be set").hint("set `allow_unverified = true`");
            keep("checks", problem);
        }
        Error::all(problems)?;
        Ok(InventoryRequest {
            name: name.to_owned(),
            path: directory.join(&self.path),
            layer: self.layer.clone(),
            encoding: self.encoding,
            assume_crs,
            year: self.year,
            land_codes,
            species_codes,
            area_unit: self.area_unit,
            volume_unit: self.volume_unit,
            fields: self.fields.clone(),
            id: self.id.clone(),
            checks: self.checks.clone(),
            limits: self.limits.clone(),
            allow_unverified: self.allow_unverified,
        })
    }

    /// The files that are read beside the layer.
    #[must_use]
    pub fn tables(&self, directory: &Path) -> Vec<PathBuf> {
        let land = match &self.land_codes {
            Some(LandCodesEntry::Table(table)) => Some(&table.path),
            _ => None,
        };
        land.into_iter().chain(&self.species_codes).map(|path| directory.join(path)).collect()
    }

    fn land_codes(&self, directory: &Path) -> Result<Option<LandCodeTable>> {
        Ok(match &self.land_codes {
            None => None,
            Some(LandCodesEntry::System(system)) => Some(LandCodeTable::built_in(*system)),
            Some(LandCodesEntry::Table(table)) => {
                let path = directory.join(&table.path);
                Some(LandCodeTable::from_csv(&path.display().to_string(), &read_table(&path)?)?)
            }
        })
    }
}

/// Limits by key that no value could be held against.
fn wrong_limits(limits: &Limits) -> Vec<(&'static str, String)> {
    let singles = [
        ("area_tolerance", limits.area_tolerance),
        ("volume_tolerance", limits.volume_tolerance),
        ("sliver_ha", limits.sliver_ha),
    ];
    let ranges = [
        ("diameter_cm", limits.diameter_cm),
        ("height_m", limits.height_m),
        ("age_a", limits.age_a),
        ("volume_m3_per_ha", limits.volume_m3_per_ha),
        ("stems_per_ha", limits.stems_per_ha),
    ];
    let wrong_singles = singles.into_iter().filter_map(|(key, value)| {
        let value = value.filter(|value| !(*value >= 0.0 && value.is_finite()))?;
        Some((key, format!("found {value}, expected a number from 0")))
    });
    let wrong_ranges = ranges.into_iter().filter_map(|(key, range)| {
        let [least, most] = range.filter(|[least, most]| !(least <= most))?;
        Some((key, format!("found {least} to {most}, expected the least before the most")))
    });
    wrong_singles.chain(wrong_ranges).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "path = \"xiaoban.shp\"\nyear = 2022\narea_unit = \"mu\"\nvolume_unit = \"per_mu\"\n";

    fn entry(more: &str) -> std::result::Result<InventoryEntry, toml::de::Error> {
        toml::from_str(&format!("{LEAST}{more}"))
    }

    #[test]
    fn paths_are_relative_to_the_pipeline_and_codes_are_named() {
        let entry =
            entry("land_codes = \"c4\"\n[fields]\nheight = \"SG\"\n[checks]\noverlap = \"count\"\n").expect("valid");
        let request = entry.request("forest", Path::new("pipelines")).expect("all there");
        assert_eq!(request.path, Path::new("pipelines/xiaoban.shp"));
        assert_eq!(request.land_codes.expect("declared").name(), "c4");
        assert_eq!(request.fields[&Attribute::Height], "SG");
        assert_eq!(request.checks[&Check::Overlap], Severity::Count);
    }

    #[test]
    fn units_are_declared_and_keys_are_known() {
        assert!(toml::from_str::<InventoryEntry>("path = \"a\"\nyear = 2022\nvolume_unit = \"per_ha\"").is_err());
        for wrong in ["[fields]\nhieght = \"SG\"", "[checks]\noverlaps = \"count\"", "[limits]\nheight = [0, 1]"] {
            assert!(entry(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn everything_that_cannot_be_resolved_is_reported_together() {
        let entry = entry(
            "assume_crs = \"EPSG:1\"\nland_codes = { path = \"codes.csv\" }\nspecies_codes = \"species.csv\"\n\
             [limits]\narea_tolerance = -1.0\nheight_m = [5.0, 1.0]\n[checks]\nunverified_code = \"off\"\n",
        );
        let error = entry.expect("valid").request("forest", Path::new("nowhere")).expect_err("six problems");
        assert_eq!(error.count(), 6, "{error}");
        let message = error.to_string();
        assert!(message.contains("found 5 to 1, expected the least before the most"), "{message}");
        assert!(message.contains("in inventory `forest`, `species_codes`"), "{message}");
    }

    #[test]
    fn the_schema_knows_attributes_and_checks() {
        let schema = schemars::schema_for!(InventoryEntry).to_value();
        assert_eq!(schema["properties"]["fields"]["propertyNames"]["$ref"], "#/$defs/Attribute");
        assert_eq!(schema["properties"]["checks"]["propertyNames"]["$ref"], "#/$defs/Check");
    }
}
