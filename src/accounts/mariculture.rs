//! The account of mariculture: what is harvested, the carbon in it, what of that is counted as a sink.
//!
//! A sink of mariculture is no removal of an inventory: the two are different quantities. What plankton produces is
//! information beside the account and is never summed.

use super::activity::{ActivitySource, ActivityZone, Entry, Tally};
use super::{AccountRow, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::sea::{
    BivalveCarbon, HarvestMass, ShellAccounting, SurfaceWater, bivalve_carbon, macroalga_carbon,
    phytoplankton_production, whole_harvest_carbon,
};
use crate::parameters::Parameter;
use crate::parameters::coast::{MaricultureTable, PrimaryProductionTable, SpeciesRows};
use crate::units::{Hectares, MaricultureCarbon, PrimaryProduction, TonnesC, TonnesCO2, TonnesDryMatter, TonnesWet};

const SOFT: &str = "soft_tissue";
const SHELL: &str = "shell";
const WHOLE_ANIMAL: &str = "soft_tissue_and_shell";
const THALLUS: &str = "thallus";
const ALL: &str = "*";

/// What was harvested of a species in a zone and year.
#[derive(Debug, Clone, PartialEq)]
pub struct Harvest {
    /// The zone.
    pub zone: ActivityZone,
    /// The year.
    pub year: i32,
    /// The species as the table calls it.
    pub species: String,
    /// The species whose coefficients are taken.
    pub coefficients: String,
    /// The mass.
    pub mass: HarvestMass,
}

/// How shells are accounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shells {
    /// In full.
    Standard,
    /// Not at all.
    Exclude,
    /// Less the carbon dioxide that was given off when they were made.
    Net,
}

impl Shells {
    fn name(self) -> &'static str {
        match self {
            Self::Standard => "in full",
            Self::Exclude => "left out",
            Self::Net => "less what calcification releases",
        }
    }
}

/// Harvests, and how they are accounted.
#[derive(Debug, Clone, Copy)]
pub struct MaricultureAccount<'a> {
    /// Where the harvests come from.
    pub source: &'a ActivitySource,
    /// The harvests.
    pub harvests: &'a [Harvest],
    /// The coefficients.
    pub table: &'a MaricultureTable,
    /// Which set of the coefficients.
    pub set: &'a str,
    /// What is made of shells.
    pub shells: Shells,
}

impl<'a> MaricultureAccount<'a> {
    /// The coefficients of a species, which fit what is made of shells.
    ///
    /// # Errors
    /// Species without coefficients, unverified rows that are not allowed, or a coefficient of the whole animal where shells are
    /// counted apart.
    pub fn species(&self, species: &str) -> Result<SpeciesRows<'a>> {
        let rows = self.table.species(self.set, species)?;
        if matches!(rows, SpeciesRows::WholeAnimal(_)) && self.shells != Shells::Standard {
            return Err(self.table.shell_not_apart(self.set, species));
        }
        Ok(rows)
    }
}

/// Rows of production as it was weighed, of the carbon in it (t C), and of the sink (t C, and t CO2 apart), by species and pool.
///
/// # Errors
/// Species without coefficients, unverified rows that are not allowed, or a negative harvest.
pub fn mariculture_rows(account: &MaricultureAccount<'_>) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(account.source, Sector::Sea);
    let release = match account.shells {
        Shells::Net => Some(account.table.get(["carbonate-chemistry", "any", "co2_per_shell_carbonate"])?),
        Shells::Standard | Shells::Exclude => None,
    };
    for harvest in account.harvests {
        let (mass, unit) = match harvest.mass {
            HarvestMass::Wet(mass) => (mass.0, TonnesWet::UNIT),
            HarvestMass::Dry(mass) => (mass.0, TonnesDryMatter::UNIT),
        };
        let production = Entry {
            year: harvest.year,
            year_to: None,
            category: harvest.species.clone(),
            pool: String::new(),
            quantity: Quantity::Production,
            unit,
            method: "harvest as weighed".to_owned(),
        };
        tally.add(&harvest.zone, production, mass, &[]);
        match account.species(&harvest.coefficients)? {
            SpeciesRows::WholeAlga(row) => {
                let carbon = whole_harvest_carbon(harvest.mass, row.value)?;
                add_carbon(&mut tally, account, harvest, &[(THALLUS, carbon, carbon, None)], &[row]);
            }
            SpeciesRows::WholeAnimal(row) => {
                let carbon = whole_harvest_carbon(harvest.mass, row.value)?;
                add_carbon(&mut tally, account, harvest, &[(WHOLE_ANIMAL, carbon, carbon, None)], &[row]);
            }
            SpeciesRows::Macroalga(rows) => {
                let carbon = macroalga_carbon(harvest.mass, &rows)?;
                add_carbon(&mut tally, account, harvest, &[(THALLUS, carbon, carbon, None)], &rows.parameters());
            }
            SpeciesRows::Bivalve(rows) => {
                let carbon = bivalve_carbon(harvest.mass, &rows)?;
                let accounting = match (account.shells, release) {
                    (Shells::Exclude, _) => ShellAccounting::Exclude,
                    (Shells::Net, Some(release)) => ShellAccounting::Net { released: release.value },
                    _ => ShellAccounting::Standard,
                };
                let soft_alone = BivalveCarbon { shell: MaricultureCarbon(0.0), ..carbon };
                let shell_alone = BivalveCarbon { soft: MaricultureCarbon(0.0), ..carbon };
                let parts = [
                    (SOFT, carbon.soft, soft_alone.counted(accounting)?, None),
                    (SHELL, carbon.shell, shell_alone.counted(accounting)?, release),
                ];
                add_carbon(&mut tally, account, harvest, &parts, &rows.parameters());
            }
        }
    }
    Ok(tally.rows())
}

