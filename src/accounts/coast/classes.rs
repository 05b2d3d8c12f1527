//! The classes of the coast with their pools: from tables by habitat and tier, or from a table of one's own.

use std::collections::{BTreeMap, BTreeSet};

use super::Provenance;
use super::course::{ClassFactors, PoolFactors};
use crate::error::{Error, Result};
use crate::land::{CarbonPool, Habitat};
use crate::models::check_bounds;
use crate::models::coast::{TabledClass, TabledPool, Transition, TransitionTable};
use crate::parameters::coast::{BoundsTable, CoastParameters, Tier, TieredRow};
use crate::parameters::{Factor, Parameter};

/// The pools of the account, in the order of a history; soil is to 100 cm.
pub(super) const POOLS: [CarbonPool; 3] =
    [CarbonPool::LivingBiomass, CarbonPool::SoilOrganicCarbon, CarbonPool::DeadOrganicMatter];
const BIOMASS: &str = "living_biomass";
const SOIL: &str = "soil_organic_carbon_0_100cm";
/// Dead wood and litter are one pool of a history.
const DEAD_MATTER: [&str; 2] = ["dead_wood", "litter"];
const ACCUMULATION: &str = "soil_organic_carbon";
/// The set of shares and half-lives of disturbances.
const DISTURBANCE: &str = "invest-guide";

/// A soil stock to 100 cm that somebody measured, in place of a published one.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredSoil {
    /// The stock, with its interval and who measured it.
    pub stock: Parameter,
    /// How it was made.
    pub method: String,
}

/// What a class of the map is, and from which tiers its figures come; none is the nearest that has one.
#[derive(Debug, Clone, PartialEq)]
pub struct HabitatChoice {
    /// The habitat whose figures the class takes.
    pub habitat: Habitat,
    /// The tier of living biomass.
    pub living_biomass: Option<Tier>,
    /// The tier of soil to 100 cm.
    pub soil: Option<Tier>,
    /// Its soil as measured, before any tier.
    pub measured_soil: Option<MeasuredSoil>,
    /// The tier of dead wood and litter.
    pub dead_matter: Option<Tier>,
    /// The tier of what soil accumulates.
    pub accumulation: Option<Tier>,
}

/// A class of the coast.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CoastClass {
    pub(super) habitat: Option<Habitat>,
    /// In the order of [`POOLS`].
    pub(super) pools: ClassFactors,
    /// Which pools have a figure.
    pub(super) known: [bool; 3],
    pub(super) provenance: [Provenance; 3],
    /// What standing wetland of the class buries, t C/ha/yr.
    pub(super) burial: Option<(Factor, Provenance)>,
    /// Whether the shares that disturbances take are known.
    can_be_disturbed: bool,
}

/// The classes of the coast.
#[derive(Debug, Clone, PartialEq)]
pub struct CoastClasses {
    classes: BTreeMap<String, CoastClass>,
    /// What a user should know of a class that is on the maps: figures that nobody published, and those that deserve a second
    /// look.
    warnings: Vec<(String, String)>,
}

impl CoastClasses {
    /// Classes by habitat, from the tables of coastal science; `bounds` is the scope of the bands that figures are compared with.
    ///
    /// A pool without any figure is no part of the account, and a warning; one that a chosen tier lacks is an error.
    ///
    /// # Errors
    /// Tiers without a figure, and figures that cannot be, together.
    pub fn from_habitats(
        parameters: &CoastParameters,
        choices: &BTreeMap<String, HabitatChoice>,
        bounds: Option<&str>,
    ) -> Result<Self> {
        let mut found = Self { classes: BTreeMap::new(), warnings: Vec::new() };
        let mut problems = Vec::new();
        for (id, choice) in choices {
            match class_of(parameters, id, choice, &mut found.warnings) {
                Ok(class) => {
                    found.classes.insert(id.clone(), class);
                }
                Err(error) => problems.push(error.note(format!("for the class `{id}`"))),
            }
        }
        Error::all(problems)?;
        found.check_bounds(&parameters.bounds, bounds)?;
        Ok(found)
    }

