//! What an area of wetland holds and gives off in a year, whatever its kind, as rows.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::{MineralSoilMethod, OrganicSoilMethod, OrganicSoilState, ReservoirMethod};
use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::{Error, Result};
use crate::land::Sector;
use crate::parameters::Factor;
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::units::{Hectares, TonnesC, TonnesCO2, TonnesCO2e, TonnesCh4, TonnesN2O};

/// The pool of what has no parts, and of all parts together.
const ALL: &str = "*";
/// What factors are of.
pub(super) const HECTARE: Hectares = Hectares(1.0);

/// What a wetland is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wetland {
    /// Land flooded by a dam.
    Reservoir {
        /// The year of flooding.
        flooded: i32,
        /// The trophic state of the water.
        trophic: String,
    },
    /// Peat and the like, as a row of `parameters/coast/organic_soils.csv`.
    OrganicSoil {
        /// Drained or rewetted.
        state: OrganicSoilState,
        /// The climate with the use or the nutrients.
        land: String,
    },
    /// A mineral soil that is wet again after long cultivation.
    RewettedMineralSoil {
        /// The year of rewetting.
        rewetted: i32,
    },
}

impl Wetland {
    pub(super) fn category(&self) -> String {
        match self {
            Self::Reservoir { trophic, .. } if trophic == "unknown" => "reservoir".to_owned(),
            Self::Reservoir { trophic, .. } => format!("reservoir, {trophic}"),
            Self::OrganicSoil { state, land } => format!("{} organic soil, {land}", state.name()),
            Self::RewettedMineralSoil { .. } => "rewetted mineral soil".to_owned(),
        }
    }
}

/// Wetland of one kind in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct WetlandArea {
    /// The zone.
    pub zone: ActivityZone,
    /// The year.
    pub year: i32,
    /// The area.
    pub area: Hectares,
    /// What it is.
    pub wetland: Wetland,
}

/// How wetland is accounted; kinds without a method do not occur.
#[derive(Debug, Clone)]
pub struct WetlandMethod<'a> {
    /// Reservoirs.
    pub reservoirs: Option<ReservoirMethod<'a>>,
    /// Organic soils.
    pub organic_soils: Option<OrganicSoilMethod<'a>>,
    /// Rewetted mineral soils.
    pub mineral_soils: Option<MineralSoilMethod<'a>>,
    /// The warming potentials and their edition.
    pub potentials: (&'a GlobalWarmingPotentialTable, &'a str),
}

/// A part of what a hectare gives off.
#[derive(Debug)]
pub(super) struct Part {
    pub pool: &'static str,
    pub factor: Factor,
}

/// What a hectare of wetland holds and gives off in a year.
#[derive(Debug, Default)]
pub(super) struct Flows {
    /// The set of the factors, and what else a reader must know.
    pub how: String,
    /// Carbon lost to the air as carbon dioxide, t C; negative where it is taken up.
    pub carbon: Vec<Part>,
    /// t CH4.
    pub methane: Vec<Part>,
    /// t N2O.
    pub nitrous_oxide: Vec<Part>,
    /// Soil carbon at the beginning of the year, t C.
    pub stock: Option<Part>,
}

impl WetlandMethod<'_> {
    fn flows(&self, area: &WetlandArea) -> Result<Flows> {
        let none = || Error::internal(format!("no method for {}", area.wetland.category()));
        match &area.wetland {
            Wetland::Reservoir { flooded, trophic } => {
                self.reservoirs.as_ref().ok_or_else(none)?.flows(area.year, *flooded, trophic)
            }
            Wetland::OrganicSoil { state, land } => self.organic_soils.as_ref().ok_or_else(none)?.flows(*state, land),
            Wetland::RewettedMineralSoil { rewetted } => {
                self.mineral_soils.as_ref().ok_or_else(none)?.flows(area.year, *rewetted)
            }
        }
    }

    /// Whether an area can be accounted.
    ///
    /// # Errors
    /// Kinds, climates or states without a row, unverified rows that are not allowed, or a year before the flooding or rewetting.
    pub fn check(&self, area: &WetlandArea) -> Result<()> {
        self.flows(area).map(|_| ())
    }
}

/// Rows of area (ha), of carbon dioxide, methane and nitrous oxide given off in the year, each by its mass, methane and nitrous oxide
/// as t CO2e apart, and of the soil carbon of rewetted mineral soils (t C). With `in_total`, zones add up to all zones; without,
/// every area is a zone's own, as where all zones are given among them.
///
/// # Errors
/// As [`WetlandMethod::check`], for every area.
pub fn wetland_rows(
    source: &ActivitySource,
    areas: &[WetlandArea],
    method: &WetlandMethod<'_>,
    in_total: bool,
) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Wetland);
    let (potentials, edition) = method.potentials;
    // Factors of alike wetland are the same, whatever its zone.
    let mut known: BTreeMap<(&Wetland, i32), Flows> = BTreeMap::new();
    for area in areas {
        let flows = match known.entry((&area.wetland, area.year)) {
            Slot::Occupied(found) => found.into_mut(),
            Slot::Vacant(empty) => empty.insert(method.flows(area)?),
        };
        let own = area.wetland.category();
        let how = flows.how.as_str();
        for (category, how) in [(own.as_str(), how), ("*", "wetland of every kind")] {
            let mut add = |quantity, unit, pool: &str, how: String, figure: &Figure| {
                let (category, pool) = (category.to_owned(), pool.to_owned());
                let entry = Entry { year: area.year, year_to: None, category, pool, quantity, unit, method: how };
                if in_total {
                    tally.add(&area.zone, entry, figure);
                } else {
                    tally.add_to_zone(&area.zone, entry, figure);
                }
            };
            let figure = |factor: &Factor| Figure::of(own.as_str(), area.area.0, Hectares::UNIT, factor);
            add(Quantity::Area, Hectares::UNIT, "", "wetland of the section".to_owned(), &area.area.0.into());
            if let Some(stock) = &flows.stock {
                let how = format!("{how}; at the beginning of the year");
                add(Quantity::CarbonStock, TonnesC::UNIT, stock.pool, how, &figure(&stock.factor));
            }
            let parts = |pool: &'static str| if category == "*" || pool == ALL { vec![ALL] } else { vec![pool, ALL] };
            for Part { pool, factor } in &flows.carbon {
                let dioxide = figure(factor).times(TonnesC(1.0).to_carbon_dioxide().0);
                for pool in parts(pool) {
                    add(Quantity::EmissionsCo2, TonnesCO2::UNIT, pool, how.to_owned(), &dioxide);
                }
            }
            let gases = [
                (&flows.methane, Quantity::EmissionsCh4, TonnesCh4::UNIT, "ch4"),
                (&flows.nitrous_oxide, Quantity::EmissionsN2o, TonnesN2O::UNIT, "n2o"),
            ];
            for (masses, quantity, unit, gas) in gases {
                for Part { pool, factor } in masses {
                    let warming = factor * &Factor::from(potentials.get([edition, gas])?);
                    for pool in parts(pool) {
                        add(quantity, unit, pool, how.to_owned(), &figure(factor));
                        let how = format!("{how}; warming potentials `{edition}`");
                        add(quantity, TonnesCO2e::UNIT, pool, how, &figure(&warming));
                    }
                }
            }
        }
    }
    Ok(tally.rows())
}
