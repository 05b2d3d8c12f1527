//! The legend: every class that occurs in the picture, and no other.

use super::super::drawing::{Label, Svg, lines, text_width};
use super::palette::hexadecimal;
use crate::terms::{Language, filled, word};

/// A colour and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) color: [u8; 3],
}

/// What stands in the legend.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Legend {
    pub(super) unit: Option<String>,
    pub(super) entries: Vec<Entry>,
}

/// The height of a line where there is room, mm.
const LINE: f64 = 5.8;
/// The letters of a text in two lines, of the height of a line.
const OF_TWO: f64 = 0.42;
/// The smallest letters that are read easily, mm.
const SMALLEST: f64 = 1.9;

impl Legend {
    /// Draws it into a box.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language, [x, y, width, height]: [f64; 4], boundary: bool) {
        svg.text((x, y + 4.0), Label::of(4.2).bold(), word(language, "word", "legend"));
        let mut top = y + 7.5;
        if let Some(unit) = &self.unit {
            let told = filled(language, "chart", "unit", &[("unit", unit)]);
            svg.text((x, top + 2.6), Label { color: "#555555", ..Label::of(3.0) }, &told);
            top += 5.2;
        }
        let rows = self.entries.len() + usize::from(boundary);
        let line = ((height - (top - y)) / rows as f64).min(LINE);
        let place = |index: usize| (x, top + index as f64 * line);
        let room = width - 10.0;
        let widest = self.entries.iter().map(|entry| text_width(&entry.label, 1.0)).fold(1.0, f64::max);
        // All texts have letters of one size: that of the longest in one line, or in two where it would be too small to read.
        let (size, rows) = match (line * 0.56).min(3.1).min(room / widest) {
            small if small < SMALLEST && line * OF_TWO > small => (line * OF_TWO, 2),
            size => (size, 1),
        };
        let label = Label::of(size);
        svg.group("id=\"legend\"", |svg| {
            for (index, entry) in self.entries.iter().enumerate() {
                let (x, y) = place(index);
                let style = format!("fill=\"{}\" stroke=\"#666666\" stroke-width=\"0.15\"", hexadecimal(entry.color));
                svg.rectangle([x, y + line * 0.14, 8.0, line * 0.68], &style);
                let texts = if rows == 1 { vec![entry.label.clone()] } else { lines(&entry.label, size, room, rows) };
                let first = y + line * 0.48 + label.size * (0.35 - 0.525 * (texts.len() - 1) as f64);
                for (row, text) in texts.iter().enumerate() {
                    svg.text((x + 10.0, first + label.size * 1.05 * row as f64), label, text);
                }
            }
        });
        if boundary {
            let (x, y) = place(self.entries.len());
            svg.line((x, y + line * 0.48), (x + 8.0, y + line * 0.48), "stroke=\"#222222\" stroke-width=\"0.45\"");
            svg.text((x + 10.0, y + line * 0.66), label, word(language, "map", "boundary"));
        }
    }
}
