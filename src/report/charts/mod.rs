//! Charts of the account. Each is one description, from which SVG and pixels are made.

mod axis;
mod matrix;
mod pools;
mod targets;
mod tornado;
mod waterfall;

pub use self::matrix::{TransitionMatrix, transition_chart};
pub use self::pools::{PoolBar, pool_chart};
pub use self::targets::target_chart;
pub use self::tornado::{TornadoBar, tornado_chart};
pub use self::waterfall::{Waterfall, waterfall_chart};
use super::drawing::{Drawing, Label, Svg, shortened};
use crate::terms::{Language, filled};

/// The width of charts, units of SVG, of which 96 are an inch.
const WIDTH: f64 = 900.0;
/// The edge around everything.
const MARGIN: f64 = 24.0;
/// The lines of a grid, and what stands on an axis.
const GRID: &str = "stroke=\"#dddddd\" stroke-width=\"1\"";
const AXIS: &str = "stroke=\"#444444\" stroke-width=\"1\"";
/// Colours that differ in lightness for every kind of eyes: what is, what is lost, what is gained.
const TOTAL: &str = "#4d5b6a";
const LESS: &str = "#d0782a";
const MORE: &str = "#3a9aa8";

/// What charts are drawn from.
const ACCOUNT: &str = "accounts.csv";

/// A white sheet with a title and the unit below it.
fn sheet(language: Language, title: &str, unit: &str, height: f64) -> Svg {
    let mut svg = Svg::default();
    svg.rectangle([0.0, 0.0, WIDTH, height], "fill=\"#ffffff\"");
    svg.text((MARGIN, 36.0), Label::of(19.0).bold(), &shortened(title, 90));
    let unit = filled(language, "chart", "unit", &[("unit", unit)]);
    svg.text((MARGIN, 57.0), Label { color: "#666666", ..Label::of(13.0) }, &unit);
    svg
}

/// The drawing of a sheet with the same title and unit.
fn finish(svg: Svg, language: Language, title: &str, unit: &str, height: f64) -> Drawing {
    let tag = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let millimetres = |units: f64| units / 96.0 * 25.4;
    let shown = (WIDTH.to_string(), height.to_string());
    let text = svg.finish(tag, (WIDTH, height), (&shown.0, &shown.1));
    let drawing = Drawing::new(text, (millimetres(WIDTH), millimetres(height))).about(title, unit);
    drawing.of_sources(ACCOUNT.to_owned())
}
