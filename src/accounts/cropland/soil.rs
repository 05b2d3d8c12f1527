//! Soil carbon of cropland by the IPCC's factors and by stocks and gains measured in China.

use crate::accounts::activity::ActivityZone;
use crate::error::{Error, Result, nearest};
use crate::models::cropland::{SoilUse, content_gain, cropland_soil_stock, measured_increment};
use crate::models::soil_nitrous_oxide;
use crate::parameters::coast::SoilIncrementTable;
use crate::parameters::forest::{GlobalWarmingPotentialTable, SoilFactorTable, SoilReferenceTable};
use crate::parameters::{Factor, Parameter};
use crate::units::{Hectares, SoilCarbonTo30Cm, TonnesC, TonnesCPerHectare, TonnesCPerHectareYear};

/// The set of factors whose edition was not recorded: they are the same in both, or the only ones.
const OF_NO_EDITION: &str = "ipcc";
const HECTARE: Hectares = Hectares(1.0);

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

/// What a hectare of a soil held when the parcel's years of the period began, and when they ended, t C.
#[derive(Debug, Clone)]
pub struct SoilCourse {
    /// In the beginning.
    pub opening: Factor,
    /// At the end.
    pub closing: Factor,
    /// What it gained.
    pub change: Factor,
}

impl SoilCourse {
    /// From the stock at a year, which is linear in the first `linear` inputs.
    fn of(
        equation: &'static str,
        linear: usize,
        inputs: &[Factor],
        (first, last): (i32, i32),
        stock: impl Fn(&[f64], i32) -> Result<f64> + Clone + Send + Sync + 'static,
    ) -> Result<Self> {
        let at = |year| {
            let stock = stock.clone();
            Factor::of_list(equation, inputs.to_vec(), linear, move |values| stock(values, year))
        };
        let (opening, closing) = (at(first)?, at(last)?);
        let change = Factor::of_list(equation, inputs.to_vec(), linear, move |values| {
            Ok(stock(values, last)? - stock(values, first)?)
        })?;
        Ok(Self { opening, closing, change })
    }
}

/// The course of a soil in the period.
#[derive(Debug, Clone)]
pub struct SoilChange {
    /// By the IPCC's factors.
    pub by_factors: SoilCourse,
    /// The nitrous oxide that goes with a loss by the factors, t N2O/ha; none where nothing is lost.
    pub nitrous_oxide: Option<Factor>,
    /// By measured gains.
    pub measured: Option<SoilCourse>,
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

    /// The factors of a use: land use, management, input.
    fn soil_use(&self, practice: &Practice) -> Result<[Factor; 3]> {
        let land_use = self.factor("land_use", &practice.land_use)?;
        let optional = |factor, name: &Option<String>| name.as_ref().map(|name| self.factor(factor, name)).transpose();
        let management = optional("management", &practice.management)?;
        let input = optional("input", &practice.input)?;
        Ok([Some(land_use), management, input].map(|row| row.map_or_else(|| Factor::exact(1.0), Factor::from)))
    }

