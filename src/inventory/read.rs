//! Reading a sub-compartment layer.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use geo::MultiPolygon;

use super::checks::{self, CheckedLayer};
use super::detect::{self, CodeCounts};
use super::fields::FieldMap;
use super::finding::Report;
use super::{AreaUnit, Attribute, Check, Coding, Finding, InventoryRequest, Severity, SubCompartment, VolumeUnit};
use crate::error::{Error, Result};
use crate::land::forest::{
    AgeGroup, CodeTable, Coded, ForestLand, ForestPurpose, LandCodeTable, Meaning, Origin, SpeciesGroup,
};
use crate::raster::Crs;
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};
use crate::vector::{AttributeValue, FeatureLayer, FeatureRequest, ZoneSet};

/// A forest inventory that passed its checks.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// The sub-compartments, in the order of the file.
    pub sub_compartments: Vec<SubCompartment>,
    /// What the checks found that is counted, in the order of the checks.
    pub findings: Vec<Finding>,
    /// Where it comes from.
    pub source: InventorySource,
}

/// Where an inventory comes from and how it was understood.
#[derive(Debug, Clone)]
pub struct InventorySource {
    /// The inventory's name.
    pub name: String,
    /// The files it was read from.
    pub files: Vec<PathBuf>,
    /// The layer.
    pub layer: String,
    /// The CRS.
    pub crs: Crs,
    /// The year of the survey.
    pub year: i32,
    /// The system of its land-class codes.
    pub land_codes: String,
    /// The unit of areas in the file.
    pub area_unit: AreaUnit,
    /// The unit of volumes and stems per area in the file.
    pub volume_unit: VolumeUnit,
    /// Which field holds what.
    pub fields: FieldMap,
    /// Whether codes were used whose meaning nobody has seen in a text.
    pub has_unverified_codes: bool,
    /// Things a user should know that no check counts.
    pub warnings: Vec<String>,
}

/// Reads and checks an inventory; with `zones`, whose ids are county codes, also for gaps.
///
/// # Errors
/// A file or field that is not there, an undeclared code system, and everything that the checks refuse, together.
pub fn read(request: &InventoryRequest, zones: Option<&ZoneSet>) -> Result<Inventory> {
    let layer = FeatureLayer::open(FeatureRequest {
        what: format!("inventory `{}`", request.name),
        path: request.path.clone(),
        layer: request.layer.clone(),
        encoding: request.encoding,
        assume_crs: request.assume_crs.clone(),
    })?;
    let place = format!("in inventory `{}`, `{}`", request.name, request.path.display());
    let fields = FieldMap::resolve(&request.fields, &request.id, layer.fields()).map_err(|error| {
        let problems = error.into_problems().into_iter().map(|problem| problem.note(&place)).collect();
        Error::all(problems).expect_err("there is a problem")
    })?;
    let Some(land_codes) = &request.land_codes else {
        let field = fields.field(Attribute::LandClass).unwrap_or_default();
        return Err(detect::undeclared(&request.name, &layer, field)?.note(place));
    };

    let mut severities = BTreeMap::new();
    if request.allow_unverified {
        severities.insert(Check::UnverifiedCode, Severity::Count);
    }
    severities.extend(&request.checks);
    let mut report = Report::new(severities);
    let mut reader = Reader::new(request, land_codes, &fields);
    let keeps_outlines = !report.is_off(Check::Overlap);
    let mut sub_compartments = Vec::new();
    let mut outlines: Vec<Option<MultiPolygon>> = Vec::new();
    let names = reader.names.clone();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    layer.read(&names, |record| {
        let mut stand = reader.sub_compartment(record.number, &record.values);
        let outline = match record.outline {
            Ok((outline, area)) => {
                stand.geodesic_area = Hectares::from_square_metres(area);
                Some(outline)
            }
            Err(defect) => {
                report.add(Check::Outline, &stand, || defect.text());
                if let Some(hint) = defect.hint() {
                    report.hint(Check::Outline, || hint.to_owned());
                }
                None
            }
        };
        for (field, found) in reader.unreadable.drain(..) {
            report.add(Check::UnreadableValue, &stand, || format!("{found} in field `{field}`"));
        }
        if keeps_outlines {
            outlines.push(outline);
        }
        sub_compartments.push(stand);
    })?;
    sub_compartments.shrink_to_fit();

    let checked = CheckedLayer { request, records: &sub_compartments, outlines: &outlines, crs: layer.crs(), zones };
    checks::all(&checked, &mut report)?;
    report.hint(Check::UnknownLandClass, || hint_at_system(&reader.land_codes_found, land_codes.name()));
    let findings = report.finish(&request.name, sub_compartments.len());
    let refused = findings.iter().filter(|finding| finding.severity == Severity::Refuse);
    Error::all(refused.map(|finding| finding.error().note(format!("in `{}`", request.path.display()))).collect())?;
    let has_unverified_codes = sub_compartments.iter().any(SubCompartment::has_unverified_code);
    Ok(Inventory {
        sub_compartments,
        findings,
        source: InventorySource {
            name: request.name.clone(),
            files: layer.files(),
            layer: layer.name().to_owned(),
            crs: layer.crs().clone(),
            year: request.year,
            land_codes: land_codes.name().to_owned(),
            area_unit: request.area_unit,
            volume_unit: request.volume_unit,
            fields,
            has_unverified_codes,
            warnings: layer.warnings().to_vec(),
        },
    })
}

