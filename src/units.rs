//! Quantities with their units: one newtype each, and the few products that mean something.
//!
//! Tonnes of carbon and tonnes of carbon dioxide are different types and cannot be added:
//!
//! ```compile_fail
//! use tanhui::units::{TonnesC, TonnesCO2};
//! let wrong = TonnesC(1.0) + TonnesCO2(1.0);
//! ```
//!
//! An area is not a stock:
//!
//! ```compile_fail
//! use tanhui::units::{Hectares, TonnesC};
//! let wrong: TonnesC = Hectares(1.0);
//! ```
//!
//! Soil carbon to one depth is not soil carbon to another:
//!
//! ```compile_fail
//! use tanhui::units::{SoilCarbonTo30Cm, SoilCarbonTo100Cm};
//! let wrong = SoilCarbonTo100Cm(90.0) - SoilCarbonTo30Cm(40.0);
//! ```
//!
//! What an inventory may report, what earns a credit, what a marsh is thought to bury, what plankton produces and what is
//! harvested from the sea are five things that never add up:
//!
//! ```compile_fail
//! use tanhui::units::{CarbonCredits, InventoryRemovals};
//! let wrong = InventoryRemovals(1.0) + CarbonCredits(1.0);
//! ```
//! ```compile_fail
//! use tanhui::units::{BurialEstimate, InventoryRemovals};
//! let wrong = InventoryRemovals(1.0) + BurialEstimate(1.0);
//! ```
//! ```compile_fail
//! use tanhui::units::{MaricultureCarbon, PrimaryProduction};
//! let wrong = MaricultureCarbon(1.0) + PrimaryProduction(1.0);
//! ```
//! ```compile_fail
//! use tanhui::units::{BurialEstimate, PrimaryProduction};
//! let wrong = BurialEstimate(1.0) + PrimaryProduction(1.0);
//! ```

use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

/// Square metres in a hectare.
pub const SQUARE_METRES_PER_HECTARE: f64 = 10_000.0;
/// Metres in an international foot, exactly (NIST Special Publication 811, appendix B).
const METRES_PER_FOOT: f64 = 0.3048;
/// Square feet in an acre (NIST Handbook 44, appendix C).
const SQUARE_FEET_PER_ACRE: f64 = 43_560.0;

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident, $symbol:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
        pub struct $name(pub f64);

        impl $name {
            /// The unit as written in files and tables.
            pub const UNIT: &str = $symbol;
        }
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self { Self(self.0 + other.0) }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self { Self(self.0 - other.0) }
        }
        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self { Self(self.0 * factor) }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(quantities: I) -> Self {
                Self(quantities.map(|quantity| quantity.0).sum())
            }
        }
    )*};
}

quantities! {
    /// Area, ha.
    Hectares, "ha";
    /// Area, international acres.
    Acres, "acre";
    /// Volume, ft³.
    CubicFeet, "ft³";
    /// Stem volume per area, ft³/acre.
    CubicFeetPerAcre, "ft³/acre";
    /// Elemental carbon, t C.
    TonnesC, "t C";
    /// Carbon dioxide, t CO2.
    TonnesCO2, "t CO2";
    /// Stem volume over bark, m³.
    CubicMetres, "m³";
    /// Carbon per area, t C/ha.
    TonnesCPerHectare, "t C/ha";
    /// Stem volume per area, m³/ha.
    CubicMetresPerHectare, "m³/ha";
    /// Stem volume per area and year, m³/ha/yr.
    CubicMetresPerHectareYear, "m³/ha/yr";
    /// Wood taken per year, m³/yr.
    CubicMetresPerYear, "m³/yr";
    /// Carbon per year, t C/yr.
    TonnesCPerYear, "t C/yr";
    /// Methane, t CH4.
    TonnesCh4, "t CH4";
    /// Nitrous oxide, t N2O.
    TonnesN2O, "t N2O";
    /// Diameter at breast height, cm.
    Centimetres, "cm";
    /// Height, m.
    Metres, "m";
    /// Basal area of stems per area of ground, m²/ha.
    SquareMetresPerHectare, "m²/ha";
    /// Dry matter of no matter which pool, t d.m.
    TonnesDryMatter, "t d.m.";
    /// Dry matter per area, t d.m./ha.
    TonnesDryMatterPerHectare, "t d.m./ha";
    /// Biomass without roots, t d.m.
    AboveGroundBiomass, "t d.m.";
    /// Biomass without roots per area, t d.m./ha.
    AboveGroundBiomassPerHectare, "t d.m./ha";
    /// Biomass with roots, t d.m.
    TotalBiomass, "t d.m.";
    /// Biomass with roots per area, t d.m./ha.
    TotalBiomassPerHectare, "t d.m./ha";
    /// Growth of biomass without roots, t d.m./ha/yr.
    AboveGroundGrowth, "t d.m./ha/yr";
    /// Growth of biomass with roots, t d.m./ha/yr.
    TotalGrowth, "t d.m./ha/yr";
    /// Above-ground biomass per growing stock, BCEF_S.
    BcefStock, "t d.m./m³";
    /// Above-ground growth per net increment of stem volume, BCEF_I.
    BcefIncrement, "t d.m./m³";
    /// Above-ground biomass per volume of removed wood, BCEF_R.
    BcefRemoval, "t d.m./m³";
    /// Carbon per area and year, t C/ha/yr.
    TonnesCPerHectareYear, "t C/ha/yr";
    /// Warming of gases as that of so much carbon dioxide, t CO2e.
    TonnesCO2e, "t CO2e";
    /// Mass as harvested, with its water, t.
    TonnesWet, "t wet";
    /// Carbon that an inventory may report as removed from the air in a year, t C/yr.
    InventoryRemovals, "t C/yr";
    /// Carbon dioxide for which a standard would issue credits in a year, t CO2/yr.
    CarbonCredits, "t CO2/yr";
    /// Carbon that standing wetland is thought to bury in a year, t C/yr: no removal in the IPCC's sense.
    BurialEstimate, "t C/yr";
    /// Carbon that plants of the sea bind in a year and mostly give back, t C/yr: no sink.
    PrimaryProduction, "t C/yr";
    /// Carbon in what mariculture harvests, t C.
    MaricultureCarbon, "t C";
    /// Soil organic carbon from the surface to 30 cm, as the IPCC counts it.
    SoilCarbonTo30Cm, "t C/ha";
    /// Soil organic carbon from the surface to 100 cm, as soil surveys count it.
    SoilCarbonTo100Cm, "t C/ha";
}

