//! Observed values: published figures of a quantity as account rows that name definition, denominator and source.

use super::{AccountRow, Quantity};
use crate::land::Sector;
use crate::parameters::Evidence;
use crate::units::Hectares;

/// What a cover rate is a share of.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Denominator {
    /// The area, ha.
    pub area_ha: f64,
    /// Who published it, or how it was computed.
    pub source: String,
    /// The year it was in force.
    pub year: i32,
}

impl Denominator {
    /// As methods name it.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("{} {} of {}, {}", self.area_ha, Hectares::UNIT, self.year, self.source)
    }
}

/// One published value.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The zone's id; `*` is the whole.
    pub zone: String,
    /// The zone's name.
    pub zone_name: String,
    /// The year.
    pub year: i32,
    /// What the value is.
    pub quantity: Quantity,
    /// The kind within the quantity, such as `forest` or `living`.
    pub category: String,
    /// The value in the quantity's unit.
    pub value: f64,
    /// The lower limit of its 95 % interval.
    pub low: Option<f64>,
    /// The upper limit of its 95 % interval.
    pub high: Option<f64>,
    /// The definition; empty is unknown.
    pub basis: String,
    /// What a cover rate is a share of; none is unknown.
    pub denominator: Option<Denominator>,
    /// Who published it.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// What a reader should know.
    pub note: String,
}

/// The rows of a series; `series` stands in the column of the zone set.
#[must_use]
pub fn series_rows(series: &str, observations: &[Observation]) -> Vec<AccountRow> {
    let row = |observation: &Observation| {
        let Observation { quantity, basis, denominator, .. } = observation;
        let basis = if basis.is_empty() { "not stated" } else { basis };
        let of = match (quantity, denominator) {
            (Quantity::CoverRate, Some(denominator)) => format!("; denominator {}", denominator.describe()),
            (Quantity::CoverRate, None) => "; denominator unknown".to_owned(),
            _ => String::new(),
        };
        let note = if observation.note.is_empty() { String::new() } else { format!("; {}", observation.note) };
        AccountRow {
            zone_set: series.to_owned(),
            zone: observation.zone.clone(),
            zone_name: observation.zone_name.clone(),
            year: Some(observation.year),
            year_to: None,
            sector: Sector::Forest,
            category: observation.category.clone(),
            pool: String::new(),
            quantity: *quantity,
            unit: quantity.observed_unit().unwrap_or_default().to_owned(),
            value: observation.value,
            figure: observation.value.into(),
            low95: observation.low,
            high95: observation.high,
            method: format!("observed; definition {basis}{of}{note}"),
            evidence: Some(observation.evidence),
            sources: observation.source.clone(),
        }
    };
    observations.iter().map(row).collect()
}
