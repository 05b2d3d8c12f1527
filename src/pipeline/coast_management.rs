//! The sections of coastal management: tables read and checked when the pipeline is planned, accounted when it runs.

mod entry;

use std::path::PathBuf;

pub use entry::*;

use super::activity::{Sheet, SheetRow, admit};
use super::coast::{TierEntry, methane_steps};
use super::document::Document;
use super::plan::PlannedZoneSet;
use crate::accounts::coast::{ManagementMethod, PondHarvest, WetlandActivity, WetlandActivityKind, management_rows};
use crate::accounts::{AccountRow, ActivitySource};
use crate::error::{Error, Result, nearest};
use crate::land::Habitat;
use crate::parameters::Evidence;
use crate::parameters::coast::CoastParameters;
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::units::{TonnesCPerHectare, TonnesWet};

/// The longest account, in years.
const MOST_YEARS: i32 = 500;

/// Activities and ponds, read and checked.
#[derive(Debug)]
pub struct PlannedCoastManagement {
    /// Where they come from.
    pub source: ActivitySource,
    /// The activities.
    pub activities: Vec<WetlandActivity>,
    /// The fish of ponds.
    pub ponds: Vec<PondHarvest>,
    /// The tables that were read.
    pub files: Vec<PathBuf>,
    entry: CoastManagementEntry,
    parameters: CoastParameters,
    potentials: GlobalWarmingPotentialTable,
}

impl PlannedCoastManagement {
    /// Reads and checks the tables of a section.
    pub(super) fn read(
        document: &Document,
        name: &str,
        entry: &CoastManagementEntry,
        zones: Option<&PlannedZoneSet>,
    ) -> Result<Self> {
        if entry.activities.is_none() && entry.ponds.is_none() {
            return Err(Error::data(format!("the section `{name}` of coastal management has nothing to account"))
                .hint("add `activities` or `ponds`"));
        }
        let [first, last] = entry.period;
        if !(1 <= first && first <= last && last <= 9999 && last - first <= MOST_YEARS) {
            return Err(Error::data(format!(
                "found the period {first} to {last}, expected a first year, and a last one at most {MOST_YEARS} later"
            )));
        }
        let allowed = entry.allow_unverified;
        let mut planned = Self {
            source: ActivitySource { name: name.to_owned(), source: entry.source.clone(), evidence: entry.evidence },
            activities: Vec::new(),
            ponds: Vec::new(),
            files: Vec::new(),
            entry: entry.clone(),
            parameters: CoastParameters::built_in()?.allow_unverified(allowed),
            potentials: GlobalWarmingPotentialTable::built_in()?.allow_unverified(allowed),
        };
        planned.method()?;
        let gases = [("ch4", entry.activities.is_some()), ("n2o", entry.ponds.is_some())];
        let needed = gases.into_iter().filter(|(_, needed)| *needed);
        let mut problems: Vec<Error> = needed
            .filter_map(|(gas, _)| planned.potentials.get([entry.warming_potentials.as_str(), gas]).err())
            .collect();
        if let Some(table) = &entry.activities {
            let path = planned.file(document, &table.table, &mut problems);
            let activities = activities(path, table, &planned.method()?, zones);
            planned.activities = activities.map_err(|problem| problems.push(problem)).unwrap_or_default();
        }
        if let Some(table) = &entry.ponds {
            let path = planned.file(document, &table.table, &mut problems);
            planned.ponds = ponds(path, table, zones).map_err(|problem| problems.push(problem)).unwrap_or_default();
        }
        Error::all(problems)?;
        Ok(planned)
    }

    fn file(&mut self, document: &Document, table: &std::path::Path, problems: &mut Vec<Error>) -> PathBuf {
        let path = document.beside(table);
        let unverified = self.entry.evidence == Evidence::Unverified;
        problems.extend(admit("the figures", &path, unverified, self.entry.allow_unverified).err());
        self.files.push(path.clone());
        path
    }

