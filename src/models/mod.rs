//! One published method per file: pure functions of quantities, with equation, source and worked example.

mod area_biomass;
mod bamboo;
mod bcef;
mod biomass_expansion;
mod carbon_fraction;
mod carbon_gain_loss;
mod checked;
mod closure;
pub mod coast;
mod cover_rate_change;
pub mod cropland;
mod dead_wood;
mod fire;
mod forest_plausibility;
mod growth;
mod gwp;
mod harvested_wood;
mod land_conversion;
mod present_value;
mod projection;
mod root_to_shoot;
pub mod sampling;
mod sanity_bounds;
pub mod sea;
mod soil_carbon;
mod soil_n2o;
mod stand_volume;
mod stock_difference;
mod target_gap;
mod target_probability;
mod tree_biomass;
mod tree_volume;

pub use area_biomass::area_biomass;
pub use bamboo::bamboo_biomass;
pub use bcef::{bcef_biomass, bcef_stock_change, wood_density_biomass};
pub use biomass_expansion::{BiomassExpansion, LowVolumePolicy};
pub use carbon_fraction::CarbonFraction;
pub use carbon_gain_loss::{
    biomass_change, biomass_gain, disturbance_loss, fuelwood_removal, growth_from_increment, wood_removal,
};
pub use closure::{ClosingRow, check_closure};
pub use cover_rate_change::{CoverRateChange, CoverRateParts, cover_rate_change};
pub use dead_wood::{dead_matter_from_biomass, dead_wood_from_living_carbon};
pub use fire::{FireEmissionFactors, FireEmissions, fire_emissions, fuel_burnt};
pub use forest_plausibility::PlausibilityBand;
pub use growth::{LogisticCurve, RichardsCurve, pressler_rate};
pub use gwp::{GasMasses, Warming};
pub use harvested_wood::HarvestedWoodDecay;
pub use land_conversion::{
    conversion_biomass_change, dead_matter_transition, mineral_soil_transition, soil_carbon_under_use, transition_share,
};
pub use present_value::present_value_factor;
pub use projection::{YearlyChange, years_to_reach};
pub use root_to_shoot::RootToShoot;
pub use sanity_bounds::check_bounds;
pub use soil_carbon::SoilLayer;
pub use soil_n2o::soil_nitrous_oxide;
pub use stand_volume::StandForm;
pub use stock_difference::stock_difference;
pub use target_gap::{YearlyRate, yearly_rate};
pub use target_probability::target_probability;
pub use tree_biomass::{Allometry, DiameterHeightAllometry, GenericAllometry, TreeMass, TreeMeasures};
pub use tree_volume::TreeVolume;