macro_rules! products {
    ($($left:ident * $right:ident = $product:ident;)*) => {$(
        impl Mul<$right> for $left {
            type Output = $product;
            fn mul(self, other: $right) -> $product { $product(self.0 * other.0) }
        }
    )*};
}

products! {
    Hectares * TonnesCPerHectare = TonnesC;
    Hectares * TonnesCPerHectareYear = TonnesCPerYear;
    Hectares * CubicMetresPerHectare = CubicMetres;
    Hectares * TonnesDryMatterPerHectare = TonnesDryMatter;
    Hectares * AboveGroundBiomassPerHectare = AboveGroundBiomass;
    Hectares * TotalBiomassPerHectare = TotalBiomass;
    CubicMetresPerHectare * BcefStock = AboveGroundBiomassPerHectare;
    CubicMetresPerHectareYear * BcefIncrement = AboveGroundGrowth;
}

impl Hectares {
    /// From square metres.
    #[must_use]
    pub fn from_square_metres(area: f64) -> Self {
        Self(area / SQUARE_METRES_PER_HECTARE)
    }
}

impl TonnesC {
    /// The carbon dioxide that holds this carbon: × 44/12.
    ///
    /// ```
    /// use tanhui::units::{TonnesC, TonnesCO2};
    /// assert_eq!(TonnesC(12.0).to_carbon_dioxide(), TonnesCO2(44.0));
    /// ```
    #[must_use]
    pub fn to_carbon_dioxide(self) -> TonnesCO2 {
        TonnesCO2(self.0 * 44.0 / 12.0)
    }
}

impl Acres {
    /// In hectares.
    ///
    /// ```
    /// use tanhui::units::Acres;
    /// assert!((Acres(1.0).to_hectares().0 - 0.404_685_642_24).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn to_hectares(self) -> Hectares {
        Hectares::from_square_metres(self.0 * SQUARE_FEET_PER_ACRE * METRES_PER_FOOT * METRES_PER_FOOT)
    }
}

impl CubicFeet {
    /// In cubic metres.
    ///
    /// ```
    /// use tanhui::units::CubicFeet;
    /// assert!((CubicFeet(1.0).to_cubic_metres().0 - 0.028_316_846_592).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn to_cubic_metres(self) -> CubicMetres {
        CubicMetres(self.0 * METRES_PER_FOOT * METRES_PER_FOOT * METRES_PER_FOOT)
    }
}

impl CubicFeetPerAcre {
    /// In cubic metres per hectare.
    ///
    /// ```
    /// use tanhui::units::CubicFeetPerAcre;
    /// assert!((CubicFeetPerAcre(1_000.0).to_cubic_metres_per_hectare().0 - 69.972).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn to_cubic_metres_per_hectare(self) -> CubicMetresPerHectare {
        CubicMetresPerHectare(CubicFeet(self.0).to_cubic_metres().0 / Acres(1.0).to_hectares().0)
    }
}
