//! The tables, in the order in which they are numbered. A table is written where the account has its rows.

use super::description::{About, Description, Dimension, Extent, Figure};
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use Dimension::{After, Before, Class, Part, Pool, Year, Zone};

const ZONES: &[Dimension] = &[Zone, Year];
const ZONES_BY_CLASS: &[Dimension] = &[Zone, Year, Class];

const AREA: Figure = Figure::new(Quantity::Area, "ha");
const STOCK: Figure = Figure::new(Quantity::GrowingStock, "m³");
const PER_HECTARE: Figure = Figure::new(Quantity::GrowingStockPerHectare, "m³/ha");
const RATE: Figure = Figure::new(Quantity::CoverRate, "%");
const CARBON: Figure = Figure::new(Quantity::CarbonStock, "t C");
const CHANGE: Figure = Figure::new(Quantity::StockChange, "t C");
const METHANE: Figure = Figure::new(Quantity::EmissionsCh4, "t CH4");
const METHANE_AS_CO2: Figure = Figure::new(Quantity::EmissionsCh4, "t CO2e");
const NITROUS_OXIDE: Figure = Figure::new(Quantity::EmissionsN2o, "t N2O");
const NITROUS_OXIDE_AS_CO2: Figure = Figure::new(Quantity::EmissionsN2o, "t CO2e");
const BURIAL: Figure = Figure::new(Quantity::BurialEstimate, "t C/yr");

const STANDS: Figure = AREA.of(About::Only("stands"));
const FOREST_STOCK: Figure = STOCK.of(About::Only("forest")).named("table.forest_stock");

/// Area and rate of a basis of cover rates.
const fn cover(basis: &'static str, group: &'static str) -> [Figure; 2] {
    let about = About::Part("cover", "basis", basis);
    [AREA.of(about).grouped(group).named("table.forest_area"), RATE.of(about).grouped(group)]
}

const REGULATION: [Figure; 2] = cover("regulation", "basis.regulation");
const NFI: [Figure; 2] = cover("nfi", "basis.nfi");
const GREENING: [Figure; 2] = cover("greening", "basis.greening");

const fn land(role: &'static str, name: &'static str) -> Figure {
    AREA.of(About::Part("", "land", role)).named(name)
}

const fn stock_of(about: &'static str, name: &'static str) -> Figure {
    STOCK.of(About::Only(about)).grouped("table.stock").named(name)
}

