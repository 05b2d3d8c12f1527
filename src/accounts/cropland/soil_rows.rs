//! Soils of cropland and grassland as rows: stocks at both ends of the period, the change between, and what two methods disagree on.

use super::soil::{SoilChange, SoilCourse, SoilMethod, SoilParcel};
use crate::accounts::activity::{ActivitySource, Entry, Tally};
use crate::accounts::{AccountRow, Quantity};
use crate::error::Result;
use crate::land::{Precedence, Sector};
use crate::models::{GasMasses, soil_nitrous_oxide};
use crate::parameters::Parameter;
use crate::units::{Hectares, TonnesC, TonnesCO2e, TonnesN2O};

const TO_30_CM: &str = "soil_organic_carbon_0_30cm";
const BY_FACTORS: &str = "IPCC factors, 0 to 30 cm";
/// The depth of the IPCC's stocks, cm.
const IPCC_DEPTH: f64 = 30.0;

/// Rows of the soil carbon by practice at the first and the last year of the period (t C), of its change between, of what entered or
/// left a practice inside the period (`reclassification`), of the nitrous oxide that goes with a loss (t N2O, and t CO2e apart),
/// and of the area (ha). Opening stock + change + reclassification = closing stock. Measured stocks and gains are an
/// alternative, never added; where a soil has both, rows have the difference.
///
/// # Errors
/// As [`SoilMethod::change`], for every parcel.
pub fn soil_rows(source: &ActivitySource, parcels: &[SoilParcel], method: &SoilMethod<'_>) -> Result<Vec<AccountRow>> {
    let precedence = Precedence::built_in()?;
    let mut rows = Vec::new();
    for sector in [Sector::Cropland, Sector::Other] {
        let mut tally = Tally::new(source, sector);
        for parcel in parcels.iter().filter(|parcel| sector_of(&precedence, parcel) == sector) {
            let (first, last) = method.years(parcel);
            if first == last {
                continue;
            }
            let change = method.change(parcel)?;
            for category in [parcel.category().as_str(), "*"] {
                Soil { parcel, method, years: (first, last), category }.add(&mut tally, &change)?;
            }
        }
        rows.extend(tally.rows());
    }
    Ok(rows)
}

/// The sector of a use: grassland is no cropland.
fn sector_of(precedence: &Precedence, parcel: &SoilParcel) -> Sector {
    match precedence.sector(&parcel.practice.land_use) {
        Ok(Sector::Other) => Sector::Other,
        _ => Sector::Cropland,
    }
}

/// A parcel in one category.
struct Soil<'a> {
    parcel: &'a SoilParcel,
    method: &'a SoilMethod<'a>,
    years: (i32, i32),
    category: &'a str,
}

/// A figure of a parcel.
struct Amount<'a> {
    quantity: Quantity,
    unit: &'static str,
    pool: &'a str,
    method: String,
    value: f64,
}

