//! Soil carbon of cropland by the IPCC's factors and by stocks and gains measured in China.

use crate::accounts::activity::ActivityZone;
use crate::error::{Error, Result, nearest};
use crate::models::cropland::{SoilUse, content_gain, cropland_soil_stock, measured_increment};
use crate::parameters::Parameter;
use crate::parameters::coast::SoilIncrementTable;
use crate::parameters::forest::{GlobalWarmingPotentialTable, SoilFactorTable, SoilReferenceTable};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesC, TonnesCPerHectare, TonnesCPerHectareYear};

/// The set of factors whose edition was not recorded: they are the same in both, or the only ones.
const OF_NO_EDITION: &str = "ipcc";

/// How cropland is used: rows of `parameters/forest/soil_factors.csv`. Tillage and input without a name are the reference
/// practice, whose factor is 1 by definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Practice {
    /// The use, such as `paddy_rice`.
    pub land_use: String,
    /// The tillage.
    pub management: Option<String>,
    /// What is returned to the soil.
    pub input: Option<String>,
}

impl Practice {
    fn name(&self) -> String {
        let parts = [Some(&self.land_use), self.management.as_ref(), self.input.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" + ")
    }
}

/// Land of one use on one soil.
#[derive(Debug, Clone, PartialEq)]
pub struct SoilParcel {
    /// The zone.
    pub zone: ActivityZone,
    /// The area.
    pub area: Hectares,
    /// The climate, as in `parameters/forest/soil_reference.csv`.
    pub climate: String,
    /// The soil, as there.
    pub soil: String,
    /// The use.
    pub practice: Practice,
    /// What it was before; none if it was always so.
    pub before: Option<Practice>,
    /// The year in which the use began.
    pub from: Option<i32>,
    /// The year in which it ended; none while it lasts.
    pub to: Option<i32>,
    /// The measured gain of the practice, by its class in `parameters/coast/soil_increment.csv`.
    pub measured: Option<String>,
    /// The bulk density, g/cm³, for gains that were measured as contents.
    pub bulk_density: Option<f64>,
}

impl SoilParcel {
    pub(super) fn category(&self) -> String {
        match &self.before {
            Some(before) => format!("{} to {}", before.name(), self.practice.name()),
            None => self.practice.name(),
        }
    }
}

/// Gains measured in the field: stock and ceiling to the same depth.
#[derive(Debug, Clone, Copy)]
pub struct MeasuredMethod<'a> {
    /// The gains.
    pub table: &'a SoilIncrementTable,
    /// Which set of them.
    pub set: &'a str,
    /// The class of the stock when a practice begins.
    pub opening: &'a str,
    /// The class of the stock that soils can hold.
    pub ceiling: &'a str,
    /// The depth of all of them, cm.
    pub depth_cm: f64,
}

/// How soils are accounted.
#[derive(Debug, Clone, Copy)]
pub struct SoilMethod<'a> {
    /// The factors.
    pub factors: &'a SoilFactorTable,
    /// The reference stocks.
    pub references: &'a SoilReferenceTable,
    /// The edition of both.
    pub edition: &'a str,
    /// Measured gains beside the factors.
    pub measured: Option<MeasuredMethod<'a>>,
    /// The warming potentials and their edition.
    pub potentials: (&'a GlobalWarmingPotentialTable, &'a str),
    /// The first and the last year of the period.
    pub period: (i32, i32),
}

/// What a soil held when the parcel's years of the period began, and when they ended.
#[derive(Debug, Clone)]
pub struct SoilCourse<'a> {
    /// In the beginning.
    pub opening: TonnesC,
    /// At the end.
    pub closing: TonnesC,
    /// The rows used.
    pub used: Vec<&'a Parameter>,
}

impl SoilCourse<'_> {
    pub(super) fn change(&self) -> TonnesC {
        self.closing - self.opening
    }
}

/// The course of a soil in the period.
#[derive(Debug, Clone)]
pub struct SoilChange<'a> {
    /// By the IPCC's factors.
    pub by_factors: SoilCourse<'a>,
    /// By measured gains.
    pub measured: Option<SoilCourse<'a>>,
}

impl<'a> SoilMethod<'a> {
    /// The years of the period in which a parcel has its use: from the first to before the last.
    pub(super) fn years(&self, parcel: &SoilParcel) -> (i32, i32) {
        let first = parcel.from.map_or(self.period.0, |from| from.max(self.period.0));
        let last = parcel.to.map_or(self.period.1, |to| to.min(self.period.1));
        (first, last.max(first))
    }