    fn method(&self) -> Result<ManagementMethod<'_>> {
        Ok(ManagementMethod {
            parameters: &self.parameters,
            tier: self.entry.stocks.map(TierEntry::tier),
            methane: methane_steps(&self.parameters, &self.entry.salinity_set)?,
            potentials: (&self.potentials, &self.entry.warming_potentials),
            period: (self.entry.period[0], self.entry.period[1]),
        })
    }

    /// The rows of the section.
    pub(super) fn rows(&self) -> Result<Vec<AccountRow>> {
        management_rows(&self.source, &self.activities, &self.ponds, &self.method()?)
    }

    /// A line about the section.
    pub(super) fn describe(&self) -> String {
        let Self { source, activities, ponds, .. } = self;
        format!("coast     {}: {} activities, {} harvests of ponds", source.name, activities.len(), ponds.len())
    }
}

fn activities(
    path: PathBuf,
    entry: &ActivitiesEntry,
    method: &ManagementMethod<'_>,
    zones: Option<&PlannedZoneSet>,
) -> Result<Vec<WetlandActivity>> {
    use ActivityColumn::{Area, Before, Cover, Habitat, Kind, NaturalStock, OpeningStock, Salinity, Until, Year, Zone};
    let needed = [Zone, Kind, Habitat, Area, Year];
    let optional = [Until, Cover, Before, OpeningStock, NaturalStock, Salinity];
    let sheet = Sheet::read(path, &entry.columns, &needed, &optional)?;
    sheet.collect(|row| {
        let zone = row.zone(Zone, zones);
        let kind = row.text(Kind).and_then(|name| row.keep(kind(&name)));
        let stand = row.text(Habitat).and_then(|name| row.keep(habitat(&name)));
        let area = row.number(Area).map(|area| entry.area_unit.hectares(area));
        let (year, until) = (row.year(Year), row.optional_year(Until));
        if let (Some(year), Some(until)) = (year, until)
            && until <= year
        {
            row.problem(Error::data(format!("it began in {year} and ended in {until}, expected a later year")));
        }
        let before = row.optional(Before).map(str::to_owned).and_then(|name| row.keep(habitat(&name)));
        let cover = row.optional_number(Cover);
        let stock = |row: &mut SheetRow<'_, ActivityColumn>, column| row.optional_number(column).map(TonnesCPerHectare);
        let (opening, natural) = (stock(row, OpeningStock), stock(row, NaturalStock));
        let salinity = row.optional_number(Salinity);
        let activity = WetlandActivity {
            zone: zone?,
            kind: kind?,
            habitat: stand?,
            area: area?,
            year: year?,
            until,
            cover,
            before,
            opening,
            natural,
            salinity,
        };
        row.keep(method.check(&activity))?;
        Some(activity)
    })
}

fn ponds(path: PathBuf, entry: &PondsEntry, zones: Option<&PlannedZoneSet>) -> Result<Vec<PondHarvest>> {
    use PondColumn::{Fish, Year, Zone};
    let sheet = Sheet::read(path, &entry.columns, &[Zone, Year, Fish], &[])?;
    sheet.collect(|row| {
        let (zone, year) = (row.zone(Zone, zones), row.year(Year));
        let fish = row.number(Fish).map(TonnesWet);
        Some(PondHarvest { zone: zone?, year: year?, fish: fish? })
    })
}

fn kind(name: &str) -> Result<WetlandActivityKind> {
    let known = || WetlandActivityKind::ALL.into_iter();
    known()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| unknown("activity", name, known().map(WetlandActivityKind::name)))
}

fn habitat(name: &str) -> Result<Habitat> {
    let known = || Habitat::ALL.into_iter().filter(|habitat| *habitat != Habitat::Pond);
    known().find(|habitat| habitat.name() == name).ok_or_else(|| unknown("habitat", name, known().map(Habitat::name)))
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let error = Error::data(format!("no {what} `{name}`, expected {}", known.join(", ")));
    match nearest(name, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}
