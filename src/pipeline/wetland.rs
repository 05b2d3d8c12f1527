//! The sections of inland wetland: areas read and checked when the pipeline is planned, accounted when it runs.

mod entry;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use entry::*;

use super::activity::{Sheet, admit};
use super::document::Document;
use super::plan::PlannedZoneSet;
use crate::accounts::wetland::{
    BurialMethod, MappedReservoirs, MineralSoilMethod, OrganicSoilMethod, OrganicSoilState, ReservoirMethod, Wetland,
    WetlandArea, WetlandMethod, burial_rows, mapped_class_areas, mapped_reservoirs, wetland_rows,
};
use crate::accounts::{AccountRow, ActivitySource, ActivityZone, Counterpart, Ledger, TabledArea};
use crate::error::{Error, Result, nearest};
use crate::land::Sector;
use crate::parameters::Evidence;
use crate::parameters::coast::CoastParameters;
use crate::parameters::forest::ForestParameters;
use crate::units::Hectares;

/// Inland wetland, read and checked.
#[derive(Debug)]
pub struct PlannedWetland {
    /// Where the areas come from.
    pub source: ActivitySource,
    /// The areas of tables.
    pub areas: Vec<WetlandArea>,
    /// The tables that were read.
    pub files: Vec<PathBuf>,
    /// The class layers of reservoirs, by their places in the strata.
    reservoir_layers: Vec<usize>,
    /// The class layers of standing wetland.
    burial_layers: Vec<usize>,
    entry: WetlandEntry,
    coast: CoastParameters,
    forest: ForestParameters,
}

/// The places of the layers that a section names, in the strata.
#[derive(Debug, Default)]
pub(super) struct WetlandLayers {
    pub reservoirs: Vec<usize>,
    pub burial: Vec<usize>,
}

impl PlannedWetland {
    /// Reads and checks the tables of a section.
    pub(super) fn read(
        document: &Document,
        name: &str,
        entry: &WetlandEntry,
        layers: WetlandLayers,
        zones: Option<&PlannedZoneSet>,
    ) -> Result<Self> {
        let source = ActivitySource { name: name.to_owned(), source: entry.source.clone(), evidence: entry.evidence };
        let mut planned = Self {
            source,
            areas: Vec::new(),
            files: Vec::new(),
            reservoir_layers: layers.reservoirs,
            burial_layers: layers.burial,
            entry: entry.clone(),
            coast: CoastParameters::built_in()?.allow_unverified(entry.allow_unverified),
            forest: ForestParameters::built_in()?.allow_unverified(entry.allow_unverified),
        };
        let mut problems: Vec<Error> = planned.check().err().into_iter().flat_map(Error::into_problems).collect();
        let mut keep = |table: Option<&PathBuf>, read: fn(&Self, PathBuf, Zones<'_>) -> Result<Vec<WetlandArea>>| {
            let Some(table) = table else { return };
            let path = document.beside(table);
            problems.extend(planned.admit(&path).err());
            planned.files.push(path.clone());
            match read(&planned, path, zones) {
                Ok(areas) => planned.areas.extend(areas),
                Err(problem) => problems.push(problem),
            }
        };
        keep(entry.reservoirs.as_ref().and_then(|entry| entry.table.as_ref()), Self::reservoirs);
        keep(entry.organic_soils.as_ref().map(|entry| &entry.table), Self::organic_soils);
        keep(entry.mineral_soils.as_ref().map(|entry| &entry.table), Self::mineral_soils);
        Error::all(problems)?;
        Ok(planned)
    }

    fn admit(&self, path: &Path) -> Result<()> {
        admit("the areas", path, self.entry.evidence == Evidence::Unverified, self.entry.allow_unverified)
    }

