//! Tables as a workbook of Excel: a sheet of notes, and one sheet per table, ready to print.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::label::Label;
use super::table::{Cell, Column, Table};
use crate::error::{Error, Result};
use crate::report::summary::width;
use crate::report::{InputFile, shown_methods};
use crate::terms::Language;

/// What the workbook says of the account.
#[derive(Debug, Clone)]
pub struct Cover<'a> {
    /// The title of the account, or its name.
    pub title: &'a str,
    /// The files that were read, the pipeline first.
    pub inputs: &'a [InputFile],
    /// The language that comes first.
    pub language: Language,
}

/// Rows above the lines of a table: titles, a blank, heads of groups, of columns, units.
const TITLE_ROWS: u32 = 3;
const HEAD_ROWS: u32 = 3;

const A4: u8 = 9;
/// Excel takes no more characters in a cell.
const MOST_TEXT: usize = 32_000;
const WIDEST: usize = 34;
const LINE_HEIGHT: f64 = 14.0;
/// Of the sheet of notes, characters.
const NOTE_WIDTHS: [usize; 4] = [40, 68, 68, 20];

struct Formats {
    title: Format,
    subtitle: Format,
    head: Format,
    unit: Format,
    label: Format,
    total_label: Format,
    text: Format,
    /// By digits after the point.
    numbers: [Format; 4],
    totals: [Format; 4],
    missing: Format,
}

impl Formats {
    fn new() -> Self {
        let font = Format::new().set_font_name("Noto Sans CJK SC").set_font_size(10);
        let boxed = font.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00A0_A0A0));
        let boxed = boxed.set_align(FormatAlign::VerticalCenter);
        let head = boxed.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        let head = head.set_background_color(Color::RGB(0x00E6_EFE6));
        let total = boxed.clone().set_bold().set_background_color(Color::RGB(0x00F5_F5F0));
        let numbers = |format: &Format| {
            ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"].map(|code| format.clone().set_num_format(code))
        };
        Self {
            title: font.clone().set_bold().set_font_size(14),
            subtitle: font.clone().set_font_color(Color::RGB(0x0060_6060)),
            unit: head.clone().set_bold().set_font_size(9).set_font_color(Color::RGB(0x0040_4040)),
            head,
            label: boxed.clone().set_text_wrap(),
            total_label: total.clone().set_text_wrap(),
            text: font.set_text_wrap().set_align(FormatAlign::Top),
            numbers: numbers(&boxed),
            totals: numbers(&total),
            missing: boxed.set_align(FormatAlign::Right),
        }
    }
}

/// The bytes of a workbook: the same for the same tables.
///
/// # Errors
/// None that input can cause.
pub fn workbook(tables: &[Table], cover: &Cover<'_>) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(Error::internal)?;
    let properties =
        DocProperties::new().set_title(shortened(cover.title, 200)).set_author("tanhui").set_creation_datetime(&epoch);
    book.set_properties(&properties);
    let formats = Formats::new();
    write_notes(book.add_worksheet(), tables, cover, &formats).map_err(Error::internal)?;
    for (index, table) in tables.iter().enumerate() {
        write_table(book.add_worksheet(), index + 1, table, cover, &formats).map_err(Error::internal)?;
    }
    book.save_to_buffer().map_err(Error::internal)
}

type Written = std::result::Result<(), XlsxError>;

/// Excel's names of sheets: at most 31 characters, none of which is one of these.
fn sheet_name(number: usize, title: &Label, language: Language) -> String {
    let prefix = format!("{}{number} ", Label::term("table.table").in_language(language));
    let title = title.in_language(language).replace(['[', ']', ':', '*', '?', '/', '\\', '\''], " ");
    let name = prefix + title.trim();
    let mut length = 0;
    name.chars()
        .take_while(|c| {
            length += c.len_utf16();
            length <= 31
        })
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Writes text over a range of cells, which is merged if it is more than one.
fn span(sheet: &mut Worksheet, [top, left, bottom, right]: [u32; 4], text: &str, format: &Format) -> Written {
    let [left, right] = [left, right].map(|column| u16::try_from(column).unwrap_or(u16::MAX));
    if (top, left) == (bottom, right) {
        sheet.write_string_with_format(top, left, text, format)?;
    } else {
        // The text is written by itself: a merge takes anything, and this says that it is text.
        sheet.merge_range(top, left, bottom, right, "", format)?;
        sheet.write_string_with_format(top, left, text, format)?;
    }
    Ok(())
}

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("a table has less than 2^32 rows and columns")
}

