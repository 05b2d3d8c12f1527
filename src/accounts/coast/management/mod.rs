//! What people did to coastal wetland, year by year: planting, restoring, rewetting, draining, digging out; and ponds.

mod activity;

pub use self::activity::{PondHarvest, WetlandActivity, WetlandActivityKind};
use crate::accounts::activity::{ActivitySource, ActivityZone, Entry, Tally};
use crate::accounts::{AccountRow, Quantity};
use crate::error::{Error, Result};
use crate::land::{Habitat, Sector};
use crate::models::coast::{
    Excavated, PlantedMangrove, StandOrigin, WetlandStand, burial_estimate, drained_soil_loss, excavation_loss,
    pond_nitrous_oxide, salinity_methane,
};
use crate::models::{CarbonFraction, GasMasses, RootToShoot};
use crate::parameters::coast::{CoastParameters, Tier, TieredRow};
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::parameters::{Parameter, Steps};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, BurialEstimate, Hectares, TonnesC, TonnesCO2, TonnesCO2e,
    TonnesCPerHectare, TonnesCPerHectareYear, TonnesCh4, TonnesN2O, TonnesWet,
};

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

/// A figure of an activity in a year.
struct Part<'a> {
    quantity: Quantity,
    pool: &'static str,
    unit: &'static str,
    value: f64,
    category: Option<String>,
    method: String,
    used: Vec<&'a Parameter>,
}

impl<'a> Part<'a> {
    fn new(
        quantity: Quantity,
        unit: &'static str,
        value: f64,
        method: impl Into<String>,
        used: Vec<&'a Parameter>,
    ) -> Self {
        Self { quantity, pool: "", unit, value, category: None, method: method.into(), used }
    }

    fn of(self, pool: &'static str) -> Self {
        Self { pool, ..self }
    }

    /// What a pool gained in the year, negative where it lost: as carbon, and as the carbon dioxide taken from the air.
    fn gain(pool: &'static str, gain: f64, method: String, used: Vec<&'a Parameter>) -> [Self; 2] {
        let removed = TonnesC(gain).to_carbon_dioxide().0;
        let as_carbon = Self::new(Quantity::StockChange, TonnesC::UNIT, gain, method.clone(), used.clone());
        [as_carbon.of(pool), Self::new(Quantity::Removals, TonnesCO2::UNIT, removed, method, used).of(pool)]
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
    fn soil(
        &self,
        given: Option<TonnesCPerHectare>,
        habitat: Option<Habitat>,
        used: &mut Vec<&'a Parameter>,
    ) -> Result<(TonnesCPerHectare, String)> {
        match (given, habitat) {
            (Some(stock), _) => Ok((stock, format!("{} t C/ha as given", stock.0))),
            (None, Some(habitat)) => {
                let found = self.stock(habitat, SOIL)?;
                used.push(found.row);
                let (name, tier) = (found.habitat.name(), found.tier.name());
                let text = format!("{} t C/ha of {name}, tier {tier}, {}", found.row.value, found.place);
                Ok((TonnesCPerHectare(found.row.value), text))
            }
            (None, None) => Err(Error::data("what the soil held at the beginning is not known")
                .hint("fill `before` with the habitat before, or `opening_stock` with t C/ha to 1 m")),
        }
    }

    fn parts(&self, activity: &WetlandActivity, year: i32) -> Result<Vec<Part<'a>>> {
        let mut parts = match activity.kind {
            kind if kind.is_restored() => self.restored(activity, year)?,
            WetlandActivityKind::Drainage => self.drained(activity)?.into(),
            WetlandActivityKind::Excavation => self.excavated(activity)?,
            _ => self.left_alone(activity)?,
        };
        parts.push(Part::new(Quantity::Area, Hectares::UNIT, activity.area.0, "area of the table", Vec::new()));
        Ok(parts)
    }

