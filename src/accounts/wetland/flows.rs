//! What an area of wetland holds and gives off in a year, whatever its kind, as rows.

use super::{MineralSoilMethod, OrganicSoilMethod, OrganicSoilState, ReservoirMethod};
use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Quantity};
use crate::error::{Error, Result};
use crate::land::Sector;
use crate::models::GasMasses;
use crate::parameters::Parameter;
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::units::{Hectares, TonnesC, TonnesCO2, TonnesCO2e, TonnesCPerYear, TonnesCh4, TonnesN2O};

/// The pool of what has no parts, and of all parts together.
const ALL: &str = "*";

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

/// A part of what a wetland gives off, with the rows that say so.
#[derive(Debug)]
pub(super) struct Part<'a, Mass> {
    pub pool: &'static str,
    pub mass: Mass,
    pub used: Vec<&'a Parameter>,
}

/// What a wetland holds and gives off in a year.
#[derive(Debug, Default)]
pub(super) struct Flows<'a> {
    /// The set of the factors, and what else a reader must know.
    pub how: String,
    /// Carbon lost to the air as carbon dioxide; negative where it is taken up.
    pub carbon: Vec<Part<'a, TonnesCPerYear>>,
    pub methane: Vec<Part<'a, TonnesCh4>>,
    pub nitrous_oxide: Vec<Part<'a, TonnesN2O>>,
    /// Soil carbon at the beginning of the year.
    pub stock: Option<Part<'a, TonnesC>>,
}

impl WetlandMethod<'_> {
    pub(super) fn flows(&self, area: &WetlandArea) -> Result<Flows<'_>> {
        let none = || Error::internal(format!("no method for {}", area.wetland.category()));
        match &area.wetland {
            Wetland::Reservoir { flooded, trophic } => {
                self.reservoirs.as_ref().ok_or_else(none)?.flows(area.area, area.year, *flooded, trophic)
            }
            Wetland::OrganicSoil { state, land } => {
                self.organic_soils.as_ref().ok_or_else(none)?.flows(area.area, *state, land)
            }
            Wetland::RewettedMineralSoil { rewetted } => {
                self.mineral_soils.as_ref().ok_or_else(none)?.flows(area.area, area.year, *rewetted)
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
    for area in areas {
        let flows = method.flows(area)?;
        let own = area.wetland.category();
        let how = flows.how.as_str();
        for (category, how) in [(own.as_str(), how), ("*", "wetland of every kind")] {
            let mut add = |quantity, unit, pool: &str, how: String, value, used: &[&Parameter]| {
                let (category, pool) = (category.to_owned(), pool.to_owned());
                let figure = Entry { year: area.year, year_to: None, category, pool, quantity, unit, method: how };
                if in_total {
                    tally.add(&area.zone, figure, value, used);
                } else {
                    tally.add_to_zone(&area.zone, figure, value, used);
                }
            };
            add(Quantity::Area, Hectares::UNIT, "", "wetland of the section".to_owned(), area.area.0, &[]);
            if let Some(stock) = &flows.stock {
                let how = format!("{how}; at the beginning of the year");
                add(Quantity::CarbonStock, TonnesC::UNIT, stock.pool, how, stock.mass.0, &stock.used);
            }
            let parts = |pool: &'static str| if category == "*" || pool == ALL { vec![ALL] } else { vec![pool, ALL] };
            for Part { pool, mass, used } in &flows.carbon {
                let dioxide = TonnesC(mass.0).to_carbon_dioxide();
                for pool in parts(pool) {
                    add(Quantity::EmissionsCo2, TonnesCO2::UNIT, pool, how.to_owned(), dioxide.0, used);
                }
            }
            let gases = flows
                .methane
                .iter()
                .map(|part| {
                    let masses = GasMasses { methane: part.mass, ..GasMasses::default() };
                    (part.pool, masses, part.mass.0, &part.used, Quantity::EmissionsCh4, TonnesCh4::UNIT, "ch4")
                })
                .chain(flows.nitrous_oxide.iter().map(|part| {
                    let masses = GasMasses { nitrous_oxide: part.mass, ..GasMasses::default() };
                    (part.pool, masses, part.mass.0, &part.used, Quantity::EmissionsN2o, TonnesN2O::UNIT, "n2o")
                }));
            for (pool, masses, mass, used, quantity, unit, gas) in gases {
                let warming = masses.warming(potentials, edition)?.equivalent;
                let mut weighed = used.clone();
                if mass > 0.0 {
                    weighed.push(potentials.get([edition, gas])?);
                }
                for pool in parts(pool) {
                    add(quantity, unit, pool, how.to_owned(), mass, used);
                    let how = format!("{how}; warming potentials `{edition}`");
                    add(quantity, TonnesCO2e::UNIT, pool, how, warming.0, &weighed);
                }
            }
        }
    }
    Ok(tally.rows())
}
