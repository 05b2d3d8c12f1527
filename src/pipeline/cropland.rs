//! The sections of cropland: areas read and checked when the pipeline is planned, accounted when it runs.

mod entry;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub use entry::*;

use super::activity::{Sheet, SheetRow, admit};
use super::document::Document;
use super::plan::PlannedZoneSet;
use crate::accounts::cropland::{
    MeasuredMethod, PaddyField, PaddyMethod, Practice, SoilMethod, SoilParcel, WoodyArea, paddy_rows, soil_rows,
    woody_rows,
};
use crate::accounts::{AccountRow, ActivitySource, ActivityZone, Counterpart, TabledArea};
use crate::error::{Error, Result};
use crate::land::Sector;
use crate::parameters::Evidence;
use crate::parameters::coast::CoastParameters;
use crate::parameters::forest::ForestParameters;

/// Areas of cropland, read and checked.
#[derive(Debug)]
pub struct PlannedCropland {
    /// Where the areas come from.
    pub source: ActivitySource,
    /// The soils.
    pub parcels: Vec<SoilParcel>,
    /// The seasons of paddy.
    pub fields: Vec<PaddyField>,
    /// Woody plants.
    pub woody: Vec<WoodyArea>,
    /// The tables that were read.
    pub files: Vec<PathBuf>,
    methods: CroplandMethods,
}

/// The entry with the parameters that it may use.
#[derive(Debug)]
struct CroplandMethods {
    entry: CroplandEntry,
    coast: CoastParameters,
    forest: ForestParameters,
}

impl CroplandMethods {
    fn soil<'a>(&'a self, entry: &'a CroplandSoilEntry) -> SoilMethod<'a> {
        SoilMethod {
            factors: &self.forest.soil_factors,
            references: &self.forest.soil_reference,
            edition: &entry.edition,
            measured: entry.measured.as_ref().map(|measured| MeasuredMethod {
                table: &self.coast.soil_increment,
                set: &measured.set,
                opening: &measured.opening_stock,
                ceiling: &measured.ceiling,
                depth_cm: measured.depth_cm,
            }),
            potentials: (&self.forest.global_warming_potential, &self.entry.warming_potentials),
            period: (entry.period[0], entry.period[1]),
        }
    }

    fn paddy<'a>(&'a self, entry: &'a PaddyEntry) -> PaddyMethod<'a> {
        PaddyMethod {
            table: &self.coast.paddy_methane,
            set: &entry.set,
            region: &entry.region,
            potentials: (&self.forest.global_warming_potential, &self.entry.warming_potentials),
        }
    }
}

impl PlannedCropland {
    /// Reads and checks the tables of a section.
    pub(super) fn read(
        document: &Document,
        name: &str,
        entry: &CroplandEntry,
        zones: Option<&PlannedZoneSet>,
    ) -> Result<Self> {
        if entry.soil.is_none() && entry.paddy.is_none() && entry.woody.is_none() {
            return Err(Error::data(format!("the section `{name}` of cropland has nothing to account"))
                .hint("add `soil`, `paddy` or `woody`"));
        }
        let methods = CroplandMethods {
            entry: entry.clone(),
            coast: CoastParameters::built_in()?.allow_unverified(entry.allow_unverified),
            forest: ForestParameters::built_in()?.allow_unverified(entry.allow_unverified),
        };
        let source = ActivitySource { name: name.to_owned(), source: entry.source.clone(), evidence: entry.evidence };
        let mut planned =
            Self { source, parcels: Vec::new(), fields: Vec::new(), woody: Vec::new(), files: Vec::new(), methods };
        let mut problems = planned.check_potentials();
        if let Some(soil) = &entry.soil {
            let path = planned.file(document, &soil.table, &mut problems);
            let parcels = parcels(path, soil, &planned.methods, zones);
            planned.parcels = parcels.map_err(|problem| problems.push(problem)).unwrap_or_default();
        }
        if let Some(paddy) = &entry.paddy {
            let path = planned.file(document, &paddy.table, &mut problems);
            let fields = fields(path, paddy, &planned.methods, zones);
            planned.fields = fields.map_err(|problem| problems.push(problem)).unwrap_or_default();
        }
        if let Some(woody) = &entry.woody {
            let path = planned.file(document, &woody.table, &mut problems);
            let areas = woody_areas(path, woody, &planned.methods, zones);
            planned.woody = areas.map_err(|problem| problems.push(problem)).unwrap_or_default();
        }
        Error::all(problems)?;
        Ok(planned)
    }

    /// A gas that a table can give needs its warming potential.
    fn check_potentials(&self) -> Vec<Error> {
        let CroplandEntry { soil, paddy, warming_potentials, .. } = &self.methods.entry;
        let gases = [("n2o", soil.is_some()), ("ch4", paddy.is_some())];
        let needed = gases.into_iter().filter(|(_, needed)| *needed);
        let potentials = &self.methods.forest.global_warming_potential;
        needed.filter_map(|(gas, _)| potentials.get([warming_potentials, gas]).err()).collect()
    }