    /// What a parcel held in the period.
    ///
    /// # Errors
    /// Practices, climates, soils or gains without a row, unverified rows that are not allowed, or a change without its year.
    pub fn change(&self, parcel: &SoilParcel) -> Result<SoilChange> {
        let reference = self.references.get([self.edition, &parcel.climate, &parcel.soil])?;
        let transition = self.factors.get(["ipcc2006", "transition_period", "default"])?;
        let mut inputs = vec![Factor::from(reference), Factor::from(transition)];
        inputs.extend(self.soil_use(&parcel.practice)?);
        let mut from = None;
        if let Some(before) = &parcel.before {
            inputs.extend(self.soil_use(before)?);
            from = Some(parcel.from.ok_or_else(|| {
                Error::data("the soil had another use before, but not since when it has this one")
                    .hint("fill the year in which the use began")
            })?);
        }
        let (first, last) = self.years(parcel);
        let stock = move |values: &[f64], year: i32| {
            let soil_use =
                |at: usize| SoilUse { land_use: values[at], management: values[at + 1], input: values[at + 2] };
            let before = from.map(|_| soil_use(5));
            let since = from.map_or(0.0, |from| f64::from(year - from));
            let reference = SoilCarbonTo30Cm(values[0]);
            Ok(cropland_soil_stock(reference, before.as_ref(), &soil_use(2), HECTARE, since, values[1])?.0)
        };
        let by_factors = SoilCourse::of("soil carbon under a use", 1, &inputs, (first, last), stock)?;
        let measured = match (&parcel.measured, self.measured) {
            (Some(class), Some(method)) => Some(method.course(parcel, class, (first, last))?),
            (Some(class), None) => {
                return Err(Error::data(format!("found the measured gain `{class}`, but no gains to look it up"))
                    .hint("add `measured` to the section, or leave the column out"));
            }
            (None, _) => None,
        };
        Ok(SoilChange { nitrous_oxide: self.nitrous_oxide(&by_factors.change)?, by_factors, measured })
    }

    fn nitrous_oxide(&self, change: &Factor) -> Result<Option<Factor>> {
        if change.value() >= 0.0 {
            return Ok(None);
        }
        let row = |quantity| self.factors.get(["ipcc2006", quantity, "mineral_soil"]).map(Factor::from);
        let inputs = [change, &row("carbon_to_nitrogen")?, &row("n2o_n_of_nitrogen")?];
        // Where a draw makes the soil gain, it gives off none.
        let formula = |[change, ratio, emission]: [f64; 3]| {
            Ok(soil_nitrous_oxide(TonnesC((-change).max(0.0)), ratio, emission)?.0)
        };
        Factor::of("nitrous oxide of lost soil carbon", inputs, formula).map(Some)
    }
}

impl MeasuredMethod<'_> {
    /// What a parcel holds in two years, by the rate of its practice from the opening stock to the ceiling.
    fn course(&self, parcel: &SoilParcel, class: &str, years: (i32, i32)) -> Result<SoilCourse> {
        let opening = self.table.get([self.set, "stock", self.opening])?;
        let ceiling = self.table.get([self.set, "ceiling", self.ceiling])?;
        let depth = format!("0_{}cm", self.depth_cm);
        let content = self.table.find([self.set, "content_gain", class])?;
        let names = [self.opening, self.ceiling].into_iter().chain(content.is_none().then_some(class));
        if let Some(other) = names.into_iter().find(|name| !name.contains(&depth)) {
            return Err(Error::data(format!("`{other}` is not of the depth of {} cm", self.depth_cm))
                .hint("take gain, stock and ceiling of one depth"));
        }
        let (row, density) = match content {
            None => (self.table.get([self.set, "gain", class])?, None),
            Some(row) => {
                let density = parcel.bulk_density.ok_or_else(|| {
                    Error::data(format!("the gain of `{class}` was measured as a content, which needs a bulk density"))
                        .hint("fill the bulk density of the soil, g/cm³")
                })?;
                (row, Some(density))
            }
        };
        let from = parcel.from.ok_or_else(|| {
            Error::data(format!("the measured gain of `{class}` needs the year in which the practice began"))
        })?;
        let depth = self.depth_cm;
        SoilCourse::of("soil carbon by a measured gain", 0, &[row, opening, ceiling].map(Factor::from), years, {
            move |values, year| {
                let rate = match density {
                    Some(density) => content_gain(values[0], density, depth)?,
                    None => TonnesCPerHectareYear(values[0] / 1000.0),
                };
                let (stock, most) = (TonnesCPerHectare(values[1]), TonnesCPerHectare(values[2]));
                Ok(stock.0 + measured_increment(HECTARE, rate, f64::from(year - from), stock, most)?.0)
            }
        })
    }
}