/// Where another system than the declared one knows more features, that one.
fn hint_at_system(found: &CodeCounts, declared: &str) -> String {
    let (fits, best) = found.suggestion();
    match best {
        Some(best) if best != declared => format!("{fits}: is it `land_codes = \"{best}\"`?"),
        _ => "give a table of the survey's own codes as `land_codes`, or correct the codes".to_owned(),
    }
}

/// Turns values into records.
struct Reader<'a> {
    request: &'a InventoryRequest,
    land_codes: &'a LandCodeTable,
    /// The fields that are read: those of the id, then those of attributes.
    names: Vec<String>,
    ids: usize,
    places: BTreeMap<Attribute, usize>,
    texts: HashMap<String, Arc<str>>,
    lands: HashMap<String, Coding<ForestLand>>,
    species: Codings<SpeciesGroup>,
    age_groups: Codings<AgeGroup>,
    origins: Codings<Origin>,
    purposes: Codings<ForestPurpose>,
    land_codes_found: CodeCounts,
    /// Field and value of what could not be read in the feature at hand.
    unreadable: Vec<(String, String)>,
}

/// The codes of one kind that were met.
struct Codings<T> {
    table: CodeTable<T>,
    met: HashMap<String, Coding<T>>,
}

impl<T: Clone> Codings<T> {
    fn new(table: CodeTable<T>) -> Self {
        Self { table, met: HashMap::new() }
    }

    fn coding(&mut self, code: Option<String>) -> Coding<T> {
        let Some(code) = code else { return Coding::default() };
        if let Some(known) = self.met.get(&code) {
            return known.clone();
        }
        let coding = coding(&code, self.table.get(&code));
        self.met.insert(code, coding.clone());
        coding
    }
}

fn coding<T: Clone>(code: &str, meaning: Option<&Coded<T>>) -> Coding<T> {
    Coding {
        code: Some(Arc::from(code)),
        meaning: meaning.map(|coded| coded.meaning.clone()),
        is_unverified: meaning.is_some_and(|coded| coded.is_unverified),
    }
}

fn built_in<T: Meaning + Clone>() -> Codings<T> {
    Codings::new(CodeTable::built_in())
}

impl<'a> Reader<'a> {
    fn new(request: &'a InventoryRequest, land_codes: &'a LandCodeTable, fields: &FieldMap) -> Self {
        let mut names = fields.id().to_vec();
        let ids = names.len();
        let mut places = BTreeMap::new();
        for (attribute, field) in fields.fields() {
            places.insert(attribute, names.len());
            names.push(field.to_owned());
        }
        Self {
            request,
            land_codes,
            names,
            ids,
            places,
            texts: HashMap::new(),
            lands: HashMap::new(),
            species: Codings::new(request.species_codes.clone()),
            age_groups: built_in(),
            origins: built_in(),
            purposes: built_in(),
            land_codes_found: CodeCounts::default(),
            unreadable: Vec::new(),
        }
    }