    /// There is something to account, and every row that it needs whatever the tables hold.
    fn check(&self) -> Result<()> {
        let WetlandEntry { reservoirs, organic_soils, mineral_soils, burial, warming_potentials, .. } = &self.entry;
        if reservoirs.is_none() && organic_soils.is_none() && mineral_soils.is_none() && burial.is_none() {
            return Err(Error::data(format!("the section `{}` of wetland has nothing to account", self.source.name))
                .hint("add `reservoirs`, `organic_soils`, `mineral_soils` or `burial`"));
        }
        let mut problems = Vec::new();
        let potentials = &self.forest.global_warming_potential;
        let gases = [
            ("ch4", reservoirs.is_some() || organic_soils.is_some() || mineral_soils.is_some()),
            ("n2o", organic_soils.is_some()),
        ];
        let needed = gases.into_iter().filter(|(_, needed)| *needed);
        problems.extend(needed.filter_map(|(gas, _)| potentials.get([warming_potentials, gas]).err()));
        if let Some(entry) = reservoirs {
            if entry.table.is_some() == entry.standing_since.is_some()
                || entry.layers.is_empty() == entry.table.is_none()
            {
                problems.push(
                    Error::data("the areas of reservoirs come from one place: a table, or maps with the year of their first")
                        .hint("give `table`, or `layers` with `standing_since`, the year in which those of the first map were flooded"),
                );
            }
            if let Some(standing_since) = entry.standing_since.filter(|_| entry.table.is_none()) {
                // No pixel is read yet: factors that are there for no area are there for any.
                let wetland = Wetland::Reservoir { flooded: standing_since, trophic: entry.trophic_state.clone() };
                let zone = ActivityZone { id: String::new(), name: String::new() };
                let nothing = WetlandArea { zone, year: standing_since, area: Hectares(0.0), wetland };
                problems.extend(self.method().check(&nothing).err());
            }
        }
        if let Some(entry) = burial {
            let rate = |kind: &String| self.coast.inland_wetlands.get([&entry.set, "soil_accumulation", kind]);
            problems.extend(entry.classes.values().filter_map(|kind| rate(kind).err()));
        }
        Error::all(problems)
    }