    fn file(&mut self, document: &Document, table: &std::path::Path, problems: &mut Vec<Error>) -> PathBuf {
        let path = document.beside(table);
        let CroplandEntry { evidence, allow_unverified, .. } = self.methods.entry;
        problems.extend(admit("the areas", &path, evidence == Evidence::Unverified, allow_unverified).err());
        self.files.push(path.clone());
        path
    }

    /// The rows of the section.
    pub(super) fn rows(&self) -> Result<Vec<AccountRow>> {
        let CroplandEntry { soil, paddy, woody, .. } = &self.methods.entry;
        let mut rows = Vec::new();
        if let Some(soil) = soil {
            rows.extend(soil_rows(&self.source, &self.parcels, &self.methods.soil(soil))?);
        }
        if let Some(paddy) = paddy {
            rows.extend(paddy_rows(&self.source, &self.fields, &self.methods.paddy(paddy))?);
        }
        if let Some(woody) = woody {
            let table = &self.methods.coast.perennial_biomass;
            rows.extend(woody_rows(&self.source, &self.woody, table, &woody.set)?);
        }
        Ok(rows)
    }

    /// The areas of the tables, to be compared with the map: soils at the end of the period, paddy with each of its seasons, and
    /// woody plants that are a class of it.
    pub(super) fn tabled(&self) -> Vec<TabledArea> {
        let CroplandEntry { zones: Some(set), soil, .. } = &self.methods.entry else { return Vec::new() };
        let tabled = |what: &str, zone: &ActivityZone, year, area, counterpart| TabledArea {
            what: format!("{what} of `{}`", self.source.name),
            zone_set: set.clone(),
            zone: zone.id.clone(),
            year,
            area,
            counterpart,
            sources: self.source.source.clone(),
        };
        let last = soil.as_ref().map_or(0, |soil| soil.period[1]);
        let soils = self.parcels.iter().filter(|parcel| parcel.to.is_none_or(|to| to >= last)).map(|parcel| {
            let (what, counterpart) = match parcel.practice.land_use.as_str() {
                class @ "grassland" => ("grassland soils", Counterpart::Class(class.to_owned())),
                _ => ("cropland soils", Counterpart::Sector(Sector::Cropland)),
            };
            tabled(what, &parcel.zone, last, parcel.area, counterpart)
        });
        let paddy = self.fields.iter().map(|field| {
            tabled("paddy harvested", &field.zone, field.year, field.area, Counterpart::Class("paddy".to_owned()))
        });
        let woody = self.woody.iter().map(|woody| {
            let counterpart = Counterpart::Class(woody.vegetation.clone());
            tabled(&woody.vegetation, &woody.zone, woody.year, woody.area, counterpart)
        });
        soils.chain(paddy).chain(woody).collect()
    }

    /// A line about the section.
    pub(super) fn describe(&self) -> String {
        let Self { source, parcels, fields, woody, .. } = self;
        let (soils, seasons, woody) = (parcels.len(), fields.len(), woody.len());
        format!("cropland  {}: {soils} soils, {seasons} seasons of paddy, {woody} areas of woody plants", source.name)
    }

    /// What should be known of the section before its figures are used.
    pub(super) fn warnings(&self) -> Vec<String> {
        let Some(entry) = &self.methods.entry.woody else { return Vec::new() };
        let known = |vegetation: &str| {
            let rows = &self.methods.coast.perennial_biomass;
            ["carbon_density", "growth"]
                .iter()
                .any(|quantity| rows.find([entry.set.as_str(), vegetation, quantity]).is_ok_and(|row| row.is_some()))
        };
        let unknown: BTreeSet<&str> =
            self.woody.iter().map(|area| area.vegetation.as_str()).filter(|name| !known(name)).collect();
        if unknown.is_empty() {
            return Vec::new();
        }
        let (name, set) = (&self.source.name, &entry.set);
        let unknown = unknown.into_iter().collect::<Vec<_>>().join(", ");
        vec![format!("cropland `{name}`: `{set}` has no carbon of {unknown}: accounted by area only")]
    }
}

/// The practice of three columns; none if no use is given.
fn practice(row: &SheetRow<'_, SoilColumn>, columns: [SoilColumn; 3]) -> Option<Practice> {
    let [land_use, management, input] = columns.map(|column| row.optional(column).map(str::to_owned));
    Some(Practice { land_use: land_use?, management, input })
}