    fn sub_compartment(&mut self, feature: u64, values: &[AttributeValue]) -> SubCompartment {
        let id: Vec<String> = (0..self.ids).map(|place| self.text(place, &values[place]).unwrap_or_default()).collect();
        let id = if id.iter().all(String::is_empty) { String::new() } else { id.join("-") };
        let area = 1.0 / self.request.area_unit.per_hectare();
        let per_area = self.request.volume_unit.per_hectare();
        SubCompartment {
            feature,
            id,
            county: self.shared_text(Attribute::County, values),
            township: self.shared_text(Attribute::Township, values),
            recorded_area: self.number(Attribute::Area, values).map(|value| Hectares(value * area)),
            effective_area: self.number(Attribute::EffectiveArea, values).map(|value| Hectares(value * area)),
            geodesic_area: Hectares(0.0),
            land: self.land(values),
            species: self.code(Attribute::Species, values, |reader| &mut reader.species),
            age_group: self.code(Attribute::AgeGroup, values, |reader| &mut reader.age_groups),
            origin: self.code(Attribute::Origin, values, |reader| &mut reader.origins),
            purpose: self.code(Attribute::Purpose, values, |reader| &mut reader.purposes),
            canopy_closure: self.number(Attribute::CanopyClosure, values),
            diameter: self.number(Attribute::Diameter, values),
            height: self.number(Attribute::Height, values),
            age: self.number(Attribute::Age, values),
            volume_per_hectare: self
                .number(Attribute::VolumePerArea, values)
                .map(|value| CubicMetresPerHectare(value * per_area)),
            recorded_volume: self.number(Attribute::Volume, values).map(CubicMetres),
            stems_per_hectare: self.number(Attribute::StemsPerArea, values).map(|value| value * per_area),
        }
    }

    fn number(&mut self, attribute: Attribute, values: &[AttributeValue]) -> Option<f64> {
        let place = *self.places.get(&attribute)?;
        values[place].number().unwrap_or_else(|found| {
            self.unreadable.push((self.names[place].clone(), found));
            None
        })
    }

    /// A code or name, without the blanks that tables of fixed width leave.
    fn text(&mut self, place: usize, value: &AttributeValue) -> Option<String> {
        let text = match value {
            AttributeValue::Missing => return None,
            AttributeValue::Text(text) => text.trim().to_owned(),
            AttributeValue::Integer(number) => number.to_string(),
            AttributeValue::Real(number) => number.to_string(),
            AttributeValue::Other(kind) => {
                self.unreadable.push((self.names[place].clone(), (*kind).to_owned()));
                return None;
            }
        };
        if text.is_empty() { None } else { Some(text) }
    }

    fn shared_text(&mut self, attribute: Attribute, values: &[AttributeValue]) -> Option<Arc<str>> {
        let place = *self.places.get(&attribute)?;
        let text = self.text(place, &values[place])?;
        Some(self.texts.entry(text).or_insert_with_key(|text| Arc::from(text.as_str())).clone())
    }

    fn code<T: Clone>(
        &mut self,
        attribute: Attribute,
        values: &[AttributeValue],
        codings: impl Fn(&mut Self) -> &mut Codings<T>,
    ) -> Coding<T> {
        let Some(place) = self.places.get(&attribute).copied() else { return Coding::default() };
        let code = self.text(place, &values[place]);
        codings(self).coding(code)
    }

    fn land(&mut self, values: &[AttributeValue]) -> Coding<ForestLand> {
        let Some(place) = self.places.get(&Attribute::LandClass).copied() else { return Coding::default() };
        self.land_codes_found.add(&values[place]);
        let code = match whole(&values[place]) {
            Some(number) => Some(self.land_codes.code_of_number(number)),
            None => self.text(place, &values[place]),
        };
        let Some(code) = code else { return Coding::default() };
        let table = self.land_codes;
        self.lands.entry(code).or_insert_with_key(|code| coding(code, table.get(code))).clone()
    }
}

/// The value of a field of numbers, if it is whole.
#[expect(clippy::cast_possible_truncation, reason = "codes have few digits")]
fn whole(value: &AttributeValue) -> Option<i64> {
    match value {
        AttributeValue::Integer(number) => Some(*number),
        AttributeValue::Real(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(*number as i64),
        _ => None,
    }
}
