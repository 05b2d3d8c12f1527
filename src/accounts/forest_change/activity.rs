//! What happened in a forest over a period, and the carbon that each happening adds to or takes from its pools.

use super::conversion::Conversion;
use super::figures::{LIVING_BIOMASS, NamedZone};
use super::{Period, Provenance};
use crate::accounts::Figure;
use crate::error::Result;
use crate::models::{
    CarbonFraction, RootToShoot, biomass_gain, disturbance_loss, fuelwood_removal, growth_from_increment, wood_removal,
};
use crate::parameters::{Factor, Parameter};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, BcefIncrement, BcefRemoval, CubicMetresPerHectareYear,
    CubicMetresPerYear, Hectares, TonnesDryMatterPerHectare,
};

/// A row of activity data. Amounts are means per year of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The zone.
    pub zone: NamedZone,
    /// The species group.
    pub species_group: String,
    /// What happened.
    pub kind: ActivityKind,
}

/// What happened, with the factors of its formula.
#[derive(Debug, Clone, PartialEq)]
pub enum ActivityKind {
    /// Trees grew.
    Growth {
        /// Where.
        area: Hectares,
        /// How much.
        growth: Growth,
        /// Root-to-shoot ratio.
        root_to_shoot: Parameter,
    },
    /// Wood was felled and taken.
    Harvest {
        /// How much.
        removed: CubicMetresPerYear,
        /// BCEF_R.
        bcef: Parameter,
        /// Root-to-shoot ratio.
        root_to_shoot: Parameter,
    },
    /// Whole trees were taken for fuel.
    Fuelwood {
        /// How much.
        removed: CubicMetresPerYear,
        /// BCEF_R.
        bcef: Parameter,
        /// Root-to-shoot ratio.
        root_to_shoot: Parameter,
    },
    /// Branches and the like were taken for fuel: the trees live on.
    FuelwoodParts {
        /// How much.
        removed: CubicMetresPerYear,
        /// t d.m./m³.
        wood_density: Parameter,
    },
    /// Pests, storms or fires killed trees.
    Disturbance {
        /// Where, per year.
        area: Hectares,
        /// What stood there.
        above_ground: AboveGroundBiomassPerHectare,
        /// Root-to-shoot ratio.
        root_to_shoot: Parameter,
        /// The share that was lost.
        share_lost: f64,
    },
    /// Fuel burnt. What trees lost in it is a disturbance.
    Fire {
        /// Where, per year.
        area: Hectares,
        /// The fuel there.
        fuel: TonnesDryMatterPerHectare,
        /// The share of it that burnt.
        combustion: Parameter,
    },
    /// Other land became forest.
    LandToForest(Conversion),
    /// Forest became other land.
    LandFromForest(Conversion),
}

/// How growth was measured.
#[derive(Debug, Clone, PartialEq)]
pub enum Growth {
    /// As biomass above ground.
    AboveGround(AboveGroundGrowth),
    /// As net increment of stem volume, with BCEF_I.
    Increment(CubicMetresPerHectareYear, Parameter),
}

/// What an activity does to a pool per year.
pub(super) struct PoolChange {
    pub(super) pool: &'static str,
    /// t C/yr.
    pub(super) yearly: Figure,
    pub(super) how: &'static str,
    pub(super) provenance: Provenance,
}

