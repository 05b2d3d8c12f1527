//! Symbols and labels of polygons, as QGIS writes them.

use super::ramp::Colour;
use super::raster_style::map_of_options;
use super::xml::Element;

/// How a polygon is filled; none is an outline only.
pub(super) fn fill(name: &str, colour: Option<Colour>) -> Element {
    let rgba = |[red, green, blue]: Colour, alpha: u8| format!("{red},{green},{blue},{alpha}");
    let options = [
        ("color", rgba(colour.unwrap_or([255, 255, 255]), if colour.is_some() { 215 } else { 0 })),
        ("style", if colour.is_some() { "solid" } else { "no" }.to_owned()),
        ("outline_color", rgba([60, 60, 60], 255)),
        ("outline_style", "solid".to_owned()),
        ("outline_width", if colour.is_some() { "0.2" } else { "0.35" }.to_owned()),
        ("outline_width_unit", "MM".to_owned()),
        ("joinstyle", "round".to_owned()),
    ];
    let layer = Element::new("layer")
        .with("class", "SimpleFill")
        .with("enabled", 1)
        .with("locked", 0)
        .with("pass", 0)
        .holding([map_of_options(&options)]);
    Element::new("symbol")
        .with("type", "fill")
        .with("name", name)
        .with("alpha", 1)
        .with("clip_to_extent", 1)
        .with("force_rhr", 0)
        .holding([layer])
}

/// Labels of a field, with a light rim so that they can be read on any colour.
pub(super) fn labels(field: &str) -> Element {
    let rim = Element::new("text-buffer")
        .with("bufferDraw", 1)
        .with("bufferSize", 0.8)
        .with("bufferSizeUnits", "MM")
        .with("bufferColor", "255,255,255,220")
        .with("bufferOpacity", 1);
    let style = Element::new("text-style")
        .with("fieldName", field)
        .with("isExpression", 0)
        .with("fontFamily", "Noto Sans CJK SC")
        .with("fontSize", 9)
        .with("fontSizeUnit", "Point")
        .with("textColor", "40,40,40,255")
        .with("textOpacity", 1)
        .holding([rim]);
    let placement = Element::new("placement").with("placement", 0).with("centroidWhole", 1).with("priority", 5);
    let rendering = Element::new("rendering").with("drawLabels", 1).with("obstacle", 0).with("scaleVisibility", 0);
    let settings = Element::new("settings").with("calloutType", "simple").holding([style, placement, rendering]);
    Element::new("labeling").with("type", "simple").holding([settings])
}
