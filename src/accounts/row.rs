//! The account row, which other programs rely on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Figure;
use crate::error::{Error, Kind, Result};
use crate::land::Sector;
use crate::parameters::Evidence;
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares, TonnesC};

/// Beyond this a published value is a mistake, and products with it overflow.
const MOST: f64 = 1e15;

/// Every quantity that an account row can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Area.
    Area,
    /// The difference of two areas that should be the same.
    AreaDifference,
    /// Area that was one class and became another.
    AreaTransition,
    /// Area that a check of an inventory found something about.
    AreaFound,
    /// Forest area over land area.
    CoverRate,
    /// Area of a map corrected by a reference sample.
    AreaAdjusted,
    /// Forest area corrected by a reference sample over land area.
    CoverRateAdjusted,
    /// Stem volume.
    GrowingStock,
    /// Stem volume per area.
    GrowingStockPerHectare,
    /// Dry matter of living plants.
    Biomass,
    /// Culms of bamboo.
    Culms,
    /// Carbon.
    CarbonStock,
    /// Carbon on areas of a map that a reference sample corrected.
    CarbonStockAdjusted,
    /// Carbon per area.
    CarbonStockPerHectare,
    /// Carbon gained between two dates.
    StockChange,
    /// Carbon dioxide taken from the air by what pools gain; negative where they lose.
    Removals,
    /// Carbon dioxide given off; negative where it is taken up.
    EmissionsCo2,
    /// Methane given off.
    EmissionsCh4,
    /// Nitrous oxide given off.
    EmissionsN2o,
    /// Carbon at one date of a period on ground that has no figure at the other: a change leaves it out.
    StockNotCompared,
    /// Carbon gained from the air over a period.
    Accumulation,
    /// Carbon given off over a period.
    Emissions,
    /// Carbon that changed its class over a period without being gained or given off.
    Reclassification,
    /// Carbon that standing wetland is thought to bury: adds to nothing else.
    BurialEstimate,
    /// What one source of data has more than another of the same.
    SourceDifference,
    /// What a change is worth today.
    PresentValue,
    /// What is harvested.
    Production,
    /// Carbon in what mariculture harvests.
    HarvestedCarbon,
    /// The part of the carbon harvested from the sea that is counted as a sink: never part of removals.
    MaricultureSink,
    /// What plankton produces: information, in no sum.
    InformationPrimaryProduction,
    /// Area planted with trees in a year.
    PlantedArea,
    /// A part of the difference of two cover rates.
    CoverRateChange,
    /// A value wanted by a year.
    Target,
    /// The target less the value it starts from.
    TargetGap,
    /// The yearly rate that closes a gap.
    NeededRate,
    /// The yearly rate between two observed years.
    AchievedRate,
    /// The value expected in the target's year.
    Projection,
    /// The probability that the projection is at the target or above.
    TargetProbability,
    /// What a projection gains from one assumption's low limit to its high limit.
    ProjectionSensitivity,
    /// The share of a zone in the whole that a target is about.
    Contribution,
    /// The years until a projection reaches the target.
    YearsToTarget,
}

impl Quantity {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The unit in accounts, where it is always the same one and can be observed.
    #[must_use]
    pub fn observed_unit(self) -> Option<&'static str> {
        Some(match self {
            Self::Area | Self::PlantedArea => Hectares::UNIT,
            Self::CoverRate => "%",
            Self::GrowingStock => CubicMetres::UNIT,
            Self::GrowingStockPerHectare => CubicMetresPerHectare::UNIT,
            Self::CarbonStock => TonnesC::UNIT,
            _ => return None,
        })
    }

    /// The value in that unit, from any of the units in which it is published.
    ///
    /// # Errors
    /// A quantity that is not observed, or a unit it does not have.
    pub fn from_published(self, value: f64, unit: &str) -> Result<f64> {
        let Some(own) = self.observed_unit() else {
            return Err(Error::data(format!("`{}` is computed, it cannot be given", self.name())).hint(
                "expected `area`, `cover_rate`, `growing_stock`, `growing_stock_per_hectare`, `carbon_stock` or `planted_area`",
            ));
        };
        // Name, power of ten, divisor: 2520.72 · 10⁴ is exactly 25,207,200 in decimals, which a product of floats is not.
        let units: &[(&str, i32, f64)] = match own {
            "ha" => &[("ha", 0, 1.0), ("mu", 0, 15.0), ("亩", 0, 15.0), ("km2", 2, 1.0), ("km²", 2, 1.0)],
            "m³" => &[
                ("m³", 0, 1.0),
                ("m3", 0, 1.0),
                ("10^4 m3", 4, 1.0),
                ("万m³", 4, 1.0),
                ("10^6 m3", 6, 1.0),
                ("Mm³", 6, 1.0),
            ],
            "m³/ha" => &[("m³/ha", 0, 1.0), ("m3/ha", 0, 1.0)],
            "t C" => &[("t C", 0, 1.0), ("10^4 t C", 4, 1.0), ("10^6 t C", 6, 1.0)],
            _ => &[("%", 0, 1.0)],
        };
        match units.iter().find(|(name, ..)| *name == unit) {
            Some((_, power, divisor)) => {
                let shifted: f64 = format!("{value}e{power}").parse().map_err(Error::internal)?;
                let value = shifted / divisor;
                if value.abs() <= MOST {
                    return Ok(value);
                }
                Err(Error::data(format!("found {value} {own}, expected at most {MOST:e}")))
            }
            None => Err(Error::data(format!(
                "`{}` has the unit `{unit}`, expected {}",
                self.name(),
                units.iter().map(|(name, ..)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            ))),
        }
    }
}

