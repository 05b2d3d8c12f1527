//! Activity data: every row with the unit of its kind and the factors of its formula.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Section, number, optional_number, table, year};
use crate::accounts::{
    Activity, ActivityKind, Conversion, FireGases, GainLoss, Growth, SoilNitrogen, WarmingPotentials,
};
use crate::error::{Error, Result};
use crate::inventory_plots::{Problems, Row};
use crate::parameters::Parameter;
use crate::parameters::forest::{BcefFactor, Steps};
use crate::pipeline::file::{FireEntry, GainLossEntry, SpeciesGroupEntry, StepFactorEntry, WoodDensityEntry};
use crate::pipeline::plan::Builder;
use crate::pipeline::plan::grid::unknown;
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, CubicMetresPerHectareYear, CubicMetresPerYear, Hectares,
    SoilCarbonTo30Cm, TonnesCPerHectare, TonnesDryMatterPerHectare, TotalBiomassPerHectare,
};

const KINDS: [&str; 8] =
    ["growth", "harvest", "fuelwood", "fuelwood_parts", "disturbance", "fire", "land_to_forest", "land_from_forest"];

impl Builder<'_> {
    pub(super) fn plan_gain_loss(&mut self, section: &Section<'_>, entry: &GainLossEntry) -> Option<GainLoss> {
        let keys = |key| ["forest_change", section.name, "gain_loss", key];
        let provenance = self.keep(&keys("source"), section.provenance(&entry.source, entry.evidence));
        let carbon_fraction = self.keep(&keys("carbon_fraction"), section.carbon_fraction(&entry.carbon_fraction));
        let soil_factor =
            |factor, practice| section.forest.soil_factors.get([&entry.soil_factors, factor, practice]).cloned();
        let transition_years = match &entry.transition_years {
            Some(own) => self.keep(&keys("transition_years"), section.own("transition", own)),
            None => self.keep(&keys("soil_factors"), soil_factor("transition_period", "default")),
        };
        let ratio = self.keep(&keys("soil_factors"), soil_factor("carbon_to_nitrogen", "mineral_soil"));
        let emission = self.keep(&keys("soil_factors"), soil_factor("n2o_n_of_nitrogen", "mineral_soil"));
        let fire = entry.fire.as_ref().map(|fire| self.keep(&keys("fire"), fire_gases(section, fire)));
        let potentials = entry.global_warming_potential.as_ref();
        let potentials =
            potentials.map(|set| self.keep(&keys("global_warming_potential"), warming_potentials(section, set)));
        let activities = self.keep(&keys("table"), activities(section, entry, &self.path(&entry.table)))?;
        Some(GainLoss {
            activities,
            provenance: provenance?,
            carbon_fraction: carbon_fraction?,
            transition_years: transition_years?,
            soil: SoilNitrogen { carbon_to_nitrogen: ratio?, emission_factor: emission? },
            fire: fire.flatten(),
            warming_potentials: potentials.flatten(),
        })
    }
}

fn fire_gases(section: &Section<'_>, fire: &FireEntry) -> Result<FireGases> {
    let set = &fire.emission_factors;
    let factor = |gas| section.forest.fire.get([set, gas, "any"]).cloned();
    Ok(FireGases {
        set: set.clone(),
        co2: factor("emission_factor_co2")?,
        ch4: factor("emission_factor_ch4")?,
        n2o: factor("emission_factor_n2o")?,
    })
}

fn warming_potentials(section: &Section<'_>, set: &str) -> Result<WarmingPotentials> {
    let factor = |gas| section.forest.global_warming_potential.get([set, gas]).cloned();
    Ok(WarmingPotentials { set: set.to_owned(), ch4: factor("ch4")?, n2o: factor("n2o")? })
}

fn activities(section: &Section<'_>, entry: &GainLossEntry, path: &Path) -> Result<Vec<Activity>> {
    let table = table(path, &["zone", "species_group", "kind", "amount", "unit"])?;
    let (mut activities, mut problems, mut seen) = (Vec::new(), Problems::default(), BTreeSet::new());
    for row in table.rows() {
        if !seen.insert(row.cells()) {
            let problem = Error::data("the same activity is given twice").note(row.place());
            problems.push(problem.hint("if both happened, add their amounts"));
        }
        activities.extend(problems.keep(ActivityRow { section, entry, row }.activity()));
    }
    problems.finish()?;
    fires_with_their_losses(&activities).map(|()| activities)
}

/// The gases of a fire are not its carbon: what trees lost must be said as well.
fn fires_with_their_losses(activities: &[Activity]) -> Result<()> {
    let of = |kind: &str| -> BTreeSet<_> {
        let found = activities.iter().filter(|activity| activity.kind.name() == kind);
        found.map(|activity| (&activity.zone, &activity.species_group)).collect()
    };
    let lost = of("disturbance");
    let mut problems = Problems::default();
    for (zone, group) in of("fire").difference(&lost) {
        problems.push(
            Error::data(format!("a fire in `{group}` of zone `{}` has no `disturbance` row", zone.id))
                .hint("add one with what the trees lost in it; `share_lost` is 0 where they lost nothing"),
        );
    }
    problems.finish()
}

