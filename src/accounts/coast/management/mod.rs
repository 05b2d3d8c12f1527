//! What people did to coastal wetland, year by year: planting, restoring, rewetting, draining, digging out; and ponds.

mod activity;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

pub use self::activity::{PondHarvest, WetlandActivity, WetlandActivityKind};
use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::{Error, Result};
use crate::land::{Habitat, Sector};
use crate::models::coast::{
    Excavated, PlantedMangrove, StandOrigin, WetlandStand, burial_estimate, drained_soil_loss, excavation_loss,
    pond_nitrous_oxide, salinity_methane, salinity_methane_factor,
};
use crate::models::{CarbonFraction, RootToShoot};
use crate::parameters::coast::{CoastParameters, Tier, TieredRow};
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::parameters::{Factor, Steps};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, BurialEstimate, Hectares, TonnesC, TonnesCO2, TonnesCO2e,
    TonnesCPerHectare, TonnesCPerHectareYear, TonnesCh4, TonnesN2O, TonnesWet,
};

const HECTARE: Hectares = Hectares(1.0);
const SET: &str = "ipcc2013";
const SOIL: &str = "soil_organic_carbon_0_100cm";
const SOIL_POOL: &str = "soil_organic_carbon";
const BIOMASS: &str = "living_biomass";
const DEAD_MATTER: [&str; 2] = ["dead_wood", "litter"];
/// The climate of the mangrove that can be planted on this coast.
const CLIMATE: &str = "subtropical";

/// By which figures activities are accounted.
#[derive(Debug, Clone)]
pub struct ManagementMethod<'a> {
    /// The tables.
    pub parameters: &'a CoastParameters,
    /// The tier of stocks; none is the nearest that has a figure.
    pub tier: Option<Tier>,
    /// The factors of methane over salinity.
    pub methane: Steps<'a>,
    /// The warming potentials, and their edition.
    pub potentials: (&'a GlobalWarmingPotentialTable, &'a str),
    /// The first and the last year of the account.
    pub period: (i32, i32),
}

/// What a hectare of an activity, or a tonne of fish, gives in a year.
struct Part {
    quantity: Quantity,
    pool: &'static str,
    unit: &'static str,
    /// None is the amount itself.
    factor: Option<Factor>,
    category: Option<String>,
    method: String,
}

impl Part {
    fn new(quantity: Quantity, unit: &'static str, factor: Factor, method: impl Into<String>) -> Self {
        Self { factor: Some(factor), ..Self::amount(quantity, unit, method) }
    }

    fn amount(quantity: Quantity, unit: &'static str, method: impl Into<String>) -> Self {
        Self { quantity, pool: "", unit, factor: None, category: None, method: method.into() }
    }

    /// An area without a figure.
    fn unknown(category: String, method: &str) -> Self {
        Self { category: Some(category), ..Self::amount(Quantity::Area, Hectares::UNIT, method) }
    }

    fn of(self, pool: &'static str) -> Self {
        Self { pool, ..self }
    }

    /// What a pool gained in the year, negative where it lost: as carbon, and as the carbon dioxide taken from the air.
    fn gain(pool: &'static str, gain: Factor, method: String) -> [Self; 2] {
        let removed = &gain * TonnesC(1.0).to_carbon_dioxide().0;
        let as_carbon = Self::new(Quantity::StockChange, TonnesC::UNIT, gain, method.clone());
        [as_carbon.of(pool), Self::new(Quantity::Removals, TonnesCO2::UNIT, removed, method).of(pool)]
    }
}

impl<'a> ManagementMethod<'a> {
    /// Whether an activity can be accounted.
    ///
    /// # Errors
    /// Figures that nobody published and the activity does not give, or that cannot be.
    pub fn check(&self, activity: &WetlandActivity) -> Result<()> {
        self.parts(activity, activity.year).map(drop)
    }

