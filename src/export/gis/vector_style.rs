//! Styles of zone layers.

use super::columns::{WideColumn, WideTable};
use super::ramp::Ramp;
use super::raster_style::{QGIS, label};
use super::symbols::{fill, labels};
use super::words::Words;
use super::xml::Element;
use crate::error::Result;

/// The most classes of a figure: more shades are not told apart.
const CLASSES: usize = 5;

/// How a layer of zones looks.
#[derive(Debug, Clone, Copy)]
pub enum VectorStyle<'a> {
    /// Outlines with names.
    Outline(&'a WideTable),
    /// Filled by the main figure, with names.
    Figure(&'a WideTable),
}

/// The bytes of a `.qml`.
///
/// # Errors
/// None that a user could cause.
pub fn vector_style(style: VectorStyle<'_>) -> Result<Vec<u8>> {
    let root = Element::new("qgis")
        .with("version", QGIS)
        .with("styleCategories", "AllStyleCategories")
        .with("labelsEnabled", 1);
    root.holding(style_elements(style)).document(false)
}

/// The elements of a style, as they stand in a `.qml` and in a project.
pub(super) fn style_elements(style: VectorStyle<'_>) -> Vec<Element> {
    let (table, column) = match style {
        VectorStyle::Outline(table) => (table, None),
        VectorStyle::Figure(table) => (table, table.main()),
    };
    let renderer = match column {
        Some(column) => graduated(column),
        None => renderer("singleSymbol").holding([Element::new("symbols").holding([fill("0", None)])]),
    };
    let aliases = [("id", Words::term("gis.field.id", &[])), ("name", Words::term("gis.field.name", &[]))];
    let aliases = aliases.into_iter().chain(table.columns.iter().map(|c| (c.name.as_str(), c.alias.clone())));
    let aliases: Vec<Element> =
        aliases.map(|(field, words)| Element::new("alias").with("field", field).with("name", words.both())).collect();
    vec![
        renderer,
        labels("name"),
        Element::of_text("blendMode", "0"),
        Element::of_text("layerOpacity", "1"),
        Element::new("aliases").holding(aliases),
        Element::of_text("previewExpression", "\"name\""),
    ]
}

fn renderer(kind: &str) -> Element {
    Element::new("renderer-v2")
        .with("type", kind)
        .with("symbollevels", 0)
        .with("enableorderby", 0)
        .with("forceraster", 0)
}

/// Classes of as many zones each as can be.
fn graduated(column: &WideColumn) -> Element {
    let mut values: Vec<f64> = column.values.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    let limits = limits(&values);
    let (low, high) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
    let ramp =
        if column.year_to.is_some() || low < 0.0 { Ramp::of_changes(low, high) } else { Ramp::of_amounts(low, high) };
    let spread = Ramp::of_amounts(0.0, (limits.len().saturating_sub(2)).max(1) as f64);
    let mut ranges = Vec::new();
    let mut symbols = Vec::new();
    for (index, range) in limits.windows(2).enumerate() {
        let colour =
            if ramp.low() < 0.0 { ramp.colour(f64::midpoint(range[0], range[1])) } else { spread.colour(index as f64) };
        let text = format!("{} – {} {}", label(range[0], &ramp), label(range[1], &ramp), column.unit);
        ranges.push(
            Element::new("range")
                .with("lower", range[0])
                .with("upper", range[1])
                .with("label", text)
                .with("symbol", index)
                .with("render", "true"),
        );
        symbols.push(fill(&index.to_string(), Some(colour)));
    }
    renderer("graduatedSymbol")
        .with("attr", &column.name)
        .with("graduatedMethod", "GraduatedColor")
        .holding([Element::new("ranges").holding(ranges), Element::new("symbols").holding(symbols)])
}

/// Where classes begin and end; values are sorted. A single value is a class of its own.
fn limits(values: &[f64]) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else { return Vec::new() };
    let classes = CLASSES.min(values.len());
    let mut limits = vec![first];
    limits.extend((1..classes).map(|class| values[class * values.len() / classes]));
    limits.push(last);
    limits.dedup();
    if limits.len() == 1 {
        limits.push(last);
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_every_value_and_as_many_zones_each_as_can_be() {
        let values: Vec<f64> = (0..10).map(f64::from).collect();
        assert_eq!(limits(&values), [0.0, 2.0, 4.0, 6.0, 8.0, 9.0]);
        assert_eq!(limits(&[3.0, 3.0, 3.0]), [3.0, 3.0]);
        assert_eq!(limits(&[3.0]), [3.0, 3.0]);
        assert!(limits(&[]).is_empty());
    }
}