/// Tables whose cells are account rows.
pub(super) const TABLES: &[Description] = &[
    Description {
        id: "land_area",
        rows: ZONES,
        across: Some(Class),
        summed: &[Class],
        extent: Extent::All,
        figures: &[AREA.sector(Sector::Land).method("land_area")],
    },
    Description {
        id: "forest_land",
        rows: ZONES,
        across: Some(Part("land")),
        summed: &[Part("land")],
        extent: Extent::All,
        figures: &[AREA.sector(Sector::Forest).of(About::Only(""))],
    },
    Description {
        id: "forest",
        rows: ZONES,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            REGULATION[0],
            REGULATION[1],
            NFI[0],
            NFI[1],
            GREENING[0],
            GREENING[1],
            stock_of("living", "table.living_stock"),
            stock_of("forest", "table.forest_stock"),
            PER_HECTARE.of(About::Only("forest")).grouped("table.stock"),
        ],
    },
    Description {
        id: "species_age",
        rows: &[Zone, Year, Part("species")],
        across: Some(Part("age_group")),
        summed: &[],
        extent: Extent::All,
        figures: &[STANDS, FOREST_STOCK],
    },
    Description {
        id: "origin",
        rows: ZONES,
        across: Some(Part("origin")),
        summed: &[],
        extent: Extent::All,
        figures: &[STANDS, FOREST_STOCK],
    },
    Description {
        id: "forest_category",
        rows: ZONES,
        across: Some(Part("forest_category")),
        summed: &[],
        extent: Extent::All,
        figures: &[STANDS, FOREST_STOCK],
    },
    Description {
        id: "bamboo",
        rows: ZONES,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            land("bamboo", "quantity.area"),
            Figure::new(Quantity::Culms, "culms").of(About::Only("bamboo")),
            CARBON.of(About::Only("bamboo")).pool("living_biomass"),
        ],
    },
    Description {
        id: "shrub",
        rows: ZONES,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            land("special_shrub", "role.special_shrub"),
            land("other_shrub", "role.other_shrub"),
            land("shrub", "role.shrub"),
            CARBON.of(About::Only("shrub")).pool("living_biomass"),
        ],
    },
    Description {
        id: "tree_carbon",
        rows: &[Zone, Year, Part("species")],
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[CARBON.of(About::Only("trees")).pool("living_biomass")],
    },
    Description {
        id: "carbon_classes",
        rows: ZONES,
        across: Some(Class),
        summed: &[],
        extent: Extent::All,
        figures: &[CARBON.sector(Sector::Land)],
    },
    Description {
        id: "land_carbon_pools",
        rows: ZONES,
        across: Some(Pool),
        summed: &[],
        extent: Extent::All,
        figures: &[CARBON.sector(Sector::Land)],
    },
    Description {
        id: "forest_carbon_pools",
        rows: ZONES,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            CARBON.sector(Sector::Forest).named("word.total"),
            CARBON.sector(Sector::Forest).pool("living_biomass").named("pool.living_biomass"),
            OTHER_POOLS.pool("dead_wood").named("pool.dead_wood"),
            OTHER_POOLS.pool("litter").named("pool.litter"),
            OTHER_POOLS.pool("soil_organic_carbon").named("pool.soil_organic_carbon"),
        ],
    },
    Description {
        id: "sectors",
        rows: ZONES,
        across: Some(Dimension::Sector),
        summed: &[Dimension::Sector],
        extent: Extent::All,
        figures: &[AREA.of(About::Only("sector"))],
    },
    Description {
        id: "wetland",
        rows: ZONES_BY_CLASS,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            AREA.sector(Sector::Wetland).method("wetland of the section"),
            Figure::new(Quantity::EmissionsCo2, "t CO2").sector(Sector::Wetland),
            METHANE.sector(Sector::Wetland),
            METHANE_AS_CO2.sector(Sector::Wetland),
            NITROUS_OXIDE.sector(Sector::Wetland),
            NITROUS_OXIDE_AS_CO2.sector(Sector::Wetland),
            CARBON.sector(Sector::Wetland).pool("soil_organic_carbon").named("table.soil_carbon"),
            BURIAL.sector(Sector::Wetland).pool(""),
        ],
    },
    Description {
        id: "coast",
        rows: ZONES_BY_CLASS,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            AREA.sector(Sector::Coast).method("coast, sum of the class"),
            COAST_CARBON.named("table.carbon_total"),
            COAST_CARBON.pool("living_biomass").named("pool.living_biomass"),
            COAST_CARBON.pool("dead_organic_matter").named("pool.dead_organic_matter"),
            COAST_CARBON.pool("soil_organic_carbon").named("pool.soil_organic_carbon"),
            METHANE.sector(Sector::Coast).method("coast, methane"),
            METHANE_AS_CO2.sector(Sector::Coast).method("coast, methane"),
            BURIAL.sector(Sector::Coast).method("coast, burial").pool(""),
        ],
    },
    Description {
        id: "coast_management",
        rows: ZONES_BY_CLASS,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            AREA.sector(Sector::Coast).method("coast management"),
            CHANGE.sector(Sector::Coast).method("coast management"),
            Figure::new(Quantity::Removals, "t CO2").sector(Sector::Coast).method("coast management"),
            METHANE.sector(Sector::Coast).method("coast management"),
            METHANE_AS_CO2.sector(Sector::Coast).method("coast management"),
            NITROUS_OXIDE.sector(Sector::Coast).method("coast management"),
            BURIAL.sector(Sector::Coast).method("coast management").pool(""),
        ],
    },
    Description {
        id: "mariculture",
        rows: ZONES_BY_CLASS,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            Figure::new(Quantity::Production, "t wet").sector(Sector::Sea),
            Figure::new(Quantity::Production, "t d.m.").sector(Sector::Sea),
            Figure::new(Quantity::HarvestedCarbon, "t C").sector(Sector::Sea),
            Figure::new(Quantity::MaricultureSink, "t C").sector(Sector::Sea),
            Figure::new(Quantity::MaricultureSink, "t CO2").sector(Sector::Sea),
        ],
    },
    Description {
        id: "cropland",
        rows: ZONES_BY_CLASS,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            AREA.sector(Sector::Cropland).method("paddy harvested"),
            METHANE.sector(Sector::Cropland),
            METHANE_AS_CO2.sector(Sector::Cropland),
            NITROUS_OXIDE.sector(Sector::Cropland),
            NITROUS_OXIDE_AS_CO2.sector(Sector::Cropland),
        ],
    },
    Description {
        id: "cropland_soils",
        rows: ZONES_BY_CLASS,
        across: Some(Pool),
        summed: &[],
        extent: Extent::All,
        figures: &[CARBON.sector(Sector::Cropland), CHANGE.sector(Sector::Cropland)],
    },
    Description {
        id: "land_carbon_change",
        rows: ZONES,
        across: Some(Pool),
        summed: &[],
        extent: Extent::All,
        figures: &[CHANGE.sector(Sector::Land)],
    },
    Description {
        id: "coast_change",
        rows: ZONES_BY_CLASS,
        across: None,
        summed: &[],
        extent: Extent::All,
        figures: &[
            COAST_FLOW.quantity(Quantity::Accumulation),
            COAST_FLOW.quantity(Quantity::Emissions),
            COAST_FLOW.quantity(Quantity::Reclassification),
            COAST_FLOW,
        ],
    },
    Description {
        id: "transitions",
        rows: &[Zone, Year, Before],
        across: Some(After),
        summed: &[Before, After],
        extent: Extent::All,
        figures: &[Figure::new(Quantity::AreaTransition, "ha").sector(Sector::Land)],
    },
];