fn write_table(sheet: &mut Worksheet, number: usize, table: &Table, cover: &Cover<'_>, formats: &Formats) -> Written {
    let language = cover.language;
    sheet.set_name(sheet_name(number, &table.title, language))?;
    let prefix = Label::term("table.table");
    let heading =
        |language: Language| format!("{}{number}  {}", prefix.in_language(language), table.title.in_language(language));
    let other = if language == Language::Chinese { Language::English } else { Language::Chinese };
    sheet.write_string_with_format(0, 0, heading(language), &formats.title)?;
    sheet.write_string_with_format(1, 0, heading(other), &formats.subtitle)?;
    sheet.write_string_with_format(2, 0, shortened(cover.title, MOST_TEXT), &formats.subtitle)?;
    write_heads(sheet, table, language, formats)?;
    let first = TITLE_ROWS + HEAD_ROWS;
    let widths: Vec<usize> = (0..table.stubs.len()).map(|column| column_width(table, column, language)).collect();
    for (index, line) in table.lines.iter().enumerate() {
        let row = first + count(index);
        let label_format = if line.is_total { &formats.total_label } else { &formats.label };
        let mut height = 1;
        for (column, label) in line.labels.iter().enumerate() {
            let text = label.in_both(language).replace('\n', "  ");
            height = height.max(lines_of(&text, widths[column]));
            span(sheet, [row, count(column), row, count(column)], &shortened(&text, MOST_TEXT), label_format)?;
        }
        if height > 1 {
            // Not every program fits a row to what it holds.
            sheet.set_row_height(row, LINE_HEIGHT * f64::from(count(height)) + 3.0)?;
        }
        let numbers = if line.is_total { &formats.totals } else { &formats.numbers };
        for (column, cell) in line.cells.iter().enumerate() {
            let at = u16::try_from(table.stubs.len() + column).unwrap_or(u16::MAX);
            match cell {
                Some(Cell { value, digits }) => {
                    sheet.write_number_with_format(row, at, *value, &numbers[usize::from(*digits).min(3)])?
                }
                None => sheet.write_string_with_format(row, at, "–", &formats.missing)?,
            };
        }
    }
    if let (Some(last), false) = (count(table.stubs.len()).checked_sub(1), table.lines.is_empty()) {
        let last_row = first + count(table.lines.len()) - 1;
        // Years are labels.
        let last = u16::try_from(last).unwrap_or(u16::MAX);
        sheet.ignore_error_range(first, 0, last_row, last, IgnoreError::NumberStoredAsText)?;
    }
    set_widths(sheet, table, language)?;
    let note = Label::term("table.rounding_note");
    sheet.write_string_with_format(
        first + count(table.lines.len()),
        0,
        note.in_language(language),
        &formats.subtitle,
    )?;
    sheet.set_freeze_panes(first, u16::try_from(table.stubs.len()).unwrap_or(0))?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(0, first - 1)?;
    sheet.set_footer("&C&P / &N");
    Ok(())
}

/// The heads: stubs over all rows, groups over their columns, and always the units.
fn write_heads(sheet: &mut Worksheet, table: &Table, language: Language, formats: &Formats) -> Written {
    let (top, bottom) = (TITLE_ROWS, TITLE_ROWS + HEAD_ROWS - 1);
    let of_line = Label::term("table.unit_of_line");
    for (column, stub) in table.stubs.iter().enumerate() {
        span(sheet, [top, count(column), bottom, count(column)], &stub.in_both(language), &formats.head)?;
    }
    let at = |column: usize| count(table.stubs.len() + column);
    for run in runs(&table.columns) {
        let (first, last) = (run.start, run.end - 1);
        match &table.columns[first].group {
            Some(group) => {
                span(sheet, [top, at(first), top, at(last)], &group.in_both(language), &formats.head)?;
                for column in run.clone() {
                    let text = table.columns[column].name.in_both(language);
                    span(sheet, [top + 1, at(column), top + 1, at(column)], &text, &formats.head)?;
                }
            }
            None => {
                for column in run.clone() {
                    let text = table.columns[column].name.in_both(language);
                    span(sheet, [top, at(column), top + 1, at(column)], &text, &formats.head)?;
                }
            }
        }
        for column in run {
            let text = table.columns[column].unit.as_ref().unwrap_or(&of_line).in_both(language);
            span(sheet, [bottom, at(column), bottom, at(column)], &text, &formats.unit)?;
        }
    }
    let groups = runs(&table.columns).into_iter().filter_map(|run| {
        let space = run.clone().map(|column| column_width(table, table.stubs.len() + column, language)).sum();
        Some((table.columns[run.start].group.as_ref()?, space))
    });
    let names = table.columns.iter().enumerate();
    let names = names.map(|(index, column)| (&column.name, column_width(table, table.stubs.len() + index, language)));
    let units = table.columns.iter().enumerate().map(|(index, column)| {
        let unit = column.unit.as_ref().unwrap_or(&of_line);
        (unit, column_width(table, table.stubs.len() + index, language))
    });
    for (row, labels) in (top..).zip([groups.collect::<Vec<_>>(), names.collect(), units.collect()]) {
        let lines = labels.into_iter().map(|(label, space)| lines_of(&label.in_both(language), space)).max();
        sheet.set_row_height(row, LINE_HEIGHT * f64::from(count(lines.unwrap_or(1))) + 3.0)?;
    }
    Ok(())
}