/// A row on its way to an activity.
struct ActivityRow<'a> {
    section: &'a Section<'a>,
    entry: &'a GainLossEntry,
    row: Row<'a>,
}

impl ActivityRow<'_> {
    fn activity(&self) -> Result<Activity> {
        let zone = self.section.zone(&self.row)?;
        let species_group = self.row.text("species_group")?.to_owned();
        let kind = self.kind(self.row.text("kind")?, &species_group)?;
        Ok(Activity { zone, species_group, kind })
    }

    fn kind(&self, kind: &str, species_group: &str) -> Result<ActivityKind> {
        let above_ground = || Ok(AboveGroundBiomassPerHectare(self.number("above_ground_t_dm_per_ha")?));
        Ok(match kind {
            "growth" => {
                let group = self.group(species_group)?;
                let growth = match self.unit(&["t d.m./ha/yr", "m³/ha/yr", "m3/ha/yr"])? {
                    "t d.m./ha/yr" => Growth::AboveGround(AboveGroundGrowth(self.number("amount")?)),
                    _ => Growth::Increment(
                        CubicMetresPerHectareYear(self.number("amount")?),
                        self.bcef(group.bcef_increment.as_ref(), BcefFactor::Increment, "bcef_increment")?,
                    ),
                };
                let area = Hectares(self.number("area_ha")?);
                ActivityKind::Growth { area, growth, root_to_shoot: self.root_to_shoot(group)? }
            }
            "harvest" | "fuelwood" => {
                let group = self.group(species_group)?;
                let removed = self.volume()?;
                let bcef = self.bcef(group.bcef_removal.as_ref(), BcefFactor::Removal, "bcef_removal")?;
                let root_to_shoot = self.root_to_shoot(group)?;
                if kind == "harvest" {
                    ActivityKind::Harvest { removed, bcef, root_to_shoot }
                } else {
                    ActivityKind::Fuelwood { removed, bcef, root_to_shoot }
                }
            }
            "fuelwood_parts" => {
                let wood_density = self.wood_density(self.group(species_group)?)?;
                ActivityKind::FuelwoodParts { removed: self.volume()?, wood_density }
            }
            "disturbance" => ActivityKind::Disturbance {
                area: self.area()?,
                above_ground: above_ground()?,
                root_to_shoot: self.root_to_shoot(self.group(species_group)?)?,
                share_lost: self.share("share_lost")?,
            },
            "fire" => ActivityKind::Fire {
                area: self.area()?,
                fuel: TonnesDryMatterPerHectare(self.number("fuel_t_dm_per_ha")?),
                combustion: self.combustion()?,
            },
            "land_to_forest" => ActivityKind::LandToForest(self.conversion()?),
            "land_from_forest" => ActivityKind::LandFromForest(self.conversion()?),
            _ => return Err(unknown("kind of activity", kind, &KINDS).note(self.row.place())),
        })
    }

    fn number(&self, column: &str) -> Result<f64> {
        number(&self.row, column).map_err(|error| match self.row.optional("kind") {
            Some(kind) if self.row.optional(column).is_none() => error.note(format!("`{kind}` needs it")),
            _ => error,
        })
    }

    fn share(&self, column: &str) -> Result<f64> {
        match self.number(column)? {
            share if share <= 1.0 => Ok(share),
            more => Err(Error::data(format!("found {more} in column `{column}`, expected a share from 0 to 1"))
                .note(self.row.place())
                .hint("divide a percentage by 100")),
        }
    }

    /// The unit, one of those of the kind.
    fn unit(&self, units: &[&'static str]) -> Result<&'static str> {
        let unit = self.row.text("unit")?;
        units.iter().copied().find(|known| *known == unit).ok_or_else(|| {
            let known: Vec<String> = units.iter().map(|unit| format!("`{unit}`")).collect();
            Error::data(format!("found the unit `{unit}`, expected {}", known.join(", "))).note(self.row.place())
        })
    }

    /// An amount per year: as given, or a part of what is given for the period.
    fn yearly(&self, units: &[&'static str]) -> Result<f64> {
        let years = if self.unit(units)?.ends_with("/yr") { 1.0 } else { self.section.period.years() };
        Ok(self.number("amount")? / years)
    }

    fn volume(&self) -> Result<CubicMetresPerYear> {
        self.yearly(&["m³/yr", "m3/yr", "m³", "m3"]).map(CubicMetresPerYear)
    }

    fn area(&self) -> Result<Hectares> {
        self.yearly(&["ha/yr", "ha"]).map(Hectares)
    }

    fn group(&self, name: &str) -> Result<&SpeciesGroupEntry> {
        self.entry.species_groups.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.entry.species_groups.keys().map(String::as_str).collect();
            let what = format!("species group in `[forest_change.{}.gain_loss.species_groups]`", self.section.name);
            unknown(&what, name, &known).note(self.row.place())
        })
    }

    /// The factor of a species group that the row asks for.
    fn wanted<'a, T>(&self, factor: Option<&'a T>, key: &str) -> Result<&'a T> {
        factor.ok_or_else(|| {
            let group = self.row.optional("species_group").unwrap_or_default();
            Error::data(format!("species group `{group}` has no `{key}`")).note(self.row.place()).hint(format!(
                "add `{key}` to `[forest_change.{}.gain_loss.species_groups.{group}]`",
                self.section.name
            ))
        })
    }

    /// A row of a parameter table, or which row of activities asked for it.
    fn published<T>(&self, found: Result<T>) -> Result<T> {
        found.map_err(|error| error.note(self.row.place()))
    }

    fn at(&self, steps: Result<Steps<'_>>, column: &str) -> Result<Parameter> {
        let steps = self.published(steps)?;
        let stand = self.number(column).map_err(|error| match self.row.optional(column) {
            Some(_) => error,
            None => {
                error.hint("fill it with that of the stand, or give a factor of your own that holds for all stands")
            }
        })?;
        self.published(steps.at(stand)).cloned()
    }

    fn root_to_shoot(&self, group: &SpeciesGroupEntry) -> Result<Parameter> {
        match self.wanted(group.root_to_shoot.as_ref(), "root_to_shoot")? {
            StepFactorEntry::Own(own) => self.section.own("root-to-shoot ratio", own),
            StepFactorEntry::Published(rows) => {
                let table = &self.section.forest.root_to_shoot;
                self.at(table.steps(&rows.set, &rows.zone, &rows.forest_type), "above_ground_t_dm_per_ha")
            }
        }
    }

    fn bcef(&self, entry: Option<&StepFactorEntry>, factor: BcefFactor, key: &str) -> Result<Parameter> {
        match self.wanted(entry, key)? {
            StepFactorEntry::Own(own) => self.section.own("BCEF", own),
            StepFactorEntry::Published(rows) => {
                let table = &self.section.forest.bcef;
                self.at(table.steps(&rows.set, &rows.zone, &rows.forest_type, factor), "growing_stock_m3_per_ha")
            }
        }
    }

    fn wood_density(&self, group: &SpeciesGroupEntry) -> Result<Parameter> {
        match self.wanted(group.wood_density.as_ref(), "wood_density")? {
            WoodDensityEntry::Own(own) => self.section.own("wood density", own),
            WoodDensityEntry::Published(row) => {
                let table = &self.section.forest.species_wood;
                self.published(table.get([&row.set, &row.species_group, "wood_density"])).cloned()
            }
        }
    }

    fn combustion(&self) -> Result<Parameter> {
        let Some(fire) = &self.entry.fire else {
            return Err(Error::data("a fire has no emission factors").note(self.row.place()).hint(format!(
                "add `fire = {{ emission_factors = \"ipcc2006-extratropical\", combustion_factors = \"ipcc2006\" }}` to \
                 `[forest_change.{}.gain_loss]`",
                self.section.name
            )));
        };
        let class = self.row.text("fire_class")?;
        let row = self.section.forest.fire.get([&fire.combustion_factors, "combustion_factor", class]);
        self.published(row).cloned()
    }

    fn conversion(&self) -> Result<Conversion> {
        self.unit(&["ha"])?;
        let (year, last) = (year(&self.row)?, self.section.period.to());
        if year > last {
            return Err(Error::data(format!("the land is converted in {year}, after the period ends in {last}"))
                .note(self.row.place()));
        }
        let conversion = Conversion {
            year,
            area: Hectares(self.number("amount")?),
            biomass: self.pair("biomass_before_t_dm_per_ha", "biomass_after_t_dm_per_ha", TotalBiomassPerHectare)?,
            dead_matter: self.pair(
                "dead_matter_before_t_c_per_ha",
                "dead_matter_after_t_c_per_ha",
                TonnesCPerHectare,
            )?,
            soil: self.pair("soil_before_t_c_per_ha", "soil_after_t_c_per_ha", SoilCarbonTo30Cm)?,
        };
        if conversion.biomass.is_none() && conversion.dead_matter.is_none() && conversion.soil.is_none() {
            return Err(Error::data("no pool of the converted land is given").note(self.row.place()).hint(
                "fill `biomass_before_t_dm_per_ha` and `biomass_after_t_dm_per_ha`, or those of dead matter or soil",
            ));
        }
        Ok(conversion)
    }

    /// What a pool held before and after; none if neither is given.
    fn pair<T>(&self, before: &str, after: &str, unit: fn(f64) -> T) -> Result<Option<[T; 2]>> {
        match (optional_number(&self.row, before)?, optional_number(&self.row, after)?) {
            (None, None) => Ok(None),
            (Some(from), Some(to)) => Ok(Some([unit(from), unit(to)])),
            (from, _) => {
                let (given, missing) = if from.is_some() { (before, after) } else { (after, before) };
                Err(Error::data(format!("column `{given}` is filled, but `{missing}` is empty")).note(self.row.place()))
            }
        }
    }
}
