//! How a stock came from one date to another: bars that hang between the first and the last.

use super::super::drawing::{Anchor, Label, shortened};
use super::super::measure::Measure;
use super::axis::Axis;
use super::{AXIS, Drawing, GRID, LESS, MARGIN, MORE, TOTAL, WIDTH, finish, sheet};
use crate::terms::{Language, word};

/// A first value, what was added and taken away, and a last value.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// What the chart is of.
    pub title: String,
    /// The unit of all values.
    pub unit: String,
    /// Name and value of the first bar.
    pub first: (String, f64),
    /// Names and signed values of the changes between.
    pub changes: Vec<(String, f64)>,
    /// Name and value of the last bar.
    pub last: (String, f64),
}

const HEIGHT: f64 = 480.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 400.0;
const LEFT: f64 = 92.0;
/// Where changes are smaller than this share of the stock, the axis is cut.
const SMALL: f64 = 0.5;

/// Draws the bars.
#[must_use]
pub fn waterfall_chart(chart: &Waterfall, language: Language) -> Drawing {
    let measure = Measure::of(language, &chart.unit, chart.first.1.abs().max(chart.last.1.abs()));
    let mut level = chart.first.1 * measure.factor;
    let mut bars = vec![(chart.first.0.as_str(), 0.0, level, TOTAL, level)];
    for (name, change) in &chart.changes {
        let change = change * measure.factor;
        let color = if change < 0.0 { LESS } else { MORE };
        bars.push((name, level, level + change, color, change));
        level += change;
    }
    let last = chart.last.1 * measure.factor;
    bars.push((chart.last.0.as_str(), 0.0, last, TOTAL, last));

    let (low, high) =
        bars.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bar| (low.min(bar.2), high.max(bar.2)));
    let is_cut = low > 0.0 && high - low < SMALL * high;
    let bottom = if is_cut { (low - 0.35 * (high - low)).max(0.0) } else { low.min(0.0) };
    let axis = Axis::of([bottom, high + 0.06 * (high - bottom)], [BOTTOM, TOP]);

    let mut svg = sheet(language, &chart.title, &measure.unit, HEIGHT);
    for (y, label) in axis.marks() {
        svg.line((LEFT, y), (WIDTH - MARGIN, y), GRID);
        svg.text((LEFT - 8.0, y + 4.5), Label::of(12.0).at(Anchor::End), &label);
    }
    let step = (WIDTH - MARGIN - LEFT) / bars.len() as f64;
    let width = step * 0.64;
    let size = (step * 0.2).clamp(9.0, 12.5);
    // Changes are shown as finely as the smallest step of the axis, which may be finer than the stock.
    let change = chart.changes.iter().fold(0.0, |most: f64, (_, change)| most.max(change.abs()));
    let fine = Measure { digits: if change * measure.factor < 100.0 { 2 } else { measure.digits }, ..measure.clone() };
    for (index, (name, from, to, color, value)) in bars.iter().enumerate() {
        let x = LEFT + (index as f64 + 0.5) * step;
        let is_total = *color == TOTAL;
        let base = if is_total { axis.low().max(0.0) } else { *from };
        let (top, end) = (axis.at(to.max(base)), axis.at(to.min(base)));
        let style = format!("fill=\"{color}\"");
        svg.rectangle([x - width / 2.0, top, width, (end - top).max(1.0)], &style);
        if is_total && is_cut {
            // The bar is broken: its foot is not at zero.
            let y = BOTTOM - 14.0;
            let zigzag = format!(
                "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}",
                x - width / 2.0 - 3.0,
                y + 4.0,
                x - width / 6.0,
                y - 4.0,
                x + width / 6.0,
                y + 4.0,
                x + width / 2.0 + 3.0,
                y - 4.0
            );
            svg.path(&zigzag, "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"4\"");
        }
        let told = if is_total { measure.show(value / measure.factor) } else { fine.show(value / measure.factor) };
        let told = if !is_total && *value > 0.0 { format!("+{told}") } else { told };
        // What rounds to nothing is not nothing.
        let told = if told.contains(|c: char| ('1'..='9').contains(&c)) { told } else { "≈0".to_owned() };
        svg.text((x, top - 6.0), Label::of(size).at(Anchor::Middle), &told);
        if let Some(next) = bars.get(index + 1).filter(|_| index + 1 < bars.len()) {
            let y = axis.at(if next.3 == TOTAL { next.2 } else { next.1 });
            svg.line((x + width / 2.0, y), (x + step - width / 2.0, y), "stroke=\"#999999\" stroke-width=\"0.8\"");
        }
        let label = Label { turned: -35.0, ..Label::of(12.0).at(Anchor::End) };
        svg.text((x + 6.0, BOTTOM + 18.0), label, &shortened(name, 18));
    }
    svg.line((LEFT, BOTTOM), (WIDTH - MARGIN, BOTTOM), AXIS);
    if is_cut {
        let label = Label { color: "#666666", ..Label::of(12.0).at(Anchor::End) };
        svg.text((WIDTH - MARGIN, 57.0), label, word(language, "chart", "axis_is_cut"));
    }
    finish(svg, language, &chart.title, &measure.unit, HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_hang_where_the_stock_was_and_a_cut_axis_says_so() {
        let change = |name: &str, value| (name.to_owned(), value);
        let chart = Waterfall {
            title: "<b>".to_owned(),
            unit: "t C".to_owned(),
            first: change("2015", 1_000_000.0),
            changes: vec![change("a", 50_000.0), change("</text>", -20_000.0)],
            last: change("2022", 1_030_000.0),
        };
        let drawing = waterfall_chart(&chart, Language::Chinese);
        let document = roxmltree::Document::parse(drawing.svg()).expect("well-formed");
        let texts: Vec<&str> =
            document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        for expected in ["<b>", "单位：万吨碳", "纵轴不自零起", "100.0", "+5.00", "−2.00", "103.0", "</text>"]
        {
            assert!(texts.contains(&expected), "{expected}: {texts:?}");
        }
        let bars: Vec<f64> = document
            .descendants()
            .filter(|n| n.has_tag_name("rect"))
            .skip(1)
            .map(|n| n.attribute("height").and_then(|h| h.parse().ok()).expect("a height"))
            .collect();
        // The gain is 2.5 times as high as the loss.
        assert!((bars[1] / bars[2] - 2.5).abs() < 0.01, "{bars:?}");
    }
}
