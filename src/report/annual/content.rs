//! What the report says, ready for a template: words, rounded numbers, tables.

use std::collections::BTreeMap;

use serde::Serialize;

use super::shown_table::ShownTable;
use crate::accounts::{AccountRow, TargetOutcome};
use crate::parameters::Evidence;
use crate::report::period::found_years;
use crate::report::provenance::{InputFile, Unverified, unverified_parameters};
use crate::report::tables::{
    Cell, Label, Names, ShownUnit, Style, Table, headlines, report_sections, years, zone_label,
};
use crate::report::targets::percent;
use crate::terms::Language;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The title of the account, or its name.
    pub title: &'a str,
    /// All rows.
    pub rows: &'a [AccountRow],
    /// What was found about targets.
    pub targets: &'a [TargetOutcome],
    /// What the intervals of headline figures come from, figure by figure.
    pub drivers: &'a [IntervalDriver],
    /// The names of classes and the like.
    pub names: &'a Names,
    /// The files that were read, the pipeline first.
    pub inputs: &'a [InputFile],
    /// What the run warned of.
    pub warnings: &'a [String],
    /// The language.
    pub language: Language,
}

/// A parameter that a figure's interval comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IntervalDriver {
    /// The figure, in words.
    pub figure: String,
    /// The parameter's name.
    pub parameter: String,
    /// The share of the figure's variance that goes when the parameter is known, percent.
    pub share_percent: f64,
    /// Who published the parameter.
    pub source: String,
}