/// The lines that a text takes in a space of some columns.
fn lines_of(text: &str, space: usize) -> usize {
    text.lines().map(|line| width(line).div_ceil(space.max(1)).max(1)).sum::<usize>().max(1)
}

/// Neighbouring columns of one group.
fn runs(columns: &[Column]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if columns[run.start].group == column.group => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

/// The columns that a label with two lines takes.
fn columns_of(label: &Label, language: Language) -> usize {
    label.in_both(language).lines().map(width).max().unwrap_or(0)
}

fn set_widths(sheet: &mut Worksheet, table: &Table, language: Language) -> Written {
    for column in 0..table.stubs.len() + table.columns.len() {
        let characters = f64::from(count(column_width(table, column, language)));
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), characters + 2.0)?;
    }
    Ok(())
}

/// The characters that fit into a column: its labels or numbers, and half of its head, for a long head takes two lines.
fn column_width(table: &Table, column: usize, language: Language) -> usize {
    let widest = if let Some(stub) = table.stubs.get(column) {
        let labels = table.lines.iter().map(|line| width(&line.labels[column].in_both(language).replace('\n', "  ")));
        labels.chain([columns_of(stub, language)]).max()
    } else {
        let index = column - table.stubs.len();
        let cells = table.lines.iter().filter_map(|line| line.cells[index]).map(|cell| cell.text().len());
        let unit = table.columns[index].unit.as_ref().map_or(0, |unit| columns_of(unit, language));
        cells.chain([columns_of(&table.columns[index].name, language).div_ceil(2) + 2, unit]).max()
    };
    widest.unwrap_or(0).clamp(6, WIDEST)
}

/// Definitions, how every table was made, and the hashes of what was read.
fn write_notes(sheet: &mut Worksheet, tables: &[Table], cover: &Cover<'_>, formats: &Formats) -> Written {
    let language = cover.language;
    let words = |key: &str| Label::term(key).in_both(language).replace('\n', "  ");
    sheet.set_name(Label::term("word.notes").in_language(language))?;
    sheet.write_string_with_format(0, 0, shortened(cover.title, MOST_TEXT), &formats.title)?;
    sheet.write_string_with_format(1, 0, concat!("tanhui ", env!("CARGO_PKG_VERSION")), &formats.subtitle)?;
    let mut row = 3;
    let mut section = |sheet: &mut Worksheet, title: &str, heads: &[&str], lines: Vec<Vec<String>>| -> Written {
        sheet.write_string_with_format(row, 0, words(title), &formats.title)?;
        row += 1;
        for (column, head) in (0_u16..).zip(heads) {
            sheet.write_string_with_format(row, column, words(head), &formats.head)?;
        }
        for line in lines {
            row += 1;
            let mut lines = 1;
            for (column, text) in (0_u16..).zip(line) {
                let space = NOTE_WIDTHS[usize::from(column)];
                lines = lines.max(lines_of(&text, space));
                sheet.write_string_with_format(row, column, shortened(&text, MOST_TEXT), &formats.text)?;
            }
            // Excel takes no higher row.
            sheet.set_row_height(row, (LINE_HEIGHT * f64::from(count(lines)) + 3.0).min(400.0))?;
        }
        row += 2;
        Ok(())
    };
    let notes = (1..=table_notes()).map(|number| {
        let note = Label::term(&format!("table.note_{number}"));
        vec![number.to_string(), note.zh, note.en]
    });
    section(sheet, "table.definitions", &["table.number", "table.in_chinese", "table.in_english"], notes.collect())?;
    let made = tables.iter().enumerate().map(|(index, table)| {
        let evidence = table.notes.evidence.map(|evidence| words(&format!("evidence.{}", evidence.name())));
        let left_out = Some(table.notes.left_out).filter(|count| *count > 0);
        let left_out = left_out.map(|count| format!("{}: {count}", words("table.left_out")));
        let methods: Vec<String> = shown_methods(&table.notes.methods, language).into_iter().chain(left_out).collect();
        let sources: Vec<&str> = table.notes.sources.iter().map(String::as_str).collect();
        let title = format!("{} {}", index + 1, table.title.in_both(language));
        vec![title, methods.join("\n"), sources.join("\n"), evidence.unwrap_or_else(|| "–".to_owned())]
    });
    section(sheet, "table.how_made", &["table.table", "word.method", "word.sources", "word.evidence"], made.collect())?;
    let inputs =
        cover.inputs.iter().map(|input| vec![input.path.clone(), input.blake3.clone(), input.bytes.to_string()]);
    section(sheet, "table.inputs", &["table.file", "table.hash", "table.bytes"], inputs.collect())?;
    for (column, characters) in (0_u16..).zip(NOTE_WIDTHS) {
        sheet.set_column_width(column, f64::from(count(characters)) + 2.0)?;
    }
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The number of notes in the table of terms.
fn table_notes() -> usize {
    (1..100).take_while(|number| Label::of_term(&format!("table.note_{number}")).is_some()).count()
}
