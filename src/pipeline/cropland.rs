//! The sections of cropland: areas read and checked when the pipeline is planned, accounted when it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::activity::{Sheet, SheetRow, admit};
use super::document::Document;
use super::plan::PlannedZoneSet;
use super::schema::map_by;
use super::unit::AreaUnit;
use crate::accounts::cropland::{
    MeasuredMethod, PaddyField, PaddyMethod, Practice, SoilMethod, SoilParcel, WoodyArea, paddy_rows, soil_rows,
    woody_rows,
};
use crate::accounts::{AccountRow, ActivitySource};
use crate::error::{Error, Result};
use crate::parameters::Evidence;
use crate::parameters::coast::CoastParameters;
use crate::parameters::forest::ForestParameters;

/// Cropland from tables of areas: soils, paddy, woody plants outside forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CroplandEntry {
    /// Who published the areas, where.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The unit of areas.
    pub area_unit: AreaUnit,
    /// The zone set by whose ids or names the zones are known.
    pub zones: Option<String>,
    /// The edition of the warming potentials (`parameters/forest/global_warming_potential.csv`); masses of gases stand beside.
    pub warming_potentials: String,
    /// The soil carbon of land that changed its use.
    pub soil: Option<CroplandSoilEntry>,
    /// The methane of paddy.
    pub paddy: Option<PaddyEntry>,
    /// Orchards, tea and trees in towns.
    pub woody: Option<WoodyEntry>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// The soil carbon of cropland over a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CroplandSoilEntry {
    /// A CSV table: `zone`, `area`, `climate`, `soil`, `land_use`, and the other columns where they are needed.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<SoilColumn, String>")]
    pub columns: BTreeMap<SoilColumn, String>,
    /// The first and the last year of the account.
    pub period: [i32; 2],
    /// The edition of reference stocks and factors: `ipcc2019` or `ipcc2006`, which differ much on paddy.
    pub edition: String,
    /// Gains measured in China, for practices that the table names in `measured_gain`.
    pub measured: Option<MeasuredEntry>,
}

/// Measured gains of soil carbon, all to one depth (`parameters/coast/soil_increment.csv`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredEntry {
    /// The set.
    pub set: String,
    /// The class of the stock when a practice begins.
    pub opening_stock: String,
    /// The class of the stock that soils can hold.
    pub ceiling: String,
    /// The depth, cm.
    pub depth_cm: f64,
}

/// What a column of soils holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SoilColumn {
    /// The zone.
    Zone,
    /// The area.
    Area,
    /// The climate, such as `warm_temperate_moist`.
    Climate,
    /// The soil, such as `high_activity_clay`.
    Soil,
    /// The use, such as `paddy_rice` (`parameters/forest/soil_factors.csv`).
    LandUse,
    /// The tillage; empty for full tillage.
    Management,
    /// What is returned to the soil; empty for a medium input.
    Input,
    /// The year in which the use began.
    FromYear,
    /// The year in which it ended; empty while it lasts.
    ToYear,
    /// The use before; empty if it was always as now.
    LandUseBefore,
    /// The tillage before.
    ManagementBefore,
    /// What was returned to the soil before.
    InputBefore,
    /// The class of the measured gain.
    MeasuredGain,
    /// The bulk density, g/cm³, for gains measured as contents.
    BulkDensity,
}

/// The methane of paddy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaddyEntry {
    /// A CSV table with a row for each season: `zone`, `year`, `area`, `water_regime`, `before_season`, and `days` if known.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<PaddyColumn, String>")]
    pub columns: BTreeMap<PaddyColumn, String>,
    /// The column of each amendment, t/ha: dry for straw, fresh for the rest.
    #[serde(default)]
    pub amendments: BTreeMap<String, String>,
    /// The set of factors (`parameters/coast/paddy_methane.csv`).
    #[serde(default = "ipcc2019")]
    pub set: String,
    /// The region of the baseline and of the days of cultivation.
    pub region: String,
}

fn ipcc2019() -> String {
    "ipcc2019".to_owned()
}

/// What a column of paddy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaddyColumn {
    /// The zone.
    Zone,
    /// The year.
    Year,
    /// The area; land with two seasons is there twice.
    Area,
    /// The water in the season, such as `single_drainage`.
    WaterRegime,
    /// The water before it, such as `not_flooded_under_180d`.
    BeforeSeason,
    /// The days of cultivation; empty for those of the region.
    Days,
}

/// Orchards, tea and trees in towns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WoodyEntry {
    /// A CSV table: `zone`, `year`, `area`, `vegetation`.
    pub table: PathBuf,
    /// What columns are called in the table, where it is not so.
    #[serde(default)]
    #[schemars(schema_with = "map_by::<WoodyColumn, String>")]
    pub columns: BTreeMap<WoodyColumn, String>,
    /// The set of figures (`parameters/coast/perennial_biomass.csv`); vegetation without one is accounted by its area only.
    pub set: String,
}

/// What a column of woody plants holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WoodyColumn {
    /// The zone.
    Zone,
    /// The year.
    Year,
    /// The area.
    Area,
    /// What grows there, such as `urban_trees`.
    Vegetation,
}

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
        row.keep(method.season(&field))?;
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
