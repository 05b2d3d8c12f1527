//! The carbon pools of zones: one bar a zone, one piece a pool.

use std::collections::BTreeSet;

use super::super::drawing::{Anchor, Label, shortened, text_width};
use super::super::measure::Measure;
use super::axis::Axis;
use super::{AXIS, Drawing, GRID, MARGIN, WIDTH, finish, sheet};
use crate::terms::{Language, word};

/// The pools of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolBar {
    /// The zone's name.
    pub zone: String,
    /// Pools and what they hold.
    pub pools: Vec<(String, f64)>,
}

/// By lightness as well as by hue; what is above the ground is green, what is below is brown.
const COLORS: [(&str, &str); 8] = [
    ("above_ground_biomass", "#8ccb8a"),
    ("below_ground_biomass", "#d9a441"),
    ("living_biomass", "#2e8b57"),
    ("dead_wood", "#5b3a1d"),
    ("litter", "#e8d36b"),
    ("dead_organic_matter", "#8c6d46"),
    ("soil_organic_carbon", "#a8b8c8"),
    ("harvested_wood_products", "#7a4fa3"),
];
const OTHER: &str = "#444444";
const LEFT: f64 = 150.0;
const ROW: f64 = 30.0;

/// Draws the bars.
#[must_use]
pub fn pool_chart(title: &str, unit: &str, bars: &[PoolBar], language: Language) -> Drawing {
    let total = |bar: &PoolBar| bar.pools.iter().map(|(_, value)| value).sum::<f64>();
    let measure = Measure::of(language, unit, bars.iter().map(total).fold(0.0, f64::max));
    // In the order of the table of colours, with names of one's own last.
    let order = |pool: &str| COLORS.iter().position(|(name, _)| *name == pool).unwrap_or(COLORS.len());
    let occurring = bars.iter().flat_map(|bar| &bar.pools).filter(|(_, value)| *value != 0.0);
    let pools: BTreeSet<(usize, &str)> = occurring.map(|(pool, _)| (order(pool), pool.as_str())).collect();
    let color = |pool: &str| COLORS.iter().find(|(name, _)| *name == pool).map_or(OTHER, |(_, color)| color);
    let top = 104.0;
    let bottom = top + ROW * bars.len() as f64;
    let height = bottom + 44.0;
    let mut svg = sheet(language, title, &measure.unit, height);
    let mut x = MARGIN;
    svg.group("id=\"legend\"", |svg| {
        for (_, pool) in &pools {
            let name = shortened(word(language, "pool", pool), 30);
            svg.rectangle([x, 72.0, 16.0, 12.0], &format!("fill=\"{}\"", color(pool)));
            svg.text((x + 22.0, 83.0), Label::of(13.0), &name);
            x += 44.0 + text_width(&name, 13.0);
        }
    });
    let largest = bars.iter().map(total).fold(0.0, f64::max) * measure.factor;
    let axis = Axis::of([0.0, largest * 1.08], [LEFT, WIDTH - MARGIN - 20.0]);
    for (x, label) in axis.marks() {
        svg.line((x, top - 4.0), (x, bottom), GRID);
        svg.text((x, bottom + 18.0), Label::of(12.0).at(Anchor::Middle), &label);
    }
    for (index, bar) in bars.iter().enumerate() {
        let y = top + ROW * index as f64;
        svg.text((LEFT - 10.0, y + ROW * 0.62), Label::of(13.0).at(Anchor::End), &shortened(&bar.zone, 20));
        let mut from = 0.0;
        for (_, pool) in &pools {
            let value: f64 = bar.pools.iter().filter(|(name, _)| name == pool).map(|(_, value)| value).sum();
            let (start, end) = (axis.at(from), axis.at(from + value * measure.factor));
            if value != 0.0 {
                let style = format!("fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"0.4\"", color(pool));
                svg.rectangle([start, y + 4.0, end - start, ROW - 9.0], &style);
            }
            from += value * measure.factor;
        }
        svg.text((axis.at(from) + 6.0, y + ROW * 0.62), Label::of(12.0), &measure.show(total(bar)));
    }
    svg.line((LEFT, top - 4.0), (LEFT, bottom), AXIS);
    finish(svg, language, title, &measure.unit, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pool_with_carbon_has_its_piece_and_its_line_in_the_legend() {
        let bar = |zone: &str, litter| PoolBar {
            zone: zone.to_owned(),
            pools: vec![
                ("living_biomass".to_owned(), 30_000.0),
                ("litter".to_owned(), litter),
                ("dead_wood".to_owned(), 0.0),
            ],
        };
        let drawing = pool_chart("t", "t C", &[bar("慈溪市", 10_000.0), bar("<i>", 0.0)], Language::Chinese);
        let document = roxmltree::Document::parse(drawing.svg()).expect("well-formed");
        let texts: Vec<&str> =
            document.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        for expected in ["活生物量", "枯落物", "慈溪市", "<i>", "4.00", "3.00", "单位：万吨碳"] {
            assert!(texts.contains(&expected), "{expected}: {texts:?}");
        }
        assert!(!texts.contains(&"枯死木"));
    }
}
