//! The sections of mariculture: harvests read and checked when the pipeline is planned, accounted when it runs.

mod entry;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub use entry::*;

use super::activity::{Sheet, SheetRow, admit};
use super::document::Document;
use super::plan::PlannedZoneSet;
use crate::accounts::{
    AccountRow, ActivitySource, Counterpart, Harvest, MaricultureAccount, PlanktonSurvey, TabledArea, mariculture_rows,
    plankton_rows,
};
use crate::error::{Error, Result, nearest};
use crate::land::Sector;
use crate::models::sea::HarvestMass;
use crate::parameters::Evidence;
use crate::parameters::coast::{MaricultureTable, PrimaryProductionTable, SpeciesRows};
use crate::units::{TonnesDryMatter, TonnesWet};

/// Harvests, read and checked.
#[derive(Debug)]
pub struct PlannedMariculture {
    /// Where the harvests come from.
    pub source: ActivitySource,
    /// The harvests.
    pub harvests: Vec<Harvest>,
    /// The tables that were read.
    pub files: Vec<PathBuf>,
    entry: MaricultureEntry,
    coefficients: MaricultureTable,
    plankton: Option<PlannedPlankton>,
}

#[derive(Debug)]
struct PlannedPlankton {
    source: ActivitySource,
    surveys: Vec<PlanktonSurvey>,
    factors: PrimaryProductionTable,
    set: String,
}

impl PlannedMariculture {
    /// Reads and checks the tables of a section.
    pub(super) fn read(
        document: &Document,
        name: &str,
        entry: &MaricultureEntry,
        zones: Option<&PlannedZoneSet>,
    ) -> Result<Self> {
        let coefficients = MaricultureTable::built_in()?.allow_unverified(entry.allow_unverified);
        let mut files = vec![document.beside(&entry.table)];
        let unverified = entry.evidence == Evidence::Unverified;
        let mut problems: Vec<Error> =
            admit("the harvests", &files[0], unverified, entry.allow_unverified).err().into_iter().collect();
        if entry.shell_accounting == ShellAccountingEntry::Net {
            problems.extend(coefficients.get(["carbonate-chemistry", "any", "co2_per_shell_carbonate"]).err());
        }
        let source = ActivitySource { name: name.to_owned(), source: entry.source.clone(), evidence: entry.evidence };
        let harvests = harvests(files[0].clone(), entry, zones, &account(&source, &[], &coefficients, entry));
        let harvests = harvests.map_err(|problem| problems.push(problem)).unwrap_or_default();
        let plankton = entry.phytoplankton.as_ref().and_then(|plankton| {
            let file = document.beside(&plankton.table);
            files.push(file.clone());
            let planned = PlannedPlankton::read(file, name, plankton, entry.allow_unverified, zones);
            planned.map_err(|problem| problems.push(problem)).ok()
        });
        Error::all(problems)?;
        Ok(Self { source, harvests, files, entry: entry.clone(), coefficients, plankton })
    }

    /// The rows of the section.
    pub(super) fn rows(&self) -> Result<Vec<AccountRow>> {
        let mut rows = mariculture_rows(&account(&self.source, &self.harvests, &self.coefficients, &self.entry))?;
        if let Some(plankton) = &self.plankton {
            rows.extend(plankton_rows(&plankton.source, &plankton.surveys, &plankton.factors, &plankton.set)?);
        }
        Ok(rows)
    }

    /// The areas of water in which plankton was measured, to be compared with the map: harvests have no area.
    pub(super) fn tabled(&self) -> Vec<TabledArea> {
        let (Some(set), Some(plankton)) = (&self.entry.zones, &self.plankton) else { return Vec::new() };
        let compared = plankton.surveys.iter().map(|survey| TabledArea {
            what: format!("water of `{}`", self.source.name),
            zone_set: set.clone(),
            zone: survey.zone.id.clone(),
            year: survey.year,
            area: survey.area,
            counterpart: Counterpart::Sector(Sector::Sea),
            sources: plankton.source.source.clone(),
        });
        compared.collect()
    }

    /// A line about the section.
    pub(super) fn describe(&self) -> String {
        format!("sea       {}: {} harvests", self.source.name, self.harvests.len())
    }
}

fn account<'a>(
    source: &'a ActivitySource,
    harvests: &'a [Harvest],
    table: &'a MaricultureTable,
    entry: &'a MaricultureEntry,
) -> MaricultureAccount<'a> {
    let shells = entry.shell_accounting.into();
    MaricultureAccount { source, harvests, table, set: &entry.coefficients, shells }
}

