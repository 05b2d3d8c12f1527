//! What a figure depends on most: for each cause, the figure at its lower and at its upper limit.

use super::super::drawing::{Anchor, Label, shortened};
use super::super::measure::Measure;
use super::axis::Axis;
use super::{Drawing, GRID, LESS, MARGIN, MORE, WIDTH, finish, sheet};
use crate::terms::{Language, filled, word};

/// What a figure becomes if one cause is at its limits and all others are as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoBar {
    /// The cause.
    pub name: String,
    /// The figure at the lower limit of the cause.
    pub low: f64,
    /// The figure at the upper limit of the cause.
    pub high: f64,
    /// The figure as it is.
    pub base: f64,
}

const LEFT: f64 = 250.0;
const ROW: f64 = 34.0;
const TOP: f64 = 112.0;

/// Draws the bars, the widest on top. All are about the same figure, in `unit`.
#[must_use]
pub fn tornado_chart(title: &str, unit: &str, bars: &[TornadoBar], language: Language) -> Drawing {
    let mut bars: Vec<&TornadoBar> = bars.iter().collect();
    bars.sort_by(|one, two| (two.high - two.low).abs().total_cmp(&(one.high - one.low).abs()));
    let values = || bars.iter().flat_map(|bar| [bar.low, bar.high, bar.base]);
    let measure = Measure::of(language, unit, values().fold(0.0, |most: f64, value| most.max(value.abs())));
    let bottom = TOP + ROW * bars.len() as f64;
    let height = bottom + 48.0;
    let mut svg = sheet(language, title, &measure.unit, height);
    let [low, high] = values()
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
        .map(|v| v * measure.factor);
    let [low, high] = if low <= high { [low, high] } else { [0.0, 1.0] };
    // Room for the values at the ends of the widest bar.
    let room = 0.12 * (high - low);
    let axis = Axis::of([low - room, high + room], [LEFT, WIDTH - MARGIN - 10.0]);
    for (x, label) in axis.marks() {
        svg.line((x, TOP - 6.0), (x, bottom), GRID);
        svg.text((x, bottom + 18.0), Label::of(12.0).at(Anchor::Middle), &label);
    }
    for (index, (color, key)) in [(LESS, "low"), (MORE, "high")].into_iter().enumerate() {
        let x = MARGIN + 170.0 * index as f64;
        svg.rectangle([x, 72.0, 16.0, 12.0], &format!("fill=\"{color}\""));
        svg.text((x + 22.0, 83.0), Label::of(13.0), word(language, "chart", key));
    }
    for (index, bar) in bars.iter().enumerate() {
        let y = TOP + ROW * index as f64;
        let middle = y + ROW * 0.6;
        let base = axis.at(bar.base * measure.factor);
        svg.text((LEFT - 12.0, middle), Label::of(13.0).at(Anchor::End), &shortened(&bar.name, 30));
        for (value, color, is_left) in [(bar.low, LESS, bar.low <= bar.high), (bar.high, MORE, bar.low > bar.high)] {
            let end = axis.at(value * measure.factor);
            let style = format!("fill=\"{color}\"");
            svg.rectangle([base.min(end), y + 5.0, (end - base).abs(), ROW - 10.0], &style);
            let (place, anchor) =
                if is_left { (end.min(base) - 6.0, Anchor::End) } else { (end.max(base) + 6.0, Anchor::Start) };
            svg.text((place, middle), Label { halo: true, ..Label::of(12.0).at(anchor) }, &measure.show(value));
        }
    }
    if let Some(bar) = bars.first() {
        let x = axis.at(bar.base * measure.factor);
        svg.line((x, TOP - 6.0), (x, bottom), "stroke=\"#222222\" stroke-width=\"1.4\"");
        let told = filled(language, "chart", "base", &[("value", &measure.show(bar.base))]);
        svg.text((x, TOP - 12.0), Label::of(12.0).at(Anchor::Middle), &told);
    }
    finish(svg, language, title, &measure.unit, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_bar_is_on_top_and_limits_keep_their_side() {
        let bar = |name: &str, low, high| TornadoBar { name: name.to_owned(), low, high, base: 100.0 };
        let bars = [bar("narrow", 95.0, 108.0), bar("<script>", 130.0, 60.0), bar("flat", 100.0, 100.0)];
        let drawing = tornado_chart("t", "t C/ha", &bars, Language::English);
        let document = roxmltree::Document::parse(drawing.svg()).expect("well-formed");
        let texts: Vec<&str> =
            document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        let place = |text: &str| texts.iter().position(|found| *found == text).expect(text);
        assert!(place("<script>") < place("narrow") && place("narrow") < place("flat"));
        assert!(texts.contains(&"base 100.0") && texts.contains(&"130.0") && texts.contains(&"60.0"));
        // The lower limit of a cause that works the other way lies to the east of the base.
        let rects: Vec<(f64, &str)> = document
            .descendants()
            .filter(|n| n.has_tag_name("rect") && n.attribute("height") == Some("24"))
            .map(|n| (n.attribute("x").and_then(|x| x.parse().ok()).expect("x"), n.attribute("fill").expect("a fill")))
            .collect();
        assert!(rects[0].1 == LESS && rects[1].1 == MORE && rects[0].0 > rects[1].0, "{rects:?}");
    }

    #[test]
    fn no_bars_make_no_nonsense() {
        assert!(!tornado_chart("t", "%", &[], Language::Chinese).svg().contains("NaN"));
    }
}