/// What a template is given, as `report`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Content {
    title: String,
    language: &'static str,
    version: &'static str,
    years: String,
    headlines: Vec<Headline>,
    targets: Vec<TargetLine>,
    boxes: Vec<Definition>,
    sections: Vec<Section>,
    drivers: Vec<IntervalDriver>,
    unverified: Vec<Unverified>,
    sources: Vec<String>,
    inputs: Vec<InputFile>,
    warnings: Vec<String>,
    /// Account rows by evidence: word and number.
    evidence: Vec<(String, usize)>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Headline {
    name: String,
    value: String,
    unit: String,
    interval: String,
    years: String,
    zone: String,
    evidence: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct TargetLine {
    title: String,
    zone: String,
    year: i32,
    unit: String,
    unit_of_change: String,
    wanted: String,
    start: String,
    start_year: i32,
    gap: String,
    needed: String,
    projected: String,
    interval: String,
    probability: String,
    status: &'static str,
    status_word: String,
    denominator: String,
}

/// A method and what its figures mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Definition {
    title: String,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Section {
    title: String,
    tables: Vec<ShownTable>,
}

/// What is not known.
pub(super) const UNKNOWN: &str = "–";

/// Tables, and the box that explains them; the terms `report.box_X` and `report.box_X_text`.
const BOXES: [(&str, &[&str]); 8] = [
    ("cover", &["forest"]),
    ("stock", &["forest", "species_age"]),
    ("forest_carbon", &["forest_carbon_pools"]),
    ("land_carbon", &["land_carbon_pools"]),
    ("coast", &["coast", "coast_change"]),
    ("wetland", &["wetland", "cropland"]),
    ("mariculture", &["mariculture"]),
    ("sectors", &["sectors"]),
];

impl Content {
    /// What a report of an account says.
    #[must_use]
    pub fn of(account: &Account<'_>) -> Self {
        let language = account.language;
        let word = |key: &str| Label::term(key).in_language(language).to_owned();
        let sections = report_sections(account.rows, account.names, Style::Summary(language));
        let has = |id: &str| sections.iter().any(|(_, tables)| tables.iter().any(|table| table.id == id));
        let boxes = BOXES.iter().filter(|(_, tables)| tables.iter().any(|id| has(id)));
        let boxes = boxes.map(|(name, _)| Definition {
            title: word(&format!("report.box_{name}")),
            text: word(&format!("report.box_{name}_text")),
        });
        let boxes = boxes.collect();
        let mut number = 0;
        let mut numbered = |table: &Table| {
            number += 1;
            ShownTable::of(table, number, language)
        };
        let sections = sections
            .iter()
            .map(|(title, tables)| Section { title: word(title), tables: tables.iter().map(&mut numbered).collect() });
        let mut sources: Vec<&str> =
            account.rows.iter().map(|row| row.sources.as_str()).filter(|sources| !sources.is_empty()).collect();
        sources.sort_unstable();
        sources.dedup();
        Self {
            title: account.title.to_owned(),
            language: if language == Language::Chinese { "zh-CN" } else { "en" },
            version: env!("CARGO_PKG_VERSION"),
            years: all_years(account.rows),
            headlines: shown_headlines(account),
            targets: account.targets.iter().map(|target| TargetLine::of(target, account.names, language)).collect(),
            boxes,
            sections: sections.collect(),
            drivers: account.drivers.to_vec(),
            unverified: unverified_parameters(account.rows),
            sources: single_sources(&sources),
            inputs: account.inputs.to_vec(),
            warnings: account.warnings.to_vec(),
            evidence: evidence_counts(account.rows, language),
        }
    }
}

/// Every source once: account rows join several with semicolons.
fn single_sources(joined: &[&str]) -> Vec<String> {
    let mut sources: Vec<String> = joined.iter().flat_map(|sources| sources.split("; ")).map(str::to_owned).collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// The years of what was found.
fn all_years(rows: &[AccountRow]) -> String {
    match found_years(rows) {
        Some((first, last)) if first != last => format!("{first}–{last}"),
        Some((year, _)) => year.to_string(),
        None => UNKNOWN.to_owned(),
    }
}

fn evidence_counts(rows: &[AccountRow], language: Language) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<Evidence, usize> = BTreeMap::new();
    for evidence in rows.iter().filter_map(|row| row.evidence) {
        *counts.entry(evidence).or_default() += 1;
    }
    let word =
        |evidence: Evidence| Label::term(&format!("evidence.{}", evidence.name())).in_language(language).to_owned();
    counts.into_iter().map(|(evidence, count)| (word(evidence), count)).collect()
}

fn shown_headlines(account: &Account<'_>) -> Vec<Headline> {
    let language = account.language;
    let shown = |(name, row): (Label, &AccountRow)| {
        let unit = ShownUnit::summary(&row.unit, row.value, language);
        let text = |value: f64| Cell::rounded(value * unit.factor, unit.digits).text();
        let interval = row.limits().map(|[low, high]| format!("{} ~ {}", text(low), text(high)));
        let evidence = row.evidence.map(|evidence| Label::term(&format!("evidence.{}", evidence.name())));
        Headline {
            name: name.in_language(language).to_owned(),
            value: text(row.value),
            unit: unit.label.in_language(language).to_owned(),
            interval: interval.unwrap_or_else(|| UNKNOWN.to_owned()),
            years: years(row),
            zone: zone_label(&row.zone, &row.zone_name).in_language(language).to_owned(),
            evidence: evidence.map_or_else(|| UNKNOWN.to_owned(), |word| word.in_language(language).to_owned()),
        }
    };
    headlines(account.rows, account.names).into_iter().map(shown).collect()
}

impl TargetLine {
    fn of(target: &TargetOutcome, names: &Names, language: Language) -> Self {
        let unit = ShownUnit::summary(&target.unit, target.target.value.max(target.start.value), language);
        let text = |value: f64| Cell::rounded(value * unit.factor, unit.digits).text();
        let known = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        let change = match target.unit_of_change() {
            "percentage points" => ShownUnit::full("percentage points").label,
            _ => unit.label.clone(),
        };
        let projection = target.projection.as_ref();
        Self {
            title: names
                .title(&target.name)
                .unwrap_or_else(|| Label::name(&target.name))
                .in_language(language)
                .to_owned(),
            zone: zone_label(&target.zone.zone, &target.zone.zone_name).in_language(language).to_owned(),
            year: target.target.year,
            unit: unit.label.in_language(language).to_owned(),
            unit_of_change: change.in_language(language).to_owned(),
            wanted: text(target.target.value),
            start: text(target.start.value),
            start_year: target.start.year,
            gap: text(target.gap),
            needed: text(target.needed.per_year),
            projected: known(projection.map(|projection| text(projection.value))),
            interval: known(
                projection
                    .and_then(|projection| projection.interval)
                    .map(|[low, high]| format!("{} ~ {}", text(low), text(high))),
            ),
            probability: known(target.probability.map(percent)),
            status: target.status.name(),
            status_word: status_word(target, language),
            denominator: target
                .denominator
                .as_ref()
                .map(|denominator| {
                    let area = ShownUnit::full("ha").label;
                    let area =
                        format!("{} {}", Cell::rounded(denominator.area_ha, 0).text(), area.in_language(language));
                    format!("{area} ({}, {})", denominator.year, denominator.source)
                })
                .unwrap_or_default(),
        }
    }
}

/// The light of a target in words, and whether a figure behind it is unverified.
fn status_word(target: &TargetOutcome, language: Language) -> String {
    let word = |key: &str| Label::term(key).in_language(language).to_owned();
    let status = word(&format!("status.{}", target.status.name()));
    match target.evidence {
        Evidence::Unverified => format!("{status} · {}", word("evidence.unverified")),
        _ => status,
    }
}