fn parcels(
    path: PathBuf,
    entry: &CroplandSoilEntry,
    methods: &CroplandMethods,
    zones: Option<&PlannedZoneSet>,
) -> Result<Vec<SoilParcel>> {
    use SoilColumn::{
        Area, BulkDensity, Climate, FromYear, Input, InputBefore, LandUse, LandUseBefore, Management, ManagementBefore,
        MeasuredGain, Soil, ToYear, Zone,
    };
    let [first, last] = entry.period;
    if !(1 <= first && first < last && last <= 9999) {
        return Err(Error::data(format!("found the period {first} to {last}, expected a first year before the last")));
    }
    let needed = [Zone, Area, Climate, Soil, LandUse];
    let optional =
        [Management, Input, FromYear, ToYear, LandUseBefore, ManagementBefore, InputBefore, MeasuredGain, BulkDensity];
    let sheet = Sheet::read(path, &entry.columns, &needed, &optional)?;
    let method = methods.soil(entry);
    sheet.collect(|row| {
        let zone = row.zone(Zone, zones);
        let area = row.number(Area).map(|area| methods.entry.area_unit.hectares(area));
        let (climate, soil) = (row.text(Climate), row.text(Soil));
        row.text(LandUse);
        let (from, to) = (row.optional_year(FromYear), row.optional_year(ToYear));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            row.problem(Error::data(format!("the use began in {from} and ended in {to}, expected a later year")));
        }
        let before = practice(row, [LandUseBefore, ManagementBefore, InputBefore]);
        if before.is_none() && (row.optional(ManagementBefore).is_some() || row.optional(InputBefore).is_some()) {
            row.problem(
                Error::data("tillage or input before is given, but not the use before")
                    .hint("fill the use before too: it may be the same as now"),
            );
        }
        let bulk_density = row.optional_number(BulkDensity);
        let measured = row.optional(MeasuredGain).map(str::to_owned);
        let practice = practice(row, [LandUse, Management, Input]);
        let parcel = SoilParcel {
            zone: zone?,
            area: area?,
            climate: climate?,
            soil: soil?,
            practice: practice?,
            before,
            from,
            to,
            measured,
            bulk_density,
        };
        row.keep(method.change(&parcel))?;
        Some(parcel)
    })
}

fn fields(
    path: PathBuf,
    entry: &PaddyEntry,
    methods: &CroplandMethods,
    zones: Option<&PlannedZoneSet>,
) -> Result<Vec<PaddyField>> {
    use PaddyColumn::{Area, BeforeSeason, Days, WaterRegime, Year, Zone};
    let sheet = Sheet::read(path, &entry.columns, &[Zone, Year, Area, WaterRegime, BeforeSeason], &[Days])?;
    let missing = entry.amendments.values().filter(|column| !sheet.has(column));
    let missing = missing.map(|column| {
        Error::data(format!("`{}` has no column `{column}`, which `amendments` names", sheet.path.display()))
    });
    Error::all(missing.collect())?;
    let method = methods.paddy(entry);
    sheet.collect(|row| {
        let zone = row.zone(Zone, zones);
        let year = row.year(Year);
        let area = row.number(Area).map(|area| methods.entry.area_unit.hectares(area));
        let (water_regime, before_season) = (row.text(WaterRegime), row.text(BeforeSeason));
        let days = row.optional_number(Days);
        if let Some(days) = days.filter(|days| !(*days > 0.0 && *days <= 366.0)) {
            row.problem(Error::data(format!("found {days} days of cultivation, expected 1 to 366")));
        }
        let rates = entry.amendments.iter().filter_map(|(class, column)| Some((class.clone(), row.number_of(column)?)));
        let amendments = rates.collect();
        let field = PaddyField {
            zone: zone?,
            year: year?,
            area: area?,
            water_regime: water_regime?,
            before_season: before_season?,
            days,
            amendments,
        };
        row.keep(method.methane(&field))?;
        Some(field)
    })
}

fn woody_areas(
    path: PathBuf,
    entry: &WoodyEntry,
    methods: &CroplandMethods,
    zones: Option<&PlannedZoneSet>,
) -> Result<Vec<WoodyArea>> {
    use WoodyColumn::{Area, Vegetation, Year, Zone};
    let sheet = Sheet::read(path, &entry.columns, &[Zone, Year, Area, Vegetation], &[])?;
    let table = &methods.coast.perennial_biomass;
    let mut seen = BTreeSet::new();
    sheet.collect(|row| {
        let zone = row.zone(Zone, zones);
        let year = row.year(Year);
        let area = row.number(Area).map(|area| methods.entry.area_unit.hectares(area));
        let vegetation = row.text(Vegetation);
        let (zone, year, vegetation) = (zone?, year?, vegetation?);
        for quantity in ["carbon_density", "growth"] {
            row.keep(table.find([&entry.set, &vegetation, quantity]));
        }
        if !seen.insert((zone.id.clone(), year, vegetation.clone())) {
            row.problem(Error::data(format!("`{vegetation}` of {year} in `{}` is given twice", zone.name)));
        }
        Some(WoodyArea { zone, year, vegetation, area: area? })
    })
}