    fn stock(&self, habitat: Habitat, pool: &str) -> Result<TieredRow<'a>> {
        match self.tier {
            None => self.parameters.pools.nearest(habitat, pool),
            Some(tier) => self.parameters.pools.of_tier(habitat, pool, tier),
        }
    }

    /// A stock of the soil: that of the activity, or the published one of a habitat.
    fn soil(&self, given: Option<TonnesCPerHectare>, habitat: Option<Habitat>) -> Result<(Factor, String)> {
        match (given, habitat) {
            (Some(stock), _) => Ok((Factor::exact(stock.0), format!("{} t C/ha as given", stock.0))),
            (None, Some(habitat)) => {
                let found = self.stock(habitat, SOIL)?;
                let (name, tier) = (found.habitat.name(), found.tier.name());
                let text = format!("{} t C/ha of {name}, tier {tier}, {}", found.row.value, found.place);
                Ok((found.row.into(), text))
            }
            (None, None) => Err(Error::data("what the soil held at the beginning is not known")
                .hint("fill `before` with the habitat before, or `opening_stock` with t C/ha to 1 m")),
        }
    }

    fn parts(&self, activity: &WetlandActivity, year: i32) -> Result<Vec<Part>> {
        let mut parts = match activity.kind {
            kind if kind.is_restored() => self.restored(activity, year)?,
            WetlandActivityKind::Drainage => self.drained(activity)?.into(),
            WetlandActivityKind::Excavation => self.excavated(activity)?,
            _ => self.left_alone(activity)?,
        };
        parts.push(Part::amount(Quantity::Area, Hectares::UNIT, "area of the table"));
        Ok(parts)
    }

    fn restored(&self, activity: &WetlandActivity, year: i32) -> Result<Vec<Part>> {
        let habitat = activity.habitat;
        if habitat.is_invasive() {
            return Err(Error::data(format!("`{}` is invasive: planting it is no removal", habitat.name()))
                .hint("account it as a stock of `[coast]`; clearing it is a loss"));
        }
        let factor = self.parameters.soil_accumulation.of_tier(habitat, SOIL_POOL, Tier::Ipcc)?.row;
        let least = self.parameters.wetland_management.get([SET, "minimum_cover", "any"])?;
        let (opening, from) = self.soil(activity.opening, activity.before)?;
        let (natural, to) = self.soil(activity.natural, Some(habitat))?;
        let (established, cover) = (activity.year, activity.cover.unwrap_or(1.0));
        let removed = Factor::of(
            "soil carbon removed until natural",
            [&factor.into(), &least.into(), &opening, &natural],
            move |[factor, least, opening, natural]| {
                let stand = WetlandStand {
                    area: HECTARE,
                    origin: StandOrigin::Restored { established },
                    cover,
                    opening: TonnesCPerHectare(opening),
                    natural: TonnesCPerHectare(natural),
                };
                Ok(stand.soil_removal(year, TonnesCPerHectareYear(factor), least)?.0)
            },
        )?;
        let method = format!("removal factor from {from} until the soil is natural, {to}");
        let mut parts = Vec::from(Part::gain(SOIL_POOL, removed, method));
        if activity.kind == WetlandActivityKind::Planting && habitat == Habitat::Mangrove {
            parts.extend(self.grown(activity, year)?);
        }
        parts.extend(self.methane(activity)?);
        Ok(parts)
    }

    /// What a planted mangrove grows in a year.
    fn grown(&self, activity: &WetlandActivity, year: i32) -> Result<[Part; 2]> {
        let row =
            |climate, quantity| self.parameters.vegetation.get([SET, "mangrove", climate, quantity]).map(Factor::from);
        let inputs = [
            &row(CLIMATE, "above_ground_growth")?,
            &row(CLIMATE, "above_ground_dry_matter")?,
            &row(CLIMATE, "root_to_shoot")?,
            &row("any", "carbon_fraction")?,
        ];
        let age = f64::from(year - activity.year);
        let gain = Factor::of("growth of planted mangrove", inputs, move |[growth, full_grown, roots, fraction]| {
            let stand = PlantedMangrove {
                growth: AboveGroundGrowth(growth),
                full_grown: AboveGroundBiomassPerHectare(full_grown),
                roots: RootToShoot::new(roots)?,
                fraction: CarbonFraction::new(fraction)?,
            };
            Ok((stand.carbon(age + 1.0)? - stand.carbon(age)?).0)
        })?;
        Ok(Part::gain(BIOMASS, gain, format!("growth of planted mangrove, {CLIMATE}, until full-grown")))
    }

    fn methane(&self, activity: &WetlandActivity) -> Result<Vec<Part>> {
        let kind = activity.habitat.kind_of().unwrap_or(activity.habitat);
        if ![Habitat::SaltMarsh, Habitat::Mangrove].contains(&kind) {
            return Ok(Vec::new());
        }
        let Some(salinity) = activity.salinity else {
            let category = format!("methane of {}: without a salinity", activity.habitat.name());
            return Ok(vec![Part::unknown(category, "no figure")]);
        };
        let row = salinity_methane_factor(salinity, &self.methane)?;
        let methane = Factor::of_linear("methane by salinity", 1, [&row.into()], |[factor]| {
            Ok(salinity_methane(HECTARE, factor)?.0)
        })?;
        self.gas(Quantity::EmissionsCh4, (TonnesCh4::UNIT, "ch4"), methane, "methane by salinity").map(Vec::from)
    }

    /// A gas by its mass and as carbon dioxide.
    fn gas(
        &self,
        quantity: Quantity,
        (unit, gas): (&'static str, &str),
        mass: Factor,
        method: &str,
    ) -> Result<[Part; 2]> {
        let (potentials, edition) = self.potentials;
        let warming = &mass * &Factor::from(potentials.get([edition, gas])?);
        let weighed = format!("{method}, warming potentials `{edition}`");
        Ok([Part::new(quantity, unit, mass, method), Part::new(quantity, TonnesCO2e::UNIT, warming, weighed)])
    }

    fn drained(&self, activity: &WetlandActivity) -> Result<[Part; 2]> {
        let habitat = activity.habitat.kind_of().unwrap_or(activity.habitat);
        let factor = self.parameters.wetland_management.get([SET, "drained_soil_loss", habitat.name()])?;
        let gain = Factor::of_linear("carbon lost from drained soil", 1, [&factor.into()], |[factor]| {
            Ok(-drained_soil_loss(HECTARE, TonnesCPerHectareYear(factor))?.0)
        })?;
        Ok(Part::gain(SOIL_POOL, gain, "drained soil".to_owned()))
    }

    fn excavated(&self, activity: &WetlandActivity) -> Result<Vec<Part>> {
        let (soil, text) = self.soil(activity.opening, Some(activity.habitat))?;
        let (mut texts, mut missing) = (vec![text], Vec::new());
        let mut stock = |pool: &'static str| {
            let found = self.stock(activity.habitat, pool).ok();
            match found {
                Some(found) => {
                    texts.push(format!("{pool} {} t C/ha, tier {}", found.row.value, found.tier.name()));
                }
                None => missing.push(pool),
            }
            found.map_or_else(Factor::default, |found| found.row.into())
        };
        let biomass = stock(BIOMASS);
        let [wood, litter] = DEAD_MATTER.map(stock);
        let gain = Factor::of_linear(
            "carbon lost in an excavation",
            3,
            [&soil, &biomass, &(&wood + &litter)],
            |[soil, biomass, dead_matter]| {
                let stocks = Excavated {
                    biomass_before: TonnesCPerHectare(biomass),
                    biomass_after: TonnesCPerHectare(0.0),
                    dead_matter_before: TonnesCPerHectare(dead_matter),
                    dead_matter_after: TonnesCPerHectare(0.0),
                    soil_to_one_metre: TonnesCPerHectare(soil),
                };
                Ok(-excavation_loss(HECTARE, &stocks)?.0)
            },
        )?;
        let method = format!("all that stood there and the soil to 1 m at once: {}", texts.join("; "));
        let mut parts = Vec::from(Part::gain("*", gain, method));
        parts.extend(missing.into_iter().map(|pool| {
            let category = format!("no published figure: {}", activity.habitat.name());
            Part::unknown(category, "not accounted").of(pool)
        }));
        Ok(parts)
    }

    /// No removal, and what is thought to be buried beside it.
    fn left_alone(&self, activity: &WetlandActivity) -> Result<Vec<Part>> {
        let found = self.parameters.soil_accumulation.nearest(activity.habitat, SOIL_POOL)?;
        let buried = Factor::of_linear("burial", 1, [&found.row.into()], |[rate]| {
            Ok(burial_estimate(HECTARE, TonnesCPerHectareYear(rate))?.0)
        })?;
        let none = "no removal where nobody planted or rewetted";
        let burial = format!("burial, no removal; tier {}, {}", found.tier.name(), found.place);
        Ok(vec![
            Part::new(Quantity::Removals, TonnesCO2::UNIT, Factor::default(), none).of(SOIL_POOL),
            Part::new(Quantity::BurialEstimate, BurialEstimate::UNIT, buried, burial).of(SOIL_POOL),
        ])
    }

    /// What a tonne of fish gives off.
    fn pond(&self) -> Result<Vec<Part>> {
        let row = self.parameters.ponds.get([SET, "n2o_n_per_fish", "any"])?;
        let nitrous_oxide = Factor::of_linear("nitrous oxide of ponds", 1, [&row.into()], |[factor]| {
            Ok(pond_nitrous_oxide(TonnesWet(1.0), factor)?.0)
        })?;
        let mut parts =
            Vec::from(self.gas(Quantity::EmissionsN2o, (TonnesN2O::UNIT, "n2o"), nitrous_oxide, "fish of ponds")?);
        parts.push(Part::amount(Quantity::Production, TonnesWet::UNIT, "fish of the table"));
        Ok(parts)
    }
}