/// One figure of the account, with what it is, how it was made and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The zone set.
    pub zone_set: String,
    /// The zone's id; `*` is the whole set, `(outside)` what no zone covers.
    pub zone: String,
    /// The zone's name.
    pub zone_name: String,
    /// The year; none for facts without a date, such as the area of a polygon.
    pub year: Option<i32>,
    /// The last year, for a change over a period.
    pub year_to: Option<i32>,
    /// The sector.
    pub sector: Sector,
    /// The class, transition or kind within the quantity; `*` is all.
    pub category: String,
    /// The carbon pool; `*` is all, empty where there is none.
    pub pool: String,
    /// What the value is.
    pub quantity: Quantity,
    /// The unit of the value.
    pub unit: String,
    /// The value.
    pub value: f64,
    /// What the value was made of: its figure has the same value.
    #[serde(skip)]
    pub figure: Figure,
    /// The lower limit of the 95 % interval.
    pub low95: Option<f64>,
    /// The upper limit of the 95 % interval.
    pub high95: Option<f64>,
    /// How the value was made.
    pub method: String,
    /// The weakest evidence among the parameters used.
    pub evidence: Option<Evidence>,
    /// The sources of the parameters used.
    pub sources: String,
}

impl AccountRow {
    /// The limits of the 95 % interval, where it has a width: one without says that no error is known.
    #[must_use]
    pub fn limits(&self) -> Option<[f64; 2]> {
        let [low, high] = [self.low95?, self.high95?];
        (low < high).then_some([low, high])
    }

    /// The same row with another value.
    #[must_use]
    pub fn with(self, figure: Figure) -> Self {
        Self { value: figure.value(), figure, ..self }
    }
}

/// The bytes of `accounts.csv`: UTF-8, one header row, RFC 4180, numbers that round-trip.
///
/// # Errors
/// A value that is not finite: it is never written.
pub fn write_accounts_csv(rows: &[AccountRow]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        if !row.value.is_finite() {
            return Err(Error::internal(format!(
                "zone `{}`, {:?} of `{}`: the value is {}",
                row.zone, row.quantity, row.category, row.value
            )));
        }
        writer.serialize(row).map_err(|error| Error::new(Kind::Io, "cannot write accounts").cause(error))?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// Reads `accounts.csv` back. A row's figure is then its value: what it was made of stands in other files.
///
/// # Errors
/// A file that is no account, or one of another version.
pub fn read_accounts_csv(bytes: &[u8]) -> Result<Vec<AccountRow>> {
    let broken = |error| Error::data("this is no `accounts.csv` of this version").cause(error);
    let rows = csv::Reader::from_reader(bytes).into_deserialize::<AccountRow>();
    rows.map(|row| row.map(|row| AccountRow { figure: row.value.into(), ..row }).map_err(broken)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_units_become_the_account_s_own_without_a_stray_digit() {
        let stock = Quantity::GrowingStock;
        assert_eq!(stock.from_published(2520.72, "10^4 m3").expect("known"), 25_207_200.0);
        assert_eq!(Quantity::Area.from_published(6_174_142.0, "亩").expect("known"), 6_174_142.0 / 15.0);
        assert!(stock.from_published(1e300, "10^6 m3").is_err() && stock.from_published(f64::NAN, "m3").is_err());
        assert!(stock.from_published(1.0, "ha").is_err() && Quantity::TargetGap.from_published(1.0, "ha").is_err());
    }

    #[test]
    fn the_header_is_that_of_the_contract() {
        let row = AccountRow {
            zone_set: "counties".into(),
            zone: "330282".into(),
            zone_name: "慈溪市, \"north\"".into(),
            year: Some(2022),
            year_to: None,
            sector: Sector::Land,
            category: "paddy".into(),
            pool: String::new(),
            quantity: Quantity::Area,
            unit: "ha".into(),
            value: 0.1 + 0.2,
            figure: (0.1 + 0.2).into(),
            low95: None,
            high95: None,
            method: "land_area".into(),
            evidence: None,
            sources: String::new(),
        };
        let bytes = write_accounts_csv(std::slice::from_ref(&row)).expect("finite");
        assert_eq!(read_accounts_csv(&bytes).expect("what was just written"), [row]);
        assert!(read_accounts_csv(b"zone_set,zone\r\n1,2\r\n").is_err());
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (header, line) = text.split_once("\r\n").expect("two lines");
        assert_eq!(
            header,
            "zone_set,zone,zone_name,year,year_to,sector,category,pool,quantity,unit,value,low95,high95,method,evidence,sources"
        );
        assert_eq!(
            line.trim_end(),
            "counties,330282,\"慈溪市, \"\"north\"\"\",2022,,land,paddy,,area,ha,0.30000000000000004,,,land_area,,"
        );
    }
}