fn harvests(
    path: PathBuf,
    entry: &MaricultureEntry,
    zones: Option<&PlannedZoneSet>,
    account: &MaricultureAccount<'_>,
) -> Result<Vec<Harvest>> {
    use HarvestColumn::{Production, Species, State, Year, Zone};
    let mut needed = vec![Zone, Species, Year, Production];
    if entry.state.is_none() {
        needed.push(State);
    } else if entry.columns.contains_key(&State) {
        return Err(Error::data("the state of the harvests is given as `state` and as a column")
            .hint("keep one: the column if some were weighed wet and some dry"));
    }
    let sheet = Sheet::read(path, &entry.columns, &needed, &[])?;
    let (mut seen, mut named) = (BTreeSet::new(), BTreeSet::new());
    let harvests = sheet.collect(|row| {
        let zone = row.zone(Zone, zones);
        let species = row.text(Species);
        let year = row.year(Year);
        let tonnes = row.number(Production).map(|mass| entry.unit.tonnes(mass));
        let state = entry.state.or_else(|| state(row));
        let stands_for = species.as_ref().map(|species| {
            named.insert(species.clone());
            entry.species.get(species).unwrap_or(species).clone()
        });
        let rows = stands_for.as_ref().and_then(|species| {
            let found = account.species(species);
            row.keep(found.map_err(|error| hint_mapping(error, species)))
        });
        let of_wet_mass = |rows: &SpeciesRows<'_>| !matches!(rows, SpeciesRows::Macroalga(_));
        if state == Some(HarvestState::Dry) && matches!(rows, Some(SpeciesRows::WholeAlga(_))) {
            row.problem(
                Error::data("found dry algae, but their carbon is published per wet mass")
                    .hint("take coefficients of dry matter, such as those of `sun2020`"),
            );
        } else if state == Some(HarvestState::Dry) && rows.as_ref().is_some_and(of_wet_mass) {
            row.problem(
                Error::data("found dry bivalves, expected their mass as harvested, with shells")
                    .hint("shares of soft tissue and shell are those of the whole animal"),
            );
        }
        let (zone, species, year, tonnes, state) = (zone?, species?, year?, tonnes?, state?);
        if !seen.insert((zone.id.clone(), species.clone(), year, state)) {
            row.problem(
                Error::data(format!("`{species}` of {year} in `{}` is given twice", zone.name))
                    .hint("add the harvests up, or drop the second"),
            );
        }
        let mass = match state {
            HarvestState::Wet => HarvestMass::Wet(TonnesWet(tonnes)),
            HarvestState::Dry => HarvestMass::Dry(TonnesDryMatter(tonnes)),
        };
        Some(Harvest { zone, year, species, coefficients: stands_for?, mass })
    });
    let unused: Vec<Error> = entry
        .species
        .keys()
        .filter(|species| !named.contains(*species))
        .map(|species| Error::data(format!("`species` names `{species}`, which is not in `{}`", sheet.path.display())))
        .collect();
    let harvests = match (harvests, Error::all(unused)) {
        (Ok(harvests), unused) => unused.map(|()| harvests)?,
        (Err(problems), unused) => {
            let problems = problems.into_problems().into_iter().chain(unused.err());
            Error::all(problems.collect())?;
            Vec::new()
        }
    };
    Ok(harvests)
}

/// Says how a species of the table is matched with coefficients.
fn hint_mapping(error: Error, species: &str) -> Error {
    error.hint(format!("to take other coefficients: `species = {{ \"{species}\" = \"…\" }}`; every figure names them"))
}

fn state(row: &mut SheetRow<'_, HarvestColumn>) -> Option<HarvestState> {
    match row.text(HarvestColumn::State)?.as_str() {
        "wet" => Some(HarvestState::Wet),
        "dry" => Some(HarvestState::Dry),
        other => {
            let error = Error::data(format!("found the state `{other}`, expected `wet` or `dry`"));
            let near = nearest(other, ["wet", "dry"]).map(|near| format!("did you mean `{near}`?"));
            row.problem(near.into_iter().fold(error, Error::hint));
            None
        }
    }
}

impl PlannedPlankton {
    fn read(
        path: PathBuf,
        name: &str,
        entry: &PhytoplanktonEntry,
        allow_unverified: bool,
        zones: Option<&PlannedZoneSet>,
    ) -> Result<Self> {
        use PlanktonColumn::{Area, Chlorophyll, Daylight, Days, SecchiDepth, Year, Zone};
        admit("the measurements", &path, entry.evidence == Evidence::Unverified, allow_unverified)?;
        let factors = PrimaryProductionTable::built_in()?.allow_unverified(allow_unverified);
        factors.get([&entry.set, "assimilation_number"])?;
        factors.get([&entry.set, "euphotic_per_secchi_depth"])?;
        let needed = [Zone, Year, Area, Days, Chlorophyll, SecchiDepth, Daylight];
        let sheet = Sheet::read(path, &entry.columns, &needed, &[])?;
        let at_most = |row: &mut SheetRow<'_, PlanktonColumn>, column, most: f64, what: &str| {
            let value = row.number(column)?;
            if value > most {
                row.problem(Error::data(format!("found {value} {what}, expected no more than {most}")));
            }
            Some(value)
        };
        let surveys = sheet.collect(|row| {
            let zone = row.zone(Zone, zones);
            let year = row.year(Year);
            let area = row.number(Area);
            let days = at_most(row, Days, 366.0, "days");
            let chlorophyll = row.number(Chlorophyll);
            let secchi_depth = row.number(SecchiDepth);
            let daylight = at_most(row, Daylight, 24.0, "hours of daylight");
            Some(PlanktonSurvey {
                zone: zone?,
                year: year?,
                area: entry.area_unit.hectares(area?),
                days: days?,
                chlorophyll: chlorophyll?,
                secchi_depth: secchi_depth?,
                daylight: daylight?,
            })
        })?;
        let source = ActivitySource { name: name.to_owned(), source: entry.source.clone(), evidence: entry.evidence };
        Ok(Self { source, surveys, factors, set: entry.set.clone() })
    }
}