    fn method(&self) -> WetlandMethod<'_> {
        let WetlandEntry { reservoirs, organic_soils, mineral_soils, warming_potentials, .. } = &self.entry;
        WetlandMethod {
            reservoirs: reservoirs.as_ref().map(|entry| ReservoirMethod {
                table: &self.coast.reservoirs,
                set: &entry.set,
                climate: &entry.climate,
            }),
            organic_soils: organic_soils
                .as_ref()
                .map(|entry| OrganicSoilMethod { table: &self.coast.organic_soils, set: &entry.set }),
            mineral_soils: mineral_soils.as_ref().map(|entry| MineralSoilMethod {
                table: &self.coast.inland_wetlands,
                set: &entry.set,
                climate: &entry.climate,
                methane: &entry.methane_climate,
                transition: &self.forest.soil_factors,
            }),
            potentials: (&self.forest.global_warming_potential, warming_potentials),
        }
    }

    fn reservoirs(&self, path: PathBuf, zones: Zones<'_>) -> Result<Vec<WetlandArea>> {
        use ReservoirColumn::{Area, FloodedYear, TrophicState, Year, Zone};
        let Some(entry) = &self.entry.reservoirs else { return Ok(Vec::new()) };
        let sheet = Sheet::read(path, &entry.columns, &[Zone, Year, Area, FloodedYear], &[TrophicState])?;
        let method = self.method();
        sheet.collect(|row| {
            let (zone, year, area) = (row.zone(Zone, zones), row.year(Year), row.number(Area));
            let flooded = row.year(FloodedYear);
            let trophic = row.optional(TrophicState).unwrap_or(&entry.trophic_state).to_owned();
            let wetland = Wetland::Reservoir { flooded: flooded?, trophic };
            let area = WetlandArea { zone: zone?, year: year?, area: self.entry.area_unit.hectares(area?), wetland };
            row.keep(method.check(&area))?;
            Some(area)
        })
    }

    fn organic_soils(&self, path: PathBuf, zones: Zones<'_>) -> Result<Vec<WetlandArea>> {
        use OrganicSoilColumn::{Area, Land, State, Year, Zone};
        let Some(entry) = &self.entry.organic_soils else { return Ok(Vec::new()) };
        let sheet = Sheet::read(path, &entry.columns, &[Zone, Year, Area, State, Land], &[])?;
        let method = self.method();
        sheet.collect(|row| {
            let (zone, year, area) = (row.zone(Zone, zones), row.year(Year), row.number(Area));
            let (state, land) = (row.text(State), row.text(Land));
            let state = state.and_then(|state| row.keep(organic_soil_state(&state)));
            let wetland = Wetland::OrganicSoil { state: state?, land: land? };
            let area = WetlandArea { zone: zone?, year: year?, area: self.entry.area_unit.hectares(area?), wetland };
            row.keep(method.check(&area))?;
            Some(area)
        })
    }

    fn mineral_soils(&self, path: PathBuf, zones: Zones<'_>) -> Result<Vec<WetlandArea>> {
        use MineralSoilColumn::{Area, RewettedYear, Year, Zone};
        let Some(entry) = &self.entry.mineral_soils else { return Ok(Vec::new()) };
        let sheet = Sheet::read(path, &entry.columns, &[Zone, Year, Area, RewettedYear], &[])?;
        let method = self.method();
        sheet.collect(|row| {
            let (zone, year, area) = (row.zone(Zone, zones), row.year(Year), row.number(Area));
            let rewetted = row.year(RewettedYear);
            let wetland = Wetland::RewettedMineralSoil { rewetted: rewetted? };
            let area = WetlandArea { zone: zone?, year: year?, area: self.entry.area_unit.hectares(area?), wetland };
            row.keep(method.check(&area))?;
            Some(area)
        })
    }

    /// Whether the section reads maps.
    pub(super) fn has_maps(&self) -> bool {
        !self.reservoir_layers.is_empty() || !self.burial_layers.is_empty()
    }

    /// The rows of the section; `ledger` holds the strata, where there are maps.
    pub(super) fn rows(&self, ledger: Option<&Ledger<'_>>) -> Result<Vec<AccountRow>> {
        let method = self.method();
        let mut rows = wetland_rows(&self.source, &self.areas, &method, true)?;
        let Some(ledger) = ledger else { return Ok(rows) };
        if let Some(entry) = &self.entry.reservoirs
            && let Some(standing_since) = entry.standing_since
        {
            let dimensions = &self.reservoir_layers;
            let map = MappedReservoirs { dimensions, standing_since, trophic: &entry.trophic_state };
            for (set, areas) in by_set(mapped_reservoirs(ledger, &map)) {
                rows.extend(wetland_rows(&self.of_map(set), &areas, &method, false)?);
            }
        }
        if let Some(entry) = &self.entry.burial {
            let method = BurialMethod { table: &self.coast.inland_wetlands, set: &entry.set, classes: &entry.classes };
            let wanted = |class: &str| entry.classes.contains_key(class);
            let areas = mapped_class_areas(ledger, &self.burial_layers, wanted);
            for (set, areas) in
                by_set(areas.into_iter().map(|(set, zone, year, class, area)| (set, (zone, year, class, area))))
            {
                rows.extend(burial_rows(&self.of_map(set), &areas, &method)?);
            }
        }
        Ok(rows)
    }

    /// The source of figures of a map, whose rows stand under the zone set.
    fn of_map(&self, set: String) -> ActivitySource {
        ActivitySource { name: set, ..self.source.clone() }
    }

    /// The areas of tables, to be compared with the map.
    pub(super) fn tabled(&self) -> Vec<TabledArea> {
        let Some(set) = &self.entry.zones else { return Vec::new() };
        let compared = self.areas.iter().map(|area| {
            let (kind, counterpart) = match area.wetland {
                Wetland::Reservoir { .. } => ("reservoirs", Counterpart::Class("reservoir".to_owned())),
                Wetland::OrganicSoil { .. } => ("organic soils", Counterpart::Sector(Sector::Wetland)),
                Wetland::RewettedMineralSoil { .. } => ("rewetted mineral soils", Counterpart::Sector(Sector::Wetland)),
            };
            TabledArea {
                what: format!("{kind} of `{}`", self.source.name),
                zone_set: set.clone(),
                zone: area.zone.id.clone(),
                year: area.year,
                area: area.area,
                counterpart,
                sources: self.source.source.clone(),
            }
        });
        compared.collect()
    }

    /// A line about the section.
    pub(super) fn describe(&self) -> String {
        let maps = if self.has_maps() { ", and maps" } else { "" };
        format!("wetland   {}: {} areas of tables{maps}", self.source.name, self.areas.len())
    }
}

type Zones<'a> = Option<&'a PlannedZoneSet>;

fn by_set<Item>(items: impl IntoIterator<Item = (String, Item)>) -> BTreeMap<String, Vec<Item>> {
    let mut sets: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for (set, item) in items {
        sets.entry(set).or_default().push(item);
    }
    sets
}

fn organic_soil_state(name: &str) -> Result<OrganicSoilState> {
    let all = [OrganicSoilState::Drained, OrganicSoilState::Rewetted];
    all.into_iter().find(|state| state.name() == name).ok_or_else(|| {
        let error = Error::data(format!("found the state `{name}`, expected `drained` or `rewetted`"));
        match nearest(name, all.map(OrganicSoilState::name)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    })
}