    fn factor(&self, factor: &str, practice: &str) -> Result<&'a Parameter> {
        for set in [self.edition, OF_NO_EDITION] {
            if let Some(row) = self.factors.find([set, factor, practice])? {
                return Ok(row);
            }
        }
        let sets = [self.edition, OF_NO_EDITION].into_iter();
        let known: Vec<&str> = sets.flat_map(|set| self.factors.practices(set, factor)).collect();
        let (edition, all) = (self.edition, known.join(", "));
        let error = Error::data(format!("`{edition}` has no {factor} factor of `{practice}`: it has {all}"));
        Err(match nearest(practice, known) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        })
    }

    fn soil_use(&self, practice: &Practice) -> Result<(SoilUse, Vec<&'a Parameter>)> {
        let land_use = self.factor("land_use", &practice.land_use)?;
        let optional = |factor, name: &Option<String>| name.as_ref().map(|name| self.factor(factor, name)).transpose();
        let management = optional("management", &practice.management)?;
        let input = optional("input", &practice.input)?;
        let value = |row: Option<&Parameter>| row.map_or(1.0, |row| row.value);
        let factors = SoilUse { land_use: land_use.value, management: value(management), input: value(input) };
        Ok((factors, [Some(land_use), management, input].into_iter().flatten().collect()))
    }

    /// What a parcel held in the period.
    ///
    /// # Errors
    /// Practices, climates, soils or gains without a row, unverified rows that are not allowed, or a change without its year.
    pub fn change(&self, parcel: &SoilParcel) -> Result<SoilChange<'a>> {
        let (after, mut used) = self.soil_use(&parcel.practice)?;
        let reference = self.references.get([self.edition, &parcel.climate, &parcel.soil])?;
        let transition = self.factors.get(["ipcc2006", "transition_period", "default"])?;
        used.extend([reference, transition]);
        let (first, last) = self.years(parcel);
        let reference = SoilCarbonTo30Cm(reference.value);
        let mut course = [cropland_soil_stock(reference, None, &after, parcel.area, 0.0, transition.value)?; 2];
        if let Some(before) = &parcel.before {
            let (before, rows) = self.soil_use(before)?;
            used.extend(rows);
            let from = parcel.from.ok_or_else(|| {
                Error::data("the soil had another use before, but not since when it has this one")
                    .hint("fill the year in which the use began")
            })?;
            let at = |year: i32| {
                let since = f64::from(year - from);
                cropland_soil_stock(reference, Some(&before), &after, parcel.area, since, transition.value)
            };
            course = [at(first)?, at(last)?];
        }
        let [opening, closing] = course;
        let by_factors = SoilCourse { opening, closing, used };
        let measured = match (&parcel.measured, self.measured) {
            (Some(class), Some(method)) => Some(method.course(parcel, class, (first, last))?),
            (Some(class), None) => {
                return Err(Error::data(format!("found the measured gain `{class}`, but no gains to look it up"))
                    .hint("add `measured` to the section, or leave the column out"));
            }
            (None, _) => None,
        };
        Ok(SoilChange { by_factors, measured })
    }
}

impl<'a> MeasuredMethod<'a> {
    /// What a parcel holds in two years, by the rate of its practice from the opening stock to the ceiling.
    fn course(&self, parcel: &SoilParcel, class: &str, (first, last): (i32, i32)) -> Result<SoilCourse<'a>> {
        let opening = self.table.get([self.set, "stock", self.opening])?;
        let ceiling = self.table.get([self.set, "ceiling", self.ceiling])?;
        let depth = format!("0_{}cm", self.depth_cm);
        let content = self.table.find([self.set, "content_gain", class])?;
        let names = [self.opening, self.ceiling].into_iter().chain(content.is_none().then_some(class));
        if let Some(other) = names.into_iter().find(|name| !name.contains(&depth)) {
            return Err(Error::data(format!("`{other}` is not of the depth of {} cm", self.depth_cm))
                .hint("take gain, stock and ceiling of one depth"));
        }
        let (rate, row) = match content {
            None => {
                let row = self.table.get([self.set, "gain", class])?;
                (TonnesCPerHectareYear(row.value / 1000.0), row)
            }
            Some(row) => {
                let density = parcel.bulk_density.ok_or_else(|| {
                    Error::data(format!("the gain of `{class}` was measured as a content, which needs a bulk density"))
                        .hint("fill the bulk density of the soil, g/cm³")
                })?;
                (content_gain(row.value, density, self.depth_cm)?, row)
            }
        };
        let from = parcel.from.ok_or_else(|| {
            Error::data(format!("the measured gain of `{class}` needs the year in which the practice began"))
        })?;
        let (stock, most) = (TonnesCPerHectare(opening.value), TonnesCPerHectare(ceiling.value));
        let at = |year: i32| -> Result<TonnesC> {
            let gain = measured_increment(parcel.area, rate, f64::from(year - from), stock, most)?;
            Ok(parcel.area * stock + gain)
        };
        Ok(SoilCourse { opening: at(first)?, closing: at(last)?, used: vec![row, opening, ceiling] })
    }
}
