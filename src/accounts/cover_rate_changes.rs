//! Why two cover rates of a zone differ, as far as it is known.

use std::collections::BTreeSet;

use serde::Serialize;

use super::figures::{by_year, find_zone};
use super::{AccountRow, FoundZone, Quantity, Subject};
use crate::error::{Error, Result};
use crate::models::{CoverRateParts, cover_rate_change};
use crate::parameters::Evidence;

/// Two cover rates to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverRateComparison {
    /// The name.
    pub name: String,
    /// Of which zone.
    pub subject: Subject,
    /// The two years.
    pub years: [i32; 2],
    /// The category of rate and forest area at each.
    pub categories: [String; 2],
    /// The area that the second definition counts and the first does not, in the same forest, ha, and who says so; none is unknown.
    pub definition: Option<(f64, String)>,
    /// Whether an unknown forest area is taken to be that of the other year: an assumption, named in every row.
    pub assume_same_forest: bool,
}

/// A cover rate as published, with forest area and denominator where they are known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnownRate {
    /// The year.
    pub year: i32,
    /// The rate, percent.
    pub rate_percent: f64,
    /// The forest area, ha.
    pub forest_ha: Option<f64>,
    /// The denominator, forest area / rate, ha.
    pub denominator_ha: Option<f64>,
}

/// The difference of two cover rates and its parts, percentage points; none is unknown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverRateExplanation {
    /// The comparison's name.
    pub name: String,
    /// Of which zone.
    #[serde(flatten)]
    pub zone: FoundZone,
    /// The two rates.
    pub rates: [KnownRate; 2],
    /// The whole difference.
    pub change: f64,
    /// What the forest gained or lost; with an unknown definition, forest and definition together.
    pub forest: Option<f64>,
    /// What the denominator did.
    pub denominator: Option<f64>,
    /// What the definition did.
    pub definition: Option<f64>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What is not known.
    pub unknown: Vec<String>,
    #[serde(skip)]
    rows: Vec<AccountRow>,
}

impl CoverRateExplanation {
    /// The rows of the account.
    #[must_use]
    pub fn rows(&self) -> &[AccountRow] {
        &self.rows
    }
}

/// Explains the difference of two published rates; the parts are those of [`cover_rate_change`].
///
/// # Errors
/// A zone, category or year without a cover rate.
pub fn explain_cover_rates(comparison: &CoverRateComparison, rows: &[AccountRow]) -> Result<CoverRateExplanation> {
    let [first_category, second_category] = &comparison.categories;
    let zone = find_zone(rows, Quantity::CoverRate, second_category, &comparison.subject)?;
    let mut rates = Vec::new();
    let mut used = Vec::new();
    for (year, category) in comparison.years.into_iter().zip([first_category, second_category]) {
        let published = by_year(rows, Quantity::CoverRate, category, &zone);
        let rate = *published.get(&year).ok_or_else(|| {
            let known: Vec<String> = published.keys().map(i32::to_string).collect();
            Error::data(format!("no cover rate of {year} in category `{category}`: there is {}", known.join(", ")))
        })?;
        let forest = by_year(rows, Quantity::Area, category, &zone).get(&year).copied();
        used.extend([Some(rate), forest].into_iter().flatten());
        let forest_ha = forest.map(|row| row.value);
        rates.push(KnownRate {
            year,
            rate_percent: rate.value,
            forest_ha,
            denominator_ha: forest_ha.filter(|_| rate.value > 0.0).map(|area| area / rate.value * 100.0),
        });
    }
    let Ok(mut rates) = <[KnownRate; 2]>::try_from(rates) else {
        return Err(Error::internal("two years give two rates"));
    };
    let mut explanation = CoverRateExplanation {
        name: comparison.name.clone(),
        zone,
        change: rates[1].rate_percent - rates[0].rate_percent,
        rates: rates.clone(),
        forest: None,
        denominator: None,
        definition: None,
        assumptions: Vec::new(),
        unknown: Vec::new(),
        rows: Vec::new(),
    };
    if comparison.assume_same_forest {
        assume_same_forest(&mut rates, &mut explanation);
    }
    explain(comparison, &rates, &mut explanation);
    explanation.rows = account_rows(&explanation, comparison, &used);
    Ok(explanation)
}

