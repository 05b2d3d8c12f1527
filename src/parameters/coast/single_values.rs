//! Tables whose every row stands by itself.

use crate::error::Result;
use crate::parameters::{Parameter, ValueClass};
use crate::units::TonnesCPerHectare;

const RATIO: &[&str] = &["1"];
const CARBON_RATE: &[&str] = &["t C/ha/yr"];
const CARBON_DENSITY: &[&str] = &[TonnesCPerHectare::UNIT];
const METHANE_RATE: &[&str] = &["kg CH4/ha/yr"];
const CARBON_FRACTION: &[&str] = &["t C/t d.m."];

coast_table! {
    /// Dry matter, growth, roots, wood density and carbon fraction of coastal vegetation, by set, habitat, climate, quantity.
    CoastVegetationTable, "vegetation.csv", ["set", "habitat", "climate", "quantity"], |key| match key[3] {
        "carbon_fraction" => CARBON_FRACTION,
        "above_ground_dry_matter" => &["t d.m./ha"],
        "above_ground_growth" => &["t d.m./ha/yr"],
        "root_to_shoot" => &["t d.m./t d.m."],
        "wood_density" => &["t d.m./m³"],
        _ => &[],
    }
}

coast_table! {
    /// Carbon lost from drained soils, thresholds of cover, and factors of VM0033, by set, quantity and habitat or class.
    WetlandManagementTable, "wetland_management.csv", ["set", "quantity", "habitat"], |key| match key[1] {
        "drained_soil_loss" => CARBON_RATE,
        "minimum_cover" | "full_rate_cover" | "zero_rate_cover" | "eroded_carbon_oxidised" => RATIO,
        "n2o" => &["kg N2O/ha/yr"],
        "cleared_by" => &["yr"],
        _ => &[],
    }
}

coast_table! {
    /// Shares lost in a disturbance and half-lives of what was disturbed, by set, habitat, pool and quantity.
    DisturbanceTable, "disturbance.csv", ["set", "habitat", "pool", "quantity"], |key| match key[3] {
        "low_disturbance" | "medium_disturbance" | "high_disturbance" | "washed_away_share" | "decomposing_share" => RATIO,
        "half_life" => &["yr"],
        _ => &[],
    }
}

coast_table! {
    /// Nitrous oxide and methane of ponds and ditches, by set, quantity and water.
    PondTable, "ponds.csv", ["set", "quantity", "water"], |key| match key[1] {
        "n2o_n_per_fish" => &["kg N2O-N/kg"],
        "ch4" => METHANE_RATE,
        _ => &[],
    }
}

coast_table! {
    /// Carbon dioxide, methane and nitrous oxide of drained and rewetted organic soils, by set, state, land and quantity.
    OrganicSoilTable, "organic_soils.csv", ["set", "state", "land", "quantity"], |key| match (key[1], key[3]) {
        (_, "co2" | "dissolved_export") => CARBON_RATE,
        (_, "ch4_land" | "ch4_ditch") => METHANE_RATE,
        ("rewetted", "ch4") => &["kg CH4-C/ha/yr"],
        (_, "n2o") => &["kg N2O-N/ha/yr"],
        (_, "ditch_share") => RATIO,
        _ => &[],
    }
}

coast_table! {
    /// Reference stocks, land-use factors, methane and accumulation of inland wetlands, by set, quantity and class.
    InlandWetlandTable, "inland_wetlands.csv", ["set", "quantity", "class"], |key| match key[1] {
        "soil_reference_0_30cm" => CARBON_DENSITY,
        "land_use" => RATIO,
        "ch4_rewetted" => METHANE_RATE,
        "soil_accumulation" => CARBON_RATE,
        _ => &[],
    }
}

coast_table! {
    /// Figures of plankton's production, by set and quantity: information, never part of an account.
    PrimaryProductionTable, "primary_production.csv", ["set", "quantity"], |key| match key[1] {
        "assimilation_number" => &["mg C/(mg chl·h)"],
        "euphotic_per_secchi_depth" => &["m/m"],
        "primary_production" => &["mg C/m²/d"],
        "chlorophyll" => &["mg chl/m³"],
        _ => &[],
    }
}

