//! A table as a document shows it: texts of cells, heads over one row or two, widths of columns.

use serde::Serialize;

use super::content::UNKNOWN;
use crate::report::provenance::shown_methods;
use crate::report::summary::width;
use crate::report::tables::{Label, Table};
use crate::terms::Language;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ShownTable {
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

impl ShownTable {
    pub(super) fn of(table: &Table, number: usize, language: Language) -> Self {
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
            methods: shown_methods(&table.notes.methods, language),
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