    fn restored(&self, activity: &WetlandActivity, year: i32) -> Result<Vec<Part<'a>>> {
        let habitat = activity.habitat;
        if habitat.is_invasive() {
            return Err(Error::data(format!("`{}` is invasive: planting it is no removal", habitat.name()))
                .hint("account it as a stock of `[coast]`; clearing it is a loss"));
        }
        let factor = self.parameters.soil_accumulation.of_tier(habitat, SOIL_POOL, Tier::Ipcc)?.row;
        let least = self.parameters.wetland_management.get([SET, "minimum_cover", "any"])?;
        let mut used = vec![factor, least];
        let (opening, from) = self.soil(activity.opening, activity.before, &mut used)?;
        let (natural, to) = self.soil(activity.natural, Some(habitat), &mut used)?;
        let stand = WetlandStand {
            area: activity.area,
            origin: StandOrigin::Restored { established: activity.year },
            cover: activity.cover.unwrap_or(1.0),
            opening,
            natural,
        };
        let removed = stand.soil_removal(year, TonnesCPerHectareYear(factor.value), least.value)?;
        let method = format!("removal factor from {from} until the soil is natural, {to}");
        let mut parts = Vec::from(Part::gain(SOIL_POOL, removed.0, method, used));
        if activity.kind == WetlandActivityKind::Planting && habitat == Habitat::Mangrove {
            parts.extend(self.grown(activity, year)?);
        }
        parts.extend(self.methane(activity)?);
        Ok(parts)
    }

    /// What a planted mangrove grows in a year.
    fn grown(&self, activity: &WetlandActivity, year: i32) -> Result<[Part<'a>; 2]> {
        let row = |climate, quantity| self.parameters.vegetation.get([SET, "mangrove", climate, quantity]);
        let growth = row(CLIMATE, "above_ground_growth")?;
        let full_grown = row(CLIMATE, "above_ground_dry_matter")?;
        let (roots, fraction) = (row(CLIMATE, "root_to_shoot")?, row("any", "carbon_fraction")?);
        let stand = PlantedMangrove {
            growth: AboveGroundGrowth(growth.value),
            full_grown: AboveGroundBiomassPerHectare(full_grown.value),
            roots: RootToShoot::new(roots.value)?,
            fraction: CarbonFraction::new(fraction.value)?,
        };
        let age = f64::from(year - activity.year);
        let gain = (stand.carbon(age + 1.0)? - stand.carbon(age)?).0 * activity.area.0;
        let used = vec![growth, full_grown, roots, fraction];
        let method = format!("growth of planted mangrove, {CLIMATE}, until full-grown");
        Ok(Part::gain(BIOMASS, gain, method, used))
    }

    fn methane(&self, activity: &WetlandActivity) -> Result<Vec<Part<'a>>> {
        let kind = activity.habitat.kind_of().unwrap_or(activity.habitat);
        if ![Habitat::SaltMarsh, Habitat::Mangrove].contains(&kind) {
            return Ok(Vec::new());
        }
        let Some(salinity) = activity.salinity else {
            let category = format!("methane of {}: without a salinity", activity.habitat.name());
            let part = Part::new(Quantity::Area, Hectares::UNIT, activity.area.0, "no figure", Vec::new());
            return Ok(vec![Part { category: Some(category), ..part }]);
        };
        let row = self.methane.at(salinity)?;
        let methane = salinity_methane(activity.area, salinity, &self.methane)?;
        let warming = self.warming(GasMasses { methane, ..GasMasses::default() })?;
        let method = "methane by salinity";
        let (potentials, edition) = self.potentials;
        Ok(vec![
            Part::new(Quantity::EmissionsCh4, TonnesCh4::UNIT, methane.0, method, vec![row]),
            Part::new(
                Quantity::EmissionsCh4,
                TonnesCO2e::UNIT,
                warming.0,
                format!("{method}, warming potentials `{edition}`"),
                vec![row, potentials.get([edition, "ch4"])?],
            ),
        ])
    }

    fn warming(&self, masses: GasMasses) -> Result<TonnesCO2e> {
        let (potentials, edition) = self.potentials;
        masses.warming(potentials, edition).map(|warming| warming.equivalent)
    }

    fn drained(&self, activity: &WetlandActivity) -> Result<[Part<'a>; 2]> {
        let habitat = activity.habitat.kind_of().unwrap_or(activity.habitat);
        let factor = self.parameters.wetland_management.get([SET, "drained_soil_loss", habitat.name()])?;
        let loss = drained_soil_loss(activity.area, TonnesCPerHectareYear(factor.value))?;
        Ok(Part::gain(SOIL_POOL, -loss.0, "drained soil".to_owned(), vec![factor]))
    }

    fn excavated(&self, activity: &WetlandActivity) -> Result<Vec<Part<'a>>> {
        let mut used = Vec::new();
        let (soil, text) = self.soil(activity.opening, Some(activity.habitat), &mut used)?;
        let (mut texts, mut missing) = (vec![text], Vec::new());
        let mut stock = |pool: &'static str| {
            let found = self.stock(activity.habitat, pool).ok();
            match found {
                Some(found) => {
                    used.push(found.row);
                    texts.push(format!("{pool} {} t C/ha, tier {}", found.row.value, found.tier.name()));
                }
                None => missing.push(pool),
            }
            found.map_or(0.0, |found| found.row.value)
        };
        let biomass = stock(BIOMASS);
        let dead_matter: f64 = DEAD_MATTER.map(&mut stock).iter().sum();
        let stocks = Excavated {
            biomass_before: TonnesCPerHectare(biomass),
            biomass_after: TonnesCPerHectare(0.0),
            dead_matter_before: TonnesCPerHectare(dead_matter),
            dead_matter_after: TonnesCPerHectare(0.0),
            soil_to_one_metre: soil,
        };
        let loss = excavation_loss(activity.area, &stocks)?;
        let method = format!("all that stood there and the soil to 1 m at once: {}", texts.join("; "));
        let mut parts = Vec::from(Part::gain("*", -loss.0, method, used));
        parts.extend(missing.into_iter().map(|pool| {
            let category = format!("no published figure: {}", activity.habitat.name());
            let part = Part::new(Quantity::Area, Hectares::UNIT, activity.area.0, "not accounted", Vec::new());
            Part { category: Some(category), ..part.of(pool) }
        }));
        Ok(parts)
    }

    /// No removal, and what is thought to be buried beside it.
    fn left_alone(&self, activity: &WetlandActivity) -> Result<Vec<Part<'a>>> {
        let found = self.parameters.soil_accumulation.nearest(activity.habitat, SOIL_POOL)?;
        let buried = burial_estimate(activity.area, TonnesCPerHectareYear(found.row.value))?;
        let none = "no removal where nobody planted or rewetted";
        let burial = format!("burial, no removal; tier {}, {}", found.tier.name(), found.place);
        Ok(vec![
            Part::new(Quantity::Removals, TonnesCO2::UNIT, 0.0, none, Vec::new()).of(SOIL_POOL),
            Part::new(Quantity::BurialEstimate, BurialEstimate::UNIT, buried.0, burial, vec![found.row]).of(SOIL_POOL),
        ])
    }

    fn pond(&self, harvest: &PondHarvest) -> Result<Vec<Part<'a>>> {
        let row = self.parameters.ponds.get([SET, "n2o_n_per_fish", "any"])?;
        let nitrous_oxide = pond_nitrous_oxide(harvest.fish, row.value)?;
        let warming = self.warming(GasMasses { nitrous_oxide, ..GasMasses::default() })?;
        let (potentials, edition) = self.potentials;
        let weighed = format!("fish of ponds, warming potentials `{edition}`");
        let both = vec![row, potentials.get([edition, "n2o"])?];
        Ok(vec![
            Part::new(Quantity::EmissionsN2o, TonnesN2O::UNIT, nitrous_oxide.0, "fish of ponds", vec![row]),
            Part::new(Quantity::EmissionsN2o, TonnesCO2e::UNIT, warming.0, weighed, both),
            Part::new(Quantity::Production, TonnesWet::UNIT, harvest.fish.0, "fish of the table", Vec::new()),
        ])
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
    let mut add = |zone: &ActivityZone, year: i32, category: &str, part: Part<'_>| {
        let figure = Entry {
            year,
            year_to: None,
            category: part.category.unwrap_or_else(|| category.to_owned()),
            pool: part.pool.to_owned(),
            quantity: part.quantity,
            unit: part.unit,
            method: format!("coast management, {}", part.method),
        };
        tally.add(zone, figure, part.value, &part.used);
    };
    for activity in activities {
        let category = format!("{} of {}", activity.kind.name(), activity.habitat.name());
        let once = activity.kind == WetlandActivityKind::Excavation;
        for year in method.period.0..=method.period.1 {
            if if once { year == activity.year } else { activity.holds(year) } {
                for part in method.parts(activity, year)? {
                    add(&activity.zone, year, &category, part);
                }
            }
        }
    }
    for harvest in ponds {
        for part in method.pond(harvest)? {
            add(&harvest.zone, harvest.year, Habitat::Pond.name(), part);
        }
    }
    Ok(tally.rows())
}
