//! The chart of targets, SVG: what was observed, what is needed, what is projected.

use plotters::prelude::*;

use super::summary::{grouped, width};
use super::targets::Scale;
use crate::accounts::{Point, TargetOutcome};
use crate::error::{Error, Result};

/// The size of one target's panel, pixels.
const PANEL: (u32, u32) = (900, 360);

/// The most columns of a name and of a whole caption.
const MOST_NAME: usize = 36;
const MOST_CAPTION: usize = 96;

const OBSERVED: RGBColor = RGBColor(0, 68, 136);
const NEEDED: RGBColor = RGBColor(187, 85, 102);
const PROJECTED: RGBColor = RGBColor(17, 119, 51);

/// One panel per target, one below the other. Texts name a font family only, so no font is needed to make it.
///
/// # Errors
/// None that input can cause.
pub fn target_chart(targets: &[TargetOutcome]) -> Result<String> {
    let mut svg = String::new();
    let rows = u32::try_from(targets.len()).map_err(Error::internal)?;
    {
        let root = SVGBackend::with_string(&mut svg, (PANEL.0, PANEL.1 * rows.max(1))).into_drawing_area();
        root.fill(&WHITE).map_err(Error::internal)?;
        for (target, area) in targets.iter().zip(root.split_evenly((targets.len(), 1))) {
            panel(target, &area).map_err(Error::internal)?;
        }
        root.present().map_err(Error::internal)?;
    }
    Ok(svg)
}

type DrawingResult = std::result::Result<(), Box<dyn std::error::Error>>;

fn panel(target: &TargetOutcome, area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>) -> DrawingResult {
    let scale = Scale::of(&target.unit, target.target.value.max(target.start.value));
    let at = |point: &Point| (point.year, point.value * scale.factor);
    let (start, goal) = (at(&target.start), at(&target.target));
    let observed: Vec<(i32, f64)> = target.observed.iter().map(at).collect();
    let projection = target.projection.as_ref();
    let path: Vec<(i32, f64)> =
        projection.map(|projection| projection.path.iter().map(at).collect()).unwrap_or_default();
    let interval =
        projection.and_then(|projection| projection.interval).map(|limits| limits.map(|limit| limit * scale.factor));
    let points = || observed.iter().chain(&path).chain([&start, &goal]);
    let values = || points().map(|(_, value)| *value).chain(interval.into_iter().flatten());
    let (low, high) =
        values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    // Room above for the legend.
    let span = if high > low { high - low } else { high.abs().max(1.0) };
    let (first, last) =
        points().fold((i32::MAX, i32::MIN), |(first, last), (year, _)| (first.min(*year), last.max(*year)));
    let mut chart = ChartBuilder::on(area)
        .caption(printable(&caption(target, &scale)), ("sans-serif", 17))
        .margin(14)
        .margin_right(40)
        .x_label_area_size(28)
        .y_label_area_size(84)
        .build_cartesian_2d(first - 1..last + 1, low - 0.1 * span..high + 0.45 * span)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(225, 225, 225))
        .x_labels(usize::try_from(last - first + 3).unwrap_or(10).min(14))
        .y_labels(6)
        .y_desc(printable(&scale.unit))
        .label_style(("sans-serif", 13))
        .axis_desc_style(("sans-serif", 14))
        .draw()?;
    let line = |color: RGBColor| move |(x, y)| PathElement::new([(x, y), (x + 22, y)], color.stroke_width(2));
    let per_year = grouped(target.needed.per_year * scale.factor, 3);
    let unit = if target.unit == "%" { target.unit_of_change() } else { &scale.unit };
    let needed = printable(&format!("needed: {per_year} {unit} a year"));
    chart
        .draw_series(DashedLineSeries::new([start, goal], 6, 4, NEEDED.stroke_width(2)))?
        .label(needed)
        .legend(line(NEEDED));
    if !path.is_empty() {
        chart
            .draw_series(LineSeries::new(path.iter().copied(), PROJECTED.stroke_width(2)))?
            .label("projected")
            .legend(line(PROJECTED));
    }
    if let (Some([low, high]), Some((year, _))) = (interval, path.last()) {
        let (year, color) = (*year, PROJECTED.stroke_width(2));
        chart
            .draw_series([PathElement::new([(year, low), (year, high)], color)])?
            .label("95 % of the projection")
            .legend(|(x, y)| PathElement::new([(x + 11, y - 6), (x + 11, y + 6)], PROJECTED.stroke_width(2)));
    }
    if !observed.is_empty() {
        chart.draw_series(LineSeries::new(observed.iter().copied(), OBSERVED.stroke_width(2)))?;
        chart
            .draw_series(observed.iter().map(|point| Circle::new(*point, 4, OBSERVED.filled())))?
            .label("observed")
            .legend(|(x, y)| Circle::new((x + 11, y), 4, OBSERVED.filled()));
    }
    if target.start_is != "observed" {
        chart
            .draw_series([TriangleMarker::new(start, 6, PROJECTED.filled())])?
            .label(printable(&format!("start: target {}", shortened(&target.start_is, MOST_NAME))))
            .legend(|(x, y)| TriangleMarker::new((x + 11, y), 6, PROJECTED.filled()));
    }
    chart
        .draw_series([TriangleMarker::new(goal, 7, NEEDED.filled())])?
        .label(format!("target {}", goal.0))
        .legend(|(x, y)| TriangleMarker::new((x + 11, y), 6, NEEDED.filled()));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font(("sans-serif", 13))
        .background_style(WHITE.mix(0.85))
        .border_style(RGBColor(200, 200, 200))
        .draw()?;
    Ok(())
}

