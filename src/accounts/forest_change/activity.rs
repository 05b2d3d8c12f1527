//! What happened in a forest over a period, and the carbon that each happening adds to or takes from its pools.

use super::conversion::Conversion;
use super::figures::{LIVING_BIOMASS, NamedZone};
use super::{Factor, Period, Provenance};
use crate::error::Result;
use crate::models::{
    CarbonFraction, RootToShoot, biomass_gain, disturbance_loss, fuelwood_removal, growth_from_increment, wood_removal,
};
use crate::units::{
    AboveGroundBiomassPerHectare, AboveGroundGrowth, BcefIncrement, BcefRemoval, CubicMetresPerHectareYear,
    CubicMetresPerYear, Hectares, TonnesCPerYear, TonnesDryMatterPerHectare,
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
        root_to_shoot: Factor,
    },
    /// Wood was felled and taken.
    Harvest {
        /// How much.
        removed: CubicMetresPerYear,
        /// BCEF_R.
        bcef: Factor,
        /// Root-to-shoot ratio.
        root_to_shoot: Factor,
    },
    /// Whole trees were taken for fuel.
    Fuelwood {
        /// How much.
        removed: CubicMetresPerYear,
        /// BCEF_R.
        bcef: Factor,
        /// Root-to-shoot ratio.
        root_to_shoot: Factor,
    },
    /// Branches and the like were taken for fuel: the trees live on.
    FuelwoodParts {
        /// How much.
        removed: CubicMetresPerYear,
        /// t d.m./m³.
        wood_density: Factor,
    },
    /// Pests, storms or fires killed trees.
    Disturbance {
        /// Where, per year.
        area: Hectares,
        /// What stood there.
        above_ground: AboveGroundBiomassPerHectare,
        /// Root-to-shoot ratio.
        root_to_shoot: Factor,
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
        combustion: Factor,
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
    Increment(CubicMetresPerHectareYear, Factor),
}

/// What an activity does to a pool per year.
pub(super) struct PoolChange {
    pub(super) pool: &'static str,
    pub(super) yearly: TonnesCPerYear,
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
        fraction: &Factor,
        transition_years: &Factor,
        data: &Provenance,
    ) -> Result<Vec<PoolChange>> {
        let carbon = CarbonFraction::new(fraction.value)?;
        let living = |yearly: TonnesCPerYear, how, factors: &[&Factor]| {
            let used = factors.iter().chain([&fraction]).map(|factor| &factor.provenance);
            Ok(vec![PoolChange { pool: LIVING_BIOMASS, yearly, how, provenance: data.with(used) }])
        };
        let lost = |loss: TonnesCPerYear| loss * -1.0;
        match self {
            Self::Growth { area, growth: Growth::AboveGround(growth), root_to_shoot } => {
                let total = growth.with_roots(RootToShoot::new(root_to_shoot.value)?);
                living(biomass_gain(*area, total, carbon), "Eq. 2.9 and 2.10 (tier 1)", &[root_to_shoot])
            }
            Self::Growth { area, growth: Growth::Increment(increment, bcef), root_to_shoot } => {
                let roots = RootToShoot::new(root_to_shoot.value)?;
                let total = growth_from_increment(*increment, BcefIncrement(bcef.value), roots);
                living(biomass_gain(*area, total, carbon), "Eq. 2.9 and 2.10 (tier 2)", &[bcef, root_to_shoot])
            }
            Self::Harvest { removed, bcef, root_to_shoot } => {
                let roots = RootToShoot::new(root_to_shoot.value)?;
                let loss = wood_removal(*removed, BcefRemoval(bcef.value), roots, carbon);
                living(lost(loss), "Eq. 2.12", &[bcef, root_to_shoot])
            }
            Self::Fuelwood { removed, bcef, root_to_shoot } => {
                let roots = RootToShoot::new(root_to_shoot.value)?;
                let no_parts = CubicMetresPerYear(0.0);
                let loss = fuelwood_removal(*removed, BcefRemoval(bcef.value), roots, no_parts, 0.0, carbon);
                living(lost(loss), "Eq. 2.13", &[bcef, root_to_shoot])
            }
            Self::FuelwoodParts { removed, wood_density } => {
                let (no_trees, no_roots) = (CubicMetresPerYear(0.0), RootToShoot::new(0.0)?);
                let density = wood_density.value;
                let loss = fuelwood_removal(no_trees, BcefRemoval(0.0), no_roots, *removed, density, carbon);
                living(lost(loss), "Eq. 2.13", &[wood_density])
            }
            Self::Disturbance { area, above_ground, root_to_shoot, share_lost } => {
                let roots = RootToShoot::new(root_to_shoot.value)?;
                let loss = disturbance_loss(*area, *above_ground, roots, carbon, *share_lost);
                living(lost(loss), "Eq. 2.14", &[root_to_shoot])
            }
            Self::Fire { .. } => Ok(Vec::new()),
            Self::LandToForest(conversion) | Self::LandFromForest(conversion) => {
                conversion.pool_changes(period, fraction, transition_years, data)
            }
        }
    }
}