impl Soil<'_> {
    fn add(&self, tally: &mut Tally<'_>, change: &SoilChange<'_>) -> Result<()> {
        let SoilMethod { measured, edition, .. } = self.method;
        let area = Amount {
            quantity: Quantity::Area,
            unit: Hectares::UNIT,
            pool: "",
            method: "soils of the table".to_owned(),
            value: self.parcel.area.0,
        };
        self.of_period(tally, area, &[]);
        let by_factors = format!("{BY_FACTORS}, `{edition}`");
        self.course(tally, TO_30_CM, &by_factors, &change.by_factors);
        self.nitrous_oxide(tally, &change.by_factors)?;
        let (Some(course), Some(measured)) = (&change.measured, measured) else { return Ok(()) };
        let (depth, set) = (measured.depth_cm, measured.set);
        let pool = format!("soil_organic_carbon_0_{depth}cm");
        let how = format!("measured stocks and gains `{set}`, 0 to {depth} cm; in place of factors, not beside them");
        self.course(tally, &pool, &how, course);
        let used: Vec<&Parameter> = course.used.iter().chain(&change.by_factors.used).copied().collect();
        let difference = |value: TonnesC, others: TonnesC, method: String| Amount {
            quantity: Quantity::SourceDifference,
            unit: TonnesC::UNIT,
            pool: "soil_organic_carbon",
            method,
            value: (value - others).0,
        };
        let how = format!("gain measured to {depth} cm less {BY_FACTORS}");
        self.of_period(tally, difference(course.change(), change.by_factors.change(), how), &used);
        let ends = [(course.opening, change.by_factors.opening), (course.closing, change.by_factors.closing)];
        for ((year, whole), (measured, factors)) in self.ends().into_iter().zip(ends) {
            if !whole {
                continue;
            }
            let how = format!("stock measured to {depth} cm less {BY_FACTORS}");
            self.at(tally, year, difference(measured, factors, how), &used);
            if depth < IPCC_DEPTH {
                let how = format!("stock measured to {depth} cm, as if even to 30 cm, less {BY_FACTORS}");
                self.at(tally, year, difference(measured * (IPCC_DEPTH / depth), factors, how), &used);
            }
        }
        Ok(())
    }

    /// The first and the last year of the period, and whether the parcel has its use then.
    fn ends(&self) -> [(i32, bool); 2] {
        let (first, last) = self.method.period;
        [(first, self.years.0 == first), (last, self.years.1 == last)]
    }

    /// The stocks at both ends of the period, the change, and what came or went in between.
    fn course(&self, tally: &mut Tally<'_>, pool: &str, how: &str, course: &SoilCourse<'_>) {
        let value = |quantity, value: TonnesC| Amount {
            quantity,
            unit: TonnesC::UNIT,
            pool,
            method: how.to_owned(),
            value: value.0,
        };
        let [(first, at_first), (last, at_last)] = self.ends();
        if at_first {
            self.at(tally, first, value(Quantity::CarbonStock, course.opening), &course.used);
        }
        if at_last {
            self.at(tally, last, value(Quantity::CarbonStock, course.closing), &course.used);
        }
        self.of_period(tally, value(Quantity::StockChange, course.change()), &course.used);
        let came = if at_first { TonnesC(0.0) } else { course.opening };
        let went = if at_last { TonnesC(0.0) } else { course.closing };
        if !(at_first && at_last) {
            self.of_period(tally, value(Quantity::Reclassification, came - went), &course.used);
        }
    }

    fn nitrous_oxide(&self, tally: &mut Tally<'_>, course: &SoilCourse<'_>) -> Result<()> {
        let loss = TonnesC(-course.change().0);
        if loss.0 <= 0.0 {
            return Ok(());
        }
        let ratio = self.method.factors.get(["ipcc2006", "carbon_to_nitrogen", "mineral_soil"])?;
        let emission = self.method.factors.get(["ipcc2006", "n2o_n_of_nitrogen", "mineral_soil"])?;
        let (potentials, edition) = self.method.potentials;
        let nitrous_oxide = soil_nitrous_oxide(loss, ratio.value, emission.value)?;
        let mut used: Vec<&Parameter> = course.used.clone();
        used.extend([ratio, emission]);
        let how = "nitrogen set free with lost soil carbon";
        let value =
            |unit, method: String, value| Amount { quantity: Quantity::EmissionsN2o, unit, pool: "", method, value };
        self.of_period(tally, value(TonnesN2O::UNIT, how.to_owned(), nitrous_oxide.0), &used);
        let warming = GasMasses { nitrous_oxide, ..GasMasses::default() }.warming(potentials, edition)?;
        used.push(potentials.get([edition, "n2o"])?);
        let how = format!("{how}; warming potentials `{edition}`");
        self.of_period(tally, value(TonnesCO2e::UNIT, how, warming.equivalent.0), &used);
        Ok(())
    }

    fn of_period(&self, tally: &mut Tally<'_>, value: Amount<'_>, used: &[&Parameter]) {
        let (first, last) = self.method.period;
        self.figure(tally, first, Some(last), value, used);
    }

    fn at(&self, tally: &mut Tally<'_>, year: i32, value: Amount<'_>, used: &[&Parameter]) {
        self.figure(tally, year, None, value, used);
    }

    fn figure(&self, tally: &mut Tally<'_>, year: i32, year_to: Option<i32>, value: Amount<'_>, used: &[&Parameter]) {
        let Amount { quantity, unit, pool, method, value } = value;
        let (category, pool) = (self.category.to_owned(), pool.to_owned());
        let figure = Entry { year, year_to, category, pool, quantity, unit, method };
        tally.add(&self.parcel.zone, figure, value, used);
    }
}