fn caption(target: &TargetOutcome, scale: &Scale) -> String {
    let zone = &target.zone.zone_name;
    let wanted = grouped(target.target.value * scale.factor, 2);
    let text = format!(
        "{}: {} of {}, {zone}: {wanted} {} in {} ({})",
        shortened(&target.name, MOST_NAME),
        target.category,
        target.quantity.replace('_', " "),
        scale.unit,
        target.target.year,
        target.status.name()
    );
    shortened(&text, MOST_CAPTION)
}

/// What is longer would run out of the panel.
fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if width(&short) + 2 > most {
            break;
        }
    }
    short + "…"
}

/// Control characters are not allowed in XML; the backend escapes the rest.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{FoundZone, Projection, ProjectionBasis, Status};
    use crate::land::Sector;
    use crate::models::yearly_rate;
    use crate::parameters::Evidence;

    fn outcome(name: &str) -> TargetOutcome {
        let point = |year, value| Point { year, value };
        TargetOutcome {
            name: name.to_owned(),
            title: String::new(),
            quantity: "growing_stock".to_owned(),
            category: "forest".to_owned(),
            zone: FoundZone { zone_set: "x".to_owned(), zone: "*".to_owned(), zone_name: "宁波市".to_owned() },
            sector: Sector::Forest,
            unit: "m³".to_owned(),
            target: point(2025, 27e6),
            target_source: String::new(),
            basis: String::new(),
            denominator: None,
            observed: vec![point(2020, 24.1e6), point(2022, 25.2e6)],
            start: point(2022, 25.2e6),
            start_is: "observed".to_owned(),
            gap: 1.8e6,
            gap_ha: None,
            needed: yearly_rate(25.2e6, 27e6, 3),
            needed_ha_per_year: None,
            achieved: None,
            projection: Some(Projection {
                basis: ProjectionBasis::Assumptions,
                value: 26.7e6,
                interval: Some([26e6, 27.4e6]),
                path: vec![point(2022, 25.2e6), point(2025, 26.7e6)],
                years_to_target: Some(4),
                horizon: 200,
            }),
            assumptions: Vec::new(),
            probability: Some(0.2),
            sensitivity: Vec::new(),
            status: Status::Red,
            status_rule: String::new(),
            contributions: Vec::new(),
            contribution_unit: "m³".to_owned(),
            alternatives: Vec::new(),
            notes: Vec::new(),
            evidence: Evidence::Derived,
            sources: String::new(),
        }
    }

    #[test]
    fn a_hostile_name_stays_text() {
        let svg = target_chart(&[outcome("</text><script>alert(1)</script>&\"\u{1}")]).expect("a chart");
        assert!(!svg.contains("<script") && !svg.contains('\u{1}'));
        assert!(svg.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_long_name_is_cut_to_the_panel_and_chinese_counts_twice() {
        let short = shortened(&"碳".repeat(100), MOST_CAPTION);
        assert!(width(&short) <= MOST_CAPTION + 1 && short.ends_with('…'));
    }

    #[test]
    fn every_target_has_its_panel_and_no_figure_is_a_range_of_nothing() {
        let mut flat = outcome("flat");
        flat.observed = vec![flat.target];
        flat.start = flat.target;
        flat.projection = None;
        let svg = target_chart(&[outcome("first"), flat]).expect("a chart");
        assert!(svg.contains("first: forest of growing stock, 宁波市: 27.00 Mm³ in 2025 (red)"));
        assert!(svg.contains("height=\"720\"") && !svg.contains("NaN"));
    }
}