const OTHER_POOLS: Figure = CARBON.sector(Sector::Forest).of(About::Only("stands of known species and bamboo"));
const COAST_CARBON: Figure = CARBON.sector(Sector::Coast).method("coast, history");
const COAST_FLOW: Figure = CHANGE.sector(Sector::Coast).method("coast, history");

/// The figures that a summary names, in its order.
pub(super) const HEADLINES: &[Figure] = &[
    NFI[0].named("table.forest_area"),
    NFI[1],
    REGULATION[0].named("table.forest_area"),
    REGULATION[1],
    FOREST_STOCK,
    CARBON.sector(Sector::Forest).named("headline.forest_carbon"),
    CARBON.sector(Sector::Land).named("headline.land_carbon"),
    CHANGE.sector(Sector::Land).named("headline.land_change"),
    CHANGE.sector(Sector::Forest).named("headline.forest_change"),
    AREA.of(About::Only("forest")).method("sampling").named("headline.sampled_area"),
    STOCK.method("sampling").named("headline.sampled_stock"),
    COAST_CARBON.named("headline.coast_carbon"),
    COAST_FLOW.named("headline.coast_change"),
    METHANE.sector(Sector::Wetland).named("headline.wetland_methane"),
    METHANE.sector(Sector::Cropland).named("headline.cropland_methane"),
    Figure::new(Quantity::MaricultureSink, "t CO2").sector(Sector::Sea).named("headline.mariculture"),
];

/// Whether a row of a whole zone set is a figure that a summary names.
pub(super) fn is_headline(row: &AccountRow) -> bool {
    HEADLINES.iter().any(|figure| figure.is_of(row, &[]))
}