/// Fills an unknown forest area with that of the other year, and says so.
fn assume_same_forest(rates: &mut [KnownRate; 2], explanation: &mut CoverRateExplanation) {
    for (unknown, known) in [(0, 1), (1, 0)] {
        if let (None, Some(area)) = (rates[unknown].forest_ha, rates[known].forest_ha) {
            let rate = &mut rates[unknown];
            rate.forest_ha = Some(area);
            rate.denominator_ha = (rate.rate_percent > 0.0).then(|| area / rate.rate_percent * 100.0);
            explanation.assumptions.push(format!(
                "assumption: the forest area of {}, which is unknown, was that of {}, {area} ha",
                rates[unknown].year, rates[known].year
            ));
            return;
        }
    }
}

fn explain(comparison: &CoverRateComparison, rates: &[KnownRate; 2], explanation: &mut CoverRateExplanation) {
    let parts =
        |rate: &KnownRate| Some(CoverRateParts { forest_ha: rate.forest_ha?, denominator_ha: rate.denominator_ha? });
    for rate in rates {
        if rate.forest_ha.is_none() {
            explanation
                .unknown
                .push(format!("the forest area of {} and the denominator of its rate are unknown", rate.year));
        }
    }
    match &comparison.definition {
        Some((area, source)) => {
            explanation.assumptions.push(format!("definition: the second counts {area} ha more ({source})"));
        }
        None => explanation.unknown.push(
            "whether the definition changed is unknown: its part cannot be told from that of the forest".to_owned(),
        ),
    }
    let [Some(first), Some(second)] = [parts(&rates[0]), parts(&rates[1])] else { return };
    let definition = comparison.definition.as_ref().map(|(area, _)| *area);
    let change = cover_rate_change(first, second, definition.unwrap_or(0.0));
    explanation.forest = Some(change.forest);
    explanation.denominator = Some(change.denominator);
    explanation.definition = definition.map(|_| change.definition);
}

fn account_rows(
    explanation: &CoverRateExplanation,
    comparison: &CoverRateComparison,
    used: &[&AccountRow],
) -> Vec<AccountRow> {
    let evidence = used.iter().filter_map(|row| row.evidence).max();
    let sources: BTreeSet<&str> = used.iter().map(|row| row.sources.as_str()).collect();
    let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
    let said: Vec<&str> = explanation.assumptions.iter().chain(&explanation.unknown).map(String::as_str).collect();
    let row = |category: &str, value: f64, evidence, method: String| AccountRow {
        zone_set: explanation.zone.zone_set.clone(),
        zone: explanation.zone.zone.clone(),
        zone_name: explanation.zone.zone_name.clone(),
        year: Some(comparison.years[0]),
        year_to: Some(comparison.years[1]),
        sector: crate::land::Sector::Forest,
        category: format!("{}: {category}", explanation.name),
        pool: String::new(),
        quantity: Quantity::CoverRateChange,
        unit: "percentage points".to_owned(),
        value,
        figure: value.into(),
        low95: None,
        high95: None,
        method,
        evidence,
        sources: sources.clone(),
    };
    let whole =
        std::iter::once(row("all", explanation.change, evidence, "difference of two published rates".to_owned()));
    let assumed = if explanation.assumptions.iter().any(|text| text.starts_with("assumption")) {
        Some(Evidence::Unverified)
    } else {
        Some(Evidence::Derived)
    };
    let forest = if explanation.definition.is_some() { "forest" } else { "forest and definition" };
    let parts = [
        (forest, explanation.forest),
        ("denominator", explanation.denominator),
        ("definition", explanation.definition),
    ];
    let parts = parts.into_iter().filter_map(|(category, value)| {
        let method = format!("mean over all orders of the changes; {}", said.join("; "));
        Some(row(category, value?, evidence.max(assumed), method))
    });
    whole.chain(parts).collect()
}
