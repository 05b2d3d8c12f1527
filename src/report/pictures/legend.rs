//! The legend: every class that occurs in the picture, and no other.

use super::super::drawing::{Label, Svg, shortened};
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
        let label = Label::of((line * 0.56).min(3.1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "characters of a line")]
        let most = ((width - 10.0) / (label.size * 0.5)) as usize;
        svg.group("id=\"legend\"", |svg| {
            for (index, entry) in self.entries.iter().enumerate() {
                let (x, y) = place(index);
                let style = format!("fill=\"{}\" stroke=\"#666666\" stroke-width=\"0.15\"", hexadecimal(entry.color));
                svg.rectangle([x, y + line * 0.14, 8.0, line * 0.68], &style);
                svg.text((x + 10.0, y + line * 0.66), label, &shortened(&entry.label, most));
            }
        });
        if boundary {
            let (x, y) = place(self.entries.len());
            svg.line((x, y + line * 0.48), (x + 8.0, y + line * 0.48), "stroke=\"#222222\" stroke-width=\"0.45\"");
            svg.text((x + 10.0, y + line * 0.66), label, word(language, "map", "boundary"));
        }
    }
}
