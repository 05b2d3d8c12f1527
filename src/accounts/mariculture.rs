//! The account of mariculture: what is harvested, the carbon in it, what of that is counted as a sink.
//!
//! A sink of mariculture is no removal of an inventory: the two are different quantities. What plankton produces is
//! information beside the account and is never summed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::activity::{ActivitySource, ActivityZone, Entry, Tally};
use super::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::sea::{
    BivalveCarbon, HarvestMass, ShellAccounting, SurfaceWater, bivalve_carbon, macroalga_carbon,
    phytoplankton_production, whole_harvest_carbon,
};
use crate::parameters::coast::{BivalveRows, MacroalgaRows, MaricultureTable, PrimaryProductionTable, SpeciesRows};
use crate::parameters::{Factor, Parameter};
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
    // Factors of alike harvests are the same.
    let mut known: BTreeMap<(&str, bool), Vec<Part>> = BTreeMap::new();
    for harvest in account.harvests {
        let (mass, unit, is_wet) = match harvest.mass {
            HarvestMass::Wet(mass) => (mass.0, TonnesWet::UNIT, true),
            HarvestMass::Dry(mass) => (mass.0, TonnesDryMatter::UNIT, false),
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
        tally.add(&harvest.zone, production, &mass.into());
        let parts = match known.entry((&harvest.coefficients, is_wet)) {
            Slot::Occupied(found) => found.into_mut(),
            Slot::Vacant(empty) => empty.insert(account.parts(&harvest.coefficients, is_wet)?),
        };
        let figure = |factor: &Factor| Figure::of(harvest.species.as_str(), mass, unit, factor);
        add_carbon(&mut tally, account, harvest, parts, &figure);
    }
    Ok(tally.rows())
}

/// A pool of a tonne harvested: the carbon in it, and the carbon counted, t C.
struct Part {
    pool: &'static str,
    contained: Factor,
    counted: Factor,
}

impl MaricultureAccount<'_> {
    /// The pools of a tonne of a species, weighed wet or dry.
    fn parts(&self, species: &str, is_wet: bool) -> Result<Vec<Part>> {
        let tonne = if is_wet { HarvestMass::Wet(TonnesWet(1.0)) } else { HarvestMass::Dry(TonnesDryMatter(1.0)) };
        let whole = |pool, contained: Factor| vec![Part { pool, counted: contained.clone(), contained }];
        let of_whole = |row: &Parameter| {
            Factor::of_linear("carbon of a whole harvest", 1, [&row.into()], move |[carbon]| {
                Ok(whole_harvest_carbon(tonne, carbon)?.0)
            })
        };
        Ok(match self.species(species)? {
            SpeciesRows::WholeAlga(row) => whole(THALLUS, of_whole(row)?),
            SpeciesRows::WholeAnimal(row) => whole(WHOLE_ANIMAL, of_whole(row)?),
            SpeciesRows::Macroalga(rows) => {
                let inputs = rows.parameters().map(Factor::from);
                let carbon = Factor::of("carbon of macroalgae", inputs.each_ref(), move |values| {
                    let [dry_share, carbon] = values.map(of_value);
                    Ok(macroalga_carbon(tonne, &MacroalgaRows { dry_share: &dry_share, carbon: &carbon })?.0)
                })?;
                whole(THALLUS, carbon)
            }
            SpeciesRows::Bivalve(rows) => self.bivalve(tonne, &rows)?,
        })
    }

    /// Soft tissue and shell, as far as they are counted.
    fn bivalve(&self, tonne: HarvestMass, rows: &BivalveRows<'_>) -> Result<Vec<Part>> {
        let mut inputs: Vec<Factor> = rows.parameters().map(Factor::from).into();
        let carbon = move |values: &[f64]| {
            let [dry_share, soft_share, shell_share, carbon_soft, carbon_shell] =
                [0, 1, 2, 3, 4].map(|index| of_value(values[index]));
            let rows = BivalveRows {
                dry_share: &dry_share,
                soft_share: &soft_share,
                shell_share: &shell_share,
                carbon_soft: &carbon_soft,
                carbon_shell: &carbon_shell,
            };
            bivalve_carbon(tonne, &rows)
        };
        let soft =
            Factor::of_list("carbon of soft tissue", inputs.clone(), 0, move |values| Ok(carbon(values)?.soft.0))?;
        let shell = Factor::of_list("carbon of shells", inputs.clone(), 0, move |values| Ok(carbon(values)?.shell.0))?;
        if self.shells == Shells::Net {
            inputs.push(self.table.get(["carbonate-chemistry", "any", "co2_per_shell_carbonate"])?.into());
        }
        let shells = self.shells;
        let counted = Factor::of_list("carbon counted of shells", inputs, 0, move |values| {
            let accounting = match shells {
                Shells::Standard => ShellAccounting::Standard,
                Shells::Exclude => ShellAccounting::Exclude,
                Shells::Net => ShellAccounting::Net { released: values[5] },
            };
            let shell = BivalveCarbon { soft: MaricultureCarbon(0.0), ..carbon(values)? };
            Ok(shell.counted(accounting)?.0)
        })?;
        Ok(vec![
            Part { pool: SOFT, counted: soft.clone(), contained: soft },
            Part { pool: SHELL, contained: shell, counted },
        ])
    }
}