    /// Classes from a table of one's own.
    ///
    /// # Errors
    /// Figures that cannot be.
    pub fn from_table(
        tabled: BTreeMap<String, TabledClass>,
        parameters: &CoastParameters,
        bounds: Option<&str>,
    ) -> Result<Self> {
        let classes = tabled.into_iter().map(|(id, tabled)| {
            let provenance = Provenance::of_table(&id, &tabled);
            let factors = |pool: Option<&TabledPool>| pool.map(PoolFactors::from).unwrap_or_default();
            let pools = tabled.pools.each_ref().map(|pool| factors(pool.as_ref()));
            let rate = pools[1].accumulation.clone();
            let class = CoastClass {
                habitat: Habitat::from_name(&id),
                pools,
                known: [true; 3],
                provenance: [provenance.clone(), provenance.clone(), provenance.clone()],
                burial: (rate.value() > 0.0).then_some((rate, provenance)),
                can_be_disturbed: true,
            };
            (id, class)
        });
        let mut found = Self { classes: classes.collect(), warnings: Vec::new() };
        found.check_bounds(&parameters.bounds, bounds)?;
        Ok(found)
    }

    /// What should be known of a class.
    pub(super) fn warnings_of(&self, id: &str) -> impl Iterator<Item = &str> {
        self.warnings.iter().filter(move |(class, _)| class == id).map(|(_, warning)| warning.as_str())
    }

    pub(super) fn get(&self, id: &str) -> Option<&CoastClass> {
        self.classes.get(id)
    }

    /// The classes.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().map(String::as_str)
    }

    /// Refuses disturbances whose shares nobody published.
    ///
    /// # Errors
    /// Every such change of the table.
    pub fn check_disturbances(&self, table: &TransitionTable) -> Result<()> {
        let unknown: BTreeSet<&str> = table
            .changes()
            .filter(|(_, _, change)| matches!(change, Transition::Disturbance(_)))
            .filter(|(from, ..)| self.classes.get(*from).is_some_and(|class| !class.can_be_disturbed))
            .map(|(from, ..)| from)
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = unknown.into_iter().collect();
        Err(Error::data(format!(
            "`{}` disturbs {}, but no share lost to a disturbance is published",
            table.file(),
            names.join(", ")
        ))
        .note(format!("the shares are those of set `{DISTURBANCE}` in `parameters/coast/disturbance.csv`"))
        .hint("write `no_change`, which keeps the carbon where it is, or give your own figures with `table`"))
    }

    fn check_bounds(&mut self, bounds: &BoundsTable, scope: Option<&str>) -> Result<()> {
        let Some(scope) = scope else { return Ok(()) };
        let mut problems = Vec::new();
        for (id, class) in &self.classes {
            let is_marsh = class
                .habitat
                .is_some_and(|habitat| habitat == Habitat::SaltMarsh || habitat.kind_of() == Some(Habitat::SaltMarsh));
            let mut figures = vec![("soil_accumulation", class.pools[1].accumulation.value())];
            if is_marsh && class.known[0] {
                figures.push(("salt_marsh_vegetation", class.pools[0].initial.value()));
            }
            if is_marsh && class.known[1] {
                figures.push(("salt_marsh_soil_0_100cm", class.pools[1].initial.value()));
            }
            for (quantity, value) in figures {
                match check_bounds(bounds, scope, quantity, value) {
                    Ok(warning) => {
                        self.warnings.extend(warning.map(|text| (id.clone(), format!("class `{id}`: {text}"))));
                    }
                    Err(error) => problems.push(error.note(format!("for the class `{id}`"))),
                }
            }
        }
        Error::all(problems)
    }
}