impl ActivityKind {
    /// The name used in tables.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Growth { .. } => "growth",
            Self::Harvest { .. } => "harvest",
            Self::Fuelwood { .. } => "fuelwood",
            Self::FuelwoodParts { .. } => "fuelwood_parts",
            Self::Disturbance { .. } => "disturbance",
            Self::Fire { .. } => "fire",
            Self::LandToForest(_) => "land_to_forest",
            Self::LandFromForest(_) => "land_from_forest",
        }
    }

    /// The change of every pool it touches; `data` is where the activity data come from.
    pub(super) fn pool_changes(
        &self,
        period: Period,
        fraction: &Parameter,
        transition_years: &Parameter,
        data: &Provenance,
    ) -> Result<Vec<PoolChange>> {
        let carbon = Factor::from(fraction);
        let living = |what: &str, amount: f64, unit, how: &'static str, factor: Factor, rows: &[&Parameter]| {
            let provenance = data.with_rows(rows.iter().chain([&fraction]).copied());
            let yearly = Figure::of(what, amount, unit, &factor);
            Ok(vec![PoolChange { pool: LIVING_BIOMASS, yearly, how, provenance }])
        };
        match self {
            Self::Growth { area, growth: Growth::AboveGround(growth), root_to_shoot } => {
                let (how, growth) = ("Eq. 2.9 and 2.10 (tier 1)", *growth);
                let gain = Factor::of(how, [&root_to_shoot.into(), &carbon], move |[roots, carbon]| {
                    let total = growth.with_roots(RootToShoot::new(roots)?);
                    Ok(biomass_gain(Hectares(1.0), total, CarbonFraction::new(carbon)?).0)
                })?;
                living("area that grows", area.0, Hectares::UNIT, how, gain, &[root_to_shoot])
            }
            Self::Growth { area, growth: Growth::Increment(increment, bcef), root_to_shoot } => {
                let (how, increment) = ("Eq. 2.9 and 2.10 (tier 2)", *increment);
                let inputs = [&bcef.into(), &root_to_shoot.into(), &carbon];
                let gain = Factor::of(how, inputs, move |[bcef, roots, carbon]| {
                    let total = growth_from_increment(increment, BcefIncrement(bcef), RootToShoot::new(roots)?);
                    Ok(biomass_gain(Hectares(1.0), total, CarbonFraction::new(carbon)?).0)
                })?;
                living("area that grows", area.0, Hectares::UNIT, how, gain, &[bcef, root_to_shoot])
            }
            Self::Harvest { removed, bcef, root_to_shoot } => {
                let how = "Eq. 2.12";
                let inputs = [&bcef.into(), &root_to_shoot.into(), &carbon];
                let loss = Factor::of(how, inputs, |[bcef, roots, carbon]| {
                    let (roots, carbon) = (RootToShoot::new(roots)?, CarbonFraction::new(carbon)?);
                    Ok(-wood_removal(CubicMetresPerYear(1.0), BcefRemoval(bcef), roots, carbon).0)
                })?;
                living("wood removed", removed.0, CubicMetresPerYear::UNIT, how, loss, &[bcef, root_to_shoot])
            }
            Self::Fuelwood { removed, bcef, root_to_shoot } => {
                let how = "Eq. 2.13";
                let inputs = [&bcef.into(), &root_to_shoot.into(), &carbon];
                let loss = Factor::of(how, inputs, |[bcef, roots, carbon]| {
                    let (roots, carbon) = (RootToShoot::new(roots)?, CarbonFraction::new(carbon)?);
                    let (trees, no_parts) = (CubicMetresPerYear(1.0), CubicMetresPerYear(0.0));
                    Ok(-fuelwood_removal(trees, BcefRemoval(bcef), roots, no_parts, 0.0, carbon).0)
                })?;
                living("trees for fuel", removed.0, CubicMetresPerYear::UNIT, how, loss, &[bcef, root_to_shoot])
            }
            Self::FuelwoodParts { removed, wood_density } => {
                let how = "Eq. 2.13";
                let loss = Factor::of(how, [&wood_density.into(), &carbon], |[density, carbon]| {
                    let (no_trees, no_roots) = (CubicMetresPerYear(0.0), RootToShoot::new(0.0)?);
                    let (parts, carbon) = (CubicMetresPerYear(1.0), CarbonFraction::new(carbon)?);
                    Ok(-fuelwood_removal(no_trees, BcefRemoval(0.0), no_roots, parts, density, carbon).0)
                })?;
                living("branches for fuel", removed.0, CubicMetresPerYear::UNIT, how, loss, &[wood_density])
            }
            Self::Disturbance { area, above_ground, root_to_shoot, share_lost } => {
                let (how, above_ground, share_lost) = ("Eq. 2.14", *above_ground, *share_lost);
                let loss = Factor::of(how, [&root_to_shoot.into(), &carbon], move |[roots, carbon]| {
                    let (roots, carbon) = (RootToShoot::new(roots)?, CarbonFraction::new(carbon)?);
                    Ok(-disturbance_loss(Hectares(1.0), above_ground, roots, carbon, share_lost).0)
                })?;
                living("area disturbed", area.0, Hectares::UNIT, how, loss, &[root_to_shoot])
            }
            Self::Fire { .. } => Ok(Vec::new()),
            Self::LandToForest(conversion) | Self::LandFromForest(conversion) => {
                conversion.pool_changes(period, fraction, transition_years, data)
            }
        }
    }
}