/// A pool of a harvest: the carbon in it, the carbon counted, and what it took to count it.
type Part<'a> = (&'static str, MaricultureCarbon, MaricultureCarbon, Option<&'a Parameter>);

/// Adds the pools of a harvest by species and for all of them.
fn add_carbon(
    tally: &mut Tally<'_>,
    account: &MaricultureAccount<'_>,
    harvest: &Harvest,
    parts: &[Part<'_>],
    used: &[&Parameter],
) {
    let set = account.set;
    let own = format!("coefficients `{set}` of `{}`", harvest.coefficients);
    for (category, coefficients) in [(harvest.species.as_str(), own), (ALL, format!("coefficients `{set}`"))] {
        for (pool, contained, counted, release) in parts {
            let to_count: Vec<&Parameter> = used.iter().copied().chain(*release).collect();
            for pool in [*pool, ALL] {
                let mut add = |quantity, unit, value, method, used: &[&Parameter]| {
                    let (category, pool) = (category.to_owned(), pool.to_owned());
                    let figure = Entry { year: harvest.year, year_to: None, category, pool, quantity, unit, method };
                    tally.add(&harvest.zone, figure, value, used);
                };
                add(Quantity::HarvestedCarbon, MaricultureCarbon::UNIT, contained.0, coefficients.clone(), used);
                let method = format!("{coefficients}; shells {}; no inventory removal", account.shells.name());
                add(Quantity::MaricultureSink, MaricultureCarbon::UNIT, counted.0, method.clone(), &to_count);
                let dioxide = TonnesC(counted.0).to_carbon_dioxide();
                add(Quantity::MaricultureSink, TonnesCO2::UNIT, dioxide.0, method, &to_count);
            }
        }
    }
}

/// Water in which plankton was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanktonSurvey {
    /// The zone.
    pub zone: ActivityZone,
    /// The year.
    pub year: i32,
    /// The area of the water.
    pub area: Hectares,
    /// The days it stands for.
    pub days: f64,
    /// Chlorophyll a at the surface, mg/m³.
    pub chlorophyll: f64,
    /// The depth at which a white disc disappears, m.
    pub secchi_depth: f64,
    /// Hours of daylight.
    pub daylight: f64,
}

