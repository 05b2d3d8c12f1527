//! What land has become what: a matrix of areas, rows at the first date, columns at the last.

use super::super::drawing::{Anchor, Label, shortened};
use super::super::measure::Measure;
use super::{Drawing, MARGIN, WIDTH, finish, sheet};
use crate::terms::{Language, word};

/// Areas by class before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct TransitionMatrix {
    /// What the chart is of.
    pub title: String,
    /// The unit of the areas.
    pub unit: String,
    /// The classes, in order.
    pub classes: Vec<String>,
    /// The area of each pair, by row and column.
    pub areas: Vec<Vec<f64>>,
}

const LEFT: f64 = 150.0;
const TOP: f64 = 176.0;

/// Draws the matrix with the sums of its rows and columns. What stayed is grey, what changed is the darker the more it is.
#[must_use]
pub fn transition_chart(matrix: &TransitionMatrix, language: Language) -> Drawing {
    let count = matrix.classes.len();
    let rows: Vec<f64> = matrix.areas.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<f64> = (0..count).map(|column| matrix.areas.iter().map(|row| row[column]).sum()).collect();
    let total: f64 = rows.iter().sum();
    let measure =
        Measure::of(language, &matrix.unit, rows.iter().chain(&columns).fold(0.0, |most, area| most.max(*area)));
    let changed = matrix.areas.iter().enumerate().flat_map(|(row, areas)| {
        areas.iter().enumerate().filter(move |(column, _)| *column != row).map(|(_, area)| *area)
    });
    let largest = changed.fold(0.0, f64::max);
    let width = (WIDTH - MARGIN - LEFT) / (count + 1) as f64;
    let row_height = (width * 0.6).clamp(20.0, 30.0);
    let height = TOP + row_height * (count + 1) as f64 + MARGIN;
    let mut svg = sheet(language, &matrix.title, &measure.unit, height);
    let size = (width * 0.235).clamp(6.5, 12.0);
    let names = matrix.classes.iter().map(String::as_str).chain([word(language, "word", "total")]);
    for (index, name) in names.enumerate() {
        let bold = index == count;
        let label = Label { bold, turned: -45.0, ..Label::of(12.0) };
        svg.text((LEFT + width * (index as f64 + 0.5), TOP - 8.0), label, &shortened(name, 20));
        let label = Label { bold, ..Label::of(12.0).at(Anchor::End) };
        svg.text((LEFT - 8.0, TOP + row_height * (index as f64 + 0.62)), label, &shortened(name, 20));
    }
    let mut cell = |row: usize, column: usize, area: f64, style: &str, color: &str| {
        let (x, y) = (LEFT + width * column as f64, TOP + row_height * row as f64);
        svg.rectangle([x, y, width, row_height], &format!("{style} stroke=\"#ffffff\" stroke-width=\"1\""));
        if area > 0.0 {
            let told = measure.show(area);
            // What rounds to nothing is not nothing.
            let told =
                if told.contains(|c: char| c.is_ascii_digit() && c != '0') { told } else { "<".to_owned() + &told };
            let label = Label { color, ..Label::of(size).at(Anchor::Middle) };
            svg.text((x + width / 2.0, y + row_height * 0.62), label, &told);
        }
    };
    for (row, areas) in matrix.areas.iter().enumerate() {
        for (column, area) in areas.iter().enumerate() {
            // By the logarithm: a thousandth of the largest change is still to be seen.
            let share = if largest > 0.0 { (1.0 + (area / largest).log10() / 3.0).clamp(0.0, 1.0) } else { 0.0 };
            match () {
                () if row == column && *area <= 0.0 => cell(row, column, 0.0, "fill=\"#dcdcdc\"", ""),
                () if *area <= 0.0 => cell(row, column, 0.0, "fill=\"#f6f6f6\"", ""),
                () if row == column => cell(row, column, *area, "fill=\"#cfcfcf\"", "#222222"),
                () => {
                    let style = format!("fill=\"#c2571a\" fill-opacity=\"{:.3}\"", 0.08 + 0.82 * share);
                    cell(row, column, *area, &style, if share > 0.75 { "#ffffff" } else { "#222222" });
                }
            }
        }
        cell(row, count, rows[row], "fill=\"#e9eef2\"", "#222222");
        cell(count, row, columns[row], "fill=\"#e9eef2\"", "#222222");
    }
    cell(count, count, total, "fill=\"#d5dee6\"", "#222222");
    finish(svg, language, &matrix.title, &measure.unit, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_shows_every_area_and_its_sums() {
        let matrix = TransitionMatrix {
            title: "t".to_owned(),
            unit: "ha".to_owned(),
            classes: vec!["乔木林地".to_owned(), "<b>".to_owned()],
            areas: vec![vec![50_000.0, 3_000.0], vec![0.0, 20.0]],
        };
        let drawing = transition_chart(&matrix, Language::Chinese);
        let document = roxmltree::Document::parse(drawing.svg()).expect("well-formed");
        let texts: Vec<&str> =
            document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        for expected in ["<b>", "5.00", "0.30", "5.30", "<0.00", "合计", "单位：万公顷"] {
            assert!(texts.contains(&expected), "{expected}: {texts:?}");
        }
    }
}