coast_table! {
    /// Factors of the methane of paddy, by set, quantity and class.
    PaddyMethaneTable, "paddy_methane.csv", ["set", "quantity", "class"], |key| match key[1] {
        "baseline" => &["kg CH4/ha/d"],
        "cultivation_period" => &["d"],
        "water_regime" | "before_season" | "amendment" | "amendment_exponent" => RATIO,
        _ => &[],
    }
}

coast_table! {
    /// Measured stocks and gains of soil carbon in Chinese cropland, by set, quantity and class or practice.
    SoilIncrementTable, "soil_increment.csv", ["set", "quantity", "class"], |key| match key[1] {
        "gain" => &["kg C/ha/yr"],
        "stock" | "ceiling" => CARBON_DENSITY,
        "content_gain" => &["g C/kg/yr"],
        _ => &[],
    }
}

coast_table! {
    /// Carbon and its growth in woody plants outside forest, by set, vegetation and quantity.
    PerennialBiomassTable, "perennial_biomass.csv", ["set", "vegetation", "quantity"], |key| match key[2] {
        "carbon_density" => CARBON_DENSITY,
        "growth" => CARBON_RATE,
        _ => &[],
    }
}

coast_table! {
    /// Bands outside which a figure deserves a warning or cannot be right, by scope, quantity and level.
    BoundsTable, "bounds.csv", ["scope", "quantity", "level"], |key| match (key[1], key[2]) {
        (quantity, "warning" | "error") => match quantity {
            "salt_marsh_soil_0_100cm" | "salt_marsh_vegetation" => CARBON_DENSITY,
            "soil_accumulation" => CARBON_RATE,
            "kelp_carbon_per_wet_mass" | "bivalve_carbon_per_wet_mass" => &["t C/t wet"],
            "bivalve_carbon_soft" | "bivalve_carbon_shell" => CARBON_FRACTION,
            "methane" => METHANE_RATE,
            _ => &[],
        },
        _ => &[],
    }
}

impl OrganicSoilTable {
    /// The row of a key, where there is one.
    ///
    /// # Errors
    /// An unverified row that is not allowed.
    pub fn find(&self, key: [&str; 4]) -> Result<Option<&Parameter>> {
        self.0.find(&key)
    }
}

impl SoilIncrementTable {
    /// The row of a key, where there is one.
    ///
    /// # Errors
    /// An unverified row that is not allowed.
    pub fn find(&self, key: [&str; 3]) -> Result<Option<&Parameter>> {
        self.0.find(&key)
    }
}

impl PerennialBiomassTable {
    /// The row of a key, where there is one.
    ///
    /// # Errors
    /// An unverified row that is not allowed.
    pub fn find(&self, key: [&str; 3]) -> Result<Option<&Parameter>> {
        self.0.find(&key)
    }
}

impl BoundsTable {
    /// The band of a quantity, where there is one.
    ///
    /// # Errors
    /// An unverified row that is not allowed.
    pub fn find(&self, key: [&str; 3]) -> Result<Option<&Parameter>> {
        self.0.find(&key)
    }
}

coast_table! {
    /// Methane of wetlands, which goes in steps over salinity in ppt, by set, wetland and class.
    SalinityMethaneTable, "salinity_methane.csv", ["set", "wetland", "salinity_class"], |key| {
        if key[2].parse::<ValueClass>().is_err() { &[] }
        else if key[0] == "invest-guide" { &["t CO2e/ha/yr"] }
        else { METHANE_RATE }
    }
}

coast_table! {
    /// Carbon dioxide and methane of reservoirs, which go in steps over age in years, by set, quantity, class and age.
    ReservoirTable, "reservoirs.csv", ["set", "quantity", "class", "age_class"], |key| {
        if key[3].parse::<ValueClass>().is_err() { return &[]; }
        match key[1] {
            "co2" => CARBON_RATE,
            "ch4" => METHANE_RATE,
            "downstream_ratio" => &["kg CH4/kg CH4"],
            "trophic_adjustment" => RATIO,
            _ => &[],
        }
    }
}
