//! Soils of cropland and grassland as rows: stocks at both ends of the period, the change between, and what two methods disagree on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::soil::{SoilChange, SoilCourse, SoilMethod, SoilParcel};
use crate::accounts::activity::{ActivitySource, Entry, Tally};
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::land::{Precedence, Sector};
use crate::parameters::Factor;
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
    // Factors of alike soils are the same.
    let mut known: BTreeMap<_, SoilChange> = BTreeMap::new();
    for sector in [Sector::Cropland, Sector::Other] {
        let mut tally = Tally::new(source, sector);
        for parcel in parcels.iter().filter(|parcel| sector_of(&precedence, parcel) == sector) {
            let (first, last) = method.years(parcel);
            if first == last {
                continue;
            }
            let SoilParcel { climate, soil, practice, before, from, measured, bulk_density, .. } = parcel;
            let alike =
                (climate, soil, practice, before, from, (first, last), measured, bulk_density.map(f64::to_bits));
            let change = match known.entry(alike) {
                Slot::Occupied(found) => found.into_mut(),
                Slot::Vacant(empty) => empty.insert(method.change(parcel)?),
            };
            for category in [parcel.category().as_str(), "*"] {
                Soil { parcel, method, years: (first, last), category }.add(&mut tally, change)?;
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
    value: Figure,
}

impl Soil<'_> {
    fn add(&self, tally: &mut Tally<'_>, change: &SoilChange) -> Result<()> {
        let SoilMethod { measured, edition, .. } = self.method;
        let area = Amount {
            quantity: Quantity::Area,
            unit: Hectares::UNIT,
            pool: "",
            method: "soils of the table".to_owned(),
            value: self.parcel.area.0.into(),
        };
        self.of_period(tally, area);
        let by_factors = format!("{BY_FACTORS}, `{edition}`");
        self.course(tally, TO_30_CM, &by_factors, &change.by_factors);
        if let Some(nitrous_oxide) = &change.nitrous_oxide {
            self.nitrous_oxide(tally, nitrous_oxide)?;
        }
        let (Some(course), Some(measured)) = (&change.measured, measured) else { return Ok(()) };
        let (depth, set) = (measured.depth_cm, measured.set);
        let pool = format!("soil_organic_carbon_0_{depth}cm");
        let how = format!("measured stocks and gains `{set}`, 0 to {depth} cm; in place of factors, not beside them");
        self.course(tally, &pool, &how, course);
        let difference = |value: Figure, others: &Factor, method: String| Amount {
            quantity: Quantity::SourceDifference,
            unit: TonnesC::UNIT,
            pool: "soil_organic_carbon",
            method,
            value: value.less(&self.figure(others)),
        };
        let how = format!("gain measured to {depth} cm less {BY_FACTORS}");
        self.of_period(tally, difference(self.figure(&course.change), &change.by_factors.change, how));
        let ends = [(&course.opening, &change.by_factors.opening), (&course.closing, &change.by_factors.closing)];
        for ((year, whole), (measured, factors)) in self.ends().into_iter().zip(ends) {
            if !whole {
                continue;
            }
            let measured = self.figure(measured);
            let how = format!("stock measured to {depth} cm, as if even to 30 cm, less {BY_FACTORS}");
            let to_30_cm = difference(measured.times(IPCC_DEPTH / depth), factors, how);
            let how = format!("stock measured to {depth} cm less {BY_FACTORS}");
            self.at(tally, year, difference(measured, factors, how));
            if depth < IPCC_DEPTH {
                self.at(tally, year, to_30_cm);
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
    fn course(&self, tally: &mut Tally<'_>, pool: &str, how: &str, course: &SoilCourse) {
        let value = |quantity, value| Amount { quantity, unit: TonnesC::UNIT, pool, method: how.to_owned(), value };
        let [(first, at_first), (last, at_last)] = self.ends();
        let (opening, closing) = (self.figure(&course.opening), self.figure(&course.closing));
        if !(at_first && at_last) {
            let came = if at_first { Figure::default() } else { opening.clone() };
            let went = if at_last { Figure::default() } else { closing.clone() };
            self.of_period(tally, value(Quantity::Reclassification, came.less(&went)));
        }
        if at_first {
            self.at(tally, first, value(Quantity::CarbonStock, opening));
        }
        if at_last {
            self.at(tally, last, value(Quantity::CarbonStock, closing));
        }
        self.of_period(tally, value(Quantity::StockChange, self.figure(&course.change)));
    }

    fn nitrous_oxide(&self, tally: &mut Tally<'_>, nitrous_oxide: &Factor) -> Result<()> {
        let (potentials, edition) = self.method.potentials;
        let warming = nitrous_oxide * &Factor::from(potentials.get([edition, "n2o"])?);
        let how = "nitrogen set free with lost soil carbon".to_owned();
        let weighed = format!("{how}; warming potentials `{edition}`");
        for (unit, method, factor) in [(TonnesN2O::UNIT, how, nitrous_oxide), (TonnesCO2e::UNIT, weighed, &warming)] {
            let value = self.figure(factor);
            self.of_period(tally, Amount { quantity: Quantity::EmissionsN2o, unit, pool: "", method, value });
        }
        Ok(())
    }

    /// The area times what a hectare gives.
    fn figure(&self, factor: &Factor) -> Figure {
        Figure::of(self.parcel.category(), self.parcel.area.0, Hectares::UNIT, factor)
    }

    fn of_period(&self, tally: &mut Tally<'_>, value: Amount<'_>) {
        let (first, last) = self.method.period;
        self.add_to(tally, first, Some(last), value);
    }

    fn at(&self, tally: &mut Tally<'_>, year: i32, value: Amount<'_>) {
        self.add_to(tally, year, None, value);
    }

    fn add_to(&self, tally: &mut Tally<'_>, year: i32, year_to: Option<i32>, amount: Amount<'_>) {
        let Amount { quantity, unit, pool, method, value } = amount;
        let (category, pool) = (self.category.to_owned(), pool.to_owned());
        let entry = Entry { year, year_to, category, pool, quantity, unit, method };
        tally.add(&self.parcel.zone, entry, &value);
    }
}