/// Rows of what activities removed and gave off in every year of the account, by zone, kind and habitat, as t C gained and as t CO2
/// removed: soil from planting until it is natural, and nothing where vegetation came by itself or has long stood, whose burial is
/// an estimate apart; growth of planted mangrove; losses of drained soil and of what was dug out; methane by salinity and nitrous
/// oxide of ponds, as masses and as t CO2e.
///
/// Limits: those of the models. What maps show of the same ground in the account of the coast is another view of it, not more.
///
/// # Errors
/// As [`ManagementMethod::check`], for every activity.
pub fn management_rows(
    source: &ActivitySource,
    activities: &[WetlandActivity],
    ponds: &[PondHarvest],
    method: &ManagementMethod<'_>,
) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Coast);
    let mut add = |zone: &ActivityZone, year: i32, category: &str, (amount, unit): (f64, &'static str), part: &Part| {
        let entry = Entry {
            year,
            year_to: None,
            category: part.category.clone().unwrap_or_else(|| category.to_owned()),
            pool: part.pool.to_owned(),
            quantity: part.quantity,
            unit: part.unit,
            method: format!("coast management, {}", part.method),
        };
        let figure = match &part.factor {
            Some(factor) => Figure::of(category, amount, unit, factor),
            None => amount.into(),
        };
        tally.add(zone, entry, &figure);
    };
    // Factors of alike activities are the same.
    let mut known: Vec<(WetlandActivity, BTreeMap<i32, Vec<Part>>)> = Vec::new();
    for activity in activities {
        let category = format!("{} of {}", activity.kind.name(), activity.habitat.name());
        let once = activity.kind == WetlandActivityKind::Excavation;
        let nowhere = ActivityZone { id: String::new(), name: String::new() };
        let alike = WetlandActivity { zone: nowhere, area: HECTARE, ..activity.clone() };
        let place = known.iter().position(|(found, _)| *found == alike).unwrap_or_else(|| {
            known.push((alike, BTreeMap::new()));
            known.len() - 1
        });
        for year in method.period.0..=method.period.1 {
            if if once { year == activity.year } else { activity.holds(year) } {
                let parts = match known[place].1.entry(year) {
                    Slot::Occupied(found) => found.into_mut(),
                    Slot::Vacant(empty) => empty.insert(method.parts(activity, year)?),
                };
                for part in parts {
                    add(&activity.zone, year, &category, (activity.area.0, Hectares::UNIT), part);
                }
            }
        }
    }
    let of_fish = if ponds.is_empty() { Vec::new() } else { method.pond()? };
    for harvest in ponds {
        for part in &of_fish {
            add(&harvest.zone, harvest.year, Habitat::Pond.name(), (harvest.fish.0, TonnesWet::UNIT), part);
        }
    }
    Ok(tally.rows())
}
