//! Soil carbon of cropland by the IPCC's factors, by gains measured in China, and by how much the two differ.

use crate::accounts::activity::{ActivitySource, ActivityZone, Figure, Tally};
use crate::accounts::{AccountRow, Quantity};
use crate::error::{Error, Result, nearest};
use crate::land::Sector;
use crate::models::cropland::{SoilUse, content_gain, cropland_soil_change, measured_increment};
use crate::models::{GasMasses, soil_nitrous_oxide};
use crate::parameters::Parameter;
use crate::parameters::coast::SoilIncrementTable;
use crate::parameters::forest::{GlobalWarmingPotentialTable, SoilFactorTable, SoilReferenceTable};
use crate::units::{
    Hectares, SoilCarbonTo30Cm, TonnesC, TonnesCO2e, TonnesCPerHectare, TonnesCPerHectareYear, TonnesN2O,
};

const TO_30_CM: &str = "soil_organic_carbon_0_30cm";
const BY_FACTORS: &str = "IPCC factors, 0 to 30 cm";
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

/// What a soil gained in the period, with the rows that say so.
#[derive(Debug, Clone)]
pub struct SoilChange<'a> {
    /// By the IPCC's factors.
    pub by_factors: TonnesC,
    /// The rows used.
    pub factors: Vec<&'a Parameter>,
    /// By measured gains, with the rows used.
    pub measured: Option<(TonnesC, Vec<&'a Parameter>)>,
}

impl<'a> SoilMethod<'a> {
    /// The years of the period in which a parcel has its use: from the first to before the last.
    fn years(&self, parcel: &SoilParcel) -> (i32, i32) {
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

    /// What a parcel gained in the period.
    ///
    /// # Errors
    /// Practices, climates, soils or gains without a row, unverified rows that are not allowed, or a change without its year.
    pub fn change(&self, parcel: &SoilParcel) -> Result<SoilChange<'a>> {
        let (after, mut used) = self.soil_use(&parcel.practice)?;
        let reference = self.references.get([self.edition, &parcel.climate, &parcel.soil])?;
        let transition = self.factors.get(["ipcc2006", "transition_period", "default"])?;
        used.extend([reference, transition]);
        let (first, last) = self.years(parcel);
        let mut by_factors = TonnesC(0.0);
        if let Some(before) = &parcel.before {
            let (before, rows) = self.soil_use(before)?;
            used.extend(rows);
            let from = parcel.from.ok_or_else(|| {
                Error::data("the soil had another use before, but not since when it has this one")
                    .hint("fill the year in which the use began")
            })?;
            let reference = SoilCarbonTo30Cm(reference.value);
            for year in first..last {
                let since = f64::from(year - from);
                let yearly = cropland_soil_change(reference, &before, &after, parcel.area, since, transition.value)?;
                by_factors = by_factors + TonnesC(yearly.0);
            }
        }
        let measured = match (&parcel.measured, self.measured) {
            (Some(class), Some(method)) => Some(method.gain(parcel, class, (first, last))?),
            (Some(class), None) => {
                return Err(Error::data(format!("found the measured gain `{class}`, but no gains to look it up"))
                    .hint("add `measured` to the section, or leave the column out"));
            }
            (None, _) => None,
        };
        Ok(SoilChange { by_factors, factors: used, measured })
    }
}

impl<'a> MeasuredMethod<'a> {
    /// The gain of a parcel between two years, from the rate of its practice until the ceiling.
    fn gain(
        &self,
        parcel: &SoilParcel,
        class: &str,
        (first, last): (i32, i32),
    ) -> Result<(TonnesC, Vec<&'a Parameter>)> {
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
        let until = |year: i32| measured_increment(parcel.area, rate, f64::from(year - from), stock, most);
        Ok((until(last)? - until(first)?, vec![row, opening, ceiling]))
    }
}

/// Rows of the change of soil carbon over the period by practice (t C), of the nitrous oxide that goes with a loss (t N2O, and
/// t CO2e apart), and of the area (ha). Measured gains are an alternative, never added; where a soil has both, a row has the
/// difference.
///
/// # Errors
/// As [`SoilMethod::change`], for every parcel.
pub fn soil_rows(source: &ActivitySource, parcels: &[SoilParcel], method: &SoilMethod<'_>) -> Result<Vec<AccountRow>> {
    let mut tally = Tally::new(source, Sector::Cropland);
    let ratio = method.factors.get(["ipcc2006", "carbon_to_nitrogen", "mineral_soil"])?;
    let emission = method.factors.get(["ipcc2006", "n2o_n_of_nitrogen", "mineral_soil"])?;
    let (potentials, edition) = method.potentials;
    for parcel in parcels {
        let (first, last) = method.years(parcel);
        if first == last {
            continue;
        }
        let change = method.change(parcel)?;
        let practice = match &parcel.before {
            Some(before) => format!("{} to {}", before.name(), parcel.practice.name()),
            None => parcel.practice.name(),
        };
        for category in [practice.as_str(), "*"] {
            let mut add = |quantity, unit, pool: &str, how: &str, value, used: &[&Parameter]| {
                let figure = Figure {
                    year: method.period.0,
                    year_to: Some(method.period.1),
                    category: category.to_owned(),
                    pool: pool.to_owned(),
                    quantity,
                    unit,
                    method: how.to_owned(),
                };
                tally.add(&parcel.zone, figure, value, used);
            };
            add(Quantity::Area, Hectares::UNIT, "", "soils of the table", parcel.area.0, &[]);
            let by_factors = format!("{BY_FACTORS}, `{}`", method.edition);
            add(Quantity::StockChange, TonnesC::UNIT, TO_30_CM, &by_factors, change.by_factors.0, &change.factors);
            if change.by_factors.0 < 0.0 {
                let loss = TonnesC(-change.by_factors.0);
                let nitrous_oxide = soil_nitrous_oxide(loss, ratio.value, emission.value)?;
                let mut used = change.factors.clone();
                used.extend([ratio, emission]);
                let how = "nitrogen set free with lost soil carbon";
                add(Quantity::EmissionsN2o, TonnesN2O::UNIT, "", how, nitrous_oxide.0, &used);
                let warming = GasMasses { nitrous_oxide, ..GasMasses::default() }.warming(potentials, edition)?;
                used.push(potentials.get([edition, "n2o"])?);
                let how = format!("{how}; warming potentials `{edition}`");
                add(Quantity::EmissionsN2o, TonnesCO2e::UNIT, "", &how, warming.equivalent.0, &used);
            }
            if let (Some((gain, rows)), Some(measured)) = (&change.measured, method.measured) {
                let depth = measured.depth_cm;
                let (pool, set) = (format!("soil_organic_carbon_0_{depth}cm"), measured.set);
                let how = format!("measured gains `{set}`, 0 to {depth} cm; in place of factors, not beside them");
                add(Quantity::StockChange, TonnesC::UNIT, &pool, &how, gain.0, rows);
                let both: Vec<&Parameter> = rows.iter().chain(&change.factors).copied().collect();
                let how = format!("measured to {depth} cm less {BY_FACTORS}");
                let difference = gain.0 - change.by_factors.0;
                add(Quantity::SourceDifference, TonnesC::UNIT, "soil_organic_carbon", &how, difference, &both);
            }
        }
    }
    Ok(tally.rows())
}