fn class_of(
    parameters: &CoastParameters,
    id: &str,
    choice: &HabitatChoice,
    warnings: &mut Vec<(String, String)>,
) -> Result<CoastClass> {
    let habitat = choice.habitat;
    let mut missing = Vec::new();
    let mut stock = |pool: &str, tier: Option<Tier>, provenance: &mut Provenance| -> Result<Option<Factor>> {
        let found = chosen(tier, &mut missing, pool, |tier| match tier {
            None => parameters.pools.nearest(habitat, pool),
            Some(tier) => parameters.pools.of_tier(habitat, pool, tier),
        })?;
        Ok(found.map(|found| {
            provenance.add(pool, &found);
            found.row.into()
        }))
    };
    let mut provenance = [Provenance::default(), Provenance::default(), Provenance::default()];
    let biomass = stock(BIOMASS, choice.living_biomass, &mut provenance[0])?;
    let soil = match &choice.measured_soil {
        Some(measured) => {
            provenance[1].add_own(format!("{SOIL}: {}", measured.method), &measured.stock);
            Some(Factor::from(&measured.stock))
        }
        None => stock(SOIL, choice.soil, &mut provenance[1])?,
    };
    let mut dead: Option<Factor> = None;
    for pool in DEAD_MATTER {
        if let Some(value) = stock(pool, choice.dead_matter, &mut provenance[2])? {
            dead = Some(dead.map_or_else(|| value.clone(), |sum| &sum + &value));
        }
    }
    let rate = chosen(choice.accumulation, &mut missing, "accumulation", |tier| match tier {
        None => parameters.soil_accumulation.nearest(habitat, ACCUMULATION),
        Some(tier) => parameters.soil_accumulation.of_tier(habitat, ACCUMULATION, tier),
    })?;
    let mut burial = None;
    if let Some(found) = &rate {
        provenance[1].add("accumulation of soil", found);
        let mut own = Provenance::default();
        own.add("burial", found);
        burial = Some((found.row.into(), own));
    }
    let mut disturbed = |pool: &str, index: usize| -> Option<([Factor; 3], Factor)> {
        let mut value = |quantity| -> Option<Factor> {
            let of = |habitat: Habitat| parameters.disturbance.get([DISTURBANCE, habitat.name(), pool, quantity]).ok();
            let row = of(habitat).or_else(|| habitat.kind_of().and_then(of))?;
            provenance[index].add_row(row);
            Some(row.into())
        };
        let shares = [value("low_disturbance")?, value("medium_disturbance")?, value("high_disturbance")?];
        Some((shares, value("half_life")?))
    };
    let (of_biomass, of_soil) = (disturbed("biomass", 0), disturbed("soil", 1));
    let can_be_disturbed = of_biomass.is_some() && of_soil.is_some();
    let known = [biomass.is_some(), soil.is_some(), dead.is_some()];
    let pool = |initial: Option<Factor>, accumulation: Option<Factor>, disturbed: Option<([Factor; 3], Factor)>| {
        let (disturbance, half_life) = disturbed.unwrap_or_default();
        let (initial, accumulation) = (initial.unwrap_or_default(), accumulation.unwrap_or_default());
        PoolFactors { initial, accumulation, disturbance, half_life }
    };
    let accumulation = rate.map(|found| Factor::from(found.row));
    if !missing.is_empty() {
        let (habitat, missing) = (habitat.name(), missing.join(", "));
        let warning = format!("class `{id}` as {habitat}: no published {missing}; the account holds none");
        warnings.push((id.to_owned(), warning));
    }
    Ok(CoastClass {
        habitat: Some(habitat),
        pools: [pool(biomass, None, of_biomass), pool(soil, accumulation, of_soil), pool(dead, None, None)],
        known,
        provenance,
        burial,
        can_be_disturbed,
    })
}

/// The figure of a tier, which must exist, or the nearest, which may be missing.
fn chosen<'a>(
    tier: Option<Tier>,
    missing: &mut Vec<String>,
    what: &str,
    look_up: impl Fn(Option<Tier>) -> Result<TieredRow<'a>>,
) -> Result<Option<TieredRow<'a>>> {
    match look_up(tier) {
        Ok(found) => Ok(Some(found)),
        Err(error) if tier.is_some() => Err(error),
        Err(_) => {
            missing.push(what.to_owned());
            Ok(None)
        }
    }
}
