//! What the report says, ready for a template: words, rounded numbers, tables.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::accounts::{AccountRow, Quantity, TargetOutcome};
use crate::parameters::Evidence;
use crate::report::provenance::{InputFile, Unverified, shown_methods, unverified_parameters};
use crate::report::summary::width;
use crate::report::tables::{
    Cell, Label, Names, ShownUnit, Style, Table, headlines, report_sections, years, zone_label,
};
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
    notes: Vec<String>,
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

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ShownTable {
    number: usize,
    title: String,
    /// What is the same in all lines, such as the year.
    caption: String,
    /// Whether it needs small letters, or a page that lies across.
    is_dense: bool,
    is_wide: bool,
    /// The width of every column in fiftieths of a percent.
    widths: Vec<usize>,
    top: Vec<Head>,
    bottom: Vec<Head>,
    lines: Vec<ShownLine>,
    evidence: String,
    methods: Vec<String>,
}

/// A cell of a head. A head over one row has its unit; below a head over both rows stands one that continues it.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Head {
    text: String,
    unit: String,
    span: usize,
    width: usize,
    rows: usize,
    is_continued: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ShownLine {
    is_total: bool,
    labels: Vec<String>,
    cells: Vec<String>,
}

/// Tables with more columns than these have small letters, or lie across.
const MOST_LARGE: usize = 9;
const MOST_UPRIGHT: usize = 16;

/// What is not known.
const UNKNOWN: &str = "–";

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
            targets: account.targets.iter().map(|target| TargetLine::of(target, language)).collect(),
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

/// The years of what was found: targets and projections reach further.
fn all_years(rows: &[AccountRow]) -> String {
    let is_found = |row: &&AccountRow| {
        matches!(row.quantity, Quantity::Area | Quantity::CoverRate | Quantity::GrowingStock | Quantity::Production)
    };
    let years = || rows.iter().filter(is_found).flat_map(|row| [row.year, row.year_to]).flatten();
    match (years().min(), years().max()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}"),
        (first, _) => first.map_or_else(|| UNKNOWN.to_owned(), |year| year.to_string()),
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
    fn of(target: &TargetOutcome, language: Language) -> Self {
        let unit = ShownUnit::summary(&target.unit, target.target.value.max(target.start.value), language);
        let text = |value: f64| Cell::rounded(value * unit.factor, unit.digits).text();
        let known = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        let change = match target.unit_of_change() {
            "percentage points" => ShownUnit::full("percentage points").label,
            _ => unit.label.clone(),
        };
        let projection = target.projection.as_ref();
        Self {
            title: if target.title.is_empty() { target.name.clone() } else { target.title.clone() },
            zone: target.zone.zone_name.clone(),
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
            probability: known(target.probability.map(|probability| Cell::rounded(probability, 0).text())),
            status: target.status.name(),
            status_word: Label::term(&format!("status.{}", target.status.name())).in_language(language).to_owned(),
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
            notes: target.notes.clone(),
        }
    }
}

impl ShownTable {
    fn of(table: &Table, number: usize, language: Language) -> Self {
        let text = |label: &Label| label.in_language(language).to_owned();
        let is_constant = |stub: usize| {
            table.lines.len() > 1 && table.lines.iter().all(|line| line.labels[stub] == table.lines[0].labels[stub])
        };
        let (told, kept): (Vec<usize>, Vec<usize>) = (0..table.stubs.len()).partition(|stub| is_constant(*stub));
        let caption = told.iter().map(|stub| (&table.stubs[*stub], &table.lines[0].labels[*stub]));
        let caption = caption.map(|(stub, label)| format!("{} {}", text(stub), text(label)));
        let lines: Vec<ShownLine> = table
            .lines
            .iter()
            .map(|line| ShownLine {
                is_total: line.is_total,
                labels: kept.iter().map(|stub| text(&line.labels[*stub])).collect(),
                cells: line
                    .cells
                    .iter()
                    .map(|cell| cell.map_or_else(|| UNKNOWN.to_owned(), |cell| cell.text()))
                    .collect(),
            })
            .collect();
        let stubs: Vec<String> = kept.iter().map(|stub| text(&table.stubs[*stub])).collect();
        let widths = widths(&stubs, table, &lines, language);
        let [top, bottom] = heads(&stubs, table, &widths, language);
        let evidence = table.notes.evidence.map(|evidence| Label::term(&format!("evidence.{}", evidence.name())));
        Self {
            number,
            title: text(&table.title),
            caption: caption.collect::<Vec<_>>().join(" · "),
            is_dense: widths.len() > MOST_LARGE,
            is_wide: widths.len() > MOST_UPRIGHT,
            widths,
            top,
            bottom,
            lines,
            evidence: evidence.as_ref().map_or_else(|| UNKNOWN.to_owned(), text),
            methods: shown_methods(&table.notes.methods),
        }
    }
}

/// The share of every column, by its longest text; a head may break.
fn widths(stubs: &[String], table: &Table, lines: &[ShownLine], language: Language) -> Vec<usize> {
    let labels = stubs.iter().enumerate().map(|(index, stub)| {
        lines.iter().map(|line| width(&line.labels[index])).chain([width(stub)]).max().unwrap_or(0).min(24)
    });
    let numbers = table.columns.iter().enumerate().map(|(index, column)| {
        let head = width(column.name.in_language(language)).div_ceil(2);
        lines.iter().map(|line| width(&line.cells[index])).chain([head]).max().unwrap_or(0)
    });
    let needed: Vec<usize> = labels.chain(numbers).map(|columns| columns + 2).collect();
    let all: usize = needed.iter().sum();
    needed.into_iter().map(|columns| columns * 5000 / all.max(1)).collect()
}

/// The heads of the upper and of the lower row, which is empty if no column shares a head with others.
fn heads(stubs: &[String], table: &Table, widths: &[usize], language: Language) -> [Vec<Head>; 2] {
    let text = |label: &Label| label.in_language(language).to_owned();
    let has_groups = table.columns.iter().any(|column| column.group.is_some());
    let head = |text: String, unit: String, width: usize, is_high: bool| Head {
        text,
        unit,
        span: 1,
        width,
        rows: if is_high && has_groups { 2 } else { 1 },
        is_continued: false,
    };
    let continued = |width: usize| Head { is_continued: true, ..head(String::new(), String::new(), width, false) };
    let mut top: Vec<Head> =
        stubs.iter().zip(widths).map(|(stub, width)| head(stub.clone(), String::new(), *width, true)).collect();
    let mut bottom: Vec<Head> = widths.iter().take(stubs.len()).map(|width| continued(*width)).collect();
    let mut last: Option<&Label> = None;
    for (column, width) in table.columns.iter().zip(&widths[stubs.len()..]) {
        let unit = column.unit.as_ref().map(text).unwrap_or_default();
        match (&column.group, top.last_mut()) {
            (Some(group), Some(open)) if last == Some(group) => {
                open.span += 1;
                open.width += width;
                bottom.push(head(text(&column.name), unit, *width, false));
            }
            (Some(group), _) => {
                top.push(head(text(group), String::new(), *width, false));
                bottom.push(head(text(&column.name), unit, *width, false));
            }
            (None, _) => {
                top.push(head(text(&column.name), unit, *width, true));
                bottom.push(continued(*width));
            }
        }
        last = column.group.as_ref();
    }
    [top, if has_groups { bottom } else { Vec::new() }]
}
