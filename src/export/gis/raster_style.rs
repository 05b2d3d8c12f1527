//! Styles of maps: QGIS's `.qml`, and `.clr`, which older programs read.

use std::fmt::Write as _;

use super::painted::{MapContent, PaintedMap};
use super::ramp::{Ramp, hex};
use super::words::Words;
use super::xml::Element;
use crate::error::Result;
use crate::land::LandClass;

/// The version of QGIS whose form of styles and projects is written.
pub(super) const QGIS: &str = "3.22.16-Białowieża";

/// The bytes of a map's `.qml`.
///
/// # Errors
/// None that a user could cause.
pub fn raster_style(map: &PaintedMap) -> Result<Vec<u8>> {
    let root = Element::new("qgis").with("version", QGIS).with("styleCategories", "AllStyleCategories");
    root.holding(style_elements(map)).document(false)
}

/// The bytes of a `.clr`: code, red, green, blue on a line each; none for a map of values.
#[must_use]
pub fn colour_table(map: &PaintedMap) -> Option<String> {
    let MapContent::Classes(classes) = &map.content else { return None };
    let mut text = String::new();
    for LandClass { code, red, green, blue, .. } in classes {
        writeln!(text, "{code} {red} {green} {blue}").expect("a string takes any text");
    }
    Some(text)
}

/// The elements of a map's style, as they stand in a `.qml` and in a project.
pub(super) fn style_elements(map: &PaintedMap) -> Vec<Element> {
    let renderer = match (&map.content, map.ramp()) {
        (MapContent::Values { unit, .. }, Some(ramp)) => pseudocolour(&ramp, unit),
        (MapContent::Classes(classes), _) => paletted(classes),
        (MapContent::Values { .. }, None) => Element::new("rasterrenderer"),
    };
    let pipe = Element::new("pipe").holding([
        renderer,
        Element::new("brightnesscontrast").with("brightness", 0).with("contrast", 0).with("gamma", 1),
        Element::new("huesaturation").with("grayscaleMode", 0).with("saturation", 0).with("colorizeOn", 0),
        Element::new("rasterresampler").with("maxOversampling", 2),
        Element::of_text("resamplingStage", "resamplingFilter"),
    ]);
    vec![pipe, Element::of_text("blendMode", "0")]
}

fn paletted(classes: &[LandClass]) -> Element {
    let entries = classes.iter().map(|class| {
        Element::new("paletteEntry")
            .with("value", class.code)
            .with("color", hex(class.colour()))
            .with("label", Words::of_class(class).both())
            .with("alpha", 255)
    });
    renderer("paletted").holding([Element::new("colorPalette").holding(entries)])
}

fn pseudocolour(ramp: &Ramp, unit: &str) -> Element {
    let stops: Vec<_> = ramp.stops().collect();
    let items = stops.iter().map(|(value, colour)| {
        Element::new("item")
            .with("value", value)
            .with("label", format!("{} {unit}", label(*value, ramp)))
            .with("color", hex(*colour))
            .with("alpha", 255)
    });
    let shader = Element::new("colorrampshader")
        .with("colorRampType", "INTERPOLATED")
        .with("classificationMode", 1)
        .with("clip", 0)
        .with("minimumValue", ramp.low())
        .with("maximumValue", ramp.high())
        .with("labelPrecision", 1)
        .holding([gradient(ramp)])
        .holding(items)
        .holding([Element::new("rampLegendSettings")
            .with("useContinuousLegend", 1)
            .with("orientation", 2)
            .with("direction", 0)
            .with("minimumLabel", "")
            .with("maximumLabel", "")
            .with("prefix", "")
            .with("suffix", format!(" {unit}"))]);
    let limits = [("limits", "None"), ("extent", "WholeRaster"), ("statAccuracy", "Estimated")];
    renderer("singlebandpseudocolor")
        .with("classificationMin", ramp.low())
        .with("classificationMax", ramp.high())
        .holding([
            Element::new("rasterTransparency"),
            Element::new("minMaxOrigin").holding(limits.map(|(name, text)| Element::of_text(name, text))),
            Element::new("rastershader").holding([shader]),
        ])
}

fn renderer(kind: &str) -> Element {
    Element::new("rasterrenderer")
        .with("type", kind)
        .with("band", 1)
        .with("alphaBand", -1)
        .with("opacity", 1)
        .with("nodataColor", "")
}

/// The ramp as QGIS keeps it to let users change it.
fn gradient(ramp: &Ramp) -> Element {
    let stops: Vec<_> = ramp.stops().collect();
    let rgba = |[red, green, blue]: [u8; 3]| format!("{red},{green},{blue},255");
    let last = stops.len() - 1;
    let between: Vec<String> = stops[1..last]
        .iter()
        .zip(1..)
        .map(|((_, colour), step)| format!("{};{}", f64::from(step) / last as f64, rgba(*colour)))
        .collect();
    let options = [
        ("color1", rgba(stops[0].1)),
        ("color2", rgba(stops[last].1)),
        ("discrete", "0".to_owned()),
        ("rampType", "gradient".to_owned()),
        ("stops", between.join(":")),
    ];
    Element::new("colorramp").with("name", "[source]").with("type", "gradient").holding([map_of_options(&options)])
}

/// Names with texts, as QGIS writes them.
pub(super) fn map_of_options(options: &[(&str, String)]) -> Element {
    let options = options
        .iter()
        .map(|(name, value)| Element::new("Option").with("name", name).with("type", "QString").with("value", value));
    Element::new("Option").with("type", "Map").holding(options)
}

/// A value with as many decimals as its range needs.
pub(super) fn label(value: f64, ramp: &Ramp) -> String {
    let range = ramp.high() - ramp.low();
    let decimals = if range >= 50.0 {
        0
    } else if range >= 5.0 {
        1
    } else {
        3
    };
    // Minus zero is no value that people know.
    format!("{:.decimals$}", value + 0.0)
}