/// Rows of what plankton produces, zone by zone: information, in no sum.
///
/// # Errors
/// Unverified rows that are not allowed, or measures that no water has.
pub fn plankton_rows(
    source: &ActivitySource,
    surveys: &[PlanktonSurvey],
    table: &PrimaryProductionTable,
    set: &str,
) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Sea);
    let assimilation = table.get([set, "assimilation_number"])?;
    let light = table.get([set, "euphotic_per_secchi_depth"])?;
    for survey in surveys {
        let water = SurfaceWater {
            chlorophyll: survey.chlorophyll,
            assimilation_number: assimilation.value,
            euphotic_depth: survey.secchi_depth * light.value,
            daylight: survey.daylight,
        };
        let figure = Entry {
            year: survey.year,
            year_to: None,
            category: "phytoplankton".to_owned(),
            pool: String::new(),
            quantity: Quantity::InformationPrimaryProduction,
            unit: PrimaryProduction::UNIT,
            method: format!("chlorophyll and light, `{set}`; information: production, no sink"),
        };
        let production = phytoplankton_production(&water, survey.area, survey.days)?;
        tally.add_to_zone(&survey.zone, figure, production.0, &[assimilation, light]);
    }
    Ok(tally.rows())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::Evidence;

    fn source() -> ActivitySource {
        ActivitySource { name: "bay".into(), source: "a yearbook".into(), evidence: Evidence::Published }
    }

    fn zone(id: &str) -> ActivityZone {
        ActivityZone { id: id.into(), name: id.into() }
    }

    fn rows(harvests: &[Harvest], shells: Shells) -> Vec<AccountRow> {
        let table = MaricultureTable::built_in().expect("valid").allow_unverified(true);
        let source = source();
        let account = MaricultureAccount { source: &source, harvests, table: &table, set: "sun2020", shells };
        mariculture_rows(&account).expect("an account")
    }

    fn value(rows: &[AccountRow], zone: &str, category: &str, pool: &str, quantity: Quantity, unit: &str) -> f64 {
        let fits = |row: &&AccountRow| {
            (row.zone.as_str(), row.category.as_str(), row.pool.as_str(), row.unit.as_str())
                == (zone, category, pool, unit)
                && row.quantity == quantity
        };
        let found: Vec<&AccountRow> = rows.iter().filter(fits).collect();
        assert_eq!(found.len(), 1, "{zone} {category} {pool} {quantity:?} {unit}");
        found[0].value
    }

    #[test]
    fn soft_tissue_and_shell_are_pools_and_add_up_in_every_way_of_counting() {
        // 10,000 t of oysters: 674 t CO2 in soft tissue, 2841 in shells.
        let harvest = |id, tonnes| Harvest {
            zone: zone(id),
            year: 2022,
            species: "oyster".into(),
            coefficients: "oyster".into(),
            mass: HarvestMass::Wet(TonnesWet(tonnes)),
        };
        let harvests = [harvest("a", 4000.0), harvest("b", 6000.0)];
        for (shells, part) in [(Shells::Standard, 1.0), (Shells::Exclude, 0.0), (Shells::Net, 0.4)] {
            let rows = rows(&harvests, shells);
            let sink = |zone, category, pool| value(&rows, zone, category, pool, Quantity::MaricultureSink, "t CO2");
            assert!((sink("*", "oyster", "soft_tissue") - 674.0).abs() < 0.5);
            assert!((sink("*", "*", "shell") - part * 2841.0).abs() < 0.5, "{shells:?}");
            let parts = sink("*", "*", "soft_tissue") + sink("*", "*", "shell");
            assert!((sink("*", "*", "*") - parts).abs() < 1e-9);
            assert!((sink("a", "*", "*") + sink("b", "*", "*") - parts).abs() < 1e-9);
            let contained = value(&rows, "*", "*", "shell", Quantity::HarvestedCarbon, "t C");
            assert!((contained - 774.8).abs() < 0.1, "what a shell holds does not depend on what is counted");
        }
    }

    #[test]
    fn plankton_is_information_and_has_no_total() {
        // 4 · 3.7 · (3 · 2) · 12 / 2 · 365 · 10⁻⁵ = 1.94472 t C/ha/yr.
        let survey = PlanktonSurvey {
            zone: zone("bay"),
            year: 2020,
            area: Hectares(10.0),
            days: 365.0,
            chlorophyll: 4.0,
            secchi_depth: 2.0,
            daylight: 12.0,
        };
        let table = PrimaryProductionTable::built_in().expect("valid");
        let refused = plankton_rows(&source(), std::slice::from_ref(&survey), &table, "survey-practice");
        assert!(refused.is_err(), "nobody has read the assimilation number in its source");
        let table = table.allow_unverified(true);
        let rows = plankton_rows(&source(), &[survey], &table, "survey-practice").expect("rows");
        assert_eq!(rows.len(), 1);
        assert!((rows[0].value - 19.4472).abs() < 1e-9 && rows[0].zone == "bay");
        assert!(rows[0].quantity.name().starts_with("information") && rows[0].evidence == Some(Evidence::Unverified));
    }
}