/// A row of which a formula reads nothing but the value.
fn of_value(value: f64) -> Parameter {
    Parameter { value, ..Parameter::default() }
}

/// Adds the pools of a harvest by species and for all of them.
fn add_carbon(
    tally: &mut Tally<'_>,
    account: &MaricultureAccount<'_>,
    harvest: &Harvest,
    parts: &[Part],
    figure: &dyn Fn(&Factor) -> Figure,
) {
    let set = account.set;
    let own = format!("coefficients `{set}` of `{}`", harvest.coefficients);
    for (category, coefficients) in [(harvest.species.as_str(), own), (ALL, format!("coefficients `{set}`"))] {
        for Part { pool, contained, counted } in parts {
            for pool in [*pool, ALL] {
                let mut add = |quantity, unit, figure: &Figure, method| {
                    let (category, pool) = (category.to_owned(), pool.to_owned());
                    let entry = Entry { year: harvest.year, year_to: None, category, pool, quantity, unit, method };
                    tally.add(&harvest.zone, entry, figure);
                };
                let (contained, counted) = (figure(contained), figure(counted));
                add(Quantity::HarvestedCarbon, MaricultureCarbon::UNIT, &contained, coefficients.clone());
                let method = format!("{coefficients}; shells {}; no inventory removal", account.shells.name());
                add(Quantity::MaricultureSink, MaricultureCarbon::UNIT, &counted, method.clone());
                let dioxide = counted.times(TonnesC(1.0).to_carbon_dioxide().0);
                add(Quantity::MaricultureSink, TonnesCO2::UNIT, &dioxide, method);
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
        let PlanktonSurvey { days, chlorophyll, secchi_depth, daylight, .. } = *survey;
        let inputs = [assimilation, light].map(Factor::from);
        let production = Factor::of("production of phytoplankton", inputs.each_ref(), move |[number, light]| {
            let euphotic_depth = secchi_depth * light;
            let water = SurfaceWater { chlorophyll, assimilation_number: number, euphotic_depth, daylight };
            Ok(phytoplankton_production(&water, Hectares(1.0), days)?.0)
        })?;
        let entry = Entry {
            year: survey.year,
            year_to: None,
            category: "phytoplankton".to_owned(),
            pool: String::new(),
            quantity: Quantity::InformationPrimaryProduction,
            unit: PrimaryProduction::UNIT,
            method: format!("chlorophyll and light, `{set}`; information: production, no sink"),
        };
        let figure = Figure::of("phytoplankton", survey.area.0, Hectares::UNIT, &production);
        tally.add_to_zone(&survey.zone, entry, &figure);
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
